#include <retort/orm/identity_map.hpp>

#include <algorithm>
#include <iterator>

namespace retort::detail {

namespace {

template <class Map, class K>
Instance* look_up(const Map& map, const K& key) {
    const auto found = map.find(key);
    return found == map.end() ? nullptr : found->second;
}

}  // namespace

void IntegerIdentities::erase(std::int64_t key) noexcept {
    const auto found = pages_.find(number(key));
    if (found == pages_.end()) {
        return;
    }
    Page& page = found->second;
    page.objects[place(key)] = nullptr;
    if (std::all_of(std::begin(page.objects), std::end(page.objects), [](const Instance* one) { return one == nullptr; })) {
        pages_.erase(found);
        last_ = nullptr;
    }
}

Instance* IdentityMap::find(KeyKind kind, const Key& key) const {
    switch (kind) {
    case KeyKind::integer: return integers.find(key.integer);
    case KeyKind::uuid: return look_up(uuids, key.uuid);
    case KeyKind::general: return look_up(generals, general_key(key));
    }
    return nullptr;
}

void IdentityMap::insert(KeyKind kind, const Key& key, Instance* instance) {
    switch (kind) {
    case KeyKind::integer: integers[key.integer] = instance; break;
    case KeyKind::uuid: uuids.insert_or_assign(key.uuid, instance); break;
    case KeyKind::general: generals.insert_or_assign(general_key(key), instance); break;
    }
}

void IdentityMap::erase(KeyKind kind, const Key& key) {
    switch (kind) {
    case KeyKind::integer: integers.erase(key.integer); break;
    case KeyKind::uuid: uuids.erase(key.uuid); break;
    case KeyKind::general: generals.erase(general_key(key)); break;
    }
}

void IdentityMap::clear() {
    integers.clear();
    uuids.clear();
    generals.clear();
}

GeneralKey key_values(KeyKind kind, const Key& key) {
    switch (kind) {
    case KeyKind::integer: return {Value{key.integer}};
    case KeyKind::uuid: return {Value{key.uuid}};
    case KeyKind::general: return general_key(key);
    }
    return {};
}

}  // namespace retort::detail
