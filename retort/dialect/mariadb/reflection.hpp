/// \file
/// Internal: the tables of a MariaDB database read as data, five queries for all of them.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {
class Connection;
}

namespace retort::mariadb {

/// What a name in a schema stands for, as information_schema tells it.
struct ListedTable {
    std::string name{};
    bool is_view = false;
};

/// The tables and views of a schema (empty: the connection's database) in the order of their names; where `name` is given, that one alone,
/// compared as the server compares names of tables.
std::vector<ListedTable> list_tables(Connection& connection, std::string_view schema, std::string_view name = {});

/// The tables of `schema` in the order of their names, under the schema as it was asked for.
std::vector<Table> read_tables(Connection& connection, std::string_view schema);
/// One of them by its exact name, or a view, which has columns alone.
Table read_table(Connection& connection, std::string_view schema, std::string_view name);
/// What the server calls a temporary table of this connection, of which information_schema knows nothing: its columns and indexes. Without
/// columns where there is none.
Table read_temporary_table(Connection& connection, std::string_view schema, std::string_view name);

}  // namespace retort::mariadb
