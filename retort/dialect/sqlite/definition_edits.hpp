/// \file
/// Pieces of a table's text, put in and taken out so that what stands around them stays as it is.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include <retort/dialect/sqlite/table_definition.hpp>

namespace retort::sqlite {

/// Behind the last column. \param text  the column as CREATE TABLE has it
void append_column(TableDefinition& table, std::string_view text);
void remove_column(TableDefinition& table, std::size_t place);
/// Behind the last constraint. \param text  the constraint as CREATE TABLE has it
void append_constraint(TableDefinition& table, std::string_view text);
void remove_constraint(TableDefinition& table, std::size_t place);

void set_type(ColumnDefinition& column, const std::string& type);
void set_nullable(ColumnDefinition& column, bool nullable);
/// \param expression  empty: no default
void set_default(ColumnDefinition& column, const std::string& expression);

}  // namespace retort::sqlite
