#include <retort/sql/expression.hpp>

#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/sql/nodes.hpp>
#include <retort/sql/text.hpp>

namespace retort {

using sql::as;
using sql::make;
using sql::NodeKind;
using sql::NodePtr;
using sql::Op;

namespace {

Op negated(Op op) {
    switch (op) {
    case Op::eq: return Op::ne;
    case Op::ne: return Op::eq;
    case Op::lt: return Op::ge;
    case Op::le: return Op::gt;
    case Op::gt: return Op::le;
    case Op::ge: return Op::lt;
    case Op::is: return Op::is_not;
    case Op::is_not: return Op::is;
    case Op::is_distinct: return Op::is_not_distinct;
    case Op::is_not_distinct: return Op::is_distinct;
    case Op::like: return Op::not_like;
    case Op::not_like: return Op::like;
    case Op::ilike: return Op::not_ilike;
    case Op::not_ilike: return Op::ilike;
    case Op::startswith: return Op::not_startswith;
    case Op::not_startswith: return Op::startswith;
    case Op::endswith: return Op::not_endswith;
    case Op::not_endswith: return Op::endswith;
    case Op::contains: return Op::not_contains;
    case Op::not_contains: return Op::contains;
    case Op::is_true: return Op::is_false;
    case Op::is_false: return Op::is_true;
    default: return Op::not_;
    }
}

NodePtr constant(sql::Constant value) {
    return make<sql::ConstantNode>(value);
}

void add_items(std::vector<NodePtr>& items, const Predicate& predicate, Op op) {
    if (predicate.node()->kind() == NodeKind::list && as<sql::ListNode>(predicate.node()).op == op) {
        const auto& more = as<sql::ListNode>(predicate.node()).items;
        items.insert(items.end(), more.begin(), more.end());
    } else {
        items.push_back(predicate.node());
    }
}

Predicate combine(Op op, const Predicate* first, std::size_t count) {
    std::vector<NodePtr> items;
    for (const Predicate* predicate = first; predicate != first + count; ++predicate) {
        if (!predicate->empty()) add_items(items, *predicate, op);
    }
    if (items.empty()) return Predicate{};
    if (items.size() == 1) return Predicate{std::move(items.front())};
    return Predicate{make<sql::ListNode>(op, std::move(items))};
}

/// A column of truth values is compared with true, since not every database takes one for a condition; what is a condition stays.
NodePtr as_condition(const NodePtr& node) {
    if (!node) return node;
    switch (node->kind()) {
    case NodeKind::column:
    case NodeKind::named_column:
    case NodeKind::function:
    case NodeKind::over:
    case NodeKind::cast:
    case NodeKind::case_:
    case NodeKind::scalar_select:
    case NodeKind::json_path:
    case NodeKind::parameter: return make<sql::UnaryNode>(Op::is_true, node);
    default: return node;
    }
}

std::string_view one_character(std::string_view escape) {
    if (escape.size() > 1) throw ArgumentError{"The escape of a LIKE must be one character, not \"" + std::string{escape} + "\"."};
    return escape;
}

std::string escaped(std::string_view text, char escape) {
    std::string out;
    out.reserve(text.size() + 8);
    for (const char c : text) {
        if (c == '%' || c == '_' || c == escape) out += escape;
        out += c;
    }
    return out;
}

}  // namespace

namespace detail {

NodePtr parameter(Value value) {
    return make<sql::ParameterNode>(std::move(value));
}

NodePtr binary(Op op, const NodePtr& left, const NodePtr& right) {
    return make<sql::BinaryNode>(op, left, right);
}

NodePtr unary(Op op, const NodePtr& operand) {
    return make<sql::UnaryNode>(op, operand);
}

Predicate compare(Op op, const NodePtr& left, const NodePtr& right) {
    if (right->kind() == NodeKind::parameter && as<sql::ParameterNode>(right).value.is_null()) return compare(op, left, Value{});
    return Predicate{make<sql::BinaryNode>(op, left, right)};
}

Predicate compare(Op op, const NodePtr& left, Value right) {
    if (right.is_null()) {
        if (op == Op::eq || op == Op::is_not_distinct) return Predicate{make<sql::BinaryNode>(Op::is, left, constant(sql::Constant::null))};
        if (op == Op::ne || op == Op::is_distinct) return Predicate{make<sql::BinaryNode>(Op::is_not, left, constant(sql::Constant::null))};
        throw ArgumentError{"Only == and != can compare with NULL (an empty optional, nullptr); no value is less or greater than it."};
    }
    if (right.kind() == ValueKind::boolean && (op == Op::eq || op == Op::ne)) {
        return Predicate{make<sql::BinaryNode>(op, left, constant(right.as_boolean() ? sql::Constant::true_ : sql::Constant::false_))};
    }
    return Predicate{make<sql::BinaryNode>(op, left, parameter(std::move(right)))};
}

Predicate in_values(const NodePtr& left, std::vector<Value> values, bool negate) {
    return Predicate{make<sql::InNode>(left, negate, std::move(values), NodePtr{})};
}

Predicate in_select(const NodePtr& left, const NodePtr& select, bool negate) {
    return Predicate{make<sql::InNode>(left, negate, std::vector<Value>{}, select)};
}

Predicate between(const NodePtr& value, const NodePtr& low, const NodePtr& high) {
    return Predicate{make<sql::BetweenNode>(value, low, high, false)};
}

NodePtr labelled(const NodePtr& expression, std::string_view name) {
    return make<sql::LabelNode>(expression, name);
}

NodePtr json_member(const NodePtr& json, std::string_view key) {
    // Escaped as in the stored text, which is ASCII: SQLite compares the two as they are written.
    std::string quoted;
    JsonWriter{quoted}.string(key);
    if (key.find('"') == std::string_view::npos) return make<sql::JsonPathNode>(json, "$." + quoted, false);
    // SQLite knows no way to write a quote within a quoted member.
    if (key.find_first_of(".[") == std::string_view::npos)
        return make<sql::JsonPathNode>(json, "$." + quoted.substr(1, quoted.size() - 2), false);
    throw ArgumentError{"A JSON path cannot name the member " + Value{key}.repr() + ": it has a quote together with a dot or a bracket."};
}

NodePtr json_element(const NodePtr& json, std::int64_t index) {
    if (index < 0) return make<sql::JsonPathNode>(json, "$[#" + std::to_string(index) + "]", false);
    return make<sql::JsonPathNode>(json, "$[" + std::to_string(index) + "]", false);
}

NodePtr json_scalar(const NodePtr& path, SqlType type) {
    const auto& step = as<sql::JsonPathNode>(path);
    return make<sql::JsonPathNode>(step.json, step.path, true, std::move(type));
}

NodePtr collated(const NodePtr& expression, std::string_view collation) {
    return make<sql::CollateNode>(expression, collation);
}

Predicate like(Op op, const NodePtr& left, const TextOperand& pattern, const LikeOptions& options) {
    return Predicate{make<sql::BinaryNode>(op, left, pattern.node(), one_character(options.escape))};
}

Predicate match(Op op, const NodePtr& left, const TextOperand& text, const MatchOptions& options) {
    std::string_view escape = one_character(options.escape);
    if (!options.autoescape) return Predicate{make<sql::BinaryNode>(op, left, text.node(), escape)};
    if (text.node()->kind() != NodeKind::parameter) throw ArgumentError{"autoescape needs a text that is a value, not an expression."};
    if (escape.empty()) escape = "/";
    const std::string& value = as<sql::ParameterNode>(text.node()).value.as_text();
    return Predicate{make<sql::BinaryNode>(op, left, parameter(escaped(value, escape.front())), escape)};
}

}  // namespace detail

Predicate AnyExpression::is_null() const {
    return detail::compare(Op::eq, node_, Value{});
}
Predicate AnyExpression::is_not_null() const {
    return detail::compare(Op::ne, node_, Value{});
}

Ordering AnyExpression::asc() const {
    return Ordering{make<sql::OrderingNode>(node_, sql::Direction::ascending, sql::Nulls::none)};
}
Ordering AnyExpression::desc() const {
    return Ordering{make<sql::OrderingNode>(node_, sql::Direction::descending, sql::Nulls::none)};
}
Ordering AnyExpression::nulls_first() const {
    return Ordering{make<sql::OrderingNode>(node_, sql::Direction::none, sql::Nulls::first)};
}
Ordering AnyExpression::nulls_last() const {
    return Ordering{make<sql::OrderingNode>(node_, sql::Direction::none, sql::Nulls::last)};
}

namespace {

Ordering reordered(const NodePtr& node, sql::Direction direction, sql::Nulls nulls) {
    const auto& old = as<sql::OrderingNode>(node);
    return Ordering{make<sql::OrderingNode>(
        old.operand, direction == sql::Direction::none ? old.direction : direction, nulls == sql::Nulls::none ? old.nulls : nulls)};
}

}  // namespace

Ordering Ordering::asc() const {
    return reordered(node_, sql::Direction::ascending, sql::Nulls::none);
}
Ordering Ordering::desc() const {
    return reordered(node_, sql::Direction::descending, sql::Nulls::none);
}
Ordering Ordering::nulls_first() const {
    return reordered(node_, sql::Direction::none, sql::Nulls::first);
}
Ordering Ordering::nulls_last() const {
    return reordered(node_, sql::Direction::none, sql::Nulls::last);
}

TextOperand::TextOperand(std::string_view text) : node_{detail::parameter(text)} {}
TextOperand::TextOperand(const Expression<std::string>& expression) : node_{expression.node()} {}
TextOperand::TextOperand(const Expression<std::optional<std::string>>& expression) : node_{expression.node()} {}

Predicate::Predicate(const Expression<bool>& expression) : Expression<bool>{as_condition(expression.node())} {}
Predicate::Predicate(const Expression<std::optional<bool>>& expression) : Expression<bool>{as_condition(expression.node())} {}
Predicate::Predicate(const Text& text) : Expression<bool>{text.node()} {}

Predicate operator&&(const Predicate& left, const Predicate& right) {
    return and_({left, right});
}
Predicate operator||(const Predicate& left, const Predicate& right) {
    return or_({left, right});
}

Predicate operator!(const Predicate& operand) {
    if (operand.empty()) return operand;
    const NodePtr& node = operand.node();
    if (node->kind() == NodeKind::binary) {
        const auto& old = as<sql::BinaryNode>(node);
        const Op op = negated(old.op);
        if (op != Op::not_) return Predicate{make<sql::BinaryNode>(op, old.left, old.right, old.escape)};
    } else if (node->kind() == NodeKind::in) {
        const auto& old = as<sql::InNode>(node);
        return Predicate{make<sql::InNode>(old.left, !old.negated, old.values, old.select)};
    } else if (node->kind() == NodeKind::between) {
        const auto& old = as<sql::BetweenNode>(node);
        return Predicate{make<sql::BetweenNode>(old.value, old.low, old.high, !old.negated)};
    } else if (node->kind() == NodeKind::unary) {
        const auto& old = as<sql::UnaryNode>(node);
        const Op op = negated(old.op);
        if (op != Op::not_) return Predicate{make<sql::UnaryNode>(op, old.operand)};
    }
    return Predicate{make<sql::UnaryNode>(Op::not_, node)};
}

Predicate and_(std::initializer_list<Predicate> predicates) {
    return combine(Op::and_, predicates.begin(), predicates.size());
}
Predicate or_(std::initializer_list<Predicate> predicates) {
    return combine(Op::or_, predicates.begin(), predicates.size());
}
Predicate not_(const Predicate& predicate) {
    return !predicate;
}

Expression<std::string> literal(const char* text) {
    return Expression<std::string>{detail::parameter(text)};
}

AnyExpression label(std::string_view name) {
    return AnyExpression{make<sql::LabelReferenceNode>(name)};
}

}  // namespace retort
