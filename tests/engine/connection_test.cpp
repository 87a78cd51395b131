#include <retort/core/error.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include "any_database.hpp"

namespace {

using namespace retort;
using engine_test::marked;
using testing_support::FreshDatabase;

class Transactions : public testing::Test {
protected:
    Transactions() {
        auto connection = engine.begin();
        connection.execute_ddl(engine_test::table_sql(engine));
        connection.commit();
    }
    void insert(Connection& connection, int id, const std::string& a) {
        connection.execute(marked(engine, "INSERT INTO t VALUES (?, ?)"), std::vector<Value>{id, a});
    }
    std::int64_t rows() {
        auto connection = engine.connect();
        auto cursor = connection.execute("SELECT count(*) FROM t", std::vector<Value>{});
        cursor.next();
        return cursor.row().value(0).as_integer();
    }

    FreshDatabase database{};
    Engine engine = create_engine(database.url());
};

TEST_F(Transactions, BeginWithTheFirstStatement) {
    auto connection = engine.connect();
    EXPECT_FALSE(connection.in_transaction());
    insert(connection, 1, "a");
    EXPECT_TRUE(connection.in_transaction());
    connection.commit();
    EXPECT_FALSE(connection.in_transaction());
    EXPECT_EQ(rows(), 1);
}

TEST_F(Transactions, EndWithoutACommitInARollback) {
    {
        auto connection = engine.connect();
        insert(connection, 1, "a");
    }
    EXPECT_EQ(rows(), 0);
    {
        auto connection = engine.begin();
        insert(connection, 1, "a");
        connection.rollback();
        EXPECT_FALSE(connection.in_transaction());
    }
    EXPECT_EQ(rows(), 0);
}

TEST_F(Transactions, CannotBeginTwice) {
    auto connection = engine.begin();
    EXPECT_THROW(connection.begin(), InvalidRequestError);
    connection.commit();
    EXPECT_NO_THROW(connection.begin());
}

TEST_F(Transactions, DoNotBeginByThemselvesUnderAutocommit) {
    {
        auto connection = engine.connect();
        connection.set_autocommit(true);
        insert(connection, 1, "a");
        EXPECT_FALSE(connection.in_transaction());
        connection.rollback();
        EXPECT_EQ(rows(), 1) << "it was a transaction of its own";
        connection.execute_ddl(database.kind() == "mariadb" ? "OPTIMIZE TABLE t" : "VACUUM");  // no transaction could hold it
        connection.begin();
        EXPECT_THROW(connection.set_autocommit(false), InvalidRequestError);
        insert(connection, 2, "b");
        connection.rollback();
        EXPECT_EQ(rows(), 1);
    }
    auto next = engine.connect();
    insert(next, 2, "b");
    EXPECT_TRUE(next.in_transaction()) << "the next borrower of the connection begins transactions again";
}

TEST_F(Transactions, CommitAndRollbackOfNothingDoNothing) {
    auto connection = engine.connect();
    EXPECT_NO_THROW(connection.commit());
    EXPECT_NO_THROW(connection.rollback());
}

TEST_F(Transactions, SavepointsUndoTheirPart) {
    auto connection = engine.begin();
    insert(connection, 1, "a");
    connection.savepoint("inner");
    insert(connection, 2, "b");
    connection.rollback_to_savepoint("inner");
    connection.savepoint("Odd name");
    insert(connection, 3, "c");
    connection.release_savepoint("Odd name");
    connection.commit();
    EXPECT_EQ(rows(), 2);
}

TEST_F(Transactions, GoOnAfterAFailedStatement) {
    auto connection = engine.begin();
    insert(connection, 1, "a");
    EXPECT_THROW(insert(connection, 2, "a"), IntegrityError);
    EXPECT_TRUE(connection.in_transaction());
    if (connection.driver().transaction_failed()) {
        // PostgreSQL's do not, unless a savepoint holds the statement.
        EXPECT_THROW(insert(connection, 3, "c"), Error);
        connection.rollback();
        insert(connection, 1, "a");
        connection.savepoint("s");
        EXPECT_THROW(insert(connection, 2, "a"), IntegrityError);
        connection.rollback_to_savepoint("s");
    }
    insert(connection, 3, "c");
    connection.commit();
    EXPECT_EQ(rows(), 2);
}

TEST_F(Transactions, EndedInSqlAreEnded) {
    auto connection = engine.begin();
    insert(connection, 1, "a");
    connection.execute("COMMIT", std::vector<Value>{});
    EXPECT_NO_THROW(connection.commit());
    EXPECT_EQ(rows(), 1);
}

TEST_F(Transactions, AConnectionThatWasMovedIsOneConnection) {
    auto first = engine.begin();
    insert(first, 1, "a");
    Connection second = std::move(first);
    EXPECT_THROW(first.commit(), InvalidRequestError);
    EXPECT_FALSE(first.in_transaction());
    second.commit();
    EXPECT_EQ(rows(), 1);
    second = engine.connect();
    EXPECT_EQ(engine.pool_status().checked_out, 1) << "the one assigned over went back";
}

TEST(Connections, GoBackToThePoolClean) {
    const FreshDatabase database;
    auto engine = create_engine(database.url(), {.pool_size = 1, .max_overflow = 0});
    {
        auto connection = engine.connect();
        connection.execute_ddl("CREATE TABLE t (a INTEGER)");
        connection.execute("INSERT INTO t VALUES (1), (2)", std::vector<Value>{});
        connection.commit();
        auto cursor = connection.execute("SELECT a FROM t", std::vector<Value>{});
        EXPECT_TRUE(cursor.next());
        EXPECT_EQ(engine.pool_status().checked_out, 1);
    }
    auto connection = engine.connect();
    EXPECT_EQ(engine.pool_status().overflow, 0);
    EXPECT_FALSE(connection.in_transaction());
    EXPECT_NO_THROW(connection.execute_ddl("DROP TABLE t")) << "no cursor of before holds it";
}

TEST(Connections, KeepTheEngineAlive) {
    const FreshDatabase database;
    std::optional<Connection> connection;
    {
        auto engine = create_engine(database.url());
        connection.emplace(engine.connect());
    }
    EXPECT_NO_THROW(connection->execute("SELECT 1", std::vector<Value>{}));
    EXPECT_EQ(connection->engine().pool_status().checked_out, 1);
}

TEST(Connections, AResultThatOutlivesItsConnectionSaysSo) {
    const FreshDatabase database;
    auto engine = create_engine(database.url(), {.pool_size = 1, .max_overflow = 0});
    Cursor cursor;
    {
        auto connection = engine.connect();
        cursor = connection.execute("SELECT 1 UNION SELECT 2", std::vector<Value>{});
        EXPECT_TRUE(cursor.next());
    }
    EXPECT_THROW(cursor.next(), InvalidRequestError);
    auto connection = engine.connect();
    auto other = connection.execute("SELECT 1 UNION SELECT 2", std::vector<Value>{});
    EXPECT_TRUE(other.next());
    cursor.close();
    EXPECT_TRUE(other.next()) << "the closed one has nothing to do with it";
}

TEST(Connections, ThatBrokeAreNotUsedAgain) {
    const FreshDatabase database;
    auto engine = create_engine(database.url(), {.pool_size = 1, .max_overflow = 0});
    {
        auto connection = engine.connect();
        connection.driver().execute_script("BEGIN");  // behind the connection's back
    }
    auto connection = engine.connect();
    EXPECT_FALSE(connection.driver().in_transaction());
}

}  // namespace
