/// \file
/// What Select::options() takes: `selectinload(&Team::heroes).joinedload(&Hero::powers)`.
#pragma once

#include <cstdint>
#include <type_traits>

#include <retort/sql/column.hpp>

namespace retort {

/// Options of joinedload().
struct JoinedLoad {
    bool innerjoin = false;  ///< JOIN instead of LEFT OUTER JOIN: an owner without a target is left out of the result
};

/// Options of raiseload().
struct RaiseLoad {
    bool sql_only = false;  ///< a target that the session has already may be read, since that needs no SQL
};

namespace detail {

enum class LoadStyle : std::uint8_t { unchanged, lazy, selectin, joined, raise };

/// What joinedload() and raiseload() can be told besides.
struct LoadFlags {
    bool innerjoin = false;
    bool sql_only = false;
};

/// The option that goes on from `before`, which is null at its beginning.
/// \throws ArgumentError  where the relationship is write_only
sql::NodePtr load_option(const sql::NodePtr& before, const ModelDescription& owner, const sql::NodePtr& alias,
    const RelationshipDescription& relationship, LoadStyle style, LoadFlags flags);
/// `path` and behind it all of `options`.
sql::NodePtr load_options_behind(const sql::NodePtr& path, std::initializer_list<sql::NodePtr> options);

template <class M, class F>
sql::NodePtr load_member(const sql::NodePtr& before, F M::*member, LoadStyle style, LoadFlags flags = {}) {
    const ModelDescription& owner = describe<M>();
    return load_option(before, owner, {}, relationship_at(owner, field_offset(member)), style, flags);
}

template <class F>
struct LoadTarget {
    static_assert(is_relationship_v<F>, "retort: selectinload() and its kin take a relationship: selectinload(&Team::heroes)");
    using type = void;
};
template <class F>
requires(is_relationship_v<F>) struct LoadTarget<F> {
    using type = typename F::retort_target;
};

}  // namespace detail

/// How to load the relationships along a path that begins at the model Root and has come to the model Target. A value; cheap to copy.
template <class Root, class Target>
class LoadPath : public LoaderOption {
public:
    using root_type = Root;
    using LoaderOption::LoaderOption;

    /// Goes on from the target: one more statement for the relationships of all objects that were loaded.
    template <class M, class F>
    auto selectinload(F M::*member) const {
        return then(member, detail::LoadStyle::selectin);
    }
    /// Goes on from the target: in the same statement, by a join.
    template <class M, class F>
    auto joinedload(F M::*member, JoinedLoad options = {}) const {
        return then(member, detail::LoadStyle::joined, {.innerjoin = options.innerjoin});
    }
    template <class M, class F>
    auto lazyload(F M::*member) const {
        return then(member, detail::LoadStyle::lazy);
    }
    template <class M, class F>
    auto raiseload(F M::*member, RaiseLoad options = {}) const {
        return then(member, detail::LoadStyle::raise, {.sql_only = options.sql_only});
    }
    template <class M, class F>
    auto defaultload(F M::*member) const {
        return then(member, detail::LoadStyle::unchanged);
    }
    /// Several options behind one path: `selectinload(&Team::heroes).options(joinedload(&Hero::team), selectinload(&Hero::powers))`.
    template <class... O>
    LoadPath options(const O&... options) const {
        static_assert((std::is_same_v<typename O::root_type, Target> && ...),
            "retort: options() behind a path takes options that begin at the path's target");
        return LoadPath{detail::load_options_behind(node(), {options.node()...})};
    }

private:
    template <class M, class F>
    auto then(F M::*member, detail::LoadStyle style, detail::LoadFlags flags = {}) const {
        static_assert(std::is_same_v<M, Target>, "retort: a loader option goes on with a relationship of the model that it has come to");
        using Next = typename detail::LoadTarget<F>::type;
        return LoadPath<Root, Next>{detail::load_member(node(), member, style, flags)};
    }
};

/// Loads the relationship of all objects of the statement with one more statement for every 500 of them.
template <class M, class F>
auto selectinload(F M::*member) {
    return LoadPath<M, typename detail::LoadTarget<F>::type>{detail::load_member({}, member, detail::LoadStyle::selectin)};
}
template <class M, class T>
auto selectinload(const RelationshipOf<M, T>& from) {
    return LoadPath<M, T>{detail::load_option({}, from.owner(), from.alias(), from.relationship(), detail::LoadStyle::selectin, {})};
}
/// Loads the relationship with the statement itself, by a LEFT OUTER JOIN.
template <class M, class F>
auto joinedload(F M::*member, JoinedLoad options = {}) {
    return LoadPath<M, typename detail::LoadTarget<F>::type>{
        detail::load_member({}, member, detail::LoadStyle::joined, {.innerjoin = options.innerjoin})};
}
template <class M, class T>
auto joinedload(const RelationshipOf<M, T>& from, JoinedLoad options = {}) {
    return LoadPath<M, T>{detail::load_option(
        {}, from.owner(), from.alias(), from.relationship(), detail::LoadStyle::joined, {.innerjoin = options.innerjoin})};
}
/// Loads the relationship when it is first read, whatever its default is.
template <class M, class F>
auto lazyload(F M::*member) {
    return LoadPath<M, typename detail::LoadTarget<F>::type>{detail::load_member({}, member, detail::LoadStyle::lazy)};
}
/// Reading the relationship of an object that the statement has loaded throws InvalidRequestError instead of sending a statement.
template <class M, class F>
auto raiseload(F M::*member, RaiseLoad options = {}) {
    return LoadPath<M, typename detail::LoadTarget<F>::type>{
        detail::load_member({}, member, detail::LoadStyle::raise, {.sql_only = options.sql_only})};
}
/// Leaves the relationship as it is by default, for options behind it.
template <class M, class F>
auto defaultload(F M::*member) {
    return LoadPath<M, typename detail::LoadTarget<F>::type>{detail::load_member({}, member, detail::LoadStyle::unchanged)};
}

}  // namespace retort
