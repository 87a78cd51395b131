// Every operation with every option, for the tests of the rendering: a program renders them to a source, which is compiled and recorded again.
#pragma once

#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <retort/migrate/operations.hpp>
#include <retort/migrate/render.hpp>

namespace retort::migrate::testing {

inline Table everything_table() {
    Table table;
    table.schema = "archive";
    table.name = "every \"thing\"";
    table.comment =
        "It's a comment with \"quotes\", \\ and ümläuts, which is long enough to be broken into two lines because it goes on and on and on "
        "and on";
    const std::pair<const char*, SqlType> types[] = {{"a_boolean", Boolean{}}, {"a_small", SmallInteger{}}, {"an_integer", Integer{}},
        {"a_big", BigInteger{}}, {"a_float", Float{}}, {"a_float_24", Float{24}}, {"a_double", Double{}}, {"a_numeric", Numeric{}},
        {"a_numeric_10", Numeric{10}}, {"a_numeric_10_2", Numeric{10, 2}}, {"a_string", String{}}, {"a_string_50", String{50}},
        {"a_text", Text{}}, {"some_bytes", LargeBinary{}}, {"some_bytes_16", LargeBinary{16}}, {"a_date", types::Date{}},
        {"a_datetime", types::DateTime{}}, {"a_datetime_tz", types::DateTime{.timezone = true}}, {"a_time", types::Time{}},
        {"a_time_tz", types::Time{.timezone = true}}, {"an_interval", Interval{}}, {"a_uuid", types::Uuid{}}, {"a_json", JSON{}},
        {"a_jsonb", JSONB{}}, {"a_color", SqlType::enumeration("color", {"red", "dark green"})},
        {"a_custom", SqlType::custom("GEOMETRY(\"POINT\")")}, {"an_array", Array<Array<String>>{{String{9}}}},
        {"some_colors", SqlType::array(SqlType::enumeration("color", {"red"}))}};
    for (const auto& [name, type] : types)
        table.columns.emplace_back(name, type);
    table.columns[2].options = {.nullable = false, .autoincrement = true};
    table.columns[10].options = {.nullable = false, .server_default = "'it''s \\ \"so\"'", .comment = "two\nlines", .collation = "NOCASE"};
    table.columns[11].options = {.computed = "a_string || 'x'", .persisted = true};
    table.columns[3].options.identity = Identity::always;
    table.columns[1].options.identity = Identity::by_default;
    table.primary_key = PrimaryKeyConstraint{"pk", {"an_integer"}};
    table.unique_constraints = {UniqueConstraint{"uq \"q\"", {"a_big", "a_text"}, 1}, UniqueConstraint{"", {"a_uuid"}, 4},
        UniqueConstraint{"uq_3", {"a_uuid", "a_big"}, 6, "DEFERRABLE"}};
    table.exclude_constraints = {ExcludeConstraint{"ex", "USING gist (a_text WITH =)", 7}};
    table.check_constraints = {CheckConstraint{"ck", "a_big > 0 AND a_string <> ''", 0}, CheckConstraint{"", "a_text LIKE '%)\"%'", 5}};
    ForeignKeyConstraint deferred = foreign_key_constraint({"a_small"}, "team", {"id"});
    deferred.deferral = "DEFERRABLE INITIALLY DEFERRED";
    deferred.order = 3;
    ForeignKeyConstraint acting = foreign_key_constraint({"a_big", "a_text"}, "archive.team", {"id", "name"})
                                      .named("fk")
                                      .with_actions(ReferentialAction::set_null, ReferentialAction::restrict_);
    acting.order = 2;
    table.foreign_keys = {deferred, acting};
    table.indexes = {index("ix", "a_big", sql_expression("lower(a_string)")).only_where("a_big > 3")};
    table.indexes.front().dialect_options = {{"postgresql_using", "gin"}, {"x", "y"}};
    table.dialect_options = {{"sqlite_strict", "true"}};
    return table;
}

inline std::vector<ddl::Change> all_changes(const ddl::TableName& table) {
    const Column existing{"age", Integer{}, {.nullable = false, .autoincrement = true, .server_default = "0", .comment = "years"}};
    ForeignKeyConstraint to_other_schema = foreign_key_constraint({"a", "b"}, "other.team", {"x", "y"}).named("fk_2");
    to_other_schema.on_delete = ReferentialAction::cascade;
    to_other_schema.on_update = ReferentialAction::set_default;
    to_other_schema.deferral = "DEFERRABLE";
    Index partial = unique_index("ix_2", "a", sql_expression("b COLLATE \"C\" DESC")).only_where("a IS NOT NULL");
    partial.dialect_options = {{"mysql_length", "10"}};
    return {ddl::AddColumn{table, Column{"plain", String{}}, {}, false},
        ddl::AddColumn{table, Column{"team_id", Integer{}, {.nullable = false, .server_default = "1"}},
            {foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::none, ReferentialAction::no_action)},
            true},
        ddl::DropColumn{table, "plain", false, {}}, ddl::DropColumn{table, "plain", true, {}}, ddl::AlterColumn{table, "age", "years"},
        ddl::AlterColumn{table, "age", {}, SqlType{String{9}}, {}, {}, {}, {}, "CAST(age AS TEXT)", existing},
        ddl::AlterColumn{table, "age", "years", SqlType{Text{}}, true, std::optional<std::string>{}, "", false, {}, existing},
        ddl::AlterColumn{table, "age", {}, {}, false, std::optional<std::string>{"'a very long default that does not fit into one line'"},
            "a comment that is long enough to need a line of its own", true, {}, Column{"age", Integer{}}},
        ddl::CreateIndex{table, index("ix_1", "a"), false}, ddl::CreateIndex{table, partial, true},
        ddl::DropIndex{table, "ix_1", false, {}}, ddl::DropIndex{table, "ix_1", true, {}}, ddl::CreatePrimaryKey{table, {"pk", {"a", "b"}}},
        ddl::CreatePrimaryKey{table, {"", {"a"}}}, ddl::CreateUniqueConstraint{table, UniqueConstraint{"uq", {"a", "b"}}},
        ddl::CreateUniqueConstraint{table, UniqueConstraint{"", {"a"}}},
        ddl::CreateUniqueConstraint{table, UniqueConstraint{"uq_3", {"a"}, 0, "DEFERRABLE INITIALLY DEFERRED"}},
        ddl::CreateExcludeConstraint{table, exclude_constraint("ex", "USING gist (a WITH =)")},
        ddl::DropConstraint{table, "ex", ConstraintType::exclude, false, {}},
        ddl::DropIndex{table, "ix_3", false, {}, {{"postgresql_concurrently", "true"}}},
        ddl::CreateCheckConstraint{table, check("a > 'x'\n  AND b < 3").named("ck")},
        ddl::CreateForeignKey{table, foreign_key_constraint({"a"}, "team", {"id"}).named("fk")},
        ddl::CreateForeignKey{table, to_other_schema}, ddl::DropConstraint{table, "x", ConstraintType::any, false, {}},
        ddl::DropConstraint{table, "x", ConstraintType::unique, true, {}},
        ddl::DropConstraint{table, "", ConstraintType::primary_key, false, {}},
        ddl::DropConstraint{table, "", ConstraintType::unique, false, UniqueConstraint{"", {"a", "b"}}},
        ddl::DropConstraint{table, "", ConstraintType::foreign_key, false, foreign_key_constraint({"a"}, "team", {"id"})},
        ddl::DropConstraint{table, "", ConstraintType::check, false, check("a > 3")}, ddl::SetTableComment{table, "a comment", {}},
        ddl::SetTableComment{table, "", {}}};
}

inline std::vector<ScriptOperation> all_operations() {
    std::vector<ScriptOperation> operations;
    const auto add = [&](Operation operation, std::string comment = {}) {
        operations.push_back({std::move(operation), std::move(comment)});
    };
    add(ddl::CreateTable{everything_table(), true}, "Everything.\nOf two lines.");
    Table small;
    small.name = "small";
    small.columns.emplace_back("id", Integer{}, ColumnOptions{.nullable = false});
    add(ddl::CreateTable{small, false});
    for (const ddl::TableName& table : {ddl::TableName{"", "hero"}, ddl::TableName{"archive", "hero"}}) {
        add(ddl::DropTable{table, false, {}});
        add(ddl::DropTable{table, true, {}});
        for (auto& change : all_changes(table))
            add(ddl::AlterTable{table, {change}, Recreate::when_needed, {}});
        add(ddl::AlterTable{table, {ddl::RenameTable{table, "heroes"}}, Recreate::when_needed, {}});
        add(ddl::AlterTable{table, all_changes(table), Recreate::when_needed, {}});
        add(ddl::AlterTable{table, {ddl::DropColumn{table, "a", false, {}}}, Recreate::never, {}});
        Table copy = everything_table();
        copy.schema = table.schema;
        copy.name = table.name;
        copy.comment.clear();
        copy.dialect_options.clear();
        copy.indexes.clear();
        add(ddl::AlterTable{table, {ddl::DropColumn{table, "a", false, {}}}, Recreate::always, copy});
        add(ddl::AlterEnum{table, ddl::CreateEnum{{"a", "it's \"b\""}, true}});
        add(ddl::AlterEnum{table, ddl::DropEnum{true, {}}});
        add(ddl::AlterEnum{table, ddl::DropEnum{}});
        add(ddl::AlterEnum{table, ddl::AddEnumValue{"c"}});
        add(ddl::AlterEnum{table, ddl::AddEnumValue{"d", "a", {}, true}});
        add(ddl::AlterEnum{table, ddl::AddEnumValue{"e", {}, "a", false}});
        add(ddl::AlterEnum{table, ddl::RenameEnumValue{"a", "A"}});
        add(ddl::AlterEnum{table, ddl::RenameEnum{"others"}});
        add(BulkInsert{table, {"id", "name"}, {{1, "it's"}, {2, nullptr}}});
    }
    add(ddl::AlterTable{{}, {ddl::DropIndex{{}, "ix_alone", false, {}}}, Recreate::when_needed, {}});
    add(ExecuteSql{"UPDATE hero SET age = 1", {}});
    add(ExecuteSql{"UPDATE hero\nSET name = :name, \"age\" = :age\nWHERE NOT retired",
        {{"name",
             "Rusty-Man\t\"x\"\x01"
             "f"},
            {"age", 48}, {"big", std::numeric_limits<long long>::min()}, {"retired", false}, {"nothing", nullptr}, {"ratio", 0.1},
            {"one", 1.0}}});
    add(ExecuteSql{"one\r\ntwo", {}});
    add(ExecuteInBatches{"DELETE FROM log WHERE id IN (SELECT id FROM log WHERE old LIMIT :batch_size)", 10'000, {}});
    add(ExecuteInBatches{
        "DELETE FROM log WHERE id IN (SELECT id FROM log WHERE old LIMIT :batch_size)", 500, "SELECT count(*) FROM log WHERE old"});
    BulkInsert many{{"", "team"}, {"id", "name", "ratio"}, {}};
    for (int row = 0; row < 9; ++row)
        many.rows.push_back({row, "Team number " + std::to_string(row), row / 2.0});
    add(many);
    return operations;
}

}  // namespace retort::migrate::testing
