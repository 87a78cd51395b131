/// \file
/// Internal: what PostgreSQL would tell of a table. Pure and thread-safe.
#pragma once

#include <retort/schema/table.hpp>

namespace retort::postgresql {

/// As Catalog::as_stored().
Table stored_table(const Table& wanted);

}  // namespace retort::postgresql
