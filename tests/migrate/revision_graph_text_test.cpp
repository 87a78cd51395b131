#include <tests/migrate/revision_graph_test.hpp>

namespace retort::migrate::test {
namespace {

RevisionGraph heroes() {
    return RevisionGraph{{{.id = "1975ea83b712", .message = "create hero and team", .create_date = "2026-11-22 10:00:00"},
        {.id = "ae1027a6acf1",
            .down_revision = {"1975ea83b712"},
            .message = "add allegiance to hero\n\nA second paragraph.",
            .create_date = "2026-11-22 10:15:00"}}};
}

TEST(GraphText, Heads) {
    EXPECT_EQ(heads_text(heroes()), "ae1027a6acf1 (head)\n");
    EXPECT_EQ(heads_text(RevisionGraph{forked()}), "d (x) (head)\nf (y) (head)\n");
    EXPECT_EQ(heads_text(RevisionGraph{{}}), "");
}

TEST(GraphText, HeadsThatAnotherOneDependsOn) {
    const RevisionGraph graph{{{.id = "a1"}, {.id = "b1", .depends_on = {"a1"}}}};
    EXPECT_EQ(heads_text(graph), "a1 (effective head)\nb1 (head)\n");
    EXPECT_EQ(heads_text(graph, {}, true), "b1 (head)\n");
}

TEST(GraphText, History) {
    EXPECT_EQ(history_text(heroes()),
        "1975ea83b712 -> ae1027a6acf1 (head), add allegiance to hero\n"
        "<base> -> 1975ea83b712, create hero and team\n");
    EXPECT_EQ(history_text(heroes(), "1975:1975", {"1975ea83b712"}, true), "<base> -> 1975ea83b712 (current), create hero and team\n");
    EXPECT_EQ(history_text(heroes(), " current: ", {"ae1027a6acf1"}), "1975ea83b712 -> ae1027a6acf1 (head), add allegiance to hero\n");
}

TEST(GraphText, HistoryOfForksMergesAndDependencies) {
    EXPECT_EQ(history_text(diamond(), "d:", {}),
        "d, f -> m (x, y) (head) (mergepoint), \n"
        "c -> d (x), \n");
    EXPECT_EQ(history_text(RevisionGraph{forked()}, ":b"), "a -> b (branchpoint), \n<base> -> a, \n");
    EXPECT_EQ(history_text(dependent(), "b1:b2"), "b1 (a2) -> b2 (b), \n<base> -> b1 (b), \n");
}

TEST(GraphText, HistoryRefusesWhatIsNoRange) {
    const auto graph = heroes();
    EXPECT_EQ(refusal<RevisionError>([&] { static_cast<void>(history_text(graph, "ae10")); }),
        "History range requires [start]:[end], [start]:, or :[end], but 'ae10' has no colon");
    EXPECT_NE(refusal<RevisionError>([&] { static_cast<void>(history_text(graph, "a:b:c")); }), "");
}

TEST(GraphText, VerboseHasAllThereIsToSay) {
    const std::vector<std::string> paths{"/m/versions/1975ea83b712_create.cpp", "/m/versions/ae1027a6acf1_add.cpp"};
    const auto first =
        "Rev: 1975ea83b712 (current)\n"
        "Parent: <base>\n"
        "Path: /m/versions/1975ea83b712_create.cpp\n"
        "\n"
        "    create hero and team\n"
        "    \n"
        "    Revision ID: 1975ea83b712\n"
        "    Revises: \n"
        "    Create Date: 2026-11-22 10:00:00\n"
        "\n";
    const auto second =
        "Rev: ae1027a6acf1 (head)\n"
        "Parent: 1975ea83b712\n"
        "Path: /m/versions/ae1027a6acf1_add.cpp\n"
        "\n"
        "    add allegiance to hero\n"
        "    \n"
        "    A second paragraph.\n"
        "    \n"
        "    Revision ID: ae1027a6acf1\n"
        "    Revises: 1975ea83b712\n"
        "    Create Date: 2026-11-22 10:15:00\n"
        "\n";
    const auto graph = heroes();
    const TextOptions options{.verbose = true, .paths = paths};
    EXPECT_EQ(history_text(graph, "", {"1975ea83b712"}, true, options), std::string{second} + first);
    EXPECT_EQ(heads_text(graph, options), second);
    EXPECT_EQ(show_text(graph, "ae10", {}, {.paths = paths}), second);
    EXPECT_EQ(show_text(graph, "current", {"ae1027a6acf1"}, {.paths = paths}), second);
    EXPECT_EQ(current_text(graph, {"ae1027a6acf1"}, options), second);
    EXPECT_EQ(show_text(graph, "base"), "");
}

TEST(GraphText, VerboseOfForksMergesAndDependencies) {
    const auto entry = [](const RevisionGraph& graph, std::string_view id) {
        const auto text = show_text(graph, id);
        return text.substr(0, text.find("Path:"));
    };
    EXPECT_EQ(entry(RevisionGraph{forked()}, "b"), "Rev: b (branchpoint)\nParent: a\nBranches into: c, e\n");
    EXPECT_EQ(entry(diamond(), "m"), "Rev: m (head) (mergepoint)\nMerges: d, f\nBranch names: x, y\n");
    EXPECT_EQ(entry(dependent(), "b2"), "Rev: b2\nParent: b1\nAlso depends on: a2\nBranch names: b\n");
}

TEST(GraphText, Branches) {
    EXPECT_EQ(branches_text(RevisionGraph{forked()}),
        "b (branchpoint)\n"
        "  -> c (x)\n"
        "  -> e (y)\n"
        "\n");
    EXPECT_EQ(branches_text(line()), "");
}

TEST(GraphText, BranchesThatAreForksThemselves) {
    const RevisionGraph graph{{{.id = "root", .message = "start"}, {.id = "b", .down_revision = {"root"}, .message = "left"},
        {.id = "c", .down_revision = {"root"}, .message = "right"}, {.id = "d", .down_revision = {"c"}, .message = "one"},
        {.id = "e", .down_revision = {"c"}, .message = "two"}}};
    EXPECT_EQ(branches_text(graph),
        "c (branchpoint)\n"
        "  -> d (head)\n"
        "  -> e (head)\n"
        "\n"
        "root (branchpoint)\n"
        "     -> b (head)\n"
        "     -> c (branchpoint)\n"
        "\n");
    const auto verbose = branches_text(graph, {.verbose = true});
    EXPECT_NE(verbose.find("     -> c (branchpoint), right\n\n"), std::string::npos) << verbose;
    EXPECT_NE(verbose.find("Rev: root (branchpoint)\nParent: <base>\nBranches into: b, c\n"), std::string::npos) << verbose;
}

TEST(GraphText, Current) {
    EXPECT_EQ(current_text(heroes(), {"1975ea83b712"}), "1975ea83b712\n");
    EXPECT_EQ(current_text(heroes(), {"ae1027a6acf1"}), "ae1027a6acf1 (head)\n");
    EXPECT_EQ(current_text(heroes(), {}), "");
    EXPECT_EQ(current_text(dependent(), {"b3"}), "a2\nb3 (head)\n");
    EXPECT_EQ(current_text(diamond(), {"m"}), "m (head) (mergepoint)\n");
}

TEST(GraphText, Steps) {
    const auto graph = heroes();
    const auto up = upgrade_path(graph, {}, "head");
    EXPECT_EQ(step_text(graph, up.steps[0]), "upgrade  -> 1975ea83b712, create hero and team");
    EXPECT_EQ(step_text(graph, up.steps[1]), "upgrade 1975ea83b712 -> ae1027a6acf1, add allegiance to hero");
    EXPECT_EQ(short_step_text(up.steps[1]), "upgrade 1975ea83b712 -> ae1027a6acf1");
    const auto down = downgrade_path(graph, up.rows, "base");
    EXPECT_EQ(step_text(graph, down.steps[1]), "downgrade 1975ea83b712 -> , create hero and team");
    EXPECT_EQ(step_text(graph, stamp_path(graph, {}, {"head"}).steps[0]), "stamp_revision  -> ae1027a6acf1");
    const auto plain = line();
    EXPECT_EQ(step_text(plain, upgrade_path(plain, {"a"}, "b").steps[0]), "upgrade a -> b");
}

TEST(GraphText, MessagesOfAnyShape) {
    const auto shown = [](std::string message) {
        const RevisionGraph graph{{{.id = "a", .message = std::move(message)}}};
        return history_text(graph);
    };
    EXPECT_EQ(shown(""), "<base> -> a (head), \n");
    EXPECT_EQ(shown(" \n "), "<base> -> a (head), \n");
    EXPECT_EQ(shown("one\ntwo"), "<base> -> a (head), one\ntwo\n");
    EXPECT_EQ(shown("\n one\n\ntwo"), "<base> -> a (head), one\n");
    const RevisionGraph graph{{{.id = "a", .message = "one\r\ntwo\xe2\x80\xa8three"}}};
    EXPECT_NE(show_text(graph, "a").find("    one\n    two\n    three\n    \n    Revision ID: a\n"), std::string::npos);
}

}  // namespace
}  // namespace retort::migrate::test
