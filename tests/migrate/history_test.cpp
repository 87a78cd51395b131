#include "runner_test.hpp"

#include <retort/migrate/history_table.hpp>

namespace migrate_test {
namespace {

using retort::migrate::HistoryEntry;
using retort::migrate::HistoryTable;

class History : public RunnerTest {
protected:
    std::vector<HistoryEntry> entries() {
        auto connection = engine.connect();
        return HistoryTable{engine.dialect(), environment}.entries(connection);
    }
    std::vector<std::string> problems() {
        std::vector<std::string> found;
        with_runner([&](Runner& runner) { found = runner.check_history(); });
        return found;
    }
    void two_scripts() {
        script("a", {});
        script("b", {"a"});
        checksums = {{"versions/a.cpp", "sum of a"}, {"versions/b.cpp", "sum of b"}};
    }
};

TEST_F(History, TellsWhoAppliedWhatWhen) {
    two_scripts();
    run_options.tag = "release 7";
    const auto before = std::chrono::system_clock::now();
    upgrade();
    downgrade("-1");
    const auto after = std::chrono::system_clock::now();
    const auto all = entries();
    ASSERT_EQ(all.size(), 3U);
    EXPECT_EQ(all[0].revision, "a");
    EXPECT_EQ(all[0].command, "upgrade");
    EXPECT_EQ(all[0].checksum, "sum of a");
    EXPECT_EQ(all[0].tag, "release 7");
    EXPECT_NE(all[0].applied_by.find('@'), std::string::npos) << all[0].applied_by;
    EXPECT_GE(all[0].applied_at, std::chrono::floor<std::chrono::microseconds>(before));
    EXPECT_LE(all[0].applied_at, after);
    ASSERT_TRUE(all[0].duration_ms);
    EXPECT_LT(*all[0].duration_ms, 60'000);
    EXPECT_EQ(all[0].retort_version, "0.1.0");
    EXPECT_EQ(all[2].revision, "b");
    EXPECT_EQ(all[2].command, "downgrade");
}

TEST_F(History, CanBeLeftOut) {
    environment.history_table = false;
    two_scripts();
    upgrade();
    EXPECT_EQ(all_tables(), "alembic_version");
    EXPECT_TRUE(problems().empty());
}

TEST_F(History, IsMadeForADatabaseThatAlembicMigratedBefore) {
    two_scripts();
    execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
    execute("INSERT INTO alembic_version VALUES ('a')");
    upgrade();
    ASSERT_EQ(entries().size(), 1U);
    EXPECT_TRUE(problems().empty()) << "nothing is known of a, and nothing is said against it";
}

TEST_F(History, KeepsAChecksumOnlyWhereThereIsOne) {
    script("a", {});
    upgrade();
    EXPECT_FALSE(entries().at(0).checksum);
    EXPECT_FALSE(entries().at(0).tag);
    checksums = {{"versions/a.cpp", "new"}};
    EXPECT_TRUE(problems().empty());
}

TEST_F(History, FindsAnEditedScript) {
    two_scripts();
    upgrade();
    EXPECT_TRUE(problems().empty());
    checksums = {{"versions/a.cpp", "edited"}, {"versions/b.cpp", "sum of b"}};
    const auto found = problems();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("revision a (applied 20")) << found[0];
    EXPECT_TRUE(
        found[0].ends_with(") was edited after it had been applied: versions/a.cpp; take the edit back and make it in a new revision"))
        << found[0];
}

TEST_F(History, FindsAMissingScript) {
    two_scripts();
    upgrade();
    clear_scripts();
    script("a", {});
    const auto found = problems();
    ASSERT_EQ(found.size(), 1U);
    EXPECT_TRUE(found[0].starts_with("revision b (applied 20")) << found[0];
    EXPECT_TRUE(found[0].ends_with(") has no script in this program any more; bring its file back")) << found[0];
}

TEST_F(History, LetsADowngradedScriptBeEditedAndDeleted) {
    two_scripts();
    upgrade();
    downgrade("a");
    checksums = {{"versions/a.cpp", "sum of a"}, {"versions/b.cpp", "edited"}};
    EXPECT_TRUE(problems().empty());
    clear_scripts();
    script("a", {});
    EXPECT_TRUE(problems().empty());
}

TEST_F(History, ComparesWithTheLastUpgrade) {
    two_scripts();
    upgrade();
    downgrade("a");
    checksums = {{"versions/a.cpp", "sum of a"}, {"versions/b.cpp", "second"}};
    upgrade();
    EXPECT_TRUE(problems().empty());
    checksums = {{"versions/a.cpp", "sum of a"}, {"versions/b.cpp", "sum of b"}};
    EXPECT_EQ(problems().size(), 1U);
}

TEST_F(History, ForgetsWhatAStampHasTakenAway) {
    two_scripts();
    upgrade();
    stamp({"a"});
    checksums = {{"versions/a.cpp", "sum of a"}, {"versions/b.cpp", "edited"}};
    EXPECT_TRUE(problems().empty()) << "b is not applied as far as the database knows";
    clear_scripts();
    script("squashed", {});
    EXPECT_EQ(problems().size(), 2U);
    stamp({"squashed"}, true);
    EXPECT_TRUE(problems().empty()) << "a purge is how old scripts are left behind";
}

TEST_F(History, IsWrittenWithItsStepOrNotAtAll) {
    if (!rolls_back_ddl()) GTEST_SKIP() << "it tells where the step stands then";
    script("a", {}, [](Operations& op) { op.run([](retort::Connection&) { throw std::runtime_error{"no"}; }); });
    EXPECT_THROW(upgrade(), MigrationError);
    EXPECT_TRUE(entries().empty());
}

}  // namespace
}  // namespace migrate_test
