// Retort's JSON in and out beside Boost.JSON by hand and nlohmann/json's macros.
#include <stdexcept>
#include <string>
#include <vector>

#include <retort/model.hpp>

#include "json_heroes.hpp"
#include "paired.hpp"

namespace bench {

namespace {

using retort::Field;

struct Hero {
    retort::Uuid id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    std::optional<std::string> team;
    retort::DateTime created_at;
};

/// With seven constraints, which a hero of below meets.
struct CheckedHero {
    retort::Uuid id;
    Field<std::string, retort::min_length<1>, retort::max_length<40>> name;
    Field<std::string, retort::min_length<1>, retort::max_length<60>> secret_name;
    Field<std::optional<int>, retort::ge<0>, retort::le<150>> age;
    Field<std::optional<std::string>, retort::max_length<40>> team;
    retort::DateTime created_at;
};
constexpr int checks_of_a_hero = 7;

void require(bool holds) {
    if (!holds) throw std::runtime_error{"a side of the benchmark gave something else than the others"};
}

template <class H>
std::vector<H> make_heroes(int count) {
    std::vector<H> heroes(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        H& hero = heroes[static_cast<std::size_t>(i)];
        const std::string number = std::to_string(i);
        hero.id = retort::uuid4();
        hero.name = "Hero " + number;
        hero.secret_name = i % 10 == 5 ? "Secret \"näme\" of " + number : "Secret name of " + number;
        if (i % 10 != 3) hero.age = 16 + i % 60;
        if (i % 10 != 7) hero.team = "Team " + std::to_string(i % 100);
        hero.created_at = retort::DateTime{std::chrono::seconds{1'700'000'000 + i}};
    }
    return heroes;
}

void run(const Options& options) {
    Bench bench{options};
    const auto heroes = make_heroes<Hero>(options.heroes);
    std::vector<JsonHero> plain;
    plain.reserve(heroes.size());
    for (const Hero& hero : heroes) {
        plain.push_back({hero.id, hero.name, hero.secret_name, hero.age, hero.team, hero.created_at});
    }
    const std::string text = retort::model_dump_json(heroes);
    require(text == write_by_boost_text(plain) && text == write_by_boost_values(plain));
    require(text.size() == write_by_nlohmann(plain).size());  // which sorts the members

    const Side retort_dump{[&] { require(retort::model_dump_json(heroes).size() == text.size()); }};
    bench.compare(
        "dump, beside Boost.JSON's values", 1.3, {[&] { require(write_by_boost_values(plain).size() == text.size()); }}, retort_dump);
    bench.compare(
        "dump, beside text by hand and Boost.JSON", 1.3, {[&] { require(write_by_boost_text(plain).size() == text.size()); }}, retort_dump);
    bench.compare(
        "dump, beside nlohmann/json's macros", 0.33, {[&] { require(write_by_nlohmann(plain).size() == text.size()); }}, retort_dump);

    const auto same = [&](const auto& read) {
        require(read.size() == heroes.size() && read.back().id == heroes.back().id && read.back().age == heroes.back().age &&
                read.back().created_at == heroes.back().created_at);
    };
    const Side retort_parse{[&] { same(retort::model_validate_json<std::vector<Hero>>(text)); }};
    const Side checked_parse{[&] { same(retort::model_validate_json<std::vector<CheckedHero>>(text)); }};
    const Side boost_parse{[&] { same(read_by_boost(text)); }};
    bench.compare("parse, beside Boost.JSON", 1.3, boost_parse, retort_parse);
    bench.compare("parse with constraints, beside Boost.JSON", 1.3, boost_parse, checked_parse);
    bench.compare("parse, beside nlohmann/json's macros", 0.33, {[&] { same(read_by_nlohmann(text)); }}, retort_parse);

    const auto checked = make_heroes<CheckedHero>(options.heroes);
    constexpr int repeats = 10;
    bench.rate("constraints checked", 20, static_cast<double>(checks_of_a_hero) * repeats * options.heroes, {[&] {
        for (int i = 0; i < repeats; ++i) {
            for (const CheckedHero& hero : checked)
                retort::validate(hero);
        }
    }});
    bench.report();
}

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
    bench::run(bench::read_options(argc, argv));
}
