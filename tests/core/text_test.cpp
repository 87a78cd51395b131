#include <retort/core/text.hpp>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using namespace retort;

TEST(Utf8, AcceptsWellFormedTextOfEachLength) {
    EXPECT_TRUE(is_valid_utf8(""));
    EXPECT_TRUE(is_valid_utf8("plain ASCII, longer than eight bytes"));
    EXPECT_TRUE(is_valid_utf8("Zo\xc3\xab 12345678 \xe2\x82\xac and \xf0\x9f\xa6\xb8, \xf4\x8f\xbf\xbf"));
}

TEST(Utf8, RefusesWhatTheStandardForbids) {
    const std::string_view bad[] = {
        "\x80",
        "\xc3",
        "\xc0\xaf",
        "\xc1\xbf",
        "\xe0\x80\xaf",
        "\xe0\x9f\xbf",
        "\xed\xa0\x80",
        "\xed\xbf\xbf",
        "\xf0\x80\x80\xaf",
        "\xf0\x8f\xbf\xbf",
        "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80",
        "\xff",
        "\xe2\x82",
        "\xe2\x28\xa1",
    };
    for (const auto text : bad) {
        EXPECT_FALSE(is_valid_utf8(text)) << python_repr(text);
        EXPECT_FALSE(is_valid_utf8("0123456789" + std::string{text} + "0123456789")) << python_repr(text);
    }
}

TEST(PythonRepr, QuotesAsPythonDoes) {
    EXPECT_EQ(python_repr("Deadpond"), "'Deadpond'");
    EXPECT_EQ(python_repr("it's"), "\"it's\"");
    EXPECT_EQ(python_repr("say \"hi\""), "'say \"hi\"'");
    EXPECT_EQ(python_repr("it's \"x\""), "'it\\'s \"x\"'");
    EXPECT_EQ(python_repr("a\\b\n\r\t"), R"('a\\b\n\r\t')");
    EXPECT_EQ(python_repr(std::string_view{"\0\x1b\x7f", 3}), R"('\x00\x1b\x7f')");
}

TEST(PythonRepr, KeepsWhatCanBePrintedAndEscapesTheRest) {
    EXPECT_EQ(python_repr("Zo\xc3\xab \xf0\x9f\xa6\xb8"), "'Zo\xc3\xab \xf0\x9f\xa6\xb8'");
    EXPECT_EQ(python_repr("\xc2\xa0\xc2\xad"), R"('\xa0\xad')");              // no-break space, soft hyphen
    EXPECT_EQ(python_repr("\xe2\x80\x8b\xe2\x80\xa8"), R"('\u200b\u2028')");  // zero width, line separator
    EXPECT_EQ(python_repr("\xf3\xa0\x80\x81"), R"('\U000e0001')");            // language tag
    EXPECT_EQ(python_repr("a\xff"
                          "b"),
        R"('a\xffb')");  // no UTF-8 at all
}

TEST(PythonFloat, PutsThePointWherePythonDoes) {
    const std::pair<double, std::string_view> cases[] = {
        {0.0, "0.0"},
        {-0.0, "-0.0"},
        {1.0, "1.0"},
        {0.1, "0.1"},
        {-2.5, "-2.5"},
        {100.0, "100.0"},
        {1e15, "1000000000000000.0"},
        {1e16, "1e+16"},
        {1.5e16, "1.5e+16"},
        {123456789012345680.0, "1.2345678901234568e+17"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {1.25e-7, "1.25e-07"},
        {1e100, "1e+100"},
        {5e-324, "5e-324"},
        {1.7976931348623157e308, "1.7976931348623157e+308"},
        {0.1 + 0.2, "0.30000000000000004"},
        {9007199254740993.0, "9007199254740992.0"},
        {123.456, "123.456"},
    };
    for (const auto& [value, text] : cases)
        EXPECT_EQ(python_float(value), text);
    EXPECT_EQ(python_float(std::numeric_limits<double>::infinity()), "inf");
    EXPECT_EQ(python_float(-std::numeric_limits<double>::infinity()), "-inf");
    EXPECT_EQ(python_float(std::nan("")), "nan");
}

TEST(Text, HelpersDoWhatTheyAreNamedFor) {
    EXPECT_EQ(to_lower_ascii("HeroTEAM_\xc3\x84"), "heroteam_\xc3\x84");
    EXPECT_EQ(to_upper_ascii("select 1"), "SELECT 1");
    EXPECT_TRUE(iequals("VarChar", "VARCHAR"));
    EXPECT_FALSE(iequals("VARCHAR", "VARCHA"));
    EXPECT_EQ(quote("a\"b", '"'), "\"a\"\"b\"");
    EXPECT_EQ(quote("it's", '\''), "'it''s'");
    EXPECT_EQ(join(std::vector<std::string>{"a", "b", "c"}, ", "), "a, b, c");
    EXPECT_EQ(join(std::vector<std::string_view>{}, ", "), "");
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(split("", ','), (std::vector<std::string_view>{""}));
    EXPECT_EQ(strip(" \t a b\r\n"), "a b");
    EXPECT_EQ(replace_all("a%b%%", "%", "%%"), "a%%b%%%%");
}

}  // namespace
