/// \file
/// Internal: the values of operations, as parameters and as SQL text.
#pragma once

#include <retort/core/cells.hpp>
#include <retort/migrate/operation.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace retort {
class Dialect;
}

namespace retort::migrate::detail {

Value value_of(const Literal& literal);
void bind(ParameterWriter& writer, int index, const Literal& literal);
/// `'it''s'`, `1`, `NULL`
std::string sql_of(const Literal& literal, const Dialect& dialect);
/// `INSERT INTO team (id, name) VALUES (<values>)`
std::string insert_sql(const Dialect& dialect, const BulkInsert& operation, const std::vector<std::string>& values);
/// SQL text with its `:name` parameters written out.
/// \throws ArgumentError  where a parameter is missing or not in the text
std::string with_literals(const Dialect& dialect, const std::string& sql, const LiteralParameters& parameters);

}  // namespace retort::migrate::detail
