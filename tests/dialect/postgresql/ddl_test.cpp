#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/enum_types.hpp>
#include <retort/dialect/postgresql/identifiers.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "expected_ddl.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;
namespace pg = retort::postgresql;

ddl::TableName name_of(const Table& table) {
    return {table.schema, table.name};
}

class DdlOf : public testing::TestWithParam<ExpectedDdl> {};

TEST_P(DdlOf, IsSqlalchemysByteForByte) {
    const Table table = sample_tables().at(GetParam().table)();
    std::vector<std::string> created;
    for (const Index& index : table.indexes)
        created.push_back(pg::create_index_sql(name_of(table), index));
    std::sort(created.begin(), created.end());

    EXPECT_EQ(pg::create_table_sql(table), GetParam().create);
    EXPECT_EQ(join(created, "\n"), GetParam().indexes);
    EXPECT_EQ(join(pg::after_create_table_sql(table), "\n"), GetParam().comments);
}

INSTANTIATE_TEST_SUITE_P(
    Postgresql, DdlOf, testing::ValuesIn(expected_ddl), [](const auto& case_of) { return std::string{case_of.param.table}; });

TEST(PostgresqlDdl, TypesThatSqlalchemyLacks) {
    EXPECT_EQ(pg::type_sql(Double{}), "DOUBLE PRECISION");
    EXPECT_EQ(pg::type_sql(types::Uuid{}), "UUID");
    EXPECT_EQ(pg::type_sql(SqlType::custom("GEOMETRY(4326)")), "GEOMETRY(4326)");
    EXPECT_EQ(pg::type_sql(SqlType::enumeration("sales.Color", {"red"})), "sales.\"Color\"");
}

TEST(PostgresqlDdl, RefusesTypesThatLackAPart) {
    SqlType array;
    array.kind = SqlType::Kind::array;
    EXPECT_THROW(pg::type_sql(array), CompileError);
    EXPECT_THROW(pg::type_sql(SqlType::enumeration("", {"red"})), CompileError);
    EXPECT_THROW(pg::text_literal(std::string_view{"a\0b", 3}), CompileError);
    Index index = retort::index("ix", "a");
    index.dialect_options = {{"postgresql_concurrently", "perhaps"}};
    EXPECT_THROW(pg::create_index_sql({{}, "t"}, index), CompileError);
}

TEST(PostgresqlDdl, MakesTypesOfEnumerators) {
    EXPECT_EQ(pg::create_enum_sql(SqlType::enumeration("My Enum", {"a", "it's"})), "CREATE TYPE \"My Enum\" AS ENUM ('a', 'it''s')");
    EXPECT_EQ(pg::drop_enum_sql(SqlType::enumeration("sales.kind", {"a"})), "DROP TYPE sales.kind");
    const auto types = pg::enumerations_of(sample_tables().at("every_type")());
    ASSERT_EQ(types.size(), 2U) << "the array's too, and each once";
    EXPECT_EQ(types[0].name, "kind");
    EXPECT_EQ(types[1].name, "My Enum");
}

TEST(PostgresqlDdl, DropsTablesAndIndexes) {
    const Table table = sample_tables().at("in_schema")();
    EXPECT_EQ(pg::drop_table_sql(name_of(table)), "DROP TABLE sales.in_schema");
    EXPECT_EQ(pg::drop_table_sql({{}, "Quoted"}, true), "DROP TABLE IF EXISTS \"Quoted\"");
    EXPECT_EQ(pg::drop_index_sql(name_of(table), table.indexes.front()), "DROP INDEX sales.ix_sales_in_schema_name");
    EXPECT_EQ(pg::drop_index_sql({{}, "t"}, "ix a", true), "DROP INDEX IF EXISTS \"ix a\"");
    Index index = retort::index("ix", "a");
    index.dialect_options = {{"postgresql_concurrently", "true"}};
    EXPECT_EQ(pg::drop_index_sql({"s", "t"}, index, true), "DROP INDEX CONCURRENTLY IF EXISTS s.ix");
    EXPECT_EQ(pg::drop_index_sql({"s", "t"}, index), "DROP INDEX CONCURRENTLY s.ix");
}

TEST(PostgresqlDdl, CreatesWhatMayBeThereAlready) {
    EXPECT_EQ(pg::create_table_sql(sample_tables().at("inheriting")(), true),
        "CREATE TABLE IF NOT EXISTS inheriting (\n\tmore INTEGER\n)\n INHERITS ( team )\n TABLESPACE pg_default");
    Index index = unique_index("ix", "a");
    index.dialect_options = {{"postgresql_concurrently", "true"}, {"postgresql_nulls_not_distinct", "true"}, {"sqlite_where", "b"}};
    EXPECT_EQ(
        pg::create_index_sql({"s", "t"}, index, true), "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS ix ON s.t (a) NULLS NOT DISTINCT");
    index.dialect_options = {{"postgresql_where", "a > 1"}};
    EXPECT_EQ(pg::create_index_sql({{}, "t"}, index), "CREATE UNIQUE INDEX ix ON t (a) WHERE a > 1");
}

TEST(PostgresqlDdl, CommentsGoWithAnEmptyText) {
    EXPECT_EQ(pg::table_comment_sql({"s", "T"}, ""), "COMMENT ON TABLE s.\"T\" IS NULL");
    EXPECT_EQ(pg::column_comment_sql({{}, "t"}, "user", ""), "COMMENT ON COLUMN t.\"user\" IS NULL");
}

TEST(PostgresqlIdentifiers, QuotesOnlyWhatNeedsIt) {
    for (const auto plain : {"hero", "a1", "_x", "a$", "action", "key", "index", "password"})
        EXPECT_EQ(pg::quote_identifier(plain), plain);
    for (const auto odd : {"Hero", "order", "user", "window", "lateral", "1a", "$a", "a b", "a-b", "", "é"})
        EXPECT_EQ(pg::quote_identifier(odd), '"' + std::string{odd} + '"');
    EXPECT_EQ(pg::quote_identifier("a\"b"), "\"a\"\"b\"");
    std::string sql = "SELECT ";
    pg::append_identifier(sql, "user");
    pg::append_identifier(sql, "x");
    EXPECT_EQ(sql, "SELECT \"user\"x");
}

}  // namespace
