/// \file
/// From one place in the graph to another: the migrations to run, and what each of them does to the rows of the version table.
#pragma once

#include <retort/migrate/revision_graph.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::migrate {

/// One statement on the version table.
struct VersionChange {
    enum class Kind : std::uint8_t { insert, update, remove };

    Kind kind;
    std::string from{};  ///< the row that is changed or deleted
    std::string to{};    ///< what it becomes, or the new row

    bool operator==(const VersionChange&) const = default;
};

/// One migration of a path, or one move of a stamp.
struct PathStep {
    enum class Kind : std::uint8_t { upgrade, downgrade, stamp };

    Kind kind;
    std::optional<Node> node{};            ///< whose script runs; none in a stamp
    std::vector<std::string> from{};       ///< for the log: what was there before, dependencies apart
    std::vector<std::string> to{};         ///< and what is there after it
    std::vector<VersionChange> changes{};  ///< in the order in which they are to be made, each of exactly one row
};

/// What a command has to do, in order.
struct MigrationPath {
    bool purge = false;  ///< delete all rows first
    std::vector<PathStep> steps{};
    std::vector<std::string> rows{};      ///< of the version table after the last step, in the order of the graph
    std::vector<std::string> warnings{};  ///< what the user should know before it begins
};

/// The migrations that are missing between the rows and the target, which is any identifier.
/// \throws RevisionError and those under it, MissingParent among them
[[nodiscard]] MigrationPath upgrade_path(const RevisionGraph& graph, const std::vector<std::string>& rows, std::string_view target);

/// The migrations to take back until the target is the latest, together with all that depends on them.
///
/// "label@base" takes back what belongs to that branch and leaves what other branches stand on. Alembic empties the database there.
/// \throws RangeNotAncestorError  where the target is not among what the rows stand for
/// \throws RevisionError and those under it, MissingParent among them
[[nodiscard]] MigrationPath downgrade_path(const RevisionGraph& graph, const std::vector<std::string>& rows, std::string_view target);

/// The rows as they would be if the targets had been migrated to; no script runs.
///
/// Rows before or after a target give way to it, others stay. With `purge` none stays.
/// \throws RevisionError and those under it; also where one target comes before another one
[[nodiscard]] MigrationPath stamp_path(
    const RevisionGraph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets, bool purge = false);

/// "a:b", as offline SQL takes it; `start` is empty where there is no colon.
struct RevisionRange {
    std::string_view start{};
    std::string_view end{};
    bool has_start = false;
};
/// \throws RevisionError  where there is more than one colon
[[nodiscard]] RevisionRange split_range(std::string_view text);

/// The rows of a database that is at `start`, for SQL that is made without one. None for "base" and for nothing.
/// \throws MultipleHeads, ResolutionError
[[nodiscard]] std::vector<std::string> rows_at(const RevisionGraph& graph, std::string_view start);

}  // namespace retort::migrate
