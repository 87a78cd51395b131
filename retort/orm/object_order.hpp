/// \file
/// Internal: the order in which objects that refer to each other are written. Pure: it looks at objects and changes none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/model/relationship_join.hpp>
#include <retort/orm/identity_map.hpp>
#include <retort/orm/instance.hpp>

namespace retort::detail {

/// Number `from` waits for number `to`; a soft one may be written without, and is told later.
struct OrderEdge {
    std::size_t from;
    std::size_t to;
    bool soft;
};

struct ObjectOrder {
    /// All numbers, each behind those that it waits for, and else as they came. A soft edge that closes a ring is not kept to.
    std::vector<std::size_t> order;
    /// Where edges that are not soft form a ring: its members, each waiting for the next and the last for the first; `order` is not complete then.
    std::vector<std::size_t> ring;
    /// How many members and edges were looked at.
    std::size_t steps = 0;
};

ObjectOrder order_objects(std::size_t count, const std::vector<OrderEdge>& edges);

/// The foreign key by which one object refers to another: which side of each pair is a column of the one that holds it, and which of the one referred to.
struct Reference {
    const std::vector<ColumnPair>* pairs;
    int ColumnPair::*own;
    int ColumnPair::*other;
};

/// The foreign key of a relationship without a link model.
inline Reference reference_of(const RelationshipJoin& join) {
    return join.foreign_key_on_owner ? Reference{&join.pairs, &ColumnPair::left, &ColumnPair::right}
                                     : Reference{&join.pairs, &ColumnPair::right, &ColumnPair::left};
}

/// The values of some columns of an object, named by one side of pairs; empty where one of them is NULL.
GeneralKey values_of(Instance* instance, const std::vector<ColumnPair>& pairs, int ColumnPair::*side);

/// Finds the objects of a list by the columns that a foreign key refers to.
class ObjectsByValue {
public:
    ObjectsByValue(const std::vector<Instance*>& among, const std::vector<ColumnPair>& pairs, int ColumnPair::*side);

    bool empty() const noexcept { return by_value_.empty(); }
    /// The position in the list; `none` where no object has these values.
    std::size_t find(const GeneralKey& values) const;
    static constexpr std::size_t none = static_cast<std::size_t>(-1);

private:
    boost::unordered_flat_map<GeneralKey, std::size_t, KeyHash> by_value_;
};

/// Whether a foreign key can be left out at first: one of its columns may be NULL.
bool is_soft(const ModelDescription& holder, const Reference& reference);

}  // namespace retort::detail
