/// \file
/// Pieces of SQL compared by their meaning, as far as that can be told without a parser. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/table.hpp>

namespace retort::sqlite {

/// The same for two texts that differ in spaces, comments, capitals outside of quotes, quotes around names that need none, `<>` and `!=`,
/// and brackets around the whole.
std::string normalized_sql(std::string_view sql);

/// `sql` from its first to its last token: a comment at its end would swallow the bracket that is written behind it.
std::string trimmed_sql(std::string_view sql);

/// A CHECK's condition as SQLite takes it: trimmed_sql() with `length` for standard SQL's `char_length`, which SQLite does not have.
std::string check_sql(std::string_view condition);

/// What CREATE INDEX says beside the names, in its own words.
struct IndexDefinition {
    std::vector<std::string> elements{};
    std::string where{};
};
IndexDefinition parse_index(std::string_view create_index);

/// An element of an index over a column, with what differs from the column's own order and collation.
IndexElement index_element(const Column& column, std::string_view collation, bool descending);
/// The element as reading the database gives it: a column, where it is no more than that.
IndexElement canonical_element(const Table& table, const IndexElement& element);

/// A collation by SQLite's name for it; empty for BINARY, which each column has that says nothing else.
std::string canonical_collation(std::string_view name);
/// `DEFERRABLE INITIALLY DEFERRED`, `DEFERRABLE`, or empty for what is as if nothing was said.
std::string canonical_deferral(std::string_view deferral);

/// The SELECT of a view.
std::string_view view_select(std::string_view create_view);

/// A default as it can stand behind DEFAULT: an expression that is no literal in brackets, which SQLite asks for.
std::string default_sql(std::string_view expression);
/// Whether two defaults of a column of the declared type give the same value; true only where that is certain.
bool same_default(std::string_view left, std::string_view right, std::string_view declared_type);

}  // namespace retort::sqlite
