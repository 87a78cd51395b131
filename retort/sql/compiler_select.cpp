// Selects, what they select from, and what stands around them.
#include <algorithm>
#include <string>

#include <retort/core/error.hpp>
#include <retort/sql/compiler.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sql {

namespace {

void add_once(const FromRef& from, std::vector<FromRef>& froms) {
    if (std::find(froms.begin(), froms.end(), from) == froms.end()) froms.push_back(from);
}

bool contains(const std::vector<FromRef>& froms, const FromRef& from) {
    return std::find(froms.begin(), froms.end(), from) != froms.end();
}

std::string_view compound_word(detail::SetOperation operation) {
    switch (operation) {
    case detail::SetOperation::union_: return " UNION ";
    case detail::SetOperation::union_all: return " UNION ALL ";
    case detail::SetOperation::intersect: return " INTERSECT ";
    default: return " EXCEPT ";
    }
}

bool needs_nesting(const NodePtr& part) {
    const auto& query = as<QueryNode>(part);
    return part->kind() == NodeKind::compound || !query.order_by.empty() || query.limit || query.offset;
}

/// The column whose name an expression without one borrows: that of a cast.
std::string_view borrowed_name(const Node& node) {
    if (node.kind() != NodeKind::cast) return {};
    const Node& operand = *as<CastNode>(node).operand;
    if (operand.kind() == NodeKind::column) return as<ColumnNode>(operand).field->name;
    if (operand.kind() == NodeKind::named_column) return as<NamedColumnNode>(operand).name;
    return {};
}

std::string_view anonymous_stem(const Node& node) {
    if (node.kind() == NodeKind::function && !as<FunctionNode>(node).filter) return as<FunctionNode>(node).name;
    return "anon";
}

/// SQLAlchemy gives these no name, though they have none of their own.
bool stays_nameless(const Node& node) {
    if (node.kind() == NodeKind::unary) return as<UnaryNode>(node).op == Op::negate || as<UnaryNode>(node).op == Op::not_;
    return node.kind() == NodeKind::constant || node.kind() == NodeKind::text;
}

}  // namespace

Compiled Compiler::compile(const StatementNode& statement) {
    append_statement(statement);
    append_with(statement.kind());
    return std::move(out_);
}

void Compiler::append_statement(const StatementNode& statement) {
    switch (statement.kind()) {
    case NodeKind::select: return append_select(as<SelectNode>(statement), false);
    case NodeKind::compound: return append_compound(as<CompoundNode>(statement), false);
    case NodeKind::insert: return append_whole_insert(as<InsertNode>(statement));
    case NodeKind::update: return append_update(as<UpdateNode>(statement));
    default: return append_delete(as<DeleteNode>(statement));
    }
}

void Compiler::append_query(const NodePtr& query, bool in_from) {
    const bool omit_table = std::exchange(omit_table_, false);
    const auto* ordered_items = std::exchange(ordered_items_, nullptr);
    if (query->kind() == NodeKind::compound) {
        append_compound(as<CompoundNode>(query), in_from);
    } else {
        append_select(as<SelectNode>(query), in_from);
    }
    ordered_items_ = ordered_items;
    omit_table_ = omit_table;
}

std::vector<Compiler::DisplayedFrom> Compiler::displayed_froms(const SelectNode& select, bool in_from) const {
    std::vector<FromRef> named;
    for (const ResultItem& item : select.items) {
        if (item.model) {
            add_once({item.model, item.node}, named);
        } else {
            collect_froms(*item.node, named);
        }
    }
    for (const NodePtr& condition : select.where)
        collect_froms(*condition, named);

    std::vector<DisplayedFrom> froms;
    froms.reserve(named.size() + select.from.size());
    for (FromRef& from : named) {
        const bool joined = std::any_of(select.from.begin(), select.from.end(), [&](const FromTree& tree) {
            if (tree.joins.empty()) return false;
            return tree.base == from ||
                   std::any_of(tree.joins.begin(), tree.joins.end(), [&](const Join& join) { return join.target == from; });
        });
        if (!joined) froms.push_back({std::move(from), nullptr});
    }
    for (const FromTree& tree : select.from) {
        const bool known =
            tree.joins.empty() && std::any_of(froms.begin(), froms.end(), [&](const auto& from) { return from.from == tree.base; });
        if (!known) froms.push_back({tree.base, tree.joins.empty() ? nullptr : &tree});
    }
    if (scope_ && !in_from) leave_to_enclosing(select, froms);
    return froms;
}

void Compiler::leave_to_enclosing(const SelectNode& select, std::vector<DisplayedFrom>& froms) const {
    if (select.correlate_except) {
        std::erase_if(froms, [&](const DisplayedFrom& from) {
            if (from.tree || contains(*select.correlate_except, from.from)) return false;
            const Scope* scope = scope_;
            while (scope && !contains(scope->froms, from.from))
                scope = scope->parent;
            return scope != nullptr;
        });
        return;
    }
    // A table that the enclosing statement selects from is the enclosing statement's, as SQLAlchemy has it, unless it is the only one here.
    if (froms.size() < 2) return;
    std::erase_if(froms, [&](const DisplayedFrom& from) { return !from.tree && contains(scope_->froms, from.from); });
    if (froms.empty()) {
        throw CompileError{
            "All tables of the inner select are the enclosing statement's: nothing is left to select from. Use aliased<…>()."};
    }
}

namespace {

const Node& without_label(const Node& node) {
    return node.kind() == NodeKind::label ? *as<LabelNode>(node).operand : node;
}

}  // namespace

void Compiler::append_select(const SelectNode& select, bool in_from) {
    const std::vector<DisplayedFrom> froms = displayed_froms(select, in_from);
    Scope scope{in_from ? nullptr : scope_, {}};
    for (const auto& [from, tree] : froms) {
        scope.froms.push_back(from);
        if (!tree) continue;
        for (const Join& join : tree->joins) {
            scope.froms.push_back(join.target);
            if (join.link.model) scope.froms.push_back(join.link);
        }
    }
    const Scope* const outer = std::exchange(scope_, &scope);

    const std::size_t outer_grouped = grouped_.size();
    if (numbers_parameters()) {
        for (const NodePtr& expression : select.group_by)
            grouped_.push_back(&without_label(*expression));
    }

    out() += select.distinct ? "SELECT DISTINCT " : "SELECT ";
    append_items(select.items, in_from);
    bool first = true;
    for (const DisplayedFrom& from : froms) {
        out() += first ? " \nFROM " : ", ";
        first = false;
        append_from_tree(from);
    }
    if (!select.where.empty()) {
        out() += " \nWHERE ";
        append_conditions(select.where);
    }
    if (!select.group_by.empty()) {
        out() += " GROUP BY ";
        append_list(select.group_by, precedence::comma);
    }
    if (!select.having.empty()) {
        out() += " \nHAVING ";
        append_conditions(select.having);
    }
    if (numbers_parameters() && select.distinct) {
        // There, it is ordered by what is selected.
        for (const ResultItem& item : select.items) {
            if (item.model == nullptr) grouped_.push_back(&without_label(*item.node));
        }
    }
    append_order_by(select);
    grouped_.resize(outer_grouped);
    append_limit(select);
    if (select.for_update) append_for_update(select);
    scope_ = outer;
}

void Compiler::append_compound(const CompoundNode& compound, bool in_from) {
    bool first = true;
    for (const NodePtr& part : compound.selects) {
        if (!first) out() += compound_word(compound.operation);
        first = false;
        if (needs_nesting(part)) {
            append_nested_part(part);
        } else {
            append_query(part, in_from);
        }
    }
    append_order_by(compound);
    append_limit(compound);
}

void Compiler::append_nested_part(const NodePtr& part) {
    out() += '(';
    append_query(part, false);
    out() += ')';
}

void Compiler::append_order_by(const QueryNode& query) {
    if (query.order_by.empty()) return;
    out() += " ORDER BY ";
    ordered_items_ = &query.items;
    // The columns of a compound are no table's any more.
    const bool omit_table = std::exchange(omit_table_, query.kind() == NodeKind::compound);
    bool first = true;
    for (const NodePtr& node : query.order_by) {
        if (!first) out() += ", ";
        first = false;
        append_order_operand(*node, precedence::comma);
    }
    omit_table_ = omit_table;
    ordered_items_ = nullptr;
}

void Compiler::append_limit(const QueryNode& query) {
    if (query.limit) {
        out() += "\n LIMIT ";
        append_parameter(Value{*query.limit});
    }
    if (query.offset) {
        out() += query.limit ? " OFFSET " : "\n OFFSET ";
        append_parameter(Value{*query.offset});
    }
}

void Compiler::append_for_update(const SelectNode& select) {
    out() += select.for_update->read ? " FOR SHARE" : " FOR UPDATE";
    if (select.for_update->nowait) out() += " NOWAIT";
    if (select.for_update->skip_locked) out() += " SKIP LOCKED";
}

void Compiler::append_items(const std::vector<ResultItem>& items, bool in_from) {
    Names names;
    // The fields of one model have different names anyway.
    Names* const to_compare = items.size() > 1 ? &names : nullptr;
    bool first = true;
    for (const ResultItem& item : items) {
        if (!first) out() += ", ";
        first = false;
        if (item.model) {
            append_entity(item, in_from, to_compare);
        } else {
            append_item(item, in_from, to_compare);
        }
    }
}

void Compiler::append_entity(const ResultItem& item, bool in_from, Names* names) {
    // The table's name, quoted once for all columns.
    std::string prefix;
    if (!omit_table_) {
        const std::size_t begin = out().size();
        append_from_name({item.model, item.node});
        prefix = out().substr(begin) + '.';
        out().resize(begin);
    }
    bool first = true;
    for (const FieldDescription& field : item.model->fields) {
        if (!first) out() += ", ";
        first = false;
        out() += prefix;
        append_identifier(field.name);
        append_column_label(field.name, {field.name, &field, item.node.get(), false}, in_from, names);
    }
}

void Compiler::append_column_label(std::string_view name, const NameEntry& entry, bool in_from, Names* names) {
    const std::string renamed = names ? distinct_name(name, entry, *names) : std::string{};
    if (!renamed.empty()) {
        out() += " AS ";
        append_identifier(renamed);
    } else if (in_from) {
        out() += " AS ";
        append_identifier(name);
    }
}

std::string Compiler::distinct_name(std::string_view name, const NameEntry& column, Names& names) {
    const auto is_same = [&](const NameEntry& entry) { return entry.field == column.field && entry.node == column.node; };
    const NameEntry* clash = nullptr;
    bool repeated = false;
    for (const NameEntry& entry : names.entries) {
        if (!entry.renamed && entry.name == name) clash = &entry;
        if (entry.renamed && is_same(entry)) repeated = true;
    }
    if (!clash) {
        names.entries.push_back(column);
        return {};
    }
    // Two underscores: the same column once more, which nobody refers to by this name.
    if (repeated || is_same(*clash)) return std::string{name} + "__" + std::to_string(++names.repeated);
    names.entries.push_back({name, column.field, column.node, true});
    return anonymous_name(nullptr, name);
}

void Compiler::append_item(const ResultItem& item, bool in_from, Names* names) {
    const Node& node = *item.node;
    append(node, precedence::comma);
    switch (node.kind()) {
    case NodeKind::column: {
        const auto& column = as<ColumnNode>(node);
        return append_column_label(column.field->name, {column.field->name, column.field, column.alias.get(), false}, in_from, names);
    }
    case NodeKind::named_column: {
        const auto& column = as<NamedColumnNode>(node);
        return append_column_label(column.name, {column.name, nullptr, column.source.get(), false}, in_from, names);
    }
    case NodeKind::label: {
        const auto& label = as<LabelNode>(node);
        if (names) names->entries.push_back({label.name, nullptr, &node, false});
        out() += " AS ";
        return append_identifier(label.name);
    }
    default: break;
    }
    if (stays_nameless(node) && !in_from) return;
    out() += " AS ";
    const std::string_view borrowed = borrowed_name(node);
    if (borrowed.empty()) return append_identifier(anonymous_name(&node, anonymous_stem(node)));
    Names single;
    const bool taken = !distinct_name(borrowed, {borrowed, nullptr, &node, false}, names ? *names : single).empty();
    append_identifier(taken ? anonymous_name(nullptr, std::string{borrowed} + "_") : std::string{borrowed});
}

void Compiler::append_from_tree(const DisplayedFrom& from) {
    append_from(from.from);
    if (!from.tree) return;
    for (const Join& join : from.tree->joins)
        append_join(join);
}

void Compiler::append_join(const Join& join) {
    const std::string_view words = join.kind == JoinKind::inner  ? " JOIN "
                                   : join.kind == JoinKind::left ? " LEFT OUTER JOIN "
                                                                 : full_join_words();
    out() += words;
    if (join.link.model && join.kind != JoinKind::inner) {
        // Both at once: an owner with link rows but no target must not appear twice.
        out() += '(';
        append_from(join.link);
        out() += " JOIN ";
        append_from(join.target);
        out() += " ON ";
        append(*join.on, precedence::condition);
        out() += ") ON ";
        return append(*join.link_on, precedence::condition);
    }
    if (join.link.model) {
        append_from(join.link);
        out() += " ON ";
        append(*join.link_on, precedence::condition);
        out() += words;
    }
    append_from(join.target);
    out() += " ON ";
    append(*join.on, precedence::condition);
}

void Compiler::append_table(const ModelDescription& model) {
    if (!model.table.schema.empty()) {
        append_identifier(model.table.schema);
        out() += '.';
    }
    append_identifier(model.table.name);
}

void Compiler::append_from_table(const ModelDescription& model, bool) {
    append_table(model);
}

void Compiler::append_from(const FromRef& from) {
    if (!from.node) return append_from_table(*from.model, false);
    switch (from.node->kind()) {
    case NodeKind::alias: append_from_table(*as<AliasNode>(from.node).model, true); break;
    case NodeKind::subquery:
        out() += '(';
        append_query(as<SubqueryNode>(from.node).select, true);
        out() += ')';
        break;
    default: append_cte(as<CteNode>(from.node)); return append_from_name(from);
    }
    out() += " AS ";
    append_from_name(from);
}

void Compiler::append_from_name(const FromRef& from) {
    if (!from.node) return append_table(*from.model);
    switch (from.node->kind()) {
    case NodeKind::alias: {
        const auto& alias = as<AliasNode>(from.node);
        return append_identifier(alias.name.empty() ? anonymous_name(&alias, alias.model->table.name) : alias.name);
    }
    case NodeKind::subquery: {
        const auto& subquery = as<SubqueryNode>(from.node);
        return append_identifier(subquery.name.empty() ? anonymous_name(&subquery, "anon") : subquery.name);
    }
    default: return append_identifier(as<CteNode>(from.node).name);
    }
}

void Compiler::append_cte(const CteNode& cte) {
    if (std::find(known_ctes_.begin(), known_ctes_.end(), &cte) != known_ctes_.end()) return;
    known_ctes_.push_back(&cte);
    if (cte.restates) known_ctes_.push_back(cte.restates.get());

    Compiled enclosing = std::exchange(out_, {});
    // Numbered parameters keep the order in which they are met, whatever the place of the CTE in the text.
    if (numbers_parameters()) out_.parameters = std::move(enclosing.parameters);
    const Scope* const scope = std::exchange(scope_, nullptr);
    append_identifier(cte.name);
    if (cte.recursive) {
        recursive_ = true;
        append_cte_columns(cte);
    }
    out() += " AS \n(";
    append_query(cte.select, true);
    out() += ')';
    scope_ = scope;
    if (numbers_parameters()) enclosing.parameters = std::exchange(out_.parameters, {});
    ctes_.push_back(std::exchange(out_, std::move(enclosing)));
}

void Compiler::append_cte_columns(const CteNode& cte) {
    bool first = true;
    const auto add = [&](std::string_view name) {
        out() += first ? '(' : ',';
        if (!first) out() += ' ';
        first = false;
        append_identifier(name);
    };
    for (const ResultItem& item : as<StatementNode>(cte.select).items) {
        if (item.model) {
            for (const FieldDescription& field : item.model->fields)
                add(field.name);
        } else if (item.node->kind() == NodeKind::column) {
            add(as<ColumnNode>(item.node).field->name);
        } else if (item.node->kind() == NodeKind::named_column) {
            add(as<NamedColumnNode>(item.node).name);
        } else if (item.node->kind() == NodeKind::label) {
            add(as<LabelNode>(item.node).name);
        } else {
            throw CompileError{"Every item of the recursive CTE \"" + cte.name + "\" needs a name: give it one with label()."};
        }
    }
    out() += ')';
}

void Compiler::append_with(NodeKind statement) {
    if (ctes_.empty()) return;
    check_with(statement);
    Compiled whole{recursive_ ? "WITH RECURSIVE " : "WITH ", {}};
    bool first = true;
    for (Compiled& cte : ctes_) {
        if (!first) whole.sql += ", \n";
        first = false;
        whole.sql += cte.sql;
        std::move(cte.parameters.begin(), cte.parameters.end(), std::back_inserter(whole.parameters));
    }
    whole.sql += "\n ";
    whole.sql += out_.sql;
    std::move(out_.parameters.begin(), out_.parameters.end(), std::back_inserter(whole.parameters));
    out_ = std::move(whole);
}

}  // namespace retort::sql
