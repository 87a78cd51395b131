#include <algorithm>
#include <chrono>

#include <tests/migrate/comparing.hpp>

namespace retort::migrate {
namespace {

using testing::compared;
using testing::downgrade;
using testing::environment_for;
using testing::summary;
using testing::table;
using testing::upgrade;
using Lines = std::vector<std::string>;

Table team() {
    return table("team", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"name", String{}, {.nullable = false}},
                             primary_key_constraint({"id"})});
}

Table hero() {
    return table("hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"name", String{}, {.nullable = false}},
                             Column{"age", Integer{}}, Column{"team_id", Integer{}}, primary_key_constraint({"id"}),
                             foreign_key_constraint({"team_id"}, "team", {"id"}), index("ix_hero_name", "name")});
}

Column& column(Table& of, const std::string& name) {
    return *std::find_if(of.columns.begin(), of.columns.end(), [&](const Column& one) { return one.name == name; });
}

TEST(Compare, FindsNothingWhereNothingDiffers) {
    const auto found = compared({hero(), team()}, {team(), hero()});
    EXPECT_TRUE(found.differences.empty());
    EXPECT_TRUE(found.remarks.empty());
}

TEST(Compare, AddsTablesWithWhatTheyReferToFirst) {
    const auto found = compared({}, {hero(), team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected added table 'team'", "Detected added table 'hero'", "Detected added index 'ix_hero_name' on 'name'"}));
    EXPECT_EQ(upgrade(found), R"(op.create_table("team", {
    Column{"id", Integer{}, {.nullable = false}},
    Column{"name", String{}, {.nullable = false}},
    primary_key_constraint({"id"}),
});
op.create_table("hero", {
    Column{"id", Integer{}, {.nullable = false}},
    Column{"name", String{}, {.nullable = false}},
    Column{"age", Integer{}, {.nullable = true}},
    Column{"team_id", Integer{}, {.nullable = true}},
    primary_key_constraint({"id"}),
    foreign_key_constraint({"team_id"}, "team", {"id"}),
});
op.create_index("ix_hero_name", "hero", {"name"});)");
    EXPECT_EQ(downgrade(found), "op.drop_table(\"hero\");\nop.drop_table(\"team\");");
}

TEST(Compare, DropsTablesThatReferToOthersFirstAndSaysThatRowsAreLost) {
    const auto found = compared({hero(), team()}, std::vector<Table>{});
    EXPECT_EQ(summary(found), (Lines{"Detected removed index 'ix_hero_name' on 'hero'", "Detected removed table 'hero'",
                                  "Loses data: the rows of 'hero'", "Detected removed table 'team'", "Loses data: the rows of 'team'"}));
    EXPECT_EQ(upgrade(found), R"(// Loses data: the rows of 'hero'
op.drop_table("hero");
// Loses data: the rows of 'team'
op.drop_table("team");)");
    // The way back is the whole table again.
    EXPECT_EQ(downgrade(found), upgrade(compared({}, {hero(), team()})));
}

TEST(Compare, AddsAndDropsColumns) {
    auto wanted = hero();
    wanted.columns.erase(wanted.columns.begin() + 2);
    wanted.columns.emplace_back("allegiance", String{});
    wanted.columns.emplace_back("rank", Integer{}, ColumnOptions{.nullable = false, .server_default = "0"});
    const auto found = compared({hero(), team()}, {wanted, team()});
    EXPECT_EQ(summary(found), (Lines{"Detected added column 'hero.allegiance'", "Detected added column 'hero.rank'",
                                  "Detected removed column 'hero.age'", "Loses data: the values of 'hero.age'"}));
    EXPECT_EQ(upgrade(found), R"(op.add_column("hero", Column{"allegiance", String{}, {.nullable = true}});
op.add_column("hero", Column{"rank", Integer{}, {.nullable = false, .server_default = "0"}});
// Loses data: the values of 'hero.age'
op.drop_column("hero", "age");)");
    EXPECT_EQ(downgrade(found), R"(op.add_column("hero", Column{"age", Integer{}, {.nullable = true}});
op.drop_column("hero", "rank");
op.drop_column("hero", "allegiance");)");
}

TEST(Compare, MarksWhatFailsOnRowsThatExist) {
    auto wanted = hero();
    wanted.columns.emplace_back("rank", Integer{}, ColumnOptions{.nullable = false});
    column(wanted, "age").options.nullable = false;
    const auto found = compared({hero(), team()}, {wanted, team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected added column 'hero.rank'", "Fails where 'hero' has rows: 'hero.rank' is NOT NULL and has no server default",
            "Detected NOT NULL on column 'hero.age'", "Fails where 'hero.age' is NULL in a row: fill these in before"}));
}

TEST(Compare, AltersNullabilityTypeAndDefault) {
    auto before = hero();
    column(before, "name").type = String{50};
    auto wanted = hero();
    column(wanted, "name") = Column{"name", String{30}, {.nullable = true, .server_default = "'nobody'"}};
    const auto found = compared({before, team()}, {wanted, team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected NULL on column 'hero.name'", "Detected type change from VARCHAR(length=50) to String(length=30) on 'hero.name'",
            "Detected server default on column 'hero.name'", "Loses data: what of 'hero.name' does not fit into String(length=30)"}));
    EXPECT_EQ(upgrade(found), R"(// Loses data: what of 'hero.name' does not fit into String(length=30)
op.alter_column("hero", "name", {.nullable = true, .server_default = "'nobody'", .type = String{30}, .existing_type = String{50}});)");
    EXPECT_EQ(downgrade(found),
        R"(op.alter_column("hero", "name", {.nullable = false, .drop_server_default = true, .type = String{50}, .existing_type = String{30}});)");
}

TEST(Compare, LeavesTypesAndDefaultsAloneWhereItIsTold) {
    auto wanted = hero();
    column(wanted, "name") = Column{"name", Integer{}, {.nullable = false, .server_default = "1"}};
    auto environment = environment_for({wanted, team()});
    environment.compare_type = false;
    environment.compare_server_default = false;
    EXPECT_TRUE(compared({hero(), team()}, environment).differences.empty());
}

struct Narrowing {
    SqlType from;
    SqlType to;
    bool loses;
};

class CompareNarrowing : public ::testing::TestWithParam<Narrowing> {};

TEST_P(CompareNarrowing, IsMarked) {
    const auto& [from, to, loses] = GetParam();
    const auto found = compared({table("t", {Column{"a", from}})}, {table("t", {Column{"a", to}})});
    ASSERT_EQ(found.differences.size(), 1U);
    EXPECT_EQ(found.differences.front().risk.starts_with("Loses data"), loses) << found.differences.front().risk;
}

INSTANTIATE_TEST_SUITE_P(Types, CompareNarrowing,
    ::testing::Values(Narrowing{String{50}, String{30}, true}, Narrowing{String{30}, String{50}, false},
        Narrowing{String{30}, Text{}, false}, Narrowing{Text{}, String{30}, true}, Narrowing{BigInteger{}, Integer{}, true},
        Narrowing{Integer{}, BigInteger{}, false}, Narrowing{Integer{}, Text{}, false}, Narrowing{Text{}, Integer{}, true},
        Narrowing{Numeric{10, 2}, Numeric{8, 2}, true}, Narrowing{Numeric{10, 2}, Numeric{12, 2}, false},
        Narrowing{Numeric{10, 2}, Numeric{10, 1}, true}, Narrowing{types::DateTime{}, types::Date{}, true},
        Narrowing{types::Date{}, types::DateTime{}, false}, Narrowing{Float{}, Integer{}, true}, Narrowing{Integer{}, Float{}, false},
        Narrowing{LargeBinary{}, Integer{}, true}, Narrowing{Boolean{}, Integer{}, false}));

TEST(Compare, IndexesByName) {
    auto wanted = hero();
    wanted.indexes = {unique_index("ix_hero_name", "name"), index("ix_hero_age", "age", sql_expression("lower(name)"))};
    auto before = hero();
    before.indexes.push_back(index("ix_old", "age"));
    const auto found = compared({before, team()}, {wanted, team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected removed index 'ix_old' on 'hero'", "Detected changed index 'ix_hero_name' on 'hero': unique=False to unique=True",
            "Detected added index 'ix_hero_age' on 'age', 'lower(name)'"}));
    EXPECT_EQ(upgrade(found), R"-(op.drop_index("ix_old", "hero");
op.drop_index("ix_hero_name", "hero");
op.create_index("ix_hero_age", "hero", {"age", sql_expression("lower(name)")});
op.create_index("ix_hero_name", "hero", {"name"}, {.unique = true});)-");
    EXPECT_EQ(downgrade(found), R"(op.drop_index("ix_hero_name", "hero");
op.drop_index("ix_hero_age", "hero");
op.create_index("ix_hero_name", "hero", {"name"});
op.create_index("ix_old", "hero", {"age"});)");
}

TEST(Compare, TheConditionAndTheOrderOfAnIndex) {
    auto before = hero();
    auto wanted = hero();
    before.indexes = {index("ix_a", "name", "age").only_where("age > 3"), index("ix_b", "name", "age")};
    wanted.indexes = {index("ix_a", "name", "age").only_where("(age  >  3)"), index("ix_b", "age", "name")};
    EXPECT_EQ(summary(compared({before, team()}, {wanted, team()})),
        (Lines{"Detected changed index 'ix_b' on 'hero': columns ('name', 'age') to ('age', 'name')"}));
    wanted.indexes = {index("ix_a", "name", "age").only_where("age > 4"), before.indexes[1]};
    EXPECT_EQ(summary(compared({before, team()}, {wanted, team()})),
        (Lines{"Detected changed index 'ix_a' on 'hero': where 'age > 3' to 'age > 4'"}));
}

TEST(Compare, UniqueConstraintsByNameAndUnnamedOnesByColumns) {
    auto before = hero();
    before.unique_constraints = {unique_constraint("name", "age"), unique_constraint("team_id").named("uq_team")};
    auto wanted = hero();
    wanted.unique_constraints = {unique_constraint("age", "name"), unique_constraint("team_id", "name").named("uq_team")};
    const auto found = compared({before, team()}, {wanted, team()});
    EXPECT_EQ(
        summary(found), (Lines{"Detected changed unique constraint 'uq_team' on 'hero': columns ('team_id',) to ('team_id', 'name')"}));
    EXPECT_EQ(upgrade(found), R"(op.drop_constraint("uq_team", "hero", {.type = ConstraintType::unique});
op.create_unique_constraint("uq_team", "hero", {"team_id", "name"});)");
}

TEST(Compare, AnUnnamedConstraintIsDroppedByWhatItIs) {
    auto before = hero();
    before.unique_constraints = {unique_constraint("name", "age")};
    before.check_constraints = {check("age > 0")};
    auto wanted = hero();
    wanted.foreign_keys.clear();
    const auto found = compared({before, team()}, {wanted, team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected removed foreign key (team_id)(id) on table hero", "Detected removed unique constraint None on 'hero'",
            "Detected removed check constraint None on 'hero': (age > 0)"}));
    EXPECT_EQ(upgrade(found), R"(op.drop_constraint("", "hero", {.type = ConstraintType::foreign_key, .columns = {"team_id"}});
op.drop_constraint("", "hero", {.type = ConstraintType::unique, .columns = {"name", "age"}});
op.drop_constraint("", "hero", {.type = ConstraintType::check, .condition = "age > 0"});)");
    EXPECT_EQ(downgrade(found), R"(op.create_check_constraint("", "hero", "age > 0");
op.create_unique_constraint("", "hero", {"name", "age"});
op.create_foreign_key("", "hero", "team", {"team_id"}, {"id"});)");
}

TEST(Compare, AUniqueConstraintIsNoUniqueIndex) {
    auto before = hero();
    before.unique_constraints = {unique_constraint("name").named("uq_name")};
    auto wanted = hero();
    wanted.indexes.push_back(unique_index("uq_name", "name"));
    EXPECT_EQ(
        upgrade(compared({before, team()}, {wanted, team()})), R"(op.drop_constraint("uq_name", "hero", {.type = ConstraintType::unique});
op.create_index("uq_name", "hero", {"name"}, {.unique = true});)");
}

TEST(Compare, ChecksByNameAndText) {
    auto before = hero();
    before.check_constraints = {check("age > 0").named("ck_age"), check("name <> ''")};
    auto wanted = hero();
    wanted.check_constraints = {check("(age  >  0)").named("ck_age"), check("name <> ''")};
    EXPECT_TRUE(compared({before, team()}, {wanted, team()}).differences.empty());
    wanted.check_constraints = {check("age >= 0").named("ck_age"), check("name <> 'x'")};
    const auto found = compared({before, team()}, {wanted, team()});
    EXPECT_EQ(summary(found), (Lines{"Detected removed check constraint None on 'hero': (name <> '')",
                                  "Detected changed check constraint 'ck_age' on 'hero': (age > 0) to (age >= 0)",
                                  "Detected added check constraint None on 'hero': (name <> 'x')"}));
    auto environment = environment_for({wanted, team()});
    environment.compare_check_constraints = false;
    EXPECT_TRUE(compared({before, team()}, environment).differences.empty());
}

TEST(Compare, ForeignKeysWithTheirActions) {
    auto wanted = hero();
    wanted.foreign_keys.front().on_delete = ReferentialAction::cascade;
    const auto found = compared({hero(), team()}, {wanted, team()});
    EXPECT_EQ(summary(found),
        (Lines{"Detected removed foreign key (team_id)(id) on table hero", "Detected added foreign key (team_id)(id) on table hero"}));
    EXPECT_EQ(upgrade(found), R"(op.drop_constraint("", "hero", {.type = ConstraintType::foreign_key, .columns = {"team_id"}});
op.create_foreign_key("", "hero", "team", {"team_id"}, {"id"}, {.on_delete = ReferentialAction::cascade});)");
    wanted.foreign_keys.front().on_delete = ReferentialAction::no_action;
    EXPECT_TRUE(compared({hero(), team()}, {wanted, team()}).differences.empty());
    wanted.foreign_keys.front() = hero().foreign_keys.front();
    wanted.foreign_keys.front().name = "fk_with_a_name";
    EXPECT_TRUE(compared({hero(), team()}, {wanted, team()}).differences.empty()) << "as for Alembic, a name is no difference";
}

TEST(Compare, TheForeignKeyOfANewColumnIsMadeWithIt) {
    auto before = hero();
    before.foreign_keys.clear();
    before.columns.pop_back();
    const auto found = compared({before, team()}, {hero(), team()});
    EXPECT_EQ(upgrade(found), R"(op.add_column("hero", Column{"team_id", Integer{}, {.nullable = true}},
    {.foreign_keys = {foreign_key_constraint({"team_id"}, "team", {"id"})}});)");
    EXPECT_EQ(summary(found), (Lines{"Detected added column 'hero.team_id'", "Detected added foreign key (team_id)(id) on table hero"}));
    EXPECT_EQ(downgrade(found), R"(op.drop_constraint("", "hero", {.type = ConstraintType::foreign_key, .columns = {"team_id"}});
op.drop_column("hero", "team_id");)");
}

TEST(Compare, PrimaryKeys) {
    auto wanted = hero();
    wanted.primary_key = primary_key_constraint({"id", "name"}).named("pk_hero");
    column(wanted, "name").options.primary_key = true;
    const auto found = compared({hero(), team()}, {wanted, team()});
    EXPECT_EQ(summary(found), (Lines{"Detected changed primary key on 'hero': columns ('id',) to ('id', 'name')"}));
    EXPECT_EQ(upgrade(found), R"(op.drop_constraint("", "hero", {.type = ConstraintType::primary_key});
op.create_primary_key("pk_hero", "hero", {"id", "name"});)");
}

TEST(Compare, ACycleOfNewTablesIsClosedByAForeignKeyOfItsOwn) {
    auto a = table("a", {Column{"id", Integer{}, {.nullable = false}}, Column{"b_id", Integer{}}, primary_key_constraint({"id"}),
                            foreign_key_constraint({"b_id"}, "b", {"id"}).named("fk_a")});
    auto b = table("b", {Column{"id", Integer{}, {.nullable = false}}, Column{"a_id", Integer{}}, primary_key_constraint({"id"}),
                            foreign_key_constraint({"a_id"}, "a", {"id"}).named("fk_b")});
    const auto found = compared({}, {a, b});
    const auto script = upgrade(found);
    EXPECT_TRUE(script.ends_with("op.create_foreign_key(\"fk_a\", \"a\", \"b\", {\"b_id\"}, {\"id\"});")) << script;
    EXPECT_EQ(script.find("foreign_key_constraint({\"b_id\"}"), std::string::npos) << script;
    EXPECT_NE(script.find("foreign_key_constraint({\"a_id\"}"), std::string::npos) << script;
    EXPECT_EQ(downgrade(found), R"(op.drop_constraint("fk_a", "a", {.type = ConstraintType::foreign_key});
op.drop_table("b");
op.drop_table("a");)");
    // And the other way round: the key goes before the tables, and comes back after them.
    EXPECT_EQ(downgrade(compared({a, b}, std::vector<Table>{})).find("foreign_key_constraint({\"b_id\"}"), std::string::npos);
}

TEST(Compare, ForeignKeysAreDroppedBeforeWhatTheyLeadTo) {
    auto before_team = team();
    before_team.unique_constraints = {unique_constraint("name").named("uq_team_name")};
    auto before_a = table("a", {Column{"team", String{}}, foreign_key_constraint({"team"}, "team", {"name"}).named("fk_a")});
    auto after_a = table("a", {Column{"team", String{}}});
    EXPECT_EQ(upgrade(compared({before_a, before_team}, {after_a, team()})),
        R"(op.drop_constraint("fk_a", "a", {.type = ConstraintType::foreign_key});
op.drop_constraint("uq_team_name", "team", {.type = ConstraintType::unique});)");
    // Made after what it leads to, though "a" comes before "team".
    EXPECT_EQ(upgrade(compared({after_a, team()}, {before_a, before_team})),
        R"(op.create_unique_constraint("uq_team_name", "team", {"name"});
op.create_foreign_key("fk_a", "a", "team", {"team"}, {"name"});)");
}

TEST(Compare, ATableThatLeadsToANewKeyIsMadeAfterIt) {
    auto after_team = team();
    after_team.columns.emplace_back("code", String{}, ColumnOptions{.nullable = true});
    after_team.unique_constraints = {unique_constraint("code").named("uq_code")};
    auto a = table("a", {Column{"code", String{}}, foreign_key_constraint({"code"}, "team", {"code"})});
    const auto script = upgrade(compared({team()}, {a, after_team}));
    EXPECT_LT(script.find("create_unique_constraint"), script.find("create_table")) << script;
    EXPECT_NE(script.find("foreign_key_constraint"), std::string::npos) << script;
}

TEST(Compare, AnIndexMovesToAnotherTable) {
    const auto a = table("a", {Column{"x", Integer{}}, index("ix_moving", "x")});
    const auto a_without = table("a", {Column{"x", Integer{}}});
    const auto b = table("b", {Column{"x", Integer{}}, index("ix_moving", "x")});
    EXPECT_EQ(upgrade(compared({a}, {a_without, b})), R"(op.drop_index("ix_moving", "a");
op.create_table("b", {
    Column{"x", Integer{}, {.nullable = true}},
});
op.create_index("ix_moving", "b", {"x"});)");
    const auto replaced = compared({a}, {b});
    EXPECT_TRUE(upgrade(replaced).starts_with("op.drop_index(\"ix_moving\", \"a\");\n")) << upgrade(replaced);
    EXPECT_TRUE(downgrade(replaced).ends_with("op.create_index(\"ix_moving\", \"a\", {\"x\"});")) << downgrade(replaced);
}

TEST(Compare, AGeneratedColumnIsMadeAnewWithWhatSpeaksOfIt) {
    auto before = table("t", {Column{"a", Integer{}}, Column{"twice", Integer{}, {.computed = "a * 2"}}, index("ix_twice", "twice"),
                                 check("twice > 0").named("ck")});
    auto wanted = before;
    wanted.columns[1].options.computed = "a + a";
    const auto found = compared({before}, {wanted});
    EXPECT_EQ(summary(found), (Lines{"Detected changed expression of generated column 't.twice'"}));
    EXPECT_EQ(upgrade(found), R"(op.drop_index("ix_twice", "t");
op.drop_constraint("ck", "t", {.type = ConstraintType::check});
op.drop_column("t", "twice");
op.add_column("t", Column{"twice", Integer{}, {.nullable = true, .computed = "a + a"}});
op.create_check_constraint("ck", "t", "twice > 0");
op.create_index("ix_twice", "t", {"twice"});)");
    wanted.columns[1].options.computed = "(a*2)";
    EXPECT_TRUE(compared({before}, {wanted}).differences.empty());
}

TEST(Compare, TheVersionTableIsNobodysBusiness) {
    auto environment = environment_for({});
    const auto versions = table("alembic_version", {Column{"version_num", String{32}, {.nullable = false}}});
    const auto history = table("retort_history", {Column{"id", Integer{}}});
    EXPECT_TRUE(compared({versions, history}, environment).differences.empty());
    environment.version_table = "my_version";
    EXPECT_EQ(summary(compared({versions, history}, environment)).front(), "Detected removed table 'alembic_version'");
}

TEST(Compare, AppliesTheNamingConventionFirst) {
    auto environment = environment_for({team(), hero()});
    environment.naming_convention = {{"fk", "fk_%(table_name)s_%(column_0_name)s"}, {"pk", "pk_%(table_name)s"}};
    const auto script = upgrade(compared({}, environment));
    EXPECT_NE(script.find("primary_key_constraint({\"id\"}).named(\"pk_hero\")"), std::string::npos) << script;
    EXPECT_NE(script.find("foreign_key_constraint({\"team_id\"}, \"team\", {\"id\"}).named(\"fk_hero_team_id\")"), std::string::npos)
        << script;
}

TEST(Compare, IncludeNameLeavesOutWhatTheDatabaseHas) {
    auto environment = environment_for({team()});
    const auto other = table("other", {Column{"id", Integer{}}});
    auto before = team();
    before.columns.emplace_back("extra", Integer{});
    before.indexes.push_back(index("ix_extra", "extra"));
    environment.include_name = [](const ObjectName& name) {
        if (name.kind == ObjectKind::table) return name.name != "other";
        if (name.kind == ObjectKind::column) return !(name.table == "team" && name.name == "extra");
        return name.kind != ObjectKind::index;
    };
    EXPECT_TRUE(compared({before, other}, environment).differences.empty());
    environment.include_name = nullptr;
    EXPECT_EQ(compared({before, other}, environment).differences.size(), 3U);
}

TEST(Compare, IncludeObjectIsAskedOfBothSides) {
    auto wanted_team = team();
    wanted_team.columns.emplace_back("motto", String{});
    auto environment = environment_for({wanted_team, table("planned", {Column{"id", Integer{}}})});
    environment.include_object = [](const ObjectToCompare& object) {
        if (object.kind == ObjectKind::table && object.is_reflected) return object.has_counterpart || object.name != "legacy";
        if (object.kind == ObjectKind::table) return object.has_counterpart;
        return object.kind != ObjectKind::column || object.name != "motto" || object.table->name != "team";
    };
    EXPECT_TRUE(compared({team(), table("legacy", {Column{"id", Integer{}}})}, environment).differences.empty());
    environment.include_object = nullptr;
    EXPECT_EQ(compared({team(), table("legacy", {Column{"id", Integer{}}})}, environment).differences.size(), 3U);
}

TEST(Compare, TablesOfOtherSchemasOnlyWhereTheyAreAskedFor) {
    auto archived = team();
    archived.schema = "archive";
    auto environment = environment_for({team(), archived});
    const auto left_out = compared({team()}, environment);
    EXPECT_TRUE(left_out.differences.empty());
    ASSERT_EQ(left_out.remarks.size(), 1U);
    EXPECT_NE(left_out.remarks.front().find("'archive.team'"), std::string::npos);
    environment.include_schemas = true;
    EXPECT_EQ(summary(compared({team()}, environment)), (Lines{"Detected added table 'archive.team'"}));
    EXPECT_TRUE(compared({team(), archived}, environment).differences.empty());
    auto changed = archived;
    changed.columns.emplace_back("motto", String{});
    EXPECT_EQ(upgrade(compared({team(), archived},
                  [&] {
                      auto other = environment_for({team(), changed});
                      other.include_schemas = true;
                      return other;
                  }())),
        R"(op.add_column("team", Column{"motto", String{}, {.nullable = true}}, {.schema = "archive"});)");
}

TEST(Compare, SaysWhatNoOperationAlters) {
    auto wanted = table("t", {Column{"a", String{}}});
    wanted.dialect_options = {{"sqlite_strict", "true"}};
    const auto found = compared({table("t", {Column{"a", String{}}})}, {wanted});
    EXPECT_TRUE(found.differences.empty());
    EXPECT_EQ(found.remarks, (Lines{"The option sqlite_strict of table 't' differs; no operation alters it"}));
}

TEST(Compare, AThousandTablesAreComparedQuickly) {
    std::vector<Table> tables;
    for (int number = 0; number < 1000; ++number) {
        Table one =
            table("table_" + std::to_string(number), {Column{"id", Integer{}, {.nullable = false}}, primary_key_constraint({"id"})});
        for (int place = 1; place < 8; ++place)
            one.columns.emplace_back("column_" + std::to_string(place), String{50});
        tables.push_back(std::move(one));
    }
    const auto environment = environment_for(tables);
    const auto start = std::chrono::steady_clock::now();
    const auto found = compared(tables, environment);
    const auto spent = std::chrono::steady_clock::now() - start;
    EXPECT_TRUE(found.differences.empty());
    // Sanitizers and unoptimised builds are slow; a quadratic comparison would take minutes.
    EXPECT_LT(spent, std::chrono::seconds{5});
}

}  // namespace
}  // namespace retort::migrate
