/// \file
/// Collections that are too large to be loaded: `Relationship<std::vector<Hero>, lazy<loading::write_only>>`.
#pragma once

#include <type_traits>
#include <vector>

#include <retort/orm/relationship.hpp>
#include <retort/sql/node.hpp>

namespace retort {

template <class M>
struct Entity;
template <class... Items>
class Select;

namespace detail {

template <class... Options>
inline constexpr bool is_write_only = (std::is_same_v<Options, lazy<loading::write_only>> || ...);

/// The select of the members. \throws DetachedInstanceError  where the owner is in no session
sql::NodePtr select_members(const RelationshipBase& collection);
/// \throws ArgumentError  where `item` is known not to be a member
void require_member(const RelationshipBase& collection, Instance* item);

}  // namespace detail

/// The other objects of a one-to-many or many-to-many relationship that is never loaded: members are added, removed, and read by the statement that
/// select() gives.
///
/// Not thread-safe: it belongs to its session's thread.
template <class T, class... Options>
requires(detail::is_write_only<Options...>) class Relationship<std::vector<T>, Options...> : public detail::RelationshipBase {
public:
    using retort_target = T;
    static constexpr bool is_collection = true;

    Relationship() noexcept = default;
    Relationship(std::initializer_list<Ref<T>> targets) { add_range(targets); }
    Relationship(const std::vector<Ref<T>>& targets) { add_range(targets); }  // NOLINT: Team{.heroes = {…}}

    /// The members that have a row, in order of `ordered_by`: `session.exec(team->heroes.select().where(col(&Hero::age) > 30))`. Pending changes are
    /// flushed first where the session flushes by itself.
    /// \throws DetachedInstanceError  where the owner is in no session, InvalidRequestError  where it has no row yet
    Select<Entity<T>> select() const { return Select<Entity<T>>{detail::select_members(*this)}; }

    void push_back(const Ref<T>& target) { add_item(target.instance()); }
    void add(const Ref<T>& target) { add_item(target.instance()); }
    void add_all(const std::vector<Ref<T>>& targets) { add_range(targets); }
    /// \throws ArgumentError  where `target` refers to another owner
    void remove(const Ref<T>& target) {
        detail::require_member(*this, target.instance());
        remove_item(target.instance());
    }

    // Said here, so that the compiler's message is one sentence.
    template <class U = T>
    void begin() const {
        refuse<U>();
    }
    template <class U = T>
    void end() const {
        refuse<U>();
    }
    template <class U = T>
    void size() const {
        refuse<U>();
    }

    static void describe_relationship(RelationshipDescription& description) { describe_as<T, is_collection, Options...>(description); }

private:
    template <class U>
    static constexpr void refuse() {
        static_assert(!std::is_same_v<U, T>, "retort: a write_only relationship is never loaded; execute the select() that it gives");
    }
    template <class Range>
    void add_range(const Range& targets) {
        for (const Ref<T>& target : targets) {
            add_item(target.instance());
        }
    }
};

}  // namespace retort
