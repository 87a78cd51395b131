/// \file
/// Choices that migration scripts and the changes they record have in common; apart from ddl.hpp, which costs a script too much to compile.
#pragma once

namespace retort {

/// Tells what kind of constraint a name means, where the database asks or two kinds share the name.
enum class ConstraintType { any, primary_key, unique, check, foreign_key, exclude };

/// Whether a table is made anew and its rows moved, for a database that cannot alter it otherwise.
enum class Recreate { when_needed, always, never };

}  // namespace retort
