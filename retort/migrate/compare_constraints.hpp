/// \file
/// Internal: the comparison of one table's keys, constraints and indexes.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/compare_table.hpp>

namespace retort::migrate::detail {

/// \param replaced  columns that are dropped and added again: what speaks of them is dropped before and made again
void compare_constraints(const CompareContext& context, const Table& existing, const WantedTable& wanted,
    const std::vector<std::string>& replaced, TableChanges& changes);

}  // namespace retort::migrate::detail
