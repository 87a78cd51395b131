#include <array>
#include <chrono>
#include <functional>
#include <limits>

#include <retort/dialect/mariadb/text_statement.hpp>

#include "mariadb_test.hpp"

namespace {

using namespace retort;
using namespace std::chrono;

constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();

class MariadbTypes : public MariadbTest {
protected:
    /// What comes back of a value that was written into a column of this type, read by `read`.
    template <class T, class Write, class Read>
    std::optional<T> round_trip(const std::string& type, Write write, Read read) {
        script("DROP TABLE IF EXISTS t; CREATE TABLE t (x " + type + ")");
        auto insert = connection->prepare("INSERT INTO t VALUES (?)");
        write(insert->bind());
        insert->step();
        auto select = connection->prepare("SELECT x FROM t");
        select->bind();
        EXPECT_TRUE(select->step());
        T value{};
        const bool is_there = read(select->row(), value);
        std::optional<T> result;
        if (is_there) result = std::move(value);
        return result;
    }
    std::optional<std::int64_t> integer(const std::string& type, std::int64_t value) {
        return round_trip<std::int64_t>(
            type, [&](auto& writer) { writer.integer(0, value); }, [](auto& row, auto& out) { return row.integer(0, out); });
    }
    std::optional<double> real(const std::string& type, double value) {
        return round_trip<double>(
            type, [&](auto& writer) { writer.real(0, value); }, [](auto& row, auto& out) { return row.real(0, out); });
    }
    std::optional<std::string> text(const std::string& type, std::string_view value) {
        return round_trip<std::string>(
            type, [&](auto& writer) { writer.text(0, value); },
            [](auto& row, auto& out) {
                std::string_view view;
                if (!row.text(0, view)) return false;
                out = view;
                return true;
            });
    }
    std::optional<Bytes> bytes(const std::string& type, const Bytes& value) {
        return round_trip<Bytes>(
            type, [&](auto& writer) { writer.bytes(0, value); },
            [](auto& row, auto& out) {
                std::span<const std::byte> view;
                if (!row.bytes(0, view)) return false;
                out.assign(view.begin(), view.end());
                return true;
            });
    }
    std::optional<std::string> decimal(const std::string& type, std::string_view value, int scale = -1) {
        const auto result = round_trip<Decimal>(
            type, [&](auto& writer) { writer.decimal(0, Decimal{value}); },
            [&](auto& row, auto& out) { return row.decimal(0, scale, out); });
        return result ? std::optional{result->str()} : std::nullopt;
    }
    std::optional<DateTime> datetime(const std::string& type, DateTime value) {
        return round_trip<DateTime>(
            type, [&](auto& writer) { writer.datetime(0, value); }, [](auto& row, auto& out) { return row.datetime(0, out); });
    }
    std::optional<Date> date(const std::string& type, Date value) {
        return round_trip<Date>(
            type, [&](auto& writer) { writer.date(0, value); }, [](auto& row, auto& out) { return row.date(0, out); });
    }
    std::optional<Interval> interval(const std::string& type, Interval value) {
        return round_trip<Interval>(
            type, [&](auto& writer) { writer.interval(0, value); }, [](auto& row, auto& out) { return row.interval(0, out); });
    }
    /// The one cell of the query, read by `read`; the message of the DataError.
    template <class T, class Read>
    std::string refusal(std::string_view sql, Read read) {
        auto select = connection->prepare(sql);
        select->bind();
        EXPECT_TRUE(select->step());
        T out{};
        try {
            read(select->row(), out);
        } catch (const DataError& error) {
            return error.message();
        }
        ADD_FAILURE() << "nothing is wrong with " << sql;
        return {};
    }
    std::string refused_parameter(const std::function<void(ParameterWriter&)>& write) {
        auto select = connection->prepare("SELECT ?");
        try {
            write(select->bind());
        } catch (const DataError& error) {
            return error.message();
        }
        ADD_FAILURE() << "it was taken";
        return {};
    }
};

TEST_F(MariadbTypes, Integers) {
    EXPECT_EQ(integer("SMALLINT", -32768), -32768);
    EXPECT_EQ(integer("SMALLINT", 32767), 32767);
    EXPECT_EQ(integer("MEDIUMINT", -8388608), -8388608);
    EXPECT_EQ(integer("INTEGER", -2147483648), -2147483648);
    EXPECT_EQ(integer("INTEGER UNSIGNED", 4294967295), 4294967295);
    EXPECT_EQ(integer("BIGINT", largest), largest);
    EXPECT_EQ(integer("BIGINT", smallest), smallest);
    EXPECT_EQ(integer("BIGINT UNSIGNED", largest), largest);
    EXPECT_EQ(integer("TINYINT UNSIGNED", 255), 255);
    EXPECT_EQ(integer("YEAR", 2026), 2026);
    EXPECT_EQ(integer("BIT(1)", 1), 1);
    EXPECT_EQ(integer("BIT(12)", 4095), 4095);
    EXPECT_EQ(integer("DECIMAL(30, 0)", largest), largest) << "the type of a sum of integers";
    EXPECT_EQ(integer("DOUBLE", 4), 4);
    EXPECT_EQ(integer("VARCHAR(30)", smallest), smallest);
}

TEST_F(MariadbTypes, IntegersThatDoNotFitAreNamed) {
    const auto read = [](ColumnReader& row, std::int64_t& out) { row.integer(0, out); };
    EXPECT_NE(refusal<std::int64_t>("SELECT 18446744073709551615 AS big", read).find("18446744073709551615 cannot be read as an integer"),
        std::string::npos);
    EXPECT_NE(refusal<std::int64_t>("SELECT 1.5 AS half", read).find("half"), std::string::npos);
    EXPECT_NE(refusal<std::int64_t>("SELECT 'x' AS word", read).find("'x' cannot be read as an integer"), std::string::npos);
    EXPECT_THROW(integer("SMALLINT", 40000), DataError);
    EXPECT_THROW(integer("BIGINT UNSIGNED", -1), DataError);
}

TEST_F(MariadbTypes, Booleans) {
    for (const std::string type : {"BOOL", "BIT(1)", "INT"}) {
        for (const bool value : {true, false}) {
            EXPECT_EQ(round_trip<bool>(
                          type, [&](auto& writer) { writer.boolean(0, value); }, [](auto& row, auto& out) { return row.boolean(0, out); }),
                value)
                << type;
        }
    }
    refusal<bool>("SELECT 'yes'", [](ColumnReader& row, bool& out) { row.boolean(0, out); });
}

TEST_F(MariadbTypes, Doubles) {
    for (const double value : {0.0, 0.1, -1.5, 1e300, 5e-324, 1.7976931348623157e308, 3.141592653589793})
        EXPECT_EQ(real("DOUBLE", value), value);
    EXPECT_EQ(real("FLOAT", 0.1), 0.1) << "the shortest digits of the float, not the double nearest to it";
    EXPECT_EQ(real("DECIMAL(10, 2)", 0.25), 0.25);
    EXPECT_EQ(real("INT", 7), 7);
    for (const double none : {std::numeric_limits<double>::infinity(), std::numeric_limits<double>::quiet_NaN()})
        EXPECT_NE(
            refused_parameter([&](auto& writer) { writer.real(0, none); }).find("parameter 1: MariaDB has no number"), std::string::npos);
}

TEST_F(MariadbTypes, DecimalsAreExact) {
    EXPECT_EQ(decimal("DECIMAL(10, 2)", "12345678.90"), "12345678.90");
    EXPECT_EQ(decimal("DECIMAL(38, 10)", "-1234567890123456789012345678.0123456789"), "-1234567890123456789012345678.0123456789");
    EXPECT_EQ(decimal("DECIMAL(65, 30)", "1E+3"), "1000.000000000000000000000000000000");
    EXPECT_EQ(decimal("DECIMAL(20, 10)", "0.0000000001", 10), "1E-10");
    EXPECT_EQ(decimal("DOUBLE", "0.1", 2), "0.10");
    EXPECT_EQ(decimal("VARCHAR(50)", "1.10"), "1.10");
    EXPECT_EQ(decimal("BIGINT", "7", 2), "7.00");
    EXPECT_THROW(decimal("DECIMAL(5, 2)", "1234.5"), DataError);
    refused_parameter([](auto& writer) { writer.decimal(0, Decimal{"1E-39"}); });
    refused_parameter([](auto& writer) { writer.decimal(0, Decimal{"1E+65"}); });
    const auto read = [](ColumnReader& row, Decimal& out) { row.decimal(0, -1, out); };
    refusal<Decimal>("SELECT 12345678901234567890123456789012345678901234567890.12345", read);
    refusal<Decimal>("SELECT 'x'", read);
}

TEST_F(MariadbTypes, DecimalsAreComparedAsDecimals) {
    script("CREATE TABLE d (x DECIMAL(38, 18)); INSERT INTO d VALUES (12345678901234567890.123456789012345678)");
    auto select = connection->prepare("SELECT count(*) FROM d WHERE x = ?");
    std::int64_t count = -1;
    select->bind().decimal(0, Decimal{"12345678901234567890.123456789012345678"});
    ASSERT_TRUE(select->step() && select->row().integer(0, count));
    EXPECT_EQ(count, 1);
    select->bind().decimal(0, Decimal{"12345678901234567890.123456789012345679"});
    ASSERT_TRUE(select->step() && select->row().integer(0, count));
    EXPECT_EQ(count, 0) << "equal as doubles";
}

TEST_F(MariadbTypes, Texts) {
    using namespace std::string_view_literals;
    for (const auto value : {""sv, "plain"sv, "it's \"quoted\" \\ %_\n\r\t\x1a;--"sv, "nul\0within"sv, "é ü 漢字 😀"sv, " blanks "sv}) {
        EXPECT_EQ(text("VARCHAR(100)", value), value);
        EXPECT_EQ(text("LONGTEXT", value), value);
        EXPECT_EQ(text("TEXT", value), value);
    }
    EXPECT_EQ(text("ENUM('red', 'gré😀en')", "gré😀en"), "gré😀en");
    EXPECT_THROW(text("ENUM('red')", "blue"), DataError);
    EXPECT_THROW(text("VARCHAR(3)", "four"), DataError);
    EXPECT_EQ(text("VARCHAR(3)", "😀é漢"), "😀é漢") << "characters, not bytes";
    EXPECT_EQ(text("JSON", R"({"a": [1, "😀"]})"), R"({"a": [1, "😀"]})");
    EXPECT_EQ(text("VARCHAR(10) CHARACTER SET latin1", "é"), "é");
    EXPECT_THROW(text("VARCHAR(10) CHARACTER SET latin1", "漢"), DataError);
    EXPECT_EQ(text("INT", "-12"), "-12") << "an integer is read as its digits";
    EXPECT_EQ(text("BIGINT UNSIGNED", "18446744073709551615"), "18446744073709551615");
}

TEST_F(MariadbTypes, TextsThatAreNoneAreNotSent) {
    for (const std::string_view bad : {"\xff", "\xc3", "\xed\xa0\x80", "x\xf5y"}) {
        EXPECT_EQ(refused_parameter([&](auto& writer) { writer.text(0, bad); }), "parameter 1: the text is not valid UTF-8");
        EXPECT_EQ(refused_parameter([&](auto& writer) { writer.json(0, bad); }), "parameter 1: the text is not valid UTF-8");
    }
    std::string_view out;
    refusal<int>("SELECT x'ff00'", [&](ColumnReader& row, int&) { row.text(0, out); });
    refusal<int>("SELECT 1.5e0", [&](ColumnReader& row, int&) { row.text(0, out); });
}

TEST_F(MariadbTypes, BytesOfAllKinds) {
    Bytes all;
    for (int value = 0; value < 256; ++value)
        all.push_back(static_cast<std::byte>(value));
    EXPECT_EQ(bytes("BLOB", all), all);
    EXPECT_EQ(bytes("VARBINARY(256)", all), all);
    EXPECT_EQ(bytes("LONGBLOB", Bytes{}), Bytes{});
    EXPECT_THROW(bytes("VARBINARY(255)", all), DataError);
}

TEST_F(MariadbTypes, LengthsAtTheProtocolsBorders) {
    for (const std::size_t size : {0U, 250U, 251U, 252U, 65535U, 65536U, 16777215U, 16777216U}) {
        const std::string value(size, 'x');
        EXPECT_EQ(text("LONGTEXT", value), value) << size;
    }
}

TEST_F(MariadbTypes, TenMegabytes) {
    std::string long_text;
    while (long_text.size() < 10'000'000)
        long_text += "漢字 and \\ 'quotes' \0";
    EXPECT_EQ(text("LONGTEXT", long_text), long_text);
    Bytes long_bytes(10'000'000);
    for (std::size_t index = 0; index < long_bytes.size(); ++index)
        long_bytes[index] = static_cast<std::byte>(index * 7);
    EXPECT_EQ(bytes("LONGBLOB", long_bytes), long_bytes);
}

TEST_F(MariadbTypes, Datetimes) {
    const auto moment = [](int y, unsigned m, unsigned d) { return DateTime{sys_days{year{y} / month{m} / day{d}}}; };
    for (const DateTime value :
        {moment(1, 1, 1), moment(1, 1, 1) + 1us, moment(1582, 10, 10), moment(1969, 12, 31) + 23h + 59min + 59s + 999999us,
            moment(1970, 1, 1), moment(2024, 2, 29) + 12h, moment(9999, 12, 31) + 23h + 59min + 59s + 999999us}) {
        EXPECT_EQ(datetime("DATETIME(6)", value), value);
    }
    EXPECT_EQ(datetime("DATETIME", moment(2026, 11, 22) + 600ms), moment(2026, 11, 22))
        << "the server cuts off what the column does not keep, and says nothing";
    EXPECT_EQ(datetime("TIMESTAMP(6)", moment(2026, 11, 22) + 1us), moment(2026, 11, 22) + 1us) << "UTC both ways";
    EXPECT_EQ(datetime("DATE", moment(2026, 11, 22)), moment(2026, 11, 22));
    EXPECT_EQ(datetime("VARCHAR(40)", moment(2026, 11, 22) + 1us), moment(2026, 11, 22) + 1us);
    refused_parameter([&](auto& writer) { writer.datetime(0, moment(10000, 1, 1)); });
    refused_parameter([&](auto& writer) { writer.datetime(0, moment(0, 12, 31)); });
    refused_parameter([&](auto& writer) { writer.datetime(0, DateTime::max()); });
    refused_parameter([&](auto& writer) { writer.datetime(0, DateTime::min()); });
}

TEST_F(MariadbTypes, Dates) {
    for (const Date value : {year{1} / 1 / 1, year{2024} / 2 / 29, year{9999} / 12 / 31}) {
        EXPECT_EQ(date("DATE", value), value);
        EXPECT_EQ(date("DATETIME(6)", value), value);
    }
    refused_parameter([](auto& writer) { writer.date(0, year{2025} / 2 / 29); });
    refused_parameter([](auto& writer) { writer.date(0, year{10000} / 1 / 1); });
    refusal<Date>("SELECT TIMESTAMP'2026-01-01 10:00:00'", [](ColumnReader& row, Date& out) { row.date(0, out); });
}

TEST_F(MariadbTypes, ZeroDatesAreRefused) {
    script(
        "SET sql_mode = ''; CREATE TABLE z (d DATE, t DATETIME(6)); INSERT INTO z VALUES ('0000-00-00', '0000-00-00'), ('2026-00-12', "
        "'2026-02-00 10:00')");
    const auto day = [](ColumnReader& row, Date& out) { row.date(0, out); };
    const auto moment = [](ColumnReader& row, DateTime& out) { row.datetime(0, out); };
    EXPECT_NE(refusal<Date>("SELECT d FROM z LIMIT 1", day).find("'0000-00-00' cannot be read as a date"), std::string::npos);
    EXPECT_NE(refusal<Date>("SELECT d FROM z LIMIT 1, 1", day).find("'2026-00-12'"), std::string::npos);
    EXPECT_NE(
        refusal<DateTime>("SELECT t FROM z LIMIT 1", moment).find("'0000-00-00 00:00:00' cannot be read as a datetime"), std::string::npos);
    EXPECT_NE(refusal<DateTime>("SELECT t FROM z LIMIT 1, 1", moment).find("'2026-02-00 10:00:00'"), std::string::npos);
    EXPECT_THROW(rows("SELECT * FROM z"), DataError);
}

TEST_F(MariadbTypes, Times) {
    for (const Time value : {Time{0, 0}, Time{23, 59, 59, 999999}, Time{12, 30}, Time{0, 0, 0, 1}}) {
        EXPECT_EQ(round_trip<Time>(
                      "TIME(6)", [&](auto& writer) { writer.time(0, value); }, [](auto& row, auto& out) { return row.time(0, out); }),
            value);
    }
    const auto read = [](ColumnReader& row, Time& out) { row.time(0, out); };
    refusal<Time>("SELECT TIME'24:00:00'", read);
    refusal<Time>("SELECT TIME'-00:00:01'", read);
}

TEST_F(MariadbTypes, Intervals) {
    for (const Interval value :
        {Interval{0}, Interval{1}, Interval{-1}, Interval{days{10000}}, Interval{-days{10000}}, Interval{hours{26}}})
        EXPECT_EQ(interval("DATETIME(6)", value), value) << "as SQLAlchemy stores them: so long after 1970";
    refused_parameter([](auto& writer) { writer.interval(0, Interval::max()); });
    auto select = connection->prepare("SELECT CAST('-838:59:59.999999' AS TIME(6)), CAST('26:00:00' AS TIME), CAST('00:00:00' AS TIME)");
    select->bind();
    ASSERT_TRUE(select->step());
    Interval length{};
    ASSERT_TRUE(select->row().interval(0, length));
    EXPECT_EQ(length, -(838h + 59min + 59s + 999999us));
    ASSERT_TRUE(select->row().interval(1, length));
    EXPECT_EQ(length, 26h);
    EXPECT_EQ(select->row().value(1), Value{Interval{26h}});
    EXPECT_EQ(select->row().value(2), Value{Time{}});
}

TEST_F(MariadbTypes, Uuids) {
    const Uuid value = Uuid::try_parse("123e4567-e89b-12d3-a456-426655440000").value();
    for (const std::string type : {"CHAR(32)", "UUID", "VARCHAR(36)"}) {
        EXPECT_EQ(round_trip<Uuid>(
                      type, [&](auto& writer) { writer.uuid(0, value); }, [](auto& row, auto& out) { return row.uuid(0, out); }),
            value)
            << type;
    }
    EXPECT_EQ(rows("SELECT x FROM t"), "'123e4567e89b12d3a456426655440000'\n");
    refusal<Uuid>("SELECT 'no uuid'", [](ColumnReader& row, Uuid& out) { row.uuid(0, out); });
}

TEST_F(MariadbTypes, NullIsNullForEveryReader) {
    auto select = connection->prepare("SELECT NULL, ?");
    select->bind().null(0);
    ASSERT_TRUE(select->step());
    ColumnReader& row = select->row();
    for (const int column : {0, 1}) {
        bool boolean = false;
        std::int64_t whole = 0;
        double number = 0;
        std::string_view view;
        std::span<const std::byte> its_bytes;
        Uuid uuid;
        Decimal its_decimal;
        Date day{};
        DateTime moment{};
        Time time;
        Interval length{};
        EXPECT_FALSE(row.boolean(column, boolean) || row.integer(column, whole) || row.real(column, number) || row.text(column, view) ||
                     row.bytes(column, its_bytes) || row.uuid(column, uuid) || row.decimal(column, 2, its_decimal) ||
                     row.date(column, day) || row.datetime(column, moment) || row.time(column, time) || row.interval(column, length) ||
                     row.json(column, view));
        EXPECT_TRUE(row.value(column).is_null());
    }
}

TEST_F(MariadbTypes, NullsAmongManyColumns) {
    // The bitmap of NULLs begins at its third bit and has a byte for each eight columns.
    std::string sql = "SELECT ";
    for (int column = 0; column < 40; ++column)
        sql += std::string{column > 0 ? ", " : ""} + (column % 3 == 0 ? "NULL" : std::to_string(column));
    auto select = connection->prepare(sql);
    select->bind();
    ASSERT_TRUE(select->step());
    for (int column = 0; column < 40; ++column) {
        std::int64_t value = -1;
        EXPECT_EQ(select->row().integer(column, value), column % 3 != 0);
        EXPECT_EQ(value, column % 3 == 0 ? -1 : column);
    }
}

TEST_F(MariadbTypes, ParametersChangeTheirTypes) {
    auto select = connection->prepare("SELECT ?");
    const auto echoed = [&](const Value& value) {
        select->bind().value(0, value);
        EXPECT_TRUE(select->step());
        return select->row().value(0);
    };
    EXPECT_EQ(echoed(Value{7}), Value{7});
    EXPECT_EQ(echoed(Value{"text"}), Value{"text"});
    EXPECT_EQ(echoed(Value{}), Value{});
    EXPECT_EQ(echoed(Value{"other"}), Value{"other"});
    EXPECT_EQ(echoed(Value{1.5}), Value{1.5});
    EXPECT_EQ(echoed(Value{Date{year{2026} / 1 / 2}}), Value{Date{year{2026} / 1 / 2}});
    EXPECT_EQ(echoed(Value{8}), Value{8});
}

TEST_F(MariadbTypes, ValuesOfTheTextProtocol) {
    script(
        "CREATE TABLE t (i INT, u BIGINT UNSIGNED, d DOUBLE, n DECIMAL(9, 3), v VARCHAR(9), b BLOB, day DATE, m DATETIME(6), l TIME(6)); "
        "INSERT INTO t VALUES (-7, 7, 0.5, 1.250, '漢', x'00ff', '2026-11-22', '2026-11-22 10:15:00.000001', '26:00:00.5'), "
        "(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)");
    mariadb::TextStatement statement{static_cast<mariadb::Connection&>(*connection).link(), "SELECT * FROM t"};
    statement.bind();
    ASSERT_TRUE(statement.step());
    ColumnReader& row = statement.row();
    EXPECT_EQ(row.value(0), Value{-7});
    EXPECT_EQ(row.value(1), Value{7});
    EXPECT_EQ(row.value(2), Value{0.5});
    EXPECT_EQ(row.value(3), Value{Decimal{"1.250"}});
    EXPECT_EQ(row.value(4), Value{"漢"});
    EXPECT_EQ(row.value(5).repr(), "b'\\x00\\xff'");
    Date day{};
    EXPECT_TRUE(row.date(6, day));
    EXPECT_EQ(day, Date{year{2026} / 11 / 22});
    DateTime moment{};
    EXPECT_TRUE(row.datetime(7, moment));
    EXPECT_EQ(format_datetime(moment), "2026-11-22 10:15:00.000001");
    Interval length{};
    EXPECT_TRUE(row.interval(8, length));
    EXPECT_EQ(length, 26h + 500ms);
    ASSERT_TRUE(statement.step());
    for (int column = 0; column < statement.column_count(); ++column)
        EXPECT_TRUE(statement.row().value(column).is_null());
    EXPECT_FALSE(statement.step());
}

}  // namespace
