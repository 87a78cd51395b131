// What Retort takes for equal, types and server defaults, against what Alembic's autogenerate takes for equal.
#include "support.hpp"

#include <map>
#include <set>

#include <retort/engine/catalog.hpp>
#include <retort/engine/dialect.hpp>

using namespace integration;
using namespace retort;

namespace {

const std::vector<std::string> every_type{"BigInteger", "Boolean", "Date", "DateTime", "Enum", "Float", "Integer", "Interval", "JSON",
    "LargeBinary", "Numeric", "Numeric(10)", "Numeric(10, 2)", "SmallInteger", "String", "String(30)", "Text", "Time", "Uuid"};

/// Types and defaults as a database declares them.
struct Own {
    std::vector<std::string> prepared_by;  ///< SQL of a connection, before anything else
    std::vector<std::string> declared;
    /// Of declared types what we take for equal and Alembic does not, and what Alembic does and we do not.
    std::map<std::string, std::pair<std::vector<std::string>, std::vector<std::string>>> apart;
    std::vector<std::string> types_with_defaults;
    std::vector<std::string> defaults;
    std::vector<std::string> clocks;  ///< more defaults, whose values are no two times the same
    std::set<std::string> calls;      ///< of the defaults, what the database works out anew for each row
    std::string what_is_stored;       ///< of d.c: its class, and its value in SQL
    std::size_t equal;                ///< at least so many pairs of other words are the same default
};

const Own& own() {
    static const std::map<std::string, Own> all{
        {"sqlite",
            {.prepared_by = {"PRAGMA synchronous = OFF"},
                // Not DOUBLE, which has a name of its own since SQLAlchemy 2.
                .declared = {"", "BIGINT", "BLOB", "BLOB(20)", "BOOL", "BOOLEAN", "CHAR", "CHAR(32)", "CHAR(36)", "CLOB", "DATE",
                    "DATE_CHAR", "DATETIME", "DATETIME(6)", "DATETIME_CHAR", "DECIMAL", "DECIMAL(10,2)", "DECIMAL(8, 2)",
                    "DOUBLE PRECISION", "FLOAT", "FLOAT(3)", "INT", "INT(11)", "INT8", "INTEGER", "Integer", "JSON", "JSONB", "LONGTEXT",
                    "MEDIUMINT", "MONEY", "NCHAR(32)", "NUMERIC", "NUMERIC(10)", "NUMERIC(10, 2)", "NUMERIC(10,3)", "numeric( 10 , 2 )",
                    "NUMERIC(12)", "NVARCHAR(30)", "REAL", "SMALLINT", "TEXT", "TEXT(30)", "text", "TIME", "TIME_CHAR", "TIMESTAMP",
                    "TINYINT(1)", "UNSIGNED BIG INT", "UUID", "VARCHAR", "VARCHAR(8)", "VARCHAR(20)", "VARCHAR(30)", "varchar(30)",
                    "VARYING CHARACTER(30)", "XBLOB", "YEAR"},
                .apart = {},
                .types_with_defaults = {"INTEGER", "VARCHAR", "NUMERIC(10, 2)", "FLOAT", "BLOB", "BOOLEAN"},
                .defaults = {"", "0", "'0'", "(0)", "1", "'1'", "TRUE", "true", "FALSE", "'true'", "-1", "- 1", "'-1'", "+1", "1.0",
                    "'1.0'", "01", "'01'", "1e3", "'1e3'", "0x10", "'0x10'", "NULL", "null", "'x'", "x", "\"x\"", "'X'", "('x')", "'it''s'",
                    "''", "' x'", "x'78'", "X'78'", "(1+1)", "(1 + 1)", "((2))", "(lower('A'))", "(LOWER( 'A' ))", "'a b'", "(1) "},
                .clocks = {"CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP)", "(datetime('now'))"},
                .calls = {},
                .what_is_stored = "typeof(c), quote(c)",
                .equal = 100}},
        {"postgresql",
            {.prepared_by = {"CREATE TYPE kind AS ENUM ('small', 'enormous')", "CREATE TYPE other_kind AS ENUM ('small', 'enormous')"},
                .declared = {"bigint", "bytea", "boolean", "char(32)", "char(36)", "date", "timestamp", "timestamptz", "timestamp(3)",
                    "numeric", "numeric(10,2)", "numeric(8,2)", "numeric(10)", "numeric(12)", "double precision", "real", "integer",
                    "smallint", "json", "jsonb", "text", "time", "timetz", "interval", "interval day to second", "uuid", "varchar",
                    "varchar(8)", "varchar(30)", "money", "inet", "oid", "bit(3)", "xml", "integer[]", "kind", "other_kind", "tsvector"},
                // Alembic 1.8 compares no lengths and precisions where one side has none, nor scales, fields and arrays; XML it does not know.
                .apart = {{"timestamp(3)", {{}, {"DateTime"}}}, {"numeric", {{}, {"Numeric(10)", "Numeric(10, 2)"}}},
                    {"numeric(10,2)", {{}, {"Numeric", "Numeric(10)"}}}, {"numeric(8,2)", {{}, {"Numeric", "Numeric(10)"}}},
                    {"numeric(10)", {{}, {"Numeric"}}}, {"numeric(12)", {{}, {"Numeric", "Numeric(10)"}}},
                    {"interval day to second", {{}, {"Interval"}}}, {"varchar", {{}, {"String(30)"}}}, {"varchar(8)", {{}, {"String"}}},
                    {"varchar(30)", {{}, {"String"}}}, {"integer[]", {{}, {"Integer"}}}, {"xml", {{}, every_type}}},
                .types_with_defaults = {"integer", "varchar", "numeric(10, 2)", "double precision", "bytea", "boolean"},
                .defaults = {"", "0", "'0'", "(0)", "1", "'1'", "TRUE", "true", "FALSE", "'t'", "-1", "'-1'", "1.0", "1.00", "'1.0'", "1e3",
                    "NULL", "'x'", "'X'", "('x')", "'it''s'", "''", "'\\x78'", "(1 + 1)", "2", "lower('A')", "LOWER( 'A' )", "'a'",
                    "'x'::varchar", "CAST(1 AS integer)"},
                .clocks = {},
                .calls = {"lower('A')", "LOWER( 'A' )"},
                .what_is_stored = "pg_typeof(c)::text, quote_nullable(c::text)",
                .equal = 30}},
        {"mariadb",
            {.prepared_by = {},
                .declared = {"BIGINT", "BLOB", "LONGBLOB", "BOOL", "CHAR(32)", "CHAR(36)", "DATE", "DATETIME", "DATETIME(6)", "DATETIME(3)",
                    "DECIMAL(10,2)", "DECIMAL(8,2)", "DECIMAL(10)", "DECIMAL(65,30)", "DOUBLE", "FLOAT", "INT", "INT(5)", "INT UNSIGNED",
                    "JSON", "LONGTEXT", "MEDIUMINT", "MEDIUMTEXT", "SMALLINT", "TEXT", "TIME", "TIME(6)", "TIMESTAMP", "TINYINT",
                    "TINYINT(1)", "TINYTEXT", "VARCHAR(8)", "VARCHAR(30)", "VARCHAR(255)", "VARBINARY(20)", "YEAR",
                    "ENUM('small','enormous')", "ENUM('enormous','small')", "ENUM('small')", "UUID"},
                // What serves a model's type is taken as well: docs/mariadb_schema.md. Alembic 1.8 compares no scales where one side has none, nor signs and
                // enumerators, and does not know UUID.
                .apart = {{"LONGBLOB", {{"LargeBinary"}, {}}}, {"DOUBLE", {{"Float"}, {}}}, {"LONGTEXT", {{"Text"}, {}}},
                    {"MEDIUMTEXT", {{"Text"}, {}}}, {"DATETIME(3)", {{}, {"DateTime", "Interval"}}},
                    {"DECIMAL(10,2)", {{}, {"Numeric(10)"}}}, {"DECIMAL(8,2)", {{}, {"Numeric(10)"}}},
                    {"DECIMAL(65,30)", {{}, {"Numeric(10)"}}}, {"INT UNSIGNED", {{}, {"Integer"}}}, {"ENUM('small')", {{}, {"Enum"}}},
                    {"UUID", {{}, every_type}}},
                .types_with_defaults = {"INT", "VARCHAR(20)", "DECIMAL(10, 2)", "DOUBLE", "BLOB", "BOOL"},
                .defaults = {"", "0", "'0'", "(0)", "1", "'1'", "TRUE", "true", "FALSE", "-1", "- 1", "'-1'", "+1", "1.0", "'1.0'", "01",
                    "1e3", "0x10", "NULL", "null", "'x'", "'X'", "('x')", "'it''s'", "''", "' x'", "x'78'", "(1+1)", "(1 + 1)", "((2))",
                    "(lower('A'))", "lower('A')", "(LOWER( 'A' ))", "'a'", "'a b'", "concat('a', 'b')"},
                .clocks = {},
                .calls = {},
                .what_is_stored = "'', CAST(quote(c) AS CHAR)",
                .equal = 50}},
    };
    return all.at(testing_support::tested_kind());
}

/// A database with a table `t` of columns of the declared types, and one after another a table `d` of an `id` and a column `c`.
class CompareInterop : public testing::Test {
protected:
    CompareInterop() {
        ddl.set_autocommit(true);
        for (const auto& sql : own().prepared_by)
            ddl.execute_ddl(sql);
    }

    Table table(const std::string& name) {
        Table read = catalog.table(connection, {}, name);
        connection.rollback();
        return read;
    }

    /// What a row without a value gets: its storage class and the value in SQL; nothing where the database refuses the default.
    std::optional<std::string> stored_default(const std::string& type, const std::string& value) {
        const auto known = stored_.find({type, value});
        if (known != stored_.end()) return known->second;
        std::optional<std::string> stored;
        try {
            make(type, value);
            ddl.execute_ddl("INSERT INTO d (id) VALUES (1)");
            const TextRow row = ddl.exec(text("SELECT " + own().what_is_stored + " FROM d")).one();
            stored = row[0].as_text() + " " + (row[1].is_null() ? "NULL" : row[1].as_text());
        } catch (const DatabaseError&) {
            // There is no such default.
        }
        return stored_[{type, value}] = stored;
    }
    std::vector<std::string> defaults_of(const std::string& type) {
        std::vector<std::string> taken;
        for (const auto& value : own().defaults) {
            if (stored_default(type, value)) taken.push_back(value);
        }
        return taken;
    }
    void make(const std::string& type, const std::string& value) {
        ddl.execute_ddl("DROP TABLE IF EXISTS d");
        ddl.execute_ddl("CREATE TABLE d (id INTEGER, c " + type + (value.empty() ? "" : " DEFAULT " + value) + ")");
    }
    bool is_same(const Column& existing, const std::string& wanted) {
        Column column{"c", existing.type};
        if (!wanted.empty()) column.options.server_default = wanted;
        return catalog.same_server_default(connection, existing, column);
    }

    Json alembic(const std::string& what, const Json& task) {
        return Json::parse(run_python("alembic_compares.py", {database.sqlalchemy_url(), what, task.dump()}));
    }

    SharedDatabase database;
    Engine engine = create_engine(database.url());
    Connection connection = engine.connect();
    Connection ddl = engine.connect();
    const Catalog& catalog = engine.dialect().catalog();

private:
    std::map<std::pair<std::string, std::string>, std::optional<std::string>> stored_;
};

TEST_F(CompareInterop, TypesAreEqualWhereAlembicTakesThemForEqual) {
    RETORT_NEED_PYTHON(with_driver("alembic"));
    const std::vector<std::pair<std::string, SqlType>> wanted{{"Boolean", types::Boolean{}}, {"SmallInteger", types::SmallInteger{}},
        {"Integer", types::Integer{}}, {"BigInteger", types::BigInteger{}}, {"Float", types::Float{}}, {"Numeric", types::Numeric{}},
        {"Numeric(10, 2)", types::Numeric{10, 2}}, {"Numeric(10)", types::Numeric{10}}, {"String", types::String{}},
        {"String(30)", types::String{30}}, {"Text", types::Text{}}, {"LargeBinary", types::LargeBinary{}}, {"Date", types::Date{}},
        {"DateTime", types::DateTime{}}, {"Time", types::Time{}}, {"Interval", types::Interval{}}, {"Uuid", types::Uuid{}},
        {"JSON", types::JSON{}}, {"Enum", SqlType::enumeration("kind", {"small", "enormous"})}};
    std::vector<std::string> names;
    for (const auto& [name, type] : wanted)
        names.push_back(name);
    Json task = Json::object();
    task["declared"] = own().declared;
    task["wanted"] = names;
    const Json theirs = alembic("types", task);

    std::string columns;
    for (std::size_t i = 0; i < own().declared.size(); ++i)
        columns += (i == 0 ? "c" : ", c") + std::to_string(i) + " " + own().declared[i];
    ddl.execute_ddl("DROP TABLE IF EXISTS t");
    ddl.execute_ddl("CREATE TABLE t (" + columns + ")");
    const Table read = table("t");
    ASSERT_EQ(read.columns.size(), own().declared.size());
    for (std::size_t i = 0; i < own().declared.size(); ++i) {
        const auto& declared = own().declared[i];
        const auto apart = own().apart.find(declared);
        std::set<std::string> expected;
        for (const Json& name : theirs[declared])
            expected.emplace(name.as_string());
        if (apart != own().apart.end()) {
            for (const auto& name : apart->second.first)
                EXPECT_TRUE(expected.insert(name).second) << declared << ": Alembic takes " << name << " for equal too";
            for (const auto& name : apart->second.second)
                EXPECT_EQ(expected.erase(name), 1U) << declared << ": nor does Alembic take " << name << " for equal";
        }
        std::set<std::string> equal;
        for (const auto& [name, type] : wanted) {
            if (catalog.same_type(read.columns[i].type, type)) equal.insert(name);
        }
        EXPECT_EQ(equal, expected) << declared;
    }
}

TEST_F(CompareInterop, DefaultsAreEqualOnlyWhereTheDatabaseGivesTheSameValue) {
    std::size_t equal = 0;
    for (const auto& type : own().types_with_defaults) {
        const auto taken = defaults_of(type);
        EXPECT_GT(taken.size(), 1U) << type;
        for (const auto& existing : taken) {
            make(type, existing);
            const Column column = table("d").columns.at(1);
            for (const auto& wanted : taken) {
                if (!is_same(column, wanted)) continue;
                EXPECT_EQ(stored_default(type, existing), stored_default(type, wanted)) << type << ": " << existing << " and " << wanted;
                equal += existing != wanted ? 1U : 0U;
            }
            connection.rollback();
        }
    }
    EXPECT_GT(equal, own().equal);
}

TEST_F(CompareInterop, DefaultsThatAlembicTakesForEqualAreEqualWhereTheirValuesAre) {
    RETORT_NEED_PYTHON(with_driver("alembic"));
    Json task = Json::object();
    for (const std::size_t place : {0U, 1U, 4U}) {
        const auto& type = own().types_with_defaults[place];
        std::vector<Json> list;
        for (const auto& value : defaults_of(type))
            list.push_back(value.empty() ? Json{nullptr} : Json{value});
        list.insert(list.end(), own().clocks.begin(), own().clocks.end());
        task[type] = list;
    }
    const Json theirs = alembic("defaults", task);

    for (const auto& [type, pairs] : theirs.items()) {
        for (const Json& pair : pairs) {
            const std::string existing{pair[0].is_null() ? "" : pair[0].as_string()};
            const std::string wanted{pair[1].is_null() ? "" : pair[1].as_string()};
            if (stored_default(std::string{type}, existing) != stored_default(std::string{type}, wanted)) continue;
            make(std::string{type}, existing);
            const bool is_one_a_call = own().calls.contains(existing) != own().calls.contains(wanted);
            EXPECT_EQ(!is_one_a_call, is_same(table("d").columns.at(1), wanted)) << type << ": " << existing << " and " << wanted;
            connection.rollback();
        }
    }
}

}  // namespace
