/// \file
/// Internal: the order of objects in a table that refers to itself. Pure: it looks at objects and changes none.
#pragma once

#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include <retort/model/relationship_join.hpp>
#include <retort/orm/identity_map.hpp>
#include <retort/orm/instance.hpp>

namespace retort::detail {

/// Finds the objects of a list that the foreign keys of an object to its own table refer to, by the keys' values.
class ParentsByKey {
public:
    ParentsByKey(const ModelDescription& model, const std::vector<Instance*>& among)
        : model_{model},
          keys_{foreign_keys_between(model, model)} {
        for (std::size_t key = 0; key < keys_.size(); ++key) {
            for (Instance* instance : among) {
                if (const auto values = values_of(instance, key, &ColumnPair::right)) {
                    by_hash_.emplace(KeyHash{}(*values) + key, instance);
                }
            }
        }
    }

    void append_parents(Instance* instance, std::vector<Instance*>& parents) const {
        for (std::size_t key = 0; key < keys_.size(); ++key) {
            const auto wanted = values_of(instance, key, &ColumnPair::left);
            if (!wanted) {
                continue;
            }
            const auto [begin, end] = by_hash_.equal_range(KeyHash{}(*wanted) + key);
            for (auto at = begin; at != end; ++at) {
                if (at->second != instance && values_of(at->second, key, &ColumnPair::right) == wanted) {
                    parents.push_back(at->second);
                }
            }
        }
    }

private:
    // Nothing where a column is NULL: it refers to no row then.
    std::optional<GeneralKey> values_of(Instance* instance, std::size_t key, int ColumnPair::*side) const {
        GeneralKey values;
        for (const ColumnPair& pair : keys_[key]) {
            const FieldDescription& field = model_.fields[static_cast<std::size_t>(pair.*side)];
            values.push_back(field.ops->to_value(field.in(instance->object())));
            if (values.back().is_null()) {
                return std::nullopt;
            }
        }
        return values;
    }

    const ModelDescription& model_;
    std::vector<std::vector<ColumnPair>> keys_;
    std::unordered_multimap<std::size_t, Instance*> by_hash_;
};

/// The objects of `list` with each one's parents before it; a cycle is cut where it was entered.
template <class F>
std::vector<Instance*> parents_first(const std::vector<Instance*>& list, F&& parents_of) {
    const std::unordered_set<Instance*> wanted{list.begin(), list.end()};
    std::unordered_set<Instance*> seen;
    std::vector<Instance*> ordered;
    // A stack of its own: a chain of parents may be as long as the table.
    std::vector<std::pair<Instance*, bool>> stack;
    for (Instance* first : list) {
        stack.emplace_back(first, false);
        while (!stack.empty()) {
            const auto [instance, is_left] = stack.back();
            stack.pop_back();
            if (is_left) {
                ordered.push_back(instance);
            } else if (seen.insert(instance).second) {
                stack.emplace_back(instance, true);
                for (Instance* parent : parents_of(instance)) {
                    if (wanted.contains(parent) && !seen.contains(parent)) {
                        stack.emplace_back(parent, false);
                    }
                }
            }
        }
    }
    return ordered;
}

}  // namespace retort::detail
