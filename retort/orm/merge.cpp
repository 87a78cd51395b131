#include <retort/orm/merge.hpp>

#include <retort/core/error.hpp>
#include <retort/model/model_object.hpp>

namespace retort::detail {

Merge::Merge(Workspace& workspace) : workspace_{workspace} {
    workspace.require_usable();
    workspace.autoflush();
    // The objects at hand are half copied from now on.
    ++workspace.autoflush_blocks;
}

Merge::~Merge() {
    --workspace_.autoflush_blocks;
}

Instance* Merge::object(Instance* other) {
    if (other == nullptr) {
        throw InvalidRequestError{"merge: the Ref is empty"};
    }
    const bool is_here = other->state == ObjectState::pending || other->state == ObjectState::persistent;
    if (is_here && &other->pool->workspace == &workspace_) {
        return other;
    }
    if (other->state == ObjectState::deleted) {
        throw InvalidRequestError{"merge: " + other->pool->workspace.describe_instance(other) + " has been deleted"};
    }
    return copy(other->pool->model, other->object());
}

Instance* Merge::value(const ModelDescription& model, void* value) {
    return copy(model, value);
}

Instance* Merge::copy(const ModelDescription& model, void* from) {
    if (const auto known = done_.find(from); known != done_.end()) {
        return known->second;
    }
    Instance* mine = counterpart(model, from);
    if (mine == nullptr) {
        mine = add_blank(model);
    } else {
        require_same_version(mine, from);
    }
    done_.emplace(from, mine);
    touch(mine);
    for (const FieldDescription& field : model.fields) {
        field.ops->assign(field.in(mine->object()), field.in(from));
    }
    for (const RelationshipDescription& relationship : model.relationships) {
        copy_relationship(mine, from, relationship);
    }
    return mine;
}

// The object of the same key, read where it is not here; nullptr where there is none, or the key is not complete.
Instance* Merge::counterpart(const ModelDescription& model, void* from) {
    GeneralKey key;
    for (const int index : model.primary_key) {
        const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
        if (field.ops->is_null(field.in(from))) {
            return nullptr;
        }
        key.push_back(field.ops->to_value(field.in(from)));
    }
    return workspace_.get(model, std::move(key));
}

Instance* Merge::add_blank(const ModelDescription& model) {
    const ModelObject value{model};
    return workspace_.add(model, value.get());
}

void Merge::require_same_version(Instance* mine, void* from) const {
    const ModelDescription& model = mine->pool->model;
    if (model.version_field < 0) {
        return;
    }
    const FieldDescription& field = model.fields[static_cast<std::size_t>(model.version_field)];
    const Value theirs = field.ops->to_value(field.in(from));
    const Value ours = field.ops->to_value(field.in(mine->object()));
    if (theirs != ours) {
        throw StaleDataError{"merge: " + workspace_.describe_instance(mine) + " has the version " + ours.repr() +
                             ", but what is to be merged has the version " + theirs.repr() + "; somebody has changed the row meanwhile"};
    }
}

void Merge::copy_relationship(Instance* mine, void* from, const RelationshipDescription& relationship) {
    const RelationshipBase& theirs = *reinterpret_cast<const RelationshipBase*>(static_cast<const char*>(from) + relationship.offset);
    // A plain value tells what was set in it, an object of a session what was loaded; the rest stays as it is here.
    const bool is_known = RelationshipAccess::owner(theirs) == nullptr ? RelationshipAccess::raw_target(theirs) != nullptr
                                                                       : RelationshipAccess::is_loaded(theirs);
    if (!is_known || relationship.loading == Loading::write_only) {
        return;
    }
    RelationshipBase& ours = RelationshipAccess::of(mine, relationship);
    if (!relationship.collection) {
        Instance* const target = RelationshipAccess::raw_target(theirs);
        RelationshipAccess::set_target(ours, target == nullptr ? nullptr : object(target));
        return;
    }
    std::vector<Instance*> items;
    if (const CollectionData* data = RelationshipAccess::data(theirs)) {
        for (Instance* item : std::vector<Instance*>{data->items}) {
            items.push_back(object(item));
        }
    }
    RelationshipAccess::assign(ours, items);
}

}  // namespace retort::detail
