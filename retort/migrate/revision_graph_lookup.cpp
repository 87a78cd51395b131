#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision_graph.hpp>

#include <algorithm>
#include <charconv>
#include <limits>

namespace retort::migrate {

using detail::NodeSet;

namespace {

std::string quoted(std::string_view text) {
    return std::string{"'"}.append(text).append("'");
}

}  // namespace

std::optional<Node> RevisionGraph::find(std::string_view wanted) const {
    const auto* entry = names_.find(wanted);
    if (entry == nullptr || entry->name != id(entry->node)) return std::nullopt;
    return entry->node;
}

// "label@symbol+2", label and symbol optional. A label that itself ends like this, "release-1", is that label.
std::optional<RevisionGraph::Relative> RevisionGraph::relative(std::string_view identifier) const {
    const auto sign = identifier.find_last_of("+-");
    if (sign == std::string_view::npos || sign + 1 == identifier.size()) return std::nullopt;
    const auto digits = identifier.substr(sign + 1);
    if (digits.find_first_not_of("0123456789") != std::string_view::npos || names_.find(identifier) != nullptr) return std::nullopt;

    Relative result;
    result.text = identifier.substr(sign);
    if (std::from_chars(digits.data(), digits.data() + digits.size(), result.steps).ec != std::errc{}) {
        result.steps = std::numeric_limits<std::int64_t>::max();
    }
    if (identifier[sign] == '-') result.steps = -result.steps;
    result.symbol = identifier.substr(0, sign);
    if (const auto at = result.symbol.find('@'); at != std::string_view::npos) {
        result.branch = result.symbol.substr(0, at);
        result.symbol.remove_prefix(at + 1);
    }
    return result;
}

RevisionGraph::Resolved RevisionGraph::resolve(std::string_view identifier) const {
    Resolved result;
    auto symbol = identifier;
    if (const auto at = identifier.find('@'); at != std::string_view::npos) {
        result.branch = identifier.substr(0, at);
        symbol = identifier.substr(at + 1);
    }
    if (symbol == "base") return result;
    if (symbol != "head" && symbol != "heads") {
        result.ids.push_back(symbol);
        return result;
    }
    // Without a label, "heads" leaves out a head that another one depends on: upgrading to the other brings it along.
    auto found = symbol == "heads" && result.branch.empty() ? real_heads_ : heads_;
    if (!result.branch.empty()) found = filter_for_lineage(found, result.branch);
    if (symbol == "head" && found.size() > 1) {
        throw MultipleHeads{"Multiple head revisions are present for given argument " + quoted(identifier) + " (" + ids(found) +
                            "); please specify a specific target revision, '<branchname>@head' to narrow to a specific head, or " +
                            (result.branch.empty() ? "'heads'" : quoted(std::string{result.branch} + "@heads")) + " for all heads"};
    }
    for (const Node node : found)
        result.ids.push_back(id(node));
    return result;
}

Node RevisionGraph::resolve_branch(std::string_view label) const {
    if (const auto* entry = names_.find(label)) return entry->node;
    try {
        return find_by_prefix(label, {});
    } catch (const ResolutionError&) {
        throw ResolutionError{"No such branch: " + quoted(label) + "; 'branches -v' and 'heads' list those there are"};
    }
}

Node RevisionGraph::find_by_prefix(std::string_view wanted, std::string_view branch) const {
    std::vector<std::string_view> candidates;
    std::vector<Node> nodes;
    for (const auto& entry : names_.entries()) {
        // Alembic's limit for what a beginning may stand for; short ids have to be written out.
        if (entry.name.size() < 4 || !entry.name.starts_with(wanted)) continue;
        candidates.push_back(entry.name);
        nodes.push_back(entry.node);
    }
    if (!branch.empty() && !candidates.empty()) {
        const auto line = lineage_of(branch, Along::down_revisions);
        std::size_t kept = 0;
        for (std::size_t i = 0; i < nodes.size(); ++i) {
            if (line && !line->contains(nodes[i])) continue;
            candidates[kept] = candidates[i];
            nodes[kept++] = nodes[i];
        }
        candidates.resize(kept);
        nodes.resize(kept);
    }
    if (wanted.empty() || candidates.empty()) {
        throw ResolutionError{
            "Can't locate revision identified by " + quoted(wanted) + (branch.empty() ? "" : " on branch " + quoted(branch))};
    }
    if (candidates.size() > 1) {
        std::string text;
        for (const auto candidate : candidates)
            text += (text.empty() ? "" : ", ") + quoted(candidate);
        throw ResolutionError{"Can't locate one revision identified by " + quoted(wanted) + ": multiple revisions start with it: " + text};
    }
    return nodes.front();
}

Node RevisionGraph::find_in_branch(std::string_view wanted, std::string_view branch) const {
    const auto in = branch.empty() ? std::optional<Node>{} : resolve_branch(branch);
    const auto* entry = names_.find(wanted);
    const auto node = entry != nullptr ? entry->node : find_by_prefix(wanted, branch);
    if (in && !lineage(std::span{&*in, 1}, Along::down_revisions).contains(node)) {
        throw ResolutionError{"Revision " + id(node) + " is not a member of branch " + quoted(branch)};
    }
    return node;
}

std::vector<Node> RevisionGraph::get_revisions(std::string_view identifier) const {
    if (const auto step = relative(identifier)) {
        require_complete();
        if (step->symbol.empty() && step->steps < 0) return walk_from_heads(real_heads_, *step, true);
        if (!step->symbol.empty()) {
            const auto reached = walk_from_symbol(*step, true);
            return reached ? std::vector<Node>{*reached} : std::vector<Node>{};
        }
    }
    return absolute_revisions(identifier);
}

std::vector<Node> RevisionGraph::absolute_revisions(std::string_view identifier) const {
    const auto resolved = resolve(identifier);
    std::vector<Node> result;
    for (const auto wanted : resolved.ids)
        result.push_back(find_in_branch(wanted, resolved.branch));
    return result;
}

std::vector<Node> RevisionGraph::get_revisions(std::string_view identifier, const std::vector<std::string>& rows) const {
    return identifier == "current" ? current(rows) : get_revisions(identifier);
}

std::optional<Node> RevisionGraph::get_revision(std::string_view identifier) const {
    const auto resolved = resolve(identifier);
    if (resolved.ids.size() > 1) {
        std::vector<Node> nodes;
        for (const auto wanted : resolved.ids)
            nodes.push_back(*find(wanted));
        throw MultipleHeads{"Multiple head revisions are present for given argument " + quoted(identifier) + " (" + ids(nodes) +
                            "); please specify one of them"};
    }
    if (!resolved.ids.empty()) return find_in_branch(resolved.ids.front(), resolved.branch);
    if (!resolved.branch.empty()) static_cast<void>(resolve_branch(resolved.branch));  // throws where there is no such branch
    return std::nullopt;
}

std::vector<Node> RevisionGraph::current(const std::vector<std::string>& rows) const {
    std::vector<Node> result;
    NodeSet seen{size()};
    for (const auto& row : rows) {
        const auto node = find(row);
        if (!node) {
            throw ResolutionError{
                "Can't locate revision identified by " + quoted(row) + ", which the database is at; its script is missing here"};
        }
        if (seen.insert(*node)) result.push_back(*node);
    }
    return result;
}

NodeSet RevisionGraph::lineage(std::span<const Node> nodes, Along along) const {
    auto line = ancestors(nodes, along);
    for (const Node node : descendants(nodes, along).members())
        line.insert(node);
    return line;
}

std::optional<NodeSet> RevisionGraph::lineage_of(std::string_view identifier, Along along) const {
    const auto resolved = resolve(identifier);
    std::vector<Node> tests;
    if (!resolved.branch.empty()) tests.push_back(find_in_branch(resolved.branch, {}));
    for (const auto wanted : resolved.ids)
        tests.push_back(find_in_branch(wanted, {}));
    if (tests.empty()) return std::nullopt;
    return lineage(tests, along);
}

std::vector<Node> RevisionGraph::filter_for_lineage(std::span<const Node> nodes, std::string_view identifier, Along along) const {
    std::vector<Node> result{nodes.begin(), nodes.end()};
    if (const auto line = lineage_of(identifier, along)) std::erase_if(result, [&](Node node) { return !line->contains(node); });
    return result;
}

std::vector<Node> RevisionGraph::only_of_branch(std::vector<Node> nodes, std::string_view branch) const {
    const auto node = get_revision(branch);
    if (node && id(*node) == branch) {  // a revision stands for its branch
        const auto labels = branch_labels(*node);
        if (labels.size() != 1) return filter_for_lineage(nodes, branch);
        branch = labels.front();
    }
    std::erase_if(nodes, [&](Node candidate) { return !has_branch_label(candidate, branch); });
    return nodes;
}

}  // namespace retort::migrate
