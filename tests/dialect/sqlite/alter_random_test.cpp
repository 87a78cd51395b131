// Random batches on random tables against a model of columns and cells, which knows nothing of SQL.
#include "altering.hpp"

#include <retort/core/text.hpp>

#include <algorithm>
#include <cstdlib>
#include <random>

namespace {

using namespace altering;
using Lines = std::vector<std::string>;

struct ModelColumn {
    std::string name;
    std::vector<std::string> cells;  ///< as quote() shows them
    bool waits_for_default = false;  ///< added without one in the batch at hand: the first that it is given fills it
};

class RandomTable {
public:
    explicit RandomTable(unsigned seed) : random_{seed} {
        create();
        fill();
    }

    /// One batch. False where it was refused, which must have changed nothing.
    bool step() {
        const auto before = columns_;
        std::vector<ddl::Change> changes;
        std::string words;
        for (auto count = pick(4) + 1; count > 0; --count)
            changes.push_back(change(words));
        SCOPED_TRACE(words);
        for (auto& column : columns_)
            column.waits_for_default = false;
        const auto schema = db_.schema();
        bool done = true;
        try {
            db_.alter({{{}, "t one"}, changes, pick(5) == 0 ? Recreate::always : Recreate::when_needed, {}});
        } catch (const CompileError&) {
            done = false;
        } catch (const ArgumentError&) {
            done = false;
        } catch (const IntegrityError&) {
            done = false;
        } catch (const OperationalError& error) {
            // A rename alone is SQLite's matter, as is what it finds wrong with it.
            const std::string message = error.message();
            EXPECT_TRUE(message.find("duplicate column name") != std::string::npos || message.find("no such column") != std::string::npos)
                << error.what();
            done = false;
        }
        if (!done) {
            columns_ = before;
            EXPECT_EQ(db_.schema(), schema);
        }
        check();
        return done;
    }

private:
    std::size_t pick(std::size_t count) { return random_() % count; }

    void create() {
        const char* const keys[] = {
            "id INTEGER PRIMARY KEY", "[id] INTEGER NOT NULL, -- key", "id TEXT PRIMARY KEY", "id INTEGER PRIMARY KEY AUTOINCREMENT"};
        const auto key = pick(4);
        std::string sql = std::string{"CREATE TABLE [t one] ("} + keys[key];
        if (key == 1) sql.insert(sql.find(", --"), " UNIQUE");
        columns_.push_back({"id", {}});
        const auto separator = key == 1 ? "\n" : ",\n";
        std::string rest;
        for (auto count = pick(5) + 1; count > 0; --count) {
            const std::string name = fresh_name();
            const char* const kinds[] = {
                "", " INT DEFAULT 3", " TEXT COLLATE nocase", " NUMERIC(3, 1) /* , */", " \"BLOB\" CONSTRAINT some DEFAULT (1)"};
            rest += (rest.empty() ? separator : pick(2) == 0 ? ", " : ", -- comment\n") + quote(name, '"') + kinds[pick(5)];
            if (pick(3) == 0) rest += " CHECK (" + quote(name, '"') + " IS NOT 'never')";
            columns_.push_back({name, {}});
        }
        sql += rest;
        if (pick(2) == 0) sql += ", CHECK (id <> -1)";
        if (pick(3) == 0) sql += ", CONSTRAINT two UNIQUE (id, " + quote(columns_.back().name, '"') + ")";
        if (pick(3) == 0) sql += ",\n FOREIGN KEY (" + quote(columns_.back().name, '"') + ") REFERENCES [t one] DEFERRABLE -- to itself\n";
        sql += key != 1 && key != 3 && pick(4) == 0 ? ") WITHOUT ROWID" : ")";
        const std::string last = quote(columns_.back().name, '"');
        db_.run("PRAGMA foreign_keys=OFF;" + sql + "; CREATE INDEX ix ON [t one] (" + last + " DESC) WHERE id > 0;");
        if (pick(2) == 0)
            db_.run("CREATE VIEW v AS SELECT id, " + last +
                    " FROM [t one]; CREATE TRIGGER tr AFTER UPDATE OF id ON [t one] BEGIN SELECT new." + last + "; END");
    }

    void fill() {
        for (int row = 1; row <= 7; ++row) {
            std::string values = std::to_string(row);
            for (std::size_t column = 1; column < columns_.size(); ++column) {
                const char* const cells[] = {"NULL", "1", "'it''s'", "x'00ff'", "2.5", "7"};
                values += std::string{", "} + cells[pick(6)];
            }
            db_.run("INSERT INTO [t one] VALUES (" + values + ")");
        }
        for (auto& column : columns_)
            column.cells = cells_of(column.name);
    }

    std::string fresh_name() {
        const char* const stems[] = {"a", "B c", "order", "x\"y", "größe"};
        return stems[pick(5)] + std::to_string(++names_);
    }

    /// A change that suits the model, which follows it.
    ddl::Change change(std::string& words) {
        const auto place = pick(columns_.size());
        auto& column = columns_[place];
        const std::string name = column.name;
        switch (pick(9)) {
        case 0: {
            const std::string added = fresh_name();
            const bool has_default = pick(2) == 0;
            words += "add " + added + "; ";
            columns_.push_back({added, std::vector<std::string>(column.cells.size(), has_default ? "9" : "NULL"), !has_default});
            return add_column({added, Integer{},
                {.server_default = has_default ? std::optional<std::string>{pick(2) == 0 ? "9" : "8 + 1"} : std::nullopt}});
        }
        case 1:
            words += "drop " + name + "; ";
            if (columns_.size() > 1) columns_.erase(columns_.begin() + static_cast<std::ptrdiff_t>(place));
            return drop_column(name);
        case 2:
        case 3: {
            // Now and then a name that another column has had or has.
            const std::string other = pick(3) == 0 ? columns_[pick(columns_.size())].name : fresh_name();
            words += "rename " + name + " to " + other + "; ";
            column.name = other;
            return rename_column(name, other);
        }
        case 4: words += "nullable " + name + "; "; return set_nullable(name, true);
        case 5: words += "not null " + name + "; "; return set_nullable(name, false);
        case 6: {
            words += "default of " + name + "; ";
            const bool has_default = pick(2) == 0;
            if (has_default && column.waits_for_default) column.cells.assign(column.cells.size(), "'x'");
            if (has_default) column.waits_for_default = false;
            return set_default(name, has_default ? std::optional<std::string>{"'x'"} : std::nullopt);
        }
        case 7: words += "check " + name + "; "; return add_check("ck" + std::to_string(++names_), quote(name, '"') + " IS NOT 'never'");
        default: words += "index " + name + "; "; return ddl::CreateIndex{{}, index("ix" + std::to_string(++names_), name)};
        }
    }

    std::vector<std::string> cells_of(const std::string& column) {
        return db_.rows("SELECT quote(" + quote(column, '"') + ") FROM [t one] ORDER BY 1");
    }

    void check() {
        Lines names;
        for (const auto& column : columns_) {
            names.push_back(column.name);
            auto expected = column.cells;
            std::sort(expected.begin(), expected.end());
            auto found = cells_of(column.name);
            std::sort(found.begin(), found.end());
            EXPECT_EQ(found, expected) << column.name << " in " << db_.sql_of("t one");
        }
        EXPECT_EQ(db_.rows("SELECT name FROM pragma_table_info('t one')"), names);
        EXPECT_EQ(db_.row("PRAGMA integrity_check"), "ok");
        EXPECT_EQ(db_.row("SELECT count(*) FROM sqlite_master WHERE name LIKE '~_retort%' ESCAPE '~'"), "0");
        EXPECT_EQ(db_.row("PRAGMA legacy_alter_table"), "0");
        for (const auto& view : db_.rows("SELECT name FROM sqlite_master WHERE type = 'view'"))
            EXPECT_EQ(db_.row("SELECT count(*) FROM " + view), std::to_string(columns_.front().cells.size()));
    }

    std::mt19937 random_;
    Database db_{};
    std::vector<ModelColumn> columns_{};
    int names_ = 0;
};

TEST(SqliteAlterRandom, BatchesDoWhatTheySayOrNothing) {
    const char* const wanted = std::getenv("RETORT_ALTERATIONS");
    const unsigned tables = wanted != nullptr ? static_cast<unsigned>(std::stoul(wanted)) : 100;
    int done = 0;
    int refused = 0;
    for (unsigned seed = 1; seed <= tables; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        RandomTable table{seed};
        for (int step = 0; step < 6; ++step)
            ++(table.step() ? done : refused);
        if (testing::Test::HasFailure()) return;
    }
    EXPECT_GT(done, 2 * static_cast<int>(tables));
    EXPECT_GT(refused, static_cast<int>(tables / 3));
}

}  // namespace
