/// \file
/// Internal: which of SQLite's statements make the changes of a table.
#pragma once

#include <string>
#include <vector>

#include <retort/dialect/sqlite/table_editor.hpp>
#include <retort/dialect/sqlite/table_snapshot.hpp>
#include <retort/schema/ddl.hpp>

namespace retort {
class Connection;
}

namespace retort::sqlite {

/// See Alterations::alter_table().
std::vector<std::string> alter_table(retort::Connection* connection, const ddl::AlterTable& change);
/// See Alterations::needs_rebuild().
bool needs_rebuild(const ddl::Change& change);

/// The statements that make the table anew as `editor` has it, move its rows and give it all that it had.
std::vector<std::string> rebuild_statements(const TableSnapshot& before, const TableEditor& editor);

}  // namespace retort::sqlite
