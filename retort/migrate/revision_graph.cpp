#include <retort/migrate/errors.hpp>
#include <retort/migrate/revision_graph.hpp>

#include <algorithm>
#include <utility>

namespace retort::migrate {

using detail::Adjacency;
using detail::Edge;

RevisionGraph::RevisionGraph(std::vector<Revision> revisions) : revisions_{std::move(revisions)} {
    check_names();
    link();
    spread_labels();
}

void RevisionGraph::check_names() {
    const auto count = static_cast<Node>(revisions_.size());
    names_.reserve(count);
    for (Node node = 0; node < count; ++node) {
        const auto& revision = revisions_[node];
        if (revision.id.empty()) throw RevisionError{"A revision has an empty id; give it one"};
        if (const auto wrong = revision.id.find_first_of("@-+:"); wrong != std::string::npos) {
            throw RevisionError{"Character '" + revision.id.substr(wrong, 1) + "' is not allowed in revision identifier '" + revision.id +
                                "'; the identifiers of the command line need it"};
        }
        if (names_.add(revision.id, node) != nullptr) {
            throw DuplicateRevision{"Revision " + revision.id + " is present more than once; give one of the scripts another id"};
        }
        if (std::ranges::find(revision.down_revision, revision.id) != revision.down_revision.end()) {
            throw LoopDetected{"Self-loop is detected in revisions (" + revision.id + "); it cannot follow itself"};
        }
        if (std::ranges::find(revision.depends_on, revision.id) != revision.depends_on.end()) {
            throw DependencyLoopDetected{"Dependency self-loop is detected in revisions (" + revision.id + "); it cannot depend on itself"};
        }
    }
    for (Node node = 0; node < count; ++node) {
        for (const auto& label : revisions_[node].branch_labels) {
            if (const auto* other = names_.add(label, node)) {
                throw DuplicateBranchLabel{
                    "Branch name '" + label + "' in revision " + revisions_[node].id + " already used by revision " + id(other->node)};
            }
        }
    }
}

void RevisionGraph::link() {
    std::vector<Edge> down;
    std::vector<Edge> dependencies;
    const auto count = static_cast<Node>(revisions_.size());
    down.reserve(count);
    const auto collect = [&](Node node, const std::vector<std::string>& names, std::vector<Edge>& edges, bool dependency) {
        for (const auto& name : names) {
            const auto* entry = names_.find(name);
            // Only a dependency may be given as a branch label.
            if (entry == nullptr || (!dependency && entry->name != id(entry->node))) {
                missing_.push_back({node, name, dependency});
            } else {
                edges.push_back({node, entry->node});
            }
        }
    };
    for (Node node = 0; node < count; ++node) {
        const auto& revision = revisions_[node];
        collect(node, revision.down_revision, down, false);
        collect(node, revision.depends_on, dependencies, true);
        if (revision.down_revision.empty()) {
            bases_.push_back(node);
            if (revision.depends_on.empty()) real_bases_.push_back(node);
        }
    }
    down_ = Adjacency{count, down};
    next_ = down_.reversed();
    has_dependencies_ = !dependencies.empty();
    if (has_dependencies_) {
        auto all = down;
        all.insert(all.end(), dependencies.begin(), dependencies.end());
        parents_ = Adjacency{count, all};  // until they are normalised
        all_next_ = parents_.reversed();
    }
    find_cycles();
    if (has_dependencies_) {
        const auto all_down = std::move(parents_);
        normalise_dependencies(all_down, dependencies);
    }
    for (Node node = 0; node < count; ++node) {
        if (is_head(node)) heads_.push_back(node);
        if (is_real_head(node)) real_heads_.push_back(node);
    }
}

void RevisionGraph::find_cycles() {
    const auto count = static_cast<Node>(revisions_.size());
    const auto& all_down = has_dependencies_ ? parents_ : down_;
    std::vector<std::uint32_t> waiting(count);
    std::vector<Node> ready;
    ready.reserve(count);
    for (Node node = 0; node < count; ++node) {
        waiting[node] = static_cast<std::uint32_t>(all_down[node].size());
        if (waiting[node] == 0) ready.push_back(node);
    }
    rank_.resize(count);
    for (std::size_t done = 0; done < ready.size(); ++done) {
        const auto node = ready[done];
        rank_[node] = static_cast<std::uint32_t>(done);
        for (const Node child : all_next()[node]) {
            if (--waiting[child] == 0) ready.push_back(child);
        }
    }
    if (ready.size() < count) throw_cycle(all_down, waiting);
}

// The ring itself rather than, as Alembic does, all revisions that cannot be reached from both ends: that list has innocent ones.
void RevisionGraph::throw_cycle(const Adjacency& all_down, const std::vector<std::uint32_t>& waiting) const {
    const auto ring_in = [&](const Adjacency& edges) {
        // 0 is new, otherwise the number of the walk that met it; a walk that meets itself has gone round a ring.
        std::vector<std::uint32_t> met(revisions_.size(), 0);
        std::vector<Node> path;
        std::vector<std::size_t> branch;
        for (Node start = 0; start < met.size(); ++start) {
            if (waiting[start] == 0 || met[start] != 0) continue;
            path.assign(1, start);
            branch.assign(1, 0);
            met[start] = 1;
            while (!path.empty()) {
                const auto targets = edges[path.back()];
                if (branch.back() == targets.size()) {
                    met[path.back()] = 2;
                    path.pop_back();
                    branch.pop_back();
                    continue;
                }
                const auto target = targets[branch.back()++];
                if (met[target] == 1) return std::vector<Node>(std::ranges::find(path, target), path.end());
                if (met[target] != 0 || waiting[target] == 0) continue;
                met[target] = 1;
                path.push_back(target);
                branch.push_back(0);
            }
        }
        return std::vector<Node>{};
    };
    if (auto ring = ring_in(down_); !ring.empty()) {
        std::ranges::reverse(ring);
        throw CycleDetected{"Cycle is detected in revisions (" + ids(ring) + "); one of them must follow another revision"};
    }
    auto ring = ring_in(all_down);
    std::ranges::reverse(ring);
    if (ring.size() == 1) {
        throw DependencyLoopDetected{
            "Dependency self-loop is detected in revisions (" + ids(ring) + "); it depends on a branch label of its own"};
    }
    throw DependencyCycleDetected{
        "Dependency cycle is detected in revisions (" + ids(ring) + "); one of them must follow, or depend on, another revision"};
}

// A dependency that an ancestor (by down_revision) has as well says nothing new, and would be taken for a parent of its own.
void RevisionGraph::normalise_dependencies(const Adjacency& all_down, std::span<const Edge> dependencies) {
    const auto count = static_cast<Node>(revisions_.size());
    const Adjacency needs{count, dependencies};
    const auto needed_by = needs.reversed();
    std::vector<std::uint32_t> seen(count, 0);
    std::uint32_t round = 0;
    std::vector<Node> todo;
    std::vector<Edge> dropped;
    for (Node needed = 0; needed < count; ++needed) {
        const auto users = needed_by[needed];
        if (users.size() < 2) continue;
        // From all that need it upwards; whoever is met needs it twice. No further than the latest of them.
        ++round;
        std::uint32_t last = 0;
        for (const Node user : users)
            last = std::max(last, rank_[user]);
        todo.assign(users.begin(), users.end());
        while (!todo.empty()) {
            const auto node = todo.back();
            todo.pop_back();
            for (const Node child : next_[node]) {
                if (seen[child] == round || rank_[child] > last) continue;
                seen[child] = round;
                todo.push_back(child);
            }
        }
        for (const Node user : users) {
            if (seen[user] == round) dropped.push_back({user, needed});
        }
    }
    const Adjacency redundant{count, dropped};
    std::vector<Edge> kept;
    for (Node node = 0; node < count; ++node) {
        const auto versioned = down_[node].size();
        for (std::size_t edge = 0; edge < all_down[node].size(); ++edge) {
            const auto target = all_down[node][edge];
            if (edge >= versioned && std::ranges::find(redundant[node], target) != redundant[node].end()) continue;
            kept.push_back({node, target});
        }
    }
    parents_ = Adjacency{count, kept};
    children_ = parents_.reversed();
}

// All that follows a labelled revision inherits its labels. So does what comes before it, down to where its branch begins. Where the
// branch forks above the label, Alembic looks for that beginning from one of the tips, and ends at the fork; histories show that.
// Inherited labels need not be handed on: whoever would get them so has them from where they come from.
void RevisionGraph::spread_labels() {
    const auto count = revisions_.size();
    if (names_.entries().size() == count) return;
    labels_.resize(count);
    std::vector<Node> seen(count, static_cast<Node>(count));  // the labelled revision whose labels the node got last
    std::vector<Node> todo;
    auto first = static_cast<std::uint32_t>(count);  // of its labels in names_
    for (Node node = 0; node < count; ++node) {
        const auto own = static_cast<std::uint32_t>(revisions_[node].branch_labels.size());
        if (own == 0) continue;
        const auto give = [&, first](Node to) {
            if (std::exchange(seen[to], node) == node) return false;
            for (auto label = first; label < first + own; ++label)
                labels_[to].push_back(label);
            return true;
        };
        auto last = node;
        todo.assign(1, node);
        while (!todo.empty()) {
            const auto reached = todo.back();
            todo.pop_back();
            if (!give(reached)) continue;
            last = reached;
            todo.insert(todo.end(), next_[reached].begin(), next_[reached].end());
        }
        while (all_next()[last].size() < 2 && !is_merge_point(last)) {
            give(last);
            if (down_[last].empty()) break;
            last = down_[last].front();
        }
        first += own;
    }
}

std::vector<std::string_view> RevisionGraph::branch_labels(Node node) const {
    std::vector<std::string_view> result;
    if (labels_.empty()) return result;
    for (const auto label : labels_[node])
        result.push_back(names_.entries()[label].name);
    return result;
}

bool RevisionGraph::has_branch_label(Node node, std::string_view label) const {
    if (labels_.empty()) return false;
    return std::ranges::any_of(labels_[node], [&](auto own) { return names_.entries()[own].name == label; });
}

void RevisionGraph::require_complete() const {
    if (missing_.empty()) return;
    const auto& [revision, parent, dependency] = missing_.front();
    throw MissingParent{"Revision " + id(revision) + (dependency ? " depends on '" : " follows revision '") + std::string{parent} +
                        "', which is not present; bring its script back or change " + id(revision)};
}

std::string RevisionGraph::ids(std::span<const Node> nodes) const {
    std::string text;
    for (const Node node : nodes) {
        if (!text.empty()) text += ", ";
        text += id(node);
    }
    return text;
}

}  // namespace retort::migrate
