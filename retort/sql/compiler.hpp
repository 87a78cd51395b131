/// \file
/// From statements to SQL. Each dialect derives from `Compiler` and says where it differs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/core/value.hpp>
#include <retort/schema/types.hpp>
#include <retort/sql/bulk_insert.hpp>
#include <retort/sql/statement_node.hpp>

namespace retort::sql {

enum class Op : std::uint8_t;
struct BetweenNode;
struct BinaryNode;
struct CaseNode;
struct CastNode;
struct CompoundNode;
struct ConstantNode;
struct CteNode;
struct DeleteNode;
struct FromTree;
struct FunctionNode;
struct InNode;
struct InsertNode;
struct Join;
struct JsonPathNode;
struct ListNode;
struct NamedColumnNode;
struct OrderingNode;
struct OverNode;
struct ParameterNode;
struct QueryNode;
struct SelectNode;
struct SubstituteNode;
struct TextNode;
struct UnaryNode;
struct UpdateNode;
struct WriteNode;

/// SQL as a driver takes it, with the values of its parameters in their order.
struct Compiled {
    std::string sql{};
    std::vector<Value> parameters{};
};

/// An INSERT of one row, and its parts as a batch of them wants them (BulkInsert); no columns where rows cannot be written together.
struct CompiledRows {
    std::string sql{};
    BulkInsert parts{};
    std::vector<Value> tail_parameters{};  ///< of ON CONFLICT and RETURNING, behind each row's own
};

/// What gives a parameter its type where it stands, for databases whose server has to find that out; nothing by itself: nobody does.
struct ParameterContext {
    const Node* beside = nullptr;              ///< what it is compared or reckoned with
    const FieldDescription* column = nullptr;  ///< what it is written into
    bool is_arithmetic = false;                ///< `beside` stands behind an operator that takes several types
};

/// How tightly an operator binds, with SQLAlchemy's figures, so that parentheses stand where it puts them.
using Precedence = int;

/// Writes statements as SQL, the way SQLAlchemy writes them. One object compiles one statement; not thread-safe.
///
/// The base class writes what all databases share; the virtual functions are the points where they differ.
class Compiler {
public:
    virtual ~Compiler();
    Compiler(const Compiler&) = delete;
    Compiler& operator=(const Compiler&) = delete;

    /// \throws CompileError  where the statement cannot be said in this database's SQL, or means too much: a delete without where()
    Compiled compile(const StatementNode& statement);
    /// The statement that writes one object of the group; its parameters come from bind_row(), and tail_parameters behind them.
    CompiledRows compile_rows(const StatementNode& insert, const RowGroup& group);
    /// Text with the values of its parameters.
    /// \throws ArgumentError  where a parameter of the text has no value, or a value no parameter
    Compiled compile_text(const Node& text, std::span<const std::pair<std::string_view, Value>> values);

protected:
    Compiler();

    // Where databases differ.

    /// The identifier, quoted where it needs to be.
    virtual void append_identifier(std::string_view identifier) = 0;
    /// The type in a CAST.
    virtual void append_type(const SqlType& type) = 0;
    /// The mark of the `index`th parameter, from 0: `?`.
    virtual void append_parameter_mark(std::size_t index);
    /// The mark of a parameter whose place alone does not settle its type, with a cast where the database needs one.
    virtual void append_typed_mark(std::size_t index, const Value& value, const ParameterContext& context);
    /// True where marks have numbers, so that parameters may be given in another order than their marks stand in the text.
    virtual bool numbers_parameters() const { return false; }
    /// Behind ORDER BY. The base writes LIMIT and OFFSET, each where it is asked for.
    virtual void append_limit(const QueryNode& query);
    /// Behind everything else of a select.
    virtual void append_for_update(const SelectNode& select);
    /// LIKE without regard to case.
    virtual void append_ilike(const BinaryNode& node);
    virtual void append_distinct_from(const BinaryNode& node);
    /// The ESCAPE of a LIKE.
    virtual void append_escape(const BinaryNode& node);
    virtual void append_concat(const BinaryNode& node);
    /// The pattern of startswith() and its kin: the text with `%` joined to it on the open sides.
    virtual void append_match_pattern(const Node& text, bool open_left, bool open_right);
    virtual void append_json_path(const JsonPathNode& node);
    virtual void append_function(const FunctionNode& node);
    /// How far from the current row a window's frame reaches.
    virtual void append_frame_offset(std::int64_t rows);
    /// The operator of one of the divisions. What they give is Retort's, not the database's: of integers an integer, of decimals no integer.
    virtual std::string_view division(Op /*op*/) const { return " / "; }
    virtual void append_ordering(const OrderingNode& node);
    /// What stands between the parentheses of IN and NOT IN where there is nothing.
    virtual void append_empty_set(const InNode& node);
    /// True and false as literals.
    virtual void append_boolean(bool value);
    /// A column of a table, or of an alias of it.
    virtual void append_column(const ModelDescription& model, std::string_view name, const NodePtr& alias);
    /// A column of truth values as a condition.
    virtual void append_truth(const Node& operand, bool value);
    /// A table in FROM, without the alias that may follow.
    virtual void append_from_table(const ModelDescription& model, bool is_aliased);
    /// \throws CompileError  where the database has no such join
    virtual std::string_view full_join_words() const { return " FULL OUTER JOIN "; }
    /// \param statement  what the WITH stands before
    /// \throws CompileError  where the database takes none there
    virtual void check_with(NodeKind /*statement*/) const {}
    /// INSERT without columns.
    virtual void append_default_values();
    virtual void append_conflict(const InsertNode& insert, std::span<const FieldDescription* const> written);
    virtual void append_returning(const StatementNode& write);
    /// A part of a compound that has an ORDER BY or a LIMIT of its own, or is itself a compound.
    virtual void append_nested_part(const NodePtr& part);

    // For the functions above.

    std::string& out() noexcept { return out_.sql; }
    /// A parameter whose place settles its type: a row's value, a LIMIT.
    void append_parameter(const Value& value);
    void append_parameter(const Value& value, const ParameterContext& context);
    /// The `place`th parameter of a node that may stand several times in the statement.
    void append_parameter_of(const Node& node, const Value& value, const ParameterContext& context, std::size_t place = 0);
    /// Says what stands beside the expression that is appended next, should that be a parameter.
    void next_is(const ParameterContext& context) noexcept { context_ = context; }
    /// The expression, in parentheses where it binds less tightly than `against`.
    void append(const Node& node, Precedence against);
    /// The expression without parentheses of its own.
    void append_bare(const Node& node);
    /// An operand of `within`.
    void append_operand(const Node& node, Op within);
    void append_list(const std::vector<NodePtr>& nodes, Precedence against);
    /// What stands behind an aggregate that is not over all rows.
    void append_filter(const FunctionNode& node);
    /// Conditions joined by AND.
    void append_conditions(const std::vector<NodePtr>& conditions);
    /// A whole query in its place within another one.
    void append_query(const NodePtr& query, bool in_from);
    /// The columns of a select or of RETURNING.
    void append_items(const std::vector<ResultItem>& items, bool in_from);
    void append_table(const ModelDescription& model);
    /// What is ordered by: the label alone where the select has it.
    void append_order_operand(const Node& node, Precedence against);
    /// The columns that the conflict clause updates, with their new values; null: the value that could not be inserted.
    static std::vector<std::pair<const FieldDescription*, NodePtr>> conflict_updates(
        const InsertNode& insert, std::span<const FieldDescription* const> written);
    /// The table that the statement updates or deletes from; null for other statements.
    const ModelDescription* written_model() const noexcept { return written_model_; }
    /// Columns of the one table that the statement writes are named without it while this is set (RETURNING, ON CONFLICT … WHERE).
    bool omit_table_ = false;

private:
    struct Scope;
    struct DisplayedFrom;
    struct NameEntry;
    struct Names;

    void append_statement(const StatementNode& statement);
    void append_select(const SelectNode& select, bool in_from);
    void append_compound(const CompoundNode& compound, bool in_from);
    void append_order_by(const QueryNode& query);
    void append_whole_insert(const InsertNode& insert);
    void append_insert(const InsertNode& insert, std::span<const FieldDescription* const> columns);
    void note_parts(const InsertNode& insert, std::span<const FieldDescription* const> columns, std::string_view tail);
    void append_insert_values(const InsertNode& insert, std::span<const FieldDescription* const> columns);
    void append_conflict_update(const std::vector<std::pair<const FieldDescription*, NodePtr>>& items, const std::vector<NodePtr>& where);
    void append_update(const UpdateNode& update);
    void append_delete(const DeleteNode& del);
    void append_write_end(const WriteNode& write);

    std::vector<DisplayedFrom> displayed_froms(const SelectNode& select, bool in_from) const;
    void leave_to_enclosing(const SelectNode& select, std::vector<DisplayedFrom>& froms) const;
    void append_entity(const ResultItem& item, bool in_from, Names* names);
    void append_item(const ResultItem& item, bool in_from, Names* names);
    void append_column_label(std::string_view name, const NameEntry& entry, bool in_from, Names* names);
    std::string distinct_name(std::string_view name, const NameEntry& column, Names& names);
    void append_from_tree(const DisplayedFrom& from);
    void append_join(const Join& join);
    void append_from(const FromRef& from);
    void append_from_name(const FromRef& from);
    void append_cte(const CteNode& cte);
    void append_cte_columns(const CteNode& cte);
    void append_with(NodeKind statement);

    const Node& grouped_form(const Node& node) const;
    const NodePtr& substitute_of(const ModelDescription& model) const;
    void append_named_column(const NamedColumnNode& node);
    void append_substituted(const SubstituteNode& node);
    void append_constant(const ConstantNode& node);
    void append_binary(const BinaryNode& node);
    void append_match(const BinaryNode& node);
    void append_unary(const UnaryNode& node);
    void append_connected(const ListNode& node);
    void append_in(const InNode& node);
    void append_between(const BetweenNode& node);
    void append_over(const OverNode& node);
    void append_bound(const std::optional<int>& bound, std::string_view unbounded);
    void append_cast(const CastNode& node);
    void append_case(const CaseNode& node);
    void append_text(const TextNode& node);
    const Value& text_value(const TextNode& node, std::string_view name) const;

    /// `anon_1`, `count_1`: the name made up for a node, the same each time; a new one where the node is null.
    std::string anonymous_name(const Node* node, std::string_view stem);

    Compiled out_{};
    ParameterContext context_{};
    /// Parameters with their numbers, where marks have any: one that stands twice, as in SELECT and GROUP BY, is one.
    std::vector<std::pair<const Node*, std::size_t>> numbered_{};
    /// What is grouped by, where parameters have numbers: to such a database `a + $1` and `a + $2` are two expressions.
    std::vector<const Node*> grouped_{};
    std::vector<std::pair<const Node*, std::string>> named_{};
    std::vector<std::pair<std::string, int>> stems_{};
    const Scope* scope_ = nullptr;
    const ModelDescription* written_model_ = nullptr;
    std::vector<const Node*> known_ctes_{};
    std::vector<Compiled> ctes_{};
    BulkInsert* parts_ = nullptr;  ///< filled in while an INSERT of one row is written
    bool recursive_ = false;
    /// Models that stand for an alias within a condition.
    std::vector<std::pair<const ModelDescription*, const NodePtr*>> substitutes_{};
    /// The items of the select whose ORDER BY is written; their labels may stand there by name.
    const std::vector<ResultItem>* ordered_items_ = nullptr;
    std::span<const std::pair<std::string_view, Value>> text_values_{};
};

}  // namespace retort::sql
