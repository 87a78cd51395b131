/// \file
/// `insert<T>()`, `update<T>()` and `delete_from<T>()`.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/sql/column.hpp>
#include <retort/sql/select.hpp>

namespace retort {

namespace detail {

/// Objects handed to an insert: where they lie, and who frees them (nobody, where they are borrowed).
struct Rows {
    const void* data;
    std::size_t size;
    std::size_t stride;
    void* owner;
    void (*destroy)(void* owner);
};

template <class M>
Rows owned_rows(std::vector<M>&& objects) {
    auto* owner = new std::vector<M>(std::move(objects));
    return {owner->data(), owner->size(), sizeof(M), owner, [](void* vector) { delete static_cast<std::vector<M>*>(vector); }};
}

template <class R, class M>
concept RangeOf = requires(const R& range) {
    range.begin();
    range.end();
}
&&std::same_as<std::remove_cvref_t<decltype(*std::declval<const R&>().begin())>, M>;

template <class R, class M>
concept ContiguousRangeOf = RangeOf<R, M> && requires(const R& range) {
    { range.data() } -> std::convertible_to<const M*>;
    range.size();
};

// \throws ArgumentError  where the model has no table
sql::NodePtr insert_node(const ModelDescription& model);
sql::NodePtr update_node(const ModelDescription& model);
sql::NodePtr delete_node(const ModelDescription& model);

}  // namespace detail

/// `column = value` in the SET of a conflict: `do_update(assign(col(&Hero::age), col(&Hero::age) + 1))`.
struct Assignment {
    sql::NodePtr column;
    sql::NodePtr value;
};

/// The part of insert, update and delete that needs no types.
class WriteBase {
public:
    /// The untyped tree.
    const sql::StatementNode& node() const noexcept { return static_cast<const sql::StatementNode&>(*node_); }
    const sql::NodePtr& node_ptr() const noexcept { return node_; }

protected:
    explicit WriteBase(sql::NodePtr node) noexcept : node_{std::move(node)} {}
    // A statement that is kept owns its objects: what values() borrowed for the length of an expression is copied when the statement is.
    WriteBase(const WriteBase& other) : node_{other.node_} { own_rows(); }
    // It may copy objects that were borrowed. NOLINTNEXTLINE(performance-noexcept-move-constructor)
    WriteBase(WriteBase&& other) : node_{std::move(other.node_)} { own_rows(); }
    WriteBase& operator=(const WriteBase& other) {
        node_ = other.node_;
        own_rows();
        return *this;
    }
    ~WriteBase() = default;

    void own_rows();
    void set_rows(const ModelDescription& model, const detail::Rows& rows);
    void add_assignment(const sql::NodePtr& column, sql::NodePtr value);
    void add_where(const Predicate& predicate);
    void set_all_rows();
    void set_conflict_target(const ModelDescription& model, std::initializer_list<std::size_t> offsets);
    void set_conflict_nothing();
    void set_conflict_update(const ModelDescription& model, std::initializer_list<std::size_t> offsets);
    void add_conflict_assignment(const Assignment& assignment);
    void add_conflict_where(const Predicate& predicate);
    void set_select(std::initializer_list<sql::NodePtr> columns, const sql::NodePtr& select);
    void set_returning(std::initializer_list<sql::ResultItem> items);

    sql::NodePtr node_;
};

/// An insert, update or delete whose returning() gives rows of `Items`; without returning(), none.
template <class... Items>
class Write : public WriteBase {
protected:
    using WriteBase::WriteBase;
};

namespace detail {

template <class M, class T, class V>
constexpr void check_settable() {
    static_assert(is_settable<T, V>(),
        "retort: this value does not fit this column; give a value of the column's type, or cast an expression with cast<T>()");
}

template <class M, class C>
constexpr void check_member() {
    static_assert(std::is_same_v<M, C>, "retort: set() takes a column of the model that is written: set(col(&Hero::age), 17)");
}

}  // namespace detail

template <class M, class T, class V>
Assignment assign(const ColumnOf<M, T>& column, const V& value) {
    detail::check_settable<M, T, V>();
    if constexpr (detail::is_settable<T, V>()) {
        return {column.node(), detail::operand<T>(value)};
    } else {
        return {};
    }
}

template <class M, class I>
class OnConflict;

/// INSERT. Objects are written with all their fields, except that what the database fills in itself (a generated key, a column with a
/// server_default) is left to it where the object has no value.
template <class M, class... Items>
class Insert : public Write<Items...> {
public:
    explicit Insert(sql::NodePtr node) noexcept : Write<Items...>{std::move(node)} {}

    /// One object.
    Insert values(const M& object) const& { return Insert{*this}.with(std::vector<M>{object}); }
    Insert values(const M& object) && { return std::move(*this).with(std::vector<M>{object}); }
    /// Many objects, moved from.
    Insert values(std::vector<M>&& objects) const& { return Insert{*this}.with(std::move(objects)); }
    Insert values(std::vector<M>&& objects) && { return std::move(*this).with(std::move(objects)); }
    /// Any range of objects. They are copied, except by a statement that is executed in the expression that makes it,
    /// `connection.exec(insert<Hero>().values(heroes))`: it reads them where they are.
    template <class R>
    Insert values(const R& objects) const& {
        return Insert{*this}.with(copied(objects));
    }
    // Returns a reference, so that whoever keeps the statement must copy or move it, and thereby the objects (see WriteBase).
    // Copying 100,000 heroes costs 5 % of writing them; borrowing them without this would leave `auto s = insert…` with a dangling pointer.
    template <class R>
    Insert&& values(const R& objects) && {
        if constexpr (detail::ContiguousRangeOf<R, M>) {
            this->set_rows(describe<M>(), {objects.data(), objects.size(), sizeof(M), nullptr, nullptr});
        } else {
            this->set_rows(describe<M>(), detail::owned_rows<M>(copied(objects)));
        }
        return std::move(*this);
    }

    /// One column of one row: `insert<Hero>().set(col(&Hero::name), "x")`, the value being a value or an expression.
    template <class C, class T, class V>
    Insert set(const ColumnOf<C, T>& column, const V& value) && {
        detail::check_member<M, C>();
        const Assignment assignment = assign(column, value);
        this->add_assignment(assignment.column, assignment.value);
        return std::move(*this);
    }
    template <class C, class T, class V>
    Insert set(const ColumnOf<C, T>& column, const V& value) const& {
        return Insert{*this}.set(column, value);
    }

    /// The rows of a select, into these columns: `from_select(select(col(&Hero::name)), col(&Team::name))`.
    template <class... S, class... T>
    Insert from_select(const Select<S...>& select, const ColumnOf<M, T>&... columns) const& {
        static_assert(sizeof...(S) == sizeof...(T), "retort: from_select() takes one column for each item of the select");
        Insert copy{*this};
        copy.set_select({columns.node()...}, select.node_ptr());
        return copy;
    }

    /// What to do where a row with these columns' values exists; without columns, at any conflict. do_update() or do_nothing() follows.
    template <class... F>
    OnConflict<M, Insert&&> on_conflict(F M::*... members) && {
        this->set_conflict_target(describe<M>(), {field_offset(members)...});
        return OnConflict<M, Insert&&>{std::move(*this)};
    }
    template <class... F>
    OnConflict<M, Insert> on_conflict(F M::*... members) const& {
        Insert copy{*this};
        copy.set_conflict_target(describe<M>(), {field_offset(members)...});
        return OnConflict<M, Insert>{std::move(copy)};
    }

    /// Gives the new rows back: as whole objects, or these columns and expressions of them.
    Insert<M, Entity<M>> returning() const { return with_items<Entity<M>>({sql::ResultItem{&describe<M>()}}); }
    template <class E, class... More>
    auto returning(const E& first, const More&... more) const {
        return with_items<typename E::item_type, typename More::item_type...>({detail::result_item(first), detail::result_item(more)...});
    }

private:
    template <class, class...>
    friend class Insert;
    template <class, class>
    friend class OnConflict;

    template <class R>
    static std::vector<M> copied(const R& objects) {
        static_assert(
            detail::RangeOf<R, M>, "retort: values() takes objects of the model: insert<Hero>().values(hero), or a range of them");
        if constexpr (detail::RangeOf<R, M>) {
            return std::vector<M>(objects.begin(), objects.end());
        } else {
            return {};
        }
    }
    Insert with(std::vector<M>&& objects) {
        this->set_rows(describe<M>(), detail::owned_rows<M>(std::move(objects)));
        return std::move(*this);
    }
    template <class... New>
    Insert<M, New...> with_items(std::initializer_list<sql::ResultItem> items) const {
        Insert copy{*this};
        Insert<M, New...> result{copy.node_};
        copy.node_ = {};
        result.set_returning(items);
        return result;
    }
};

/// Between on_conflict() and what is done about it; used in the same expression.
template <class M, class I>
class OnConflict {
public:
    explicit OnConflict(I&& insert) : insert_{static_cast<I&&>(insert)} {}

    /// The new row is left out.
    I do_nothing() && {
        insert_.set_conflict_nothing();
        return static_cast<I&&>(insert_);
    }
    /// The existing row gets the new row's values of these members, `do_update(&Hero::age)`, or what assign() says. Without any: the new
    /// row's values of all columns that are written, the key and the conflict's own columns apart.
    template <class... U>
    I do_update(const U&... updates) && {
        insert_.set_conflict_update(describe<M>(), {});
        (add(updates), ...);
        return static_cast<I&&>(insert_);
    }
    /// Only existing rows that fulfil the condition are updated.
    OnConflict&& where(const Predicate& predicate) && {
        insert_.add_conflict_where(predicate);
        return std::move(*this);
    }

private:
    template <class F>
    void add(F M::*member) {
        insert_.set_conflict_update(describe<M>(), {field_offset(member)});
    }
    void add(const Assignment& assignment) { insert_.add_conflict_assignment(assignment); }

    I insert_;
};

/// The row that could not be inserted, in on_conflict(…).do_update(assign(col(&Hero::age), excluded(&Hero::age) + 1)).
template <class M, class F>
auto excluded(F M::*member) {
    return detail::column_of(member, detail::alias_node(describe<M>(), "excluded"));
}

/// UPDATE. Columns with an `onupdate` are set too, unless the statement sets them itself.
template <class M, class... Items>
class Update : public Write<Items...> {
public:
    explicit Update(sql::NodePtr node) noexcept : Write<Items...>{std::move(node)} {}

    template <class... P>
    Update where(const P&... predicates) && {
        static_assert((std::is_convertible_v<const P&, Predicate> && ...), "retort: where() takes conditions: col(&Hero::age) > 30");
        (this->add_where(predicates), ...);
        return std::move(*this);
    }
    template <class... P>
    Update where(const P&... predicates) const& {
        return Update{*this}.where(predicates...);
    }
    /// A column and its new value: `set(col(&Hero::age), 17)`, `set(col(&Hero::age), col(&Hero::age) + 1)`.
    template <class C, class T, class V>
    Update set(const ColumnOf<C, T>& column, const V& value) && {
        detail::check_member<M, C>();
        const Assignment assignment = assign(column, value);
        this->add_assignment(assignment.column, assignment.value);
        return std::move(*this);
    }
    template <class C, class T, class V>
    Update set(const ColumnOf<C, T>& column, const V& value) const& {
        return Update{*this}.set(column, value);
    }
    /// Says that every row is meant; an update without where() means that anyway.
    Update all_rows() const { return *this; }

    /// Gives the changed rows back: as whole objects, or these columns and expressions of them.
    Update<M, Entity<M>> returning() const { return with_items<Entity<M>>({sql::ResultItem{&describe<M>()}}); }
    template <class E, class... More>
    auto returning(const E& first, const More&... more) const {
        return with_items<typename E::item_type, typename More::item_type...>({detail::result_item(first), detail::result_item(more)...});
    }

private:
    template <class, class...>
    friend class Update;

    template <class... New>
    Update<M, New...> with_items(std::initializer_list<sql::ResultItem> items) const {
        Update<M, New...> result{this->node_};
        result.set_returning(items);
        return result;
    }
};

/// DELETE. Without where(), all_rows() must say that every row is meant.
template <class M, class... Items>
class Delete : public Write<Items...> {
public:
    explicit Delete(sql::NodePtr node) noexcept : Write<Items...>{std::move(node)} {}

    template <class... P>
    Delete where(const P&... predicates) && {
        static_assert((std::is_convertible_v<const P&, Predicate> && ...), "retort: where() takes conditions: col(&Hero::age) > 30");
        (this->add_where(predicates), ...);
        return std::move(*this);
    }
    template <class... P>
    Delete where(const P&... predicates) const& {
        return Delete{*this}.where(predicates...);
    }
    Delete all_rows() const {
        Delete copy{*this};
        copy.set_all_rows();
        return copy;
    }

    /// Gives the deleted rows back: as whole objects, or these columns and expressions of them.
    Delete<M, Entity<M>> returning() const { return with_items<Entity<M>>({sql::ResultItem{&describe<M>()}}); }
    template <class E, class... More>
    auto returning(const E& first, const More&... more) const {
        return with_items<typename E::item_type, typename More::item_type...>({detail::result_item(first), detail::result_item(more)...});
    }

private:
    template <class, class...>
    friend class Delete;

    template <class... New>
    Delete<M, New...> with_items(std::initializer_list<sql::ResultItem> items) const {
        Delete<M, New...> result{this->node_};
        result.set_returning(items);
        return result;
    }
};

template <class M>
Insert<M> insert() {
    return Insert<M>{detail::insert_node(describe<M>())};
}
template <class M>
Update<M> update() {
    return Update<M>{detail::update_node(describe<M>())};
}
template <class M>
Delete<M> delete_from() {
    return Delete<M>{detail::delete_node(describe<M>())};
}

}  // namespace retort
