#include <retort/core/error.hpp>
#include <retort/dialect/sqlite/connection.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;

class SqliteDriver : public testing::Test {
protected:
    SqliteDriver() { connection->execute_script("CREATE TABLE t (id INTEGER PRIMARY KEY, a); INSERT INTO t VALUES (1, 'x'), (2, 'y')"); }

    sqlite::Connector connector{sqlite::read_options(Url::parse("sqlite://"), {})};
    std::unique_ptr<DriverConnection> connection = connector.connect();
};

TEST_F(SqliteDriver, CountsChangesOfWritesOnly) {
    const auto changes = [&](std::string_view sql) {
        auto statement = connection->prepare(sql);
        statement->bind();
        while (statement->step()) {}
        return statement->changes();
    };
    EXPECT_EQ(changes("UPDATE t SET a = 'z'"), 2);
    EXPECT_EQ(changes("SELECT * FROM t"), -1);
    EXPECT_EQ(changes("CREATE TABLE u (a)"), -1) << "SQLite itself would still say 2";
    EXPECT_EQ(changes("UPDATE t SET a = 'z' WHERE id = 99"), 0);
    EXPECT_EQ(changes("-- remark\n/* and another */ WITH x AS (SELECT 1) DELETE FROM t WHERE id IN x"), 1);
    EXPECT_EQ(changes("INSERT INTO t (a) VALUES (1), (2), (3) RETURNING id"), 3);
    EXPECT_EQ(changes("EXPLAIN DELETE FROM t"), -1);
}

TEST_F(SqliteDriver, BindForgetsTheParametersBefore) {
    auto statement = connection->prepare("SELECT ?, ?");
    auto& first = statement->bind();
    first.text(0, "a");
    first.text(1, "b");
    ASSERT_TRUE(statement->step());
    statement->bind().text(0, "c");
    EXPECT_THROW(statement->step(), ProgrammingError) << "a parameter left over from before must not be used";
}

TEST_F(SqliteDriver, AnEndedStatementHoldsNoLock) {
    auto statement = connection->prepare("SELECT * FROM t");
    statement->bind();
    while (statement->step()) {}
    EXPECT_NO_THROW(connection->execute_script("DROP TABLE t"));
}

TEST_F(SqliteDriver, AnAbandonedStatementHoldsNoneAfterReset) {
    auto statement = connection->prepare("SELECT * FROM t");
    statement->bind();
    ASSERT_TRUE(statement->step());
    EXPECT_THROW(connection->execute_script("DROP TABLE t"), OperationalError);
    statement->reset();
    EXPECT_NO_THROW(connection->execute_script("DROP TABLE t"));
}

TEST_F(SqliteDriver, SeesNewColumnsOfAChangedTable) {
    auto statement = connection->prepare("SELECT * FROM t");
    statement->bind();
    ASSERT_TRUE(statement->step());
    EXPECT_EQ(statement->column_count(), 2);
    statement->reset();
    connection->execute_script("ALTER TABLE t ADD COLUMN b");
    statement->bind();
    ASSERT_TRUE(statement->step());
    EXPECT_EQ(statement->column_count(), 3);
    EXPECT_EQ(statement->column_name(2), "b");
}

TEST_F(SqliteDriver, KnowsItsTransaction) {
    EXPECT_FALSE(connection->in_transaction());
    connection->begin(BeginMode::default_);
    EXPECT_TRUE(connection->in_transaction());
    connection->rollback();
    EXPECT_FALSE(connection->in_transaction());
    connection->begin(BeginMode::immediate);
    connection->commit();
    EXPECT_FALSE(connection->in_transaction());
    EXPECT_TRUE(connection->ping());
}

TEST_F(SqliteDriver, RecordsParametersAsItPassesThem) {
    const auto recorder = connection->recorder();
    int index = 0;
    for (const auto& value :
        std::vector<Value>{nullptr, true, 3, 0.5, "it's", bytes_from("b"), Uuid{}, Decimal{"1.10"}, Decimal{3},
            Decimal{"0.1234567890123456789"}, Date{std::chrono::year{2020} / 1 / 2}, DateTime{}, Time{1, 2}, Interval{1}, Json{{"a", 1}}}) {
        recorder->value(index++, value);
    }
    EXPECT_EQ(recorder->take(), (std::vector<std::string>{"None", "1", "3", "0.5", "\"it's\"", "b'b'", "'00000000000000000000000000000000'",
                                    "1.1", "3.0", "0.1234567890123456789", "'2020-01-02'", "'1970-01-01 00:00:00.000000'",
                                    "'01:02:00.000000'", "'1970-01-01 00:00:00.000001'", "'{\"a\": 1}'"}));
    EXPECT_TRUE(recorder->take().empty()) << "it starts anew";
}

}  // namespace
