// The runner with SQLite's own alterations, on a file.
#include "runner_test.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <thread>

namespace migrate_test {
namespace {

using namespace retort::types;
using namespace std::chrono_literals;
using retort::Column;
using retort::Connection;
using retort::ReferentialAction;

class SqliteRunner : public RunnerTest {
protected:
    SqliteRunner() {
        std::string name = std::filesystem::temp_directory_path() / "retort-runner-XXXXXX";
        folder_ = mkdtemp(name.data());
        engine = retort::create_engine("sqlite:///" + (folder_ / "database.db").string());
    }
    ~SqliteRunner() override {
        engine.dispose();
        std::filesystem::remove_all(folder_);
    }
    std::string sql_of(std::string_view name) { return cells("SELECT sql FROM sqlite_master WHERE name = '" + std::string{name} + "'"); }

    std::filesystem::path folder_;
};

void teams_and_heroes(Operations& op) {
    op.create_table(
        "team", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"name", String{}, {.nullable = false}}});
    op.create_table("hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"team_id", Integer{}},
                                retort::foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::cascade)});
    op.bulk_insert("team", {"id", "name"}, {{1, "Preventers"}, {2, "Z-Force"}});
    op.bulk_insert("hero", {"id", "team_id"}, {{1, 1}, {2, 1}, {3, 2}});
}

TEST_F(SqliteRunner, MakesEveryKindOfOperation) {
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) {
        op.add_column("hero", Column{"age", Integer{}, {.nullable = false, .index = true, .server_default = "18"}});
        op.alter_column("hero", "age", {.new_column_name = "years"});
        op.create_index("ix_lower", "team", {retort::sql_expression("lower(name)")}, {.unique = true, .where = "id > 0"});
        op.create_unique_constraint("uq_team_name", "team", {"name"});
        op.create_check_constraint("ck_years", "hero", "years > 0");
        op.alter_column("hero", "years", {.type = BigInteger{}});
        op.create_table_comment("hero", "SQLite keeps no comments");
        auto batch = op.batch_alter_table("hero");
        batch.add_column(Column{"nick", String{}}).create_index("ix_nick", {"nick"});
        op.drop_index("ix_lower");
        op.rename_table("hero", "heroes");
    });
    script("c", {"b"}, [](Operations& op) {
        op.drop_constraint("ck_years", "heroes");
        op.drop_index("ix_nick", "heroes");
        op.drop_column("heroes", "nick");
        op.drop_table("nowhere", {.if_exists = true});
    });
    upgrade();
    EXPECT_EQ(rows(), "c");
    EXPECT_EQ(cells("SELECT id || ' ' || team_id || ' ' || years FROM heroes"), "1 1 18,2 1 18,3 2 18");
    EXPECT_EQ(cells("SELECT name FROM pragma_table_info('heroes')"), "id,team_id,years");
    EXPECT_EQ(cells("SELECT type FROM pragma_table_info('heroes') WHERE name = 'years'"), "BIGINT");
    EXPECT_NE(sql_of("team").find("CONSTRAINT uq_team_name UNIQUE (name)"), std::string::npos) << sql_of("team");
    EXPECT_EQ(cells("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"), "ix_hero_age");
}

TEST_F(SqliteRunner, KeepsTheRowsThatReferToARebuiltOrDroppedTable) {
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) { op.alter_column("team", "name", {.type = String{50}}); });
    upgrade();
    EXPECT_EQ(cells("SELECT count(*) FROM hero"), "3") << "ON DELETE CASCADE does not follow the old table";
    EXPECT_EQ(cells("SELECT count(*) FROM pragma_foreign_key_check"), "0");
}

TEST_F(SqliteRunner, RefusesAStepThatLeavesRowsWithoutTheirParent) {
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) {
        op.alter_column("team", "name", {.type = String{50}});
        op.execute("DELETE FROM team WHERE id = 1");
    });
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find(
                  "The upgrade of revision b (versions/b.cpp) failed at the end of its transaction; it was rolled back, and the database "
                  "is at a: IntegrityError"),
        std::string::npos)
        << message;
    EXPECT_EQ(cells("SELECT count(*) FROM team"), "2");
    EXPECT_EQ(cells("SELECT type FROM pragma_table_info('team') WHERE name = 'name'"), "VARCHAR");
}

TEST_F(SqliteRunner, EnforcesForeignKeysInAStepThatRebuildsNothing) {
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) {
        op.add_column("team", Column{"motto", String{}});
        op.execute("DELETE FROM team WHERE id = 1");
    });
    upgrade();
    EXPECT_EQ(cells("SELECT id FROM hero"), "3") << "ON DELETE CASCADE as in any transaction";
}

TEST_F(SqliteRunner, RollsBackARebuildThatFails) {
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) {
        op.add_column("hero", Column{"age", Integer{}});
        op.alter_column("hero", "age", {.nullable = false});  // the rows have none
    });
    const std::string before = [&] {
        upgrade("a");
        return sql_of("hero");
    }();
    for (const auto mode : {TransactionMode::step, TransactionMode::run}) {
        run_options.transaction_mode = mode;
        const auto message = message_of<MigrationError>([&] { upgrade(); });
        EXPECT_NE(message.find("failed at operation 2, alter_column hero.age; "), std::string::npos) << message;
        EXPECT_NE(message.find("IntegrityError"), std::string::npos) << message;
        EXPECT_EQ(sql_of("hero"), before);
        EXPECT_EQ(rows(), "a");
    }
    run_options.transaction_mode = TransactionMode::none;
    EXPECT_THROW(upgrade(), MigrationError);
    EXPECT_EQ(cells("SELECT name FROM pragma_table_info('hero')"), "id,team_id,age")
        << "the first operation stays, the second is whole or not there";
    EXPECT_EQ(cells("SELECT count(*) FROM hero"), "3");
    EXPECT_EQ(rows(), "a");
    auto connection = engine.connect();
    EXPECT_EQ(connection.exec(retort::text("PRAGMA foreign_keys")).one().get<std::int64_t>(0), 1) << "foreign keys are enforced again";
}

TEST_F(SqliteRunner, WorksWithoutTransactions) {
    run_options.transaction_mode = TransactionMode::none;
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) {
        op.alter_column("team", "name", {.type = String{50}});
        op.execute("VACUUM");
        op.drop_table("hero");
    });
    upgrade();
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(tables(), "team");
    EXPECT_EQ(cells("SELECT count(*) FROM team"), "2");
}

TEST_F(SqliteRunner, OfTwoProcessesTheSecondWaitsAndFindsNothingToDo) {
    script("a", {}, [](Operations& op) {
        op.create_table("t", {Column{"id", Integer{}}});
        op.run([](Connection&) { std::this_thread::sleep_for(700ms); });
    });
    engine.dispose();
    const pid_t first = fork();
    if (first == 0) {
        // The child: a migration of its own, on connections of its own.
        int status = 1;
        try {
            upgrade();
            status = 0;
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
        }
        _exit(status);
    }
    const auto lock_file = folder_ / "database.db-retort-lock";
    for (int i = 0; i < 500 && !std::filesystem::exists(lock_file); ++i)
        std::this_thread::sleep_for(5ms);
    ASSERT_TRUE(std::filesystem::exists(lock_file));
    std::this_thread::sleep_for(50ms);
    upgrade();
    int status = 1;
    waitpid(first, &status, 0);
    EXPECT_EQ(status, 0);
    ASSERT_EQ(log.size(), 1U);
    EXPECT_TRUE(log[0].starts_with("Waiting for another deployment that migrates this database: process " + std::to_string(first)))
        << log[0];
    EXPECT_EQ(cells("SELECT count(*) FROM retort_history"), "1") << "the step was made once";
    EXPECT_EQ(rows(), "a");
}

TEST_F(SqliteRunner, GivesUpTheLockInTime) {
    script("a", {}, teams_and_heroes);
    auto holder = engine.connect();
    const auto lock = engine.dialect().alterations().deploy_lock(holder, {});
    run_options.lock_timeout = 50ms;
    const auto message = message_of<retort::TimeoutError>([&] { upgrade(); });
    EXPECT_NE(message.find("process " + std::to_string(getpid())), std::string::npos) << message;
}

TEST_F(SqliteRunner, MigratesADatabaseInMemory) {
    engine = retort::create_engine("sqlite://");
    script("a", {}, teams_and_heroes);
    script("b", {"a"}, [](Operations& op) { op.alter_column("team", "name", {.type = String{50}}); });
    upgrade();
    EXPECT_EQ(rows(), "b");
}

}  // namespace
}  // namespace migrate_test
