/// \file
/// Expressions and conditions: what `where`, `order_by` and `select` are given.
///
/// The types here are a thin shell: each holds one pointer to an untyped node, checks what meets what, and hands over to compiled code.
/// All are values, cheap to copy; copies share their node, which never changes, so reading one from several threads is safe.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/sql/node.hpp>
#include <retort/sql/operands.hpp>

namespace retort {

class Ordering;
class Predicate;
class Text;
template <class T>
class Expression;
template <class... Items>
class Select;
class JsonPath;
struct FieldDescription;
struct ModelDescription;

namespace sql {

enum class Op : std::uint8_t {
    eq,
    ne,
    lt,
    le,
    gt,
    ge,
    is,
    is_not,
    is_distinct,
    is_not_distinct,
    like,
    not_like,
    ilike,
    not_ilike,
    startswith,
    not_startswith,
    endswith,
    not_endswith,
    contains,
    not_contains,
    add,
    subtract,
    multiply,
    divide,
    divide_whole,    // integers, of which what is left over is dropped
    divide_decimal,  // where one side at least is a Decimal
    modulo,
    concat,
    // of one operand
    negate,
    not_,
    is_true,
    is_false,
    distinct,
    // of many
    and_,
    or_,
};

}  // namespace sql

/// What stands in a statement; the base of expressions, orderings and texts.
class Clause {
public:
    Clause() noexcept = default;
    explicit Clause(sql::NodePtr node) noexcept : node_{std::move(node)} {}
    const sql::NodePtr& node() const noexcept { return node_; }

protected:
    sql::NodePtr node_;
};

namespace detail {

// The compiled half of what follows.
sql::NodePtr parameter(Value value);
Predicate compare(sql::Op op, const sql::NodePtr& left, Value right);
Predicate compare(sql::Op op, const sql::NodePtr& left, const sql::NodePtr& right);
sql::NodePtr binary(sql::Op op, const sql::NodePtr& left, const sql::NodePtr& right);
sql::NodePtr unary(sql::Op op, const sql::NodePtr& operand);
Predicate in_values(const sql::NodePtr& left, std::vector<Value> values, bool negated);
Predicate in_select(const sql::NodePtr& left, const sql::NodePtr& select, bool negated);
Predicate between(const sql::NodePtr& value, const sql::NodePtr& low, const sql::NodePtr& high);
sql::NodePtr labelled(const sql::NodePtr& expression, std::string_view name);
sql::NodePtr json_member(const sql::NodePtr& json, std::string_view key);
sql::NodePtr json_element(const sql::NodePtr& json, std::int64_t index);
sql::NodePtr json_scalar(const sql::NodePtr& path, SqlType type);
sql::NodePtr collated(const sql::NodePtr& expression, std::string_view collation);

/// Predicate, which is not complete where the operators are defined.
template <class L>
struct PredicateFor {
    using type = Predicate;
};
template <class L>
using PredicateOf = typename PredicateFor<L>::type;

template <class L, class R>
concept Operands = is_expression_v<L> || is_expression_v<R>;

/// The node of an operand that meets a column of type T.
template <class T, class U>
sql::NodePtr operand(const U& value) {
    if constexpr (is_expression_v<U>) {
        return value.node();
    } else {
        return parameter(to_value<T>(value));
    }
}

template <class T, class U>
Predicate compare_typed(sql::Op op, const sql::NodePtr& left, const U& right);

constexpr sql::Op mirrored(sql::Op op) {
    switch (op) {
    case sql::Op::lt: return sql::Op::gt;
    case sql::Op::le: return sql::Op::ge;
    case sql::Op::gt: return sql::Op::lt;
    case sql::Op::ge: return sql::Op::le;
    default: return op;
    }
}

template <class L, class R>
Predicate compare_operands(sql::Op op, const L& left, const R& right);
template <class L, class R>
auto arithmetic(sql::Op op, const L& left, const R& right);
template <class L, class R>
auto add(const L& left, const R& right);
template <class L, class R>
auto divide(const L& left, const R& right);

}  // namespace detail

/// What all expressions have, whatever their type.
class AnyExpression : public Clause {
public:
    using Clause::Clause;

    Predicate is_null() const;
    Predicate is_not_null() const;

    /// For order_by().
    Ordering asc() const;
    Ordering desc() const;
    Ordering nulls_first() const;
    Ordering nulls_last() const;

    // Hidden friends of one class that is no template: they are looked at only where an operand is an expression, and parsed once.
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator==(const L& left, const R& right) { return detail::compare_operands(sql::Op::eq, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator!=(const L& left, const R& right) { return detail::compare_operands(sql::Op::ne, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator<(const L& left, const R& right) { return detail::compare_operands(sql::Op::lt, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator<=(const L& left, const R& right) { return detail::compare_operands(sql::Op::le, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator>(const L& left, const R& right) { return detail::compare_operands(sql::Op::gt, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend detail::PredicateOf<L> operator>=(const L& left, const R& right) { return detail::compare_operands(sql::Op::ge, left, right); }

    // Field's own == takes "any U" beside an optional field and would win by being more special; these are as special, and stand the right way round.
    template <class L, class T, class... Options>
    requires detail::is_expression_v<L>
    friend detail::PredicateOf<L> operator==(const L& left, const Field<std::optional<T>, Options...>& right) {
        return detail::compare_operands(sql::Op::eq, left, right.value_of());
    }
    template <class L, class T, class... Options>
    requires detail::is_expression_v<L>
    friend detail::PredicateOf<L> operator!=(const L& left, const Field<std::optional<T>, Options...>& right) {
        return detail::compare_operands(sql::Op::ne, left, right.value_of());
    }

    /// Adds numbers, joins texts.
    template <class L, class R>
    requires detail::Operands<L, R>
    friend auto operator+(const L& left, const R& right) { return detail::add(left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend auto operator-(const L& left, const R& right) { return detail::arithmetic(sql::Op::subtract, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend auto operator*(const L& left, const R& right) { return detail::arithmetic(sql::Op::multiply, left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend auto operator/(const L& left, const R& right) { return detail::divide(left, right); }
    template <class L, class R>
    requires detail::Operands<L, R>
    friend auto operator%(const L& left, const R& right) { return detail::arithmetic(sql::Op::modulo, left, right); }
    template <class L>
    requires detail::is_expression_v<L>
    friend auto operator-(const L& operand) {
        static_assert(detail::is_number_v<detail::operand_t<L>> || std::is_same_v<detail::operand_t<L>, Decimal>,
            "retort: only a number has a negative; cast the expression with cast<T>()");
        return Expression<typename L::value_type>{detail::unary(sql::Op::negate, operand.node())};
    }

    // No templates: a column of truth values converts.
    friend Predicate operator&&(const Predicate& left, const Predicate& right);
    friend Predicate operator||(const Predicate& left, const Predicate& right);
    friend Predicate operator!(const Predicate& operand);
};

/// Options of like().
struct LikeOptions {
    std::string_view escape{};  ///< one character that takes the meaning from the `%` or `_` behind it
};

/// Options of startswith(), endswith() and contains().
struct MatchOptions {
    bool autoescape = false;    ///< `%` and `_` in the text stand for themselves
    std::string_view escape{};  ///< the character to do it with, `/` unless told
};

/// A text given to like() and its kin: a value or a text expression.
class TextOperand {
public:
    TextOperand(const char* text) : TextOperand{std::string_view{text}} {}         // NOLINT: implicit, so that texts are written in place
    TextOperand(const std::string& text) : TextOperand{std::string_view{text}} {}  // NOLINT
    TextOperand(std::string_view text);                                            // NOLINT
    TextOperand(const Expression<std::string>& expression);                        // NOLINT
    TextOperand(const Expression<std::optional<std::string>>& expression);         // NOLINT

    const sql::NodePtr& node() const noexcept { return node_; }

private:
    sql::NodePtr node_;
};

namespace detail {

Predicate like(sql::Op op, const sql::NodePtr& left, const TextOperand& pattern, const LikeOptions& options);
Predicate match(sql::Op op, const sql::NodePtr& left, const TextOperand& text, const MatchOptions& options);

/// A range of values, as opposed to a text or a select.
template <class R>
concept ValueRange = requires(const R& range) {
    range.begin();
    range.end();
}
&&!std::is_convertible_v<const R&, std::string_view>;

}  // namespace detail

/// An SQL expression whose values have the C++ type T; `std::optional` where it may be NULL.
template <class T>
class Expression : public AnyExpression {
public:
    using value_type = T;
    using item_type = T;

    explicit Expression(sql::NodePtr node) noexcept : AnyExpression{std::move(node)} {}

    /// `.in({…})`, `.in(range)` or `.in(select(…))`. Nothing is in an empty list.
    Predicate in(std::initializer_list<detail::bare_t<T>> values) const;
    template <class U>
    Predicate in(std::initializer_list<U> values) const;
    template <class R>
    Predicate in(const R& values) const;
    Predicate not_in(std::initializer_list<detail::bare_t<T>> values) const;
    template <class U>
    Predicate not_in(std::initializer_list<U> values) const;
    template <class R>
    Predicate not_in(const R& values) const;

    /// Both bounds included.
    template <class Low, class High>
    Predicate between(const Low& low, const High& high) const;

    /// Like == and !=, but NULL is a value as any other.
    template <class U>
    Predicate is_distinct_from(const U& value) const;
    template <class U>
    Predicate is_not_distinct_from(const U& value) const;

    // Of texts. The patterns are bound as all values are.
    Predicate like(const TextOperand& pattern, const LikeOptions& options = {}) const;
    Predicate not_like(const TextOperand& pattern, const LikeOptions& options = {}) const;
    /// Without regard to case.
    Predicate ilike(const TextOperand& pattern, const LikeOptions& options = {}) const;
    Predicate not_ilike(const TextOperand& pattern, const LikeOptions& options = {}) const;
    /// `%` and `_` in the text stand for any characters, unless `{.autoescape = true}`.
    Predicate startswith(const TextOperand& text, const MatchOptions& options = {}) const;
    Predicate endswith(const TextOperand& text, const MatchOptions& options = {}) const;
    Predicate contains(const TextOperand& text, const MatchOptions& options = {}) const;
    Expression collate(std::string_view collation) const {
        static_assert(detail::is_text_v<T>, "retort: only a text has a collation; cast the column with cast<std::string>()");
        return Expression{detail::collated(node_, collation)};
    }

    /// A member or element of a JSON document; a negative index counts from the end.
    JsonPath operator[](std::string_view key) const;
    JsonPath operator[](const char* key) const;
    template <std::integral I>
    JsonPath operator[](I index) const;

    /// The expression under a name of its own, which order_by() uses where the same object is selected.
    Expression label(std::string_view name) const { return Expression{detail::labelled(node_, name)}; }
    /// `DISTINCT x`, for func::count().
    Expression distinct() const { return Expression{detail::unary(sql::Op::distinct, node_)}; }
    /// The same expression, which an outer join may make NULL.
    Expression<detail::optional_of<T>> nullable() const { return Expression<detail::optional_of<T>>{node_}; }

private:
    template <class R>
    Predicate in_range(const R& values, bool negated) const;
    template <class R>
    Predicate in_any(const R& values, bool negated) const;
};

/// A condition. Predicates are composed with &&, || and ! at run time as well as in place; an empty one stands aside:
/// `Predicate filter; if (name) filter = filter && col(&Hero::name) == *name;`
class Predicate : public Expression<bool> {
public:
    /// No condition: neutral in && and ||, and in where().
    Predicate() noexcept : Expression<bool>{sql::NodePtr{}} {}
    explicit Predicate(sql::NodePtr node) noexcept : Expression<bool>{std::move(node)} {}
    Predicate(const Predicate&) = default;
    Predicate(Predicate&&) = default;
    Predicate& operator=(const Predicate&) = default;
    Predicate& operator=(Predicate&&) = default;
    /// A column of truth values is a condition.
    Predicate(const Expression<bool>& expression);                 // NOLINT
    Predicate(const Expression<std::optional<bool>>& expression);  // NOLINT
    /// SQL text is one too.
    Predicate(const Text& text);  // NOLINT

    bool empty() const noexcept { return !node_; }
};

/// What order_by() takes besides plain expressions.
class Ordering : public Clause {
public:
    using Clause::Clause;
    Ordering asc() const;
    Ordering desc() const;
    Ordering nulls_first() const;
    Ordering nulls_last() const;
};

/// A member of a JSON document; `.as<T>()` takes it as a value.
class JsonPath : public Expression<std::optional<Json>> {
public:
    using Expression<std::optional<Json>>::Expression;

    /// The value itself, NULL where there is none: `col(&Hero::data)["a"]["b"].as<std::string>() == "x"`.
    template <class T>
    Expression<std::optional<T>> as() const {
        if constexpr (std::is_same_v<T, Json>) {
            return *this;
        } else {
            return Expression<std::optional<T>>{detail::json_scalar(node_, value_ops<T>().sql_type())};
        }
    }
};

/// All of these; `a && b` in words.
Predicate and_(std::initializer_list<Predicate> predicates);
/// Any of these.
Predicate or_(std::initializer_list<Predicate> predicates);
template <class... P>
Predicate and_(const P&... predicates) {
    return and_(std::initializer_list<Predicate>{Predicate(predicates)...});
}
template <class... P>
Predicate or_(const P&... predicates) {
    return or_(std::initializer_list<Predicate>{Predicate(predicates)...});
}
Predicate not_(const Predicate& predicate);

/// A value as an expression: `?`.
template <class T>
Expression<detail::bare_t<T>> literal(const T& value) {
    return Expression<detail::bare_t<T>>{detail::parameter(detail::to_value<detail::bare_t<T>>(value))};
}
Expression<std::string> literal(const char* text);

/// A column of the result by its name, for order_by(): `order_by(label("n").desc())`.
AnyExpression label(std::string_view name);

}  // namespace retort

#include <retort/sql/expression_impl.hpp>
