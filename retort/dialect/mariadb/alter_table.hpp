/// \file
/// Internal: MariaDB's statements for the changes of a table.
#pragma once

#include <string>
#include <vector>

#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::mariadb {

/// See Alterations::alter_table().
std::vector<std::string> alter_table(retort::Connection* connection, const ddl::AlterTable& change);

}  // namespace retort::mariadb
