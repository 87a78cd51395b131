/// \file
/// The graph in words: what `heads`, `branches`, `history`, `show` and `current` print, line for line as Alembic does.
///
/// Pure functions; each gives the whole output, the last line break included.
#pragma once

#include <retort/migrate/revision_graph.hpp>
#include <retort/migrate/revision_paths.hpp>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::migrate {

/// How much is told of each revision.
struct TextOptions {
    bool verbose = false;
    std::span<const std::string> paths{};  ///< of the scripts, by Node; without them "Path:" stays empty
};

/// `heads`; with `resolve_dependencies` without those that another head depends on.
[[nodiscard]] std::string heads_text(const RevisionGraph& graph, const TextOptions& options = {}, bool resolve_dependencies = false);

/// `branches`: each fork and what it leads to.
[[nodiscard]] std::string branches_text(const RevisionGraph& graph, const TextOptions& options = {});

/// `history`, latest first. `range` is "start:end", either may be missing or "current"; empty is everything. With `mark_current`
/// the rows are marked.
/// \throws RevisionError  where the range has no colon or two; and what `RevisionGraph::walk` throws
[[nodiscard]] std::string history_text(const RevisionGraph& graph, std::string_view range = {}, const std::vector<std::string>& rows = {},
    bool mark_current = false, const TextOptions& options = {});

/// `show`: all that is known of the revisions that the identifier means.
/// \throws what `RevisionGraph::get_revisions` throws
[[nodiscard]] std::string show_text(
    const RevisionGraph& graph, std::string_view identifier, const std::vector<std::string>& rows = {}, const TextOptions& options = {});

/// `current`, without the line that names the database: where each branch of it is.
/// \throws what `RevisionGraph::all_current` throws
[[nodiscard]] std::string current_text(const RevisionGraph& graph, const std::vector<std::string>& rows, const TextOptions& options = {});

/// "upgrade 1975ea83b712 -> ae1027a6acf1, add allegiance to hero", without the line break: what the log says of a step.
[[nodiscard]] std::string step_text(const RevisionGraph& graph, const PathStep& step);
/// The same without the message: the comment in offline SQL.
[[nodiscard]] std::string short_step_text(const PathStep& step);

/// The first paragraph of what a script says of itself: its message, in one piece.
[[nodiscard]] std::string_view short_message(const Revision& revision);

}  // namespace retort::migrate
