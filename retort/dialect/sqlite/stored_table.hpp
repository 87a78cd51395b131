/// \file
/// Internal: what SQLite keeps of a table that is wanted.
#pragma once

#include <retort/schema/table.hpp>

namespace retort::sqlite {

/// `wanted` as reading the database would give it, were it created by create_table_sql() and create_index_sql(); but the types of its
/// columns stay the wanted ones, whose names say more than SQLite's do. Pure and thread-safe.
Table stored_table(const Table& wanted);

}  // namespace retort::sqlite
