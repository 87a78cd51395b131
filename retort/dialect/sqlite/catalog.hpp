/// \file
/// Internal: the Catalog of SQLite.
#pragma once

#include <retort/engine/catalog.hpp>

namespace retort::sqlite {

/// The only one; it lives as long as the program.
const Catalog& sqlite_catalog();

}  // namespace retort::sqlite
