/// \file
/// Internal: the types of enumerators, which PostgreSQL keeps apart from the tables that use them.
#pragma once

#include <string>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {
class Connection;
}

namespace retort::postgresql {

/// The enumerations that the columns of a table are made of, arrays of them included, each name once.
std::vector<SqlType> enumerations_of(const Table& table);

/// Creates the types of these tables that do not exist yet.
void create_types(Connection& connection, const std::vector<const Table*>& tables);
/// Drops the types of these tables that no column of any other uses any more.
void drop_types(Connection& connection, const std::vector<const Table*>& tables);

/// Those of `types` for which the database has no type of that name.
std::vector<SqlType> missing_types(Connection& connection, std::vector<SqlType> types);

/// Those of `types` that the database has and that nothing uses.
std::vector<SqlType> unused_types(Connection& connection, std::vector<SqlType> types);

}  // namespace retort::postgresql
