#include <retort/dialect/postgresql/catalog_stored.hpp>

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/dialect/postgresql/type_names.hpp>

namespace retort::postgresql {

namespace {

/// PostgreSQL cuts a name after 63 bytes, never within a character.
void cut(std::string& name) {
    constexpr std::size_t longest = 63;
    if (name.size() <= longest) return;
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80)
        --end;
    name.resize(end);
}

void cut(std::vector<std::string>& names) {
    for (std::string& name : names)
        cut(name);
}

std::string listed(std::string_view names) {
    std::vector<std::string> list;
    for (const auto name : split(names, ','))
        list.emplace_back(strip(name));
    return join(list, ", ");
}

std::string parameters(std::string_view text) {
    std::vector<std::string> list;
    for (const auto one : split(text, ',')) {
        const auto equals = one.find('=');
        const auto name = to_lower_ascii(strip(one.substr(0, equals)));
        list.push_back(name + " = " + (equals == std::string_view::npos ? "true" : std::string{strip(one.substr(equals + 1))}));
    }
    return join(list, ", ");
}

/// `LIST (region)` for `list(region)`.
std::string partition_key(std::string_view text) {
    const auto open = text.find('(');
    if (open == std::string_view::npos) return std::string{text};
    return to_upper_ascii(strip(text.substr(0, open))) + " (" + listed(unbracketed_sql(text.substr(open))) + ")";
}

void store_options(Table& table) {
    DialectOptions stored;
    const auto keep = [&](std::string_view name, auto&& canonical) {
        const std::string* const value = detail::find_option(table.dialect_options, name);
        if (value != nullptr) stored.emplace_back(std::string{name}, canonical(*value));
    };
    keep("postgresql_inherits", listed);
    keep("postgresql_partition_by", partition_key);
    keep("postgresql_with", parameters);
    keep("postgresql_tablespace", [](std::string_view name) { return std::string{name}; });
    std::erase_if(stored, [](const auto& option) { return option.first == "postgresql_tablespace" && option.second == "pg_default"; });
    table.dialect_options = std::move(stored);
}

void store_columns(Table& table) {
    const auto key = detail::key_columns(table);
    for (Column& column : table.columns) {
        auto& options = column.options;
        const bool in_key = std::find(key.begin(), key.end(), column.name) != key.end();
        const bool is_serial = !serial_type(column).empty();
        cut(column.name);
        column.type = stored_type(column.type);
        options.primary_key = in_key;
        options.nullable = options.nullable && !in_key && options.identity == Identity::none;
        options.autoincrement = is_serial || options.identity != Identity::none;
        options.unique = false;
        options.index = false;
        options.onupdate.reset();
        options.computed = unbracketed_sql(options.computed);
        options.persisted = !options.computed.empty();
        if (options.server_default) options.server_default = trimmed_sql(*options.server_default);
        // Everything can be NULL at first, and that is not worth remembering.
        if (options.server_default && iequals(*options.server_default, "NULL")) options.server_default.reset();
        if (options.collation == "default") options.collation.clear();
    }
}

void store_foreign_keys(Table& table) {
    for (ForeignKeyConstraint& key : table.foreign_keys) {
        if (key.on_delete == ReferentialAction::no_action) key.on_delete = ReferentialAction::none;
        if (key.on_update == ReferentialAction::no_action) key.on_update = ReferentialAction::none;
        key.deferral = canonical_deferral(key.deferral);
        cut(key.name);
        cut(key.columns);
        cut(key.referred_table);
        cut(key.referred_columns);
    }
}

/// The operator classes in the order of the columns.
std::string operator_classes(const Index& index, std::string_view given) {
    std::vector<std::string> list;
    for (const auto& column : index.column_names()) {
        for (const auto one : split(given, ',')) {
            const auto equals = one.find('=');
            if (equals == std::string_view::npos || strip(one.substr(0, equals)) != column) continue;
            list.push_back(column + "=" + std::string{strip(one.substr(equals + 1))});
        }
    }
    return join(list, ", ");
}

void store_index(Index& index) {
    index.named_by_convention = false;
    index.where = unbracketed_sql(index_condition(index));
    for (IndexElement& element : index.columns) {
        if (!element.is_expression) continue;
        if (auto column = plain_column(element.text)) element = IndexElement{*std::move(column)};
    }
    const auto options = std::exchange(index.dialect_options, {});
    auto& stored = index.dialect_options;
    const auto option = [&](std::string_view name) { return detail::find_option(options, name); };
    if (const auto* const method = option("postgresql_using"); method != nullptr && !iequals(*method, "btree"))
        stored.emplace_back("postgresql_using", to_lower_ascii(*method));
    if (const auto* const classes = option("postgresql_ops")) stored.emplace_back("postgresql_ops", operator_classes(index, *classes));
    if (const auto* const included = option("postgresql_include")) stored.emplace_back("postgresql_include", listed(*included));
    if (detail::boolean_option(options, "postgresql_nulls_not_distinct", false))
        stored.emplace_back("postgresql_nulls_not_distinct", "true");
    if (const auto* const with = option("postgresql_with")) stored.emplace_back("postgresql_with", parameters(*with));
    cut(index.name);
}

template <class Constraint>
void sort_by_order(std::vector<Constraint>& constraints) {
    std::stable_sort(
        constraints.begin(), constraints.end(), [](const Constraint& left, const Constraint& right) { return left.order < right.order; });
}

}  // namespace

Table stored_table(const Table& wanted) {
    Table table = wanted;
    table.primary_key.columns = detail::key_columns(wanted);
    if (table.primary_key.columns.empty()) table.primary_key.name.clear();
    ddl_writer().number_constraints(table);  // before the columns forget which of them brought a constraint
    store_columns(table);
    store_foreign_keys(table);
    cut(table.name);
    cut(table.primary_key.name);
    cut(table.primary_key.columns);
    for (UniqueConstraint& unique : table.unique_constraints) {
        unique.deferral = canonical_deferral(unique.deferral);
        cut(unique.name);
        cut(unique.columns);
    }
    for (CheckConstraint& check : table.check_constraints) {
        check.sql = unbracketed_sql(check.sql);
        cut(check.name);
    }
    for (ExcludeConstraint& exclude : table.exclude_constraints) {
        exclude.sql = trimmed_sql(exclude.sql);
        cut(exclude.name);
    }
    sort_by_order(table.unique_constraints);
    sort_by_order(table.check_constraints);
    sort_by_order(table.foreign_keys);
    sort_by_order(table.exclude_constraints);
    for (Index& index : table.indexes)
        store_index(index);
    std::sort(table.indexes.begin(), table.indexes.end(), [](const Index& left, const Index& right) { return left.name < right.name; });
    store_options(table);
    return table;
}

}  // namespace retort::postgresql
