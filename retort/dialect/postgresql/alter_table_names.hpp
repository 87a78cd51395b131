/// \file
/// Internal: the names that PostgreSQL gives constraints that have none.
#pragma once

#include <string>

#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::postgresql {

/// The name of the constraint that `change.previous` describes: as the database has it, or without one as PostgreSQL makes it.
/// \throws ArgumentError  where the table has no such constraint, or several
/// \throws CompileError   where nothing tells which one is meant
std::string unnamed_constraint(Connection* connection, const ddl::AlterTable& alter, const ddl::DropConstraint& change);

/// The collation of a column that has another than its type's; empty: it has not, or it is not there.
std::string stored_collation(Connection& connection, const ddl::TableName& table, std::string_view column);

}  // namespace retort::postgresql
