/// \file
/// Internal: MariaDB's DDL, in SQLAlchemy's words. All are pure and thread-safe; statements come without a semicolon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/dialect/common/ddl_writer.hpp>
#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/schema/ddl.hpp>
#include <retort/schema/table.hpp>

namespace retort::mariadb {

/// \throws CompileError  where MariaDB has no such type
std::string type_sql(const SqlType& type);

/// Without the indexes.
/// \throws CompileError  where MariaDB cannot have such a table: arrays, keys over unlimited text, deferrable foreign keys
std::string create_table_sql(const Table& table, bool if_not_exists = false);
std::string drop_table_sql(const ddl::TableName& name, bool if_exists = false);
/// \throws CompileError  where MariaDB has no such index: partial ones, and those over expressions
std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists = false);
std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists = false);

/// The writer behind these, for what ALTER TABLE has in common with CREATE TABLE.
const detail::DdlWriter& ddl_writer();
/// `UNIQUE INDEX ux (a, b(10))`: an index as it stands behind ADD. \throws CompileError  as create_index_sql()
std::string index_definition_sql(const Index& index, bool if_not_exists = false);
/// A foreign key as it stands behind ADD. \throws CompileError  where it is deferrable
std::string foreign_key_sql(const ForeignKeyConstraint& key);
/// A column as it stands behind ADD COLUMN: without AUTO_INCREMENT, which only a key can have.
std::string column_definition_sql(const Column& column);
/// The column's type with the collation that the column's options name.
std::string column_type_sql(const Column& column);
/// True where the column is written with AUTO_INCREMENT.
bool is_generated_key(const Table& table, const Column& column);

/// A string of SQL between quotes, as SQLAlchemy writes comments and the names of enumerators: quotes and backslashes doubled.
std::string string_literal(std::string_view text);

/// \throws CompileError  where the element is an expression that MariaDB cannot index
IndexPart index_part(const Index& index, const IndexElement& element);

/// An option of a table or an index by its name without `mariadb_` or `mysql_`, of which the first counts more; nullptr where it is not set.
const std::string* option_of(const DialectOptions& options, std::string_view name);

}  // namespace retort::mariadb
