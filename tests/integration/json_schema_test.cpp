// What model_json_schema() says, asked of a validator that is not ours: the schemas are JSON Schema 2020-12, take what we dump, and refuse what
// model_validate refuses.
#include <fstream>
#include <variant>

#include <examples/heroes/models.hpp>

#include "support.hpp"

using namespace integration;
using namespace retort;

namespace {

enum class Mood { calm, cross };

struct Size {
    Field<double, gt<0>> width;
    std::optional<double> height;
};
struct Circle {
    Literal<"circle"> kind;
    Field<double, ge<0>> radius;
};
struct Square {
    Literal<"square"> kind;
    double side = 1;
};
struct Everything {
    static constexpr ModelConfig model_config{.extra = Extra::forbid};

    Field<std::string, min_length<2>, max_length<5>, pattern<"^[a-z]+$">> code;
    Field<int, ge<1>, le<9>, alias<"theLevel">> level;
    Field<std::int64_t, multiple_of<5>> step;
    bool flag;
    double real;
    Decimal price;
    Uuid id;
    Date day;
    DateTime moment;
    Time hour;
    Interval length;
    Bytes content;
    Mood mood;
    Json anything;
    Size size;
    std::optional<Size> other_size;
    Field<std::vector<int>, min_length<1>, max_length<3>> numbers;
    std::map<std::string, Size> sizes;
    Field<std::variant<Circle, Square>, discriminator<"kind">> shape;
    std::vector<std::variant<int, std::string>> mixed;
    Field<std::string, secret> password;
};

Everything everything() {
    return {.code = "abc",
        .level = 3,
        .step = 10,
        .flag = true,
        .real = 0.5,
        .price = Decimal{"12.50"},
        .id = uuid4(),
        .day = Date{std::chrono::year{2026}, std::chrono::November, std::chrono::day{22}},
        .moment = DateTime{std::chrono::seconds{1'700'000'000}},
        .hour = Time{10, 15},
        .length = std::chrono::hours{26},
        .content = bytes_from("abc"),
        .mood = Mood::cross,
        .anything = Json{{"a", {1, 2}}},
        .size = {.width = 1, .height = {}},
        .other_size = Size{.width = 2, .height = 3},
        .numbers = {1, 2},
        .sizes = {{"a", {.width = 1, .height = {}}}},
        .shape = Square{.kind = {}, .side = 2},
        .mixed = {1, "text"},
        .password = "secret"};
}

/// The documents that T refuses among those that differ from `document` in one member: gone, or of another kind.
template <class T>
Json refused(const Json& document) {
    Json all = Json::array();
    const auto add = [&](const Json& changed) {
        try {
            (void)model_validate<T>(changed);
        } catch (const ValidationError&) {
            all.push_back(changed);
        }
    };
    for (const std::string_view key : document.keys()) {
        Json without = document;
        without.erase(key);
        add(without);
        for (const Json& other : {Json{}, Json{true}, Json{-5}, Json::array(), Json::object(), Json::array({nullptr})}) {
            Json changed = document;
            changed.set(key, other);
            add(changed);
        }
    }
    return all;
}

template <class T>
Json case_of(std::string_view name, const std::vector<T>& objects) {
    Json accepted = Json::array();
    for (const T& object : objects) {
        accepted.push_back(model_dump(object, {.by_alias = true}));
        accepted.push_back(model_dump(object, {.exclude_none = true, .by_alias = true}));
    }
    Json one = Json::object();
    one.set("name", name);
    one.set("schema", model_json_schema<T>());
    one.set("rejected", refused<T>(accepted.at(std::size_t{0})));
    one.set("accepted", std::move(accepted));
    return one;
}

template <class T>
Json dumps_of(std::string_view name, const T& object) {
    Json one = Json::object();
    one.set("name", name);
    one.set("schema", model_json_schema<T>({.mode = SchemaMode::serialization, .by_alias = false}));
    one.set("accepted", Json::array({model_dump(object)}));
    one.set("rejected", Json::array());
    return one;
}

/// How many documents the other validator looked at.
int looked_at(const Json& cases) {
    const TemporaryFolder folder;
    const std::string file = folder / "cases.json";
    std::ofstream{file} << cases.dump();
    return std::stoi(run_python("json_schema.py", {file}));
}

TEST(JsonSchemaInterop, TheTutorialsModels) {
    RETORT_NEED_PYTHON("jsonschema");
    const heroes::Hero plain{.name = "Deadpond", .secret_name = "Dive Wilson"};
    const heroes::Hero full{.name = "Rusty-Man",
        .secret_name = "Tommy Sharp",
        .age = 48,
        .nicknames = std::vector<std::string>{"Iron", "Rust"},
        .attributes_data = Json{{"suit_color", "red"}},
        .allegiance = "Preventers",
        .team_id = uuid4()};
    Json cases = Json::array();
    cases.push_back(case_of<heroes::Hero>("Hero", {plain, full}));
    cases.push_back(case_of<heroes::Team>("Team", {heroes::Team{.name = "Preventers", .headquarters = "Tower"}}));
    cases.push_back(case_of<heroes::Power>("Power", {heroes::Power{.name = "Flight", .description = "Up"}, heroes::Power{.name = "Swim"}}));
    cases.push_back(case_of<heroes::HeroPowerLink>("HeroPowerLink", {heroes::HeroPowerLink{.hero_id = uuid4(), .power_id = uuid4()}}));
    EXPECT_GT(looked_at(cases), 60);
}

TEST(JsonSchemaInterop, EveryTypeAndConstraint) {
    RETORT_NEED_PYTHON("jsonschema");
    Json one = case_of<Everything>("Everything", {everything()});
    const Json good = model_dump(everything(), {.by_alias = true});
    // What breaks a constraint, or a format.
    const std::vector<std::pair<std::string_view, Json>> wrong{{"code", "a"}, {"code", "abcdef"}, {"code", "ABC"}, {"theLevel", 0},
        {"theLevel", 10}, {"step", 11}, {"real", "x"}, {"id", "no-uuid"}, {"day", "2026-13-01"}, {"mood", "furious"},
        {"size", Json{{"width", 0}}}, {"numbers", Json::array()}, {"numbers", Json::array({1, 2, 3, 4})},
        {"shape", Json{{"kind", "triangle"}}}, {"shape", Json{{"kind", "circle"}, {"radius", -1}}},
        {"sizes", Json{{"a", Json{{"width", 0}}}}}, {"nobody", 1}};
    for (const auto& [key, value] : wrong) {
        Json document = good;
        document.set(key, value);
        EXPECT_THROW((void)model_validate<Everything>(document), ValidationError) << key << ' ' << value;
        one["rejected"].push_back(document);
    }
    Json cases = Json::array();
    cases.push_back(std::move(one));
    cases.push_back(dumps_of("Everything in dumps", everything()));
    EXPECT_GT(looked_at(cases), 100);
}

TEST(JsonSchemaInterop, TheOtherSideDoesLook) {
    RETORT_NEED_PYTHON("jsonschema");
    Json one = case_of<Size>("Size", {Size{.width = 1, .height = {}}});
    one["accepted"].push_back(Json{{"width", -1}});
    EXPECT_THROW((void)looked_at(Json::array({one})), std::runtime_error);
}

}  // namespace
