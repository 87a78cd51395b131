// Random pairs of schemas of a server: what its database is, and what the models ask for. Unlike SQLite's in ../migrate/round_trip their
// expressions have types, and each server has what only it knows.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../migrate/round_trip/schema_pairs.hpp"

namespace server_pairs {

using round_trip::SchemaPair;

/// The same pair for the same number, each time.
/// \param kind  "postgresql" or "mariadb"
SchemaPair schema_pair(std::string_view kind, std::uint32_t number);

/// The environment of the migrations to one side of a pair.
retort::migrate::Environment environment_of(const SchemaPair& pair, const std::vector<retort::Table>& tables);

/// The value of a column in a row, from 1, as SQL.
std::string value_sql(std::string_view kind, const retort::Table& table, const retort::Column& column, int row);

}  // namespace server_pairs
