// Which tables a statement names, and how they are joined.
#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sql {

namespace {

void add_once(const FromRef& from, std::vector<FromRef>& froms) {
    if (std::find(froms.begin(), froms.end(), from) == froms.end()) froms.push_back(from);
}

void collect_all(const std::vector<NodePtr>& nodes, std::vector<FromRef>& froms) {
    for (const NodePtr& node : nodes)
        collect_froms(*node, froms);
}

void collect_optional(const NodePtr& node, std::vector<FromRef>& froms) {
    if (node) collect_froms(*node, froms);
}

void collect_substituted(const SubstituteNode& node, std::vector<FromRef>& froms) {
    std::vector<FromRef> inner;
    collect_froms(*node.operand, inner);
    for (FromRef& from : inner) {
        if (from == FromRef{node.model, {}}) from.node = node.alias;
        add_once(from, froms);
    }
}

NodePtr column(const FromRef& from, int field) {
    return make<ColumnNode>(*from.model, from.model->fields[static_cast<std::size_t>(field)], from.node);
}

std::string table_pair(const FromRef& left, const FromRef& right) {
    return from_name(left) + " and " + from_name(right);
}

}  // namespace

void collect_froms(const Node& node, std::vector<FromRef>& froms) {
    switch (node.kind()) {
    case NodeKind::column: return add_once({as<ColumnNode>(node).model, as<ColumnNode>(node).alias}, froms);
    case NodeKind::named_column: return add_once({nullptr, as<NamedColumnNode>(node).source}, froms);
    case NodeKind::binary: collect_froms(*as<BinaryNode>(node).left, froms); return collect_froms(*as<BinaryNode>(node).right, froms);
    case NodeKind::unary: return collect_froms(*as<UnaryNode>(node).operand, froms);
    case NodeKind::list: return collect_all(as<ListNode>(node).items, froms);
    case NodeKind::in: return collect_froms(*as<InNode>(node).left, froms);
    case NodeKind::between:
        collect_froms(*as<BetweenNode>(node).value, froms);
        collect_froms(*as<BetweenNode>(node).low, froms);
        return collect_froms(*as<BetweenNode>(node).high, froms);
    case NodeKind::function:
        collect_all(as<FunctionNode>(node).arguments, froms);
        return collect_optional(as<FunctionNode>(node).filter, froms);
    case NodeKind::over:
        collect_froms(*as<OverNode>(node).function, froms);
        collect_all(as<OverNode>(node).window.partition_by.nodes(), froms);
        return collect_all(as<OverNode>(node).window.order_by.nodes(), froms);
    case NodeKind::ordering: return collect_froms(*as<OrderingNode>(node).operand, froms);
    case NodeKind::label: return collect_froms(*as<LabelNode>(node).operand, froms);
    case NodeKind::cast: return collect_froms(*as<CastNode>(node).operand, froms);
    case NodeKind::case_:
        for (const auto& [condition, result] : as<CaseNode>(node).branches) {
            collect_optional(condition, froms);
            collect_froms(*result, froms);
        }
        return collect_optional(as<CaseNode>(node).otherwise, froms);
    case NodeKind::json_path: return collect_froms(*as<JsonPathNode>(node).json, froms);
    case NodeKind::collate: return collect_froms(*as<CollateNode>(node).operand, froms);
    case NodeKind::substitute: return collect_substituted(as<SubstituteNode>(node), froms);
    default: return;
    }
}

std::string from_name(const FromRef& from) {
    if (!from.node) return from.model->require_table().name;
    switch (from.node->kind()) {
    case NodeKind::alias: {
        const auto& alias = as<AliasNode>(from.node);
        return alias.name.empty() ? "an alias of " + alias.model->table.name : alias.name;
    }
    case NodeKind::subquery: return as<SubqueryNode>(from.node).name.empty() ? "a subquery" : as<SubqueryNode>(from.node).name;
    default: return as<CteNode>(from.node).name;
    }
}

namespace {

/// In both directions.
int foreign_keys_between(const FromRef& left, const FromRef& right) {
    if (!left.model || !right.model) return 0;
    int count = static_cast<int>(retort::foreign_keys_between(*right.model, *left.model).size());
    if (left.model != right.model) count += static_cast<int>(retort::foreign_keys_between(*left.model, *right.model).size());
    return count;
}

/// The condition along the one foreign key between the two.
NodePtr foreign_key_condition(const FromRef& left, const FromRef& right) {
    // The referred column stands first, as SQLAlchemy writes it.
    Predicate condition;
    auto keys = retort::foreign_keys_between(*right.model, *left.model);
    if (!keys.empty()) {
        for (const ColumnPair& pair : keys.front()) {
            condition = condition && Predicate{make<BinaryNode>(Op::eq, column(left, pair.right), column(right, pair.left))};
        }
    } else {
        keys = retort::foreign_keys_between(*left.model, *right.model);
        for (const ColumnPair& pair : keys.front()) {
            condition = condition && Predicate{make<BinaryNode>(Op::eq, column(right, pair.right), column(left, pair.left))};
        }
    }
    return condition.node();
}

}  // namespace

Predicate relationship_condition(const RelationshipJoin& join, const FromRef& owner, const FromRef& target) {
    Predicate condition;
    for (const ColumnPair& pair : join.pairs) {
        const NodePtr left = column(owner, pair.left);
        const NodePtr right = column(target, pair.right);
        condition = condition &&
                    Predicate{join.foreign_key_on_owner ? make<BinaryNode>(Op::eq, right, left) : make<BinaryNode>(Op::eq, left, right)};
    }
    return condition;
}

Predicate link_condition(const RelationshipJoin& join, const FromRef& link, const FromRef& target) {
    Predicate condition;
    for (const ColumnPair& pair : join.target_pairs) {
        condition = condition && Predicate{make<BinaryNode>(Op::eq, column(target, pair.right), column(link, pair.left))};
    }
    return condition;
}

namespace {

bool holds(const FromTree& tree, const FromRef& from) {
    return tree.base == from || std::any_of(tree.joins.begin(), tree.joins.end(), [&](const Join& join) { return join.target == from; });
}

/// Foreign keys between `target` and a tree: those of its last table alone where there are any, as SQLAlchemy prefers it.
int keys_to(const FromTree& tree, const FromRef& target, FromRef& where) {
    const FromRef& last = tree.joins.empty() ? tree.base : tree.joins.back().target;
    where = last;
    int count = foreign_keys_between(last, target);
    if (count > 0 || tree.joins.empty()) return count;
    const auto look = [&](const FromRef& from) {
        const int more = foreign_keys_between(from, target);
        if (more > 0) where = from;
        count += more;
    };
    look(tree.base);
    for (std::size_t i = 0; i + 1 < tree.joins.size(); ++i)
        look(tree.joins[i].target);
    return count;
}

/// The tables of the items that no join holds yet, each as a tree of its own.
std::vector<FromTree> possible_trees(const SelectNode& select, const FromRef& target) {
    if (!select.from.empty()) return select.from;
    std::vector<FromRef> froms;
    for (const ResultItem& item : select.items) {
        if (item.model) {
            add_once({item.model, item.node}, froms);
        } else {
            collect_froms(*item.node, froms);
        }
    }
    std::vector<FromTree> trees;
    for (const FromRef& from : froms) {
        if (!(from == target)) trees.push_back({from});
    }
    return trees;
}

std::string names_of(const std::vector<FromTree>& trees) {
    std::string names;
    for (const FromTree& tree : trees)
        names += (names.empty() ? "" : ", ") + from_name(tree.base);
    return names;
}

[[noreturn]] void throw_no_left_side(const std::vector<FromTree>& trees, const FromRef& target) {
    if (trees.empty()) {
        throw ArgumentError{
            "Cannot join " + from_name(target) + ": the statement selects from no other table yet. Say select_from<…>() first."};
    }
    throw ArgumentError{"Cannot join " + from_name(target) + " to " + names_of(trees) + ": no foreign key leads from one to the other. " +
                        "Give the condition: join<Other>(col(…) == col(…))."};
}

/// The tree that `target` is joined to, and the condition where none was given.
std::size_t find_left_side(const std::vector<FromTree>& trees, const FromRef& target, NodePtr& on) {
    std::vector<std::size_t> fitting;
    NodePtr condition = on;
    for (std::size_t i = 0; i < trees.size(); ++i) {
        if (on) {
            std::vector<FromRef> mentioned;
            collect_froms(*on, mentioned);
            const bool fits = std::any_of(mentioned.begin(), mentioned.end(), [&](const FromRef& from) { return holds(trees[i], from); });
            if (fits || trees.size() == 1) fitting.push_back(i);
        } else {
            FromRef where;
            const int count = keys_to(trees[i], target, where);
            if (count > 1) {
                throw ArgumentError{"Cannot join " + table_pair(where, target) + ": " + std::to_string(count) +
                                    " foreign keys lead from one to the other. Give the condition, or join along a relationship."};
            }
            if (count == 1) {
                fitting.push_back(i);
                condition = foreign_key_condition(where, target);
            }
        }
    }
    if (fitting.empty()) throw_no_left_side(trees, target);
    if (fitting.size() > 1 && !on) {
        throw ArgumentError{"Cannot join " + from_name(target) + ": foreign keys lead to more than one of " + names_of(trees) +
                            ". Say select_from<…>() first, or give the condition."};
    }
    on = condition;
    return fitting.front();
}

FromTree& tree_holding(SelectNode& select, const FromRef& owner) {
    for (FromTree& tree : select.from) {
        if (holds(tree, owner)) return tree;
    }
    select.from.push_back({owner});
    return select.from.back();
}

void join_relationship(SelectNode& select, const JoinTarget& target, const NodePtr& on, JoinKind kind) {
    const RelationshipJoin& how = relationship_join(*target.owner, *target.relationship);
    const FromRef owner{target.owner, target.owner_alias};
    if (target.target == owner) {
        throw ArgumentError{"Cannot join " + from_name(owner) + " to itself along \"" + std::string{target.relationship->name} +
                            "\" without an alias: join(aliased<…>(\"other\"), &…)."};
    }
    Join join{target.target, {}, kind};
    if (how.link) {
        join.link = {how.link, make<AliasNode>(*how.link, std::string_view{})};
        join.link_on = relationship_condition(how, owner, join.link).node();
        join.on = link_condition(how, join.link, target.target).node();
    } else {
        join.on = relationship_condition(how, owner, target.target).node();
    }
    if (on) join.on = (Predicate{join.on} && Predicate{on}).node();
    tree_holding(select, owner).joins.push_back(std::move(join));
}

}  // namespace

void add_join(SelectNode& select, const JoinTarget& target, NodePtr on, JoinKind kind) {
    if (target.relationship) return join_relationship(select, target, on, kind);
    if (target.target.model) target.target.model->require_table();
    const std::vector<FromTree> trees = possible_trees(select, target.target);
    const std::size_t left = find_left_side(trees, target.target, on);
    if (select.from.empty()) {
        select.from.push_back(trees[left]);
        select.from.back().joins.push_back({target.target, on, kind});
    } else {
        select.from[left].joins.push_back({target.target, on, kind});
    }
}

}  // namespace retort::sql
