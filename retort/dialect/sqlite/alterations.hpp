/// \file
/// Internal: how SQLite's schema is altered.
#pragma once

#include <retort/engine/alterations.hpp>

namespace retort::sqlite {

/// See Alterations. Never changes; safe to use from several threads.
const Alterations& alterations();

}  // namespace retort::sqlite
