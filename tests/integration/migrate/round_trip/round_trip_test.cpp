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

#include "checks.hpp"
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

std::vector<std::string> values(Connection& connection, const std::string& table, const std::string& column) {
    return rows_of(connection, "SELECT quote(" + quoted(column) + ") FROM " + quoted(table) + " ORDER BY id");
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
