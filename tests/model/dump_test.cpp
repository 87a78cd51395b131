#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <retort/core/decimal.hpp>
#include <retort/model.hpp>

namespace {

using namespace retort;

enum class Mood { calm, cross };

struct Hero {
    Field<std::optional<int>, primary_key> id;
    std::string name;
    std::optional<int> age;
};

TEST(ModelDump, WritesFieldsInOrderWithoutBlanks) {
    EXPECT_EQ(model_dump_json(Hero{.id = 1, .name = "Deadpond", .age = {}}), R"({"id":1,"name":"Deadpond","age":null})");
    EXPECT_EQ(model_dump(Hero{.id = 1, .name = "Deadpond", .age = 30}), (Json{{"id", 1}, {"name", "Deadpond"}, {"age", 30}}));
}

TEST(ModelDump, LaysOutWithIndent) {
    EXPECT_EQ(model_dump_json(Hero{.id = 1, .name = "a", .age = 3}, {.indent = 2}), "{\n  \"id\": 1,\n  \"name\": \"a\",\n  \"age\": 3\n}");
    EXPECT_EQ(model_dump_json(std::vector<Hero>{}, {.indent = 2}), "[]");
}

TEST(ModelDump, TakesListsAndOptionals) {
    const std::vector<Hero> heroes{{.id = 1, .name = "a", .age = {}}, {.id = 2, .name = "b", .age = {}}};
    EXPECT_EQ(model_dump_json(heroes, {.exclude_none = true}), R"([{"id":1,"name":"a"},{"id":2,"name":"b"}])");
    EXPECT_EQ(model_dump(heroes).size(), 2U);
    EXPECT_EQ(model_dump_json(std::optional<Hero>{}), "null");
    EXPECT_EQ(model_dump_json(std::optional<Hero>{heroes[0]}, {.include = {"name"}}), R"({"name":"a"})");
}

struct Escapes {
    std::string text;
};

TEST(ModelDump, EscapesWhatJsonAsksFor) {
    EXPECT_EQ(model_dump_json(Escapes{"a\"b\\c\n\t\x01/é\x7f"}), "{\"text\":\"a\\\"b\\\\c\\n\\t\\u0001/é\x7f\"}");
    EXPECT_EQ(model_dump_json(Escapes{"exactly8"}), R"({"text":"exactly8"})");
    EXPECT_EQ(model_dump_json(Escapes{"exactly8\""}), R"({"text":"exactly8\""})");
}

// Each byte at each place of a word, beside what reads it back.
TEST(ModelDump, EveryAsciiCharacterComesBack) {
    for (std::size_t before = 0; before < 9; ++before) {
        for (int c = 0; c < 128; ++c) {
            const std::string text = std::string(before, 'x') + static_cast<char>(c) + "yyyyyyyyyy";
            EXPECT_EQ(Json::parse(model_dump_json(Escapes{text}))["text"], Json{text}) << before << ' ' << c;
        }
    }
}

TEST(ModelDump, RefusesTextThatIsNotUtf8) {
    EXPECT_THROW((void)model_dump_json(Escapes{"\xff"}), JsonError);
    EXPECT_THROW((void)model_dump(Escapes{"\xff"}), JsonError);
}

struct EveryType {
    bool flag = true;
    std::int16_t small = -1;
    std::uint64_t large = 18446744073709551615ULL;
    double real = 1.5;
    Decimal price = Decimal{"12.50"};
    Uuid uuid = Uuid::parse("c0ffee00-0000-4000-8000-000000000001");
    Date date{std::chrono::year{2026}, std::chrono::November, std::chrono::day{22}};
    DateTime when = DateTime{std::chrono::sys_days{date}} + std::chrono::hours{10};
    Time at{10, 15, 0, 500000};
    Interval length = std::chrono::hours{26};
    Bytes bytes = bytes_from("\x01\x02");
    Mood mood = Mood::cross;
    Literal<"cat"> kind;
    Json json = Json{{"a", {1, 2}}};
    std::vector<int> list{1, 2};
    std::map<std::string, double> map{{"x", 0.5}};
    std::variant<int, std::string> either = "text";
};

TEST(ModelDump, EveryTypeInTheFormatsOfPydantic) {
    EXPECT_EQ(model_dump_json(EveryType{}),
        R"({"flag":true,"small":-1,"large":18446744073709551615,"real":1.5,"price":"12.50","uuid":"c0ffee00-0000-4000-8000-000000000001",)"
        R"("date":"2026-11-22","when":"2026-11-22T10:00:00","at":"10:15:00.500000","length":"P1DT2H","bytes":"AQI=","mood":"cross",)"
        R"("kind":"cat","json":{"a":[1,2]},"list":[1,2],"map":{"x":0.5},"either":"text"})");
    EXPECT_EQ(model_dump(EveryType{}), Json::parse(model_dump_json(EveryType{})));
    EXPECT_EQ(Json::parse(model_dump_json(EveryType{}, {.indent = 4})), model_dump(EveryType{}));
}

struct Reals {
    std::vector<double> reals;
};

TEST(ModelDump, RealsAsPydanticWritesThem) {
    EXPECT_EQ(model_dump_json(Reals{{1.0, 1e16, 1e-7, 1.5e300, 0.1, -0.0}}), R"({"reals":[1.0,1e16,1e-7,1.5e300,0.1,-0.0]})");
}

TEST(ModelDump, NanAndInfinityAreNull) {
    EXPECT_EQ(model_dump_json(Reals{{std::nan(""), std::numeric_limits<double>::infinity()}}), R"({"reals":[null,null]})");
    EXPECT_EQ(model_dump(Reals{{std::nan("")}}), (Json{{"reals", Json::array({nullptr})}}));
}

struct Settings {
    std::string name = "x";
    int level = 3;
    std::optional<int> limit = 7;
    Uuid id = uuid4();
    std::string owner;
};

TEST(ModelDump, ExcludeDefaultsLeavesOutWhatIsAsInitialised) {
    // A field that has no default is shown, and so is one whose default is made anew for each object.
    Settings settings;
    EXPECT_EQ(model_dump(settings, {.exclude_defaults = true}).keys(), (std::vector<std::string_view>{"id", "owner"}));
    settings.level = 4;
    settings.limit.reset();
    EXPECT_EQ(model_dump_json(settings, {.exclude_defaults = true, .exclude = {"id"}}), R"({"level":4,"limit":null,"owner":""})");
}

struct HeroUpdate {
    Patch<std::string> name;
    Patch<int> age;
};

TEST(ModelDump, AbsentPatchIsNullUnlessUnsetIsExcluded) {
    HeroUpdate update;
    update.age = nullptr;
    EXPECT_EQ(model_dump_json(update), R"({"name":null,"age":null})");
    EXPECT_EQ(model_dump_json(update, {.exclude_unset = true}), R"({"age":null})");
    EXPECT_EQ(model_dump_json(update, {.exclude_none = true}), "{}");
    EXPECT_EQ(model_dump_json(update, {.exclude_defaults = true}), "{}");
    update.name = "a";
    EXPECT_EQ(model_dump_json(update, {.exclude_unset = true}), R"({"name":"a","age":null})");
}

struct Account {
    Field<std::string, alias<"userName">> user_name;
    Field<std::string, secret> password;
    Field<std::optional<std::string>, secret> token;
    Field<int, exclude> internal = 5;
};

TEST(ModelDump, AliasesSecretsAndExcludedFields) {
    const Account account{.user_name = "ann", .password = "hunter2", .token = {}};
    EXPECT_EQ(model_dump_json(account), R"({"user_name":"ann","password":"**********","token":null})");
    EXPECT_EQ(model_dump_json(account, {.by_alias = true}), R"({"userName":"ann","password":"**********","token":null})");
    EXPECT_EQ(
        model_dump_json(Account{.user_name = "", .password = "", .token = "t"}), R"({"user_name":"","password":"","token":"**********"})");
}

struct City {
    std::string name;
    std::optional<int> people;
};
struct Country {
    std::string name;
    City capital;
    std::vector<City> cities;
    std::map<std::string, City> nicknamed;
    Json notes;
};

Country sample_country() {
    return {.name = "F",
        .capital = {.name = "P", .people = 2},
        .cities = {{.name = "L", .people = {}}, {.name = "M", .people = 1}},
        .nicknamed = {{"light", {.name = "P", .people = 2}}},
        .notes = Json{{"a", 1}, {"b", 2}}};
}

TEST(ModelDump, PathsGoThroughNestedModelsListsAndMaps) {
    EXPECT_EQ(model_dump_json(sample_country(), {.include = {"name", "capital.name", "cities.name"}}),
        R"({"name":"F","capital":{"name":"P"},"cities":[{"name":"L"},{"name":"M"}]})");
    EXPECT_EQ(model_dump_json(sample_country(), {.exclude = {"capital", "cities.people", "nicknamed.light.people", "notes.a"}}),
        R"({"name":"F","cities":[{"name":"L"},{"name":"M"}],"nicknamed":{"light":{"name":"P"}},"notes":{"b":2}})");
    // Of one that is included as a whole and in part the whole counts; what is excluded goes, included or not.
    EXPECT_EQ(model_dump_json(sample_country(), {.include = {"capital", "capital.name"}, .exclude = {"capital.people"}}),
        R"({"capital":{"name":"P"}})");
    EXPECT_EQ(model_dump_json(sample_country(), {.include = {"nobody"}}), "{}");
}

TEST(ModelDump, ExcludeNoneReachesNestedModelsAndNoLists) {
    EXPECT_EQ(model_dump_json(sample_country(), {.exclude_none = true, .include = {"cities"}}),
        R"({"cities":[{"name":"L"},{"name":"M","people":1}]})");
}

struct NameParts {
    std::string first;
    std::string last;

    static auto computed() {
        return ComputedFields<NameParts>{{"full", [](const NameParts& name) { return name.first + " " + name.last; }}};
    }
};
struct Person {
    Embedded<NameParts> name;
    int born = 0;

    static auto computed() {
        return ComputedFields<Person>{{"age", [](const Person& person) { return 2026 - person.born; }},
            {"nickname", [](const Person&) { return std::optional<std::string>{}; }}};
    }
};

TEST(ModelDump, ComputedFieldsStandBehindTheFields) {
    const Person person{.name = NameParts{.first = "Ann", .last = "Lee"}, .born = 2000};
    EXPECT_EQ(model_dump_json(person), R"({"first":"Ann","last":"Lee","born":2000,"full":"Ann Lee","age":26,"nickname":null})");
    EXPECT_EQ(model_dump_json(person, {.exclude_none = true, .exclude = {"full"}}), R"({"first":"Ann","last":"Lee","born":2000,"age":26})");
}

struct Open {
    int known = 1;
    ExtraFields extra;
};

TEST(ModelDump, ExtraFieldsStandBehindTheFields) {
    const Open open{.known = 1, .extra = Json{{"b", nullptr}, {"a", Json{{"x", 1}}}}};
    EXPECT_EQ(model_dump_json(open), R"({"known":1,"b":null,"a":{"x":1}})");
    EXPECT_EQ(model_dump_json(open, {.exclude_none = true, .exclude = {"known"}}), R"({"a":{"x":1}})");
}

struct Team {
    Field<int, primary_key> id;
    std::string name;
    Relationship<std::vector<struct Member>> members;
};
struct Member {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Relationship<Team> team;
};

TEST(ModelDump, RelationshipsAreLeftOut) {
    EXPECT_EQ(model_dump_json(Team{.id = 1, .name = "a", .members = {}}), R"({"id":1,"name":"a"})");
}

TEST(ModelDump, AnEnumWithoutAnEnumeratorIsAnError) {
    EveryType every;
    every.mood = static_cast<Mood>(77);
    EXPECT_THROW((void)model_dump_json(every), DataError);
}

}  // namespace
