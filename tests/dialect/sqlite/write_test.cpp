#include <retort/core/error.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace retort;
using namespace std::chrono;

/// A database with one column of each declared type that models get.
class SqliteStores : public testing::Test {
protected:
    SqliteStores() {
        connection.execute_ddl(
            "CREATE TABLE t (b BOOLEAN, i INTEGER, f FLOAT, n NUMERIC(10, 2), s VARCHAR, u CHAR(32), d DATE, "
            "dt DATETIME, tm TIME, j JSON, l BLOB)");
    }

    /// How the value lies in the column: typeof(), and SQL's own notation.
    std::string stored(const std::string& column, Value value) {
        connection.execute("DELETE FROM t", std::vector<Value>{});
        connection.execute("INSERT INTO t (" + column + ") VALUES (?)", std::vector<Value>{std::move(value)});
        auto cursor = connection.execute("SELECT typeof(" + column + ") || ' ' || quote(" + column + ") FROM t", std::vector<Value>{});
        cursor.next();
        return cursor.row().value(0).as_text();
    }
    std::string refusal(Value value) {
        try {
            connection.execute("SELECT ?", std::vector<Value>{std::move(value)});
        } catch (const DataError& error) {
            return error.message();
        }
        return "accepted";
    }

    Engine engine = create_engine("sqlite://");
    Connection connection = engine.connect();
};

// What SQLAlchemy 1.4 leaves in the same columns for the same values.
TEST_F(SqliteStores, TheFormatsOfSqlalchemy) {
    EXPECT_EQ(stored("b", true), "integer 1");
    EXPECT_EQ(stored("b", false), "integer 0");
    EXPECT_EQ(stored("i", 42), "integer 42");
    EXPECT_EQ(stored("f", 3.0), "real 3.0");
    EXPECT_EQ(stored("s", "it's"), "text 'it''s'");
    EXPECT_EQ(stored("u", Uuid::parse("C0FFEE00-0123-4567-89ab-cdef01234567")), "text 'c0ffee000123456789abcdef01234567'");
    EXPECT_EQ(stored("d", Date{year{2020} / 1 / 2}), "text '2020-01-02'");
    EXPECT_EQ(stored("dt", DateTime{sys_days{year{2020} / 1 / 2} + 3h + 4min + 5s + 6us}), "text '2020-01-02 03:04:05.000006'");
    EXPECT_EQ(stored("dt", DateTime{sys_days{year{2020} / 1 / 2}}), "text '2020-01-02 00:00:00.000000'");
    EXPECT_EQ(stored("tm", Time{1, 2, 3}), "text '01:02:03.000000'");
    EXPECT_EQ(stored("dt", Interval{days{400}}), "text '1971-02-05 00:00:00.000000'");
    EXPECT_EQ(stored("dt", Interval{-1'500'000}), "text '1969-12-31 23:59:58.500000'");
    EXPECT_EQ(stored("l", bytes_from(std::string_view{"a\0b", 3})), "blob X'610062'");
    EXPECT_EQ(stored("j", Json{{"a", 1}}), "text '{\"a\": 1}'");
    EXPECT_EQ(stored("s", nullptr), "null NULL");
}

TEST_F(SqliteStores, DecimalsAsNumericKeepsThem) {
    EXPECT_EQ(stored("n", Decimal{3}), "integer 3");
    EXPECT_EQ(stored("n", Decimal{"3.00"}), "integer 3");
    EXPECT_EQ(stored("n", Decimal{"1.10"}), "real 1.1");
    EXPECT_EQ(stored("n", Decimal{"-0.05"}), "real -0.05");
    EXPECT_EQ(stored("n", Decimal{"9223372036854775807"}), "integer 9223372036854775807");
    EXPECT_EQ(stored("n", Decimal{"-9223372036854775808"}), "integer -9223372036854775808");
    EXPECT_EQ(stored("n", Decimal{"9007199254740993"}), "integer 9007199254740993") << "2^53 + 1, which is no REAL";
    EXPECT_EQ(stored("n", Decimal{"123456789012.345"}), "real 123456789012.345");
}

TEST_F(SqliteStores, DecimalsDivideAsNumbersNotAsIntegers) {
    auto cursor = connection.execute("SELECT 3 / ?", std::vector<Value>{Decimal{2}});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0), Value{1.5});
}

TEST_F(SqliteStores, DecimalsThatWouldBeRoundedAreRefused) {
    EXPECT_EQ(refusal(Decimal{"0.30000000000000004"}), "accepted") << "17 digits that a REAL happens to have";
    EXPECT_EQ(refusal(Decimal{"0.1234567890123456789"}), "parameter 1: SQLite cannot store the number exactly; store it as text");
    EXPECT_NE(refusal(Decimal{"9223372036854775808"}), "accepted");
    EXPECT_NE(refusal(Decimal{"100000000000000000000"}), "accepted");
    EXPECT_NE(refusal(Decimal{"1E+30"}), "accepted");
    EXPECT_NE(refusal(Decimal{"1234567890123456.78"}), "accepted");
}

TEST_F(SqliteStores, WhatHasNoFormIsRefused) {
    EXPECT_EQ(refusal(std::string{"ab\xff"}), "parameter 1: the text is not valid UTF-8");
    EXPECT_NE(refusal(std::string{"\xed\xa0\x80"}), "accepted") << "a surrogate";
    EXPECT_NE(refusal(Value::from_json_text("\"\xff\"")), "accepted");
    EXPECT_EQ(refusal(std::nan("")), "parameter 1: SQLite would store NULL for the number nan");
    EXPECT_EQ(refusal(std::numeric_limits<double>::infinity()), "accepted");
    EXPECT_NE(refusal(Date{year{2023} / 2 / 30}), "accepted");
    EXPECT_NE(refusal(Interval::max()), "accepted");
    EXPECT_NE(refusal(DateTime::min()), "accepted");
}

TEST_F(SqliteStores, TextWithNulAndEmptyValues) {
    EXPECT_EQ(stored("s", ""), "text ''");
    EXPECT_EQ(stored("s", std::string_view{}), "text ''");
    EXPECT_EQ(stored("l", Bytes{}), "blob X''");
    stored("s", std::string_view{"a\0b", 3});
    auto cursor = connection.execute("SELECT s FROM t", std::vector<Value>{});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0), (Value{std::string_view{"a\0b", 3}}));
}

TEST_F(SqliteStores, JsonMadeForTheCallOutlivesIt) {
    class Temporary final : public ParameterSource {
    public:
        void write(ParameterWriter& writer) const override {
            for (int index = 0; index < 3; ++index)
                writer.json(index, "[\"" + std::string(100, static_cast<char>('a' + index)) + "\"]");
        }
    };
    const Temporary source;
    auto cursor = connection.execute("SELECT ? || ? || ?", source);
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0).as_text(),
        "[\"" + std::string(100, 'a') + "\"][\"" + std::string(100, 'b') + "\"][\"" + std::string(100, 'c') + "\"]");
}

TEST_F(SqliteStores, AllFormattedParametersOfOneStatementStandTogether) {
    auto cursor = connection.execute("SELECT ? || ? || ? || ?",
        std::vector<Value>{Uuid{}, Date{year{2020} / 1 / 2}, Time{1, 2}, DateTime{sys_days{year{1999} / 12 / 31}}});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0).as_text(), std::string(32, '0') + "2020-01-02" + "01:02:00.000000" + "1999-12-31 00:00:00.000000");
}

}  // namespace
