#include <retort/sql/select.hpp>

#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/sql/nodes.hpp>

namespace retort {

using sql::as;
using sql::make;
using sql::NodeKind;
using sql::NodePtr;
using sql::unshared;

namespace {

sql::SelectNode& edit_select(NodePtr& node, const char* word) {
    if (node->kind() != NodeKind::select) {
        throw ArgumentError{std::string{word} + " cannot be applied to a union; apply it to its parts, or to its subquery()."};
    }
    return unshared<sql::SelectNode>(node);
}

sql::QueryNode& edit_query(NodePtr& node) {
    if (node->kind() == NodeKind::select) return unshared<sql::SelectNode>(node);
    return unshared<sql::CompoundNode>(node);
}

std::int64_t checked_count(std::int64_t count, const char* word) {
    if (count < 0) throw ArgumentError{std::string{word} + "() takes a number of rows, not " + std::to_string(count) + "."};
    return count;
}

const sql::SelectNode& first_select(const NodePtr& query) {
    const NodePtr* node = &query;
    while ((*node)->kind() == NodeKind::compound)
        node = &as<sql::CompoundNode>(*node).selects.front();
    return as<sql::SelectNode>(*node);
}

/// The name under which an item stands in a subquery; empty where it has none of its own.
std::string_view item_name(const NodePtr& node) {
    switch (node->kind()) {
    case NodeKind::column: return as<sql::ColumnNode>(node).field->name;
    case NodeKind::named_column: return as<sql::NamedColumnNode>(node).name;
    case NodeKind::label: return as<sql::LabelNode>(node).name;
    default: return {};
    }
}

bool has_column(const NodePtr& query, std::string_view name) {
    const auto& items = first_select(query).items;
    return std::any_of(items.begin(), items.end(), [&](const sql::ResultItem& item) {
        if (!item.model) return item_name(item.node) == name;
        const auto& fields = item.model->fields;
        return std::any_of(fields.begin(), fields.end(), [&](const FieldDescription& field) { return field.name == name; });
    });
}

}  // namespace

SelectBase::SelectBase(std::initializer_list<sql::ResultItem> items) {
    auto* select = new sql::SelectNode;
    node_ = NodePtr{select};
    select->items = items;
    for (sql::ResultItem& item : select->items) {
        if (item.model) {
            item.model->require_table();
        } else {
            item.scale = sql::declared_scale(*item.node);
        }
    }
}

void SelectBase::add_where(const Predicate& predicate) {
    auto& select = edit_select(node_, "where()");
    if (!predicate.empty()) select.where.push_back(predicate.node());
}

void SelectBase::add_having(const Predicate& predicate) {
    auto& select = edit_select(node_, "having()");
    if (!predicate.empty()) select.having.push_back(predicate.node());
}

void SelectBase::add_order_by(std::initializer_list<NodePtr> clauses) {
    auto& order_by = edit_query(node_).order_by;
    order_by.insert(order_by.end(), clauses);
}

void SelectBase::add_group_by(std::initializer_list<NodePtr> expressions) {
    auto& group_by = edit_select(node_, "group_by()").group_by;
    group_by.insert(group_by.end(), expressions);
}

void SelectBase::set_limit(std::int64_t count) {
    edit_query(node_).limit = checked_count(count, "limit");
}
void SelectBase::set_offset(std::int64_t count) {
    edit_query(node_).offset = checked_count(count, "offset");
}
void SelectBase::set_distinct() {
    edit_select(node_, "distinct()").distinct = true;
}
void SelectBase::set_for_update(ForUpdate options) {
    edit_select(node_, "with_for_update()").for_update = options;
}

void SelectBase::add_from(sql::FromRef from) {
    auto& trees = edit_select(node_, "select_from()").from;
    const bool known = std::any_of(trees.begin(), trees.end(), [&](const sql::FromTree& tree) { return tree.base == from; });
    if (!known) trees.push_back({std::move(from)});
}

void SelectBase::add_join(const sql::JoinTarget& target, const Predicate& on, sql::JoinKind kind) {
    sql::add_join(edit_select(node_, "join()"), target, on.node(), kind);
}

void SelectBase::add_loader_option(const LoaderOption& option) {
    edit_query(node_).loader_options.push_back(option.node());
}
void SelectBase::set_populate_existing() {
    edit_query(node_).execution.populate_existing = true;
}
void SelectBase::set_yield_per(std::size_t rows) {
    edit_query(node_).execution.yield_per = rows;
}

NodePtr SelectBase::subquery_node(std::string_view name) const {
    return make<sql::SubqueryNode>(node_, name);
}
NodePtr SelectBase::cte_node(std::string_view name, bool recursive) const {
    return make<sql::CteNode>(node_, name, recursive, NodePtr{});
}
NodePtr SelectBase::scalar_node() const {
    return make<sql::ScalarSelectNode>(node_);
}

namespace detail {

NodePtr named_column(const NodePtr& source, std::string_view name) {
    const NodePtr& query = source->kind() == NodeKind::cte ? as<sql::CteNode>(source).select : as<sql::SubqueryNode>(source).select;
    if (!has_column(query, name)) {
        throw ArgumentError{"The subquery has no column \"" + std::string{name} + "\"; give the expression this name with label()."};
    }
    return make<sql::NamedColumnNode>(source, name);
}

NodePtr named_column(const NodePtr& source, const NodePtr& column) {
    return named_column(source, as<sql::ColumnNode>(column).field->name);
}

NodePtr extend_cte(const NodePtr& cte, const NodePtr& first, const NodePtr& second, bool all) {
    const auto& old = as<sql::CteNode>(cte);
    const NodePtr both = compound(all ? SetOperation::union_all : SetOperation::union_, {first, second});
    return make<sql::CteNode>(both, old.name, old.recursive, cte);
}

NodePtr compound(SetOperation operation, std::initializer_list<NodePtr> selects) {
    auto* node = new sql::CompoundNode;
    NodePtr result{node};
    node->operation = operation;
    node->selects = selects;
    node->items = as<sql::StatementNode>(*selects.begin()).items;
    return result;
}

Predicate exists_node(const NodePtr& select) {
    return Predicate{make<sql::ExistsNode>(select)};
}

}  // namespace detail

}  // namespace retort
