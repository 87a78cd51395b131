/// \file
/// `select`, what becomes of it (subqueries, CTEs, unions), and `exists`.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>
#include <utility>

#include <retort/sql/column.hpp>
#include <retort/sql/expression.hpp>
#include <retort/sql/statement_node.hpp>

namespace retort {

template <class... Items>
class Subquery;
template <class... Items>
class Cte;

/// Options of with_for_update(); SQLite, which locks whole databases, has no such clause and leaves it out.
struct ForUpdate {
    bool nowait = false;
    bool skip_locked = false;
    bool read = false;  ///< FOR SHARE
};

struct CteOptions {
    bool recursive = false;
};

namespace sql {

enum class JoinKind : std::uint8_t { inner, left, full };

/// What join() was given, without its types.
struct JoinTarget {
    FromRef target{};
    const ModelDescription* owner = nullptr;  ///< the rest only of a relationship
    const RelationshipDescription* relationship = nullptr;
    NodePtr owner_alias{};
};

}  // namespace sql

namespace detail {

sql::JoinTarget relationship_target(const ModelDescription& owner, const RelationshipDescription& relationship, const sql::NodePtr& alias);

template <class M>
sql::JoinTarget join_target(const Aliased<M>& alias) {
    return {{&describe<M>(), alias.node()}};
}
template <class M, class T>
sql::JoinTarget join_target(const RelationshipOf<M, T>& relationship) {
    return relationship_target(relationship.owner(), relationship.relationship(), relationship.alias());
}
template <class M, class F>
sql::JoinTarget join_target(F M::*member) {
    static_assert(is_relationship_v<F>, "retort: join() takes a relationship, join(&Hero::team), or a model: join<Team>()");
    if constexpr (is_relationship_v<F>) {
        return join_target(rel(member));
    } else {
        return {};
    }
}
template <class T>
requires requires(const T& source) {
    source.from_ref();
}
sql::JoinTarget join_target(const T& source) {
    return {source.from_ref()};
}

template <class T>
struct IsEntity {
    static constexpr bool value = false;
};
template <class M>
struct IsEntity<Entity<M>> {
    static constexpr bool value = true;
};

template <class T>
sql::ResultItem result_item(const Expression<T>& expression) {
    sql::ResultItem item{nullptr, expression.node(), &value_ops<T>()};
    return item;
}
template <class M>
sql::ResultItem result_item(const Aliased<M>& alias) {
    return {&describe<M>(), alias.node()};
}

template <class T>
constexpr void check_item() {
    static_assert(
        requires { typename T::item_type; },
        "retort: select() takes columns (col(&Hero::name)), functions, entity<Hero>() and aliases; for a whole model say select<Hero>()");
}

/// The type of a select of one column, which may stand where a value stands.
template <class... Items>
struct ScalarOf {};
template <class T>
requires(!IsEntity<T>::value) struct ScalarOf<T> {
    using scalar_type = T;
};

}  // namespace detail

/// The part of a select that needs no types; everything that Select<Items...> does is done here.
class SelectBase {
public:
    /// The untyped tree.
    const sql::StatementNode& node() const noexcept { return static_cast<const sql::StatementNode&>(*node_); }
    const sql::NodePtr& node_ptr() const noexcept { return node_; }

protected:
    explicit SelectBase(std::initializer_list<sql::ResultItem> items);
    explicit SelectBase(sql::NodePtr node) noexcept : node_{std::move(node)} {}

    void add_where(const Predicate& predicate);
    void add_having(const Predicate& predicate);
    void add_order_by(std::initializer_list<sql::NodePtr> clauses);
    void add_group_by(std::initializer_list<sql::NodePtr> expressions);
    void set_limit(std::int64_t count);
    void set_offset(std::int64_t count);
    void set_distinct();
    void set_for_update(ForUpdate options);
    void add_from(sql::FromRef from);
    void add_join(const sql::JoinTarget& target, const Predicate& on, sql::JoinKind kind);
    void add_loader_option(const LoaderOption& option);
    void set_populate_existing();
    void set_yield_per(std::size_t rows);

    sql::NodePtr subquery_node(std::string_view name) const;
    sql::NodePtr cte_node(std::string_view name, bool recursive) const;
    sql::NodePtr scalar_node() const;

    sql::NodePtr node_;
};

/// A SELECT whose rows are `Items`. A value: each word of the chain gives a new statement, or changes a temporary in place.
///
/// Copying is cheap. A statement that nobody changes may be used by several threads.
template <class... Items>
class Select : public SelectBase, public detail::ScalarOf<Items...> {
public:
    explicit Select(std::initializer_list<sql::ResultItem> items) : SelectBase{items} {}
    explicit Select(sql::NodePtr node) noexcept : SelectBase{std::move(node)} {}

    /// Further conditions; all must hold. An empty Predicate is none.
    template <class... P>
    Select where(const P&... predicates) && {
        static_assert((std::is_convertible_v<const P&, Predicate> && ...), "retort: where() takes conditions: col(&Hero::age) > 30");
        (add_where(predicates), ...);
        return std::move(*this);
    }
    template <class... P>
    Select where(const P&... predicates) const& {
        return Select{*this}.where(predicates...);
    }

    /// Joins along the foreign key between M and what is selected so far, or on the condition.
    /// \throws ArgumentError  where there is no such foreign key, or several
    template <class M>
    Select join(const Predicate& on = {}) && {
        return std::move(*this).template joined<M>(on, sql::JoinKind::inner);
    }
    template <class M>
    Select join(const Predicate& on = {}) const& {
        return Select{*this}.template joined<M>(on, sql::JoinKind::inner);
    }
    template <class M>
    Select outer_join(const Predicate& on = {}) && {
        return std::move(*this).template joined<M>(on, sql::JoinKind::left);
    }
    template <class M>
    Select outer_join(const Predicate& on = {}) const& {
        return Select{*this}.template joined<M>(on, sql::JoinKind::left);
    }

    /// Joins along a relationship, `join(&Hero::team)`, or joins an alias, a subquery or a CTE.
    template <class T>
    Select join(const T& target, const Predicate& on = {}) && {
        return std::move(*this).joined(detail::join_target(target), on, sql::JoinKind::inner);
    }
    template <class T>
    Select join(const T& target, const Predicate& on = {}) const& {
        return Select{*this}.joined(detail::join_target(target), on, sql::JoinKind::inner);
    }
    template <class T>
    Select outer_join(const T& target, const Predicate& on = {}) && {
        return std::move(*this).joined(detail::join_target(target), on, sql::JoinKind::left);
    }
    template <class T>
    Select outer_join(const T& target, const Predicate& on = {}) const& {
        return Select{*this}.joined(detail::join_target(target), on, sql::JoinKind::left);
    }
    template <class T>
    Select full_join(const T& target, const Predicate& on = {}) const& {
        return Select{*this}.joined(detail::join_target(target), on, sql::JoinKind::full);
    }

    /// Joins an alias along a relationship: `join(captain, &Team::heroes)`.
    template <class M, class Owner, class F>
    Select join(const Aliased<M>& alias, F Owner::*member) const& {
        return joined_to(alias, rel(member), sql::JoinKind::inner);
    }
    template <class M, class Owner, class F>
    Select outer_join(const Aliased<M>& alias, F Owner::*member) const& {
        return joined_to(alias, rel(member), sql::JoinKind::left);
    }
    template <class M, class Owner>
    Select join(const Aliased<M>& alias, const RelationshipOf<Owner, M>& relationship) const& {
        return joined_to(alias, relationship, sql::JoinKind::inner);
    }
    template <class M, class Owner>
    Select outer_join(const Aliased<M>& alias, const RelationshipOf<Owner, M>& relationship) const& {
        return joined_to(alias, relationship, sql::JoinKind::left);
    }

    /// Columns, orderings (`col(&Hero::age).desc()`) or texts; behind those that were given before.
    template <class... C>
    Select order_by(const C&... clauses) && {
        static_assert(
            (std::is_base_of_v<Clause, C> && ...), "retort: order_by() takes columns, expressions and orderings: col(&Hero::age).desc()");
        add_order_by({clauses.node()...});
        return std::move(*this);
    }
    template <class... C>
    Select order_by(const C&... clauses) const& {
        return Select{*this}.order_by(clauses...);
    }

    template <class... E>
    Select group_by(const E&... expressions) && {
        static_assert((std::is_base_of_v<Clause, E> && ...), "retort: group_by() takes columns and expressions: col(&Hero::team_id)");
        add_group_by({expressions.node()...});
        return std::move(*this);
    }
    template <class... E>
    Select group_by(const E&... expressions) const& {
        return Select{*this}.group_by(expressions...);
    }
    /// Conditions on groups.
    template <class... P>
    Select having(const P&... predicates) && {
        static_assert((std::is_convertible_v<const P&, Predicate> && ...), "retort: having() takes conditions: func::count() > 1");
        (add_having(predicates), ...);
        return std::move(*this);
    }
    template <class... P>
    Select having(const P&... predicates) const& {
        return Select{*this}.having(predicates...);
    }

    /// At most `count` rows. \throws ArgumentError  where it is negative
    Select limit(std::int64_t count) && {
        set_limit(count);
        return std::move(*this);
    }
    Select limit(std::int64_t count) const& { return Select{*this}.limit(count); }
    /// Without the first `count` rows. \throws ArgumentError  where it is negative
    Select offset(std::int64_t count) && {
        set_offset(count);
        return std::move(*this);
    }
    Select offset(std::int64_t count) const& { return Select{*this}.offset(count); }
    Select distinct() && {
        set_distinct();
        return std::move(*this);
    }
    Select distinct() const& { return Select{*this}.distinct(); }
    /// Locks the rows until the transaction ends.
    Select with_for_update(ForUpdate options = {}) && {
        set_for_update(options);
        return std::move(*this);
    }
    Select with_for_update(ForUpdate options = {}) const& { return Select{*this}.with_for_update(options); }

    /// What to select from, where the items do not say it: `select(func::count()).select_from<Hero>()`.
    template <class M>
    Select select_from() const& {
        return select_from(entity<M>());
    }
    template <class T>
    Select select_from(const T& source) const& {
        Select copy{*this};
        copy.add_from(detail::join_target(source).target);
        return copy;
    }

    /// How relationships are loaded by the session that executes the statement; a Connection throws InvalidRequestError where there are any.
    template <class... O>
    Select options(const O&... loader_options) && {
        static_assert((std::is_base_of_v<LoaderOption, O> && ...), "retort: options() takes loader options: selectinload(&Team::heroes)");
        (add_loader_option(loader_options), ...);
        return std::move(*this);
    }
    template <class... O>
    Select options(const O&... loader_options) const& {
        return Select{*this}.options(loader_options...);
    }
    /// Objects that the session has already are read anew; changes of theirs that were not flushed are lost.
    Select populate_existing() const& {
        Select copy{*this};
        copy.set_populate_existing();
        return copy;
    }
    /// Rows fetched at a time.
    Select yield_per(std::size_t rows) const& {
        Select copy{*this};
        copy.set_yield_per(rows);
        return copy;
    }

    /// The select as a table: `auto s = stmt.subquery("s"); select(s.col(&Hero::name))`.
    Subquery<Items...> subquery(std::string_view name = {}) const { return Subquery<Items...>{subquery_node(name)}; }
    /// The select as a common table expression, written once in front of the statement.
    Cte<Items...> cte(std::string_view name, CteOptions options = {}) const {
        return Cte<Items...>{cte_node(name, options.recursive), node_};
    }
    /// The select, which must have one item and gives at most one row, as an expression.
    auto scalar_subquery() const {
        static_assert(
            sizeof...(Items) == 1 && !(detail::IsEntity<Items>::value || ...), "retort: scalar_subquery() takes a select of one column");
        using Scalar = detail::ScalarOf<Items...>;
        if constexpr (requires { typename Scalar::scalar_type; }) {
            return Expression<detail::optional_of<typename Scalar::scalar_type>>{scalar_node()};
        }
    }

private:
    template <class M>
    Select joined(const Predicate& on, sql::JoinKind kind) {
        return joined(sql::JoinTarget{{&describe<M>(), {}}}, on, kind);
    }
    Select joined(const sql::JoinTarget& target, const Predicate& on, sql::JoinKind kind) {
        add_join(target, on, kind);
        return std::move(*this);
    }
    template <class M, class Owner>
    Select joined_to(const Aliased<M>& alias, const RelationshipOf<Owner, M>& relationship, sql::JoinKind kind) const {
        sql::JoinTarget target = detail::join_target(relationship);
        target.target.node = alias.node();
        return Select{*this}.joined(target, {}, kind);
    }
};

/// Whole models: `select<Hero>()`, `select<Hero, Team>()`.
template <class M, class... More>
Select<Entity<M>, Entity<More>...> select() {
    return Select<Entity<M>, Entity<More>...>{{sql::ResultItem{&describe<M>()}, sql::ResultItem{&describe<More>()}...}};
}

/// Columns, functions, aliases and entity<Hero>()s.
template <class E, class... More>
auto select(const E& first, const More&... more) {
    detail::check_item<E>();
    (detail::check_item<More>(), ...);
    if constexpr (requires { typename E::item_type; } && (requires { typename More::item_type; } && ...)) {
        return Select<typename E::item_type, typename More::item_type...>{{detail::result_item(first), detail::result_item(more)...}};
    }
}

/// A select as a table of another one. A value; copies are the same table.
template <class... Items>
class Subquery {
public:
    explicit Subquery(sql::NodePtr node) noexcept : node_{std::move(node)} {}

    /// The column that came from this member. \throws ArgumentError  where the subquery has none of its name
    template <class M, class F>
    auto col(F M::*member) const {
        return Expression<field_value_t<F>>{named(detail::column_of(member, {}).node())};
    }
    /// The column of this name, a label for example. \throws ArgumentError  where there is none
    template <class T>
    Expression<T> col(std::string_view name) const {
        return Expression<T>{named(name)};
    }

    sql::FromRef from_ref() const { return {nullptr, node_}; }
    const sql::NodePtr& node() const noexcept { return node_; }

protected:
    sql::NodePtr named(std::string_view name) const;
    sql::NodePtr named(const sql::NodePtr& column) const;

    sql::NodePtr node_;
};

namespace detail {

sql::NodePtr named_column(const sql::NodePtr& source, std::string_view name);
sql::NodePtr named_column(const sql::NodePtr& source, const sql::NodePtr& column);
sql::NodePtr extend_cte(const sql::NodePtr& cte, const sql::NodePtr& first, const sql::NodePtr& second, bool all);

enum class SetOperation : std::uint8_t { union_, union_all, intersect, except };
sql::NodePtr compound(SetOperation operation, std::initializer_list<sql::NodePtr> selects);

Predicate exists_node(const sql::NodePtr& select);

}  // namespace detail

template <class... Items>
sql::NodePtr Subquery<Items...>::named(std::string_view name) const {
    return detail::named_column(node_, name);
}
template <class... Items>
sql::NodePtr Subquery<Items...>::named(const sql::NodePtr& column) const {
    return detail::named_column(node_, column);
}

/// A common table expression. Of a recursive one, union_all() adds the part that refers to it.
template <class... Items>
class Cte : public Subquery<Items...> {
public:
    Cte(sql::NodePtr node, sql::NodePtr select) noexcept : Subquery<Items...>{std::move(node)}, select_{std::move(select)} {}

    Cte union_all(const Select<Items...>& recursive) const {
        return Cte{detail::extend_cte(this->node_, select_, recursive.node_ptr(), true), select_};
    }
    Cte union_(const Select<Items...>& recursive) const {
        return Cte{detail::extend_cte(this->node_, select_, recursive.node_ptr(), false), select_};
    }

private:
    sql::NodePtr select_;
};

// Compounds. The names of the columns are the first select's; order_by(label("name")), limit() and offset() apply to the whole.

template <class... Items, class... More>
Select<Items...> union_(const Select<Items...>& first, const More&... more) {
    static_assert((std::is_same_v<Select<Items...>, More> && ...), "retort: the selects of a union must have the same items");
    return Select<Items...>{detail::compound(detail::SetOperation::union_, {first.node_ptr(), more.node_ptr()...})};
}
template <class... Items, class... More>
Select<Items...> union_all(const Select<Items...>& first, const More&... more) {
    static_assert((std::is_same_v<Select<Items...>, More> && ...), "retort: the selects of a union must have the same items");
    return Select<Items...>{detail::compound(detail::SetOperation::union_all, {first.node_ptr(), more.node_ptr()...})};
}
template <class... Items, class... More>
Select<Items...> intersect(const Select<Items...>& first, const More&... more) {
    static_assert((std::is_same_v<Select<Items...>, More> && ...), "retort: the selects of an intersection must have the same items");
    return Select<Items...>{detail::compound(detail::SetOperation::intersect, {first.node_ptr(), more.node_ptr()...})};
}
template <class... Items, class... More>
Select<Items...> except_(const Select<Items...>& first, const More&... more) {
    static_assert((std::is_same_v<Select<Items...>, More> && ...), "retort: the selects of a difference must have the same items");
    return Select<Items...>{detail::compound(detail::SetOperation::except, {first.node_ptr(), more.node_ptr()...})};
}

/// True where the select gives a row. Tables of the enclosing statement that it names are the enclosing statement's.
template <class... Items>
Predicate exists(const Select<Items...>& select) {
    return detail::exists_node(select.node_ptr());
}

}  // namespace retort
