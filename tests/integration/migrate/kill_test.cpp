// A migration that is killed at any moment leaves the old or the new state, and a rerun ends at the head with every row.
#include "kill_migrations.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <thread>

#include "../support.hpp"

extern char** environ;

namespace kill_test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

int number_from_environment(const char* name, int otherwise) {
    const char* value = std::getenv(name);
    return value == nullptr ? otherwise : std::atoi(value);
}

const int kills = number_from_environment("RETORT_KILLS", 10);
// In full with RETORT_KILLS, as the claim is made; each commit tries fewer kills on fewer rows.
const int heroes = number_from_environment("RETORT_KILL_ROWS", std::getenv("RETORT_KILLS") != nullptr ? 100'000 : 4'000);

/// A process that migrates.
class Migration {
public:
    Migration(const std::filesystem::path& file, const std::filesystem::path& log) {
        std::string program = RETORT_KILL_MIGRATIONS;
        std::string argument = "sqlite:///" + file.string();
        char* arguments[] = {program.data(), argument.data(), nullptr};
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, log.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
        const int error = posix_spawn(&process_, program.c_str(), &actions, nullptr, arguments, environ);
        posix_spawn_file_actions_destroy(&actions);
        if (error != 0) throw std::runtime_error{"cannot start " + program};
    }
    /// \returns  whether it was still at work
    bool kill_after(std::chrono::microseconds time) {
        std::this_thread::sleep_for(time);
        ::kill(process_, SIGKILL);
        return WIFSIGNALED(wait());
    }
    int wait() {
        int status = 0;
        waitpid(process_, &status, 0);
        return status;
    }

private:
    pid_t process_ = 0;
};

class KillTest : public testing::Test {
protected:
    integration::TemporaryFolder folder;
    const std::filesystem::path prepared = folder / "prepared.db";
    const std::filesystem::path file = folder / "killed.db";
    const std::filesystem::path log = folder / "log";

    std::string only_cell(const std::string& sql) {
        auto engine = integration::open(file);
        return integration::text_rows(engine, sql).at(0).at(0);
    }
    std::string text_of_log() {
        std::ifstream in{log};
        return {std::istreambuf_iterator<char>{in}, {}};
    }

    void prepare() {
        auto engine = integration::open(prepared);
        for (const auto& sql : {std::string{"CREATE TABLE team (id INTEGER PRIMARY KEY, name VARCHAR(30) NOT NULL)"},
                 std::string{"CREATE TABLE hero (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR(30) NOT NULL, age INTEGER, team_id INTEGER, "
                             "CHECK (length(name) > 0), FOREIGN KEY(team_id) REFERENCES team (id) ON DELETE CASCADE)"},
                 std::string{"CREATE TABLE log (hero_id INTEGER NOT NULL)"},
                 std::string{"CREATE TRIGGER hero_deleted AFTER DELETE ON hero BEGIN INSERT INTO log VALUES (old.id); END"},
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(number_of_teams) +
                     ") INSERT INTO team SELECT i, 'team ' || i FROM n",
                 "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + std::to_string(heroes) +
                     ") INSERT INTO hero SELECT i, 'hero ' || i, i % 90, 1 + i % " + std::to_string(number_of_teams) + " FROM n"})
            integration::execute(engine, sql);
    }
    void start_anew() {
        for (const auto& entry : std::filesystem::directory_iterator{folder.path()}) {
            if (entry.path().filename().string().starts_with("killed")) std::filesystem::remove(entry.path());
        }
        std::filesystem::copy_file(prepared, file);
    }

    void expect_sound() {
        EXPECT_EQ(only_cell("PRAGMA integrity_check"), "ok");
        auto engine = integration::open(file);
        EXPECT_TRUE(integration::text_rows(engine, "PRAGMA foreign_key_check").empty());
        EXPECT_EQ(integration::count_rows(engine, "hero"), heroes);
        EXPECT_EQ(integration::count_rows(engine, "log"), 0) << "no hero was deleted on the way";
    }
    /// The version and what was done belong to one step.
    void expect_old_or_new_state() {
        if (only_cell("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'") == "0") {
            EXPECT_EQ(only_cell("SELECT count(*) FROM pragma_table_info('hero')"), "4");
            return;
        }
        EXPECT_EQ(only_cell("SELECT version_num FROM alembic_version"),
            only_cell("SELECT revision FROM retort_history ORDER BY id DESC LIMIT 1"));
        const std::string done = only_cell("SELECT CAST(substr(version_num, 5) AS INTEGER) FROM alembic_version");
        const int step = std::stoi(done);
        EXPECT_EQ(only_cell("SELECT count(*) FROM sqlite_master WHERE name IN ('power', 'ability')"), step >= 6 ? "1" : "0") << done;
        EXPECT_EQ(only_cell("SELECT count(*) FROM pragma_table_info('team') WHERE name = 'motto'"), step >= 9 ? "1" : "0") << done;
        EXPECT_EQ(only_cell("SELECT count(*) FROM pragma_table_info('hero') WHERE name = 'years'"), step >= 19 ? "1" : "0") << done;
    }
    void expect_head() {
        expect_sound();
        EXPECT_EQ(only_cell("SELECT version_num FROM alembic_version"), "step20");
        EXPECT_EQ(
            only_cell("SELECT count(*) FROM hero WHERE name = 'hero ' || id AND alias = 'nick of ' || name AND years = id % 90 + 1000 AND "
                      "team_id = 1 + id % " +
                      std::to_string(number_of_teams)),
            std::to_string(heroes));
        EXPECT_EQ(only_cell("SELECT count(*) FROM ability"), std::to_string(heroes / 10));
        EXPECT_EQ(only_cell("SELECT count(*) FROM team"), std::to_string(number_of_teams + 202));
        EXPECT_EQ(only_cell("SELECT count(*) FROM retort_history"), std::to_string(number_of_steps)) << "each step was made once";
        EXPECT_EQ(only_cell("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND name = 'hero_deleted'"), "1");
        EXPECT_EQ(only_cell("SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"), "6")
            << "no table of a rebuild is left over";
    }
};

TEST_F(KillTest, ARerunEndsAtTheHeadWithEveryRow) {
    prepare();
    start_anew();
    const auto begun = Clock::now();
    ASSERT_EQ(Migration(file, log).wait(), 0) << text_of_log();
    auto longest = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - begun);
    expect_head();
    ASSERT_FALSE(HasFailure()) << "without any kill";

    std::mt19937 random{std::random_device{}()};
    int at_work = 0;
    for (int kill = 0; kill < kills && !HasFailure(); ++kill) {
        start_anew();
        const std::chrono::microseconds time{std::uniform_int_distribution<std::int64_t>{0, longest.count()}(random)};
        const bool was_at_work = Migration(file, log).kill_after(time);
        at_work += was_at_work ? 1 : 0;
        // The machine is quicker now than it was: later kills are to meet it at work again.
        if (!was_at_work) longest = longest * 19 / 20;
        SCOPED_TRACE("kill " + std::to_string(kill) + " after " + std::to_string(time.count()) + " us, log:\n" + text_of_log());
        expect_sound();
        expect_old_or_new_state();
        ASSERT_EQ(Migration(file, log).wait(), 0) << text_of_log();
        expect_head();
    }
    EXPECT_GE(at_work * 2, kills) << "most of the kills came too late to tell anything";
    RecordProperty("kills_at_work", at_work);
    std::printf("%d of %d kills met the migration at work, %d heroes\n", at_work, kills, heroes);
}

}  // namespace
}  // namespace kill_test
