#pragma once

#include <cstddef>
#include <type_traits>
#include <vector>

#include <retort/core/json.hpp>
#include <retort/model/outline.hpp>

namespace retort {

namespace detail {

// The errors. Each shows its arguments: the two models, and the member, by whose address the compiler names it.

template <class Target, class Source, auto Member, bool Found = false>
struct FieldHasSource {
    static_assert(Found,
        "retort: a field has no field of its name in the other model to take its value from, and no value of its own; FieldHasSource<...> "
        "names "
        "it. Make it optional or `defaulted`, or give its value in the second argument of model_validate");
    static constexpr bool said = true;
};
template <class Target, class Source, auto Member, bool Found = false>
struct FieldTypesFit {
    static_assert(Found,
        "retort: a field has another type than the field of its name in the other model, and neither becomes the other; FieldTypesFit<...> "
        "names it");
    static constexpr bool said = true;
};

template <std::size_t I, auto First, auto... Rest>
constexpr auto nth_member() {
    if constexpr (I == 0) {
        return First;
    } else {
        return nth_member<I - 1, Rest...>();
    }
}

template <class F>
struct PartOf;
template <class T>
struct PartOf<const Embedded<T>*> {
    using type = T;
};

template <class Part, class Source, bool All>
constexpr bool check_conversion();

template <class Target, class Source, bool All, auto... Members>
constexpr bool check_members(Pack<Target, Members...>) {
    constexpr Mismatch mismatch = find_mismatch(Outlined<Target>::outline, Outlined<Source>::outline, All);
    if constexpr (mismatch.kind == Mismatch::Kind::none) {
        return true;
    } else {
        constexpr auto member = nth_member<mismatch.member, Members...>();
        if constexpr (mismatch.kind == Mismatch::Kind::no_source) {
            return FieldHasSource<Target, Source, member>::said;
        } else if constexpr (mismatch.kind == Mismatch::Kind::other_type) {
            return FieldTypesFit<Target, Source, member>::said;
        } else {
            return check_conversion<typename PartOf<decltype(reflection::address_of(member))>::type, Source, All>();
        }
    }
}

/// Whether each field of Target can be had from Source; what cannot is a compile-time error that names it.
template <class Target, class Source, bool All>
constexpr bool check_conversion() {
    return check_members<Target, Source, All>(typename Outlined<Target>::Members{});
}

/// Fills `target`, which holds a new object, and checks it. \throws ValidationError
void convert_model(
    const ModelDescription& target_model, void* target, const ModelDescription& source_model, const void* source, const Json* values);
/// Sets the fields of `target` that `source` has, but for absent ones. \throws ValidationError  and nothing is changed
void update_model(
    const ModelDescription& target_model, void* target, const ModelDescription& source_model, const void* source, const Json* values);
/// The same from a document's members.
void update_model_from_json(const ModelDescription& target_model, void* target, const Json& values);

}  // namespace detail

/// A T made from an object of another model: field by field, by name, and checked as a T.
///
/// The fields of Embedded parts count as the model's own. A value becomes an optional and the other way round (an empty one is a problem where a value
/// is required), numbers become wider and narrower ones, enums and texts each other by name. Nested models are made from nested models and from
/// relationships, which load themselves where that is needed. A field that can have no value is a compile-time error.
/// \throws ValidationError  with all that is wrong
/// \throws DetachedInstanceError  where a relationship is needed that is not loaded and cannot be
template <Model T, Model S>
[[nodiscard]] T model_validate(const S& source) {
    static_assert(detail::check_conversion<T, S, true>());
    T target{};
    detail::convert_model(describe<T>(), &target, describe<S>(), &source, nullptr);
    return target;
}

/// The same with values for fields that the other model does not have, or has otherwise: `model_validate<Hero>(hero_create, {{"hashed_password", …}})`.
/// That each field has a value is found out when it runs.
template <Model T, Model S>
[[nodiscard]] T model_validate(const S& source, const Json& values) {
    static_assert(detail::check_conversion<T, S, false>());
    T target{};
    detail::convert_model(describe<T>(), &target, describe<S>(), &source, &values);
    return target;
}

namespace detail {

template <class T>
struct ListOf;
template <Model T>
struct ListOf<std::vector<T>> {
    using element = T;
};

}  // namespace detail

/// The same for each: `model_validate<std::vector<HeroPublic>>(heroes)`.
template <class L, Model S>
requires requires {
    typename detail::ListOf<L>::element;
}
[[nodiscard]] L model_validate(const std::vector<S>& sources) {
    L targets;
    targets.reserve(sources.size());
    for (const S& source : sources) {
        targets.push_back(model_validate<typename detail::ListOf<L>::element>(source));
    }
    return targets;
}

/// Sets the fields of `target` to those of the same name in `update`, as SQLModel's sqlmodel_update: fields of type Patch<T> that are absent leave
/// theirs alone, and what `target` does not have is passed over. The result is checked as a whole.
/// \throws ValidationError  with all that is wrong; nothing is changed then
template <Model T, Model U>
void update_from(T& target, const U& update) {
    static_assert(detail::check_conversion<T, U, false>());
    detail::update_model(describe<T>(), &target, describe<U>(), &update, nullptr);
}

/// The same with further values: `update_from(hero, hero_update, {{"hashed_password", …}})`.
template <Model T, Model U>
void update_from(T& target, const U& update, const Json& values) {
    static_assert(detail::check_conversion<T, U, false>());
    detail::update_model(describe<T>(), &target, describe<U>(), &update, &values);
}

/// From a document: `update_from(hero, Json{{"age", 17}})`.
template <Model T>
void update_from(T& target, const Json& values) {
    detail::update_model_from_json(describe<T>(), &target, values);
}

}  // namespace retort
