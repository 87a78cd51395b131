#include <gtest/gtest.h>
#include <retort/cli/arguments.hpp>
#include <tests/cli/support.hpp>

namespace retort::cli {
namespace {

using Words = std::vector<std::string>;

TEST(CliArguments, TakesRelativeRevisionsForWhatTheyAre) {
    EXPECT_EQ(read({"downgrade", "-1"}).revisions, Words{"-1"});
    EXPECT_EQ(read({"upgrade", "+2"}).revisions, Words{"+2"});
    EXPECT_EQ(read({"downgrade", "blue@-2"}).revisions, Words{"blue@-2"});
    EXPECT_EQ(read({"history", "-r-3:current"}).revision_range, "-3:current");
    EXPECT_EQ(read({"history", "-r", "-3:"}).revision_range, "-3:");
}

TEST(CliArguments, TakesARevisionWithTheNameOfACommand) {
    EXPECT_EQ(read({"upgrade", "heads"}).revisions, Words{"heads"});
    EXPECT_EQ(read({"show", "current"}).revisions, Words{"current"});
    EXPECT_EQ(read({"merge", "heads", "-m", "both"}).command, "merge");
}

TEST(CliArguments, TakesOptionsOfAllCommandsBeforeAndBehindTheCommand) {
    const auto arguments = read(
        {"-x", "a=1", "--url", "sqlite://", "upgrade", "head", "-x", "b=2=3", "-x", "c", "--tx", "run", "--lock-timeout", "1.5", "-q"});
    EXPECT_EQ(arguments.command, "upgrade");
    EXPECT_EQ(arguments.url, "sqlite://");
    EXPECT_EQ(arguments.x_arguments, (std::vector<std::pair<std::string, std::string>>{{"a", "1"}, {"b", "2=3"}, {"c", ""}}));
    EXPECT_EQ(arguments.transaction_mode, migrate::TransactionMode::run);
    EXPECT_EQ(arguments.lock_timeout, std::chrono::milliseconds{1500});
    EXPECT_TRUE(arguments.quiet);
    EXPECT_FALSE(read({"upgrade", "head"}).transaction_mode.has_value());
}

TEST(CliArguments, ReadsAllOfRevision) {
    const auto arguments = read({"revision", "-m", "add age", "--autogenerate", "--head", "blue@head", "--splice", "--branch-label", "red",
        "--version-path", "more/versions", "--rev-id", "ae10", "--depends-on", "1a", "--depends-on=2b", "--rename", "hero=heroes",
        "--rename", "hero.a=hero.b"});
    EXPECT_EQ(arguments.message, "add age");
    EXPECT_TRUE(arguments.autogenerate);
    EXPECT_EQ(arguments.head, "blue@head");
    EXPECT_TRUE(arguments.splice);
    EXPECT_EQ(arguments.branch_labels, Words{"red"});
    EXPECT_EQ(arguments.version_path, "more/versions");
    EXPECT_EQ(arguments.revision_id, "ae10");
    EXPECT_EQ(arguments.depends_on, (Words{"1a", "2b"}));
    EXPECT_EQ(arguments.renames, (Words{"hero=heroes", "hero.a=hero.b"}));
}

TEST(CliArguments, ReadsTheFlagsOfTheOtherCommands) {
    const auto stamp = read({"stamp", "--sql", "--purge", "--tag", "v2", "a", "b"});
    EXPECT_TRUE(stamp.sql && stamp.purge);
    EXPECT_EQ(stamp.tag, "v2");
    EXPECT_EQ(stamp.revisions, (Words{"a", "b"}));
    EXPECT_TRUE(read({"current", "--check-heads"}).check_heads);
    EXPECT_TRUE(read({"history", "-v", "-i"}).indicate_current);
    EXPECT_TRUE(read({"heads", "--resolve-dependencies"}).resolve_dependencies);
    EXPECT_TRUE(read({"ensure_version", "--sql"}).sql);
}

TEST(CliArguments, RefusesWithStatusTwoAndSaysWhatIsWrong) {
    struct Case {
        std::initializer_list<const char*> words;
        const char* says;
    };
    for (const auto& [words, says] : {Case{{}, "which command?"}, Case{{"bogus"}, "there is no command 'bogus'"},
             Case{{"upgrade"}, "revision is required"}, Case{{"upgrade", "a", "b"}, "At Most 1"},
             Case{{"upgrade", "head", "--bogus"}, "--bogus"}, Case{{"upgrade", "--tx", "twice", "head"}, "twice"},
             Case{{"upgrade", "--lock-timeout", "-4", "head"}, "--lock-timeout"}, Case{{"revision", "--rename", "hero"}, "write old=new"},
             Case{{"merge"}, "revisions is required"}, Case{{"init", "migrations"}, "there is no command 'init'"}}) {
        const auto refusal = refused(words);
        EXPECT_EQ(refusal.status, 2) << says;
        EXPECT_NE(refusal.text.find(says), std::string::npos) << refusal.text;
        EXPECT_NE(refusal.text.find("retort"), std::string::npos) << refusal.text;
    }
}

TEST(CliArguments, NeverRepeatsAPasswordThatStandsInTheWrongPlace) {
    const auto refusal = refused({"upgrade", "head", "postgresql://app:s3cret@db/app"});
    EXPECT_EQ(refusal.status, 2);
    EXPECT_EQ(refusal.text.find("s3cret"), std::string::npos) << refusal.text;
}

TEST(CliArguments, HelpAndVersionAreNoFailure) {
    EXPECT_EQ(refused({"--help"}).status, 0);
    EXPECT_NE(refused({"--help"}).text.find("ensure_version"), std::string::npos);
    EXPECT_NE(refused({"revision", "--help"}).text.find("--autogenerate"), std::string::npos);
    EXPECT_EQ(refused({"--version"}).text.substr(0, 7), "retort ");
}

TEST(CliArguments, OnlyTheProgramRetortBeginsProjects) {
    const auto arguments =
        read({"init", "migrations", "--include", "a.hpp", "--include", "b.hpp", "--models", "heroes::Team,heroes::Hero"}, Program::retort);
    EXPECT_EQ(arguments.directory, "migrations");
    EXPECT_EQ(arguments.includes, (Words{"a.hpp", "b.hpp"}));
    EXPECT_EQ(arguments.models, (Words{"heroes::Team", "heroes::Hero"}));
    EXPECT_EQ(refused({"completion", "fish"}, Program::retort).status, 2);
}

TEST(CliCompletion, KnowsCommandsAndTheirOptions) {
    EXPECT_EQ(complete(Program::retort, {"he"}).words, Words{"heads"});
    EXPECT_EQ(complete(Program::retort, {"-x", "a=b", "do"}).words, Words{"downgrade"});
    EXPECT_EQ(complete(Program::retort, {"upgrade", "--s"}).words, Words{"--sql"});
    EXPECT_EQ(complete(Program::retort, {"revision", "--re"}).words, (Words{"--rename", "--rev-id"}));
    EXPECT_EQ(complete(Program::retort, {"upgrade", "--lock"}).words, Words{"--lock-timeout"});
    EXPECT_EQ(complete(Program::retort, {"completion", ""}).words, (Words{"bash", "zsh"}));
    EXPECT_TRUE(complete(Program::retort, {"bogus", "u"}).words.empty());
}

TEST(CliCompletion, KnowsWhereARevisionOrAFileMayStand) {
    EXPECT_TRUE(complete(Program::retort, {"upgrade", ""}).wants_revision);
    EXPECT_TRUE(complete(Program::retort, {"upgrade", "--sql", "ae"}).wants_revision);
    EXPECT_TRUE(complete(Program::retort, {"revision", "--head", ""}).wants_revision);
    EXPECT_FALSE(complete(Program::retort, {"revision", "-m", ""}).wants_revision);
    EXPECT_FALSE(complete(Program::retort, {"heads", ""}).wants_revision);
    EXPECT_TRUE(complete(Program::retort, {"-c", ""}).wants_file);
    EXPECT_FALSE(complete(Program::retort, {"upgrade", ""}).wants_file);
}

}  // namespace
}  // namespace retort::cli
