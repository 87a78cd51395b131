#include <retort/dialect/postgresql/compiler.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <optional>

#include <retort/core/error.hpp>
#include <retort/core/json.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::postgresql {

using sql::as;
using sql::Node;
using sql::NodeKind;

namespace {

bool is_wide(const Value& value) {
    const auto integer = value.as_integer();
    return integer < std::numeric_limits<std::int32_t>::min() || integer > std::numeric_limits<std::int32_t>::max();
}

/// The words of SQLAlchemy's casts; empty where there is nothing to say: NULL fits everywhere.
std::string_view type_of(const Value& value) {
    switch (value.kind()) {
    case ValueKind::null: return {};
    case ValueKind::boolean: return "BOOLEAN";
    case ValueKind::integer: return is_wide(value) ? "BIGINT" : "INTEGER";
    case ValueKind::real: return "FLOAT";
    case ValueKind::text: return "VARCHAR";
    case ValueKind::bytes: return "BYTEA";
    case ValueKind::uuid: return "UUID";
    case ValueKind::decimal: return "NUMERIC";
    case ValueKind::date: return "DATE";
    case ValueKind::datetime: return "TIMESTAMP WITHOUT TIME ZONE";
    case ValueKind::time: return "TIME WITHOUT TIME ZONE";
    case ValueKind::interval: return "INTERVAL";
    case ValueKind::json: return "JSON";
    }
    return {};
}

bool is_number(ValueKind kind) {
    return kind == ValueKind::integer || kind == ValueKind::real || kind == ValueKind::decimal;
}

/// The type of a column; nullptr for every other expression.
const SqlType* column_type(const Node* node) {
    while (node != nullptr && node->kind() == NodeKind::label)
        node = as<sql::LabelNode>(*node).operand.get();
    if (node == nullptr) return nullptr;
    if (node->kind() == NodeKind::column) return &as<sql::ColumnNode>(*node).field->sql_type;
    if (node->kind() == NodeKind::cast) return &as<sql::CastNode>(*node).type;
    return nullptr;
}

/// Whether the server, which takes the column's type for the parameter's, is right to.
bool column_types(const SqlType& type, const Value& value) {
    using Kind = SqlType::Kind;
    switch (value.kind()) {
    case ValueKind::real:
    case ValueKind::decimal: return !type.is_integer();  // it would have to be rounded
    case ValueKind::integer:
        // A number that no row can have is compared with all the same.
        if (type.kind == Kind::integer || type.kind == Kind::small_integer) return !is_wide(value);
        return true;
    default: return true;
    }
}

bool is_number_type(const SqlType& type) {
    using Kind = SqlType::Kind;
    return type.is_integer() || type.kind == Kind::float_ || type.kind == Kind::double_ || type.kind == Kind::numeric;
}

/// Expressions to which the server gives a type by themselves, so that it can give that to what stands beside them.
bool has_type(const Node& node) {
    switch (node.kind()) {
    case NodeKind::parameter:
    case NodeKind::constant:
    case NodeKind::text: return false;
    case NodeKind::label: return has_type(*as<sql::LabelNode>(node).operand);
    default: return true;
    }
}

bool needs_cast(const Value& value, const sql::ParameterContext& context) {
    if (value.is_null()) return false;
    if (context.column != nullptr) return !column_types(context.column->sql_type, value);
    if (context.beside == nullptr) return true;
    const SqlType* type = column_type(context.beside);
    if (context.is_arithmetic) {
        // Operators know many pairs of types, of which the server takes that of equals: an interval is not what a timestamp plus something unknown
        // would be.
        return type == nullptr || !is_number(value.kind()) || !is_number_type(*type) || !column_types(*type, value);
    }
    if (type != nullptr) return !column_types(*type, value);
    if (context.beside->kind() == NodeKind::text) {
        return value.kind() != ValueKind::text && value.kind() != ValueKind::json && value.kind() != ValueKind::datetime;
    }
    if (!has_type(*context.beside)) return true;
    return value.kind() == ValueKind::real || value.kind() == ValueKind::decimal || (value.kind() == ValueKind::integer && is_wide(value));
}

/// The key or the index of one step, which node and path hold in SQLite's words: `$."a"`, `$.a\"b`, `$[0]`, `$[#-1]`.
Value step_of(std::string_view path) {
    path.remove_prefix(1);
    if (path.starts_with('[')) {
        path.remove_prefix(path.starts_with("[#") ? 2 : 1);
        std::int64_t index = 0;
        std::from_chars(path.data(), path.data() + path.size(), index);
        return Value{index};
    }
    path.remove_prefix(1);
    if (!path.starts_with('"')) return Value{Json::parse('"' + std::string{path} + '"').as_string()};
    return Value{Json::parse(path).as_string()};
}

bool is_json(const SqlType& type) {
    return type.kind == SqlType::Kind::json || type.kind == SqlType::Kind::jsonb;
}

}  // namespace

void PostgresqlCompiler::append_identifier(std::string_view identifier) {
    postgresql::append_identifier(out(), identifier);
}

void PostgresqlCompiler::append_type(const SqlType& type) {
    out() += type_sql(type);
}

void PostgresqlCompiler::append_parameter_mark(std::size_t index) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, index + 1).ptr;
    out() += '$';
    out().append(digits, static_cast<std::size_t>(end - digits));
}

void PostgresqlCompiler::append_typed_mark(std::size_t index, const Value& value, const sql::ParameterContext& context) {
    append_parameter_mark(index);
    if (!needs_cast(value, context)) return;
    out() += "::";
    out() += type_of(value);
}

void PostgresqlCompiler::append_limit(const sql::QueryNode& query) {
    if (query.limit) {
        out() += " \n LIMIT ";
        append_parameter(Value{*query.limit});
    }
    if (query.offset) {
        out() += query.limit ? " OFFSET " : "\n LIMIT ALL OFFSET ";
        append_parameter(Value{*query.offset});
    }
}

void PostgresqlCompiler::append_ilike(const sql::BinaryNode& node) {
    next_is({.beside = node.right.get()});
    append_operand(*node.left, node.op);
    out() += node.op == sql::Op::ilike ? " ILIKE " : " NOT ILIKE ";
    next_is({.beside = node.left.get()});
    append_operand(*node.right, node.op);
    append_escape(node);
}

void PostgresqlCompiler::append_json_path(const sql::JsonPathNode& node) {
    const bool as_text = node.scalar && !is_json(node.type);
    if (as_text) out() += "CAST(";
    const bool is_nested = node.json->kind() == NodeKind::json_path;
    if (is_nested) out() += '(';
    append(*node.json, sql::precedence::strongest);
    if (is_nested) out() += ')';
    out() += as_text ? " ->> " : " -> ";
    // A member or an index: the type of the parameter alone tells which.
    append_parameter_of(node, step_of(node.path), {});
    if (!as_text) return;
    out() += " AS ";
    append_type(node.type);
    out() += ')';
}

// SQLite's group_concat() joins what is no text too.
void PostgresqlCompiler::append_string_agg(const sql::FunctionNode& node) {
    const Node& argument = *node.arguments.front();
    const Node* const distinct = sql::operand_of_distinct(argument);
    out() += distinct != nullptr ? "string_agg(DISTINCT CAST(" : "string_agg(CAST(";
    append(distinct != nullptr ? *distinct : argument, sql::precedence::comma);
    out() += " AS VARCHAR), ";
    append(*node.arguments.back(), sql::precedence::comma);
    out() += ')';
    append_filter(node);
}

void PostgresqlCompiler::append_function(const sql::FunctionNode& node) {
    if (!node.by_name && node.arguments.size() == 2) {
        if (node.name == "group_concat") return append_string_agg(node);
        if (node.name == "round") {
            // Only a NUMERIC is rounded to a number of places.
            out() += "round(CAST(";
            append(*node.arguments.front(), sql::precedence::comma);
            out() += " AS NUMERIC), ";
            append(*node.arguments.back(), sql::precedence::comma);
            out() += ')';
            return;
        }
    }
    constexpr std::array<std::string_view, 4> of_one_type{"coalesce", "nullif", "greatest", "least"};
    const bool is_of_one_type = std::find(of_one_type.begin(), of_one_type.end(), node.name) != of_one_type.end();
    const auto typed =
        std::find_if(node.arguments.begin(), node.arguments.end(), [](const sql::NodePtr& argument) { return has_type(*argument); });
    if (!is_of_one_type || typed == node.arguments.end()) return Compiler::append_function(node);
    // Their arguments are of one type, which the first that has one gives to the others.
    out() += node.name;
    out() += '(';
    const char* separator = "";
    for (const sql::NodePtr& argument : node.arguments) {
        out() += separator;
        separator = ", ";
        next_is({.beside = typed->get()});
        append(*argument, sql::precedence::comma);
    }
    out() += ')';
}

void PostgresqlCompiler::append_empty_set(const sql::InNode& node) {
    // As SQLAlchemy: NULL has every type, which a SELECT of 1 has not, and the rest of the condition says what it comes to.
    out() += node.negated ? "NULL) OR (1 = 1" : "NULL) AND (1 != 1";
}

void PostgresqlCompiler::append_returning(const sql::StatementNode& write) {
    out() += " RETURNING ";
    append_items(write.items, false);
}

}  // namespace retort::postgresql
