/// \file
/// Internal: MariaDB's DDL, in SQLAlchemy's words. All are pure and thread-safe; statements come without a semicolon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/ddl.hpp>
#include <retort/schema/table.hpp>

namespace retort::mariadb {

/// \throws CompileError  where MariaDB has no such type
std::string type_sql(const SqlType& type);

/// Without the indexes.
std::string create_table_sql(const Table& table, bool if_not_exists = false);
std::string drop_table_sql(const ddl::TableName& name, bool if_exists = false);
std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists = false);
std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists = false);

}  // namespace retort::mariadb
