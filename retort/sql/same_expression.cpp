// Expressions looked at as they are written: whether two are the same, for databases whose parameters have numbers.
#include <algorithm>

#include <retort/sql/compiler_state.hpp>

namespace retort::sql {

namespace {

bool same(const NodePtr& left, const NodePtr& right) {
    return left == right || (left && right && same_expression(*left, *right));
}

bool same(const std::vector<NodePtr>& left, const std::vector<NodePtr>& right) {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](const NodePtr& a, const NodePtr& b) { return same(a, b); });
}

bool same(const ColumnNode& left, const ColumnNode& right) {
    return left.model == right.model && left.field == right.field && left.alias == right.alias;
}
bool same(const NamedColumnNode& left, const NamedColumnNode& right) {
    return left.source == right.source && left.name == right.name;
}
bool same(const BinaryNode& left, const BinaryNode& right) {
    return left.op == right.op && left.escape == right.escape && same(left.left, right.left) && same(left.right, right.right);
}
bool same(const InNode& left, const InNode& right) {
    return left.negated == right.negated && left.values == right.values && left.select == right.select && same(left.left, right.left);
}
bool same(const BetweenNode& left, const BetweenNode& right) {
    return left.negated == right.negated && same(left.value, right.value) && same(left.low, right.low) && same(left.high, right.high);
}
bool same(const FunctionNode& left, const FunctionNode& right) {
    return left.name == right.name && left.by_name == right.by_name && same(left.arguments, right.arguments) &&
           same(left.filter, right.filter);
}
bool same(const CaseNode& left, const CaseNode& right) {
    return same(left.otherwise, right.otherwise) &&
           std::equal(left.branches.begin(), left.branches.end(), right.branches.begin(), right.branches.end(),
               [](const auto& a, const auto& b) { return same(a.condition, b.condition) && same(a.result, b.result); });
}
bool same(const JsonPathNode& left, const JsonPathNode& right) {
    return left.path == right.path && left.scalar == right.scalar && left.type == right.type && same(left.json, right.json);
}

template <class N>
bool same_as(const Node& left, const Node& right) {
    return same(as<N>(left), as<N>(right));
}

}  // namespace

const Node* operand_of_distinct(const Node& node) {
    const bool is_distinct = node.kind() == NodeKind::unary && as<UnaryNode>(node).op == Op::distinct;
    return is_distinct ? as<UnaryNode>(node).operand.get() : nullptr;
}

bool same_expression(const Node& left, const Node& right) {
    if (&left == &right) return true;
    if (left.kind() == NodeKind::label) return same_expression(*as<LabelNode>(left).operand, right);
    if (right.kind() == NodeKind::label) return same_expression(left, *as<LabelNode>(right).operand);
    if (left.kind() != right.kind()) return false;
    switch (left.kind()) {
    case NodeKind::column: return same_as<ColumnNode>(left, right);
    case NodeKind::named_column: return same_as<NamedColumnNode>(left, right);
    case NodeKind::parameter: return as<ParameterNode>(left).value == as<ParameterNode>(right).value;
    case NodeKind::constant: return as<ConstantNode>(left).constant == as<ConstantNode>(right).constant;
    case NodeKind::binary: return same_as<BinaryNode>(left, right);
    case NodeKind::unary:
        return as<UnaryNode>(left).op == as<UnaryNode>(right).op && same(as<UnaryNode>(left).operand, as<UnaryNode>(right).operand);
    case NodeKind::list:
        return as<ListNode>(left).op == as<ListNode>(right).op && same(as<ListNode>(left).items, as<ListNode>(right).items);
    case NodeKind::in: return same_as<InNode>(left, right);
    case NodeKind::between: return same_as<BetweenNode>(left, right);
    case NodeKind::function: return same_as<FunctionNode>(left, right);
    case NodeKind::cast:
        return as<CastNode>(left).type == as<CastNode>(right).type && same(as<CastNode>(left).operand, as<CastNode>(right).operand);
    case NodeKind::case_: return same_as<CaseNode>(left, right);
    case NodeKind::json_path: return same_as<JsonPathNode>(left, right);
    case NodeKind::collate:
        return as<CollateNode>(left).collation == as<CollateNode>(right).collation &&
               same(as<CollateNode>(left).operand, as<CollateNode>(right).operand);
    // Queries and texts only where they are the same object.
    default: return false;
    }
}

}  // namespace retort::sql
