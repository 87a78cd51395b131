#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include <retort/core/error.hpp>
#include <retort/migrate/script_template.hpp>

namespace retort::migrate {
namespace {

TEST(ScriptTemplate, AnEmptyMigrationIsReadyToBeFilledIn) {
    ScriptSource source;
    source.revision = {"ae1027a6acf1", {}, {}, {}, "nothing yet", "2026-11-22 10:15:00"};
    EXPECT_EQ(render_script(default_script_template, source), R"(// nothing yet
//
// Revision ID: ae1027a6acf1
// Revises: 
// Create Date: 2026-11-22 10:15:00
#include <retort/migrate.hpp>

using namespace retort::migrate;

static const Script script{
    Revision{
        .id = "ae1027a6acf1",
        .down_revision = {},
        .branch_labels = {},
        .depends_on = {},
        .message = "nothing yet",
        .create_date = "2026-11-22 10:15:00",
    },
    // upgrade
    [](Operations& /*op*/) {},
    // downgrade
    [](Operations& /*op*/) {},
};
)");
}

TEST(ScriptTemplate, AMergeWithLabelsAndDependencies) {
    ScriptSource source;
    source.revision = {"ae1027a6acf1", {"1975ea83b712", "27c6a30d7c24"}, {"heroes", "teams"}, {"3a"},
        "merge <both> & \"all\"\n\nwith a reason \\", "2026-11-22"};
    const auto text = render_script(default_script_template, source);
    EXPECT_TRUE(text.starts_with(
        "// merge <both> & \"all\"\n//\n// with a reason\n//\n// Revision ID: ae1027a6acf1\n// Revises: 1975ea83b712, 27c6a30d7c24\n"))
        << text;
    EXPECT_NE(
        text.find("        .down_revision = {\"1975ea83b712\", \"27c6a30d7c24\"},\n        .branch_labels = {\"heroes\", \"teams\"},\n"
                  "        .depends_on = {\"3a\"},\n        .message = R\"(merge <both> & \"all\"\n"),
        std::string::npos)
        << text;
}

TEST(ScriptTemplate, MayBeAnotherOne) {
    ScriptSource source;
    source.revision = {"a", {"b"}, {}, {}, "it's <new>", "today"};
    source.upgrade = "        op.drop_table(\"x\");";
    EXPECT_EQ(render_script("{{message}}|{{{revises}}}|{{cpp_down_revision}}|{{{upgrade}}}|{{#no_such}}x{{/no_such}}", source),
        "it's <new>|b|{\"b\"}|[](Operations& op) {\n        op.drop_table(\"x\");\n    }|");
    EXPECT_THROW(static_cast<void>(render_script("{{#open}}", source)), ArgumentError);
}

TEST(ScriptTemplate, IdsAreTwelveDigitsAndNobodysPrefix) {
    std::set<std::string> seen;
    for (int round = 0; round < 1000; ++round) {
        const auto id = new_revision_id({});
        EXPECT_EQ(id.size(), 12U);
        EXPECT_TRUE(std::all_of(id.begin(), id.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); })) << id;
        EXPECT_TRUE(seen.insert(id).second);
    }
    std::vector<std::string> taken;
    for (const char digit : std::string_view{"0123456789abcde"})
        taken.emplace_back(1, digit);
    for (int round = 0; round < 20; ++round)
        EXPECT_TRUE(new_revision_id(taken).starts_with('f'));
}

class WriteNewFile : public ::testing::Test {
protected:
    void SetUp() override { std::filesystem::remove_all(folder_); }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    static std::string read(const std::filesystem::path& path) {
        std::ostringstream text;
        text << std::ifstream{path}.rdbuf();
        return text.str();
    }

    std::filesystem::path folder_ = std::filesystem::path{::testing::TempDir()} / "retort_write_new_file";
};

TEST_F(WriteNewFile, MakesItsFolders) {
    write_new_file(folder_ / "2026" / "a.cpp", "text");
    EXPECT_EQ(read(folder_ / "2026" / "a.cpp"), "text");
}

TEST_F(WriteNewFile, ClobbersNothing) {
    write_new_file(folder_ / "a.cpp", "first");
    try {
        write_new_file(folder_ / "a.cpp", "second");
        FAIL();
    } catch (const Error& error) {
        EXPECT_NE(std::string{error.what()}.find((folder_ / "a.cpp").string()), std::string::npos) << error.what();
    }
    EXPECT_EQ(read(folder_ / "a.cpp"), "first");
    std::filesystem::create_symlink(folder_ / "nowhere", folder_ / "link.cpp");
    EXPECT_THROW(write_new_file(folder_ / "link.cpp", "x"), Error);
    EXPECT_FALSE(std::filesystem::exists(folder_ / "nowhere"));
}

}  // namespace
}  // namespace retort::migrate
