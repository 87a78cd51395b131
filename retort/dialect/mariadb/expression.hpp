/// \file
/// Expressions of SQL in a form that is the same for what MariaDB was given and for what it tells of it later. All functions are pure and
/// thread-safe.
#pragma once

#include <optional>
#include <string>

#include <retort/dialect/mariadb/tokens.hpp>

namespace retort::mariadb {

/// The expression as a tree in brackets: operators by their precedence, names in small letters without quotes and tables, strings by their
/// value, and everything in the words into which MariaDB puts it: `lower(a)` is `lcase(a)`, `NOT a = 1` is `a <> 1`, `a IN (1)` is `a = 1`.
/// Empty where the tokens are no expression that is understood here.
std::optional<std::string> canonical_expression(Tokens tokens);

}  // namespace retort::mariadb
