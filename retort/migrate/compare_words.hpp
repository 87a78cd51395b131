/// \file
/// Internal: the words in which the comparison speaks of types and risks.
#pragma once

#include <string>

#include <retort/schema/table.hpp>

namespace retort::migrate::detail {

/// A type of the models as SQLAlchemy shows it: `String(length=30)`, `Integer()`.
std::string model_type_name(const SqlType& type);
/// A type of the database as SQLAlchemy shows it: `VARCHAR(length=30)`, `INTEGER()`.
std::string database_type_name(const SqlType& type);

/// True where values of the type `from` may not fit into `to`.
bool is_narrower(const SqlType& from, const SqlType& to);

/// `'a', 'b'`
std::string quoted_names(const std::vector<std::string>& names);
/// The elements of an index as its columns are listed: expressions as they stand.
std::vector<std::string> element_names(const Index& index);
/// `NULL` or `NOT NULL`
inline const char* null_word(bool nullable) noexcept {
    return nullable ? "NULL" : "NOT NULL";
}

}  // namespace retort::migrate::detail
