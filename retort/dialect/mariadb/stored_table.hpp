/// \file
/// What MariaDB keeps of a table. All functions are pure and thread-safe.
#pragma once

#include <retort/schema/table.hpp>

namespace retort::mariadb {

/// The table as the catalog would read it, were it created, as far as that can be told without a server.
Table stored_table(const Table& wanted);

/// Has `existing` tell in the words of `stored`, which stored_table() gave, what MariaDB does not tell apart: a unique index and a unique
/// constraint; an option of the table that nobody asked for and one that is the server's own.
void reconcile(Table& existing, const Table& stored);

}  // namespace retort::mariadb
