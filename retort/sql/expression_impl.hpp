/// \file
/// The bodies of expression.hpp's templates, apart so that the header can be read.
#pragma once

#include <retort/sql/expression.hpp>

namespace retort {

namespace detail {

template <class T, class U>
Predicate compare_typed(sql::Op op, const sql::NodePtr& left, const U& right) {
    static_assert(
        is_comparable<T, U>(), "retort: this column and this value cannot be compared; compare like with like, or cast one with cast<T>()");
    if constexpr (!is_comparable<T, U>()) {
        return Predicate{};
    } else if constexpr (is_expression_v<U>) {
        return compare(op, left, right.node());
    } else {
        return compare(op, left, to_value<T>(right));
    }
}

template <class T>
constexpr void check_text() {
    static_assert(is_text_v<T>, "retort: like(), contains() and their kin take a text column; cast another with cast<std::string>()");
}

template <class L, class R>
Predicate compare_operands(sql::Op op, const L& left, const R& right) {
    if constexpr (is_expression_v<L>) {
        return compare_typed<typename L::value_type>(op, left.node(), right);
    } else {
        return compare_typed<typename R::value_type>(mirrored(op), right.node(), left);
    }
}

/// The node of one side of an arithmetic operator, whose type is not always that of the other side.
template <class U>
sql::NodePtr side(const U& value) {
    if constexpr (is_expression_v<U>) {
        return value.node();
    } else if constexpr (is_null_literal_v<U>) {
        return parameter(Value{});
    } else if constexpr (std::is_convertible_v<const U&, std::string_view>) {
        return parameter(Value{static_cast<std::string_view>(value)});
    } else {
        return parameter(to_value<field_value_t<U>>(value));
    }
}

template <class L, class R>
auto arithmetic(sql::Op op, const L& left, const R& right) {
    using Result = typename ArithmeticOf<operand_t<L>, operand_t<R>>::type;
    static_assert(!std::is_void_v<Result>, "retort: this operator takes two numbers, or two texts for +; cast one side with cast<T>()");
    using Type = std::conditional_t<std::is_void_v<Result>, int, Result>;
    return Expression<nullable_result<Type, L, R>>{binary(op, side(left), side(right))};
}

template <class L, class R>
auto add(const L& left, const R& right) {
    using A = operand_t<L>;
    using B = operand_t<R>;
    if constexpr (std::is_convertible_v<const A&, std::string_view> && std::is_convertible_v<const B&, std::string_view>) {
        return Expression<nullable_result<std::string, L, R>>{binary(sql::Op::concat, side(left), side(right))};
    } else {
        return arithmetic(sql::Op::add, left, right);
    }
}

template <class L, class R>
auto divide(const L& left, const R& right) {
    constexpr bool is_whole = std::is_integral_v<operand_t<L>> && std::is_integral_v<operand_t<R>>;
    constexpr bool is_decimal = std::is_same_v<operand_t<L>, Decimal> || std::is_same_v<operand_t<R>, Decimal>;
    return arithmetic(is_whole ? sql::Op::divide_whole : is_decimal ? sql::Op::divide_decimal : sql::Op::divide, left, right);
}

}  // namespace detail

template <class T>
Predicate Expression<T>::like(const TextOperand& pattern, const LikeOptions& options) const {
    detail::check_text<T>();
    return detail::like(sql::Op::like, node_, pattern, options);
}
template <class T>
Predicate Expression<T>::not_like(const TextOperand& pattern, const LikeOptions& options) const {
    detail::check_text<T>();
    return detail::like(sql::Op::not_like, node_, pattern, options);
}
template <class T>
Predicate Expression<T>::ilike(const TextOperand& pattern, const LikeOptions& options) const {
    detail::check_text<T>();
    return detail::like(sql::Op::ilike, node_, pattern, options);
}
template <class T>
Predicate Expression<T>::not_ilike(const TextOperand& pattern, const LikeOptions& options) const {
    detail::check_text<T>();
    return detail::like(sql::Op::not_ilike, node_, pattern, options);
}
template <class T>
Predicate Expression<T>::startswith(const TextOperand& text, const MatchOptions& options) const {
    detail::check_text<T>();
    return detail::match(sql::Op::startswith, node_, text, options);
}
template <class T>
Predicate Expression<T>::endswith(const TextOperand& text, const MatchOptions& options) const {
    detail::check_text<T>();
    return detail::match(sql::Op::endswith, node_, text, options);
}
template <class T>
Predicate Expression<T>::contains(const TextOperand& text, const MatchOptions& options) const {
    detail::check_text<T>();
    return detail::match(sql::Op::contains, node_, text, options);
}

template <class T>
template <class Low, class High>
Predicate Expression<T>::between(const Low& low, const High& high) const {
    static_assert(
        detail::is_comparable<T, Low>() && detail::is_comparable<T, High>(), "retort: between() takes two values of the column's own type");
    return detail::between(node_, detail::operand<T>(low), detail::operand<T>(high));
}

template <class T>
template <class U>
Predicate Expression<T>::is_distinct_from(const U& value) const {
    return detail::compare_typed<T>(sql::Op::is_distinct, node_, value);
}
template <class T>
template <class U>
Predicate Expression<T>::is_not_distinct_from(const U& value) const {
    return detail::compare_typed<T>(sql::Op::is_not_distinct, node_, value);
}

template <class T>
JsonPath Expression<T>::operator[](std::string_view key) const {
    static_assert(detail::is_json_v<detail::bare_t<T>>, "retort: only a column that is stored as JSON has members and elements");
    return JsonPath{detail::json_member(node_, key)};
}
template <class T>
JsonPath Expression<T>::operator[](const char* key) const {
    return (*this)[std::string_view{key}];
}
template <class T>
template <std::integral I>
JsonPath Expression<T>::operator[](I index) const {
    static_assert(detail::is_json_v<detail::bare_t<T>>, "retort: only a column that is stored as JSON has members and elements");
    return JsonPath{detail::json_element(node_, static_cast<std::int64_t>(index))};
}

template <class T>
Predicate Expression<T>::in(std::initializer_list<detail::bare_t<T>> values) const {
    return in_range(values, false);
}
template <class T>
template <class U>
Predicate Expression<T>::in(std::initializer_list<U> values) const {
    return in_range(values, false);
}
template <class T>
template <class R>
Predicate Expression<T>::in(const R& values) const {
    return in_any(values, false);
}
template <class T>
Predicate Expression<T>::not_in(std::initializer_list<detail::bare_t<T>> values) const {
    return in_range(values, true);
}
template <class T>
template <class U>
Predicate Expression<T>::not_in(std::initializer_list<U> values) const {
    return in_range(values, true);
}
template <class T>
template <class R>
Predicate Expression<T>::not_in(const R& values) const {
    return in_any(values, true);
}

template <class T>
template <class R>
Predicate Expression<T>::in_range(const R& values, bool negated) const {
    using Element = std::decay_t<decltype(*values.begin())>;
    static_assert(detail::is_comparable<T, Element>(), "retort: in() takes values, a range or a select of the column's own type");
    std::vector<Value> list;
    if constexpr (detail::is_comparable<T, Element>()) {
        if constexpr (requires { values.size(); }) list.reserve(values.size());
        for (const auto& value : values) {
            list.push_back(detail::to_value<T>(value));
        }
    }
    return detail::in_values(node_, std::move(list), negated);
}

template <class T>
template <class R>
Predicate Expression<T>::in_any(const R& values, bool negated) const {
    if constexpr (detail::ValueRange<R>) {
        return in_range(values, negated);
    } else {
        static_assert(
            requires { typename R::scalar_type; }, "retort: in() takes values, a range or a select of the column's own type");
        if constexpr (requires { typename R::scalar_type; }) {
            static_assert(detail::comparable_bare<detail::bare_t<T>, detail::bare_t<typename R::scalar_type>>,
                "retort: in() takes values, a range or a select of the column's own type");
            return detail::in_select(node_, values.node_ptr(), negated);
        } else {
            return Predicate{};
        }
    }
}

}  // namespace retort
