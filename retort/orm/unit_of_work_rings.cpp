// Rows that must be written in an order of their own: objects that refer to each other, and values that are freed and taken in one flush.
#include <algorithm>
#include <map>

#include <retort/core/error.hpp>
#include <retort/orm/batches.hpp>
#include <retort/orm/unit_of_work.hpp>

namespace retort::detail {

namespace {

bool is_post_updated(const Mapper& mapper, const std::vector<ColumnPair>& pairs) {
    return std::any_of(mapper.own_keys.begin(), mapper.own_keys.end(),
        [&](const OwnKey& own) { return own.join->post_update && own.join->pairs == pairs; });
}

}  // namespace

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

UnitOfWork::Numbered UnitOfWork::numbered(const Group& group, std::vector<Instance*> TableWork::*list) {
    Numbered all;
    for (const TableWork* work : group.tables) {
        all.begin.push_back(all.objects.size());
        all.objects.insert(all.objects.end(), (work->*list).begin(), (work->*list).end());
    }
    return all;
}

// Which objects of the lists refer to which by the values that their foreign keys have.
std::vector<UnitOfWork::ValueReference> UnitOfWork::references_by_value(
    const Group& group, const Numbered& all, std::vector<Instance*> TableWork::*list) {
    std::vector<ValueReference> found;
    for (std::size_t f = 0; f < group.tables.size(); ++f) {
        const std::vector<Instance*>& holders = group.tables[f]->*list;
        for (std::size_t t = 0; t < group.tables.size(); ++t) {
            const auto& keys = kept_keys_.emplace_back(foreign_keys_between(group.tables[f]->pool->model, group.tables[t]->pool->model));
            for (const std::vector<ColumnPair>& pairs : keys) {
                const ObjectsByValue targets{group.tables[t]->*list, pairs, &ColumnPair::right};
                for (std::size_t i = 0; !targets.empty() && i < holders.size(); ++i) {
                    const GeneralKey values = values_of(holders[i], pairs, &ColumnPair::left);
                    const std::size_t target = values.empty() ? ObjectsByValue::none : targets.find(values);
                    if (target != ObjectsByValue::none && all.begin[t] + target != all.begin[f] + i) {
                        found.push_back({all.begin[f] + i, all.begin[t] + target, {&pairs, &ColumnPair::left, &ColumnPair::right}});
                    }
                }
            }
        }
    }
    return found;
}

// Who waits for whom by relationships.
std::vector<OrderEdge> UnitOfWork::edges_by_relationship(const Numbered& all) const {
    boost::unordered_flat_map<const Instance*, std::size_t> numbers;
    for (std::size_t one = 0; one < all.objects.size(); ++one) {
        numbers.emplace(all.objects[one], one);
    }
    std::vector<OrderEdge> edges;
    const auto wait = [&](std::size_t from, const Instance* target, const RelationshipJoin& join) {
        const auto to = numbers.find(target);
        if (to != numbers.end() && to->second != from && !join.post_update) {
            edges.push_back({from, to->second, is_soft(all.objects[from]->pool->model, reference_of(join))});
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
    return edges;
}

// The order of `all`, and of each where in it it stands.
std::vector<std::size_t> UnitOfWork::ordered(
    const Numbered& all, const std::vector<OrderEdge>& edges, const char* what, std::vector<std::size_t>& places) const {
    ObjectOrder order = order_objects(all.objects.size(), edges);
    if (!order.ring.empty()) {
        std::string text;
        for (const std::size_t one : order.ring) {
            text += workspace_.describe_instance(all.objects[one]) + " -> ";
        }
        text += workspace_.describe_instance(all.objects[order.ring.front()]);
        throw CircularDependencyError{std::string{what} + " first: " + text + "; make a foreign key among them optional"};
    }
    places.resize(all.objects.size());
    for (std::size_t i = 0; i < order.order.size(); ++i) {
        places[order.order[i]] = i;
    }
    return std::move(order.order);
}

void UnitOfWork::insert_ring(Group& group) {
    const Numbered all = numbered(group, &TableWork::inserts);
    if (all.objects.empty()) {
        return;
    }
    std::vector<OrderEdge> edges = edges_by_relationship(all);
    const std::vector<ValueReference> by_value = references_by_value(group, all, &TableWork::inserts);
    for (const ValueReference& one : by_value) {
        edges.push_back({one.holder, one.target, is_soft(all.objects[one.holder]->pool->model, one.reference)});
    }
    std::vector<std::size_t> places;
    const std::vector<std::size_t> order = ordered(all, edges, "new objects refer to each other, so that none can be inserted", places);
    for (const ValueReference& one : by_value) {
        if (places[one.holder] < places[one.target]) {
            late_by_value_[all.objects[one.holder]].push_back({all.objects[one.holder], all.objects[one.target], one.reference});
        }
    }
    // A batch holds rows until one comes that waits for one of them.
    std::vector<std::size_t> waits_until(all.objects.size());
    for (const OrderEdge& edge : edges) {
        if (places[edge.to] < places[edge.from]) {
            waits_until[edge.from] = std::max(waits_until[edge.from], places[edge.to] + 1);
        }
    }
    std::size_t sent = 0;
    Inserter inserter{*this};
    for (std::size_t i = 0; i < order.size(); ++i) {
        Instance* const instance = all.objects[order[i]];
        if (waits_until[order[i]] > sent || inserter.is_of_another_table(instance)) {
            inserter.send();
            sent = i;
        }
        inserter.add(instance);
    }
    inserter.send();
}

// Children before their parents. Where rows refer to each other in a ring, a key that may be NULL is set to NULL first.
void UnitOfWork::delete_ring(Group& group) {
    const Numbered all = numbered(group, &TableWork::deletes);
    if (all.objects.empty()) {
        return;
    }
    std::vector<OrderEdge> edges;
    std::vector<std::pair<Instance*, FieldSet>> cleared;
    std::vector<ValueReference> references = references_by_value(group, all, &TableWork::deletes);
    const auto clear = [&](const ValueReference& one) {
        Instance* const holder = all.objects[one.holder];
        cleared.emplace_back(holder, clearable(holder->pool->model, one.reference));
    };
    for (const ValueReference& one : references) {
        const Mapper& mapper = all.objects[one.holder]->pool->mapper;
        if (is_post_updated(mapper, *one.reference.pairs)) {
            clear(one);
        } else {
            edges.push_back({one.target, one.holder, is_soft(mapper.model, one.reference)});
        }
    }
    std::vector<std::size_t> places;
    const std::vector<std::size_t> order =
        ordered(all, edges, "objects to be deleted refer to each other, so that none can be deleted", places);
    for (const ValueReference& one : references) {
        if (places[one.target] < places[one.holder]) {
            clear(one);
        }
    }
    clear_references(cleared);
    std::vector<Instance*> batch;
    for (const std::size_t one : order) {
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
            auto& batch = batches[{instance->pool, fields}];
            if (batch.empty() || batch.back() != instance) {
                batch.push_back(instance);
            }
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
        for (const auto& other : tables_) {
            if (refers(*other, *referring[i]) && std::find(referring.begin(), referring.end(), other.get()) == referring.end()) {
                referring.push_back(other.get());
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
