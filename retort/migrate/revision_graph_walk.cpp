#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision_graph.hpp>

#include <algorithm>
#include <unordered_map>

namespace retort::migrate {

using detail::Adjacency;
using detail::NodeSet;

namespace {

NodeSet reachable(const Adjacency& edges, std::span<const Node> from) {
    NodeSet result{edges.nodes()};
    std::vector<Node> todo;
    for (const Node node : from) {
        if (result.insert(node)) todo.push_back(node);
    }
    while (!todo.empty()) {
        const auto node = todo.back();
        todo.pop_back();
        for (const Node target : edges[node]) {
            if (result.insert(target)) todo.push_back(target);
        }
    }
    return result;
}

/// The sort that Alembic's histories show: one line is followed down to where another one joins it, and then that one first.
class LineSort {
public:
    LineSort(const RevisionGraph& graph, const NodeSet& wanted, std::span<const Node> heads)
        : graph_{graph},
          wanted_{wanted},
          in_lines_{graph.size()},
          reach_{graph.size()},
          open_(graph.size(), 0),
          met_(graph.size(), 0) {
        std::vector<Node> starts;
        for (const Node head : heads) {
            if (wanted.contains(head) && in_lines_.insert(head)) starts.push_back(head);
        }
        std::ranges::sort(starts);
        for (const Node head : starts)
            add_line(head);
        reach_ = graph.ancestors(starts);
        for (const Node node : reach_.members()) {
            for (const Node parent : graph.parents(node))
                ++open_[parent];
        }
    }

    std::vector<Node> run() {
        output_.reserve(wanted_.size());
        std::size_t line = 0;
        while (!lines_.empty()) {
            const auto node = lines_[line];
            if (const auto above = line_above(node); above < lines_.size()) {
                line = above;
                continue;
            }
            output_.push_back(node);
            emitted_.insert(node);
            in_lines_.erase(node);
            waiting_.erase(node);
            for (const Node parent : graph_.parents(node))
                --open_[parent];
            line = follow(node, line);
        }
        return std::move(output_);
    }

private:
    /// A node that waits for lines above it. What is above it is looked for once: lines only come down, so that one which is not
    /// above it never will be, and the first one that is comes later and later.
    struct Waiting {
        std::vector<Node> above{};  // in ascending order
        std::uint32_t first_name = 0;
    };

    /// The first line with a descendant of `node`, or the number of lines.
    std::size_t line_above(Node node) {
        if (open_[node] == 0) return lines_.size();
        const auto [entry, is_new] = waiting_.try_emplace(node);
        auto& [above, first_name] = entry->second;
        if (is_new) above = open_descendants(node);
        auto line = static_cast<std::size_t>(std::ranges::lower_bound(names_, first_name) - names_.begin());
        while (line < lines_.size() && !std::ranges::binary_search(above, lines_[line]))
            ++line;
        first_name = line < lines_.size() ? names_[line] : next_name_;
        return line;
    }

    std::vector<Node> open_descendants(Node node) {
        ++round_;
        std::vector<Node> found;
        todo_.assign(1, node);
        while (!todo_.empty()) {
            const auto reached = todo_.back();
            todo_.pop_back();
            for (const Node child : graph_.children_of()[reached]) {
                if (!reach_.contains(child) || emitted_.contains(child) || met_[child] == round_) continue;
                met_[child] = round_;
                found.push_back(child);
                todo_.push_back(child);
            }
        }
        std::ranges::sort(found);
        return found;
    }

    /// Puts the parents of `node` in its place and returns the line to go on with.
    std::size_t follow(Node node, std::size_t line) {
        bool replaced = false;
        for (const Node parent : graph_.parents(node)) {
            if (!wanted_.contains(parent) || emitted_.contains(parent) || !in_lines_.insert(parent)) continue;
            if (replaced) {
                add_line(parent);
            } else {
                lines_[line] = parent;
                replaced = true;
            }
        }
        if (replaced) return line;
        lines_.erase(lines_.begin() + static_cast<std::ptrdiff_t>(line));
        names_.erase(names_.begin() + static_cast<std::ptrdiff_t>(line));
        return line == 0 ? 0 : line - 1;
    }

    void add_line(Node node) {
        lines_.push_back(node);
        names_.push_back(next_name_++);
    }

    const RevisionGraph& graph_;
    const NodeSet& wanted_;
    std::vector<Node> lines_;           // the next node of each line
    std::vector<std::uint32_t> names_;  // of the lines; ascending, since new ones come last
    std::uint32_t next_name_ = 0;
    NodeSet in_lines_;
    NodeSet reach_;
    NodeSet emitted_{graph_.size()};
    std::vector<std::uint32_t> open_;  // how many children in reach_ have not been put out
    std::unordered_map<Node, Waiting> waiting_;
    std::vector<std::uint32_t> met_;  // the round of open_descendants that met the node last
    std::uint32_t round_ = 0;
    std::vector<Node> todo_;
    std::vector<Node> output_;
};

}  // namespace

NodeSet RevisionGraph::ancestors(std::span<const Node> nodes, Along along) const {
    return reachable(along == Along::dependencies ? parents_of() : down_, nodes);
}

NodeSet RevisionGraph::descendants(std::span<const Node> nodes, Along along) const {
    return reachable(along == Along::dependencies ? all_next() : next_, nodes);
}

NodeSet RevisionGraph::ancestors_without_overlap(std::span<const Node> nodes) const {
    auto result = ancestors(nodes);
    if (nodes.size() < 2) return result;
    std::vector<Node> parents_of_all;
    for (const Node node : nodes)
        parents_of_all.insert(parents_of_all.end(), parents(node).begin(), parents(node).end());
    const auto below = ancestors(parents_of_all);
    for (const Node node : nodes) {
        if (!below.contains(node)) continue;
        for (const Node other : nodes) {
            if (other != node && ancestors(std::span{&other, 1}).contains(node)) {
                throw RevisionError{"Requested revision " + id(other) + " overlaps with other requested revisions " + id(node) +
                                    "; it comes after it, so that one of them is enough"};
            }
        }
    }
    return result;
}

std::vector<Node> RevisionGraph::topological_order(const NodeSet& wanted, std::span<const Node> heads) const {
    auto order = LineSort{*this, wanted, heads}.run();
    if (order.size() < wanted.size()) {
        // Some hang on the heads only by revisions that are not wanted. Alembic gives up here.
        order = wanted.members();
        std::ranges::sort(order, [&](Node left, Node right) { return rank_[left] > rank_[right]; });
    }
    return order;
}

std::vector<Node> RevisionGraph::all_current(const std::vector<std::string>& rows) const {
    require_complete();
    const auto reached = ancestors(current(rows));
    auto tips = reached.members();
    std::erase_if(tips, [&](Node node) { return std::ranges::any_of(next_[node], [&](Node child) { return reached.contains(child); }); });
    return tips;
}

std::vector<Node> RevisionGraph::walk(std::string_view lower, std::string_view upper, const std::vector<std::string>& rows) const {
    require_complete();
    const bool from_current = upper == "current" && !rows.empty();
    if (lower.empty()) lower = "base";
    if (upper.empty() || (upper == "current" && rows.empty())) upper = "heads";
    const auto upper_is_relative = relative(upper);
    std::vector<Node> low;
    std::vector<Node> high;
    if (upper_is_relative && upper_is_relative->symbol.empty()) {  // counts from the lower end
        low = lower_end(lower, {}, rows);
        high = upgrade_targets(low, upper, false);
    } else {
        high = from_current ? current(rows) : upgrade_targets({}, upper, false);
        low = lower_end(lower, high, rows);
    }
    if (const auto at = lower.find('@'); at != std::string_view::npos) high = only_of_branch(std::move(high), lower.substr(0, at));

    auto wanted = ancestors_without_overlap(high);
    for (const Node node : low) {
        if (wanted.contains(node)) continue;
        throw RangeNotAncestorError{"Requested range " + std::string{lower} + ":" + std::string{upper} +
                                    " does not refer to ancestor/descendant revisions along the same branch: " + id(node) +
                                    " does not come before " + (high.empty() ? "any" : ids(high))};
    }
    if (!low.empty()) {
        const auto before = ancestors_without_overlap(low);
        const auto after = descendants(low, Along::down_revisions);
        NodeSet between{size()};
        for (const Node node : wanted.members()) {
            if (!before.contains(node) && after.contains(node)) between.insert(node);
        }
        for (const Node node : low)
            between.insert(node);
        wanted = std::move(between);
    }
    return topological_order(wanted, high);
}

}  // namespace retort::migrate
