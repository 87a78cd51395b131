#include <gtest/gtest.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <retort/core/decimal.hpp>
#include <retort/model.hpp>

namespace {

using namespace retort;

// "name: type" of each problem, in order.
template <class Work>
std::vector<std::string> problems_of(const Work& work) {
    std::vector<std::string> out;
    try {
        work();
    } catch (const ValidationError& error) {
        for (const Problem& problem : error.errors()) {
            std::string place;
            for (const LocItem& item : problem.loc) {
                place += (place.empty() ? "" : ".") + (item.is_index() ? std::to_string(item.index()) : item.key());
            }
            out.push_back(place + ": " + problem.type);
        }
    }
    return out;
}
using Strings = std::vector<std::string>;

struct HeroBase {
    Field<std::string, min_length<1>> name;
    Field<std::optional<int>, ge<0>> age;
};
struct HeroCreate {
    Embedded<HeroBase> base;
    std::string password;
};
struct Hero {
    Field<std::optional<int>, primary_key> id;
    Embedded<HeroBase> base;
    Field<std::string, secret> hashed_password;
};
struct HeroPublic {
    int id;
    std::string name;  // not embedded here: only names count
    std::optional<int> age;
};

HeroCreate sample() {
    return {.base = HeroBase{.name = "Deadpond", .age = 30}, .password = "chimichangas"};
}

TEST(ConvertModels, FieldsAreTakenByNameThroughEmbeddedParts) {
    Hero hero{.id = 7, .base = HeroBase{.name = "Deadpond", .age = 30}, .hashed_password = "x"};
    const HeroPublic shown = model_validate<HeroPublic>(hero);
    EXPECT_EQ(shown.id, 7);
    EXPECT_EQ(shown.name, "Deadpond");
    EXPECT_EQ(shown.age, 30);
    hero.base.age.reset();
    EXPECT_EQ(model_validate<HeroPublic>(hero).age, std::nullopt);
}

TEST(ConvertModels, NothingBecomesNoValueThatIsRequired) {
    const Hero hero{.id = {}, .base = HeroBase{.name = "Deadpond", .age = {}}, .hashed_password = "x"};
    EXPECT_EQ(problems_of([&] { (void)model_validate<HeroPublic>(hero); }), Strings{"id: int_type"});
}

TEST(ConvertModels, ValuesForWhatTheOtherModelLacks) {
    const Hero hero = model_validate<Hero>(sample(), Json{{"hashed_password", "hash"}});
    EXPECT_EQ(hero.base.name, "Deadpond");
    EXPECT_EQ(hero.hashed_password, "hash");
    EXPECT_FALSE(hero.id.has_value());

    const Hero other = model_validate<Hero>(sample(), Json{{"hashed_password", "hash"}, {"name", "Other"}});
    EXPECT_EQ(other.base.name, "Other");
    EXPECT_EQ(problems_of([&] {
        (void)model_validate<Hero>(sample(), Json{{"name", 5}});
    }),
        (Strings{"hashed_password: missing", "name: string_type"}));
    EXPECT_THROW((void)model_validate<Hero>(sample(), Json{{"hashed", "hash"}}), ArgumentError);
}

TEST(ConvertModels, SecretsAreNotShownInProblems) {
    try {
        (void)model_validate<Hero>(sample(), Json{{"hashed_password", 12345}});
        FAIL() << "a number is no text";
    } catch (const ValidationError& error) {
        EXPECT_EQ(std::string{error.what()}.find("12345"), std::string::npos) << error.what();
    }
}

TEST(ConvertModels, TheResultIsChecked) {
    const HeroPublic unnamed{.id = 1, .name = "", .age = -1};
    EXPECT_EQ(
        problems_of([&] { (void)model_validate<HeroBase>(unnamed); }), (Strings{"name: string_too_short", "age: greater_than_equal"}));
}

enum class Mood { calm, cross };

struct Source {
    std::int64_t number;
    int small;
    double real;
    std::string mood;
    std::vector<int> list;
    std::map<std::string, int> counts;
    std::optional<std::string> maybe;
    std::variant<int, std::string> either;
};
struct Target {
    int number;
    std::optional<std::int64_t> small;
    float real;
    Mood mood;
    std::vector<std::int64_t> list;
    std::map<std::string, double> counts;
    Field<std::string, defaulted> maybe = "unchanged";
    std::variant<std::string, int> either;
};

Source source() {
    return {.number = 5, .small = 6, .real = 0.5, .mood = "cross", .list = {1, 2}, .counts = {{"a", 1}}, .maybe = "m", .either = 3};
}

TEST(ConvertModels, TypesThatOneAnotherCanBecome) {
    const Target target = model_validate<Target>(source());
    EXPECT_EQ(target.number, 5);
    EXPECT_EQ(target.small, 6);
    EXPECT_EQ(target.real, 0.5F);
    EXPECT_EQ(target.mood, Mood::cross);
    EXPECT_EQ(target.list, (std::vector<std::int64_t>{1, 2}));
    EXPECT_EQ(target.counts, (std::map<std::string, double>{{"a", 1.0}}));
    EXPECT_EQ(target.maybe, "m");
    EXPECT_EQ(target.either, (std::variant<std::string, int>{3}));
}

TEST(ConvertModels, ValuesThatDoNotFit) {
    Source wrong = source();
    wrong.number = std::int64_t{1} << 40;
    wrong.mood = "furious";
    wrong.maybe.reset();
    EXPECT_EQ(problems_of([&] { (void)model_validate<Target>(wrong); }).size(), 3U);
}

struct TeamPublic {
    std::string name;
};
struct Team {
    std::string name;
    std::string headquarters;
};
struct Group {
    Team team;
    std::optional<Team> other;
    std::vector<Team> all;
    std::map<std::string, Team> by_name;
};
struct GroupPublic {
    TeamPublic team;
    std::optional<TeamPublic> other;
    std::vector<TeamPublic> all;
    std::map<std::string, TeamPublic> by_name;
};

TEST(ConvertModels, NestedModels) {
    const Team team{.name = "A", .headquarters = "Tower"};
    const GroupPublic shown =
        model_validate<GroupPublic>(Group{.team = team, .other = team, .all = {team, team}, .by_name = {{"a", team}}});
    EXPECT_EQ(model_dump_json(shown),
        R"({"team":{"name":"A"},"other":{"name":"A"},"all":[{"name":"A"},{"name":"A"}],"by_name":{"a":{"name":"A"}}})");
    EXPECT_EQ(model_validate<GroupPublic>(Group{.team = team, .other = {}, .all = {}, .by_name = {}}).other.has_value(), false);
}

struct NumberedTeam {
    std::string name;
    std::string number;
};
struct NumberedGroup {
    NumberedTeam team;
};

TEST(ConvertModels, ANestedFieldWithoutASourceIsMissing) {
    EXPECT_EQ(problems_of([&] { (void)model_validate<NumberedGroup>(Group{}); }), Strings{"team.number: missing"});
}

struct Named {
    std::string first;
    std::string last;
    static auto computed() {
        return ComputedFields<Named>{{"full_name", [](const Named& named) { return named.first + " " + named.last; }}};
    }
};
struct Shown {
    std::string full_name;
};

TEST(ConvertModels, ComputedFieldsAreSources) {
    EXPECT_EQ(model_validate<Shown>(Named{.first = "Ann", .last = "Lee"}).full_name, "Ann Lee");
}

TEST(ConvertModels, Lists) {
    const std::vector<Team> teams{{.name = "A", .headquarters = ""}, {.name = "B", .headquarters = ""}};
    const auto shown = model_validate<std::vector<TeamPublic>>(teams);
    ASSERT_EQ(shown.size(), 2U);
    EXPECT_EQ(shown[1].name, "B");
}

struct Locked {
    Literal<"locked"> kind;
    Field<std::string, secret> key;
    Field<int, exclude> uses = 0;
};
struct OpenBox {
    Literal<"open"> kind;
};
struct Shelf {
    std::variant<Locked, OpenBox> box;
    std::vector<Locked> spare;
};
struct OtherShelf {
    std::variant<OpenBox, Locked> box;
    std::vector<std::variant<OpenBox, Locked>> spare;
};
struct LockedCopy {
    std::string kind;
    std::string key;
    int uses = 0;
};
struct ShelfOfLocked {
    LockedCopy box;
    std::vector<LockedCopy> spare;
};

TEST(ConvertModels, SecretsAndExcludedFieldsComeAlong) {
    const Shelf shelf{.box = Locked{.kind = {}, .key = "k1", .uses = 3}, .spare = {Locked{.kind = {}, .key = "k2", .uses = 4}}};
    const OtherShelf other = model_validate<OtherShelf>(shelf);
    EXPECT_EQ(std::get<Locked>(other.box).key, "k1");
    EXPECT_EQ(std::get<Locked>(other.box).uses, 3);
    EXPECT_EQ(std::get<Locked>(other.spare.at(0)).key, "k2");

    const ShelfOfLocked copies = model_validate<ShelfOfLocked>(other);
    EXPECT_EQ(copies.box.kind, "locked");
    EXPECT_EQ(copies.box.key, "k1");
    EXPECT_EQ(copies.spare.at(0).uses, 4);
}

TEST(ConvertModels, PlacesOfProblemsWithinLists) {
    struct Large {
        std::vector<std::int64_t> numbers;
        std::map<std::string, std::vector<std::int64_t>> lists;
    };
    struct Small {
        std::vector<int> numbers;
        std::map<std::string, std::vector<int>> lists;
    };
    const Large large{.numbers = {1, std::int64_t{1} << 40}, .lists = {{"a", {std::int64_t{1} << 40}}}};
    const Strings found = problems_of([&] { (void)model_validate<Small>(large); });
    ASSERT_EQ(found.size(), 2U);
    EXPECT_TRUE(found[0].starts_with("numbers.1: ")) << found[0];
    EXPECT_TRUE(found[1].starts_with("lists.a.0: ")) << found[1];
}

struct HeroUpdate {
    Patch<std::string> name;
    Patch<int> age;
    Patch<std::string> password;
};

TEST(UpdateFrom, AbsentFieldsAreLeftAlone) {
    Hero hero{.id = 7, .base = HeroBase{.name = "Deadpond", .age = 30}, .hashed_password = "x"};
    update_from(hero, HeroUpdate{.name = "Wade", .age = {}, .password = "ignored: a Hero has no such field"});
    EXPECT_EQ(hero.base.name, "Wade");
    EXPECT_EQ(hero.base.age, 30);
    update_from(hero, HeroUpdate{.name = {}, .age = nullptr, .password = {}}, Json{{"hashed_password", "y"}});
    EXPECT_EQ(hero.base.name, "Wade");
    EXPECT_EQ(hero.base.age, std::nullopt);
    EXPECT_EQ(hero.hashed_password, "y");
    update_from(hero, Json{{"age", 4}});
    EXPECT_EQ(hero.base.age, 4);
    EXPECT_EQ(hero.id, 7);
}

TEST(UpdateFrom, NothingChangesWhereThereIsAProblem) {
    Hero hero{.id = 7, .base = HeroBase{.name = "Deadpond", .age = 30}, .hashed_password = "x"};
    EXPECT_EQ(
        problems_of([&] { update_from(hero, HeroUpdate{.name = "Wade", .age = -5, .password = {}}); }), Strings{"age: greater_than_equal"});
    EXPECT_EQ(problems_of([&] { update_from(hero, HeroUpdate{.name = nullptr, .age = 5, .password = {}}); }), Strings{"name: string_type"});
    EXPECT_EQ(problems_of([&] { update_from(hero, Json{{"age", 5}, {"name", ""}}); }), Strings{"name: string_too_short"});
    EXPECT_EQ(hero.base.name, "Deadpond");
    EXPECT_EQ(hero.base.age, 30);
    EXPECT_THROW(update_from(hero, Json{{"agee", 5}}), ArgumentError);
}

TEST(UpdateFrom, OnePatchAfterAnother) {
    HeroUpdate all{.name = "a", .age = 1, .password = {}};
    update_from(all, HeroUpdate{.name = {}, .age = nullptr, .password = "p"});
    EXPECT_EQ(model_dump_json(all, {.exclude_unset = true}), R"({"name":"a","age":null,"password":"p"})");
}

struct PlainUpdate {
    std::string name;
    std::optional<int> age;
};

TEST(UpdateFrom, PlainFieldsAlwaysCount) {
    Hero hero{.id = 7, .base = HeroBase{.name = "Deadpond", .age = 30}, .hashed_password = "x"};
    update_from(hero, PlainUpdate{.name = "Wade", .age = {}});
    EXPECT_EQ(hero.base.name, "Wade");
    EXPECT_EQ(hero.base.age, std::nullopt);
}

}  // namespace
