#include "runner_test.hpp"

#include <retort/migrate/script_directory.hpp>

namespace migrate_test {
namespace {

class VersionTableTest : public RunnerTest {};

/// Of a RevisionError of any kind.
template <class Action>
std::string error_text(Action&& action) {
    try {
        action();
    } catch (const RevisionError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST_F(VersionTableTest, NoticesThatSomebodyElseMovedTheRow) {
    script("a", {});
    script(
        "b", {"a"}, [](Operations& op) { op.execute("UPDATE alembic_version SET version_num = 'z'"); },
        [](Operations& op) { op.execute("DELETE FROM alembic_version"); });
    upgrade("a");
    auto message = error_text([&] { upgrade("b"); });
    EXPECT_NE(message.find("Expected to match one row when updating 'a' to 'b' in 'alembic_version'; 0 found: somebody else has "
                           "migrated this database meanwhile, or the table was edited"),
        std::string::npos)
        << message;
    if (!rolls_back_ddl()) return;  // the script's own statement was committed
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
