// A migration of PostgreSQL that is killed at any moment leaves the old or the new state, and a rerun ends at the head with every row.
// MariaDB's, which is resumed, is killed in tests/dialect/mariadb/resume_test.cpp.
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include <retort/retort.hpp>

#include "../../support/database.hpp"
#include "../migrate/kill_migrations.hpp"

extern char** environ;

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using retort::text;

int number_from_environment(const char* name, int otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : std::atoi(value);
}

const int kills = number_from_environment("RETORT_KILLS", 6);
const int heroes = number_from_environment("RETORT_KILL_ROWS", std::getenv("RETORT_KILLS") != nullptr ? 100'000 : 4'000);

pid_t start_migration(const std::string& url) {
    std::string program = RETORT_KILL_MIGRATIONS;
    std::string argument = url;
    char* arguments[] = {program.data(), argument.data(), nullptr};
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    pid_t process = 0;
    const int error = posix_spawn(&process, program.c_str(), &actions, nullptr, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::runtime_error{"cannot start " + program};
    return process;
}

int wait_for(pid_t process) {
    int status = 0;
    waitpid(process, &status, 0);
    return status;
}

class PostgresqlKill : public testing::Test {
protected:
    void SetUp() override {
        if (testing_support::tested_kind() != "postgresql") GTEST_SKIP() << "about transactions that hold DDL";
    }

    static std::string cell(retort::Engine& engine, const std::string& sql) {
        auto connection = engine.connect();
        const auto value = connection.exec(text(sql)).one()[0];
        return value.kind() == retort::ValueKind::text ? value.as_text() : value.repr();
    }

    static void prepare(retort::Engine& engine) {
        auto connection = engine.begin();
        const std::string teams = std::to_string(kill_test::number_of_teams);
        for (const auto& sql : {std::string{"CREATE TABLE team (id BIGSERIAL PRIMARY KEY, name VARCHAR(30) NOT NULL)"},
                 std::string{
                     "CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL, age INTEGER, team_id BIGINT REFERENCES team "
                     "(id) ON DELETE CASCADE)"},
                 "INSERT INTO team SELECT i, 'team ' || i FROM generate_series(1, " + teams + ") i",
                 "SELECT setval('team_id_seq', " + teams + ")",
                 "INSERT INTO hero SELECT i, 'hero ' || i, i % 90, 1 + i % " + teams + " FROM generate_series(1, " +
                     std::to_string(heroes) + ") i"})
            connection.exec(text(sql));
        connection.commit();
    }

    /// The server notices only in time that its client has gone, and may still be at the end of a commit.
    static void wait_for_the_server(retort::Engine& engine) {
        while (cell(engine, "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()") != "0")
            std::this_thread::sleep_for(2ms);
    }

    static std::string columns(retort::Engine& engine, const std::string& table, const std::string& column) {
        return cell(engine, "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'public' AND table_name = '" + table +
                                "' AND column_name LIKE '" + column + "'");
    }

    static void expect_old_or_new_state(retort::Engine& engine) {
        EXPECT_EQ(cell(engine, "SELECT count(*) FROM hero"), std::to_string(heroes));
        if (columns(engine, "alembic_version", "%") == "0" || cell(engine, "SELECT count(*) FROM alembic_version") == "0") {
            EXPECT_EQ(columns(engine, "hero", "%"), "4");
            return;
        }
        EXPECT_EQ(cell(engine, "SELECT version_num FROM alembic_version"),
            cell(engine, "SELECT revision FROM retort_history ORDER BY id DESC LIMIT 1"));
        const int step = std::stoi(cell(engine, "SELECT substr(version_num, 5)::integer FROM alembic_version"));
        EXPECT_EQ(columns(engine, "power", "id") != columns(engine, "ability", "id"), step >= 6) << step;
        EXPECT_EQ(columns(engine, "team", "motto") == "1", step >= 9) << step;
        EXPECT_EQ(columns(engine, "hero", "years") == "1", step >= 19) << step;
    }

    static void expect_head(retort::Engine& engine) {
        EXPECT_EQ(cell(engine, "SELECT version_num FROM alembic_version"), "step" + std::to_string(kill_test::number_of_steps));
        EXPECT_EQ(
            cell(engine, "SELECT count(*) FROM hero WHERE name = 'hero ' || id AND alias = 'nick of ' || name AND years = id % 90 + 1000"),
            std::to_string(heroes));
        EXPECT_EQ(cell(engine, "SELECT count(*) FROM ability"), std::to_string(heroes / 10));
        EXPECT_EQ(cell(engine, "SELECT count(*) FROM team"), std::to_string(kill_test::number_of_teams + 202));
        EXPECT_EQ(cell(engine, "SELECT count(*) FROM retort_history"), std::to_string(kill_test::number_of_steps))
            << "each step was made once";
    }
};

TEST_F(PostgresqlKill, ARerunEndsAtTheHeadWithEveryRow) {
    std::mt19937 random{std::random_device{}()};
    std::chrono::microseconds longest{0};
    int at_work = 0;
    for (int kill = -1; kill < kills && !HasFailure(); ++kill) {
        const testing_support::FreshDatabase database;
        {
            retort::Engine engine = retort::create_engine(database.url());
            prepare(engine);
        }
        if (kill < 0) {  // without a kill, to see how long it takes
            const auto begun = Clock::now();
            ASSERT_EQ(wait_for(start_migration(database.url())), 0);
            longest = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
        } else {
            const std::chrono::microseconds time{std::uniform_int_distribution<std::int64_t>{0, longest.count()}(random)};
            SCOPED_TRACE("kill " + std::to_string(kill) + " after " + std::to_string(time.count()) + " us");
            const pid_t process = start_migration(database.url());
            std::this_thread::sleep_for(time);
            ::kill(process, SIGKILL);
            at_work += WIFSIGNALED(wait_for(process)) ? 1 : 0;
            retort::Engine engine = retort::create_engine(database.url(), {.pool_size = 1, .max_overflow = 0});
            wait_for_the_server(engine);
            expect_old_or_new_state(engine);
            ASSERT_EQ(wait_for(start_migration(database.url())), 0);
        }
        retort::Engine engine = retort::create_engine(database.url());
        expect_head(engine);
    }
    EXPECT_GE(at_work * 2, kills) << "most of the kills came too late to tell anything";
    std::printf("%d of %d kills met the migration at work, %d heroes\n", at_work, kills, heroes);
}

}  // namespace
