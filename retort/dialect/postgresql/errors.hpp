/// \file
/// Internal: errors of PostgreSQL and of libpq as Retort's.
#pragma once

#include <string>
#include <string_view>

#include <retort/core/error.hpp>

struct pg_conn;
struct pg_result;

namespace retort::postgresql {

/// What a failed result or, where there is none, the connection tells. Without statement and parameters.
DatabaseErrorInfo error_info(const pg_result* result, const pg_conn* connection);
/// Throws the error that the class of its SQLSTATE stands for.
[[noreturn]] void throw_error(DatabaseErrorInfo info);
/// An error of ours about a value: "parameter 3: …".
[[noreturn]] void refuse_parameter(int index, std::string_view why);
[[noreturn]] void throw_programming_error(std::string message);

/// True where the server no longer knows a prepared statement, or no longer gives what it was prepared for.
bool is_lost_statement(const pg_result* result);

}  // namespace retort::postgresql
