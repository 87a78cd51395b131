/// \file
/// Internal: SQLite's DDL, in SQLAlchemy's words.
#pragma once

#include <string>

#include <retort/schema/table.hpp>

namespace retort::sqlite {

std::string type_sql(const SqlType& type);
std::string create_table_sql(const Table& table);
std::string drop_table_sql(const Table& table);
std::string create_index_sql(const Table& table, const Index& index);
std::string drop_index_sql(const Table& table, const Index& index);

}  // namespace retort::sqlite
