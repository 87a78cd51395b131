/// \file
/// The types of columns as MariaDB tells of them. All functions are pure and thread-safe.
#pragma once

#include <string>
#include <string_view>

#include <retort/schema/types.hpp>

namespace retort::mariadb {

/// The type that SQLAlchemy reads: `tinyint(1)` is Boolean, `int(11)` Integer, `enum('a','b')` an enumeration; SqlType::custom with what was
/// declared where there is none of ours: `int(10) unsigned`, `mediumtext`. `char(32)` is custom: nobody can tell a UUID from any other 32
/// characters, but same_type() takes it for one.
SqlType type_of(std::string_view declared);

/// Whether a column of the one type serves as one of the other: what Alembic's compare_type finds alike, and what SQLAlchemy makes where
/// Retort makes more of it (a BLOB where we want a LONGBLOB, DATETIME where we want microseconds).
bool same_type(const SqlType& existing, const SqlType& wanted);

/// True where values of the declared type are text with a collation of their own.
bool is_text_type(std::string_view declared);

}  // namespace retort::mariadb
