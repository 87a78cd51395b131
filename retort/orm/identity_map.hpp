#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/core/hash.hpp>
#include <retort/core/value.hpp>
#include <retort/orm/instance.hpp>

namespace retort::detail {

/// Which member of Key a model's primary key uses.
enum class KeyKind : std::uint8_t { integer, uuid, general };

using GeneralKey = std::vector<Value>;

struct KeyHash {
    using is_avalanching = void;
    // Keys mostly come in order, and what comes together should lie together: four neighbours share a group of the map, so that loading
    // many rows misses the cache once for four of them. The low byte, by which the map tells those in a group apart, differs.
    std::size_t operator()(std::int64_t key) const noexcept {
        const auto number = static_cast<std::uint64_t>(key);
        const std::uint64_t group = hash_u64(number >> 3);
        return group ^ ((number & 7) << 3);
    }
    std::size_t operator()(const Uuid& key) const noexcept { return hash_bytes(&key, sizeof key); }
    std::size_t operator()(const GeneralKey& key) const noexcept {
        std::uint64_t sum = 0;
        for (const Value& value : key) {
            sum = hash_combine(sum, value.hash());
        }
        return sum;
    }
};

/// The objects of one model by primary key: one object a row. Belongs to its workspace.
class IdentityMap {
public:
    template <class K>
    using Map = boost::unordered_flat_map<K, Instance*, KeyHash>;

    Map<std::int64_t> integers;
    Map<Uuid> uuids;
    Map<GeneralKey> generals;

    Instance* find(KeyKind kind, const Key& key) const;
    void insert(KeyKind kind, const Key& key, Instance* instance);
    void erase(KeyKind kind, const Key& key);
    void clear();
    std::size_t size() const noexcept { return integers.size() + uuids.size() + generals.size(); }
};

inline GeneralKey& general_key(const Key& key) {
    return *static_cast<GeneralKey*>(key.general);
}

}  // namespace retort::detail
