/// \file
/// Internal: whether two defaults give the same value.
#pragma once

#include <retort/schema/table.hpp>

namespace retort {
class Connection;
}

namespace retort::postgresql {

/// As Catalog::same_server_default().
bool same_default(Connection& connection, const Column& existing, const Column& wanted);

}  // namespace retort::postgresql
