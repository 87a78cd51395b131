// Foreign keys follow relationships, and keys that change.
#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/batches.hpp>
#include <retort/orm/unit_of_work.hpp>

namespace retort::detail {

namespace {

const FieldDescription& field_of(Instance* instance, int index) {
    return instance->pool->model.fields[static_cast<std::size_t>(index)];
}

void copy_reference(Instance* holder, Instance* target, const Reference& reference) {
    for (const ColumnPair& pair : *reference.pairs) {
        const FieldDescription& to = field_of(holder, pair.*reference.own);
        const FieldDescription& from = field_of(target, pair.*reference.other);
        to.ops->from_value(to.in(holder->object()), from.ops->to_value(from.in(target->object())));
    }
}

bool has_reference(Instance* holder, const Reference& reference) {
    return std::any_of(reference.pairs->begin(), reference.pairs->end(), [&](const ColumnPair& pair) {
        const FieldDescription& field = field_of(holder, pair.*reference.own);
        return !field.ops->is_null(field.in(holder->object()));
    });
}

void leave_out(Instance* holder, const Reference& reference) {
    for (const ColumnPair& pair : *reference.pairs) {
        const FieldDescription& field = field_of(holder, pair.*reference.own);
        if (field.ops->nullable && field.nullable) {
            field.ops->from_value(field.in(holder->object()), Value{});
        }
    }
}

}  // namespace

FieldSet clearable(const ModelDescription& holder, const Reference& reference) {
    FieldSet fields;
    for (const ColumnPair& pair : *reference.pairs) {
        const FieldDescription& field = holder.fields[static_cast<std::size_t>(pair.*reference.own)];
        if (field.ops->nullable && field.nullable) {
            fields.add(field.index);
        }
    }
    return fields;
}

bool refers_to(Instance* holder, Instance* target, const Reference& reference) {
    const GeneralKey mine = values_of(holder, *reference.pairs, reference.own);
    return !mine.empty() && mine == values_of(target, *reference.pairs, reference.other);
}

void clear_reference(Instance* holder, const Reference& reference) {
    const ModelDescription& model = holder->pool->model;
    for (const ColumnPair& pair : *reference.pairs) {
        const FieldDescription& field = field_of(holder, pair.*reference.own);
        if (!field.ops->nullable) {
            throw InvalidRequestError{
                "'" + std::string{model.name} + "." + std::string{field.name} + "' of " +
                holder->pool->workspace.describe_instance(holder) +
                " cannot be set to NULL, although the object that it refers to is taken away: make the field optional, or "
                "give the relationship cascade_delete"};
        }
    }
    for (const ColumnPair& pair : *reference.pairs) {
        const FieldDescription& field = field_of(holder, pair.*reference.own);
        field.ops->from_value(field.in(holder->object()), Value{});
    }
}

// ---- From relationships

void UnitOfWork::sync_instance(Instance* instance, bool inserting) {
    for (const OwnKey& own : instance->pool->mapper.own_keys) {
        RelationshipBase& base = RelationshipAccess::of(instance, *own.relationship);
        if (!RelationshipAccess::is_changed(base)) {
            continue;
        }
        const Reference reference = reference_of(*own.join);
        Instance* const target = RelationshipAccess::raw_target(base);
        if (target != nullptr && !target->marked_deleted) {
            if (target->state == ObjectState::transient || target->state == ObjectState::deleted) {
                throw InvalidRequestError{
                    "cannot save " + workspace_.describe_instance(instance) + ": its '" + std::string{own.relationship->name} + "' is " +
                    workspace_.describe_instance(target) +
                    (target->state == ObjectState::deleted ? ", which was deleted" : ", which is in no session; add it, or link another")};
            }
            refer(instance, target, reference, inserting, own.join->post_update);
        } else {
            if (has_reference(instance, reference)) {
                clear_reference(instance, reference);
            }
            RelationshipAccess::put_target(base, nullptr);  // not the one that is about to be deleted
        }
    }
    if (!child_changes_.empty()) {
        if (const auto found = child_changes_.find(instance); found != child_changes_.end()) {
            sync_child_changes(instance, found->second, inserting);
        }
    }
}

// One-to-many from the side of the collection, or one-to-one from the side without the key.
void UnitOfWork::sync_child_changes(Instance* instance, const std::vector<ChildChange>& changes, bool inserting) {
    for (const ChildChange& change : changes) {
        const Reference reference = reference_of(*change.join);
        const bool is_kept = std::any_of(changes.begin(), changes.end(),
            [&](const ChildChange& other) { return other.added && other.join->pairs.front().right == change.join->pairs.front().right; });
        if (!change.added && !is_kept && refers_to(instance, change.owner, reference)) {
            clear_reference(instance, reference);
        }
    }
    for (const ChildChange& change : changes) {
        const Reference reference = reference_of(*change.join);
        if (!change.added) {
            continue;
        }
        if (change.owner->marked_deleted) {
            if (has_reference(instance, reference)) {
                clear_reference(instance, reference);
            }
        } else {
            refer(instance, change.owner, reference, inserting, change.join->post_update);
        }
    }
}

void UnitOfWork::refer(Instance* instance, Instance* target, const Reference& reference, bool inserting, bool post_update) {
    const bool is_there =
        target->state != ObjectState::pending || (target == instance && !values_of(target, *reference.pairs, reference.other).empty());
    if (is_there && !(inserting && post_update)) {
        copy_reference(instance, target, reference);
        return;
    }
    // The two rows wait for each other: this one is written without the reference now, and updated when the other is there.
    if (!is_soft(instance->pool->model, reference)) {
        throw CircularDependencyError{
            "new objects refer to each other, so that none can be inserted first: " + workspace_.describe_instance(instance) + " -> " +
            workspace_.describe_instance(target) + "; make a foreign key among them optional"};
    }
    if (inserting) {
        leave_out(instance, reference);
    }
    late_.push_back({instance, target, reference});
}

void UnitOfWork::leave_for_later(Instance* instance) {
    const auto found = late_by_value_.find(instance);
    if (found != late_by_value_.end()) {
        for (const Late& one : found->second) {
            leave_out(instance, one.reference);
            late_.push_back(one);
        }
    }
}

void UnitOfWork::update_late() {
    if (late_.empty()) {
        return;
    }
    std::vector<Late> late;
    std::swap(late, late_);
    std::vector<std::pair<ModelPool*, std::vector<Instance*>>> lists;
    boost::unordered_flat_set<Instance*> seen;
    for (const Late& one : late) {
        touch(one.instance);
        copy_reference(one.instance, one.target, one.reference);
        if (!seen.insert(one.instance).second) {
            continue;
        }
        ModelPool* const pool = one.instance->pool;
        auto place = std::find_if(lists.begin(), lists.end(), [pool](const auto& list) { return list.first == pool; });
        if (place == lists.end()) {
            place = lists.insert(lists.end(), {pool, {}});
        }
        place->second.push_back(one.instance);
    }
    for (const auto& [pool, list] : lists) {
        update_all(*pool, list);
    }
}

// ---- From keys that change

// The row of `instance` has another key than it had. What refers to it follows: in memory here, in the database by ON UPDATE CASCADE, or else by an UPDATE,
// which a database that checks foreign keys at each statement is not going to see: it refuses the new key before.
void UnitOfWork::follow_key(Instance* instance) {
    const GeneralKey before = key_values(instance->pool->mapper.key_kind, instance->key);
    std::vector<std::pair<const ModelDescription*, std::vector<ColumnPair>>> done;
    const auto follow = [&](const ModelDescription& holder, std::vector<ColumnPair> pairs) {
        const std::pair<const ModelDescription*, std::vector<ColumnPair>> one{&holder, std::move(pairs)};
        if (std::find(done.begin(), done.end(), one) == done.end()) {
            follow_key_in(holder, one.second, before, instance);
            done.push_back(one);
        }
    };
    for (const RelationshipJoin* join : instance->pool->mapper.joins) {
        if (!join->foreign_key_on_owner) {
            follow(join->link != nullptr ? *join->link : *join->target, mirrored(join->pairs));
        }
    }
    for (const RelationshipJoin* join : relationships_to(instance->pool->model)) {
        if (join->link != nullptr) {
            follow(*join->link, join->target_pairs);
        } else if (join->foreign_key_on_owner) {
            follow(*join->owner, join->pairs);
        }
    }
}

void UnitOfWork::follow_key_in(
    const ModelDescription& holder, const std::vector<ColumnPair>& pairs, const GeneralKey& before, Instance* instance) {
    const ModelDescription& model = instance->pool->model;
    GeneralKey old_values;
    for (const ColumnPair& pair : pairs) {
        const auto part = std::find(model.primary_key.begin(), model.primary_key.end(), pair.right);
        if (part == model.primary_key.end()) {
            return;  // refers to something else than the key
        }
        old_values.push_back(before[static_cast<std::size_t>(part - model.primary_key.begin())]);
    }
    const GeneralKey new_values = values_of(instance, pairs, &ColumnPair::right);
    ReferentialAction action = ReferentialAction::none;
    for (const ForeignKeyConstraint& key : holder.table.foreign_keys) {
        if (key.columns.front() == holder.fields[static_cast<std::size_t>(pairs.front().left)].name &&
            key.referred_table == model.table.name) {
            action = key.on_update;
        }
    }
    if (action == ReferentialAction::set_null || action == ReferentialAction::set_default) {
        return;
    }
    if (action != ReferentialAction::cascade) {
        GeneralKey parameters = new_values;
        parameters.insert(parameters.end(), old_values.begin(), old_values.end());
        ValuesBatch source{std::move(parameters)};
        workspace_.connection().execute_many(Mapper::of(holder, workspace_.engine.dialect()).move_references(pairs), source);
    }
    workspace_.pool(holder).for_each([&](Instance* child) {
        if (child->state != ObjectState::persistent || values_of(child, pairs, &ColumnPair::left) != old_values) {
            return;
        }
        workspace_.note_change(child);
        bool is_key = false;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            const FieldDescription& field = holder.fields[static_cast<std::size_t>(pairs[i].left)];
            field.ops->from_value(field.in(child->object()), new_values[i]);
            if (child->snapshot != nullptr) {
                child->snapshot[field.index] = field.ops->hash(field.in(child->object()));
            }
            is_key = is_key || field.options.primary_key;
        }
        if (is_key) {
            workspace_.key_was_updated(child);
        }
    });
}

}  // namespace retort::detail
