// Tables of random parts: what the database tells of each is what as_stored() promised.
#include "catalog_support.hpp"

#include <algorithm>
#include <cstdlib>
#include <random>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace {

using namespace dialect_sqlite;
using namespace retort;

unsigned long number_of_tables() {
    const char* const given = std::getenv("RETORT_RANDOM_TABLES");
    return given != nullptr ? std::stoul(given) : 150;
}

class RandomTable {
public:
    explicit RandomTable(unsigned seed) : random_{seed} {}

    Table make() {
        table_.name = pick<std::string>({"t", "Hero", "order", "it's", "a \"b\"", "naïve", "[x]"});
        const int columns = number(2, 7);
        for (int i = 0; i < columns; ++i)
            add_column(i);
        add_key();
        add_constraints();
        add_indexes();
        if (chance(20)) table_.comment = "no database keeps it";
        return std::move(table_);
    }

private:
    int number(int least, int most) { return std::uniform_int_distribution{least, most}(random_); }
    bool chance(int percent) { return number(1, 100) <= percent; }
    template <class T>
    T pick(const std::vector<T>& values) {
        return values[static_cast<std::size_t>(number(0, static_cast<int>(values.size()) - 1))];
    }
    Column any_column() { return pick(plain_); }
    std::string any_sql() { return dialect_for("sqlite").quote_identifier(any_column().name); }

    void add_column(int place) {
        Column column{
            pick<std::string>({"a", "Name", "select", "b c", "ü", "x$", "it's", "say \"hi\""}) + std::to_string(place), pick(types_)};
        auto& options = column.options;
        options.nullable = chance(60);
        options.unique = chance(15);
        if (chance(20)) options.collation = pick<std::string>({"NOCASE", "binary", "rtrim"});
        if (place > 1 && chance(20)) {
            options.computed = pick<std::string>({"abs(1)", "coalesce(" + any_sql() + ", ',)')", any_sql() + " || 'x'"});
            options.persisted = chance(50);
            options.nullable = true;
        } else if (chance(30)) {
            options.server_default =
                pick<std::string>({"5", "'it''s'", "CURRENT_TIMESTAMP", "(1 + 2)", "-1.5", "NULL", "(lower('A)'))", "true", "x'00'"});
        }
        if (options.computed.empty()) plain_.push_back(column);
        if (options.unique) table_.unique_constraints.push_back({chance(50) ? name("uq") : "", {column.name}});
        table_.columns.push_back(std::move(column));
    }

    void add_key() {
        if (chance(15)) return;
        const int size = std::min(number(1, 2), static_cast<int>(plain_.size()));
        std::shuffle(plain_.begin(), plain_.end(), random_);
        for (int i = 0; i < size; ++i) {
            const std::string key = plain_[static_cast<std::size_t>(i)].name;
            table_.primary_key.columns.push_back(key);
            for (Column& column : table_.columns) {
                if (column.name != key) continue;
                column.options.primary_key = true;
                column.options.autoincrement = size == 1 && column.type.is_integer() && chance(70);
            }
        }
        if (chance(40)) table_.primary_key.name = name("pk");
        if (chance(15)) table_.dialect_options.emplace_back("sqlite_autoincrement", "true");
        const bool has_autoincrement = !table_.dialect_options.empty();
        if (!has_autoincrement && chance(20)) table_.dialect_options.emplace_back("sqlite_with_rowid", "false");
    }

    void add_constraints() {
        TableArgs arguments;
        for (int i = number(0, 2); i > 0; --i) {
            auto unique = unique_constraint(any_column().name, table_.columns.back().name);
            if (unique.columns[0] == unique.columns[1]) unique.columns.pop_back();
            if (chance(50)) unique.name = name("uq");
            table_.unique_constraints.push_back(std::move(unique));
        }
        for (int i = number(0, 2); i > 0; --i) {
            const std::string sql =
                pick<std::string>({any_sql() + " <> ''", any_sql() + " > 0 OR (" + any_sql() + " IS NULL)", "1 -- one\n"});
            table_.check_constraints.push_back({chance(50) ? name("ck") : "", sql});
            table_.check_constraints.back().order = chance(50) ? -1 : 0;
        }
        for (int i = number(0, 2); i > 0; --i) {
            auto key = foreign_key_constraint({any_column().name}, pick<std::string>({"team", "Other Team"}), {"id"});
            key.on_delete = pick(actions_);
            key.on_update = pick(actions_);
            if (chance(50)) key.name = name("fk");
            key.deferral = pick<std::string>({"", "", "DEFERRABLE", "deferrable initially deferred", "NOT DEFERRABLE INITIALLY IMMEDIATE"});
            table_.foreign_keys.push_back(std::move(key));
        }
    }

    void add_indexes() {
        for (int i = number(0, 3); i > 0; --i) {
            Index index{name("ix"), {}, chance(30), false};
            for (int element = number(1, 3); element > 0; --element) {
                const std::string sql = any_sql();
                index.columns.push_back(pick<IndexElement>({any_column().name, any_column().name, sql_expression(sql + " DESC"),
                    sql_expression(sql), sql_expression(sql + " collate nocase"), sql_expression("lower(" + sql + ") asc"),
                    sql_expression("coalesce(" + sql + ", ',(')")}));
            }
            if (chance(30)) index.where = any_sql() + pick<std::string>({" IS NOT NULL", " > 'where'"});
            table_.indexes.push_back(std::move(index));
        }
    }

    std::string name(const std::string& prefix) {
        return pick<std::string>({prefix + "_", prefix + " Of ", prefix + "'\""}) + std::to_string(++names_);
    }

    std::mt19937 random_;
    Table table_{};
    std::vector<Column> plain_{};  ///< those that are not generated
    int names_ = 0;
    const std::vector<SqlType> types_{types::Integer{}, types::Integer{}, types::BigInteger{}, types::String{}, types::String{12},
        types::Text{}, types::Numeric{8, 3}, types::Uuid{}, types::JSON{}, types::Interval{}, SqlType::custom("INT"),
        SqlType::custom("GEOMETRY( 1,2)"), SqlType::enumeration("kind", {"small", "large"})};
    const std::vector<ReferentialAction> actions_{ReferentialAction::none, ReferentialAction::cascade, ReferentialAction::set_null,
        ReferentialAction::set_default, ReferentialAction::restrict_, ReferentialAction::no_action};
};

TEST(SqliteCatalog, ReadsRandomTablesAsTheyWereWanted) {
    const char* const wanted_number = std::getenv("RETORT_RANDOM_TABLES");
    const unsigned long tables = wanted_number != nullptr ? std::stoul(wanted_number) : 150;
    Memory memory;
    for (unsigned seed = 1; seed <= tables; ++seed) {
        const Table wanted = RandomTable{seed}.make();
        SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + dialect_for("sqlite").create_table_sql(wanted));
        ASSERT_NO_THROW(memory.create(wanted));

        const Table read = memory.table(wanted.name);

        ASSERT_EQ(printed(read), printed(memory.catalog().as_stored(wanted)));
        ASSERT_EQ(printed(memory.catalog().as_stored(read)), printed(read));
        memory.execute(memory.connection.dialect().drop_table_sql(wanted));
        memory.create(read);
        ASSERT_EQ(printed(memory.table(wanted.name)), printed(read)) << "created again from what was read";
        memory.execute(memory.connection.dialect().drop_table_sql(wanted));
    }
}

/// CREATE TABLE as people write it: constraints in columns, comments, any spacing, quotes and capitals.
class RandomText {
public:
    explicit RandomText(unsigned seed) : random_{seed} {}

    std::string make() {
        const int columns = number(2, 5);
        for (int i = 0; i < columns; ++i)
            columns_.push_back(pick({"a", "Bb", "c d", "e]f", "select", "g''h"}) + std::to_string(i));
        std::vector<std::string> items;
        const bool has_key = chance(80);
        const bool key_in_column = has_key && chance(60);
        for (int i = 0; i < columns; ++i)
            items.push_back(column(columns_[static_cast<std::size_t>(i)], i, key_in_column && i == 0));
        if (has_key && !key_in_column)
            items.push_back(named("pk") + "primary" + gap() + "KEY(" + quoted(columns_[0]) + gap() + "," + quoted(columns_[1]) + ")");
        for (int i = number(0, 2); i > 0; --i)
            items.push_back(named("uq") + "unique" + gap() + "(" + any_column() + pick({"", " COLLATE nocase", " DESC"}) + gap() + ")");
        for (int i = number(0, 2); i > 0; --i)
            items.push_back(named("ck") + "CHECK" + gap() + "(" + gap() + condition() + gap() + ")");
        for (int i = number(0, 2); i > 0; --i)
            items.push_back(named("fk") + "FOREIGN" + gap() + "KEY (" + any_column() + ")" + references());
        std::string sql = "create" + gap() + "TABLE" + gap() + "t" + gap() + "(";
        for (std::size_t i = 0; i < items.size(); ++i)
            sql.append(i == 0 ? gap() : "," + gap()).append(items[i]);
        return sql + gap() + ")" + (has_key && chance(20) ? gap() + "without" + gap() + "ROWID" : "");
    }

private:
    int number(int least, int most) { return std::uniform_int_distribution{least, most}(random_); }
    bool chance(int percent) { return number(1, 100) <= percent; }
    std::string pick(const std::vector<std::string>& values) {
        return values[static_cast<std::size_t>(number(0, static_cast<int>(values.size()) - 1))];
    }
    std::string gap() { return pick({" ", " ", " ", "\n\t", " /* , ( */ ", " -- it's )\n", "  "}); }
    std::string quoted(const std::string& name) {
        const bool has_bracket = name.find(']') != std::string::npos;
        const std::string text = has_bracket || chance(60) ? quote(name, '"') : chance(50) ? "[" + name + "]" : quote(name, '`');
        return text;
    }
    std::string any_column() { return quoted(columns_[static_cast<std::size_t>(number(0, static_cast<int>(columns_.size()) - 1))]); }
    std::string named(const std::string& prefix) {
        if (chance(50)) return {};
        return "constraint" + gap() + quoted(prefix + std::to_string(++names_)) + gap();
    }
    std::string condition() {
        return any_column() + pick({" <> ')'", ">0", " IS NOT NULL AND (1)", " in (1,\n2) -- two\n", " NOT LIKE 'CHECK (x)'"});
    }
    std::string references() {
        std::string sql = gap() + "REFERENCES" + gap() + pick({"team", "\"Other team\"", "[T]"}) + gap() + pick({"(id)", "( \"ID\" )"});
        for (const char* const event : {"DELETE", "update"}) {
            if (chance(40))
                sql += gap() + "on" + gap() + event + gap() +
                       pick({"CASCADE", "set null", "SET" + gap() + "DEFAULT", "RESTRICT", "no action"});
        }
        if (chance(20)) sql += gap() + "MATCH FULL";
        return sql + pick({"", "", gap() + "DEFERRABLE", gap() + "deferrable" + gap() + "initially" + gap() + "deferred",
                         gap() + "not deferrable"});
    }
    std::string column(const std::string& name, int place, bool is_key) {
        std::string sql =
            quoted(name) + gap() + pick({"INTEGER", "TEXT", "varchar ( 10 )", "NUMERIC(5,\n2)", "UNSIGNED BIG INT", "\"my type\"", "Text"});
        if (is_key) return sql + gap() + "not" + gap() + "null" + gap() + named("pk") + "primary key";
        if (chance(30)) sql += gap() + named("nn") + "NOT NULL";
        if (chance(30)) sql += gap() + "default" + gap() + pick({"5", "- 5", "'a,b'", "(1+(2)) ", "CURRENT_DATE", "x'0A'", "null"});
        if (chance(25)) sql += gap() + named("uq") + "UNIQUE";
        if (chance(25)) sql += gap() + named("ck") + "check" + gap() + "(" + condition() + ")";
        if (chance(25)) sql += gap() + "collate" + gap() + pick({"NoCase", "\"rtrim\"", "BINARY"});
        if (chance(25)) sql += gap() + named("fk") + references();
        if (place > 1 && chance(15) && sql.find("efault") == std::string::npos)
            sql += gap() + pick({"generated always ", ""}) + "as" + gap() + "(" + quoted(columns_[0]) + " || ',')" +
                   pick({"", " STORED", " virtual"});
        return sql;
    }

    std::mt19937 random_;
    std::vector<std::string> columns_{};
    int names_ = 0;
};

TEST(SqliteCatalog, CreatesAgainWhatItReadOfRandomTexts) {
    Memory memory;
    int created = 0;
    for (unsigned seed = 1; seed <= 2 * number_of_tables(); ++seed) {
        const std::string sql = RandomText{seed}.make();
        SCOPED_TRACE("seed " + std::to_string(seed) + "\n" + sql);
        try {
            memory.execute(sql);
        } catch (const DatabaseError&) {
            continue;  // a key that is generated, for example
        }
        ++created;
        Table read = memory.table("t");
        // What Retort writes of a key is NOT NULL, though SQLite would take one without.
        for (Column& column : read.columns)
            column.options.nullable = column.options.nullable && !column.options.primary_key;
        memory.execute("DROP TABLE t");
        ASSERT_NO_THROW(memory.create(read)) << printed(read);
        ASSERT_EQ(printed(memory.table("t")), printed(read));
        ASSERT_EQ(printed(memory.catalog().as_stored(read)), printed(read));
        memory.execute("DROP TABLE t");
    }
    EXPECT_GT(created, static_cast<int>(number_of_tables()));
}

}  // namespace
