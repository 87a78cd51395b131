#include <retort/orm/workspace.hpp>

#include <algorithm>

#include <retort/core/error.hpp>

namespace retort::detail {

// ---- Reference counts

void first_ref(Instance* instance) noexcept {
    ++instance->pool->workspace.held;
}

void last_ref(Instance* instance) noexcept {
    Workspace& workspace = instance->pool->workspace;
    --workspace.held;
    release_if_unused(&workspace);
}

void release_if_unused(Workspace* workspace) noexcept {
    if (workspace->held == 0 && !workspace->is_open) {
        delete workspace;
    }
}

void touch_slowly(Instance* instance) {
    Workspace& workspace = instance->pool->workspace;
    if (instance->state == ObjectState::persistent && workspace.is_open) {
        workspace.take_snapshot(instance);
    }
    instance->touched = true;
}

void throw_empty_ref() {
    throw InvalidRequestError{"the Ref is empty: there is no object behind it"};
}

// ---- Workspace

Workspace::Workspace(const Engine& its_engine, SessionOptions its_options, Connection* joined)
    : engine{its_engine},
      options{its_options},
      connection_{joined} {}

Workspace::~Workspace() {
    is_open = true;  // the Refs that plain members of dying objects may hold do not destroy it a second time
    for (TransactionLevel& level : levels_) {
        drop_former_keys(level);
    }
    for (Listener& listener : listeners) {
        listener.destroy(listener.self);
    }
    pools_.clear();
}

ModelPool& Workspace::pool(const ModelDescription& model) {
    // A session knows a handful of models: a walk over a few pointers beats a hash.
    for (const auto& one : pools_) {
        if (&one->model == &model) {
            return *one;
        }
    }
    pools_.push_back(std::make_unique<ModelPool>(*this, Mapper::of(model, engine.dialect())));
    return *pools_.back();
}

void Workspace::require_own(const Instance* instance, const char* what) const {
    if (instance == nullptr) {
        throw InvalidRequestError{std::string{what} + ": the Ref is empty"};
    }
    if (&instance->pool->workspace != this) {
        throw InvalidRequestError{std::string{what} + ": " + describe_instance(instance) + " belongs to another session"};
    }
}

std::string Workspace::describe_instance(const Instance* instance) const {
    const ModelDescription& model = instance->pool->model;
    std::string out{model.name};
    out += '(';
    const void* const object = const_cast<Instance*>(instance)->object();
    for (const int index : model.primary_key) {
        if (out.back() != '(') {
            out += ", ";
        }
        const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
        field.ops->repr(field.in(object), out);
    }
    return out + ')';
}

Instance* Workspace::add(const ModelDescription& model, void* value) {
    require_usable();
    ModelPool& into = pool(model);
    for (const RelationshipDescription& relationship : model.relationships) {
        RelationshipAccess::check_held(*this, model, value, relationship);
    }
    Instance* const instance = into.allocate();
    model.move_construct(instance->object(), value);
    if (!model.relationships.empty()) {
        put_into_session(instance);
        // Held until the links are made, so that whatever throws leaves a transient object behind that the collector finds.
        add_ref(instance);
        const HeldInstance keep{instance};
        for (const RelationshipDescription& relationship : model.relationships) {
            RelationshipAccess::join_held(instance, relationship);
        }
        return instance;
    }
    put_into_session(instance);
    return instance;
}

void Workspace::put_into_session(Instance* instance) {
    instance->state = ObjectState::pending;
    pending.push_back(instance);
}

void Workspace::add_again(Instance* instance) {
    require_usable();
    require_own(instance, "add");
    switch (instance->state) {
    case ObjectState::pending:
    case ObjectState::persistent:
        instance->marked_deleted = false;
        std::erase(removed, instance);
        return;
    case ObjectState::transient: put_into_session(instance); break;
    case ObjectState::detached: {
        if (instance->pool->identities.find(instance->pool->mapper.key_kind, instance->key) != nullptr) {
            throw InvalidRequestError{"add: the session already holds another object for the row of " + describe_instance(instance)};
        }
        instance->state = ObjectState::persistent;
        instance->load_epoch = 0;
        instance->pool->identities.insert(instance->pool->mapper.key_kind, instance->key, instance);
        --detached_;
        // What changed while it was away is not known: every column is written at the next flush.
        instance->force_update = true;
        instance->touched = false;
        touch(instance);
        return;
    }
    case ObjectState::deleted:
        throw InvalidRequestError{
            "add: " + describe_instance(instance) + " was deleted in this transaction; roll back, or add a new object"};
    }
    // What it is linked with comes along, as it would with a new object.
    for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
        RelationshipBase& base = RelationshipAccess::of(instance, relationship);
        RelationshipAccess::set_changed(base, true);
        if (relationship.collection) {
            if (const CollectionData* data = RelationshipAccess::data(base)) {
                for (Instance* item : std::vector<Instance*>{data->items}) {
                    RelationshipAccess::record(instance, relationship, item, true);
                    if (item->state == ObjectState::transient) {
                        add_again(item);
                    }
                }
            }
        } else if (Instance* target = RelationshipAccess::known_target(base);
                   target != nullptr && target->state == ObjectState::transient) {
            add_again(target);
        }
    }
}

void Workspace::remove(Instance* instance) {
    require_usable();
    require_own(instance, "remove");
    switch (instance->state) {
    case ObjectState::pending: throw InvalidRequestError{"remove: " + describe_instance(instance) + " has no row yet; expunge it instead"};
    case ObjectState::persistent:
        if (!instance->marked_deleted) {
            instance->marked_deleted = true;
            removed.push_back(instance);
        }
        return;
    default: throw InvalidRequestError{"remove: " + describe_instance(instance) + " is not in this session"};
    }
}

void Workspace::leave_session(Instance* instance, ObjectState state) noexcept {
    if (state == ObjectState::detached) {
        RelationshipAccess::pin(instance);
    }
    if (instance->state == ObjectState::persistent) {
        instance->pool->identities.erase(instance->pool->mapper.key_kind, instance->key);
    }
    instance->state = state;
    instance->marked_deleted = false;
    instance->changed_level = 0;
    ++detached_;
}

void Workspace::expunge(Instance* instance) {
    require_own(instance, "expunge");
    if (instance->state != ObjectState::pending && instance->state != ObjectState::persistent) {
        throw InvalidRequestError{"expunge: " + describe_instance(instance) + " is not in this session"};
    }
    for (auto* list : {&pending, &removed, &touched}) {
        std::erase(*list, instance);
    }
    forget_in_levels(instance);
    instance->listed = false;
    std::erase_if(collection_changes, [instance](const CollectionChange& one) { return one.owner == instance || one.item == instance; });
    leave_session(instance, instance->state == ObjectState::pending ? ObjectState::transient : ObjectState::detached);
    if (detached_ >= sweep_at_) {
        sweep();
    }
}

void Workspace::expunge_all() {
    for (const auto& one : pools_) {
        one->for_each([this](Instance* instance) {
            if (instance->state == ObjectState::pending || instance->state == ObjectState::persistent) {
                leave_session(instance, instance->state == ObjectState::pending ? ObjectState::transient : ObjectState::detached);
            }
            instance->listed = false;
        });
        one->identities.clear();
    }
    for (auto* list : {&pending, &removed, &touched}) {
        list->clear();
    }
    forget_all_in_levels();
    collection_changes.clear();
    sweep();
}

// Frees what left the session and nobody can reach: neither a Ref nor a relationship of an object that stays. Relationships are plain pointers, so
// this is a mark and sweep; it runs when as many have left as stayed, which makes its cost constant for each object.
void Workspace::sweep() noexcept {
    std::vector<Instance*> reach;
    const auto mark = [&reach](Instance* instance) {
        if (instance != nullptr && !instance->reachable) {
            instance->reachable = true;
            reach.push_back(instance);
        }
    };
    for (const auto& one : pools_) {
        one->for_each([&](Instance* instance) {
            const bool in_session = instance->state == ObjectState::pending || instance->state == ObjectState::persistent ||
                                    instance->state == ObjectState::deleted;
            if (in_session || instance->refs > 0) {
                mark(instance);
            }
        });
    }
    while (!reach.empty()) {
        Instance* const instance = reach.back();
        reach.pop_back();
        for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
            const RelationshipBase& base = RelationshipAccess::of(instance, relationship);
            if (relationship.collection) {
                if (const CollectionData* data = RelationshipAccess::data(base)) {
                    std::for_each(data->items.begin(), data->items.end(), mark);
                    data->added.for_each(mark);
                    data->removed.for_each(mark);
                }
            } else {
                mark(RelationshipAccess::raw_target(base));
            }
        }
    }
    detached_ = 0;
    std::size_t stayed = 0;
    for (const auto& one : pools_) {
        one->for_each([&](Instance* instance) {
            if (!instance->reachable) {
                one->release(instance);
                return;
            }
            instance->reachable = false;
            ++stayed;
            if (instance->state == ObjectState::transient || instance->state == ObjectState::detached) {
                ++detached_;
            }
        });
    }
    sweep_at_ = std::max<std::size_t>(64, detached_ + stayed);
}

void Workspace::take_snapshot(Instance* instance) {
    const ModelDescription& model = instance->pool->model;
    if (instance->snapshot == nullptr) {
        instance->snapshot = instance->pool->allocate_snapshot();
    }
    const void* const object = instance->object();
    for (const FieldDescription& field : model.fields) {
        instance->snapshot[field.index] = field.ops->hash(field.in(object));
    }
    if (!instance->listed) {
        instance->listed = true;
        touched.push_back(instance);
    }
}

bool Workspace::is_modified(Instance* instance) {
    require_own(instance, "is_modified");
    if (instance->state == ObjectState::pending) {
        return true;
    }
    if (instance->state != ObjectState::persistent || !instance->touched || instance->snapshot == nullptr) {
        return false;
    }
    const ModelDescription& model = instance->pool->model;
    const auto changed_field = [&](const FieldDescription& field) {
        return field.ops->hash(field.in(instance->object())) != instance->snapshot[field.index];
    };
    const auto changed_link = [&](const RelationshipDescription& relationship) {
        return RelationshipAccess::is_changed(RelationshipAccess::of(instance, relationship));
    };
    return instance->force_update || std::any_of(model.fields.begin(), model.fields.end(), changed_field) ||
           std::any_of(model.relationships.begin(), model.relationships.end(), changed_link);
}

std::vector<Instance*> Workspace::dirty() {
    std::vector<Instance*> out;
    for (Instance* instance : touched) {
        if (instance->state == ObjectState::persistent && !instance->marked_deleted && is_modified(instance)) {
            out.push_back(instance);
        }
    }
    return out;
}

Key Workspace::key_of(const ModelPool& from, const void* object) const {
    Key key;
    const ModelDescription& model = from.model;
    if (from.mapper.key_kind == KeyKind::general) {
        auto* values = new GeneralKey;
        for (const int index : model.primary_key) {
            const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
            values->push_back(field.ops->to_value(field.in(object)));
        }
        key.general = values;
        return key;
    }
    const FieldDescription& field = model.fields[static_cast<std::size_t>(model.primary_key.front())];
    const Value value = field.ops->to_value(field.in(object));
    if (from.mapper.key_kind == KeyKind::integer) {
        key.integer = value.as_integer();
    } else {
        key.uuid = value.as_uuid();
    }
    return key;
}

void Workspace::drop_key(const ModelPool& from, Key& key) const noexcept {
    if (from.mapper.key_kind == KeyKind::general) {
        delete static_cast<GeneralKey*>(key.general);
        key.general = nullptr;
    }
}

void Workspace::note_change(Instance* instance) {
    const auto depth = static_cast<std::uint16_t>(levels_.size());
    if (instance->changed_level != depth) {
        levels_.back().changed.push_back({instance, instance->changed_level});
        instance->changed_level = depth;
    }
}

void Workspace::became_persistent(Instance* instance) {
    ModelPool& from = *instance->pool;
    drop_key(from, instance->key);
    instance->key = key_of(from, instance->object());
    instance->state = ObjectState::persistent;
    instance->load_epoch = epoch;
    from.identities.insert(from.mapper.key_kind, instance->key, instance);
    levels_.back().added.push_back(instance);
    if (instance->touched) {
        take_snapshot(instance);
    }
    for (const RelationshipDescription& relationship : from.model.relationships) {
        RelationshipAccess::keep_after_insert(RelationshipAccess::of(instance, relationship));
    }
}

void Workspace::became_deleted(Instance* instance) {
    RelationshipAccess::pin(instance);
    instance->pool->identities.erase(instance->pool->mapper.key_kind, instance->key);
    instance->state = ObjectState::deleted;
    instance->marked_deleted = false;
    levels_.back().deleted.push_back(instance);
}

}  // namespace retort::detail
