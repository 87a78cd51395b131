#include "sample_tables.hpp"

namespace dialect_postgresql {

namespace {

const auto kind_type = SqlType::enumeration("kind", {"small", "enormous"});

SqlType array_of(SqlType element) {
    SqlType type;
    type.kind = SqlType::Kind::array;
    type.element = {std::move(element)};
    return type;
}

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
    builder.column("r", types::Interval{}).column("s", JSON{}).column("t", kind_type).column("u", Float{24}).column("v", JSONB{});
    builder.column("w", types::Time{.timezone = true}).column("x", Array<Integer>{}).column("y", Array<Array<String>>{{String{10}}});
    builder.column("z", array_of(kind_type)).column("aa", SqlType::enumeration("My Enum", {"a"})).column("ab", SqlType::custom("CHAR(3)"));
    return builder.table;
}

Table hero_power_link() {
    TableBuilder builder{"hero_power_link"};
    builder.column("hero_id", types::Uuid{}, {.primary_key = true}).foreign_key("hero_id", "hero");
    builder.column("power_id", types::Uuid{}, {.primary_key = true}).foreign_key("power_id", "power");
    return builder.table;
}

Table keyed(std::string name, SqlType type, bool generated) {
    TableBuilder builder{std::move(name)};
    builder.column("id", std::move(type), {.primary_key = true, .autoincrement = generated});
    return builder.table;
}

Table identities() {
    TableBuilder builder{"identities"};
    builder.column("id", BigInteger{}, {.primary_key = true, .autoincrement = true, .identity = Identity::by_default});
    builder.column("a", Integer{}, {.identity = Identity::always});
    return builder.table;
}

Table constraint_order() {
    TableBuilder builder{"constraint_order"};
    builder.key().column("x", types::Uuid{}, {.unique = true}).column("y", Integer{}, {.unique = true}).column("z", types::Uuid{});
    builder.foreign_key("x", "team").foreign_key("z", "team", ReferentialAction::set_null, ReferentialAction::no_action);
    return builder.with(TableArgs{unique_constraint("x", "y"), check("y > 1"), check("y > 2").named("ck_y")});
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
    builder.column("Group", Integer{}, {.primary_key = true, .autoincrement = true});
    for (const auto name : {"user", "b c", "d\"e", "é", "a$", "9a", "_x"})
        builder.column(name, Integer{});
    builder.column("camelCase", Integer{}, {.index = true});
    return builder.with(TableArgs{unique_constraint("user").named("uq Quoted")});
}

Table in_schema() {
    TableBuilder builder{"in_schema"};
    builder.table.schema = "sales";
    builder.key().column("name", String{}, {.index = true}).column("other", Integer{}).column("plain", Integer{});
    builder.foreign_key("other", "sales.in_schema").foreign_key("plain", "in_schema");
    return builder.table;
}

Table deferred() {
    TableBuilder builder{"deferred"};
    builder.key().column("a", types::Uuid{}).column("b", types::Uuid{});
    builder.foreign_key("a", "team").foreign_key("b", "team", ReferentialAction::cascade);
    builder.table.foreign_keys[0].deferral = "DEFERRABLE";
    builder.table.foreign_keys[1].deferral = "DEFERRABLE INITIALLY DEFERRED";
    auto unique = unique_constraint("a", "b");
    unique.deferral = "DEFERRABLE INITIALLY DEFERRED";
    return builder.with(TableArgs{unique});
}

Table generated() {
    TableBuilder builder{"generated"};
    builder.key().column("a", String{30}, {.nullable = false, .server_default = "'x'", .collation = "C"});
    builder.column("b", Integer{}, {.computed = "id + 1", .persisted = true});
    builder.column("c", types::Text{}, {.nullable = false, .computed = "lower(a)", .collation = "POSIX"});
    return builder.table;
}

Table commented() {
    TableBuilder builder{"commented"};
    builder.table.schema = "sales";
    builder.key().column("a", Integer{}, {.comment = "it's \\ a"}).column("Big", Integer{}, {.comment = "ä"});
    return builder.with(TableArgs{table_comment("of 'heroes'")});
}

Table partitioned() {
    TableBuilder builder{"partitioned"};
    builder.column("id", Integer{}, {.primary_key = true}).column("region", types::Text{}, {.primary_key = true});
    return builder.with(TableArgs{table_option("postgresql_partition_by", "LIST (region)")});
}

Table inheriting() {
    TableBuilder builder{"inheriting"};
    builder.column("more", Integer{});
    return builder.with(TableArgs{table_option("postgresql_inherits", "team"), table_option("postgresql_tablespace", "pg_default")});
}

Table excluding() {
    TableBuilder builder{"excluding"};
    builder.column("room", Integer{}).column("until", Integer{}).column("x", Integer{});
    return builder.with(TableArgs{exclude_constraint("ex_room", "USING btree (room WITH =) WHERE (room > 0)"), unique_constraint("x")});
}

Table indexes() {
    TableBuilder builder{"indexes"};
    builder.key().column("a", Integer{}, {.index = true}).column("b", String{}, {.unique = true, .index = true}).column("c", Integer{});
    builder.column("d", JSONB{}).column("Order", Integer{});
    Index down = index("ix_down", sql_expression("a DESC NULLS LAST"), "c");
    down.dialect_options = {{"postgresql_using", "BTREE"}};
    Index gin = index("ix_gin", "d");
    gin.dialect_options = {{"postgresql_using", "gin"}, {"postgresql_ops", "d=jsonb_path_ops"}};
    Index include = index("ix_include", "a").only_where("a > 1");
    include.dialect_options = {{"postgresql_include", "b, Order"}, {"postgresql_with", "fillfactor = 70"}};
    Index concurrent = unique_index("ix_concurrent", "a");
    concurrent.dialect_options = {{"postgresql_concurrently", "true"}, {"postgresql_tablespace", "pg_default"}};
    return builder.with(TableArgs{index("ix_a_c", "a", "c"), unique_index("ux_c", "c"), index("ix_part", "a").only_where("c > 1"),
        index("ix_lower", sql_expression("lower(b)"), "c"), down, gin, include, concurrent});
}

}  // namespace

const std::map<std::string, std::function<Table()>>& sample_tables() {
    static const std::map<std::string, std::function<Table()>> builders{{"team", team}, {"every_type", every_type},
        {"hero_power_link", hero_power_link}, {"small_key", [] { return keyed("small_key", SmallInteger{}, true); }},
        {"big_key", [] { return keyed("big_key", BigInteger{}, true); }},
        {"given_key", [] { return keyed("given_key", BigInteger{}, false); }}, {"identities", identities},
        {"constraint_order", constraint_order}, {"arguments_mixed", arguments_mixed}, {"defaults", defaults}, {"Quoted", quoted},
        {"in_schema", in_schema}, {"deferred", deferred}, {"generated", generated}, {"commented", commented}, {"partitioned", partitioned},
        {"inheriting", inheriting}, {"excluding", excluding}, {"indexes", indexes}};
    return builders;
}

}  // namespace dialect_postgresql
