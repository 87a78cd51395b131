// A database that Alembic migrated is taken over by Retort, and Alembic understands what Retort leaves.
#include "alembic_side.hpp"

#include <map>

#include <examples/heroes/models.hpp>

#include <retort/migrate/compare.hpp>
#include <retort/migrate/runner.hpp>

using namespace integration;
using namespace retort;
using namespace retort::migrate;

namespace {

const Script first{
    {.id = "1975ea83b712", .message = "create tables", .create_date = "2026-11-22 10:00:00"},
    [](Operations& op) {
        op.create_table("team", {Column{"id", types::Uuid{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}},
                                    Column{"headquarters", String{}, {.nullable = false}}, primary_key_constraint({"id"})});
        op.create_index("ix_team_name", "team", {"name"}, {.unique = true});
        op.create_table("power", {Column{"id", types::Uuid{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}},
                                     Column{"description", String{}}, primary_key_constraint({"id"})});
        op.create_index("ix_power_name", "power", {"name"}, {.unique = true});
        op.create_table("hero", {Column{"id", types::Uuid{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}},
                                    Column{"secret_name", String{}, {.nullable = false}}, Column{"age", Integer{}},
                                    Column{"nicknames", JSON{}}, Column{"attributes_data", JSON{}}, Column{"team_id", types::Uuid{}},
                                    primary_key_constraint({"id"}), foreign_key_constraint({"team_id"}, "team", {"id"})});
        op.create_index("ix_hero_name", "hero", {"name"});
        op.create_index("ix_hero_age", "hero", {"age"});
        op.create_table(
            "heropowerlink", {Column{"hero_id", types::Uuid{}, {.nullable = false}}, Column{"power_id", types::Uuid{}, {.nullable = false}},
                                 primary_key_constraint({"hero_id", "power_id"}), foreign_key_constraint({"hero_id"}, "hero", {"id"}),
                                 foreign_key_constraint({"power_id"}, "power", {"id"})});
    },
    [](Operations& op) {
        op.drop_table("heropowerlink");
        op.drop_table("hero");
        op.drop_table("power");
        op.drop_table("team");
    },
};

const Script second{
    {.id = "ae1027a6acf1", .down_revision = {"1975ea83b712"}, .message = "add allegiance to hero", .create_date = "2026-11-22 10:15:00"},
    [](Operations& op) {
        op.add_column("hero", Column{"allegiance", String{}, {.nullable = true}});
        op.create_index("ix_hero_allegiance", "hero", {"allegiance"});
    },
    [](Operations& op) {
        op.drop_index("ix_hero_allegiance", "hero");
        op.drop_column("hero", "allegiance");
    },
};

const ScriptDirectory& scripts() {
    static const ScriptDirectory directory{{&first, &second}};
    return directory;
}

Environment environment() {
    // Alembic would propose to drop a table that it does not know.
    return {.metadata = metadata<heroes::Team, heroes::HeroPowerLink, heroes::Power, heroes::Hero>(),
        .compare_type = true,
        .compare_server_default = true,
        .history_table = false};
}

template <class Action>
void with_runner(Engine& engine, const Action& action) {
    const Environment settings = environment();
    Connection connection = engine.connect();
    Runner runner{connection, settings, scripts()};
    action(runner);
}

/// What each database says of alembic_version, and how it drops an index.
struct Words {
    std::string columns_and_keys;
    std::size_t count;
    std::string type_of_rows;
    std::string drop_index;
};

const Words& words() {
    static const std::map<std::string, Words> all{
        {"sqlite", {"SELECT type, name, sql FROM sqlite_master WHERE tbl_name = 'alembic_version' ORDER BY name", 2, "typeof(version_num)",
                       "DROP INDEX ix_hero_allegiance"}},
        {"postgresql",
            {"SELECT attname, format_type(atttypid, atttypmod), attnotnull::text FROM pg_attribute "
             "WHERE attrelid = 'alembic_version'::regclass AND attnum > 0 "
             "UNION ALL SELECT conname, pg_get_constraintdef(oid), '' FROM pg_constraint WHERE conrelid = 'alembic_version'::regclass "
             "ORDER BY 1",
                2, "pg_typeof(version_num)::text", "DROP INDEX ix_hero_allegiance"}},
        {"mariadb", {"SHOW CREATE TABLE alembic_version", 1, "''", "DROP INDEX ix_hero_allegiance ON hero"}},
    };
    return all.at(testing_support::tested_kind());
}

/// All that is stored of alembic_version: its columns, its keys, its rows, whose ids stand first.
std::vector<std::vector<std::string>> version_table(Engine& engine) {
    auto rows = text_rows(engine, words().columns_and_keys);
    EXPECT_EQ(rows.size(), words().count);
    for (auto& row : text_rows(engine, "SELECT version_num, " + words().type_of_rows + " FROM alembic_version ORDER BY 1"))
        rows.push_back(std::move(row));
    return rows;
}

/// As SQLModel and Alembic leave it at the first revision.
Engine alembics_database(const SharedDatabase& database) {
    alembic_side::run("create", database, "heroes");
    alembic_side::run("stamp", database, "1975ea83b712");
    Engine engine = create_engine(database.url());
    execute(engine, words().drop_index);
    execute(engine, "ALTER TABLE hero DROP COLUMN allegiance");
    execute(engine, "INSERT INTO hero (id, name, secret_name) VALUES ('255faecf110849cf834a6bf9c662c4a7', 'Deadpond', 'Dive Wilson')");
    return engine;
}

TEST(AdoptionInterop, ADatabaseOfAlembicIsUpgradedFromItsRevision) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    const SharedDatabase database;
    Engine engine = alembics_database(database);
    const auto before = version_table(engine);
    ASSERT_EQ(before.size(), words().count + 1) << "the table with its key, and one row";

    with_runner(engine, [](Runner& runner) {
        EXPECT_EQ(runner.current(), std::vector<std::string>{"1975ea83b712"});
        runner.upgrade("head");
        EXPECT_EQ(runner.current(), std::vector<std::string>{"ae1027a6acf1"});
    });

    auto after = before;
    after.back().front() = "ae1027a6acf1";
    EXPECT_EQ(version_table(engine), after);
    EXPECT_EQ(alembic_side::run("heads", database), "ae1027a6acf1\n");
    EXPECT_EQ(alembic_side::run("differences", database, "heroes"), "");
    EXPECT_EQ(count_rows(engine, "hero"), 1);
    with_runner(engine, [](Runner& runner) { runner.downgrade("-1"); });
    EXPECT_EQ(version_table(engine), before);
    EXPECT_EQ(alembic_side::run("heads", database), "1975ea83b712\n");
}

TEST(AdoptionInterop, ADatabaseWithoutARevisionIsStampedAndAlembicReadsIt) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
    SharedDatabase database;
    alembic_side::make_tutorial(database);
    Engine engine = create_engine(database.url());

    with_runner(engine, [](Runner& runner) {
        EXPECT_TRUE(runner.current().empty());
        runner.stamp({"head"});
    });

    EXPECT_EQ(alembic_side::run("heads", database), "ae1027a6acf1\n");
    EXPECT_EQ(alembic_side::run("differences", database, "heroes"), "");
    const SharedDatabase another;
    Engine other = alembics_database(another);
    auto expected = version_table(other);
    expected.back().front() = "ae1027a6acf1";
    EXPECT_EQ(version_table(engine), expected) << "the table is as Alembic makes it";
}

TEST(AdoptionInterop, ADatabaseThatOurScriptsMadeIsAsTheModelsSayForBoth) {
    RETORT_NEED_PYTHON(alembic_side::modules());
    const SharedDatabase database;
    Engine engine = create_engine(database.url());

    with_runner(engine, [](Runner& runner) { runner.upgrade("head"); });

    EXPECT_EQ(alembic_side::run("heads", database), "ae1027a6acf1\n");
    EXPECT_EQ(alembic_side::run("differences", database, "heroes"), "");
    Connection connection = engine.connect();
    const auto found = compare_metadata(connection, environment());
    EXPECT_TRUE(found.differences.empty());
    EXPECT_TRUE(found.remarks.empty());
}

}  // namespace
