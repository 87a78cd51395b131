/// \file
/// What is said of a table that is not there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::detail {

/// \param kind      "table" or "view"
/// \param schema    as it was asked for; empty: the default one
/// \param existing  the tables and views that are there
/// \throws NoSuchTableError  naming those that it may be a slip of, or all where they are few
[[noreturn]] void throw_no_such_table(
    std::string_view kind, std::string_view schema, std::string_view name, const std::vector<std::string>& existing);

}  // namespace retort::detail
