// Migrations that fail or are killed on MariaDB, which commits at each change of a table.
#include "kill_scripts.hpp"
#include "schema_support.hpp"

#include <retort/migrate.hpp>
#include <retort/migrate/runner.hpp>

#include <gtest/gtest.h>

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>

extern char** environ;

namespace {

using namespace dialect_mariadb;
using namespace retort::migrate;

class MariadbResume : public testing::Test {
protected:
    void run(Script::Direction upgrade, std::string_view target = "head") {
        const Script script{Revision{.id = "ab12", .message = "m"}, upgrade, nullptr, "versions/ab12_m.cpp"};
        const ScriptDirectory scripts{{&script}};
        auto connection = database.engine().connect();
        const Environment environment;
        Runner runner{connection, environment, scripts, {.log = [this](const std::string& line) { log += line + "\n"; }}};
        log.clear();
        runner.upgrade(target);
        EXPECT_FALSE(connection.in_transaction());
    }
    std::string fails(Script::Direction upgrade) {
        return message_of<RevisionError>([&] { run(upgrade); });
    }

    Database database;
    std::string log;
};

void with_check(Operations& op) {
    op.create_table(
        "hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"age", Integer{}}, index("ix_hero_age", "age")});
    op.bulk_insert("hero", {"id", "age"}, {{1, 30}, {2, -1}});
    op.create_check_constraint("ck_age", "hero", "age >= 0");
    op.add_column("hero", Column{"name", String{30}});
    op.execute("UPDATE hero SET age = age + 1");
}

TEST_F(MariadbResume, GoesOnBehindWhatWasDoneWhenRowsStoodInTheWay) {
    const auto message = fails(with_check);
    EXPECT_TRUE(message.starts_with(
        "The upgrade of revision ab12 (versions/ab12_m.cpp) failed at operation 3, create_check_constraint ck_age of hero; "
        "what was done before it stays, and the next upgrade goes on there; the database is still at its base: "
        "IntegrityError: "))
        << message;
    EXPECT_EQ(database.row("SELECT command, at_operation, of_operations FROM retort_history"), "upgrade failed|3|5");
    EXPECT_EQ(database.row("SELECT count(*) FROM alembic_version"), "0");

    database.run("UPDATE hero SET age = 1 WHERE id = 2");
    run(with_check);
    EXPECT_NE(log.find("Resuming at operation 3 of 5, create_check_constraint ck_age of hero"), std::string::npos) << log;
    EXPECT_EQ(database.rows("SELECT id, age FROM hero ORDER BY id"), (std::vector<std::string>{"1|31", "2|2"}));
    EXPECT_EQ(database.row("SELECT version_num FROM alembic_version"), "ab12");
    EXPECT_EQ(database.row("SELECT command, at_operation FROM retort_history"), "upgrade|NULL");
}

TEST_F(MariadbResume, FinishesATableWhoseIndexCouldNotBeMade) {
    const auto upgrade = [](Operations& op) {
        Index far = index("ix_far", "a");
        far.dialect_options = {{"mariadb_using", "no_such_method"}};
        op.create_table("t", {Column{"a", Integer{}}, Column{"b", Integer{}}, index("ix_b", "b"), far});
    };
    EXPECT_NE(fails(upgrade).find("failed at operation 1, create_table t"), std::string::npos);
    EXPECT_EQ(database.row("SELECT statements FROM retort_history"), "2") << "the table and one index are there";
    const auto mended = [](Operations& op) {
        op.create_table("t", {Column{"a", Integer{}}, Column{"b", Integer{}}, index("ix_b", "b"), index("ix_far", "a")});
    };
    run(mended);
    EXPECT_EQ(database.definition("t"),
        (std::vector<std::string>{"`a` int(11) DEFAULT NULL", "`b` int(11) DEFAULT NULL", "KEY `ix_b` (`b`)", "KEY `ix_far` (`a`)"}));
}

TEST_F(MariadbResume, TakesBackWhatAnOperationOnRowsHadDone) {
    const auto upgrade = [](Operations& op) {
        op.create_table("t", {Column{"a", Integer{}, {.nullable = false, .primary_key = true}}});
        op.bulk_insert("t", {"a"}, {{1}, {2}, {1}});
    };
    EXPECT_NE(fails(upgrade).find("failed at operation 2, bulk_insert t (3 rows)"), std::string::npos);
    EXPECT_EQ(database.row("SELECT count(*) FROM t"), "0");
}

TEST_F(MariadbResume, SaysThatCodeHasChangedTables) {
    const auto upgrade = [](Operations& op) {
        op.run([](retort::Connection& connection) { connection.execute_ddl("CREATE TABLE made_by_code (a INTEGER)"); });
    };
    EXPECT_NE(fails(upgrade).find("the code has ended the migration's transaction"), std::string::npos);
}

/// A process that migrates.
class Migration {
public:
    Migration(const std::string& url, const std::string& log) {
        std::string program = RETORT_MARIADB_KILL_SCRIPTS;
        std::string argument = url;
        char* arguments[] = {program.data(), argument.data(), nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
        const int error = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0) throw std::runtime_error{"cannot start " + program};
    }
    /// \returns  whether it was still at work
    bool kill_after(std::chrono::microseconds time) {
        std::this_thread::sleep_for(time);
        ::kill(process_, SIGKILL);
        const int status = wait();
        return !WIFEXITED(status);
    }
    int wait() {
        int status = 0;
        while (waitpid(process_, &status, 0) < 0) {}
        return status;
    }

private:
    pid_t process_ = 0;
};

std::string text_of(const std::string& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void expect_all_done(Database& database) {
    const std::string all = std::to_string(mariadb_kill::heroes);
    EXPECT_EQ(database.row("SELECT version_num FROM alembic_version"), "step4");
    EXPECT_EQ(database.row("SELECT count(*) FROM person WHERE name = CONCAT('hero ', id) AND years = id % 90 + 1002"), all)
        << "each UPDATE once";
    EXPECT_EQ(database.row("SELECT count(*) FROM person"), all);
    EXPECT_EQ(database.row("SELECT count(*) FROM team"), "103") << "1 and 50, these twice, and 1";
    EXPECT_EQ(database.row("SELECT count(*) FROM power"), all);
    EXPECT_EQ(database.row("SELECT count(*) FROM retort_history WHERE command = 'upgrade'"), "4");
    EXPECT_EQ(database.row("SELECT count(*) FROM retort_history"), "4");
    EXPECT_EQ(database.definition("person"),
        (std::vector<std::string>{"`id` int(11) NOT NULL", "`name` varchar(60) NOT NULL", "`years` bigint(20) NOT NULL",
            "PRIMARY KEY (`id`)", "UNIQUE KEY `uq_hero_name` (`name`)", "CONSTRAINT `ck_years` CHECK (`years` >= 1000)"}));
}

TEST(MariadbKill, ARerunEndsAtTheHeadWithEveryRowOnce) {
    const char* const wanted = std::getenv("RETORT_KILLS");
    const int kills = wanted != nullptr ? std::atoi(wanted) : 4;
    const std::string log = testing::TempDir() + "retort_mariadb_kill." + std::to_string(::getpid());
    std::chrono::microseconds longest{};
    {
        Database database;
        const auto begun = std::chrono::steady_clock::now();
        ASSERT_EQ(Migration(database.url(), log).wait(), 0) << text_of(log);
        longest = std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::steady_clock::now() - begun);
        expect_all_done(database);
        ASSERT_FALSE(testing::Test::HasFailure()) << "without any kill";
    }
    std::mt19937 random{std::random_device{}()};
    for (int round = 0; round < kills && !testing::Test::HasFailure(); ++round) {
        ::unlink(log.c_str());
        Database database;
        int at_work = 0;
        // Several kills of one database: each run goes on where the one before it was.
        for (int kill = 0; kill < 4; ++kill) {
            const std::chrono::microseconds time{std::uniform_int_distribution<std::int64_t>{0, longest.count() / 2}(random)};
            at_work += Migration(database.url(), log).kill_after(time) ? 1 : 0;
        }
        SCOPED_TRACE("round " + std::to_string(round) + ", killed at work " + std::to_string(at_work) + " times, log:\n" + text_of(log));
        ASSERT_EQ(Migration(database.url(), log).wait(), 0) << text_of(log);
        expect_all_done(database);
    }
    ::unlink(log.c_str());
}

}  // namespace
