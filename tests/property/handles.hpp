/// \file
/// The library's objects by the numbers that the reference gives them, and the models' members by kind.
#pragma once

#include <map>
#include <stdexcept>
#include <tuple>
#include <type_traits>

#include "models.hpp"
#include "reference.hpp"

namespace property {

template <class T>
using HandlesOf = std::map<Uid, Ref<T>>;

struct Handles {
    std::tuple<HandlesOf<Team>, HandlesOf<Country>, HandlesOf<Power>, HandlesOf<Profile>, HandlesOf<Hero>, HandlesOf<Order>,
        HandlesOf<Item>, HandlesOf<Category>, HandlesOf<Mission>, HandlesOf<Assignment>>
        all;

    template <class T>
    HandlesOf<T>& of() {
        return std::get<HandlesOf<T>>(all);
    }
};

/// Calls `action` with the std::type_identity of the kind's model.
template <class Action>
decltype(auto) with_kind(Kind kind, Action&& action) {
    switch (kind) {
    case Kind::team: return action(std::type_identity<Team>{});
    case Kind::country: return action(std::type_identity<Country>{});
    case Kind::power: return action(std::type_identity<Power>{});
    case Kind::profile: return action(std::type_identity<Profile>{});
    case Kind::hero: return action(std::type_identity<Hero>{});
    case Kind::order: return action(std::type_identity<Order>{});
    case Kind::item: return action(std::type_identity<Item>{});
    case Kind::category: return action(std::type_identity<Category>{});
    case Kind::mission: return action(std::type_identity<Mission>{});
    default: return action(std::type_identity<Assignment>{});
    }
}

/// Calls `action` with the child's many-to-one relationship of a rule that has one.
template <class Action>
void with_parent_member(const Rule& rule, Action&& action) {
    switch (rule.child) {
    case Kind::hero: return action(&Hero::team);
    case Kind::profile: return action(&Profile::hero);
    case Kind::order: return action(&Order::buyer);
    case Kind::item: return action(&Item::order);
    case Kind::category: return action(&Category::parent);
    case Kind::assignment: return rule.slot == 0 ? action(&Assignment::hero) : action(&Assignment::mission);
    default: throw std::logic_error{"this kind has no parent"};
    }
}

/// Calls `action` with the parent's collection of a rule that has one.
template <class Action>
void with_collection_member(const Rule& rule, Action&& action) {
    switch (rule.parent) {
    case Kind::team: return action(&Team::heroes);
    case Kind::country: return action(&Country::citizens);
    case Kind::order: return action(&Order::items);
    case Kind::category: return action(&Category::children);
    case Kind::hero: return action(&Hero::assignments);
    case Kind::mission: return action(&Mission::assignments);
    default: throw std::logic_error{"this kind has no collection"};
    }
}

/// Whether the rule's child has a relationship to its parent, and the parent a collection of its children.
inline bool has_parent_member(const Rule& rule) {
    return rule.parent != Kind::country;
}
inline bool has_collection_member(const Rule& rule) {
    return rule.child != Kind::profile && rule.child != Kind::order;
}

inline std::string& text_of(Team& one) {
    return one.name;
}
inline std::string& text_of(Country& one) {
    return one.title;
}
inline std::string& text_of(Power& one) {
    return one.name;
}
inline std::string& text_of(Profile& one) {
    return one.motto;
}
inline std::string& text_of(Hero& one) {
    return one.name;
}
inline std::string& text_of(Order& one) {
    return one.label;
}
inline std::string& text_of(Item& one) {
    return one.name;
}
inline std::string& text_of(Category& one) {
    return one.name;
}
inline std::string& text_of(Mission& one) {
    return one.title;
}
inline std::string& text_of(Assignment& one) {
    return one.role;
}

}  // namespace property
