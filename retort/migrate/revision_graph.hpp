/// \file
/// The revisions of a project as a graph: who follows whom, what an identifier means, and the ways from one place to another.
#pragma once

#include <retort/migrate/adjacency.hpp>
#include <retort/migrate/revision.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort::migrate {

/// Which edges count: `down_revision` alone, or `depends_on` as well.
enum class Along : std::uint8_t { down_revisions, dependencies };

/// The revisions of a project and how they follow one another; the same walks, the same order and the same rows as Alembic's.
///
/// Knows no database and no file. Immutable once made, so that any number of threads may share it.
///
/// A revision is named by its `Node`, its position in the vector that the graph was made from. "Rows" are the ids that the
/// version table of a database holds.
class RevisionGraph {
public:
    /// \throws DuplicateRevision, DuplicateBranchLabel, LoopDetected, DependencyLoopDetected, CycleDetected, DependencyCycleDetected
    /// \throws RevisionError  where an id is empty or contains '@', '-', '+' or ':'
    ///
    /// A parent that is missing is no error before something has to walk past it: see `require_complete`.
    explicit RevisionGraph(std::vector<Revision> revisions);

    RevisionGraph(RevisionGraph&&) noexcept = default;
    RevisionGraph& operator=(RevisionGraph&&) noexcept = default;
    RevisionGraph(const RevisionGraph&) = delete;  // it points into its own strings
    RevisionGraph& operator=(const RevisionGraph&) = delete;
    ~RevisionGraph() = default;

    [[nodiscard]] std::size_t size() const { return revisions_.size(); }
    [[nodiscard]] const Revision& revision(Node node) const { return revisions_[node]; }
    [[nodiscard]] const std::string& id(Node node) const { return revisions_[node].id; }

    /// What nothing follows; with dependencies: what nothing depends on either. In the order of the nodes, as all of these.
    [[nodiscard]] const std::vector<Node>& heads() const { return heads_; }
    [[nodiscard]] const std::vector<Node>& real_heads() const { return real_heads_; }
    /// What follows nothing; with dependencies: what depends on nothing either.
    [[nodiscard]] const std::vector<Node>& bases() const { return bases_; }
    [[nodiscard]] const std::vector<Node>& real_bases() const { return real_bases_; }

    [[nodiscard]] bool is_head(Node node) const { return next_[node].empty(); }
    [[nodiscard]] bool is_real_head(Node node) const { return all_next()[node].empty(); }
    [[nodiscard]] bool is_base(Node node) const { return revisions_[node].down_revision.empty(); }
    [[nodiscard]] bool is_branch_point(Node node) const { return next_[node].size() > 1; }
    [[nodiscard]] bool is_merge_point(Node node) const { return revisions_[node].down_revision.size() > 1; }

    /// The direct neighbours by `down_revision`.
    [[nodiscard]] std::span<const Node> down(Node node) const { return down_[node]; }
    [[nodiscard]] std::span<const Node> next(Node node) const { return next_[node]; }
    /// What must be there directly before this one: its down revisions, then those dependencies that none of its ancestors has.
    [[nodiscard]] std::span<const Node> parents(Node node) const { return parents_of()[node]; }

    /// The labels of the branches that this revision is part of, its own and those it inherits, in the order of the labelled revisions.
    [[nodiscard]] std::vector<std::string_view> branch_labels(Node node) const;
    [[nodiscard]] bool has_branch_label(Node node, std::string_view label) const;

    /// The given ones and all that come before, or after, them.
    [[nodiscard]] detail::NodeSet ancestors(std::span<const Node> nodes, Along along = Along::dependencies) const;
    [[nodiscard]] detail::NodeSet descendants(std::span<const Node> nodes, Along along = Along::dependencies) const;

    /// \throws MissingParent  which names the revision that is not there and the one that follows or needs it
    void require_complete() const;

    /// What an identifier means, without any database: an id or the beginning of one, `head`, `heads`, `base` (nothing), a branch
    /// label, `label@` before any of them, `-2` and `label@-2` (from the heads), and `+n` or `-n` behind any that means one revision.
    /// \throws MultipleHeads  where "head" is several
    /// \throws ResolutionError, WalkedTooFar, AmbiguousWalk
    [[nodiscard]] std::vector<Node> get_revisions(std::string_view identifier) const;
    /// The same, and "current" means the rows.
    [[nodiscard]] std::vector<Node> get_revisions(std::string_view identifier, const std::vector<std::string>& rows) const;
    /// Without the relative ones: what `stamp` takes.
    [[nodiscard]] std::vector<Node> absolute_revisions(std::string_view identifier) const;
    /// The one revision that the identifier, which may not be relative, means; none for "base".
    /// \throws MultipleHeads, ResolutionError
    [[nodiscard]] std::optional<Node> get_revision(std::string_view identifier) const;
    /// The revision with this very id, if there is one.
    [[nodiscard]] std::optional<Node> find(std::string_view id) const;

    /// The revisions that a database is at. Each counts once.
    /// \throws ResolutionError  where there is no script for one of the rows
    [[nodiscard]] std::vector<Node> current(const std::vector<std::string>& rows) const;
    /// The tips of all branches that a database has reached, those that a row only depends on included: what `current` shows.
    [[nodiscard]] std::vector<Node> all_current(const std::vector<std::string>& rows) const;

    /// Those of `nodes` that lie on one line with what `identifier` means: it, its branch label, before or after them.
    /// All of them for "base".
    [[nodiscard]] std::vector<Node> filter_for_lineage(
        std::span<const Node> nodes, std::string_view identifier, Along along = Along::down_revisions) const;

    /// The revisions from `lower` to `upper`, both included, latest first. Both take identifiers, "current", and relative ones: those
    /// of `upper` count from `lower`, those of `lower` from `upper`.
    /// \throws RangeNotAncestorError and what `get_revisions` throws
    [[nodiscard]] std::vector<Node> walk(
        std::string_view lower = "base", std::string_view upper = "heads", const std::vector<std::string>& rows = {}) const;

    /// `wanted` with each revision before its parents. One branch is followed as far as it goes; `heads` (those in `wanted` count)
    /// are where it starts.
    [[nodiscard]] std::vector<Node> topological_order(const detail::NodeSet& wanted, std::span<const Node> heads) const;

    /// Where `upgrade` to this identifier leads from `current`. Not `strict`: a relative one that leads too far ends at the last
    /// revision.
    [[nodiscard]] std::vector<Node> upgrade_targets(std::span<const Node> current, std::string_view identifier, bool strict = true) const;

    /// Where `downgrade` to this identifier leads from `current`.
    struct DowngradeTarget {
        std::optional<Node> revision{};  ///< none is the base
        std::string branch{};            ///< the branch that alone is to go down, or empty
        bool named_base = false;         ///< "label@base" itself, not a relative identifier that led there
    };
    [[nodiscard]] DowngradeTarget downgrade_target(std::span<const Node> current, std::string_view identifier) const;

    /// The revision that the label, or the id or beginning of one, stands for.
    /// \throws ResolutionError
    [[nodiscard]] Node resolve_branch(std::string_view label) const;

    /// The nodes of `nodes` and all before them.
    /// \throws RevisionError  where one of them comes before another one
    [[nodiscard]] detail::NodeSet ancestors_without_overlap(std::span<const Node> nodes) const;

    /// "a, b and c"-like lists for messages: the ids, separated by commas.
    [[nodiscard]] std::string ids(std::span<const Node> nodes) const;

    /// Edges as `topological_order` and the paths need them: by parents, the other way round.
    [[nodiscard]] const detail::Adjacency& children_of() const { return has_dependencies_ ? children_ : next_; }
    [[nodiscard]] const detail::Adjacency& parents_of() const { return has_dependencies_ ? parents_ : down_; }

private:
    struct Missing {
        Node revision;
        std::string_view parent;
        bool dependency;
    };
    /// An identifier split at its first '@'; the heads and "head" resolved.
    struct Resolved {
        std::vector<std::string_view> ids{};
        std::string_view branch{};
    };
    struct Relative {
        std::string_view branch{};
        std::string_view symbol{};
        std::int64_t steps = 0;
        std::string_view text{};
    };

    void check_names();
    void link();
    void find_cycles();
    void normalise_dependencies(const detail::Adjacency& all_down, std::span<const detail::Edge> dependencies);
    void spread_labels();
    [[noreturn]] void throw_cycle(const detail::Adjacency& all_down, const std::vector<std::uint32_t>& waiting) const;
    [[nodiscard]] const detail::Adjacency& all_next() const { return has_dependencies_ ? all_next_ : next_; }

    [[nodiscard]] std::optional<Relative> relative(std::string_view identifier) const;
    [[nodiscard]] Resolved resolve(std::string_view identifier) const;
    [[nodiscard]] Node find_in_branch(std::string_view id, std::string_view branch) const;
    [[nodiscard]] Node find_by_prefix(std::string_view id, std::string_view branch) const;
    [[nodiscard]] std::optional<detail::NodeSet> lineage_of(std::string_view identifier, Along along) const;
    [[nodiscard]] detail::NodeSet lineage(std::span<const Node> nodes, Along along) const;
    [[nodiscard]] std::optional<Node> walk_up(std::optional<Node> start, const Relative& relative, bool strict) const;
    [[nodiscard]] std::optional<Node> walk_down(Node start, const Relative& relative, bool strict) const;
    [[nodiscard]] std::optional<Node> walk_from_symbol(const Relative& relative, bool strict) const;
    [[nodiscard]] std::vector<Node> walk_from_heads(std::span<const Node> heads, const Relative& relative, bool strict) const;
    [[nodiscard]] std::optional<Node> start_on_branch(std::span<const Node> current, const Relative& relative) const;
    [[nodiscard]] std::vector<Node> lower_end(
        std::string_view identifier, std::span<const Node> upper, const std::vector<std::string>& rows) const;
    [[nodiscard]] std::vector<Node> only_of_branch(std::vector<Node> nodes, std::string_view branch) const;

    std::vector<Revision> revisions_;
    detail::NameIndex names_;  // ids in the order of the nodes, then branch labels
    bool has_dependencies_ = false;
    detail::Adjacency down_;
    detail::Adjacency next_;
    detail::Adjacency parents_;                       // of this and the next two only if anything has dependencies; see parents_of()
    detail::Adjacency children_;                      // the parents, the other way round
    detail::Adjacency all_next_;                      // what follows or depends on a revision, without leaving out what an ancestor needs
    std::vector<std::uint32_t> rank_;                 // a topological order: parents have smaller ones
    std::vector<std::vector<std::uint32_t>> labels_;  // positions in names_; empty where nothing has labels
    std::vector<Node> heads_, real_heads_, bases_, real_bases_;
    std::vector<Missing> missing_;
};

}  // namespace retort::migrate
