// Rows that must be written in an order of their own: objects that refer to each other, and values that are freed and taken in one flush.
#include <algorithm>
#include <map>

#include <retort/core/error.hpp>
#include <retort/orm/batches.hpp>
#include <retort/orm/unit_of_work.hpp>

namespace retort::detail {

namespace {

/// Some tables' objects with one number each.
struct Numbered {
    std::vector<Instance*> objects;
    std::vector<std::size_t> begin;  ///< where the objects of each table begin
    boost::unordered_flat_map<Instance*, std::size_t> numbers;

    void add(const std::vector<Instance*>& list) {
        begin.push_back(objects.size());
        for (Instance* instance : list) {
            numbers.emplace(instance, objects.size());
            objects.push_back(instance);
        }
    }
    std::size_t of(Instance* instance) const {
        const auto found = numbers.find(instance);
        return found == numbers.end() ? ObjectsByValue::none : found->second;
    }
};

bool is_post_updated(const Mapper& mapper, const std::vector<ColumnPair>& pairs) {
    return std::any_of(mapper.own_keys.begin(), mapper.own_keys.end(),
        [&](const OwnKey& own) { return own.join->post_update && own.join->pairs == pairs; });
}

}  // namespace

std::string UnitOfWork::ring_text(const std::vector<Instance*>& objects, const std::vector<std::size_t>& ring) const {
    std::string out;
    for (const std::size_t one : ring) {
        out += workspace_.describe_instance(objects[one]) + " -> ";
    }
    return out + workspace_.describe_instance(objects[ring.front()]);
}

// Whether what it is to refer to has no row yet.
bool UnitOfWork::waits(Instance* instance) const {
    const auto is_pending = [](const Instance* target) { return target != nullptr && target->state == ObjectState::pending; };
    for (const OwnKey& own : instance->pool->mapper.own_keys) {
        const RelationshipBase& base = RelationshipAccess::of(instance, *own.relationship);
        if (RelationshipAccess::is_changed(base) && is_pending(RelationshipAccess::raw_target(base))) {
            return true;
        }
    }
    const auto found = child_changes_.find(instance);
    return found != child_changes_.end() && std::any_of(found->second.begin(), found->second.end(),
                                                [&](const ChildChange& change) { return change.added && is_pending(change.owner); });
}

// Whether it is to refer to something else than its row does.
bool UnitOfWork::changes(Instance* instance, const Reference& reference) const {
    const auto differs = [&](const ColumnPair& pair) {
        const FieldDescription& field = instance->pool->mapper.field(pair.*reference.own);
        return field.ops->hash(field.in(instance->object())) != instance->snapshot[field.index];
    };
    const auto is_set = [&](const OwnKey& own) {
        return own.join->pairs == *reference.pairs && RelationshipAccess::is_changed(RelationshipAccess::of(instance, *own.relationship));
    };
    const auto& own_keys = instance->pool->mapper.own_keys;
    return std::any_of(reference.pairs->begin(), reference.pairs->end(), differs) ||
           std::any_of(own_keys.begin(), own_keys.end(), is_set) || child_changes_.contains(instance);
}

void UnitOfWork::save_ring(Group& group) {
    std::vector<std::vector<Instance*>> later(group.tables.size());
    for (std::size_t i = 0; i < group.tables.size(); ++i) {
        TableWork& work = *group.tables[i];
        free_unique_values(work, true);
        std::vector<Instance*> now;
        for (Instance* instance : work.updates) {
            (waits(instance) ? later[i] : now).push_back(instance);
        }
        update_all(*work.pool, now);
    }
    insert_ring(group);
    for (std::size_t i = 0; i < group.tables.size(); ++i) {
        update_all(*group.tables[i]->pool, later[i]);
    }
}

void UnitOfWork::insert_ring(Group& group) {
    Numbered all;
    for (const TableWork* work : group.tables) {
        all.add(work->inserts);
    }
    if (all.objects.empty()) {
        return;
    }
    std::vector<OrderEdge> edges;
    const auto wait = [&](std::size_t from, Instance* target, const RelationshipJoin& join) {
        const std::size_t to = target == nullptr ? ObjectsByValue::none : all.of(target);
        if (to != ObjectsByValue::none && to != from && !join.post_update) {
            edges.push_back({from, to, is_soft(all.objects[from]->pool->model, reference_of(join))});
        }
    };
    for (std::size_t one = 0; one < all.objects.size(); ++one) {
        Instance* const instance = all.objects[one];
        for (const OwnKey& own : instance->pool->mapper.own_keys) {
            const RelationshipBase& base = RelationshipAccess::of(instance, *own.relationship);
            if (RelationshipAccess::is_changed(base)) {
                wait(one, RelationshipAccess::raw_target(base), *own.join);
            }
        }
        if (const auto found = child_changes_.find(instance); found != child_changes_.end()) {
            for (const ChildChange& change : found->second) {
                wait(one, change.added ? change.owner : nullptr, *change.join);
            }
        }
    }
    // Keys that were given as values.
    struct ByValue {
        std::size_t from;
        std::size_t to;
        const std::vector<ColumnPair>* pairs;
    };
    std::vector<ByValue> by_value;
    for (std::size_t f = 0; f < group.tables.size(); ++f) {
        for (std::size_t t = 0; t < group.tables.size(); ++t) {
            const ModelDescription& from = group.tables[f]->pool->model;
            const auto& keys = kept_keys_.emplace_back(foreign_keys_between(from, group.tables[t]->pool->model));
            for (const auto& pairs : keys) {
                const ObjectsByValue targets{group.tables[t]->inserts, pairs, &ColumnPair::right};
                for (std::size_t i = 0; !targets.empty() && i < group.tables[f]->inserts.size(); ++i) {
                    const GeneralKey values = values_of(group.tables[f]->inserts[i], pairs, &ColumnPair::left);
                    const std::size_t found = values.empty() ? ObjectsByValue::none : targets.find(values);
                    const std::size_t one = all.begin[f] + i;
                    if (found != ObjectsByValue::none && all.begin[t] + found != one) {
                        edges.push_back({one, all.begin[t] + found, is_soft(from, {&pairs, &ColumnPair::left, &ColumnPair::right})});
                        by_value.push_back({one, all.begin[t] + found, &pairs});
                    }
                }
            }
        }
    }
    const ObjectOrder order = order_objects(all.objects.size(), edges);
    if (!order.ring.empty()) {
        throw CircularDependencyError{"new objects refer to each other, so that none can be inserted first: " +
                                      ring_text(all.objects, order.ring) + "; make a foreign key among them optional"};
    }
    std::vector<std::size_t> place(all.objects.size());
    for (std::size_t i = 0; i < order.order.size(); ++i) {
        place[order.order[i]] = i;
    }
    for (const ByValue& one : by_value) {
        if (place[one.from] < place[one.to]) {
            const Reference reference{one.pairs, &ColumnPair::left, &ColumnPair::right};
            late_by_value_[all.objects[one.from]].push_back({all.objects[one.from], all.objects[one.to], reference});
        }
    }
    // A batch holds rows until one comes that waits for one of them.
    std::vector<std::size_t> last_waited(all.objects.size());
    for (const OrderEdge& edge : edges) {
        if (place[edge.to] < place[edge.from]) {
            last_waited[edge.from] = std::max(last_waited[edge.from], place[edge.to] + 1);
        }
    }
    std::size_t sent = 0;
    Inserter inserter{*this};
    for (std::size_t i = 0; i < order.order.size(); ++i) {
        const std::size_t one = order.order[i];
        if (last_waited[one] > sent || inserter.is_of_another_table(all.objects[one])) {
            inserter.send();
            sent = i;
        }
        inserter.add(all.objects[one]);
    }
    inserter.send();
}

// Children before their parents. Where rows refer to each other in a ring, a key that may be NULL is set to NULL first.
void UnitOfWork::delete_ring(Group& group) {
    Numbered all;
    for (const TableWork* work : group.tables) {
        all.add(work->deletes);
    }
    if (all.objects.empty()) {
        return;
    }
    struct Referring {
        std::size_t holder;
        std::size_t target;
        FieldSet clearable;
    };
    std::vector<OrderEdge> edges;
    std::vector<Referring> references;
    std::vector<std::pair<Instance*, FieldSet>> cleared;
    for (std::size_t f = 0; f < group.tables.size(); ++f) {
        for (std::size_t t = 0; t < group.tables.size(); ++t) {
            const ModelDescription& holder = group.tables[f]->pool->model;
            for (const auto& pairs : foreign_keys_between(holder, group.tables[t]->pool->model)) {
                const Reference reference{&pairs, &ColumnPair::left, &ColumnPair::right};
                const ObjectsByValue targets{group.tables[t]->deletes, pairs, &ColumnPair::right};
                for (std::size_t i = 0; !targets.empty() && i < group.tables[f]->deletes.size(); ++i) {
                    const GeneralKey values = values_of(group.tables[f]->deletes[i], pairs, &ColumnPair::left);
                    const std::size_t found = values.empty() ? ObjectsByValue::none : targets.find(values);
                    if (found != ObjectsByValue::none && all.begin[t] + found != all.begin[f] + i) {
                        if (is_post_updated(group.tables[f]->pool->mapper, pairs)) {
                            cleared.emplace_back(all.objects[all.begin[f] + i], clearable(holder, reference));
                            continue;
                        }
                        edges.push_back({all.begin[t] + found, all.begin[f] + i, is_soft(holder, reference)});
                        references.push_back({all.begin[f] + i, all.begin[t] + found, clearable(holder, reference)});
                    }
                }
            }
        }
    }
    const ObjectOrder order = order_objects(all.objects.size(), edges);
    if (!order.ring.empty()) {
        throw CircularDependencyError{"objects to be deleted refer to each other, so that none can be deleted first: " +
                                      ring_text(all.objects, order.ring) + "; make a foreign key among them optional"};
    }
    std::vector<std::size_t> place(all.objects.size());
    for (std::size_t i = 0; i < order.order.size(); ++i) {
        place[order.order[i]] = i;
    }
    for (const Referring& one : references) {
        if (place[one.target] < place[one.holder]) {
            cleared.emplace_back(all.objects[one.holder], one.clearable);
        }
    }
    clear_references(cleared);
    std::vector<Instance*> batch;
    for (const std::size_t one : order.order) {
        if (!batch.empty() && batch.front()->pool != all.objects[one]->pool) {
            delete_list(*batch.front()->pool, batch);
            batch.clear();
        }
        batch.push_back(all.objects[one]);
    }
    delete_list(*batch.front()->pool, batch);
}

void UnitOfWork::clear_references(const std::vector<std::pair<Instance*, FieldSet>>& rows) {
    std::map<std::pair<ModelPool*, FieldSet>, std::vector<Instance*>> batches;
    for (const auto& [instance, fields] : rows) {
        if (!fields.empty()) {
            batches[{instance->pool, fields}].push_back(instance);
        }
    }
    for (const auto& [of, batch] : batches) {
        KeyBatch source{batch, of.first->mapper.key_kind};
        workspace_.connection().execute_many(of.first->mapper.clear_columns(of.second), source);
    }
}

// ---- Values that are taken anew

namespace {

/// A hash of the values that an object has in fields which no two rows may have alike; 0 where one is NULL, which never is alike.
std::uint64_t unique_hash(Instance* instance, std::size_t set, const std::vector<int>& fields, bool as_stored) {
    std::uint64_t sum = set + 1;
    for (const int index : fields) {
        const FieldDescription& field = instance->pool->mapper.field(index);
        const bool from_snapshot = as_stored && instance->snapshot != nullptr && instance->touched;
        if (!from_snapshot && field.ops->is_null(field.in(instance->object()))) {
            return 0;
        }
        sum = hash_combine(sum, from_snapshot ? instance->snapshot[index] : field.ops->hash(field.in(instance->object())));
    }
    return sum;
}

}  // namespace

// A row that is to be deleted keeps its values until then, and deletions come last, since what refers to the row must let go of it before. Where a row that
// is written now takes such a value, the deletion is brought forward. Hashes are enough: where two happen to be alike a row is deleted early for nothing.
void UnitOfWork::free_unique_values(TableWork& work, bool is_ring) {
    if (work.deletes.empty() || (work.inserts.empty() && work.updates.empty())) {
        return;
    }
    const auto& sets = work.pool->mapper.unique_sets;
    boost::unordered_flat_set<std::uint64_t> taken;
    for (const auto* list : {&work.inserts, &work.updates}) {
        for (Instance* instance : *list) {
            if (!is_ring) {
                sync_instance(instance, list == &work.inserts);  // a foreign key may be unique too
            }
            for (std::size_t set = 0; set < sets.size(); ++set) {
                taken.insert(unique_hash(instance, set, sets[set], false));
            }
        }
    }
    taken.erase(0);
    std::vector<Instance*> conflicting;
    for (Instance* instance : work.deletes) {
        for (std::size_t set = 0; set < sets.size(); ++set) {
            if (taken.contains(unique_hash(instance, set, sets[set], true))) {
                conflicting.push_back(instance);
                break;
            }
        }
    }
    if (!conflicting.empty()) {
        delete_early(work, std::move(conflicting));
    }
}

// What refers to the rows goes first: link rows, deleted children, and the foreign keys of rows that are about to get another.
void UnitOfWork::delete_early(TableWork& work, std::vector<Instance*> conflicting) {
    write_links(false);
    const auto refers = [](const TableWork& from, const TableWork& to) {
        return !foreign_keys_between(from.pool->model, to.pool->model).empty();
    };
    std::vector<TableWork*> referring{&work};
    for (std::size_t i = 0; i < referring.size(); ++i) {
        for (TableWork& other : tables_) {
            if (refers(other, *referring[i]) && std::find(referring.begin(), referring.end(), &other) == referring.end()) {
                referring.push_back(&other);
            }
        }
    }
    std::vector<std::pair<Instance*, FieldSet>> cleared;
    for (TableWork* from : referring) {
        for (TableWork* to : referring) {
            for (const auto& pairs : foreign_keys_between(from->pool->model, to->pool->model)) {
                const Reference reference{&pairs, &ColumnPair::left, &ColumnPair::right};
                const FieldSet fields = clearable(from->pool->model, reference);
                for (Instance* instance : from->updates) {
                    if (changes(instance, reference)) {
                        cleared.emplace_back(instance, fields);
                    }
                }
            }
        }
    }
    clear_references(cleared);
    for (const auto& [instance, fields] : cleared) {
        for (const FieldDescription& field : instance->pool->model.fields) {
            if (fields.contains(field.index)) {
                // A hash that no value has here: the UPDATE that follows writes the field again.
                instance->snapshot[field.index] = ~field.ops->hash(field.in(instance->object()));
            }
        }
    }
    std::vector<Group*> early;
    for (Group& group : groups_) {
        if (std::any_of(group.tables.begin(), group.tables.end(),
                [&](const TableWork* one) { return std::find(referring.begin(), referring.end(), one) != referring.end(); })) {
            early.push_back(&group);
        }
    }
    for (auto group = early.rbegin(); group != early.rend(); ++group) {
        const bool is_last = (*group)->tables.front() == &work && (*group)->tables.size() == 1 && !(*group)->is_ring;
        if (!is_last) {
            delete_group(**group);
            continue;
        }
        delete_list(*work.pool, conflicting);
        const boost::unordered_flat_set<Instance*> gone{conflicting.begin(), conflicting.end()};
        std::erase_if(work.deletes, [&](Instance* instance) { return gone.contains(instance); });
    }
}

}  // namespace retort::detail
