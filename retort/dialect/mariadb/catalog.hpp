/// \file
/// Internal: the schema of a MariaDB database.
#pragma once

#include <retort/engine/catalog.hpp>

namespace retort::mariadb {

const Catalog& catalog();

}  // namespace retort::mariadb
