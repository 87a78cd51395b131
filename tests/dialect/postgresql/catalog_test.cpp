#include <retort/core/error.hpp>
#include <retort/engine/inspector.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "catalog_support.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;

class CatalogOf : public testing::TestWithParam<std::string> {};

TEST_P(CatalogOf, ReadsWhatAsStoredPromises) {
    const Table wanted = sample_tables().at(GetParam())();
    Database database;
    database.create_neighbours(wanted.schema.empty() ? wanted.name : "");
    database.create(wanted);

    const Table read = database.table(wanted.name, wanted.schema);

    EXPECT_EQ(printed_without_made_names(read), printed_without_made_names(database.catalog().as_stored(wanted)));
}

TEST_P(CatalogOf, CreatesTheSameTableFromWhatItRead) {
    const Table wanted = sample_tables().at(GetParam())();
    Database database;
    database.create_neighbours(wanted.schema.empty() ? wanted.name : "");
    database.create(wanted);
    const Table read = database.table(wanted.name, wanted.schema);
    Database other;
    other.create_neighbours(wanted.schema.empty() ? wanted.name : "");

    other.create(read);

    EXPECT_EQ(printed(other.table(wanted.name, wanted.schema)), printed(read));
}

TEST_P(CatalogOf, StoresWhatItReadUnchanged) {
    const Table wanted = sample_tables().at(GetParam())();
    Database database;
    database.create_neighbours(wanted.schema.empty() ? wanted.name : "");
    database.create(wanted);
    const Table read = database.table(wanted.name, wanted.schema);

    EXPECT_EQ(printed_without_made_names(database.catalog().as_stored(read)), printed_without_made_names(read));
}

std::vector<std::string> names() {
    std::vector<std::string> names;
    for (const auto& [name, build] : sample_tables()) {
        // The samples of the same name in two schemas stand in each other's way as neighbours.
        names.push_back(name);
    }
    return names;
}

INSTANTIATE_TEST_SUITE_P(Postgresql, CatalogOf, testing::ValuesIn(names()), [](const auto& case_of) { return case_of.param; });

TEST(PostgresqlCatalog, ReadsAllTablesAsItReadsEach) {
    Database database;
    database.create_neighbours("team");
    for (const char* name : {"team", "every_type", "hero_power_link", "constraint_order", "indexes", "identities", "excluding"})
        database.create(sample_tables().at(name)());

    const auto tables = database.catalog().tables(database.connection, {});

    ASSERT_EQ(tables.size(), 11U);
    EXPECT_TRUE(std::is_sorted(tables.begin(), tables.end(), [](const Table& left, const Table& right) { return left.name < right.name; }));
    for (const Table& table : tables)
        EXPECT_EQ(printed(table), printed(database.table(table.name)));
}

TEST(PostgresqlCatalog, ReadsASerialColumnWithoutTheDefaultThatItMade) {
    Database database;
    database.execute("CREATE SEQUENCE apart");
    database.execute("CREATE TABLE t (id SERIAL PRIMARY KEY, n INTEGER DEFAULT nextval('apart'), m SMALLSERIAL)");

    const Table table = database.table("t");

    EXPECT_TRUE(table.columns.at(0).options.autoincrement);
    EXPECT_FALSE(table.columns.at(0).options.server_default);
    EXPECT_FALSE(table.columns.at(1).options.autoincrement);
    EXPECT_EQ(table.columns.at(1).options.server_default, "nextval('apart'::regclass)");
    EXPECT_TRUE(table.columns.at(2).options.autoincrement);
}

TEST(PostgresqlCatalog, ReadsTypesThatItDoesNotKnowByTheirText) {
    Database database;
    database.execute("CREATE DOMAIN positive AS INTEGER CHECK (value > 0)");
    database.execute("CREATE SCHEMA sales");
    database.execute("CREATE TYPE sales.mood AS ENUM ('sad', 'it''s fine', 'happy')");
    database.execute(
        "CREATE TABLE t (a positive, b inet, c timestamp(3) with time zone, d interval day to second, e bit varying(5), f sales.mood, "
        "g sales.mood[], h char(3), i numeric(5), j int4range, k real, l double precision, m positive[])");

    const Table table = database.table("t");

    EXPECT_EQ(table.columns.at(0).type, SqlType::custom("positive"));
    EXPECT_EQ(table.columns.at(1).type, SqlType::custom("inet"));
    EXPECT_EQ(table.columns.at(2).type, SqlType::custom("timestamp(3) with time zone"));
    EXPECT_EQ(table.columns.at(3).type, SqlType::custom("interval day to second"));
    EXPECT_EQ(table.columns.at(4).type, SqlType::custom("bit varying(5)"));
    EXPECT_EQ(table.columns.at(5).type, SqlType::enumeration("sales.mood", {"sad", "it's fine", "happy"}));
    EXPECT_EQ(table.columns.at(6).type.kind, SqlType::Kind::array);
    EXPECT_EQ(table.columns.at(6).type.element.at(0), table.columns.at(5).type);
    EXPECT_EQ(table.columns.at(7).type, SqlType::custom("character(3)"));
    EXPECT_EQ(table.columns.at(8).type, SqlType(Numeric{5, 0}));
    EXPECT_EQ(table.columns.at(9).type, SqlType::custom("int4range"));
    EXPECT_EQ(table.columns.at(10).type, SqlType(Float{24}));
    EXPECT_EQ(table.columns.at(11).type, SqlType(Double{}));
    EXPECT_EQ(table.columns.at(12).type.element.at(0), SqlType::custom("positive"));
}

TEST(PostgresqlCatalog, ReadsWhatIndexesSayBesideTheirColumns) {
    Database database;
    database.execute("CREATE TABLE t (a TEXT, b INTEGER, c JSONB, \"D e\" INTEGER)");
    database.execute("CREATE INDEX one ON t (a COLLATE \"C\" DESC, lower(a) text_pattern_ops NULLS FIRST) WHERE b > 1");
    database.execute("CREATE INDEX two ON t USING gin (c jsonb_path_ops)");
    database.execute("CREATE UNIQUE INDEX three ON t (\"D e\", a text_pattern_ops) INCLUDE (b) NULLS NOT DISTINCT WITH (fillfactor=70)");

    const Table table = database.table("t");

    ASSERT_EQ(table.indexes.size(), 3U);
    EXPECT_EQ(table.indexes[0].name, "one");
    EXPECT_EQ(table.indexes[0].columns.at(0), sql_expression("a COLLATE \"C\" DESC"));
    EXPECT_EQ(table.indexes[0].columns.at(1), sql_expression("lower(a) text_pattern_ops NULLS FIRST"));
    EXPECT_EQ(table.indexes[0].where, "b > 1");
    EXPECT_EQ(table.indexes[2].dialect_options, (DialectOptions{{"postgresql_using", "gin"}, {"postgresql_ops", "c=jsonb_path_ops"}}));
    const Index& three = table.indexes[1];
    EXPECT_TRUE(three.unique);
    EXPECT_EQ(three.column_names(), (std::vector<std::string>{"D e", "a"}));
    EXPECT_EQ(three.dialect_options, (DialectOptions{{"postgresql_ops", "a=text_pattern_ops"}, {"postgresql_include", "b"},
                                         {"postgresql_nulls_not_distinct", "true"}, {"postgresql_with", "fillfactor = 70"}}));
}

TEST(PostgresqlCatalog, ReadsConstraintsWithAllTheySay) {
    Database database;
    database.execute("CREATE SCHEMA sales");
    database.execute("CREATE TABLE sales.team (id INTEGER PRIMARY KEY, a INTEGER REFERENCES sales.team)");
    database.execute(
        "CREATE TABLE t (a INTEGER, b INTEGER, CONSTRAINT fk FOREIGN KEY (a) REFERENCES sales.team (id) ON UPDATE CASCADE ON DELETE SET "
        "NULL "
        "DEFERRABLE INITIALLY DEFERRED, CONSTRAINT uq UNIQUE (a, b) DEFERRABLE, CONSTRAINT ck CHECK (a > 0 AND b IN (1, 2)))");
    database.execute("ALTER TABLE t ADD CONSTRAINT later FOREIGN KEY (b) REFERENCES sales.team NOT VALID");

    const Table table = database.table("t");

    ASSERT_EQ(table.foreign_keys.size(), 2U);
    EXPECT_EQ(table.foreign_keys[0].referred_schema, "sales");
    EXPECT_EQ(table.foreign_keys[0].on_delete, ReferentialAction::set_null);
    EXPECT_EQ(table.foreign_keys[0].on_update, ReferentialAction::cascade);
    EXPECT_EQ(table.foreign_keys[0].deferral, "DEFERRABLE INITIALLY DEFERRED");
    EXPECT_EQ(table.foreign_keys[1].deferral, "NOT VALID");
    EXPECT_EQ(table.unique_constraints.at(0).deferral, "DEFERRABLE");
    EXPECT_EQ(table.check_constraints.at(0).sql, "(a > 0) AND (b = ANY (ARRAY[1, 2]))");
    EXPECT_TRUE(table.indexes.empty()) << "the constraint's own index is none of its own";
    EXPECT_EQ(database.table("team", "sales").foreign_keys.at(0).referred_schema, "sales");
}

TEST(PostgresqlCatalog, LeavesOutPartitionsAndTemporaryTables) {
    Database database;
    database.execute("CREATE TABLE sales (id INTEGER, region TEXT) PARTITION BY LIST (region)");
    database.execute("CREATE TABLE sales_north PARTITION OF sales FOR VALUES IN ('north')");
    database.execute("CREATE TEMPORARY TABLE scratch (id INTEGER)");
    database.execute("CREATE VIEW seen AS SELECT id FROM sales");
    database.execute("CREATE MATERIALIZED VIEW kept AS SELECT region FROM sales");

    const auto inspector = inspect(database.connection);

    EXPECT_EQ(inspector.get_table_names(), std::vector<std::string>{"sales"});
    EXPECT_EQ(inspector.get_view_names(), (std::vector<std::string>{"kept", "seen"}));
    EXPECT_EQ(database.catalog().tables(database.connection, {}).size(), 1U);
    EXPECT_EQ(database.table("sales").dialect_options, (DialectOptions{{"postgresql_partition_by", "LIST (region)"}}));
    EXPECT_EQ(database.table("sales_north").columns.size(), 2U) << "by its name it is there";
    EXPECT_EQ(database.table("scratch").columns.size(), 1U);
    EXPECT_EQ(database.table("kept").columns.at(0).name, "region");
    EXPECT_NE(inspector.get_view_definition("seen").find("SELECT"), std::string::npos);
}

TEST(PostgresqlCatalog, KnowsSchemas) {
    Database database;
    database.execute("CREATE SCHEMA \"it's\"");
    database.execute("CREATE TABLE \"it's\".\"a'b\" (id INTEGER)");

    EXPECT_EQ(database.catalog().schema_names(database.connection), (std::vector<std::string>{"information_schema", "it's", "public"}));
    EXPECT_EQ(database.catalog().default_schema_name(database.connection), "public");
    EXPECT_EQ(database.catalog().table_names(database.connection, "it's"), std::vector<std::string>{"a'b"});
    EXPECT_EQ(database.table("a'b", "it's").full_name(), "it's.a'b");
}

TEST(PostgresqlCatalog, SaysWhatIsThereInsteadOfATable) {
    Database database;
    database.execute("CREATE TABLE heroes (id INTEGER)");
    const auto message = [&](const char* name, const char* schema) {
        try {
            database.table(name, schema);
        } catch (const NoSuchTableError& error) {
            return std::string{error.what()};
        }
        return std::string{"no error"};
    };

    EXPECT_NE(message("heros", "").find("There is no table 'heros' in the database; did you mean 'heroes'?"), std::string::npos);
    EXPECT_NE(message("x", "nowhere").find("There is no table 'x' in the schema 'nowhere', which is empty"), std::string::npos);
    EXPECT_THROW(database.table(""), NoSuchTableError);
    EXPECT_THROW(database.catalog().view_definition(database.connection, {}, "heroes"), NoSuchTableError);
}

}  // namespace
