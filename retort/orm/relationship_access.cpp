#include <algorithm>
#include <iterator>
#include <memory>

#include <retort/core/error.hpp>
#include <retort/orm/relationship.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

Workspace& workspace_of(const Instance* instance) {
    return instance->pool->workspace;
}

}  // namespace

bool erase_last(std::vector<Instance*>& list, const Instance* item) {
    const auto found = std::find(list.rbegin(), list.rend(), item);
    if (found == list.rend()) {
        return false;
    }
    list.erase(std::next(found).base());
    return true;
}

bool CollectionData::take_out(const Instance* item) {
    if (!contains(item)) {
        return false;
    }
    erase_last(items, item);
    index.removed(item);
    return true;
}

void RelationshipAccess::refuse_other_session(const Workspace& workspace, const std::string& owner, const Instance* target) {
    throw InvalidRequestError{
        "cannot link " + owner + " with " + workspace.describe_instance(target) + ": they belong to different sessions"};
}

void RelationshipAccess::refuse_deleted(const Workspace& workspace, const std::string& owner, const Instance* target) {
    throw InvalidRequestError{"cannot link " + owner + " with " + workspace.describe_instance(target) +
                              ", whose row was deleted in this transaction; roll back, or add a new object"};
}

void RelationshipAccess::adopt(RelationshipBase& base, Instance* owner, const RelationshipDescription& description) noexcept {
    base.owner_ = owner;
    base.index_ = static_cast<std::uint16_t>(description.index);
    base.collection_ = description.collection;
    base.epoch_ = 0;
    base.detached_ = false;
}

const RelationshipDescription& RelationshipAccess::description(const RelationshipBase& base) noexcept {
    return base.owner_->pool->model.relationships[base.index_];
}

const RelationshipJoin& RelationshipAccess::join(const RelationshipBase& base) noexcept {
    return *base.owner_->pool->mapper.joins[base.index_];
}

bool RelationshipAccess::is_loaded(const RelationshipBase& base) noexcept {
    const ObjectState state = base.owner_->state;
    if (state == ObjectState::transient || state == ObjectState::pending) {
        return true;
    }
    if (base.epoch_ == pinned && (state == ObjectState::detached || state == ObjectState::deleted)) {
        return true;
    }
    return base.epoch_ == workspace_of(base.owner_).epoch || (base.changed_ && !base.collection_);
}

void RelationshipAccess::pin(Instance* owner) noexcept {
    for (const RelationshipDescription& relationship : owner->pool->model.relationships) {
        RelationshipBase& base = of(owner, relationship);
        base.epoch_ = is_loaded(base) ? pinned : 0;
    }
}

Instance* RelationshipAccess::known_target(const RelationshipBase& base) noexcept {
    if (is_loaded(base)) {
        return static_cast<Instance*>(base.data_);
    }
    return workspace_of(base.owner_).find_loaded_target(base.owner_, description(base));
}

CollectionData& RelationshipAccess::ensure_data(RelationshipBase& base) {
    base.collection_ = true;
    if (base.data_ == nullptr) {
        base.data_ = new CollectionData;
    }
    return *static_cast<CollectionData*>(base.data_);
}

void RelationshipAccess::put_target(RelationshipBase& base, Instance* target) noexcept {
    base.data_ = target;
    base.epoch_ = workspace_of(base.owner_).epoch;
}

void RelationshipAccess::keep_after_insert(RelationshipBase& base) noexcept {
    base.epoch_ = base.data_ != nullptr ? workspace_of(base.owner_).epoch : 0;
}

void RelationshipAccess::put_items(RelationshipBase& base, std::vector<Instance*> items) {
    CollectionData& data = ensure_data(base);
    // What was added and removed and has not been flushed yet.
    if (!data.removed.empty()) {
        std::erase_if(items, [&](const Instance* item) { return data.removed.contains(item); });
    }
    data.items = std::move(items);
    data.index.forget();
    data.added.for_each([&](Instance* item) {
        if (!data.contains(item)) {
            data.append(item);
        }
    });
    base.epoch_ = workspace_of(base.owner_).epoch;
}

void RelationshipAccess::unload(RelationshipBase& base) noexcept {
    if (base.owner_->state == ObjectState::persistent) {
        base.epoch_ = 0;
        if (base.data_ != nullptr) {
            static_cast<CollectionData*>(base.data_)->items.clear();
            static_cast<CollectionData*>(base.data_)->index.forget();
        }
    }
}

void RelationshipAccess::forget(RelationshipBase& base) noexcept {
    if (base.data_ == nullptr) {
        return;
    }
    if (base.collection_) {
        auto* const data = static_cast<CollectionData*>(base.data_);
        if (base.owner_ == nullptr) {
            for (Instance* item : data->items) {
                drop_ref(item);
            }
        }
        delete data;
    } else if (base.owner_ == nullptr) {
        drop_ref(static_cast<Instance*>(base.data_));
    }
    base.data_ = nullptr;
    base.epoch_ = 0;
}

void RelationshipAccess::settle(RelationshipBase& base) noexcept {
    base.changed_ = false;
    if (base.collection_ && base.data_ != nullptr) {
        auto& lists = *static_cast<CollectionData*>(base.data_);
        lists.added.clear();
        lists.removed.clear();
    }
}

void RelationshipAccess::reset(RelationshipBase& base) noexcept {
    forget(base);
    base.changed_ = false;
}

void RelationshipAccess::check_held(
    const Workspace& workspace, const ModelDescription& model, void* value, const RelationshipDescription& description) {
    const auto& base = *reinterpret_cast<const RelationshipBase*>(static_cast<const char*>(value) + description.offset);
    const auto check = [&](const Instance* item) {
        require_linkable(workspace, item, [&model] { return "a new '" + std::string{model.name} + "'"; });
    };
    if (base.data_ == nullptr || base.owner_ != nullptr) {
        return;
    }
    if (!description.collection) {
        check(static_cast<const Instance*>(base.data_));
        return;
    }
    const auto& items = static_cast<const CollectionData*>(base.data_)->items;
    std::for_each(items.begin(), items.end(), check);
}

// The Refs that a value held become links of the object that it has become.
void RelationshipAccess::join_held(Instance* owner, const RelationshipDescription& description) {
    RelationshipBase& base = of(owner, description);
    void* const held = base.data_;
    base.data_ = nullptr;
    adopt(base, owner, description);
    if (held == nullptr) {
        return;
    }
    if (!description.collection) {
        const HeldInstance target{static_cast<Instance*>(held)};
        base.set_scalar(target.get());
        return;
    }
    const std::unique_ptr<CollectionData> data{static_cast<CollectionData*>(held)};
    std::vector<HeldInstance> items;
    items.reserve(data->items.size());
    for (Instance* item : data->items) {
        items.emplace_back(item);
    }
    for (const HeldInstance& item : items) {
        base.add_item(item.get());
    }
}

void RelationshipAccess::quiet_set(Instance* owner, const RelationshipDescription& description, Instance* target) {
    RelationshipBase& base = of(owner, description);
    touch(owner);
    put_target(base, target);
    base.changed_ = true;
}

void RelationshipAccess::quiet_add(Instance* owner, const RelationshipDescription& description, Instance* item) {
    RelationshipBase& base = of(owner, description);
    CollectionData& data = ensure_data(base);
    base.changed_ = true;
    touch(owner);
    if (is_loaded(base) && !data.contains(item)) {
        data.append(item);
    }
    // Kept for a loaded collection too: it may be read anew before the next flush.
    if (!data.removed.erase(item)) {
        data.added.insert(item);
    }
}

bool RelationshipAccess::quiet_remove(Instance* owner, const RelationshipDescription& description, Instance* item) {
    RelationshipBase& base = of(owner, description);
    CollectionData& data = ensure_data(base);
    base.changed_ = true;
    touch(owner);
    if (is_loaded(base) && !data.take_out(item)) {
        return false;
    }
    if (!data.added.erase(item)) {
        data.removed.insert(item);
    }
    return true;
}

void RelationshipAccess::record(Instance* owner, const RelationshipDescription& description, Instance* item, bool added) {
    const RelationshipJoin& join = RelationshipAccess::join(of(owner, description));
    if (join.link != nullptr || join.reverse == nullptr || description.cascade_delete) {
        workspace_of(owner).collection_changes.push_back({owner, &description, item, added});
    }
}

}  // namespace retort::detail
