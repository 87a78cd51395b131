/// \file
/// Internal: SQLite's DDL, in SQLAlchemy's words. All are pure and thread-safe; statements come without a semicolon.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/ddl.hpp>
#include <retort/schema/table.hpp>

namespace retort::sqlite {

std::string type_sql(const SqlType& type);

/// Without the indexes.
/// \throws CompileError  where an option of the table is neither true nor false
std::string create_table_sql(const Table& table, bool if_not_exists = false);
std::string drop_table_sql(const ddl::TableName& name, bool if_exists = false);
std::string create_index_sql(const ddl::TableName& table, const Index& index, bool if_not_exists = false);
std::string drop_index_sql(const ddl::TableName& table, std::string_view index, bool if_exists = false);

/// What stands behind ADD COLUMN: the column, and the foreign keys of it alone as REFERENCES.
std::string column_definition_sql(const Column& column, const std::vector<ForeignKeyConstraint>& foreign_keys = {});

/// `REFERENCES team (id) ON DELETE CASCADE`
std::string references_sql(const ForeignKeyConstraint& key);

/// What the primary key makes of a column.
enum class KeyKind {
    ordinary,       ///< nothing
    rowid,          ///< the column is the rowid, which SQLite generates: only one of the type INTEGER can be
    autoincrement,  ///< and no number is given twice, which SQLite takes in the column's own words alone
};
KeyKind key_kind(const Table& table, const Column& column);
/// The columns of the primary key; of a table built by hand they may be marked in the columns alone.
std::vector<std::string> key_columns(const Table& table);
/// Sets `order` of each constraint to its place among those that CREATE TABLE writes behind the columns, from 0.
void number_constraints(Table& table);

/// The value of an option of a table or index that is `true` or `false`; `otherwise` where it is not set.
/// \throws CompileError  where it is neither
bool option_of(const DialectOptions& options, std::string_view name, bool otherwise);
/// The condition of a partial index, given as such or as the option `sqlite_where`; empty: of all rows.
std::string_view index_condition(const Index& index);

}  // namespace retort::sqlite
