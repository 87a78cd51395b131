#include "runner_test.hpp"

#include <retort/engine/driver.hpp>

namespace migrate_test {
namespace {

using namespace retort::types;
using retort::Column;
using retort::Connection;
using retort::Session;
using retort::migrate::Progress;

using Lines = std::vector<std::string>;

void drop_b(Operations& op) {
    op.drop_table("b");
}
void create_c_and_fail(Operations& op) {
    op.create_table("c", {Column{"id", Integer{}}});
    op.execute("INSERT INTO c VALUES (1)");
    op.add_column("nowhere", Column{"age", Integer{}});
}

/// a <- b <- c, of which c fails at its third operation.
class FailingRun : public RunnerTest {
protected:
    void SetUp() override {
        script("a", {}, create_a, drop_a);
        script("b", {"a"}, create_b, drop_b);
        script("c", {"b"}, create_c_and_fail);
    }
};

TEST_F(FailingRun, StaysAtTheStepBeforeWhereEachIsATransaction) {
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    const std::string begun = "The upgrade of revision c (versions/c.cpp) failed at operation 3, add_column nowhere.age; ";
    EXPECT_TRUE(message.starts_with(
        begun + (rolls_back_ddl() ? "it was rolled back, and the database is at b: "
                                  : "what was done before it stays, and the next upgrade goes on there; the database is still at b: ")))
        << message;
    EXPECT_NE(message.find("nowhere", begun.size()), std::string::npos) << message;
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(tables(), rolls_back_ddl() ? "a,b" : "a,b,c");
    EXPECT_EQ(cells("SELECT revision FROM retort_history ORDER BY id"), rolls_back_ddl() ? "a,b" : "a,b,c") << "c stands half-way";
    EXPECT_EQ(log,
        (Lines{"Running upgrade  -> a, message of a", "Running upgrade a -> b, message of b", "Running upgrade b -> c, message of c"}));
}

TEST_F(FailingRun, StaysWhereItWasWhereTheRunIsOneTransaction) {
    if (!rolls_back_ddl()) GTEST_SKIP() << "no transaction holds the DDL of this database";
    upgrade("a");
    run_options.transaction_mode = TransactionMode::run;
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(
        message.find("revision c (versions/c.cpp) failed at operation 3, add_column nowhere.age; the whole run was rolled back, and the "
                     "database is at a: "),
        std::string::npos)
        << message;
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(tables(), "a");
}

TEST_F(FailingRun, OfANewDatabaseInOneTransactionLeavesNothing) {
    if (!rolls_back_ddl()) GTEST_SKIP() << "no transaction holds the DDL of this database";
    environment.transaction_mode = TransactionMode::run;
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("and the database is at its base: "), std::string::npos) << message;
    EXPECT_EQ(all_tables(), "");
}

TEST_F(FailingRun, KeepsWhatWasDoneWhereThereIsNoTransaction) {
    run_options.transaction_mode = TransactionMode::none;
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("failed at operation 3, add_column nowhere.age; what was " +
                           std::string{rolls_back_ddl() ? "executed before it stays, since there is no transaction, and the database"
                                                        : "done before it stays, and the next upgrade goes on there; the database"} +
                           " is still at b: "),
        std::string::npos)
        << message;
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(tables(), "a,b,c");
    EXPECT_EQ(cells("SELECT id FROM c"), "1");
}

TEST_F(FailingRun, TellsTheErrorItselfToWhoAsks) {
    try {
        upgrade();
        FAIL();
    } catch (const MigrationError& error) {
        EXPECT_STREQ(error.type_name(), "MigrationError");
        EXPECT_THROW(std::rethrow_if_nested(error), retort::Error);
    }
}

TEST_F(FailingRun, FindsAnIncompleteScriptBeforeAnythingIsExecuted) {
    clear_scripts();
    script("a", {}, create_a);
    script("b", {"a"}, [](Operations& op) { op.create_table("b", {}); });
    EXPECT_EQ(
        message_of<retort::ArgumentError>([&] { upgrade(); }), "create_table b needs one column at least, in revision b (versions/b.cpp)");
    EXPECT_EQ(tables(), "");
}

// What a run looks like from below.

class Run : public RunnerTest {};

TEST_F(Run, UpgradesAndDowngrades) {
    script("a", {}, create_a, drop_a);
    script("b", {"a"}, create_b, drop_b);
    upgrade();
    EXPECT_EQ(rows(), "b");
    EXPECT_EQ(tables(), "a,b");
    EXPECT_EQ(cells("SELECT id FROM b"), "1");
    downgrade("-1");
    EXPECT_EQ(log, Lines{"Running downgrade b -> a, message of b"});
    EXPECT_EQ(rows(), "a");
    EXPECT_EQ(tables(), "a");
    downgrade("base");
    EXPECT_EQ(rows(), "");
    EXPECT_EQ(tables(), "");
    with_runner([](Runner& runner) { EXPECT_TRUE(runner.current().empty()); });
}

TEST_F(Run, WantsAConnectionWithoutATransaction) {
    const auto scripts = directory();
    auto connection = engine.begin();
    Runner runner{connection, environment, scripts};
    EXPECT_THROW(runner.upgrade("heads"), retort::InvalidRequestError);
}

TEST_F(Run, FollowsBranchesMergesAndDependencies) {
    script("a", {}, create_a, drop_a);
    script("b1", {"a"}, create_b, drop_b);
    script("b2", {"a"}, nothing, nothing, {"second"});
    script("m", {"b1", "b2"});
    script("x", {}, nothing, nothing, {"other"}, {"m"});
    upgrade("b1");
    upgrade("second@head");
    EXPECT_EQ(rows(), "m");
    downgrade("a");
    EXPECT_EQ(rows(), "a");
    upgrade("b1");
    upgrade("b2");
    EXPECT_EQ(rows(), "b1,b2");
    upgrade("other@head");
    EXPECT_EQ(rows(), "x") << "which depends on m";
    downgrade("base");
    EXPECT_EQ(rows(), "");
    EXPECT_EQ(tables(), "");
}

TEST_F(Run, RefusesUnknownRevisionsAndChangesNothing) {
    script("a", {}, create_a);
    EXPECT_EQ(message_of<RevisionError>([&] { upgrade("nope"); }), "Can't locate revision identified by 'nope'");
    execute("CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL)");
    execute("INSERT INTO alembic_version VALUES ('of_another_program')");
    EXPECT_EQ(message_of<RevisionError>([&] { upgrade(); }),
        "Can't locate revision identified by 'of_another_program', which the database is at; its script is missing here");
    EXPECT_EQ(rows(), "of_another_program");
    EXPECT_EQ(tables(), "");
}

TEST_F(Run, WithoutScriptsMakesTheVersionTable) {
    upgrade();
    EXPECT_EQ(rows(), "");
    EXPECT_EQ(all_tables(), "alembic_version,retort_history");
}

TEST_F(Run, NamesTheRevisionWithoutADowngrade) {
    script("a", {}, create_a, nullptr);
    upgrade();
    EXPECT_EQ(message_of<RevisionError>([&] { downgrade("base"); }), "revision a (versions/a.cpp) has no downgrade");
    EXPECT_EQ(rows(), "a");
}

// Data.

class DataMigration : public RunnerTest {};

TEST_F(DataMigration, ExecutesWithParametersAndInsertsRows) {
    script("a", {}, [](Operations& op) {
        op.create_table("t", {Column{"id", Integer{}}, Column{"name", String{}}, Column{"ok", Boolean{}}, Column{"rate", Float{}}});
        op.bulk_insert("t", {"id", "name", "ok", "rate"}, {{1, "it's", true, 1.5}, {2, nullptr, false, 2.0}});
        op.bulk_insert("t", {"id"}, {});
        op.execute("UPDATE t SET name = :name WHERE id = :id", {.parameters = {{"name", "x\\:y"}, {"id", 2}}});
        op.execute("INSERT INTO t (id, name) VALUES (3, 'a\\:b')");
        op.execute("SELECT * FROM t");
    });
    upgrade();
    EXPECT_EQ(cells("SELECT name FROM t ORDER BY id"), "it's,x\\:y,a:b");
    EXPECT_EQ(cells("SELECT id FROM t WHERE ok"), "1");
    EXPECT_EQ(cells("SELECT id FROM t WHERE NOT ok"), "2");
    EXPECT_EQ(cells("SELECT id FROM t WHERE rate = 1.5"), "1");
    EXPECT_EQ(cells("SELECT id FROM t WHERE ok IS NULL AND rate IS NULL"), "3");
}

TEST_F(DataMigration, NamesAParameterThatIsMissing) {
    script("a", {}, [](Operations& op) { op.execute("SELECT :x"); });
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("operation 1, execute SELECT :x; "), std::string::npos) << message;
    EXPECT_NE(message.find("ArgumentError: "), std::string::npos) << message;
}

TEST_F(DataMigration, WorksInBatchesUntilNothingIsLeft) {
    script("a", {}, [](Operations& op) {
        op.create_table("t", {Column{"id", Integer{}, {.primary_key = true}}, Column{"done", Integer{}}});
        op.execute(
            "INSERT INTO t WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < 66) "
            "SELECT tens.i * 15 + ones.i, 0 FROM n AS tens, n AS ones WHERE ones.i < 15");
        // MariaDB takes no LIMIT within IN but behind another bracket.
        op.execute_in_batches(
            "UPDATE t SET done = 1 WHERE id IN (SELECT id FROM (SELECT id FROM t WHERE done = 0 LIMIT :batch_size) AS batch)",
            {.size = 100, .total = "SELECT count(*) FROM t WHERE done = 0"});
    });
    std::string shown;
    retort::migrate::ProgressOutput::Clock::time_point now{};
    run_options.progress = {.style = retort::migrate::ProgressOutput::Style::lines,
        .write = [&shown](std::string_view text) { shown += text; },
        .now = [&now] { return now += std::chrono::seconds{2}; }};
    upgrade();
    EXPECT_EQ(cells("SELECT count(*) FROM t WHERE done = 1"), "1005");
    EXPECT_NE(shown.find("execute_in_batches UPDATE t SET done = 1 WHERE id IN (SELECT id FROM (SELECT id…"), std::string::npos) << shown;
    EXPECT_NE(shown.find("(a): 29% (300 of 1,005), 0:06, 0:14 left\n"), std::string::npos) << shown;
    EXPECT_NE(shown.find("100% (1,005 of 1,005)"), std::string::npos) << shown;
}

struct Hero {
    retort::Field<std::optional<std::int64_t>, retort::primary_key> id;
    std::string name;
};

TEST_F(DataMigration, RunsCodeWithAConnectionOrASession) {
    script("a", {}, [](Operations& op) {
        op.create_table(
            "hero", {Column{"id", Integer{}, {.primary_key = true, .autoincrement = true}}, Column{"name", String{}, {.nullable = false}}});
        op.run([](Connection& connection) { connection.exec(retort::text("INSERT INTO hero (name) VALUES ('by connection')")); });
        op.run([](Session& session) { session.add(Hero{.name = "by session"}); });
        op.run([](Session& session, Progress& progress) {
            progress.total(1);
            session.add(Hero{.name = "committed"});
            session.commit();
            progress.advance();
        });
        op.run([](Connection& connection, Progress& progress) {
            connection.exec(retort::text("UPDATE hero SET name = upper(name) WHERE id = 1"));
            progress.advance(1);
        });
    });
    for (const auto mode : {TransactionMode::step, TransactionMode::run, TransactionMode::none}) {
        run_options.transaction_mode = mode;
        upgrade();
        EXPECT_EQ(cells("SELECT name FROM hero ORDER BY id"), "BY CONNECTION,by session,committed");
        execute("DROP TABLE hero");
        execute("DROP TABLE alembic_version");
    }
}

TEST_F(DataMigration, RollsBackWhatCodeDidBeforeItFailed) {
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}, {.primary_key = true, .autoincrement = true}}, Column{"name", String{}}});
        op.run([](Session& session) {
            session.add(Hero{.name = "A"});
            session.commit();
            throw std::runtime_error{"the author's own"};
        });
    });
    const auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_EQ(
        message, "The upgrade of revision a (versions/a.cpp) failed at operation 2, run; " +
                     std::string{rolls_back_ddl() ? "it was rolled back, and the database is at its base: "
                                                  : "what was done before it stays, and the next upgrade goes on there; the database is "
                                                    "still at its base: "} +
                     "the author's own");
    EXPECT_EQ(tables(), rolls_back_ddl() ? "" : "hero");
    if (rolls_back_ddl()) return;
    EXPECT_EQ(cells("SELECT name FROM hero"), "") << "rows are rolled back everywhere";
}

TEST_F(DataMigration, RefusesCodeThatEndsTheTransaction) {
    script("commits", {}, [](Operations& op) {
        op.create_table("t", {Column{"id", Integer{}}});
        op.run([](Connection& connection) { connection.commit(); });
    });
    auto message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("the code has ended the migration's transaction"), std::string::npos) << message;
    EXPECT_EQ(tables(), "t") << "what it committed is committed";
    EXPECT_EQ(rows(), "") << "but not its version";
    if (!rolls_back_ddl()) return;  // the script stands half-way, and no other runs before it

    clear_scripts();
    script("begins_another", {}, [](Operations& op) {
        op.run([](Connection& connection) {
            connection.rollback();
            connection.exec(retort::text("SELECT 1"));
        });
    });
    message = message_of<MigrationError>([&] { upgrade(); });
    EXPECT_NE(message.find("the code has ended the migration's transaction"), std::string::npos) << message;
    EXPECT_EQ(rows(), "");
}

TEST_F(DataMigration, WithoutATransactionCodeHasItsOwn) {
    if (!rolls_back_ddl()) GTEST_SKIP() << "no transaction holds the DDL of this database";
    run_options.transaction_mode = TransactionMode::none;
    script("a", {}, [](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}, {.primary_key = true}}, Column{"name", String{}}});
        op.execute("VACUUM");
        op.run([](Connection& connection) {
            connection.begin();
            connection.exec(retort::text("INSERT INTO hero VALUES (1, 'A')"));
            connection.commit();
            connection.begin();
            connection.exec(retort::text("INSERT INTO hero VALUES (2, 'B')"));
            connection.rollback();
        });
        op.run([](Session& session) {
            session.add(Hero{.name = "C"});
            session.flush();
            throw std::runtime_error{"too late"};
        });
    });
    EXPECT_THROW(upgrade(), MigrationError);
    EXPECT_EQ(cells("SELECT name FROM hero"), "A");
}

TEST_F(DataMigration, ReachesTheScriptsArguments) {
    script("a", {}, [](Operations& op) {
        const std::string kind = testing_support::tested_kind();
        EXPECT_EQ(op.dialect(), kind == "sqlite" ? "fake" : kind);
        EXPECT_FALSE(op.is_offline());
        op.create_table("for_" + op.x_argument("tenant"), {Column{"id", Integer{}}});
    });
    run_options.x_arguments = {{"tenant", "acme"}};
    upgrade();
    EXPECT_EQ(tables(), "for_acme");
}

TEST_F(DataMigration, NamesByTheConventionOfTheEnvironment) {
    environment.naming_convention = {{"ix", "index_%(table_name)s_%(column_0_name)s"}};
    script("a", {}, [](Operations& op) { op.create_table("t", {Column{"id", Integer{}, {.index = true}}}); });
    upgrade();
    auto connection = engine.connect();
    const auto indexes = retort::inspect(connection).get_indexes("t");
    ASSERT_EQ(indexes.size(), 1U);
    EXPECT_EQ(indexes[0].name, "index_t_id");
}

}  // namespace
}  // namespace migrate_test
