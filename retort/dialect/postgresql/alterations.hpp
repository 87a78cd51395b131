/// \file
/// Internal: changes of the schema of a PostgreSQL database.
#pragma once

#include <retort/engine/alterations.hpp>

namespace retort::postgresql {

const Alterations& alterations();

}  // namespace retort::postgresql
