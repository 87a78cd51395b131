/// \file
/// The kinds of nodes, for those who make them and for compilers. Not needed where statements are written.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/value.hpp>
#include <retort/model/description.hpp>
#include <retort/sql/expression.hpp>
#include <retort/sql/functions.hpp>
#include <retort/sql/select.hpp>
#include <retort/sql/statement_node.hpp>
#include <retort/sql/write.hpp>

namespace retort {
struct RelationshipJoin;
}

namespace retort::sql {

/// The node as what its kind() says it is.
template <class N>
const N& as(const Node& node) noexcept {
    return static_cast<const N&>(node);
}
template <class N>
const N& as(const NodePtr& node) noexcept {
    return static_cast<const N&>(*node);
}

template <class N, class... Arguments>
NodePtr make(Arguments&&... arguments) {
    return NodePtr{new N{std::forward<Arguments>(arguments)...}};
}

/// The node for changing: a copy of its own takes its place first where others hold it too.
template <class N>
N& unshared(NodePtr& node) {
    if (!node->is_unshared()) node = make<N>(as<N>(node));
    return const_cast<N&>(as<N>(node));  // nobody else sees it
}

struct ColumnNode final : Node {
    ColumnNode(const ModelDescription& owner, const FieldDescription& column, NodePtr alias_of)
        : Node{NodeKind::column},
          model{&owner},
          field{&column},
          alias{std::move(alias_of)} {}
    const ModelDescription* model;
    const FieldDescription* field;
    NodePtr alias;  ///< null: the table itself
};

/// A column of a subquery or a CTE.
struct NamedColumnNode final : Node {
    NamedColumnNode(NodePtr from, std::string_view column) : Node{NodeKind::named_column}, source{std::move(from)}, name{column} {}
    NodePtr source;
    std::string name;
};

struct ParameterNode final : Node {
    explicit ParameterNode(Value bound) noexcept : Node{NodeKind::parameter}, value{std::move(bound)} {}
    Value value;
};

enum class Constant : std::uint8_t { null, true_, false_, one, star };

struct ConstantNode final : Node {
    explicit ConstantNode(Constant what) noexcept : Node{NodeKind::constant}, constant{what} {}
    Constant constant;
};

struct BinaryNode final : Node {
    BinaryNode(Op which, NodePtr first, NodePtr second, std::string_view escape_character = {})
        : Node{NodeKind::binary},
          op{which},
          left{std::move(first)},
          right{std::move(second)},
          escape{escape_character} {}
    Op op;
    NodePtr left;
    NodePtr right;
    std::string escape;  ///< of LIKE
};

struct UnaryNode final : Node {
    UnaryNode(Op which, NodePtr child) : Node{NodeKind::unary}, op{which}, operand{std::move(child)} {}
    Op op;
    NodePtr operand;
};

/// Several conditions joined by and_ or or_; at least two.
struct ListNode final : Node {
    ListNode(Op which, std::vector<NodePtr> children) : Node{NodeKind::list}, op{which}, items{std::move(children)} {}
    Op op;
    std::vector<NodePtr> items;
};

struct InNode final : Node {
    InNode(NodePtr operand, bool is_negated, std::vector<Value> list, NodePtr query)
        : Node{NodeKind::in},
          negated{is_negated},
          left{std::move(operand)},
          values{std::move(list)},
          select{std::move(query)} {}
    bool negated;
    NodePtr left;
    std::vector<Value> values;
    NodePtr select;  ///< instead of values
};

struct BetweenNode final : Node {
    BetweenNode(NodePtr operand, NodePtr first, NodePtr last, bool is_negated)
        : Node{NodeKind::between},
          negated{is_negated},
          value{std::move(operand)},
          low{std::move(first)},
          high{std::move(last)} {}
    bool negated;
    NodePtr value;
    NodePtr low;
    NodePtr high;
};

struct FunctionNode final : Node {
    FunctionNode(std::string_view function, std::vector<NodePtr> operands)
        : Node{NodeKind::function},
          name{function},
          arguments{std::move(operands)} {}
    std::string name;
    std::vector<NodePtr> arguments;
    NodePtr filter{};
    bool by_name = false;  ///< func::call(): the database's own function, whatever that does
};

struct OverNode final : Node {
    OverNode(NodePtr of, const Window& over) : Node{NodeKind::over}, function{std::move(of)}, window{over} {}
    NodePtr function;
    Window window;
};

enum class Direction : std::uint8_t { none, ascending, descending };
enum class Nulls : std::uint8_t { none, first, last };

struct OrderingNode final : Node {
    OrderingNode(NodePtr by, Direction way, Nulls where) : Node{NodeKind::ordering}, operand{std::move(by)}, direction{way}, nulls{where} {}
    NodePtr operand;
    Direction direction;
    Nulls nulls;
};

struct LabelNode final : Node {
    LabelNode(NodePtr what, std::string_view label) : Node{NodeKind::label}, operand{std::move(what)}, name{label} {}
    NodePtr operand;
    std::string name;
};

struct LabelReferenceNode final : Node {
    explicit LabelReferenceNode(std::string_view label) : Node{NodeKind::label_reference}, name{label} {}
    std::string name;
};

struct CastNode final : Node {
    CastNode(NodePtr what, SqlType to) : Node{NodeKind::cast}, operand{std::move(what)}, type{std::move(to)} {}
    NodePtr operand;
    SqlType type;
};

struct CaseNode final : Node {
    CaseNode(std::vector<detail::CaseBranch> when, NodePtr else_)
        : Node{NodeKind::case_},
          branches{std::move(when)},
          otherwise{std::move(else_)} {}
    std::vector<detail::CaseBranch> branches;
    NodePtr otherwise;  ///< may be null
};

struct ScalarSelectNode final : Node {
    explicit ScalarSelectNode(NodePtr query) : Node{NodeKind::scalar_select}, select{std::move(query)} {}
    NodePtr select;
};

struct ExistsNode final : Node {
    explicit ExistsNode(NodePtr query) : Node{NodeKind::exists}, select{std::move(query)} {}
    NodePtr select;
};

/// SQL as it was written: pieces of text with a named parameter between each two of them.
struct TextNode final : Node {
    TextNode() : Node{NodeKind::text} {}
    TextNode(const TextNode&) = default;
    std::vector<std::string> pieces{};  ///< one more than names
    std::vector<std::string> names{};
    std::vector<std::pair<std::string, Value>> values{};  ///< given by bind()
};

/// A step into a JSON document.
struct JsonPathNode final : Node {
    JsonPathNode(NodePtr document, std::string step, bool as_scalar, SqlType of = {})
        : Node{NodeKind::json_path},
          json{std::move(document)},
          path{std::move(step)},
          scalar{as_scalar},
          type{std::move(of)} {}
    NodePtr json;
    std::string path;  ///< `$."member"` or `$[0]`
    bool scalar;       ///< the value itself instead of JSON
    SqlType type;      ///< of the value itself
};

struct CollateNode final : Node {
    CollateNode(NodePtr what, std::string_view name) : Node{NodeKind::collate}, operand{std::move(what)}, collation{name} {}
    NodePtr operand;
    std::string collation;
};

/// A condition in which a model's own table stands for an alias of it.
struct SubstituteNode final : Node {
    SubstituteNode(NodePtr in, const ModelDescription& of, NodePtr by)
        : Node{NodeKind::substitute},
          operand{std::move(in)},
          model{&of},
          alias{std::move(by)} {}
    NodePtr operand;
    const ModelDescription* model;
    NodePtr alias;
};

struct AliasNode final : Node {
    AliasNode(const ModelDescription& of, std::string_view alias_name) : Node{NodeKind::alias}, model{&of}, name{alias_name} {}
    const ModelDescription* model;
    std::string name;  ///< empty: made up by the compiler
};

struct SubqueryNode final : Node {
    SubqueryNode(NodePtr query, std::string_view alias) : Node{NodeKind::subquery}, select{std::move(query)}, name{alias} {}
    NodePtr select;
    std::string name;  ///< empty: made up by the compiler
};

struct CteNode final : Node {
    CteNode(NodePtr query, std::string_view alias, bool is_recursive, NodePtr part_of_itself)
        : Node{NodeKind::cte},
          select{std::move(query)},
          name{alias},
          recursive{is_recursive},
          restates{std::move(part_of_itself)} {}
    NodePtr select;
    std::string name;
    bool recursive;
    NodePtr restates;  ///< the same CTE as its recursive part refers to it
};

struct Join {
    FromRef target;
    NodePtr on;
    JoinKind kind;
    FromRef link{};  ///< of a many-to-many relationship: joined first
    NodePtr link_on{};
};

/// One entry of FROM: a table and what is joined to it, from left to right.
struct FromTree {
    FromRef base;
    std::vector<Join> joins{};
};

/// What selects and compounds share.
struct QueryNode : StatementNode {
    std::vector<NodePtr> order_by{};
    std::optional<std::int64_t> limit{};
    std::optional<std::int64_t> offset{};

protected:
    using StatementNode::StatementNode;
    QueryNode(const QueryNode&) = default;
    ~QueryNode() override = default;
};

struct SelectNode final : QueryNode {
    SelectNode() : QueryNode{NodeKind::select} {}
    SelectNode(const SelectNode&) = default;
    bool distinct = false;
    std::vector<FromTree> from{};
    std::vector<NodePtr> where{};
    std::vector<NodePtr> group_by{};
    std::vector<NodePtr> having{};
    std::optional<ForUpdate> for_update{};
    /// Where set, these alone are its own tables; all others that an enclosing statement has are the enclosing statement's.
    std::optional<std::vector<FromRef>> correlate_except{};
};

struct CompoundNode final : QueryNode {
    CompoundNode() : QueryNode{NodeKind::compound} {}
    CompoundNode(const CompoundNode&) = default;
    detail::SetOperation operation = detail::SetOperation::union_;
    std::vector<NodePtr> selects{};
};

class RowsNode final : public Node {
public:
    RowsNode(const ModelDescription& of, const detail::Rows& objects) : Node{NodeKind::rows}, model{&of}, rows{objects} {}
    ~RowsNode() override {
        if (rows.owner) rows.destroy(rows.owner);
    }
    const void* at(std::size_t row) const noexcept { return static_cast<const char*>(rows.data) + row * rows.stride; }
    bool is_borrowed() const noexcept { return rows.owner == nullptr; }

    const ModelDescription* model;
    detail::Rows rows;
};

struct ConflictClause {
    std::vector<const FieldDescription*> target{};
    bool do_update = false;
    std::vector<const FieldDescription*> excluded{};  ///< set to the new row's values
    std::vector<std::pair<const FieldDescription*, NodePtr>> assignments{};
    std::vector<NodePtr> where{};
};

struct WriteNode : StatementNode {
    const ModelDescription* model;
    std::vector<std::pair<const FieldDescription*, NodePtr>> assignments{};
    std::vector<NodePtr> where{};

protected:
    WriteNode(NodeKind kind, const ModelDescription& of) : StatementNode{kind}, model{&of} {}
    WriteNode(const WriteNode&) = default;
    ~WriteNode() override = default;
};

struct InsertNode final : WriteNode {
    explicit InsertNode(const ModelDescription& of) : WriteNode{NodeKind::insert, of} {}
    InsertNode(const InsertNode&) = default;
    NodePtr rows{};
    NodePtr select{};
    std::vector<const FieldDescription*> select_columns{};
    std::optional<ConflictClause> conflict{};
};

struct UpdateNode final : WriteNode {
    explicit UpdateNode(const ModelDescription& of) : WriteNode{NodeKind::update, of} {}
    UpdateNode(const UpdateNode&) = default;
};

struct DeleteNode final : WriteNode {
    explicit DeleteNode(const ModelDescription& of) : WriteNode{NodeKind::delete_, of} {}
    DeleteNode(const DeleteNode&) = default;
    bool all_rows = false;
};

/// The declared number of decimal places of an expression's value; -1 where nothing declares one. Sums and extremes have those of what they are made of.
int declared_scale(const Node& node) noexcept;

/// The tables that an expression names, each once, in order of appearance; not those within subqueries.
void collect_froms(const Node& expression, std::vector<FromRef>& froms);

/// `owner.id = target.owner_id`; with a link model the link stands for the target.
Predicate relationship_condition(const RelationshipJoin& join, const FromRef& owner, const FromRef& target);
/// `target.id = link.target_id`
Predicate link_condition(const RelationshipJoin& join, const FromRef& link, const FromRef& target);

/// \throws ArgumentError  where the left side or the condition cannot be told
void add_join(SelectNode& select, const JoinTarget& target, NodePtr on, JoinKind kind);

/// What a person calls it: the table's or alias's name.
std::string from_name(const FromRef& from);

}  // namespace retort::sql
