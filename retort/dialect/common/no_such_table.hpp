/// \file
/// What is said where a table or view does not exist: the names that may have been meant.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::detail {

/// \param kind  "table" or "view"
/// \param schema  empty: the default one
/// \param names  the tables and views that do exist there
/// \throws NoSuchTableError
[[noreturn]] void throw_no_such_table(
    std::string_view kind, std::string_view schema, std::string_view name, const std::vector<std::string>& names);

}  // namespace retort::detail
