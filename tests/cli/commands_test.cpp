#include <cstdlib>

#include <gtest/gtest.h>
#include <retort/cli/run.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate.hpp>
#include <retort/migrate/script_directory.hpp>
#include <retort/retort.hpp>
#include <tests/cli/support.hpp>

namespace retort::cli {
namespace {

using namespace retort::migrate;

namespace before {
struct Hero {
    Field<std::int64_t, primary_key> id;
    std::string name;
};
}  // namespace before

namespace now {
struct Hero {
    Field<std::int64_t, primary_key> id;
    std::string name;
    Field<std::optional<std::string>, indexed> allegiance;
};
}  // namespace now

namespace later {
struct Hero {
    Field<std::int64_t, primary_key> id;
    std::string name;
    Field<std::optional<std::string>, indexed> loyalty;
};
}  // namespace later

const Script create_heroes{
    Revision{.id = "1975ea83b712", .message = "create heroes", .create_date = "2026-11-22 10:00:00"},
    [](Operations& op) {
        op.create_table("hero",
            {Column{"id", Integer{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}}, primary_key_constraint({"id"})});
    },
    [](Operations& op) { op.drop_table("hero"); },
    "/project/migrations/versions/1975ea83b712_create_heroes.cpp",
};

const Script add_allegiance{
    Revision{
        .id = "ae1027a6acf1", .down_revision = {"1975ea83b712"}, .message = "add allegiance to hero", .create_date = "2026-11-22 10:15:00"},
    [](Operations& op) {
        op.add_column("hero", Column{"allegiance", String{}, {.nullable = true}});
        op.create_index("ix_hero_allegiance", "hero", {"allegiance"});
    },
    [](Operations& op) {
        op.drop_index("ix_hero_allegiance", "hero");
        op.drop_column("hero", "allegiance");
    },
    "/project/migrations/versions/ae1027a6acf1_add_allegiance_to_hero.cpp",
};

const Script add_power{
    Revision{.id = "27c6a30d7c24",
        .down_revision = {"1975ea83b712"},
        .branch_labels = {"powers"},
        .message = "add power",
        .create_date = "2026-11-22 10:20:00"},
    [](Operations& op) {
        op.create_table("power", {Column{"id", Integer{}, {.nullable = false}}, primary_key_constraint({"id"})});
    },
    [](Operations& op) { op.drop_table("power"); },
    "/project/migrations/versions/27c6a30d7c24_add_power.cpp",
};

const ScriptDirectory line{{&create_heroes, &add_allegiance}};
const ScriptDirectory fork{{&create_heroes, &add_allegiance, &add_power}};

struct Outcome {
    int status;
    std::string out;
    std::string err;
};

/// A folder with a retort.toml, in which commands run as in a process of their own.
class CliCommands : public testing::Test {
protected:
    CliCommands() { folder_.write("retort.toml", "url = \"sqlite:///database.db\"\ntimezone = \"UTC\"\n"); }

    Outcome run(std::vector<const char*> words, const ScriptDirectory& scripts = line,
        Environment environment = {.metadata = metadata<now::Hero>()}) {
        words.insert(words.begin(), "/usr/bin/retort");
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int status = cli::run(static_cast<int>(words.size()), words.data(), std::move(environment), scripts);
        auto out = testing::internal::GetCapturedStdout();
        return {status, std::move(out), testing::internal::GetCapturedStderr()};
    }

    std::vector<std::string> versions() const {
        std::vector<std::string> names;
        if (!std::filesystem::exists("migrations/versions")) return names;
        for (const auto& entry : std::filesystem::directory_iterator{"migrations/versions"})
            names.push_back(entry.path().filename().string());
        return names;
    }
    std::vector<std::string> tables() const {
        auto engine = create_engine("sqlite:///" + (folder_.path() / "database.db").string());
        auto connection = engine.connect();
        return engine.dialect().table_names(connection, {});
    }
    bool has_table(const std::string& name) const { return std::ranges::count(tables(), name) == 1; }

    TemporaryFolder folder_;
    Variable config_{"RETORT_CONFIG", nullptr};
    Variable url_{"DATABASE_URL", nullptr};
};

TEST_F(CliCommands, UpgradeAndDowngradeTellTheirStepsOnStandardError) {
    const auto up = run({"upgrade", "head"});
    EXPECT_EQ(up.status, 0) << up.err;
    EXPECT_EQ(up.out, "");
    EXPECT_NE(up.err.find("INFO  [retort.migrate] Running upgrade  -> 1975ea83b712, create heroes\n"), std::string::npos) << up.err;
    EXPECT_NE(
        up.err.find("INFO  [retort.migrate] Running upgrade 1975ea83b712 -> ae1027a6acf1, add allegiance to hero\n"), std::string::npos)
        << up.err;
    EXPECT_EQ(run({"current"}).out, "ae1027a6acf1 (head)\n");

    const auto down = run({"downgrade", "-1"});
    EXPECT_NE(down.err.find("Running downgrade ae1027a6acf1 -> 1975ea83b712, add allegiance to hero\n"), std::string::npos) << down.err;
    EXPECT_EQ(run({"current"}).out, "1975ea83b712\n");
    EXPECT_EQ(run({"upgrade", "+1", "-q"}).err, "");
    EXPECT_EQ(run({"downgrade", "base"}).status, 0);
    EXPECT_EQ(run({"current"}).out, "");
    EXPECT_FALSE(has_table("hero"));
}

TEST_F(CliCommands, SqlIsPrintedAndTheDatabaseNotOpened) {
    const auto up = run({"upgrade", "head", "--sql"});
    EXPECT_EQ(up.status, 0) << up.err;
    EXPECT_NE(up.out.find("CREATE TABLE hero ("), std::string::npos) << up.out;
    EXPECT_NE(up.out.find("INSERT INTO alembic_version (version_num) VALUES ('1975ea83b712');"), std::string::npos) << up.out;
    const auto down = run({"downgrade", "--sql", "ae10:1975"});
    EXPECT_NE(down.out.find("DROP INDEX ix_hero_allegiance;"), std::string::npos) << down.out << down.err;
    EXPECT_NE(run({"stamp", "--sql", "head"}).out.find("VALUES ('ae1027a6acf1')"), std::string::npos);
    EXPECT_EQ(run({"ensure_version", "--sql"}).out,
        "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT alembic_version_pkc PRIMARY KEY "
        "(version_num)\n);\n\n");
    EXPECT_FALSE(std::filesystem::exists("database.db"));
}

TEST_F(CliCommands, RefusesInAlembicsWords) {
    struct Case {
        std::vector<const char*> words;
        const char* says;
    };
    for (const auto& [words, says] :
        {
            Case{{"upgrade", "nope"}, "FAILED: Can't locate revision identified by 'nope'\n"},
            Case{{"upgrade", "a:b"}, "FAILED: Range revision not allowed\n"},
            Case{{"downgrade", "a:b"}, "FAILED: Range revision not allowed\n"},
            Case{{"downgrade", "--sql", "base"}, "FAILED: downgrade with --sql requires <fromrev>:<torev>\n"},
            Case{{"history", "-r", "ae10"}, "FAILED: History range requires [start]:[end], [start]:, or :[end], but 'ae10' has no colon\n"},
            Case{{"revision", "--sql", "--autogenerate"}, "FAILED: Using --sql with --autogenerate does not make any sense\n"},
            Case{{"revision", "--autogenerate"}, "FAILED: Target database is not up to date.\n"},
            Case{{"check"}, "FAILED: Target database is not up to date.\n"},
            Case{{"revision", "--rev-id", "a-b+c"}, "FAILED: Character(s) '+, -' not allowed in revision identifier 'a-b+c'\n"},
            Case{{"revision", "--head", "1975"},
                "FAILED: Revision 1975ea83b712 is not a head revision; please specify --splice to create a new branch from this "
                "revision\n"},
            Case{{"revision", "--version-path", "elsewhere"}, "FAILED: Path elsewhere is not represented in current version locations\n"},
            Case{{"edit", "base"}, "FAILED: No revision files indicated by symbol 'base'\n"},
            Case{{"edit", "current"}, "FAILED: No current revisions\n"},
            Case{{"current", "--check-heads"}, "FAILED: Database is not on all head revisions\n"},
        }) {
        const auto outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << says;
        EXPECT_EQ(outcome.err.substr(std::min(outcome.err.find("FAILED"), outcome.err.size())), says);
        EXPECT_EQ(versions(), std::vector<std::string>{}) << says;
    }
    EXPECT_EQ(run({"upgrade"}).status, 2);
}

TEST_F(CliCommands, ThreeThatOnlyReadNeedNoDatabase) {
    EXPECT_EQ(run({"history"}).out, "1975ea83b712 -> ae1027a6acf1 (head), add allegiance to hero\n<base> -> 1975ea83b712, create heroes\n");
    EXPECT_EQ(run({"heads"}).out, "ae1027a6acf1 (head)\n");
    EXPECT_EQ(run({"branches"}, fork).out,
        "1975ea83b712 (branchpoint)\n             -> 27c6a30d7c24 (powers) (head)\n             -> ae1027a6acf1 (head)\n\n");
    EXPECT_NE(
        run({"show", "ae10"}).out.find("Path: /project/migrations/versions/ae1027a6acf1_add_allegiance_to_hero.cpp\n"), std::string::npos);
    EXPECT_EQ(run({"history", "-r", "nope:head"}).status, 1);
    EXPECT_FALSE(std::filesystem::exists("database.db"));
}

TEST_F(CliCommands, HistoryAndShowKnowWhatIsCurrent) {
    run({"upgrade", "1975"});
    EXPECT_EQ(run({"history", "-i"}).out,
        "1975ea83b712 -> ae1027a6acf1 (head), add allegiance to hero\n<base> -> 1975ea83b712 (current), create heroes\n");
    EXPECT_EQ(run({"history", "-r", ":current"}).out, "<base> -> 1975ea83b712, create heroes\n");
    EXPECT_EQ(run({"show", "current"}).out.substr(0, 18), "Rev: 1975ea83b712\n");
}

TEST_F(CliCommands, CurrentShowsTheDatabaseAndSeveralHeads) {
    EXPECT_EQ(run({"upgrade", "head"}, fork).status, 1);
    run({"upgrade", "heads"}, fork);
    EXPECT_EQ(run({"current", "--check-heads"}, fork).status, 0);
    const auto verbose = run({"current", "-v"}, fork);
    EXPECT_EQ(verbose.out.substr(0, verbose.out.find('\n')), "Current revision(s) for sqlite:///database.db:");
    EXPECT_NE(verbose.out.find("Rev: 27c6a30d7c24 (head)"), std::string::npos);
    run({"downgrade", "powers@-1"}, fork);
    EXPECT_EQ(run({"current", "--check-heads"}, fork).status, 1);
}

TEST_F(CliCommands, StampSetsAndPurges) {
    EXPECT_EQ(run({"stamp", "head"}).status, 0);
    EXPECT_EQ(run({"current"}).out, "ae1027a6acf1 (head)\n");
    EXPECT_FALSE(has_table("hero"));
    EXPECT_EQ(run({"stamp", "27c6"}, fork).status, 0);
    // The other program knows nothing of that revision: only --purge gets it out.
    EXPECT_EQ(run({"stamp", "1975"}).status, 1);
    EXPECT_EQ(run({"stamp", "--purge", "1975"}).status, 0);
    EXPECT_EQ(run({"current"}).out, "1975ea83b712\n");
    run({"ensure_version", "--url", "sqlite:///other.db"});
    EXPECT_TRUE(std::filesystem::exists("other.db"));
}

TEST_F(CliCommands, RevisionWritesAScriptAndNothingElse) {
    const auto outcome = run({"revision", "-m", "Remove the cape!", "--rev-id", "c0ffee"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    const auto file = folder_.path() / "migrations/versions/c0ffee_remove_the_cape.cpp";
    EXPECT_EQ(outcome.out, "  Generating " + file.string() + " ...  done\n");
    const auto text = folder_.read("migrations/versions/c0ffee_remove_the_cape.cpp");
    for (const auto* part : {".id = \"c0ffee\"", ".down_revision = {\"ae1027a6acf1\"}", ".message = \"Remove the cape!\"", "+00:00\"",
             "#include <retort/migrate.hpp>"})
        EXPECT_NE(text.find(part), std::string::npos) << part << text;
    EXPECT_FALSE(std::filesystem::exists("database.db"));
    EXPECT_EQ(run({"revision", "-m", "other words", "-q"}).out, "");
    EXPECT_EQ(versions().size(), 2U);
}

TEST_F(CliCommands, RevisionOverwritesNothing) {
    folder_.write("migrations/versions/c0ffee_.cpp", "mine");
    const auto outcome = run({"revision", "--rev-id", "c0ffee"});
    EXPECT_EQ(outcome.status, 1);
    EXPECT_NE(outcome.err.find("c0ffee_.cpp"), std::string::npos) << outcome.err;
    EXPECT_EQ(folder_.read("migrations/versions/c0ffee_.cpp"), "mine");
    const auto taken = run({"revision", "--rev-id", "ae1027a6acf1", "-m", "again"});
    EXPECT_NE(taken.err.find("Revision ae1027a6acf1 exists already"), std::string::npos) << taken.err;
    EXPECT_EQ(versions().size(), 1U);
}

TEST_F(CliCommands, RevisionFollowsTheHeadThatIsNamed) {
    const auto several = run({"revision", "-m", "x"}, fork);
    EXPECT_EQ(several.status, 1);
    EXPECT_NE(several.err.find("FAILED: Multiple heads are present; please specify the head revision on which the new revision should be "
                               "based, or perform a merge."),
        std::string::npos)
        << several.err;
    EXPECT_EQ(
        run({"revision", "--rev-id", "a1", "--head", "powers@head", "--depends-on", "ae10", "--branch-label", "flight"}, fork).status, 0);
    const auto text = folder_.read("migrations/versions/a1_.cpp");
    EXPECT_NE(text.find(".down_revision = {\"27c6a30d7c24\"}"), std::string::npos) << text;
    EXPECT_NE(text.find(".depends_on = {\"ae1027a6acf1\"}"), std::string::npos) << text;
    EXPECT_NE(text.find(".branch_labels = {\"flight\"}"), std::string::npos) << text;
    EXPECT_EQ(run({"revision", "--rev-id", "a2", "--head", "base", "--splice"}).status, 0);
    EXPECT_NE(folder_.read("migrations/versions/a2_.cpp").find(".down_revision = {}"), std::string::npos);
    EXPECT_EQ(run({"revision", "--rev-id", "a3", "--head", "1975", "--splice"}).status, 0);
    EXPECT_NE(folder_.read("migrations/versions/a3_.cpp").find(".down_revision = {\"1975ea83b712\"}"), std::string::npos);
}

TEST_F(CliCommands, MergeJoinsHeads) {
    EXPECT_EQ(run({"merge", "heads", "--rev-id", "fe", "-m", "join"}, fork).status, 0);
    const auto text = folder_.read("migrations/versions/fe_join.cpp");
    EXPECT_NE(text.find("\"27c6a30d7c24\", \"ae1027a6acf1\""), std::string::npos) << text;
    EXPECT_EQ(run({"merge", "ae10", "ae10"}, fork).err, "FAILED: Duplicate head revisions specified\n");
    EXPECT_EQ(run({"merge", "ae10", "1975"}, fork).status, 1);
}

TEST_F(CliCommands, AutogenerateWritesWhatTheModelsSayMore) {
    run({"upgrade", "1975"}, ScriptDirectory{{&create_heroes}});
    const ScriptDirectory one{{&create_heroes}};
    const auto outcome = run({"revision", "--autogenerate", "-m", "loyalty", "--rev-id", "b1"}, one);
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.err.find("INFO  [retort.autogenerate] Detected added column 'hero.allegiance'"), std::string::npos) << outcome.err;
    const auto text = folder_.read("migrations/versions/b1_loyalty.cpp");
    EXPECT_NE(text.find("op.add_column(\"hero\", Column{\"allegiance\""), std::string::npos) << text;
    EXPECT_NE(text.find("op.drop_column(\"hero\", \"allegiance\")"), std::string::npos) << text;
    const auto check = run({"check"}, one);
    EXPECT_EQ(check.status, 1);
    EXPECT_NE(check.err.find("FAILED: New upgrade operations detected: ["), std::string::npos) << check.err;
}

TEST_F(CliCommands, AutogenerateWithoutChangesWritesOnlyWhenAsked) {
    run({"upgrade", "head"});
    EXPECT_EQ(run({"check"}).out, "No new upgrade operations detected.\n");
    const auto outcome = run({"revision", "--autogenerate", "-m", "nothing"});
    EXPECT_EQ(outcome.status, 0) << outcome.err;
    EXPECT_NE(outcome.out.find("No changes detected"), std::string::npos);
    EXPECT_EQ(versions(), std::vector<std::string>{});
    EXPECT_EQ(run({"revision", "--autogenerate", "--allow-empty", "--rev-id", "e0"}).status, 0);
    EXPECT_EQ(versions(), std::vector<std::string>{"e0_.cpp"});
}

TEST_F(CliCommands, ARenameIsTakenFromTheOptionAndNeverGuessed) {
    run({"upgrade", "head"});
    const Environment environment{.metadata = metadata<later::Hero>()};
    EXPECT_EQ(run({"revision", "--autogenerate", "--rev-id", "r1"}, line, environment).status, 0);
    EXPECT_NE(folder_.read("migrations/versions/r1_.cpp").find("op.drop_column(\"hero\", \"allegiance\")"), std::string::npos);
    const auto renamed =
        run({"revision", "--autogenerate", "--rev-id", "r2", "--rename", "hero.allegiance=hero.loyalty"}, line, environment);
    EXPECT_EQ(renamed.status, 0) << renamed.err;
    const auto text = folder_.read("migrations/versions/r2_.cpp");
    EXPECT_NE(text.find(".new_column_name = \"loyalty\""), std::string::npos) << text;
    EXPECT_EQ(text.find("op.drop_column"), std::string::npos) << text;
    const auto wrong = run({"revision", "--autogenerate", "--rev-id", "r3", "--rename", "hero.cape=hero.loyalty"}, line, environment);
    EXPECT_EQ(wrong.status, 1);
    EXPECT_NE(wrong.err.find("hero.cape=hero.loyalty"), std::string::npos) << wrong.err;
    EXPECT_FALSE(std::filesystem::exists("migrations/versions/r3_.cpp"));
}

TEST_F(CliCommands, CheckReportsAnAppliedScriptThatWasEdited) {
    const auto scripts_with = [](std::string_view checksum) {
        return ScriptDirectory{{&create_heroes, &add_allegiance}, {{add_allegiance.file(), checksum}}};
    };
    run({"upgrade", "head"}, scripts_with("one"));
    EXPECT_EQ(run({"check"}, scripts_with("one")).status, 0);
    const auto edited = run({"check"}, scripts_with("two"));
    EXPECT_EQ(edited.status, 1);
    EXPECT_NE(edited.err.find("ae1027a6acf1"), std::string::npos) << edited.err;
}

TEST_F(CliCommands, EditOpensTheFilesOfTheRevision) {
    folder_.write("editor.sh", "#!/bin/sh\necho \"$1:$2\" >> edited.txt\n");
    std::filesystem::permissions("editor.sh", std::filesystem::perms::owner_all);
    const Variable visual{"VISUAL", nullptr};
    const Variable editor{"EDITOR", "./editor.sh --wait"};
    EXPECT_EQ(run({"edit", "ae10"}).status, 0);
    EXPECT_EQ(folder_.read("edited.txt"), "--wait:/project/migrations/versions/ae1027a6acf1_add_allegiance_to_hero.cpp\n");
    const Variable failing{"EDITOR", "false"};
    EXPECT_EQ(run({"edit", "ae10"}).status, 1);
}

TEST_F(CliCommands, ARelativeDatabaseFileLiesBesideRetortToml) {
    std::filesystem::create_directories("deep/down");
    std::filesystem::current_path("deep/down");
    EXPECT_EQ(run({"upgrade", "head"}).status, 0);
    EXPECT_TRUE(std::filesystem::exists(folder_.path() / "database.db"));
    EXPECT_FALSE(std::filesystem::exists(folder_.path() / "deep/down/database.db"));
}

TEST_F(CliCommands, WorksWithoutRetortToml) {
    std::filesystem::remove("retort.toml");
    const auto nothing = run({"upgrade", "head"});
    EXPECT_EQ(nothing.err, "FAILED: no database is named: give --url, or write url in retort.toml, or set DATABASE_URL\n");
    EXPECT_EQ(run({"upgrade", "head", "-x", "url=sqlite:///database.db"}).status, 0);
    const Variable variable{"DATABASE_URL", "sqlite:///database.db"};
    EXPECT_EQ(run({"current"}).out, "ae1027a6acf1 (head)\n");
    EXPECT_EQ(run({"revision", "-m", "x"}).status, 1);
}

TEST_F(CliCommands, NeverShowsAPassword) {
    const Variable secret{"RETORT_TEST_PASSWORD", "s3cret"};
    const std::vector<std::vector<const char*>> lines{
        {"--url", "nosuchdatabase://app:s3cret@host/db", "upgrade", "head"},
        {"-x", "url=nosuchdatabase://app:s3cret@host/db", "current", "-v"},
        {"--url", "sqlite://app:s3cret@host/db", "current", "-v"},
        {"--url", "nosuchdatabase://app:s3cret@host:port/db", "check"},
        {"-n", "production", "current"},
        {"-n", "production", "upgrade", "head", "--sql"},
    };
    folder_.write("retort.toml", "[production]\nurl = \"nosuchdatabase://app:${RETORT_TEST_PASSWORD}@host/db\"\n");
    for (const auto& words : lines) {
        const auto outcome = run(words);
        EXPECT_EQ(outcome.status, 1) << outcome.out;
        EXPECT_NE(outcome.err.find("FAILED: "), std::string::npos);
        EXPECT_EQ((outcome.out + outcome.err).find("s3cret"), std::string::npos) << outcome.out << outcome.err;
    }
}

TEST_F(CliCommands, TransactionModeAndScriptArgumentsReachTheRun) {
    static const Script asks{
        Revision{.id = "a5", .message = "asks"},
        [](Operations& op) { op.execute("CREATE TABLE " + op.x_argument("table") + " (id INTEGER)"); },
        [](Operations& op) { op.execute("DROP TABLE " + op.x_argument("table")); },
        "/project/a5.cpp",
    };
    static const Script fails{
        Revision{.id = "f6", .down_revision = {"a5"}, .message = "fails"},
        [](Operations& op) { op.execute("THIS IS NO SQL"); },
        [](Operations&) {},
        "/project/f6.cpp",
    };
    const ScriptDirectory scripts{{&asks, &fails}};
    EXPECT_EQ(run({"--tx", "run", "-x", "table=cape", "upgrade", "head"}, scripts).status, 1);
    EXPECT_FALSE(has_table("cape"));
    const auto step = run({"--tx", "step", "-x", "table=cape", "upgrade", "head"}, scripts);
    EXPECT_EQ(step.status, 1);
    EXPECT_NE(step.err.find("f6"), std::string::npos) << step.err;
    EXPECT_TRUE(has_table("cape"));
    EXPECT_EQ(run({"current"}, scripts).out, "a5\n");
}

}  // namespace
}  // namespace retort::cli
