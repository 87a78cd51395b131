#include <retort/migrate/adjacency.hpp>

#include <algorithm>
#include <bit>
#include <functional>

namespace retort::migrate::detail {

Adjacency::Adjacency(std::size_t nodes, std::span<const Edge> edges) : begins_(nodes + 1, 0), targets_(edges.size()) {
    for (const auto& edge : edges)
        ++begins_[edge.from + 1];
    for (std::size_t node = 0; node < nodes; ++node)
        begins_[node + 1] += begins_[node];
    auto ends = begins_;
    bool repeated = false;
    for (const auto& edge : edges) {
        const auto first = targets_.begin() + begins_[edge.from];
        const auto last = targets_.begin() + ends[edge.from];
        // Few revisions have more than two edges down, and those up are made by reversed(): a search costs less than a set.
        if (last != first && std::find(first, last, edge.to) != last) {
            repeated = true;
            continue;
        }
        targets_[ends[edge.from]++] = edge.to;
    }
    if (!repeated) return;
    std::vector<Node> packed;
    packed.reserve(targets_.size());
    std::vector<std::uint32_t> begins(nodes + 1, 0);
    for (std::size_t node = 0; node < nodes; ++node) {
        packed.insert(packed.end(), targets_.begin() + begins_[node], targets_.begin() + ends[node]);
        begins[node + 1] = static_cast<std::uint32_t>(packed.size());
    }
    targets_ = std::move(packed);
    begins_ = std::move(begins);
}

Adjacency Adjacency::reversed() const {
    const auto count = nodes();
    Adjacency result;
    result.begins_.assign(count + 1, 0);
    result.targets_.resize(targets_.size());
    for (const Node target : targets_)
        ++result.begins_[target + 1];
    for (std::size_t node = 0; node < count; ++node)
        result.begins_[node + 1] += result.begins_[node];
    auto ends = result.begins_;
    for (Node node = 0; node < count; ++node) {
        for (const Node target : (*this)[node])
            result.targets_[ends[target]++] = node;
    }
    return result;
}

std::vector<Node> NodeSet::members() const {
    std::vector<Node> result;
    result.reserve(size_);
    for (Node node = 0; node < marks_.size(); ++node) {
        if (marks_[node] != 0) result.push_back(node);
    }
    return result;
}

void NameIndex::reserve(std::size_t names) {
    entries_.reserve(names);
    if (names * 2 > slots_.size()) rehash(std::bit_ceil(names * 2 + 2));
}

std::size_t NameIndex::slot_of(std::string_view name) const {
    const auto mask = slots_.size() - 1;
    auto slot = std::hash<std::string_view>{}(name)&mask;
    while (slots_[slot] != 0 && entries_[slots_[slot] - 1].name != name)
        slot = (slot + 1) & mask;
    return slot;
}

const NameIndex::Entry* NameIndex::add(std::string_view name, Node node) {
    if ((entries_.size() + 1) * 2 > slots_.size()) rehash(std::max<std::size_t>(slots_.size() * 2, 16));
    const auto slot = slot_of(name);
    if (slots_[slot] != 0) return &entries_[slots_[slot] - 1];
    entries_.push_back({name, node});
    slots_[slot] = static_cast<std::uint32_t>(entries_.size());
    return nullptr;
}

const NameIndex::Entry* NameIndex::find(std::string_view name) const {
    if (slots_.empty()) return nullptr;
    const auto entry = slots_[slot_of(name)];
    return entry == 0 ? nullptr : &entries_[entry - 1];
}

void NameIndex::rehash(std::size_t slots) {
    slots_.assign(slots, 0);
    for (std::size_t entry = 0; entry < entries_.size(); ++entry) {
        slots_[slot_of(entries_[entry].name)] = static_cast<std::uint32_t>(entry + 1);
    }
}

}  // namespace retort::migrate::detail
