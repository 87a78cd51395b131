#include <retort/orm/unit_of_work.hpp>

#include <algorithm>
#include <unordered_map>

#include <retort/core/error.hpp>
#include <retort/orm/batches.hpp>
#include <retort/orm/object_order.hpp>

namespace retort::detail {

namespace {

void copy_key(
    Instance* from, const ModelDescription& from_model, int from_field, Instance* to, const ModelDescription& to_model, int to_field) {
    const FieldDescription& source = from_model.fields[static_cast<std::size_t>(from_field)];
    const FieldDescription& target = to_model.fields[static_cast<std::size_t>(to_field)];
    target.ops->from_value(target.in(to->object()), source.ops->to_value(source.in(from->object())));
}

void clear_field(Instance* instance, const ModelDescription& model, int index) {
    const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
    if (!field.ops->nullable) {
        throw InvalidRequestError{
            "'" + std::string{model.name} + "." + std::string{field.name} +
            "' cannot be set to NULL, although the object that it refers to is taken away: make the field optional, or give the "
            "relationship cascade_delete"};
    }
    field.ops->from_value(field.in(instance->object()), Value{});
}

void clear_early(Instance* instance, const ModelDescription& model, int index, Instance* target) {
    const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
    if (!field.ops->nullable) {
        throw CircularDependencyError{"a new '" + std::string{model.name} + "' and a new '" + std::string{target->pool->model.name} +
                                      "' refer to each other, so neither can be inserted first; make '" + std::string{model.name} + "." +
                                      std::string{field.name} + "' optional"};
    }
    field.ops->from_value(field.in(instance->object()), Value{});
}

bool is_set_null_needed(Instance* instance, const ModelDescription& model, const std::vector<ColumnPair>& pairs) {
    return std::any_of(pairs.begin(), pairs.end(), [&](const ColumnPair& pair) {
        const FieldDescription& field = model.fields[static_cast<std::size_t>(pair.left)];
        return !field.ops->is_null(field.in(instance->object()));
    });
}

}  // namespace

bool UnitOfWork::run() {
    cascade_deletes();
    delete_orphans();
    collect();
    gather_links();
    if (tables_.empty() && links_.empty() && links_of_deleted_.empty()) {
        return false;
    }
    order_tables();
    for (TableWork& work : tables_) {
        sync_children(work);
        order_within(work);
        insert_all(work);
        update_all(work);
    }
    update_late();
    write_links(false);
    write_links(true);
    for (auto work = tables_.rbegin(); work != tables_.rend(); ++work) {
        delete_all(*work);
    }
    finish();
    return true;
}

UnitOfWork::TableWork& UnitOfWork::work_of(ModelPool& pool) {
    for (TableWork& work : tables_) {
        if (work.pool == &pool) {
            return work;
        }
    }
    return tables_.emplace_back(TableWork{&pool});
}

// ---- What there is to do

void UnitOfWork::cascade_deletes() {
    // `removed` grows while children are found.
    while (cascaded_ < workspace_.removed.size()) {
        cascade_delete_of(workspace_.removed[cascaded_++]);
    }
}

void UnitOfWork::cascade_delete_of(Instance* instance) {
    for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
        const RelationshipJoin& join = relationship_join(instance->pool->model, relationship);
        if (join.foreign_key_on_owner || relationship.passive_deletes) {
            continue;
        }
        if (join.link != nullptr) {
            links_of_deleted_.emplace_back(instance, &join);
            continue;
        }
        RelationshipBase& base = RelationshipAccess::of(instance, relationship);
        std::vector<Instance*> children;
        if (relationship.collection) {
            children = RelationshipAccess::items(base);
        } else if (Instance* child = RelationshipAccess::target(base)) {
            children.push_back(child);
        }
        for (Instance* child : children) {
            if (child->state != ObjectState::persistent || child->marked_deleted) {
                continue;
            }
            if (relationship.cascade_delete) {
                child->marked_deleted = true;
                workspace_.removed.push_back(child);
            } else {
                touch(child);
                for (const ColumnPair& pair : join.pairs) {
                    clear_field(child, *join.target, pair.right);
                }
            }
        }
    }
}

// A child that was taken out of a collection that owns its members, and put into no other.
void UnitOfWork::delete_orphans() {
    for (const CollectionChange& change : std::vector<CollectionChange>{workspace_.collection_changes}) {
        if (change.added || !change.relationship->cascade_delete || change.item->state != ObjectState::persistent ||
            change.item->marked_deleted) {
            continue;
        }
        const auto again = std::find_if(workspace_.collection_changes.begin(), workspace_.collection_changes.end(),
            [&](const CollectionChange& one) { return one.added && one.item == change.item && one.relationship == change.relationship; });
        if (again == workspace_.collection_changes.end() &&
            relationship_join(change.owner->pool->model, *change.relationship).link == nullptr) {
            change.item->marked_deleted = true;
            workspace_.removed.push_back(change.item);
        }
    }
    cascade_deletes();
}

void UnitOfWork::collect() {
    for (Instance* instance : workspace_.pending) {
        work_of(*instance->pool).inserts.push_back(instance);
    }
    // Children without a relationship of their own get their key from the collection: they are to be compared even if nobody touched them.
    for (const CollectionChange& change : workspace_.collection_changes) {
        touch(change.item);
    }
    std::size_t kept = 0;
    for (Instance* instance : workspace_.touched) {
        if (instance->state != ObjectState::persistent) {
            instance->listed = false;
            continue;
        }
        workspace_.touched[kept++] = instance;
        if (!instance->marked_deleted && workspace_.is_modified(instance)) {
            work_of(*instance->pool).updates.push_back(instance);
        }
    }
    workspace_.touched.resize(kept);
    for (const CollectionChange& change : workspace_.collection_changes) {
        if (change.item->state == ObjectState::persistent && !change.item->marked_deleted) {
            auto& updates = work_of(*change.item->pool).updates;
            if (std::find(updates.begin(), updates.end(), change.item) == updates.end()) {
                updates.push_back(change.item);
            }
        }
    }
    for (Instance* instance : workspace_.removed) {
        work_of(*instance->pool).deletes.push_back(instance);
    }
}

// Adding and removing the same link in one flush cancel each other.
void UnitOfWork::gather_links() {
    for (const CollectionChange& change : workspace_.collection_changes) {
        const RelationshipJoin& join = relationship_join(change.owner->pool->model, *change.relationship);
        if (join.link == nullptr) {
            continue;
        }
        const auto opposite = std::find_if(links_.begin(), links_.end(), [&](const LinkChange& one) {
            const bool same = one.owner == change.owner && one.item == change.item;
            const bool mirrored = one.owner == change.item && one.item == change.owner && one.join != &join;
            return one.join->link == join.link && one.added != change.added && (same || mirrored);
        });
        if (opposite != links_.end()) {
            links_.erase(opposite);
        } else {
            links_.push_back({change.owner, change.item, &join, change.added});
        }
    }
}

// Referred tables first. Where foreign keys form a cycle, its tables come in the order in which they turned up.
void UnitOfWork::order_tables() {
    std::vector<TableWork> ordered;
    std::vector<TableWork*> left;
    for (TableWork& work : tables_) {
        left.push_back(&work);
    }
    const auto refers = [](const TableWork& from, const TableWork& to) {
        const Table& referred = to.pool->model.table;
        const auto& keys = from.pool->model.table.foreign_keys;
        return &from != &to && std::any_of(keys.begin(), keys.end(), [&](const ForeignKeyConstraint& key) {
            return key.referred_table == referred.name && key.referred_schema == referred.schema;
        });
    };
    while (!left.empty()) {
        auto next = std::find_if(left.begin(), left.end(),
            [&](TableWork* one) { return std::none_of(left.begin(), left.end(), [&](TableWork* other) { return refers(*one, *other); }); });
        if (next == left.end()) {
            next = left.begin();
        }
        ordered.push_back(std::move(**next));
        left.erase(next);
    }
    tables_ = std::move(ordered);
}

// In a table that refers to itself parents are inserted before and deleted after their children.
void UnitOfWork::order_within(TableWork& work) {
    if (!work.pool->mapper.refers_to_itself) {
        return;
    }
    std::unordered_map<Instance*, std::vector<Instance*>> owners;
    for (const CollectionChange& change : workspace_.collection_changes) {
        if (change.added && change.owner->pool == work.pool && change.item->pool == work.pool) {
            owners[change.item].push_back(change.owner);
        }
    }
    const auto order = [&](std::vector<Instance*>& list) {
        const ParentsByKey by_key{work.pool->model, list};
        list = parents_first(list, [&](Instance* instance) {
            std::vector<Instance*> parents = owners[instance];
            for (const RelationshipDescription& relationship : work.pool->model.relationships) {
                if (!relationship.collection && &relationship.target() == &work.pool->model) {
                    if (Instance* parent = RelationshipAccess::known_target(RelationshipAccess::of(instance, relationship))) {
                        parents.push_back(parent);
                    }
                }
            }
            by_key.append_parents(instance, parents);
            return parents;
        });
    };
    order(work.inserts);
    order(work.deletes);
    std::reverse(work.deletes.begin(), work.deletes.end());
}

// ---- Foreign keys from relationships

void UnitOfWork::sync_instance(Instance* instance) {
    const ModelDescription& model = instance->pool->model;
    for (const RelationshipDescription& relationship : model.relationships) {
        RelationshipBase& base = RelationshipAccess::of(instance, relationship);
        if (relationship.collection || !RelationshipAccess::is_changed(base)) {
            continue;
        }
        const RelationshipJoin& join = relationship_join(model, relationship);
        if (!join.foreign_key_on_owner) {
            continue;
        }
        Instance* const target = RelationshipAccess::raw_target(base);
        const bool is_early = target != nullptr && target->state == ObjectState::pending && target != instance;
        if (is_early) {
            late_.push_back(instance);
        }
        for (const ColumnPair& pair : join.pairs) {
            if (is_early) {
                // The two rows wait for each other: this one is written without the reference now, and updated when the other is there.
                clear_early(instance, model, pair.left, target);
            } else if (target != nullptr) {
                copy_key(target, *join.target, pair.right, instance, model, pair.left);
            } else if (is_set_null_needed(instance, model, join.pairs) && !instance->marked_deleted) {
                clear_field(instance, model, pair.left);
            }
        }
    }
}

// One-to-many from the side of the collection, or one-to-one from the side without the key.
void UnitOfWork::sync_children(const TableWork& work) {
    for (const CollectionChange& change : workspace_.collection_changes) {
        const RelationshipJoin& join = relationship_join(change.owner->pool->model, *change.relationship);
        if (join.link != nullptr || change.item->pool != work.pool || change.item->marked_deleted ||
            !change.relationship->back_populates.empty()) {
            continue;
        }
        for (const ColumnPair& pair : join.pairs) {
            if (change.added) {
                copy_key(change.owner, *join.owner, pair.left, change.item, *join.target, pair.right);
            } else {
                clear_field(change.item, *join.target, pair.right);
            }
        }
    }
}

// ---- Statements

namespace {

// What the database fills in: a key that is not set yet, and a column with a server_default that has no value.
FieldSet omitted_at_insert(const ModelDescription& model, const void* object) {
    FieldSet omitted;
    for (const FieldDescription& field : model.fields) {
        const bool filled = field.index == model.generated_key || !field.options.server_default.empty();
        if (filled && field.ops->is_null(field.in(object))) {
            omitted.add(field.index);
        }
    }
    return omitted;
}

bool may_omit(const ModelDescription& model) {
    return model.generated_key >= 0 || std::any_of(model.fields.begin(), model.fields.end(),
                                           [](const FieldDescription& field) { return !field.options.server_default.empty(); });
}

void require_key(Workspace& workspace, Instance* instance) {
    const ModelDescription& model = instance->pool->model;
    for (const int index : model.primary_key) {
        const FieldDescription& field = model.fields[static_cast<std::size_t>(index)];
        if (index != model.generated_key && field.ops->is_null(field.in(instance->object()))) {
            throw InvalidRequestError{"cannot insert " + workspace.describe_instance(instance) + ": its key '" + std::string{field.name} +
                                      "' has no value and the database generates none"};
        }
    }
}

}  // namespace

void UnitOfWork::insert_all(TableWork& work) {
    const ModelDescription& model = work.pool->model;
    const bool sync = std::any_of(model.relationships.begin(), model.relationships.end(), [](const auto& one) { return !one.collection; });
    const bool omits = may_omit(model);
    const bool one_by_one = work.pool->mapper.refers_to_itself;  // a child needs the key that its parent gets from the database
    std::vector<Instance*> batch;
    FieldSet of_batch;
    const auto send = [&] {
        if (!batch.empty()) {
            insert_batch(*work.pool, batch, of_batch);
            batch.clear();
        }
    };
    for (Instance* instance : work.inserts) {
        if (sync) {
            if (one_by_one) {
                send();
                sync_children(work);
            }
            sync_instance(instance);
        }
        require_key(workspace_, instance);
        const FieldSet omitted = omits ? omitted_at_insert(model, instance->object()) : FieldSet{};
        if (omitted != of_batch) {
            send();
            of_batch = omitted;
        }
        batch.push_back(instance);
    }
    send();
}

void UnitOfWork::insert_batch(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& omitted) {
    InsertBatch source{batch, pool.mapper, omitted};
    workspace_.connection().execute_many(pool.mapper.insert_without(omitted), source);
    for (Instance* instance : batch) {
        workspace_.became_persistent(instance);
    }
}

void UnitOfWork::update_all(TableWork& work) {
    const ModelDescription& model = work.pool->model;
    const Mapper& mapper = work.pool->mapper;
    std::vector<Instance*> batch;
    std::vector<Instance*> rekeyed;
    FieldSet of_batch;
    const auto send = [&] {
        if (!batch.empty()) {
            UpdateBatch source{batch, mapper, of_batch};
            workspace_.connection().execute_many(mapper.update_of(of_batch), source);
            batch.clear();
        }
    };
    for (Instance* instance : work.updates) {
        sync_instance(instance);
        FieldSet changed;
        bool key_changed = false;
        for (const FieldDescription& field : model.fields) {
            const std::uint64_t hash = field.ops->hash(field.in(instance->object()));
            const bool differs = hash != instance->snapshot[field.index];
            if (differs || (instance->force_update && !field.options.primary_key)) {
                changed.add(field.index);
                key_changed = key_changed || field.options.primary_key;
                // The snapshot follows at once, to hash but once. Where the UPDATE fails, the rollback reads anew whatever note_change() lists.
                instance->snapshot[field.index] = hash;
            }
        }
        if (changed.empty()) {
            continue;
        }
        workspace_.note_change(instance);
        if (key_changed) {
            rekeyed.push_back(instance);
        }
        if (changed != of_batch) {
            send();
            of_batch = changed;
        }
        batch.push_back(instance);
    }
    send();
    for (Instance* instance : rekeyed) {
        workspace_.key_was_updated(instance);
    }
    for (Instance* instance : work.updates) {
        instance->force_update = false;
        if (mapper.has_onupdate) {
            workspace_.take_snapshot(instance);  // the database has changed fields too
        }
    }
}

void UnitOfWork::update_late() {
    std::vector<Instance*> late;
    std::swap(late, late_);
    for (Instance* instance : late) {
        TableWork work{instance->pool};
        work.updates.push_back(instance);
        update_all(work);
    }
}

void UnitOfWork::write_links(bool added) {
    std::map<const RelationshipJoin*, std::vector<LinkBatch::Row>> groups;
    for (const LinkChange& link : links_) {
        if (link.added == added &&
            (added || (link.owner->state == ObjectState::persistent && link.item->state == ObjectState::persistent))) {
            groups[link.join].push_back({link.owner, link.item});
        }
    }
    if (!added) {
        std::map<const RelationshipJoin*, std::vector<LinkBatch::Row>> whole;
        for (const auto& [instance, join] : links_of_deleted_) {
            whole[join].push_back({instance, nullptr});
        }
        for (auto& [join, rows] : whole) {
            const Mapper& mapper = Mapper::of(*join->owner, workspace_.engine.dialect());
            LinkBatch source{std::move(rows), *join, false};
            workspace_.connection().execute_many(mapper.delete_links_of_owner(*join), source);
        }
    }
    for (auto& [join, rows] : groups) {
        const Mapper& mapper = Mapper::of(*join->owner, workspace_.engine.dialect());
        LinkBatch source{std::move(rows), *join, true};
        workspace_.connection().execute_many(added ? mapper.insert_link(*join) : mapper.delete_link(*join), source);
    }
}

void UnitOfWork::delete_all(TableWork& work) {
    if (work.deletes.empty()) {
        return;
    }
    DeleteBatch source{work.deletes, work.pool->mapper.key_kind};
    workspace_.connection().execute_many(work.pool->mapper.delete_by_key, source);
    for (Instance* instance : work.deletes) {
        workspace_.became_deleted(instance);
    }
}

// The database is what memory says: changes are no changes any more.
void UnitOfWork::finish() {
    for (const TableWork& work : tables_) {
        for (const auto* list : {&work.inserts, &work.updates}) {
            for (Instance* instance : *list) {
                for (const RelationshipDescription& relationship : work.pool->model.relationships) {
                    RelationshipAccess::settle(RelationshipAccess::of(instance, relationship));
                }
            }
        }
    }
    for (const CollectionChange& change : workspace_.collection_changes) {
        RelationshipAccess::settle(RelationshipAccess::of(change.owner, *change.relationship));
    }
    workspace_.pending.clear();
    workspace_.removed.clear();
    workspace_.collection_changes.clear();
}

}  // namespace retort::detail
