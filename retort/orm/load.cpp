#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/model/describe.hpp>
#include <retort/orm/loader.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

/// Parameters that are the key of one object.
class KeySource final : public ParameterSource {
public:
    KeySource(KeyKind kind, const Key& key) : kind_{kind}, key_{key} {}

    void write(ParameterWriter& writer) const override { write_key(kind_, key_, writer, 0); }

private:
    KeyKind kind_;
    const Key& key_;
};

std::string class_and_attribute(const Instance* owner, const RelationshipDescription& relationship) {
    return qualified_name(owner->pool->model, relationship);
}

bool joins_along(const LoadNode& node) {
    return std::any_of(node.steps.begin(), node.steps.end(), [](const LoadStep& step) { return step.style == LoadStyle::joined; });
}

sql::NodePtr select_by_key(const ModelPool& from, const Key& key) {
    auto* node = new sql::SelectNode;
    sql::NodePtr result{node};
    node->items.push_back({&from.model});
    GeneralKey values = key_values(from.mapper.key_kind, key);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const FieldDescription& field = from.mapper.field(from.model.primary_key[i]);
        node->where.push_back(sql::make<sql::BinaryNode>(sql::Op::eq, sql::make<sql::ColumnNode>(from.model, field, sql::NodePtr{}),
            sql::make<sql::ParameterNode>(std::move(values[i]))));
    }
    return result;
}

}  // namespace

bool joins_on_key(const RelationshipJoin& join) {
    if (!join.foreign_key_on_owner || join.pairs.size() != join.target->primary_key.size()) {
        return false;
    }
    for (std::size_t i = 0; i < join.pairs.size(); ++i) {
        if (join.pairs[i].right != join.target->primary_key[i]) {
            return false;
        }
    }
    return true;
}

// ---- Rows into objects

Instance* Workspace::new_from_row(ModelPool& into, ColumnReader& row, int column, const Key& key) {
    Instance* const instance = into.allocate_blank();
    try {
        read_fields(into.model, instance->object(), row, column);
    } catch (...) {
        into.release(instance);
        throw;
    }
    instance->key = key;
    instance->state = ObjectState::persistent;
    instance->load_epoch = epoch;
    into.adopt_relationships(instance);
    return instance;
}

Instance* Workspace::load_row(ModelPool& into, ColumnReader& row, int column) {
    if (into.mapper.key_kind == KeyKind::general) {
        return load_general_row(into, row, column);
    }
    const int key_column = column + into.model.primary_key.front();
    Key key;
    const auto load = [&](auto& map, const auto& value) -> Instance* {
        // One search for both. Where the row cannot be read the place stays null, which is as good as none.
        Instance*& place = map[value];
        if (place != nullptr) {
            populate(place, row, column, false);
            return place;
        }
        place = new_from_row(into, row, column, key);
        if (wrote_) [[unlikely]] {
            note_change(place);
        }
        return place;
    };
    if (into.mapper.key_kind == KeyKind::integer) {
        return row.integer(key_column, key.integer) ? load(into.identities.integers, key.integer) : nullptr;
    }
    key.uuid = Uuid{};
    return row.uuid(key_column, key.uuid) ? load(into.identities.uuids, key.uuid) : nullptr;
}

// A key of text or of several columns is read as part of the object, which is thrown away where the row turns out to be known.
Instance* Workspace::load_general_row(ModelPool& into, ColumnReader& row, int column) {
    bool all_null = true;
    for (const int index : into.model.primary_key) {
        all_null = all_null && row.value(column + index).is_null();
    }
    if (all_null) {
        return nullptr;
    }
    Instance* const instance = new_from_row(into, row, column, Key{});
    try {
        instance->key = key_of(into, instance->object());
    } catch (...) {
        into.release(instance);
        throw;
    }
    if (Instance* const known = into.identities.find(KeyKind::general, instance->key)) {
        into.release(instance);
        populate(known, row, column, false);
        return known;
    }
    into.identities.insert(KeyKind::general, instance->key, instance);
    if (wrote_) [[unlikely]] {
        note_change(instance);
    }
    return instance;
}

void Workspace::populate(Instance* instance, ColumnReader& row, int column, bool overwrite) {
    if (!overwrite && !is_expired(instance)) {
        return;
    }
    const ModelDescription& model = instance->pool->model;
    void* const object = instance->object();
    const bool compare = instance->touched && instance->snapshot != nullptr && !overwrite;
    for (const FieldDescription& field : model.fields) {
        if (compare && field.ops->hash(field.in(object)) != instance->snapshot[field.index]) {
            continue;  // changed in memory since: the change wins, and is written at the next flush
        }
        if (!field.ops->read(field.in(object), row, column + field.index, field.scale) && !field.ops->nullable) {
            row.fail(column + field.index, "the database holds NULL, but the field '" + std::string{field.name} + "' of '" +
                                               std::string{model.name} + "' is not optional");
        }
        if (instance->snapshot != nullptr) {
            instance->snapshot[field.index] = field.ops->hash(field.in(object));
        }
    }
    instance->load_epoch = epoch;
    if (wrote_) [[unlikely]] {
        note_change(instance);
    }
    if (overwrite) {
        instance->force_update = false;
        for (const RelationshipDescription& relationship : model.relationships) {
            RelationshipAccess::reset(RelationshipAccess::of(instance, relationship));
        }
    }
}

// ---- By key

Instance* Workspace::load_by_key(ModelPool& from, const Key& key) {
    if (from.default_loads != nullptr) {
        return load_by_key_along(from, key);
    }
    const KeySource source{from.mapper.key_kind, key};
    Cursor cursor = connection().execute(from.mapper.select_by_key, source);
    return cursor.next() ? load_row(from, cursor.row(), 0) : nullptr;
}

Instance* Workspace::load_by_key_along(ModelPool& from, const Key& key) {
    LoadContext context;
    RowLoader rows{*this, context};
    rows.add_root(from, from.default_loads, {&from.model, {}});
    sql::NodePtr statement = select_by_key(from, key);
    if (joins_along(*from.default_loads)) {
        statement = rows.extend(statement);
    }
    Instance* found = nullptr;
    {
        Cursor cursor = connection().execute(sql::as<sql::StatementNode>(statement));
        while (cursor.next()) {
            found = rows.load(0, cursor.row(), 0);
            rows.end_row(cursor.row());
        }
    }
    rows.finish();
    return found;
}

Instance* Workspace::get(ModelPool& from, const Key& key) {
    require_usable();
    Instance* known = from.identities.find(from.mapper.key_kind, key);
    if (known != nullptr) {
        if (known->marked_deleted) {
            return nullptr;
        }
        if (!is_expired(known)) {
            return known;
        }
        return reload(known, false) ? known : nullptr;
    }
    // A row can be found by key without a flush of what was changed: a change of another object cannot make it appear. An object that was added can.
    if (!pending.empty() || !removed.empty()) {
        autoflush();
        known = from.identities.find(from.mapper.key_kind, key);
        if (known != nullptr) {
            return known;
        }
    }
    return load_by_key(from, key);
}

Instance* Workspace::get(const ModelDescription& model, GeneralKey values) {
    ModelPool& from = pool(model);
    if (values.size() != model.primary_key.size()) {
        throw ArgumentError{"get: the primary key of '" + std::string{model.name} + "' has " + std::to_string(model.primary_key.size()) +
                            " columns, but " + std::to_string(values.size()) + " values were given"};
    }
    return get(from, key_from(from.mapper.key_kind, values));
}

bool Workspace::reload(Instance* instance, bool overwrite, const ForUpdate* lock) {
    ModelPool& from = *instance->pool;
    const KeySource source{from.mapper.key_kind, instance->key};
    sql::NodePtr locking;
    if (lock != nullptr) {
        locking = select_by_key(from, instance->key);
        sql::unshared<sql::SelectNode>(locking).for_update = *lock;
    }
    Cursor cursor =
        locking ? connection().execute(sql::as<sql::StatementNode>(locking)) : connection().execute(from.mapper.select_by_key, source);
    if (!cursor.next()) {
        return false;
    }
    populate(instance, cursor.row(), 0, overwrite);
    return true;
}

void Workspace::refresh(Instance* instance, const ForUpdate* lock) {
    require_usable();
    require_own(instance, "refresh");
    if (instance->state != ObjectState::persistent) {
        throw InvalidRequestError{"refresh: " + describe_instance(instance) + " has no row in this session"};
    }
    autoflush();
    if (!reload(instance, true, lock)) {
        throw InvalidRequestError{"refresh: the row of " + describe_instance(instance) + " is gone"};
    }
    load_behind({instance}, instance->pool->default_loads);
}

void Workspace::expire(Instance* instance) {
    require_own(instance, "expire");
    if (instance->state != ObjectState::persistent) {
        throw InvalidRequestError{"expire: " + describe_instance(instance) + " has no row in this session"};
    }
    instance->load_epoch = 0;
    for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
        RelationshipAccess::reset(RelationshipAccess::of(instance, relationship));
    }
}

void Workspace::expire_all() {
    ++epoch;
}

// ---- Along relationships

Instance* Workspace::find_loaded_target(Instance* owner, const RelationshipDescription& relationship) noexcept {
    try {
        const RelationshipJoin& join = relationship_join(owner->pool->model, relationship);
        GeneralKey values = owner_values(owner, join);
        if (!joins_on_key(join) || has_null(values)) {
            return nullptr;
        }
        ModelPool& target = pool(*join.target);
        return target.identities.find(target.mapper.key_kind, key_from(target.mapper.key_kind, values));
    } catch (const Error&) {
        return nullptr;  // a relationship that cannot be resolved says so when it is loaded
    }
}

GeneralKey Workspace::owner_values(Instance* owner, const RelationshipJoin& join) const {
    GeneralKey values;
    for (const ColumnPair& pair : join.pairs) {
        const FieldDescription& field = join.owner->fields[static_cast<std::size_t>(pair.left)];
        values.push_back(field.ops->to_value(field.in(owner->object())));
    }
    return values;
}

Instance* Workspace::load_target(Instance* owner, const RelationshipDescription& relationship) {
    if (!is_open) {
        if (Instance* const known = find_loaded_target(owner, relationship)) {
            return known;  // it was read by another way
        }
    }
    require_loadable(owner, relationship);
    const RelationshipJoin& join = relationship_join(owner->pool->model, relationship);
    const bool by_key = joins_on_key(join);
    // A target that is here and fresh needs no query, and so no flush before it, which would compare all that was touched.
    if (!is_expired(owner)) {
        Instance* const known = find_loaded_target(owner, relationship);
        if (known != nullptr && !is_expired(known) && !known->marked_deleted) {
            require_no_raise(owner, relationship, false);
            return known;
        }
    }
    require_no_raise(owner, relationship, true);
    // A row is found by its key whatever was changed in others; so, as in get(), only what was added and removed is to be written before.
    if (!by_key || !pending.empty() || !removed.empty() || !collection_changes.empty()) {
        autoflush();
    }
    if (RelationshipAccess::is_loaded(RelationshipAccess::of(owner, relationship))) {
        return RelationshipAccess::raw_target(RelationshipAccess::of(owner, relationship));
    }
    if (is_expired(owner)) {
        reload(owner, false);
    }
    GeneralKey values = owner_values(owner, join);
    if (has_null(values)) {
        return nullptr;
    }
    load_memory.count_lazy_load(owner, relationship, options);
    ModelPool& into = pool(*join.target);
    const LoadNodePtr behind = loads_behind(owner, relationship, into);
    if (by_key && behind == into.default_loads && options.lazy_load_limit == 0) {
        return get(*join.target, std::move(values));
    }
    std::vector<Instance*> targets;
    if (by_key) {
        if (Instance* const target = get(*join.target, std::move(values))) {
            targets.push_back(target);
        }
    } else {
        targets = read_related(owner, relationship, into, std::move(values));
    }
    remember(targets, behind);
    load_behind(targets, behind);
    return targets.empty() ? nullptr : targets.front();
}

std::vector<Instance*> Workspace::load_items(Instance* owner, const RelationshipDescription& relationship) {
    require_loadable(owner, relationship);
    require_no_raise(owner, relationship, true);
    const RelationshipJoin& join = relationship_join(owner->pool->model, relationship);
    if (needs_flush_before(join)) {
        autoflush();
    }
    ModelPool& into = pool(*join.target);
    // Copies, not the owner's members: a row that is loaded meanwhile may read the owner anew.
    GeneralKey values = owner_values(owner, join);
    if (has_null(values)) {
        return {};
    }
    load_memory.count_lazy_load(owner, relationship, options);
    const LoadNodePtr behind = loads_behind(owner, relationship, into);
    std::vector<Instance*> items = read_related(owner, relationship, into, std::move(values));
    remember(items, behind);
    load_behind(items, behind);
    return items;
}

std::vector<Instance*> Workspace::read_related(
    Instance* owner, const RelationshipDescription& relationship, ModelPool& into, GeneralKey values) {
    std::vector<Instance*> items;
    Cursor cursor = connection().execute(owner->pool->mapper.select_related(relationship), std::move(values));
    while (cursor.next()) {
        Instance* const item = load_row(into, cursor.row(), 0);
        items.push_back(item);
    }
    return items;
}

// A flush compares all objects that were reached; doing so before each of many lazy loads would take time in the square of their number. What a load of
// a relationship finds depends on what was added, removed and linked, and on the columns of the target's and the link's table alone.
bool Workspace::needs_flush_before(const RelationshipJoin& join) {
    if (!pending.empty() || !removed.empty() || !collection_changes.empty()) {
        return true;
    }
    return std::any_of(touched.begin(), touched.end(), [&](Instance* instance) {
        const ModelDescription* const model = &instance->pool->model;
        return (model == join.target || model == join.link) && instance->state == ObjectState::persistent && is_modified(instance);
    });
}

// ---- What comes along

LoadNodePtr Workspace::loads_behind(Instance* owner, const RelationshipDescription& relationship, ModelPool& target) const {
    const LoadStep* const step = load_memory.step(owner, relationship);
    return step != nullptr && !step->target->steps.empty() ? step->target : target.default_loads;
}

void Workspace::remember(const std::vector<Instance*>& loaded, const LoadNodePtr& node) {
    const std::uint32_t statement = options.lazy_load_limit != 0 ? load_memory.next_statement() : 0;
    for (Instance* instance : loaded) {
        if (node != nullptr && node->sticks) {
            load_memory.keep(instance, node);
        }
        if (statement != 0) {
            load_memory.came_from(instance, statement);
        }
    }
}

void Workspace::load_behind(const std::vector<Instance*>& loaded, const LoadNodePtr& node) {
    if (node != nullptr && node->loads && !loaded.empty()) {
        LoadContext context;
        context.statement = options.lazy_load_limit != 0 ? load_memory.next_statement() : 0;
        load_along(*this, context, loaded, *node, false);
    }
}

void Workspace::require_no_raise(Instance* owner, const RelationshipDescription& relationship, bool sends_sql) const {
    if (flushing_) {
        return;  // a flush loads what it must know
    }
    const LoadStep* const step = load_memory.step(owner, relationship);
    if (step == nullptr) {
        if (relationship.loading == Loading::raise) {
            throw InvalidRequestError{"'" + class_and_attribute(owner, relationship) +
                                      "' is not loaded and its option lazy<loading::raise> forbids to load it now"};
        }
    } else if (step->style == LoadStyle::raise && (sends_sql || !step->flags.sql_only)) {
        throw InvalidRequestError{
            "'" + class_and_attribute(owner, relationship) + "' is not loaded and " +
            (step->chosen ? "the raiseload() of the statement that loaded its object" : "its option lazy<loading::raise>") +
            " forbids to load it now"};
    }
}

void Workspace::require_loadable(const Instance* owner, const RelationshipDescription& relationship) const {
    if (!is_open || owner->state == ObjectState::detached) {
        throw DetachedInstanceError{"'" + class_and_attribute(owner, relationship) + "' is not loaded, and " + describe_instance(owner) +
                                    (is_open ? " has left its session" : "'s session is closed") +
                                    ": load the relationship before, or keep the session open"};
    }
    if (owner->state == ObjectState::deleted) {
        throw ObjectDeletedError{
            "'" + class_and_attribute(owner, relationship) + "' cannot be loaded: " + describe_instance(owner) + " has been deleted"};
    }
}

}  // namespace retort::detail
