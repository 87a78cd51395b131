#include <retort/core/text.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>

#include "expected_ddl.hpp"

namespace {

using namespace retort;
using namespace retort::types;

const Dialect& sqlite_dialect() {
    return dialect_for("sqlite");
}

/// A table as a model makes it: what the columns bring, then what the arguments add in front.
struct TableBuilder {
    Table table;

    explicit TableBuilder(std::string name) { table.name = std::move(name); }

    TableBuilder& column(std::string name, SqlType type, ColumnOptions options = {}) & {
        if (options.primary_key) {
            options.nullable = false;
            table.primary_key.columns.push_back(name);
        }
        if (options.index) {
            table.indexes.push_back({"ix_" + replace_all(table.full_name(), ".", "_") + "_" + name, {name}, options.unique, true});
        } else if (options.unique) {
            table.unique_constraints.push_back({{}, {name}});
        }
        table.columns.emplace_back(std::move(name), std::move(type), std::move(options));
        return *this;
    }
    TableBuilder& key() & { return column("id", Integer{}, {.primary_key = true, .autoincrement = true}); }
    TableBuilder& foreign_key(std::string name, std::string referred, ReferentialAction on_delete = ReferentialAction::none,
        ReferentialAction on_update = ReferentialAction::none, std::string constraint = {}) & {
        auto key = foreign_key_constraint({std::move(name)}, std::move(referred), {"id"});
        key.on_delete = on_delete;
        key.on_update = on_update;
        key.name = std::move(constraint);
        table.foreign_keys.push_back(std::move(key));
        return *this;
    }
    Table with(const TableArgs& arguments) & {
        arguments.apply_to(table);
        return table;
    }
};

Table team() {
    TableBuilder builder{"team"};
    builder.column("id", types::Uuid{}, {.primary_key = true})
        .column("name", String{}, {.nullable = false, .unique = true, .index = true})
        .column("headquarters", String{}, {.nullable = false});
    return builder.table;
}

Table every_type() {
    TableBuilder builder{"every_type"};
    builder.key().column("a", Boolean{}).column("b", SmallInteger{}).column("c", Integer{}).column("d", BigInteger{}).column("e", Float{});
    builder.column("f", Numeric{}).column("g", Numeric{10, 2}).column("h", Numeric{10}).column("i", String{}).column("j", String{30});
    builder.column("k", types::Text{}).column("l", LargeBinary{}).column("m", LargeBinary{20}).column("n", types::Date{});
    builder.column("o", types::DateTime{}).column("p", types::DateTime{.timezone = true}).column("q", types::Time{});
    builder.column("r", types::Interval{}).column("s", JSON{}).column("t", SqlType::enumeration("kind", {"small", "enormous"}));
    builder.column("u", Float{24});
    return builder.table;
}

Table hero_power_link() {
    TableBuilder builder{"hero_power_link"};
    builder.column("hero_id", types::Uuid{}, {.primary_key = true}).foreign_key("hero_id", "hero");
    builder.column("power_id", types::Uuid{}, {.primary_key = true}).foreign_key("power_id", "power");
    return builder.table;
}

Table constraint_order() {
    TableBuilder builder{"constraint_order"};
    builder.key().column("x", Integer{}, {.unique = true}).column("y", Integer{}, {.unique = true}).column("z", Integer{});
    builder.foreign_key("x", "team").foreign_key("z", "team", ReferentialAction::set_null, ReferentialAction::no_action);
    return builder.with(TableArgs{unique_constraint("x", "y"), check("x > 1"), check("y > 2").named("ck_y")});
}

Table arguments_mixed() {
    TableBuilder builder{"arguments_mixed"};
    builder.key().column("a", Integer{}).column("b", Integer{}, {.unique = true});
    auto pair = foreign_key_constraint({"a", "b"}, "pair", {"x", "y"});
    pair.on_delete = ReferentialAction::cascade;
    return builder.with(TableArgs{check("a > 0"), unique_constraint("a", "b").named("uq_both"), pair, check("b > 0")});
}

Table defaults() {
    TableBuilder builder{"defaults"};
    builder.key().column("a", Integer{}, {.nullable = false, .server_default = "0"});
    builder.column("b", String{}, {.server_default = "'it''s'"});
    builder.column("c", types::DateTime{}, {.nullable = false, .server_default = "CURRENT_TIMESTAMP"});
    return builder.table;
}

Table quoted() {
    TableBuilder builder{"Quoted"};
    builder.column("Group", Integer{}, {.primary_key = true});
    for (const auto name : {"order", "b c", "d\"e", "é", "a$", "9a", "_x"})
        builder.column(name, Integer{});
    builder.column("camelCase", Integer{}, {.index = true});
    return builder.with(TableArgs{unique_constraint("order").named("uq Quoted")});
}

Table in_schema() {
    TableBuilder builder{"in_schema"};
    builder.table.schema = "main";
    builder.key().column("name", String{}, {.index = true}).column("other", Integer{}).column("team", Integer{});
    builder.foreign_key("other", "main.in_schema").foreign_key("team", "team");
    return builder.table;
}

Table all_actions() {
    TableBuilder builder{"all_actions"};
    builder.key().column("a", Integer{}).column("b", Integer{}).column("c", Integer{});
    builder.foreign_key("a", "team", ReferentialAction::cascade);
    builder.foreign_key("b", "team", ReferentialAction::restrict_, ReferentialAction::cascade);
    builder.foreign_key("c", "team", ReferentialAction::none, ReferentialAction::set_default, "fk_c");
    return builder.table;
}

Table convention() {
    TableBuilder builder{"convention"};
    builder.key().column("a", Integer{}, {.index = true}).column("b", Integer{}, {.unique = true}).column("team_id", Integer{});
    builder.foreign_key("team_id", "team");
    builder.with(TableArgs{unique_constraint("a", "b"), check("a > 0").named("positive"), unique_constraint("b", "a").named("by_hand")});
    return MetaData{{builder.table}}
        .with_naming_convention({{"ix", "ix_%(column_0_N_label)s"}, {"uq", "uq_%(table_name)s_%(column_0_N_name)s"},
            {"ck", "ck_%(table_name)s_%(constraint_name)s"},
            {"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s_%(referred_column_0_name)s"}, {"pk", "pk_%(table_name)s"}})
        .tables()
        .front();
}

Table indexes() {
    TableBuilder builder{"indexes"};
    builder.key().column("a", Integer{}, {.index = true}).column("b", String{}, {.unique = true, .index = true}).column("c", Integer{});
    return builder.with(TableArgs{index("ix_a_c", "a", "c"), unique_index("ux_c", "c")});
}

Table no_key() {
    TableBuilder builder{"no_key"};
    builder.column("a", Integer{});
    return builder.table;
}

const std::map<std::string, std::function<Table()>> builders{{"team", team}, {"every_type", every_type},
    {"hero_power_link", hero_power_link}, {"constraint_order", constraint_order}, {"arguments_mixed", arguments_mixed},
    {"defaults", defaults}, {"Quoted", quoted}, {"in_schema", in_schema}, {"no_key", no_key}, {"all_actions", all_actions},
    {"convention", convention}, {"indexes", indexes}};

class DdlOf : public testing::TestWithParam<ExpectedDdl> {};

TEST_P(DdlOf, IsSqlalchemysByteForByte) {
    const Table table = builders.at(GetParam().table)();
    std::vector<std::string> created;
    for (const Index& index : table.indexes)
        created.push_back(sqlite_dialect().create_index_sql(table, index));
    std::sort(created.begin(), created.end());

    EXPECT_EQ(sqlite_dialect().create_table_sql(table), GetParam().create);
    EXPECT_EQ(join(created, "\n"), GetParam().indexes);
}

INSTANTIATE_TEST_SUITE_P(
    Sqlite, DdlOf, testing::ValuesIn(expected_ddl), [](const auto& case_of) { return std::string{case_of.param.table}; });

TEST(SqliteDdl, EveryExpectedTableIsAcceptedBySqlite) {
    auto engine = create_engine("sqlite://");
    auto connection = engine.begin();
    for (const auto& [name, build] : builders) {
        const Table table = build();
        EXPECT_NO_THROW(connection.execute_ddl(sqlite_dialect().create_table_sql(table))) << name;
        for (const Index& index : table.indexes)
            EXPECT_NO_THROW(connection.execute_ddl(sqlite_dialect().create_index_sql(table, index)));
    }
    EXPECT_EQ(sqlite_dialect().table_names(connection, {}).size(), builders.size());
}

TEST(SqliteDdl, OnlyASingleGeneratedIntegerKeyIsTheRowid) {
    TableBuilder generated{"t"};
    generated.column("id", BigInteger{}, {.primary_key = true, .autoincrement = true});
    TableBuilder given{"t"};
    given.column("id", BigInteger{}, {.primary_key = true});
    TableBuilder composite{"t"};
    composite.column("a", BigInteger{}, {.primary_key = true, .autoincrement = true}).column("b", BigInteger{}, {.primary_key = true});

    EXPECT_EQ(sqlite_dialect().create_table_sql(generated.table), "CREATE TABLE t (\n\tid INTEGER NOT NULL, \n\tPRIMARY KEY (id)\n)");
    EXPECT_EQ(sqlite_dialect().create_table_sql(given.table), "CREATE TABLE t (\n\tid BIGINT NOT NULL, \n\tPRIMARY KEY (id)\n)");
    EXPECT_EQ(sqlite_dialect().create_table_sql(composite.table),
        "CREATE TABLE t (\n\ta BIGINT NOT NULL, \n\tb BIGINT NOT NULL, \n\tPRIMARY KEY (a, b)\n)");
}

TEST(SqliteDdl, TypesThatSqlalchemyLacks) {
    EXPECT_EQ(sqlite_dialect().type_sql(Double{}), "DOUBLE");
    EXPECT_EQ(sqlite_dialect().type_sql(types::Uuid{}), "CHAR(32)");
    EXPECT_EQ(sqlite_dialect().type_sql(JSONB{}), "JSON");
    EXPECT_EQ(sqlite_dialect().type_sql(SqlType::custom("GEOMETRY(4326)")), "GEOMETRY(4326)");
    EXPECT_EQ(sqlite_dialect().type_sql(SqlType::enumeration("e", {"ä", "öüß"})), "VARCHAR(3)") << "characters, not bytes";
}

TEST(SqliteDdl, DropsTablesAndIndexes) {
    const Table table = in_schema();
    EXPECT_EQ(sqlite_dialect().drop_table_sql(table), "DROP TABLE main.in_schema");
    EXPECT_EQ(sqlite_dialect().drop_index_sql(table, table.indexes.front()), "DROP INDEX main.ix_main_in_schema_name");
    EXPECT_EQ(sqlite_dialect().drop_table_sql(quoted()), "DROP TABLE \"Quoted\"");
}

TEST(SqliteDdl, QuotesOnlyWhatNeedsIt) {
    for (const auto plain : {"hero", "a1", "_x", "a$", "action", "window", "rowid"})
        EXPECT_EQ(sqlite_dialect().quote_identifier(plain), plain);
    for (const auto odd : {"Hero", "order", "returning", "nothing", "1a", "$a", "a b", "a-b", "", "é"}) {
        EXPECT_EQ(sqlite_dialect().quote_identifier(odd), '"' + std::string{odd} + '"');
    }
    EXPECT_EQ(sqlite_dialect().quote_identifier("a\"b"), "\"a\"\"b\"");
}

TEST(SqliteDialect, SeesTablesAndViewsWhateverTheirCase) {
    auto engine = create_engine("sqlite://");
    auto connection = engine.begin();
    connection.execute_ddl("CREATE TABLE \"Hero\" (id INTEGER)");
    connection.execute_ddl("CREATE VIEW heroes AS SELECT * FROM \"Hero\"");
    connection.execute_ddl("CREATE TEMPORARY TABLE scratch (id INTEGER)");

    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "hero"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "heroes"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, {}, "scratch"));
    EXPECT_TRUE(sqlite_dialect().has_table(connection, "main", "Hero"));
    EXPECT_FALSE(sqlite_dialect().has_table(connection, {}, "her\"o"));
    EXPECT_EQ(sqlite_dialect().table_names(connection, {}), (std::vector<std::string>{"Hero"}));
}

}  // namespace
