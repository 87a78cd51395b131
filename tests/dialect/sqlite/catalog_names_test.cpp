#include "catalog_support.hpp"

#include <retort/core/error.hpp>

namespace {

using namespace dialect_sqlite;
using namespace retort;
using Names = std::vector<std::string>;

std::string refusal(Memory& memory, std::string_view name, std::string_view schema = {}) {
    try {
        memory.table(name, schema);
    } catch (const NoSuchTableError& error) {
        return error.what();
    }
    return "no error";
}

TEST(SqliteCatalog, NamesTablesAndViewsButNothingOfSqlitesOwn) {
    Memory memory{"CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT)", "CREATE TABLE a (x)", "CREATE TABLE C (x UNIQUE)",
        "CREATE VIRTUAL TABLE words USING fts5(word)", "CREATE VIEW v AS SELECT 1 AS one", "CREATE TEMPORARY TABLE scratch (y)", "ANALYZE"};
    const Inspector inspector = inspect(memory.connection);

    EXPECT_EQ(inspector.get_table_names(), (Names{"C", "a", "b"})) << "neither a virtual table nor the tables that it stores its words in";
    EXPECT_EQ(inspector.get_view_names(), Names{"v"});
    EXPECT_EQ(inspector.get_table_names("temp"), Names{"scratch"});
    EXPECT_EQ(inspector.reflect().tables().size(), 3U);
    EXPECT_TRUE(inspector.has_table("WORDS"));
    EXPECT_TRUE(inspector.has_table("v"));
    EXPECT_FALSE(inspector.has_table("w"));
}

TEST(SqliteCatalog, ReadsColumnsOfViewsAndVirtualTables) {
    Memory memory{"CREATE TABLE a (x INTEGER NOT NULL, y VARCHAR(3))", "CREATE VIEW v (p, q) AS SELECT x, y FROM a",
        "CREATE VIRTUAL TABLE words USING fts5(word, place)"};
    const Inspector inspector = inspect(memory.connection);

    const auto columns = inspector.get_columns("v");
    ASSERT_EQ(columns.size(), 2U);
    EXPECT_EQ(columns[1].name, "q");
    EXPECT_EQ(columns[1].type, SqlType{types::String{3}});
    EXPECT_EQ(inspector.get_columns("words").size(), 2U) << "not the hidden ones";
    EXPECT_TRUE(inspector.get_indexes("v").empty());
}

TEST(SqliteCatalog, TellsTheSelectOfAView) {
    Memory memory{"CREATE VIEW \"my as\" (a, b) AS\n  SELECT 1 AS x, ' as ' -- two",
        "CREATE VIEW w AS WITH t AS (SELECT 1) SELECT * FROM t", "CREATE TEMP VIEW IF NOT EXISTS z AS SELECT 'AS'"};
    const Inspector inspector = inspect(memory.connection);

    EXPECT_EQ(inspector.get_view_definition("my as"), "SELECT 1 AS x, ' as '");
    EXPECT_EQ(inspector.get_view_definition("W"), "WITH t AS (SELECT 1) SELECT * FROM t");
    EXPECT_EQ(inspector.get_view_definition("z"), "SELECT 'AS'");
    EXPECT_THROW(inspector.get_view_definition("y"), NoSuchTableError);
}

TEST(SqliteCatalog, ReadsAttachedDatabases) {
    Memory memory;
    memory.connection.commit();
    memory.connection.driver().execute_script("ATTACH ':memory:' AS \"other one\"");
    memory.execute("CREATE TABLE \"other one\".t (id INTEGER PRIMARY KEY, x INTEGER UNIQUE REFERENCES t)");
    memory.execute("CREATE INDEX \"other one\".ix ON t (x) WHERE x > 1");
    memory.execute("CREATE TABLE t (y TEXT)");
    const Inspector inspector = inspect(memory.connection);

    EXPECT_EQ(inspector.get_schema_names(), (Names{"main", "other one"}));
    EXPECT_EQ(inspector.default_schema_name(), "main");
    const Table table = inspector.reflect_table("t", "other one");
    EXPECT_EQ(table.full_name(), "other one.t");
    EXPECT_EQ(table.columns.size(), 2U);
    EXPECT_EQ(table.indexes.front().where, "x > 1");
    EXPECT_EQ(table.foreign_keys.front().referred_schema, "other one");
    EXPECT_EQ(table.foreign_keys.front().referred_columns, Names{"id"});
    EXPECT_EQ(printed(inspector.reflect("other one").tables().front()), printed(table));
    EXPECT_EQ(inspector.get_columns("t").front().name, "y");
    EXPECT_EQ(inspector.get_columns("t", "main").front().name, "y");
    EXPECT_THROW(inspector.get_table_names("third"), OperationalError);
}

TEST(SqliteCatalog, SortsTablesByWhatTheyReferTo) {
    Memory memory{"CREATE TABLE a (x REFERENCES b)", "CREATE TABLE b (id INTEGER PRIMARY KEY, y REFERENCES c (z))",
        "CREATE TABLE c (z UNIQUE, w REFERENCES c (z))", "CREATE TABLE d (x REFERENCES e)",
        "CREATE TABLE e (x REFERENCES d, y REFERENCES gone)", "CREATE INDEX ix ON b (y)"};
    const Inspector inspector = inspect(memory.connection);

    EXPECT_EQ(inspector.get_sorted_table_names(), (Names{"c", "b", "a", "d", "e"}));
    EXPECT_TRUE(inspector.has_index("b", "ix"));
    EXPECT_FALSE(inspector.has_index("a", "ix"));
    EXPECT_THROW((void)inspector.has_index("f", "ix"), NoSuchTableError);
    EXPECT_TRUE(inspector.has_schema("main"));
    EXPECT_FALSE(inspector.has_schema("other"));
    EXPECT_TRUE(inspector.get_table_options("a").empty());
    EXPECT_EQ(inspector.get_table_comment("a"), "");
}

TEST(SqliteCatalog, FindsTemporaryTablesByTheirNameAlone) {
    Memory memory{"CREATE TEMPORARY TABLE scratch (y INTEGER DEFAULT 3, CHECK (y > 0))"};

    EXPECT_EQ(memory.table("Scratch").check_constraints.size(), 1U);
    EXPECT_EQ(memory.table("scratch").schema, "");
    EXPECT_EQ(memory.table("scratch", "temp").full_name(), "temp.scratch");
    EXPECT_EQ(refusal(memory, "scratch", "main"), "There is no table 'scratch' in the schema 'main', which is empty");
}

TEST(SqliteCatalog, NamesTheTablesThatCouldBeMeant) {
    Memory memory{"CREATE TABLE hero (x)", "CREATE TABLE team (x)", "CREATE TABLE hero_power_link (x)", "CREATE VIEW heroes AS SELECT 1"};

    EXPECT_EQ(refusal(memory, "herp"), "There is no table 'herp' in the database; did you mean 'hero'?");
    EXPECT_EQ(refusal(memory, "ehro"), "There is no table 'ehro' in the database; did you mean 'hero'?");
    EXPECT_EQ(refusal(memory, "heros"), "There is no table 'heros' in the database; did you mean 'hero' or 'heroes'?");
    EXPECT_EQ(refusal(memory, "power"), "There is no table 'power' in the database; did you mean 'hero_power_link'?");
    EXPECT_EQ(refusal(memory, "villain"),
        "There is no table 'villain' in the database, which has 'hero', 'hero_power_link', 'heroes' and 'team'");
    EXPECT_EQ(refusal(memory, ""), "There is no table '' in the database, which has 'hero', 'hero_power_link', 'heroes' and 'team'");
}

TEST(SqliteCatalog, ReadsTheOtherTablesOfADatabaseWithABrokenView) {
    Memory memory{
        "CREATE TABLE a (x)", "CREATE TABLE b (x)", "CREATE VIEW v AS SELECT y FROM b", "PRAGMA legacy_alter_table = ON", "DROP TABLE b"};
    const Inspector inspector = inspect(memory.connection);

    EXPECT_EQ(inspector.get_table_names(), Names{"a"});
    EXPECT_EQ(inspector.reflect().tables().size(), 1U);
    EXPECT_EQ(inspector.get_view_definition("v"), "SELECT y FROM b");
}

}  // namespace
