#include <retort/schema/dependencies.hpp>

#include <algorithm>
#include <cstddef>
#include <map>
#include <string_view>
#include <utility>

namespace retort::detail {

namespace {

using Nodes = std::vector<std::size_t>;

/// For each table the others that it refers to.
std::vector<Nodes> edges_of(const std::vector<const Table*>& tables) {
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> places;
    for (std::size_t index = 0; index < tables.size(); ++index)
        places.try_emplace({tables[index]->schema, tables[index]->name}, index);
    std::vector<Nodes> edges(tables.size());
    for (std::size_t index = 0; index < tables.size(); ++index) {
        for (const auto& key : tables[index]->foreign_keys) {
            const auto found = places.find({key.referred_schema, key.referred_table});
            if (found != places.end() && found->second != index) edges[index].push_back(found->second);
        }
    }
    return edges;
}

/// Moves what depends on nothing left, layer by layer, from `left` to `sorted`.
void take_layers(Nodes& left, Nodes& sorted, std::vector<bool>& is_left, const std::vector<Nodes>& edges) {
    for (;;) {
        Nodes layer;
        for (const auto node : left) {
            if (std::none_of(edges[node].begin(), edges[node].end(), [&](std::size_t other) { return is_left[other]; }))
                layer.push_back(node);
        }
        if (layer.empty()) return;
        for (const auto node : layer)
            is_left[node] = false;
        std::erase_if(left, [&](std::size_t node) { return !is_left[node]; });
        sorted.insert(sorted.end(), layer.begin(), layer.end());
    }
}

std::vector<bool> reachable_from(std::size_t start, const std::vector<Nodes>& edges, const std::vector<bool>& is_left) {
    std::vector<bool> seen(edges.size(), false);
    Nodes waiting{start};
    while (!waiting.empty()) {
        const auto node = waiting.back();
        waiting.pop_back();
        for (const auto next : edges[node]) {
            if (!is_left[next] || seen[next]) continue;
            seen[next] = true;
            waiting.push_back(next);
        }
    }
    return seen;
}

/// Removes the edges between tables that can reach each other, and no others: what leads into a cycle or out of it still counts.
void break_cycles(const Nodes& left, const std::vector<bool>& is_left, std::vector<Nodes>& edges) {
    std::vector<std::vector<bool>> reach(edges.size());
    for (const auto node : left)
        reach[node] = reachable_from(node, edges, is_left);
    for (const auto node : left) {
        std::erase_if(edges[node], [&](std::size_t other) { return is_left[other] && reach[node][other] && reach[other][node]; });
    }
}

}  // namespace

bool refers_to(const ForeignKeyConstraint& foreign_key, const Table& table) noexcept {
    return foreign_key.referred_table == table.name && foreign_key.referred_schema == table.schema;
}

DependencyOrder dependency_order(std::vector<const Table*> tables) {
    auto edges = edges_of(tables);
    Nodes left(tables.size());
    for (std::size_t index = 0; index < left.size(); ++index)
        left[index] = index;
    std::vector<bool> is_left(tables.size(), true);
    Nodes sorted;
    take_layers(left, sorted, is_left, edges);
    const bool has_cycle = !left.empty();
    if (has_cycle) {
        break_cycles(left, is_left, edges);
        take_layers(left, sorted, is_left, edges);
    }
    DependencyOrder order{{}, has_cycle};
    for (const auto node : sorted)
        order.tables.push_back(tables[node]);
    return order;
}

}  // namespace retort::detail
