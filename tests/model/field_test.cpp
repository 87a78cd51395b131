#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

#include <retort/model.hpp>

namespace {

using namespace retort;
using namespace std::chrono_literals;

enum class Kind { red, green };

using Int = Field<int, indexed, ge<0>>;
using MaybeInt = Field<std::optional<int>, indexed>;
using Text = Field<std::string, max_length<10>>;
using MaybeText = Field<std::optional<std::string>, unique>;
using List = Field<std::vector<std::string>, not_null>;
using Enum = Field<Kind, indexed>;
using MaybeBool = Field<std::optional<bool>, indexed>;
using OtherMaybeBool = Field<std::optional<bool>, unique>;

int by_value(int value) {
    return value;
}
int by_const(const int& value) {
    return value;
}
int by_reference(int& value) {
    return ++value;
}
int by_rvalue(int&& value) {
    return value;
}
std::size_t view(std::string_view text) {
    return text.size();
}
std::string& lengthen(std::string& text) {
    return text += '!';
}
std::string take(std::string&& text) {
    return std::move(text);
}
int maybe(std::optional<int> value) {
    return value.value_or(-1);
}
int maybe_const(const std::optional<int>& value) {
    return value.value_or(-1);
}
void empty(std::optional<int>& value) {
    value.reset();
}
std::string take_maybe(std::optional<std::string>&& text) {
    return std::move(text).value_or("none");
}

TEST(Field, HoldsNothingButItsValue) {
    EXPECT_EQ(sizeof(Int), sizeof(int));
    EXPECT_EQ(sizeof(Text), sizeof(std::string));
    EXPECT_EQ(sizeof(MaybeText), sizeof(std::optional<std::string>));
    Int number = 3;
    EXPECT_EQ(static_cast<const void*>(&number.value_of()), static_cast<const void*>(&number));
    EXPECT_TRUE(std::is_nothrow_move_constructible_v<Text>);
    EXPECT_TRUE((std::is_same_v<field_value_t<const MaybeInt&>, std::optional<int>>));
    EXPECT_TRUE((std::is_same_v<field_value_t<std::string>, std::string>));
}

TEST(Field, IsMadeFromWhatItsTypeIsMadeFrom) {
    const Int number = 3;
    const Text text = "text";
    const Text view_text{std::string{"text"}};
    const MaybeText none;
    const MaybeText null = std::nullopt;
    const MaybeText some = "some";
    const List list = {"a", "b"};
    const Field<Uuid, primary_key> id = uuid4();
    const Field<Date, indexed> day = std::chrono::year{2026} / 11 / 22;
    const Field<DateTime, indexed> moment = std::chrono::sys_seconds{1s};
    const Field<Decimal, max_digits<5>> price = 3;
    const Field<std::int64_t, indexed> wide = 3;
    EXPECT_EQ(number, 3);
    EXPECT_EQ(text, "text");
    EXPECT_EQ(view_text, text);
    EXPECT_FALSE(none.has_value());
    EXPECT_FALSE(null.has_value());
    EXPECT_EQ(some.value(), "some");
    EXPECT_EQ(list.size(), 2U);
    EXPECT_NE(id, Uuid{});
    EXPECT_EQ(day.year(), std::chrono::year{2026});
    EXPECT_EQ(moment.time_since_epoch(), 1s);
    EXPECT_EQ(price, Decimal{3});
    EXPECT_EQ(wide, 3);
    EXPECT_FALSE((std::is_convertible_v<const char*, Int>));
    EXPECT_FALSE((std::is_convertible_v<int, Text>));
    EXPECT_FALSE((std::is_convertible_v<std::nullopt_t, Text>));
}

TEST(Field, TakesWhatItsTypeTakes) {
    Int number;
    number = 4;
    number = 'a';
    EXPECT_EQ(number, 97);
    Text text;
    text = "abc";
    text = std::string_view{"abcd"};
    text += 'e';
    EXPECT_EQ(text, "abcde");
    text = {};
    EXPECT_TRUE(text.empty());
    MaybeInt some;
    some = 3;
    EXPECT_EQ(some, 3);
    some = std::nullopt;
    EXPECT_FALSE(some);
    some = std::optional<int>{4};
    some = {};
    EXPECT_EQ(some, std::nullopt);
    List list;
    list = {"a", "b", "c"};
    EXPECT_EQ(list.size(), 3U);
    list = std::vector<std::string>{"x"};
    EXPECT_EQ(list.front(), "x");
    list = {};
    EXPECT_TRUE(list.empty());
}

TEST(Field, TakesFieldsOfOtherOptions) {
    const Int number = 5;
    const Field<int, primary_key> other = number;
    EXPECT_EQ(other, 5);
    MaybeInt some = number;
    EXPECT_EQ(some, 5);
    const Field<std::optional<int>, unique> again = some;
    EXPECT_EQ(again, 5);
    some = Field<int, unique>{6};
    EXPECT_EQ(some, 6);
    some = Field<std::optional<int>, unique>{};
    EXPECT_EQ(some, std::nullopt);
    Field<std::int64_t, indexed> wide;
    wide = number;
    EXPECT_EQ(wide, 5);
}

TEST(Field, AnOptionalBoolKeepsItsValueAndNotWhetherItHasOne) {
    const MaybeBool no = false;
    const OtherMaybeBool converted = no;
    const OtherMaybeBool direct{no};
    OtherMaybeBool assigned;
    assigned = no;
    const std::optional<bool> plain{no};
    const std::optional<bool> copied = no;
    EXPECT_EQ(converted, false);
    EXPECT_EQ(direct, false);
    EXPECT_EQ(assigned, false);
    EXPECT_EQ(plain, false);
    EXPECT_EQ(copied, false);
    const std::optional<bool> nothing{MaybeBool{}};
    EXPECT_EQ(nothing, std::nullopt);
    EXPECT_TRUE(MaybeBool{false}.has_value());
}

TEST(Field, ComparesScalars) {
    const Int three = 3;
    const Field<long, unique> four = 4;
    EXPECT_EQ(three, 3);
    EXPECT_EQ(3, three);
    EXPECT_NE(three, 4);
    EXPECT_TRUE(three < 4 && 4 > three && three <= 3 && 3 >= three && three > 2.5);
    EXPECT_TRUE(three < four && four > three && three != four && three <= four && !(three == four));
    const Enum green = Kind::green;
    EXPECT_EQ(green, Kind::green);
    EXPECT_EQ(Kind::green, green);
    EXPECT_NE(green, Kind::red);
    EXPECT_TRUE(Kind::red < green);
    EXPECT_EQ(green, (Field<Kind, unique>{Kind::green}));
}

TEST(Field, ComparesTexts) {
    const Text text = "b";
    const MaybeText some = "b";
    EXPECT_EQ(text, "b");
    EXPECT_EQ("b", text);
    EXPECT_EQ(text, std::string{"b"});
    EXPECT_EQ(std::string{"b"}, text);
    EXPECT_EQ(std::string_view{"b"}, std::string_view{text});
    EXPECT_EQ(text, (Field<std::string, unique>{"b"}));
    EXPECT_TRUE(text < "c" && "a" < text && text > std::string{"a"} && std::string{"c"} >= text);
    EXPECT_EQ(some, text);
    EXPECT_EQ(text, some);
    EXPECT_TRUE(some <= text);
}

TEST(Field, ComparesOptionals) {
    const MaybeInt none;
    const MaybeInt three = 3;
    const Field<std::optional<long>, unique> four = 4;
    EXPECT_EQ(three, 3);
    EXPECT_EQ(3, three);
    EXPECT_EQ(three, std::optional<int>{3});
    EXPECT_EQ(std::optional<int>{3}, three);
    EXPECT_EQ(std::optional<long>{3}, three);
    EXPECT_EQ(three, (Field<std::optional<int>, unique>{3}));
    EXPECT_EQ(three, Int{3});
    EXPECT_EQ(Int{3}, three);
    EXPECT_NE(three, none);
    EXPECT_NE(none, 0);
    EXPECT_EQ(none, std::nullopt);
    EXPECT_EQ(std::nullopt, none);
    EXPECT_NE(three, std::nullopt);
    EXPECT_EQ(none, std::optional<int>{});
    EXPECT_EQ(std::optional<int>{}, none);
    EXPECT_EQ(none, (Field<std::optional<int>, unique>{}));
    EXPECT_TRUE(none < three && three < four && four > three && three <= 3 && 2 < three && three > 2);
    EXPECT_TRUE(none < std::optional<int>{0} && std::optional<int>{4} > three && std::optional<int>{} < three);
    const Field<std::optional<Uuid>, indexed> no_id;
    const Field<Uuid, primary_key> id = uuid4();
    EXPECT_NE(no_id, id);
    EXPECT_EQ((Field<std::optional<Uuid>, indexed>{id}), id);
    const MaybeText text = "x";
    EXPECT_EQ(text, "x");
    EXPECT_EQ("x", text);
    EXPECT_NE(text, std::string{"y"});
    EXPECT_TRUE(text < "y" && "w" < text);
    const Field<std::optional<std::vector<int>>, indexed> list = std::vector<int>{1};
    EXPECT_EQ(list, std::vector<int>{1});
    const Field<std::optional<Json>, indexed> json = Json{{"a", 1}};
    EXPECT_EQ(json, (Json{{"a", 1}}));
    EXPECT_TRUE(json.has_value());
}

TEST(Field, CalculatesWithScalars) {
    Int number = 3;
    ++number;
    number++;
    --number;
    number += 10;
    number -= 1;
    number *= 2;
    number /= 2;
    number %= 10;
    EXPECT_EQ(number, 3);
    EXPECT_EQ(number + 1, 4);
    EXPECT_EQ(1 + number, 4);
    EXPECT_EQ(number + number, 6);
    EXPECT_EQ(-number, -3);
    EXPECT_EQ(number * 2.5, 7.5);
    EXPECT_EQ(number << 1, 6);
    EXPECT_EQ(number & 1, 1);
    const int array[] = {0, 1, 2, 33};
    EXPECT_EQ(array[number], 33);
    Field<bool, indexed> flag = true;
    EXPECT_TRUE(flag && !(!flag));
    flag = !flag;
    EXPECT_FALSE(flag);
    Field<Interval, indexed> length = 3s;
    length += 1s;
    EXPECT_EQ(length + 1s, 5s);
    Field<Decimal, indexed> price = Decimal{"1.10"};
    EXPECT_EQ(price + Decimal{1}, Decimal{"2.10"});
    Text text = "a";
    EXPECT_EQ(text + "b", "ab");
    EXPECT_EQ("b" + text, "ba");
    EXPECT_EQ(text + text, "aa");
}

TEST(Field, SwitchesOverAnEnum) {
    Enum kind = Kind::green;
    switch (kind) {
    case Kind::red: FAIL(); break;
    case Kind::green: break;
    }
    const Int number = 2;
    switch (number) {
    case 2: break;
    default: FAIL();
    }
}

TEST(Field, GoesThroughStreams) {
    std::stringstream stream;
    const Text text = "text";
    const Int number = 3;
    const Field<double, indexed> ratio = 1.5;
    const Field<Uuid, primary_key> id;
    stream << text << ' ' << number << ' ' << ratio << ' ' << id;
    EXPECT_EQ(stream.str(), "text 3 1.5 00000000-0000-0000-0000-000000000000");
    Text word;
    Int read;
    stream >> word >> read;
    EXPECT_EQ(word, "text");
    EXPECT_EQ(read, 3);
}

TEST(Field, HasTheMembersOfItsType) {
    Text text = "text";
    EXPECT_EQ(text.size(), 4U);
    EXPECT_EQ(text[0], 't');
    EXPECT_EQ(text.substr(1, 2), "ex");
    EXPECT_TRUE(text.starts_with("te"));
    text.append("s").push_back('!');
    EXPECT_EQ(text, "texts!");
    MaybeText some = "x";
    EXPECT_EQ(some->size(), 1U);
    some->push_back('y');
    EXPECT_EQ(*some, "xy");
    EXPECT_EQ(some.value_or("z"), "xy");
    some.emplace(3, 'a');
    EXPECT_EQ(some, "aaa");
    std::optional<std::string> other = "b";
    some.swap(other);
    EXPECT_EQ(some, "b");
    EXPECT_EQ(other, "aaa");
    some.reset();
    EXPECT_EQ(some.value_or("z"), "z");
    EXPECT_THROW((void)some.value(), std::bad_optional_access);
    if (some) {
        FAIL();
    }
    const Field<Date, indexed> day = std::chrono::year{2026} / 11 / 22;
    EXPECT_EQ(day.month(), std::chrono::November);
}

TEST(Field, IsARangeWhereItsTypeIs) {
    List list = {"a", "b"};
    std::string all;
    for (const std::string& one : list) {
        all += one;
    }
    for (std::string& one : list) {
        one += '!';
    }
    EXPECT_EQ(all, "ab");
    EXPECT_EQ(list.back(), "b!");
    const Field<std::map<std::string, int>, indexed> map = std::map<std::string, int>{{"a", 1}};
    for (const auto& [key, value] : map) {
        EXPECT_EQ(key, "a");
        EXPECT_EQ(value, 1);
    }
}

struct Point {
    int x = 0;
    int y = 0;
};

TEST(Field, CanBeTakenApartWhereItsTypeCan) {
    const Field<Point, indexed> point = Point{1, 2};
    const auto& [x, y] = point;
    EXPECT_EQ(x + y, 3);
    const Field<std::pair<int, std::string>, indexed> pair = std::pair{1, std::string{"a"}};
    const auto [number, text] = pair;
    EXPECT_EQ(number, 1);
    EXPECT_EQ(text, "a");
}

TEST(Field, GoesWhereItsTypeGoes) {
    Int number = 3;
    EXPECT_EQ(by_value(number), 3);
    EXPECT_EQ(by_const(number), 3);
    EXPECT_EQ(by_reference(number), 4);
    EXPECT_EQ(number, 4);
    EXPECT_EQ(by_rvalue(std::move(number).value_of()), 4);
    EXPECT_EQ(maybe(number), 4);
    EXPECT_EQ(maybe_const(number), 4);
    EXPECT_EQ(std::to_string(number), "4");
    MaybeInt some = 3;
    EXPECT_EQ(maybe(some), 3);
    EXPECT_EQ(maybe_const(some), 3);
    empty(some);
    EXPECT_EQ(maybe(some), -1);
    Text text = "text";
    EXPECT_EQ(view(text), 4U);
    EXPECT_EQ(lengthen(text), "text!");
    EXPECT_EQ(take(std::move(text)), "text!");
    std::vector<std::string> texts{Text{"a"}};
    texts.push_back(Text{"b"});
    EXPECT_EQ(texts.back(), "b");
    const std::string copy = Text{"c"};
    const int number_copy = number;
    const std::optional<std::string> optional_copy = MaybeText{"d"};
    const std::optional<int> from_plain = number;
    EXPECT_EQ(copy + *optional_copy, "cd");
    EXPECT_EQ(number_copy, from_plain);
}

TEST(Field, MovesItsValueOut) {
    const std::string long_text(100, 'x');
    Text text = long_text;
    const char* data = text.data();
    const std::string moved = std::move(text);
    EXPECT_EQ(moved.data(), data);
    MaybeText some = long_text;
    data = some->data();
    const std::string out = take_maybe(std::move(some).value_of());
    EXPECT_EQ(out.data(), data);
    some = long_text;
    std::vector<std::optional<std::string>> all;
    all.push_back(std::move(some));
    EXPECT_EQ(all.front(), long_text);
    MaybeText first = long_text;
    data = first->data();
    Field<std::optional<std::string>, indexed> second = std::move(first);
    EXPECT_EQ(second->data(), data);
    const std::optional<std::string> last = std::move(second).value_of();
    EXPECT_EQ(last->data(), data);
    const std::optional<std::string> copy{MaybeText{"copy"}};
    EXPECT_EQ(copy, "copy");
    Text third = long_text;
    data = third.data();
    MaybeText fourth;
    fourth = std::move(third);
    EXPECT_EQ(fourth->data(), data);
}

TEST(Field, StandsInConditionals) {
    const Text text = "text";
    const Int number = 3;
    const MaybeInt some = 3;
    const bool yes = text == "text";
    EXPECT_EQ((yes ? text : Text{"other"}), "text");
    Text changeable = text;
    EXPECT_EQ((yes ? changeable : std::string{"other"}), "text");
    EXPECT_EQ((yes ? std::string_view{text} : "other"), "text");
    EXPECT_EQ((yes ? number.value_of() : 0), 3);
    EXPECT_EQ((yes ? number + 0 : 0), 3);
    EXPECT_EQ((yes ? some : std::nullopt), 3);
    EXPECT_EQ((yes ? *some : 0), 3);
}

TEST(Field, IsAKeyOfContainers) {
    const Field<Uuid, primary_key> id = uuid4();
    std::map<Uuid, int> by_id{{id, 1}};
    EXPECT_EQ(by_id.at(id), 1);
    EXPECT_EQ(by_id[id.value_of()], 1);
    const std::set<Text> texts{"b", "a", "b"};
    EXPECT_EQ(*texts.begin(), "a");
    const std::unordered_set<Text> hashed{"b", "a", "b"};
    EXPECT_EQ(hashed.size(), 2U);
    EXPECT_TRUE(hashed.contains("a"));
    EXPECT_EQ(std::hash<Int>{}(3), std::hash<int>{}(3));
    EXPECT_EQ(std::hash<MaybeInt>{}(std::nullopt), std::hash<std::optional<int>>{}(std::nullopt));
}

TEST(Field, SortsAndSwaps) {
    std::vector<Int> numbers{3, 1, 2};
    std::sort(numbers.begin(), numbers.end());
    EXPECT_EQ(numbers, (std::vector<Int>{1, 2, 3}));
    using std::swap;
    swap(numbers[0], numbers[1]);
    EXPECT_EQ(numbers[0], 2);
    std::vector<MaybeInt> optionals{3, std::nullopt, 2};
    std::sort(optionals.begin(), optionals.end());
    EXPECT_EQ(optionals[0], std::nullopt);
}

TEST(Field, BecomesAValue) {
    const Int number = 3;
    const Value copied = number;
    EXPECT_EQ(copied, Value{3});
    EXPECT_EQ(Value{number}, Value{3});
    EXPECT_EQ(Value(number), Value{3});
    EXPECT_EQ(Value{Field<bool>{true}}, Value{true});
    EXPECT_EQ(Value{Field<double>{1.5}}, Value{1.5});
    EXPECT_EQ(Value{Text{"a"}}, Value{"a"});
    EXPECT_EQ(Value{MaybeInt{3}}, Value{3});
    EXPECT_EQ(Value{MaybeInt{}}, Value{});
    EXPECT_EQ(Value{MaybeText{"a"}}, Value{"a"});
    EXPECT_EQ(Value{MaybeBool{false}}, Value{false});
    const Field<Uuid, primary_key> id = uuid4();
    EXPECT_EQ(Value{id}, Value{id.value_of()});
    EXPECT_EQ((Value{Field<Json>{Json{{"a", 1}}}}), (Value{Json{{"a", 1}}}));
    EXPECT_EQ(Value{Field<DateTime>{DateTime{1s}}}, Value{DateTime{1s}});
    const std::vector<std::pair<std::string, Value>> parameters{{"number", number}, {"text", Text{"a"}}, {"none", MaybeInt{}}};
    EXPECT_EQ(parameters[0].second, Value{3});
    EXPECT_EQ(parameters[2].second, Value{});
    EXPECT_FALSE((std::is_constructible_v<Value, Enum>)) << "only its ValueOps know how an enum is stored";
}

TEST(Field, BecomesJson) {
    const Int number = 3;
    const Json copied = number;
    EXPECT_EQ(copied, Json(3));
    EXPECT_EQ(Json{number}, Json(3));
    EXPECT_EQ(Json(Field<bool>{true}), Json(true));
    EXPECT_EQ(Json(Text{"a"}), Json("a"));
    EXPECT_EQ(Json{Text{"a"}}, Json("a"));
    EXPECT_EQ(Json(List{"a", "b"}), (Json{"a", "b"}));
    EXPECT_EQ((Json{{"number", number}, {"text", Text{"a"}}}).dump(), R"({"number": 3, "text": "a"})");
    EXPECT_EQ((Json{number, 4}).dump(), "[3, 4]");
    const Field<Json, indexed> json = Json{{"a", 1}};
    EXPECT_EQ(Json{json}, (Json{{"a", 1}}));
    EXPECT_EQ(Json(json), (Json{{"a", 1}}));
    EXPECT_EQ(json["a"].as_int64(), 1);
}

struct Shared {
    int id = 1;
    Text name = "shared";
};
struct Whole {
    Embedded<Shared> base = {};
    Embedded<Point> point = {};
};

TEST(Embedded, IsItsPart) {
    Whole whole{.base = Shared{.id = 2, .name = "two"}};
    EXPECT_EQ(whole.base.id, 2);
    whole.base.name = "three";
    const Shared part = whole.base;
    EXPECT_EQ(part.name, "three");
    whole.base = Shared{};
    EXPECT_EQ(whole.base.name, "shared");
    const Whole braced{.base = {{.id = 5}}, .point = {{1, 2}}};
    EXPECT_EQ(braced.base.id, 5);
    EXPECT_EQ(braced.base.name, "shared");
    EXPECT_EQ(braced.point.y, 2);
}

}  // namespace
