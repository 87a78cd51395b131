#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/identifiers.hpp>

#include <gtest/gtest.h>

#include <algorithm>

#include "expected_ddl.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_mariadb;

/// The error of this class that `action` throws, as text.
template <class Exception, class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const Exception& error) {
        return error.what();
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

class MariadbDdlOf : public testing::TestWithParam<ExpectedDdl> {};

TEST_P(MariadbDdlOf, IsSqlalchemysByteForByte) {
    const Table table = sample_tables().at(GetParam().table)();
    std::vector<std::string> created;
    for (const Index& index : table.indexes)
        created.push_back(mariadb::create_index_sql({table.schema, table.name}, index));
    std::sort(created.begin(), created.end());

    EXPECT_EQ(mariadb::create_table_sql(table), GetParam().create);
    EXPECT_EQ(join(created, "\n"), GetParam().indexes);
}

INSTANTIATE_TEST_SUITE_P(
    Mariadb, MariadbDdlOf, testing::ValuesIn(expected_ddl), [](const auto& case_of) { return std::string{case_of.param.table}; });

TEST(MariadbDdl, TypesThatSqlalchemyLacksOrThatLoseNothingHere) {
    EXPECT_EQ(mariadb::type_sql(Float{}), "DOUBLE") << "FLOAT has seven digits";
    EXPECT_EQ(mariadb::type_sql(Float{53}), "FLOAT(53)");
    EXPECT_EQ(mariadb::type_sql(Numeric{}), "NUMERIC(65, 30)") << "NUMERIC alone rounds to integers";
    EXPECT_EQ(mariadb::type_sql(String{}), "VARCHAR(255)");
    EXPECT_EQ(mariadb::type_sql(LargeBinary{}), "LONGBLOB");
    EXPECT_EQ(mariadb::type_sql(LargeBinary{300}), "BLOB(300)");
    EXPECT_EQ(mariadb::type_sql(types::Uuid{}), "CHAR(32)");
    EXPECT_EQ(mariadb::type_sql(JSONB{}), "JSON");
    EXPECT_EQ(mariadb::type_sql(SqlType::custom("INET6")), "INET6");
    EXPECT_EQ(mariadb::type_sql(SqlType::enumeration("e", {"it's", "a\\b", "ö"})), "ENUM('it''s','a\\\\b','ö')");
    EXPECT_EQ(message_of<CompileError>([] { mariadb::type_sql(Array<Integer>{}); }),
        "MariaDB has no arrays; a std::vector without an SQL type of its own is stored as JSON");
}

TEST(MariadbDdl, AutoIncrementsOnlyAKeyThatIsGenerated) {
    TableBuilder given{"t"};
    given.column("id", BigInteger{}, {.primary_key = true});
    EXPECT_EQ(mariadb::create_table_sql(given.table), "CREATE TABLE t (\n\tid BIGINT NOT NULL, \n\tPRIMARY KEY (id)\n)");

    TableBuilder unsigned_key{"t"};
    unsigned_key.column("id", SqlType::custom("INTEGER UNSIGNED"), {.primary_key = true, .autoincrement = true});
    EXPECT_EQ(mariadb::create_table_sql(unsigned_key.table),
        "CREATE TABLE t (\n\tid INTEGER UNSIGNED NOT NULL AUTO_INCREMENT, \n\tPRIMARY KEY (id)\n)");
}

TEST(MariadbDdl, GeneratedColumnsTakeNoNotNull) {
    TableBuilder builder{"t"};
    builder.column("a", Integer{}).column("b", Integer{}, {.nullable = false, .computed = "a + 1", .persisted = true});
    EXPECT_EQ(
        mariadb::create_table_sql(builder.table), "CREATE TABLE t (\n\ta INTEGER, \n\tb INTEGER GENERATED ALWAYS AS (a + 1) STORED\n)");
}

TEST(MariadbDdl, BracketsDefaultsThatMariadbWouldNotRead) {
    const auto defined = [](std::string expression) {
        return mariadb::column_definition_sql(Column{"a", Integer{}, {.server_default = std::move(expression)}});
    };
    EXPECT_EQ(defined("1 + 1"), "a INTEGER DEFAULT (1 + 1)");
    EXPECT_EQ(defined("now() + INTERVAL 1 DAY ON UPDATE now()"), "a INTEGER DEFAULT (now() + INTERVAL 1 DAY) ON UPDATE now()");
    for (const auto plain : {"1", "-1", "'a b'", "NULL", "CURRENT_TIMESTAMP", "uuid()", "(1 + 1)",
             "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP", "concat('a', 'b')", "_utf8mb4'x'", "x'4D'", "TRUE"})
        EXPECT_EQ(defined(plain), "a INTEGER DEFAULT " + std::string{plain});
}

TEST(MariadbDdl, DropsTablesAndIndexes) {
    EXPECT_EQ(mariadb::drop_table_sql({"other", "t"}), "DROP TABLE other.t");
    EXPECT_EQ(mariadb::drop_table_sql({"other", "Quoted"}, true), "DROP TABLE IF EXISTS other.`Quoted`");
    EXPECT_EQ(mariadb::drop_index_sql({"other", "t"}, "ix a"), "DROP INDEX `ix a` ON other.t");
    EXPECT_EQ(mariadb::drop_index_sql({{}, "t"}, "ix", true), "DROP INDEX IF EXISTS ix ON t");
    EXPECT_EQ(mariadb::create_table_sql(sample_tables().at("no_key")(), true), "CREATE TABLE IF NOT EXISTS no_key (\n\ta INTEGER\n)");
    EXPECT_EQ(mariadb::create_index_sql({"other", "t"}, unique_index("ix", "a", sql_expression("b(7) DESC")), true),
        "CREATE UNIQUE INDEX IF NOT EXISTS ix ON other.t (a, b(7) DESC)");
}

TEST(MariadbDdl, OrdersTheOptionsOfATable) {
    TableBuilder builder{"t"};
    builder.column("a", Integer{});
    builder.with(TableArgs{table_comment("c"), table_option("mariadb_partitions", "4"), table_option("mariadb_partition_by", "HASH(a)"),
        table_option("mariadb_collate", "latin1_bin"), table_option("mysql_engine", "MyISAM"), table_option("mariadb_engine", "Aria"),
        table_option("mariadb_default_character_set", "latin1"), table_option("sqlite_strict", "true"),
        table_option("mariadb_data_directory", "/x"), table_option("mariadb_auto_increment", "7")});
    EXPECT_EQ(mariadb::create_table_sql(builder.table),
        "CREATE TABLE t (\n\ta INTEGER\n)ENGINE=Aria DEFAULT CHARACTER SET latin1 DATA DIRECTORY='/x' AUTO_INCREMENT=7 COLLATE latin1_bin "
        "COMMENT='c' "
        "PARTITION BY HASH(a) PARTITIONS 4");
}

TEST(MariadbDdl, SaysWhatMariadbCannotDo) {
    EXPECT_EQ(message_of<CompileError>([] {
        mariadb::create_index_sql({{}, "t"}, index("ix_part", "a").only_where("b > 1"));
    }),
        "MariaDB has no partial indexes: 'ix_part' is to hold only the rows where b > 1");
    EXPECT_EQ(message_of<CompileError>([] {
        mariadb::create_index_sql({{}, "t"}, index("ix_lower", sql_expression("lower(a)")));
    }),
        "MariaDB has no indexes over expressions: 'ix_lower' is to be made over lower(a); give the table a generated column with this "
        "expression and index that");

    TableBuilder deferred{"t"};
    deferred.key().column("a", Integer{}).foreign_key("a", "parent", ReferentialAction::none, ReferentialAction::none, "fk_a");
    deferred.table.foreign_keys[0].deferral = "DEFERRABLE INITIALLY DEFERRED";
    EXPECT_EQ(message_of<CompileError>([&] { mariadb::create_table_sql(deferred.table); }),
        "MariaDB checks constraints at once: the foreign key 'fk_a' cannot be DEFERRABLE INITIALLY DEFERRED");

    TableBuilder endless{"t"};
    endless.column("name", types::Text{}, {.primary_key = true});
    EXPECT_EQ(message_of<CompileError>([&] { mariadb::create_table_sql(endless.table); }),
        "MariaDB cannot have the column 'name' of the type TEXT in the primary key of the table 't', for its length has no bound; give it "
        "one: "
        "max_length<255> or String{255}");

    Index lengths = index("ix", "a");
    lengths.dialect_options = {{"mariadb_length", "ten"}};
    EXPECT_EQ(message_of<CompileError>([&] {
        mariadb::create_index_sql({{}, "t"}, lengths);
    }),
        "the option mariadb_length of the index 'ix' is 'ten', but must be a number of characters, or one for each column: 'name: 10, "
        "title: "
        "20'");
}

TEST(MariadbIdentifiers, QuotesOnlyWhatNeedsIt) {
    for (const auto plain : {"hero", "a1", "_x", "a$", "action", "rank", "value", "row"})
        EXPECT_EQ(mariadb::quote_identifier(plain), plain);
    for (const auto odd : {"Hero", "order", "returning", "portion", "row_number", "window", "1a", "$a", "a b", "a-b", "", "é"})
        EXPECT_EQ(mariadb::quote_identifier(odd), '`' + std::string{odd} + '`');
    EXPECT_EQ(mariadb::quote_identifier("a`b"), "`a``b`");
    std::string sql = "SELECT ";
    mariadb::append_identifier(sql, "Select");
    EXPECT_EQ(sql, "SELECT `Select`");
}

}  // namespace
