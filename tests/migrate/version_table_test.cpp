#include "runner_test.hpp"

#include <retort/migrate/script_directory.hpp>

namespace migrate_test {
namespace {

using retort::migrate::DuplicateRevision;
using retort::migrate::VersionChange;
using retort::migrate::VersionTable;

class VersionTableTest : public RunnerTest {
protected:
    std::string sql_of_table(std::string_view name) {
        return cells("SELECT sql FROM sqlite_master WHERE name = '" + std::string{name} + "'");
    }
};

TEST_F(VersionTableTest, IsAlembicsToTheLetter) {
    with_runner([](Runner& runner) { runner.ensure_version(); });
    EXPECT_EQ(sql_of_table("alembic_version"),
        "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT alembic_version_pkc PRIMARY KEY "
        "(version_num)\n)");
    with_runner([](Runner& runner) { runner.ensure_version(); });
}

TEST_F(VersionTableTest, HasTheNameAndKeyOfTheEnvironment) {
    environment.version_table = "my version";
    environment.version_table_schema = "main";
    environment.version_table_pk = false;
    environment.history_table = false;
    script("a", {});
    upgrade();
    EXPECT_EQ(sql_of_table("my version"), "CREATE TABLE \"my version\" (\n\tversion_num VARCHAR(32) NOT NULL\n)");
    EXPECT_EQ(cells("SELECT version_num FROM \"my version\""), "a");
    EXPECT_EQ(cells("SELECT name FROM sqlite_master WHERE name NOT LIKE 'my%'"), "");
    downgrade("base");
    EXPECT_EQ(cells("SELECT version_num FROM \"my version\""), "");
}

TEST_F(VersionTableTest, WritesSqlWithLiteralsAsAlembic) {
    const VersionTable table{fake_dialect(), environment};
    EXPECT_EQ(table.change_sql({VersionChange::Kind::insert, {}, "b"}), "INSERT INTO alembic_version (version_num) VALUES ('b')");
    EXPECT_EQ(table.change_sql({VersionChange::Kind::update, "a", "b"}),
        "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a'");
    EXPECT_EQ(
        table.change_sql({VersionChange::Kind::remove, "a", {}}), "DELETE FROM alembic_version WHERE alembic_version.version_num = 'a'");
}

TEST_F(VersionTableTest, NoticesThatSomebodyElseMovedTheRow) {
    script("a", {});
    script(
        "b", {"a"}, [](Operations& op) { op.execute("UPDATE alembic_version SET version_num = 'z'"); },
        [](Operations& op) { op.execute("DELETE FROM alembic_version"); });
    upgrade("a");
    auto message = message_of<MigrationError>([&] { upgrade("b"); });
    EXPECT_NE(
        message.find("RevisionError: Expected to match one row when updating 'a' to 'b' in 'alembic_version'; 0 found: somebody else has "
                     "migrated this database meanwhile, or the table was edited"),
        std::string::npos)
        << message;
    EXPECT_EQ(rows(), "a");
    stamp({"b"});
    message = message_of<MigrationError>([&] { downgrade("base"); });
    EXPECT_NE(message.find("Expected to match one row when updating 'b' to 'a'"), std::string::npos) << message;
    EXPECT_EQ(rows(), "b");
}

TEST_F(VersionTableTest, IsStampedWithoutRunningScripts) {
    script("a", {}, [](Operations& op) { op.execute("no SQL at all"); });
    script("b1", {"a"});
    script("b2", {"a"});
    stamp({"a"});
    EXPECT_EQ(log, std::vector<std::string>{"Running stamp_revision  -> a"});
    EXPECT_EQ(rows(), "a");
    stamp({"b1", "b2"});
    EXPECT_EQ(rows(), "b1,b2");
    stamp({"base"});
    EXPECT_EQ(rows(), "");
    EXPECT_EQ(cells("SELECT revision || ' ' || command FROM retort_history ORDER BY id"), "a stamp,b1 stamp,b2 stamp,base stamp");
}

TEST_F(VersionTableTest, IsPurgedOfUnknownRevisionsByAStamp) {
    script("a", {});
    execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
    execute("INSERT INTO alembic_version VALUES ('gone'), ('lost')");
    EXPECT_THROW(stamp({"a"}), RevisionError);
    EXPECT_EQ(rows(), "gone,lost");
    stamp({"a"}, true);
    EXPECT_EQ(rows(), "a");
}

// Scripts.

TEST(ScriptDirectory, RefusesTwoScriptsOfOneRevisionNamingBoth) {
    const Script first{Revision{.id = "a"}, nothing, nothing, "versions/a_first.cpp"};
    const Script second{Revision{.id = "a"}, nothing, nothing, "versions/a_second.cpp"};
    EXPECT_EQ(message_of<DuplicateRevision>([&] {
        ScriptDirectory{{&second, &first}};
    }),
        "Revision a is present more than once: in versions/a_first.cpp and in versions/a_second.cpp; give one of them another id");
}

TEST(ScriptDirectory, FindsScriptsFilesAndChecksums) {
    const Script b{Revision{.id = "b", .down_revision = {"a"}}, nothing, nothing, "versions/2.cpp"};
    const Script a{Revision{.id = "a"}, nothing, nothing, "versions/1.cpp"};
    const Script c{Revision{.id = "c", .down_revision = {"b"}}, nothing, nothing};
    const ScriptDirectory scripts{{&b, &c, &a}, {{"/build/versions/1.cpp", "one"}, {"versions/2.cpp", "two"}}};
    EXPECT_EQ(scripts.paths()[0], "versions/1.cpp") << "in the order of their names";
    EXPECT_EQ(&scripts.script("b"), &b);
    EXPECT_EQ(scripts.checksum("a"), "one") << "by its name, where the build calls the file differently";
    EXPECT_EQ(scripts.checksum("b"), "two");
    EXPECT_EQ(scripts.checksum("c"), "") << "nobody has told";
    EXPECT_NE(std::string_view{c.file()}.find("version_table_test.cpp"), std::string_view::npos) << "by itself";
    EXPECT_THROW(scripts.script("z"), RevisionError);
}

const Script in_this_program{Revision{.id = "of_this_program"}, nothing, nothing};
const retort::migrate::detail::ScriptChecksum its_checksum{__FILE__, "abc"};

TEST(ScriptDirectory, KnowsTheScriptsOfThisProgram) {
    { const Script destroyed{Revision{.id = "of_a_moment"}, nothing, nothing}; }
    const ScriptDirectory& scripts = ScriptDirectory::of_this_program();
    EXPECT_EQ(&scripts.script("of_this_program"), &in_this_program);
    EXPECT_EQ(scripts.checksum("of_this_program"), "abc");
    EXPECT_FALSE(scripts.graph().find("of_a_moment")) << "scripts that were destroyed are not among them";
}

TEST(ScriptDirectory, IsQuicklyMadeOfAThousandScripts) {
    std::deque<Script> scripts;
    std::vector<const Script*> all;
    std::string previous;
    for (int i = 0; i < 1000; ++i) {
        std::string id = "revision" + std::to_string(i);
        scripts.emplace_back(
            Revision{.id = id, .down_revision = previous.empty() ? std::vector<std::string>{} : std::vector<std::string>{previous}},
            nothing, nothing);
        all.push_back(&scripts.back());
        previous = id;
    }
    auto best = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 5; ++round) {
        const auto begun = std::chrono::steady_clock::now();
        const ScriptDirectory directory{all};
        best = std::min(best, std::chrono::steady_clock::now() - begun);
        EXPECT_EQ(directory.graph().heads().size(), 1U);
    }
    EXPECT_LT(best, std::chrono::milliseconds{100}) << "10 ms without a debugger's checks, sanitizers and neighbours";
}

}  // namespace
}  // namespace migrate_test
