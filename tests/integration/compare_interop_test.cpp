// What Retort takes for equal, types and server defaults, against what Alembic's autogenerate takes for equal.
#include "support.hpp"

#include <set>

#include <retort/engine/catalog.hpp>
#include <retort/engine/dialect.hpp>

using namespace integration;
using namespace retort;

namespace {

const Catalog& catalog() {
    return dialect_for("sqlite").catalog();
}

TEST(CompareInterop, TypesAreEqualWhereAlembicTakesThemForEqual) {
    RETORT_NEED_PYTHON("alembic");
    const std::vector<std::pair<std::string, SqlType>> wanted{{"Boolean", types::Boolean{}}, {"SmallInteger", types::SmallInteger{}},
        {"Integer", types::Integer{}}, {"BigInteger", types::BigInteger{}}, {"Float", types::Float{}}, {"Numeric", types::Numeric{}},
        {"Numeric(10, 2)", types::Numeric{10, 2}}, {"Numeric(10)", types::Numeric{10}}, {"String", types::String{}},
        {"String(30)", types::String{30}}, {"Text", types::Text{}}, {"LargeBinary", types::LargeBinary{}}, {"Date", types::Date{}},
        {"DateTime", types::DateTime{}}, {"Time", types::Time{}}, {"Interval", types::Interval{}}, {"Uuid", types::Uuid{}},
        {"JSON", types::JSON{}}, {"Enum", SqlType::enumeration("kind", {"small", "enormous"})}};
    // Not DOUBLE, which has a name of its own since SQLAlchemy 2.
    const std::vector<std::string> declared{"", "BIGINT", "BLOB", "BLOB(20)", "BOOL", "BOOLEAN", "CHAR", "CHAR(32)", "CHAR(36)", "CLOB",
        "DATE", "DATE_CHAR", "DATETIME", "DATETIME(6)", "DATETIME_CHAR", "DECIMAL", "DECIMAL(10,2)", "DECIMAL(8, 2)", "DOUBLE PRECISION",
        "FLOAT", "FLOAT(3)", "INT", "INT(11)", "INT8", "INTEGER", "Integer", "JSON", "JSONB", "LONGTEXT", "MEDIUMINT", "MONEY", "NCHAR(32)",
        "NUMERIC", "NUMERIC(10)", "NUMERIC(10, 2)", "NUMERIC(10,3)", "numeric( 10 , 2 )", "NUMERIC(12)", "NVARCHAR(30)", "REAL", "SMALLINT",
        "TEXT", "TEXT(30)", "text", "TIME", "TIME_CHAR", "TIMESTAMP", "TINYINT(1)", "UNSIGNED BIG INT", "UUID", "VARCHAR", "VARCHAR(8)",
        "VARCHAR(20)", "VARCHAR(30)", "varchar(30)", "VARYING CHARACTER(30)", "XBLOB", "YEAR"};
    std::vector<std::string> names;
    for (const auto& [name, type] : wanted)
        names.push_back(name);
    Json task = Json::object();
    task["declared"] = declared;
    task["wanted"] = names;
    const Json theirs = Json::parse(run_python("alembic_compares.py", {"types", task.dump()}));

    Engine engine = create_engine("sqlite://");
    Connection connection = engine.begin();
    std::string columns;
    for (std::size_t i = 0; i < declared.size(); ++i)
        columns += (i == 0 ? "c" : ", c") + std::to_string(i) + " " + declared[i];
    connection.execute_ddl("CREATE TABLE t (" + columns + ")");
    const Table table = catalog().table(connection, {}, "t");
    ASSERT_EQ(table.columns.size(), declared.size());
    for (std::size_t i = 0; i < declared.size(); ++i) {
        std::vector<std::string> equal;
        for (const auto& [name, type] : wanted) {
            if (catalog().same_type(table.columns[i].type, type)) equal.push_back(name);
        }
        EXPECT_EQ(Json{equal}.dump(), theirs[declared[i]].dump()) << declared[i];
    }
}

/// What a row without a value gets: its storage class and the value in SQL.
std::string stored_default(Connection& connection, const std::string& type, const std::string& value) {
    connection.execute_ddl("CREATE TABLE d (id INTEGER, c " + type + (value.empty() ? "" : " DEFAULT " + value) + ")");
    connection.execute_ddl("INSERT INTO d (id) VALUES (1)");
    const TextRow row = connection.exec(text("SELECT typeof(c), quote(c) FROM d")).one();
    connection.execute_ddl("DROP TABLE d");
    return row[0].as_text() + " " + row[1].as_text();
}

Column column_with(const std::string& type, const std::string& value) {
    Column column{"c", SqlType::custom(type)};
    if (!value.empty()) column.options.server_default = value;
    return column;
}

const std::vector<std::string> defaults{"", "0", "'0'", "(0)", "1", "'1'", "TRUE", "true", "FALSE", "'true'", "-1", "- 1", "'-1'", "+1",
    "1.0", "'1.0'", "01", "'01'", "1e3", "'1e3'", "0x10", "'0x10'", "NULL", "null", "'x'", "x", "\"x\"", "'X'", "('x')", "'it''s'", "''",
    "' x'", "x'78'", "X'78'", "(1+1)", "(1 + 1)", "((2))", "(lower('A'))", "(LOWER( 'A' ))", "'a b'", "(1) "};

TEST(CompareInterop, DefaultsAreEqualOnlyWhereTheDatabaseGivesTheSameValue) {
    Engine engine = create_engine("sqlite://");
    Connection connection = engine.begin();
    std::size_t equal = 0;
    for (const std::string type : {"INTEGER", "VARCHAR", "NUMERIC(10, 2)", "FLOAT", "BLOB", "BOOLEAN"}) {
        for (const auto& existing : defaults) {
            const std::string value = stored_default(connection, type, existing);
            for (const auto& wanted : defaults) {
                if (!catalog().same_server_default(connection, column_with(type, existing), column_with(type, wanted))) continue;
                EXPECT_EQ(value, stored_default(connection, type, wanted)) << type << ": " << existing << " and " << wanted;
                equal += existing != wanted ? 1U : 0U;
            }
        }
    }
    EXPECT_GT(equal, 100U);
}

TEST(CompareInterop, DefaultsThatAlembicTakesForEqualAreEqualWhereTheirValuesAre) {
    RETORT_NEED_PYTHON("alembic");
    std::vector<Json> list{nullptr};
    list.insert(list.end(), defaults.begin() + 1, defaults.end());
    list.insert(list.end(), {"CURRENT_TIMESTAMP", "(CURRENT_TIMESTAMP)", "(datetime('now'))"});
    Json task = Json::object();
    task["types"] = std::vector<std::string>{"INTEGER", "VARCHAR", "BLOB"};
    task["defaults"] = list;
    const Json theirs = Json::parse(run_python("alembic_compares.py", {"defaults", task.dump()}));

    Engine engine = create_engine("sqlite://");
    Connection connection = engine.begin();
    for (const auto& [type, pairs] : theirs.items()) {
        for (const Json& pair : pairs) {
            const std::string existing{pair[0].is_null() ? "" : pair[0].as_string()};
            const std::string wanted{pair[1].is_null() ? "" : pair[1].as_string()};
            if (stored_default(connection, std::string{type}, existing) != stored_default(connection, std::string{type}, wanted)) continue;
            EXPECT_TRUE(
                catalog().same_server_default(connection, column_with(std::string{type}, existing), column_with(std::string{type}, wanted)))
                << type << ": " << existing << " and " << wanted;
        }
    }
}

}  // namespace
