/// \file
/// What the layers above read of a statement: the shape of its rows and how it wants to be executed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <retort/sql/node.hpp>

namespace retort {

struct ModelDescription;
struct FieldDescription;
struct ValueOps;
class ParameterWriter;

namespace sql {

/// A table in FROM: the model's own, or an alias, a subquery or a CTE. Equal where it is the same one, not where it looks the same.
struct FromRef {
    const ModelDescription* model = nullptr;  ///< null for a subquery or a CTE of single columns
    NodePtr node{};                           ///< null for the model's own table

    friend bool operator==(const FromRef& left, const FromRef& right) noexcept {
        return left.node == right.node && (left.node || left.model == right.model);
    }
};

/// One item of a row. An entity takes as many consecutive columns as its model has fields, in their order; an expression takes one.
struct ResultItem {
    const ModelDescription* model = nullptr;  ///< an entity; null for an expression
    NodePtr node{};                           ///< an entity's alias, null for the table itself; otherwise the expression
    const ValueOps* ops = nullptr;            ///< an expression's type
    int scale = -1;                           ///< given to ColumnReader::decimal
};

/// How a statement wants to be executed; for the session, which is two floors up.
struct ExecutionOptions {
    bool populate_existing = false;  ///< objects already in the session are read anew
    std::size_t yield_per = 0;       ///< rows fetched at a time; 0: all
};

/// A statement without its types.
class StatementNode : public Node {
public:
    std::vector<ResultItem> items{};  ///< empty for a write without RETURNING
    std::vector<NodePtr> loader_options{};
    ExecutionOptions execution{};

protected:
    explicit StatementNode(NodeKind kind) noexcept : Node{kind} {}
    StatementNode(const StatementNode&) = default;
    ~StatementNode() override;
};

/// Objects that an insert writes.
class RowsNode;

/// Consecutive objects of an insert that write the same columns: one statement, executed once for each of them.
///
/// A key that the database generates is left out where the object has none yet, and so is a column with a server_default where the object
/// has no value. Objects that differ in this go into different groups, so that what a row gets never depends on its neighbours.
struct RowGroup {
    std::size_t first = 0;
    std::size_t size = 0;
    std::vector<const FieldDescription*> columns{};
};

/// The objects of an insert in groups, in the order given; one group of size 0 for no objects, no group where the insert was given none
/// to begin with (set(), from_select()).
std::vector<RowGroup> row_groups(const StatementNode& insert);

/// Writes the `row`th object of the insert (counted from the first of all groups) as the parameters of its group's statement.
void bind_row(const StatementNode& insert, const RowGroup& group, std::size_t row, ParameterWriter& writer);

}  // namespace sql

/// What Select::options() takes: an instruction for the session, carried along unread.
class LoaderOption {
public:
    explicit LoaderOption(sql::NodePtr node) noexcept : node_{std::move(node)} {}
    const sql::NodePtr& node() const noexcept { return node_; }

private:
    sql::NodePtr node_;
};

}  // namespace retort
