/// \file
/// Internal: SQLite's result codes as Retort's errors.
#pragma once

#include <string>
#include <string_view>

struct sqlite3;

namespace retort::sqlite {

/// Throws what an extended result code means, mapped as Python's sqlite3 module maps it.
[[noreturn]] void throw_error(int code, std::string message, std::string_view sql = {});

/// Throws the last error of a connection, which may be null where there was no memory for one.
[[noreturn]] void throw_last_error(sqlite3* database, int code);

/// A value that does not fit; `sql` as far as it is known.
[[noreturn]] void throw_data_error(std::string message, std::string_view sql = {});

}  // namespace retort::sqlite
