#include <retort/migrate/render_schema.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/compare_table.hpp>

namespace retort::migrate::detail {

namespace {

using Kind = SqlType::Kind;

std::string with_arguments(const char* name, std::initializer_list<int> values) {
    std::vector<std::string> arguments;
    for (const int value : values)
        arguments.push_back(std::to_string(value));
    while (!arguments.empty() && arguments.back() == "-1")
        arguments.pop_back();
    return std::string{name} + "{" + join(arguments, ", ") + "}";
}

std::string with_timezone(const char* name, bool timezone) {
    return std::string{name} + (timezone ? "{.timezone = true}" : "{}");
}

std::string built_in_type(const SqlType& type) {
    switch (type.kind) {
    case Kind::boolean: return "Boolean{}";
    case Kind::small_integer: return "SmallInteger{}";
    case Kind::integer: return "Integer{}";
    case Kind::big_integer: return "BigInteger{}";
    case Kind::float_: return with_arguments("Float", {type.precision});
    case Kind::double_: return "Double{}";
    case Kind::numeric: return with_arguments("Numeric", {type.precision, type.scale});
    case Kind::string: return with_arguments("String", {type.length});
    case Kind::text: return with_arguments("Text", {type.length});
    case Kind::large_binary: return with_arguments("LargeBinary", {type.length});
    case Kind::date: return "Date{}";
    case Kind::datetime: return with_timezone("DateTime", type.timezone);
    case Kind::time: return with_timezone("Time", type.timezone);
    case Kind::interval: return "Interval{}";
    case Kind::uuid: return "Uuid{}";
    case Kind::json: return "JSON{}";
    case Kind::jsonb: return "JSONB{}";
    case Kind::array: {
        const std::string element = built_in_type(type.element.front());
        return element.empty() ? "" : "Array<" + element.substr(0, element.find('{')) + ">{" + element + "}";
    }
    case Kind::enumeration:
    case Kind::custom: break;
    }
    return {};
}

std::vector<Code> strings(const std::vector<std::string>& values) {
    std::vector<Code> codes;
    codes.reserve(values.size());
    for (const auto& value : values)
        codes.push_back(Code::string(value));
    return codes;
}

void add_name(std::vector<Code>& links, const std::string& name) {
    if (!name.empty()) links.push_back(Code::call(".named(", {Code::string(name)}));
}

Code unique_code(const UniqueConstraint& unique) {
    if (!unique.deferral.empty()) {
        std::vector<Code> fields;
        if (!unique.name.empty()) fields.push_back(Code::string(unique.name, ".name = "));
        fields.push_back(names_code(unique.columns, ".columns = "));
        fields.push_back(Code::string(unique.deferral, ".deferral = "));
        return Code::braces(std::move(fields), "UniqueConstraint");
    }
    std::vector<Code> links;
    add_name(links, unique.name);
    return Code::chain(Code::call("unique_constraint(", strings(unique.columns)), std::move(links));
}

Code check_code(const CheckConstraint& check) {
    std::vector<Code> links;
    add_name(links, check.name);
    return Code::chain(Code::call("check(", {Code::string(check.sql)}), std::move(links));
}

Code primary_key_code(const std::string& name, const std::vector<std::string>& columns) {
    std::vector<Code> links;
    add_name(links, name);
    return Code::chain(Code::call("primary_key_constraint(", {names_code(columns)}), std::move(links));
}

/// Spelled member by member, for what the functions have no word for.
Code foreign_key_aggregate(const ForeignKeyConstraint& key) {
    std::vector<Code> fields;
    if (!key.name.empty()) fields.push_back(Code::string(key.name, ".name = "));
    fields.push_back(names_code(key.columns, ".columns = "));
    if (!key.referred_schema.empty()) fields.push_back(Code::string(key.referred_schema, ".referred_schema = "));
    fields.push_back(Code::string(key.referred_table, ".referred_table = "));
    fields.push_back(names_code(key.referred_columns, ".referred_columns = "));
    if (key.on_delete != ReferentialAction::none) fields.push_back(Code::text(".on_delete = " + action_text(key.on_delete)));
    if (key.on_update != ReferentialAction::none) fields.push_back(Code::text(".on_update = " + action_text(key.on_update)));
    if (!key.deferral.empty()) fields.push_back(Code::string(key.deferral, ".deferral = "));
    return Code::braces(std::move(fields), "ForeignKeyConstraint");
}

}  // namespace

Code type_code(const SqlType& type, std::string prefix) {
    if (type.kind == Kind::custom) return Code::call(std::move(prefix) + "SqlType::custom(", {Code::string(type.name)});
    if (type.kind == Kind::enumeration)
        return Code::call(std::move(prefix) + "SqlType::enumeration(", {Code::string(type.name), names_code(type.enumerators)});
    std::string text = built_in_type(type);
    if (type.kind == Kind::array && text.empty())
        return Code::call(std::move(prefix) + "SqlType::array(", {type_code(type.element.front(), {})});
    return Code::text(std::move(prefix) + text);
}

Code names_code(const std::vector<std::string>& names, std::string prefix) {
    return Code::braces(strings(names), std::move(prefix));
}

Code column_code(const Column& column) {
    const ColumnOptions& options = column.options;
    // As Alembic always says whether NULL is allowed.
    std::vector<Code> fields{Code::text(options.nullable ? ".nullable = true" : ".nullable = false")};
    if (options.primary_key) fields.push_back(Code::text(".primary_key = true"));
    if (options.autoincrement) fields.push_back(Code::text(".autoincrement = true"));
    if (options.server_default) fields.push_back(Code::string(*options.server_default, ".server_default = "));
    if (!options.comment.empty()) fields.push_back(Code::string(options.comment, ".comment = "));
    if (!options.computed.empty()) fields.push_back(Code::string(options.computed, ".computed = "));
    if (options.persisted) fields.push_back(Code::text(".persisted = true"));
    if (!options.collation.empty()) fields.push_back(Code::string(options.collation, ".collation = "));
    if (options.identity != Identity::none)
        fields.push_back(
            Code::text(options.identity == Identity::always ? ".identity = Identity::always" : ".identity = Identity::by_default"));
    return Code::call("Column{", {Code::string(column.name), type_code(column.type), Code::braces(std::move(fields))}, "}");
}

Code index_elements_code(const std::vector<IndexElement>& elements) {
    std::vector<Code> codes;
    for (const IndexElement& element : elements) {
        auto text = Code::string(element.text);
        codes.push_back(element.is_expression ? Code::call("sql_expression(", {std::move(text)}) : std::move(text));
    }
    return Code::braces(std::move(codes));
}

std::string action_text(ReferentialAction action) {
    switch (action) {
    case ReferentialAction::none: return "ReferentialAction::none";
    case ReferentialAction::cascade: return "ReferentialAction::cascade";
    case ReferentialAction::set_null: return "ReferentialAction::set_null";
    case ReferentialAction::set_default: return "ReferentialAction::set_default";
    case ReferentialAction::restrict_: return "ReferentialAction::restrict_";
    case ReferentialAction::no_action: return "ReferentialAction::no_action";
    }
    return {};
}

Code foreign_key_code(const ForeignKeyConstraint& key) {
    if (!key.deferral.empty() || key.referred_table.find('.') != std::string::npos || key.referred_schema.find('.') != std::string::npos)
        return foreign_key_aggregate(key);
    std::vector<Code> links;
    add_name(links, key.name);
    if (key.on_delete != ReferentialAction::none || key.on_update != ReferentialAction::none) {
        std::vector<Code> actions{Code::text(action_text(key.on_delete))};
        if (key.on_update != ReferentialAction::none) actions.push_back(Code::text(action_text(key.on_update)));
        links.push_back(Code::call(".with_actions(", std::move(actions)));
    }
    const auto referred = key.referred_schema.empty() ? key.referred_table : key.referred_schema + "." + key.referred_table;
    return Code::chain(
        Code::call("foreign_key_constraint(", {names_code(key.columns), Code::string(referred), names_code(key.referred_columns)}),
        std::move(links));
}

Code dialect_options_code(const DialectOptions& options) {
    std::vector<Code> pairs;
    for (const auto& [name, value] : options)
        pairs.push_back(Code::braces({Code::string(name), Code::string(value)}));
    return Code::braces(std::move(pairs), ".dialect_options = ");
}

std::vector<Code> table_items_code(const Table& table) {
    std::vector<Code> items;
    for (Column column : table.columns) {
        // The key stands below, where it can have a name and more than one column.
        column.options.primary_key = false;
        items.push_back(column_code(column));
    }
    if (const auto key = key_columns(table); !key.empty()) items.push_back(primary_key_code(table.primary_key.name, key));
    std::vector<std::pair<int, Code>> constraints;
    for (const auto& unique : table.unique_constraints)
        constraints.emplace_back(unique.order, unique_code(unique));
    for (const auto& check : table.check_constraints)
        constraints.emplace_back(check.order, check_code(check));
    for (const auto& key : table.foreign_keys)
        constraints.emplace_back(key.order, foreign_key_code(key));
    for (const auto& exclude : table.exclude_constraints)
        constraints.emplace_back(exclude.order, Code::call("exclude_constraint(", {Code::string(exclude.name), Code::string(exclude.sql)}));
    std::stable_sort(constraints.begin(), constraints.end(), [](const auto& left, const auto& right) { return left.first < right.first; });
    for (auto& [order, code] : constraints)
        items.push_back(std::move(code));
    return items;
}

Code literal_code(const Literal& literal) {
    switch (literal.kind()) {
    case Literal::Kind::null: return Code::text("nullptr");
    case Literal::Kind::boolean: return Code::text(literal.integer() != 0 ? "true" : "false");
    case Literal::Kind::text: return Code::string(literal.text());
    case Literal::Kind::integer:
        // The smallest one has no literal of its own.
        if (literal.integer() == std::numeric_limits<std::int64_t>::min()) return Code::text("-9223372036854775807 - 1");
        return Code::text(std::to_string(literal.integer()));
    case Literal::Kind::real: break;
    }
    if (!std::isfinite(literal.real()))
        throw ArgumentError{"The number " + python_float(literal.real()) + " cannot be written to a script"};
    return Code::text(python_float(literal.real()));
}

}  // namespace retort::migrate::detail
