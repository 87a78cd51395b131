#include "runner_test.hpp"

#include <retort/migrate/script_directory.hpp>

namespace migrate_test {
namespace {

class VersionTableTest : public RunnerTest {};

TEST_F(VersionTableTest, NoticesThatSomebodyElseMovedTheRow) {
    script("a", {});
    script(
        "b", {"a"}, [](Operations& op) { op.execute("UPDATE alembic_version SET version_num = 'z'"); },
        [](Operations& op) { op.execute("DELETE FROM alembic_version"); });
    upgrade("a");
    auto message = message_of<MigrationError>([&] { upgrade("b"); });
    EXPECT_TRUE(message.starts_with("The upgrade of revision b (versions/b.cpp) failed at the end of its transaction")) << message;
    EXPECT_NE(message.find("Expected to match one row when updating 'a' to 'b' in 'alembic_version'; 0 found: somebody else has "
                           "migrated this database meanwhile, or the table was edited"),
        std::string::npos)
        << message;
    if (!rolls_back_ddl()) return;
    EXPECT_EQ(rows(), "a");
    stamp({"b"});
    message = message_of<MigrationError>([&] { downgrade("base"); });
    EXPECT_NE(message.find("Expected to match one row when updating 'b' to 'a'"), std::string::npos) << message;
    EXPECT_EQ(rows(), "b");
}

TEST_F(VersionTableTest, IsAllThatIsLeftToDoWhereTheScriptsStatementsWereCommitted) {
    if (rolls_back_ddl()) GTEST_SKIP() << "nothing stands half-way on this database";
    script("a", {});
    script("b", {"a"}, [](Operations& op) { op.execute("UPDATE alembic_version SET version_num = 'z'"); });
    upgrade("a");
    const auto message = message_of<MigrationError>([&] { upgrade("b"); });
    EXPECT_NE(message.find("; what was done before it stays, and the next upgrade goes on there; the database is still at a: "
                           "RevisionError: Expected to match one row"),
        std::string::npos)
        << message;
    EXPECT_EQ(rows(), "z");
    execute("UPDATE alembic_version SET version_num = 'a'");
    upgrade("b");
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(log, (std::vector<std::string>{"Running upgrade a -> b, message of b"}));
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
    EXPECT_EQ(cells("SELECT revision FROM retort_history ORDER BY id"), "a,b1,b2,base");
    EXPECT_EQ(cells("SELECT DISTINCT command FROM retort_history"), "stamp");
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

}  // namespace
}  // namespace migrate_test
