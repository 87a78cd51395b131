#include <retort/dialect/postgresql/sql_text.hpp>
#include <retort/dialect/postgresql/sql_text_tokens.hpp>
#include <retort/dialect/postgresql/type_names.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;
using namespace retort::types;
namespace pg = retort::postgresql;

struct Same {
    const char* written;
    const char* printed;  ///< by PostgreSQL 15
};

class SqlOf : public testing::TestWithParam<Same> {};

TEST_P(SqlOf, IsTheSameAsWhatPostgresqlPrints) {
    EXPECT_EQ(pg::normalized_sql(GetParam().written), pg::normalized_sql(GetParam().printed));
}

INSTANTIATE_TEST_SUITE_P(Postgresql, SqlOf,
    testing::Values(Same{"age >= 0", "(age >= 0)"}, Same{"age>=0 AND age<200", "((age >= 0) AND (age < 200))"},
        Same{"a > 1 and b > 2 and c > 3", "((a > 1) AND (b > 2) AND (c > 3))"}, Same{"a or b and c", "(a OR (b AND c))"},
        Same{"name != ''", "((name)::text <> ''::text)"},
        Same{"side IN ('good', 'bad')", "((side)::text = ANY ((ARRAY['good'::character varying, 'bad'::character varying])::text[]))"},
        Same{"side NOT IN ('a', 'b')", "((side)::text <> ALL (ARRAY['a'::text, 'b'::text]))"}, Same{"n IN (1)", "(n = 1)"},
        Same{"name LIKE 'a%'", "((name)::text ~~ 'a%'::text)"}, Same{"name NOT ILIKE 'a%'", "((name)::text !~~* 'a%'::text)"},
        Same{"n BETWEEN 1 AND 5", "((n >= 1) AND (n <= 5))"}, Same{"n NOT BETWEEN 1 AND 5", "((n < 1) OR (n > 5))"},
        Same{"price > 0", "(price > (0)::numeric)"}, Same{"n > -1", "(n > '-1'::integer)"}, Same{"n > -1", "(n > (-1))"},
        Same{"lower(name) = name", "(lower((name)::text) = (name)::text)"}, Same{"a IS NOT NULL", "(a IS NOT NULL)"},
        Same{"NOT a", "(NOT a)"}, Same{"not (a = 1 or b is null)", "(NOT ((a = 1) OR (b IS NULL)))"}, Same{"hero.age > 1", "(age > 1)"},
        Same{"\"age\" > 1", "(age > 1)"}, Same{"\"Age\" > 1", "(\"Age\" > 1)"},
        Same{"left(name, 1) = 'a'", "(\"left\"((name)::text, 1) = 'a'::text)"},
        Same{"CASE WHEN a > 1 THEN 1 END = 1", "(CASE WHEN (a > 1) THEN 1 ELSE NULL::integer END = 1)"},
        Same{"a + b * 2 > 3", "((a + (b * 2)) > 3)"}, Same{"day > DATE '2026-11-22'", "(day > '2026-11-22'::date)"},
        Same{"data ->> 'a' = 'b'", "((data ->> 'a'::text) = 'b'::text)"},
        Same{"EXTRACT(year FROM day) > 2000", "(EXTRACT(year FROM day) > (2000)::numeric)"},
        Same{"a IS DISTINCT FROM b", "(a IS DISTINCT FROM b)"}, Same{"a IS NOT DISTINCT FROM b", "(NOT (a IS DISTINCT FROM b))"},
        Same{"coalesce(a, 0) = 1", "(COALESCE(a, 0) = 1)"}, Same{"CAST(a AS TEXT) = 'x'", "((a)::text = 'x'::text)"},
        Same{"at AT TIME ZONE 'UTC' > x", "((at AT TIME ZONE 'UTC'::text) > x)"}, Same{"a ~ '^x'", "((a)::text ~ '^x'::text)"},
        Same{"tags @> ARRAY['a']", "(tags @> ARRAY['a'::text])"}, Same{"a[1] = 2", "(a[1] = 2)"},
        Same{"x = E'it\\'s'", "(x = 'it''s'::text)"}, Same{"x = $$it's$$", "(x = 'it''s'::text)"}, Same{"a -- why\n > 1", "(a > 1)"},
        Same{"a > /* no /* really */ */ 1", "(a > 1)"}, Same{"name DESC", "name DESC NULLS FIRST"}, Same{"name", "name ASC NULLS LAST"},
        Same{"lower(name) desc nulls last", "lower((name)::text) DESC NULLS LAST"},
        Same{"first || ' ' || last", "((((first)::text || ' '::text) || (last)::text))"},
        Same{"(a, b) = (1, 2)", "(ROW(a, b) = ROW(1, 2))"}));

struct Different {
    const char* left;
    const char* right;
};

class SqlBeside : public testing::TestWithParam<Different> {};

TEST_P(SqlBeside, IsNotTheSame) {
    EXPECT_NE(pg::normalized_sql(GetParam().left), pg::normalized_sql(GetParam().right));
}

INSTANTIATE_TEST_SUITE_P(Postgresql, SqlBeside,
    testing::Values(Different{"age >= 0", "age > 0"}, Different{"a or b and c", "(a or b) and c"}, Different{"name = 'A'", "name = 'a'"},
        Different{"\"Age\" > 1", "age > 1"}, Different{"a IN (1, 2)", "a IN (2, 3)"}, Different{"a - (b - c) = 0", "a - b - c = 0"},
        Different{"a IS NULL", "a IS NOT NULL"}, Different{"NOT a AND b", "NOT (a AND b)"}, Different{"name DESC", "name"},
        Different{"x = '1'", "x = 1"}, Different{"lower(a)", "upper(a)"}, Different{"\"user\" = 'a'", "user = 'a'"},
        Different{"a > 1", "a > 1 AND"}, Different{"x LIKE 'a'", "x ILIKE 'a'"}, Different{"a BETWEEN 1 AND 2", "a BETWEEN 1 AND 3"}));

TEST(PostgresqlSqlText, CutsTextIntoTokens) {
    const auto tokens = pg::tokenize("a.\"B\"\"c\">=-1::int--x");
    std::vector<std::string_view> texts;
    for (const auto& token : tokens)
        texts.push_back(token.text);
    EXPECT_EQ(texts, (std::vector<std::string_view>{"a", ".", "\"B\"\"c\"", ">=", "-", "1", "::", "int", ""}));
    EXPECT_EQ(tokens[2].name(), "B\"c");
    EXPECT_EQ(pg::tokenize("'a").front().kind, pg::Token::Kind::broken);
    EXPECT_EQ(pg::tokenize("/* a").front().kind, pg::Token::Kind::broken);
    EXPECT_EQ(pg::tokenize("$x$it's$x$").front().literal(), "'it''s'");
}

TEST(PostgresqlSqlText, FindsTheConditionOfACheck) {
    EXPECT_EQ(pg::check_condition("CHECK ((age >= 0))"), "age >= 0");
    EXPECT_EQ(pg::check_condition("CHECK (((a > 0) AND (b > 0))) NOT VALID"), "(a > 0) AND (b > 0)");
    EXPECT_EQ(pg::check_condition("CHECK ((x <> ')'::text)) NO INHERIT"), "x <> ')'::text");
}

TEST(PostgresqlSqlText, KnowsWhatADeferralMeans) {
    EXPECT_EQ(pg::canonical_deferral(""), "");
    EXPECT_EQ(pg::canonical_deferral("not deferrable initially immediate"), "");
    EXPECT_EQ(pg::canonical_deferral("deferrable initially immediate"), "DEFERRABLE");
    EXPECT_EQ(pg::canonical_deferral("INITIALLY DEFERRED"), "DEFERRABLE INITIALLY DEFERRED");
    EXPECT_EQ(pg::canonical_deferral("NOT VALID"), "NOT VALID");
}

TEST(PostgresqlSqlText, TellsConstantsFromWhatMoves) {
    for (const char* constant :
        {"1", "'a'::character varying", "-1.5", "true", "'{}'::jsonb", "'a'::timestamp without time zone", "NULL::text"})
        EXPECT_TRUE(pg::is_constant(constant)) << constant;
    for (const char* moving : {"now()", "CURRENT_DATE", "'now'::text", "nextval('a')", "1 || 1", "a", "'today'::date"})
        EXPECT_FALSE(pg::is_constant(moving)) << moving;
}

TEST(PostgresqlTypes, AreReadFromWhatFormatTypePrints) {
    EXPECT_EQ(pg::type_of("character varying(30)"), SqlType(String{30}));
    EXPECT_EQ(pg::type_of("numeric(10,2)"), SqlType(Numeric{10, 2}));
    EXPECT_EQ(pg::type_of("timestamp with time zone"), SqlType(types::DateTime{true}));
    EXPECT_EQ(pg::type_of("integer[]"), SqlType(Array<Integer>{}));
    EXPECT_EQ(pg::type_of("\"My Type\""), SqlType::custom("\"My Type\""));
    EXPECT_EQ(pg::canonical_type_text("VARCHAR( 30 )"), "character varying(30)");
    EXPECT_EQ(pg::canonical_type_text("timestamptz(3)"), "timestamp(3) with time zone");
    EXPECT_EQ(pg::canonical_type_text("float(10)"), "real");
    EXPECT_EQ(pg::canonical_type_text("decimal(5)"), "numeric(5,0)");
    EXPECT_EQ(pg::canonical_type_text("int4[][]"), "integer[][]");
}

TEST(PostgresqlTypes, AreTheSameWhateverTheirSpelling) {
    EXPECT_TRUE(pg::same_type(Double{}, Float{}));
    EXPECT_TRUE(pg::same_type(Float{24}, Float{10}));
    EXPECT_FALSE(pg::same_type(Double{}, Float{24}));
    EXPECT_TRUE(pg::same_type(SqlType::custom("character(3)"), SqlType::custom("CHAR(3)")));
    EXPECT_TRUE(pg::same_type(Numeric{10, 0}, Numeric{10}));
    EXPECT_TRUE(pg::same_type(LargeBinary{}, LargeBinary{20}));
    EXPECT_FALSE(pg::same_type(String{30}, String{}));
    EXPECT_FALSE(pg::same_type(String{}, Text{}));
    EXPECT_FALSE(pg::same_type(JSON{}, JSONB{}));
    EXPECT_FALSE(pg::same_type(types::DateTime{}, types::DateTime{true}));
    EXPECT_FALSE(pg::same_type(Integer{}, BigInteger{}));
    const auto kind = SqlType::enumeration("kind", {"a"});
    EXPECT_TRUE(pg::same_type(kind, SqlType::enumeration("kind", {"a", "b"})));
    EXPECT_TRUE(pg::same_type(kind, SqlType::custom("kind")));
    EXPECT_FALSE(pg::same_type(kind, SqlType::enumeration("other", {"a"})));
    EXPECT_FALSE(pg::same_type(String{}, kind));
    EXPECT_TRUE(pg::same_type(Array<Integer>{}, Array<Array<Integer>>{}));
    EXPECT_TRUE(pg::same_type(Array<Integer>{}, SqlType::custom("int[]")));
    EXPECT_FALSE(pg::same_type(Array<Integer>{}, Array<BigInteger>{}));
    EXPECT_FALSE(pg::same_type(Array<Integer>{}, Integer{}));
}

}  // namespace
