/// \file
/// Internal: PostgreSQL's NUMERIC between its binary form and text; src/backend/utils/adt/numeric.c, numeric_recv and numeric_send.
#pragma once

#include <string>
#include <string_view>

namespace retort::postgresql {

/// Appends the binary form of "-12.50", "1E+3"; false where NUMERIC cannot hold so many digits.
bool append_numeric(std::string& out, std::string_view digits);

/// Appends the number as text, never with an exponent; "NaN", "Infinity" and "-Infinity" where it is none.
/// False where `data` is no NUMERIC.
bool append_numeric_text(std::string& out, std::string_view data);

}  // namespace retort::postgresql
