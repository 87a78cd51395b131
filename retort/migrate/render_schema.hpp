/// \file
/// Internal: tables' parts as pieces of C++.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/operation.hpp>
#include <retort/migrate/render_layout.hpp>

namespace retort::migrate::detail {

Code type_code(const SqlType& type, std::string prefix = {});
Code column_code(const Column& column);
/// `{"a", "b"}`
Code names_code(const std::vector<std::string>& names, std::string prefix = {});
Code index_elements_code(const std::vector<IndexElement>& elements);
Code foreign_key_code(const ForeignKeyConstraint& key);
Code dialect_options_code(const DialectOptions& options);
std::string action_text(ReferentialAction action);
/// The columns, keys and constraints in the order in which they stand in DDL; the indexes not among them.
std::vector<Code> table_items_code(const Table& table);
/// \throws ArgumentError  where C++ has no literal for it
Code literal_code(const Literal& literal);

}  // namespace retort::migrate::detail
