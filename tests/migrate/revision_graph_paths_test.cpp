#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

template <typename Error>
std::string upgrade_refused(const RevisionGraph& graph, const Names& rows, std::string_view target) {
    return refusal<Error>([&] { static_cast<void>(upgrade_path(graph, rows, target)); });
}

template <typename Error>
std::string downgrade_refused(const RevisionGraph& graph, const Names& rows, std::string_view target) {
    return refusal<Error>([&] { static_cast<void>(downgrade_path(graph, rows, target)); });
}

Names up(const RevisionGraph& graph, const Names& rows, std::string_view target) {
    return names(graph, upgrade_path(graph, rows, target));
}

Names down(const RevisionGraph& graph, const Names& rows, std::string_view target) {
    return names(graph, downgrade_path(graph, rows, target));
}

TEST(UpgradePath, RunsWhatIsMissingFromTheOldestOn) {
    const auto graph = line();
    const auto path = upgrade_path(graph, {}, "head");
    EXPECT_EQ(names(graph, path), (Names{"a", "b", "c"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"+a"}));
    EXPECT_EQ(changes(path.steps[1]), (Names{"a>b"}));
    EXPECT_EQ(path.steps[1].kind, PathStep::Kind::upgrade);
    EXPECT_EQ(path.steps[1].from, (Names{"a"}));
    EXPECT_EQ(path.steps[1].to, (Names{"b"}));
    EXPECT_EQ(path.rows, (Names{"c"}));
    EXPECT_FALSE(path.purge);
}

TEST(UpgradePath, ToWhatIsThereDoesNothing) {
    const auto graph = line();
    for (const std::string target : {"head", "a", "base"}) {
        const auto path = upgrade_path(graph, {"c"}, target);
        EXPECT_TRUE(path.steps.empty());
        EXPECT_EQ(path.rows, (Names{"c"}));
    }
}

TEST(UpgradePath, RelativeToWhatIsThere) {
    const auto graph = line();
    EXPECT_EQ(up(graph, {}, "+2"), (Names{"a", "b"}));
    EXPECT_EQ(up(graph, {"a"}, "+1"), (Names{"b"}));
    EXPECT_EQ(up(graph, {"a"}, "a+2"), (Names{"b", "c"}));
    EXPECT_EQ(up(graph, {}, "head-1"), (Names{"a", "b"}));
    EXPECT_EQ(upgrade_refused<WalkedTooFar>(graph, {"b"}, "+2"),
        "Relative revision +2 didn't produce 2 migrations; walked too far: there are only 1");
    EXPECT_EQ(upgrade_refused<WalkedTooFar>(graph, {"b"}, "-1"),
        "Relative revision -1 didn't produce 1 migrations; an upgrade counts upwards, as in '+1'");
}

TEST(UpgradePath, RelativeAtAForkNamesTheBranches) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(upgrade_refused<AmbiguousWalk>(graph, {"b"}, "+1"),
        "Ambiguous walk: revision b is followed by several revisions (c, e); please name one of them");
    EXPECT_EQ(up(graph, {"b"}, "x@+1"), (Names{"c"}));
    EXPECT_EQ(up(graph, {"b"}, "y@+2"), (Names{"e", "f"}));
    EXPECT_EQ(up(graph, {"d"}, "y@+1"), (Names{"e"}));  // counts from b, the last one they share
    EXPECT_EQ(upgrade_refused<AmbiguousWalk>(graph, {"c", "e"}, "+1"),
        "Ambiguous upgrade from multiple current revisions (c, e); please say '<branchname>@+1' or name a revision");
    EXPECT_EQ(up(graph, {"c", "e"}, "x@+1"), (Names{"d"}));
}

TEST(UpgradePath, OfTwoBranchesHasARowForEach) {
    const RevisionGraph graph{forked()};
    const auto path = upgrade_path(graph, {"b"}, "heads");
    EXPECT_EQ(names(graph, path), (Names{"e", "f", "c", "d"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"b>e"}));
    EXPECT_EQ(changes(path.steps[1]), (Names{"e>f"}));
    EXPECT_EQ(changes(path.steps[2]), (Names{"+c"}));
    EXPECT_EQ(path.rows, (Names{"d", "f"}));
    EXPECT_NE(upgrade_refused<MultipleHeads>(graph, {}, "head"), "");
}

TEST(UpgradePath, MergeLeavesOneRow) {
    const auto graph = diamond();
    const auto path = upgrade_path(graph, {"d", "f"}, "head");
    ASSERT_EQ(names(graph, path), (Names{"m"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"-d", "f>m"}));
    EXPECT_EQ(path.steps[0].from, (Names{"d", "f"}));
    EXPECT_EQ(path.rows, (Names{"m"}));
}

TEST(UpgradePath, MergeOfSomethingThatARowStandsForMovesThatRow) {
    // b2 stands for a2, which it depends on; m merges b2 with a2.
    auto revisions = std::vector<Revision>{{.id = "a2"}, {.id = "b2", .depends_on = {"a2"}}, {.id = "m", .down_revision = {"a2", "b2"}}};
    const RevisionGraph graph{std::move(revisions)};
    const auto path = upgrade_path(graph, {"b2"}, "head");
    ASSERT_EQ(path.steps.size(), 1U);
    EXPECT_EQ(changes(path.steps[0]), (Names{"b2>m"}));
}

TEST(UpgradePath, BringsDependenciesAndTheirRowGivesWay) {
    const auto graph = dependent();
    const auto path = upgrade_path(graph, {"b1"}, "b2");
    ASSERT_EQ(names(graph, path), (Names{"a1", "a2", "b2"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"+a1"}));
    EXPECT_EQ(changes(path.steps[2]), (Names{"-b1", "a2>b2"}));
    EXPECT_EQ(path.steps[2].from, (Names{"b1"}));
    EXPECT_EQ(path.rows, (Names{"b2"}));
    const auto more = upgrade_path(graph, {"b2"}, "a3");
    ASSERT_EQ(names(graph, more), (Names{"a3"}));
    EXPECT_EQ(changes(more.steps[0]), (Names{"+a3"}));
}

TEST(UpgradePath, RefusesRowsOfWhichOneComesBeforeTheOther) {
    EXPECT_EQ(upgrade_refused<RevisionError>(line(), {"a", "b"}, "head"),
        "Requested revision b overlaps with other requested revisions a; it comes after it, so that one of them is enough");
}

TEST(UpgradePath, RefusesWhatItCannotFind) {
    const auto graph = line();
    EXPECT_EQ(upgrade_refused<ResolutionError>(graph, {}, "nowhere"), "Can't locate revision identified by 'nowhere'");
    EXPECT_NE(upgrade_refused<ResolutionError>(graph, {"gone"}, "head").find("'gone'"), std::string::npos);
}

TEST(DowngradePath, TakesBackWhatComesAfterTheTarget) {
    const auto graph = line();
    const auto path = downgrade_path(graph, {"c"}, "a");
    EXPECT_EQ(names(graph, path), (Names{"c", "b"}));
    EXPECT_EQ(path.steps[0].kind, PathStep::Kind::downgrade);
    EXPECT_EQ(changes(path.steps[0]), (Names{"c>b"}));
    EXPECT_EQ(path.steps[0].from, (Names{"c"}));
    EXPECT_EQ(path.steps[0].to, (Names{"b"}));
    EXPECT_EQ(path.rows, (Names{"a"}));
    const auto all = downgrade_path(graph, {"c"}, "base");
    EXPECT_EQ(changes(all.steps.back()), (Names{"-a"}));
    EXPECT_EQ(all.rows, Names{});
}

TEST(DowngradePath, Relative) {
    const auto graph = line();
    EXPECT_EQ(down(graph, {"c"}, "-1"), (Names{"c"}));
    EXPECT_EQ(down(graph, {"c"}, "-3"), (Names{"c", "b", "a"}));
    EXPECT_EQ(down(graph, {"c"}, "c-2"), (Names{"c", "b"}));
    EXPECT_EQ(down(graph, {"c"}, "a+1"), (Names{"c"}));
    EXPECT_EQ(downgrade_refused<WalkedTooFar>(graph, {"c"}, "-4"),
        "Relative revision -4 didn't produce 4 migrations; walked too far: there are only 3");
    EXPECT_EQ(downgrade_refused<WalkedTooFar>(graph, {}, "-1"),
        "Relative revision -1 didn't produce 1 migrations; walked too far: there are only 0");
    EXPECT_EQ(downgrade_refused<WalkedTooFar>(graph, {"c"}, "+1"),
        "Relative revision +1 didn't produce 1 migrations; a downgrade counts downwards, as in '-1'");
}

TEST(DowngradePath, RelativeFromSeveralRowsTakesTheFirstAndWarns) {
    const RevisionGraph graph{forked()};
    const auto path = downgrade_path(graph, {"f", "d"}, "-1");
    EXPECT_EQ(names(graph, path), (Names{"f"}));
    ASSERT_EQ(path.warnings.size(), 1U);
    EXPECT_EQ(
        path.warnings[0], "downgrade -1 from several current revisions (f, d) goes down from f; '<branchname>@-1' says which is meant");
    EXPECT_TRUE(downgrade_path(graph, {"f", "d"}, "x@-1").warnings.empty());
}

TEST(DowngradePath, RelativeOnABranch) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(down(graph, {"d", "f"}, "x@-1"), (Names{"d"}));
    EXPECT_EQ(down(graph, {"d", "f"}, "x@-2"), (Names{"d", "c"}));
    EXPECT_EQ(downgrade_refused<AmbiguousWalk>(graph, {"d", "f"}, "b@-1"),
        "Ambiguous walk: branch b has several current revisions (d, f); please name one of them");
    EXPECT_EQ(downgrade_refused<AmbiguousWalk>(diamond(), {"m"}, "-1"),
        "Ambiguous walk: revision m merges several revisions (d, f); please name one of them");
}

TEST(DowngradePath, RelativeOnABranchThatOnlyADependencyHasReached) {
    const auto graph = dependent();
    EXPECT_EQ(down(graph, {"b3"}, "a@-1"), (Names{"b3", "b2", "a2"}));
    EXPECT_EQ(downgrade_refused<WalkedTooFar>(graph, {"a3"}, "b@-1"),
        "Relative revision -1 didn't produce 1 migrations; walked too far: there are only 0");
}

TEST(DowngradePath, OfAMergeBringsItsBranchesBack) {
    const auto graph = diamond();
    const auto path = downgrade_path(graph, {"m"}, "d");
    ASSERT_EQ(names(graph, path), (Names{"m"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"+d", "m>f"}));
    EXPECT_EQ(path.rows, (Names{"d", "f"}));
}

TEST(DowngradePath, TakesBackWhatDependsOnIt) {
    const auto graph = dependent();
    const auto path = downgrade_path(graph, {"a3", "b3"}, "a1");
    ASSERT_EQ(names(graph, path), (Names{"a3", "b3", "b2", "a2"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"-a3"}));           // b3 still needs a2
    EXPECT_EQ(changes(path.steps[2]), (Names{"+b1", "b2>a2"}));  // nobody needs it any longer
    EXPECT_EQ(changes(path.steps[3]), (Names{"a2>a1"}));
    EXPECT_EQ(path.rows, (Names{"a1", "b1"}));
}

// Alembic puts a2 beside a3 here, and refuses every upgrade after that.
TEST(DowngradePath, LeavesNoRowThatAnotherOneStandsFor) {
    const RevisionGraph graph{
        {{.id = "a2"}, {.id = "a3", .down_revision = {"a2"}}, {.id = "m", .down_revision = {"a3"}, .depends_on = {"a2"}}}};
    const auto path = downgrade_path(graph, {"m"}, "a3");
    ASSERT_EQ(names(graph, path), (Names{"m"}));
    EXPECT_EQ(changes(path.steps[0]), (Names{"m>a3"}));
    EXPECT_EQ(path.rows, (Names{"a3"}));
}

TEST(DowngradePath, ToAForkTakesBackAllItsBranches) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(down(graph, {"d", "f"}, "b"), (Names{"d", "c", "f", "e"}));
    EXPECT_EQ(down(graph, {"d", "f"}, "x@b"), (Names{"d", "c"}));
    EXPECT_EQ(down(graph, {"d", "f"}, "base"), (Names{"d", "c", "f", "e", "b", "a"}));
}

TEST(DowngradePath, OfABranchToTheBaseLeavesTheTrunkThatAnotherOneStandsOn) {
    const RevisionGraph graph{forked()};
    const auto path = downgrade_path(graph, {"d", "f"}, "x@base");
    EXPECT_EQ(names(graph, path), (Names{"d", "c"}));
    EXPECT_EQ(changes(path.steps[1]), (Names{"-c"}));
    EXPECT_EQ(path.rows, (Names{"f"}));
    EXPECT_EQ(down(graph, {"d"}, "x@base"), (Names{"d", "c", "b", "a"}));  // nobody else stands on it
    EXPECT_EQ(down(graph, {"f"}, "x@base"), Names{});                      // Alembic would take everything back
    EXPECT_EQ(down(diamond(), {"m"}, "x@base"), (Names{"m", "d", "c"}));
}

TEST(DowngradePath, OfABranchOfItsOwnToTheBaseTakesItsDependentsAlong) {
    const auto graph = dependent();
    EXPECT_EQ(down(graph, {"a3", "b3"}, "a@base"), (Names{"a3", "b3", "b2", "a2", "a1"}));
    EXPECT_EQ(down(graph, {"a3", "b3"}, "b@base"), (Names{"b3", "b2", "b1"}));
    EXPECT_NE(downgrade_refused<ResolutionError>(graph, {"a3"}, "c@base").find("No such branch: 'c'"), std::string::npos);
}

TEST(DowngradePath, RefusesATargetThatIsNotThere) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(downgrade_refused<RangeNotAncestorError>(graph, {"d"}, "e"),
        "Destination e is not a valid downgrade target from current head(s) (d)");
    EXPECT_EQ(downgrade_refused<RangeNotAncestorError>(graph, {}, "a"),
        "Destination a is not a valid downgrade target from current head(s) (there is none)");
    EXPECT_EQ(down(graph, {"d"}, "d"), Names{});
    EXPECT_EQ(downgrade_refused<RevisionError>(graph, {"d", "f"}, "a@b"),
        "Not a valid downgrade target from current heads: none of c, e is part of branch 'a'");
}

TEST(StampPath, PutsTheTargetInTheRowsPlace) {
    const auto graph = line();
    const auto path = stamp_path(graph, {"a"}, {"head"});
    ASSERT_EQ(path.steps.size(), 1U);
    EXPECT_EQ(path.steps[0].kind, PathStep::Kind::stamp);
    EXPECT_EQ(path.steps[0].node, std::nullopt);
    EXPECT_EQ(changes(path.steps[0]), (Names{"a>c"}));
    EXPECT_EQ(changes(stamp_path(graph, {"c"}, {"a"}).steps[0]), (Names{"c>a"}));
    EXPECT_EQ(changes(stamp_path(graph, {}, {"b"}).steps[0]), (Names{"+b"}));
    EXPECT_EQ(changes(stamp_path(graph, {"c"}, {"base"}).steps[0]), (Names{"-c"}));
    EXPECT_TRUE(stamp_path(graph, {"c"}, {"head"}).steps.empty());
}

TEST(StampPath, OfBranches) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(stamp_path(graph, {"b"}, {"heads"}).rows, (Names{"d", "f"}));
    EXPECT_EQ(stamp_path(graph, {"c", "e"}, {"d", "f"}).rows, (Names{"d", "f"}));
    EXPECT_EQ(stamp_path(graph, {"d", "f"}, {"b"}).rows, (Names{"b"}));
    EXPECT_EQ(changes(stamp_path(graph, {"d", "f"}, {"b"}).steps[0]), (Names{"-d", "f>b"}));
    EXPECT_EQ(stamp_path(graph, {"c"}, {"f"}).rows, (Names{"c", "f"}));
    EXPECT_EQ(stamp_path(graph, {"d", "f"}, {"x@base"}).rows, (Names{"f"}));
    EXPECT_EQ(stamp_path(diamond(), {"m"}, {"d", "f"}).rows, (Names{"d", "f"}));  // where Alembic fails
    EXPECT_EQ(stamp_path(graph, {"d", "e"}, {"heads"}).rows, (Names{"d", "f"}));  // Alembic loses d
}

TEST(StampPath, CountsDependencies) {
    const auto graph = dependent();
    EXPECT_EQ(stamp_path(graph, {"a2", "b1"}, {"b2"}).rows, (Names{"b2"}));
    EXPECT_EQ(stamp_path(graph, {"a3", "b1"}, {"b2"}).rows, (Names{"a3", "b2"}));
}

TEST(StampPath, PurgeForgetsWhatWasThere) {
    const RevisionGraph graph{forked()};
    const auto path = stamp_path(graph, {"d", "unknown"}, {"f"}, true);
    EXPECT_TRUE(path.purge);
    ASSERT_EQ(path.steps.size(), 1U);
    EXPECT_EQ(changes(path.steps[0]), (Names{"+f"}));
    EXPECT_EQ(path.rows, (Names{"f"}));
    EXPECT_EQ(stamp_path(graph, {"d"}, {"base"}, true).rows, Names{});
}

TEST(StampPath, Refuses) {
    const RevisionGraph graph{forked()};
    const auto refused = [&](const Names& rows, const Names& targets) {
        return refusal<RevisionError>([&] { static_cast<void>(stamp_path(graph, rows, targets)); });
    };
    EXPECT_EQ(refused({}, {"b", "d"}),
        "Requested revision d overlaps with other requested revisions b; it comes after it, so that one of them is enough");
    EXPECT_EQ(refused({"d"}, {"nowhere"}), "Can't locate revision identified by 'nowhere'");
    EXPECT_EQ(refused({"d"}, {"-1"}), "Can't locate revision identified by '-1'");
    EXPECT_NE(refused({}, {"head"}).find("(d, f)"), std::string::npos);
}

TEST(RevisionRange, Splits) {
    EXPECT_EQ(split_range("a:b").start, "a");
    EXPECT_EQ(split_range("a:b").end, "b");
    EXPECT_TRUE(split_range(":b").has_start);
    EXPECT_FALSE(split_range("b").has_start);
    EXPECT_EQ(refusal<RevisionError>([] { static_cast<void>(split_range("a:b:c")); }),
        "'a:b:c' is no range; it takes one colon, as in 'start:end'");
}

TEST(RevisionRange, RowsOfAnOfflineStart) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(rows_at(graph, "base"), Names{});
    EXPECT_EQ(rows_at(graph, ""), Names{});
    EXPECT_EQ(rows_at(graph, "x@head"), (Names{"d"}));
    EXPECT_NE(refusal<MultipleHeads>([&] { static_cast<void>(rows_at(graph, "heads")); }), "");
}

}  // namespace
}  // namespace retort::migrate::test
