#include <gtest/gtest.h>

#include <retort/schema/metadata.hpp>

#include "catalog_support.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;

/// Whether a column that was made with one default is said to have another.
class Defaults : public testing::Test {
protected:
    bool same(const SqlType& type, const std::string& made_with, const std::optional<std::string>& wanted) {
        database.execute("DROP TABLE IF EXISTS t");
        database.create(with_columns("t", {Column{"c", type, {.server_default = made_with}}}));
        const Column existing = database.table("t").columns.at(0);
        const bool answer =
            database.catalog().same_server_default(database.connection, existing, Column{"c", type, {.server_default = wanted}});
        EXPECT_EQ(database.text("SELECT 1::text"), "1") << "the transaction goes on";
        return answer;
    }

    Database database;
};

TEST_F(Defaults, AreTheSameHoweverPostgresqlPrintsThem) {
    EXPECT_TRUE(same(String{}, "'x'", "'x'"));
    EXPECT_TRUE(same(Integer{}, "0", "'0'"));
    EXPECT_TRUE(same(Integer{}, "'0'", "0"));
    EXPECT_TRUE(same(Boolean{}, "true", "'t'"));
    EXPECT_TRUE(same(Numeric{10, 2}, "1.5", "1.50"));
    EXPECT_TRUE(same(types::DateTime{}, "CURRENT_TIMESTAMP", "now()"));
    EXPECT_TRUE(same(types::DateTime{}, "now()", "CURRENT_TIMESTAMP"));
    EXPECT_TRUE(same(types::Date{}, "CURRENT_DATE", "current_date"));
    EXPECT_TRUE(same(JSONB{}, "'{}'", "'{ }'"));
    EXPECT_TRUE(same(types::Uuid{}, "gen_random_uuid()", "GEN_RANDOM_UUID()"));
    EXPECT_TRUE(same(String{}, "upper('a')", "UPPER( 'a' )"));
    EXPECT_TRUE(same(types::Text{}, "NULL", std::nullopt));
}

TEST_F(Defaults, DifferWhereTheValuesDo) {
    EXPECT_FALSE(same(String{}, "'x'", "'y'"));
    EXPECT_FALSE(same(Integer{}, "0", "1"));
    EXPECT_FALSE(same(Integer{}, "0", std::nullopt));
    EXPECT_FALSE(same(types::DateTime{}, "now()", "clock_timestamp()"));
    EXPECT_FALSE(same(types::Uuid{}, "gen_random_uuid()", "'00000000-0000-0000-0000-000000000000'"));
    EXPECT_FALSE(same(Boolean{}, "true", "false"));
    EXPECT_FALSE(same(Integer{}, "0", "'no number'")) << "what fails is not the same";
}

TEST_F(Defaults, OfTodayAreNotTheLiteralOfToday) {
    const std::string today = "'" + database.text("SELECT current_date::text") + "'";
    EXPECT_FALSE(same(types::Date{}, "CURRENT_DATE", today));
}

TEST(PostgresqlCompare, FindsTheSqlThatPostgresqlPrintsTheSame) {
    Database database;
    database.create(
        with_columns("t", {Column{"side", String{}}, Column{"n", Integer{}}, Column{"price", Numeric{}}, Column{"day", types::Date{}},
                              Column{"data", JSONB{}}, Column{"f", Double{}}, Column{"b", Boolean{}}}));
    // Each condition as somebody writes it, made by PostgreSQL and read again.
    for (const char* condition : {"n >= 0", "n IN (1, 2, 3)", "side IN ('a', 'b')", "side NOT IN ('a', 'b')", "side LIKE 'a%'",
             "side NOT LIKE 'a%' OR n > 1 AND n < 5", "n BETWEEN 1 AND 5", "NOT (n BETWEEN 1 AND 5)", "price > 0", "price >= -0.5",
             "n > -1", "f > 0", "f < -1.5", "b", "b IS NOT TRUE", "NOT b AND n > 1", "side IS NULL OR length(side) > 3",
             "lower(side) = side", "side <> ''", "side != 'x'", "day > DATE '2026-11-22'", "day >= '2026-11-22'", "data ->> 'a' = 'b'",
             "data ? 'a'", "EXTRACT(year FROM day) > 2000", "coalesce(n, 0) + 1 > 0", "CASE WHEN n > 1 THEN b ELSE false END",
             "CASE n WHEN 1 THEN true END", "char_length(side) BETWEEN 1 AND 3", "side ~ '^[a-z]+$'", "substring(side FROM 1 FOR 2) = 'ab'",
             "position('a' IN side) > 0", "side || 'x' = 'ax'", "n % 2 = 0", "n * 2 + 1 - (n - 3) > 0", "n IS DISTINCT FROM 3",
             "n IS NOT DISTINCT FROM 3", "side IN ('a')", "upper(left(side, 1)) = 'A'", "price::integer > 1", "n = ANY (ARRAY[1, 2])",
             "(n, price) IS NOT NULL OR (n > 1)", "num_nonnulls(n, price) = 1", "day + INTERVAL '1 day' > '2026-01-01'",
             "greatest(n, 1) > 0", "side COLLATE \"C\" > 'a'"}) {
        database.connection.savepoint("one");
        database.execute("ALTER TABLE t ADD CONSTRAINT ck CHECK (" + std::string{condition} + ")");
        const Table table = database.table("t");
        EXPECT_TRUE(database.catalog().same_sql(table.check_constraints.at(0).sql, condition))
            << condition << " is " << table.check_constraints.at(0).sql;
        database.execute("CREATE INDEX ix ON t (n) WHERE " + std::string{condition});
        const std::string where = database.table("t").indexes.at(0).where;
        EXPECT_TRUE(database.catalog().same_sql(where, condition)) << condition << " is " << where;
        database.connection.rollback_to_savepoint("one");
    }
}

TEST(PostgresqlCompare, FindsIndexedExpressionsTheSame) {
    Database database;
    database.create(with_columns("t", {Column{"side", String{}}, Column{"n", Integer{}}}));
    for (const char* element : {"lower(side)", "side DESC", "n DESC NULLS LAST", "(n + 1)", "(side || 'x') DESC",
             "lower(side) text_pattern_ops", "side COLLATE \"C\"", "n ASC NULLS FIRST", "coalesce(n, 0)", "(n IS NULL)"}) {
        database.connection.savepoint("one");
        database.execute("CREATE INDEX ix ON t (" + std::string{element} + ")");
        const IndexElement read = database.table("t").indexes.at(0).columns.at(0);
        EXPECT_TRUE(database.catalog().same_sql(read.text, element)) << element << " is " << read.text;
        database.connection.rollback_to_savepoint("one");
    }
}

TEST(PostgresqlCompare, CutsNamesAsPostgresqlDoes) {
    Database database;
    const std::string name(60, 'n');
    TableBuilder builder{name + "ääää"};
    builder.key().column("a", Integer{}, {.index = true});
    builder.table.primary_key.name = "pk";
    const Table wanted = builder.with(TableArgs{check("a > 0").named(name + "check")});
    database.create(wanted);

    const Table read = database.catalog().tables(database.connection, {}).at(0);

    EXPECT_EQ(read.name, name + "ä") << "63 bytes, and no half of a character";
    EXPECT_EQ(printed_without_made_names(database.catalog().as_stored(wanted)), printed_without_made_names(read));
}

TEST(PostgresqlCompare, TypesOfEnumeratorsComeAndGoWithTheirTables) {
    Database database;
    const auto kind = SqlType::enumeration("kind", {"small", "big"});
    TableBuilder one{"one"};
    one.column("a", kind);
    TableBuilder two{"two"};
    two.column("a", kind).column("b", SqlType::enumeration("other", {"x"}));
    const MetaData both{{one.table, two.table}};

    both.create_all(database.connection);
    EXPECT_EQ(database.text("SELECT count(*)::text FROM pg_type WHERE typtype = 'e'"), "2");
    EXPECT_NO_THROW(both.create_all(database.connection)) << "what is there is left alone";

    MetaData{{two.table}}.drop_all(database.connection);
    EXPECT_EQ(database.text("SELECT string_agg(typname, ',') FROM pg_type WHERE typtype = 'e'"), "kind") << "the other table still has it";
    MetaData{{one.table}}.drop_all(database.connection);
    EXPECT_EQ(database.text("SELECT count(*)::text FROM pg_type WHERE typtype = 'e'"), "0");
}

}  // namespace
