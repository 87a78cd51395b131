#include <retort/sql/node.hpp>

#include <retort/sql/statement_node.hpp>

namespace retort::sql {

Node::~Node() = default;

void Node::release() const noexcept {
    if (__atomic_sub_fetch(&references_, 1u, __ATOMIC_ACQ_REL) == 0) delete this;
}

StatementNode::~StatementNode() = default;

}  // namespace retort::sql
