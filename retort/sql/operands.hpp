/// \file
/// Which C++ types meet in an expression, and how a value becomes a parameter.
#pragma once

#include <concepts>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <retort/core/value.hpp>
#include <retort/model/field.hpp>
#include <retort/model/value_ops_of.hpp>

namespace retort {

class AnyExpression;

namespace detail {

template <class T>
struct BareType {
    using type = T;
    static constexpr bool is_optional = false;
};
template <class T>
struct BareType<std::optional<T>> {
    using type = T;
    static constexpr bool is_optional = true;
};

/// T without Field and std::optional around it; an array is the pointer to its first element.
template <class T>
using bare_t = typename BareType<field_value_t<std::decay_t<T>>>::type;

template <class T>
inline constexpr bool is_optional_v = BareType<field_value_t<std::decay_t<T>>>::is_optional;

template <class T>
using optional_of = std::optional<bare_t<T>>;

template <class T>
inline constexpr bool is_expression_v = std::is_base_of_v<AnyExpression, T>;

template <class T>
inline constexpr bool is_null_literal_v = std::is_same_v<T, std::nullptr_t> || std::is_same_v<T, std::nullopt_t>;

template <class T>
inline constexpr bool is_number_v = std::is_arithmetic_v<T> && !CharacterLike<T>;

template <class T>
inline constexpr bool is_text_v = std::is_same_v<bare_t<T>, std::string>;

/// The types that a Value is made from as they are; the others need their ValueOps.
template <class T>
inline constexpr bool is_scalar_class_v =
    std::is_same_v<T, Uuid> || std::is_same_v<T, Decimal> || std::is_same_v<T, Date> || std::is_same_v<T, DateTime> ||
    std::is_same_v<T, Time> || std::is_same_v<T, Interval> || std::is_same_v<T, Bytes> || std::is_same_v<T, Json>;

template <class T>
inline constexpr bool is_json_v = std::is_same_v<T, Json> || std::is_same_v<T, std::vector<std::string>>;
template <class T>
requires requires {
    OpsOf<T>::stored_as_json;
}
inline constexpr bool is_json_v<T> = OpsOf<T>::stored_as_json;

/// Whether a column of type A may be compared with a value of type B, both bare.
template <class A, class B>
inline constexpr bool comparable_bare = std::is_same_v<A, B> || (is_number_v<A> && is_number_v<B>) ||
                                        (std::is_same_v<A, std::string> && std::is_convertible_v<const B&, std::string_view>) ||
                                        (std::is_class_v<A> && !std::is_same_v<A, std::string> && std::is_convertible_v<const B&, A>);

/// The C++ type that an operand stands for: an expression's value type, a value's own.
template <class T>
struct OperandType {
    using type = bare_t<T>;
};
template <class T>
requires is_expression_v<T>
struct OperandType<T> {
    using type = bare_t<typename T::value_type>;
};
template <class T>
using operand_t = typename OperandType<T>::type;

/// Same type but for std::optional; numbers with numbers; text with what is a text; or a value that converts to the column's type.
template <class T, class U>
constexpr bool is_comparable() {
    using A = bare_t<T>;
    using B = operand_t<U>;
    if constexpr (is_null_literal_v<B>) {
        return true;
    } else if constexpr (is_expression_v<U>) {
        return comparable_bare<A, B> || comparable_bare<B, A>;
    } else {
        return comparable_bare<A, B>;
    }
}

/// As comparable, and the column can hold the value: no NULL where the type has none, no fraction in an integer.
template <class T, class U>
constexpr bool is_settable() {
    using A = bare_t<T>;
    using B = operand_t<U>;
    if constexpr (is_null_literal_v<B>) {
        return is_optional_v<T>;
    } else if constexpr (std::is_integral_v<A> && std::is_floating_point_v<B>) {
        return false;
    } else {
        return comparable_bare<A, B>;
    }
}

/// A value as the parameter that a column of type T wants: an enumerator by its name, a list as JSON, a number as the number that it is.
template <class T, class U>
Value to_value(const U& value) {
    using A = bare_t<T>;
    using V = field_value_t<std::decay_t<U>>;
    if constexpr (is_null_literal_v<V>) {
        return Value{};
    } else if constexpr (is_optional_v<V>) {
        const V& optional = value;
        return optional ? to_value<T>(*optional) : Value{};
    } else if constexpr (std::is_same_v<A, std::string>) {
        return Value{static_cast<std::string_view>(value)};
    } else if constexpr (is_number_v<A>) {
        const V number = value;
        if constexpr (std::is_floating_point_v<A>) {
            return Value{static_cast<double>(number)};
        } else {
            return Value{number};
        }
    } else if constexpr (is_scalar_class_v<A>) {
        const A& converted = value;
        return Value{converted};
    } else {
        const T converted(static_cast<const V&>(value));
        return value_ops<T>().to_value(&converted);
    }
}

/// The type of A + B and its kin: the common type of two numbers, Decimal with integers, text with text; void for anything else.
template <class A, class B>
struct ArithmeticOf {
    using type = void;
};
template <class A, class B>
requires(is_number_v<A>&& is_number_v<B>) struct ArithmeticOf<A, B> {
    using common = std::common_type_t<A, B>;
    using type = std::conditional_t<std::is_same_v<common, bool>, int, common>;
};
template <class A, class B>
requires((std::is_same_v<A, Decimal> && (std::is_same_v<B, Decimal> || PlainInteger<B>)) ||
         (std::is_same_v<B, Decimal> && PlainInteger<A>)) struct ArithmeticOf<A, B> {
    using type = Decimal;
};

template <class T>
inline constexpr bool is_nullable_operand_v = is_optional_v<T>;
template <class T>
requires is_expression_v<T>
inline constexpr bool is_nullable_operand_v<T> = is_optional_v<typename T::value_type>;

/// `type` or an optional of it, where either operand may be NULL.
template <class Type, class L, class R>
using nullable_result = std::conditional_t<is_nullable_operand_v<L> || is_nullable_operand_v<R>, std::optional<Type>, Type>;

}  // namespace detail
}  // namespace retort
