/// \file
/// The types of columns by the names that PostgreSQL's format_type() gives them. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include <retort/schema/types.hpp>

namespace retort::postgresql {

/// The type that format_type() prints so; SqlType::custom with that text where Retort has none. Enumerations and domains come as custom: it is
/// the catalog that knows them.
SqlType type_of(std::string_view formatted);

/// `character varying(30)` for `VARCHAR( 30 )`, `integer` for `int4`: a type's text as format_type() prints it, as far as it is known.
std::string canonical_type_text(std::string_view text);

/// The type as the database would tell of it.
SqlType stored_type(const SqlType& wanted);

/// Whether two types are the same; of enumerations whether their names are, for values are added by other means than a column's type, and of
/// arrays whatever the number of their dimensions, which PostgreSQL does not keep to.
bool same_type(const SqlType& existing, const SqlType& wanted);

}  // namespace retort::postgresql
