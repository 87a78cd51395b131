/// \file
/// The columns that a piece of SQL speaks of, as far as that can be told without a parser. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::sqlite {

/// Those of `columns` that a CHECK, a generated column or an index names; such an expression can name no other table's.
std::vector<std::string> mentioned_columns(std::string_view sql, const std::vector<std::string>& columns);
bool mentions_column(std::string_view sql, std::string_view column);

/// The columns behind `UPDATE OF` of a trigger; SQLite does not look whether they exist.
std::vector<std::string> update_columns_of_trigger(std::string_view create_trigger);

/// `sql` with each column of the first name under the second.
std::string with_renamed_columns(std::string_view sql, const std::vector<std::pair<std::string, std::string>>& names);

/// `sql` without the table's name in front of its columns: `hero.age > 0` is `age > 0`.
std::string without_table_qualifier(std::string_view sql, std::string_view table);

}  // namespace retort::sqlite
