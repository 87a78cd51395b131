#include <retort/core/error.hpp>
#include <retort/dialect/sqlite/errors.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <sqlite3.h>

#include <cstdio>
#include <filesystem>
#include <fstream>

namespace {

using namespace retort;

/// The class of the error that `action` throws, and its code.
std::pair<std::string, int> error_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const DatabaseError& error) {
        return {error.type_name(), error.code()};
    }
    return {"none", 0};
}

struct Mapping {
    int code;
    const char* type_name;
    bool retryable;
};

TEST(SqliteErrors, MapAsPythonsModuleDoes) {
    const std::vector<Mapping> mappings{{SQLITE_ERROR, "OperationalError", false}, {SQLITE_INTERNAL, "InternalError", false},
        {SQLITE_PERM, "OperationalError", false}, {SQLITE_ABORT, "OperationalError", false}, {SQLITE_BUSY, "OperationalError", true},
        {SQLITE_BUSY_SNAPSHOT, "OperationalError", true}, {SQLITE_LOCKED, "OperationalError", true},
        {SQLITE_LOCKED_SHAREDCACHE, "OperationalError", true}, {SQLITE_READONLY, "OperationalError", false},
        {SQLITE_INTERRUPT, "OperationalError", false}, {SQLITE_IOERR_READ, "OperationalError", false},
        {SQLITE_CORRUPT, "DatabaseError", false}, {SQLITE_NOTFOUND, "InternalError", false}, {SQLITE_FULL, "OperationalError", false},
        {SQLITE_CANTOPEN, "OperationalError", false}, {SQLITE_PROTOCOL, "OperationalError", false},
        {SQLITE_SCHEMA, "OperationalError", false}, {SQLITE_TOOBIG, "DataError", false},
        {SQLITE_CONSTRAINT_UNIQUE, "IntegrityError", false}, {SQLITE_CONSTRAINT_NOTNULL, "IntegrityError", false},
        {SQLITE_MISMATCH, "IntegrityError", false}, {SQLITE_MISUSE, "InterfaceError", false}, {SQLITE_RANGE, "InterfaceError", false},
        {SQLITE_NOTADB, "DatabaseError", false}};
    for (const auto& [code, type_name, retryable] : mappings) {
        try {
            sqlite::throw_error(code, "message");
        } catch (const DatabaseError& error) {
            EXPECT_STREQ(error.type_name(), type_name) << code;
            EXPECT_EQ(error.code(), code);
            EXPECT_EQ(error.is_retryable(), retryable) << code;
            EXPECT_EQ(error.sqlstate(), "");
        }
    }
}

class SqliteFailures : public testing::Test {
protected:
    SqliteFailures() {
        connection.execute_ddl("CREATE TABLE team (id INTEGER NOT NULL PRIMARY KEY, name VARCHAR NOT NULL UNIQUE CHECK (name != ''))");
        connection.execute_ddl("CREATE TABLE hero (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES team (id))");
        run("INSERT INTO team VALUES (1, 'Avengers')");
    }
    void run(std::string_view sql, std::vector<Value> parameters = {}) { connection.execute(sql, std::move(parameters)); }

    Engine engine = create_engine("sqlite://");
    Connection connection = engine.connect();
};

TEST_F(SqliteFailures, ConstraintsAreIntegrityErrorsWithExtendedCodes) {
    using Error = std::pair<std::string, int>;
    EXPECT_EQ(error_of([&] { run("INSERT INTO team VALUES (2, 'Avengers')"); }), (Error{"IntegrityError", SQLITE_CONSTRAINT_UNIQUE}));
    EXPECT_EQ(error_of([&] { run("INSERT INTO team VALUES (1, 'X-Men')"); }), (Error{"IntegrityError", SQLITE_CONSTRAINT_PRIMARYKEY}));
    EXPECT_EQ(error_of([&] { run("INSERT INTO team VALUES (2, NULL)"); }), (Error{"IntegrityError", SQLITE_CONSTRAINT_NOTNULL}));
    EXPECT_EQ(error_of([&] { run("INSERT INTO team VALUES (2, '')"); }), (Error{"IntegrityError", SQLITE_CONSTRAINT_CHECK}));
    EXPECT_EQ(error_of([&] { run("INSERT INTO hero VALUES (1, 99)"); }), (Error{"IntegrityError", SQLITE_CONSTRAINT_FOREIGNKEY}));
    EXPECT_EQ(error_of([&] { run("INSERT INTO team VALUES ('one', 'X-Men')"); }), (Error{"IntegrityError", SQLITE_MISMATCH}));
}

TEST_F(SqliteFailures, MistakesInSqlAreOperationalErrors) {
    EXPECT_EQ(error_of([&] { run("SELECT * FROM villain"); }).first, "OperationalError");
    EXPECT_EQ(error_of([&] { run("SELEC 1"); }).first, "OperationalError");
    EXPECT_EQ(error_of([&] { run(""); }).first, "ProgrammingError");
    EXPECT_EQ(error_of([&] { run("-- nothing but a comment"); }).first, "ProgrammingError");
    EXPECT_EQ(error_of([&] { run("SELECT 1; SELECT 2"); }).first, "ProgrammingError");
    EXPECT_EQ(error_of([&] { run("SELECT 1; -- done\n;"); }).first, "none");
}

TEST_F(SqliteFailures, WrongNumbersOfParametersAreErrors) {
    EXPECT_EQ(error_of([&] { run("SELECT ?, ?", {1}); }).first, "ProgrammingError");
    EXPECT_EQ(error_of([&] { run("SELECT ?", {1, 2}); }).first, "InterfaceError");
    EXPECT_EQ(error_of([&] { run("SELECT ?", {1}); }).first, "none");
}

TEST_F(SqliteFailures, AnErrorCarriesTheStatementAndItsParameters) {
    try {
        run("INSERT INTO team (id, name) VALUES (?, ?)", {2, "Avengers"});
        FAIL();
    } catch (const IntegrityError& error) {
        EXPECT_STREQ(error.what(),
            "IntegrityError: UNIQUE constraint failed: team.name [SQL: INSERT INTO team (id, name) VALUES (?, ?)] [parameters: (2, "
            "'Avengers')]");
    }
}

TEST_F(SqliteFailures, AStatementThatFailedCanRunAgain) {
    EXPECT_THROW(run("INSERT INTO team (id, name) VALUES (?, ?)", {2, "Avengers"}), IntegrityError);
    EXPECT_NO_THROW(run("INSERT INTO team (id, name) VALUES (?, ?)", {2, "X-Men"}));
    EXPECT_NO_THROW(connection.commit());
}

TEST_F(SqliteFailures, ErrorsAmongTheRowsHaveTheStatementToo) {
    // abs() of the smallest integer fails when its row is reached.
    auto cursor =
        connection.execute("SELECT abs(column1) FROM (VALUES (1), (?))", std::vector<Value>{std::int64_t{-9223372036854775807 - 1}});
    EXPECT_TRUE(cursor.next());
    try {
        cursor.next();
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.message(), "integer overflow");
        EXPECT_EQ(error.statement(), "SELECT abs(column1) FROM (VALUES (1), (?))");
        EXPECT_EQ(error.parameters(), "(-9223372036854775808,)");
    }
    EXPECT_FALSE(cursor.next());
}

TEST(SqliteFiles, WhatIsNoDatabaseSaysSo) {
    const auto path = std::filesystem::temp_directory_path() / "retort_not_a_database.db";
    std::ofstream{path} << std::string(4096, 'x');
    auto engine = create_engine("sqlite:///" + path.string());
    auto connection = engine.connect();
    EXPECT_EQ(error_of([&] { connection.execute("SELECT * FROM t", std::vector<Value>{}); }),
        (std::pair<std::string, int>{"DatabaseError", SQLITE_NOTADB}));
    std::filesystem::remove(path);
}

TEST(SqliteFiles, AFileThatCannotBeOpenedIsNamed) {
    auto engine = create_engine("sqlite:////no/such/folder/x.db");
    try {
        engine.connect();
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.message(), "unable to open database file: '/no/such/folder/x.db'");
        EXPECT_EQ(error.code() & 0xFF, SQLITE_CANTOPEN);
    }
    EXPECT_EQ(engine.pool_status().checked_out, 0) << "the failed connection must not count";
}

TEST(SqliteFiles, AReadOnlyDatabaseRefusesWrites) {
    const auto path = std::filesystem::temp_directory_path() / "retort_read_only.db";
    std::filesystem::remove(path);
    auto writable = create_engine("sqlite:///" + path.string());
    {
        auto connection = writable.begin();
        connection.execute_ddl("CREATE TABLE t (a)");
        connection.commit();
    }
    auto engine = create_engine("sqlite:///" + path.string() + "?mode=ro");
    auto connection = engine.connect();
    EXPECT_EQ(error_of([&] { connection.execute("INSERT INTO t VALUES (1)", std::vector<Value>{}); }).first, "OperationalError");
    std::filesystem::remove(path);
}

}  // namespace
