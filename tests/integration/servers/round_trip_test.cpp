// Random pairs of schemas on a server: autogenerate from the one to the other and back again, with rows in the tables.
#include "schema_pairs.hpp"

#include <algorithm>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <utility>

#include <dlfcn.h>
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

#include "../migrate/round_trip/checks.hpp"
#include "../migrate/round_trip/script_text.hpp"
#include "../support.hpp"

namespace {

using namespace retort;
using server_pairs::SchemaPair;

/// Most pairs take a script's operations as autogenerate has found them: without a compiler nothing could call them on `op`.
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

/// Makes and fills the first half of a pair.
void prepare(PairDatabase& database, const SchemaPair& pair) {
    database.make(pair, pair.before);
    database.fill(pair.before);
}

/// What leads from the first half of a pair, which the database is, to the second.
migrate::RevisionDirectives differences(PairDatabase& database, const SchemaPair& pair) {
    migrate::GivenRenames renames{pair.renames};
    const auto directives = migrate::produce_migrations(database.connection, server_pairs::environment_of(pair, pair.after), &renames);
    database.connection.rollback();
    return directives;
}

/// With a database that is filled.
void there_and_back_again(PairDatabase& database, PairDatabase& made_at_once, const SchemaPair& pair, const migrate::Script& script) {
    const auto kept = round_trip::survivors(pair);
    std::vector<std::vector<std::string>> stored;
    for (const auto& one : kept)
        stored.push_back(database.values(one.old_table, one.old_column));
    database.connection.rollback();

    const auto environment = server_pairs::environment_of(pair, pair.after);
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
        ADD_FAILURE() << error.what();  // with the script
    }
}

void by_operations(PairDatabase& database, PairDatabase& made_at_once, std::uint32_t number) {
    const auto pair = server_pairs::schema_pair(testing_support::tested_kind(), number);
    database.make(pair, pair.before);
    expect_like(database, made_at_once, pair, pair.before);
    database.fill(pair.before);
    const auto directives = differences(database, pair);
    replace(upgrade_operations, directives.upgrade);
    replace(downgrade_operations, directives.downgrade);
    SCOPED_TRACE(render_both());
    const migrate::Script script{migrate::Revision{.id = "pair", .message = "pair"},
        [](migrate::Operations& op) { list_of(op).operations = upgrade_operations; },
        [](migrate::Operations& op) { list_of(op).operations = downgrade_operations; }};
    there_and_back_again(database, made_at_once, pair, script);
}

int parts_so_far() {
    return testing::UnitTest::GetInstance()->current_test_info()->result()->total_part_count();
}

/// Those of the environment, or a few.
std::vector<std::uint32_t> pairs(std::vector<std::uint32_t> otherwise) {
    const int count = number_from_environment("RETORT_ROUND_TRIPS", 0);
    if (count == 0) return otherwise;
    std::vector<std::uint32_t> numbers(static_cast<std::size_t>(count));
    std::iota(numbers.begin(), numbers.end(), static_cast<std::uint32_t>(number_from_environment("RETORT_ROUND_TRIP_FIRST", 1)));
    return numbers;
}

template <class Action>
void for_each_pair(const std::vector<std::uint32_t>& numbers, const Action& action) {
    const int allowed = number_from_environment("RETORT_ROUND_TRIP_FAILURES", 1);
    int failed = 0;
    for (const std::uint32_t number : numbers) {
        if (failed == allowed) return;
        SCOPED_TRACE("pair " + std::to_string(number));
        const int parts = parts_so_far();
        try {
            action(number);
        } catch (const std::exception& error) {
            ADD_FAILURE() << error.what();
        }
        failed += parts_so_far() > parts ? 1 : 0;
    }
}

TEST(ServerRoundTrip, ThereAndBackAgain) {
    PairDatabase database;
    PairDatabase made_at_once;
    for_each_pair(
        pairs({1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12}), [&](std::uint32_t number) { by_operations(database, made_at_once, number); });
}

/// What SQLite's scripts do not have, and the fewest pairs whose scripts have it all, with those that have found something.
struct OfServer {
    std::vector<std::string> words;
    std::vector<std::uint32_t> numbers;
};

const OfServer& of_server() {
    static const std::map<std::string, OfServer> all{
        {"postgresql", {{"create_enum", "drop_enum", "add_enum_value", "postgresql_include", "postgresql_ops", "postgresql_using",
                            "postgresql_with", "postgresql_tablespace", "identity = Identity::always", "identity = Identity::by_default",
                            ".computed", ".persisted", ".comment", "create_table_comment", ".where", "sql_expression(",
                            "exclude_constraint", "DEFERRABLE", "::jsonb", "Array<", "SqlType::array", "batch_alter_table", ".collation",
                            ".schema = \"other\"", "rename_table", "new_column_name", "drop_constraint(\"\"", ".existing_server_default"},
                           {1, 15, 23, 28, 38, 48, 49, 87, 133, 142, 272}}},
        {"mariadb", {{"SqlType::enumeration(", "mariadb_engine", "mariadb_default_charset", "mariadb_collate", "mariadb_row_format",
                         "mariadb_length", "mariadb_prefix", ".computed", ".persisted", ".comment", "create_table_comment",
                         "sql_expression(", "batch_alter_table", ".collation", "rename_table", "new_column_name", "drop_constraint(\"\"",
                         "INT UNSIGNED", ".existing_server_default"},
                        {42, 54, 55, 56, 65, 71, 109, 139}}},
    };
    return all.at(testing_support::tested_kind());
}

/// Compiles the scripts to a library and loads it, by which they become scripts of this program; its types and functions are the program's.
void load(const std::string& scripts) {
    const integration::TemporaryFolder folder;
    const std::string source = (folder / "scripts.cpp").string();
    const std::string library = (folder / "scripts.so").string();
    const std::string complaints = (folder / "complaints").string();
    std::ofstream{source} << scripts;
    // Scripts are run once: no time is lost on making them quick.
    const std::string command = std::string{RETORT_COMPILE} + " -O0 -fPIC -shared -o " + library + " " + source + " 2> " + complaints;
    if (std::system(command.c_str()) != 0) {
        const std::ifstream stream{complaints};
        throw std::runtime_error{(std::stringstream{} << stream.rdbuf()).str()};
    }
    // Never unloaded: the list of scripts speaks of what is in it.
    if (::dlopen(library.c_str(), RTLD_NOW) == nullptr) throw std::runtime_error{::dlerror()};
}

TEST(ServerRoundTrip, ByScriptsThatAreWrittenAndCompiled) {
    PairDatabase database;
    PairDatabase made_at_once;
    const std::string kind = testing_support::tested_kind();
    std::map<std::uint32_t, std::string> texts;
    std::string all{round_trip::script_head};
    for (const std::uint32_t number : pairs(of_server().numbers)) {
        const auto pair = server_pairs::schema_pair(kind, number);
        database.make(pair, pair.before);
        texts[number] = round_trip::script_text(number, differences(database, pair), pair.render_as_batch, database.engine.dialect());
        all += texts[number];
    }
    const bool are_chosen = pairs({}).empty();
    for (const auto& word : are_chosen ? of_server().words : std::vector<std::string>{})
        EXPECT_TRUE(all.find(word) != std::string::npos) << "none of the scripts has " << word << "; take other pairs";
    load(all);
    for_each_pair(pairs(of_server().numbers), [&](std::uint32_t number) {
        SCOPED_TRACE(texts.at(number));
        const auto pair = server_pairs::schema_pair(kind, number);
        prepare(database, pair);
        there_and_back_again(
            database, made_at_once, pair, migrate::ScriptDirectory::of_this_program().script(round_trip::revision_id(number)));
    });
}

}  // namespace
