// Random pairs of schemas on a server: autogenerate from the one to the other and back again, with rows in the tables.
#include "schema_pairs.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <set>
#include <utility>

#include <gtest/gtest.h>

#include <retort/core/text.hpp>
#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/offline.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/migrate/renames.hpp>
#include <retort/migrate/runner.hpp>

#include "../../support/database.hpp"
#include "../migrate/round_trip/checks.hpp"

namespace {

using namespace retort;
using server_pairs::SchemaPair;

/// A script's operations are taken as autogenerate has found them: without a compiler nothing could call them on `op`. That what it writes says the
/// same is the matter of ../migrate/round_trip and of tests/migrate/render_test.cpp.
template <auto Member>
struct ListOf {
    friend migrate::detail::OperationList& list_of(migrate::Operations& op) { return *(op.*Member); }
};
template struct ListOf<&migrate::Operations::list_>;
migrate::detail::OperationList& list_of(migrate::Operations& op);

std::vector<migrate::Operation> upgrade_operations;
std::vector<migrate::Operation> downgrade_operations;

void replace(std::vector<migrate::Operation>& operations, const std::vector<migrate::ScriptOperation>& found) {
    operations.clear();
    operations.reserve(found.size());
    for (const auto& one : found)
        operations.push_back(one.operation);
}

int number_from_environment(const char* name, int otherwise) {
    const char* const value = std::getenv(name);
    return value == nullptr ? otherwise : std::atoi(value);
}

std::set<std::string> names_given(const SchemaPair& pair, const std::vector<Table>& tables) {
    std::set<std::string> names;
    const MetaData named = MetaData{tables}.with_naming_convention(pair.naming_convention);
    const auto add = [&](const auto& items) {
        for (const auto& one : items)
            names.insert(one.name);
    };
    for (const Table& table : named.tables()) {
        names.insert(table.primary_key.name);
        add(table.unique_constraints);
        add(table.check_constraints);
        add(table.exclude_constraints);
        add(table.indexes);
    }
    names.erase("");
    return names;
}

/// A database that is emptied for each half of a pair: to make a new one takes PostgreSQL a third of a second.
class PairDatabase {
public:
    void make(const SchemaPair& pair, const std::vector<Table>& tables) {
        clear();
        schemas_ = {""};
        if (server_pairs::environment_of(pair, tables).include_schemas) {
            schemas_.emplace_back("other");
            connection.execute_ddl("CREATE SCHEMA other");
        }
        connection.commit();
        MetaData{tables}.with_naming_convention(pair.naming_convention).create_all(engine);
    }

    std::vector<std::string> description(const std::set<std::string>& names) {
        auto lines = round_trip::description(connection, &names, schemas_);
        connection.rollback();
        return lines;
    }

    /// The names of the types of enumerators that stand beside the tables.
    std::vector<std::string> types() {
        std::vector<std::string> names;
        for (const SqlType& type : connection.dialect().catalog().enum_types(connection))
            names.push_back(type.name);
        connection.rollback();
        return names;
    }

    void fill(const std::vector<Table>& tables) {
        // Tables may refer to each other, or to later ones.
        const bool is_postgresql = database_.kind() == "postgresql";
        connection.execute_ddl(is_postgresql ? "SET session_replication_role = replica" : "SET foreign_key_checks = 0");
        for (const Table& table : tables) {
            for (int row = 1; row <= round_trip::row_count; ++row)
                insert(table, row, is_postgresql ? " OVERRIDING SYSTEM VALUE" : "");
        }
        connection.execute_ddl(is_postgresql ? "SET session_replication_role = DEFAULT" : "SET foreign_key_checks = 1");
        connection.commit();
    }

    std::vector<std::string> values(const std::string& table, const std::string& column) {
        std::vector<std::string> rows;
        auto cursor = connection.execute(
            "SELECT CAST(" + quoted(column) + " AS CHAR(100)) FROM " + place_of(table) + " ORDER BY id", std::vector<Value>{});
        while (cursor.next()) {
            std::string_view text;
            rows.emplace_back(cursor.row().text(0, text) ? text : "NULL");
        }
        return rows;
    }

private:
    testing_support::FreshDatabase database_;
    std::vector<std::string> schemas_{""};

public:
    Engine engine = create_engine(database_.url());
    Connection connection = engine.connect();

private:
    void clear() {
        connection.rollback();
        if (database_.kind() == "postgresql") {
            for (const char* const sql : {"DROP SCHEMA IF EXISTS other CASCADE", "DROP SCHEMA public CASCADE", "CREATE SCHEMA public"})
                connection.execute_ddl(sql);
            connection.commit();
            return;
        }
        connection.execute_ddl("SET foreign_key_checks = 0");
        for (const auto& table : connection.dialect().table_names(connection, ""))
            connection.execute_ddl("DROP TABLE " + quoted(table));
        connection.execute_ddl("SET foreign_key_checks = 1");
    }

    std::string quoted(const std::string& name) const { return connection.dialect().quote_identifier(name); }

    std::string place_of(const std::string& table) {
        for (const auto& schema : schemas_) {
            if (connection.dialect().has_table(connection, schema, table)) return (schema.empty() ? "" : schema + ".") + quoted(table);
        }
        throw std::runtime_error{"there is no table " + table};
    }

    void insert(const Table& table, int row, const std::string& words) {
        std::string names;
        std::string values;
        for (const Column& column : table.columns) {
            if (!column.options.computed.empty()) continue;
            names += (names.empty() ? "" : ", ") + quoted(column.name);
            values += (values.empty() ? "" : ", ") + server_pairs::value_sql(database_.kind(), table, column, row);
        }
        connection.execute_ddl("INSERT INTO " + (table.schema.empty() ? "" : table.schema + ".") + quoted(table.name) + " (" + names + ")" +
                               words + " VALUES (" + values + ")");
    }
};

void expect_like(PairDatabase& database, PairDatabase& made_at_once, const SchemaPair& pair, const std::vector<Table>& tables) {
    const auto environment = server_pairs::environment_of(pair, tables);
    const auto directives = migrate::produce_migrations(database.connection, environment);
    EXPECT_TRUE(directives.is_empty()) << migrate::describe_differences(directives);
    database.connection.rollback();
    const auto names = names_given(pair, tables);
    made_at_once.make(pair, tables);
    const auto found = database.description(names);
    const auto expected = made_at_once.description(names);
    EXPECT_EQ(database.types(), made_at_once.types());
    EXPECT_EQ(found.size(), expected.size());
    for (std::size_t place = 0; place < std::min(found.size(), expected.size()); ++place)
        EXPECT_EQ(found[place], expected[place]);
}

std::string render_both() {
    const auto render = [](const std::vector<migrate::Operation>& operations) {
        std::vector<migrate::ScriptOperation> script;
        for (const auto& one : operations)
            script.push_back({one, {}});
        return migrate::render(script, {.indent = 2});
    };
    return "up:\n" + render(upgrade_operations) + "\ndown:\n" + render(downgrade_operations);
}

void there_and_back_again(PairDatabase& database, PairDatabase& made_at_once, std::uint32_t number) {
    const auto pair = server_pairs::schema_pair(testing_support::tested_kind(), number);
    const auto kept = round_trip::survivors(pair);
    database.make(pair, pair.before);
    expect_like(database, made_at_once, pair, pair.before);
    database.fill(pair.before);
    std::vector<std::vector<std::string>> stored;
    for (const auto& one : kept)
        stored.push_back(database.values(one.old_table, one.old_column));
    database.connection.rollback();

    migrate::GivenRenames renames{pair.renames};
    const auto environment = server_pairs::environment_of(pair, pair.after);
    const auto directives = migrate::produce_migrations(database.connection, environment, &renames);
    database.connection.rollback();
    replace(upgrade_operations, directives.upgrade);
    replace(downgrade_operations, directives.downgrade);
    SCOPED_TRACE(render_both());

    const migrate::Script script{migrate::Revision{.id = "pair", .message = "pair"},
        [](migrate::Operations& op) { list_of(op).operations = upgrade_operations; },
        [](migrate::Operations& op) { list_of(op).operations = downgrade_operations; }};
    const migrate::ScriptDirectory scripts{{&script}};
    migrate::Runner runner{database.connection, environment, scripts};
    try {
        runner.upgrade("head");
        expect_like(database, made_at_once, pair, pair.after);
        for (std::size_t place = 0; place < kept.size(); ++place)
            EXPECT_EQ(database.values(kept[place].new_table, kept[place].new_column), stored[place]) << kept[place].new_table;
        database.connection.rollback();

        runner.downgrade("base");
        expect_like(database, made_at_once, pair, pair.before);
        for (std::size_t place = 0; place < kept.size(); ++place)
            EXPECT_EQ(database.values(kept[place].old_table, kept[place].old_column), stored[place]) << kept[place].old_table;
    } catch (const std::exception& error) {
        ADD_FAILURE() << error.what();
    }
}

int parts_so_far() {
    return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
}

TEST(ServerRoundTrip, ThereAndBackAgain) {
    const int first = number_from_environment("RETORT_ROUND_TRIP_FIRST", 1);
    const int count = number_from_environment("RETORT_ROUND_TRIPS", 12);
    const int allowed = number_from_environment("RETORT_ROUND_TRIP_FAILURES", 1);
    int failed = 0;
    PairDatabase database;
    PairDatabase made_at_once;
    for (int number = first; number < first + count && failed < allowed; ++number) {
        SCOPED_TRACE("pair " + std::to_string(number));
        const int parts = parts_so_far();
        try {
            there_and_back_again(database, made_at_once, static_cast<std::uint32_t>(number));
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
        failed += parts_so_far() > parts ? 1 : 0;
    }
}

}  // namespace
