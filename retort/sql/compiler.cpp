// Expressions.
#include <retort/sql/compiler.hpp>

#include <algorithm>
#include <string>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/sql/compiler_state.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::sql {

namespace {

Precedence precedence_of(Op op) {
    switch (op) {
    case Op::multiply:
    case Op::divide:
    case Op::divide_whole:
    case Op::divide_decimal:
    case Op::modulo:
    case Op::negate: return precedence::multiply;
    case Op::add:
    case Op::subtract: return precedence::add;
    case Op::concat: return precedence::concat;
    case Op::and_: return precedence::and_;
    case Op::or_: return precedence::or_;
    case Op::startswith:
    case Op::not_startswith:
    case Op::endswith:
    case Op::not_endswith:
    case Op::contains:
    case Op::not_contains: return precedence::weakest;
    default: return precedence::compare;
    }
}

Precedence precedence_of(const Node& node) {
    switch (node.kind()) {
    case NodeKind::binary: return precedence_of(as<BinaryNode>(node).op);
    case NodeKind::unary: return precedence_of(as<UnaryNode>(node).op);
    case NodeKind::list: return precedence_of(as<ListNode>(node).op);
    case NodeKind::in:
    case NodeKind::between: return precedence::compare;
    case NodeKind::exists: return precedence::exists;
    case NodeKind::collate: return precedence::collate;
    // Nobody knows what stands in it: alone it needs no parentheses, among other conditions it does.
    case NodeKind::text: return precedence::text;
    case NodeKind::label: return precedence_of(*as<LabelNode>(node).operand);
    case NodeKind::substitute: return precedence_of(*as<SubstituteNode>(node).operand);
    default: return precedence::atom;
    }
}

std::string_view symbol(Op op) {
    switch (op) {
    case Op::eq: return " = ";
    case Op::ne: return " != ";
    case Op::lt: return " < ";
    case Op::le: return " <= ";
    case Op::gt: return " > ";
    case Op::ge: return " >= ";
    case Op::is: return " IS ";
    case Op::is_not: return " IS NOT ";
    case Op::is_distinct: return " IS DISTINCT FROM ";
    case Op::is_not_distinct: return " IS NOT DISTINCT FROM ";
    case Op::like:
    case Op::ilike: return " LIKE ";
    case Op::not_like:
    case Op::not_ilike: return " NOT LIKE ";
    case Op::add: return " + ";
    case Op::subtract: return " - ";
    case Op::multiply: return " * ";
    case Op::modulo: return " % ";
    case Op::concat: return " || ";
    case Op::and_: return " AND ";
    case Op::or_: return " OR ";
    default: return " ";
    }
}

/// Operators of which several in a row mean the same in any grouping, so that one within another needs no parentheses.
bool is_associative(Op op) {
    return op == Op::add || op == Op::multiply || op == Op::concat || op == Op::and_ || op == Op::or_;
}

bool is_same_operation(const Node& node, Op op) {
    if (!is_associative(op)) return false;
    if (node.kind() == NodeKind::binary) return as<BinaryNode>(node).op == op;
    if (node.kind() == NodeKind::list) return as<ListNode>(node).op == op;
    if (node.kind() == NodeKind::label) return is_same_operation(*as<LabelNode>(node).operand, op);
    return false;
}

bool is_plain_function_name(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || c == '.';
    });
}

}  // namespace

Compiler::Compiler() {
    // Most statements fit: one allocation instead of six.
    out_.sql.reserve(512);
    out_.parameters.reserve(4);
}

Compiler::~Compiler() = default;

void Compiler::append_parameter(const Value& value) {
    append_parameter_mark(out_.parameters.size());
    out_.parameters.push_back(value);
}

void Compiler::append_parameter(const Value& value, const ParameterContext& context) {
    append_typed_mark(out_.parameters.size(), value, context);
    out_.parameters.push_back(value);
}

void Compiler::append_parameter_mark(std::size_t) {
    out() += '?';
}

void Compiler::append_typed_mark(std::size_t index, const Value&, const ParameterContext&) {
    append_parameter_mark(index);
}

void Compiler::append_parameter_of(const Node& node, const Value& value, const ParameterContext& context, std::size_t place) {
    if (!numbers_parameters()) return append_parameter(value, context);
    // Looked for among the first ones only: a statement with hundreds of parameters has a list in it and no expression twice.
    constexpr std::size_t most = 64;
    const auto known = std::find_if(numbered_.begin(), numbered_.end(), [&](const auto& pair) { return pair.first == &node; });
    if (known == numbered_.end()) {
        if (numbered_.size() < most) numbered_.emplace_back(&node, out_.parameters.size());
    } else if (known->second + place < out_.parameters.size()) {
        return append_typed_mark(known->second + place, value, context);
    }
    append_parameter(value, context);
}

const Node& Compiler::grouped_form(const Node& node) const {
    if (node.kind() == NodeKind::column || node.kind() == NodeKind::parameter || node.kind() == NodeKind::constant) return node;
    const auto found = std::find_if(grouped_.begin(), grouped_.end(), [&](const Node* grouped) { return same_expression(*grouped, node); });
    return found != grouped_.end() ? **found : node;
}

void Compiler::append_boolean(bool value) {
    out() += value ? "true" : "false";
}

void Compiler::append(const Node& node, Precedence against) {
    if (precedence_of(node) > against) return append_bare(node);
    out() += '(';
    append_bare(node);
    out() += ')';
}

void Compiler::append_operand(const Node& node, Op within) {
    if (is_same_operation(node, within)) return append_bare(node);
    append(node, precedence_of(within));
}

void Compiler::append_list(const std::vector<NodePtr>& nodes, Precedence against) {
    bool first = true;
    for (const NodePtr& node : nodes) {
        if (!first) out() += ", ";
        first = false;
        append(*node, against);
    }
}

void Compiler::append_conditions(const std::vector<NodePtr>& conditions) {
    if (conditions.size() == 1) return append(*conditions.front(), precedence::condition);
    bool first = true;
    for (const NodePtr& condition : conditions) {
        if (!first) out() += " AND ";
        first = false;
        append_operand(*condition, Op::and_);
    }
}

void Compiler::append_bare(const Node& written) {
    const Node& node = grouped_.empty() ? written : grouped_form(written);
    const ParameterContext context = std::exchange(context_, {});
    switch (node.kind()) {
    case NodeKind::column: return append_column(*as<ColumnNode>(node).model, as<ColumnNode>(node).field->name, as<ColumnNode>(node).alias);
    case NodeKind::named_column: return append_named_column(as<NamedColumnNode>(node));
    case NodeKind::parameter: return append_parameter_of(node, as<ParameterNode>(node).value, context);
    case NodeKind::constant: return append_constant(as<ConstantNode>(node));
    case NodeKind::binary: return append_binary(as<BinaryNode>(node));
    case NodeKind::unary: return append_unary(as<UnaryNode>(node));
    case NodeKind::list: return append_connected(as<ListNode>(node));
    case NodeKind::in: return append_in(as<InNode>(node));
    case NodeKind::between: return append_between(as<BetweenNode>(node));
    case NodeKind::function: return append_function(as<FunctionNode>(node));
    case NodeKind::over: return append_over(as<OverNode>(node));
    case NodeKind::ordering: return append_ordering(as<OrderingNode>(node));
    case NodeKind::label: return append_bare(*as<LabelNode>(node).operand);
    case NodeKind::label_reference: return append_identifier(as<LabelReferenceNode>(node).name);
    case NodeKind::cast: return append_cast(as<CastNode>(node));
    case NodeKind::case_: return append_case(as<CaseNode>(node));
    case NodeKind::scalar_select:
        out() += '(';
        append_query(as<ScalarSelectNode>(node).select, false);
        out() += ')';
        return;
    case NodeKind::exists:
        out() += "EXISTS (";
        append_query(as<ExistsNode>(node).select, false);
        out() += ')';
        return;
    case NodeKind::text: return append_text(as<TextNode>(node));
    case NodeKind::json_path: return append_json_path(as<JsonPathNode>(node));
    case NodeKind::collate:
        append(*as<CollateNode>(node).operand, precedence::strongest);
        out() += " COLLATE ";
        return append_identifier(as<CollateNode>(node).collation);
    case NodeKind::substitute: return append_substituted(as<SubstituteNode>(node));
    default: throw CompileError{"This part of the statement cannot stand in an expression."};
    }
}

void Compiler::append_constant(const ConstantNode& node) {
    switch (node.constant) {
    case Constant::null: out() += "NULL"; return;
    case Constant::true_: return append_boolean(true);
    case Constant::false_: return append_boolean(false);
    case Constant::one: out() += '1'; return;
    case Constant::star: out() += '*'; return;
    }
}

void Compiler::append_column(const ModelDescription& model, std::string_view name, const NodePtr& alias) {
    if (!omit_table_) {
        append_from_name({&model, alias ? alias : substitute_of(model)});
        out() += '.';
    }
    append_identifier(name);
}

const NodePtr& Compiler::substitute_of(const ModelDescription& model) const {
    static const NodePtr none;
    for (auto substitute = substitutes_.rbegin(); substitute != substitutes_.rend(); ++substitute) {
        if (substitute->first == &model) return *substitute->second;
    }
    return none;
}

void Compiler::append_named_column(const NamedColumnNode& node) {
    append_from_name({nullptr, node.source});
    out() += '.';
    append_identifier(node.name);
}

void Compiler::append_substituted(const SubstituteNode& node) {
    substitutes_.emplace_back(node.model, &node.alias);
    append_bare(*node.operand);
    substitutes_.pop_back();
}

void Compiler::append_binary(const BinaryNode& node) {
    switch (node.op) {
    case Op::concat: return append_concat(node);
    case Op::ilike:
    case Op::not_ilike: return append_ilike(node);
    case Op::is_distinct:
    case Op::is_not_distinct: return append_distinct_from(node);
    case Op::startswith:
    case Op::not_startswith:
    case Op::endswith:
    case Op::not_endswith:
    case Op::contains:
    case Op::not_contains: return append_match(node);
    default: break;
    }
    const bool is_arithmetic = node.op >= Op::add && node.op <= Op::modulo;
    next_is({node.right.get(), nullptr, is_arithmetic});
    append_operand(*node.left, node.op);
    const bool is_division = node.op >= Op::divide && node.op <= Op::divide_decimal;
    out() += is_division ? division(node.op) : symbol(node.op);
    next_is({node.left.get(), nullptr, is_arithmetic});
    append_operand(*node.right, node.op);
    append_escape(node);
}

void Compiler::append_escape(const BinaryNode& node) {
    if (node.escape.empty()) return;
    out() += " ESCAPE '";
    out() += node.escape == "'" ? "''" : node.escape;
    out() += '\'';
}

void Compiler::append_concat(const BinaryNode& node) {
    append_operand(*node.left, Op::concat);
    out() += " || ";
    append_operand(*node.right, Op::concat);
}

void Compiler::append_ilike(const BinaryNode& node) {
    out() += "lower(";
    append(*node.left, precedence::comma);
    out() += node.op == Op::ilike ? ") LIKE lower(" : ") NOT LIKE lower(";
    append(*node.right, precedence::comma);
    out() += ')';
    append_escape(node);
}

void Compiler::append_distinct_from(const BinaryNode& node) {
    next_is({.beside = node.right.get()});
    append_operand(*node.left, node.op);
    out() += symbol(node.op);
    next_is({.beside = node.left.get()});
    append_operand(*node.right, node.op);
}

void Compiler::append_match(const BinaryNode& node) {
    const bool negated = node.op == Op::not_startswith || node.op == Op::not_endswith || node.op == Op::not_contains;
    const bool open_left = node.op != Op::startswith && node.op != Op::not_startswith;
    const bool open_right = node.op != Op::endswith && node.op != Op::not_endswith;
    append(*node.left, precedence::compare);
    out() += negated ? " NOT LIKE " : " LIKE ";
    append_match_pattern(*node.right, open_left, open_right);
    append_escape(node);
}

void Compiler::append_match_pattern(const Node& text, bool open_left, bool open_right) {
    if (open_left) out() += "'%' || ";
    append(text, precedence::strongest);
    if (open_right) out() += " || '%'";
}

void Compiler::append_connected(const ListNode& node) {
    bool first = true;
    for (const NodePtr& item : node.items) {
        if (!first) out() += symbol(node.op);
        first = false;
        append_operand(*item, node.op);
    }
}

void Compiler::append_unary(const UnaryNode& node) {
    switch (node.op) {
    case Op::is_true: return append_truth(*node.operand, true);
    case Op::is_false: return append_truth(*node.operand, false);
    case Op::negate: out() += '-'; break;
    case Op::distinct: out() += "DISTINCT "; break;
    default: out() += "NOT "; break;
    }
    append(*node.operand, precedence_of(node.op));
}

void Compiler::append_truth(const Node& operand, bool value) {
    if (!value) out() += "NOT ";
    append(operand, precedence::compare);
}

void Compiler::append_between(const BetweenNode& node) {
    next_is({.beside = node.low.get()});
    append(*node.value, precedence::compare);
    out() += node.negated ? " NOT BETWEEN " : " BETWEEN ";
    next_is({.beside = node.value.get()});
    append(*node.low, precedence::and_);
    out() += " AND ";
    next_is({.beside = node.value.get()});
    append(*node.high, precedence::and_);
}

void Compiler::append_in(const InNode& node) {
    if (node.negated) out() += '(';
    append(*node.left, precedence::compare);
    out() += node.negated ? " NOT IN (" : " IN (";
    if (node.select) {
        append_query(node.select, false);
    } else if (node.values.empty()) {
        append_empty_set(node);
    } else {
        for (std::size_t place = 0; place < node.values.size(); ++place) {
            if (place > 0) out() += ", ";
            append_parameter_of(node, node.values[place], {.beside = node.left.get()}, place);
        }
    }
    out() += node.negated ? "))" : ")";
}

void Compiler::append_empty_set(const InNode&) {
    out() += "SELECT 1 WHERE 1!=1";
}

void Compiler::append_function(const FunctionNode& node) {
    const bool is_keyword = node.name == "current_timestamp" || node.name == "current_date" || node.name == "current_time";
    if (is_keyword && node.arguments.empty()) {
        out() += node.name == "current_timestamp" ? "CURRENT_TIMESTAMP" : node.name == "current_date" ? "CURRENT_DATE" : "CURRENT_TIME";
        return;
    }
    if (is_plain_function_name(node.name)) {
        out() += node.name;
    } else {
        append_identifier(node.name);
    }
    out() += '(';
    append_list(node.arguments, precedence::comma);
    out() += ')';
    append_filter(node);
}

void Compiler::append_filter(const FunctionNode& node) {
    if (!node.filter) return;
    out() += " FILTER (WHERE ";
    append(*node.filter, precedence::condition);
    out() += ')';
}

void Compiler::append_over(const OverNode& node) {
    append_bare(*node.function);
    out() += " OVER (";
    const char* blank = "";
    const auto clause = [&](const char* words, const std::vector<NodePtr>& nodes) {
        if (nodes.empty()) return;
        out() += blank;
        out() += words;
        append_list(nodes, precedence::comma);
        blank = " ";
    };
    clause("PARTITION BY ", node.window.partition_by.nodes());
    clause("ORDER BY ", node.window.order_by.nodes());
    if (node.window.range || node.window.rows) {
        out() += blank;
        out() += node.window.range ? "RANGE BETWEEN " : "ROWS BETWEEN ";
        const Frame& frame = node.window.range ? *node.window.range : *node.window.rows;
        append_bound(frame.from, "UNBOUNDED PRECEDING");
        out() += " AND ";
        append_bound(frame.to, "UNBOUNDED FOLLOWING");
    }
    out() += ')';
}

void Compiler::append_bound(const std::optional<int>& bound, std::string_view unbounded) {
    if (!bound) {
        out() += unbounded;
    } else if (*bound == 0) {
        out() += "CURRENT ROW";
    } else {
        append_frame_offset(*bound < 0 ? -static_cast<std::int64_t>(*bound) : *bound);
        out() += *bound < 0 ? " PRECEDING" : " FOLLOWING";
    }
}

void Compiler::append_frame_offset(std::int64_t rows) {
    append_parameter(Value{rows});
}

void Compiler::append_ordering(const OrderingNode& node) {
    append_order_operand(*node.operand, precedence::and_);
    if (node.direction == Direction::ascending) out() += " ASC";
    if (node.direction == Direction::descending) out() += " DESC";
    if (node.nulls == Nulls::first) out() += " NULLS FIRST";
    if (node.nulls == Nulls::last) out() += " NULLS LAST";
}

void Compiler::append_order_operand(const Node& node, Precedence against) {
    if (node.kind() == NodeKind::label && ordered_items_) {
        const bool selected =
            std::any_of(ordered_items_->begin(), ordered_items_->end(), [&](const ResultItem& item) { return item.node.get() == &node; });
        if (selected) return append_identifier(as<LabelNode>(node).name);
    }
    append(node, against);
}

void Compiler::append_cast(const CastNode& node) {
    out() += "CAST(";
    append(*node.operand, precedence::comma);
    out() += " AS ";
    append_type(node.type);
    out() += ')';
}

void Compiler::append_case(const CaseNode& node) {
    out() += "CASE";
    for (const auto& [condition, result] : node.branches) {
        if (!condition) throw CompileError{"A branch of case_() has an empty condition."};
        out() += " WHEN ";
        append(*condition, precedence::strongest);
        out() += " THEN ";
        append(*result, precedence::condition);
    }
    if (node.otherwise) {
        out() += " ELSE ";
        append(*node.otherwise, precedence::condition);
    }
    out() += " END";
}

void Compiler::append_json_path(const JsonPathNode& node) {
    if (!node.scalar) out() += "JSON_QUOTE(";
    out() += "JSON_EXTRACT(";
    append(*node.json, precedence::comma);
    out() += ", ";
    append_parameter(Value{node.path});
    out() += node.scalar ? ")" : "))";
}

const Value& Compiler::text_value(const TextNode& node, std::string_view name) const {
    for (const auto& [given, value] : text_values_) {
        if (given == name) return value;
    }
    for (const auto& [given, value] : node.values) {
        if (given == name) return value;
    }
    throw ArgumentError{"The parameter :" + std::string{name} + " of the text has no value. A colon that is none is written \\:."};
}

void Compiler::append_text(const TextNode& node) {
    out() += node.pieces.front();
    for (std::size_t i = 0; i < node.names.size(); ++i) {
        append_parameter(text_value(node, node.names[i]), {.beside = &node});
        out() += node.pieces[i + 1];
    }
}

Compiled Compiler::compile_text(const Node& text, std::span<const std::pair<std::string_view, Value>> values) {
    const auto& node = as<TextNode>(text);
    for (const auto& pair : values) {
        if (std::find(node.names.begin(), node.names.end(), pair.first) == node.names.end()) {
            throw ArgumentError{"The text has no parameter :" + std::string{pair.first} + "."};
        }
    }
    text_values_ = values;
    append_text(node);
    text_values_ = {};
    return std::move(out_);
}

std::string Compiler::anonymous_name(const Node* node, std::string_view stem) {
    const auto known = std::find_if(named_.begin(), named_.end(), [&](const auto& pair) { return node && pair.first == node; });
    if (known != named_.end()) return known->second;
    auto counter = std::find_if(stems_.begin(), stems_.end(), [&](const auto& pair) { return pair.first == stem; });
    if (counter == stems_.end()) counter = stems_.insert(stems_.end(), {std::string{stem}, 0});
    std::string name = counter->first + "_" + std::to_string(++counter->second);
    if (node) named_.emplace_back(node, name);
    return name;
}

}  // namespace retort::sql
