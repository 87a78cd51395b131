#pragma once

#include <cstddef>
#include <initializer_list>
#include <new>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/model/description.hpp>
#include <retort/model/field.hpp>
#include <retort/model/model_config.hpp>
#include <retort/model/value_ops_of.hpp>
#include <retort/reflection/reflection.hpp>
#include <retort/schema/metadata.hpp>

namespace retort {

namespace detail {

/// What the templates hand over for one member of a struct; constant data, so that describing a model costs no code in the user's program.
struct MemberSeed {
    const void* address;  ///< within reflection::fake<T>
    const ValueOps& (*ops)() = nullptr;
    void (*options)(FieldOptions&) = nullptr;
    DescribeFunction embedded = nullptr;
    void (*relationship)(RelationshipDescription&) = nullptr;
    bool extra = false;
};

/// The same for the struct.
struct ModelSeed {
    std::string_view name;
    std::string_view table_name;
    std::string_view table_schema;
    const void* fake;
    std::size_t size;
    std::size_t alignment;
    const ModelConfig* config;
    void (*validate)(void*, Problems&);
    bool validate_changes;
    void (*computed)(std::vector<ComputedMember>&);
    void (*default_construct)(void*);
    void (*default_initialize)(void*);
    void (*copy_construct)(void*, const void*);
    void (*move_construct)(void*, void*);
    void (*destroy)(void*) noexcept;
    const MemberSeed* members;  // not a std::span: making one from an array cost each user of a model 20 ms of compiling
    std::size_t member_count;
    const char* member_names;  ///< for reflection::detail::member_names()
    TableArgs (*table_args)();
};

/// Makes a description that lives as long as the program. Not by value: a user's program would then know how to copy and destroy one, which was a
/// quarter of compiling a small program.
const ModelDescription& new_description(const ModelSeed& seed);

MetaData metadata_of(std::initializer_list<const ModelDescription*> models);

template <class... Options>
void apply_options(FieldOptions& options) {
    (Options::apply(options), ...);
}

template <class F>
concept RelationshipMember = requires(RelationshipDescription& description) {
    F::describe_relationship(description);
};

template <class F>
constexpr MemberSeed seed_of(const F* address) {
    static_assert(!std::is_array_v<F>, "retort: a C array cannot be a field; use std::vector");
    static_assert(!std::is_pointer_v<F>, "retort: a pointer cannot be a field; use a value, a std::optional or a Relationship");
    if constexpr (RelationshipMember<F>) {
        return {address, nullptr, nullptr, nullptr, &F::describe_relationship};
    } else if constexpr (!std::is_array_v<F> && !std::is_pointer_v<F>) {
        return {address, &value_ops<F>};
    } else {
        return {address};
    }
}
template <class T, class... Options>
constexpr MemberSeed seed_of(const Field<T, Options...>* address) {
    return {address, &value_ops<T>, &apply_options<Options...>};
}
template <class T>
constexpr MemberSeed seed_of(const Embedded<T>* address) {
    return {address, nullptr, nullptr, &describe<T>};
}

constexpr MemberSeed seed_of(const ExtraFields* address) {
    return {.address = address, .extra = true};
}

template <class T>
struct Lifetime {
    static void default_initialize(void* where) { ::new (where) T; }
    static void default_construct(void* where) { ::new (where) T{}; }
    static void copy_construct(void* where, const void* from) { ::new (where) T(*static_cast<const T*>(from)); }
    static void move_construct(void* where, void* from) { ::new (where) T(static_cast<T&&>(*static_cast<T*>(from))); }
    static void destroy(void* object) noexcept { static_cast<T*>(object)->~T(); }
};

template <class T>
constexpr std::string_view table_name_of() {
    if constexpr (requires { T::table_name; }) {
        return T::table_name;
    } else {
        return {};
    }
}
template <class T>
constexpr std::string_view table_schema_of() {
    if constexpr (requires { T::table_schema; }) {
        return T::table_schema;
    } else {
        return {};
    }
}
template <class T>
constexpr TableArgs (*table_args_of())() {
    if constexpr (requires { T::table_args(); }) {
        return [] { return TableArgs{T::table_args()}; };
    } else {
        return nullptr;
    }
}

template <class T>
constexpr const ModelConfig* config_of() {
    if constexpr (requires { T::model_config; }) {
        return &T::model_config;
    } else {
        return nullptr;
    }
}
template <class T>
constexpr void (*validate_of())(void*, Problems&) {
    if constexpr (requires(T & object, Problems & problems) { T::validate(object, problems); }) {
        return [](void* object, Problems& problems) { T::validate(*static_cast<T*>(object), problems); };
    } else {
        return nullptr;
    }
}

template <class T>
constexpr bool validate_changes() {
    return !requires(const T& object, Problems& problems) {
        T::validate(object, problems);
    };
}

template <class T>
constexpr void (*computed_of())(std::vector<ComputedMember>&) {
    if constexpr (requires { T::computed(); }) {
        return [](std::vector<ComputedMember>& out) { out = T::computed().members(); };
    } else {
        return nullptr;
    }
}

template <class T>
struct Describer {
    template <auto... Members>
    const ModelDescription& fields() {
        static constexpr MemberSeed members[] = {seed_of(reflection::address_of(Members))...};
        return new_description({
            reflection::type_name<T>(),
            table_name_of<T>(),
            table_schema_of<T>(),
            &reflection::fake<T>.value,
            sizeof(T),
            alignof(T),
            config_of<T>(),
            validate_of<T>(),
            validate_changes<T>(),
            computed_of<T>(),
            &Lifetime<T>::default_construct,
            &Lifetime<T>::default_initialize,
            &Lifetime<T>::copy_construct,
            &Lifetime<T>::move_construct,
            &Lifetime<T>::destroy,
            members,
            sizeof...(Members),
            reflection::detail::members_signature<Members...>(),
            table_args_of<T>(),
        });
    }
};

template <class T>
constexpr bool check_aggregate() {
    constexpr bool composed = !reflection::has_base<T>;
    constexpr bool default_constructible = std::is_default_constructible_v<T>;
    constexpr bool copyable = std::is_copy_constructible_v<T>;
    static_assert(composed, "retort: a model cannot have a base class; share fields by composition, as in Embedded<HeroBase> base;");
    static_assert(default_constructible,
        "retort: a model must be default constructible: each of its fields needs a default value, and none can be a reference");
    static_assert(copyable || !default_constructible, "retort: a model must be copyable, and so must each of its fields");
    if constexpr (composed && default_constructible && copyable) {
        constexpr std::size_t count = reflection::field_count<T>;
        static_assert(count > 0, "retort: a model needs at least one field");
        static_assert(count <= reflection::field_limit, "retort: a model has at most 128 fields; move some of them into an Embedded<Part>");
        return count > 0 && count <= reflection::field_limit;
    } else {
        return false;
    }
}

// What a model must be, each with its sentence; false where one is not met, so that nothing else is said.
template <class T>
constexpr bool check_model() {
    constexpr bool is_struct = std::is_class_v<T>;
    static_assert(is_struct, "retort: a model is a struct");
    if constexpr (is_struct) {
        constexpr bool is_aggregate = std::is_aggregate_v<T>;
        static_assert(
            is_aggregate, "retort: a model must be an aggregate: a struct without constructors, private members and virtual functions");
        if constexpr (is_aggregate) {
            return check_aggregate<T>();
        }
    }
    return false;
}

}  // namespace detail

/// The description of T, made at the first call. Thread-safe.
/// \throws ArgumentError  at the first call, where the options of T contradict each other
template <class T>
const ModelDescription& describe() {
    if constexpr (detail::check_model<T>()) {
        static const ModelDescription& description = []() -> const ModelDescription& {
            detail::Describer<T> describer;
            return reflection::visit_fields<T>(describer);
        }();
        return description;
    }
}

/// An aggregate that Retort can describe.
template <class T>
concept Model = std::is_class_v<T> && std::is_aggregate_v<T>;

/// The byte offset of a field within its model.
template <class M, class F>
std::size_t field_offset(F M::*member) {
    return reflection::offset_of(member);
}

template <class F>
inline constexpr bool is_relationship_v = detail::RelationshipMember<F>;

/// The tables of these models. Tables that they refer to must be among them.
/// \throws ArgumentError  where one of them is a data model: it has no primary key
template <class... Models>
MetaData metadata() {
    return detail::metadata_of({&describe<Models>()...});
}

/// The object as Python shows one: `Hero(id=1, name='Deadpond', age=None)`. Relationships are left out.
template <Model T>
std::string repr(const T& object) {
    std::string out;
    detail::aggregate_repr(describe<T>(), &object, out);
    return out;
}

}  // namespace retort
