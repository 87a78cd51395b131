#include <retort/sql/functions.hpp>

#include <retort/sql/nodes.hpp>

namespace retort {

using sql::make;
using sql::NodePtr;

ClauseList::ClauseList(std::initializer_list<Clause> clauses) {
    nodes_.reserve(clauses.size());
    for (const Clause& clause : clauses)
        nodes_.push_back(clause.node());
}

namespace detail {

NodePtr function(std::string_view name, std::initializer_list<NodePtr> arguments) {
    return make<sql::FunctionNode>(name, std::vector<NodePtr>{arguments});
}

NodePtr function_by_name(std::string_view name, std::initializer_list<NodePtr> arguments) {
    auto* node = new sql::FunctionNode{name, std::vector<NodePtr>{arguments}};
    node->by_name = true;
    return NodePtr{node};
}

NodePtr over(const NodePtr& function, const Window& window) {
    return make<sql::OverNode>(function, window);
}

NodePtr filtered(const NodePtr& function, const Predicate& predicate) {
    if (predicate.empty()) return function;
    const auto& old = sql::as<sql::FunctionNode>(function);
    auto* node = new sql::FunctionNode{old.name, old.arguments};
    node->by_name = old.by_name;
    node->filter = old.filter ? (Predicate{old.filter} && predicate).node() : predicate.node();
    return NodePtr{node};
}

NodePtr star() {
    return make<sql::ConstantNode>(sql::Constant::star);
}

NodePtr cast_to(const NodePtr& expression, SqlType type) {
    return make<sql::CastNode>(expression, std::move(type));
}

NodePtr case_node(std::vector<CaseBranch> branches, NodePtr otherwise) {
    return make<sql::CaseNode>(std::move(branches), std::move(otherwise));
}

}  // namespace detail

namespace func {

Function<std::int64_t> count() {
    return Function<std::int64_t>{detail::function("count", {detail::star()})};
}
Function<std::int64_t> count(const AnyExpression& expression) {
    return Function<std::int64_t>{detail::function("count", {expression.node()})};
}
Function<DateTime> now() {
    return Function<DateTime>{detail::function("now", {})};
}
Function<DateTime> current_timestamp() {
    return Function<DateTime>{detail::function("current_timestamp", {})};
}
Function<std::int64_t> row_number() {
    return Function<std::int64_t>{detail::function("row_number", {})};
}
Function<std::int64_t> rank() {
    return Function<std::int64_t>{detail::function("rank", {})};
}
Function<std::int64_t> dense_rank() {
    return Function<std::int64_t>{detail::function("dense_rank", {})};
}
Function<std::int64_t> ntile(int buckets) {
    return Function<std::int64_t>{detail::function("ntile", {detail::parameter(buckets)})};
}

}  // namespace func

}  // namespace retort
