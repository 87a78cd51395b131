#include <retort/orm/write_only.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/orm/loader.hpp>

namespace retort::detail {

namespace {

using sql::make;
using sql::NodePtr;

const FieldDescription& field_of(const ModelDescription& model, int index) {
    return model.fields[static_cast<std::size_t>(index)];
}

}  // namespace

NodePtr select_members(const RelationshipBase& collection) {
    Instance* const owner = RelationshipAccess::owner(collection);
    if (owner == nullptr) {
        throw DetachedInstanceError{"select(): this relationship belongs to a plain value, not to an object of a session"};
    }
    Workspace& workspace = owner->pool->workspace;
    const RelationshipDescription& relationship = RelationshipAccess::description(collection);
    workspace.require_loadable(owner, relationship);
    workspace.require_usable();
    if (owner->state == ObjectState::pending) {
        workspace.autoflush();
    }
    if (owner->state != ObjectState::persistent) {
        throw InvalidRequestError{"select(): '" + qualified_name(owner->pool->model, relationship) + "' has no rows yet, since " +
                                  workspace.describe_instance(owner) + " has none; flush first"};
    }
    const RelationshipJoin& join = relationship_join(owner->pool->model, relationship);
    const sql::FromRef target{join.target, {}};
    const ModelDescription& keyed = join.link != nullptr ? *join.link : *join.target;
    const GeneralKey values = workspace.owner_values(owner, join);
    auto* node = new sql::SelectNode;
    NodePtr result{node};
    node->items.push_back({join.target});
    std::size_t index = 0;
    for (const ColumnPair& pair : join.pairs) {
        node->where.push_back(make<sql::BinaryNode>(
            sql::Op::eq, make<sql::ParameterNode>(values[index++]), make<sql::ColumnNode>(keyed, field_of(keyed, pair.right), NodePtr{})));
    }
    if (join.link != nullptr) {
        node->where.push_back(sql::link_condition(join, {join.link, {}}, target).node());
    }
    append_order(join, {}, node->order_by);
    return result;
}

void require_member(const RelationshipBase& collection, Instance* item) {
    Instance* const owner = RelationshipAccess::owner(collection);
    if (item == nullptr) {
        throw ArgumentError{"remove(ref): the ref is empty"};
    }
    if (owner == nullptr) {
        return;
    }
    const RelationshipJoin& join = relationship_join(owner->pool->model, RelationshipAccess::description(collection));
    const CollectionData* const data = RelationshipAccess::data(collection);
    if (join.link != nullptr || (data != nullptr && data->added.contains(item))) {
        return;  // which rows are linked the database alone knows
    }
    const bool refers = std::all_of(join.pairs.begin(), join.pairs.end(), [&](const ColumnPair& pair) {
        const FieldDescription& left = field_of(*join.owner, pair.left);
        const FieldDescription& right = field_of(*join.target, pair.right);
        return left.ops->to_value(left.in(owner->object())) == right.ops->to_value(right.in(item->object()));
    });
    if (!refers || (data != nullptr && data->removed.contains(item))) {
        throw_not_in_collection();
    }
}

}  // namespace retort::detail
