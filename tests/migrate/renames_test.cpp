#include <retort/core/error.hpp>
#include <retort/migrate/renames.hpp>

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

Table team(const std::string& name = "team") {
    return table(name, {Column{"id", Integer{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}},
                           primary_key_constraint({"id"}), index("ix_" + name + "_name", "name")});
}

Table hero(const std::string& referred = "team") {
    return table("hero", {Column{"id", Integer{}, {.nullable = false}}, Column{"team_id", Integer{}}, primary_key_constraint({"id"}),
                             foreign_key_constraint({"team_id"}, referred, {"id"})});
}

class Everything : public RenameQuestion {
public:
    bool is_renamed(const RenameCandidate& candidate) override {
        asked.push_back(candidate.describe() + (candidate.matches ? "" : " (differs)"));
        return candidate.matches;
    }
    std::vector<std::string> asked{};
};

TEST(Renames, AreNeverGuessed) {
    const auto found = compared({team(), hero()}, environment_for({team("squad"), hero("squad")}));
    const auto script = upgrade(found);
    EXPECT_NE(script.find("op.create_table(\"squad\""), std::string::npos) << script;
    EXPECT_NE(script.find("op.drop_table(\"team\")"), std::string::npos) << script;
    EXPECT_EQ(
        found.remarks, (Lines{"Table 'team' is dropped and 'squad' added; if a table was renamed, --rename team=squad keeps its data"}));
}

TEST(Renames, OfATableTakesItsIndexesAndTheForeignKeysThatLeadToItAlong) {
    GivenRenames answers{{"team=squad"}};
    const auto found = compared({team(), hero()}, environment_for({team("squad"), hero("squad")}), &answers);
    EXPECT_TRUE(answers.unused().empty());
    EXPECT_TRUE(found.remarks.empty());
    EXPECT_EQ(summary(found), (Lines{"Detected renamed table 'team' to 'squad'", "Detected removed index 'ix_team_name' on 'squad'",
                                  "Detected added index 'ix_squad_name' on 'name'"}));
    EXPECT_EQ(upgrade(found), R"(op.rename_table("team", "squad");
op.drop_index("ix_team_name", "squad");
op.create_index("ix_squad_name", "squad", {"name"});)");
    EXPECT_EQ(downgrade(found), R"(op.drop_index("ix_squad_name", "squad");
op.create_index("ix_team_name", "squad", {"name"});
op.rename_table("squad", "team");)");
}

TEST(Renames, OfAColumnTakeEverythingThatSpeaksOfItAlong) {
    auto before = table("hero",
        {Column{"id", Integer{}, {.nullable = false}}, Column{"age", Integer{}}, Column{"twice", Integer{}, {.computed = "age*2"}},
            primary_key_constraint({"id"}), unique_constraint("age", "id").named("uq"),
            check("\"age\" > 0 AND 'age' <> age(id)").named("ck"), index("ix", "age", sql_expression("age + 1")).only_where("age > 3")});
    auto after = table("hero", {Column{"id", Integer{}, {.nullable = false}}, Column{"years", Integer{}},
                                   Column{"twice", Integer{}, {.computed = "years*2"}}, primary_key_constraint({"id"}),
                                   unique_constraint("years", "id").named("uq"), check("years > 0 AND 'age' <> age(id)").named("ck"),
                                   index("ix", "years", sql_expression("years + 1")).only_where("years > 3")});
    GivenRenames answers{{"hero.age=hero.years"}};
    const auto found = compared({before}, environment_for({after}), &answers);
    EXPECT_EQ(upgrade(found),
        R"(op.alter_column("hero", "age", {.new_column_name = "years", .existing_type = Integer{}, .existing_nullable = true});)");
    EXPECT_EQ(downgrade(found),
        R"(op.alter_column("hero", "years", {.new_column_name = "age", .existing_type = Integer{}, .existing_nullable = true});)");
    EXPECT_EQ(summary(found), (Lines{"Detected renamed column 'hero.age' to 'hero.years'"}));
}

TEST(Renames, OfAColumnReachTheForeignKeysOfOthers) {
    auto after_team = table("team", {Column{"number", Integer{}, {.nullable = false}}, Column{"name", String{}, {.nullable = false}},
                                        primary_key_constraint({"number"}), index("ix_team_name", "name")});
    auto after_hero = hero();
    after_hero.foreign_keys.front().referred_columns = {"number"};
    GivenRenames answers{{"team.id=team.number"}};
    const auto found = compared({team(), hero()}, environment_for({after_team, after_hero}), &answers);
    EXPECT_EQ(summary(found), (Lines{"Detected renamed column 'team.id' to 'team.number'"}));
}

TEST(Renames, OfATableAndItsColumnAtOnce) {
    auto squad = team("squad");
    squad.columns[1].name = "title";
    squad.indexes = {index("ix_team_name", "title")};
    for (const auto* column : {"team.name=squad.title", "squad.name=squad.title", "team.name=team.title"}) {
        GivenRenames answers{{"team=squad", column}};
        const auto found = compared({team()}, environment_for({squad}), &answers);
        EXPECT_EQ(
            summary(found), (Lines{"Detected renamed table 'team' to 'squad'", "Detected renamed column 'squad.name' to 'squad.title'"}))
            << column;
        EXPECT_TRUE(answers.unused().empty());
    }
}

TEST(Renames, GivenByNameMayChangeMore) {
    auto before = team();
    before.columns[1].type = String{50};
    auto after = team();
    after.columns[1] = Column{"title", String{40}, {.nullable = true}};
    after.indexes = {index("ix_team_name", "title")};
    GivenRenames answers{{"team.name=team.title"}};
    const auto found = compared({before}, environment_for({after}), &answers);
    EXPECT_EQ(upgrade(found),
        R"(op.alter_column("team", "name", {.new_column_name = "title", .existing_type = String{50}, .existing_nullable = false});
// Loses data: what of 'team.title' does not fit into String(length=40)
op.alter_column("team", "title", {.nullable = true, .type = String{40}, .existing_type = String{50}});)");
}

TEST(Renames, ACandidateSaysWhetherItMatches) {
    auto after = team();
    after.columns[1].name = "title";
    after.columns.emplace_back("motto", Integer{});
    after.indexes.clear();
    Everything question;
    const auto found = compared({team()}, environment_for({after}), &question);
    EXPECT_EQ(question.asked, (Lines{"column 'team.name' to 'team.title'"}));
    question.asked.clear();
    after.columns[1] = Column{"title", Integer{}};
    static_cast<void>(compared({team()}, environment_for({after}), &question));
    EXPECT_EQ(question.asked, (Lines{"column 'team.name' to 'team.title' (differs)", "column 'team.name' to 'team.motto' (differs)"}));
}

TEST(Renames, AColumnIsRenamedOnce) {
    auto before = table("t", {Column{"a", Integer{}}, Column{"b", Integer{}}});
    auto after = table("t", {Column{"c", Integer{}}, Column{"d", Integer{}}});
    Everything question;
    EXPECT_EQ(summary(compared({before}, environment_for({after}), &question)),
        (Lines{"Detected renamed column 't.a' to 't.c'", "Detected renamed column 't.b' to 't.d'"}));
}

TEST(Renames, SayWhatWasGivenForNothing) {
    GivenRenames answers{{"team=squad", "hero.a=hero.b"}};
    static_cast<void>(compared({team()}, environment_for({team("squad")}), &answers));
    EXPECT_EQ(answers.unused(), (Lines{"hero.a=hero.b"}));
}

TEST(Renames, RefuseWhatIsNoRename) {
    for (const auto* text : {"team", "=squad", "team=", " = "}) {
        try {
            GivenRenames answers{{text}};
            FAIL() << text;
        } catch (const ArgumentError& error) {
            EXPECT_NE(std::string{error.what()}.find("old=new"), std::string::npos) << error.what();
        }
    }
}

TEST(Renames, RewriteIdentifiersAndNothingElse) {
    using detail::rename_identifier;
    EXPECT_EQ(rename_identifier("age > 3", "age", "years"), "years > 3");
    EXPECT_EQ(rename_identifier("AGE > 3 AND page > age2", "age", "years"), "years > 3 AND page > age2");
    EXPECT_EQ(rename_identifier("'age' || \"age\" || [age] || `age`", "age", "years"), "'age' || \"years\" || \"years\" || `years`");
    EXPECT_EQ(rename_identifier("age(age)", "age", "years"), "age(years)");
    EXPECT_EQ(rename_identifier("'it''s age' = age", "age", "the years"), "'it''s age' = \"the years\"");
    EXPECT_EQ(rename_identifier("age > `age`", "age", "the `years", "`the ``years`"), "`the ``years` > `the ``years`");
    EXPECT_TRUE(detail::mentions_identifier("lower(\"Name\")", "name"));
    EXPECT_FALSE(detail::mentions_identifier("'name' = other_name", "name"));
}

}  // namespace
}  // namespace retort::migrate
