/// \file
/// The untyped tree under every statement: nodes that never change once they are shared, and the pointer that shares them.
#pragma once

#include <cstdint>
#include <utility>

namespace retort::sql {

enum class NodeKind : std::uint8_t {
    // expressions
    column,
    named_column,
    parameter,
    constant,
    binary,
    unary,
    list,
    in,
    between,
    function,
    over,
    ordering,
    label,
    label_reference,
    cast,
    case_,
    scalar_select,
    exists,
    text,
    json_path,
    collate,
    substitute,
    // what stands in FROM
    alias,
    subquery,
    cte,
    // statements
    select,
    compound,
    insert,
    update,
    delete_,
    // what belongs to another layer and is only carried along
    rows,
    extension,
};

/// One node. Its count of references is atomic, so that statements which nobody changes may be shared by threads.
class Node {
public:
    Node& operator=(const Node&) = delete;

    NodeKind kind() const noexcept { return kind_; }

    void retain() const noexcept { __atomic_fetch_add(&references_, 1u, __ATOMIC_RELAXED); }
    void release() const noexcept;
    /// True where only one pointer is left: its holder may then change the node.
    bool is_unshared() const noexcept { return __atomic_load_n(&references_, __ATOMIC_ACQUIRE) == 1; }

protected:
    explicit Node(NodeKind kind) noexcept : kind_{kind} {}
    // A copy begins its own life: nobody points at it yet.
    Node(const Node& other) noexcept : kind_{other.kind_} {}
    virtual ~Node();

private:
    // Not std::atomic: <atomic> alone would add a tenth to the cost of including a statement.
    mutable std::uint32_t references_ = 0;
    NodeKind kind_;
};

/// A share in a node, or null.
class NodePtr {
public:
    NodePtr() noexcept = default;
    explicit NodePtr(const Node* node) noexcept : node_{node} {
        if (node_) node_->retain();
    }
    NodePtr(const NodePtr& other) noexcept : NodePtr{other.node_} {}
    NodePtr(NodePtr&& other) noexcept : node_{std::exchange(other.node_, nullptr)} {}
    NodePtr& operator=(NodePtr other) noexcept {
        std::swap(node_, other.node_);
        return *this;
    }
    ~NodePtr() {
        if (node_) node_->release();
    }

    const Node* get() const noexcept { return node_; }
    const Node& operator*() const noexcept { return *node_; }
    const Node* operator->() const noexcept { return node_; }
    explicit operator bool() const noexcept { return node_ != nullptr; }

    friend bool operator==(const NodePtr& left, const NodePtr& right) noexcept { return left.node_ == right.node_; }

private:
    const Node* node_ = nullptr;
};

}  // namespace retort::sql
