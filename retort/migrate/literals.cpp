#include <retort/migrate/literals.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/sql/nodes.hpp>
#include <retort/sql/text.hpp>

namespace retort::migrate::detail {

Value value_of(const Literal& literal) {
    switch (literal.kind()) {
    case Literal::Kind::null: break;
    case Literal::Kind::boolean: return Value{literal.integer() != 0};
    case Literal::Kind::integer: return Value{literal.integer()};
    case Literal::Kind::real: return Value{literal.real()};
    case Literal::Kind::text: return Value{literal.text()};
    }
    return {};
}

void bind(ParameterWriter& writer, int index, const Literal& literal) {
    switch (literal.kind()) {
    case Literal::Kind::null: return writer.null(index);
    case Literal::Kind::boolean: return writer.boolean(index, literal.integer() != 0);
    case Literal::Kind::integer: return writer.integer(index, literal.integer());
    case Literal::Kind::real: return writer.real(index, literal.real());
    case Literal::Kind::text: return writer.text(index, literal.text());
    }
}

std::string sql_of(const Literal& literal, const Dialect& dialect) {
    switch (literal.kind()) {
    case Literal::Kind::null: break;
    case Literal::Kind::boolean: return dialect.alterations().boolean_literal(literal.integer() != 0);
    case Literal::Kind::integer: return std::to_string(literal.integer());
    case Literal::Kind::real: return python_float(literal.real());
    case Literal::Kind::text: return dialect.alterations().text_literal(literal.text());
    }
    return "NULL";
}

std::string insert_sql(const Dialect& dialect, const BulkInsert& operation, const std::vector<std::string>& values) {
    std::string sql = "INSERT INTO ";
    if (!operation.table.schema.empty()) sql += dialect.quote_identifier(operation.table.schema) + ".";
    sql += dialect.quote_identifier(operation.table.name) + " (";
    for (std::size_t i = 0; i < operation.columns.size(); ++i)
        sql.append(i == 0 ? "" : ", ").append(dialect.quote_identifier(operation.columns[i]));
    return sql + ") VALUES (" + join(values, ", ") + ")";
}

std::string with_literals(const Dialect& dialect, const std::string& source, const LiteralParameters& parameters) {
    const retort::Text statement = text(source);
    const auto& node = sql::as<sql::TextNode>(statement.node());
    for (const auto& [name, literal] : parameters) {
        if (std::find(node.names.begin(), node.names.end(), name) == node.names.end()) {
            throw ArgumentError{"The text has no parameter :" + name + "."};
        }
    }
    std::string written = node.pieces.front();
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        const auto found =
            std::find_if(parameters.begin(), parameters.end(), [&](const auto& parameter) { return parameter.first == node.names[i]; });
        if (found == parameters.end()) throw ArgumentError{"The parameter :" + node.names[i] + " has no value"};
        written += sql_of(found->second, dialect) + node.pieces[i + 1];
    }
    return written;
}

}  // namespace retort::migrate::detail
