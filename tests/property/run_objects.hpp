/// \file
/// The templates of Run that several of its sources use.
#pragma once

#include "run.hpp"

namespace property {

/// The object of a row; loaded, in one of several ways, where the session has not got it yet.
template <class T>
Ref<T> Run::handle(Uid uid) {
    auto& refs = handles_.of<T>();
    if (const auto found = refs.find(uid); found != refs.end()) return found->second;
    const Ref<T> ref = load<T>(uid, next_load_++);
    require(static_cast<bool>(ref), name(uid) + " cannot be loaded");
    require(ref.state() == ObjectState::persistent, name(uid) + " was loaded and is not persistent");
    loaded_since_flush_ = true;
    return refs[uid] = ref;
}

template <class T>
Ref<T> Run::load(Uid uid, int how) {
    const Row& row = world_.at(uid);
    if constexpr (std::is_same_v<T, Country>) {
        if (how % 2 == 0) return session_->get<Country>(row.code);
        return session_->exec(select<Country>().where(col(&Country::code) == row.code)).one_or_none();
    } else if constexpr (std::is_same_v<T, Assignment>) {
        const std::int64_t hero = world_.at(row.link[0]).id;
        const std::int64_t mission = world_.at(row.link[1]).id;
        if (how % 2 == 0) return session_->get<Assignment>(hero, mission);
        return session_->exec(select<Assignment>().where(col(&Assignment::hero_id) == hero, col(&Assignment::mission_id) == mission))
            .one_or_none();
    } else {
        if (how % 2 == 0) return session_->get<T>(row.id);
        return session_->exec(select<T>().where(col(&T::id) == row.id)).one_or_none();
    }
}

/// The number of an object; 0 for none, -1 for one that is deleted.
template <class T>
Uid Run::uid_of(const Ref<T>& ref) {
    if (!ref) return 0;
    auto& refs = handles_.of<T>();
    for (const auto& [uid, known] : refs) {
        if (known == ref) return world_.has(uid) ? uid : -1;
    }
    if (ref.state() != ObjectState::persistent && ref.state() != ObjectState::pending) return -1;
    // Reached along a relationship before anything else.
    const T& object = *ref;
    for (const auto& [uid, row] : world_.rows) {
        bool same = false;
        if constexpr (std::is_same_v<T, Country>) {
            same = row.kind == Kind::country && row.code == object.code;
        } else if constexpr (std::is_same_v<T, Assignment>) {
            same = row.kind == Kind::assignment && world_.at(row.link[0]).id == object.hero_id &&
                   world_.at(row.link[1]).id == object.mission_id;
        } else {
            same = with_kind(row.kind, [](auto type) { return std::is_same_v<T, typename decltype(type)::type>; }) && row.id != 0 &&
                   row.id == object.id;
        }
        if (same) {
            require(refs.count(uid) == 0, "there are two objects for the row of " + name(uid));
            refs[uid] = ref;
            loaded_since_flush_ = true;
            return uid;
        }
    }
    throw Mismatch{"an object was reached that the reference does not know: " + repr(object)};
}

}  // namespace property
