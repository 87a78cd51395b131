#include "sql_test.hpp"

using namespace sql_test;
using retort::col, retort::select, retort::text, retort::Value;

namespace {

using Values = std::vector<std::pair<std::string_view, Value>>;

std::string sql_of(std::string_view source, const Values& values = {}) {
    const auto compiled = retort::sqlite::SqliteCompiler{}.compile_text(*text(source).node(), values);
    return compiled.sql + " " + parameters(compiled);
}

}  // namespace

TEST(SqlRawText, BindsNamedParameters) {
    EXPECT_EQ(sql_of("SELECT * FROM hero WHERE name = :name AND age > :age OR name = :name", {{"name", "x"}, {"age", 3}}),
        "SELECT * FROM hero WHERE name = ? AND age > ? OR name = ? ['x', 3, 'x']");
    EXPECT_EQ(sql_of(":a", {{"a", nullptr}}), "? [None]");
    EXPECT_EQ(sql_of("(:a,:b)", {{"b", 2}, {"a", 1}}), "(?,?) [1, 2]");
}

TEST(SqlRawText, LeavesLiteralsIdentifiersAndCommentsAlone) {
    EXPECT_EQ(sql_of("SELECT ':x', 'it''s :x', \":x\", `:x` -- :x\n, /* :x */ 1"),
        "SELECT ':x', 'it''s :x', \":x\", `:x` -- :x\n, /* :x */ 1 []");
    EXPECT_EQ(sql_of("SELECT ':x"), "SELECT ':x []");
    EXPECT_EQ(sql_of("SELECT 1 /* :x"), "SELECT 1 /* :x []");
    EXPECT_EQ(sql_of("SELECT 1 -- :x"), "SELECT 1 -- :x []");
}

TEST(SqlRawText, KnowsColonsThatAreNone) {
    EXPECT_EQ(sql_of("SELECT a::int, b :: int, x := 1, a:b, '10\\:30', \\:c"), "SELECT a::int, b :: int, x := 1, a:b, '10:30', :c []");
    EXPECT_EQ(sql_of("SELECT :x::int", {{"x", 1}}), "SELECT ?::int [1]");
}

TEST(SqlRawText, NamesTheParameterThatIsMissingOrUnknown) {
    EXPECT_THROW(sql_of("SELECT :x"), retort::ArgumentError);
    EXPECT_THROW(sql_of("SELECT 1", {{"x", 1}}), retort::ArgumentError);
    EXPECT_THROW(text("SELECT 1").bind({{"x", 1}}), retort::ArgumentError);
}

TEST(SqlRawText, StandsInStatements) {
    // py: select(Hero.name).where(text("age > :x").bindparams(x=3))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE age > ?",
        "[3]", select(col(&Hero::name)).where(text("age > :x").bind({{"x", 3}})));
    // Among other conditions in parentheses, which SQLAlchemy leaves to the writer of the text.
    EXPECT_SQL("SELECT hero.name \nFROM hero \nWHERE (age > 1 OR age < 0) AND hero.id = ?", "[1]",
        select(col(&Hero::name)).where(text("age > 1 OR age < 0"), col(&Hero::id) == 1));
    // py: select(Hero.name).group_by(text("name")).order_by(text("name DESC"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero GROUP BY name ORDER BY name DESC",
        "[]", select(col(&Hero::name)).group_by(text("name")).order_by(text("name DESC")));
}
