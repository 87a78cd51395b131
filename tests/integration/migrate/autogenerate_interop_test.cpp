// Databases that Retort and SQLModel made of the same models: each finds nothing to change in the other's.
#include "../support.hpp"
#include "wide_models.hpp"

#include <examples/heroes/models.hpp>

#include <retort/core/text.hpp>
#include <retort/engine/inspector.hpp>
#include <retort/migrate/compare.hpp>

using namespace integration;
using namespace retort;

namespace {

constexpr auto script = "migrate/alembic_autogenerate.py";
constexpr auto modules = "alembic, sqlmodel";

MetaData heroes_tables() {
    return metadata<heroes::Team, heroes::HeroPowerLink, heroes::Power, heroes::Hero>();
}

MetaData tables_of(const std::string& models) {
    return models == "wide" ? wide::tables() : heroes_tables();
}

/// What our autogenerate finds, remarks as well.
std::vector<std::string> our_differences(Engine& engine, const MetaData& tables) {
    Connection connection = engine.connect();
    const auto found = migrate::compare_metadata(connection, {.metadata = tables, .compare_type = true, .compare_server_default = true});
    std::vector<std::string> lines = found.remarks;
    for (const auto& difference : found.differences)
        lines.push_back(join(difference.summary, "; "));
    return lines;
}

std::vector<std::string> alembics_differences(const std::string& models, const std::filesystem::path& file) {
    const std::string output = run_python(script, {"differences", models, file.string()});
    std::vector<std::string> lines;
    for (const auto line : split(strip(output), '\n')) {
        // Alembic 1.8 takes the default CURRENT_TIMESTAMP for changed every other time.
        if (!line.empty() && line.find("'office', 'since'") == std::string_view::npos) lines.emplace_back(line);
    }
    return lines;
}

class AutogenerateInterop : public testing::TestWithParam<std::string> {};

TEST_P(AutogenerateInterop, AlembicFindsInWhatOurModelsMadeNoMoreThanInWhatSqlmodelMade) {
    RETORT_NEED_PYTHON(modules);
    TemporaryFolder folder;
    const auto ours = folder / "ours.db";
    const auto theirs = folder / "theirs.db";
    Engine engine = open(ours);
    tables_of(GetParam()).create_all(engine);
    run_python(script, {"create", GetParam(), theirs.string()});

    const auto found = alembics_differences(GetParam(), ours);

    EXPECT_EQ(found, alembics_differences(GetParam(), theirs));
    // Alembic 1.8 takes the table sqlite_sequence for one of the user's, and a default with a quote in it for changed.
    EXPECT_EQ(found.size(), GetParam() == "wide" ? 2U : 0U) << join(found, "\n");
}

TEST_P(AutogenerateInterop, WeFindNothingInWhatSqlmodelMade) {
    RETORT_NEED_PYTHON(modules);
    TemporaryFolder folder;
    const auto file = folder / "theirs.db";
    run_python(script, {"create", GetParam(), file.string()});
    Engine engine = open(file);

    EXPECT_EQ(our_differences(engine, tables_of(GetParam())), std::vector<std::string>{});
}

TEST_P(AutogenerateInterop, WeFindNothingInWhatOurModelsMade) {
    Engine engine = create_engine("sqlite://");
    tables_of(GetParam()).create_all(engine);

    EXPECT_EQ(our_differences(engine, tables_of(GetParam())), std::vector<std::string>{});
}

INSTANTIATE_TEST_SUITE_P(Models, AutogenerateInterop, testing::Values("heroes", "wide"), [](const auto& models) { return models.param; });

TEST(AutogenerateInteropOf, TheTutorialsDatabaseIsAsItsModelsSay) {
    RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
    TemporaryFolder folder;
    Engine engine = open(folder.copy_of_sample("heroes_sqlmodel.db"));

    EXPECT_EQ(our_differences(engine, heroes_tables()), std::vector<std::string>{});
}

/// Takes what the database has for what is wanted, with and without the default schema's name.
void expect_no_difference_to_itself(Engine& engine, std::size_t tables) {
    Connection connection = engine.connect();
    for (const std::string_view schema : {"", "main"}) {
        const MetaData read = inspect(connection).reflect(schema);
        ASSERT_EQ(read.tables().size(), tables);
        const auto found = migrate::compare_metadata(connection, {.metadata = read, .compare_type = true, .compare_server_default = true});
        for (const auto& difference : found.differences)
            ADD_FAILURE() << join(difference.summary, "; ");
        EXPECT_EQ(join(found.remarks, "\n"), "");
    }
}

TEST(AutogenerateInteropOf, ChinookIsNoDifferenceToItself) {
    RETORT_NEED_SAMPLE("chinook.sqlite");
    TemporaryFolder folder;
    Engine engine = open(folder.copy_of_sample("chinook.sqlite"));
    expect_no_difference_to_itself(engine, 11);
}

TEST(AutogenerateInteropOf, OddTablesAreNoDifferenceToThemselves) {
    Engine engine = create_engine("sqlite://");
    for (const std::string_view sql :
        {"CREATE TABLE Base (id INTEGER PRIMARY KEY AUTOINCREMENT, \"a b\" TEXT COLLATE nocase DEFAULT ('x' || 'y') UNIQUE, c TINYINT(1) "
         "DEFAULT \"q\" CHECK (c IN (0, 1)))",
            "CREATE TABLE child (x INTEGER REFERENCES base, y TEXT NOT NULL PRIMARY KEY, z TEXT AS (upper(y)), v DECIMAL(10,5) AS (x * "
            "2.5) STORED, "
            "CONSTRAINT fk FOREIGN KEY (y) REFERENCES BASE (\"A B\") ON DELETE SET DEFAULT DEFERRABLE INITIALLY DEFERRED, CHECK (((x > 1)) "
            "-- one\n))",
            "CREATE TABLE s (k ANY NOT NULL, l INT, PRIMARY KEY (k, l DESC)) STRICT, WITHOUT ROWID",
            "CREATE TABLE copied AS SELECT * FROM child", "CREATE VIEW w AS SELECT x FROM child",
            "CREATE INDEX \"ix 1\" ON child (y COLLATE nocase DESC, lower(y) asc, x) WHERE ((x)) > 1",
            "CREATE UNIQUE INDEX ix2 ON Base (\"a b\" COLLATE BINARY)", "CREATE VIRTUAL TABLE words USING fts5(word)"}) {
        execute(engine, sql);
    }
    expect_no_difference_to_itself(engine, 4);
}

/// What the tutorial's env.cpp says.
migrate::Environment tutorial_environment() {
    return {.metadata = heroes_tables(),
        .compare_type = true,
        .compare_server_default = true,
        .naming_convention = {{"uq", "uq_%(table_name)s_%(column_0_name)s"}, {"ck", "ck_%(table_name)s_%(constraint_name)s"},
            {"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}, {"pk", "pk_%(table_name)s"}}};
}

TEST(AutogenerateInteropOf, ANamingConventionAloneIsNoDifference) {
    RETORT_NEED_SAMPLE("heroes_sqlmodel.db");
    TemporaryFolder folder;
    Engine engine = open(folder.copy_of_sample("heroes_sqlmodel.db"));
    Connection connection = engine.connect();

    const auto found = migrate::compare_metadata(connection, tutorial_environment());

    EXPECT_TRUE(found.differences.empty()) << "the tables have no names for their keys, which the models have by convention";
    EXPECT_TRUE(found.remarks.empty());
}

TEST(AutogenerateInteropOf, NamesByConventionAreNoDifferenceToAlembic) {
    RETORT_NEED_PYTHON(modules);
    TemporaryFolder folder;
    const auto file = folder / "named.db";
    Engine engine = open(file);
    const migrate::Environment environment = tutorial_environment();
    heroes_tables().with_naming_convention(environment.naming_convention).create_all(engine);

    EXPECT_EQ(alembics_differences("heroes", file), std::vector<std::string>{});
    Connection connection = engine.connect();
    EXPECT_TRUE(migrate::compare_metadata(connection, environment).differences.empty());
    EXPECT_EQ(inspect(connection).get_foreign_keys("hero").front().name, "fk_hero_team_id_team");
}

TEST(AutogenerateInteropOf, BothFindTheSameInADatabaseThatWasChanged) {
    RETORT_NEED_PYTHON(modules);
    TemporaryFolder folder;
    const auto file = folder / "changed.db";
    Engine engine = open(file);
    wide::tables().create_all(engine);
    for (const std::string_view sql :
        {"DROP INDEX ix_pair", "ALTER TABLE log ADD COLUMN level INTEGER", "CREATE INDEX ix_line ON log (line)", "DROP TABLE office",
            "CREATE TABLE office (number INTEGER NOT NULL, city VARCHAR(20) NOT NULL, company_id BIGINT, desks INTEGER DEFAULT '1' NOT "
            "NULL, state VARCHAR DEFAULT 'it''s open' NOT NULL, since DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL, PRIMARY KEY (number, "
            "city), "
            "FOREIGN KEY(company_id) REFERENCES company (id), CHECK (city <> '' AND number > 0), CONSTRAINT ck_desks CHECK (desks>=0))",
            "CREATE TABLE extra (x INTEGER)"}) {
        execute(engine, sql);
    }

    const auto ours = our_differences(engine, wide::tables());
    const std::string theirs = join(alembics_differences("wide", file), "\n");

    for (const std::string_view expected : {"Detected removed table 'extra'", "Detected removed column 'log.level'",
             "Detected removed index 'ix_line' on 'log'", "Detected added index 'ix_pair' on 'flag', 'number'",
             "Detected NOT NULL on column 'office.company_id'; Detected type change from BIGINT() to Integer() on 'office.company_id'",
             "Detected server default on column 'office.desks'", "Detected added column 'office.heated'",
             "Detected added unique constraint None on 'company_id', 'desks'"}) {
        EXPECT_NE(std::find(ours.begin(), ours.end(), expected), ours.end()) << expected << " is not in:\n" << join(ours, "\n");
    }
    for (const std::string_view expected : {"'remove_table', Table('extra'", "'remove_column', None, 'log', Column('level'",
             "'remove_index', Index('ix_line'", "'add_index', Index('ix_pair'", "'modify_nullable', None, 'office', 'company_id'",
             "'modify_type', None, 'office', 'company_id'", "'modify_default', None, 'office', 'desks'",
             "'add_column', None, 'office', Column('heated'", "'add_constraint', UniqueConstraint("}) {
        EXPECT_NE(theirs.find(expected), std::string::npos) << expected << " is not in:\n" << theirs;
    }
    // Beside these the foreign key of office without its ON DELETE CASCADE, removed and added.
    EXPECT_EQ(ours.size(), 10U) << join(ours, "\n") << "\n" << theirs;
}

}  // namespace
