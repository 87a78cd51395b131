/// \file
/// Operations as the source of a migration script.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/operation.hpp>

namespace retort {
class Alterations;
}

namespace retort::migrate {

/// One operation of a script that is to be written.
struct ScriptOperation {
    Operation operation{};
    std::string comment{};  ///< written above it, line by line
};

struct RenderOptions {
    /// Changes that SQLite makes by rebuilding the table stand in a batch.
    bool render_as_batch = false;
    /// The database that the script is written for: what it rebuilds a table for is a matter for a batch too.
    const Alterations* alterations = nullptr;
    int indent = 8;  ///< spaces before each line
};

/// The body of a function with the parameter `op`, without braces: lines of C++ as a person would write them, at most 140 columns wide.
/// \throws ArgumentError  where an operation has no spelling in C++, such as code that was given as a function
std::string render(const std::vector<ScriptOperation>& operations, const RenderOptions& options = {});

/// `String{50}`, `SqlType::enumeration("color", {"red"})`
std::string render(const SqlType& type);

/// True where the change rebuilds the table on some database, so that those of one table belong into one batch.
bool belongs_into_batch(const ddl::Change& change, const RenderOptions& options);

/// True where a column gets another name and nothing else.
bool renames_column_alone(const ddl::Change& change);

}  // namespace retort::migrate
