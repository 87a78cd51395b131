/// \file
/// Internal: the tables of a SQLite database read as data, a few queries for all of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {
class Connection;
}

namespace retort::sqlite {

/// What a name in a schema stands for, as PRAGMA table_list tells it.
struct ListedTable {
    std::string name{};
    std::string type{};  ///< table, view, virtual, shadow
    bool without_rowid = false;
    bool strict = false;
};

/// All names of a schema in their order, SQLite's own left out; where `name` is given, that one alone, in capitals or not.
std::vector<ListedTable> list_tables(Connection& connection, std::string_view schema, std::string_view name = {});

/// The tables of `schema` in the order of their names. Their own schema is left empty.
std::vector<Table> read_tables(Connection& connection, std::string_view schema);
/// One of them, or a view or virtual table, which have columns alone.
Table read_table(Connection& connection, std::string_view schema, const ListedTable& listed);

}  // namespace retort::sqlite
