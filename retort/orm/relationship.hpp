#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <iterator>
#include <type_traits>
#include <vector>

#include <retort/model/description.hpp>
#include <retort/model/options.hpp>
#include <retort/orm/ref.hpp>

namespace retort {

/// The relationship on the other side that shows the same link; both are kept in step in memory.
template <detail::FixedString Name>
struct back_populates : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.back_populates = Name.view(); }
};
/// The model whose rows link the two sides of a many-to-many relationship.
template <class Link>
struct link_model : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.link_model = &describe<Link>; }
};
/// Which foreign key joins, where there are several.
template <auto ForeignKey>
struct via : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) {
        description.via_model = &detail::MemberOf<ForeignKey>::model;
        description.via_offset = &detail::MemberOf<ForeignKey>::offset;
    }
};
/// The column on the other side of the join, where a model refers to itself: `remote_side<"id">` is the parent's side, `remote_side<"parent_id">` the
/// children's. Also chooses a direction where two models refer to each other.
template <detail::FixedString Column>
struct remote_side : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.remote_side = Column.view(); }
};
/// The columns of the other side by which a collection is ordered when it is loaded: `ordered_by<"name">`, `ordered_by<"age desc, name">`.
template <detail::FixedString Columns>
struct ordered_by : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.ordered_by = Columns.view(); }
};
/// Removing the owner removes its children, and so does taking a child away from it; a child that has no row yet is not inserted then.
struct cascade_delete : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.cascade_delete = true; }
};
/// Removing the owner leaves the children to the database's ON DELETE. Together with cascade_delete those that are loaded are deleted by the session.
struct passive_deletes : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.passive_deletes = true; }
};
/// The foreign key is always written by an UPDATE of its own, after the INSERT, and set to NULL before the DELETE: for rows that refer to each other.
struct post_update : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.post_update = true; }
};

/// How a relationship loads when nothing else is said.
enum class loading { select, selectin, joined, raise, write_only };

/// `lazy<loading::raise>`: reading the relationship before it is loaded throws instead of sending a query.
template <loading How>
struct lazy : detail::RelationshipOption {
    static constexpr void apply(RelationshipDescription& description) { description.loading = static_cast<Loading>(static_cast<int>(How)); }
};

namespace detail {

struct CollectionData;
[[noreturn]] void throw_not_in_collection();
[[noreturn]] void throw_out_of_range(std::size_t position, std::size_t size);

template <class Option>
inline constexpr bool is_ordering = false;
template <FixedString Columns>
inline constexpr bool is_ordering<ordered_by<Columns>> = true;

/// The untyped part of a relationship: a member of a model that knows its owner once the model lives in a workspace.
///
/// Outside a workspace it holds Refs that wait to be joined (`Hero{.team = avengers}`); inside it holds plain pointers, since all objects of a workspace
/// live equally long: cycles leak nothing.
class RelationshipBase {
public:
    RelationshipBase() noexcept = default;
    /// Copies what waits to be joined; the copy of a relationship in a workspace is empty and detached.
    RelationshipBase(const RelationshipBase& other);
    RelationshipBase(RelationshipBase&& other) noexcept;
    RelationshipBase& operator=(const RelationshipBase& other);
    RelationshipBase& operator=(RelationshipBase&& other) noexcept;
    ~RelationshipBase();

protected:
    Instance* scalar() const;
    void set_scalar(Instance* target);
    const std::vector<Instance*>& items() const;
    bool contains_item(Instance* item) const;
    void add_item(Instance* item);
    bool remove_item(Instance* item);
    void clear_items();
    void assign_items(const std::vector<Instance*>& items);

    template <class T, bool IsCollection, class... Options>
    static void describe_as(RelationshipDescription& description) {
        static_assert((std::is_base_of_v<RelationshipOption, Options> && ...),
            "retort: only relationship options (back_populates<\"…\">, link_model<…>, cascade_delete, …) may stand behind the target of a "
            "Relationship");
        static_assert(IsCollection || !(is_ordering<Options> || ...),
            "retort: ordered_by<\"…\"> orders a collection; a Relationship to one object has no order");
        description.collection = IsCollection;
        description.target = &describe<T>;
        description.mark_detached = &mark_detached_member;
        description.visit = IsCollection ? &visit_items : &visit_scalar;
        (Options::apply(description), ...);
    }

private:
    friend struct RelationshipAccess;

    void leave(Instance* old, const RelationshipDescription& reverse);
    void meet(Instance* target, const RelationshipDescription& mine, const RelationshipDescription& reverse);
    void removed(Instance* item);
    static void visit_scalar(const void* member, void* context, void (*each)(void* context, const void* object));
    static void visit_items(const void* member, void* context, void (*each)(void* context, const void* object));
    static void mark_detached_member(void* member) noexcept { static_cast<RelationshipBase*>(member)->detached_ = true; }

    Instance* owner_ = nullptr;  ///< nullptr outside a workspace
    void* data_ = nullptr;       ///< scalar: the target Instance; collection: CollectionData
    std::uint32_t epoch_ = 0;    ///< the epoch in which it was loaded; an older one than the workspace's: not loaded
    std::uint16_t index_ = 0;    ///< among the owner's relationships
    bool collection_ = false;
    bool changed_ = false;   ///< since the last flush
    bool detached_ = false;  ///< part of a plain value whose relationships nobody loaded
};

}  // namespace detail

/// The other object of a many-to-one or one-to-one relationship; loaded on first use.
///
/// Not thread-safe: it belongs to its session's thread. Reading one that is not loaded on an object without a session throws DetachedInstanceError.
template <class T, class... Options>
class Relationship : public detail::RelationshipBase {
public:
    using retort_target = T;
    static constexpr bool is_collection = false;

    Relationship() noexcept = default;
    Relationship(const Ref<T>& target) { set_scalar(target.instance()); }  // NOLINT: Hero{.team = avengers}
    Relationship(std::nullptr_t) noexcept {}                               // NOLINT

    Relationship& operator=(const Ref<T>& target) {
        set_scalar(target.instance());
        return *this;
    }
    Relationship& operator=(std::nullptr_t) {
        set_scalar(nullptr);
        return *this;
    }

    explicit operator bool() const { return scalar() != nullptr; }
    operator Ref<T>() const { return ref(); }  // NOLINT: Ref<Team> team = hero->team;
    /// The target; empty where there is none.
    Ref<T> ref() const { return Ref<T>::of(scalar()); }
    /// \throws InvalidRequestError  where there is no target
    T* operator->() const { return ref().get(); }
    T& operator*() const { return *ref().get(); }

    friend bool operator==(const Relationship& relationship, const Ref<T>& ref) { return relationship.scalar() == ref.instance(); }
    friend bool operator==(const Relationship& relationship, std::nullptr_t) { return relationship.scalar() == nullptr; }

    static void describe_relationship(RelationshipDescription& description) { describe_as<T, is_collection, Options...>(description); }
};

/// The other objects of a one-to-many or many-to-many relationship; loaded on first use.
///
/// Not thread-safe: it belongs to its session's thread. Reading one that is not loaded on an object without a session throws DetachedInstanceError.
template <class T, class... Options>
class Relationship<std::vector<T>, Options...> : public detail::RelationshipBase {
public:
    using retort_target = T;
    static constexpr bool is_collection = true;

    /// A position and not a pointer, so that a collection that changes or is read anew under a loop makes the loop miss or repeat a member, as in
    /// Python, and never read what is gone.
    class iterator {
    public:
        using value_type = Ref<T>;
        using reference = Ref<T>;
        using pointer = void;
        using difference_type = std::ptrdiff_t;
        using iterator_category = std::input_iterator_tag;

        iterator() = default;
        explicit iterator(const Relationship* collection) noexcept : collection_{collection} {}
        Ref<T> operator*() const { return collection_->at(position_); }
        iterator& operator++() noexcept {
            ++position_;
            return *this;
        }
        iterator operator++(int) noexcept {
            iterator before = *this;
            ++position_;
            return before;
        }
        friend bool operator==(const iterator& left, const iterator& right) {
            return left.is_end() || right.is_end() ? left.is_end() == right.is_end() : left.position_ == right.position_;
        }

    private:
        bool is_end() const { return collection_ == nullptr || position_ >= collection_->size(); }

        const Relationship* collection_ = nullptr;
        std::size_t position_ = 0;
    };

    Relationship() noexcept = default;
    Relationship(std::initializer_list<Ref<T>> targets) { assign(targets); }
    Relationship(const std::vector<Ref<T>>& targets) { assign(targets); }  // NOLINT: Team{.heroes = {…}}

    Relationship& operator=(const std::vector<Ref<T>>& targets) {
        assign(targets);
        return *this;
    }
    Relationship& operator=(std::initializer_list<Ref<T>> targets) {
        assign(targets);
        return *this;
    }

    void push_back(const Ref<T>& target) { add_item(target.instance()); }
    /// \throws ArgumentError  where `target` is not in the collection
    void remove(const Ref<T>& target) {
        if (!remove_item(target.instance())) {
            detail::throw_not_in_collection();
        }
    }
    bool contains(const Ref<T>& target) const { return contains_item(target.instance()); }
    void clear() { clear_items(); }
    std::size_t size() const { return items().size(); }
    bool empty() const { return items().empty(); }
    /// \throws ArgumentError  where there are not so many
    Ref<T> operator[](std::size_t position) const { return at(position); }
    Ref<T> at(std::size_t position) const {
        const auto& all = items();
        if (position >= all.size()) {
            detail::throw_out_of_range(position, all.size());
        }
        return Ref<T>::of(all[position]);
    }

    iterator begin() const { return iterator{this}; }
    iterator end() const noexcept { return {}; }

    static void describe_relationship(RelationshipDescription& description) { describe_as<T, is_collection, Options...>(description); }

private:
    template <class Range>
    void assign(const Range& targets) {
        std::vector<detail::Instance*> instances;
        instances.reserve(targets.size());
        for (const Ref<T>& target : targets) {
            instances.push_back(target.instance());
        }
        assign_items(instances);
    }
};

}  // namespace retort

#include <retort/orm/write_only.hpp>
