/// \file
/// The downgrade that takes back an upgrade.
#pragma once

#include <vector>

#include <retort/migrate/operation.hpp>

namespace retort::migrate {

/// What takes back `operations`, the last one first. What they drop or alter must be described in them, as compare() does.
/// \throws ArgumentError  naming an operation that nothing takes back: SQL, rows, code, or something dropped without a description
std::vector<Operation> reverse(const std::vector<Operation>& operations);

/// What takes back one change, in the order in which it is to be done.
/// \throws ArgumentError  where what it drops or alters is not described in it
std::vector<ddl::Change> reverse(const ddl::Change& change);

}  // namespace retort::migrate
