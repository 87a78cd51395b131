#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/ddl.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "expected_ddl.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_sqlite;

const Dialect& sqlite_dialect() {
    return dialect_for("sqlite");
}

class DdlOf : public testing::TestWithParam<ExpectedDdl> {};

TEST_P(DdlOf, IsSqlalchemysByteForByte) {
    const Table table = sample_tables().at(GetParam().table)();
    std::vector<std::string> created;
    for (const Index& index : table.indexes)
        created.push_back(sqlite_dialect().create_index_sql(table, index));
    std::sort(created.begin(), created.end());

    EXPECT_EQ(sqlite_dialect().create_table_sql(table), GetParam().create);
    EXPECT_EQ(join(created, "\n"), GetParam().indexes);
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, DdlOf, testing::ValuesIn(expected_ddl), [](const auto& case_of) { return std::string{case_of.param.table}; });

TEST(SqliteDdl, EveryExpectedTableIsAcceptedBySqlite) {
    auto engine = create_engine("sqlite://");
    auto connection = engine.begin();
    for (const auto& [name, build] : sample_tables()) {
        const Table table = build();
        EXPECT_NO_THROW(connection.execute_ddl(sqlite_dialect().create_table_sql(table))) << name;
        for (const Index& index : table.indexes)
            EXPECT_NO_THROW(connection.execute_ddl(sqlite_dialect().create_index_sql(table, index)));
    }
    EXPECT_EQ(sqlite_dialect().table_names(connection, {}).size(), sample_tables().size());
}

TEST(SqliteDdl, OnlyASingleGeneratedIntegerKeyIsTheRowid) {
    TableBuilder generated{"t"};
    generated.column("id", BigInteger{}, {.primary_key = true, .autoincrement = true});
    TableBuilder given{"t"};
    given.column("id", BigInteger{}, {.primary_key = true});
    TableBuilder composite{"t"};
    composite.column("a", BigInteger{}, {.primary_key = true, .autoincrement = true}).column("b", BigInteger{}, {.primary_key = true});

    EXPECT_EQ(sqlite_dialect().create_table_sql(generated.table), "CREATE TABLE t (\n\tid INTEGER NOT NULL, \n\tPRIMARY KEY (id)\n)");
    EXPECT_EQ(sqlite_dialect().create_table_sql(given.table), "CREATE TABLE t (\n\tid BIGINT NOT NULL, \n\tPRIMARY KEY (id)\n)");
    EXPECT_EQ(sqlite_dialect().create_table_sql(composite.table),
        "CREATE TABLE t (\n\ta BIGINT NOT NULL, \n\tb BIGINT NOT NULL, \n\tPRIMARY KEY (a, b)\n)");
}

TEST(SqliteDdl, TypesThatSqlalchemyLacks) {
    EXPECT_EQ(sqlite_dialect().type_sql(Double{}), "DOUBLE");
    EXPECT_EQ(sqlite_dialect().type_sql(types::Uuid{}), "CHAR(32)");
    EXPECT_EQ(sqlite_dialect().type_sql(JSONB{}), "JSON");
    EXPECT_EQ(sqlite_dialect().type_sql(SqlType::custom("GEOMETRY(4326)")), "GEOMETRY(4326)");
    EXPECT_EQ(sqlite_dialect().type_sql(SqlType::enumeration("e", {"ä", "öüß"})), "VARCHAR(3)") << "characters, not bytes";
}

TEST(SqliteDdl, DropsTablesAndIndexes) {
    const Table table = sample_tables().at("in_schema")();
    EXPECT_EQ(sqlite_dialect().drop_table_sql(table), "DROP TABLE main.in_schema");
    EXPECT_EQ(sqlite_dialect().drop_index_sql(table, table.indexes.front()), "DROP INDEX main.ix_main_in_schema_name");
    EXPECT_EQ(sqlite_dialect().drop_table_sql(sample_tables().at("Quoted")()), "DROP TABLE \"Quoted\"");
}

TEST(SqliteDdl, CreatesAndDropsWhatMayBeThereAlready) {
    const Table table = sample_tables().at("no_key")();
    EXPECT_EQ(sqlite::create_table_sql(table, true), "CREATE TABLE IF NOT EXISTS no_key (\n\ta INTEGER\n)");
    EXPECT_EQ(sqlite::drop_table_sql({"main", "Quoted"}, true), "DROP TABLE IF EXISTS main.\"Quoted\"");
    EXPECT_EQ(sqlite::create_index_sql({"main", "t"}, unique_index("ix", "a", sql_expression("b DESC")).only_where("a > 1"), true),
        "CREATE UNIQUE INDEX IF NOT EXISTS main.ix ON t (a, b DESC) WHERE a > 1");
    EXPECT_EQ(sqlite::drop_index_sql({"main", "t"}, "ix a", true), "DROP INDEX IF EXISTS main.\"ix a\"");
}

TEST(SqliteDdl, ReadsTheConditionOfAnIndexFromItsOptionToo) {
    Index index = retort::index("ix", "a");
    index.dialect_options = {{"postgresql_where", "b"}, {"sqlite_where", "a > 1"}};
    EXPECT_EQ(sqlite::create_index_sql({{}, "t"}, index), "CREATE INDEX ix ON t (a) WHERE a > 1");
}

TEST(SqliteDdl, DefinesColumnsThatAreAdded) {
    EXPECT_EQ(sqlite::column_definition_sql(Column{"allegiance", String{}, {.nullable = true}}), "allegiance VARCHAR");
    EXPECT_EQ(sqlite::column_definition_sql(Column{"n", Integer{}, {.nullable = false, .server_default = "0", .collation = "NOCASE"}}),
        "n INTEGER COLLATE \"NOCASE\" DEFAULT 0 NOT NULL");
    EXPECT_EQ(sqlite::column_definition_sql(Column{"g", Integer{}, {.computed = "a + 1", .persisted = false}}),
        "g INTEGER GENERATED ALWAYS AS (a + 1)");
    auto key = foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::cascade).named("fk_team");
    key.deferral = "DEFERRABLE";
    EXPECT_EQ(sqlite::column_definition_sql(Column{"team_id", types::Uuid{}}, {key, foreign_key_constraint({"team_id"}, "Other", {})}),
        "team_id CHAR(32) CONSTRAINT fk_team REFERENCES team (id) ON DELETE CASCADE DEFERRABLE REFERENCES \"Other\"");
}

TEST(SqliteDdl, SaysWhatATableIs) {
    TableBuilder builder{"t"};
    builder.column("id", types::Text{}, {.primary_key = true});
    builder.with(TableArgs{table_option("sqlite_strict", "TRUE")});
    EXPECT_EQ(sqlite::create_table_sql(builder.table), "CREATE TABLE t (\n\tid TEXT NOT NULL, \n\tPRIMARY KEY (id)\n)\n STRICT");
    builder.with(TableArgs{table_option("sqlite_with_rowid", "0")});
    EXPECT_EQ(
        sqlite::create_table_sql(builder.table), "CREATE TABLE t (\n\tid TEXT NOT NULL, \n\tPRIMARY KEY (id)\n)\n WITHOUT ROWID,\n STRICT");
}

TEST(SqliteDdl, QuotesOnlyWhatNeedsIt) {
    for (const auto plain : {"hero", "a1", "_x", "a$", "action", "window", "rowid"})
        EXPECT_EQ(sqlite_dialect().quote_identifier(plain), plain);
    for (const auto odd : {"Hero", "order", "returning", "nothing", "1a", "$a", "a b", "a-b", "", "é"}) {
        EXPECT_EQ(sqlite_dialect().quote_identifier(odd), '"' + std::string{odd} + '"');
    }
    EXPECT_EQ(sqlite_dialect().quote_identifier("a\"b"), "\"a\"\"b\"");
}

TEST(SqliteDialect, SeesTablesAndViewsWhateverTheirCase) {
    auto engine = create_engine("sqlite://");
    auto connection = engine.begin();
    connection.execute_ddl("CREATE TABLE \"Hero\" (id INTEGER)");
    connection.execute_ddl("CREATE VIEW heroes AS SELECT * FROM \"Hero\"");
    connection.execute_ddl("CREATE TEMPORARY TABLE scratch (id INTEGER)");

    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "hero"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "heroes"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "scratch"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, "main", "Hero"));
    EXPECT_FALSE(sqlite_dialect().has_table(connection, {}, "her\"o"));
    EXPECT_EQ(sqlite_dialect().table_names(connection, {}), (std::vector<std::string>{"Hero"}));
}

}  // namespace
