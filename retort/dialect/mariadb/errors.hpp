/// \file
/// Internal: errors of MariaDB and MySQL as exceptions.
#pragma once

#include <string>
#include <string_view>

#include <retort/core/error.hpp>

namespace retort::mariadb {

/// What the server or Connector/C said, with what its number means.
DatabaseErrorInfo error_info(unsigned code, std::string_view sqlstate, std::string message);
/// Throws the exception that pymysql would raise for the number; the codes that it knows nothing of go by their SQLSTATE.
[[noreturn]] void throw_error(DatabaseErrorInfo info);
/// For values that have no faithful representation.
[[noreturn]] void throw_data_error(std::string message);

/// True where the number says that the connection is gone.
bool is_connection_lost(unsigned code) noexcept;
/// True where the server has rolled the whole transaction back with the statement.
bool ends_transaction(const DatabaseErrorInfo& info) noexcept;
/// The name of the constraint in the server's message for this number; empty where there is none.
std::string constraint_name(unsigned code, std::string_view message);

}  // namespace retort::mariadb
