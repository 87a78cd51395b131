#include <retort/orm/relationship.hpp>

#include <algorithm>
#include <iterator>

#include <retort/core/error.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

Workspace& workspace_of(const Instance* instance) {
    return instance->pool->workspace;
}

bool in_session(const Instance* instance) {
    return instance->state == ObjectState::pending || instance->state == ObjectState::persistent;
}

// What both sides of a link must share: one workspace, and an owner in a session takes an object along that is in none.
void prepare_link(Instance* owner, Instance* target) {
    if (target == nullptr) {
        return;
    }
    Workspace& workspace = workspace_of(owner);
    RelationshipAccess::require_linkable(workspace, target, [owner] { return owner->pool->workspace.describe_instance(owner); });
    if (!workspace.is_open) {
        return;
    }
    if (in_session(owner) && !in_session(target)) {
        workspace.add_again(target);
    } else if (in_session(target) && owner->state == ObjectState::transient) {
        workspace.add_again(owner);
    }
}

// The other object of a one-to-one relationship, which loses its partner and must be known for it. Read where it is not known, without a flush: the
// objects at hand are half linked.
Instance* partner_of(Instance* owner, const RelationshipDescription& relationship) {
    RelationshipBase& base = RelationshipAccess::of(owner, relationship);
    if (owner->state != ObjectState::persistent || relationship.loading == Loading::raise || !workspace_of(owner).is_open) {
        return RelationshipAccess::known_target(base);
    }
    struct Block {
        int& blocks;
        ~Block() { --blocks; }
    };
    const Block block{++workspace_of(owner).autoflush_blocks};
    return RelationshipAccess::target(base);
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
            data_ = new CollectionData{static_cast<const CollectionData*>(other.data_)->items};
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
    const RelationshipJoin& join = RelationshipAccess::join(*this);
    const RelationshipDescription* const reverse = join.reverse;
    // The old one must be known where it is the one that changes: it loses its key, or becomes an orphan.
    const bool must_know = !join.foreign_key_on_owner || (reverse != nullptr && reverse->cascade_delete);
    Instance* const old = must_know ? partner_of(owner_, mine) : RelationshipAccess::known_target(*this);
    if (old == target && RelationshipAccess::is_loaded(*this)) {
        return;
    }
    RelationshipAccess::quiet_set(owner_, mine, target);
    if (!join.foreign_key_on_owner) {
        if (old != nullptr) {
            RelationshipAccess::record(owner_, mine, old, false);
        }
        if (target != nullptr) {
            RelationshipAccess::record(owner_, mine, target, true);
        }
    }
    if (reverse == nullptr) {
        return;
    }
    if (old != nullptr) {
        leave(old, *reverse);
    }
    if (target != nullptr) {
        meet(target, mine, *reverse);
    }
}

void RelationshipBase::leave(Instance* old, const RelationshipDescription& reverse) {
    if (reverse.collection) {
        RelationshipAccess::quiet_remove(old, reverse, owner_);
    } else {
        RelationshipAccess::quiet_set(old, reverse, nullptr);
    }
    if (reverse.cascade_delete) {
        RelationshipAccess::record(old, reverse, owner_, false);
    }
}

void RelationshipBase::meet(Instance* target, const RelationshipDescription& mine, const RelationshipDescription& reverse) {
    if (reverse.cascade_delete) {
        RelationshipAccess::record(target, reverse, owner_, true);
    }
    if (reverse.collection) {
        RelationshipAccess::quiet_add(target, reverse, owner_);
        return;
    }
    // One-to-one: whoever the target was linked with before loses it.
    Instance* const other = partner_of(target, reverse);
    if (other != nullptr && other != owner_) {
        RelationshipAccess::quiet_set(other, mine, nullptr);
        if (reverse.cascade_delete) {
            RelationshipAccess::record(target, reverse, other, false);
        }
        if (mine.cascade_delete) {
            RelationshipAccess::record(other, mine, target, false);
        }
    }
    RelationshipAccess::quiet_set(target, reverse, owner_);
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

namespace {

/// Keeps an object alive and up to date while somebody looks at it, as a Ref does.
class Held {
public:
    explicit Held(Instance* instance) : instance_{instance} {
        add_ref(instance_);
        touch(instance_);
    }
    ~Held() { drop_ref(instance_); }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

    const void* object() const noexcept { return instance_->object(); }

private:
    Instance* instance_;
};

}  // namespace

void RelationshipBase::visit_scalar(const void* member, void* context, void (*each)(void* context, const void* object)) {
    if (Instance* const target = static_cast<const RelationshipBase*>(member)->scalar()) {
        const Held held{target};
        each(context, held.object());
    }
}

void RelationshipBase::visit_items(const void* member, void* context, void (*each)(void* context, const void* object)) {
    // A copy: what is done with one of them may load others, and read the collection anew.
    const std::vector<Instance*> all = static_cast<const RelationshipBase*>(member)->items();
    for (Instance* const item : all) {
        const Held held{item};
        each(context, held.object());
    }
}

bool RelationshipBase::contains_item(Instance* item) const {
    if (item == nullptr) {
        return false;
    }
    const auto& all = items();
    if (owner_ == nullptr) {
        return std::find(all.begin(), all.end(), item) != all.end();
    }
    return static_cast<CollectionData*>(data_)->contains(item);
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
    const RelationshipDescription* const reverse = RelationshipAccess::join(*this).reverse;
    const bool may_load = mine.loading != Loading::raise && mine.loading != Loading::write_only;
    if (may_load && RelationshipAccess::join(*this).link != nullptr) {
        items();  // a link row may be there although nobody has looked yet, and a second one would break its key
    }
    if (RelationshipAccess::is_loaded(*this) && RelationshipAccess::ensure_data(*this).contains(item)) {
        return;  // a row is in a collection or it is not
    }
    RelationshipAccess::quiet_add(owner_, mine, item);
    RelationshipAccess::record(owner_, mine, item, true);
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
        if (data_ != nullptr && erase_last(static_cast<CollectionData*>(data_)->items, item)) {
            drop_ref(item);
            return true;
        }
        return false;
    }
    if (RelationshipAccess::description(*this).loading == Loading::write_only) {
        RelationshipAccess::unload(*this);
    } else {
        items();
    }
    if (!RelationshipAccess::quiet_remove(owner_, RelationshipAccess::description(*this), item)) {
        return false;
    }
    removed(item);
    return true;
}

// The item is out of this collection; tells its own side and the next flush.
void RelationshipBase::removed(Instance* item) {
    RelationshipAccess::record(owner_, RelationshipAccess::description(*this), item, false);
    const RelationshipDescription* const reverse = RelationshipAccess::join(*this).reverse;
    if (reverse == nullptr) {
        return;
    }
    if (reverse->collection) {
        RelationshipAccess::quiet_remove(item, *reverse, owner_);
    } else {
        RelationshipAccess::quiet_set(item, *reverse, nullptr);
    }
}

void RelationshipBase::clear_items() {
    assign_items({});
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
    for (Instance* item : wanted) {
        if (item == nullptr) {
            throw ArgumentError{"assignment to a collection: one of the refs is empty"};
        }
        prepare_link(owner_, item);  // first, so that whoever may not come leaves the collection as it was
    }
    items();
    CollectionData& data = RelationshipAccess::ensure_data(*this);
    InstanceSet stay;
    for (Instance* item : wanted) {
        stay.insert(item);
    }
    // All that go at once: one by one each would move those behind it.
    std::vector<Instance*> gone;
    std::erase_if(data.items, [&](Instance* item) {
        if (!stay.contains(item)) {
            gone.push_back(item);
            return true;
        }
        return false;
    });
    data.index.forget();
    changed_ = true;
    touch(owner_);
    for (Instance* item : gone) {
        if (!data.added.erase(item)) {
            data.removed.insert(item);
        }
        removed(item);
    }
    stay.for_each([this](Instance* item) { add_item(item); });
    data.items.clear();
    stay.for_each([&](Instance* item) { data.items.push_back(item); });
    data.index.forget();
}

}  // namespace retort::detail
