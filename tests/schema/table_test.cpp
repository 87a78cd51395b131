#include <retort/schema/table.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;

TEST(TableOf, KnowsItsNamesAndColumns) {
    Table table;
    table.name = "hero";
    EXPECT_EQ(table.full_name(), "hero");
    table.schema = "main";
    EXPECT_EQ(table.full_name(), "main.hero");
    table.columns.emplace_back("id", types::Integer{});
    EXPECT_EQ(table.find_column("id"), &table.columns.front());
    EXPECT_EQ(table.find_column("ID"), nullptr);
}

TEST(TableArguments, AddToWhatTheFieldsMake) {
    Table table;
    table.unique_constraints.push_back({{}, {"name"}});
    const TableArgs arguments{check("age >= 0").named("ck_age"), unique_constraint("name", "team_id"), index("ix_a_b", "a", "b"),
        unique_index("ux", "c"), foreign_key_constraint({"a", "b"}, "main.pair", {"x", "y"}).named("fk"), table_comment("all heroes")};
    arguments.apply_to(table);

    ASSERT_EQ(table.unique_constraints.size(), 2U);
    EXPECT_EQ(table.unique_constraints[1].columns, (std::vector<std::string>{"name", "team_id"}));
    EXPECT_EQ(table.check_constraints.at(0).name, "ck_age");
    EXPECT_EQ(table.check_constraints.at(0).sql, "age >= 0");
    EXPECT_EQ(table.indexes.at(0).column_names(), (std::vector<std::string>{"a", "b"}));
    EXPECT_FALSE(table.indexes.at(0).unique);
    EXPECT_TRUE(table.indexes.at(1).unique);
    EXPECT_EQ(table.foreign_keys.at(0).referred_schema, "main");
    EXPECT_EQ(table.foreign_keys.at(0).referred_table, "pair");
    EXPECT_EQ(table.foreign_keys.at(0).name, "fk");
    EXPECT_EQ(table.comment, "all heroes");
}

TEST(TableArguments, StandBeforeTheFieldsConstraintsInTheirOrder) {
    Table table;
    table.unique_constraints.push_back({{}, {"name"}});
    TableArgs{check("a"), unique_constraint("b"), check("c")}.apply_to(table);
    EXPECT_LT(table.check_constraints[0].order, table.unique_constraints[1].order);
    EXPECT_LT(table.unique_constraints[1].order, table.check_constraints[1].order);
    EXPECT_LT(table.check_constraints[1].order, table.unique_constraints[0].order);
}

TEST(TableArguments, TakeExpressionsConditionsAndOptionsOfOneDatabase) {
    Table table;
    TableArgs{index("ix_lower", sql_expression("lower(name)"), "age").only_where("age IS NOT NULL"), table_option("sqlite_strict", "true"),
        foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::cascade, ReferentialAction::restrict_)}
        .apply_to(table);

    const Index& made = table.indexes.at(0);
    ASSERT_EQ(made.columns.size(), 2U);
    EXPECT_TRUE(made.columns[0].is_expression);
    EXPECT_FALSE(made.columns[1].is_expression);
    EXPECT_EQ(made.column_names(), std::vector<std::string>{"age"});
    EXPECT_EQ(made.where, "age IS NOT NULL");
    EXPECT_EQ(table.dialect_options, (DialectOptions{{"sqlite_strict", "true"}}));
    EXPECT_EQ(table.foreign_keys.at(0).on_delete, ReferentialAction::cascade);
    EXPECT_EQ(table.foreign_keys.at(0).on_update, ReferentialAction::restrict_);
}

TEST(SqlTypes, AreValues) {
    EXPECT_EQ(SqlType{types::String{30}}, SqlType{types::String{30}});
    EXPECT_NE(SqlType{types::String{30}}, SqlType{types::String{}});
    EXPECT_NE(SqlType{types::String{}}, SqlType{types::Text{}});
    EXPECT_EQ(SqlType::enumeration("kind", {"a", "b"}), SqlType::enumeration("kind", {"a", "b"}));
    EXPECT_NE(SqlType::enumeration("kind", {"a", "b"}), SqlType::enumeration("kind", {"b", "a"}));
    EXPECT_EQ(SqlType::custom("POINT").name, "POINT");
    EXPECT_TRUE(SqlType{types::BigInteger{}}.is_integer());
    EXPECT_FALSE(SqlType{types::Numeric{}}.is_integer());
}

}  // namespace
