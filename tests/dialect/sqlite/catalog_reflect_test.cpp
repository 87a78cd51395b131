// What a catalog reads beyond what SQLAlchemy's can; the rest is in tests/integration/catalog_interop_test.cpp.
#include "catalog_support.hpp"

#include <chrono>

#include <retort/core/error.hpp>

namespace {

using namespace dialect_sqlite;
using namespace retort;

TEST(SqliteCatalog, ReadsConstraintsThatStandInColumns) {
    Memory memory{"CREATE TABLE team (id INTEGER PRIMARY KEY)",
        "CREATE TABLE hero (id INTEGER CONSTRAINT pk_hero PRIMARY KEY AUTOINCREMENT, name TEXT COLLATE nocase CONSTRAINT uq_name UNIQUE "
        "NOT NULL,"
        " age INT CONSTRAINT ck_age CHECK (age >= 0) CHECK (age < 200), team_id INTEGER CONSTRAINT fk_team REFERENCES team ON DELETE SET "
        "NULL"
        " DEFERRABLE INITIALLY DEFERRED, CHECK (age > 3 OR name <> ','))"};

    EXPECT_EQ(printed(memory.table("hero")), R"(table hero 
column id: INTEGER not_null key autoincrement
column name: TEXT not_null collation=NOCASE
column age: INT
column team_id: INTEGER
primary key 'pk_hero' [id]
unique 0 'uq_name' [name]
check 1 'ck_age' age >= 0
check 2 '' age < 200
check 4 '' age > 3 OR name <> ','
foreign key 3 'fk_team' [team_id] -> .team[id] delete=2 update=0 DEFERRABLE INITIALLY DEFERRED
option sqlite_autoincrement=true
)");
}

TEST(SqliteCatalog, ReadsIndexesInTheWordsOfSqlite) {
    Memory memory{"CREATE TABLE t (a TEXT COLLATE NOCASE, b TEXT, \"C d\" TEXT)", "CREATE INDEX i1 ON t (a, b DESC)",
        "CREATE INDEX i2 ON t (a COLLATE BINARY, b COLLATE NOCASE DESC)", "CREATE UNIQUE INDEX i3 ON t (a COLLATE nocase ASC)",
        "CREATE INDEX i4 ON t (lower(b), coalesce(a, ',(') desc, \"C d\" DESC) WHERE b IN ('where', ')') /* all */",
        "CREATE INDEX i5 ON t (b) WHERE (a > 'x')"};

    EXPECT_EQ(printed(memory.table("t")), R"(table t 
column a: TEXT collation=NOCASE
column b: TEXT
column C d: TEXT
primary key '' []
index i1 column a expression b DESC
index i2 expression a COLLATE BINARY expression b COLLATE NOCASE DESC
unique index i3 column a
index i4 expression lower(b) expression coalesce(a, ',(') DESC expression "C d" DESC where b IN ('where', ')')
index i5 column b where (a > 'x')
)");
}

TEST(SqliteCatalog, ReadsGeneratedColumnsAndWhatATableIs) {
    Memory memory{
        "CREATE TABLE s (a INTEGER, b TEXT NOT NULL AS (json_object('a', a, 'b', (1))) STORED, c ANY AS (a), d INT, PRIMARY KEY (d, a)) "
        "WITHOUT ROWID, STRICT"};

    EXPECT_EQ(printed(memory.table("s")), R"(table s 
column a: INTEGER not_null key
column b: TEXT not_null stored=json_object('a', a, 'b', (1))
column c: ANY computed=a
column d: INT not_null key
primary key '' [d, a]
option sqlite_strict=true
option sqlite_with_rowid=false
)");
}

TEST(SqliteCatalog, TellsTheRowidFromOtherKeys) {
    Memory memory{"CREATE TABLE a (id INTEGER PRIMARY KEY)", "CREATE TABLE b (id INT PRIMARY KEY)",
        "CREATE TABLE c (id INTEGER PRIMARY KEY DESC)", "CREATE TABLE d (id INTEGER PRIMARY KEY) WITHOUT ROWID",
        "CREATE TABLE e (id TEXT PRIMARY KEY)", "CREATE TABLE f (id integer, PRIMARY KEY (ID))"};
    const auto key = [&](std::string_view table) { return memory.table(table).columns.front().options; };

    EXPECT_TRUE(key("a").autoincrement);
    EXPECT_FALSE(key("a").nullable);
    EXPECT_FALSE(key("b").autoincrement);
    EXPECT_TRUE(key("b").nullable) << "SQLite lets NULL into it";
    EXPECT_FALSE(key("c").autoincrement) << "an old quirk of SQLite";
    EXPECT_FALSE(key("d").autoincrement);
    EXPECT_FALSE(key("d").nullable);
    EXPECT_TRUE(key("e").primary_key);
    EXPECT_TRUE(key("f").autoincrement);
}

TEST(SqliteCatalog, TellsTheRowidWhereSqliteGeneratesTheKey) {
    for (const std::string_view columns :
        {"id INTEGER PRIMARY KEY", "id INTEGER, PRIMARY KEY (id DESC)", "id INTEGER PRIMARY KEY DESC",
            "id INTEGER, PRIMARY KEY (id AUTOINCREMENT)", "id InTeGeR CONSTRAINT pk PRIMARY KEY ON CONFLICT REPLACE",
            "id INTEGER(11) PRIMARY KEY", "id INT PRIMARY KEY", "id BIGINT PRIMARY KEY", "id \"INTEGER\" PRIMARY KEY",
            "id [INTEGER] PRIMARY KEY", "id INTEGER PRIMARY KEY ASC", "id INTEGER /* key */ PRIMARY /**/ KEY",
            "id UNSIGNED INTEGER PRIMARY KEY", "id INTEGER, x TEXT, PRIMARY KEY (id, x)",
            "\"id\" INTEGER, PRIMARY KEY ([ID] COLLATE NOCASE)", "id INTEGER, PRIMARY KEY ('id')", "id INTEGER UNIQUE", "id PRIMARY KEY"}) {
        Memory memory{"CREATE TABLE t (" + std::string{columns} + ")", "INSERT INTO t DEFAULT VALUES"};
        auto rows = memory.connection.execute_once("SELECT id IS NOT NULL FROM t");
        std::int64_t is_generated = 0;
        ASSERT_TRUE(rows.next() && rows.row().integer(0, is_generated));
        rows.close();

        EXPECT_EQ(memory.table("t").columns.front().options.autoincrement, is_generated != 0) << columns;
    }
}

TEST(SqliteCatalog, KeepsUniqueConstraintsApartFromUniqueIndexes) {
    Memory memory{
        "CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT UNIQUE, c TEXT, UNIQUE (a), CONSTRAINT \"uq \"\"c\" UNIQUE (C COLLATE NOCASE, b))",
        "CREATE UNIQUE INDEX ux ON t (c)"};
    const Table table = memory.table("t");

    ASSERT_EQ(table.unique_constraints.size(), 3U);
    EXPECT_EQ(table.unique_constraints[0], (UniqueConstraint{"", {"b"}, 0}));
    EXPECT_EQ(table.unique_constraints[1], (UniqueConstraint{"", {"a"}, 1})) << "though SQLite makes no index for it";
    EXPECT_EQ(table.unique_constraints[2], (UniqueConstraint{"uq \"c", {"c", "b"}, 2}));
    ASSERT_EQ(table.indexes.size(), 1U);
    EXPECT_EQ(table.indexes[0].name, "ux");
}

TEST(SqliteCatalog, ReadsForeignKeysInTheirOrderWithTheColumnsThatAreMeant) {
    Memory memory{"CREATE TABLE pair (x INTEGER, y INTEGER, PRIMARY KEY (y, x))",
        "CREATE TABLE t (a INTEGER REFERENCES PAIR (X), b INTEGER, c INTEGER, FOREIGN KEY (b, c) REFERENCES pair ON UPDATE NO ACTION,"
        " CONSTRAINT fk_gone FOREIGN KEY (b) REFERENCES gone NOT DEFERRABLE, FOREIGN KEY (c) REFERENCES gone (q) MATCH FULL ON DELETE "
        "CASCADE)"};
    const Table table = memory.table("t");

    EXPECT_EQ(printed(table), R"(table t 
column a: INTEGER
column b: INTEGER
column c: INTEGER
primary key '' []
foreign key 0 '' [a] -> .pair[x] delete=0 update=0 
foreign key 1 '' [b, c] -> .pair[y, x] delete=0 update=0 
foreign key 2 'fk_gone' [b] -> .gone[] delete=0 update=0 
foreign key 3 '' [c] -> .gone[q] delete=1 update=0 
)");
    EXPECT_EQ(printed(memory.catalog().tables(memory.connection, {})[1]), printed(table));
}

TEST(SqliteCatalog, ReadsDefaultsAsTheyCanBeWrittenAgain) {
    Memory memory{
        "CREATE TABLE t (a DEFAULT 5, b DEFAULT (1 + 1), c DEFAULT ((3)), d DEFAULT (datetime('now')), e DEFAULT -5, f DEFAULT 'it''s',"
        " g DEFAULT CURRENT_TIMESTAMP, h DEFAULT NULL, i, j DEFAULT (((1) + (2))))"};
    const Table table = memory.table("t");
    const auto value = [&](std::string_view column) { return table.find_column(column)->options.server_default; };

    EXPECT_EQ(value("a"), "5");
    EXPECT_EQ(value("b"), "(1 + 1)");
    EXPECT_EQ(value("c"), "((3))");
    EXPECT_EQ(value("d"), "(datetime('now'))");
    EXPECT_EQ(value("e"), "-5");
    EXPECT_EQ(value("f"), "'it''s'");
    EXPECT_EQ(value("g"), "CURRENT_TIMESTAMP");
    EXPECT_EQ(value("h"), "NULL");
    EXPECT_EQ(value("i"), std::nullopt);
    Memory other;
    other.create(table);
    EXPECT_EQ(printed(other.table("t")), printed(table));
}

TEST(SqliteCatalog, ReadsTypesThatItsOwnDdlWritesAndKeepsTheTextOfOthers) {
    Memory memory{
        "CREATE TABLE t (a VARCHAR(30), b varchar ( 30 ), c NUMERIC(10,2), d numeric(5), e Boolean, f bigint, g INT, h CHAR(32), "
        "i DECIMAL(10,2), j VARCHAR(0), k VARCHAR(3, 4), l, m UNSIGNED  BIG INT, n Double, o datetime)"};
    const Table table = memory.table("t");
    const auto type = [&](std::string_view column) { return table.find_column(column)->type; };

    EXPECT_EQ(type("a"), SqlType{types::String{30}});
    EXPECT_EQ(type("b"), SqlType{types::String{30}});
    EXPECT_EQ(type("c"), (SqlType{types::Numeric{10, 2}}));
    EXPECT_EQ(type("d"), SqlType{types::Numeric{5}});
    EXPECT_EQ(type("e"), SqlType{types::Boolean{}});
    EXPECT_EQ(type("f"), SqlType{types::BigInteger{}});
    EXPECT_EQ(type("g"), SqlType::custom("INT"));
    EXPECT_EQ(type("h"), SqlType::custom("CHAR(32)"));
    EXPECT_EQ(type("i"), SqlType::custom("DECIMAL(10,2)"));
    EXPECT_EQ(type("j"), SqlType::custom("VARCHAR(0)"));
    EXPECT_EQ(type("k"), SqlType::custom("VARCHAR(3, 4)"));
    EXPECT_EQ(type("l"), SqlType::custom(""));
    EXPECT_EQ(type("m").kind, SqlType::Kind::custom);
    EXPECT_EQ(type("n"), SqlType{types::Double{}});
    EXPECT_EQ(type("o"), SqlType{types::DateTime{}});
}

TEST(SqliteCatalog, ReadsTypesThatNeedQuotesAndLeavesCommentsBehindThemOut) {
    Memory memory{"CREATE TABLE t (a \"my-type\", b UNSIGNED BIG INT -- swallows what comes\n AS (a), c \"INTEGER\", d [VARCHAR(5)])"};
    const Table table = memory.table("t");

    EXPECT_EQ(table.columns[0].type, SqlType::custom("\"my-type\""));
    EXPECT_EQ(table.columns[1].type, SqlType::custom("UNSIGNED BIG INT"));
    EXPECT_EQ(table.columns[2].type, SqlType{types::Integer{}});
    EXPECT_TRUE(memory.catalog().same_type(table.columns[0].type, SqlType::custom("MY-type")));
    EXPECT_TRUE(memory.catalog().same_type(table.columns[3].type, types::String{5}));
    EXPECT_FALSE(memory.catalog().same_type(table.columns[3].type, types::String{6}));
    Memory other;
    other.create(table);
    EXPECT_EQ(printed(other.table("t")), printed(table));
}

TEST(SqliteCatalog, ReadsNamesThatNeedQuotes) {
    Memory memory{"CREATE TABLE \"it's \"\"a\"\" table\" (\"se lect\" INTEGER PRIMARY KEY, [b.c] TEXT CHECK ([b.c] <> ']'))",
        "CREATE INDEX \"ix 'q' \"\"\" ON \"it's \"\"a\"\" table\" ([b.c])", "CREATE VIEW \"a view\" AS SELECT 1 AS \"x y\""};
    const Table table = memory.table("it's \"a\" table");

    EXPECT_EQ(table.name, "it's \"a\" table");
    EXPECT_EQ(table.primary_key.columns, std::vector<std::string>{"se lect"});
    EXPECT_EQ(table.indexes.front().name, "ix 'q' \"");
    EXPECT_EQ(table.indexes.front().columns, std::vector<IndexElement>{"b.c"});
    EXPECT_EQ(table.check_constraints.front().sql, "[b.c] <> ']'");
    EXPECT_EQ(memory.table("IT'S \"A\" table").name, table.name) << "names compare without their case";
    EXPECT_EQ(memory.table("a view").columns.front().name, "x y");
}

TEST(SqliteCatalog, ReadsTablesThatWereAltered) {
    Memory memory{"CREATE TABLE a (id INTEGER PRIMARY KEY, x TEXT CHECK (x <> ''))", "CREATE TABLE b (a_id INTEGER REFERENCES a (id))",
        "CREATE INDEX ix ON a (lower(x)) WHERE x > ''", "ALTER TABLE a RENAME TO \"new a\"",
        "ALTER TABLE \"new a\" RENAME COLUMN x TO \"y z\"",
        "ALTER TABLE \"new a\" ADD COLUMN w INTEGER DEFAULT 7 CONSTRAINT ck_w CHECK (w > 0)"};
    const Table table = memory.table("new a");

    EXPECT_EQ(table.columns.size(), 3U);
    ASSERT_EQ(table.check_constraints.size(), 2U);
    EXPECT_EQ(table.check_constraints[0].sql, "\"y z\" <> ''");
    EXPECT_EQ(table.check_constraints[1].name, "ck_w");
    EXPECT_EQ(table.indexes[0].columns[0].text, "lower(\"y z\")");
    EXPECT_EQ(memory.table("b").foreign_keys[0].referred_table, "new a");
}

TEST(SqliteCatalog, ReadsAThousandTablesInFourQueries) {
    Memory memory;
    for (int i = 0; i < 1000; ++i) {
        const std::string name = "t" + std::to_string(i);
        memory.execute("CREATE TABLE " + name +
                       " (id INTEGER NOT NULL, a VARCHAR(30) NOT NULL, b INTEGER, c DATETIME, d TEXT, e BOOLEAN, f CHAR(32), "
                       "g NUMERIC(10, 2), PRIMARY KEY (id), UNIQUE (a), FOREIGN KEY(b) REFERENCES t0 (id), CHECK (b > 0))");
        memory.execute("CREATE INDEX ix_" + name + "_c ON " + name + " (c)");
    }

    const auto start = std::chrono::steady_clock::now();
    const auto tables = memory.catalog().tables(memory.connection, {});
    const std::chrono::duration<double> time = std::chrono::steady_clock::now() - start;

    ASSERT_EQ(tables.size(), 1000U);
    EXPECT_EQ(tables.front().columns.size(), 8U);
    EXPECT_EQ(tables.back().indexes.size(), 1U);
    EXPECT_EQ(tables.back().check_constraints.size(), 1U);
    // 60 ms in a release build; a query for each table would take seconds with the checks of a debug build.
    EXPECT_LT(time.count(), 2.0);
    RecordProperty("milliseconds", static_cast<int>(time.count() * 1000));
}

}  // namespace
