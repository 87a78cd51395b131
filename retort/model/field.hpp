#pragma once

#include <compare>
#include <concepts>
#include <initializer_list>
#include <optional>
#include <type_traits>
#include <utility>

#include <retort/model/options.hpp>

namespace retort {

template <class T, class... Options>
class Field;

namespace detail {

template <class T>
struct FieldTraits {
    using value_type = T;
    static constexpr bool is_field = false;
};
template <class T, class... Options>
struct FieldTraits<Field<T, Options...>> {
    using value_type = T;
    static constexpr bool is_field = true;
};

template <class T>
inline constexpr bool is_field = FieldTraits<std::remove_cvref_t<T>>::is_field;

/// What a conversion starts from: a field's value, not the field, whose own conversions would offer a std::optional<bool> a second way.
template <class U>
constexpr decltype(auto) unwrapped(U&& value) noexcept {
    if constexpr (is_field<U>) {
        return static_cast<U&&>(value).value_of();
    } else {
        return static_cast<U&&>(value);
    }
}
template <class U>
using Unwrapped = decltype(unwrapped(std::declval<U>()));

template <class T>
concept ListInitializable = requires {
    typename T::value_type;
}
&&std::constructible_from<T, std::initializer_list<typename T::value_type>>;

/// Holds a T that is no class, or a final one, and converts to it.
template <class T>
class FieldValue {
public:
    constexpr FieldValue() = default;
    template <class U>
    requires std::constructible_from<T, U>
    constexpr explicit FieldValue(std::in_place_t, U&& value) : value_(static_cast<U&&>(value)) {}

    // None to T&&: push_back(std::move(field)) would then have two ways. A field's value is moved with std::move(field).value_of().
    constexpr operator T&() noexcept { return value_; }              // NOLINT: a field is used as its type is
    constexpr operator const T&() const noexcept { return value_; }  // NOLINT

protected:
    T value_{};
};

/// Is a T.
template <class T>
class FieldDerived : public T {
public:
    constexpr FieldDerived() = default;
    template <class U>
    requires std::constructible_from<T, U>
    constexpr explicit FieldDerived(std::in_place_t, U&& value) : T(static_cast<U&&>(value)) {}
};

/// Holds an optional and offers what it offers. Not derived from it: the standard's `operator<=>(optional<T>, U)` asks itself whether U can be
/// compared, and for a class derived from std::optional that question has no end (LWG 3746), so that `a.age < b.age` would not compile.
template <class T>
class FieldOptional : public FieldValue<std::optional<T>> {
    using FieldValue<std::optional<T>>::value_;

public:
    using FieldValue<std::optional<T>>::FieldValue;

    constexpr bool has_value() const noexcept { return value_.has_value(); }
    // Not for an optional bool: `std::optional<bool> copy{field}` would take the answer for the value.
    constexpr explicit operator bool() const noexcept requires(!std::same_as<T, bool>) { return value_.has_value(); }
    constexpr T& operator*() & noexcept { return *value_; }
    constexpr const T& operator*() const& noexcept { return *value_; }
    constexpr T&& operator*() && noexcept { return *std::move(value_); }
    constexpr T* operator->() noexcept { return &*value_; }
    constexpr const T* operator->() const noexcept { return &*value_; }
    constexpr T& value() & { return value_.value(); }
    constexpr const T& value() const& { return value_.value(); }
    constexpr T&& value() && { return std::move(value_).value(); }
    template <class U>
    constexpr T value_or(U&& other) const& {
        return value_.value_or(static_cast<U&&>(other));
    }
    template <class U>
    constexpr T value_or(U&& other) && {
        return std::move(value_).value_or(static_cast<U&&>(other));
    }
    template <class... Arguments>
    constexpr T& emplace(Arguments&&... arguments) {
        return value_.emplace(static_cast<Arguments&&>(arguments)...);
    }
    constexpr void reset() noexcept { value_.reset(); }
    constexpr void swap(std::optional<T>& other) { value_.swap(other); }
};

template <class T>
struct FieldBaseOf {
    using type = std::conditional_t<std::is_class_v<T> && !std::is_final_v<T>, FieldDerived<T>, FieldValue<T>>;
};
template <class T>
struct FieldBaseOf<std::optional<T>> {
    using type = FieldOptional<T>;
};
template <class T>
using FieldBase = typename FieldBaseOf<T>::type;

}  // namespace detail

/// The C++ type of a column: `Field<T, options...>` gives T, any other type is itself.
template <class F>
using field_value_t = typename detail::FieldTraits<std::remove_cvref_t<F>>::value_type;

/// A T with options: the member of a model that says more of its column than its type does.
///
/// It is used as a T: it derives from T where T is a class, has the members of a std::optional where T is one, and converts to and from T
/// always. It holds nothing but the T, so it costs nothing. Thread-safe as T is.
template <class T, class... Options>
class Field : public detail::FieldBase<T> {
    static_assert((std::is_base_of_v<detail::FieldOption, Options> && ...),
        "retort: only field options may stand behind the type of a Field: primary_key, indexed, max_length<n> and so on");
    static_assert(!std::is_reference_v<T> && !std::is_const_v<T> && !std::is_pointer_v<T>,
        "retort: a Field holds a value: no reference, pointer or const");
    static_assert(!detail::is_field<T>, "retort: a Field cannot hold another Field; give all options to one");

    using Base = detail::FieldBase<T>;

public:
    using value_type = T;

    constexpr Field() = default;

    // Converting from whatever a T is made from. Inheriting T's constructors instead is ambiguous for std::optional, whose own is a template too.
    template <class U>
    requires(!std::same_as<std::remove_cvref_t<U>, Field> && std::convertible_to<detail::Unwrapped<U>, T>) constexpr Field(U&& value)
        : Base{std::in_place, detail::unwrapped(static_cast<U&&>(value))} {}  // NOLINT

    template <class U = T>
    requires detail::ListInitializable<U>
    constexpr Field(std::initializer_list<typename U::value_type> values) : Base{std::in_place, values} {}

    template <class U>
    requires(!std::same_as<std::remove_cvref_t<U>, Field> && std::is_assignable_v<T&, detail::Unwrapped<U>>) constexpr Field& operator=(
        U&& value) {
        value_of() = detail::unwrapped(static_cast<U&&>(value));
        return *this;
    }

    /// The value as a plain T, where a conversion would be in the way.
    constexpr T& value_of() & noexcept { return *this; }
    constexpr const T& value_of() const& noexcept { return *this; }
    constexpr T&& value_of() && noexcept { return static_cast<T&&>(value_of()); }
};

// Two fields compare as their values do. Spelled out for optionals, because the standard's comparisons of an optional with "any U" would
// otherwise take a whole field for a U, and an empty one would never equal an empty optional.
template <class T, class... A, class U, class... B>
requires requires(const T& left, const U& right) {
    { left == right } -> std::convertible_to<bool>;
}
constexpr bool operator==(const Field<T, A...>& left, const Field<U, B...>& right) {
    return left.value_of() == right.value_of();
}
template <class T, class... A, class U, class... B>
requires requires(const T& left, const U& right) {
    left <=> right;
}
constexpr auto operator<=>(const Field<T, A...>& left, const Field<U, B...>& right) {
    return left.value_of() <=> right.value_of();
}

template <class T, class... A, class U>
constexpr bool operator==(const Field<std::optional<T>, A...>& left, const std::optional<U>& right) {
    return left.value_of() == right;
}
template <class T, class... A, class U>
constexpr bool operator==(const std::optional<U>& left, const Field<std::optional<T>, A...>& right) {
    return left == right.value_of();
}
template <class T, class... A, class U>
constexpr auto operator<=>(const Field<std::optional<T>, A...>& left, const std::optional<U>& right) {
    return left.value_of() <=> right;
}

template <class T, class... A>
constexpr bool operator==(const Field<std::optional<T>, A...>& left, std::nullopt_t) {
    return !left.has_value();
}
template <class T, class... A, class U>
requires(!detail::is_field<U> &&
         requires(const T& left, const U& right) {
             { left == right } -> std::convertible_to<bool>;
         }) constexpr bool
operator==(const Field<std::optional<T>, A...>& left, const U& right) {
    return left.value_of() == right;
}
template <class T, class... A, class U>
requires(!detail::is_field<U> && requires(const T& left, const U& right) { left <=> right; }) constexpr auto operator<=>(
    const Field<std::optional<T>, A...>& left, const U& right) {
    using Order = decltype(*left <=> right);
    return left.has_value() ? *left <=> right : Order::less;  // the standard's own takes no array, so no literal
}

namespace detail {

struct NoPart {};

template <class T>
struct EmbeddedPart {
    static constexpr bool fits = std::is_class_v<T> && std::is_aggregate_v<T>;
    static_assert(fits, "retort: Embedded<T> takes an aggregate: a struct without constructors, private members and virtual functions");
    using type = std::conditional_t<fits, T, NoPart>;
};

}  // namespace detail

/// The fields of a struct that several models share: `Embedded<HeroBase> base;`. Its columns are the outer table's.
template <class T>
struct Embedded : detail::EmbeddedPart<T>::type {
    constexpr Embedded() = default;
    constexpr Embedded(T value) : T(static_cast<T&&>(value)) {}  // NOLINT
    constexpr Embedded& operator=(T value) {
        static_cast<T&>(*this) = static_cast<T&&>(value);
        return *this;
    }
};

}  // namespace retort

/// Fields are keys of the unordered containers where their values are.
template <class T, class... Options>
struct std::hash<retort::Field<T, Options...>> : std::hash<T> {};
