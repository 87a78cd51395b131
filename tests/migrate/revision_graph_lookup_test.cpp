#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

Names found(const RevisionGraph& graph, std::string_view identifier, const Names& rows = {}) {
    return names(graph, graph.get_revisions(identifier, rows));
}

template <typename Error>
std::string lookup_refused(const RevisionGraph& graph, std::string_view identifier) {
    return refusal<Error>([&] { static_cast<void>(graph.get_revisions(identifier)); });
}

TEST(RevisionLookup, IdsHeadsAndBase) {
    const auto graph = line();
    EXPECT_EQ(found(graph, "b"), (Names{"b"}));
    EXPECT_EQ(found(graph, "head"), (Names{"c"}));
    EXPECT_EQ(found(graph, "heads"), (Names{"c"}));
    EXPECT_EQ(found(graph, "base"), Names{});
    EXPECT_EQ(graph.get_revision("base"), std::nullopt);
    EXPECT_EQ(found(graph, "current", {"b"}), (Names{"b"}));
}

TEST(RevisionLookup, BeginningOfAnIdThatIsLongEnough) {
    const RevisionGraph graph{{{.id = "ae1027a6acf1"}, {.id = "1975ea83b712", .down_revision = {"ae1027a6acf1"}},
        {.id = "abc", .down_revision = {"1975ea83b712"}}}};
    EXPECT_EQ(found(graph, "ae10"), (Names{"ae1027a6acf1"}));
    EXPECT_EQ(found(graph, "1"), (Names{"1975ea83b712"}));
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, "ab"), "Can't locate revision identified by 'ab'");
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, "zz"), "Can't locate revision identified by 'zz'");
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, ""), "Can't locate revision identified by ''");
}

TEST(RevisionLookup, AmbiguousBeginningNamesTheCandidates) {
    const RevisionGraph graph{{{.id = "ae1027"}, {.id = "ae1099", .down_revision = {"ae1027"}}, {.id = "b", .branch_labels = {"aeolus"}}}};
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, "ae1"),
        "Can't locate one revision identified by 'ae1': multiple revisions start with it: 'ae1027', 'ae1099'");
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, "ae"),
        "Can't locate one revision identified by 'ae': multiple revisions start with it: 'ae1027', 'ae1099', 'aeolus'");
    EXPECT_EQ(found(graph, "ae1027"), (Names{"ae1027"}));
}

TEST(RevisionLookup, BranchNarrowsABeginning) {
    const RevisionGraph graph{{{.id = "ae1027", .branch_labels = {"x"}}, {.id = "ae1099", .branch_labels = {"y"}}}};
    EXPECT_EQ(found(graph, "x@ae10"), (Names{"ae1027"}));
    EXPECT_EQ(found(graph, "y@ae10"), (Names{"ae1099"}));
}

TEST(RevisionLookup, SeveralHeadsAreNamed) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(lookup_refused<MultipleHeads>(graph, "head"),
        "Multiple head revisions are present for given argument 'head' (d, f); please specify a specific target revision, "
        "'<branchname>@head' to narrow to a specific head, or 'heads' for all heads");
    EXPECT_EQ(lookup_refused<MultipleHeads>(graph, "b@head"),
        "Multiple head revisions are present for given argument 'b@head' (d, f); please specify a specific target revision, "
        "'<branchname>@head' to narrow to a specific head, or 'b@heads' for all heads");
    EXPECT_EQ(found(graph, "heads"), (Names{"d", "f"}));
    EXPECT_NE(refusal<MultipleHeads>([&] { static_cast<void>(graph.get_revision("heads")); }), "");
}

TEST(RevisionLookup, Branches) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(found(graph, "x"), (Names{"c"}));
    EXPECT_EQ(found(graph, "x@head"), (Names{"d"}));
    EXPECT_EQ(found(graph, "y@heads"), (Names{"f"}));
    EXPECT_EQ(found(graph, "x@base"), Names{});
    EXPECT_EQ(found(graph, "x@a"), (Names{"a"}));
    EXPECT_EQ(found(graph, "e@head"), (Names{"f"}));
    EXPECT_EQ(lookup_refused<ResolutionError>(graph, "x@f"), "Revision f is not a member of branch 'x'");
    EXPECT_NE(lookup_refused<ResolutionError>(graph, "z@f").find("No such branch: 'z'"), std::string::npos);
    EXPECT_NE(refusal<ResolutionError>([&] { static_cast<void>(graph.get_revision("z@base")); }), "");
}

TEST(RevisionLookup, HeadThatAnotherOneDependsOnIsOnlyAnEffectiveOne) {
    const RevisionGraph graph{{{.id = "a1", .branch_labels = {"a"}}, {.id = "b1", .depends_on = {"a1"}}}};
    EXPECT_EQ(found(graph, "heads"), (Names{"b1"}));
    EXPECT_EQ(found(graph, "a@heads"), (Names{"a1"}));
    EXPECT_NE(lookup_refused<MultipleHeads>(graph, "head"), "");
}

TEST(RevisionLookup, RelativeToSomething) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(found(graph, "a+1"), (Names{"b"}));
    EXPECT_EQ(found(graph, "x@a+2"), (Names{"c"}));
    EXPECT_EQ(found(graph, "d-2"), (Names{"b"}));
    EXPECT_EQ(found(graph, "x@head-1"), (Names{"c"}));
    EXPECT_EQ(found(graph, "base+2"), (Names{"b"}));
    EXPECT_EQ(found(graph, "a-1"), Names{});
    EXPECT_EQ(found(graph, "-1"), (Names{"c", "e"}));
    EXPECT_EQ(found(graph, "x@-1"), (Names{"c"}));
    EXPECT_EQ(found(graph, "b+0"), (Names{"b"}));
}

TEST(RevisionLookup, ForkOnTheWayNamesItsBranches) {
    const RevisionGraph graph{forked()};
    EXPECT_EQ(lookup_refused<AmbiguousWalk>(graph, "a+2"),
        "Ambiguous walk: revision b is followed by several revisions (c, e); please name one of them");
    EXPECT_EQ(lookup_refused<AmbiguousWalk>(diamond(), "m-1"),
        "Ambiguous walk: revision m merges several revisions (d, f); please name one of them");
    EXPECT_EQ(lookup_refused<AmbiguousWalk>(dependent(), "base+1"),
        "Ambiguous walk: there are several base revisions (a1, b1); please name one of them");
}

TEST(RevisionLookup, WalkedTooFarSaysHowFarItGoes) {
    const auto graph = line();
    EXPECT_EQ(
        lookup_refused<WalkedTooFar>(graph, "a+5"), "Relative revision +5 didn't produce 5 migrations; walked too far: there are only 2");
    EXPECT_EQ(
        lookup_refused<WalkedTooFar>(graph, "b-5"), "Relative revision -5 didn't produce 5 migrations; walked too far: there are only 2");
    EXPECT_EQ(lookup_refused<WalkedTooFar>(graph, "a+99999999999999999999"),
        "Relative revision +99999999999999999999 didn't produce 99999999999999999999 migrations; walked too far: there are only 2");
    EXPECT_NE(lookup_refused<WalkedTooFar>(graph, "base-1"), "");
}

TEST(RevisionLookup, LabelThatLooksRelativeIsALabel) {
    const RevisionGraph graph{{{.id = "a"}, {.id = "b", .down_revision = {"a"}, .branch_labels = {"release-1"}}}};
    EXPECT_EQ(found(graph, "release-1"), (Names{"b"}));
    EXPECT_EQ(found(graph, "release-1@head"), (Names{"b"}));
    EXPECT_EQ(found(graph, "release-1@head-1"), (Names{"a"}));
}

TEST(RevisionLookup, RowWithoutScriptIsNamed) {
    const auto graph = line();
    EXPECT_EQ(refusal<ResolutionError>([&] {
        static_cast<void>(graph.current({"c", "gone"}));
    }),
        "Can't locate revision identified by 'gone', which the database is at; its script is missing here");
}

TEST(RevisionLookup, CurrentTipsIncludeWhatARowOnlyDependsOn) {
    const auto graph = dependent();
    EXPECT_EQ(names(graph, graph.all_current({"b3"})), (Names{"a2", "b3"}));
    EXPECT_EQ(names(graph, graph.all_current({"a3"})), (Names{"a3"}));
}

TEST(RevisionLookup, LineageIsWhatLiesOnOneLine) {
    const RevisionGraph graph{forked()};
    const auto all = graph.walk();
    EXPECT_EQ(graph.filter_for_lineage(all, "x").size(), 4U);
    EXPECT_EQ(graph.filter_for_lineage(all, "base").size(), 6U);
    const auto other = dependent();
    EXPECT_EQ(other.filter_for_lineage(other.heads(), "a"), (std::vector<Node>{other.find("a3").value()}));
    EXPECT_EQ(other.filter_for_lineage(other.heads(), "a", Along::dependencies).size(), 2U);
}

}  // namespace
}  // namespace retort::migrate::test
