// What SQLite's own ALTER TABLE does, and what is written without a database.
#include "altering.hpp"

namespace {

using namespace altering;

const Alterations& sqlite_alterations() {
    return dialect_for("sqlite").alterations();
}

std::vector<std::string> offline(std::vector<ddl::Change> changes, Recreate recreate = Recreate::when_needed) {
    return sqlite_alterations().alter_table(nullptr, {{{}, "hero"}, std::move(changes), recreate, {}});
}

using Lines = std::vector<std::string>;

TEST(SqliteNativeAlter, WritesWhatAlembicWrites) {
    EXPECT_EQ(offline({add_column({"age", Integer{}})}), Lines{"ALTER TABLE hero ADD COLUMN age INTEGER"});
    EXPECT_EQ(offline({add_column({"Age", String{30}, {.nullable = false, .server_default = "'x'"}})}),
        Lines{R"(ALTER TABLE hero ADD COLUMN "Age" VARCHAR(30) DEFAULT 'x' NOT NULL)"});
    EXPECT_EQ(offline({drop_column("age")}), Lines{"ALTER TABLE hero DROP COLUMN age"});
    EXPECT_EQ(offline({rename_column("age", "years")}), Lines{"ALTER TABLE hero RENAME age TO years"});
    EXPECT_EQ(offline({ddl::RenameTable{{}, "person"}}), Lines{"ALTER TABLE hero RENAME TO person"});
    EXPECT_EQ(offline({ddl::CreateIndex{{}, index("ix", "age"), true}}), Lines{"CREATE INDEX IF NOT EXISTS ix ON hero (age)"});
    EXPECT_EQ(offline({ddl::DropIndex{{}, "ix", true}}), Lines{"DROP INDEX IF EXISTS ix"});
    EXPECT_EQ(offline({ddl::SetTableComment{{}, "heroes"}}), Lines{});
}

TEST(SqliteNativeAlter, ANewNameHoldsForTheChangesBehindIt) {
    EXPECT_EQ(offline({ddl::RenameTable{{}, "person"}, add_column({"age", Integer{}})}),
        (Lines{"ALTER TABLE hero RENAME TO person", "ALTER TABLE person ADD COLUMN age INTEGER"}));
}

TEST(SqliteNativeAlter, NamesTheSchema) {
    EXPECT_EQ(sqlite_alterations().alter_table(
                  nullptr, {{"other", "hero"}, {add_column({"a", Integer{}}), ddl::CreateIndex{{}, index("ix", "a")}}}),
        (Lines{"ALTER TABLE other.hero ADD COLUMN a INTEGER", "CREATE INDEX other.ix ON hero (a)"}));
}

TEST(SqliteNativeAlter, AddsTheForeignKeyOfAColumnWithIt) {
    ddl::AddColumn add{{}, {"team_id", Integer{}}};
    add.foreign_keys.push_back(
        foreign_key_constraint({"team_id"}, "team", {"id"}).named("fk_team").with_actions(ReferentialAction::cascade));
    Database db{"CREATE TABLE team (id INTEGER PRIMARY KEY); CREATE TABLE hero (id INTEGER PRIMARY KEY); INSERT INTO hero VALUES (1)"};
    EXPECT_EQ(db.alter("hero", {add}),
        Lines{"ALTER TABLE hero ADD COLUMN team_id INTEGER CONSTRAINT fk_team REFERENCES team (id) ON DELETE CASCADE"});
    EXPECT_EQ(
        db.rows("SELECT \"table\", \"from\", \"to\", on_delete FROM pragma_foreign_key_list('hero')"), Lines{"team|team_id|id|CASCADE"});
}

TEST(SqliteNativeAlter, AddsNothingByALookAtTheSchema) {
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY)"};
    auto& connection = db.connection();
    (void)db.alterations().alter_table(&connection, {{{}, "hero"}, {add_column({"age", Integer{}})}});
    EXPECT_FALSE(connection.in_transaction());  // a look would have begun one
}

TEST(SqliteNativeAlter, KnowsWhatNeedsARebuildWhateverTheTableIs) {
    const auto& alterations = sqlite_alterations();
    const std::vector<ddl::Change> native{add_column({"a", Integer{}}),
        add_column({"a", Integer{}, {.nullable = false, .server_default = "-1.5"}}),
        add_column({"a", Integer{}, {.server_default = "TRUE"}}), add_column({"a", Integer{}, {.computed = "b + 1"}}), drop_column("a"),
        rename_column("a", "b"), ddl::CreateIndex{{}, index("ix", "a")}, ddl::DropIndex{{}, "ix"}, ddl::SetTableComment{{}, "c"},
        ddl::RenameTable{{}, "x"}};
    for (const auto& change : native)
        EXPECT_FALSE(alterations.needs_rebuild(change)) << change.index();
    const std::vector<ddl::Change> rebuilding{add_column({"a", Integer{}, {.server_default = "CURRENT_TIMESTAMP"}}),
        add_column({"a", Integer{}, {.server_default = "lower('X')"}}),
        add_column({"a", Integer{}, {.computed = "b + 1", .persisted = true}}),
        add_column({"a", Integer{}, {.nullable = false, .primary_key = true}}), retype("a", types::Text{}), set_nullable("a", false),
        set_default("a", {}), add_unique("u", {"a"}), add_check("c", "a > 0"), drop_constraint("c"),
        ddl::CreatePrimaryKey{{}, primary_key_constraint({"a"})}, ddl::CreateForeignKey{{}, foreign_key_constraint({"a"}, "t", {"id"})}};
    for (const auto& change : rebuilding)
        EXPECT_TRUE(alterations.needs_rebuild(change)) << change.index();
}

TEST(SqliteNativeAlter, DropsAColumnAndItsIndex) {
    Database db{
        "CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, age INT); CREATE INDEX ix_age ON hero (age DESC);"
        "CREATE INDEX ix_lower ON hero (lower(age)) WHERE age > 3; CREATE INDEX ix_name ON hero (name); INSERT INTO hero VALUES (1, 'A', "
        "2)"};
    EXPECT_EQ(db.alter("hero", {drop_column("AGE")}),
        (Lines{"DROP INDEX ix_age", "DROP INDEX ix_lower", "ALTER TABLE hero DROP COLUMN \"AGE\""}));
    EXPECT_EQ(
        db.schema(), (Lines{"ix_name|CREATE INDEX ix_name ON hero (name)", "hero|CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT)"}));
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"1|A"});
}

TEST(SqliteNativeAlter, IfExistsAndIfNotExistsLookAtTheTable) {
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT)"};
    EXPECT_EQ(db.alter("hero", {ddl::AddColumn{{}, {"Age", Integer{}}, {}, true}}), Lines{});
    EXPECT_EQ(db.alter("hero", {ddl::DropColumn{{}, "years", true}}), Lines{});
    EXPECT_EQ(db.alter("hero", {ddl::AddColumn{{}, {"years", Integer{}}, {}, true}}), Lines{"ALTER TABLE hero ADD COLUMN years INTEGER"});
    EXPECT_NE(message_of<CompileError>([] {
        offline({ddl::AddColumn{{}, {"age", Integer{}}, {}, true}});
    }).find("has no IF NOT EXISTS for columns (age)"),
        std::string::npos);
}

TEST(SqliteNativeAlter, NeverSaysWhichChangeNeedsTheRebuild) {
    EXPECT_EQ(message_of<CompileError>([] {
        offline({add_column({"a", Integer{}}), set_nullable("b", false)}, Recreate::never);
    }),
        "SQLite cannot alter the table 'hero' without making it anew, because the nullability of the column 'b' changes, and recreate is "
        "never; "
        "let it be when_needed");
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY, a INT UNIQUE)"};
    const auto before = db.schema();
    EXPECT_NE(message_of<CompileError>([&] {
        db.alter("hero", {drop_column("a")}, Recreate::never);
    }).find("because a key or constraint goes with the column 'a'"),
        std::string::npos);
    EXPECT_EQ(db.schema(), before);
}

TEST(SqliteNativeAlter, ARebuildOfflineNeedsACopyOfTheTable) {
    EXPECT_EQ(message_of<CompileError>([] { offline({set_nullable("age", false)}); }),
        "SQL that alters the table 'hero' cannot be written without a database, because the nullability of the column 'age' changes, for "
        "which SQLite has to "
        "make the table anew: run it against the database, or give batch_alter_table a copy_from with the table as it is");
    Table hero;
    hero.name = "hero";
    hero.columns = {{"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}}, {"age", Integer{}}};
    hero.primary_key.columns = {"id"};
    hero.indexes = {index("ix_age", "age")};
    EXPECT_EQ(sqlite_alterations().alter_table(nullptr, {{{}, "hero"}, {set_nullable("age", false)}, Recreate::when_needed, hero}),
        (Lines{"DROP TABLE IF EXISTS _retort_tmp_hero",
            "CREATE TABLE _retort_tmp_hero (\n\tid INTEGER NOT NULL, \n\tage INTEGER NOT NULL, \n\tPRIMARY KEY (id)\n)",
            "INSERT INTO _retort_tmp_hero (id, age) SELECT id, age FROM hero", "DROP TABLE hero", "PRAGMA legacy_alter_table=ON",
            "ALTER TABLE _retort_tmp_hero RENAME TO hero", "PRAGMA legacy_alter_table=OFF", "CREATE INDEX ix_age ON hero (age)"}));
}

TEST(SqliteNativeAlter, LiteralsAndTransactionsOffline) {
    const auto& alterations = sqlite_alterations();
    EXPECT_EQ(alterations.text_literal("it's"), "'it''s'");
    EXPECT_EQ(alterations.begin_sql(), "");  // as Alembic, which prints none for SQLite
    EXPECT_EQ(alterations.commit_sql(), "");
    EXPECT_TRUE(alterations.transactional_ddl());
    Database db;
    const std::string with_zero{"a\0b", 3};
    EXPECT_EQ(db.row("SELECT hex(" + alterations.text_literal(with_zero) + "), typeof(" + alterations.text_literal(with_zero) + ")"),
        "610062|text");
}

TEST(SqliteNativeAlter, CreatesAndDropsTables) {
    Table hero;
    hero.name = "hero";
    hero.columns = {{"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}}, {"age", Integer{}}};
    hero.indexes = {index("ix_age", "age")};
    const auto& alterations = sqlite_alterations();
    EXPECT_EQ(alterations.create_table(nullptr, {hero, true}),
        (Lines{"CREATE TABLE IF NOT EXISTS hero (\n\tid INTEGER NOT NULL, \n\tage INTEGER, \n\tPRIMARY KEY (id)\n)",
            "CREATE INDEX IF NOT EXISTS ix_age ON hero (age)"}));
    EXPECT_EQ(alterations.drop_table({{"other", "hero"}, true}), Lines{"DROP TABLE IF EXISTS other.hero"});
}

}  // namespace
