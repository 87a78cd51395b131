// What the runner asks of a dialect, seen through one that can be watched and spoiled; and the text of the tables that it keeps on SQLite.
#include "runner_test.hpp"

#include <retort/migrate/history_table.hpp>

namespace migrate_test {
namespace {

using namespace retort::types;
using retort::Column;
using retort::Connection;
using retort::migrate::VersionChange;
using retort::migrate::VersionTable;

using Lines = std::vector<std::string>;

class RunOnFake : public RunnerTest {
protected:
    std::string sql_of_table(std::string_view name) {
        return cells("SELECT sql FROM sqlite_master WHERE name = '" + std::string{name} + "'");
    }
};

TEST_F(RunOnFake, SaysSoWhereTheDatabaseDoesNotRollBackDdl) {
    script("a", {}, create_a);
    script("b", {"a"}, create_b);
    script("c", {"b"}, [](Operations& op) { op.add_column("nowhere", Column{"age", Integer{}}); });
    fake().transactional_ddl = false;
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("; what was done before it stays, and the next upgrade goes on there; the database is still at b: "),
        std::string::npos)
        << message;
}

TEST_F(RunOnFake, OfTheLookAtTheIntegrityIsRolledBack) {
    script("a", {}, create_a);
    script("b", {"a"}, drop_a);
    upgrade("a");
    fake().check_integrity = [] { throw retort::IntegrityError{{.message = "rows of b refer to a"}}; };
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(
        message.find(
            "failed at the end of its transaction; it was rolled back, and the database is at a: IntegrityError: rows of b refer to a"),
        std::string::npos)
        << message;
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(tables(), "a");
    EXPECT_EQ(fake().calls.back(), "unlock");
    EXPECT_EQ(*(fake().calls.end() - 2), "end_alterations") << "after the rollback";
}

TEST_F(RunOnFake, LogsWhatAlembicLogs) {
    const auto scripts = directory();
    auto connection = engine.connect();
    const Runner runner{connection, environment, scripts, options()};
    EXPECT_EQ(log, (Lines{"Context impl fake.", "Will assume transactional DDL."}));
}

TEST_F(RunOnFake, MakesEachStepOneTransaction) {
    script("a", {}, create_a);
    script("b", {"a"}, [](Operations& op) {
        op.add_column("a", Column{"x", Integer{}});
        op.create_index("ix", "a", {"x"});
    });
    upgrade();
    EXPECT_EQ(fake().calls, (Lines{"lock", "begin_exclusive", "begin_exclusive", "alter a in 1", "alter a in 1", "unlock"}))
        << "none of this needs begin_alterations() or a look at the integrity";
}

TEST_F(RunOnFake, MakesARunOneTransaction) {
    run_options.transaction_mode = TransactionMode::run;
    script("a", {}, create_a);
    script("b", {"a"}, create_b);
    upgrade();
    EXPECT_EQ(fake().calls, (Lines{"lock", "begin_exclusive", "unlock"}));
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(cells("SELECT revision FROM retort_history ORDER BY id"), "a,b");
    EXPECT_EQ(cells("SELECT count(*) FROM retort_history WHERE applied_at > '2000'"), "2");
}

TEST_F(RunOnFake, PreparesForRebuildsAndLooksAtTheIntegrityWhereTheyAreMade) {
    script("a", {}, create_a);
    script("b", {"a"}, [](Operations& op) {
        op.alter_column("a", "id", {.nullable = true});
        op.alter_column("a", "id", {.type = String{}});
    });
    script("c", {"b"}, [](Operations& op) { op.add_column("a", Column{"x", Integer{}}); });
    upgrade();
    EXPECT_EQ(fake().calls, (Lines{"lock", "begin_exclusive",                                                                  //
                                "begin_alterations", "begin_exclusive", "alter a in 2", "check_integrity", "end_alterations",  //
                                "begin_exclusive", "alter a in 1", "unlock"}))
        << "two rebuilds of one table are one";
}

TEST_F(RunOnFake, ReadsTheDatabaseAgainUnderTheLock) {
    script("a", {}, create_a);
    fake().when_locked = [&](Connection&) {
        // The other deployment has just finished.
        execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
        execute("INSERT INTO alembic_version VALUES ('a')");
    };
    upgrade();
    EXPECT_EQ(tables(), "") << "nothing was left to do";
    EXPECT_TRUE(log.empty());
}

TEST_F(RunOnFake, WaitsForTheLockAndSaysForWhom) {
    script("a", {}, create_a);
    fake().lock_is_taken = true;
    EXPECT_EQ(message_of<retort::TimeoutError>([&] { upgrade(); }), "the deploy lock is held by process 4711 on web1");
    EXPECT_EQ(log, Lines{"Waiting for another deployment that migrates this database: process 4711 on web1"});
    EXPECT_EQ(tables(), "");
}

TEST_F(RunOnFake, HistoryIsATableThatSqlalchemyCouldHaveMade) {
    script("a", {});
    upgrade();
    EXPECT_EQ(sql_of_table("retort_history"),
        "CREATE TABLE retort_history (\n\tid INTEGER NOT NULL, \n\trevision VARCHAR(32) NOT NULL, \n\tcommand VARCHAR(16) NOT NULL, "
        "\n\tapplied_at "
        "DATETIME NOT NULL, \n\tapplied_by VARCHAR(255) NOT NULL, \n\tchecksum VARCHAR(64), \n\tduration_ms BIGINT, \n\ttag VARCHAR(255), "
        "\n\tretort_version VARCHAR(32) NOT NULL, \n\tCONSTRAINT retort_history_pkc PRIMARY KEY (id)\n)");
}

TEST_F(RunOnFake, VersionTableIsAlembicsToTheLetter) {
    with_runner([](Runner& runner) { runner.ensure_version(); });
    EXPECT_EQ(sql_of_table("alembic_version"),
        "CREATE TABLE alembic_version (\n\tversion_num VARCHAR(32) NOT NULL, \n\tCONSTRAINT alembic_version_pkc PRIMARY KEY "
        "(version_num)\n)");
    with_runner([](Runner& runner) { runner.ensure_version(); });
}

TEST_F(RunOnFake, VersionTableHasTheNameAndKeyOfTheEnvironment) {
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

TEST_F(RunOnFake, VersionTableWritesSqlWithLiteralsAsAlembic) {
    const VersionTable table{fake_dialect(), environment};
    EXPECT_EQ(table.change_sql({VersionChange::Kind::insert, {}, "b"}), "INSERT INTO alembic_version (version_num) VALUES ('b')");
    EXPECT_EQ(table.change_sql({VersionChange::Kind::update, "a", "b"}),
        "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a'");
    EXPECT_EQ(
        table.change_sql({VersionChange::Kind::remove, "a", {}}), "DELETE FROM alembic_version WHERE alembic_version.version_num = 'a'");
}

}  // namespace
}  // namespace migrate_test
