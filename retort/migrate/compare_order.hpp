/// \file
/// Internal: the order in which the changes of a whole schema can be made.
#pragma once

#include <utility>
#include <vector>

#include <retort/migrate/compare_table.hpp>

namespace retort::migrate::detail {

struct ModifiedTable {
    const WantedTable* wanted;
    TableChanges changes;
};

struct SchemaChanges {
    std::vector<Difference> renames{};
    std::vector<Difference> added_tables{};
    std::vector<ModifiedTable> modified_tables{};
    std::vector<Difference> removed_tables{};
};

/// Renames; foreign keys and indexes that stand in the way of what follows; new tables and changes of tables, each after what it refers
/// to; foreign keys within cycles; and at last the tables that go, those that refer before those that are referred to.
/// \param wanted  all tables of the models
std::vector<Difference> in_order(SchemaChanges changes, const std::vector<WantedTable>& wanted);

}  // namespace retort::migrate::detail
