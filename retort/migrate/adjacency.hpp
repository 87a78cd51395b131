/// \file
/// The bare graph below the revisions: numbers, and which numbers follow which.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::migrate {

/// A revision's position among those that its graph was made from.
using Node = std::uint32_t;

namespace detail {

struct Edge {
    Node from;
    Node to;
};

/// For each node the nodes its edges lead to, in one block of memory: a thousand small vectors cost more than all walks over them.
class Adjacency {
public:
    Adjacency() = default;
    /// The edges of one node keep their order; those given twice count once.
    Adjacency(std::size_t nodes, std::span<const Edge> edges);

    [[nodiscard]] std::span<const Node> operator[](Node node) const {
        return std::span{targets_}.subspan(begins_[node], begins_[node + 1] - begins_[node]);
    }
    /// All edges the other way round; those that lead to one node in the order of where they come from.
    [[nodiscard]] Adjacency reversed() const;
    [[nodiscard]] std::size_t nodes() const { return begins_.size() - 1; }

private:
    std::vector<std::uint32_t> begins_ = {0};
    std::vector<Node> targets_;
};

/// A set of nodes with constant-time membership.
class NodeSet {
public:
    explicit NodeSet(std::size_t nodes) : marks_(nodes, 0) {}
    NodeSet(std::size_t nodes, std::span<const Node> members) : NodeSet{nodes} {
        for (const Node node : members)
            insert(node);
    }

    [[nodiscard]] bool contains(Node node) const { return marks_[node] != 0; }
    [[nodiscard]] std::size_t size() const { return size_; }
    [[nodiscard]] bool empty() const { return size_ == 0; }
    /// False where it was in the set before.
    bool insert(Node node) {
        if (marks_[node] != 0) return false;
        marks_[node] = 1;
        ++size_;
        return true;
    }
    /// False where it was not in the set.
    bool erase(Node node) {
        if (marks_[node] == 0) return false;
        marks_[node] = 0;
        --size_;
        return true;
    }
    /// In ascending order.
    [[nodiscard]] std::vector<Node> members() const;

private:
    std::vector<std::uint8_t> marks_;
    std::size_t size_ = 0;
};

/// The names of nodes, ids and branch labels alike. Borrows the names.
class NameIndex {
public:
    struct Entry {
        std::string_view name;
        Node node;
    };

    void reserve(std::size_t names);
    /// The entry that has this name already, or null where it was added.
    const Entry* add(std::string_view name, Node node);
    [[nodiscard]] const Entry* find(std::string_view name) const;
    /// In the order in which they were added.
    [[nodiscard]] const std::vector<Entry>& entries() const { return entries_; }

private:
    [[nodiscard]] std::size_t slot_of(std::string_view name) const;
    void rehash(std::size_t slots);

    std::vector<Entry> entries_;
    std::vector<std::uint32_t> slots_;  // one more than the position in entries_; 0 is a free slot
};

}  // namespace detail
}  // namespace retort::migrate
