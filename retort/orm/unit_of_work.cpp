#include <retort/orm/unit_of_work.hpp>

#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/batches.hpp>

namespace retort::detail {

bool UnitOfWork::run() {
    fold_changes();
    delete_orphans();
    cascade_deletes();
    forget_expunged();
    collect();
    order_tables();
    for (Group& group : groups_) {
        if (group.is_ring) {
            save_ring(group);
        } else {
            TableWork& work = *group.tables.front();
            free_unique_values(work, false);
            // Changed rows first: one may free a value that a new one takes.
            update_all(*work.pool, work.updates);
            Inserter inserter{*this};
            for (Instance* instance : work.inserts) {
                inserter.add(instance);
            }
            inserter.send();
        }
        update_late();
    }
    write_links(false);
    write_links(true);
    for (auto group = groups_.rbegin(); group != groups_.rend(); ++group) {
        delete_group(*group);
    }
    finish();
    return !tables_.empty() || !changes_.empty();
}

// ---- New rows

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

void UnitOfWork::Inserter::begin(ModelPool& pool) {
    pool_ = &pool;
    syncs_ = !pool.mapper.own_keys.empty() || !unit_.child_changes_.empty() || !unit_.late_by_value_.empty();
    omits_ = may_omit(pool.model);
}

void UnitOfWork::Inserter::add(Instance* instance) {
    if (pool_ != instance->pool) {
        begin(*instance->pool);
    }
    if (syncs_) {
        unit_.sync_instance(instance, true);
        unit_.leave_for_later(instance);
    }
    const ModelDescription& model = pool_->model;
    if (model.version_field >= 0) {
        const FieldDescription& version = pool_->mapper.field(model.version_field);
        version.ops->from_value(version.in(instance->object()), Value{1});
    }
    require_key(unit_.workspace_, instance);
    const FieldSet omitted = omits_ ? omitted_at_insert(model, instance->object()) : FieldSet{};
    if (omitted != of_batch_) {
        send();
        of_batch_ = omitted;
    }
    batch_.push_back(instance);
}

void UnitOfWork::Inserter::send() {
    if (!batch_.empty()) {
        unit_.insert_batch(*pool_, batch_, of_batch_);
        batch_.clear();
    }
}

void UnitOfWork::insert_batch(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& omitted) {
    InsertBatch source{batch, pool.mapper, omitted};
    workspace_.connection().execute_many(pool.mapper.insert_without(omitted).sql, source);
    read_filled(pool, batch, pool.mapper.unread_by_insert(omitted));
    for (Instance* instance : batch) {
        workspace_.became_persistent(instance);
    }
}

void UnitOfWork::read_filled(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& fields) {
    if (!fields.empty()) {
        FilledBatch source{batch, pool.mapper, fields};
        workspace_.connection().execute_many(pool.mapper.select_filled(fields), source);
    }
}

// ---- Changed rows

// An updated row has the version that its object has now; a deleted one is not there.
void UnitOfWork::find_stale(const char* what, ModelPool& pool, const std::vector<Instance*>& batch, const StaleBatch& stale) {
    const Mapper& mapper = pool.mapper;
    const bool is_delete = std::string_view{what} == "DELETE";
    StoredBatch source{batch, stale.first, stale.count, mapper};
    workspace_.connection().execute_many(mapper.select_filled(StoredBatch::fields_of(pool.model)), source);
    for (std::size_t item = 0; item < stale.count; ++item) {
        Instance* const instance = batch[stale.first + item];
        const std::int64_t version = pool.model.version_field >= 0 ? version_of(mapper, instance) : 0;
        const auto& stored = source.versions()[item];
        if (is_delete ? stored.has_value() : stored != version) {
            throw_stale(what, mapper, instance, is_delete ? version : version - 1, 0);
        }
    }
    throw_stale_batch(what, mapper, stale.count, stale.changes);
}

void UnitOfWork::update_all(ModelPool& pool, const std::vector<Instance*>& list) {
    const ModelDescription& model = pool.model;
    const Mapper& mapper = pool.mapper;
    const bool syncs = !mapper.own_keys.empty() || !child_changes_.empty();
    std::vector<Instance*> batch;
    std::vector<Instance*> rekeyed;
    std::vector<UniqueUpdate> unique;
    std::vector<std::pair<int, std::uint64_t>> before;
    FieldSet of_batch;
    for (Instance* instance : list) {
        if (syncs) {
            sync_instance(instance, false);
        }
        FieldSet changed;
        bool key_changed = false;
        for (const FieldDescription& field : model.fields) {
            const std::uint64_t hash = field.ops->hash(field.in(instance->object()));
            const bool differs = hash != instance->snapshot[field.index];
            if (differs || (instance->force_update && !field.options.primary_key)) {
                changed.add(field.index);
                key_changed = key_changed || field.options.primary_key;
                if (mapper.unique_fields.contains(field.index)) {
                    before.emplace_back(field.index, instance->snapshot[field.index]);
                }
                // The snapshot follows at once, to hash but once. Where the UPDATE fails, the rollback reads anew whatever note_change() lists.
                instance->snapshot[field.index] = hash;
            }
        }
        if (changed.empty()) {
            continue;
        }
        workspace_.note_change(instance);
        if (model.version_field >= 0) {
            count_version(instance, changed);
        }
        if (key_changed) {
            rekeyed.push_back(instance);
        }
        if (!before.empty()) {
            unique.push_back({instance, changed, std::move(before)});
            before = {};
            continue;
        }
        if (changed != of_batch) {
            send_updates(pool, batch, of_batch);
            batch.clear();
            of_batch = changed;
        }
        batch.push_back(instance);
    }
    send_updates(pool, batch, of_batch);
    update_unique(pool, unique);
    for (Instance* instance : rekeyed) {
        follow_key(instance);
        workspace_.key_was_updated(instance);
    }
    for (Instance* instance : list) {
        instance->force_update = false;
        if (mapper.has_onupdate) {
            workspace_.take_snapshot(instance);  // the database has changed fields too
        }
    }
}

void UnitOfWork::send_updates(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& changed) {
    if (!batch.empty()) {
        UpdateBatch source{batch, pool.mapper, changed};
        try {
            workspace_.connection().execute_many(pool.mapper.update_of(changed), source);
        } catch (const StaleBatch& stale) {
            find_stale("UPDATE", pool, batch, stale);
        }
        read_filled(pool, batch, pool.mapper.unread_by_update(changed));
    }
}

// One that takes a value comes behind the one that has it and lets go of it. Two that exchange theirs are out of reach: the database refuses either first.
void UnitOfWork::update_unique(ModelPool& pool, std::vector<UniqueUpdate>& updates) {
    std::vector<OrderEdge> edges;
    for (const std::vector<int>& set : pool.mapper.unique_sets) {
        boost::unordered_flat_map<std::uint64_t, std::size_t> freed;
        std::vector<std::uint64_t> taken(updates.size());
        for (std::size_t one = 0; one < updates.size(); ++one) {
            const UniqueUpdate& update = updates[one];
            std::uint64_t old_hash = 0;
            bool has_null = false;
            for (const int index : set) {
                const std::uint64_t now = update.instance->snapshot[index];
                const auto changed =
                    std::find_if(update.before.begin(), update.before.end(), [index](const auto& was) { return was.first == index; });
                old_hash = hash_combine(old_hash, changed == update.before.end() ? now : changed->second);
                taken[one] = hash_combine(taken[one], now);
                const FieldDescription& field = pool.mapper.field(index);
                has_null = has_null || field.ops->is_null(field.in(update.instance->object()));
            }
            if (old_hash != taken[one]) {
                freed.emplace(old_hash, one);
            }
            taken[one] = has_null ? 0 : taken[one];
        }
        for (std::size_t one = 0; one < updates.size(); ++one) {
            const auto other = freed.find(taken[one]);
            if (taken[one] != 0 && other != freed.end() && other->second != one) {
                edges.push_back({one, other->second, true});
            }
        }
    }
    std::vector<Instance*> batch;
    FieldSet of_batch;
    for (const std::size_t one : order_objects(updates.size(), edges).order) {
        if (updates[one].changed != of_batch) {
            send_updates(pool, batch, of_batch);
            batch.clear();
            of_batch = updates[one].changed;
        }
        batch.push_back(updates[one].instance);
    }
    send_updates(pool, batch, of_batch);
}

void UnitOfWork::count_version(Instance* instance, FieldSet& changed) {
    const FieldDescription& version = instance->pool->mapper.field(instance->pool->model.version_field);
    if (changed.contains(version.index) && !instance->force_update) {
        throw InvalidRequestError{"the version_id '" + std::string{instance->pool->model.name} + "." + std::string{version.name} + "' of " +
                                  workspace_.describe_instance(instance) + " was changed by hand; the session counts it"};
    }
    const std::int64_t next = version.ops->to_value(version.in(instance->object())).as_integer() + 1;
    version.ops->from_value(version.in(instance->object()), Value{next});
    changed.add(version.index);
    instance->snapshot[version.index] = version.ops->hash(version.in(instance->object()));
}

// ---- Link rows and deletions

void UnitOfWork::write_links(bool added) {
    if (!added) {
        for (auto& [pool, sides] : links_of_deleted_) {
            for (LinkSide& side : sides) {
                LinksOfBatch source{side.deleted, side.pairs};
                workspace_.connection().execute_many(pool->mapper.delete_links(*side.link, side.pairs), source);
                side.deleted.clear();
            }
        }
    }
    std::vector<std::pair<const RelationshipJoin*, std::vector<LinkBatch::Row>>> groups;
    for (const CollectionChange& change : changes_) {
        const RelationshipJoin* const join = &change.owner->pool->mapper.join(*change.relationship);
        const auto is_gone = [](const Instance* one) { return one->marked_deleted || one->state != ObjectState::persistent; };
        // The link rows of what is deleted go as a whole, and it gets no new ones.
        if (join->link == nullptr || change.added != added || is_gone(change.owner) || is_gone(change.item)) {
            continue;
        }
        auto group = std::find_if(groups.begin(), groups.end(), [join](const auto& one) { return one.first == join; });
        if (group == groups.end()) {
            group = groups.insert(groups.end(), {join, {}});
        }
        group->second.push_back({change.owner, change.item});
    }
    for (auto& [join, rows] : groups) {
        const Mapper& mapper = workspace_.pool(*join->owner).mapper;
        LinkBatch source{std::move(rows), *join};
        workspace_.connection().execute_many(added ? mapper.insert_link(*join) : mapper.delete_link(*join), source);
    }
    if (!added) {
        std::erase_if(changes_, [](const CollectionChange& change) {
            const bool is_link = change.owner->pool->mapper.join(*change.relationship).link != nullptr;
            return is_link && !change.added;  // done; this may be the first of two calls
        });
    }
}

void UnitOfWork::delete_group(Group& group) {
    if (group.is_ring) {
        delete_ring(group);
    } else {
        delete_list(*group.tables.front()->pool, group.tables.front()->deletes);
    }
    for (TableWork* work : group.tables) {
        work->deletes.clear();
    }
}

void UnitOfWork::delete_list(ModelPool& pool, const std::vector<Instance*>& list) {
    if (list.empty()) {
        return;
    }
    if (pool.model.version_field >= 0) {
        // Where the DELETE finds another version, the rollback reads it.
        std::for_each(list.begin(), list.end(), [this](Instance* instance) { workspace_.note_change(instance); });
    }
    DeleteBatch source{list, pool.mapper};
    try {
        workspace_.connection().execute_many(pool.mapper.delete_by_key, source);
    } catch (const StaleBatch& stale) {
        find_stale("DELETE", pool, list, stale);
    }
    for (Instance* instance : list) {
        workspace_.became_deleted(instance);
    }
}

}  // namespace retort::detail
