/// \file
/// Internal: PostgreSQL's ALTER TABLE and what stands beside it.
#pragma once

#include <string>
#include <vector>

#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::postgresql {

/// As Alterations::alter_table(). A single change is written as Alembic writes it; of several the neighbours that PostgreSQL takes together
/// are one ALTER TABLE, which rewrites or scans the table once.
std::vector<std::string> alter_table(Connection* connection, const ddl::AlterTable& change);

}  // namespace retort::postgresql
