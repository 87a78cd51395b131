// What stands around the statements: foreign keys, transactions, locks.
#include "altering.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace altering;
using Lines = std::vector<std::string>;

const char* const family =
    "CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT);"
    "CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INT REFERENCES team (id) ON DELETE CASCADE, boss INT REFERENCES hero ON DELETE "
    "CASCADE);"
    "INSERT INTO team VALUES (1, 'A'), (2, 'B'); INSERT INTO hero VALUES (1, 1, NULL), (2, 1, 1), (3, 2, 2);";

EngineOptions enforcing() {
    EngineOptions options;
    options.connect_args = {{"foreign_keys", "on"}};
    return options;
}

class SqliteForeignKeys : public testing::TestWithParam<const char*> {
protected:
    static EngineOptions options() {
        EngineOptions made;
        made.connect_args = {{"foreign_keys", GetParam()}};
        return made;
    }
};
INSTANTIATE_TEST_SUITE_P(Pragma, SqliteForeignKeys, testing::Values("on", "off"));

TEST_P(SqliteForeignKeys, ARebuildOfTheParentLosesNoChild) {
    Database db{family, "sqlite://", options()};
    const auto pragma = db.row("PRAGMA foreign_keys");
    db.alter("team", {set_nullable("name", false)});
    db.alter("hero", {set_default("boss", "1")});
    db.alter("team", {rename_column("id", "number"), add_check("c", "number > 0")});
    EXPECT_EQ(db.rows("SELECT * FROM hero"), (Lines{"1|1|NULL", "2|1|1", "3|2|2"}));
    EXPECT_EQ(db.rows("PRAGMA foreign_key_check"), Lines{});
    EXPECT_EQ(db.row("PRAGMA foreign_keys"), pragma);
    EXPECT_EQ(db.sql_of("hero").substr(20),
        "(id INTEGER PRIMARY KEY, team_id INT REFERENCES team (number) ON DELETE CASCADE, boss INT DEFAULT 1 REFERENCES hero ON DELETE "
        "CASCADE)");
}

TEST_P(SqliteForeignKeys, CyclesAreNoObstacle) {
    Database db{
        "CREATE TABLE a (id INTEGER PRIMARY KEY, b INT REFERENCES b (id) ON DELETE CASCADE); CREATE TABLE b (id INTEGER PRIMARY KEY, a INT "
        "REFERENCES a (id) ON DELETE CASCADE);"
        "INSERT INTO a VALUES (1, NULL); INSERT INTO b VALUES (1, 1); UPDATE a SET b = 1",
        "sqlite://", options()};
    db.alter("a", {set_default("b", "1")});
    db.alter("b", {set_default("a", "1")});
    EXPECT_EQ(db.row("SELECT * FROM a, b"), "1|1|1|1");
}

TEST(SqliteAlterations, RefusesARebuildThatWouldDeleteTheRowsOfOthers) {
    Database db{family, "sqlite://", enforcing()};
    EXPECT_EQ(message_of<InvalidRequestError>([&] {
        (void)db.plan({{{}, "team"}, {set_nullable("name", false)}});
    }),
        "The table 'team' cannot be made anew while foreign keys are enforced, for the table 'hero' refers to it; call begin_alterations() "
        "before the transaction");
    db.connection().rollback();
    db.run("CREATE TABLE alone (id INTEGER PRIMARY KEY, a)");
    EXPECT_FALSE(db.plan({{{}, "alone"}, {set_nullable("a", false)}}).empty());
}

TEST(SqliteAlterations, BeginAndEndStandOutsideOfTransactions) {
    Database db{family, "sqlite://", enforcing()};
    const auto& alterations = db.alterations();
    db.connection().begin();
    EXPECT_NE(message_of<InvalidRequestError>([&] { alterations.begin_alterations(db.connection()); }).find("before the transaction"),
        std::string::npos);
    db.connection().rollback();
    alterations.begin_alterations(db.connection());
    EXPECT_EQ(db.row("PRAGMA foreign_keys"), "0");
    EXPECT_THROW(alterations.begin_alterations(db.connection()), InvalidRequestError);
    db.connection().begin();
    EXPECT_THROW(alterations.end_alterations(db.connection()), InvalidRequestError);
    db.connection().rollback();
    db.run("PRAGMA legacy_alter_table=ON");  // as a rebuild that failed half way leaves it
    alterations.end_alterations(db.connection());
    EXPECT_EQ(db.row("PRAGMA foreign_keys"), "1");
    EXPECT_EQ(db.row("PRAGMA legacy_alter_table"), "0");
    alterations.end_alterations(db.connection());
}

TEST(SqliteAlterations, ANewForeignKeyThatRowsBreakIsReportedWithThem) {
    Database db{
        "CREATE TABLE team (id INTEGER PRIMARY KEY); CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INT); INSERT INTO team VALUES (1);"
        "INSERT INTO hero VALUES (1, 1), (2, 7), (3, 8), (4, NULL)"};
    const auto before = db.schema();
    const auto message = message_of<IntegrityError>([&] {
        db.alter("hero", {ddl::CreateForeignKey{{}, foreign_key_constraint({"team_id"}, "team", {"id"})}});
    });
    EXPECT_NE(message.find("foreign keys that lead nowhere: 2 rows of 'hero' without a row in 'team' (rowid 2, 3)"), std::string::npos)
        << message;
    EXPECT_EQ(db.schema(), before);
}

TEST(SqliteAlterations, AForeignKeyThatFitsNoKeyIsReported) {
    Database db{
        "CREATE TABLE team (id INTEGER PRIMARY KEY, name TEXT CONSTRAINT u UNIQUE); CREATE TABLE hero (id INTEGER PRIMARY KEY, t TEXT "
        "REFERENCES team (name))"};
    const auto message = message_of<IntegrityError>([&] { db.alter("team", {drop_constraint("u")}); });
    EXPECT_NE(message.find("the foreign key of 'hero' to 'team' names no primary key or unique columns of it"), std::string::npos)
        << message;
}

TEST(SqliteAlterations, WhatWasBrokenBeforeIsNoObstacle) {
    Database db{
        "PRAGMA foreign_keys=OFF;"
        "CREATE TABLE team (id INTEGER PRIMARY KEY); CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INT REFERENCES team (id), a INT);"
        "CREATE TABLE odd (x REFERENCES hero (a)); CREATE TABLE keyless (k TEXT PRIMARY KEY, t REFERENCES team) WITHOUT ROWID;"
        "INSERT INTO hero VALUES (1, 7, 0); INSERT INTO odd VALUES (1); INSERT INTO keyless VALUES ('k', 9)"};
    db.alter("hero", {set_nullable("a", false), ddl::RenameTable{{}, "Person"}});
    db.alter("keyless", {set_default("t", "1")});
    EXPECT_EQ(db.row("SELECT * FROM Person"), "1|7|0");
    EXPECT_THROW(db.alter("keyless", {retype("t", Integer{}, "CASE WHEN t = 9 THEN 10 END"),
                                         ddl::CreateForeignKey{{}, foreign_key_constraint({"t"}, "Person", {"id"})}}),
        IntegrityError);
}

TEST(SqliteAlterations, RowsThatAScriptLeavesWithoutParentsAreReported) {
    Database db{family, "sqlite://", enforcing()};
    const auto& alterations = db.alterations();
    alterations.begin_alterations(db.connection());
    alterations.begin_exclusive(db.connection());
    db.connection().execute_ddl("DELETE FROM team WHERE id = 2");
    EXPECT_NE(message_of<IntegrityError>([&] {
        alterations.check_integrity(db.connection());
    }).find("1 row of 'hero' without a row in 'team' (rowid 3)"),
        std::string::npos);
    db.connection().rollback();
    alterations.end_alterations(db.connection());
    EXPECT_NO_THROW(alterations.check_integrity(db.connection()));
}

class SqliteFile : public testing::Test {
protected:
    SqliteFile() {
        std::string name = (std::filesystem::temp_directory_path() / "retort_alterations_XXXXXX").string();
        folder = ::mkdtemp(name.data());
    }
    ~SqliteFile() override {
        std::filesystem::permissions(folder, std::filesystem::perms::owner_all);
        std::filesystem::remove_all(folder);
    }
    std::filesystem::path file() const { return folder / "x.db"; }
    std::filesystem::path lock_file() const { return folder / "x.db-retort-lock"; }
    std::string url() const { return "sqlite:///" + file().string(); }

    std::filesystem::path folder;
};

TEST_F(SqliteFile, ExclusiveMeansThatNobodyElseWrites) {
    EngineOptions options;
    options.connect_args = {{"timeout", "0"}};
    Database one{"CREATE TABLE t (a)", url(), options};
    Database other{{}, url(), options};
    one.alterations().begin_exclusive(one.connection());
    EXPECT_TRUE(one.connection().in_transaction());
    EXPECT_THROW(other.run("INSERT INTO t VALUES (1)"), OperationalError);
    EXPECT_THROW(one.alterations().begin_exclusive(one.connection()), InvalidRequestError);
    one.connection().commit();
    EXPECT_NO_THROW(other.run("INSERT INTO t VALUES (1)"));
    one.connection().begin();  // an ordinary one again: two may begin
    EXPECT_NO_THROW(other.run("INSERT INTO t VALUES (2)"));
}

std::string content(const std::filesystem::path& path) {
    std::ifstream stream{path};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

TEST_F(SqliteFile, OneDeploymentAtATime) {
    using namespace std::chrono_literals;
    Database one{"CREATE TABLE t (a)", url()};
    Database other{{}, url()};
    auto held = one.alterations().deploy_lock(one.connection(), {});
    const std::string us = "process " + std::to_string(::getpid()) + " on ";
    EXPECT_TRUE(content(lock_file()).starts_with(us)) << content(lock_file());
    std::string told;
    int calls = 0;
    const auto waiting = [&](const std::string& holder) {
        told = holder;
        ++calls;
    };
    const auto message = message_of<retort::TimeoutError>([&] {
        (void)other.alterations().deploy_lock(other.connection(), {120ms, waiting});
    });
    EXPECT_NE(message.find("is held by " + us), std::string::npos) << message;
    EXPECT_NE(message.find("for 120 ms"), std::string::npos) << message;
    EXPECT_EQ(calls, 1);
    EXPECT_TRUE(told.starts_with(us));
    EXPECT_FALSE(one.connection().in_transaction());
    held.reset();
    EXPECT_FALSE(std::filesystem::exists(lock_file()));
    EXPECT_NO_THROW((void)other.alterations().deploy_lock(other.connection(), {0ms, {}}));
}

TEST_F(SqliteFile, ManyThatWaitComeOneByOne) {
    using namespace std::chrono_literals;
    Database db{"CREATE TABLE t (a)", url()};
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    std::atomic<int> done = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < 6; ++i) {
        threads.emplace_back([&] {
            auto connection = db.engine().connect();
            for (int round = 0; round < 10; ++round) {
                const auto lock = db.alterations().deploy_lock(connection, {30s, {}});
                most = std::max<int>(most, ++inside);
                std::this_thread::yield();
                --inside;
                ++done;
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(most, 1);
    EXPECT_EQ(done, 60);
    EXPECT_FALSE(std::filesystem::exists(lock_file()));
}

TEST_F(SqliteFile, ALockDiesWithItsProcess) {
    using namespace std::chrono_literals;
    Database db{"CREATE TABLE t (a)", url()};
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto engine = create_engine(url());
        auto connection = engine.connect();
        const auto lock = engine.dialect().alterations().deploy_lock(connection, {});
        const char byte = 'x';
        if (::write(ready[1], &byte, 1) != 1) ::_exit(1);
        for (;;)
            ::pause();
    }
    char byte = 0;
    ASSERT_EQ(::read(ready[0], &byte, 1), 1);
    EXPECT_THROW((void)db.alterations().deploy_lock(db.connection(), {0ms, {}}), retort::TimeoutError);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_TRUE(std::filesystem::exists(lock_file()));  // nobody could take it away
    EXPECT_NO_THROW((void)db.alterations().deploy_lock(db.connection(), {0ms, {}}));
    EXPECT_FALSE(std::filesystem::exists(lock_file()));
}

TEST_F(SqliteFile, AFolderThatCannotBeWrittenIsNamed) {
    Database db{"CREATE TABLE t (a)", url()};
    // A folder stands where the lock file belongs: that stops even the superuser, whom permissions do not.
    std::filesystem::create_directory(lock_file());
    const auto message = message_of<OperationalError>([&] { (void)db.alterations().deploy_lock(db.connection(), {}); });
    EXPECT_NE(message.find("x.db-retort-lock', which keeps deployments apart, cannot be made"), std::string::npos) << message;
}

TEST(SqliteAlterations, ADatabaseInMemoryNeedsNoLock) {
    Database db{"CREATE TABLE t (a)"};
    const auto one = db.alterations().deploy_lock(db.connection(), {});
    const auto other = db.alterations().deploy_lock(db.connection(), {std::chrono::milliseconds{0}, {}});
    EXPECT_NE(one, nullptr);
    EXPECT_NE(other, nullptr);
}

}  // namespace
