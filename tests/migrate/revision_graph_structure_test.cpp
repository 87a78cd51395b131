#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

Names labels(const RevisionGraph& graph, std::string_view id) {
    const auto found = graph.branch_labels(graph.find(id).value());
    return {found.begin(), found.end()};
}

Names parents(const RevisionGraph& graph, std::string_view id) {
    const auto found = graph.parents(graph.find(id).value());
    return names(graph, {found.begin(), found.end()});
}

template <typename Error>
std::string refused(std::vector<Revision> revisions) {
    return refusal<Error>([&] { RevisionGraph{std::move(revisions)}; });
}

TEST(RevisionGraphStructure, OfNothingIsEmpty) {
    const RevisionGraph graph{{}};
    EXPECT_EQ(graph.size(), 0U);
    EXPECT_TRUE(graph.heads().empty());
    EXPECT_TRUE(graph.walk().empty());
    EXPECT_TRUE(graph.get_revisions("head").empty());
    EXPECT_TRUE(upgrade_path(graph, {}, "head").steps.empty());
    EXPECT_TRUE(downgrade_path(graph, {}, "base").steps.empty());
}

TEST(RevisionGraphStructure, KnowsHeadsBasesForksAndMerges) {
    const auto graph = diamond();
    EXPECT_EQ(names(graph, graph.heads()), (Names{"m"}));
    EXPECT_EQ(names(graph, graph.bases()), (Names{"a"}));
    const auto at = [&](std::string_view id) { return graph.find(id).value(); };
    EXPECT_TRUE(graph.is_branch_point(at("b")));
    EXPECT_FALSE(graph.is_branch_point(at("a")));
    EXPECT_TRUE(graph.is_merge_point(at("m")));
    EXPECT_FALSE(graph.is_merge_point(at("d")));
    EXPECT_TRUE(graph.is_base(at("a")));
    EXPECT_FALSE(graph.is_head(at("d")));
}

TEST(RevisionGraphStructure, RealHeadsAndBasesCountDependencies) {
    const RevisionGraph graph{{{.id = "a1"}, {.id = "b1", .depends_on = {"a1"}}}};
    EXPECT_EQ(names(graph, graph.heads()), (Names{"a1", "b1"}));
    EXPECT_EQ(names(graph, graph.real_heads()), (Names{"b1"}));
    EXPECT_EQ(names(graph, graph.bases()), (Names{"a1", "b1"}));
    EXPECT_EQ(names(graph, graph.real_bases()), (Names{"a1"}));
}

TEST(RevisionGraphStructure, AncestorsAndDescendantsFollowDependenciesWhereAsked) {
    const auto graph = dependent();
    const auto b3 = graph.find("b3").value();
    const auto a1 = graph.find("a1").value();
    const auto ids = [&](const detail::NodeSet& set) { return names(graph, set.members()); };
    EXPECT_EQ(ids(graph.ancestors(std::span{&b3, 1})), (Names{"a1", "a2", "b1", "b2", "b3"}));
    EXPECT_EQ(ids(graph.ancestors(std::span{&b3, 1}, Along::down_revisions)), (Names{"b1", "b2", "b3"}));
    EXPECT_EQ(ids(graph.descendants(std::span{&a1, 1})), (Names{"a1", "a2", "a3", "b2", "b3"}));
    EXPECT_EQ(ids(graph.descendants(std::span{&a1, 1}, Along::down_revisions)), (Names{"a1", "a2", "a3"}));
}

TEST(RevisionGraphStructure, DependencyThatAnAncestorHasIsNoParent) {
    const RevisionGraph graph{{{.id = "a1"}, {.id = "b1", .depends_on = {"a1"}},
        {.id = "b2", .down_revision = {"b1"}, .depends_on = {"a1"}}, {.id = "c1", .depends_on = {"a1"}}}};
    EXPECT_EQ(parents(graph, "b1"), (Names{"a1"}));
    EXPECT_EQ(parents(graph, "b2"), (Names{"b1"}));
    EXPECT_EQ(parents(graph, "c1"), (Names{"a1"}));
}

TEST(RevisionGraphStructure, DependencyMayBeGivenAsALabel) {
    const RevisionGraph graph{
        {{.id = "a1"}, {.id = "a2", .down_revision = {"a1"}, .branch_labels = {"core"}}, {.id = "b1", .depends_on = {"core"}}}};
    EXPECT_EQ(parents(graph, "b1"), (Names{"a2"}));
}

TEST(RevisionGraphStructure, LabelsAreInheritedUpwardsAndDownToTheFork) {
    const auto graph = RevisionGraph{forked()};
    EXPECT_EQ(labels(graph, "c"), (Names{"x"}));
    EXPECT_EQ(labels(graph, "d"), (Names{"x"}));
    EXPECT_EQ(labels(graph, "f"), (Names{"y"}));
    EXPECT_EQ(labels(graph, "b"), Names{});
    const RevisionGraph line{{{.id = "a"}, {.id = "b", .down_revision = {"a"}, .branch_labels = {"x", "z"}}}};
    EXPECT_EQ(labels(line, "a"), (Names{"x", "z"}));
}

TEST(RevisionGraphStructure, LabelsReachAMergeButNotTheOtherBranch) {
    const auto graph = diamond();
    EXPECT_EQ(labels(graph, "m"), (Names{"x", "y"}));
    EXPECT_EQ(labels(graph, "d"), (Names{"x"}));
}

TEST(RevisionGraphErrors, DuplicateId) {
    EXPECT_EQ(
        refused<DuplicateRevision>({{.id = "a"}, {.id = "a"}}), "Revision a is present more than once; give one of the scripts another id");
}

TEST(RevisionGraphErrors, DuplicateBranchLabel) {
    EXPECT_EQ(refused<DuplicateBranchLabel>({{.id = "a", .branch_labels = {"x"}}, {.id = "b", .branch_labels = {"x"}}}),
        "Branch name 'x' in revision b already used by revision a");
    EXPECT_EQ(refused<DuplicateBranchLabel>({{.id = "a", .branch_labels = {"b"}}, {.id = "b"}}),
        "Branch name 'b' in revision a already used by revision b");
}

TEST(RevisionGraphErrors, IdThatTheCommandLineCannotName) {
    for (const std::string id : {"a@b", "a-b", "a+b", "a:b"}) {
        const auto text = refused<RevisionError>({{.id = id}});
        EXPECT_NE(text.find("'" + id.substr(1, 1) + "'"), std::string::npos) << text;
        EXPECT_NE(text.find("'" + id + "'"), std::string::npos) << text;
    }
    EXPECT_NE(refused<RevisionError>({{.id = ""}}), "");
}

TEST(RevisionGraphErrors, Loops) {
    EXPECT_EQ(
        refused<LoopDetected>({{.id = "a", .down_revision = {"a"}}}), "Self-loop is detected in revisions (a); it cannot follow itself");
    EXPECT_EQ(refused<DependencyLoopDetected>({{.id = "a", .depends_on = {"a"}}}),
        "Dependency self-loop is detected in revisions (a); it cannot depend on itself");
    EXPECT_EQ(refused<DependencyLoopDetected>({{.id = "a", .branch_labels = {"x"}, .depends_on = {"x"}}}),
        "Dependency self-loop is detected in revisions (a); it depends on a branch label of its own");
}

TEST(RevisionGraphErrors, CyclesNameTheRingAndNothingElse) {
    const auto ring = [](Names down_of_b) {
        return std::vector<Revision>{{.id = "a"}, {.id = "b", .down_revision = std::move(down_of_b)}, {.id = "c", .down_revision = {"b"}},
            {.id = "d", .down_revision = {"c"}}, {.id = "e", .down_revision = {"d"}}};
    };
    EXPECT_EQ(refused<CycleDetected>(ring({"d"})), "Cycle is detected in revisions (c, d, b); one of them must follow another revision");
    // Alembic does not see this one, since each of its revisions can be reached from both ends.
    EXPECT_EQ(
        refused<CycleDetected>(ring({"a", "d"})), "Cycle is detected in revisions (c, d, b); one of them must follow another revision");
}

TEST(RevisionGraphErrors, DependencyCycle) {
    const auto text = refused<DependencyCycleDetected>({{.id = "a1", .depends_on = {"b2"}}, {.id = "a2", .down_revision = {"a1"}},
        {.id = "b1", .depends_on = {"a2"}}, {.id = "b2", .down_revision = {"b1"}}, {.id = "c"}});
    EXPECT_EQ(text, "Dependency cycle is detected in revisions (a2, b1, b2, a1); one of them must follow, or depend on, another revision");
}

TEST(RevisionGraphErrors, CycleOfAnUntypicalLengthOverflowsNothing) {
    std::vector<Revision> revisions;
    for (int i = 0; i < 50'000; ++i)
        revisions.push_back({.id = "r" + std::to_string(i), .down_revision = {"r" + std::to_string((i + 1) % 50'000)}});
    EXPECT_NE(refused<CycleDetected>(std::move(revisions)), "");
}

TEST(RevisionGraphErrors, MissingParentIsNamedOnceSomethingHasToPassIt) {
    const RevisionGraph graph{{{.id = "b", .down_revision = {"a"}}, {.id = "c", .down_revision = {"b"}}}};
    EXPECT_EQ(names(graph, graph.heads()), (Names{"c"}));
    EXPECT_TRUE(graph.bases().empty());
    EXPECT_EQ(show_text(graph, "c").substr(0, 13), "Rev: c (head)");
    const std::string expected = "Revision b follows revision 'a', which is not present; bring its script back or change b";
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(graph.walk()); }), expected);
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(upgrade_path(graph, {}, "head")); }), expected);
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(downgrade_path(graph, {"c"}, "base")); }), expected);
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(stamp_path(graph, {}, {"head"})); }), expected);
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(graph.all_current({"c"})); }), expected);
    EXPECT_EQ(refusal<MissingParent>([&] { static_cast<void>(graph.get_revisions("c-1")); }), expected);
}

TEST(RevisionGraphErrors, MissingDependencyIsNamedToo) {
    const RevisionGraph graph{{{.id = "b", .depends_on = {"core"}}}};
    EXPECT_EQ(refusal<MissingParent>([&] { graph.require_complete(); }),
        "Revision b depends on 'core', which is not present; bring its script back or change b");
}

TEST(RevisionGraphErrors, LabelIsNoParent) {
    const RevisionGraph graph{{{.id = "a", .branch_labels = {"x"}}, {.id = "b", .down_revision = {"x"}}}};
    EXPECT_NE(refusal<MissingParent>([&] { graph.require_complete(); }), "");
}

}  // namespace
}  // namespace retort::migrate::test
