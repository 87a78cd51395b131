// Random revision graphs: what Retort makes of each equals what real Alembic makes of it. RETORT_ALEMBIC_GRAPHS says how many.
#include "../support.hpp"

#include <retort/migrate/errors.hpp>
#include <retort/migrate/graph_text.hpp>
#include <retort/migrate/revision_graph.hpp>
#include <retort/migrate/revision_paths.hpp>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

namespace {

using namespace retort::migrate;
using retort::Json;
using Names = std::vector<std::string>;
using Set = std::set<std::string>;

Names names_in(const Json& array) {
    Names result;
    for (std::size_t i = 0; i < array.size(); ++i)
        result.emplace_back(array.at(i).as_string());
    return result;
}

std::string text_of(const Json& object, std::string_view key) {
    return std::string{object.at(key).as_string()};
}

std::string joined(const Names& names) {
    std::string text;
    for (const auto& name : names)
        text += (text.empty() ? "" : ", ") + name;
    return "[" + text + "]";
}

/// Where we and Alembic differ on purpose, and how often that was met.
class Excuses {
public:
    void count(const std::string& reason) { ++counts_[reason]; }
    [[nodiscard]] std::size_t of(const std::string& reason) const { return counts_.contains(reason) ? counts_.at(reason) : 0; }
    void print() const {
        for (const auto& [reason, count] : counts_)
            std::cout << "  " << count << " × " << reason << "\n";
    }

private:
    std::map<std::string, std::size_t> counts_;
};

/// An outcome in words that can be compared: the steps with the rows after each, or the class of the refusal.
struct Outcome {
    std::optional<std::string> refused{};
    std::string message{};
    Names steps{};
    std::vector<Names> rows{};
    Names logs{};
};

class GraphCheck {
public:
    GraphCheck(const Json& graph, Excuses& excuses) : json_{graph}, excuses_{excuses}, graph_{revisions(graph)} {
        for (Node node = 0; node < graph_.size(); ++node)
            paths_.push_back("versions/" + graph_.id(node) + ".py");
    }

    void run() {
        structure();
        for (std::size_t i = 0; i < json_.at("moves").size(); ++i)
            move(json_.at("moves").at(i));
        for (std::size_t i = 0; i < json_.at("texts").size(); ++i)
            text(json_.at("texts").at(i));
    }

private:
    static std::vector<Revision> revisions(const Json& graph) {
        std::vector<Revision> result;
        const auto& list = graph.at("revisions");
        for (std::size_t i = 0; i < list.size(); ++i) {
            const auto& one = list.at(i);
            result.push_back({text_of(one, "id"), names_in(one.at("down")), names_in(one.at("labels")), names_in(one.at("depends")),
                text_of(one, "message"), text_of(one, "date")});
        }
        return result;
    }

    [[nodiscard]] Names ids(std::span<const Node> nodes) const {
        Names result;
        for (const Node node : nodes)
            result.push_back(graph_.id(node));
        return result;
    }

    void structure() {
        EXPECT_EQ(ids(graph_.heads()), names_in(json_.at("heads")));
        EXPECT_EQ(ids(graph_.real_heads()), names_in(json_.at("real_heads")));
        EXPECT_EQ(ids(graph_.bases()), names_in(json_.at("bases")));
        EXPECT_EQ(ids(graph_.real_bases()), names_in(json_.at("real_bases")));
        for (Node node = 0; node < graph_.size(); ++node) {
            const auto labels = graph_.branch_labels(node);
            EXPECT_EQ(Names(labels.begin(), labels.end()), names_in(json_.at("labels").at(graph_.id(node)))) << graph_.id(node);
            EXPECT_EQ(ids(graph_.parents(node)), names_in(json_.at("parents").at(graph_.id(node)))) << graph_.id(node);
        }
    }

    // ---- moves ----

    static Outcome theirs(const Json& move) {
        Outcome outcome;
        if (const auto* refused = move.find("refused")) {
            outcome.refused = std::string{refused->as_string()};
            outcome.message = text_of(move, "message");
            return outcome;
        }
        const auto& steps = move.at("steps");
        for (std::size_t i = 0; i < steps.size(); ++i) {
            outcome.steps.emplace_back(steps.at(i).at(0).as_string());
            outcome.rows.push_back(names_in(steps.at(i).at(1)));
            outcome.logs.emplace_back(steps.at(i).at(2).as_string());
        }
        return outcome;
    }

    [[nodiscard]] MigrationPath path(const Json& move) const {
        const auto kind = move.at("kind").as_string();
        const auto rows = names_in(move.at("rows"));
        if (kind == "upgrade") return upgrade_path(graph_, rows, move.at("target").as_string());
        if (kind == "downgrade") return downgrade_path(graph_, rows, move.at("target").as_string());
        return stamp_path(graph_, rows, names_in(move.at("target")));
    }

    Outcome ours(const Json& move) {
        Outcome outcome;
        try {
            const auto path = this->path(move);
            Set rows;
            for (auto& row : names_in(move.at("rows")))
                rows.insert(row);
            for (const auto& step : path.steps) {
                outcome.steps.push_back(step.node ? graph_.id(*step.node) : "");
                apply(step.changes, rows);
                outcome.rows.emplace_back(rows.begin(), rows.end());
                outcome.logs.push_back(short_step_text(step));
            }
            EXPECT_EQ(Set(path.rows.begin(), path.rows.end()), rows);
            consistent(names_in(move.at("rows")), path, rows);
        } catch (const RevisionError& error) {
            outcome.refused = error.type_name();
            outcome.message = error.what();
        }
        return outcome;
    }

    static void apply(const std::vector<VersionChange>& changes, Set& rows) {
        for (const auto& change : changes) {
            const bool had = change.kind == VersionChange::Kind::insert || rows.erase(change.from) == 1;
            EXPECT_TRUE(had) << change.from << " is no row";
            const bool is_new = change.kind == VersionChange::Kind::remove || rows.insert(change.to).second;
            EXPECT_TRUE(is_new) << change.to << " is a row already";
        }
    }

    /// What must be true whatever Alembic says: a revision runs when all it needs is there and nothing there needs it, and the rows
    /// are the tips of what is there.
    void consistent(const Names& before, const MigrationPath& path, const Set& rows) const {
        std::set<Node> active;
        std::vector<Node> todo;
        for (const auto& row : before)
            todo.push_back(graph_.find(row).value());
        while (!todo.empty()) {
            const auto node = todo.back();
            todo.pop_back();
            if (active.insert(node).second) todo.insert(todo.end(), graph_.parents(node).begin(), graph_.parents(node).end());
        }
        const auto needed = [&](Node node) {
            return std::ranges::any_of(
                active, [&](Node other) { return std::ranges::find(graph_.parents(other), node) != graph_.parents(other).end(); });
        };
        for (const auto& step : path.steps) {
            if (step.kind == PathStep::Kind::stamp) {
                for (const auto& row : rows) {
                    for (const auto& other : rows) {
                        const auto node = graph_.find(other).value();
                        EXPECT_TRUE(row == other || !graph_.ancestors(std::span{&node, 1}).contains(graph_.find(row).value()));
                    }
                }
                return;
            }
            const auto node = step.node.value();
            if (step.kind == PathStep::Kind::upgrade) {
                EXPECT_TRUE(active.insert(node).second) << graph_.id(node) << " runs twice";
                for (const Node parent : graph_.parents(node))
                    EXPECT_TRUE(active.contains(parent)) << graph_.id(node) << " runs too early";
            } else {
                EXPECT_EQ(active.erase(node), 1U) << graph_.id(node) << " is not there";
                EXPECT_FALSE(needed(node)) << graph_.id(node) << " is taken back too early";
            }
        }
        Set tips;
        for (const Node node : active) {
            if (!needed(node)) tips.insert(graph_.id(node));
        }
        EXPECT_EQ(rows, tips);
    }

    static bool same_refusal(const std::string& their, const std::string& our) {
        static const Set plain{"RevisionError", "WalkedTooFar", "AmbiguousWalk"};
        return their == our || (their == "RevisionError" && plain.contains(our));
    }

    /// Some rows that Alembic keeps come before others, and without those they are ours.
    [[nodiscard]] bool only_overlapping(const std::vector<Names>& their, const std::vector<Names>& our) const {
        if (their.size() != our.size()) return false;
        for (std::size_t step = 0; step < their.size(); ++step) {
            Names tips;
            for (const auto& row : their[step]) {
                const auto node = graph_.find(row).value();
                const auto covered = std::ranges::any_of(their[step], [&](const auto& other) {
                    const auto above = graph_.find(other).value();
                    return above != node && graph_.ancestors(std::span{&above, 1}).contains(node);
                });
                if (!covered) tips.push_back(row);
            }
            if (tips != our[step]) return false;
        }
        return true;
    }

    /// What Alembic takes back and we do not is active off the line of the label, or comes before something that is.
    [[nodiscard]] bool leaves_other_branches_alone(
        const std::string& label, const Names& rows, const Names& their, const Names& our) const {
        const auto branch = graph_.resolve_branch(label);
        const auto trunk = graph_.ancestors(std::span{&branch, 1}, Along::down_revisions);
        const auto above = graph_.descendants(std::span{&branch, 1});
        std::vector<Node> others;
        for (const Node node : graph_.ancestors(graph_.current(rows)).members()) {
            if (!trunk.contains(node) && !above.contains(node)) others.push_back(node);
        }
        const auto kept = graph_.ancestors(others, Along::down_revisions);
        const Set taken(our.begin(), our.end());
        const Set all(their.begin(), their.end());
        return taken.size() < all.size() && std::ranges::all_of(taken, [&](const auto& id) { return all.contains(id); }) &&
               std::ranges::all_of(all, [&](const auto& id) { return taken.contains(id) || kept.contains(graph_.find(id).value()); });
    }

    /// Why the two may differ here; empty where they may not.
    [[nodiscard]] std::string excuse(const Json& move, const Outcome& their, const Outcome& our) const {
        const auto kind = move.at("kind").as_string();
        const auto one = kind == "stamp" ? std::string{} : text_of(move, "target");
        if (their.refused == "crash") return "Alembic fails with an exception of Python";
        if (kind == "downgrade" && one.ends_with("@base") && !their.refused) {
            const auto label = one.substr(0, one.size() - 5);
            if (our.refused == "ResolutionError" && our.message.starts_with("No such branch")) return "label@base of an unknown label";
            if (!our.refused && leaves_other_branches_alone(label, names_in(move.at("rows")), their.steps, our.steps)) {
                return "label@base leaves other branches and what they stand on alone";
            }
        }
        if (kind == "downgrade" && !their.refused && !our.refused && their.steps == our.steps && only_overlapping(their.rows, our.rows)) {
            return "Alembic leaves a row that another row's history has already";
        }
        if (kind == "stamp") return excuse_of_stamp(move, their, our);
        return {};
    }

    [[nodiscard]] std::string excuse_of_stamp(const Json& move, const Outcome& their, const Outcome& our) const {
        const auto targets = names_in(move.at("target"));
        const auto before = names_in(move.at("rows"));
        if (our.refused) {
            if (their.refused && targets.size() > 1) return "stamp of several targets that are wrong: which of them is named";
            if (our.refused == "ResolutionError" && before.empty() && !their.refused) {
                return "stamp of an unknown label's base: Alembic does not look at it where there are no rows";
            }
            const auto overlap = our.refused == "RevisionError" && our.message.find("overlaps") != std::string::npos;
            return overlap && !their.refused ? "stamp refuses targets of which one comes before the other" : "";
        }
        if (their.refused) return {};
        const auto last = [&](const Outcome& outcome) {
            return outcome.rows.empty() ? Set(before.begin(), before.end()) : Set(outcome.rows.back().begin(), outcome.rows.back().end());
        };
        Set goals;
        bool to_base = false;
        for (const auto& target : targets) {
            const auto nodes = graph_.absolute_revisions(target);
            to_base = to_base || nodes.empty();
            for (const Node node : nodes)
                goals.insert(graph_.id(node));
        }
        if (to_base && targets.size() > 1) return "stamp with base and other targets: Alembic passes over the base";
        if (goals.size() > 1 && last(their) == last(our))
            return "stamp of several revisions: the same rows in the end, moved one at a time";
        // What should be there: the targets, and the rows that are on no line with any of them.
        auto wanted = goals;
        for (const auto& row : before) {
            const auto node = graph_.find(row).value();
            const auto on_line = std::ranges::any_of(goals, [&](const auto& goal) {
                const auto other = graph_.find(goal).value();
                return graph_.ancestors(std::span{&other, 1}).contains(node) || graph_.descendants(std::span{&other, 1}).contains(node);
            });
            if (!on_line) wanted.insert(row);
        }
        if (last(our) != wanted) return {};
        if (goals.size() > 1) return "stamp of several revisions: Alembic loses the row of one that was there already";
        return "stamp label@revision: Alembic loses rows of the label's other branches";
    }

    void move(const Json& move) {
        SCOPED_TRACE(move.dump());
        const auto their = theirs(move);
        const auto our = ours(move);
        const auto kind = text_of(move, "kind");
        excuses_.count(kind + ": compared");
        if (their.refused && our.refused && same_refusal(*their.refused, *our.refused))
            return excuses_.count(kind + ": refused by both alike");
        if (!their.refused && !our.refused && their.steps == our.steps && their.rows == our.rows && their.logs == our.logs) {
            return excuses_.count(kind + (our.steps.empty() ? ": nothing to do for both" : ": the same steps, rows and log"));
        }
        if (const auto reason = excuse(move, their, our); !reason.empty()) {
            excuses_.count("excused: " + kind + ": " + reason + (our.refused ? " (we refuse: " + *our.refused + ")" : ""));
            if (their.refused != "crash") excuses_.count(kind + ": excused");
            return;
        }
        ADD_FAILURE() << "ours: " << our.refused.value_or("") << " " << our.message << " " << joined(our.steps) << " "
                      << (our.rows.empty() ? "" : joined(our.rows.back())) << "\n"
                      << joined(our.logs);
    }

    // ---- texts ----

    [[nodiscard]] std::string print(const Json& text) const {
        const auto command = text.at("command").as_string();
        const auto rows = names_in(text.at("rows"));
        TextOptions options{.verbose = false, .paths = paths_};
        if (const auto* verbose = text.find("verbose")) options.verbose = verbose->as_bool();
        if (command == "heads") return heads_text(graph_, options, text.at("resolve").as_bool());
        if (command == "branches") return branches_text(graph_, options);
        if (command == "history") return history_text(graph_, text.at("range").as_string(), rows, text.at("mark").as_bool(), options);
        if (command == "show") return show_text(graph_, text.at("identifier").as_string(), rows, options);
        return (options.verbose ? "Current revision(s) for sqlite://:\n" : "") + current_text(graph_, rows, options);
    }

    static std::multiset<std::string> lines(const std::string& text) {
        std::multiset<std::string> result;
        std::istringstream stream{text};
        for (std::string line; std::getline(stream, line);)
            result.insert(line);
        return result;
    }

    void text(const Json& text) {
        SCOPED_TRACE(text.dump());
        const auto command = text_of(text, "command");
        excuses_.count("text of " + command + ": compared");
        std::string our;
        std::optional<std::string> refused;
        try {
            our = print(text);
        } catch (const RevisionError& error) {
            refused = error.type_name();
        }
        if (const auto* their = text.find("text")) {
            if (command == "current") {  // which Alembic prints in the order of a set
                EXPECT_EQ(lines(our), lines(std::string{their->as_string()}));
            } else {
                EXPECT_EQ(our, their->as_string());
            }
            return;
        }
        const auto their = text_of(text, "refused");
        if (refused && same_refusal(their == "CommandError" ? "RevisionError" : their, *refused)) return;
        if (their == "crash") {
            excuses_.count("excused: text where Alembic fails with an exception of Python");
        } else if (command == "history" && text.at("range").as_string().starts_with('-')) {
            excuses_.count("excused: history -N: where the branch is no longer than that");
        } else {
            ADD_FAILURE() << "ours: " << refused.value_or("no refusal");
        }
    }

    const Json& json_;
    Excuses& excuses_;
    RevisionGraph graph_;
    Names paths_;
};

TEST(AlembicGraphs, AreWalkedStampedAndPrintedAsAlembicDoes) {
    RETORT_NEED_PYTHON("alembic");
    const auto* const wanted = std::getenv("RETORT_ALEMBIC_GRAPHS");
    const auto* const seed = std::getenv("RETORT_ALEMBIC_SEED");
    std::istringstream graphs{
        integration::run_python("migrate/alembic_graph.py", {wanted != nullptr ? wanted : "40", seed != nullptr ? seed : "1"})};
    Excuses excuses;
    std::size_t count = 0;
    for (std::string line; std::getline(graphs, line); ++count) {
        const auto graph = Json::parse(line);
        SCOPED_TRACE("RETORT_ALEMBIC_GRAPHS=1 RETORT_ALEMBIC_SEED=" + std::to_string(graph.at("seed").as_int64()));
        ASSERT_EQ(graph.find("refused"), nullptr);
        GraphCheck{graph, excuses}.run();
    }
    std::cout << count << " graphs\n";
    excuses.print();
    EXPECT_EQ(count, wanted != nullptr ? std::stoul(wanted) : 40);
    EXPECT_EQ(excuses.of("upgrade: compared"), count * 10);
    EXPECT_EQ(excuses.of("downgrade: compared"), count * 10);
    // The differences on purpose are few; where they are many, one of the excuses covers something else.
    EXPECT_EQ(excuses.of("upgrade: excused"), 0U);
    EXPECT_LT(excuses.of("downgrade: excused"), count);
    EXPECT_LT(excuses.of("stamp: excused"), count * 3);
    EXPECT_GT(excuses.of("upgrade: the same steps, rows and log"), count * 3);
    EXPECT_GT(excuses.of("downgrade: the same steps, rows and log"), count * 2);
}

}  // namespace
