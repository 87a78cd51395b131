#include "sample_tables.hpp"

#include <retort/schema/metadata.hpp>

namespace dialect_sqlite {

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

Table generated() {
    TableBuilder builder{"generated"};
    builder.key().column("a", String{30}, {.nullable = false, .server_default = "'x'", .collation = "NOCASE"});
    builder.column("b", Integer{}, {.computed = "a + 1", .persisted = true}).column("c", Integer{}, {.computed = "a+1"});
    builder.column("d", types::Text{}, {.nullable = false, .computed = "lower(a)", .collation = "RTRIM"});
    return builder.table;
}

Table deferred() {
    TableBuilder builder{"deferred"};
    builder.key().column("a", Integer{}).column("b", Integer{}).column("c", Integer{});
    builder.foreign_key("a", "team").foreign_key("b", "team", ReferentialAction::cascade).foreign_key("c", "team");
    builder.table.foreign_keys[0].deferral = "DEFERRABLE";
    builder.table.foreign_keys[1].deferral = "DEFERRABLE INITIALLY DEFERRED";
    builder.table.foreign_keys[2].deferral = "NOT DEFERRABLE INITIALLY IMMEDIATE";
    return builder.table;
}

Table autoincrement() {
    TableBuilder builder{"autoincrement"};
    builder.key().column("a", Integer{});
    builder.table.primary_key.name = "pk_autoincrement";
    return builder.with(TableArgs{table_option("sqlite_autoincrement", "true")});
}

Table autoincrement_refers() {
    TableBuilder builder{"autoincrement_refers"};
    builder.column("id", Integer{}, {.primary_key = true}).foreign_key("id", "team");
    builder.table.primary_key.name = "pk_refers";
    return builder.with(TableArgs{table_option("sqlite_autoincrement", "true")});
}

Table without_rowid() {
    TableBuilder builder{"without_rowid"};
    builder.column("a", Integer{}, {.primary_key = true}).column("b", types::Text{}, {.primary_key = true}).column("c", Integer{});
    builder.table.primary_key.columns = {"b", "a"};
    return builder.with(TableArgs{table_option("sqlite_with_rowid", "false")});
}

Table partial_indexes() {
    TableBuilder builder{"partial_indexes"};
    builder.key().column("a", String{}).column("b", Integer{});
    return builder.with(TableArgs{index("ix_part", "a").only_where("b > 1"), index("ix_lower", sql_expression("lower(a)"), "b"),
        unique_index("ux_down", sql_expression("a DESC"), "b").only_where("a IS NOT NULL")});
}

}  // namespace

const std::map<std::string, std::function<Table()>>& sample_tables() {
    static const std::map<std::string, std::function<Table()>> builders{{"team", team}, {"every_type", every_type},
        {"hero_power_link", hero_power_link}, {"constraint_order", constraint_order}, {"arguments_mixed", arguments_mixed},
        {"defaults", defaults}, {"Quoted", quoted}, {"in_schema", in_schema}, {"no_key", no_key}, {"all_actions", all_actions},
        {"convention", convention}, {"indexes", indexes}, {"generated", generated}, {"deferred", deferred},
        {"autoincrement", autoincrement}, {"autoincrement_refers", autoincrement_refers}, {"without_rowid", without_rowid},
        {"partial_indexes", partial_indexes}};
    return builders;
}

}  // namespace dialect_sqlite
