// Every table of the sample database is altered in every way and back, and so is a table that has everything at once. After each change all rows
// must be there, the children that would be deleted with them as well, and every key, index, trigger and view.
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/sql_text.hpp>
#include <retort/dialect/sqlite/table_definition.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>

#include <algorithm>
#include <map>
#include <set>

#include "support.hpp"

namespace {

using namespace retort;
using integration::TemporaryFolder;
using sqlite::DefinedConstraint;
using sqlite::TableDefinition;
using Kind = DefinedConstraint::Kind;
using Changes = std::vector<ddl::Change>;
using Lines = std::vector<std::string>;

ddl::AlterColumn alter_column(const std::string& column) {
    return {{}, column};
}

ddl::Change rename_column(const std::string& column, std::string name) {
    auto change = alter_column(column);
    change.new_name = std::move(name);
    return change;
}

ddl::Change retype(const std::string& column, SqlType type) {
    auto change = alter_column(column);
    change.type = std::move(type);
    return change;
}

ddl::Change nullable_with_default(const std::string& column, bool nullable, std::optional<std::string> server_default) {
    auto change = alter_column(column);
    change.nullable = nullable;
    change.server_default = std::move(server_default);
    return change;
}

std::string in_quotes(const std::string& name) {
    return quote(name, '"');
}

/// A database under test, looked at in SQL alone.
class Migrated {
public:
    Migrated(const std::filesystem::path& file, const std::string& foreign_keys)
        : engine_{open(file, foreign_keys)},
          connection_{engine_.connect()} {}

    void run(const std::string& script) { connection_.driver().execute_script(script); }

    void alter(const std::string& table, Changes changes) {
        const auto& alterations = engine_.dialect().alterations();
        alterations.begin_alterations(connection_);
        try {
            alterations.begin_exclusive(connection_);
            for (const auto& statement :
                alterations.alter_table(&connection_, {{{}, table}, std::move(changes), Recreate::when_needed, {}}))
                connection_.execute_ddl(statement);
            alterations.check_integrity(connection_);
            connection_.commit();
        } catch (...) {
            connection_.rollback();
            alterations.end_alterations(connection_);
            throw;
        }
        alterations.end_alterations(connection_);
    }

    Lines lines(const std::string& sql) {
        Lines found;
        {
            auto cursor = connection_.execute_once(sql);
            while (cursor.next()) {
                std::string line;
                for (int column = 0; column < cursor.column_count(); ++column) {
                    std::string_view cell;
                    const Value value = cursor.row().value(column);
                    if (!value.is_null()) cursor.row().text(column, cell);
                    line.append(column == 0 ? "" : "|").append(value.is_null() ? "NULL" : cell);
                }
                found.push_back(std::move(line));
            }
        }
        connection_.rollback();
        return found;
    }
    std::string line(const std::string& sql) {
        const auto found = lines(sql);
        return found.empty() ? "no row" : found.front();
    }

    TableDefinition definition(const std::string& table) {
        return TableDefinition::parse(line("SELECT sql FROM sqlite_master WHERE type = 'table' AND name = " + quote(table, '\'')));
    }
    Lines tables() {
        return lines("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite~_%' ESCAPE '~' ORDER BY name");
    }

    /// All rows of a table, each cell with its storage class, as one text.
    std::string content(const std::string& table) {
        std::string cells;
        for (const auto& column : lines("SELECT name FROM pragma_table_xinfo(" + quote(table, '\'') + ") ORDER BY cid"))
            cells.append(cells.empty() ? "" : " || ' ' || ").append("quote(" + in_quotes(column) + ")");
        // One cell from SQLite: to read them row by row here took most of the test's time.
        const bool has_rowid = !definition(table).without_rowid;
        return line("SELECT group_concat(line, char(10)) FROM (SELECT " + std::string{has_rowid ? "rowid || ': ' || " : ""} + cells +
                    " AS line FROM " + in_quotes(table) + " ORDER BY 1)");
    }
    std::map<std::string, std::size_t> contents() {
        std::map<std::string, std::size_t> hashes;
        for (const auto& table : tables())
            hashes[table] = std::hash<std::string>{}(content(table));
        return hashes;
    }

    std::string texts() { return line("SELECT group_concat(sql) FROM sqlite_master"); }

    /// The schema in words that differ only where it means something else: spaces, quotes and the order of constraints are left out.
    Lines shape() {
        Lines found;
        for (const auto& table : tables()) {
            const auto parsed = definition(table);
            std::string words = to_lower_ascii(table) + ":";
            for (const auto& column : parsed.columns)
                words += " | " + sqlite::normalized_sql(in_quotes(column.name)) + " " + sqlite::normalized_sql(column.type) +
                         constraints_of(column.constraints);
            found.push_back(words + constraints_of(parsed.constraints) + " " + sqlite::normalized_sql(parsed.tail));
        }
        for (const auto& sql : lines("SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql IS NOT NULL ORDER BY type, name"))
            found.push_back(sqlite::normalized_sql(sql));
        return found;
    }

private:
    template <class Constraints>
    static std::string constraints_of(const Constraints& constraints) {
        std::set<std::string> texts;
        for (const auto& constraint : constraints)
            texts.insert(sqlite::normalized_sql(constraint.text));
        std::string words;
        for (const auto& text : texts)
            words += " & " + text;
        return words;
    }

    static Engine open(const std::filesystem::path& file, const std::string& foreign_keys) {
        EngineOptions options;
        options.connect_args = {{"foreign_keys", foreign_keys}};
        return integration::open(file, options);
    }

    Engine engine_;
    Connection connection_;
};

/// Alters one table in every way and back.
class Tour {
public:
    Tour(Migrated& db, std::string table)
        : db_{db},
          table_{std::move(table)},
          definition_{db.definition(table_)},
          before_{db.content(table_)},
          shape_{db.shape()},
          texts_{db.texts()},
          count_{db.line("SELECT count(*) FROM " + in_quotes(table_))},
          child_count_{db.line(child_count_sql())} {}

    void run() {
        for (const auto& column : definition_.columns) {
            SCOPED_TRACE(table_ + "." + column.name);
            rename(column);
            change_type(column);
            change_nullability(column);
            if (testing::Test::HasFatalFailure()) return;
        }
        SCOPED_TRACE(table_);
        change_columns();
        change_constraints();
        change_key();
        change_name();
    }

    int steps() const { return steps_; }

private:
    std::string child_count_sql() const { return "SELECT count(*) FROM " + in_quotes("child_" + table_); }

    void check(const std::string& table, bool same_values) {
        ++steps_;
        if (same_values) {
            ASSERT_EQ(db_.content(table), before_);
        } else {
            ASSERT_EQ(db_.line("SELECT count(*) FROM " + in_quotes(table)), count_);
        }
        ASSERT_EQ(db_.line(child_count_sql()), child_count_);
        ASSERT_EQ(db_.line("SELECT count(*) FROM " + in_quotes("view_" + table_)), child_count_);
        ASSERT_EQ(db_.line("SELECT count(*) FROM audit"), "0");
    }

    void there_and_back(Changes there, Changes back, bool same_values = true) {
        ASSERT_NO_THROW(db_.alter(table_, std::move(there)));
        ASSERT_NE(db_.texts(), texts_);
        check(table_, same_values);
        ASSERT_NO_THROW(db_.alter(table_, std::move(back)));
        check(table_, true);
        ASSERT_EQ(db_.shape(), shape_);
        ASSERT_EQ(db_.lines("PRAGMA foreign_key_check"), Lines{});
        ASSERT_EQ(db_.line("PRAGMA integrity_check"), "ok");
        texts_ = db_.texts();  // other quotes than before
    }

    bool is_key(const std::string& column) const {
        const auto key = definition_.primary_key();
        return std::find(key.begin(), key.end(), column) != key.end();
    }

    void rename(const sqlite::ColumnDefinition& column) {
        const std::string other = column.name + " of old";
        there_and_back({rename_column(column.name, other)}, {rename_column(other, column.name)});
        // With a rebuild in the same batch.
        const bool was_not_null = column.has(Kind::not_null);
        if (was_not_null && !column.has(Kind::generated)) {
            auto there = alter_column(column.name);
            there.new_name = other;
            there.nullable = true;
            auto back = alter_column(other);
            back.new_name = column.name;
            back.nullable = false;
            there_and_back({there}, {back});
        }
    }

    void change_type(const sqlite::ColumnDefinition& column) {
        if (column.has(Kind::generated) || (definition_.autoincrement() && is_key(column.name))) return;
        const bool is_rowid = definition_.rowid_alias() != nullptr && is_key(column.name);
        const SqlType other = is_rowid ? SqlType{types::BigInteger{}} : SqlType{types::Text{}};
        if (iequals(column.type, "TEXT")) return;
        there_and_back({retype(column.name, other)}, {retype(column.name, SqlType::custom(column.type))}, is_rowid);
    }

    void change_nullability(const sqlite::ColumnDefinition& column) {
        if (column.has(Kind::generated)) return;
        const bool is_nullable = !column.has(Kind::not_null);
        const auto* was = column.find(Kind::default_);
        const std::optional<std::string> was_default = was != nullptr ? std::optional{was->expression} : std::nullopt;
        const Changes there{nullable_with_default(column.name, !is_nullable, "'it''s, here'")};
        const bool has_nulls =
            db_.line("SELECT count(*) FROM " + in_quotes(table_) + " WHERE " + in_quotes(column.name) + " IS NULL") != "0";
        if (is_nullable && has_nulls) {
            EXPECT_THROW(db_.alter(table_, there), IntegrityError);
            check(table_, true);
            ASSERT_EQ(db_.shape(), shape_);
            return;
        }
        there_and_back(there, {nullable_with_default(column.name, is_nullable, was_default)});
    }

    void change_columns() {
        const Changes drop{ddl::DropColumn{{}, "extra one"}};
        there_and_back({ddl::AddColumn{{}, {"extra one", types::Integer{}}}}, drop, false);
        there_and_back(
            {ddl::AddColumn{{}, {"extra one", types::Integer{}, {.nullable = false, .server_default = "CURRENT_TIMESTAMP"}}}}, drop, false);
        ddl::AddColumn with_key{{}, {"extra one", types::Integer{}}};
        with_key.foreign_keys.push_back(foreign_key_constraint({"extra one"}, "Artist", {"ArtistId"}));
        there_and_back({with_key, ddl::CreateIndex{{}, index("ix_extra", "extra one")}}, drop, false);
    }

    void change_constraints() {
        const auto key = definition_.primary_key();
        const Changes there{ddl::CreateUniqueConstraint{{}, {"uq one", key}},
            ddl::CreateCheckConstraint{{}, {"ck", in_quotes(key.front()) + " IS NOT NULL"}},
            ddl::CreateForeignKey{{}, foreign_key_constraint(key, table_, key).named("fk_self").with_actions(ReferentialAction::cascade)},
            ddl::CreateIndex{{}, unique_index("ix new", key.front() + "").only_where(in_quotes(key.front()) + " < 0")}};
        const Changes back{ddl::DropConstraint{{}, "uq one", ConstraintType::unique}, ddl::DropConstraint{{}, "ck", ConstraintType::check},
            ddl::DropConstraint{{}, "fk_self", ConstraintType::foreign_key}, ddl::DropIndex{{}, "ix new"}};
        there_and_back(there, back);
        for (std::size_t one = 0; one < there.size(); ++one)
            there_and_back({there[one]}, {back[one]});
    }

    void change_key() {
        const auto key = definition_.primary_key();
        const auto found = std::find_if(
            definition_.constraints.begin(), definition_.constraints.end(), [](const auto& one) { return one.kind == Kind::primary_key; });
        ASSERT_NE(found, definition_.constraints.end());
        // In one batch: the foreign keys of other tables need a key at all times.
        there_and_back(
            {ddl::DropConstraint{{}, found->name, ConstraintType::primary_key}, ddl::CreatePrimaryKey{{}, {"another name", key}}},
            {ddl::CreatePrimaryKey{{}, {found->name, key}}});
        EXPECT_THROW(db_.alter(table_, {ddl::DropConstraint{{}, found->name, ConstraintType::primary_key}}), IntegrityError);
        ASSERT_EQ(db_.shape(), shape_);
    }

    void change_name() {
        const std::string other = "the " + table_;
        db_.alter(table_, {ddl::RenameTable{{}, other}});
        check(other, true);
        db_.alter(other, {ddl::RenameTable{{}, table_}});
        check(table_, true);
        ASSERT_EQ(db_.shape(), shape_);
        auto nullable = alter_column(definition_.columns.back().name);
        nullable.server_default = std::optional<std::string>{"7"};
        auto again = nullable;
        const auto* was = definition_.columns.back().find(Kind::default_);
        again.server_default = was != nullptr ? std::optional{was->expression} : std::optional<std::string>{};
        if (definition_.columns.back().has(Kind::generated)) return;
        db_.alter(table_, {ddl::RenameTable{{}, other}, nullable});
        check(other, true);
        db_.alter(other, {again, ddl::RenameTable{{}, table_}});
        check(table_, true);
        ASSERT_EQ(db_.shape(), shape_);
    }

    Migrated& db_;
    std::string table_;
    TableDefinition definition_;
    std::string before_;
    Lines shape_;
    std::string texts_;
    std::string count_;
    std::string child_count_;
    int steps_ = 0;
};

std::string column_list(const Lines& columns) {
    std::string list;
    for (const auto& column : columns)
        list.append(list.empty() ? "" : ", ").append(in_quotes(column));
    return list;
}

/// Children that would be deleted with a row, a view and a trigger that must not fire.
void add_company(Migrated& db, const std::string& table) {
    const auto definition = db.definition(table);
    const auto key = column_list(definition.primary_key());
    Lines columns;
    for (const auto& column : definition.columns)
        columns.push_back(column.name);
    db.run("CREATE TABLE " + in_quotes("child_" + table) + " (" + key + ", FOREIGN KEY (" + key + ") REFERENCES " + in_quotes(table) +
           " ON DELETE CASCADE);" + "INSERT INTO " + in_quotes("child_" + table) + " SELECT " + key + " FROM " + in_quotes(table) + ";" +
           "CREATE VIEW " + in_quotes("view_" + table) + " AS SELECT " + column_list(columns) + " FROM " + in_quotes(table) + ";" +
           "CREATE TRIGGER " + in_quotes("on_" + table) + " AFTER DELETE ON " + in_quotes(table) + " BEGIN INSERT INTO audit VALUES (old." +
           in_quotes(columns.front()) + "); END;" + "CREATE TRIGGER " + in_quotes("into_" + table) + " AFTER INSERT ON " +
           in_quotes(table) + " BEGIN INSERT INTO audit VALUES (new." + in_quotes(columns.back()) + "); END");
}

class BatchChinook : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(ForeignKeys, BatchChinook, testing::Values("on", "off"));

TEST_P(BatchChinook, EveryTableIsAlteredInEveryWayAndBack) {
    RETORT_NEED_SAMPLE("chinook.sqlite");
    const TemporaryFolder folder;
    Migrated db{folder.copy_of_sample("chinook.sqlite"), GetParam()};
    const auto tables = db.tables();
    ASSERT_EQ(tables.size(), 11U);
    db.run("PRAGMA synchronous=OFF; CREATE TABLE audit (what)");
    for (const auto& table : tables)
        add_company(db, table);
    const auto before = db.contents();
    const auto shape = db.shape();
    int steps = 0;
    const bool is_whole = std::string_view{GetParam()} == "on";
    for (const auto& table : tables) {
        // What differs without foreign keys is what a rebuild does to other tables; these have each kind of key.
        if (!is_whole && table != "Artist" && table != "Album" && table != "Employee" && table != "PlaylistTrack") continue;
        Tour tour{db, table};
        tour.run();
        steps += tour.steps();
        ASSERT_FALSE(testing::Test::HasFailure());
    }
    EXPECT_GT(steps, is_whole ? 500 : 150);
    EXPECT_EQ(db.contents(), before);
    EXPECT_EQ(db.shape(), shape);
}

TEST_P(BatchChinook, EveryColumnThatIsNoKeyCanBeDropped) {
    RETORT_NEED_SAMPLE("chinook.sqlite");
    const TemporaryFolder folder;
    Migrated db{folder.copy_of_sample("chinook.sqlite"), GetParam()};
    for (const auto& table : db.tables()) {
        const auto key = db.definition(table).primary_key();
        const auto count = db.line("SELECT count(*) FROM " + in_quotes(table));
        const auto columns = db.definition(table).columns;
        for (const auto& column : columns) {
            if (std::find(key.begin(), key.end(), column.name) != key.end()) continue;
            SCOPED_TRACE(table + "." + column.name);
            ASSERT_NO_THROW(db.alter(table, {ddl::DropColumn{{}, column.name}}));
            EXPECT_EQ(db.line("SELECT count(*) FROM " + in_quotes(table)), count);
            EXPECT_EQ(db.definition(table).find_column(column.name), nullptr);
        }
    }
    EXPECT_EQ(db.line("PRAGMA integrity_check"), "ok");
    EXPECT_EQ(db.lines("PRAGMA foreign_key_check"), Lines{});
    EXPECT_EQ(
        db.line(
            "SELECT group_concat(tbl_name) FROM (SELECT tbl_name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY 1)"),
        "PlaylistTrack,PlaylistTrack");
}

TEST_P(BatchChinook, ATableWithEverythingAtOnce) {
    const TemporaryFolder folder;
    Migrated db{folder / "nasty.db", GetParam()};
    db.run(R"sql(
CREATE TABLE audit (what);
CREATE TABLE Artist (ArtistId INTEGER PRIMARY KEY);
INSERT INTO Artist VALUES (1);
CREATE TABLE "na""sty [one]" ( -- everything
    [the id] INTEGER NOT NULL, -- the key
    "select" VARCHAR(30) COLLATE nocase CONSTRAINT "has text" CHECK (length("select") > 0) DEFAULT 'a, "b" (c', /* with a comma, ( */
    `n` NUMERIC(10, 2) NOT NULL DEFAULT -1.5,
    raw BLOB DEFAULT x'00ff',
    boss INT CONSTRAINT "its boss" REFERENCES "na""sty [one]" ([the id]) ON DELETE CASCADE ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED,
    "nothing",
    'artist' unsigned big int REFERENCES Artist ON DELETE SET NULL,
    twice AS (n * 2), -- virtual
    "length of" INT GENERATED ALWAYS AS (length("select")) STORED CHECK ("length of" < 100),
    made DATETIME DEFAULT (datetime('now')) UNIQUE ON CONFLICT IGNORE,
    CONSTRAINT key_ PRIMARY KEY ([the id] AUTOINCREMENT),
    UNIQUE (n COLLATE binary DESC, "select") ON CONFLICT REPLACE,
    CHECK ("na""sty [one]".n > -100), CONSTRAINT two CHECK (n <> 13) CONSTRAINT three UNIQUE ([the id], n)
    -- the end
);
CREATE INDEX "ix (1)" ON "na""sty [one]" (lower("select"), n DESC) WHERE n > 0 AND "nothing" IS NULL;
CREATE UNIQUE INDEX ix2 ON "na""sty [one]" (boss COLLATE rtrim DESC);
INSERT INTO "na""sty [one]" ([the id], "select", n, raw, boss, "nothing", artist, made) VALUES
    (3, 'Ä, it''s', 1.25, x'6162', NULL, 'x', 1, '2020-01-31 10:00:00'), (70, 'b', 2, NULL, 3, NULL, NULL, NULL),
    (500, 'c', 0, x'63', 70, 1.5, 1, '2021-01-01');
DELETE FROM "na""sty [one]" WHERE "the id" = 500;
)sql");
    const std::string table = "na\"sty [one]";
    add_company(db, table);
    // The first rebuild takes the table's name out of its CHECK.
    db.alter(table, {nullable_with_default("nothing", true, "1")});
    db.alter(table, {nullable_with_default("nothing", true, std::nullopt)});
    Tour tour{db, table};
    tour.run();
    EXPECT_GT(tour.steps(), 60);
    EXPECT_EQ(db.line("SELECT seq FROM sqlite_sequence"), "500");
}

}  // namespace
