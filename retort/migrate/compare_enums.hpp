/// \file
/// Internal: the comparison of types of enumerators, which PostgreSQL keeps beside the tables.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/compare_table.hpp>

namespace retort::migrate::detail {

/// The values that the models' enumerations have and the database's types of the same names have not. Values that only the database has are
/// remarked: none can be taken away.
std::vector<Difference> compare_enums(
    const std::vector<const Table*>& existing, const std::vector<WantedTable>& wanted, std::vector<std::string>& remarks);

}  // namespace retort::migrate::detail
