/// \file
/// Internal: names in MariaDB's SQL.
#pragma once

#include <string>
#include <string_view>

namespace retort::mariadb {

/// The identifier, quoted where MariaDB or SQLAlchemy's rules ask for it (capitals, reserved words, anything but letters, digits and _).
std::string quote_identifier(std::string_view identifier);
/// The same behind what `out` holds.
void append_identifier(std::string& out, std::string_view identifier);

}  // namespace retort::mariadb
