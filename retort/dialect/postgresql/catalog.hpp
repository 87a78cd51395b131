/// \file
/// Internal: the schema of a PostgreSQL database.
#pragma once

#include <retort/engine/catalog.hpp>

namespace retort::postgresql {

const Catalog& catalog();

}  // namespace retort::postgresql
