// What of connections is about SQLite, or about no database.
#include <retort/core/error.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;

class SqliteTransactions : public testing::Test {
protected:
    SqliteTransactions() {
        auto connection = engine.begin();
        connection.execute_ddl("CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR UNIQUE)");
        connection.commit();
    }
    static void insert(Connection& connection, int id, const std::string& a) {
        connection.execute("INSERT INTO t VALUES (?, ?)", std::vector<Value>{id, a});
    }
    std::int64_t rows() {
        auto connection = engine.connect();
        auto cursor = connection.execute("SELECT count(*) FROM t", std::vector<Value>{});
        cursor.next();
        return cursor.row().value(0).as_integer();
    }

    Engine engine = create_engine("sqlite://");
};

TEST_F(SqliteTransactions, BeginInTheModeThatIsAskedFor) {
    Engine impatient = create_engine("sqlite://", {.connect_args = {{"timeout", "0"}}});
    auto connection = impatient.connect();
    connection.begin(BeginMode::immediate);
    EXPECT_TRUE(connection.in_transaction());
    auto other = impatient.connect();
    EXPECT_THROW(other.begin(BeginMode::immediate), OperationalError) << "nobody else may write";
    connection.rollback();
    EXPECT_NO_THROW(other.begin(BeginMode::immediate));
}

TEST_F(SqliteTransactions, KnowThatTheDatabaseHasRolledThemBack) {
    auto connection = engine.begin();
    insert(connection, 1, "a");
    EXPECT_THROW(connection.execute("INSERT OR ROLLBACK INTO t VALUES (2, 'a')", std::vector<Value>{}), IntegrityError);

    EXPECT_TRUE(connection.in_transaction()) << "until somebody has seen it";
    EXPECT_THROW(insert(connection, 3, "c"), PendingRollbackError);
    EXPECT_THROW(connection.commit(), PendingRollbackError) << "half of it is gone";
    connection.rollback();
    insert(connection, 3, "c");
    connection.commit();
    EXPECT_EQ(rows(), 1);
}

TEST(BeforeConnectHook, ChangesTheUrlOfEachConnectionThatIsOpened) {
    int calls = 0;
    auto engine = create_engine("sqlite:///nosuchfolder/a.db", {.pool_size = 0, .before_connect = [&calls](Url& url) {
                                                                    ++calls;
                                                                    url.database = ":memory:";
                                                                }});
    auto first = engine.connect();
    auto second = engine.connect();
    EXPECT_EQ(calls, 2);
    EXPECT_EQ(engine.url(), "sqlite:///nosuchfolder/a.db") << "the engine's own stays as it is";
}

TEST(BeforeConnectHook, WhatItThrowsIsWhatConnectingThrows) {
    auto engine = create_engine("sqlite://",
        {.pool_size = 1, .max_overflow = 0, .before_connect = [](Url&) { throw OperationalError{{.message = "the vault is closed"}}; }});
    EXPECT_THROW(engine.connect(), OperationalError);
    EXPECT_THROW(engine.connect(), OperationalError) << "and the place in the pool is free again";
}

}  // namespace
