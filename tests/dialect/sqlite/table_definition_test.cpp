#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace retort;
using sqlite::DefinedConstraint;
using sqlite::TableDefinition;
using Kind = DefinedConstraint::Kind;

const char* const everything = R"(CREATE TABLE "my ""hero""" ( -- people
    id INTEGER PRIMARY KEY AUTOINCREMENT, -- the key, with a comma
    [first name] VARCHAR ( 30 ) CONSTRAINT "has name" NOT NULL ON CONFLICT IGNORE DEFAULT 'a, b)' COLLATE nocase,
    `age` unsigned big int /* years, ( */ CHECK (age >= 0 AND (age < 200)) CONSTRAINT young CHECK(age<99) DEFAULT -1,
    'odd' DECIMAL(10,2) NULL UNIQUE ON CONFLICT replace DEFAULT (1 + (2)),
    nothing,
    blob_ DEFAULT x'ab',
    team_id int REFERENCES team(id) ON DELETE CASCADE ON UPDATE SET NULL MATCH full NOT DEFERRABLE INITIALLY IMMEDIATE,
    double INT GENERATED ALWAYS AS (age * 2) STORED NOT NULL,
    twice AS (age + age),
    label CONSTRAINT only_a_name,
    boss REFERENCES "my ""hero""" /* self */
    ,
    CONSTRAINT u UNIQUE (age COLLATE binary DESC, [first name]) ON CONFLICT FAIL,
    CHECK (age <> team_id) -- unnamed
    CONSTRAINT without_comma FOREIGN KEY (team_id, 'odd') REFERENCES "other table" ("x", [y])
        ON DELETE RESTRICT DEFERRABLE INITIALLY DEFERRED -- last
))";

std::vector<Kind> kinds_of(const sqlite::ColumnDefinition& column) {
    std::vector<Kind> kinds;
    for (const auto& constraint : column.constraints)
        kinds.push_back(constraint.kind);
    return kinds;
}

TEST(SqliteTableDefinition, LosesNothing) {
    const auto table = TableDefinition::parse(everything);
    EXPECT_EQ(table.sql(), everything);
    EXPECT_EQ(table.name, "my \"hero\"");
    ASSERT_EQ(table.columns.size(), 11U);
    ASSERT_EQ(table.constraints.size(), 3U);
    EXPECT_TRUE(table.autoincrement());
    EXPECT_EQ(table.rowid_alias(), &table.columns[0]);
    EXPECT_EQ(table.primary_key(), std::vector<std::string>{"id"});
}

TEST(SqliteTableDefinition, KnowsTheTypesAsTheyWereWritten) {
    const auto table = TableDefinition::parse(everything);
    const std::vector<std::pair<std::string, std::string>> expected{{"id", "INTEGER"}, {"first name", "VARCHAR ( 30 )"},
        {"age", "unsigned big int"}, {"odd", "DECIMAL(10,2)"}, {"nothing", ""}, {"blob_", ""}, {"team_id", "int"}, {"double", "INT"},
        {"twice", ""}, {"label", ""}, {"boss", ""}};
    std::vector<std::pair<std::string, std::string>> found;
    for (const auto& column : table.columns)
        found.emplace_back(column.name, column.type);
    EXPECT_EQ(found, expected);
}

TEST(SqliteTableDefinition, KnowsTheConstraintsOfColumns) {
    const auto table = TableDefinition::parse(everything);
    EXPECT_EQ(kinds_of(table.columns[0]), std::vector{Kind::primary_key});
    EXPECT_TRUE(table.columns[0].constraints[0].autoincrement);
    ASSERT_EQ(kinds_of(table.columns[1]), (std::vector{Kind::not_null, Kind::default_, Kind::collate}));
    EXPECT_EQ(table.columns[1].constraints[0].name, "has name");
    EXPECT_EQ(table.columns[1].constraints[0].on_conflict, "IGNORE");
    EXPECT_EQ(table.columns[1].constraints[1].expression, "'a, b)'");
    EXPECT_EQ(table.columns[1].constraints[2].expression, "nocase");
    ASSERT_EQ(kinds_of(table.columns[2]), (std::vector{Kind::check, Kind::check, Kind::default_}));
    EXPECT_EQ(table.columns[2].constraints[0].expression, "age >= 0 AND (age < 200)");
    EXPECT_EQ(table.columns[2].constraints[1].name, "young");
    EXPECT_EQ(table.columns[2].constraints[1].text, "CONSTRAINT young CHECK(age<99)");
    EXPECT_EQ(table.columns[2].constraints[2].expression, "-1");
    ASSERT_EQ(kinds_of(table.columns[3]), (std::vector{Kind::null, Kind::unique, Kind::default_}));
    EXPECT_EQ(table.columns[3].constraints[1].on_conflict, "REPLACE");
    EXPECT_EQ(table.columns[3].constraints[2].expression, "(1 + (2))");
    EXPECT_EQ(table.columns[5].constraints[0].expression, "x'ab'");
    ASSERT_EQ(kinds_of(table.columns[7]), (std::vector{Kind::generated, Kind::not_null}));
    EXPECT_EQ(table.columns[7].constraints[0].expression, "age * 2");
    EXPECT_TRUE(table.columns[7].constraints[0].stored);
    EXPECT_FALSE(table.columns[8].constraints[0].stored);
    EXPECT_EQ(kinds_of(table.columns[9]), std::vector{Kind::label});
}

TEST(SqliteTableDefinition, KnowsForeignKeys) {
    const auto table = TableDefinition::parse(everything);
    const auto& in_column = table.columns[6].constraints.at(0);
    EXPECT_EQ(in_column.kind, Kind::foreign_key);
    EXPECT_EQ(in_column.columns, std::vector<std::string>{"team_id"});
    EXPECT_EQ(in_column.referred_table, "team");
    EXPECT_EQ(in_column.referred_columns, std::vector<std::string>{"id"});
    EXPECT_EQ(in_column.on_delete, ReferentialAction::cascade);
    EXPECT_EQ(in_column.on_update, ReferentialAction::set_null);
    EXPECT_EQ(in_column.deferral, "NOT DEFERRABLE INITIALLY IMMEDIATE");
    const auto& to_itself = table.columns[10].constraints.at(0);
    EXPECT_EQ(to_itself.referred_table, "my \"hero\"");
    EXPECT_TRUE(to_itself.referred_columns.empty());
    const auto& in_table = table.constraints[2];
    EXPECT_EQ(in_table.name, "without_comma");
    EXPECT_FALSE(in_table.follows_comma);
    EXPECT_EQ(in_table.columns, (std::vector<std::string>{"team_id", "odd"}));
    EXPECT_EQ(in_table.referred_table, "other table");
    EXPECT_EQ(in_table.referred_columns, (std::vector<std::string>{"x", "y"}));
    EXPECT_EQ(in_table.on_delete, ReferentialAction::restrict_);
    EXPECT_EQ(in_table.deferral, "DEFERRABLE INITIALLY DEFERRED");
}

TEST(SqliteTableDefinition, KnowsTheConstraintsOfTheTable) {
    const auto table = TableDefinition::parse(everything);
    EXPECT_EQ(table.constraints[0].kind, Kind::unique);
    EXPECT_EQ(table.constraints[0].name, "u");
    EXPECT_EQ(table.constraints[0].columns, (std::vector<std::string>{"age", "first name"}));
    EXPECT_EQ(table.constraints[0].on_conflict, "FAIL");
    EXPECT_EQ(table.constraints[1].kind, Kind::check);
    EXPECT_EQ(table.constraints[1].text, "CHECK (age <> team_id)");
    EXPECT_TRUE(table.constraints[1].name.empty());
}

TEST(SqliteTableDefinition, CommentsBelongToTheColumnInTheirLine) {
    const auto table = TableDefinition::parse(everything);
    EXPECT_EQ(table.columns[0].trailing, " -- the key, with a comma");
    EXPECT_EQ(table.columns[1].before, "\n    ");
    EXPECT_EQ(table.constraints[2].trailing, " -- last");
    EXPECT_EQ(table.closing, "\n");
}

TEST(SqliteTableDefinition, APieceThatIsTakenOutTakesNoOtherIntoAComment) {
    auto table = TableDefinition::parse("CREATE TABLE t (a, -- of a\n b, c -- of c\n)");
    table.columns.erase(table.columns.begin() + 1);
    EXPECT_EQ(table.sql(), "CREATE TABLE t (a, -- of a\n c -- of c\n)");
    table.columns.erase(table.columns.begin());
    table.columns.push_back(TableDefinition::parse("CREATE TABLE t (d)").columns.front());
    EXPECT_EQ(table.sql(), "CREATE TABLE t ( c, -- of c\nd\n)");
}

TEST(SqliteTableDefinition, KnowsOptionsAndKeys) {
    EXPECT_TRUE(TableDefinition::parse("CREATE TABLE t (a TEXT PRIMARY KEY) WITHOUT ROWID, STRICT").without_rowid);
    EXPECT_TRUE(TableDefinition::parse("CREATE TABLE t (a TEXT PRIMARY KEY)strict , without  rowid").strict);
    EXPECT_TRUE(TableDefinition::parse("create temp table if not exists x.t (a)").temporary);
    EXPECT_EQ(TableDefinition::parse("CREATE TABLE x . t (a)").name, "t");
    const auto alias = [](std::string_view sql) { return TableDefinition::parse(sql).rowid_alias() != nullptr; };
    EXPECT_TRUE(alias("CREATE TABLE t (a integer primary key)"));
    EXPECT_TRUE(alias("CREATE TABLE t (a INTEGER, PRIMARY KEY (A DESC))"));
    EXPECT_TRUE(alias("CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))"));
    EXPECT_FALSE(alias("CREATE TABLE t (a INTEGER PRIMARY KEY DESC)"));
    EXPECT_FALSE(alias("CREATE TABLE t (a INT PRIMARY KEY)"));
    EXPECT_FALSE(alias("CREATE TABLE t (a INTEGER PRIMARY KEY) WITHOUT ROWID"));
    EXPECT_FALSE(alias("CREATE TABLE t (a INTEGER, b INTEGER, PRIMARY KEY (a, b))"));
    EXPECT_TRUE(TableDefinition::parse("CREATE TABLE t (a INTEGER, PRIMARY KEY (a AUTOINCREMENT))").autoincrement());
}

std::string error_of(std::string_view sql) {
    try {
        (void)TableDefinition::parse(sql);
    } catch (const CompileError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(SqliteTableDefinition, SaysWhereItCannotBeRead) {
    EXPECT_EQ(error_of("CREATE TABLE hero (id INTEGER CHECK id > 0)"),
        "SQLite's definition of the table 'hero' cannot be read at ▶id > 0), where '(' was expected, "
        "behind: CREATE TABLE hero (id INTEGER CHECK ");
    EXPECT_NE(error_of("CREATE TABLE hero (id INTEGER").find("cannot be read at its end"), std::string::npos);
    EXPECT_NE(error_of("CREATE TABLE hero AS SELECT 1").find("▶AS SELECT 1, where '(' was expected"), std::string::npos);
    EXPECT_NE(error_of("CREATE TABLE hero (id 'INTEGER)").find("the table 'hero'"), std::string::npos);
    for (const std::string_view sql :
        {"", "CREATE", "CREATE TABLE", "CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t ()", "CREATE TABLE t (a,)",
            "CREATE TABLE t (CHECK (1))", "CREATE TABLE t (a) x", "CREATE VIRTUAL TABLE t USING fts5(a)", "CREATE TABLE t (a CHECK (1)",
            "CREATE TABLE t (a, PRIMARY KEY (a, b)", "CREATE TABLE t (a DEFAULT)", "CREATE TABLE t (a, b c d(1) 'e' f)"}) {
        EXPECT_THROW((void)TableDefinition::parse(sql), CompileError) << sql;
    }
}

/// What SQLite says of a table: name, type and whether it is generated, for each column; then the columns of the keys.
std::vector<std::string> columns_by_sqlite(Connection& connection) {
    std::vector<std::string> columns;
    auto rows =
        connection.execute_once("SELECT name || '|' || type || '|' || (hidden > 1) || '|' || \"notnull\" FROM pragma_table_xinfo('t')");
    while (rows.next()) {
        std::string_view text;
        if (rows.row().text(0, text)) columns.emplace_back(text);
    }
    return columns;
}

std::vector<std::string> columns_by_parser(const TableDefinition& table) {
    std::vector<std::string> columns;
    for (const auto& column : table.columns) {
        const auto key = table.without_rowid || table.strict ? table.primary_key() : std::vector<std::string>{};
        const bool in_key = std::any_of(key.begin(), key.end(), [&](const auto& name) { return iequals(name, column.name); });
        columns.push_back(column.name + "|" + std::string{column.has(Kind::generated) ? "1" : "0"} + "|" +
                          (column.has(Kind::not_null) || in_key ? "1" : "0"));
    }
    return columns;
}

/// Without the type, in which SQLite has squeezed the spaces, and of `a INT NOT NULL NULL`.
std::string without_type(const std::string& column) {
    const auto last = column.find_last_of('|');
    const auto hidden = column.find_last_of('|', last - 1);
    const auto type = column.find_last_of('|', hidden - 1);
    return column.substr(0, type) + column.substr(hidden);
}

TEST(SqliteTableDefinition, ReadsWhateverSqliteTakes) {
    const std::vector<std::string> pieces{"a", "b", "c", "\"d e\"", "[f]", "INTEGER", "VARCHAR(3)", "TEXT", "PRIMARY KEY", "AUTOINCREMENT",
        "NOT NULL", "NULL", "UNIQUE", "UNIQUE (a)", "CHECK (a > 0)", "CHECK (b IN (1, 2))", "DEFAULT 1", "DEFAULT 'x,y'", "DEFAULT (1)",
        "COLLATE nocase", "REFERENCES o", "REFERENCES o(a) ON DELETE CASCADE", "DEFERRABLE INITIALLY DEFERRED", "NOT DEFERRABLE",
        "GENERATED ALWAYS AS (a)", "AS (1) STORED", "CONSTRAINT n", ",", ",", ",", ",", "PRIMARY KEY (a)",
        "FOREIGN KEY (a) REFERENCES o (x)", "ON CONFLICT IGNORE", "/* , */", "-- x)\n", "DESC", "MATCH full", "DEFAULT -2.5e3",
        "DEFAULT CURRENT_TIMESTAMP", "DEFAULT x'00'", "GENERATED", "ALWAYS", "key"};
    std::mt19937 random{20240607};
    auto engine = create_engine("sqlite://");
    auto connection = engine.connect();
    int taken = 0;
    for (int round = 0; round < 20'000; ++round) {
        std::string sql = "CREATE TABLE t (a";
        for (auto count = random() % 8; count > 0; --count)
            sql += " " + pieces[random() % pieces.size()];
        sql += random() % 8 == 0 ? ") STRICT" : random() % 8 == 0 ? ") WITHOUT ROWID" : ")";
        try {
            connection.driver().execute_script(sql);
        } catch (const DatabaseError&) {
            try {
                EXPECT_EQ(TableDefinition::parse(sql).sql(), sql);
            } catch (const CompileError&) {
                continue;
            }
            continue;
        }
        ++taken;
        const auto parsed = TableDefinition::parse(sql);
        EXPECT_EQ(parsed.sql(), sql);
        auto by_sqlite = columns_by_sqlite(connection);
        std::transform(by_sqlite.begin(), by_sqlite.end(), by_sqlite.begin(), without_type);
        connection.rollback();
        ASSERT_EQ(columns_by_parser(parsed), by_sqlite) << sql;
        connection.driver().execute_script("DROP TABLE t");
    }
    EXPECT_GT(taken, 300);
}

TEST(SqliteTableDefinition, BrokenTextEndsInAnErrorOrInItself) {
    std::mt19937 random{7};
    int refused = 0;
    for (int round = 0; round < 5'000; ++round) {
        std::string sql = everything;
        for (auto count = random() % 4 + 1; count > 0; --count) {
            const auto place = random() % sql.size();
            switch (random() % 3) {
            case 0: sql.erase(place, random() % 9); break;
            case 1: sql.insert(place, 1, "'\"`[]()-/*,; x\n"[random() % 15]); break;
            default: sql.resize(random() % 4 == 0 ? place + 1 : sql.size()); break;
            }
        }
        try {
            ASSERT_EQ(TableDefinition::parse(sql).sql(), sql);
        } catch (const CompileError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, 500);
    EXPECT_LT(refused, 4'500);
}

}  // namespace
