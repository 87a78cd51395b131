/// \file
/// SQL functions: `func::count()`, `func::max(col(&Hero::age))`, `func::call<double>("anything", …)`, and windows over them.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/sql/expression.hpp>

namespace retort {

/// One or several expressions or orderings, as a window takes them: `col(&Hero::age)` or `{col(&Hero::age), col(&Hero::id).desc()}`.
class ClauseList {
public:
    ClauseList() noexcept = default;
    ClauseList(const Clause& clause) : nodes_{clause.node()} {}  // NOLINT: implicit, a single one needs no braces
    ClauseList(std::initializer_list<Clause> clauses);
    const std::vector<sql::NodePtr>& nodes() const noexcept { return nodes_; }

private:
    std::vector<sql::NodePtr> nodes_;
};

/// The rows around the current one that a window function sees. Without a bound: all of them on that side; negative numbers are before.
struct Frame {
    std::optional<int> from{};
    std::optional<int> to{};
};

/// `OVER (PARTITION BY … ORDER BY …)`
struct Window {
    ClauseList partition_by{};
    ClauseList order_by{};
    std::optional<Frame> rows{};
    std::optional<Frame> range{};
};

namespace detail {

/// A function that means the same on every database, which a dialect may say in other words.
sql::NodePtr function(std::string_view name, std::initializer_list<sql::NodePtr> arguments);
/// The function that the database knows by this name.
sql::NodePtr function_by_name(std::string_view name, std::initializer_list<sql::NodePtr> arguments);
sql::NodePtr over(const sql::NodePtr& function, const Window& window);
sql::NodePtr filtered(const sql::NodePtr& function, const Predicate& predicate);
sql::NodePtr star();

template <class T>
constexpr void check_number() {
    using A = bare_t<T>;
    static_assert(is_number_v<A> || std::is_same_v<A, Decimal>, "retort: sum() and avg() take a number; cast the column with cast<T>()");
}

/// Sums of integers are 64 bits wide: the sum of many small ones is not small.
template <class T>
using sum_t = std::optional<std::conditional_t<std::is_integral_v<bare_t<T>>, std::int64_t, bare_t<T>>>;

}  // namespace detail

/// A call of an SQL function.
template <class T>
class Function : public Expression<T> {
public:
    using Expression<T>::Expression;

    /// The function over a window: `func::rank().over({.partition_by = col(&Hero::team_id), .order_by = col(&Hero::age).desc()})`.
    Expression<T> over(const Window& window = {}) const { return Expression<T>{detail::over(this->node_, window)}; }
    /// Only over the rows that fulfil the condition.
    Function filter(const Predicate& predicate) const { return Function{detail::filtered(this->node_, predicate)}; }
};

namespace func {

/// Any function of the database by its name; the caller says what it gives. Arguments are expressions or values, which are bound.
template <class R, class... Arguments>
Function<R> call(std::string_view name, const Arguments&... arguments) {
    return Function<R>{detail::function_by_name(name, {detail::side(arguments)...})};
}

/// The number of rows.
Function<std::int64_t> count();
/// The number of rows in which the expression is not NULL.
Function<std::int64_t> count(const AnyExpression& expression);

template <class T>
Function<detail::optional_of<T>> min(const Expression<T>& expression) {
    return Function<detail::optional_of<T>>{detail::function("min", {expression.node()})};
}
template <class T>
Function<detail::optional_of<T>> max(const Expression<T>& expression) {
    return Function<detail::optional_of<T>>{detail::function("max", {expression.node()})};
}
/// NULL where there are no rows.
template <class T>
Function<detail::sum_t<T>> sum(const Expression<T>& expression) {
    detail::check_number<T>();
    return Function<detail::sum_t<T>>{detail::function("sum", {expression.node()})};
}
template <class T>
Function<std::optional<double>> avg(const Expression<T>& expression) {
    detail::check_number<T>();
    return Function<std::optional<double>>{detail::function("avg", {expression.node()})};
}

/// The first of its arguments that is not NULL.
template <class T, class... Rest>
auto coalesce(const Expression<T>& first, const Rest&... rest) {
    static_assert((detail::is_comparable<T, Rest>() && ...), "retort: the arguments of coalesce() must be of one type");
    constexpr bool never_null = ((!detail::is_nullable_operand_v<Rest> && !detail::is_null_literal_v<Rest>) || ...);
    using Result = std::conditional_t<never_null, detail::bare_t<T>, T>;
    return Function<Result>{detail::function("coalesce", {first.node(), detail::operand<T>(rest)...})};
}
template <class T>
Function<T> abs(const Expression<T>& expression) {
    detail::check_number<T>();
    return Function<T>{detail::function("abs", {expression.node()})};
}
template <class T>
Function<T> round(const Expression<T>& expression, int digits = 0) {
    detail::check_number<T>();
    return Function<T>{detail::function("round", {expression.node(), detail::parameter(digits)})};
}
template <class T>
Function<T> lower(const Expression<T>& text) {
    static_assert(detail::is_text_v<T>, "retort: lower() takes a text");
    return Function<T>{detail::function("lower", {text.node()})};
}
template <class T>
Function<T> upper(const Expression<T>& text) {
    static_assert(detail::is_text_v<T>, "retort: upper() takes a text");
    return Function<T>{detail::function("upper", {text.node()})};
}
template <class T>
Function<T> trim(const Expression<T>& text) {
    static_assert(detail::is_text_v<T>, "retort: trim() takes a text");
    return Function<T>{detail::function("trim", {text.node()})};
}
/// The number of characters.
template <class T>
auto length(const Expression<T>& text) {
    static_assert(detail::is_text_v<T> || std::is_same_v<detail::bare_t<T>, Bytes>, "retort: length() takes a text or bytes");
    return Function<detail::nullable_result<std::int64_t, T, T>>{detail::function("length", {text.node()})};
}
/// The texts of a group, joined.
template <class T>
Function<std::optional<std::string>> group_concat(const Expression<T>& expression, std::string_view separator = ",") {
    return Function<std::optional<std::string>>{detail::function("group_concat", {expression.node(), detail::parameter(separator)})};
}
/// The database's clock.
Function<DateTime> now();
Function<DateTime> current_timestamp();

// For windows.
Function<std::int64_t> row_number();
Function<std::int64_t> rank();
Function<std::int64_t> dense_rank();
Function<std::int64_t> ntile(int buckets);
template <class T>
Function<detail::optional_of<T>> lag(const Expression<T>& expression, int offset = 1) {
    return Function<detail::optional_of<T>>{detail::function("lag", {expression.node(), detail::parameter(offset)})};
}
template <class T>
Function<detail::optional_of<T>> lead(const Expression<T>& expression, int offset = 1) {
    return Function<detail::optional_of<T>>{detail::function("lead", {expression.node(), detail::parameter(offset)})};
}
template <class T>
Function<detail::optional_of<T>> first_value(const Expression<T>& expression) {
    return Function<detail::optional_of<T>>{detail::function("first_value", {expression.node()})};
}
template <class T>
Function<detail::optional_of<T>> last_value(const Expression<T>& expression) {
    return Function<detail::optional_of<T>>{detail::function("last_value", {expression.node()})};
}

}  // namespace func

namespace detail {

sql::NodePtr cast_to(const sql::NodePtr& expression, SqlType type);
struct CaseBranch {
    sql::NodePtr condition;
    sql::NodePtr result;
};
sql::NodePtr case_node(std::vector<CaseBranch> branches, sql::NodePtr otherwise);

/// The column type that a result of a case_ has: a literal text is a std::string.
template <class V>
struct ResultType {
    using type = std::conditional_t<std::is_convertible_v<const V&, std::string_view>, std::string, field_value_t<V>>;
};
template <class V>
requires is_expression_v<V>
struct ResultType<V> {
    using type = typename V::value_type;
};

}  // namespace detail

/// `CAST(x AS type)`, the type being the one that a column of T has. NULL stays NULL.
template <class T, class E>
auto cast(const E& expression) {
    static_assert(detail::is_expression_v<E>, "retort: cast<T>() takes an expression: cast<std::string>(col(&Hero::age))");
    using Result = std::conditional_t<detail::is_nullable_operand_v<E>, detail::optional_of<T>, T>;
    return Expression<Result>{detail::cast_to(expression.node(), value_ops<T>().sql_type())};
}

/// One branch of case_().
template <class T>
struct When {
    detail::CaseBranch branch;
};

template <class V>
auto when(const Predicate& condition, const V& result) {
    using T = typename detail::ResultType<std::decay_t<V>>::type;
    return When<T>{{condition.node(), detail::operand<T>(result)}};
}

/// `CASE WHEN … THEN … END`: NULL where no condition holds, unless `.else_()` says what.
template <class T>
class Case : public Expression<detail::optional_of<T>> {
public:
    explicit Case(std::vector<detail::CaseBranch> branches)
        : Expression<detail::optional_of<T>>{detail::case_node(branches, {})},
          branches_{std::move(branches)} {}

    template <class V>
    Expression<T> else_(const V& value) const {
        static_assert(detail::is_comparable<T, V>(), "retort: the results of case_() and its else_() must be of one type");
        return Expression<T>{detail::case_node(branches_, detail::operand<T>(value))};
    }

private:
    std::vector<detail::CaseBranch> branches_;
};

/// `case_(when(col(&Hero::age) < 18, "young"), when(…, …)).else_("old")`
template <class T, class... Rest>
Case<T> case_(const When<T>& first, const When<Rest>&... rest) {
    static_assert(
        (detail::comparable_bare<detail::bare_t<T>, detail::bare_t<Rest>> && ...), "retort: the results of case_() must be of one type");
    return Case<T>{std::vector<detail::CaseBranch>{first.branch, rest.branch...}};
}

}  // namespace retort
