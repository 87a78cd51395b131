#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <retort/reflection/reflection.hpp>

namespace reflection = retort::reflection;

namespace enumerators_test {

enum class Colour { red, green, blue };
enum class Far { here = 0, there = 1000, beyond = 1003 };

}  // namespace enumerators_test

template <>
struct retort::reflection::EnumRange<enumerators_test::Far> {
    static constexpr int first = 0;
    static constexpr int last = 1003;
};

namespace {

using enumerators_test::Colour, enumerators_test::Far;

enum class Gaps { minus = -16, less = -3, none = 0, some = 5, last = 127 };
enum class Small : std::uint8_t { zero, one, most = 127 };
enum class Letter : char { comma = ',', open = '(', close = ')', brace = '}', digit = '7', a = 'a' };
enum class Truth : bool { no, yes };
enum class Signed8 : std::int8_t { least = -16, most = 127 };
enum class Wide : std::uint64_t { a = 1, b = 2 };
enum class Alias { first = 1, second = 1, third = 3 };
enum class Outside { inside = 127, outside = 128 };
enum class Odd { _under, UPPER, with2, größe, Odd };
enum Plain : int { plain_one = 1, plain_two };
enum class Empty {};

struct Owner {
    enum class Nested { in, out };
};
template <class T>
struct Generic {
    enum class State { on, off };
};

using Pairs = std::vector<std::pair<std::int64_t, std::string>>;

template <class E>
Pairs pairs() {
    Pairs out;
    for (const auto& entry : reflection::enumerators<E>().entries) {
        out.emplace_back(entry.value, entry.name);
    }
    return out;
}

TEST(ReflectionEnumerators, ListsNamesByValue) {
    EXPECT_EQ(pairs<Colour>(), (Pairs{{0, "red"}, {1, "green"}, {2, "blue"}}));
    EXPECT_EQ(reflection::enumerators<Colour>().type_name, "Colour");
}

TEST(ReflectionEnumerators, KnowsNegativeValuesAndGaps) {
    EXPECT_EQ(pairs<Gaps>(), (Pairs{{-16, "minus"}, {-3, "less"}, {0, "none"}, {5, "some"}, {127, "last"}}));
    EXPECT_EQ(pairs<Signed8>(), (Pairs{{-16, "least"}, {127, "most"}}));
}

TEST(ReflectionEnumerators, KnowsEveryUnderlyingType) {
    EXPECT_EQ(pairs<Small>(), (Pairs{{0, "zero"}, {1, "one"}, {127, "most"}}));
    EXPECT_EQ(pairs<Wide>(), (Pairs{{1, "a"}, {2, "b"}}));
    EXPECT_EQ(pairs<Letter>(), (Pairs{{'(', "open"}, {')', "close"}, {',', "comma"}, {'7', "digit"}, {'a', "a"}, {'}', "brace"}}));
    EXPECT_EQ(pairs<Truth>(), (Pairs{{0, "no"}, {1, "yes"}}));
}

TEST(ReflectionEnumerators, LooksWhereEnumRangeSays) {
    EXPECT_EQ(pairs<Far>(), (Pairs{{0, "here"}, {1000, "there"}, {1003, "beyond"}}));
    EXPECT_EQ(pairs<Outside>(), (Pairs{{127, "inside"}}));
}

TEST(ReflectionEnumerators, TakesTheFirstOfTwoNamesForOneValue) {
    EXPECT_EQ(pairs<Alias>(), (Pairs{{1, "first"}, {3, "third"}}));
}

TEST(ReflectionEnumerators, ReadsAllNamesThatTheLanguageHas) {
    EXPECT_EQ(pairs<Odd>(), (Pairs{{0, "_under"}, {1, "UPPER"}, {2, "with2"}, {3, "größe"}, {4, "Odd"}}));
}

TEST(ReflectionEnumerators, ReadsNestedLocalAndUnscopedEnums) {
    enum class Local { here, there };
    EXPECT_EQ(pairs<Local>(), (Pairs{{0, "here"}, {1, "there"}}));
    EXPECT_EQ(pairs<Owner::Nested>(), (Pairs{{0, "in"}, {1, "out"}}));
    // A mention of an enumerator: clang 14 knows the enumerators of a template's enum only once the program has named one.
    using State = Generic<std::pair<int, int>>::State;
    EXPECT_EQ(static_cast<int>(State::off), 1);
    EXPECT_EQ(pairs<State>(), (Pairs{{0, "on"}, {1, "off"}}));
    EXPECT_EQ(pairs<Plain>(), (Pairs{{1, "plain_one"}, {2, "plain_two"}}));
    EXPECT_TRUE(pairs<Empty>().empty());
}

TEST(ReflectionEnumerators, FindsByValueAndByName) {
    const auto& colours = reflection::enumerators<Colour>();
    EXPECT_EQ(colours.name_of(1), "green");
    EXPECT_EQ(colours.name_of(7), "");
    ASSERT_NE(colours.find("blue"), nullptr);
    EXPECT_EQ(colours.find("blue")->value, 2);
    EXPECT_EQ(colours.find("Blue"), nullptr);
    EXPECT_EQ(colours.find(""), nullptr);
}

}  // namespace
