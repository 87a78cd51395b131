#include <gtest/gtest.h>
#include <retort/cli/configuration.hpp>
#include <retort/core/error.hpp>
#include <tests/cli/support.hpp>

namespace retort::cli {
namespace {

Configuration parse(std::string_view text, std::string_view section = {}) {
    return parse_configuration(text, "/project/retort.toml", section);
}

std::string problem_of(std::string_view text, std::string_view section = {}) {
    try {
        parse(text, section);
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

template <typename Function>
std::string message_of(Function function) {
    try {
        function();
    } catch (const Error& error) {
        return error.what();
    }
    return "no error";
}

TEST(CliConfiguration, PathsAreThoseOfTheFilesFolder) {
    const auto configuration = parse(R"(
script_location = "db/migrations"
version_locations = ["db/one", "/elsewhere/two"]
file_template = "%(year)d_%(rev)s"
timezone = "UTC"
truncate_slug_length = 20
[build]
directory = "out"
compiler = "clang++"
options = ["-DA=B"]
)");
    EXPECT_EQ(configuration.script_location, "/project/db/migrations");
    EXPECT_EQ(configuration.version_locations, (std::vector<std::filesystem::path>{"/project/db/one", "/elsewhere/two"}));
    EXPECT_EQ(configuration.file_template, "%(year)d_%(rev)s");
    EXPECT_EQ(configuration.timezone, "UTC");
    EXPECT_EQ(configuration.truncate_slug_length, 20);
    EXPECT_EQ(configuration.build.directory, "/project/out");
    EXPECT_EQ(configuration.build.source, "/project/db/migrations");
    EXPECT_EQ(configuration.build.compiler, "clang++");
    EXPECT_EQ(configuration.build.options, std::vector<std::string>{"-DA=B"});
}

TEST(CliConfiguration, TimeoutsAreMillisecondsOrSaySo) {
    using namespace std::chrono_literals;
    EXPECT_EQ(parse("lock_timeout = 250").lock_timeout, 250ms);
    EXPECT_EQ(parse("lock_timeout = \"5s\"\nstatement_timeout = \"2 min\"").lock_timeout, 5s);
    EXPECT_EQ(parse("lock_timeout = \"5s\"\nstatement_timeout = \"2 min\"").statement_timeout, 2min);
    EXPECT_EQ(parse("").lock_timeout, std::nullopt);
    EXPECT_EQ(parse("lock_timeout = 1\n[prod]\nlock_timeout = \"7ms\"", "prod").lock_timeout, 7ms);
    for (const char* wrong : {"-1", "\"5\"", "\"5h\"", "\"s\"", "1.5", "\"99999999min\"", "3000000000"}) {
        EXPECT_EQ(problem_of("\nstatement_timeout = " + std::string{wrong}),
            "/project/retort.toml:2: statement_timeout must be milliseconds, or a text like \"500ms\", \"5s\" or \"2min\"")
            << wrong;
    }
}

TEST(CliConfiguration, AnEmptyFileLeavesTheDefaults) {
    const auto configuration = parse("");
    EXPECT_EQ(configuration.script_location, "/project/migrations");
    EXPECT_EQ(configuration.version_locations, std::vector<std::filesystem::path>{"/project/migrations/versions"});
    EXPECT_EQ(configuration.build.directory, "/project/build/migrations");
    EXPECT_EQ(configuration.file_template, "%(rev)s_%(slug)s");
    EXPECT_EQ(configuration.truncate_slug_length, 40);
}

TEST(CliConfiguration, ASectionComesBeforeTheRest) {
    constexpr auto text =
        "url = \"sqlite:///a.db\"\ntimezone = \"UTC\"\n[production]\nurl = \"sqlite:///b.db\"\nbuild = { target = \"other\" }\n";
    EXPECT_EQ(parse(text).url, "sqlite:///a.db");
    EXPECT_EQ(parse(text, "production").url, "sqlite:///b.db");
    EXPECT_EQ(parse(text, "production").timezone, "UTC");
    EXPECT_EQ(parse(text, "production").build.target, "other");
    EXPECT_EQ(problem_of(text, "staging"), "/project/retort.toml has no section 'staging'");
}

TEST(CliConfiguration, WhatIsNotKnownIsNamedWithItsLine) {
    EXPECT_EQ(problem_of("timezone = \"UTC\"\nscript_locaton = \"m\"\n"), "/project/retort.toml:2: there is no key 'script_locaton'");
    EXPECT_EQ(problem_of("[build]\n\ndirectroy = \"m\"\n"), "/project/retort.toml:3: there is no key 'build.directroy'");
    EXPECT_EQ(problem_of("\n[production]\nurll = \"m\"\n"), "/project/retort.toml:3: there is no key 'production.urll'");
    EXPECT_EQ(problem_of("[production.more]\nurl = \"m\"\n"), "/project/retort.toml:1: there is no key 'production.more'");
    EXPECT_EQ(problem_of("url = 3\n"), "/project/retort.toml:1: url must be text");
    EXPECT_EQ(problem_of("\nversion_locations = \"a\"\n"), "/project/retort.toml:2: version_locations must be a list of texts");
    EXPECT_EQ(problem_of("version_locations = [\"a\",\n 3]\n"), "/project/retort.toml:2: version_locations must be a list of texts");
    EXPECT_EQ(problem_of("truncate_slug_length = -1"), "/project/retort.toml:1: truncate_slug_length must be a number from 0 to 10000");
    EXPECT_TRUE(problem_of("a = \n").starts_with("/project/retort.toml:1: ")) << problem_of("a = \n");
}

TEST(CliConfiguration, IsFoundUpwardsByVariableAndByOption) {
    const TemporaryFolder folder;
    const Variable config{"RETORT_CONFIG", nullptr};
    folder.write("retort.toml", "timezone = \"A\"");
    folder.write("deep/down/here.txt", "");
    folder.write("other.toml", "timezone = \"B\"");
    folder.write("third.toml", "timezone = \"C\"");
    std::filesystem::current_path(folder.path() / "deep/down");
    EXPECT_EQ(read_configuration({}).timezone, "A");
    EXPECT_EQ(read_configuration({}).folder, folder.path());
    EXPECT_EQ(read_configuration({.config = "../../other.toml"}).timezone, "B");
    EXPECT_EQ(read_configuration({.config = "../../other.toml"}).script_location, folder.path() / "migrations");
    const Variable third{"RETORT_CONFIG", "../../third.toml"};
    EXPECT_EQ(read_configuration({}).timezone, "C");
    EXPECT_EQ(read_configuration({.config = "../../other.toml"}).timezone, "B");
    EXPECT_EQ(message_of([] { read_configuration({.config = "missing.toml"}); }),
        "there is no configuration file " + (folder.path() / "deep/down/missing.toml").string());
}

TEST(CliConfiguration, IsNotNeeded) {
    const TemporaryFolder folder;
    const Variable config{"RETORT_CONFIG", nullptr};
    EXPECT_EQ(read_configuration({}).folder, folder.path());
    EXPECT_TRUE(read_configuration({}).file.empty());
    EXPECT_NE(message_of([] { read_configuration({.name = "production"}); }).find("'production'"), std::string::npos);
}

TEST(CliUrl, ExpandsVariables) {
    const Variable user{"RETORT_TEST_USER", "app"};
    const Variable empty{"RETORT_TEST_EMPTY", ""};
    const Variable unset{"RETORT_TEST_UNSET", nullptr};
    EXPECT_EQ(expand_variables("a://${RETORT_TEST_USER}@h/${RETORT_TEST_UNSET:-x}${RETORT_TEST_EMPTY:-y}"), "a://app@h/xy");
    EXPECT_EQ(expand_variables("${RETORT_TEST_USER:-other}"), "app");
    EXPECT_EQ(expand_variables("${RETORT_TEST_UNSET:-sqlite:///a.db}"), "sqlite:///a.db");
    EXPECT_EQ(expand_variables("a$$b$c${unclosed"), "a$b$c${unclosed");
    EXPECT_NE(message_of([] { expand_variables("${RETORT_TEST_UNSET}"); }).find("RETORT_TEST_UNSET is not set"), std::string::npos);
}

TEST(CliUrl, TheNearestSourceWins) {
    const Variable variable{"DATABASE_URL", "sqlite:///variable.db"};
    Configuration configuration;
    EXPECT_EQ(database_url({}, configuration, "sqlite:///fallback.db"), "sqlite:///variable.db");
    configuration.url = "sqlite:///toml.db";
    EXPECT_EQ(database_url({}, configuration, {}), "sqlite:///toml.db");
    EXPECT_TRUE(url_is_of_configuration({}, configuration));
    Arguments arguments{.x_arguments = {{"other", "1"}, {"url", "sqlite:///x.db"}}};
    EXPECT_EQ(database_url(arguments, configuration, {}), "sqlite:///x.db");
    EXPECT_FALSE(url_is_of_configuration(arguments, configuration));
    arguments.url = "sqlite:///option.db";
    EXPECT_EQ(database_url(arguments, configuration, {}), "sqlite:///option.db");
}

TEST(CliUrl, TheEnvironmentsIsTheLastAndNoneIsAnError) {
    const Variable variable{"DATABASE_URL", nullptr};
    EXPECT_EQ(database_url({}, {}, "sqlite:///fallback.db"), "sqlite:///fallback.db");
    EXPECT_EQ(
        message_of([] { database_url({}, {}, {}); }), "no database is named: give --url, or write url in retort.toml, or set DATABASE_URL");
}

}  // namespace
}  // namespace retort::cli
