/// \file
/// How SQLite's identifiers are written. All are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace retort::sqlite {

/// True where an identifier must stand between double quotes: a reserved word, a capital letter, anything but letters, digits, `_` and `$`,
/// or a digit or `$` at its beginning. The names that SQLAlchemy quotes, and two more that SQLite would not take without.
[[nodiscard]] bool needs_quotes(std::string_view identifier) noexcept;

/// `identifier`, quoted only where it needs to be; quotes within are doubled.
[[nodiscard]] std::string quote_identifier(std::string_view identifier);

/// quote_identifier() behind what `out` holds.
void append_identifier(std::string& out, std::string_view identifier);

}  // namespace retort::sqlite
