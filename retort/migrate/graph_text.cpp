#include <retort/migrate/errors.hpp>
#include <retort/migrate/graph_text.hpp>

#include <algorithm>
#include <array>

namespace retort::migrate {

namespace {

std::string_view stripped(std::string_view text) {
    constexpr std::string_view blank = " \t\n\r\v\f";
    const auto first = text.find_first_not_of(blank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blank) - first + 1);
}

template <typename Names>
std::string comma(const Names& names) {
    std::string text;
    for (const auto& name : names) {
        if (!text.empty()) text += ", ";
        text += name;
    }
    return text;
}

/// What stands at the top of a script made by Alembic's template.
std::string long_message(const Revision& revision) {
    const auto text = revision.message + "\n\nRevision ID: " + revision.id + "\nRevises: " + comma(revision.down_revision) +
                      "\nCreate Date: " + revision.create_date + "\n";
    return std::string{stripped(text)};
}

/// Each line with an indent. Line breaks are Python's, so that a message typed on any system comes out the same.
std::string indented(std::string_view text) {
    constexpr std::array<std::string_view, 11> breaks{
        "\r\n", "\n", "\r", "\v", "\f", "\x1c", "\x1d", "\x1e", "\xc2\x85", "\xe2\x80\xa8", "\xe2\x80\xa9"};
    std::string result{text.empty() ? "" : "    "};
    for (std::size_t at = 0; at < text.size();) {
        const auto rest = text.substr(at);
        const auto found = std::ranges::find_if(breaks, [&](std::string_view mark) { return rest.starts_with(mark); });
        if (found == breaks.end()) {
            result += text[at++];
        } else {
            at += found->size();
            if (at < text.size()) result += "\n    ";
        }
    }
    return result;
}

std::string down_text(const Revision& revision) {
    return revision.down_revision.empty() ? "<base>" : comma(revision.down_revision);
}

/// The forms in which a revision is told, and whether it is one of the rows where those are to be marked.
class Teller {
public:
    Teller(const RevisionGraph& graph, const TextOptions& options) : graph_{graph}, options_{options}, current_{graph.size()} {}

    void mark(std::span<const Node> current) {
        for (const Node node : current)
            current_.insert(node);
    }

    struct Parts {
        bool branches = false;
        bool message = false;
        bool parents = false;
        bool tree = true;
    };

    [[nodiscard]] std::string tell(Node node, Parts parts) const { return options_.verbose ? entry(node) : line(node, parts); }

    [[nodiscard]] std::string line(Node node, Parts parts) const {
        const auto& revision = graph_.revision(node);
        std::string text;
        if (parts.parents) {
            text += down_text(revision);
            if (!revision.depends_on.empty()) text += " (" + comma(revision.depends_on) + ")";
            text += " -> ";
        }
        text += revision.id;
        if (parts.branches) {
            if (const auto labels = graph_.branch_labels(node); !labels.empty()) text += " (" + comma(labels) + ")";
        }
        if (graph_.is_real_head(node)) {
            text += " (head)";
        } else if (graph_.is_head(node)) {
            text += " (effective head)";
        }
        if (current_.contains(node)) text += " (current)";
        if (parts.tree) text += place(node);
        if (parts.message) text.append(", ").append(short_message(revision));
        return text;
    }

    [[nodiscard]] std::string entry(Node node) const {
        const auto& revision = graph_.revision(node);
        auto text = "Rev: " + revision.id;
        if (graph_.is_head(node)) text += " (head)";
        text += place(node);
        if (current_.contains(node)) text += " (current)";
        text += (graph_.is_merge_point(node) ? "\nMerges: " : "\nParent: ") + down_text(revision) + "\n";
        if (!revision.depends_on.empty()) text += "Also depends on: " + comma(revision.depends_on) + "\n";
        if (graph_.is_branch_point(node)) text += "Branches into: " + graph_.ids(graph_.next(node)) + "\n";
        if (const auto labels = graph_.branch_labels(node); !labels.empty()) text += "Branch names: " + comma(labels) + "\n";
        text += "Path: " + (node < options_.paths.size() ? options_.paths[node] : std::string{}) + "\n";
        return text + "\n" + indented(long_message(revision)) + "\n";
    }

private:
    [[nodiscard]] std::string place(Node node) const {
        std::string text;
        if (graph_.is_branch_point(node)) text += " (branchpoint)";
        if (graph_.is_merge_point(node)) text += " (mergepoint)";
        return text;
    }

    const RevisionGraph& graph_;
    const TextOptions& options_;
    detail::NodeSet current_;
};

}  // namespace

// Spaces at its end stay: Alembic cuts the paragraph out of the longer text that goes on with "Revision ID:".
std::string_view short_message(const Revision& revision) {
    std::string_view text = revision.message;
    const auto trimmed = stripped(text);
    if (trimmed.empty()) return {};
    text.remove_prefix(static_cast<std::size_t>(trimmed.data() - text.data()));
    if (const auto end = text.find("\n\n"); end != std::string_view::npos) return text.substr(0, end);
    if (text.ends_with('\n')) text.remove_suffix(1);
    return text;
}

std::string heads_text(const RevisionGraph& graph, const TextOptions& options, bool resolve_dependencies) {
    const Teller teller{graph, options};
    std::string text;
    for (const Node node : resolve_dependencies ? graph.real_heads() : graph.heads()) {
        text += teller.tell(node, {.branches = true, .tree = false}) + "\n";
    }
    return text;
}

std::string branches_text(const RevisionGraph& graph, const TextOptions& options) {
    const Teller teller{graph, options};
    std::string text;
    for (const Node node : graph.walk()) {
        if (!graph.is_branch_point(node)) continue;
        text += teller.tell(node, {.branches = true}) + "\n";
        const std::string margin(graph.id(node).size(), ' ');
        for (const Node child : graph.next(node)) {
            text += margin + " -> " + teller.line(child, {.branches = true, .message = options.verbose}) + "\n";
        }
        text += "\n";
    }
    return text;
}

std::string history_text(const RevisionGraph& graph, std::string_view range, const std::vector<std::string>& rows, bool mark_current,
    const TextOptions& options) {
    const auto ends = split_range(stripped(range));
    if (!range.empty() && !ends.has_start) {
        throw RevisionError{"History range requires [start]:[end], [start]:, or :[end], but '" + std::string{range} + "' has no colon"};
    }
    Teller teller{graph, options};
    if (mark_current) teller.mark(graph.current(rows));
    std::string text;
    for (const Node node : graph.walk(ends.start, range.empty() ? std::string_view{} : ends.end, rows)) {
        text += teller.tell(node, {.branches = true, .message = true, .parents = true}) + "\n";
    }
    return text;
}

std::string show_text(
    const RevisionGraph& graph, std::string_view identifier, const std::vector<std::string>& rows, const TextOptions& options) {
    const Teller teller{graph, options};
    std::string text;
    for (const Node node : graph.get_revisions(identifier, rows))
        text += teller.entry(node) + "\n";
    return text;
}

std::string current_text(const RevisionGraph& graph, const std::vector<std::string>& rows, const TextOptions& options) {
    const Teller teller{graph, options};
    std::string text;
    for (const Node node : graph.all_current(rows))
        text += teller.tell(node, {}) + "\n";
    return text;
}

std::string short_step_text(const PathStep& step) {
    const auto* name = "stamp_revision";
    if (step.kind == PathStep::Kind::upgrade) name = "upgrade";
    if (step.kind == PathStep::Kind::downgrade) name = "downgrade";
    return std::string{name} + " " + comma(step.from) + " -> " + comma(step.to);
}

std::string step_text(const RevisionGraph& graph, const PathStep& step) {
    auto text = short_step_text(step);
    if (!step.node) return text;
    if (const auto message = short_message(graph.revision(*step.node)); !message.empty()) text.append(", ").append(message);
    return text;
}

}  // namespace retort::migrate
