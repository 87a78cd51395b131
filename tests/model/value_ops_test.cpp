#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include <retort/model.hpp>
#include <tests/model/values.hpp>

#include "fake_cells.hpp"

namespace {

using namespace retort;
using namespace model_test;
using namespace std::chrono_literals;
using model_test::FakeReader, model_test::FakeWriter;

enum class Kind { red, green = 7, blue = -3 };

struct Address {
    std::string street = "";
    std::optional<int> number = {};
};
bool operator==(const Address& left, const Address& right) {
    return left.street == right.street && left.number == right.number;
}

struct Company {
    std::string name = "";
    Address seat = {};
    std::vector<Address> branches = {};
    std::map<std::string, std::vector<int>> figures = {};
    std::optional<Kind> kind = {};
};
bool operator==(const Company& left, const Company& right) {
    return left.name == right.name && left.seat == right.seat && left.branches == right.branches && left.figures == right.figures &&
           left.kind == right.kind;
}

struct Tree {
    std::string name = "";
    std::vector<Tree> children = {};
};

Date day(int year, int month, int number) {
    return std::chrono::year{year} / month / number;
}

template <class T>
Value bound(const T& value) {
    FakeWriter writer;
    value_ops<T>().bind(&value, writer, 0);
    return writer.written.at(0);
}

template <class T>
T read(const Value& cell) {
    FakeReader reader{{{0, cell}}};
    T out{};
    EXPECT_TRUE(value_ops<T>().read(&out, reader, 0, -1)) << "NULL";
    return out;
}

template <class T>
std::uint64_t hash_of(const T& value) {
    return value_ops<T>().hash(&value);
}

// Not EXPECT_EQ in what is instantiated a hundred times: GoogleTest's printers of containers made this the slowest file of all to compile.
void expect(bool holds, std::string_view what, const std::string& value) {
    EXPECT_TRUE(holds) << what << ": " << value;
}

// Each way out of a value and back gives the same value: parameters and cells, Values, JSON, assignment.
template <class T>
void expect_round_trips(const T& value) {
    const std::string shown = repr_of(value);
    const ValueOps& ops = value_ops<T>();
    if (!ops.is_null(&value)) expect(read<T>(bound(value)) == value, "as a parameter and a cell", shown);
    T other{};
    ops.from_value(&other, ops.to_value(&value));
    expect(other == value, "as a Value", shown);
    expect(from_json<T>(json_of(value)) == value, "as JSON", shown);
    T assigned{};
    ops.assign(&assigned, &value);
    expect(assigned == value, "assigned", shown);
    expect(hash_of(assigned) == hash_of(value), "hashed", shown);
}

template <class T>
void expect_apart(const T& one, const T& two) {
    expect(hash_of(one) != hash_of(two), "hashed as another", repr_of(one) + " and " + repr_of(two));
}

template <class T>
void expect_all_ways(const T& one, const T& two) {
    expect_round_trips(one);
    expect_round_trips(two);
    expect_round_trips(std::optional<T>{one});
    expect_round_trips(std::optional<T>{});
    if constexpr (!std::is_same_v<T, bool>) {
        expect_round_trips(std::vector<T>{one, two, one});
        expect_apart(std::vector<T>{one, two}, std::vector<T>{two, one});
        expect_apart(std::vector<T>{one}, std::vector<T>{one, one});
    }
    expect_apart(one, two);
    expect_apart(std::optional<T>{one}, std::optional<T>{});
}

// What containers do is code of the library, for which elements of a few kinds stand; each type in each container took half a minute to compile.
template <class T>
void expect_within_others(const T& one, const T& two) {
    expect_round_trips(std::map<std::string, T>{{"one", one}, {"two", two}});
    expect_round_trips(std::vector<std::optional<T>>{one, std::nullopt});
    expect_apart(std::map<std::string, T>{{"a", one}}, std::map<std::string, T>{{"b", one}});
    expect_apart(std::map<std::string, T>{{"a", one}, {"b", two}}, std::map<std::string, T>{{"a", two}, {"b", one}});
}

TEST(ValueOps, CarryEveryBuiltInType) {
    expect_all_ways<bool>(true, false);
    expect_all_ways<short>(-3, 3);
    expect_all_ways<unsigned short>(1, 65535);
    expect_all_ways<int>(std::numeric_limits<int>::min(), 3);
    expect_all_ways<unsigned>(0, std::numeric_limits<unsigned>::max());
    expect_all_ways<long>(-1, 1);
    expect_all_ways<long long>(std::numeric_limits<long long>::min(), std::numeric_limits<long long>::max());
    expect_all_ways<unsigned long>(0, 1);
    expect_all_ways<float>(1.5F, -0.25F);
    expect_all_ways<double>(0.1, -1e300);
    expect_all_ways<std::string>("", "it's \"ünïcode\" \n\t");
    expect_all_ways<Bytes>(Bytes{}, Bytes{std::byte{0}, std::byte{255}});
    expect_all_ways<Uuid>(Uuid{}, Uuid::parse("6f1b0c9a-0a0b-4c0d-8e0f-101112131415"));
    expect_all_ways<Decimal>(Decimal{"1.10"}, Decimal{-3});
    expect_all_ways<Date>(day(2026, 11, 22), day(1, 1, 1));
    expect_all_ways<DateTime>(DateTime{1'700'000'000s + 1us}, DateTime{-1s});
    expect_all_ways<Time>(Time{10, 15, 0, 1}, Time{});
    expect_all_ways<Interval>(3s + 1us, -1h);
    expect_all_ways<Json>(Json{{"a", {1, nullptr, "x"}}}, Json{1.5});
    expect_all_ways<std::vector<std::string>>({"a", ""}, {});
    expect_within_others<bool>(true, false);
    expect_within_others<long>(-1, 1);
    expect_within_others<std::string>("", "it's");
    expect_within_others<Decimal>(Decimal{"1.10"}, Decimal{-3});
    expect_within_others<DateTime>(DateTime{1'700'000'000s + 1us}, DateTime{-1s});
    expect_within_others<Json>(Json{{"a", {1, nullptr, "x"}}}, Json{1.5});
    expect_within_others<std::vector<std::string>>({"a", ""}, {});
}

TEST(ValueOps, CarryTypesOfTheProgram) {
    expect_all_ways<Kind>(Kind::green, Kind::blue);
    expect_all_ways<Address>({"Main St", 3}, {"Main St", std::nullopt});
    expect_all_ways<Company>({"A", {"S", 1}, {{"T", 2}, {"U", {}}}, {{"x", {1, 2}}, {"y", {}}}, Kind::blue}, {});
    expect_all_ways<std::vector<std::vector<int>>>({{1, 2}, {}}, {{1}, {2}});
    expect_all_ways<std::vector<Json>>({Json{1}}, {Json{"1"}});
    expect_all_ways<std::map<std::string, std::map<std::string, Address>>>({{"a", {{"b", {"S", 1}}}}}, {{"a", {}}});
    const std::unordered_map<std::string, int> map{{"a", 1}, {"b", 2}, {"c", 3}};
    expect_round_trips(map);
    EXPECT_EQ(hash_of(map), hash_of(std::unordered_map<std::string, int>{{"c", 3}, {"b", 2}, {"a", 1}}));
}

TEST(ValueOps, CarryTypesThatHoldThemselves) {
    const Tree tree{"root", {{"left", {{"leaf", {}}}}, {"right", {}}}};
    const Tree back = from_json<Tree>(json_of(tree));
    EXPECT_EQ(repr_of(back), repr_of(tree));
    EXPECT_EQ(json_of(tree), R"({"name": "root", "children": [{"name": "left", "children": [{"name": "leaf", "children": []}]}, )"
                             R"({"name": "right", "children": []}]})");
}

TEST(ValueOps, WriteEachTypeAsItsColumnWantsIt) {
    EXPECT_EQ(bound(true), Value{true});
    EXPECT_EQ(bound(3U), Value{3});
    EXPECT_EQ(bound(1.5F), Value{1.5});
    EXPECT_EQ(bound(std::string{"a"}), Value{"a"});
    EXPECT_EQ(bound(Kind::green), Value{"green"});
    EXPECT_EQ(bound(std::optional<Kind>{}), Value{});
    EXPECT_EQ(bound(std::optional<int>{}), Value{});
    EXPECT_EQ(bound(std::vector<int>{1, 2}), Value::from_json_text("[1, 2]"));
    EXPECT_EQ(bound(std::vector<std::string>{"a", "é"}), Value::from_json_text("[\"a\", \"\\u00e9\"]"));
    EXPECT_EQ(bound(std::optional<std::vector<int>>{}), Value{});
    EXPECT_EQ(bound(Address{"S", {}}), Value::from_json_text("{\"street\": \"S\", \"number\": null}"));
    EXPECT_EQ(bound(Json{}), Value::from_json_text("null"));
    EXPECT_EQ(bound(std::optional<Json>{}), Value{});
    EXPECT_EQ(bound(std::optional<Json>{Json{}}), Value::from_json_text("null"));
}

TEST(ValueOps, ReadNullIntoAnOptionalOnly) {
    FakeReader reader{{{0, Value{}}}};
    std::optional<int> some = 3;
    EXPECT_FALSE(value_ops<std::optional<int>>().read(&some, reader, 0, -1));
    EXPECT_EQ(some, std::nullopt);
    std::optional<std::vector<Address>> list = std::vector<Address>{{}};
    EXPECT_FALSE(value_ops<std::optional<std::vector<Address>>>().read(&list, reader, 0, -1));
    EXPECT_EQ(list, std::nullopt);
    int plain = 3;
    EXPECT_FALSE(value_ops<int>().read(&plain, reader, 0, -1));
    EXPECT_EQ(plain, 3);
}

TEST(ValueOps, ReadTheJsonTextNullAsNothing) {
    FakeReader reader{{{0, Value::from_json_text("null")}}};
    std::optional<Json> json = Json{1};
    EXPECT_FALSE(value_ops<std::optional<Json>>().read(&json, reader, 0, -1));
    EXPECT_EQ(json, std::nullopt);
    std::optional<std::vector<std::string>> list = std::vector<std::string>{"a"};
    EXPECT_FALSE(value_ops<std::optional<std::vector<std::string>>>().read(&list, reader, 0, -1));
    EXPECT_EQ(list, std::nullopt);
    std::optional<std::vector<int>> numbers = std::vector<int>{1};
    EXPECT_FALSE(value_ops<std::optional<std::vector<int>>>().read(&numbers, reader, 0, -1));
    EXPECT_EQ(numbers, std::nullopt);
    EXPECT_EQ(read<Json>(Value::from_json_text("null")), Json{});
}

template <class T>
std::string read_error(const Value& cell) {
    FakeReader reader{{{0, cell}}};
    T out{};
    try {
        value_ops<T>().read(&out, reader, 0, -1);
    } catch (const DataError& error) {
        return error.message();
    }
    return "no error";
}

TEST(ValueOps, RefuseIntegersThatDoNotFit) {
    EXPECT_EQ(read_error<int>(Value{2147483648}), "column 'c0': the integer 2147483648 does not fit the C++ type int");
    EXPECT_EQ(read_error<std::optional<short>>(Value{-32769}), "column 'c0': the integer -32769 does not fit the C++ type short");
    EXPECT_EQ(read_error<unsigned>(Value{-1}), "column 'c0': the integer -1 does not fit the C++ type unsigned int");
    EXPECT_EQ(read_error<unsigned long>(Value{-1}), "column 'c0': the integer -1 does not fit the C++ type unsigned 64-bit int");
    const unsigned long long too_large = std::numeric_limits<unsigned long long>::max();
    EXPECT_THROW(bound(too_large), DataError);
    EXPECT_EQ(from_json<unsigned long long>(json_of(too_large)), too_large);
    EXPECT_THROW(from_json<int>("2147483648"), Error);
    EXPECT_THROW(from_json<unsigned>("-1"), Error);
    int number = 3;
    EXPECT_THROW(value_ops<int>().from_value(&number, Value{1LL << 40}), DataError);
    EXPECT_EQ(number, 3);
}

TEST(ValueOps, NameEnumeratorsThatAreUnknown) {
    EXPECT_EQ(read_error<Kind>(Value{"purple"}), "column 'c0': 'purple' is not an enumerator of 'Kind'");
    EXPECT_EQ(read_error<Kind>(Value{"Green"}), "column 'c0': 'Green' is not an enumerator of 'Kind'");
    const auto message = [](auto&& call) -> std::string {
        try {
            call();
        } catch (const DataError& error) {
            return error.message();
        }
        return "no error";
    };
    EXPECT_EQ(message([] { bound(static_cast<Kind>(99)); }), "the value 99 is not an enumerator of 'Kind' (blue, red, green)");
    EXPECT_EQ(
        read_error<std::vector<Kind>>(Value::from_json_text("[\"purple\"]")), "column 'c0': 0: Input should be 'blue', 'red' or 'green'");
    EXPECT_EQ(repr_of(static_cast<Kind>(99)), "<Kind.?: 99>");
}

TEST(ValueOps, NameThePlaceInADocumentThatDoesNotFit) {
    EXPECT_EQ(read_error<Address>(Value::from_json_text(R"({"street": 3})")), "column 'c0': street: Input should be a valid string");
    EXPECT_EQ(read_error<std::vector<int>>(Value::from_json_text("{}")), "column 'c0': Input should be a valid array");
    EXPECT_EQ(read_error<std::vector<std::string>>(Value::from_json_text("[1]")).substr(0, 12), "column 'c0':");
    EXPECT_EQ((read_error<std::map<std::string, int>>(Value::from_json_text("[]"))), "column 'c0': Input should be an object");
    EXPECT_EQ(read_error<Json>(Value::from_json_text("{")).substr(0, 12), "column 'c0':");
    EXPECT_THROW(from_json<Company>(R"({"seat": {"number": "x"}})"), ArgumentError);
    EXPECT_THROW(from_json<Date>("\"2026-13-01\""), ArgumentError);
    EXPECT_THROW(from_json<Date>("3"), ArgumentError);
    EXPECT_TRUE(from_json<bool>("1")) << "what pydantic converts is converted";
    EXPECT_THROW(from_json<bool>("2"), ArgumentError);
    EXPECT_THROW(from_json<std::vector<int>>("[null]"), ArgumentError);
}

TEST(ValueOps, LeaveMembersThatADocumentDoesNotHave) {
    Address address{"kept", 3};
    detail::value_from_json(value_ops<Address>(), &address, Json::parse(R"({"number": null, "unknown": 1})"));
    EXPECT_EQ(address, (Address{"kept", std::nullopt}));
}

TEST(ValueOps, TellApartWhatEqualsItself) {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    EXPECT_EQ(hash_of(nan), hash_of(nan));
    EXPECT_NE(hash_of(nan), hash_of(0.0));
    EXPECT_EQ(hash_of(Decimal{"1.10"}), hash_of(Decimal{"1.1"})) << "they are equal";
    EXPECT_EQ(hash_of(Json{{"a", 1}, {"b", 2}}), hash_of(Json{{"b", 2}, {"a", 1}})) << "they are equal";
    EXPECT_NE(hash_of(std::vector<std::string>{"ab", ""}), hash_of(std::vector<std::string>{"a", "b"}));
    EXPECT_NE(hash_of(Address{"", 3}), hash_of(Address{"3", {}}));
}

// The right sides are what /usr/bin/python3 prints for the same values.
TEST(ValueOps, ShowValuesAsPythonDoes) {
    EXPECT_EQ(repr_of(true), "True");
    EXPECT_EQ(repr_of(std::optional<int>{}), "None");
    EXPECT_EQ(repr_of(0.1), "0.1");
    EXPECT_EQ(repr_of(1e16), "1e+16");
    EXPECT_EQ(repr_of(100.0), "100.0");
    EXPECT_EQ(repr_of(std::string{"it's"}), "\"it's\"");
    EXPECT_EQ(repr_of(std::string{"é\n"}), "'é\\n'");
    EXPECT_EQ(repr_of(Bytes{std::byte{'a'}, std::byte{0}, std::byte{255}}), "b'a\\x00\\xff'");
    EXPECT_EQ(repr_of(Uuid{}), "UUID('00000000-0000-0000-0000-000000000000')");
    EXPECT_EQ(repr_of(Decimal{"1.10"}), "Decimal('1.10')");
    EXPECT_EQ(repr_of(day(2026, 11, 22)), "datetime.date(2026, 11, 22)");
    EXPECT_EQ(repr_of(DateTime{1'700'000'000s}), "datetime.datetime(2023, 11, 14, 22, 13, 20)");
    EXPECT_EQ(repr_of(DateTime{1us}), "datetime.datetime(1970, 1, 1, 0, 0, 0, 1)");
    EXPECT_EQ(repr_of(Time{10, 15}), "datetime.time(10, 15)");
    EXPECT_EQ(repr_of(Interval{90s}), "datetime.timedelta(seconds=90)");
    EXPECT_EQ(repr_of(Interval{-1s}), "datetime.timedelta(days=-1, seconds=86399)");
    EXPECT_EQ(repr_of(Kind::red), "<Kind.red: 0>");
    EXPECT_EQ(repr_of(std::vector<std::string>{"a", "b"}), "['a', 'b']");
    EXPECT_EQ(repr_of(std::vector<std::optional<double>>{1.0, std::nullopt}), "[1.0, None]");
    EXPECT_EQ((repr_of(std::map<std::string, bool>{{"a", true}, {"b", false}})), "{'a': True, 'b': False}");
    EXPECT_EQ(repr_of(Json::parse(R"({"a": [1, 2.0, null, true, "x"], "b": {}})")), "{'a': [1, 2.0, None, True, 'x'], 'b': {}}");
    EXPECT_EQ(repr_of(Address{"S", 1}), "Address(street='S', number=1)");
}

}  // namespace
