#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/reflection/tie.hpp>

namespace retort::reflection {

// The one place that knows how a C++20 compiler tells the fields of a struct and the names in a program; C++26's static reflection replaces
// this folder. Names are cut out of __PRETTY_FUNCTION__ at run time: doing it in constant expressions cost more compile time than all the rest.

namespace detail {

template <class T>
struct AnyBase {
    template <class B>
    requires(std::is_base_of_v<B, T> && !std::is_same_v<B, T>) operator B() const;
};

template <class T, std::size_t Low, std::size_t High>
consteval std::size_t count_between() {
    // Low fields can be initialised, High cannot.
    if constexpr (Low + 1 == High) {
        return Low;
    } else if constexpr (takes<T, (Low + High) / 2>) {
        return count_between<T, (Low + High) / 2, High>();
    } else {
        return count_between<T, Low, (Low + High) / 2>();
    }
}

template <class T>
consteval std::size_t count() {
    // Few structs are large: the narrow search saves the long initialisers for most.
    if constexpr (!takes<T, 17>) {
        return count_between<T, 0, 17>();
    } else if constexpr (!takes<T, field_limit + 1>) {
        return count_between<T, 17, field_limit + 1>();
    } else {
        return field_limit + 1;
    }
}

// All fields at once: a function for each of them is what compiling a model would spend most on.
template <auto... Members>
constexpr const char* members_signature() {
    return __PRETTY_FUNCTION__;
}
template <class T>
constexpr const char* type_signature() {
    return __PRETTY_FUNCTION__;
}
template <class E, E... Values>
constexpr const char* values_signature() {
    return __PRETTY_FUNCTION__;
}

/// The names of `count` fields, which live as long as `signature`.
std::vector<std::string_view> member_names(const char* signature, std::size_t count);
std::string_view type_name(const char* signature);

}  // namespace detail

/// Whether T has a base class: such a struct cannot be taken apart.
template <class T>
inline constexpr bool has_base = requires {
    T{detail::AnyBase<T>{}};
};

/// The number of fields of the aggregate T.
template <class T>
inline constexpr std::size_t field_count = detail::count<T>();

/// Calls `visitor.fields<auto... Members>()` with a constant for each field of T in order of declaration; address_of() tells a constant's field.
template <class T, class Visitor>
decltype(auto) visit_fields(Visitor& visitor) {
    return Tie<field_count<T>>::template visit<T>(visitor);
}

/// The byte offset of a field within its struct.
template <class M, class F>
std::size_t offset_of(F M::*member) {
    return static_cast<std::size_t>(
        reinterpret_cast<const char*>(&(fake<M>.value.*member)) - reinterpret_cast<const char*>(&fake<M>.value));
}

/// The name of T without namespaces and template arguments. Lives as long as the program.
template <class T>
std::string_view type_name() {
    return detail::type_name(detail::type_signature<T>());
}

/// The enumerators of an enum: names by value, ascending.
struct Enumerators {
    struct Entry {
        std::int64_t value;
        std::string_view name;
    };
    std::string_view type_name;
    std::vector<Entry> entries;  ///< one a value: of two names for one value the first declared

    /// The name of `value`; empty where no enumerator has it.
    std::string_view name_of(std::int64_t value) const noexcept;
    const Entry* find(std::string_view name) const noexcept;
};

/// Which values of an enum are looked at for names; specialise it for an enum with enumerators outside.
template <class E>
struct EnumRange {
    static constexpr int first = std::is_unsigned_v<std::underlying_type_t<E>> ? 0 : -16;
    static constexpr int last = std::is_same_v<std::underlying_type_t<E>, bool> ? 1 : 127;
};

namespace detail {

Enumerators parse_enumerators(std::string_view type_name, const char* signature, std::int64_t first);

template <class E>
constexpr bool holds(int value) {
    return static_cast<int>(static_cast<std::underlying_type_t<E>>(value)) == value;
}

template <class E, int First, int... Offsets>
constexpr const char* range_signature(std::integer_sequence<int, Offsets...>) {
    return values_signature<E, static_cast<E>(First + Offsets)...>();
}

}  // namespace detail

/// The enumerators of E, made at the first call. One function per enum names all its values at once; one per value, the usual trick, is
/// some hundred times the compile time.
template <class E>
const Enumerators& enumerators() {
    static_assert(std::is_enum_v<E>, "retort: enumerators<E>() takes an enum type");
    // Other values than the enumerators' are undefined where the underlying type is not fixed.
    static_assert(
        requires { E{0}; }, "retort: an enum needs a fixed underlying type to be a column; write enum class E, or enum E : int");
    using Range = EnumRange<E>;
    static_assert(Range::first <= Range::last, "retort: an EnumRange's first value must not stand above its last");
    static_assert(detail::holds<E>(Range::first) && detail::holds<E>(Range::last),
        "retort: an EnumRange must lie within the values of its enum's underlying type");
    static const Enumerators table = detail::parse_enumerators(type_name<E>(),
        detail::range_signature<E, Range::first>(std::make_integer_sequence<int, Range::last - Range::first + 1>{}), Range::first);
    return table;
}

}  // namespace retort::reflection
