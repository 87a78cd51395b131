/// \file
/// Internal: changes of the schema of a MariaDB database.
#pragma once

#include <retort/engine/alterations.hpp>

namespace retort::mariadb {

const Alterations& alterations();

}  // namespace retort::mariadb
