// What a flush has to do: which objects are written, removed or let go, and in which order their tables come.
#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/unit_of_work.hpp>

namespace retort::detail {

namespace {

const RelationshipJoin& join_of(const CollectionChange& change) {
    return change.owner->pool->mapper.join(*change.relationship);
}

/// What a change is about, from whichever side it was made: a child of an owner by one relationship, or one link row.
struct ChangeKey {
    const void* what;
    const Instance* first;
    const Instance* second;
    int first_column = 0;
    int second_column = 0;

    explicit ChangeKey(const CollectionChange& change) : what{change.relationship}, first{change.owner}, second{change.item} {
        const RelationshipJoin& join = join_of(change);
        if (join.link == nullptr) {
            return;
        }
        what = join.link;
        first_column = join.pairs.front().right;
        second_column = join.target_pairs.front().left;
        if (first_column > second_column) {
            std::swap(first_column, second_column);
            std::swap(first, second);
        }
    }
    friend bool operator==(const ChangeKey&, const ChangeKey&) = default;
    friend std::size_t hash_value(const ChangeKey& key) noexcept {
        std::uint64_t sum = hash_combine(reinterpret_cast<std::uintptr_t>(key.what), reinterpret_cast<std::uintptr_t>(key.first));
        sum = hash_combine(sum, reinterpret_cast<std::uintptr_t>(key.second));
        return hash_combine(sum, static_cast<std::uint64_t>(key.first_column) << 32U | static_cast<std::uint64_t>(key.second_column));
    }
};

bool is_gone(const Instance* instance) {
    return instance->state != ObjectState::pending && instance->state != ObjectState::persistent;
}

using Member = std::pair<const RelationshipDescription*, const Instance*>;

}  // namespace

// A link that is made and cut again is none: of each link what it is in the end, where that is not what it was. A child whose owner's collection alone knows
// of it may have been there before it was put there; its foreign key tells when it is written.
void UnitOfWork::fold_changes() {
    const std::vector<CollectionChange>& all = workspace_.collection_changes;
    if (all.empty()) {
        return;
    }
    struct Net {
        bool first;
        std::size_t last;
    };
    boost::unordered_flat_map<ChangeKey, Net> net;
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto [place, is_new] = net.try_emplace(ChangeKey{all[i]}, Net{all[i].added, i});
        place->second.last = i;
    }
    for (std::size_t i = 0; i < all.size(); ++i) {
        const Net& one = net.find(ChangeKey{all[i]})->second;
        const auto told_by_key = [&] { return join_of(all[i]).link == nullptr && join_of(all[i]).reverse == nullptr; };
        if (one.last == i && (one.first == all[i].added || told_by_key())) {
            changes_.push_back(all[i]);
        }
    }
}

// A child that was taken from an owner whose children go with it, and given to no other. All changes count, not the net ones: a child that was given to
// another owner and taken from that one too has lost its first owner all the same.
void UnitOfWork::delete_orphans() {
    boost::unordered_flat_map<std::pair<Member, const Instance*>, bool> last;
    for (const CollectionChange& change : workspace_.collection_changes) {
        if (change.relationship->cascade_delete) {
            last[{{change.relationship, change.item}, change.owner}] = change.added;
        }
    }
    if (last.empty()) {
        return;
    }
    boost::unordered_flat_set<Member> taken;
    for (const auto& [membership, added] : last) {
        if (added) {
            taken.insert(membership.first);
        }
    }
    for (const CollectionChange& change : workspace_.collection_changes) {
        if (change.added || !change.relationship->cascade_delete || taken.contains({change.relationship, change.item})) {
            continue;
        }
        const RelationshipDescription* const reverse = join_of(change).reverse;
        if (reverse == nullptr || RelationshipAccess::known_target(RelationshipAccess::of(change.item, *reverse)) == nullptr) {
            delete_or_expunge(change.item);
        }
    }
}

void UnitOfWork::delete_or_expunge(Instance* child) {
    if (child->state == ObjectState::persistent && !child->marked_deleted) {
        child->marked_deleted = true;
        workspace_.removed.push_back(child);
    } else if (child->state == ObjectState::pending) {
        // It has no row to delete; what it owned goes the same way.
        workspace_.leave_session(child, ObjectState::transient);
        has_expunged_ = true;
        for (const RelationshipDescription& relationship : child->pool->model.relationships) {
            const RelationshipJoin& join = child->pool->mapper.join(relationship);
            if (relationship.cascade_delete) {
                for (Instance* grandchild : children_of(child, relationship, join)) {
                    delete_or_expunge(grandchild);
                }
            }
        }
    }
}

void UnitOfWork::cascade_deletes() {
    // `removed` grows while children are found.
    while (cascaded_ < workspace_.removed.size()) {
        cascade_delete_of(workspace_.removed[cascaded_++]);
    }
}

void UnitOfWork::cascade_delete_of(Instance* instance) {
    for (LinkSide& side : links_of(*instance->pool)) {
        side.deleted.push_back(instance);
    }
    for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
        const RelationshipJoin& join = instance->pool->mapper.join(relationship);
        if (join.foreign_key_on_owner || join.link != nullptr || (relationship.passive_deletes && !relationship.cascade_delete)) {
            continue;
        }
        for (Instance* child : children_of(instance, relationship, join)) {
            if (relationship.cascade_delete) {
                delete_or_expunge(child);
            } else {
                release_child(child, instance, join);
            }
        }
    }
}

// The owner is removed and the child stays: its foreign key becomes NULL. A new one gets none when it is inserted.
void UnitOfWork::release_child(Instance* child, Instance* owner, const RelationshipJoin& join) {
    const Reference reference = reference_of(join);
    if (child->state == ObjectState::persistent && !child->marked_deleted && refers_to(child, owner, reference)) {
        touch(child);
        clear_reference(child, reference);
        if (join.reverse != nullptr) {
            RelationshipBase& back = RelationshipAccess::of(child, *join.reverse);
            if (RelationshipAccess::raw_target(back) == owner) {
                RelationshipAccess::put_target(back, nullptr);
            }
        }
    }
}

// All children, read from the database where they are not loaded, whatever the relationship says of loading; with passive_deletes the loaded ones alone.
std::vector<Instance*> UnitOfWork::children_of(Instance* owner, const RelationshipDescription& relationship, const RelationshipJoin& join) {
    const RelationshipBase& base = RelationshipAccess::of(owner, relationship);
    std::vector<Instance*> children;
    const CollectionData* const data = relationship.collection ? RelationshipAccess::data(base) : nullptr;
    if (RelationshipAccess::is_loaded(base)) {
        if (data != nullptr) {
            children = data->items;
        } else if (!relationship.collection && RelationshipAccess::raw_target(base) != nullptr) {
            children.push_back(RelationshipAccess::raw_target(base));
        }
        return children;
    }
    GeneralKey values = workspace_.owner_values(owner, join);
    if (!relationship.passive_deletes && !has_null(values)) {
        ModelPool& into = workspace_.pool(*join.target);
        Cursor cursor = workspace_.connection().execute(owner->pool->mapper.select_related(relationship), std::move(values));
        while (cursor.next()) {
            Instance* const child = workspace_.load_row(into, cursor.row(), 0);
            // It may have got another owner in memory, which the database does not know yet.
            if (refers_to(child, owner, reference_of(join)) && (data == nullptr || !data->removed.contains(child))) {
                children.push_back(child);
            }
        }
    }
    if (data != nullptr) {
        data->added.for_each([&](Instance* child) { children.push_back(child); });
    }
    return children;
}

// The link rows of a model's rows: by its own relationships, and by those of others that lead to it. With passive_deletes the database removes them.
std::vector<UnitOfWork::LinkSide>& UnitOfWork::links_of(ModelPool& pool) {
    for (auto& [known, sides] : links_of_deleted_) {
        if (known == &pool) {
            return sides;
        }
    }
    std::vector<LinkSide>& sides = links_of_deleted_.emplace_back(&pool, std::vector<LinkSide>{}).second;
    std::vector<LinkSide> passive;
    const auto has = [](const std::vector<LinkSide>& list, const LinkSide& side) {
        return std::any_of(list.begin(), list.end(), [&](const LinkSide& one) { return one.link == side.link && one.pairs == side.pairs; });
    };
    for (const RelationshipDescription& relationship : pool.model.relationships) {
        const RelationshipJoin& join = pool.mapper.join(relationship);
        const LinkSide side{join.link, join.pairs, {}};
        if (join.link != nullptr && !has(sides, side)) {
            (relationship.passive_deletes ? passive : sides).push_back(side);
        }
    }
    for (const RelationshipJoin* join : relationships_to(pool.model)) {
        const LinkSide side{join->link, mirrored(join->target_pairs), {}};
        if (join->link != nullptr && !has(sides, side) && !has(passive, side)) {
            sides.push_back(side);
        }
    }
    return sides;
}

void UnitOfWork::forget_expunged() {
    if (!has_expunged_) {
        return;
    }
    std::erase_if(workspace_.pending, is_gone);
    std::erase_if(changes_, [](const CollectionChange& change) { return is_gone(change.owner) || is_gone(change.item); });
}

void UnitOfWork::collect() {
    for (Instance* instance : workspace_.pending) {
        work_of(*instance->pool).inserts.push_back(instance);
    }
    // Children without a relationship of their own get their key from the collection: they are to be compared even if nobody touched them.
    for (const CollectionChange& change : changes_) {
        const RelationshipJoin& join = join_of(change);
        if (join.link == nullptr && join.reverse == nullptr && !change.item->marked_deleted) {
            touch(change.item);
            child_changes_[change.item].push_back({change.owner, &join, change.added});
        }
    }
    std::size_t kept = 0;
    for (Instance* instance : workspace_.touched) {
        if (instance->state != ObjectState::persistent) {
            instance->listed = false;
            continue;
        }
        workspace_.touched[kept++] = instance;
        if (!instance->marked_deleted &&
            (workspace_.is_modified(instance) || (!child_changes_.empty() && child_changes_.contains(instance)))) {
            work_of(*instance->pool).updates.push_back(instance);
        }
    }
    workspace_.touched.resize(kept);
    for (Instance* instance : workspace_.removed) {
        work_of(*instance->pool).deletes.push_back(instance);
    }
}

UnitOfWork::TableWork& UnitOfWork::work_of(ModelPool& pool) {
    for (const auto& work : tables_) {
        if (work->pool == &pool) {
            return *work;
        }
    }
    return *tables_.emplace_back(std::make_unique<TableWork>(TableWork{&pool}));
}

// Referred tables first, and else in the order in which they turned up. Those that refer to each other in a ring are one group.
void UnitOfWork::order_tables() {
    const std::size_t count = tables_.size();
    std::vector<std::vector<bool>> reaches(count, std::vector<bool>(count));
    for (std::size_t from = 0; from < count; ++from) {
        for (const ForeignKeyConstraint& key : tables_[from]->pool->model.table.foreign_keys) {
            for (std::size_t to = 0; to < count; ++to) {
                const Table& referred = tables_[to]->pool->model.table;
                reaches[from][to] = reaches[from][to] || (key.referred_table == referred.name && key.referred_schema == referred.schema);
            }
        }
    }
    for (std::size_t by = 0; by < count; ++by) {
        for (std::size_t from = 0; from < count; ++from) {
            for (std::size_t to = 0; reaches[from][by] && to < count; ++to) {
                reaches[from][to] = reaches[from][to] || reaches[by][to];
            }
        }
    }
    std::vector<bool> is_placed(count);
    for (std::size_t placed = 0; placed < count;) {
        std::size_t next = 0;
        const auto waits = [&](std::size_t one) {
            for (std::size_t other = 0; other < count; ++other) {
                if (!is_placed[other] && reaches[one][other] && !reaches[other][one]) {
                    return true;
                }
            }
            return false;
        };
        while (is_placed[next] || waits(next)) {
            ++next;
        }
        Group& group = groups_.emplace_back();
        group.is_ring = reaches[next][next];
        for (std::size_t one = next; one < count; ++one) {
            if (one == next || (!is_placed[one] && reaches[next][one] && reaches[one][next])) {
                group.tables.push_back(tables_[one].get());
                is_placed[one] = true;
                ++placed;
            }
        }
    }
}

// The database is what memory says: changes are no changes any more.
void UnitOfWork::finish() {
    const auto settle = [](Instance* instance) {
        for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
            RelationshipAccess::settle(RelationshipAccess::of(instance, relationship));
        }
    };
    for (const auto& work : tables_) {
        if (!work->pool->model.relationships.empty()) {
            std::for_each(work->inserts.begin(), work->inserts.end(), settle);
            std::for_each(work->updates.begin(), work->updates.end(), settle);
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
