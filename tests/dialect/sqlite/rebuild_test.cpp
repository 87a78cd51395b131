// Tables made anew: what is changed, and all that must not be.
#include "altering.hpp"

#include <algorithm>

namespace {

using namespace altering;
using Lines = std::vector<std::string>;

bool mentions(const Lines& lines, std::string_view text) {
    return std::any_of(lines.begin(), lines.end(), [&](const auto& line) { return line.find(text) != std::string::npos; });
}

TEST(SqliteRebuild, IsTheProcedureThatSqliteDescribes) {
    Database db{
        "CREATE TABLE hero (id INTEGER PRIMARY KEY, age INT -- years\n); CREATE INDEX ix ON hero (age); INSERT INTO hero VALUES (1, 2)"};
    EXPECT_EQ(db.alter("hero", {set_nullable("age", false)}),
        (Lines{"CREATE TABLE _retort_tmp_hero (id INTEGER PRIMARY KEY, age INT NOT NULL -- years\n)",
            "INSERT INTO _retort_tmp_hero (id, age) SELECT id, age FROM hero", "DROP TABLE hero", "PRAGMA legacy_alter_table=ON",
            "ALTER TABLE _retort_tmp_hero RENAME TO hero", "PRAGMA legacy_alter_table=OFF", "CREATE INDEX ix ON hero (age)"}));
    EXPECT_EQ(db.sql_of("hero"), "CREATE TABLE \"hero\" (id INTEGER PRIMARY KEY, age INT NOT NULL -- years\n)");
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"1|2"});
}

TEST(SqliteRebuild, SeveralChangesAreOneRebuild) {
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY, name TEXT, age INT, power TEXT); INSERT INTO hero VALUES (1, 'A', 2, 'fly')"};
    const auto statements = db.alter("hero",
        {set_nullable("name", false), drop_column("power"), add_column({"rank", Integer{}, {.nullable = false, .server_default = "7"}}),
            add_unique("u_name", {"name"}), add_check("c_rank", "rank > 0"), set_default("age", "3"), rename_column("age", "years"),
            ddl::CreateIndex{{}, index("ix_years", "years")}});
    EXPECT_EQ(std::count_if(statements.begin(), statements.end(), [](const auto& one) { return one.starts_with("CREATE TABLE"); }), 1);
    EXPECT_EQ(db.sql_of("hero"),
        "CREATE TABLE \"hero\" (id INTEGER PRIMARY KEY, name TEXT NOT NULL, years INT DEFAULT 3, rank INTEGER DEFAULT 7 NOT NULL, "
        "CONSTRAINT u_name UNIQUE (name), CONSTRAINT c_rank CHECK (rank > 0))");
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"1|A|2|7"});
    EXPECT_EQ(db.sql_of("ix_years"), "CREATE INDEX ix_years ON hero (years)");
}

TEST(SqliteRebuild, AlwaysAndNothingElseKeepsTheTextAsItIs) {
    const std::string text =
        " (  id INTEGER PRIMARY KEY /* key */ , [a b] ANY, CHECK ([a b]>0) , UNIQUE([a b] DESC) ON CONFLICT ROLLBACK ) STRICT";
    Database db{"CREATE TABLE hero" + text};
    db.alter("hero", {}, Recreate::always);
    EXPECT_EQ(db.sql_of("hero"), "CREATE TABLE \"hero\"" + text);
}

TEST(SqliteRebuild, CastsWhereTheAffinityChanges) {
    Database db{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, number TEXT, word INT, day TEXT, kept VARCHAR(3), raw TEXT, document INT);"
        "INSERT INTO t VALUES (1, '12', 5, '2020-01-31', 'abcdef', 'x', 8)"};
    const auto statements = db.alter("t", {retype("number", Integer{}), retype("word", types::Text{}), retype("day", types::Date{}),
                                              retype("kept", String{9}), retype("raw", LargeBinary{}), retype("document", JSON{})});
    EXPECT_EQ(statements.at(1),
        "INSERT INTO _retort_tmp_t (id, number, word, day, kept, raw, document) SELECT id, CAST(number AS INTEGER), CAST(word AS TEXT), "
        "day, kept, "
        "CAST(raw AS BLOB), document FROM t");
    EXPECT_EQ(
        db.row("SELECT typeof(number), typeof(word), day, kept, typeof(raw), document FROM t"), "integer|text|2020-01-31|abcdef|blob|8");
}

TEST(SqliteRebuild, TakesTheValuesFromAnExpression) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, old TEXT); INSERT INTO t VALUES (1, 'a,b')"};
    db.alter("t", {rename_column("old", "name"), retype("name", Integer{}, "length(name) * 10")});
    EXPECT_EQ(db.row("SELECT name, typeof(name) FROM t"), "30|integer");
}

TEST(SqliteRebuild, NullsInAColumnThatMustHaveNoneLoseNothing) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT); INSERT INTO t VALUES (1, 'x'), (2, NULL); CREATE INDEX ix ON t (a)"};
    const auto before = db.schema();
    EXPECT_NE(message_of<IntegrityError>([&] { db.alter("t", {set_nullable("a", false)}); }).find("NOT NULL constraint failed"),
        std::string::npos);
    EXPECT_EQ(db.schema(), before);
    EXPECT_EQ(db.rows("SELECT * FROM t"), (Lines{"1|x", "2|NULL"}));
}

TEST(SqliteRebuild, NewConstraintsThatRowsBreakLoseNothing) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); INSERT INTO t VALUES (1, 5, 5), (2, 5, 6)"};
    const auto before = db.schema();
    EXPECT_NE(
        message_of<IntegrityError>([&] { db.alter("t", {add_unique("u", {"a"})}); }).find("UNIQUE constraint failed"), std::string::npos);
    EXPECT_NE(message_of<IntegrityError>([&] { db.alter("t", {add_check("c", "b < 6")}); }).find("CHECK constraint failed: c"),
        std::string::npos);
    EXPECT_EQ(db.schema(), before);
    EXPECT_EQ(db.rows("SELECT * FROM t"), (Lines{"1|5|5", "2|5|6"}));
}

TEST(SqliteRebuild, ConflictClausesLoseNoRow) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE ON CONFLICT REPLACE); INSERT INTO t VALUES (1, '1'), (2, '01')"};
    EXPECT_NE(
        message_of<IntegrityError>([&] { db.alter("t", {retype("a", Integer{})}); }).find("UNIQUE constraint failed"), std::string::npos);
    EXPECT_EQ(db.rows("SELECT * FROM t"), (Lines{"1|1", "2|01"}));
}

TEST(SqliteRebuild, KeepsRowids) {
    Database db{"CREATE TABLE t (a TEXT, rowid TEXT); INSERT INTO t (_rowid_, a) VALUES (5, 'x'), (900, 'y')"};
    EXPECT_TRUE(mentions(db.alter("t", {set_default("a", "'z'")}), "(_rowid_, a, rowid) SELECT _rowid_, a, rowid"));
    EXPECT_EQ(db.rows("SELECT _rowid_, a FROM t"), (Lines{"5|x", "900|y"}));
}

TEST(SqliteRebuild, KeepsTheNumbersThatAutoincrementHasGiven) {
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY AUTOINCREMENT, a TEXT); INSERT INTO hero VALUES (41, 'x'); DELETE FROM hero"};
    db.alter("hero", {set_default("a", "'y'")});
    EXPECT_EQ(db.rows("SELECT * FROM sqlite_sequence"), Lines{"hero|41"});
    db.run("INSERT INTO hero DEFAULT VALUES");
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"42|y"});
    db.alter("hero", {set_nullable("a", false), ddl::RenameTable{{}, "person"}});
    EXPECT_EQ(db.rows("SELECT * FROM sqlite_sequence"), Lines{"person|42"});
    db.alter("person", {ddl::CreatePrimaryKey{{}, primary_key_constraint({"id"}).named("pk")}});
    EXPECT_EQ(db.sql_of("person"),
        "CREATE TABLE \"person\" (id INTEGER NOT NULL, a TEXT DEFAULT 'y' NOT NULL, CONSTRAINT pk PRIMARY KEY (id AUTOINCREMENT))");
    EXPECT_EQ(db.rows("SELECT * FROM sqlite_sequence"), Lines{"person|42"});
}

TEST(SqliteRebuild, KeepsIndexesOfAllKinds) {
    const Lines indexes{"CREATE INDEX i1 ON t (lower(a), b DESC)", "CREATE UNIQUE INDEX i2 ON t (a COLLATE nocase) WHERE b > 0 /* some */",
        "CREATE INDEX [i 3] ON \"t\"(b)"};
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT, c INT); " + indexes[0] + ";" + indexes[1] + ";" + indexes[2]};
    db.alter("t", {set_nullable("c", false)});
    EXPECT_EQ(db.rows("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY rowid"), indexes);
    db.alter("t", {rename_column("b", "rank"), set_nullable("c", true)});
    EXPECT_EQ(db.rows("SELECT sql FROM sqlite_master WHERE type = 'index' ORDER BY rowid"),
        (Lines{"CREATE INDEX i1 ON t (lower(a), rank DESC)", "CREATE UNIQUE INDEX i2 ON t (a COLLATE nocase) WHERE rank > 0 /* some */",
            "CREATE INDEX [i 3] ON \"t\"(rank)"}));
}

TEST(SqliteRebuild, KeepsTriggersAndViewsWithTheirText) {
    Database db{
        "CREATE TABLE log (what TEXT); CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT);"
        "CREATE TRIGGER tr AFTER INSERT ON t WHEN new.a <> 'no' BEGIN INSERT INTO log VALUES ('new ' || new.a); END;"
        "CREATE TEMP TRIGGER temp_tr AFTER DELETE ON t BEGIN INSERT INTO log VALUES ('gone ' || old.a); END;"
        "CREATE VIEW v AS SELECT id, a AS letter FROM t; CREATE VIEW broken AS SELECT * FROM nowhere;"
        "CREATE TRIGGER on_view INSTEAD OF INSERT ON v BEGIN INSERT INTO t (a) VALUES (new.letter); END; INSERT INTO t VALUES (1, 'x')"};
    const auto before = db.rows("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name");
    const auto temporary = db.sql_of("temp_tr");
    db.alter("t", {set_default("a", "'d'")});
    EXPECT_EQ(db.rows("SELECT name, sql FROM sqlite_master WHERE type IN ('trigger', 'view') ORDER BY name"), before);
    EXPECT_EQ(db.sql_of("temp_tr"), temporary);
    db.run("INSERT INTO v (letter) VALUES ('q'); DELETE FROM t WHERE a = 'x'");
    EXPECT_EQ(db.rows("SELECT * FROM log"), (Lines{"new x", "new q", "gone x"}));
    EXPECT_EQ(db.rows("SELECT letter FROM v"), Lines{"q"});
    EXPECT_EQ(db.row("PRAGMA legacy_alter_table"), "0");
}

TEST(SqliteRebuild, ARenamedColumnIsRenamedEverywhere) {
    Database db{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT UNIQUE, b INT CHECK (b > 0), CHECK (a <> 'no' AND b < 9));"
        "CREATE TABLE child (t_a TEXT REFERENCES t (a)); CREATE VIEW v AS SELECT a FROM t;"
        "CREATE TRIGGER tr AFTER UPDATE OF a ON t BEGIN UPDATE child SET t_a = new.a WHERE t_a = old.a; END; INSERT INTO t VALUES (1, 'x', "
        "2)"};
    db.alter("t", {rename_column("a", "name"), set_default("b", "3"), add_check("c", "name <> 'never' AND b <> 7")});
    EXPECT_EQ(db.sql_of("t"),
        "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, name TEXT UNIQUE, b INT DEFAULT 3 CHECK (b > 0), CHECK (name <> 'no' AND b < 9), "
        "CONSTRAINT c CHECK (name <> 'never' AND b <> 7))");
    EXPECT_EQ(db.sql_of("child"), "CREATE TABLE child (t_a TEXT REFERENCES t (name))");
    EXPECT_EQ(db.sql_of("v"), "CREATE VIEW v AS SELECT name FROM t");
    EXPECT_NE(db.sql_of("tr").find("UPDATE OF name ON t BEGIN UPDATE child SET t_a = new.name WHERE t_a = old.name"), std::string::npos);
    EXPECT_EQ(db.rows("SELECT name FROM v"), Lines{"x"});
}

TEST(SqliteRebuild, ColumnsMaySwapTheirNames) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); INSERT INTO t VALUES (1, 'was a', 'was b')"};
    db.alter("t", {rename_column("a", "c"), rename_column("b", "a"), rename_column("c", "b"), set_nullable("a", false)});
    EXPECT_EQ(db.row("SELECT a, b FROM t"), "was b|was a");
    EXPECT_EQ(db.row("SELECT group_concat(name || \"notnull\") FROM pragma_table_info('t')"), "id0,b0,a1");
}

TEST(SqliteRebuild, ANameCanBeUsedAgain) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b TEXT); INSERT INTO t VALUES (1, 'was a', 'was b')"};
    db.alter("t", {rename_column("a", "old_a"), add_column({"a", Integer{}, {.nullable = false, .server_default = "7"}}),
                      set_nullable("old_a", false), add_check("c", "a > 0")});
    EXPECT_EQ(db.row("SELECT old_a, b, a FROM t"), "was a|was b|7");
    db.alter("t", {drop_column("b"), rename_column("old_a", "b"), set_nullable("b", true)});
    EXPECT_EQ(db.row("SELECT * FROM t"), "1|was a|7");
    EXPECT_EQ(
        db.sql_of("t"), "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, b TEXT, a INTEGER DEFAULT 7 NOT NULL, CONSTRAINT c CHECK (a > 0))");
    db.alter("t", {drop_column("b"), add_column({"b", Integer{}}), set_nullable("a", true)});
    EXPECT_EQ(db.row("SELECT * FROM t"), "1|7|NULL");
}

TEST(SqliteRebuild, ANameMayChangeOnlyItsCapitals) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, age INT); INSERT INTO t VALUES (1, 2)"};
    db.alter("t", {rename_column("age", "Age"), set_nullable("Age", false)});
    EXPECT_EQ(db.sql_of("t"), "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, \"Age\" INT NOT NULL)");
}

TEST(SqliteRebuild, GeneratedColumnsAreMadeAgain) {
    Database db{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, twice INT GENERATED ALWAYS AS (a * 2) STORED, thrice AS (a * 3)); INSERT INTO t "
        "(id, a) VALUES (1, 5)"};
    db.alter("t", {add_column({"four", Integer{}, {.computed = "a * 4", .persisted = true}}), rename_column("a", "base")});
    EXPECT_EQ(db.row("SELECT base, twice, thrice, four FROM t"), "5|10|15|20");
    EXPECT_EQ(db.sql_of("t"),
        "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, base INT, twice INT GENERATED ALWAYS AS (base * 2) STORED, thrice AS (base * 3), "
        "four INTEGER GENERATED ALWAYS AS (base * 4) STORED)");
    EXPECT_NE(message_of<CompileError>([&] { db.alter("t", {drop_column("base")}); }).find("the generated column 'twice' names it"),
        std::string::npos);
    db.alter("t", {drop_column("twice"), set_nullable("base", false)});
    EXPECT_EQ(db.row("SELECT * FROM t"), "1|5|15|20");
}

TEST(SqliteRebuild, KeepsStrictAndWithoutRowid) {
    Database db{"CREATE TABLE t (k TEXT PRIMARY KEY, a INT) WITHOUT ROWID, STRICT; INSERT INTO t VALUES ('x', 1)"};
    db.alter("t", {set_default("a", "4")});
    EXPECT_EQ(db.sql_of("t"), "CREATE TABLE \"t\" (k TEXT PRIMARY KEY, a INT DEFAULT 4) WITHOUT ROWID, STRICT");
    EXPECT_EQ(db.rows("SELECT * FROM t"), Lines{"x|1"});
    EXPECT_NE(
        message_of<CompileError>([&] { db.alter("t", {drop_constraint("", ConstraintType::primary_key)}); }).find("it is WITHOUT ROWID"),
        std::string::npos);
}

TEST(SqliteRebuild, TablesOfOtherSchemas) {
    Database db{
        "ATTACH ':memory:' AS [other one]; CREATE TABLE [other one].hero (id INTEGER PRIMARY KEY AUTOINCREMENT, a INT); CREATE TABLE hero "
        "(mine);"
        "CREATE INDEX [other one].ix ON hero (a); CREATE TABLE [other one].log (x);"
        "CREATE TRIGGER [other one].tr AFTER INSERT ON hero BEGIN INSERT INTO log VALUES (new.a); END; INSERT INTO [other one].hero VALUES "
        "(8, 1)"};
    db.alter({{"other one", "hero"}, {set_nullable("a", false), rename_column("a", "b")}});
    EXPECT_EQ(db.rows("SELECT sql FROM [other one].sqlite_master WHERE name IN ('hero', 'ix') ORDER BY name"),
        (Lines{"CREATE TABLE \"hero\" (id INTEGER PRIMARY KEY AUTOINCREMENT, b INT NOT NULL)", "CREATE INDEX ix ON hero (b)"}));
    db.run("INSERT INTO [other one].hero (b) VALUES (3)");
    EXPECT_EQ(db.rows("SELECT * FROM [other one].hero"), (Lines{"8|1", "9|3"}));
    EXPECT_EQ(db.rows("SELECT * FROM [other one].log"), (Lines{"1", "3"}));
    EXPECT_EQ(db.sql_of("hero"), "CREATE TABLE hero (mine)");
}

TEST(SqliteRebuild, TemporaryTables) {
    Database db{"CREATE TEMP TABLE hero (id INTEGER PRIMARY KEY, a INT); INSERT INTO hero VALUES (1, 2); CREATE INDEX ix ON hero (a)"};
    db.alter("hero", {set_nullable("a", false)});
    EXPECT_EQ(db.rows("SELECT sql FROM sqlite_temp_master ORDER BY type DESC"),
        (Lines{"CREATE TABLE \"hero\" (id INTEGER PRIMARY KEY, a INT NOT NULL)", "CREATE INDEX ix ON hero (a)"}));
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"1|2"});
}

TEST(SqliteRebuild, NamesThatNeedQuotes) {
    Database db{
        "CREATE TABLE \"a \"\"table\"\"'s\" ([the id] INTEGER PRIMARY KEY AUTOINCREMENT, `group` TEXT, \"Größe\" INT, CHECK (\"a "
        "\"\"table\"\"'s\".[the id] > 0));"
        "INSERT INTO \"a \"\"table\"\"'s\" VALUES (1, 'g', 3)"};
    const std::string name = "a \"table\"'s";
    db.alter(name, {set_nullable("GROUP", false), rename_column("Größe", "order"), add_unique("the \"unique\" one", {"group", "order"})});
    EXPECT_EQ(db.row("SELECT sql FROM sqlite_master WHERE sql LIKE '%UNIQUE%'"),
        "CREATE TABLE \"a \"\"table\"\"'s\" ([the id] INTEGER PRIMARY KEY AUTOINCREMENT, `group` TEXT NOT NULL, \"order\" INT, CHECK ([the "
        "id] > 0), "
        "CONSTRAINT \"the \"\"unique\"\" one\" UNIQUE (\"group\", \"order\"))");
    EXPECT_EQ(db.rows("SELECT * FROM \"a \"\"table\"\"'s\""), Lines{"1|g|3"});
}

TEST(SqliteRebuild, ALeftoverOfAnAbortedRunIsNoObstacle) {
    Database db{"CREATE TABLE hero (id INTEGER PRIMARY KEY, a INT); CREATE TABLE _retort_tmp_hero (what); INSERT INTO hero VALUES (1, 2)"};
    EXPECT_EQ(db.alter("hero", {set_nullable("a", false)}).front(), "DROP TABLE IF EXISTS _retort_tmp_hero");
    EXPECT_EQ(db.rows("SELECT name FROM sqlite_master"), Lines{"hero"});
    EXPECT_EQ(db.rows("SELECT * FROM hero"), Lines{"1|2"});
}

TEST(SqliteRebuild, ALeftoverThatIsTheOnlyCopyIsNotTouched) {
    Database db{"CREATE TABLE _retort_tmp_hero (id INTEGER PRIMARY KEY, a INT); INSERT INTO _retort_tmp_hero VALUES (1, 2)"};
    EXPECT_NE(
        message_of<NoSuchTableError>([&] { db.alter("hero", {set_nullable("a", false)}); }).find("rename '_retort_tmp_hero' to 'hero'"),
        std::string::npos);
    EXPECT_EQ(db.rows("SELECT * FROM _retort_tmp_hero"), Lines{"1|2"});
}

TEST(SqliteRebuild, RowsHaveTheDefaultWithWhichTheirColumnWasAdded) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)"};
    db.alter("t", {add_column({"a", Integer{}, {.nullable = false, .server_default = "5"}}), set_default("a", std::nullopt)});
    db.alter("t", {add_column({"b", String{}, {.nullable = false, .server_default = "red"}}), set_default("b", "'blue'")});
    EXPECT_EQ(db.row("SELECT * FROM t"), "1|5|red");
    EXPECT_EQ(db.sql_of("t"), "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, a INTEGER NOT NULL, b VARCHAR DEFAULT 'blue' NOT NULL)");
}

TEST(SqliteRebuild, WordsOfExpressionsAreNoColumns) {
    Database db{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT CHECK (a LIKE '%' AND a IS NOT NULL), \"like\" INT, \"end\" INT, text INT, lower "
        "INT, "
        "CHECK (lower(CAST(a AS text)) <> 'like'));"
        "INSERT INTO t VALUES (1, 'x', 2, 3, 4, 5)"};
    db.alter("t", {drop_column("like"), drop_column("text"), drop_column("lower"), rename_column("end", "and"),
                      add_check("c", "\"and\" > 0 AND a > ''")});
    EXPECT_EQ(db.sql_of("t"),
        "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, a TEXT CHECK (a LIKE '%' AND a IS NOT NULL), \"and\" INT, "
        "CHECK (lower(CAST(a AS text)) <> 'like'), CONSTRAINT c CHECK (\"and\" > 0 AND a > ''))");
    EXPECT_EQ(db.row("SELECT * FROM t"), "1|x|3");
}

TEST(SqliteRebuild, ADroppedColumnDoesNotMindViewsThatDoNotWork) {
    Database db{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT); CREATE VIEW v AS SELECT c FROM t; CREATE VIEW w AS SELECT a FROM t"};
    EXPECT_THROW(db.run("ALTER TABLE t DROP COLUMN b"), OperationalError);  // SQLite itself does
    db.alter("t", {drop_column("b")});
    EXPECT_EQ(db.sql_of("t"), "CREATE TABLE \"t\" (id INTEGER PRIMARY KEY, a TEXT)");
    EXPECT_EQ(db.sql_of("v"), "CREATE VIEW v AS SELECT c FROM t");
}

TEST(SqliteRebuild, FunctionsOfTheProgramDoNotMatter) {
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT, b INT); CREATE VIEW v AS SELECT my_function(a) FROM t"};
    EXPECT_EQ(db.alter("t", {drop_column("b")}), Lines{"ALTER TABLE t DROP COLUMN b"});
}

}  // namespace
