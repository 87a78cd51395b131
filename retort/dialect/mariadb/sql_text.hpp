/// \file
/// Pieces of SQL compared by their meaning, as far as that can be told without a server. All functions are pure and thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <retort/schema/table.hpp>

namespace retort::mariadb {

/// One element of an index: a column, how many of its characters count, and whether it descends.
struct IndexPart {
    std::string column{};
    int length = 0;  ///< 0: all of it
    bool descending = false;
};
/// `name(10) DESC` in its parts; nothing where it is an expression, over which MariaDB has no indexes.
std::optional<IndexPart> parse_index_element(std::string_view sql);

/// True where both are the same expression in spite of what MariaDB makes of it: other names of functions, NOT pushed inwards, brackets,
/// quotes, the character sets of strings.
bool same_sql(std::string_view left, std::string_view right);

/// The same for two texts that differ in spaces, comments, capitals outside of quotes, quotes around names, and brackets around the whole.
std::string normalized_sql(std::string_view sql);

/// True of a statement around which MariaDB commits by itself: all but those that read and write rows, and those for the session alone.
bool commits_implicitly(std::string_view sql);

/// A default as it can stand behind DEFAULT: in brackets, which MariaDB asks for, where it is neither a literal nor one call. What stands
/// behind ON UPDATE stays behind it.
std::string default_sql(std::string_view expression);

/// A column's default in its parts, which point into it: `CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP` has two.
struct DefaultParts {
    std::string_view value{};
    std::string_view on_update{};  ///< empty: none
};
DefaultParts default_parts(std::string_view expression);

/// Whether both defaults give a column of such a type the same value; true only where that is certain.
bool same_default(const Column& existing, const Column& wanted);

}  // namespace retort::mariadb
