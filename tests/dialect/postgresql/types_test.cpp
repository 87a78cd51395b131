// Every type of PostgreSQL that has a C++ one, both ways, with its extremes.
#include <cmath>
#include <limits>

#include "driver_support.hpp"

using namespace postgresql_test;
using namespace std::chrono_literals;

namespace {

class PostgresqlTypes : public PostgresqlTest {
protected:
    /// What comes back of a parameter that the server takes for `type`.
    Value there_and_back(const std::string& type, const Value& value) {
        auto cursor = connection.execute("SELECT $1::" + type, {value});
        if (!cursor.next()) throw std::runtime_error{"no row"};
        return cursor.row().value(0);
    }
    /// The server's own text for a parameter.
    std::string as_the_server_sees(const std::string& type, const Value& value) {
        const Value text = one(connection, "SELECT ($1::" + type + ")::text", {value});
        return text.is_null() ? "NULL" : text.as_text();
    }
    Value read(const std::string& sql) { return one(connection, "SELECT " + sql); }

    template <class T>
    T read_as(const std::string& sql, bool (ColumnReader::*get)(int, T&)) {
        auto cursor = connection.execute("SELECT " + sql, {});
        T out{};
        EXPECT_TRUE(cursor.next());
        EXPECT_TRUE((cursor.row().*get)(0, out)) << sql << " is NULL";
        return out;
    }

    Connection connection = engine.connect();
};

DateTime at(int y, unsigned m, unsigned d, std::chrono::microseconds time = 0us) {
    return DateTime{std::chrono::sys_days{std::chrono::year{y} / m / d}} + time;
}

Date day(int y, unsigned m, unsigned d) {
    return Date{std::chrono::year{y}, std::chrono::month{m}, std::chrono::day{d}};
}

}  // namespace

TEST_F(PostgresqlTypes, ValuesComeBackAsTheyWere) {
    const std::int64_t least = std::numeric_limits<std::int64_t>::min();
    const std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string hostile = "it's \"quoted\" \\ $1 %s :name ; -- /* ü 漢字 🐘 \n\t\x01\x7f";
    const std::vector<std::pair<std::string, Value>> values{
        {"bool", Value{true}},
        {"bool", Value{false}},
        {"int2", Value{-32768}},
        {"int2", Value{32767}},
        {"int4", Value{std::numeric_limits<std::int32_t>::min()}},
        {"int4", Value{std::numeric_limits<std::int32_t>::max()}},
        {"int8", Value{least}},
        {"int8", Value{most}},
        {"oid", Value{4294967295}},
        {"float8", Value{0.1}},
        {"float8", Value{-0.0}},
        {"float8", Value{std::numeric_limits<double>::max()}},
        {"float8", Value{std::numeric_limits<double>::denorm_min()}},
        {"float8", Value{std::numeric_limits<double>::infinity()}},
        {"float4", Value{1.5}},
        {"text", Value{""}},
        {"text", Value{hostile}},
        {"varchar", Value{hostile}},
        {"varchar(3)", Value{"abc"}},
        {"bpchar", Value{"abc  "}},
        {"name", Value{"abc"}},
        {"bytea", Value::from_bytes({})},
        {"bytea", Value{bytes_from(std::string{"\0\xff'\\x", 5})}},
        {"uuid", Value{Uuid::parse("00112233-4455-6677-8899-aabbccddeeff")}},
        {"date", Value{day(1, 1, 1)}},
        {"date", Value{day(1999, 12, 31)}},
        {"date", Value{day(2000, 2, 29)}},
        {"date", Value{day(9999, 12, 31)}},
        {"timestamp", Value{at(1, 1, 1)}},
        {"timestamp", Value{at(1999, 12, 31, 86'399'999'999us)}},
        {"timestamp", Value{at(9999, 12, 31, 86'399'999'999us)}},
        {"timestamptz", Value{at(2026, 11, 22, 36'900'000'001us)}},
        {"time", Value{Time{0, 0}}},
        {"time", Value{Time{23, 59, 59, 999999}}},
        {"interval", Value{Interval{0}}},
        {"interval", Value{Interval{-1}}},
        {"interval", Value{Interval{100h + 1us}}},
        {"interval", Value{Interval{-100'000h}}},
        {"json", Value::from_json_text(R"({"b": 1,  "a": [1.10, null]})")},
        {"jsonb", Value::from_json_text(R"({"a": [1.10, null], "b": 1})")},
    };
    for (const auto& [type, value] : values)
        EXPECT_EQ(there_and_back(type, value), value) << type;
    EXPECT_TRUE(std::isnan(there_and_back("float8", Value{std::nan("")}).as_real()));
    EXPECT_TRUE(std::signbit(there_and_back("float8", Value{-0.0}).as_real()));
}

TEST_F(PostgresqlTypes, NullComesBackOfEveryType) {
    for (const auto type : {"bool", "int2", "int4", "int8", "float4", "float8", "numeric", "text", "varchar", "bytea", "uuid", "date",
             "timestamp", "timestamptz", "time", "interval", "json", "jsonb", "int4[]", "inet"}) {
        EXPECT_TRUE(there_and_back(type, Value{}).is_null()) << type;
    }
}

TEST_F(PostgresqlTypes, EveryReaderTellsNull) {
    auto cursor = connection.execute(
        "SELECT NULL::bool, NULL::int4, NULL::float8, NULL::text, NULL::bytea, NULL::uuid, NULL::numeric, NULL::date, NULL::timestamp, "
        "NULL::time, "
        "NULL::interval, NULL::json",
        {});
    ASSERT_TRUE(cursor.next());
    auto& row = cursor.row();
    bool boolean = true;
    std::int64_t integer = 7;
    double real = 7;
    std::string_view text = "kept";
    std::span<const std::byte> bytes;
    Uuid uuid;
    Decimal decimal{7};
    Date date = day(2000, 1, 1);
    DateTime datetime = at(2000, 1, 1);
    Time time{7, 0};
    Interval interval{7};
    EXPECT_FALSE(row.boolean(0, boolean));
    EXPECT_FALSE(row.integer(1, integer));
    EXPECT_FALSE(row.real(2, real));
    EXPECT_FALSE(row.text(3, text));
    EXPECT_FALSE(row.bytes(4, bytes));
    EXPECT_FALSE(row.uuid(5, uuid));
    EXPECT_FALSE(row.decimal(6, 2, decimal));
    EXPECT_FALSE(row.date(7, date));
    EXPECT_FALSE(row.datetime(8, datetime));
    EXPECT_FALSE(row.time(9, time));
    EXPECT_FALSE(row.interval(10, interval));
    EXPECT_FALSE(row.json(11, text));
    EXPECT_TRUE(boolean && integer == 7 && real == 7 && text == "kept" && decimal == 7 && interval == Interval{7}) << "left alone";
}

TEST_F(PostgresqlTypes, DecimalsAreExactBothWays) {
    for (const std::string text : {"0", "1", "-1", "0.1", "-0.00001", "12.50", "10000", "9999", "100000000", "0.0001", "0.00010001",
             "12345.6789", "99999999999999999999999999999999999999", "-0.12345678901234567890123456789012345678",
             "1234567890123456789.1234567890123456789", "123000000000000", "0.00", "1E+3", "1.5E+20", "1E-30", "4.20"}) {
        const Decimal value{text};
        EXPECT_EQ(as_the_server_sees("numeric", Value{value}), value.plain_str()) << text;
        const Value back = there_and_back("numeric", Value{value});
        ASSERT_EQ(back.kind(), ValueKind::decimal) << text;
        EXPECT_EQ(back.as_decimal(), value) << text;
        EXPECT_EQ(back.as_decimal().plain_str(), value.plain_str()) << text << ": as many zeros behind the point";
    }
    EXPECT_EQ(there_and_back("numeric(10, 2)", Value{Decimal{"1.1"}}).as_decimal().str(), "1.10");
}

TEST_F(PostgresqlTypes, ManyDecimalsAreExact) {
    std::uint64_t seed = 88172645463325252u;
    const auto random = [&seed] {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        return seed ^= seed << 17;
    };
    for (int i = 0; i < 2000; ++i) {
        std::string text = random() % 2 == 0 ? "-" : "";
        const auto digits = 1 + random() % 38;
        for (std::uint64_t d = 0; d < digits; ++d)
            text += static_cast<char>('0' + (random() % 3 == 0 ? 0 : random() % 10));
        text += "E" + std::to_string(static_cast<int>(random() % 80) - 40);
        const Decimal value{text};
        auto cursor = connection.execute("SELECT $1::numeric, ($1::numeric)::text", {Value{value}});
        ASSERT_TRUE(cursor.next());
        Decimal back;
        ASSERT_TRUE(cursor.row().decimal(0, -1, back));
        ASSERT_EQ(back, value) << text;
        std::string_view shown;
        ASSERT_TRUE(cursor.row().text(1, shown));
        ASSERT_EQ(Decimal{shown}, value) << text;
    }
}

TEST_F(PostgresqlTypes, AnIntervalIsDaysAndTheRestAsPythonHasIt) {
    EXPECT_EQ(as_the_server_sees("interval", Value{Interval{25h}}), "1 day 01:00:00");
    EXPECT_EQ(as_the_server_sees("interval", Value{Interval{-1s}}), "-1 days +23:59:59");
    EXPECT_EQ(read_as("interval '1 day 2 hours'", &ColumnReader::interval), Interval{26h});
    EXPECT_EQ(read_as("interval '-3 days 00:00:00.000001'", &ColumnReader::interval), Interval{-72h + 1us});
}

TEST_F(PostgresqlTypes, TheSessionsTimeZoneChangesNothing) {
    connection.execute_once("SET TIME ZONE 'Asia/Kathmandu'");
    const Value moment{at(2026, 11, 22, 36'900'000'000us)};
    EXPECT_EQ(there_and_back("timestamptz", moment), moment);
    EXPECT_EQ(there_and_back("timestamp", moment), moment);
    EXPECT_EQ(one(connection, "SELECT ($1::timestamptz AT TIME ZONE 'UTC')::text", {moment}), Value{"2026-11-22 10:15:00"});
    // In text form too, where a column beside it has a type that only the server knows.
    auto cursor = connection.execute("SELECT $1::timestamptz, '10.0.0.1'::inet", {moment});
    ASSERT_TRUE(cursor.next());
    EXPECT_EQ(cursor.row().value(0), moment);
    EXPECT_EQ(cursor.row().value(1), Value{"10.0.0.1"});
}

TEST_F(PostgresqlTypes, OtherTypesAreReadFromOneAnother) {
    EXPECT_EQ(read_as("7::int2", &ColumnReader::integer), 7);
    EXPECT_EQ(read_as("7::numeric", &ColumnReader::integer), 7);
    EXPECT_EQ(read_as("7.0::float8", &ColumnReader::integer), 7);
    EXPECT_EQ(read_as("'7'::text", &ColumnReader::integer), 7);
    EXPECT_EQ(read_as("7::int4", &ColumnReader::real), 7.0);
    EXPECT_EQ(read_as("7.25::numeric", &ColumnReader::real), 7.25);
    EXPECT_EQ(read_as("1.5::float4", &ColumnReader::real), 1.5);
    EXPECT_EQ(read_as("1::int4", &ColumnReader::boolean), true);
    EXPECT_EQ(
        read_as("'00112233445566778899aabbccddeeff'::char(32)", &ColumnReader::uuid), Uuid::parse("00112233445566778899aabbccddeeff"));
    EXPECT_EQ(read_as("timestamp '2026-11-22'", &ColumnReader::date), day(2026, 11, 22));
    EXPECT_EQ(read_as("date '2026-11-22'", &ColumnReader::datetime), at(2026, 11, 22));
    auto text =
        connection.execute("SELECT 7, 1.50::numeric, '00112233-4455-6677-8899-aabbccddeeff'::uuid, date '2026-11-22', '{1,2}'::int[]", {});
    ASSERT_TRUE(text.next());
    std::vector<std::string> texts;
    for (int i = 0; i < text.column_count(); ++i) {
        std::string_view one;
        ASSERT_TRUE(text.row().text(i, one));
        texts.emplace_back(one);
    }
    EXPECT_EQ(texts, (std::vector<std::string>{"7", "1.50", "00112233-4455-6677-8899-aabbccddeeff", "2026-11-22", "[1, 2]"}));
}

TEST_F(PostgresqlTypes, ParametersFitTheTypeThatTheServerInferred) {
    EXPECT_EQ(as_the_server_sees("numeric", Value{-5}), "-5");
    EXPECT_EQ(as_the_server_sees("numeric", Value{1e-7}), "0.0000001");
    EXPECT_EQ(as_the_server_sees("float8", Value{Decimal{"0.1"}}), "0.1");
    EXPECT_EQ(as_the_server_sees("int4", Value{3.0}), "3");
    EXPECT_EQ(as_the_server_sees("date", Value{"2026-11-22"}), "2026-11-22");
    EXPECT_EQ(as_the_server_sees("date", Value{at(2026, 11, 22)}), "2026-11-22");
    EXPECT_EQ(as_the_server_sees("timestamp", Value{day(2026, 11, 22)}), "2026-11-22 00:00:00");
    EXPECT_EQ(as_the_server_sees("inet", Value{"10.0.0.1"}), "10.0.0.1/32");
    EXPECT_EQ(as_the_server_sees("uuid", Value{"00112233445566778899aabbccddeeff"}), "00112233-4455-6677-8899-aabbccddeeff");
    EXPECT_EQ(as_the_server_sees("jsonb", Value{"[1]"}), "[1]");
    EXPECT_EQ(as_the_server_sees("text", Value::from_json_text("[1]")), "[1]");
    EXPECT_EQ(as_the_server_sees("text", Value{5}), "5");
    EXPECT_EQ(as_the_server_sees("char(32)", Value{Uuid::parse("00112233445566778899aabbccddeeff")}), "00112233445566778899aabbccddeeff");
    EXPECT_EQ(as_the_server_sees("timetz", Value{Time{10, 15}}), "10:15:00+00");
}

TEST_F(PostgresqlTypes, ArraysAreJsonArrays) {
    EXPECT_EQ(as_the_server_sees("int4[]", Value::from_json_text("[1, null, -3]")), "{1,NULL,-3}");
    EXPECT_EQ(
        as_the_server_sees("text[]", Value::from_json_text(R"(["a", "b\"\\{},", "", "NULL", null])")), R"({a,"b\"\\{},","","NULL",NULL})");
    EXPECT_EQ(as_the_server_sees("int4[]", Value::from_json_text("[[1, 2], [3, 4]]")), "{{1,2},{3,4}}");
    EXPECT_EQ(as_the_server_sees("float8[]", Value{"[1.5, 2]"}), "{1.5,2}");
    EXPECT_EQ(as_the_server_sees("bool[]", Value::from_json_text("[true, false]")), "{t,f}");
    EXPECT_EQ(as_the_server_sees("int4[]", Value{"{7,8}"}), "{7,8}") << "PostgreSQL's own text";
    EXPECT_EQ(read("'{1,NULL,-3}'::int8[]"), Value::from_json_text("[1, null, -3]"));
    EXPECT_EQ(read("'{{1,2},{3,4}}'::int2[]"), Value::from_json_text("[[1, 2], [3, 4]]"));
    EXPECT_EQ(read("'{}'::text[]"), Value::from_json_text("[]"));
    EXPECT_EQ(read(R"(ARRAY['a"b', 'ü', NULL])"), Value::from_json_text(R"(["a\"b", "\u00fc", null])"));
    EXPECT_EQ(read("ARRAY[1.10, -2]::numeric[]"), Value::from_json_text("[1.10, -2]"));
    EXPECT_EQ(read("ARRAY[true, false]"), Value::from_json_text("[true, false]"));
    EXPECT_EQ(read("ARRAY[date '2026-11-22']"), Value::from_json_text("[\"2026-11-22\"]"));
    EXPECT_EQ(read("ARRAY['{\"a\": 1}'::jsonb]"), Value::from_json_text("[{\"a\": 1}]"));
    const auto error = error_of<DataError>([&] { there_and_back("int4[]", Value::from_json_text("{}")); });
    EXPECT_NE(error.message.find("parameter 1"), std::string::npos) << error.message;
}

TEST_F(PostgresqlTypes, EnumeratorsAreTexts) {
    connection.execute_once("CREATE TYPE mood AS ENUM ('sad', 'it''s ok')");
    EXPECT_EQ(there_and_back("mood", Value{"it's ok"}), Value{"it's ok"});
    EXPECT_EQ(one(connection, "SELECT '{sad,NULL}'::mood[]"), Value::from_json_text("[\"sad\", null]"));
    connection.execute_once("CREATE DOMAIN age AS int CHECK (VALUE >= 0)");
    EXPECT_EQ(there_and_back("age", Value{7}), Value{7});
    EXPECT_EQ(error_of<IntegrityError>([&] { there_and_back("age", Value{-7}); }).sqlstate, "23514");
}

TEST_F(PostgresqlTypes, WhatDoesNotFitIsRefusedNamingTheParameter) {
    const auto refused = [&](const std::string& type, const Value& value) {
        auto info = error_of<DataError>([&] {
            auto fresh = engine.connect();
            one(fresh, "SELECT 1, $1::" + type, {value});
        });
        EXPECT_NE(info.message.find("parameter 1"), std::string::npos) << info.message;
        EXPECT_EQ(info.statement, "SELECT 1, $1::" + type);
        return info.message;
    };
    EXPECT_EQ(refused("int2", Value{32768}), "parameter 1: 32768 does not fit into SMALLINT");
    EXPECT_EQ(refused("int4", Value{2147483648}), "parameter 1: 2147483648 does not fit into INTEGER");
    refused("int4", Value{1.5});
    refused("int8", Value{Decimal{"1.5"}});
    refused("int8", Value{1e30});
    refused("float8", Value{9007199254740993});
    refused("float4", Value{1e300});
    refused("text", Value{"\xff"});
    refused("text", Value{std::string_view{"a\0b", 3}});
    refused("json", Value::from_json_text("\"\xff\""));
    refused("text", Value{bytes_from("abc")});
    refused("date", Value{at(2026, 11, 22, 1us)});
    refused("timestamp", Value{DateTime{at(9999, 12, 31) + 24h}});
    refused("timestamp", Value{DateTime::min()});
}

TEST_F(PostgresqlTypes, WhatCannotBeReadIsADataErrorNamingTheColumn) {
    const auto refused = [&](const std::string& sql, auto get) {
        auto cursor = connection.execute("SELECT " + sql + " AS it", {});
        EXPECT_TRUE(cursor.next());
        const auto info = error_of<DataError>([&] { get(cursor.row()); });
        EXPECT_NE(info.message.find("it"), std::string::npos) << info.message;
        return info.message;
    };
    const auto decimal = [](ColumnReader& row) {
        Decimal out;
        row.decimal(0, -1, out);
    };
    const auto datetime = [](ColumnReader& row) {
        DateTime out;
        row.datetime(0, out);
    };
    const auto date = [](ColumnReader& row) {
        Date out;
        row.date(0, out);
    };
    const auto interval = [](ColumnReader& row) {
        Interval out;
        row.interval(0, out);
    };
    const auto integer = [](ColumnReader& row) {
        std::int64_t out = 0;
        row.integer(0, out);
    };
    const auto time = [](ColumnReader& row) {
        Time out;
        row.time(0, out);
    };
    const auto boolean = [](ColumnReader& row) {
        bool out = false;
        row.boolean(0, out);
    };
    EXPECT_NE(refused("'NaN'::numeric", decimal).find("NaN"), std::string::npos);
    EXPECT_NE(refused("'-Infinity'::numeric", decimal).find("-Infinity"), std::string::npos);
    EXPECT_NE(refused("repeat('9', 39)::numeric", decimal).find("38"), std::string::npos);
    EXPECT_NE(refused("timestamp 'infinity'", datetime).find("infinity"), std::string::npos);
    EXPECT_NE(refused("timestamptz '-infinity'", datetime).find("-infinity"), std::string::npos);
    EXPECT_NE(refused("timestamp '0001-12-31 BC'", datetime).find("BC"), std::string::npos);
    EXPECT_NE(refused("timestamp '10000-01-01'", datetime).find("9999"), std::string::npos);
    EXPECT_NE(refused("date 'infinity'", date).find("infinity"), std::string::npos);
    EXPECT_NE(refused("date '4713-01-01 BC'", date).find("BC"), std::string::npos);
    EXPECT_NE(refused("interval '1 month'", interval).find("months"), std::string::npos);
    refused("time '24:00'", time);
    refused("1.5::numeric", integer);
    refused("true", integer);
    refused("'x'::text", integer);
    refused("1.5::float8", boolean);
}

TEST_F(PostgresqlTypes, TenMegabytesGoBothWays) {
    const std::string text(10'000'000, 'x');
    EXPECT_EQ(there_and_back("text", Value{text}).as_text().size(), text.size());
    const auto bytes = bytes_from(text);
    EXPECT_EQ(there_and_back("bytea", Value{bytes}), Value{bytes});
}

TEST_F(PostgresqlTypes, TextFormSaysTheSameAsBinary) {
    const std::string columns =
        "true, 7::int2, -7::int8, 1.5::float8, 12.50::numeric, 'it''s'::text, '\\x00ff'::bytea, "
        "'00112233-4455-6677-8899-aabbccddeeff'::uuid, date "
        "'2026-11-22', timestamp '2026-11-22 10:15:00.000001', timestamptz '2026-11-22 10:15:00.5+05:30', time '10:15:00.25', interval '-2 "
        "days 03:00', "
        "'{\"a\": 1}'::jsonb, NULL::int";
    auto binary = connection.execute("SELECT " + columns, {});
    auto text = connection.execute("SELECT " + columns + ", '10.0.0.1'::inet", {});
    ASSERT_TRUE(binary.next());
    ASSERT_TRUE(text.next());
    for (int i = 0; i < binary.column_count(); ++i)
        EXPECT_EQ(text.row().value(i), binary.row().value(i)) << i;
}
