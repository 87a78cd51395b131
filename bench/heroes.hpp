// The rows that both sides write and read: each table as a model of Retort and as the plain struct that one writes by hand.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/retort.hpp>

namespace bench {

using retort::Field, retort::Json;
using retort::indexed, retort::primary_key, retort::sql_type;
namespace types = retort::types;

// The six columns of the measured table: an integer key, two indexed columns, two JSON texts that nobody parses.
struct Hero {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, indexed> name;
    std::string secret_name;
    Field<std::optional<int>, indexed> age;
    Field<std::optional<std::string>, sql_type<types::JSON{}>> nicknames;
    Field<std::optional<std::string>, sql_type<types::JSON{}>> attributes;
};

struct PlainHero {
    std::optional<std::int64_t> id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    std::optional<std::string> nicknames;
    std::optional<std::string> attributes;
};

// The same columns with the JSON parsed: reported beside, since the cost of parsing hides much of everything else.
struct TypedHero {
    static constexpr std::string_view table_name = "typed_hero";

    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, indexed> name;
    std::string secret_name;
    Field<std::optional<int>, indexed> age;
    std::optional<std::vector<std::string>> nicknames;
    std::optional<Json> attributes;
};

struct PlainTypedHero {
    static constexpr std::string_view table_name = "typed_hero";

    std::optional<std::int64_t> id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    std::optional<std::vector<std::string>> nicknames;
    std::optional<Json> attributes;
};

/// The heroes number 0 to `count` - 1, without ids. Some of their texts fit into a std::string and some do not; one age and one JSON in ten is NULL.
template <class H>
std::vector<H> make_heroes(int count) {
    constexpr bool is_typed = requires(H hero) {
        hero.nicknames->push_back(std::string{});
    };
    std::vector<H> heroes(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
        H& hero = heroes[static_cast<std::size_t>(i)];
        const std::string number = std::to_string(i);
        hero.name = "Hero " + number;
        hero.secret_name = "Secret name of " + number;
        if (i % 10 != 3) hero.age = 16 + i % 60;
        if (i % 10 == 7) continue;
        if constexpr (is_typed) {
            hero.nicknames.emplace(std::vector<std::string>{"healer", "teleporter"});
            hero.attributes.emplace(Json{{"suit_color", "red"}, {"humor_level", i % 10}});
        } else {
            hero.nicknames = R"(["healer", "teleporter"])";
            hero.attributes = R"({"suit_color": "red", "humor_level": )" + std::to_string(i % 10) + "}";
        }
    }
    return heroes;
}

}  // namespace bench
