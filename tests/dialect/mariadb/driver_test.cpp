#include <sys/wait.h>
#include <unistd.h>

#include "mariadb_test.hpp"

namespace {

using namespace retort;

class MariadbDriver : public MariadbTest {
protected:
    MariadbDriver() {
        script("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(20)); INSERT INTO t VALUES (1, 'x'), (2, 'y')");
    }
};

TEST_F(MariadbDriver, CountsChangesOfWritesOnly) {
    EXPECT_EQ(run("UPDATE t SET a = 'z'"), 2);
    EXPECT_EQ(run("UPDATE t SET a = 'z'"), 2) << "rows that matched, though nothing changed";
    EXPECT_EQ(run("SELECT * FROM t"), -1);
    EXPECT_EQ(run("CREATE TABLE u (a INT)"), -1);
    EXPECT_EQ(run("UPDATE t SET a = 'z' WHERE id = 99"), 0);
    EXPECT_EQ(run("-- remark\n/* and another */ # and one more\n DELETE FROM t WHERE id = 1"), 1);
    EXPECT_EQ(run("INSERT INTO t (a) VALUES (1), (2), (3) RETURNING id"), 3);
    EXPECT_EQ(run("EXPLAIN DELETE FROM t"), -1);
}

TEST_F(MariadbDriver, TellsTheKeyThatWasGenerated) {
    auto insert = connection->prepare("INSERT INTO t (a) VALUES (?)");
    insert->bind().text(0, "z");
    EXPECT_FALSE(insert->step());
    EXPECT_EQ(insert->generated_key(), 3);
}

TEST_F(MariadbDriver, WantsAsManyParametersAsTheStatementHas) {
    auto statement = connection->prepare("SELECT ?, ?");
    auto& first = statement->bind();
    first.text(0, "a");
    first.text(1, "b");
    ASSERT_TRUE(statement->step());
    statement->bind().text(0, "c");
    EXPECT_THROW(statement->step(), ProgrammingError) << "a parameter left over from before must not be used";
    EXPECT_THROW(statement->bind().integer(2, 1), ProgrammingError);
}

TEST_F(MariadbDriver, InterleavesStatementsOnOneConnection) {
    auto outer = connection->prepare("SELECT id FROM t ORDER BY id");
    auto inner = connection->prepare("SELECT a FROM t WHERE id = ?");
    std::string seen;
    outer->bind();
    while (outer->step()) {
        std::int64_t id = 0;
        ASSERT_TRUE(outer->row().integer(0, id));
        inner->bind().integer(0, id);
        while (inner->step())
            seen += inner->row().value(0).as_text();
        run("UPDATE t SET a = concat(a, '!')");
    }
    EXPECT_EQ(seen, "xy!");
}

TEST_F(MariadbDriver, FetchesByTheHandfulWhereAsked) {
    script("CREATE TABLE many (id INT PRIMARY KEY); INSERT INTO many SELECT seq FROM seq_1_to_1000");
    auto outer = connection->prepare("SELECT id FROM many WHERE id > ? ORDER BY id");
    outer->set_fetch_size(7);
    outer->bind().integer(0, 10);
    std::int64_t count = 0;
    std::int64_t sum = 0;
    while (outer->step()) {
        std::int64_t id = 0;
        ASSERT_TRUE(outer->row().integer(0, id));
        sum += id;
        if (++count % 100 == 0) {
            EXPECT_EQ(rows("SELECT count(*) FROM many"), "1000\n") << "other statements go on meanwhile";
        }
    }
    EXPECT_EQ(count, 990);
    EXPECT_EQ(sum, 1000 * 1001 / 2 - 55);
    outer->reset();
    outer->bind().integer(0, 995);
    int rest = 0;
    while (outer->step())
        ++rest;
    EXPECT_EQ(rest, 5) << "reset() forgets the size";
}

TEST_F(MariadbDriver, LeavesAFetchInTheMiddle) {
    script("CREATE TABLE many (id INT PRIMARY KEY); INSERT INTO many SELECT seq FROM seq_1_to_1000");
    auto statement = connection->prepare("SELECT id FROM many");
    for (int round = 0; round < 3; ++round) {
        statement->set_fetch_size(round % 2 == 0 ? 10 : 0);
        statement->bind();
        ASSERT_TRUE(statement->step());
        statement->reset();
    }
    script("DROP TABLE many");
}

TEST_F(MariadbDriver, FollowsATableThatIsAltered) {
    auto all = connection->prepare("SELECT * FROM t WHERE id = ?");
    all->bind().integer(0, 1);
    ASSERT_TRUE(all->step());
    EXPECT_EQ(all->column_count(), 2);
    script("ALTER TABLE t ADD COLUMN b INT DEFAULT 7, MODIFY id BIGINT");
    all->bind().integer(0, 1);
    ASSERT_TRUE(all->step());
    ASSERT_EQ(all->column_count(), 3);
    EXPECT_EQ(all->column_name(2), "b");
    EXPECT_EQ(all->row().value(0), Value{1});
    EXPECT_EQ(all->row().value(2), Value{7});
    script("ALTER TABLE t MODIFY id VARCHAR(5)");
    all->bind().integer(0, 1);
    ASSERT_TRUE(all->step());
    EXPECT_EQ(all->row().value(0), Value{"1"}) << "the same number of columns, another type";
}

TEST_F(MariadbDriver, FindsNothingTwice) {
    auto statement = connection->prepare("SELECT a FROM t WHERE id = ?");
    for (const int id : {99, 98, 1, 97, 2}) {
        statement->bind().integer(0, id);
        EXPECT_EQ(statement->step(), id < 10) << id;
    }
}

TEST_F(MariadbDriver, RunsWhatOnlyTheTextProtocolKnows) {
    EXPECT_EQ(rows("LOCK TABLES t READ"), "");
    EXPECT_EQ(rows("UNLOCK TABLES"), "");
    EXPECT_EQ(rows("USE " + database.name()), "");
    EXPECT_THROW(run("USE a_database_that_does_not_exist"), ProgrammingError);
}

TEST_F(MariadbDriver, RunsScripts) {
    script("INSERT INTO t VALUES (10, 'a;b'); SELECT * FROM t; DELETE FROM t WHERE id < 10; ");
    EXPECT_EQ(rows("SELECT * FROM t"), "10, 'a;b'\n");
    EXPECT_THROW(script("DELETE FROM t; SELECT * FROM nowhere; INSERT INTO t VALUES (11, 'c')"), ProgrammingError);
    EXPECT_EQ(rows("SELECT count(*) FROM t"), "0\n") << "up to the error";
    EXPECT_TRUE(connection->ping()) << "nothing is left over";
}

TEST_F(MariadbDriver, TakesOneStatementAtATime) {
    EXPECT_THROW(run("DELETE FROM t; DELETE FROM t"), ProgrammingError);
    EXPECT_EQ(rows("SELECT count(*) FROM t"), "2\n");
    EXPECT_THROW(run(""), ProgrammingError);
}

TEST_F(MariadbDriver, SetsTheSessionUp) {
    EXPECT_EQ(rows("SELECT @@time_zone, @@autocommit, @@character_set_client, @@character_set_connection, @@character_set_results"),
        "'+00:00', 1, 'utf8mb4', 'utf8mb4', 'utf8mb4'\n");
    EXPECT_THROW(run("INSERT INTO t (a) VALUES (repeat('x', 21))"), DataError) << "strict";
}

TEST_F(MariadbDriver, AddsStrictnessWhereTheServerHasNone) {
    EXPECT_NE(rows("SELECT @@sql_mode").find("STRICT_"), std::string::npos);
}

TEST_F(MariadbDriver, LeavesTheParentsConnectionAloneInAForkedProcess) {
    auto statement = connection->prepare("SELECT 1");
    connection->begin(BeginMode::default_);
    run("DELETE FROM t");
    const pid_t child = fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        const bool was_lost = connection->is_lost() && !connection->ping();
        statement.reset();
        connection.reset();
        _exit(was_lost ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
    EXPECT_FALSE(connection->is_lost());
    statement->bind();
    EXPECT_TRUE(statement->step()) << "the statement is still prepared";
    statement->reset();
    EXPECT_TRUE(connection->in_transaction());
    connection->rollback();
    EXPECT_EQ(rows("SELECT count(*) FROM t"), "2\n");
}

TEST_F(MariadbDriver, RefusesParametersThatNoPacketHolds) {
    const std::string huge(70U << 20, 'x');
    auto statement = connection->prepare("SELECT length(?)");
    statement->bind().text(0, huge);
    try {
        statement->step();
        FAIL();
    } catch (const DataError& error) {
        EXPECT_NE(error.message().find("max_allowed_packet"), std::string::npos) << error.message();
    }
    EXPECT_TRUE(connection->ping()) << "the connection is as good as before";
}

TEST_F(MariadbDriver, WorksThroughTheEngine) {
    Engine engine = create_engine(database.url());
    auto at = engine.connect();
    EXPECT_TRUE(engine.dialect().has_table(at, "", "t"));
    EXPECT_FALSE(engine.dialect().has_table(at, "", "u'\\"));
    EXPECT_EQ(engine.dialect().table_names(at, ""), std::vector<std::string>{"t"});
    EXPECT_EQ(engine.dialect().table_names(at, database.name()), std::vector<std::string>{"t"});
    EXPECT_EQ(engine.dialect().name(), "mariadb");
    EXPECT_EQ(create_engine("mysql+pymysql://somebody@127.0.0.1/").dialect().name(), "mysql");
}

}  // namespace
