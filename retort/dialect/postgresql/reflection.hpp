/// \file
/// The tables of a database as pg_catalog tells of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort {
class Connection;
}

namespace retort::postgresql {

/// Which relations are meant.
struct Relations {
    std::string schema{};  ///< empty: the first of the search path that exists
    std::string name{};    ///< of one table or view, found by the search path where `schema` is empty; empty: all tables
};

/// A relation's name and what it is: `r` a table, `p` a partitioned one, `v` a view, `m` a materialized one, `f` a foreign table.
struct ListedRelation {
    std::string name;
    char kind;
};

/// In order of their names. Without the partitions of a table, which are no tables of their own to whoever changes it, and without what an
/// extension has brought.
std::vector<ListedRelation> list_relations(Connection& connection, std::string_view schema, std::string_view kinds);

/// The tables with all that belongs to them, in order of their names, in a number of queries that does not grow with them. `schema` of each
/// is as it was asked for. One relation asked for by its name may be a view.
std::vector<Table> read_tables(Connection& connection, const Relations& relations);

/// The types of enumerators, by their name where they are found without their schema.
std::vector<SqlType> all_enumerations(Connection& connection);

/// The condition on pg_class `c` and pg_namespace `n` that these relations meet.
std::string condition_of(const Relations& relations);

}  // namespace retort::postgresql
