#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

TEST(UpgradePath, RunsWhatIsMissingFromTheOldestOn) {
    const auto graph = line();
    const auto path = upgrade_path(graph, {}, "head");
    EXPECT_EQ(names(graph, path), (Names{"a", "b", "c"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"+a"}));
    EXPECT_EQ(changes(path.steps[1]), (Names{"a>b"}));
    EXPECT_EQ(path.rows, (Names{"c"}));
    EXPECT_EQ(names(graph, upgrade_path(graph, {"a"}, "+1")), (Names{"b"}));
    EXPECT_EQ(names(graph, upgrade_path(graph, {"c"}, "head")), Names{});
}

TEST(UpgradePath, OfTwoBranchesHasARowForEach) {
    const RevisionGraph graph{forked()};
    const auto path = upgrade_path(graph, {"b"}, "heads");
    EXPECT_EQ(names(graph, path), (Names{"e", "f", "c", "d"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"b>e"}));
    EXPECT_EQ(changes(path.steps[2]), (Names{"+c"}));
    EXPECT_EQ(path.rows, (Names{"d", "f"}));
}

TEST(UpgradePath, MergeLeavesOneRow) {
    const auto graph = diamond();
    const auto path = upgrade_path(graph, {"d", "f"}, "head");
    ASSERT_EQ(names(graph, path), (Names{"m"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"-d", "f>m"}));
    EXPECT_EQ(path.rows, (Names{"m"}));
}

TEST(DowngradePath, OfAMergeBringsItsBranchesBack) {
    const auto graph = diamond();
    const auto path = downgrade_path(graph, {"m"}, "d");
    ASSERT_EQ(names(graph, path), (Names{"m"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"+d", "m>f"}));
    EXPECT_EQ(path.rows, (Names{"d", "f"}));
}

TEST(DowngradePath, LeavesTheTrunkThatAnotherBranchStandsOn) {
    const RevisionGraph graph{forked()};
    const auto path = downgrade_path(graph, {"d", "f"}, "x@base");
    EXPECT_EQ(names(graph, path), (Names{"d", "c"}));
    EXPECT_EQ(path.rows, (Names{"f"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"d>c"}));
    EXPECT_EQ(changes(path.steps[1]), (Names{"-c"}));
}

}  // namespace
}  // namespace retort::migrate::test
