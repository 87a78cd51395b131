#include "sample_tables.hpp"

#include <retort/schema/metadata.hpp>

namespace dialect_mariadb {

namespace {

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
    builder.column("o", types::DateTime{}).column("q", types::Time{}).column("r", types::Interval{}).column("s", JSON{});
    builder.column("t", SqlType::enumeration("kind", {"small", "enormous"})).column("u", Float{24}).column("v", Double{});
    builder.column("w", SqlType::custom("TIMESTAMP"));
    builder.column("x", SqlType::custom("TIMESTAMP"), {.nullable = false, .server_default = "CURRENT_TIMESTAMP"});
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
    builder.foreign_key("x", "parent").foreign_key("z", "parent", ReferentialAction::set_null, ReferentialAction::no_action);
    return builder.with(TableArgs{unique_constraint("x", "y"), check("x > 1"), check("y > 2").named("ck_y")});
}

Table parent() {
    TableBuilder builder{"parent"};
    builder.key();
    return builder.table;
}

Table arguments_mixed() {
    TableBuilder builder{"arguments_mixed"};
    builder.key().column("a", Integer{}).column("b", Integer{}, {.unique = true});
    auto pair = foreign_key_constraint({"a", "b"}, "pair", {"x", "y"});
    pair.on_delete = ReferentialAction::cascade;
    return builder.with(TableArgs{check("a > 0"), unique_constraint("a", "b").named("uq_both"), pair, check("b > 0")});
}

Table pair() {
    TableBuilder builder{"pair"};
    builder.column("x", Integer{}, {.primary_key = true}).column("y", Integer{}, {.primary_key = true});
    return builder.table;
}

Table defaults() {
    TableBuilder builder{"defaults"};
    builder.key().column("a", Integer{}, {.nullable = false, .server_default = "0"});
    builder.column("b", String{}, {.server_default = "'it''s'"});
    builder.column("c", types::DateTime{}, {.nullable = false, .server_default = "CURRENT_TIMESTAMP"});
    builder.column("d", types::DateTime{}, {.nullable = false, .server_default = "CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP"});
    builder.column("e", String{36}, {.server_default = "uuid()"});
    builder.column("f", Integer{}, {.server_default = "-1", .comment = "it's a \\ comment"});
    return builder.table;
}

Table quoted() {
    TableBuilder builder{"Quoted"};
    builder.column("Group", Integer{}, {.primary_key = true});
    for (const auto name : {"order", "b c", "d`e", "é", "a$", "9a", "_x"})
        builder.column(name, Integer{});
    builder.column("camelCase", Integer{}, {.index = true});
    return builder.with(TableArgs{unique_constraint("order").named("uq Quoted")});
}

Table no_key() {
    TableBuilder builder{"no_key"};
    builder.column("a", Integer{});
    return builder.table;
}

Table all_actions() {
    TableBuilder builder{"all_actions"};
    builder.key().column("a", Integer{}).column("b", Integer{}).column("c", Integer{});
    builder.foreign_key("a", "parent", ReferentialAction::cascade);
    builder.foreign_key("b", "parent", ReferentialAction::restrict_, ReferentialAction::cascade);
    builder.foreign_key("c", "parent", ReferentialAction::none, ReferentialAction::set_null, "fk_c");
    return builder.table;
}

Table convention() {
    TableBuilder builder{"convention"};
    builder.key().column("a", Integer{}, {.index = true}).column("b", Integer{}, {.unique = true}).column("parent_id", Integer{});
    builder.foreign_key("parent_id", "parent");
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

Table generated() {
    TableBuilder builder{"generated"};
    builder.key().column("a", String{30}, {.nullable = false, .server_default = "'x'", .collation = "utf8mb4_bin"});
    builder.column("b", Integer{}, {.comment = "stored", .computed = "id_of + 1", .persisted = true}).column("id_of", Integer{});
    builder.column("c", Integer{}, {.computed = "id_of+1"});
    return builder.table;
}

Table big_key() {
    TableBuilder builder{"big_key"};
    builder.column("id", BigInteger{}, {.primary_key = true, .autoincrement = true}).column("a", Integer{});
    builder.table.primary_key.name = "pk_big_key";
    return builder.table;
}

Table options() {
    TableBuilder builder{"options"};
    builder.key();
    return builder.with(TableArgs{table_option("mariadb_engine", "InnoDB"), table_comment("it's a table")});
}

Table charset() {
    TableBuilder builder{"charset"};
    builder.key();
    return builder.with(TableArgs{table_option("mariadb_collate", "utf8mb4_bin"), table_option("mysql_default_charset", "utf8mb4")});
}

Table row_format() {
    TableBuilder builder{"row_format"};
    builder.key();
    return builder.with(TableArgs{table_option("mysql_row_format", "COMPACT"), table_option("mariadb_row_format", "DYNAMIC")});
}

Index with_options(Index index, DialectOptions options) {
    index.dialect_options = std::move(options);
    return index;
}

Table index_options() {
    TableBuilder builder{"index_options"};
    builder.key().column("a", types::Text{}).column("b", String{}).column("c", Integer{});
    return builder.with(TableArgs{with_options(index("ix_length", "a"), {{"mariadb_length", "10"}}),
        with_options(index("ix_lengths", "a", "b", "c"), {{"mariadb_length", "a: 10, b: 20"}}),
        with_options(index("ix_text", "b"), {{"mariadb_prefix", "FULLTEXT"}}),
        with_options(index("ix_using", "c"), {{"mysql_using", "btree"}}), index("ix_down", sql_expression("b DESC"), "c")});
}

}  // namespace

const std::map<std::string, std::function<Table()>>& sample_tables() {
    static const std::map<std::string, std::function<Table()>> builders{{"team", team}, {"every_type", every_type},
        {"hero_power_link", hero_power_link}, {"constraint_order", constraint_order}, {"parent", parent},
        {"arguments_mixed", arguments_mixed}, {"pair", pair}, {"defaults", defaults}, {"Quoted", quoted}, {"no_key", no_key},
        {"all_actions", all_actions}, {"convention", convention}, {"indexes", indexes}, {"generated", generated}, {"big_key", big_key},
        {"options", options}, {"charset", charset}, {"row_format", row_format}, {"index_options", index_options}};
    return builders;
}

}  // namespace dialect_mariadb
