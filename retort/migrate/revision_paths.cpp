#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision_paths.hpp>

#include <algorithm>

namespace retort::migrate {

using detail::NodeSet;

namespace {

std::vector<std::string> ids_of(const RevisionGraph& graph, std::span<const Node> nodes) {
    std::vector<std::string> result;
    result.reserve(nodes.size());
    for (const Node node : nodes)
        result.push_back(graph.id(node));
    return result;
}

/// The rows of the version table: the tips of what the database has, dependencies counted.
class Rows {
public:
    Rows(const RevisionGraph& graph, std::span<const Node> current) : graph_{graph}, nodes_{graph.size(), current} {}

    [[nodiscard]] bool contain(Node node) const { return nodes_.contains(node); }

    /// `to` takes the place of the rows `from`, none of which there need be.
    std::vector<VersionChange> join(const std::vector<Node>& from, Node to) {
        std::vector<VersionChange> changes;
        nodes_.insert(to);
        if (from.empty()) {
            changes.push_back({VersionChange::Kind::insert, {}, graph_.id(to)});
            return changes;
        }
        for (const Node row : from) {
            nodes_.erase(row);
            if (row != from.back()) changes.push_back({VersionChange::Kind::remove, graph_.id(row), {}});
        }
        changes.push_back({VersionChange::Kind::update, graph_.id(from.back()), graph_.id(to)});
        return changes;
    }

    /// `to`, of which there may be none, take the place of the row `from`.
    std::vector<VersionChange> split(Node from, const std::vector<Node>& to) {
        std::vector<VersionChange> changes;
        nodes_.erase(from);
        if (to.empty()) {
            changes.push_back({VersionChange::Kind::remove, graph_.id(from), {}});
            return changes;
        }
        for (const Node row : to) {
            nodes_.insert(row);
            if (row != to.back()) changes.push_back({VersionChange::Kind::insert, {}, graph_.id(row)});
        }
        changes.push_back({VersionChange::Kind::update, graph_.id(from), graph_.id(to.back())});
        return changes;
    }

    [[nodiscard]] std::vector<std::string> ids() const { return ids_of(graph_, nodes_.members()); }

private:
    const RevisionGraph& graph_;
    NodeSet nodes_;
};

NodeSet without(const NodeSet& set, const NodeSet& other, std::size_t size) {
    NodeSet result{size};
    for (const Node node : set.members()) {
        if (!other.contains(node)) result.insert(node);
    }
    return result;
}

NodeSet common(const NodeSet& set, const NodeSet& other, std::size_t size) {
    NodeSet result{size};
    for (const Node node : set.members()) {
        if (other.contains(node)) result.insert(node);
    }
    return result;
}

/// All that comes before or after `node`, and itself.
NodeSet line_of(const RevisionGraph& graph, Node node) {
    auto line = graph.ancestors(std::span{&node, 1});
    for (const Node after : graph.descendants(std::span{&node, 1}).members())
        line.insert(after);
    return line;
}

/// Where the part of a branch begins that no other active branch stands on.
std::vector<Node> roots_of_own_part(const RevisionGraph& graph, Node branch, const NodeSet& active) {
    const std::span<const Node> at{&branch, 1};
    const auto trunk = graph.ancestors(at, Along::down_revisions);
    const auto above = graph.descendants(at);
    std::vector<Node> others;
    for (const Node node : active.members()) {
        if (!trunk.contains(node) && !above.contains(node)) others.push_back(node);
    }
    const auto shared = graph.ancestors(others, Along::down_revisions);
    std::vector<Node> roots;
    for (const Node node : trunk.members()) {
        const auto down = graph.down(node);
        if (!shared.contains(node) && std::ranges::all_of(down, [&](Node parent) { return shared.contains(parent); }))
            roots.push_back(node);
    }
    return roots;
}

/// The lowest revisions that are to be taken back.
std::vector<Node> downgrade_roots(const RevisionGraph& graph, const RevisionGraph::DowngradeTarget& target, const NodeSet& active) {
    if (target.named_base) return roots_of_own_part(graph, graph.resolve_branch(target.branch), active);
    std::vector<Node> roots = graph.bases();
    if (target.revision) roots.assign(graph.next(*target.revision).begin(), graph.next(*target.revision).end());
    if (target.branch.empty() || roots.size() < 2) return roots;
    const auto branch = graph.resolve_branch(target.branch);
    const auto trunk = graph.ancestors(std::span{&branch, 1}, Along::down_revisions);
    const auto forks = graph.ids(roots);
    std::erase_if(roots, [&](Node root) { return !trunk.contains(root); });
    if (roots.empty()) {
        throw RevisionError{
            "Not a valid downgrade target from current heads: none of " + forks + " is part of branch '" + target.branch + "'"};
    }
    return roots;
}

}  // namespace

MigrationPath upgrade_path(const RevisionGraph& graph, const std::vector<std::string>& rows, std::string_view target) {
    graph.require_complete();
    const auto current = graph.current(rows);
    const auto targets = graph.upgrade_targets(current, target);
    const auto wanted = graph.ancestors_without_overlap(targets);
    const auto missing = without(wanted, graph.ancestors_without_overlap(current), graph.size());
    auto order = graph.topological_order(missing, targets);
    std::ranges::reverse(order);

    MigrationPath path;
    path.steps.reserve(order.size());
    Rows table{graph, current};
    std::vector<Node> replaced;
    for (const Node node : order) {
        replaced.clear();
        for (const Node parent : graph.parents(node)) {
            if (table.contain(parent)) replaced.push_back(parent);
        }
        path.steps.push_back(
            {PathStep::Kind::upgrade, node, ids_of(graph, graph.down(node)), {graph.id(node)}, table.join(replaced, node)});
    }
    path.rows = table.ids();
    return path;
}

MigrationPath downgrade_path(const RevisionGraph& graph, const std::vector<std::string>& rows, std::string_view target) {
    graph.require_complete();
    const auto current = graph.current(rows);
    const auto goal = graph.downgrade_target(current, target);
    const auto active = graph.ancestors(current);
    const auto dropped = common(graph.descendants(downgrade_roots(graph, goal, active)), active, graph.size());
    if (goal.revision && dropped.empty() && std::ranges::find(current, *goal.revision) == current.end()) {
        throw RangeNotAncestorError{"Destination " + std::string{target} + " is not a valid downgrade target from current head(s) (" +
                                    (current.empty() ? "there is none" : graph.ids(current)) + ")"};
    }

    // A revision becomes a row once nothing that is still there comes directly after it.
    std::vector<std::uint32_t> held(graph.size(), 0);
    for (const Node node : active.members()) {
        for (const Node parent : graph.parents(node))
            ++held[parent];
    }
    MigrationPath path;
    if (current.size() > 1 && (target.starts_with('-') || target.starts_with('+'))) {
        path.warnings.push_back("downgrade " + std::string{target} + " from several current revisions (" + graph.ids(current) +
                                ") goes down from " + goal.branch + "; '<branchname>@" + std::string{target} + "' says which is meant");
    }
    path.steps.reserve(dropped.size());
    Rows table{graph, current};
    std::vector<Node> bared;
    for (const Node node : graph.topological_order(dropped, current)) {
        bared.clear();
        for (const Node parent : graph.parents(node)) {
            if (--held[parent] == 0 && !table.contain(parent)) bared.push_back(parent);
        }
        path.steps.push_back(
            {PathStep::Kind::downgrade, node, {graph.id(node)}, ids_of(graph, graph.down(node)), table.split(node, bared)});
    }
    path.rows = table.ids();
    return path;
}

MigrationPath stamp_path(
    const RevisionGraph& graph, const std::vector<std::string>& rows, const std::vector<std::string>& targets, bool purge) {
    graph.require_complete();
    const auto current = purge ? std::vector<Node>{} : graph.current(rows);
    MigrationPath path;
    path.purge = purge;
    Rows table{graph, current};
    std::vector<Node> goals;
    for (const auto& target : targets) {
        const auto found = graph.absolute_revisions(target);
        for (const Node node : found) {
            if (std::ranges::find(goals, node) == goals.end()) goals.push_back(node);
        }
        if (!found.empty()) continue;
        for (const Node row : graph.filter_for_lineage(current, target, Along::dependencies)) {  // to the base
            if (!table.contain(row)) continue;
            path.steps.push_back({PathStep::Kind::stamp, {}, {graph.id(row)}, {}, table.split(row, {})});
        }
    }
    static_cast<void>(graph.ancestors_without_overlap(goals));
    // Either the lines of the goals or those of the rows tell which belong together: of the fewer.
    const bool by_row = current.size() < goals.size();
    std::vector<NodeSet> lines;
    for (const Node node : by_row ? current : goals)
        lines.push_back(line_of(graph, node));
    std::vector<Node> related;
    for (std::size_t goal = 0; goal < goals.size(); ++goal) {
        if (table.contain(goals[goal])) continue;
        related.clear();
        for (std::size_t row = 0; row < current.size(); ++row) {
            if (by_row ? lines[row].contains(goals[goal]) : lines[goal].contains(current[row])) related.push_back(current[row]);
        }
        auto from = ids_of(graph, related);
        std::erase_if(related, [&](Node row) { return !table.contain(row); });  // another target has taken its place
        path.steps.push_back({PathStep::Kind::stamp, {}, std::move(from), {graph.id(goals[goal])}, table.join(related, goals[goal])});
    }
    path.rows = table.ids();
    return path;
}

RevisionRange split_range(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return {{}, text, false};
    if (text.find(':', colon + 1) != std::string_view::npos) {
        throw RevisionError{"'" + std::string{text} + "' is no range; it takes one colon, as in 'start:end'"};
    }
    return {text.substr(0, colon), text.substr(colon + 1), true};
}

std::vector<std::string> rows_at(const RevisionGraph& graph, std::string_view start) {
    if (start.empty()) return {};
    const auto node = graph.get_revision(start);
    return node ? std::vector<std::string>{graph.id(*node)} : std::vector<std::string>{};
}

}  // namespace retort::migrate
