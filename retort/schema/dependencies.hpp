/// \file
/// Internal: the order in which tables can be created.
#pragma once

#include <vector>

#include <retort/schema/table.hpp>

namespace retort::detail {

struct DependencyOrder {
    std::vector<const Table*> tables;
    bool has_cycle;  ///< two or more tables refer to each other; a table that refers to itself is no cycle
};

/// Referred tables before those that refer to them, in layers as SQLAlchemy sorts them: first all that depend on nothing, then all that
/// depend on these only, and so on, each layer in the order given. Foreign keys within a cycle, or to tables not given, do not count.
DependencyOrder dependency_order(std::vector<const Table*> tables);

/// True where `foreign_key` leads to `table`.
bool refers_to(const ForeignKeyConstraint& foreign_key, const Table& table) noexcept;

}  // namespace retort::detail
