#include <gtest/gtest.h>
#include <retort/cli/script_name.hpp>
#include <retort/core/error.hpp>

namespace retort::cli {
namespace {

LocalTime at(std::string_view timezone, long long epoch = 1795342500) {  // 2026-11-22 10:15:00 UTC
    return local_time(std::chrono::system_clock::time_point{std::chrono::seconds{epoch}}, std::string{timezone});
}

TEST(CliScriptName, SlugsAreAlembics) {
    EXPECT_EQ(slug_of("Add Allegiance to hero!", 40), "add_allegiance_to_hero");
    EXPECT_EQ(slug_of("", 40), "");
    EXPECT_EQ(slug_of("--- a.b --", 40), "a_b");
    EXPECT_EQ(slug_of("straße für 2", 40), "straße_für_2");
    // As long as Alembic cuts it: the last whole word, and a line behind it.
    EXPECT_EQ(slug_of("a very long message that is cut somewhere near the end", 40), "a_very_long_message_that_is_cut_");
    EXPECT_EQ(slug_of("abcdefgh", 4), "abcd_");
}

TEST(CliScriptName, TemplatesAreAlembics) {
    const auto time = at("UTC");
    EXPECT_EQ(script_name("%(rev)s_%(slug)s", "ae10", "add", time), "ae10_add");
    EXPECT_EQ(script_name("%(year)d_%(month).2d_%(day).2d_%(hour).2d%(minute)02d-%(rev)s", "ae10", "add", time), "2026_11_22_1015-ae10");
    EXPECT_EQ(script_name("100%%_%(epoch)s", "ae10", "add", time), "100%_1795342500");
}

TEST(CliScriptName, TemplatesThatCannotBeReadAreRefused) {
    for (const auto* wrong : {"%(rev", "%rev", "%(bogus)s", "%(rev)", "%(month).xd", "../%(rev)s", ""}) {
        EXPECT_THROW(script_name(wrong, "ae10", "add", at("UTC")), ArgumentError) << wrong;
    }
}

TEST(CliScriptName, TimeIsThatOfTheZone) {
    EXPECT_EQ(at("UTC").str(), "2026-11-22 10:15:00+00:00");
    EXPECT_EQ(at("utc").str(), "2026-11-22 10:15:00+00:00");
    EXPECT_EQ(at("Asia/Kolkata").str(), "2026-11-22 15:45:00+05:30");
    EXPECT_EQ(at("America/New_York").str(), "2026-11-22 05:15:00-05:00");
    EXPECT_EQ(at("").str().size(), std::string{"2026-11-22 10:15:00"}.size());
    EXPECT_THROW(at("Mars/Olympus"), ArgumentError);
    EXPECT_THROW(at("../../../etc/passwd"), ArgumentError);
}

}  // namespace
}  // namespace retort::cli
