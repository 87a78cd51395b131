/// \file
/// Internal: names in PostgreSQL's SQL.
#pragma once

#include <string>
#include <string_view>

namespace retort::postgresql {

/// True where an identifier must stand between double quotes.
[[nodiscard]] bool needs_quotes(std::string_view identifier) noexcept;
/// The identifier, quoted where PostgreSQL or SQLAlchemy's rules ask for it (capitals, reserved words, anything but letters, digits and _).
std::string quote_identifier(std::string_view identifier);
/// The same behind what `out` holds.
void append_identifier(std::string& out, std::string_view identifier);

}  // namespace retort::postgresql
