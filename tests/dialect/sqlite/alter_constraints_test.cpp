// Constraints that come and go, columns that take theirs along, and what is refused before anything is changed.
#include "altering.hpp"

namespace {

using namespace altering;
using Lines = std::vector<std::string>;

/// The table's text behind its name, after the changes.
std::string after(std::string_view sql, std::vector<ddl::Change> changes) {
    Database db{sql};
    db.alter("t", std::move(changes));
    const auto text = db.sql_of("t");
    return text.substr(text.find(" ("));
}

/// What a change that is refused says; nothing may have been changed.
std::string refusal(std::string_view sql, std::vector<ddl::Change> changes) {
    Database db{sql};
    const auto before = db.schema();
    const auto message = message_of<CompileError>([&] { db.alter("t", std::move(changes)); });
    EXPECT_EQ(db.schema(), before);
    return message;
}

std::string argument_error(std::string_view sql, std::vector<ddl::Change> changes) {
    Database db{sql};
    const auto before = db.schema();
    const auto message = message_of<ArgumentError>([&] { db.alter("t", std::move(changes)); });
    EXPECT_EQ(db.schema(), before);
    return message;
}

ddl::Change drop_unnamed(decltype(ddl::DropConstraint::previous) what) {
    return ddl::DropConstraint{{}, {}, ConstraintType::any, false, std::move(what)};
}

TEST(SqliteAlterConstraints, AreCreatedBehindThoseThatAreThere) {
    EXPECT_EQ(after("CREATE TABLE t (\n    id INTEGER PRIMARY KEY,\n    a INT,\n    CHECK (a > 0) -- positive\n)",
                  {add_unique("u", {"A", "id"}), add_unique("", {"a"}), add_check("order", "a < 9"),
                      ddl::CreateForeignKey{{}, {"fk", {"a"}, {}, "t", {"id"}, ReferentialAction::cascade, ReferentialAction::set_null, 0,
                                                    "DEFERRABLE INITIALLY DEFERRED"}}}),
        " (\n    id INTEGER PRIMARY KEY,\n    a INT,\n    CHECK (a > 0), -- positive\n    CONSTRAINT u UNIQUE (a, id),\n    UNIQUE (a),\n"
        "    CONSTRAINT \"order\" CHECK (a < 9),\n    CONSTRAINT fk FOREIGN KEY(a) REFERENCES t (id) ON DELETE CASCADE ON UPDATE SET NULL "
        "DEFERRABLE INITIALLY DEFERRED\n)");
}

TEST(SqliteAlterConstraints, AreDroppedByTheirNamesWhereverTheyStand) {
    const char* const sql =
        "CREATE TABLE t (id INTEGER CONSTRAINT pk PRIMARY KEY, a INT CONSTRAINT pos CHECK (a > 0) CONSTRAINT uq UNIQUE, b INT CONSTRAINT "
        "fk REFERENCES t (id) NOT NULL "
        "DEFERRABLE INITIALLY DEFERRED, CONSTRAINT c1 CHECK (a < 9) CONSTRAINT c2 UNIQUE (a, b), CONSTRAINT c3 CHECK (b > 0))";
    EXPECT_EQ(after(sql, {drop_constraint("POS"), drop_constraint("fk", ConstraintType::foreign_key), drop_constraint("c1"),
                             drop_constraint("uq", ConstraintType::unique)}),
        " (id INTEGER CONSTRAINT pk PRIMARY KEY, a INT, b INT NOT NULL, CONSTRAINT c2 UNIQUE (a, b), CONSTRAINT c3 CHECK (b > 0))");
    EXPECT_EQ(after(sql, {drop_constraint("pk", ConstraintType::primary_key), drop_constraint("fk"), drop_constraint("c3"),
                             drop_constraint("c2")}),
        " (id INTEGER, a INT CONSTRAINT pos CHECK (a > 0) CONSTRAINT uq UNIQUE, b INT NOT NULL, "
        "CONSTRAINT c1 CHECK (a < 9))");
}

TEST(SqliteAlterConstraints, WithoutNamesAreDroppedByWhatTheyAre) {
    const char* const sql =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE CHECK (a>0), b INT REFERENCES t, UNIQUE (a, b), CHECK (\"a\" <> b), FOREIGN "
        "KEY (a) REFERENCES t (id))";
    EXPECT_EQ(after(sql, {drop_unnamed(unique_constraint("a")), drop_unnamed(check("a > 0")),
                             drop_unnamed(foreign_key_constraint({"b"}, "T", {"id"}))}),
        " (id INTEGER PRIMARY KEY, a INT, b INT, UNIQUE (a, b), CHECK (\"a\" <> b), FOREIGN KEY (a) REFERENCES t (id))");
    EXPECT_EQ(after(sql, {drop_unnamed(unique_constraint("A", "B")), drop_unnamed(check("(a != b)")),
                             drop_unnamed(foreign_key_constraint({"a"}, "t", {"id"}))}),
        " (id INTEGER PRIMARY KEY, a INT UNIQUE CHECK (a>0), b INT REFERENCES t)");
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a)", {drop_constraint("", ConstraintType::primary_key)}), " (id INTEGER, a)");
    EXPECT_EQ(
        after("CREATE TABLE t (id INTEGER, a, PRIMARY KEY (id))", {drop_unnamed(primary_key_constraint({"id"}))}), " (id INTEGER, a)");
    EXPECT_EQ(argument_error(sql, {drop_unnamed(unique_constraint("b"))}),
        "the table 't' has no constraint without a name that is like the one to be dropped; none of its constraints has a name");
    EXPECT_NE(argument_error(sql, {drop_constraint("")}).find("has no name, and nothing says what it is"), std::string::npos);
}

TEST(SqliteAlterConstraints, ANameThatOnlyTheConventionKnowsFindsTheOneWithout) {
    ddl::DropConstraint drop{{}, "uq_t_a", ConstraintType::unique, false, unique_constraint("a")};
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, UNIQUE (a))", {drop}), " (id INTEGER PRIMARY KEY, a INT)");
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE, CONSTRAINT uq_t_a UNIQUE (a))", {drop}),
        " (id INTEGER PRIMARY KEY, a INT UNIQUE)");
}

TEST(SqliteAlterConstraints, WhatIsNotThereIsNamed) {
    const char* const sql = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT CONSTRAINT pos CHECK (a > 0), CONSTRAINT u UNIQUE (a))";
    EXPECT_EQ(argument_error(sql, {drop_constraint("nope")}), "the table 't' has no constraint 'nope'; those with names are pos, u");
    EXPECT_EQ(argument_error(sql, {drop_constraint("u", ConstraintType::check)}),
        "the table 't' has no constraint 'u'; those with names are pos, u");
    EXPECT_EQ(argument_error(sql, {set_nullable("b", true)}), "the table 't' has no column 'b'; it has id, a");
    EXPECT_EQ(argument_error(sql, {add_unique("x", {"b"})}), "the table 't' has no column 'b'; it has id, a");
    EXPECT_EQ(argument_error(sql, {add_unique("pos", {"a"})}), "the table 't' has a constraint 'pos' already");
    EXPECT_EQ(argument_error(sql, {add_column({"A", Integer{}}), set_nullable("a", true)}), "the table 't' has a column 'A' already");
    EXPECT_EQ(argument_error(sql, {rename_column("a", "ID"), set_nullable("id", true)}), "the table 't' has a column 'ID' already");
    EXPECT_EQ(argument_error(sql, {ddl::DropIndex{{}, "ix"}, drop_column("a")}), "the table 't' has no index 'ix'");
    EXPECT_EQ(after(sql, {ddl::DropConstraint{{}, "nope", ConstraintType::any, true}, ddl::DropColumn{{}, "b", true}}),
        " (id INTEGER PRIMARY KEY, a INT CONSTRAINT pos CHECK (a > 0), CONSTRAINT u UNIQUE (a))");
    Database db;
    EXPECT_EQ(message_of<NoSuchTableError>([&] { db.alter("hero", {set_nullable("b", true)}); }),
        "The table 'hero', which is to be altered, does not exist");
}

TEST(SqliteAlterConstraints, ThePrimaryKeyCanChange) {
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT)", {ddl::CreatePrimaryKey{{}, {"pk", {"a", "b"}}}}),
        " (id INTEGER, a INT NOT NULL, b INT NOT NULL, CONSTRAINT pk PRIMARY KEY (a, b))");
    EXPECT_EQ(after("CREATE TABLE t (a INT, b INT, CONSTRAINT old PRIMARY KEY (a, b))",
                  {drop_constraint("old"), add_column({"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}})}),
        " (a INT, b INT, id INTEGER NOT NULL, PRIMARY KEY (id))");
    EXPECT_NE(refusal("CREATE TABLE t (a INT PRIMARY KEY)", {add_column({"id", Integer{}, {.nullable = false, .primary_key = true}})})
                  .find("drop the key (a) in the same batch"),
        std::string::npos);
    ddl::AlterColumn generated{{}, "a"};
    generated.autoincrement = true;
    EXPECT_EQ(after("CREATE TABLE t (a BIGINT PRIMARY KEY, b)", {generated}), " (a INTEGER PRIMARY KEY, b)");
    EXPECT_NE(refusal("CREATE TABLE t (a BIGINT, b)", {generated}).find("generates only the primary key"), std::string::npos);
}

TEST(SqliteAlterConstraints, AKeyThatIsAddedNumbersTheRows) {
    Database db{"CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('x'), ('y')"};
    db.alter("t", {add_column({"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}})});
    EXPECT_EQ(db.rows("SELECT id, a FROM t"), (Lines{"1|x", "2|y"}));
}

TEST(SqliteAlterConstraints, AColumnTakesAlongWhatIsItsAlone) {
    EXPECT_EQ(after("CREATE TABLE team (id INTEGER PRIMARY KEY); CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE CHECK (a > 0) "
                    "REFERENCES team, b INT, "
                    "UNIQUE (a), FOREIGN KEY (a) REFERENCES team (id), CHECK (b > 0))",
                  {drop_column("a")}),
        " (id INTEGER PRIMARY KEY, b INT, CHECK (b > 0))");
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id))", {drop_column("a")}), " (id INTEGER PRIMARY KEY)");
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT)", {drop_column("id")}), " (a INT)");
}

TEST(SqliteAlterConstraints, AColumnThatOthersNeedStays) {
    EXPECT_EQ(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT, CONSTRAINT pair UNIQUE (a, b))", {drop_column("a")}),
        "The column 'a' of the table 't' cannot be dropped: the constraint 'pair' (CONSTRAINT pair UNIQUE (a, b)) names it; drop that "
        "first, or in the same batch");
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT, CHECK (a > 0))", {drop_column("a")})
                  .find("the constraint (CHECK (a > 0)) names it"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT CHECK (b > \"A\"))", {drop_column("a")})
                  .find("the CHECK of the column 'b' names it"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); CREATE INDEX ix ON t (b) WHERE a > 0", {drop_column("a")})
                  .find("the index 'ix' names it"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); CREATE INDEX ix ON t (b, a)", {drop_column("a")})
                  .find("the index 'ix' names it"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT UNIQUE); CREATE TABLE c (x REFERENCES t (a))", {drop_column("a")})
                  .find("a foreign key of the table 'c' leads to it (REFERENCES t (a))"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT); CREATE TABLE c (x REFERENCES T)", {drop_column("id")})
                  .find("a foreign key of the table 'c' leads to it"),
        std::string::npos);
    EXPECT_NE(refusal("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT REFERENCES t (id))", {drop_column("id")})
                  .find("a foreign key of the table 't' leads to it"),
        std::string::npos);
}

TEST(SqliteAlterConstraints, ViewsAndTriggersThatNeedAColumnAreNamed) {
    const std::string table = "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); CREATE TABLE log (a);";
    EXPECT_NE(refusal(table + "CREATE VIEW fine AS SELECT b FROM t; CREATE VIEW grown AS SELECT a + 1 FROM t", {drop_column("a")})
                  .find("cannot be dropped: the view 'grown' (no such column: a) would not work any more"),
        std::string::npos);
    EXPECT_NE(
        refusal(table + "CREATE VIEW quoted AS SELECT \"a\" FROM t", {drop_column("a")}).find("the view 'quoted'"), std::string::npos);
    EXPECT_NE(refusal(table + "CREATE TRIGGER tr AFTER INSERT ON t BEGIN INSERT INTO log VALUES (new.a); END",
                  {drop_column("a"), set_nullable("b", true), set_default("b", "1")})
                  .find("the trigger 'tr'"),
        std::string::npos);
    EXPECT_NE(refusal(table + "CREATE TRIGGER tr AFTER INSERT ON log BEGIN UPDATE t SET a = new.a; END", {drop_column("a")})
                  .find("the trigger 'tr'"),
        std::string::npos);
    EXPECT_NE(refusal(table + "CREATE TRIGGER tr AFTER UPDATE OF b, \"A\" ON t BEGIN SELECT 1; END", {drop_column("a")})
                  .find("the trigger 'tr' waits for its updates"),
        std::string::npos);
    // Columns of other tables, and a view that did not work before, are no reason.
    Database db{table +
                "CREATE VIEW v AS SELECT log.a, t.b FROM log, t; CREATE VIEW broken AS SELECT a FROM nowhere; CREATE VIEW all_of AS SELECT "
                "* FROM t"};
    db.alter("t", {drop_column("a")});
    EXPECT_EQ(db.row("SELECT group_concat(name) FROM pragma_table_info('t')"), "id,b");
}

TEST(SqliteAlterConstraints, WhatNamesAColumnMayGoInTheSameBatch) {
    EXPECT_EQ(after("CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT, CONSTRAINT pair UNIQUE (a, b), CHECK (a > 0)); CREATE INDEX ix "
                    "ON t (a, b)",
                  {drop_column("a"), drop_constraint("pair"), drop_unnamed(check("a > 0")), ddl::DropIndex{{}, "ix"}}),
        " (id INTEGER PRIMARY KEY, b INT)");
    Database db{"CREATE TABLE t (id INTEGER PRIMARY KEY, a INT, b INT); CREATE INDEX ix ON t (a, b)"};
    EXPECT_EQ(db.alter("t", {drop_column("a"), ddl::DropIndex{{}, "ix"}}), (Lines{"DROP INDEX ix", "ALTER TABLE t DROP COLUMN a"}));
}

TEST(SqliteAlterConstraints, DefaultsAndNullability) {
    const char* const sql =
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INT CONSTRAINT d DEFAULT 5 CONSTRAINT n NOT NULL ON CONFLICT FAIL COLLATE nocase, b "
        "TEXT COLLATE nocase CHECK (b > ''))";
    EXPECT_EQ(after(sql, {set_default("a", "6"), set_default("b", "lower('X')"), set_nullable("b", false)}),
        " (id INTEGER PRIMARY KEY, a INT CONSTRAINT d DEFAULT 6 CONSTRAINT n NOT NULL ON CONFLICT FAIL COLLATE nocase, "
        "b TEXT COLLATE nocase DEFAULT (lower('X')) NOT NULL CHECK (b > ''))");
    EXPECT_EQ(after(sql, {set_default("a", std::nullopt), set_nullable("a", true)}),
        " (id INTEGER PRIMARY KEY, a INT COLLATE nocase, b TEXT COLLATE nocase CHECK (b > ''))");
    Database db{sql};
    EXPECT_EQ(db.alter("t", {set_nullable("a", false), set_default("a", "5")}), Lines{});  // is so already
}

TEST(SqliteAlterConstraints, AForeignKeyLeadsIntoNoOtherSchema) {
    EXPECT_NE(refusal("CREATE TABLE t (a INT)", {ddl::CreateForeignKey{{}, {"fk", {"a"}, "other", "x", {"id"}}}})
                  .find("cannot lead to 'other.x': on SQLite that is another file"),
        std::string::npos);
}

TEST(SqliteAlterConstraints, ViewsAndVirtualTablesAreRefused) {
    Database db{"CREATE TABLE x (a); CREATE VIEW v AS SELECT a FROM x; CREATE VIRTUAL TABLE words USING fts5(a)"};
    EXPECT_NE(message_of<CompileError>([&] { db.alter("v", {drop_column("a")}); }).find("'v' is a view"), std::string::npos);
    EXPECT_NE(message_of<CompileError>([&] { db.alter("words", {drop_column("a")}); }).find("'words' is a virtual one"), std::string::npos);
}

}  // namespace
