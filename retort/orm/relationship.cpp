#include <retort/orm/relationship.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

bool erase_from(std::vector<Instance*>& list, const Instance* item) {
    const auto found = std::find(list.begin(), list.end(), item);
    if (found == list.end()) {
        return false;
    }
    list.erase(found);
    return true;
}

bool holds(const std::vector<Instance*>& list, const Instance* item) {
    return std::find(list.begin(), list.end(), item) != list.end();
}

Workspace& workspace_of(const Instance* instance) {
    return instance->pool->workspace;
}

const RelationshipDescription* reverse_of(const RelationshipDescription& relationship) {
    if (relationship.back_populates.empty()) {
        return nullptr;
    }
    const RelationshipDescription* reverse = relationship.target().find_relationship(relationship.back_populates);
    if (reverse == nullptr) {
        throw ArgumentError{"the relationship '" + std::string{relationship.name} + "' says back_populates<\"" +
                            std::string{relationship.back_populates} + "\">, but '" + std::string{relationship.target().name} +
                            "' has no relationship of that name"};
    }
    return reverse;
}

// What both sides of a link must share: one workspace, and an owner in a session takes a new object along.
void prepare_link(Instance* owner, Instance* target) {
    if (target == nullptr) {
        return;
    }
    Workspace& workspace = workspace_of(owner);
    if (&workspace_of(target) != &workspace) {
        throw InvalidRequestError{"cannot link " + workspace.describe_instance(owner) + " with " + workspace.describe_instance(target) +
                                  ": they belong to different sessions"};
    }
    const auto in_session = [](const Instance* one) { return one->state == ObjectState::pending || one->state == ObjectState::persistent; };
    if (in_session(owner) && target->state == ObjectState::transient) {
        workspace.add_again(target);
    } else if (in_session(target) && owner->state == ObjectState::transient) {
        workspace.add_again(owner);
    }
}

}  // namespace

void throw_not_in_collection() {
    throw ArgumentError{"remove(ref): the object is not in the collection"};
}

void throw_out_of_range(std::size_t position, std::size_t size) {
    throw ArgumentError{"at(" + std::to_string(position) + "): the collection has " + std::to_string(size) + " elements"};
}

// ---- RelationshipBase

RelationshipBase::RelationshipBase(const RelationshipBase& other) : collection_{other.collection_} {
    *this = other;
}

RelationshipBase::RelationshipBase(RelationshipBase&& other) noexcept {
    if (other.owner_ == nullptr) {
        std::swap(data_, other.data_);
        collection_ = other.collection_;
        detached_ = other.detached_;
    } else {
        detached_ = true;
    }
}

RelationshipBase& RelationshipBase::operator=(const RelationshipBase& other) {
    if (this == &other) {
        return *this;
    }
    if (owner_ != nullptr) {
        // Assigning a whole struct to an object in a session (*ref = Hero{…}) changes its columns; its relationships are what they were.
        return *this;
    }
    RelationshipAccess::forget(*this);
    collection_ = other.collection_;
    detached_ = other.detached_ || other.owner_ != nullptr;
    if (other.owner_ == nullptr && other.data_ != nullptr) {
        if (other.collection_) {
            data_ = new CollectionData{*static_cast<const CollectionData*>(other.data_)};
            for (Instance* item : static_cast<CollectionData*>(data_)->items) {
                add_ref(item);
            }
        } else {
            data_ = other.data_;
            add_ref(static_cast<Instance*>(data_));
        }
    }
    return *this;
}

RelationshipBase& RelationshipBase::operator=(RelationshipBase&& other) noexcept {
    if (this == &other || owner_ != nullptr) {
        return *this;  // as the copy: an object in a session keeps its relationships
    }
    RelationshipAccess::forget(*this);
    collection_ = other.collection_;
    detached_ = other.detached_ || other.owner_ != nullptr;
    if (other.owner_ == nullptr) {
        std::swap(data_, other.data_);
    }
    return *this;
}

RelationshipBase::~RelationshipBase() {
    RelationshipAccess::forget(*this);
}

Instance* RelationshipBase::scalar() const {
    if (owner_ == nullptr) {
        if (detached_) {
            throw DetachedInstanceError{
                "this relationship belongs to a plain value, not to an object of a session, so it cannot be loaded"};
        }
        return static_cast<Instance*>(data_);
    }
    auto& self = const_cast<RelationshipBase&>(*this);
    if (!RelationshipAccess::is_loaded(self)) {
        Instance* target = workspace_of(owner_).load_target(owner_, RelationshipAccess::description(self));
        RelationshipAccess::put_target(self, target);
    }
    return static_cast<Instance*>(data_);
}

void RelationshipBase::set_scalar(Instance* target) {
    if (owner_ == nullptr) {
        if (target != nullptr) {
            add_ref(target);
        }
        RelationshipAccess::forget(*this);
        detached_ = false;
        collection_ = false;
        data_ = target;
        return;
    }
    prepare_link(owner_, target);
    const RelationshipDescription& mine = RelationshipAccess::description(*this);
    const RelationshipDescription* reverse = reverse_of(mine);
    // The key may lie with the target. Then the old one must be known, to lose its key, and no relationship of its own would tell the flush.
    const bool key_is_elsewhere = !relationship_join(owner_->pool->model, mine).foreign_key_on_owner;
    Instance* const old = key_is_elsewhere ? scalar() : RelationshipAccess::known_target(*this);
    if (old == target && RelationshipAccess::is_loaded(*this)) {
        return;
    }
    RelationshipAccess::quiet_set(owner_, mine, target);
    if (key_is_elsewhere && reverse == nullptr) {
        auto& changes = workspace_of(owner_).collection_changes;
        if (old != nullptr) {
            changes.push_back({owner_, &mine, old, false});
        }
        if (target != nullptr) {
            changes.push_back({owner_, &mine, target, true});
        }
    }
    if (reverse == nullptr) {
        return;
    }
    if (reverse->collection) {
        if (old != nullptr) {
            RelationshipAccess::quiet_remove(old, *reverse, owner_);
        }
        if (target != nullptr) {
            RelationshipAccess::quiet_add(target, *reverse, owner_);
        }
    } else {
        if (old != nullptr) {
            RelationshipAccess::quiet_set(old, *reverse, nullptr);
        }
        if (target != nullptr) {
            // One-to-one: whoever the target was linked with before loses it.
            if (Instance* other = RelationshipAccess::known_target(RelationshipAccess::of(target, *reverse));
                other != nullptr && other != owner_) {
                RelationshipAccess::quiet_set(other, mine, nullptr);
            }
            RelationshipAccess::quiet_set(target, *reverse, owner_);
        }
    }
}

const std::vector<Instance*>& RelationshipBase::items() const {
    static const std::vector<Instance*> none;
    if (owner_ == nullptr) {
        if (detached_) {
            throw DetachedInstanceError{
                "this relationship belongs to a plain value, not to an object of a session, so it cannot be loaded"};
        }
        return data_ == nullptr ? none : static_cast<const CollectionData*>(data_)->items;
    }
    auto& self = const_cast<RelationshipBase&>(*this);
    if (!RelationshipAccess::is_loaded(self)) {
        RelationshipAccess::put_items(self, workspace_of(owner_).load_items(owner_, RelationshipAccess::description(self)));
    }
    return RelationshipAccess::ensure_data(self).items;
}

bool RelationshipBase::contains_item(Instance* item) const {
    return item != nullptr && holds(items(), item);
}

void RelationshipBase::add_item(Instance* item) {
    if (item == nullptr) {
        throw ArgumentError{"push_back(ref): the ref is empty"};
    }
    if (owner_ == nullptr) {
        CollectionData& mine = RelationshipAccess::ensure_data(*this);
        detached_ = false;
        mine.items.push_back(item);
        add_ref(item);
        return;
    }
    prepare_link(owner_, item);
    const RelationshipDescription& mine = RelationshipAccess::description(*this);
    const RelationshipDescription* reverse = reverse_of(mine);
    if (RelationshipAccess::is_loaded(*this) && holds(RelationshipAccess::ensure_data(*this).items, item)) {
        return;  // a row is in a collection or it is not
    }
    RelationshipAccess::quiet_add(owner_, mine, item);
    workspace_of(owner_).collection_changes.push_back({owner_, &mine, item, true});
    if (reverse == nullptr) {
        return;
    }
    if (reverse->collection) {
        RelationshipAccess::quiet_add(item, *reverse, owner_);
    } else {
        Instance* const old = RelationshipAccess::known_target(RelationshipAccess::of(item, *reverse));
        if (old != nullptr && old != owner_) {
            RelationshipAccess::quiet_remove(old, mine, item);
        }
        RelationshipAccess::quiet_set(item, *reverse, owner_);
    }
}

bool RelationshipBase::remove_item(Instance* item) {
    if (item == nullptr) {
        return false;
    }
    if (owner_ == nullptr) {
        if (data_ != nullptr && erase_from(static_cast<CollectionData*>(data_)->items, item)) {
            drop_ref(item);
            return true;
        }
        return false;
    }
    items();
    const RelationshipDescription& mine = RelationshipAccess::description(*this);
    const RelationshipDescription* reverse = reverse_of(mine);
    if (!RelationshipAccess::quiet_remove(owner_, mine, item)) {
        return false;
    }
    workspace_of(owner_).collection_changes.push_back({owner_, &mine, item, false});
    if (reverse != nullptr) {
        if (reverse->collection) {
            RelationshipAccess::quiet_remove(item, *reverse, owner_);
        } else {
            RelationshipAccess::quiet_set(item, *reverse, nullptr);
        }
    }
    return true;
}

void RelationshipBase::clear_items() {
    for (Instance* item : std::vector<Instance*>{items()}) {
        remove_item(item);
    }
}

void RelationshipBase::assign_items(const std::vector<Instance*>& wanted) {
    if (owner_ == nullptr) {
        RelationshipAccess::forget(*this);
        collection_ = true;
        for (Instance* item : wanted) {
            add_item(item);
        }
        return;
    }
    for (Instance* item : std::vector<Instance*>{items()}) {
        if (!holds(wanted, item)) {
            remove_item(item);
        }
    }
    for (Instance* item : wanted) {
        add_item(item);
    }
}

// ---- RelationshipAccess

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

bool RelationshipAccess::is_loaded(const RelationshipBase& base) noexcept {
    const ObjectState state = base.owner_->state;
    if (state == ObjectState::transient || state == ObjectState::pending) {
        return true;
    }
    return base.epoch_ == workspace_of(base.owner_).epoch || (base.changed_ && !base.collection_);
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
    for (Instance* item : data.removed) {
        erase_from(items, item);
    }
    for (Instance* item : data.added) {
        if (!holds(items, item)) {
            items.push_back(item);
        }
    }
    data.items = std::move(items);
    base.epoch_ = workspace_of(base.owner_).epoch;
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
    if (is_loaded(base) && !holds(data.items, item)) {
        data.items.push_back(item);
    }
    // Kept for a loaded collection too: it may be read anew before the next flush.
    if (!erase_from(data.removed, item) && !holds(data.added, item)) {
        data.added.push_back(item);
    }
}

bool RelationshipAccess::quiet_remove(Instance* owner, const RelationshipDescription& description, Instance* item) {
    RelationshipBase& base = of(owner, description);
    CollectionData& data = ensure_data(base);
    base.changed_ = true;
    touch(owner);
    if (is_loaded(base) && !erase_from(data.items, item)) {
        return false;
    }
    if (!erase_from(data.added, item) && !holds(data.removed, item)) {
        data.removed.push_back(item);
    }
    return true;
}

}  // namespace retort::detail
