#include <retort/core/error.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "any_database.hpp"

namespace {

using namespace retort;
using engine_test::is_sqlite;
using engine_test::marked;

class Executions : public testing::Test {
protected:
    Executions() { connection.execute_ddl(engine_test::table_sql(engine)); }

    Cursor execute(std::string_view sql, std::vector<Value> parameters = {}) {
        return connection.execute(marked(engine, sql), std::move(parameters));
    }
    std::vector<std::int64_t> integers(Cursor cursor) {
        std::vector<std::int64_t> all;
        while (cursor.next())
            all.push_back(cursor.row().value(0).as_integer());
        return all;
    }

    testing_support::FreshDatabase database{};
    Engine engine = create_engine(database.url());
    Connection connection = engine.connect();
};

TEST_F(Executions, RowsComeOneAfterTheOther) {
    auto cursor = execute("SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3");
    EXPECT_EQ(cursor.column_count(), 1);
    EXPECT_EQ(cursor.column_name(0), "x");
    for (const int wanted : {1, 2, 3}) {
        ASSERT_TRUE(cursor.next());
        EXPECT_EQ(cursor.row().value(0), Value{wanted});
    }
    EXPECT_FALSE(cursor.next());
    EXPECT_FALSE(cursor.next()) << "and not from the beginning again";
    EXPECT_EQ(cursor.rowcount(), -1);
    EXPECT_EQ(cursor.column_count(), 1);
}

TEST_F(Executions, AnEmptyResultHasItsNamesUntilItIsRead) {
    auto cursor = execute("SELECT id, a FROM t");
    EXPECT_EQ(cursor.column_count(), 2);
    EXPECT_EQ(cursor.column_name(1), "a");
    EXPECT_FALSE(cursor.next());
    EXPECT_FALSE(cursor.next());
}

TEST_F(Executions, WritesAreDoneAtOnceAndCounted) {
    EXPECT_EQ(execute("INSERT INTO t VALUES (1, 'a'), (2, 'b')").rowcount(), 2);
    EXPECT_EQ(execute("UPDATE t SET a = upper(a)").rowcount(), 2);
    EXPECT_EQ(execute("DELETE FROM t WHERE id = ?", {7}).rowcount(), 0);
    EXPECT_EQ(execute("DELETE FROM t").rowcount(), 2);
}

TEST_F(Executions, ReturningHasRowsAndThenACount) {
    auto cursor = execute("INSERT INTO t (a) VALUES ('a'), ('b') RETURNING id");
    EXPECT_TRUE(cursor.next());
    EXPECT_TRUE(cursor.next());
    EXPECT_FALSE(cursor.next());
    EXPECT_EQ(cursor.rowcount(), 2);
}

TEST_F(Executions, ReturningWritesAllEvenWhereNobodyReadsOn) {
    execute("INSERT INTO t (a) VALUES ('a'), ('b') RETURNING id").close();
    EXPECT_EQ(integers(execute("SELECT count(*) FROM t")), (std::vector<std::int64_t>{2}));
}

TEST_F(Executions, TheSameStatementMayRunWithinItself) {
    const std::string_view sql = "SELECT x FROM (SELECT 1 AS x UNION ALL SELECT 2 UNION ALL SELECT 3) AS v WHERE x >= ?";
    std::vector<std::int64_t> seen;
    auto outer = execute(sql, {1});
    while (outer.next()) {
        for (const auto inner : integers(execute(sql, {outer.row().value(0)})))
            seen.push_back(inner);
    }
    EXPECT_EQ(seen, (std::vector<std::int64_t>{1, 2, 3, 2, 3, 3}));
}

TEST_F(Executions, ResultsOfManyStatementsAtOnce) {
    std::vector<Cursor> cursors;
    for (int count = 0; count < 20; ++count)
        cursors.push_back(execute("SELECT CAST(? AS INTEGER) UNION ALL SELECT CAST(? AS INTEGER)", {count, count + 1}));
    // Closed in another order than they were opened in.
    for (std::size_t index : {7U, 0U, 19U, 3U})
        cursors[index].close();
    for (std::size_t index : {1U, 18U, 5U}) {
        ASSERT_TRUE(cursors[index].next());
        EXPECT_EQ(cursors[index].row().value(0), Value{static_cast<int>(index)});
    }
    cursors.clear();
    EXPECT_EQ(integers(execute("SELECT CAST(? AS INTEGER)", {5})), (std::vector<std::int64_t>{5}));
}

TEST_F(Executions, AFinishedResultHoldsNoLock) {
    execute("INSERT INTO t VALUES (1, 'a')");
    auto cursor = execute("SELECT * FROM t WHERE id = ?", {1});
    while (cursor.next()) {}
    EXPECT_NO_THROW(connection.execute_ddl("DROP TABLE t"));
}

TEST_F(Executions, ParametersMayBeBorrowed) {
    class Borrowed final : public ParameterSource {
    public:
        void write(ParameterWriter& writer) const override {
            writer.integer(0, id);
            writer.text(1, a);
        }
        std::int64_t id = 0;
        std::string a;
    };
    Borrowed source;
    for (const auto name : {"first", "second"}) {
        ++source.id;
        source.a = name;
        connection.execute(marked(engine, "INSERT INTO t VALUES (?, ?)"), source);
    }
    EXPECT_EQ(integers(execute("SELECT id FROM t WHERE a = 'second'")), (std::vector<std::int64_t>{2}));
}

class Batch final : public BatchSource {
public:
    explicit Batch(std::vector<std::string> all_names) : names{std::move(all_names)} {}
    std::size_t size() const override { return names.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override { writer.text(0, names[item]); }
    void done(std::size_t item, std::int64_t changes) override {
        log.push_back("done " + std::to_string(item) + " " + std::to_string(changes));
    }
    void returned(std::size_t item, ColumnReader& row) override {
        log.push_back("row " + std::to_string(item) + " " + row.value(0).repr());
    }

    std::vector<std::string> names;
    std::vector<std::string> log;
};

TEST_F(Executions, BatchesRunOncePerItem) {
    Batch batch{{"a", "b"}};
    connection.execute_many(marked(engine, "INSERT INTO t (a) VALUES (?) RETURNING id"), batch);
    // A server may be sent all items before its first answer is read.
    std::stable_sort(batch.log.begin(), batch.log.end(),
        [](const std::string& one, const std::string& other) { return one[one.find(' ') + 1] < other[other.find(' ') + 1]; });
    EXPECT_EQ(batch.log, (std::vector<std::string>{"row 0 1", "done 0 1", "row 1 2", "done 1 1"}));
}

TEST_F(Executions, ABatchStopsAtItsFirstFailureAndShowsTheItem) {
    Batch batch{{"a", "b", "a", "c"}};
    try {
        connection.execute_many(marked(engine, "INSERT INTO t (a) VALUES (?)"), batch);
        FAIL();
    } catch (const IntegrityError& error) {
        EXPECT_EQ(error.parameters(), "('a',)");
        EXPECT_EQ(error.statement(), marked(engine, "INSERT INTO t (a) VALUES (?)"));
    }
    if (!is_sqlite()) return;  // which of the others were done before is each server's own matter
    EXPECT_EQ(batch.log, (std::vector<std::string>{"done 0 1", "done 1 1"}));
    EXPECT_EQ(integers(execute("SELECT count(*) FROM t")), (std::vector<std::int64_t>{2}));
}

TEST_F(Executions, AnEmptyBatchIsNothing) {
    connection.rollback();
    Batch batch{{}};
    connection.execute_many("not even SQL", batch);
    EXPECT_FALSE(connection.in_transaction());
}

TEST_F(Executions, WhatThrowsWhileParametersAreWrittenLeavesNoMess) {
    class Throws final : public ParameterSource {
    public:
        void write(ParameterWriter&) const override { throw std::runtime_error{"no"}; }
    };
    const Throws source;
    for (int round = 0; round < 3; ++round)
        EXPECT_THROW(connection.execute(marked(engine, "SELECT CAST(? AS INTEGER)"), source), std::runtime_error);
    EXPECT_EQ(integers(execute("SELECT CAST(? AS INTEGER)", {1})), (std::vector<std::int64_t>{1}));
}

TEST(ExecutionsWithoutCache, WorkAsWell) {
    const testing_support::FreshDatabase database;
    auto engine = create_engine(database.url(), {.statement_cache_size = 0});
    auto connection = engine.connect();
    for (int round = 0; round < 3; ++round) {
        auto cursor = connection.execute(marked(engine, "SELECT CAST(? AS INTEGER)"), std::vector<Value>{round});
        ASSERT_TRUE(cursor.next());
        EXPECT_EQ(cursor.row().value(0), Value{round});
    }
}

TEST(ExecutionsHidingParameters, ShowNoneInErrors) {
    const testing_support::FreshDatabase database;
    auto engine = create_engine(database.url(), {.hide_parameters = true});
    auto connection = engine.connect();
    try {
        connection.execute(marked(engine, "SELECT ? FROM nowhere"), std::vector<Value>{"secret"});
        FAIL();
    } catch (const DatabaseError& error) {
        EXPECT_EQ(error.parameters(), "");
        EXPECT_EQ(std::string{error.what()}.find("secret"), std::string::npos) << error.what();
    }
}

}  // namespace
