#include <retort/core/value.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <sstream>
#include <unordered_set>
#include <vector>

namespace {

using namespace retort;
using namespace std::chrono_literals;
using Kind = Value::Kind;

TEST(Value, KnowsItsKindFromTheCppType) {
    const std::pair<Value, Kind> cases[] = {
        {nullptr, Kind::null},
        {std::nullopt, Kind::null},
        {true, Kind::boolean},
        {3, Kind::integer},
        {std::uint8_t{3}, Kind::integer},
        {std::size_t{3}, Kind::integer},
        {1.5, Kind::real},
        {1.5F, Kind::real},
        {"text", Kind::text},
        {std::string{"text"}, Kind::text},
        {std::string_view{"text"}, Kind::text},
        {Bytes{}, Kind::bytes},
        {Uuid{}, Kind::uuid},
        {Decimal{3}, Kind::decimal},
        {std::chrono::year{2026} / 11 / 22, Kind::date},
        {std::chrono::sys_days{}, Kind::date},
        {DateTime{}, Kind::datetime},
        {std::chrono::sys_seconds{}, Kind::datetime},
        {Time{10, 15}, Kind::time},
        {Interval{1}, Kind::interval},
        {3s, Kind::interval},
        {Json{{"a", 1}}, Kind::json},
        {std::optional<int>{}, Kind::null},
        {std::optional<int>{3}, Kind::integer},
        {std::optional<std::string>{"x"}, Kind::text},
        {std::optional<Uuid>{}, Kind::null},
        {std::optional<Json>{Json{}}, Kind::json},
    };
    for (const auto& [value, kind] : cases)
        EXPECT_EQ(value.kind(), kind) << value;
}

enum class Color { red };
enum Plain { plain };

TEST(Value, IsNotMadeOfEnumsCharactersOrPointers) {
    static_assert(!std::is_constructible_v<Value, Color> && !std::is_constructible_v<Value, Plain>);
    static_assert(!std::is_constructible_v<Value, char> && !std::is_constructible_v<Value, void*>);
    static_assert(!std::is_constructible_v<Value, std::optional<Color>>);
    static_assert(std::is_nothrow_move_constructible_v<Value>);
}

template <class T>
struct Wrapped : T {
    using T::T;
    Wrapped(const T& value) : T{value} {}
};

TEST(Value, TakesClassesDerivedFromItsTypes) {
    EXPECT_EQ(Value{Wrapped<std::string>{"x"}}, Value{"x"});
    EXPECT_EQ(Value{Wrapped<Uuid>{Uuid{}}}, Value{Uuid{}});
    EXPECT_EQ(Value{Wrapped<Decimal>{Decimal{3}}}, Value{Decimal{3}});
    EXPECT_EQ(Value{Wrapped<std::optional<int>>{3}}, Value{3});
    EXPECT_EQ(Value(Wrapped<Json>{Json{1, 2}}), Value(Json{1, 2}));
}

TEST(Value, GivesBackWhatItWasMadeOf) {
    const auto now = *parse_datetime("2026-11-22 10:15:00.5");

    EXPECT_EQ(Value{INT64_MIN}.as_integer(), INT64_MIN);
    EXPECT_TRUE(Value{true}.as_boolean());
    EXPECT_EQ(Value{1.5}.as_real(), 1.5);
    EXPECT_EQ(Value{"a"}.as_text(), "a");
    EXPECT_EQ(as_text(Value{bytes_from("a\xff")}.as_bytes()), "a\xff");
    EXPECT_EQ(Value::from_bytes(bytes_from("ab")), Value{bytes_from("ab")});
    EXPECT_EQ(Value{Decimal{"1.10"}}.as_decimal().str(), "1.10");
    EXPECT_EQ(Value{now}.as_datetime(), now);
    EXPECT_EQ(Value{3s}.as_interval(), 3s);
    EXPECT_EQ((Value{Time{1, 2}}.as_time()), (Time{1, 2}));
    EXPECT_EQ(Value(Json{1, 2}).as_json_text(), "[1, 2]");
    EXPECT_EQ(Value::from_json_text("[1, 2]"), Value(Json{1, 2}));
}

TEST(Value, RefusesTheWrongKindAndNumbersBeyondTheDatabases) {
    try {
        static_cast<void>(Value{"3"}.as_integer());
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "the value is of the kind text, wanted is integer");
    }
    EXPECT_THROW(static_cast<void>(Value{}.as_text()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Value{1}.as_boolean()), ArgumentError);
    EXPECT_THROW(Value{UINT64_MAX}, DataError);
    EXPECT_EQ(Value{std::uint64_t{INT64_MAX}}.as_integer(), INT64_MAX);
}

TEST(Value, ReprIsPythons) {
    const std::pair<Value, std::string_view> cases[] = {
        {nullptr, "None"},
        {true, "True"},
        {false, "False"},
        {-3, "-3"},
        {1.5, "1.5"},
        {1e16, "1e+16"},
        {"it's", "\"it's\""},
        {bytes_from("\x01"
                    "a"),
            R"(b'\x01a')"},
        {Uuid::parse("c0ffee0012344abc8def0123456789ab"), "UUID('c0ffee00-1234-4abc-8def-0123456789ab')"},
        {Decimal{"1.10"}, "Decimal('1.10')"},
        {std::chrono::year{2026} / 11 / 22, "datetime.date(2026, 11, 22)"},
        {*parse_datetime("2026-11-22 10:15"), "datetime.datetime(2026, 11, 22, 10, 15)"},
        {Time{10, 15}, "datetime.time(10, 15)"},
        {24h + 3s, "datetime.timedelta(days=1, seconds=3)"},
        {Json{"a", "b"}, R"('["a", "b"]')"},
    };
    for (const auto& [value, text] : cases)
        EXPECT_EQ(value.repr(), text);
    std::ostringstream out;
    out << Value{"x"};
    EXPECT_EQ(out.str(), "'x'");
}

TEST(Value, KindsNeverEqualEachOther) {
    const std::vector<Value> values{nullptr, false, true, 0, 1, 0.0, 1.0, "", "1", Bytes{}, bytes_from("1"), Uuid{}, Decimal{}, Decimal{1},
        std::chrono::sys_days{}, DateTime{}, Time{}, Interval{}, Interval{1}, Value::from_json_text("1")};
    for (const auto& left : values) {
        for (const auto& right : values) {
            EXPECT_EQ(left == right, &left == &right) << left << ' ' << right;
            EXPECT_EQ(left.hash() == right.hash(), &left == &right) << left << ' ' << right;
        }
    }
}

TEST(Value, EqualValuesHashAlike) {
    EXPECT_EQ(Value{Decimal{"1.1"}}, Value{Decimal{"1.10"}});
    EXPECT_EQ(Value{Decimal{"1.1"}}.hash(), Value{Decimal{"1.10"}}.hash());
    EXPECT_EQ(Value{0.0}.hash(), Value{-0.0}.hash());
    EXPECT_NE(Value{std::nan("")}, Value{std::nan("")});
    std::unordered_set<Value> set{1, "1", 1, "1"};
    EXPECT_EQ(set.size(), 2U);
}

}  // namespace
