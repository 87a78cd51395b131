#include <retort/core/error.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <limits>

namespace {

using namespace retort;
using namespace std::chrono;

class SqliteReads : public testing::Test {
protected:
    /// Reads the SQL expression with `read`: the value, or the text of the DataError.
    template <class T, class Read>
    std::pair<std::optional<T>, std::string> read_with(const std::string& expression, Read read) {
        auto cursor = connection.execute_once("SELECT " + expression + " AS c");
        cursor.next();
        T value{};
        try {
            if (!read(cursor.row(), value)) return {std::nullopt, "NULL"};
            return {value, {}};
        } catch (const DataError& error) {
            return {std::nullopt, error.message()};
        }
    }
    auto boolean(const std::string& sql) {
        return read_with<bool>(sql, [](auto& row, auto& out) { return row.boolean(0, out); });
    }
    auto integer(const std::string& sql) {
        return read_with<std::int64_t>(sql, [](auto& row, auto& out) { return row.integer(0, out); });
    }
    auto real(const std::string& sql) {
        return read_with<double>(sql, [](auto& row, auto& out) { return row.real(0, out); });
    }
    auto uuid(const std::string& sql) {
        return read_with<Uuid>(sql, [](auto& row, auto& out) { return row.uuid(0, out); });
    }
    auto date(const std::string& sql) {
        return read_with<Date>(sql, [](auto& row, auto& out) { return row.date(0, out); });
    }
    auto datetime(const std::string& sql) {
        return read_with<DateTime>(sql, [](auto& row, auto& out) { return row.datetime(0, out); });
    }
    auto time(const std::string& sql) {
        return read_with<Time>(sql, [](auto& row, auto& out) { return row.time(0, out); });
    }
    auto interval(const std::string& sql) {
        return read_with<Interval>(sql, [](auto& row, auto& out) { return row.interval(0, out); });
    }
    auto text(const std::string& sql) {
        return read_with<std::string>(sql, [](auto& row, auto& out) {
            std::string_view view;
            const bool there = row.text(0, view);
            out = view;
            return there;
        });
    }
    auto json(const std::string& sql) {
        return read_with<std::string>(sql, [](auto& row, auto& out) {
            std::string_view view;
            const bool there = row.json(0, view);
            out = view;
            return there;
        });
    }
    auto bytes(const std::string& sql) {
        return read_with<std::string>(sql, [](auto& row, auto& out) {
            std::span<const std::byte> view;
            const bool there = row.bytes(0, view);
            out = as_text(view);
            return there;
        });
    }
    std::string decimal(const std::string& sql, int scale) {
        const auto result = read_with<Decimal>(sql, [scale](auto& row, auto& out) { return row.decimal(0, scale, out); });
        return result.first ? result.first->str() : result.second;
    }

    Engine engine = create_engine("sqlite://");
    Connection connection = engine.connect();
};

TEST_F(SqliteReads, NullIsFalseForEveryReader) {
    for (const auto& why : {boolean("NULL").second, integer("NULL").second, real("NULL").second, text("NULL").second, bytes("NULL").second,
             uuid("NULL").second, decimal("NULL", 2), date("NULL").second, datetime("NULL").second, time("NULL").second,
             interval("NULL").second, json("NULL").second}) {
        EXPECT_EQ(why, "NULL");
    }
}

TEST_F(SqliteReads, NumbersExactlyOrNotAtAll) {
    EXPECT_EQ(integer("9223372036854775807").first, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(integer("3.0").first, 3);
    EXPECT_EQ(integer("-9223372036854775808.0").first, std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(integer("'17'").first, 17);
    EXPECT_EQ(integer("'abc'").second, "column 'c': 'abc' cannot be read as an integer");
    EXPECT_EQ(integer("3.5").second, "column 'c': 3.5 cannot be read as an integer");
    EXPECT_EQ(integer("9223372036854775808.0").second, "column 'c': 9.223372036854776e+18 cannot be read as an integer");
    EXPECT_EQ(integer("'17 '").second, "column 'c': '17 ' cannot be read as an integer");
    EXPECT_EQ(integer("x'3137'").second, "column 'c': b'17' cannot be read as an integer");
    EXPECT_EQ(real("2").first, 2.0);
    EXPECT_EQ(real("0.1").first, 0.1);
    EXPECT_EQ(real("'much'").second, "column 'c': 'much' cannot be read as a number");
    EXPECT_EQ(boolean("1").first, true);
    EXPECT_EQ(boolean("0").first, false);
    EXPECT_EQ(boolean("2").first, true);
    EXPECT_EQ(boolean("'true'").second, "column 'c': 'true' cannot be read as a boolean");
}

TEST_F(SqliteReads, DecimalsAsSqlalchemyShowsThem) {
    EXPECT_EQ(decimal("3", 2), "3.00");
    EXPECT_EQ(decimal("1.1", 2), "1.10");
    EXPECT_EQ(decimal("2.675", 2), "2.67") << "the REAL is a little less";
    EXPECT_EQ(decimal("0.125", 2), "0.12") << "half to even";
    EXPECT_EQ(decimal("0.1", 20), "0.10000000000000000000");
    EXPECT_EQ(decimal("1.10", -1), "1.1");
    EXPECT_EQ(decimal("1e16", -1), "10000000000000000");
    EXPECT_EQ(decimal("'1.10'", -1), "1.10");
    EXPECT_EQ(decimal("9223372036854775807", -1), "9223372036854775807");
    EXPECT_EQ(decimal("'a lot'", 2), "column 'c': 'a lot' cannot be read as a decimal number");
    EXPECT_EQ(decimal("9e999", 2), "column 'c': inf cannot be read as a decimal number");
    EXPECT_EQ(decimal("x'31'", 2), "column 'c': b'1' cannot be read as a decimal number");
}

TEST_F(SqliteReads, TextThatIsText) {
    EXPECT_EQ(text("'Grüße'").first, "Grüße");
    EXPECT_EQ(text("''").first, "");
    EXPECT_EQ(text("42").first, "42");
    EXPECT_EQ(text("cast(x'61ff62' AS TEXT)").second, "column 'c': 'a\\xffb' cannot be read as text: it is not valid UTF-8");
    EXPECT_EQ(text("x'6162'").second, "column 'c': b'ab' cannot be read as text");
    EXPECT_EQ(text("1.5").second, "column 'c': 1.5 cannot be read as text");
    EXPECT_EQ(bytes("x'00ff'").first, std::string("\0\xff", 2));
    EXPECT_EQ(bytes("x''").first, "");
    EXPECT_EQ(bytes("'abc'").first, "abc");
    EXPECT_EQ(bytes("1").second, "column 'c': 1 cannot be read as bytes");
}

TEST_F(SqliteReads, LongValuesAreShortenedInMessages) {
    EXPECT_EQ(
        integer("'" + std::string(100, 'a') + "'").second, "column 'c': '" + std::string(60, 'a') + "'… cannot be read as an integer");
    std::string umlauts;
    for (int count = 0; count < 50; ++count)
        umlauts += "ä";
    EXPECT_EQ(integer("'x" + umlauts + "'").second, "column 'c': 'x" + umlauts.substr(0, 58) + "'… cannot be read as an integer");
}

TEST_F(SqliteReads, UuidsWithAndWithoutHyphens) {
    const auto wanted = Uuid::parse("c0ffee00-0123-4567-89ab-cdef01234567");
    EXPECT_EQ(uuid("'c0ffee000123456789abcdef01234567'").first, wanted);
    EXPECT_EQ(uuid("'C0FFEE00-0123-4567-89ab-cdef01234567'").first, wanted);
    EXPECT_EQ(uuid("'c0ffee'").second, "column 'c': 'c0ffee' cannot be read as a UUID");
    EXPECT_EQ(uuid("7").second, "column 'c': 7 cannot be read as a UUID");
}

TEST_F(SqliteReads, DatesAndTimesLeniently) {
    const DateTime noon = sys_days{year{2020} / 1 / 2} + 12h;
    for (const auto sql :
        {"'2020-01-02 12:00:00.000000'", "'2020-01-02 12:00:00'", "'2020-01-02T12:00:00'", "'2020-01-02T14:00:00+02:00'"}) {
        EXPECT_EQ(datetime(sql).first, noon) << sql;
    }
    EXPECT_EQ(datetime("'2020-01-02'").first, DateTime{sys_days{year{2020} / 1 / 2}});
    EXPECT_EQ(date("'2020-01-02'").first, Date{year{2020} / 1 / 2});
    EXPECT_EQ(date("'2020-01-02 00:00:00.000000'").first, Date{year{2020} / 1 / 2});
    EXPECT_EQ(time("'01:02:03.000004'").first, (Time{1, 2, 3, 4}));
    EXPECT_EQ(time("'01:02'").first, (Time{1, 2}));
    EXPECT_EQ(interval("'1969-12-31 23:59:58.500000'").first, Interval{-1'500'000});
    EXPECT_EQ(interval("'1971-02-05 00:00:00.000000'").first, Interval{days{400}});

    EXPECT_EQ(datetime("'yesterday'").second, "column 'c': 'yesterday' cannot be read as a datetime");
    EXPECT_EQ(datetime("1577966400").second, "column 'c': 1577966400 cannot be read as a datetime");
    EXPECT_EQ(date("'2020-02-30'").second, "column 'c': '2020-02-30' cannot be read as a date");
    EXPECT_EQ(date("'2020-01-02 12:00:00'").second, "column 'c': '2020-01-02 12:00:00' cannot be read as a date");
    EXPECT_EQ(time("'25:00'").second, "column 'c': '25:00' cannot be read as a time");
    EXPECT_EQ(interval("'P1D'").second, "column 'c': 'P1D' cannot be read as an interval");
}

TEST_F(SqliteReads, JsonThatAffinityHasTurnedIntoANumber) {
    connection.execute_ddl("CREATE TABLE t (a JSON, b JSON)");
    connection.execute("INSERT INTO t VALUES (?, ?)", std::vector<Value>{Value::from_json_text("0.5"), Value::from_json_text("-2.5")});
    auto cursor = connection.execute("SELECT a, b, typeof(a) FROM t", std::vector<Value>{});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(2), Value{"real"});
    std::string_view first;
    std::string_view second;
    ASSERT_TRUE(cursor.row().json(0, first));
    ASSERT_TRUE(cursor.row().json(1, second));
    EXPECT_EQ(first, "0.5") << "still there after the second was read";
    EXPECT_EQ(second, "-2.5");
    EXPECT_EQ(json("17").first, "17");
    EXPECT_EQ(json("'[1]'").first, "[1]");
    EXPECT_EQ(json("x'00'").second, "column 'c': b'\\x00' cannot be read as JSON");
}

TEST_F(SqliteReads, ErrorsNameTheStatement) {
    auto cursor = connection.execute("SELECT 'abc' AS age", std::vector<Value>{});
    ASSERT_TRUE(cursor.next());
    std::int64_t age = 0;
    try {
        cursor.row().integer(0, age);
        FAIL();
    } catch (const DataError& error) {
        EXPECT_STREQ(error.what(), "DataError: column 'age': 'abc' cannot be read as an integer [SQL: SELECT 'abc' AS age]");
    }
}

TEST_F(SqliteReads, ValuesOfUndeclaredTypesAsTheyAre) {
    auto cursor = connection.execute("SELECT 1, 1.5, 'a', x'62', NULL", std::vector<Value>{});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0), Value{1});
    EXPECT_EQ(cursor.row().value(1), Value{1.5});
    EXPECT_EQ(cursor.row().value(2), Value{"a"});
    EXPECT_EQ(cursor.row().value(3), Value{bytes_from("b")});
    EXPECT_TRUE(cursor.row().value(4).is_null());
    EXPECT_EQ(cursor.column_count(), 5);
}

TEST_F(SqliteReads, EverythingWrittenComesBack) {
    connection.execute_ddl("CREATE TABLE t (u CHAR(32), d DATE, dt DATETIME, tm TIME, n NUMERIC(10, 2), iv DATETIME)");
    const auto id = uuid4();
    connection.execute("INSERT INTO t VALUES (?, ?, ?, ?, ?, ?)",
        std::vector<Value>{id, Date{year{1} / 1 / 1}, DateTime{sys_days{year{9999} / 12 / 31} + 23h + 59min + 59s + 999'999us},
            Time{23, 59, 59, 999'999}, Decimal{"-12345678.90"}, Interval{-1}});
    auto cursor = connection.execute("SELECT * FROM t", std::vector<Value>{});
    ASSERT_TRUE(cursor.next());
    auto& row = cursor.row();
    Uuid u;
    Date d;
    DateTime dt;
    Time tm;
    Decimal n;
    Interval iv{};
    EXPECT_TRUE(row.uuid(0, u) && row.date(1, d) && row.datetime(2, dt) && row.time(3, tm) && row.decimal(4, 2, n) && row.interval(5, iv));
    EXPECT_EQ(u, id);
    EXPECT_EQ(d, (Date{year{1} / 1 / 1}));
    EXPECT_EQ(dt, DateTime{sys_days{year{9999} / 12 / 31} + 23h + 59min + 59s + 999'999us});
    EXPECT_EQ(tm, (Time{23, 59, 59, 999'999}));
    EXPECT_EQ(n.str(), "-12345678.90");
    EXPECT_EQ(iv, Interval{-1});
}

}  // namespace
