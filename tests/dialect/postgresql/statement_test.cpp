// Prepared statements: how they are kept, lost and found again, and how their rows come.
#include <libpq-fe.h>

#include "driver_support.hpp"

using namespace postgresql_test;

namespace {

class PostgresqlStatements : public PostgresqlTest {
protected:
    PostgresqlStatements() {
        run("CREATE TABLE t (id int PRIMARY KEY, name text)");
        run("INSERT INTO t SELECT i, 'n' || i FROM generate_series(1, 1000) i");
    }

    static std::int64_t prepared(Connection& connection) {
        return one(connection, "SELECT count(*) FROM pg_prepared_statements WHERE statement NOT LIKE '%pg_prepared_statements%'")
            .as_integer();
    }
    /// Without the driver seeing it, as a pooler's other clients would.
    static void forget_behind_its_back(Connection& connection) {
        PGresult* result = PQexec(driver(connection).handle(), "DEALLOCATE ALL");
        EXPECT_EQ(PQresultStatus(result), PGRES_COMMAND_OK);
        PQclear(result);
    }
};

/// A row, or an empty text.
std::string next_text(Cursor& cursor) {
    std::string_view text;
    return cursor.next() && cursor.row().text(0, text) ? std::string{text} : std::string{};
}

}  // namespace

TEST_F(PostgresqlStatements, OneIsPreparedOnceAndUsedAgain) {
    auto connection = engine.begin();
    for (int i = 1; i <= 5; ++i)
        EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {i}), Value{"n" + std::to_string(i)});
    EXPECT_EQ(prepared(connection), 1);
    connection.execute_once("SELECT 7");
    EXPECT_EQ(prepared(connection), 1) << "what comes once is not kept";
}

TEST_F(PostgresqlStatements, NamesOfTwoConnectionsNeverMeet) {
    auto a = engine.begin();
    auto b = engine.begin();
    const auto name = [](Connection& connection) { return one(connection, "SELECT min(name) FROM pg_prepared_statements").as_text(); };
    one(a, "SELECT 1");
    one(b, "SELECT 1");
    EXPECT_NE(name(a), name(b));
    EXPECT_EQ(name(a).substr(0, 7), "retort_");
}

TEST_F(PostgresqlStatements, WhatTheCacheDropsTheServerForgets) {
    auto small = create_engine(database.url(), {.statement_cache_size = 2});
    auto connection = small.begin();
    for (int i = 0; i < 10; ++i)
        one(connection, "SELECT " + std::to_string(i));
    EXPECT_EQ(prepared(connection), 9 + 1) << "within a transaction nothing is deallocated, since an error would end it";
    connection.commit();
    EXPECT_LE(prepared(connection), 2);
}

TEST_F(PostgresqlStatements, AForgottenOneIsFoundAgainInTheFirstStatementOfATransaction) {
    auto connection = engine.begin();
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {1}), Value{"n1"});
    connection.commit();
    forget_behind_its_back(connection);
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {2}), Value{"n2"});
    connection.execute("UPDATE t SET name = $1 WHERE id = $2", {"new", 2});
    connection.commit();
    EXPECT_EQ(ask("SELECT name FROM t WHERE id = 2"), Value{"new"});
}

TEST_F(PostgresqlStatements, AForgottenOneIsFoundAgainInAutocommit) {
    auto connection = engine.connect();
    connection.set_autocommit(true);
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {1}), Value{"n1"});
    forget_behind_its_back(connection);
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {2}), Value{"n2"});
}

TEST_F(PostgresqlStatements, WithinATransactionALostOneIsAnErrorThatMayBeTriedAgain) {
    auto connection = engine.begin();
    one(connection, "SELECT name FROM t WHERE id = $1", {1});
    one(connection, "SELECT name FROM t WHERE id = $1 + 0", {1});
    forget_behind_its_back(connection);
    const auto error = error_of<OperationalError>([&] { one(connection, "SELECT name FROM t WHERE id = $1", {2}); });
    EXPECT_EQ(error.sqlstate, "26000");
    EXPECT_TRUE(error.retryable);
    EXPECT_FALSE(error.connection_lost);
    connection.rollback();
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {2}), Value{"n2"});
    EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1 + 0", {3}), Value{"n3"}) << "one lost statement tells that all are";
}

TEST_F(PostgresqlStatements, ABatchFindsItsStatementAgain) {
    struct Batch final : BatchSource {
        std::size_t size() const override { return 3; }
        void write(std::size_t item, ParameterWriter& writer) const override {
            writer.text(0, "again");
            writer.integer(1, static_cast<std::int64_t>(item) + 1);
        }
        void done(std::size_t, std::int64_t changes) override { changed += changes; }
        void returned(std::size_t, ColumnReader&) override {}
        std::int64_t changed = 0;
    };
    auto connection = engine.begin();
    const std::string sql = "UPDATE t SET name = $1 WHERE id = $2";
    Batch first;
    connection.execute_many(sql, first);
    connection.commit();
    forget_behind_its_back(connection);
    Batch again;
    connection.execute_many(sql, again);
    connection.commit();
    EXPECT_EQ(again.changed, 3);
    EXPECT_EQ(ask("SELECT count(*) FROM t WHERE name = 'again'"), Value{3});
}

TEST_F(PostgresqlStatements, ATableThatWasAlteredElsewhereIsReadAnew) {
    auto connection = engine.begin();
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE id = $1", {1}), Value{1});
    connection.commit();
    elsewhere("ALTER TABLE t ALTER id TYPE text USING 'k' || id");
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE name = 'n1'"), Value{"k1"});
    connection.commit();
    elsewhere("ALTER TABLE t ALTER name TYPE varchar(50), ADD more int");
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE name = 'n1'"), Value{"k1"}) << "as the first statement it is prepared anew in silence";
    connection.commit();
    one(connection, "SELECT 1");
    elsewhere("ALTER TABLE t DROP more");
    const auto error = error_of<OperationalError>([&] { one(connection, "SELECT * FROM t WHERE name = 'n1'"); });
    EXPECT_EQ(error.sqlstate, "0A000");
    EXPECT_TRUE(error.retryable);
}

TEST_F(PostgresqlStatements, ParametersOfAnotherTypeAreNotSentInTheOldForm) {
    auto connection = engine.begin();
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE id = $1", {1}), Value{1});
    connection.commit();
    elsewhere("ALTER TABLE t ALTER id TYPE int8");
    const auto error = error_of<OperationalError>([&] { one(connection, "SELECT * FROM t WHERE id = $1", {1}); });
    EXPECT_TRUE(error.retryable);
    connection.rollback();
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE id = $1", {1}), Value{1});
}

TEST_F(PostgresqlStatements, OurOwnAlterLeavesNothingStale) {
    auto connection = engine.begin();
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE id = $1", {1}), Value{1});
    connection.execute_ddl("ALTER TABLE t ALTER id TYPE int8");
    EXPECT_EQ(one(connection, "SELECT * FROM t WHERE id = $1", {1}), Value{1}) << "in the same transaction";
}

TEST_F(PostgresqlStatements, WithoutPreparedStatementsTheServerKeepsNone) {
    auto plain = engine_with("prepared_statements=off");
    auto connection = plain.begin();
    for (int i = 1; i <= 3; ++i)
        EXPECT_EQ(one(connection, "SELECT name FROM t WHERE id = $1", {i}), Value{"n" + std::to_string(i)});
    EXPECT_EQ(one(connection, "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''"), Value{0});
    EXPECT_EQ(one(connection, "TABLE t"), Value{1});
    connection.commit();
    elsewhere("ALTER TABLE t ALTER id TYPE text USING 'k' || id");
    EXPECT_EQ(one(connection, "TABLE t"), Value{"k1"}) << "what is parsed anew is described anew";
}

TEST_F(PostgresqlStatements, CursorsOfOneConnectionInterleave) {
    auto connection = engine.begin();
    auto up = connection.execute("SELECT name FROM t WHERE id > $1 ORDER BY id", {0});
    auto down = connection.execute("SELECT name FROM t WHERE id > $1 ORDER BY id DESC", {0});
    auto same = connection.execute("SELECT name FROM t WHERE id > $1 ORDER BY id", {500});
    for (int i = 1; i <= 100; ++i) {
        EXPECT_EQ(next_text(up), "n" + std::to_string(i));
        EXPECT_EQ(next_text(down), "n" + std::to_string(1001 - i));
        EXPECT_EQ(next_text(same), "n" + std::to_string(500 + i));
        EXPECT_EQ(one(connection, "SELECT $1::int", {i}), Value{i});
    }
}

TEST_F(PostgresqlStatements, ChangesAreOfWritesOnly) {
    auto connection = engine.begin();
    const auto changes = [&](const std::string& sql) {
        auto cursor = connection.execute(sql, {});
        while (cursor.next()) {}
        return cursor.rowcount();
    };
    EXPECT_EQ(changes("UPDATE t SET name = 'x' WHERE id <= 5"), 5);
    EXPECT_EQ(changes("UPDATE t SET name = 'x' WHERE id = -1"), 0);
    EXPECT_EQ(changes("INSERT INTO t VALUES (2001), (2002) RETURNING id"), 2);
    EXPECT_EQ(changes("WITH gone AS (SELECT 2001 AS id) DELETE FROM t USING gone WHERE t.id = gone.id"), 1);
    EXPECT_EQ(changes("SELECT * FROM t"), -1);
    EXPECT_EQ(changes("CREATE TABLE u (id int)"), -1);
    EXPECT_EQ(changes("DROP TABLE u"), -1);
}

TEST_F(PostgresqlStatements, TheNumberOfParametersMustBeRight) {
    auto connection = engine.begin();
    EXPECT_THROW(one(connection, "SELECT $1::int, $2::int", {1}), ProgrammingError);
    EXPECT_THROW(one(connection, "SELECT $1::int", {1, 2}), ProgrammingError);
    EXPECT_THROW(one(connection, "SELECT 1", {1}), ProgrammingError);
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1}) << "nothing of that reached the server";
}

TEST_F(PostgresqlStatements, CopyAsAStatementIsRefusedAndTheConnectionLives) {
    auto connection = engine.connect();
    EXPECT_THROW(connection.execute_once("copy t FROM STDIN"), DatabaseError) << "with BEGIN still to be sent";
    connection.rollback();
    connection.set_autocommit(true);
    EXPECT_THROW(connection.execute_once("COPY t FROM STDIN"), DatabaseError);
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
    EXPECT_NO_THROW(connection.execute_once("COPY (SELECT 1) TO STDOUT"));
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
}

TEST_F(PostgresqlStatements, SeveralStatementsRunAsAScript) {
    auto connection = engine.begin();
    connection.driver().execute_script("CREATE TABLE u (id int); INSERT INTO u VALUES (1); INSERT INTO u VALUES (2)");
    EXPECT_EQ(one(connection, "SELECT count(*) FROM u"), Value{2});
    EXPECT_EQ(error_of<ProgrammingError>([&] { connection.driver().execute_script("SELECT 1; SELEKT 2"); }).sqlstate, "42601");
}

namespace {

class PostgresqlFetching : public PostgresqlStatements {
protected:
    /// A statement of the driver that fetches `rows` at a time.
    std::unique_ptr<DriverStatement> fetching(Connection& connection, const std::string& sql, int rows) {
        auto statement = connection.driver().prepare(sql);
        statement->set_fetch_size(rows);
        statement->bind();
        return statement;
    }
    static int buffered(DriverStatement& statement) { return dynamic_cast<postgresql::Statement&>(statement).buffered_rows(); }
    static std::int64_t cursors(Connection& connection) {
        return one(connection, "SELECT count(*) FROM pg_cursors WHERE name <> ''").as_integer();
    }
};

}  // namespace

TEST_F(PostgresqlFetching, OnlyOneLotOfRowsIsInMemory) {
    auto connection = engine.begin();
    auto statement = fetching(connection, "SELECT id, name FROM t ORDER BY id", 64);
    std::int64_t expected = 0;
    int most = 0;
    while (statement->step()) {
        std::int64_t id = 0;
        ASSERT_TRUE(statement->row().integer(0, id));
        ASSERT_EQ(id, ++expected);
        most = std::max(most, buffered(*statement));
        if (id == 100) {
            EXPECT_EQ(cursors(connection), 1) << "other statements go on in between";
        }
    }
    EXPECT_EQ(expected, 1000);
    EXPECT_EQ(most, 64);
    EXPECT_EQ(cursors(connection), 0) << "closed at its end";
}

TEST_F(PostgresqlFetching, ParametersGoWithTheCursor) {
    auto connection = engine.begin();
    auto statement = connection.driver().prepare("SELECT id FROM t WHERE id > $1 AND name <> $2 ORDER BY id");
    statement->set_fetch_size(10);
    auto& writer = statement->bind();
    writer.integer(0, 950);
    writer.text(1, "n960");
    int count = 0;
    while (statement->step())
        ++count;
    EXPECT_EQ(count, 49);
}

TEST_F(PostgresqlFetching, ALotThatEndsWithTheRowsIsNoDifference) {
    auto connection = engine.begin();
    for (const int rows : {1, 500, 1000, 1001}) {
        auto statement = fetching(connection, "SELECT id FROM t", rows);
        int count = 0;
        while (statement->step())
            ++count;
        EXPECT_EQ(count, 1000) << rows;
    }
    EXPECT_EQ(cursors(connection), 0);
}

TEST_F(PostgresqlFetching, AnAbandonedCursorIsClosed) {
    auto connection = engine.begin();
    {
        auto statement = fetching(connection, "SELECT id FROM t", 10);
        ASSERT_TRUE(statement->step());
        EXPECT_EQ(cursors(connection), 1);
    }
    EXPECT_EQ(cursors(connection), 0);
}

TEST_F(PostgresqlFetching, ACursorThatItsSavepointTookAlongDoesNoHarm) {
    auto connection = engine.begin();
    connection.savepoint("a");
    {
        auto statement = fetching(connection, "SELECT id FROM t", 10);
        ASSERT_TRUE(statement->step());
        connection.rollback_to_savepoint("a");
    }
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1}) << "closing it would have failed the transaction";
    auto statement = fetching(connection, "SELECT id FROM t", 10);
    ASSERT_TRUE(statement->step());
    connection.rollback();
    statement.reset();
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
}

TEST_F(PostgresqlFetching, InAutocommitAndForWritesAllRowsComeAtOnce) {
    auto connection = engine.connect();
    connection.set_autocommit(true);
    auto statement = fetching(connection, "SELECT id FROM t", 10);
    ASSERT_TRUE(statement->step());
    EXPECT_EQ(buffered(*statement), 1000);
    statement.reset();
    connection.set_autocommit(false);
    connection.begin();
    auto write = fetching(connection, "WITH w AS (UPDATE t SET name = 'x' RETURNING id) SELECT id FROM w", 10);
    ASSERT_TRUE(write->step());
    EXPECT_EQ(buffered(*write), 1000);
}

TEST_F(PostgresqlFetching, AnErrorInTheMiddleIsThrown) {
    auto connection = engine.begin();
    auto statement = fetching(connection, "SELECT 1000 / (500 - id) FROM t ORDER BY id", 100);
    int count = 0;
    EXPECT_EQ(error_of<DataError>([&] {
        while (statement->step())
            ++count;
    }).sqlstate,
        "22012");
    EXPECT_EQ(count, 400);
    connection.rollback();
    statement.reset();
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
}
