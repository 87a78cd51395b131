/// \file
/// Internal: what a driver knew of an error and what the connection adds to it.
#pragma once

#include <retort/core/error.hpp>

namespace retort::detail {

/// Throws an error of the same class as `error` with `info` in place of its own.
[[noreturn]] void throw_same(const DatabaseError& error, DatabaseErrorInfo info);

}  // namespace retort::detail
