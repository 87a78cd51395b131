#include <functional>

#include <retort/core/error.hpp>
#include <retort/migrate/render.hpp>
#include <retort/migrate/reverse.hpp>

#include <tests/migrate/comparing.hpp>

namespace retort::migrate {
namespace {

using testing::source;
using testing::table;

const ddl::TableName hero{{}, "hero"};

Operation alter(ddl::Change change) {
    auto of = ddl::table_of(change);
    return ddl::AlterTable{std::move(of), {std::move(change)}, Recreate::when_needed, {}};
}

std::string reversed(const std::vector<Operation>& operations) {
    std::vector<ScriptOperation> planned;
    for (const Operation& operation : reverse(operations))
        planned.push_back({operation, {}});
    return source(planned);
}

TEST(Reverse, TakesTheLastOperationBackFirst) {
    EXPECT_EQ(reversed({alter(ddl::AddColumn{hero, Column{"age", Integer{}}, {}, false}),
                  alter(ddl::CreateIndex{hero, index("ix_age", "age"), false})}),
        "op.drop_index(\"ix_age\", \"hero\");\nop.drop_column(\"hero\", \"age\");");
}

TEST(Reverse, OfTheReverseIsTheSame) {
    const std::vector<Operation> operations{ddl::DropTable{hero, false,
                                                table("hero", {Column{"id", Integer{}, {.nullable = false}}, primary_key_constraint({"id"}),
                                                                  check("id > 0").named("ck"), index("ix", "id")})},
        alter(ddl::DropColumn{hero, "age", false, Column{"age", Integer{}, {.nullable = false, .server_default = "0"}}}),
        alter(ddl::AlterColumn{hero, "a", "b", SqlType{String{3}}, false, std::optional<std::string>{"'x'"}, "new", {}, {},
            Column{"a", Integer{}, {.comment = "old"}}}),
        alter(ddl::DropIndex{hero, "ix", false, unique_index("ix", "a").only_where("a > 1")}),
        alter(ddl::DropConstraint{hero, "pk", ConstraintType::primary_key, false, PrimaryKeyConstraint{"pk", {"a"}}}),
        alter(ddl::DropConstraint{hero, "uq", ConstraintType::unique, false, unique_constraint("a").named("uq")}),
        alter(ddl::DropConstraint{hero, "", ConstraintType::check, false, check("a > 1")}),
        alter(ddl::DropConstraint{hero, "fk", ConstraintType::foreign_key, false,
            foreign_key_constraint({"a"}, "team", {"id"}).named("fk").with_actions(ReferentialAction::cascade)}),
        alter(ddl::SetTableComment{hero, "new", "old"}), alter(ddl::RenameTable{hero, "heroes"})};
    std::vector<ScriptOperation> planned;
    for (const Operation& operation : operations)
        planned.push_back({operation, {}});
    std::vector<ScriptOperation> twice;
    for (const Operation& operation : reverse(reverse(operations)))
        twice.push_back({operation, {}});
    EXPECT_EQ(source(twice), source(planned));
    EXPECT_EQ(reversed(operations), R"(op.rename_table("heroes", "hero");
op.create_table_comment("hero", "old");
op.create_foreign_key("fk", "hero", "team", {"a"}, {"id"}, {.on_delete = ReferentialAction::cascade});
op.create_check_constraint("", "hero", "a > 1");
op.create_unique_constraint("uq", "hero", {"a"});
op.create_primary_key("pk", "hero", {"a"});
op.create_index("ix", "hero", {"a"}, {.unique = true, .where = "a > 1"});
op.alter_column("hero", "b", {
    .nullable = true,
    .drop_server_default = true,
    .new_column_name = "a",
    .type = Integer{},
    .comment = "old",
    .existing_type = String{3},
});
op.add_column("hero", Column{"age", Integer{}, {.nullable = false, .server_default = "0"}});
op.create_table("hero", {
    Column{"id", Integer{}, {.nullable = false}},
    primary_key_constraint({"id"}),
    check("id > 0").named("ck"),
});
op.create_index("ix", "hero", {"id"});)");
}

TEST(Reverse, ABatchStaysABatch) {
    const std::vector<Operation> operations{ddl::AlterTable{hero,
        {ddl::AddColumn{hero, Column{"team_id", Integer{}}, {foreign_key_constraint({"team_id"}, "team", {"id"})}, false},
            ddl::CreateCheckConstraint{hero, check("team_id > 0").named("ck")}},
        Recreate::always, {}}};
    EXPECT_EQ(reversed(operations), R"({
    auto batch = op.batch_alter_table("hero", {.recreate = Recreate::always});
    batch.drop_constraint("ck", {.type = ConstraintType::check});
    batch.drop_constraint("", {.type = ConstraintType::foreign_key, .columns = {"team_id"}});
    batch.drop_column("team_id");
})");
}

TEST(Reverse, WhatWasNoBatchBecomesNone) {
    EXPECT_EQ(reversed({alter(ddl::AddColumn{
                  hero, Column{"team_id", Integer{}}, {foreign_key_constraint({"team_id"}, "team", {"id"}).named("fk")}, false})}),
        "op.drop_constraint(\"fk\", \"hero\", {.type = ConstraintType::foreign_key});\nop.drop_column(\"hero\", \"team_id\");");
}

TEST(Reverse, TypesOfEnumeratorsGoBackButForAddedValues) {
    const ddl::TableName type{"s", "color"};
    EXPECT_EQ(reversed({ddl::AlterEnum{type, ddl::CreateEnum{{"red"}}}, ddl::AlterEnum{type, ddl::AddEnumValue{"green"}},
                  ddl::AlterEnum{type, ddl::RenameEnumValue{"red", "rot"}}, ddl::AlterEnum{type, ddl::RenameEnum{"farbe"}},
                  ddl::AlterEnum{type, ddl::DropEnum{false, std::vector<std::string>{"x"}}}}),
        R"(op.create_enum("color", {"x"}, {.schema = "s"});
op.rename_enum("farbe", "color", {.schema = "s"});
op.rename_enum_value("color", "rot", "red", {.schema = "s"});
op.drop_enum("color", {.schema = "s"});)");
    EXPECT_EQ(
        reversed({ddl::AlterEnum{type, ddl::CreateEnum{{"red"}, true}}}), R"(op.drop_enum("color", {.schema = "s", .if_exists = true});)");
    EXPECT_EQ(reversed({ddl::AlterEnum{type, ddl::DropEnum{true, std::vector<std::string>{"x"}}}}),
        R"(op.create_enum("color", {"x"}, {.schema = "s", .if_not_exists = true});)");
    EXPECT_THROW(reversed({ddl::AlterEnum{type, ddl::DropEnum{}}}), ArgumentError);
}

TEST(Reverse, ExclusionConstraintsGoAndComeBack) {
    const auto exclude = exclude_constraint("ex", "USING gist (a WITH =)");
    EXPECT_EQ(reversed({alter(ddl::CreateExcludeConstraint{hero, exclude})}),
        "op.drop_constraint(\"ex\", \"hero\", {.type = ConstraintType::exclude});");
    EXPECT_EQ(reversed({alter(ddl::DropConstraint{hero, "ex", ConstraintType::exclude, false, exclude})}),
        "op.create_exclude_constraint(\"ex\", \"hero\", \"USING gist (a WITH =)\");");
}

TEST(Reverse, ARenameNeedsNoDescription) {
    EXPECT_EQ(reversed({alter(ddl::AlterColumn{hero, "a", "b"})}), "op.alter_column(\"hero\", \"b\", {.new_column_name = \"a\"});");
}

TEST(Reverse, RefusesWhatItDoesNotKnow) {
    const std::pair<Operation, const char*> cases[] = {{ddl::DropTable{hero, false, {}}, "table 'hero'"},
        {alter(ddl::DropColumn{hero, "age", false, {}}), "'hero.age'"}, {alter(ddl::DropIndex{hero, "ix_age", false, {}}), "'ix_age'"},
        {alter(ddl::DropConstraint{hero, "ck", ConstraintType::any, false, {}}), "'ck'"},
        {alter(ddl::AlterColumn{hero, "age", {}, SqlType{Integer{}}}), "'hero.age'"}, {ExecuteSql{"DELETE FROM hero", {}}, "SQL"},
        {ExecuteInBatches{"DELETE FROM hero", 10, {}}, "SQL"}, {BulkInsert{hero, {"id"}, {{1}}}, "'hero'"},
        {RunCode{static_cast<void (*)(Connection&)>(nullptr)}, "Code"}};
    for (const auto& [operation, words] : cases) {
        try {
            static_cast<void>(reverse(std::vector<Operation>{operation}));
            ADD_FAILURE() << words;
        } catch (const ArgumentError& error) {
            EXPECT_NE(std::string{error.what()}.find(words), std::string::npos) << error.what();
        }
    }
}

TEST(Reverse, DirectivesCanBeReversedAnew) {
    RevisionDirectives directives;
    directives.upgrade.push_back({alter(ddl::CreateIndex{hero, index("ix_age", "age"), false}), {}});
    EXPECT_FALSE(directives.is_empty());
    directives.downgrade.push_back({ExecuteSql{"SELECT 1", {}}, {}});
    directives.reverse_upgrade();
    EXPECT_EQ(source(directives.downgrade), "op.drop_index(\"ix_age\", \"hero\");");
}

}  // namespace
}  // namespace retort::migrate
