#include <retort/schema/ddl.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;

TEST(SchemaChanges, TellTheirTable) {
    Table table;
    table.schema = "aux";
    table.name = "hero";
    const ddl::TableName name{"aux", "hero"};
    EXPECT_EQ(ddl::table_of(ddl::CreateTable{table}), name);
    EXPECT_EQ(ddl::table_of(ddl::DropColumn{name, "age"}), name);
    EXPECT_EQ(name.full_name(), "aux.hero");
    EXPECT_EQ((ddl::TableName{{}, "hero"}).full_name(), "hero");
}

TEST(SchemaChanges, AlterATableUnlessTheyMakeOrDropIt) {
    EXPECT_FALSE(ddl::alters_table(ddl::CreateTable{}));
    EXPECT_FALSE(ddl::alters_table(ddl::DropTable{}));
    EXPECT_TRUE(ddl::alters_table(ddl::RenameTable{}));
    EXPECT_TRUE(ddl::alters_table(ddl::DropIndex{}));
}

}  // namespace
