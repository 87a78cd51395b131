// The scripts that write_scripts.cpp wrote, compiled into this program: there and back again, with rows in the tables.
#include <algorithm>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include <retort/core/text.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/engine.hpp>
#include <retort/engine/inspector.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/runner.hpp>

#include "schema_pairs.hpp"

namespace round_trip {
namespace {

using namespace retort;

std::string quoted(const std::string& name) {
    return quote(name, '"');
}

std::vector<std::string> rows_of(Connection& connection, const std::string& sql) {
    std::vector<std::string> rows;
    auto cursor = connection.execute(sql, std::vector<Value>{});
    while (cursor.next()) {
        std::string_view text;
        rows.emplace_back(cursor.row().text(0, text) ? text : "NULL");
    }
    return rows;
}

void fill(Connection& connection, const std::vector<Table>& tables) {
    // Tables may refer to each other, or to later ones.
    connection.execute_ddl("PRAGMA defer_foreign_keys = ON");
    for (const Table& table : tables) {
        std::string names;
        for (const Column& column : table.columns) {
            if (column.options.computed.empty()) names += (names.empty() ? "" : ", ") + quoted(column.name);
        }
        for (int row = 1; row <= row_count; ++row) {
            std::string values;
            for (const Column& column : table.columns) {
                if (column.options.computed.empty()) values += (values.empty() ? "" : ", ") + value_sql(table, column, row);
            }
            connection.execute_ddl("INSERT INTO " + quoted(table.name) + " (" + names + ") VALUES (" + values + ")");
        }
    }
}

/// The names that a table and its columns have on the other side.
class Names {
public:
    Names(const SchemaPair& pair) {
        for (const auto& rename : pair.renames) {
            const auto sign = rename.find('=');
            new_names_[rename.substr(0, sign)] = rename.substr(sign + 1);
        }
    }

    std::string table(const std::string& old_name) const {
        const auto found = new_names_.find(old_name);
        return found != new_names_.end() ? found->second : old_name;
    }

    std::string column(const std::string& old_table, const std::string& old_name) const {
        for (const auto& place : {old_table, table(old_table)}) {
            const auto found = new_names_.find(place + "." + old_name);
            if (found != new_names_.end()) return found->second.substr(found->second.rfind('.') + 1);
        }
        return old_name;
    }

private:
    std::map<std::string, std::string> new_names_{};
};

const Table* find(const std::vector<Table>& tables, const std::string& name) {
    const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& one) { return one.name == name; });
    return found != tables.end() ? &*found : nullptr;
}

struct Survivor {
    std::string old_table, old_column, new_table, new_column;
};

/// The columns that both sides have, and whose values nothing may change.
std::vector<Survivor> survivors(const SchemaPair& pair) {
    const Names names{pair};
    std::vector<Survivor> found;
    for (const Table& before : pair.before) {
        const auto new_table = names.table(before.name);
        const Table* after = find(pair.after, new_table);
        if (after == nullptr) continue;
        for (const Column& column : before.columns) {
            const auto new_column = names.column(before.name, column.name);
            const Column* other = after->find_column(new_column);
            if (other == nullptr || other->type != column.type || !column.options.computed.empty() || !other->options.computed.empty())
                continue;
            found.push_back({before.name, column.name, new_table, new_column});
        }
    }
    return found;
}

std::vector<std::string> values(Connection& connection, const std::string& table, const std::string& column) {
    return rows_of(connection, "SELECT quote(" + quoted(column) + ") FROM " + quoted(table) + " ORDER BY id");
}

std::string listed(std::vector<std::string> words) {
    std::sort(words.begin(), words.end());
    return join(words, "; ");
}

/// Without quotes: they are the same identifiers with and without.
std::string bare(std::string_view sql) {
    return replace_all(sql, "\"", "");
}

/// All that a database tells of its schema, in an order of its own, but for what the comparison leaves alone: the order of columns and the
/// names of foreign keys.
std::vector<std::string> description(Connection& connection) {
    std::vector<std::string> lines;
    const MetaData reflected = inspect(connection).reflect();
    for (const Table& table : reflected.tables()) {
        if (table.name == "alembic_version" || table.name == "retort_history") continue;
        std::vector<std::string> words;
        for (const Column& column : table.columns) {
            const auto& options = column.options;
            words.push_back("column " + column.name + " " + migrate::render(column.type) + (options.nullable ? " NULL" : "") + " default " +
                            options.server_default.value_or("none") + " computed " + bare(options.computed) +
                            (options.persisted ? " stored" : "") + " " + options.collation);
        }
        words.push_back("key " + table.primary_key.name + " (" + join(table.primary_key.columns, ", ") + ")");
        for (const auto& unique : table.unique_constraints) {
            auto columns = unique.columns;
            std::sort(columns.begin(), columns.end());
            words.push_back("unique " + unique.name + " (" + join(columns, ", ") + ")");
        }
        for (const auto& check : table.check_constraints)
            words.push_back("check " + check.name + " (" + bare(check.sql) + ")");
        for (const auto& key : table.foreign_keys) {
            words.push_back("foreign key (" + join(key.columns, ", ") + ") " + key.referred_table + " (" +
                            join(key.referred_columns, ", ") + ") " + std::to_string(static_cast<int>(key.on_delete)) +
                            std::to_string(static_cast<int>(key.on_update)) + key.deferral);
        }
        for (const Index& index : table.indexes) {
            std::string columns;
            for (const IndexElement& element : index.columns)
                columns += bare(element.text) + ", ";
            words.push_back("index " + index.name + (index.unique ? " unique" : "") + " (" + columns + ") where " + bare(index.where));
        }
        for (const auto& [name, value] : table.dialect_options)
            words.push_back(name + "=" + value);
        lines.push_back(table.name + ": " + listed(std::move(words)));
    }
    std::sort(lines.begin(), lines.end());
    return lines;
}

/// What a database made of these models at once tells of itself.
std::vector<std::string> description_of_new(const SchemaPair& pair, const std::vector<Table>& tables) {
    auto engine = create_engine("sqlite://");
    MetaData{tables}.with_naming_convention(pair.naming_convention).create_all(engine);
    auto connection = engine.connect();
    return description(connection);
}

void expect_like(Connection& connection, const SchemaPair& pair, const std::vector<Table>& tables) {
    const auto environment = environment_of(pair, tables);
    const auto directives = migrate::produce_migrations(connection, environment);
    EXPECT_TRUE(directives.is_empty()) << migrate::describe_differences(directives);
    EXPECT_EQ(description(connection), description_of_new(pair, tables));
    EXPECT_EQ(rows_of(connection, "PRAGMA integrity_check"), std::vector<std::string>{"ok"});
    EXPECT_TRUE(rows_of(connection, "PRAGMA foreign_key_check").empty());
    connection.rollback();
}

class RoundTrip : public ::testing::TestWithParam<int> {};

TEST_P(RoundTrip, ThereAndBackAgain) {
    const auto number = static_cast<std::uint32_t>(GetParam());
    const auto pair = schema_pair(number);
    const auto kept = survivors(pair);
    const migrate::ScriptDirectory scripts{{&migrate::ScriptDirectory::of_this_program().script(revision_id(number))}};

    auto engine = create_engine("sqlite://");
    MetaData{pair.before}.with_naming_convention(pair.naming_convention).create_all(engine);
    auto connection = engine.connect();
    fill(connection, pair.before);
    connection.commit();
    std::vector<std::vector<std::string>> stored;
    for (const Survivor& one : kept) {
        stored.push_back(values(connection, one.old_table, one.old_column));
        ASSERT_EQ(stored.back().size(), static_cast<std::size_t>(row_count));
    }
    connection.rollback();

    const auto environment = environment_of(pair, pair.after);
    migrate::Runner runner{connection, environment, scripts};
    runner.upgrade("head");
    expect_like(connection, pair, pair.after);
    for (std::size_t place = 0; place < kept.size(); ++place)
        EXPECT_EQ(values(connection, kept[place].new_table, kept[place].new_column), stored[place])
            << kept[place].new_table << "." << kept[place].new_column;
    connection.rollback();

    runner.downgrade("base");
    expect_like(connection, pair, pair.before);
    for (std::size_t place = 0; place < kept.size(); ++place)
        EXPECT_EQ(values(connection, kept[place].old_table, kept[place].old_column), stored[place])
            << kept[place].old_table << "." << kept[place].old_column;
}

INSTANTIATE_TEST_SUITE_P(Pairs, RoundTrip, ::testing::Range(RETORT_ROUND_TRIP_FIRST, RETORT_ROUND_TRIP_FIRST + RETORT_ROUND_TRIPS));

}  // namespace
}  // namespace round_trip
