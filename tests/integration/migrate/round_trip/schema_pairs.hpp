// Random pairs of schemas for SQLite.
#pragma once

#include "../../random_schema.hpp"

namespace round_trip {

/// The same pair for the same number, each time.
SchemaPair schema_pair(std::uint32_t number);

/// The environment of the migrations to one side of a pair.
retort::migrate::Environment environment_of(const SchemaPair& pair, const std::vector<retort::Table>& tables);

/// The id of the script of a pair.
std::string revision_id(std::uint32_t number);

/// How many rows each table gets; unique values, and foreign keys that lead somewhere.
constexpr int row_count = 3;
/// The value of a column in a row, from 1, as SQL.
std::string value_sql(const retort::Table& table, const retort::Column& column, int row);

}  // namespace round_trip
