#include <retort/sql/column.hpp>

#include <string>

#include <retort/core/error.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/sql/nodes.hpp>

namespace retort::detail {

using sql::make;
using sql::NodePtr;

NodePtr column_node(const ModelDescription& model, std::size_t offset, const NodePtr& alias) {
    const FieldDescription* field = model.field_at(offset);
    if (!field) throw ArgumentError{"This member of " + std::string{model.name} + " is no column."};
    return make<sql::ColumnNode>(model, *field, alias);
}

const RelationshipDescription& relationship_at(const ModelDescription& model, std::size_t offset) {
    const RelationshipDescription* relationship = model.relationship_at(offset);
    if (!relationship) throw ArgumentError{"This member of " + std::string{model.name} + " is no relationship."};
    return *relationship;
}

NodePtr alias_node(const ModelDescription& model, std::string_view name) {
    model.require_table();
    return make<sql::AliasNode>(model, name);
}

void check_to_many(const RelationshipDescription& relationship, bool wanted) {
    if (relationship.collection == wanted) return;
    const std::string name{relationship.name};
    throw ArgumentError{wanted ? "any() is for collections; \"" + name + "\" is a single object: say has()."
                               : "has() is for single objects; \"" + name + "\" is a collection: say any()."};
}

sql::JoinTarget relationship_target(const ModelDescription& owner, const RelationshipDescription& relationship, const NodePtr& alias) {
    return {{&relationship.target(), {}}, &owner, &relationship, alias};
}

Predicate relationship_exists(
    const ModelDescription& owner, const NodePtr& alias, const RelationshipDescription& relationship, const Predicate& predicate) {
    const RelationshipJoin& join = relationship_join(owner, relationship);
    const sql::FromRef owner_ref{&owner, alias};
    // A row related to another of its own table needs a name of its own.
    const sql::FromRef target{join.target, join.target == &owner ? alias_node(*join.target, {}) : NodePtr{}};
    const sql::FromRef link{join.link, {}};

    Predicate condition = sql::relationship_condition(join, owner_ref, join.link ? link : target);
    if (join.link) condition = condition && sql::link_condition(join, link, target);
    if (!predicate.empty()) {
        condition =
            condition && (target.node ? Predicate{make<sql::SubstituteNode>(predicate.node(), *join.target, target.node)} : predicate);
    }

    auto* select = new sql::SelectNode;
    const NodePtr query{select};
    select->items.push_back({nullptr, make<sql::ConstantNode>(sql::Constant::one)});
    select->from.push_back({target});
    select->where.push_back(condition.node());
    select->correlate_except.emplace().push_back(target);
    if (join.link) select->correlate_except->push_back(link);
    return exists_node(query);
}

}  // namespace retort::detail
