#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

Names walked(const RevisionGraph& graph, std::string_view lower, std::string_view upper, const Names& rows = {}) {
    return names(graph, graph.walk(lower, upper, rows));
}

TEST(RevisionWalk, GoesFromTheHeadsToTheBase) {
    const auto graph = line();
    EXPECT_EQ(walked(graph, "base", "heads"), (Names{"c", "b", "a"}));
    EXPECT_EQ(walked(graph, "", ""), (Names{"c", "b", "a"}));
}

TEST(RevisionWalk, IncludesBothEnds) {
    const auto graph = line();
    EXPECT_EQ(walked(graph, "b", "heads"), (Names{"c", "b"}));
    EXPECT_EQ(walked(graph, "a", "b"), (Names{"b", "a"}));
    EXPECT_EQ(walked(graph, "b", "b"), (Names{"b"}));
}

TEST(RevisionWalk, FollowsOneBranchAsFarAsItGoes) {
    const auto graph = diamond();
    EXPECT_EQ(walked(graph, "base", "heads"), (Names{"m", "d", "c", "f", "e", "b", "a"}));
}

TEST(RevisionWalk, CountsTheEndsFromEachOther) {
    const auto graph = line();
    EXPECT_EQ(walked(graph, "-1", "heads"), (Names{"c", "b"}));
    EXPECT_EQ(walked(graph, "-1", "b"), (Names{"b", "a"}));  // Alembic counts from the heads, and gives b alone
    EXPECT_EQ(walked(graph, "-9", "heads"), (Names{"c", "b", "a"}));
    EXPECT_EQ(walked(graph, "-3", "heads"), (Names{"c", "b", "a"}));  // which Alembic refuses
    EXPECT_EQ(walked(graph, "a", "+1"), (Names{"b", "a"}));
    EXPECT_EQ(walked(graph, "base", "+2"), (Names{"b", "a"}));
    EXPECT_EQ(walked(graph, "a", "+9"), (Names{"c", "b", "a"}));
    EXPECT_EQ(walked(graph, "c-1", "heads"), (Names{"c", "b"}));
    EXPECT_EQ(walked(graph, "-1", "current", {"b"}), (Names{"b", "a"}));
}

TEST(RevisionWalk, BranchShorterThanTheCountIsShownWhole) {
    const RevisionGraph graph{{{.id = "a"}, {.id = "b", .down_revision = {"a"}}, {.id = "c", .down_revision = {"b"}}, {.id = "z"}}};
    EXPECT_EQ(walked(graph, "-1", "heads"), (Names{"c", "b", "z"}));
}

TEST(RevisionWalk, CurrentIsTheRows) {
    const auto graph = line();
    EXPECT_EQ(walked(graph, "current", "heads", {"b"}), (Names{"c", "b"}));
    EXPECT_EQ(walked(graph, "base", "current", {"b"}), (Names{"b", "a"}));
    EXPECT_EQ(walked(graph, "current", "current", {"b"}), (Names{"b"}));
    EXPECT_EQ(walked(graph, "base", "current", {}), (Names{"c", "b", "a"}));
}

TEST(RevisionWalk, LabelOfTheLowerEndKeepsToItsBranch) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(walked(graph, "x@base", "heads"), (Names{"d", "c", "b", "a"}));
    EXPECT_EQ(walked(graph, "y@b", "heads"), (Names{"f", "e", "b"}));
}

TEST(RevisionWalk, RefusesEndsOnDifferentLines) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(refusal<RangeNotAncestorError>([&] { static_cast<void>(graph.walk("c", "f")); }),
        "Requested range c:f does not refer to ancestor/descendant revisions along the same branch: c does not come before f");
    EXPECT_NE(refusal<RangeNotAncestorError>([&] { static_cast<void>(graph.walk("d", "c")); }), "");
}

TEST(RevisionWalk, RefusesEndsOfWhichOneComesBeforeTheOther) {
    const auto graph = dependent();
    EXPECT_EQ(refusal<RevisionError>([&] {
        static_cast<void>(graph.walk("base", "current", {"a2", "b3"}));
    }),
        "Requested revision b3 overlaps with other requested revisions a2; it comes after it, so that one of them is enough");
}

// Where what lies between two heads is not wanted, Alembic's sort gives up with an assertion.
TEST(RevisionWalk, GapsAreNoObstacle) {
    const RevisionGraph graph{{{.id = "a"}, {.id = "b", .down_revision = {"a"}}, {.id = "c", .down_revision = {"a"}},
        {.id = "y", .depends_on = {"b"}}, {.id = "z", .down_revision = {"c", "y"}}}};
    EXPECT_EQ(walked(graph, "a", "z"), (Names{"z", "c", "b", "a"}));
}

std::vector<Revision> long_line(int length) {
    std::vector<Revision> revisions{{.id = "r0"}};
    for (int i = 1; i < length; ++i)
        revisions.push_back({.id = "r" + std::to_string(i), .down_revision = {"r" + std::to_string(i - 1)}});
    return revisions;
}

// Recursion would overflow here, and anything quadratic would run into the time limit.
TEST(RevisionScale, HundredThousandInALine) {
    const RevisionGraph graph{long_line(100'000)};
    EXPECT_EQ(graph.walk().size(), 100'000U);
    const auto up = upgrade_path(graph, {}, "head");
    EXPECT_EQ(up.steps.size(), 100'000U);
    EXPECT_EQ(downgrade_path(graph, up.rows, "base").steps.size(), 100'000U);
    EXPECT_EQ(names(graph, graph.get_revisions("head-99999")), (Names{"r0"}));
}

TEST(RevisionScale, ThousandsOfBranchesAndRungs) {
    std::vector<Revision> star{{.id = "base"}};
    for (int branch = 0; branch < 2'000; ++branch) {
        for (int i = 0; i < 5; ++i) {
            const auto stem = "s" + std::to_string(branch) + "_";
            Revision revision{.id = stem + std::to_string(i), .down_revision = {i == 0 ? "base" : stem + std::to_string(i - 1)}};
            if (i == 0) revision.branch_labels = {"label" + std::to_string(branch)};
            if (i == 3 && branch > 0) revision.depends_on = {"s0_2"};
            star.push_back(std::move(revision));
        }
    }
    const RevisionGraph branches{star};
    const auto up = upgrade_path(branches, {}, "heads");
    EXPECT_EQ(up.rows.size(), 2'000U);
    EXPECT_EQ(downgrade_path(branches, up.rows, "base").steps.size(), star.size());

    auto rungs = long_line(10'000);
    for (int i = 0; i < 10'000; ++i) {
        Revision revision{.id = "w" + std::to_string(i), .depends_on = {"r" + std::to_string(i)}};
        if (i > 0) revision.down_revision = {"w" + std::to_string(i - 1)};
        rungs.push_back(std::move(revision));
    }
    const RevisionGraph ladder{std::move(rungs)};
    const auto path = upgrade_path(ladder, {}, "heads");
    EXPECT_EQ(path.steps.size(), 20'000U);
    EXPECT_EQ(path.rows, (Names{"w9999"}));
}

}  // namespace
}  // namespace retort::migrate::test
