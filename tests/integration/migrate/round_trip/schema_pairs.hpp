// Random pairs of schemas: what a database is, and what the models ask for.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <retort/migrate/environment.hpp>
#include <retort/schema/metadata.hpp>

namespace round_trip {

struct SchemaPair {
    std::vector<retort::Table> before{};
    std::vector<retort::Table> after{};
    std::vector<std::string> renames{};  ///< as --rename takes them
    bool render_as_batch = false;
    retort::NamingConvention naming_convention{};
};

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
