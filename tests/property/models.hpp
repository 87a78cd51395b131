/// \file
/// Ten small models with a relationship of each kind that Retort knows.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <retort/retort.hpp>

namespace property {

using namespace retort;

using Id = Field<std::optional<std::int64_t>, primary_key>;

struct Hero;
struct Item;
struct Assignment;

/// One-to-many, both sides; a team that goes leaves its heroes without one.
struct Team {
    Id id;
    std::string name;

    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};

/// A key of text, and a collection whose members have no relationship back.
struct Country {
    Field<std::string, primary_key> code;
    std::string title;

    Relationship<std::vector<Hero>> citizens;
};

struct HeroPower {
    Field<std::int64_t, primary_key, foreign_key<"hero.id">> hero_id;
    Field<std::int64_t, primary_key, foreign_key<"power.id">> power_id;
};

struct Power {
    Id id;
    Field<std::string, unique> name;

    Relationship<std::vector<Hero>, back_populates<"powers">, link_model<HeroPower>> heroes;
};

/// One-to-one: the key lies here, and the hero owns it.
struct Profile {
    Id id;
    std::string motto;
    Field<std::optional<std::int64_t>, foreign_key<"hero.id">> hero_id;

    Relationship<Hero, back_populates<"profile">> hero;
};

struct Hero {
    Id id;
    std::string name;
    std::optional<int> age;
    std::vector<std::string> nicknames;
    std::map<std::string, int> scores;
    std::optional<Json> data;
    Field<std::optional<std::int64_t>, foreign_key<&Team::id>> team_id;
    Field<std::optional<std::string>, foreign_key<&Country::code>> country_code;

    Relationship<Team, back_populates<"heroes">> team;
    Relationship<std::vector<Power>, back_populates<"heroes">, link_model<HeroPower>> powers;
    Relationship<Profile, back_populates<"hero">, cascade_delete> profile;
    Relationship<std::vector<Assignment>, back_populates<"hero">, cascade_delete> assignments;
};

/// Many-to-one without the other side.
struct Order {
    Id id;
    std::string label;
    Field<std::optional<std::int64_t>, foreign_key<&Hero::id>> buyer_id;

    Relationship<Hero> buyer;
    Relationship<std::vector<Item>, back_populates<"order">, cascade_delete, ordered_by<"name">> items;

    static constexpr std::string_view table_name = "orders";
};

struct Item {
    Id id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<"orders.id">> order_id;

    Relationship<Order, back_populates<"items">> order;
};

/// Refers to itself.
struct Category {
    Id id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<"category.id">> parent_id;

    Relationship<Category, back_populates<"children">> parent;
    Relationship<std::vector<Category>, back_populates<"parent">> children;
};

struct Mission {
    Id id;
    std::string title;

    Relationship<std::vector<Assignment>, back_populates<"mission">, cascade_delete> assignments;
};

/// An association object: its key is those of the two that it joins.
struct Assignment {
    Field<std::int64_t, primary_key, foreign_key<&Hero::id>> hero_id;
    Field<std::int64_t, primary_key, foreign_key<&Mission::id>> mission_id;
    std::string role;

    Relationship<Hero, back_populates<"assignments">> hero;
    Relationship<Mission, back_populates<"assignments">> mission;
};

inline MetaData tables() {
    return metadata<Team, Country, HeroPower, Power, Profile, Hero, Order, Item, Category, Mission, Assignment>();
}

}  // namespace property
