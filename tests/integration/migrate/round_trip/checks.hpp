// What a round trip is measured by.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "schema_pairs.hpp"

namespace retort {
class Connection;
}

namespace round_trip {

struct Survivor {
    std::string old_table, old_column, new_table, new_column;
};

/// The columns that both sides have, and whose values nothing may change.
std::vector<Survivor> survivors(const SchemaPair& pair);

/// All that a database tells of its schema, in an order of its own, but for what the comparison leaves alone: the order of columns and the
/// names of foreign keys.
/// \param names  those that the models give; others were made by the database, which makes them otherwise when it alters a table. nullptr: all
///               names are told
std::vector<std::string> description(
    retort::Connection& connection, const std::set<std::string>* names = nullptr, const std::vector<std::string>& schemas = {""});

}  // namespace round_trip
