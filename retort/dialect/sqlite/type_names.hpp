/// \file
/// The types of columns as SQLite stores them: any text that CREATE TABLE was given. All functions are pure and thread-safe.
#pragma once

#include <string_view>

#include <retort/schema/types.hpp>

namespace retort::sqlite {

/// The type whose DDL is `declared`, spaces and capitals apart; SqlType::custom with that text where there is none. `CHAR(32)` is custom:
/// nobody can tell a UUID from any other 32 characters, but same_type() takes it for one.
SqlType type_of(std::string_view declared);

/// Whether Alembic's compare_type would find no difference: the names are the same, or both of a kind, and lengths and precisions too
/// where both have them. A name that SQLAlchemy does not know stands for its affinity.
bool same_type(const SqlType& existing, const SqlType& wanted);

/// How SQLite converts what is stored in a column.
enum class Affinity { text, numeric, integer, real, blob };
Affinity affinity_of(std::string_view declared);

}  // namespace retort::sqlite
