// JSON as text: reading, and writing as Python's json module does.
#include <gtest/gtest.h>

#include <cmath>

#include <retort/core/json.hpp>

namespace {

using retort::Json, retort::JsonError, retort::JsonKind, retort::JsonWriter;

void parse(std::string_view text) {
    static_cast<void>(Json::parse(text));
}

TEST(JsonDump, IsPythonsDumps) {
    const Json json{{"a", Json{1, 2.0, nullptr, true}}, {"\xc3\xa9", "\x7f\xe2\x80\xa8\xf0\x9f\x98\x80\x01\"\\/\b\f\n\r\t"}};

    EXPECT_EQ(json.dump(), R"({"a": [1, 2.0, null, true], "\u00e9": "\u007f\u2028\ud83d\ude00\u0001\"\\/\b\f\n\r\t"})");
    EXPECT_EQ(json.dump({.ensure_ascii = false}),
        "{\"a\": [1, 2.0, null, true], \"\xc3\xa9\": \"\x7f\xe2\x80\xa8\xf0\x9f\x98\x80\\u0001\\\"\\\\/\\b\\f\\n\\r\\t\"}");
    EXPECT_EQ((Json{{"a", Json{1, 2}}, {"b", "\xc3\xa9"}}).dump_compact(), "{\"a\":[1,2],\"b\":\"\xc3\xa9\"}");
    EXPECT_EQ((Json{1e16, 1e-5, 0.1, -0.0, 1e15}).dump(), "[1e+16, 1e-05, 0.1, -0.0, 1000000000000000.0]");
}

TEST(JsonDump, IndentsAndSortsAsPythonDoes) {
    EXPECT_EQ(Json::array({Json::array(), Json::object(), Json::array({1, 2})}).dump({.indent = 2}),
        "[\n  [],\n  {},\n  [\n    1,\n    2\n  ]\n]");
    EXPECT_EQ((Json{{"b", 1}, {"a", Json{{"d", 1}, {"c", 2}}}}).dump({.indent = 2, .sort_keys = true}),
        "{\n  \"a\": {\n    \"c\": 2,\n    \"d\": 1\n  },\n  \"b\": 1\n}");
    EXPECT_EQ((Json{1, 2}).dump({.indent = 0}), "[\n1,\n2\n]");
    EXPECT_EQ((Json{{"b", 1}, {"a", 2}}).dump({.sort_keys = true}), R"({"a": 2, "b": 1})");
}

TEST(JsonDump, RefusesTextThatIsNotUtf8) {
    EXPECT_THROW(static_cast<void>(Json("caf\xe9").dump()), JsonError);
    EXPECT_THROW(static_cast<void>(Json("caf\xe9").dump({.ensure_ascii = false})), JsonError);
}

TEST(JsonParse, ReadsEachKind) {
    const auto json = Json::parse(
        " {\"a\" : [1, -2, 18446744073709551615, 1.5, 2e3, true, false, null], \"b\": {}, \"c\": \"x\\u00e9\\ud83d\\ude00\\n\\/\"}\n");

    EXPECT_EQ(json["a"][2].kind(), JsonKind::unsigned_integer);
    EXPECT_EQ(json["a"][4].kind(), JsonKind::real);
    EXPECT_EQ(json["c"].as_string(), "x\xc3\xa9\xf0\x9f\x98\x80\n/");
    EXPECT_EQ(
        json.dump(), R"({"a": [1, -2, 18446744073709551615, 1.5, 2000.0, true, false, null], "b": {}, "c": "x\u00e9\ud83d\ude00\n/"})");
    EXPECT_EQ(Json::parse("\"\\u0000\"").as_string().size(), 1U);
}

TEST(JsonParse, ReadsNumbersToTheLastBit) {
    for (const auto* text : {"0.1", "0.30000000000000004", "1.7976931348623157e+308", "5e-324", "2.2250738585072014e-308",
             "9007199254740993.0", "123456789.123456789", "7.2057594037927933e+16", "-1e-05"}) {
        EXPECT_EQ(Json::parse(text).as_double(), std::strtod(text, nullptr)) << text;
    }
    EXPECT_EQ(Json::parse("9223372036854775808").kind(), JsonKind::unsigned_integer);
    EXPECT_EQ(Json::parse("-9223372036854775809").as_double(), -9223372036854775808.0);
    EXPECT_EQ(Json::parse("123456789012345678901234567890").as_double(), 1.2345678901234568e+29);
    EXPECT_EQ(Json::parse("1e-999").as_double(), 0.0);
    EXPECT_TRUE(std::signbit(Json::parse("-1e-99999999999999999999").as_double()));
    EXPECT_EQ(Json::parse("0." + std::string(400, '0') + "1").as_double(), 0.0);
    EXPECT_EQ(Json::parse("0." + std::string(400, '0') + "1e401").as_double(), 1.0);
    EXPECT_THROW(parse("1e999"), JsonError);
    EXPECT_THROW(parse(std::string(400, '9')), JsonError);
    EXPECT_THROW(parse("1e99999999999999999999"), JsonError);
}

TEST(JsonParse, OfEqualKeysTheLastCountsAtTheFirstPlace) {
    EXPECT_EQ(Json::parse(R"({"a": 1, "b": 2, "a": 3})").dump(), R"({"a": 3, "b": 2})");
}

TEST(JsonParse, KeysWithEscapesSurviveTheirValues) {
    EXPECT_EQ(Json::parse(R"({"a\n": {"b\t": "c\\"}})").dump(), R"({"a\n": {"b\t": "c\\"}})");
}

TEST(JsonParse, SaysWhereAndWhy) {
    try {
        parse("{\n  \"a\": 1,\n  \"b\" 2\n}");
        FAIL();
    } catch (const JsonError& error) {
        EXPECT_STREQ(error.what(), "not JSON: a colon was expected (line 3, column 7)");
        EXPECT_EQ(error.position(), 18U);
    }
}

TEST(JsonParse, RefusesWhatIsNotJson) {
    const std::pair<std::string, std::string_view> cases[] = {
        {"", "a value was expected, the text ends"},
        {"  ", "the text ends"},
        {"[1,]", "a value was expected"},
        {"[1 2]", "a comma"},
        {"{\"a\":1,}", "a key"},
        {"{a:1}", "a key"},
        {"{\"a\"}", "a colon"},
        {"[1", "a comma or the end"},
        {"\"abc", "does not end"},
        {"\"abc\\", "does not end"},
        {"\"a\nb\"", "a control character"},
        {"\"\\x41\"", "an unknown escape"},
        {"\"\\u12g4\"", "four hexadecimal"},
        {"\"\\u12", "four hexadecimal"},
        {"\"\\ud83d\"", "surrogate"},
        {"\"\\ud83d\\u0041\"", "surrogate"},
        {"\"\\ude00\"", "surrogate"},
        {"01", "begin with 0"},
        {"-", "a digit"},
        {"1.", "a digit"},
        {".5", "a value"},
        {"1e", "a digit"},
        {"+1", "a value"},
        {"NaN", "no NaN"},
        {"[Infinity]", "no NaN"},
        {"-Infinity", "no NaN"},
        {"nul", "a value"},
        {"True", "a value"},
        {"1 1", "nothing may follow"},
        {"\"\xff\"", "not UTF-8"},
        {"'a'", "a value"},
        {"[1]//x", "nothing may follow"},
    };
    for (const auto& [text, reason] : cases) {
        try {
            parse(text);
            ADD_FAILURE() << text;
        } catch (const JsonError& error) {
            EXPECT_NE(std::string_view{error.what()}.find(reason), std::string_view::npos) << text << ": " << error.what();
        }
    }
}

TEST(JsonParse, Allows256LevelsAndNoMore) {
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };

    EXPECT_EQ(Json::parse(nested(256)).dump(), nested(256));
    EXPECT_THROW(parse(nested(257)), JsonError);
    EXPECT_THROW(parse(std::string(1'000'000, '[')), JsonError);
}

TEST(JsonWriter, PutsTheSeparators) {
    std::string out = "-- ";
    JsonWriter writer{out};
    writer.begin_object();
    writer.key("name");
    writer.string("Zo\xc3\xab");
    writer.key("list");
    writer.begin_array();
    writer.null();
    writer.boolean(true);
    writer.integer(-1);
    writer.unsigned_integer(UINT64_MAX);
    writer.real(1);
    writer.begin_object();
    writer.end_object();
    writer.raw("[0]");
    writer.value(Json{{"a", Json{1, 2}}});
    writer.end_array();
    writer.key("last");
    writer.begin_array();
    writer.end_array();
    writer.end_object();

    EXPECT_EQ(out, R"(-- {"name": "Zo\u00eb", "list": [null, true, -1, 18446744073709551615, 1.0, {}, [0], {"a": [1, 2]}], "last": []})");
    EXPECT_THROW(writer.real(std::nan("")), JsonError);
}

TEST(JsonStrings, AreReadWithoutATree) {
    std::vector<std::string> out{"old"};

    EXPECT_TRUE(retort::parse_json_strings(R"( ["healer", "a\n\u00e9", ""] )", out));
    EXPECT_EQ(out, (std::vector<std::string>{"healer", "a\n\xc3\xa9", ""}));
    EXPECT_TRUE(retort::parse_json_strings("[ ]", out));
    EXPECT_TRUE(out.empty());
    for (const auto* text :
        {"", "null", "[1]", "[\"a\", null]", "[\"a\"", "[\"a\",]", "[\"a\"] x", "[\"\\q\"]", "[\"\xff\"]", "{\"a\": 1}"}) {
        EXPECT_FALSE(retort::parse_json_strings(text, out)) << text;
    }
}

TEST(JsonStrings, AreWrittenAsDumpDoes) {
    std::string out;
    retort::dump_json_strings({"healer", "a\"b"}, out);
    EXPECT_EQ(out, R"(["healer", "a\"b"])");
}

}  // namespace
