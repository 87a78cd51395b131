#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision_graph.hpp>

#include <algorithm>

namespace retort::migrate {

using detail::NodeSet;

namespace {

[[noreturn]] void throw_too_far(std::string_view text, std::int64_t made) {
    throw WalkedTooFar{"Relative revision " + std::string{text} + " didn't produce " + std::string{text.substr(1)} +
                       " migrations; walked too far: there are only " + std::to_string(made)};
}

[[noreturn]] void throw_ambiguous(const std::string& what, const std::string& candidates) {
    throw AmbiguousWalk{"Ambiguous walk: " + what + " (" + candidates + "); please name one of them"};
}

}  // namespace

// No start is the base, from where the first steps lead to the bases.
std::optional<Node> RevisionGraph::walk_up(std::optional<Node> start, const Relative& relative, bool strict) const {
    const auto line = relative.branch.empty() ? std::nullopt : lineage_of(relative.branch, Along::down_revisions);
    auto place = start;
    std::vector<Node> choices;
    for (std::int64_t made = 0; made < relative.steps; ++made) {
        const auto all = place ? next_[*place] : std::span<const Node>{bases_};
        choices.clear();
        for (const Node node : all) {
            if (!line || line->contains(node)) choices.push_back(node);
        }
        if (choices.empty()) {
            if (strict) throw_too_far(relative.text, made);
            break;
        }
        if (choices.size() > 1) {
            throw_ambiguous(
                (place ? "revision " + id(*place) + " is followed by several revisions" : std::string{"there are several base revisions"}),
                ids(choices));
        }
        place = choices.front();
    }
    return place;
}

// Ends at the base, which is no revision, or before.
std::optional<Node> RevisionGraph::walk_down(Node start, const Relative& relative, bool strict) const {
    auto place = start;
    for (std::int64_t made = 0; made < -relative.steps; ++made) {
        const auto choices = down_[place];
        if (choices.size() > 1) throw_ambiguous("revision " + id(place) + " merges several revisions", ids(choices));
        if (choices.empty()) {
            if (strict && made + 1 < -relative.steps) throw_too_far(relative.text, made + 1);
            return std::nullopt;
        }
        place = choices.front();
    }
    return place;
}

std::optional<Node> RevisionGraph::walk_from_symbol(const Relative& relative, bool strict) const {
    if (relative.steps > 0) return walk_up(get_revision(relative.symbol), relative, strict);
    const auto start = relative.branch.empty() ? get_revision(relative.symbol)
                                               : get_revision(std::string{relative.branch} + "@" + std::string{relative.symbol});
    if (relative.steps == 0) return start;
    if (!start) throw_too_far(relative.text, 0);
    return walk_down(*start, relative, strict);
}

std::vector<Node> RevisionGraph::walk_from_heads(std::span<const Node> heads, const Relative& relative, bool strict) const {
    std::vector<Node> result;
    std::vector<Node> ends;
    for (const Node head : heads) {
        if (!relative.branch.empty() && !has_branch_label(head, relative.branch)) continue;
        if (const auto reached = walk_down(head, relative, strict)) {
            result.push_back(*reached);
        } else {
            auto end = head;
            while (!down_[end].empty())
                end = down_[end].front();
            ends.push_back(end);
        }
    }
    // Where all lines end the base is meant. Where one does not, the base would take its lower end from it.
    if (!result.empty()) result.insert(result.end(), ends.begin(), ends.end());
    std::ranges::sort(result);
    result.erase(std::unique(result.begin(), result.end()), result.end());
    return result;
}

// Where "label@+1" starts: the current revision of that branch, or the latest one that the branch shares with what is there, or the base.
std::optional<Node> RevisionGraph::start_on_branch(std::span<const Node> current, const Relative& relative) const {
    std::vector<Node> starts{current.begin(), current.end()};
    if (!relative.branch.empty()) {
        starts = filter_for_lineage(current, relative.branch);
        if (starts.empty()) {
            starts = filter_for_lineage(ancestors(current).members(), relative.branch);
            NodeSet followed{size()};
            for (const Node node : starts) {
                for (const Node parent : parents(node))
                    followed.insert(parent);
            }
            std::erase_if(starts, [&](Node node) { return followed.contains(node); });
        }
    }
    if (starts.size() > 1) {
        throw AmbiguousWalk{"Ambiguous upgrade from multiple current revisions (" + ids(starts) + "); please say '<branchname>@" +
                            std::string{relative.text} + "' or name a revision"};
    }
    return starts.empty() ? std::nullopt : std::optional{starts.front()};
}

std::vector<Node> RevisionGraph::upgrade_targets(std::span<const Node> current, std::string_view identifier, bool strict) const {
    require_complete();
    const auto step = relative(identifier);
    if (!step) return get_revisions(identifier);
    std::optional<Node> reached;
    if (!step->symbol.empty()) {
        reached = walk_from_symbol(*step, strict);
    } else {
        if (step->steps <= 0) {
            throw WalkedTooFar{"Relative revision " + std::string{step->text} + " didn't produce " + std::string{step->text.substr(1)} +
                               " migrations; an upgrade counts upwards, as in '+1'"};
        }
        reached = walk_up(start_on_branch(current, *step), *step, strict);
    }
    return reached ? std::vector<Node>{*reached} : std::vector<Node>{};
}

RevisionGraph::DowngradeTarget RevisionGraph::downgrade_target(std::span<const Node> current, std::string_view identifier) const {
    require_complete();
    DowngradeTarget result;
    const auto step = relative(identifier);
    if (!step) {
        const auto at = identifier.rfind('@');
        const auto symbol = at == std::string_view::npos ? identifier : identifier.substr(at + 1);
        if (at != std::string_view::npos) result.branch = identifier.substr(0, at);
        result.revision = get_revision(symbol);
        result.named_base = !result.branch.empty() && symbol == "base";
        return result;
    }
    result.branch = step->branch;
    if (!step->symbol.empty()) {
        result.revision = walk_from_symbol(*step, true);
        return result;
    }
    if (step->steps >= 0) {
        throw WalkedTooFar{"Relative revision " + std::string{step->text} + " didn't produce " + std::string{step->text.substr(1)} +
                           " migrations; a downgrade counts downwards, as in '-1'"};
    }
    if (step->branch.empty()) {
        if (current.empty()) throw_too_far(step->text, 0);
        // Alembic takes the first of several rows, too, and warns.
        result.branch = id(current.front());
        result.revision = walk_down(current.front(), *step, true);
        return result;
    }
    auto starts = filter_for_lineage(current, step->branch);
    if (starts.empty()) {  // the branch may be there as what a row depends on
        std::vector<std::string> rows;
        for (const Node node : current)
            rows.push_back(id(node));
        starts = filter_for_lineage(all_current(rows), step->branch);
    }
    if (starts.empty()) throw_too_far(step->text, 0);
    if (starts.size() > 1) throw_ambiguous("branch " + std::string{step->branch} + " has several current revisions", ids(starts));
    result.revision = walk_down(starts.front(), *step, true);
    return result;
}

// The lower end of a history. Relative to its upper end: Alembic counts from the heads even where that is another revision.
std::vector<Node> RevisionGraph::lower_end(
    std::string_view identifier, std::span<const Node> upper, const std::vector<std::string>& rows) const {
    if (identifier == "current") return current(rows);
    const auto step = relative(identifier);
    if (!step) return get_revisions(identifier);
    if (!step->symbol.empty()) {
        const auto reached = walk_from_symbol(*step, false);
        return reached ? std::vector<Node>{*reached} : std::vector<Node>{};
    }
    if (step->steps > 0) return get_revisions(identifier);  // throws: there is nothing that it could count from
    return walk_from_heads(upper, *step, false);
}

}  // namespace retort::migrate
