#include <retort/sql/node.hpp>

#include <retort/core/text.hpp>
#include <retort/model/description.hpp>
#include <retort/sql/nodes.hpp>
#include <retort/sql/statement_node.hpp>

namespace retort::sql {

Node::~Node() = default;

void Node::release() const noexcept {
    if (__atomic_sub_fetch(&references_, 1u, __ATOMIC_ACQ_REL) == 0) delete this;
}

StatementNode::~StatementNode() = default;

int declared_scale(const Node& node) noexcept {
    switch (node.kind()) {
    case NodeKind::column: return as<ColumnNode>(node).field->scale;
    case NodeKind::label: return declared_scale(*as<LabelNode>(node).operand);
    case NodeKind::over: return declared_scale(*as<OverNode>(node).function);
    case NodeKind::unary: return declared_scale(*as<UnaryNode>(node).operand);
    case NodeKind::function: {
        const auto& function = as<FunctionNode>(node);
        if (function.arguments.empty()) return -1;
        for (const auto name : {"sum", "min", "max", "abs", "coalesce", "first_value", "last_value", "lag", "lead"}) {
            if (iequals(function.name, name)) return declared_scale(*function.arguments.front());
        }
        return -1;
    }
    default: return -1;
    }
}

}  // namespace retort::sql
