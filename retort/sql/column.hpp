/// \file
/// Columns, relationships and aliases of models: `col(&Hero::age)`, `rel(&Team::heroes)`, `aliased<Hero>("h")`.
#pragma once

#include <cstddef>
#include <string_view>
#include <type_traits>
#include <vector>

#include <retort/model/describe.hpp>
#include <retort/sql/expression.hpp>
#include <retort/sql/statement_node.hpp>

namespace retort {

/// Marks a whole model among the items of a select: `select<Hero>()` is a `Select<Entity<Hero>>`.
template <class M>
struct Entity {};

/// A column of the model M whose values have the C++ type T.
template <class M, class T>
class ColumnOf : public Expression<T> {
public:
    using model_type = M;
    using Expression<T>::Expression;
};

namespace detail {

/// \throws ArgumentError  where no field lies at `offset`
sql::NodePtr column_node(const ModelDescription& model, std::size_t offset, const sql::NodePtr& alias);
const RelationshipDescription& relationship_at(const ModelDescription& model, std::size_t offset);
sql::NodePtr alias_node(const ModelDescription& model, std::string_view name);
Predicate relationship_exists(
    const ModelDescription& owner, const sql::NodePtr& alias, const RelationshipDescription& relationship, const Predicate& predicate);
void check_to_many(const RelationshipDescription& relationship, bool wanted);

template <class M, class F>
constexpr void check_column() {
    static_assert(!is_relationship_v<F>, "retort: col() takes a column; for a relationship say rel(&Team::heroes) or join(&Team::heroes)");
    static_assert(!std::is_function_v<F>, "retort: col() takes a data member: col(&Hero::age)");
}

template <class M, class F>
ColumnOf<M, field_value_t<F>> column_of(F M::*member, const sql::NodePtr& alias) {
    check_column<M, F>();
    return ColumnOf<M, field_value_t<F>>{column_node(describe<M>(), field_offset(member), alias)};
}

}  // namespace detail

/// The column of a member: `col(&Hero::age) > 30`.
template <class M, class F>
auto col(F M::*member) {
    return detail::column_of(member, {});
}

/// The column of a member of an Embedded part: `col(&Hero::base, &HeroBase::name)`.
template <class M, class Part, class B, class F>
auto col(Embedded<Part> M::*part, F B::*member) {
    static_assert(std::is_same_v<Part, B>, "retort: the second member must belong to the struct that the first one embeds");
    detail::check_column<B, F>();
    return ColumnOf<M, field_value_t<F>>{detail::column_node(describe<M>(), field_offset(part) + field_offset(member), {})};
}

/// A relationship in a statement: for `.any()`, `.has()` and joins. A value; cheap to copy.
template <class M, class Target>
class RelationshipOf {
public:
    using model_type = M;
    using target_type = Target;

    RelationshipOf(const ModelDescription& owner, std::size_t offset, sql::NodePtr alias)
        : owner_{&owner},
          relationship_{&detail::relationship_at(owner, offset)},
          alias_{std::move(alias)} {}

    /// Some related row fulfils the condition; without one, there is a related row. For a collection.
    Predicate any(const Predicate& predicate = {}) const { return exists(predicate, true); }
    /// The related row fulfils the condition. For a single related object.
    Predicate has(const Predicate& predicate = {}) const { return exists(predicate, false); }

    const ModelDescription& owner() const noexcept { return *owner_; }
    const RelationshipDescription& relationship() const noexcept { return *relationship_; }
    const sql::NodePtr& alias() const noexcept { return alias_; }

private:
    Predicate exists(const Predicate& predicate, bool collection) const {
        detail::check_to_many(*relationship_, collection);
        return detail::relationship_exists(*owner_, alias_, *relationship_, predicate);
    }

    const ModelDescription* owner_;
    const RelationshipDescription* relationship_;
    sql::NodePtr alias_;
};

namespace detail {

template <class M, class F>
auto relationship_of(F M::*member, const sql::NodePtr& alias) {
    static_assert(is_relationship_v<F>, "retort: rel() takes a relationship; for a column say col(&Hero::age)");
    if constexpr (is_relationship_v<F>) {
        return RelationshipOf<M, typename F::retort_target>{describe<M>(), field_offset(member), alias};
    }
}

}  // namespace detail

/// The relationship of a member: `rel(&Team::heroes).any(col(&Hero::age) > 30)`.
template <class M, class F>
auto rel(F M::*member) {
    return detail::relationship_of(member, {});
}

/// A model under another name, so that it can stand in a statement twice. Each call of aliased() makes a different one; copies are the same.
template <class M>
class Aliased {
public:
    using model_type = M;
    using item_type = Entity<M>;

    explicit Aliased(sql::NodePtr node) noexcept : node_{std::move(node)} {}

    template <class F>
    auto col(F M::*member) const {
        return detail::column_of(member, node_);
    }
    template <class F>
    auto rel(F M::*member) const {
        return detail::relationship_of(member, node_);
    }

    const sql::NodePtr& node() const noexcept { return node_; }

private:
    sql::NodePtr node_;  // null for the table itself
};

/// Without a name, one is made up: `hero_1`.
template <class M>
Aliased<M> aliased(std::string_view name = {}) {
    return Aliased<M>{detail::alias_node(describe<M>(), name)};
}

/// The model as one item among several: `select(entity<Hero>(), func::count())`.
template <class M>
Aliased<M> entity() {
    return Aliased<M>{sql::NodePtr{}};
}

}  // namespace retort
