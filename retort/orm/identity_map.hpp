#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>

#include <retort/core/cells.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/value.hpp>
#include <retort/orm/instance.hpp>

namespace retort::detail {

/// Which member of Key a model's primary key uses.
enum class KeyKind : std::uint8_t { integer, uuid, general };

using GeneralKey = std::vector<Value>;

struct KeyHash {
    using is_avalanching = void;
    std::size_t operator()(std::int64_t key) const noexcept { return hash_u64(static_cast<std::uint64_t>(key)); }
    std::size_t operator()(const Uuid& key) const noexcept { return hash_bytes(&key, sizeof key); }
    std::size_t operator()(const GeneralKey& key) const noexcept {
        std::uint64_t sum = 0;
        for (const Value& value : key) {
            sum = hash_combine(sum, value.hash());
        }
        return sum;
    }
};

/// Objects by integer key. Integer keys are mostly dense and come in order, so the map is one of pages of neighbours: a hash map of single keys missed the
/// cache at each row of a large read, which was a tenth of its time. Four a page, because keys may also be sparse, and then a page holds one.
class IntegerIdentities {
public:
    Instance* find(std::int64_t key) const noexcept {
        if (last_ != nullptr && last_number_ == number(key)) {
            return last_->objects[place(key)];
        }
        const auto found = pages_.find(number(key));
        return found == pages_.end() ? nullptr : found->second.objects[place(key)];
    }
    /// Where the object of this key is; null where there is none yet. Good until the map is next changed.
    Instance*& operator[](std::int64_t key) {
        if (last_ == nullptr || last_number_ != number(key)) {
            last_ = nullptr;
            last_ = &pages_[number(key)];
            last_number_ = number(key);
        }
        return last_->objects[place(key)];
    }
    void erase(std::int64_t key) noexcept;
    void clear() noexcept {
        pages_.clear();
        last_ = nullptr;
    }

private:
    static constexpr int bits = 3;
    struct Page {
        Instance* objects[std::size_t{1} << bits]{};
    };
    static std::int64_t number(std::int64_t key) noexcept { return key >> bits; }
    static std::size_t place(std::int64_t key) noexcept { return static_cast<std::size_t>(key) & ((std::size_t{1} << bits) - 1); }

    boost::unordered_flat_map<std::int64_t, Page, KeyHash> pages_;
    Page* last_ = nullptr;  // the page that operator[] found last
    std::int64_t last_number_ = 0;
};

/// The objects of one model by primary key: one object a row. Belongs to its workspace.
class IdentityMap {
public:
    template <class K>
    using Map = boost::unordered_flat_map<K, Instance*, KeyHash>;

    IntegerIdentities integers;
    Map<Uuid> uuids;
    Map<GeneralKey> generals;

    Instance* find(KeyKind kind, const Key& key) const;
    void insert(KeyKind kind, const Key& key, Instance* instance);
    void erase(KeyKind kind, const Key& key);
    void clear();
};

inline GeneralKey& general_key(const Key& key) {
    return *static_cast<GeneralKey*>(key.general);
}

/// A key with a NULL in it refers to nothing.
inline bool has_null(const GeneralKey& values) {
    return std::any_of(values.begin(), values.end(), [](const Value& value) { return value.is_null(); });
}

/// The key to look for; a general one borrows `values`.
inline Key key_from(KeyKind kind, GeneralKey& values) {
    Key key;
    switch (kind) {
    case KeyKind::integer: key.integer = values.front().as_integer(); break;
    case KeyKind::uuid: key.uuid = values.front().as_uuid(); break;
    case KeyKind::general: key.general = &values; break;
    }
    return key;
}

/// The values of the key's columns.
GeneralKey key_values(KeyKind kind, const Key& key);

/// Writes a key's columns from parameter `index` on; gives the index behind them.
inline int write_key(KeyKind kind, const Key& key, ParameterWriter& writer, int index) {
    switch (kind) {
    case KeyKind::integer: writer.integer(index++, key.integer); break;
    case KeyKind::uuid: writer.uuid(index++, key.uuid); break;
    case KeyKind::general:
        for (const Value& value : general_key(key)) {
            writer.value(index++, value);
        }
    }
    return index;
}

}  // namespace retort::detail
