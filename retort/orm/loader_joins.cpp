// The joins that joinedload() adds to a statement.
#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/orm/loader.hpp>

namespace retort::detail {

namespace {

using sql::as;
using sql::make;
using sql::NodeKind;
using sql::NodePtr;

int width(const sql::ResultItem& item) {
    return item.model != nullptr ? static_cast<int>(item.model->fields.size()) : 1;
}

bool needs_wrapping(const sql::SelectNode& select) {
    return select.limit || select.offset || select.distinct || !select.group_by.empty();
}

bool is_same_column(const sql::Node& left, const sql::Node& right) {
    if (&left == &right) {
        return true;
    }
    if (left.kind() != NodeKind::column || right.kind() != NodeKind::column) {
        return false;
    }
    const auto& a = as<sql::ColumnNode>(left);
    const auto& b = as<sql::ColumnNode>(right);
    return a.field == b.field && a.model == b.model && a.alias == b.alias;
}

/// Puts a select into a subquery, so that LIMIT, DISTINCT and GROUP BY count objects and not the rows that joins make of them.
class Wrapping {
public:
    explicit Wrapping(const sql::SelectNode& select) : inner_{new sql::SelectNode{select}}, inner_ptr_{inner_} {
        inner_->items.clear();
        for (const sql::ResultItem& item : select.items) {
            add_item(item);
        }
        for (const NodePtr& order : select.order_by) {
            const NodePtr* operand = &order;
            while ((*operand)->kind() == NodeKind::ordering || (*operand)->kind() == NodeKind::collate) {
                operand = (*operand)->kind() == NodeKind::ordering ? &as<sql::OrderingNode>(*operand).operand
                                                                   : &as<sql::CollateNode>(*operand).operand;
            }
            order_names_.push_back(name_of_order(*operand));
        }
        subquery_ = make<sql::SubqueryNode>(inner_ptr_, std::string_view{});
    }

    NodePtr column(std::size_t item, int field) const { return named(names_[item][static_cast<std::size_t>(field)]); }

    NodePtr outer(const sql::SelectNode& select) const {
        auto* node = new sql::SelectNode;
        NodePtr result{node};
        for (const auto& names : names_) {
            for (const std::string& name : names) {
                node->items.push_back({nullptr, named(name)});
            }
        }
        node->from.push_back({{nullptr, subquery_}});
        for (std::size_t i = 0; i < select.order_by.size(); ++i) {
            node->order_by.push_back(reordered(select.order_by[i], named(order_names_[i])));
        }
        return result;
    }

private:
    NodePtr named(const std::string& name) const { return make<sql::NamedColumnNode>(subquery_, name); }

    std::string unique(std::string_view stem) {
        std::string name{stem};
        for (int number = 1; std::find(taken_.begin(), taken_.end(), name) != taken_.end(); ++number) {
            name = std::string{stem} + "_" + std::to_string(number);
        }
        return taken_.emplace_back(std::move(name));
    }
    std::string label(const NodePtr& expression, std::string_view stem) {
        std::string name = unique(stem);
        const bool is_label = expression->kind() == NodeKind::label;
        inner_->items.push_back({nullptr, make<sql::LabelNode>(is_label ? as<sql::LabelNode>(expression).operand : expression, name)});
        expressions_.emplace_back(expression, name);
        return name;
    }
    void add_item(const sql::ResultItem& item) {
        auto& names = names_.emplace_back();
        if (item.model == nullptr) {
            names.push_back(label(item.node, stem_of(*item.node)));
            return;
        }
        for (const FieldDescription& field : item.model->fields) {
            names.push_back(label(make<sql::ColumnNode>(*item.model, field, item.node), field.name));
        }
    }
    static std::string_view stem_of(const sql::Node& node) {
        switch (node.kind()) {
        case NodeKind::column: return as<sql::ColumnNode>(node).field->name;
        case NodeKind::label: return as<sql::LabelNode>(node).name;
        case NodeKind::named_column: return as<sql::NamedColumnNode>(node).name;
        default: return "anon";
        }
    }
    std::string name_of_order(const NodePtr& operand) {
        if (operand->kind() == NodeKind::label_reference) {
            return as<sql::LabelReferenceNode>(operand).name;
        }
        if (operand->kind() == NodeKind::text) {
            throw ArgumentError{
                "order_by(text(…)) cannot be repeated outside a subquery, which limit(), offset(), distinct() and group_by() need where a "
                "collection is loaded by a join; order by columns, or use selectinload"};
        }
        for (const auto& [expression, name] : expressions_) {
            if (is_same_column(*expression, *operand)) {
                return name;
            }
        }
        return label(operand, "anon_order");
    }
    static NodePtr reordered(const NodePtr& order, const NodePtr& by) {
        if (order->kind() == NodeKind::ordering) {
            const auto& node = as<sql::OrderingNode>(order);
            return make<sql::OrderingNode>(reordered(node.operand, by), node.direction, node.nulls);
        }
        if (order->kind() == NodeKind::collate) {
            const auto& node = as<sql::CollateNode>(order);
            return make<sql::CollateNode>(reordered(node.operand, by), node.collation);
        }
        return by;
    }

    sql::SelectNode* inner_;
    NodePtr inner_ptr_;
    NodePtr subquery_;
    std::vector<std::vector<std::string>> names_;
    std::vector<std::string> taken_;
    std::vector<std::pair<NodePtr, std::string>> expressions_;
    std::vector<std::string> order_names_;
};

}  // namespace

/// Adds the joins of all roots to one select.
class RowLoader::Extension {
public:
    Extension(RowLoader& rows, const sql::SelectNode& original) : rows_{rows} {
        for (std::size_t i = 0; i < original.items.size(); ++i) {
            if (original.items[i].model != nullptr) {
                items_of_roots_.push_back(i);
            }
            next_column_ += width(original.items[i]);
        }
        if (rows.joins_collection_ && needs_wrapping(original)) {
            wrapping_.emplace(original);
            result_ = wrapping_->outer(original);
        } else {
            result_ = make<sql::SelectNode>(original);
        }
        select_ = &sql::unshared<sql::SelectNode>(result_);
        select_->loader_options.clear();
    }

    NodePtr run() {
        for (std::size_t root = 0; root < rows_.roots_; ++root) {
            if (rows_.entities_[root].node != nullptr) {
                root_ = root;
                join_all(root, *rows_.entities_[root].node, true);
            }
        }
        return result_;
    }

private:
    void join_all(std::size_t owner, const LoadNode& node, bool inner) {
        for (const LoadStep& step : node.steps) {
            if (step.style == LoadStyle::joined) {
                join(owner, node, step, inner);
            }
        }
    }

    void join(std::size_t owner, const LoadNode& node, const LoadStep& step, bool inner) {
        const RelationshipJoin& how = relationship_join(*node.model, *step.relationship);
        const sql::FromRef target{how.target, make<sql::AliasNode>(*how.target, std::string_view{})};
        // An inner join behind an outer one would take away what the outer one keeps.
        inner = inner && step.flags.innerjoin;
        sql::Join join{target, {}, inner ? sql::JoinKind::inner : sql::JoinKind::left};
        if (how.link != nullptr) {
            join.link = {how.link, make<sql::AliasNode>(*how.link, std::string_view{})};
            join.link_on = condition(how, owner, join.link);
            join.on = sql::link_condition(how, join.link, target).node();
        } else {
            join.on = condition(how, owner, target);
        }
        tree().joins.push_back(std::move(join));
        append_order(how, target.node, select_->order_by);
        const std::size_t index = rows_.entities_.size();
        Entity& entity = rows_.entities_.emplace_back();
        entity.pool = &rows_.workspace_.pool(*how.target);
        entity.node = step.target;
        entity.from = target;
        entity.step = &step;
        entity.owner = owner;
        join_all(index, *step.target, inner);
        rows_.entities_[index].column = next_column_;
        select_->items.push_back({how.target, target.node});
        next_column_ += static_cast<int>(how.target->fields.size());
    }

    NodePtr column(std::size_t entity, int field) const {
        if (wrapping_ && entity < rows_.roots_) {
            return wrapping_->column(items_of_roots_[entity], field);
        }
        const sql::FromRef& from = rows_.entities_[entity].from;
        return make<sql::ColumnNode>(*from.model, from.model->fields[static_cast<std::size_t>(field)], from.node);
    }

    NodePtr condition(const RelationshipJoin& how, std::size_t owner, const sql::FromRef& target) const {
        Predicate all;
        for (const ColumnPair& pair : how.pairs) {
            const NodePtr left = column(owner, pair.left);
            const NodePtr right =
                make<sql::ColumnNode>(*target.model, target.model->fields[static_cast<std::size_t>(pair.right)], target.node);
            all = all && Predicate{how.foreign_key_on_owner ? make<sql::BinaryNode>(sql::Op::eq, right, left)
                                                            : make<sql::BinaryNode>(sql::Op::eq, left, right)};
        }
        return all.node();
    }

    sql::FromTree& tree() {
        const sql::FromRef base = wrapping_ ? select_->from.front().base : rows_.entities_[root_].from;
        for (sql::FromTree& one : select_->from) {
            const auto is_base = [&](const sql::Join& join) { return join.target == base; };
            if (one.base == base || std::any_of(one.joins.begin(), one.joins.end(), is_base)) {
                return one;
            }
        }
        select_->from.push_back({base});
        return select_->from.back();
    }

    RowLoader& rows_;
    std::optional<Wrapping> wrapping_;
    NodePtr result_;
    sql::SelectNode* select_ = nullptr;
    std::vector<std::size_t> items_of_roots_;
    std::size_t root_ = 0;
    int next_column_ = 0;
};

NodePtr RowLoader::extend(const NodePtr& statement) {
    if (statement->kind() != NodeKind::select) {
        return statement;
    }
    const auto& select = as<sql::SelectNode>(statement);
    std::size_t root = 0;
    int column = 0;
    bool joins = false;
    for (const sql::ResultItem& item : select.items) {
        shape_.emplace_back(item.model != nullptr ? root++ : leave, column);
        column += width(item);
    }
    for (const Entity& entity : entities_) {
        if (entity.node != nullptr) {
            joins_collection_ = joins_collection_ || detail::joins_collection(*entity.node);
            joins = joins || std::any_of(entity.node->steps.begin(), entity.node->steps.end(),
                                 [](const LoadStep& step) { return step.style == LoadStyle::joined; });
        }
    }
    extended_ = joins;
    NodePtr result = joins ? Extension{*this, select}.run() : statement;
    is_late_ = joins_collection_;
    for (Entity& entity : entities_) {
        entity.collects = entity.node != nullptr && std::any_of(entity.node->steps.begin(), entity.node->steps.end(),
                                                        [](const LoadStep& step) { return step.style == LoadStyle::selectin; });
        is_late_ = is_late_ || entity.collects;
    }
    return result;
}

void append_order(const RelationshipJoin& how, const NodePtr& alias, std::vector<NodePtr>& order_by) {
    for (const OrderColumn& one : how.order) {
        NodePtr column = make<sql::ColumnNode>(*how.target, how.target->fields[static_cast<std::size_t>(one.field)], alias);
        if (one.descending) {
            column = make<sql::OrderingNode>(column, sql::Direction::descending, sql::Nulls::none);
        }
        order_by.push_back(std::move(column));
    }
}

}  // namespace retort::detail
