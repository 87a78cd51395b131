// The same tables made and read by Retort and by SQLAlchemy.
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/schema/metadata.hpp>
#include <tests/integration/support.hpp>

#include "catalog_support.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;
namespace pg = retort::postgresql;

/// Those of regenerate.py's tables that have no sample of their own.
std::vector<Table> neighbours() {
    std::vector<Table> tables;
    for (const char* name : {"hero", "power"})
        tables.push_back(with_columns(name, {Column{"id", types::Uuid{}, {.nullable = false, .primary_key = true}}}));
    tables.push_back(with_columns("pair", {Column{"x", Integer{}, {.nullable = false, .primary_key = true}},
                                              Column{"y", Integer{}, {.nullable = false, .primary_key = true}}}));
    tables.push_back(with_columns("in_schema", {Column{"id", Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}}}));
    return tables;
}

MetaData all_tables() {
    std::vector<Table> tables = neighbours();
    for (const auto& [name, build] : sample_tables())
        tables.push_back(build());
    return MetaData{std::move(tables)};
}

class Interop : public testing::Test {
protected:
    std::string python(const char* command) { return integration::run_python("sqlalchemy_side.py", {command, database.database.url()}); }

    migrate::RevisionDirectives found() {
        migrate::Environment environment;
        environment.metadata = all_tables();
        environment.compare_server_default = true;
        environment.include_schemas = true;
        return migrate::produce_migrations(database.connection, environment);
    }

    Database database;
};

TEST_F(Interop, FindsNothingToDoInWhatSqlalchemyMade) {
    RETORT_NEED_PYTHON("alembic, psycopg2");
    database.connection.rollback();
    python("create");

    const auto directives = found();

    EXPECT_EQ(join(directives.summary, "\n"), "");
    EXPECT_EQ(join(directives.remarks, "\n"), "");
    EXPECT_TRUE(directives.is_empty()) << migrate::render(directives.upgrade);
}

TEST_F(Interop, AlembicFindsNothingToDoInWhatRetortMade) {
    RETORT_NEED_PYTHON("alembic, psycopg2");
    database.execute("CREATE SCHEMA sales");
    const MetaData tables = all_tables();
    // What is inherited from is no foreign key.
    for (const bool inherits : {false, true}) {
        for (const Table* table : tables.sorted_tables()) {
            if ((table->name == "inheriting") == inherits) database.create(*table);
        }
    }
    database.connection.commit();

    EXPECT_EQ(python("differences"), "");
    EXPECT_TRUE(found().is_empty()) << "nor does Retort";
}

std::string python_list(const std::vector<std::string>& names) {
    std::vector<std::string> quoted;
    for (const auto& name : names)
        quoted.push_back("'" + name + "'");
    return "[" + join(quoted, ", ") + "]";
}

std::string shown_type(const SqlType& type) {
    if (type.kind == SqlType::Kind::float_) return "REAL";
    if (type == SqlType::custom("character(3)")) return "CHAR(3)";
    return replace_all(pg::type_sql(type), "[][]", "[]");  // SQLAlchemy does not tell the dimensions
}

std::string null_or(const std::optional<std::string>& text) {
    return text.value_or("None");
}

const char* python_bool(bool value) {
    return value ? "True" : "False";
}

template <class Items>
Items by_name(Items items) {
    std::sort(items.begin(), items.end(), [](const auto& left, const auto& right) { return left.name < right.name; });
    return items;
}

std::string column_of(const IndexElement& element) {
    return element.is_expression ? element.text.substr(0, element.text.find(' ')) : element.text;
}

/// A table in the words of sqlalchemy_side.py.
std::string words_of(const Table& table) {
    std::string words = "table " + table.schema + " " + table.name + "\n";
    for (const Column& column : table.columns) {
        words += "column " + column.name + " " + shown_type(column.type) + " nullable=" + python_bool(column.options.nullable) +
                 " default=" + null_or(column.options.server_default) + " comment=" + column.options.comment + "\n";
    }
    words += "key " + table.primary_key.name + " " + python_list(table.primary_key.columns) + "\n";
    for (const auto& unique : by_name(table.unique_constraints))
        words += "unique " + unique.name + " " + python_list(unique.columns) + "\n";
    for (const auto& check : by_name(table.check_constraints))
        words += "check " + check.name + " " + check.sql + "\n";
    for (const auto& key : by_name(table.foreign_keys)) {
        words += "foreign " + key.name + " " + python_list(key.columns) + " " + key.referred_schema + " " + key.referred_table + " " +
                 python_list(key.referred_columns) + " " + std::string{detail::action_sql(key.on_delete)} + " " +
                 std::string{detail::action_sql(key.on_update)} + "\n";
    }
    for (const auto& index : by_name(table.indexes)) {
        std::vector<std::string> columns;
        for (const auto& element : index.columns)
            columns.push_back(column_of(element));
        if (columns.front().find('(') != std::string::npos) continue;  // an expression, of which SQLAlchemy 1.4 tells nothing
        words += "index " + index.name + " " + python_list(columns) + " unique=" + python_bool(index.unique) + "\n";
    }
    return words + "comment " + table.comment + "\n";
}

TEST_F(Interop, ReadsWhatSqlalchemysInspectorReads) {
    RETORT_NEED_PYTHON("alembic, psycopg2");
    database.connection.rollback();
    python("create");

    std::string words;
    for (const char* schema : {"", "sales"}) {
        for (const Table& table : database.catalog().tables(database.connection, schema)) {
            if (table.name != "inheriting") words += words_of(table);
        }
    }

    EXPECT_EQ(words, python("inspect"));
}

}  // namespace
