#include <retort/dialect/mariadb/sql_text.hpp>
#include <retort/dialect/mariadb/type_names.hpp>

#include <gtest/gtest.h>

#include "sample_tables.hpp"

namespace {

using namespace dialect_mariadb;

struct Rewritten {
    const char* given;
    const char* told;
};

// What MariaDB 10.11 tells of a CHECK that it was given.
constexpr Rewritten rewritten[]{
    {"age >= 0", "`age` >= 0"},
    {"NOT (a = 1)", "`a` <> 1"},
    {"not a like 'x%'", "`a`  not like 'x%'"},
    {"not (a > 0 and b > 0)", "`a` <= 0 or `b` <= 0"},
    {"not (a is null)", "`a` is not null"},
    {"not a", "`a` = 0"},
    {"!(a and b)", "`a` = 0 or `b` = 0"},
    {"a > 0 and (b > 0 and c='x')", "`a` > 0 and `b` > 0 and `c` = 'x'"},
    {"(a > 0 and b > 0) or c = 'x'", "`a` > 0 and `b` > 0 or `c` = 'x'"},
    {"a || b", "`a` <> 0 or `b` <> 0"},
    {"a % 2 = 0", "`a` MOD 2 = 0"},
    {"mod(a,2) = 1", "`a` MOD 2 = 1"},
    {"(a - b) - 1 > 0", "`a` - `b` - 1 > 0"},
    {"lower(c) = c", "lcase(`c`) = `c`"},
    {"length(c) > 1", "octet_length(`c`) > 1"},
    {"substring(c from 1 for 2)='ab'", "substr(`c`,1,2) = 'ab'"},
    {"c not regexp 'x'", "!(`c` regexp 'x')"},
    {"cast(a as char) = '1'", "cast(`a` as char charset utf8mb4) = '1'"},
    {"convert(c, signed) = 1", "cast(`c` as signed) = 1"},
    {"binary c = 'x'", "cast(`c` as char charset binary) = 'x'"},
    {"d > date '2020-01-01'", "`d` > DATE'2020-01-01'"},
    {"date_sub(d, interval 2 month) > d", "`d` - interval 2 month > `d`"},
    {"case when a > 0 then b > 0 else true end", "case when `a` > 0 then `b` > 0 else 1 end"},
    {"a != b", "`a` <> `b`"},
    {"c = 'it''s'", "`c` = 'it\\'s'"},
    {"c = \"dq\"", "`c` = 'dq'"},
    {"c = 'x'", "`c` = _utf8mb4'x'"},
    {"a > .5", "`a` > 0.5"},
    {"position('x' in c)>0", "locate('x',`c`) > 0"},
    {"t1.a > 0", "`a` > 0"},
    {"isnull(a) = 0", "`a` is null = 0"},
    {"a in (1)", "`a` = 1"},
    {"datediff(d, e) = 0", "to_days(`d`) - to_days(`e`) = 0"},
    {"a is unknown", "`a` is null"},
    {"- (a + b) < 5", "-(`a` + `b`) < 5"},
};

TEST(MariadbSqlText, KnowsWhatMariadbMakesOfAnExpression) {
    for (const auto& [given, told] : rewritten)
        EXPECT_TRUE(mariadb::same_sql(told, given)) << given << " and " << told;
}

TEST(MariadbSqlText, TellsExpressionsApart) {
    constexpr Rewritten different[]{{"a > 0", "a > 1"}, {"a > 0", "a >= 0"}, {"a > 0 and b > 0 or c", "a > 0 and (b > 0 or c)"},
        {"a - (b - 1)", "a - b - 1"}, {"c = 'x'", "c = 'X'"}, {"c = 'a'", "c = `a`"}, {"c like 'x'", "c not like 'x'"},
        {"not a = b", "(not a) = b"}, {"a in (1, 2)", "a in (2, 1)"}, {"a * (b + 1)", "a * b + 1"}, {"lower(c)", "upper(c)"},
        {"cast(a as signed)", "cast(a as unsigned)"}, {"c = ' x'", "c = 'x'"}};
    for (const auto& [left, right] : different)
        EXPECT_FALSE(mariadb::same_sql(left, right)) << left << " and " << right;
}

TEST(MariadbSqlText, ComparesWhatItDoesNotUnderstandWordByWord) {
    EXPECT_TRUE(mariadb::same_sql("( a  SOUNDS like /* really */ 'b' )", "`A` sounds LIKE \"b\""));
    EXPECT_FALSE(mariadb::same_sql("a SOUNDS LIKE 'b'", "a SOUNDS LIKE 'B'"));
}

TEST(MariadbSqlText, ReadsElementsOfIndexes) {
    const auto part = mariadb::parse_index_element("`a b`(10) DESC");
    ASSERT_TRUE(part);
    EXPECT_EQ(part->column, "a b");
    EXPECT_EQ(part->length, 10);
    EXPECT_TRUE(part->descending);
    EXPECT_TRUE(mariadb::parse_index_element("a asc"));
    EXPECT_FALSE(mariadb::parse_index_element("lower(a)"));
    EXPECT_FALSE(mariadb::parse_index_element("a + 1"));
    EXPECT_FALSE(mariadb::parse_index_element("(a)"));
}

TEST(MariadbSqlText, ComparesDefaultsByTheValueThatTheyGive) {
    const auto same = [](SqlType type, std::string existing, std::string wanted) {
        return mariadb::same_default(
            Column{"a", type, {.server_default = std::move(existing)}}, Column{"a", type, {.server_default = std::move(wanted)}});
    };
    EXPECT_TRUE(same(Integer{}, "0", "'0'"));
    EXPECT_TRUE(same(Boolean{}, "1", "true"));
    EXPECT_TRUE(same(Numeric{10, 2}, "1.50", "1.5"));
    EXPECT_TRUE(same(Double{}, "15000000000", "1.5e10"));
    EXPECT_TRUE(same(types::DateTime{}, "'2020-01-01 00:00:00.000000'", "'2020-01-01'"));
    EXPECT_TRUE(same(types::Time{}, "'10:00:00.000000'", "'10:00'"));
    EXPECT_TRUE(same(types::DateTime{}, "current_timestamp(6)", "CURRENT_TIMESTAMP"));
    EXPECT_TRUE(same(types::DateTime{}, "current_timestamp(6) ON UPDATE current_timestamp(6)", "now() on update now()"));
    EXPECT_TRUE(same(String{}, "lcase('A')", "lower('A')"));
    EXPECT_TRUE(same(String{}, "'x'", "_utf8mb4'x'"));
    EXPECT_TRUE(same(String{}, "'0'", "0"));
    EXPECT_TRUE(same(Integer{}, "(1 + 1)", "1+1"));

    EXPECT_FALSE(same(Integer{}, "0", "1"));
    EXPECT_FALSE(same(Integer{}, "-1", "1"));
    EXPECT_FALSE(same(Numeric{10, 2}, "10", "1"));
    EXPECT_FALSE(same(String{}, "'a'", "'A'"));
    EXPECT_FALSE(same(String{}, "''", "NULL"));
    EXPECT_FALSE(same(types::DateTime{}, "current_timestamp()", "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"));
    EXPECT_FALSE(same(String{}, "uuid()", "'uuid()'"));
    EXPECT_FALSE(mariadb::same_default(Column{"a", Integer{}, {.server_default = "0"}}, Column{"a", Integer{}}));
}

TEST(MariadbSqlText, ComparesNumbersAsTheColumnKeepsThem) {
    const auto same = [](SqlType type, std::string existing, std::string wanted) {
        return mariadb::same_default(
            Column{"a", type, {.server_default = std::move(existing)}}, Column{"a", type, {.server_default = std::move(wanted)}});
    };
    EXPECT_TRUE(same(Integer{}, "-1", "- 1"));
    EXPECT_TRUE(same(Numeric{10, 2}, "0.50", "+.5"));
    EXPECT_TRUE(same(Double{}, "-0.0", "0"));
    EXPECT_TRUE(same(String{}, "'1'", "+01"));
    EXPECT_TRUE(same(String{}, "'1.50'", "1.50"));

    EXPECT_FALSE(same(Double{}, "0", "- 1"));
    EXPECT_FALSE(same(Double{}, "0", "0x10"));
    EXPECT_FALSE(same(Double{}, "0", "'zero'"));
    EXPECT_FALSE(same(String{}, "'1'", "1.0"));
}

TEST(MariadbTypes, AreReadAsSqlalchemyReadsThem) {
    EXPECT_EQ(mariadb::type_of("tinyint(1)"), SqlType{Boolean{}});
    EXPECT_EQ(mariadb::type_of("smallint(6)"), SqlType{SmallInteger{}});
    EXPECT_EQ(mariadb::type_of("int(11)"), SqlType{Integer{}});
    EXPECT_EQ(mariadb::type_of("bigint(20)"), SqlType{BigInteger{}});
    EXPECT_EQ(mariadb::type_of("double"), SqlType{Double{}});
    EXPECT_EQ(mariadb::type_of("float"), SqlType{Float{24}});
    EXPECT_EQ(mariadb::type_of("decimal(10,2)"), (SqlType{Numeric{10, 2}}));
    EXPECT_EQ(mariadb::type_of("varchar(30)"), SqlType{String{30}});
    EXPECT_EQ(mariadb::type_of("text"), SqlType{types::Text{}});
    EXPECT_EQ(mariadb::type_of("longblob"), SqlType{LargeBinary{}});
    EXPECT_EQ(mariadb::type_of("tinyblob"), SqlType{LargeBinary{255}});
    EXPECT_EQ(mariadb::type_of("datetime(6)"), SqlType{types::DateTime{}});
    EXPECT_EQ(mariadb::type_of("time"), SqlType{types::Time{}});
    EXPECT_EQ(mariadb::type_of("date"), SqlType{types::Date{}});
    EXPECT_EQ(mariadb::type_of("enum('a','it''s','c,d')"), SqlType::enumeration({}, {"a", "it's", "c,d"}));
    for (const auto odd : {"int(10) unsigned", "mediumtext", "char(32)", "datetime(3)", "set('a','b')", "inet6", "tinyint(4)", "timestamp"})
        EXPECT_EQ(mariadb::type_of(odd), SqlType::custom(odd));
}

TEST(MariadbTypes, ServeAsWhatIsWanted) {
    const auto same = [](std::string_view existing, const SqlType& wanted) {
        return mariadb::same_type(mariadb::type_of(existing), wanted);
    };
    EXPECT_TRUE(same("tinyint(1)", Boolean{}));
    EXPECT_TRUE(same("tinyint(4)", Boolean{}));
    EXPECT_TRUE(same("char(32)", types::Uuid{}));
    EXPECT_TRUE(same("longtext", JSON{}));
    EXPECT_TRUE(same("blob", LargeBinary{})) << "as SQLAlchemy makes it";
    EXPECT_TRUE(same("tinyblob", LargeBinary{20}));
    EXPECT_TRUE(same("datetime", types::DateTime{})) << "as SQLAlchemy makes it";
    EXPECT_TRUE(same("datetime(6)", types::Interval{}));
    EXPECT_TRUE(same("float", Float{})) << "as SQLAlchemy makes it";
    EXPECT_TRUE(same("double", Float{}));
    EXPECT_TRUE(same("double", Float{53}));
    EXPECT_TRUE(same("decimal(10,0)", Numeric{}));
    EXPECT_TRUE(same("decimal(10,0)", Numeric{10}));
    EXPECT_TRUE(same("varchar(255)", String{}));
    EXPECT_TRUE(same("longtext", types::Text{}));
    EXPECT_TRUE(same("tinytext", types::Text{20}));
    EXPECT_TRUE(same("mediumtext", types::Text{100'000}));
    EXPECT_TRUE(same("int(10) unsigned", SqlType::custom("INTEGER UNSIGNED")));
    EXPECT_TRUE(same("enum('a','b')", SqlType::enumeration("kind", {"a", "b"})));

    EXPECT_FALSE(same("int(11)", BigInteger{}));
    EXPECT_FALSE(same("int(10) unsigned", Integer{}));
    EXPECT_FALSE(same("tinyint(3) unsigned", Boolean{}));
    EXPECT_FALSE(same("varchar(30)", String{}));
    EXPECT_FALSE(same("varchar(255)", types::Text{}));
    EXPECT_FALSE(same("tinytext", types::Text{}));
    EXPECT_FALSE(same("text", types::Text{100'000}));
    EXPECT_FALSE(same("tinyblob", LargeBinary{}));
    EXPECT_FALSE(same("float", Double{}));
    EXPECT_FALSE(same("decimal(10,2)", Numeric{10, 3}));
    EXPECT_FALSE(same("char(32)", String{32}));
    EXPECT_FALSE(same("enum('a','b')", SqlType::enumeration("kind", {"a", "b", "c"})));
    EXPECT_FALSE(same("timestamp", types::DateTime{}));
    EXPECT_FALSE(same("text", JSON{}));
}

}  // namespace
