#include <retort/core/json.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <optional>
#include <sstream>

namespace {

using retort::ArgumentError, retort::Json, retort::JsonError, retort::JsonKind;

TEST(JsonBraces, PairsMakeAnObject) {
    const auto json = Json{{"suit_color", "red"}, {"humor_level", 10}};

    EXPECT_EQ(json.dump(), R"({"suit_color": "red", "humor_level": 10})");
    EXPECT_EQ((Json{{"a", "b"}}).dump(), R"({"a": "b"})");
    EXPECT_EQ((Json{{"a", nullptr}, {"b", true}, {"c", 1.5}, {"d", {}}}).dump(), R"({"a": null, "b": true, "c": 1.5, "d": null})");
    EXPECT_EQ((Json{{"team", {{"name", "Avengers"}, {"size", 3}}}}).dump(), R"({"team": {"name": "Avengers", "size": 3}})");
}

TEST(JsonBraces, OtherListsMakeAnArray) {
    EXPECT_EQ((Json{1, "two", 3.0, nullptr, false}).dump(), R"([1, "two", 3.0, null, false])");
    EXPECT_EQ((Json{"a", "b"}).dump(), R"(["a", "b"])");
    EXPECT_EQ((Json{{1, 2}, {3, 4}}).dump(), "[[1, 2], [3, 4]]");
    EXPECT_EQ((Json{{"tags", {"fly"}}}).dump(), R"({"tags": ["fly"]})");
    EXPECT_EQ((Json::array({{"a", "b"}})).dump(), R"([["a", "b"]])");
    EXPECT_EQ(Json::array({}).dump(), "[]");
    EXPECT_EQ(Json::array().dump(), "[]");
    EXPECT_EQ(Json::object().dump(), "{}");
    EXPECT_THROW(static_cast<void>(Json::object({{"a", 1}, {2}})), ArgumentError);
}

TEST(JsonBraces, OneValueInBracesIsCopiedNotWrapped) {
    const Json pair = Json::array({"a", "b"});

    EXPECT_EQ(Json{pair}, pair);
    EXPECT_EQ((Json{pair, pair}).dump(), R"([["a", "b"], ["a", "b"]])");  // values are no pairs in braces
    EXPECT_EQ(Json{"text"}.dump(), R"("text")");
    EXPECT_EQ(Json{5}.dump(), "5");
    EXPECT_TRUE(Json{}.is_null());
}

TEST(JsonBraces, TheLastOfEqualKeysCountsAtTheFirstPlace) {
    EXPECT_EQ((Json{{"a", 1}, {"b", 2}, {"a", 3}}).dump(), R"({"a": 3, "b": 2})");
}

TEST(Json, IsMadeOfEachCppType) {
    EXPECT_EQ(Json{true}.kind(), JsonKind::boolean);
    EXPECT_EQ(Json(std::int8_t{-3}).as_int64(), -3);
    EXPECT_EQ(Json(INT64_MIN).dump(), "-9223372036854775808");
    EXPECT_EQ(Json(UINT64_MAX).dump(), "18446744073709551615");
    EXPECT_EQ(Json(UINT64_MAX).kind(), JsonKind::unsigned_integer);
    EXPECT_EQ(Json(std::uint64_t{7}).kind(), JsonKind::integer);
    EXPECT_EQ(Json(2.5F).as_double(), 2.5);
    EXPECT_EQ(Json(std::string{"s"}).as_string(), "s");
    EXPECT_EQ(Json(std::vector<std::string>{"healer", "teleporter"}).dump(), R"(["healer", "teleporter"])");
    EXPECT_EQ(Json(std::vector<Json>{1, "x"}).dump(), R"([1, "x"])");
    EXPECT_THROW(Json(std::nan("")), JsonError);
    EXPECT_THROW(Json(-HUGE_VAL), JsonError);
    static_assert(!std::is_constructible_v<Json, char> && !std::is_constructible_v<Json, void*>);
    const std::optional<Json> held = Json{{"a", 1}};
    EXPECT_EQ((*held)["a"].as_int64(), 1);
}

TEST(Json, NamesWhatWasWantedAndWhatIsThere) {
    try {
        static_cast<void>(Json{"ten"}.as_int64());
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "the JSON value is a string, wanted is an integer of 64 bits with a sign");
    }
    EXPECT_THROW(static_cast<void>(Json(3.0).as_int64()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json(UINT64_MAX).as_int64()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json(-1).as_uint64()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json(1).as_bool()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json(1).as_string()), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json(1).size()), ArgumentError);
    EXPECT_EQ(Json(3).as_double(), 3.0);
}

TEST(Json, MembersAreReachedChangedAndRemoved) {
    Json json;
    json["name"] = "Deadpond";
    json["powers"].push_back("healing");
    json["powers"].push_back(Json{{"level", 3}});
    json["deep"]["er"] = 1;

    EXPECT_EQ(json.dump(), R"({"name": "Deadpond", "powers": ["healing", {"level": 3}], "deep": {"er": 1}})");
    EXPECT_EQ(json["powers"][1]["level"], 3);
    EXPECT_EQ(json["powers"][0], "healing");
    json["powers"][0] = "regeneration";
    EXPECT_TRUE(json.erase("name"));
    EXPECT_FALSE(json.erase("name"));
    json["powers"].erase(1);
    EXPECT_EQ(json.dump(), R"({"powers": ["regeneration"], "deep": {"er": 1}})");
    json.set("powers", nullptr);
    EXPECT_TRUE(json.at("powers").is_null());
}

TEST(Json, ConstAccessMakesNothing) {
    const Json json{{"a", 1}};

    EXPECT_EQ(json["a"], 1);
    EXPECT_THROW(static_cast<void>(json["b"]), ArgumentError);
    EXPECT_THROW(static_cast<void>(json[0]), ArgumentError);
    EXPECT_THROW(static_cast<void>(Json{1, 2}.at(2)), ArgumentError);
    EXPECT_EQ(json.find("b"), nullptr);
    EXPECT_EQ(Json(1).find("b"), nullptr);
    ASSERT_NE(json.find("a"), nullptr);
    EXPECT_TRUE(json.contains("a"));
    EXPECT_EQ(json.size(), 1U);
    EXPECT_TRUE(Json{}.empty());
}

TEST(Json, ErasingKeepsTheOrderOfTheOthers) {
    auto json = Json::object();
    for (int number = 0; number < 40; ++number)
        json["k" + std::to_string(number)] = number;

    json.erase("k3");

    EXPECT_EQ(json.keys().at(3), "k4");
    EXPECT_EQ(json.keys().back(), "k39");
    EXPECT_EQ(json["k39"], 39);
}

TEST(Json, ArraysAndObjectsAreRanges) {
    Json numbers{1, 2, 3};
    for (auto& number : numbers)
        number = number.as_int64() * 10;
    std::string seen;
    for (const auto& number : std::as_const(numbers))
        seen += number.dump() + ' ';
    const Json object{{"b", 1}, {"a", 2}};
    for (const auto [key, value] : object.items())
        seen += std::string{key} + '=' + value.dump() + ' ';

    EXPECT_EQ(seen, "10 20 30 b=1 a=2 ");
    EXPECT_EQ(object.key_at(1), "a");
    EXPECT_EQ(object.value_at(1), 2);
    EXPECT_THROW(static_cast<void>(object.key_at(2)), ArgumentError);
    for (const auto& nothing : Json{})
        FAIL() << nothing;
    for (const auto& nothing : Json::array())
        FAIL() << nothing;
    EXPECT_THROW(static_cast<void>(object.begin()), ArgumentError);
    EXPECT_THROW(static_cast<void>(numbers.items()), ArgumentError);
}

TEST(Json, CopiesAreTheirOwnAndAPartMayReplaceTheWhole) {
    Json json{{"inner", {{"x", Json{1, 2, 3}}}}};
    const Json copy = json;

    json = json["inner"];
    json = std::move(json["x"]);

    EXPECT_EQ(json.dump(), "[1, 2, 3]");
    EXPECT_EQ(copy.dump(), R"({"inner": {"x": [1, 2, 3]}})");
    Json moved = std::move(json);
    EXPECT_TRUE(json.is_null());  // NOLINT: what a moved-from Json is, is promised
    Json other{"x"};
    swap(moved, other);
    EXPECT_EQ(moved, "x");
    EXPECT_EQ(other.size(), 3U);
    other = *&other;
    EXPECT_EQ(other.size(), 3U);
}

TEST(Json, EqualityAndHashIgnoreTheOrderOfMembersOnly) {
    const Json one{{"a", 1}, {"b", Json{1, 2}}};
    const Json two{{"b", Json{1, 2}}, {"a", 1}};

    EXPECT_EQ(one, two);
    EXPECT_EQ(one.hash(), two.hash());
    EXPECT_NE((Json{1, 2}), (Json{2, 1}));
    EXPECT_EQ(Json(0.0), Json(-0.0));
    EXPECT_EQ(Json(0.0).hash(), Json(-0.0).hash());
}

TEST(Json, DifferentValuesHashApart) {
    const Json values[] = {nullptr, false, true, 0, 1, 1.0, "", "1", Json::array(), Json::object(), Json{1, 2}, Json{2, 1},
        Json::array({Json{1, 2}}), Json{{"a", 1}}, Json{{"a", 2}}, Json{{"b", 1}}, Json{{"a", 1}, {"b", 2}}, Json{{"a", 2}, {"b", 1}},
        Json::array({1})};
    for (const auto& left : values) {
        for (const auto& right : values) {
            EXPECT_EQ(left == right, &left == &right) << left << ' ' << right;
            EXPECT_EQ(left.hash() == right.hash(), &left == &right) << left << ' ' << right;
        }
    }
}

TEST(Json, PrintsAsItDumps) {
    std::ostringstream out;
    out << Json{{"a", 1}};
    EXPECT_EQ(out.str(), R"({"a": 1})");
}

}  // namespace
