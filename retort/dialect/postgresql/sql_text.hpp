/// \file
/// Pieces of SQL compared by their meaning. All functions are pure and thread-safe.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <retort/schema/table.hpp>

namespace retort::postgresql {

/// The same for two expressions that PostgreSQL stores as the same: it keeps the parse tree and prints it anew, with its own brackets and
/// casts, IN as = ANY (ARRAY[…]), LIKE as ~~. Casts count for nothing here, since nobody can tell those that PostgreSQL put in from those
/// that were written: two expressions that differ in a cast alone are the same.
///
/// Letting the server print both (a temporary table with the CHECK, read back) would be exact, but needs a connection that may write,
/// a temporary table for each constraint, and for a CHECK all the columns' types; that is done for defaults alone (catalog.cpp).
/// An index element's `DESC NULLS LAST` and the like may stand behind.
std::string normalized_sql(std::string_view sql);

/// `sql` from its first to its last token: a comment at its end would swallow the bracket that is written behind it.
std::string trimmed_sql(std::string_view sql);
/// The same without brackets around the whole: `((age >= 0))` is `age >= 0`.
std::string unbracketed_sql(std::string_view sql);

/// What stands between the brackets of `CHECK (…)` as pg_get_constraintdef() writes it.
std::string check_condition(std::string_view definition);

/// `DEFERRABLE INITIALLY DEFERRED`, `DEFERRABLE`, or empty for what is as if nothing was said.
std::string canonical_deferral(std::string_view deferral);
/// The column of an index element that says nothing but its name.
std::optional<std::string> plain_column(std::string_view element);

/// A default as it can be compared: without a cast of a literal, and the time of the transaction by one name.
std::string normalized_default(std::string_view expression);
/// True where a default is made of literals alone, so that it gives the same value whenever it is asked.
bool is_constant(std::string_view expression);

}  // namespace retort::postgresql
