// selectinload(): SELECT … WHERE child.parent_id IN (…).
#include <algorithm>
#include <optional>

#include <retort/core/error.hpp>
#include <retort/model/model_object.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/orm/loader.hpp>

namespace retort::detail {

namespace {

using sql::make;
using sql::NodePtr;

constexpr std::size_t largest_batch = 500;

/// The number of keys in a list of `count`: the next power of two, or all of a full batch. A list of every length would be a statement of its own
/// in the cache of prepared ones, and soon the only ones there; so there are ten, and the last key is repeated to fill them.
std::size_t padded(std::size_t count) {
    std::size_t size = 1;
    while (size < count) {
        size *= 2;
    }
    return std::min(size, largest_batch);
}

/// An object to read single cells into, since a field alone knows how its column is read.
class Scratch {
public:
    explicit Scratch(const ModelDescription& model) : model_{model}, object_{model} {}

    Value read(int index, ColumnReader& row, int column) {
        const FieldDescription& field = model_.fields[static_cast<std::size_t>(index)];
        if (!field.ops->read(field.in(object_.get()), row, column, field.scale)) {
            return {};
        }
        return field.ops->to_value(field.in(object_.get()));
    }

private:
    const ModelDescription& model_;
    ModelObject object_;
};

/// One relationship of many objects.
class SelectinLoad {
public:
    SelectinLoad(Workspace& workspace, LoadContext& context, const LoadStep& step, const LoadNode& node)
        : workspace_{workspace},
          context_{context},
          step_{step},
          join_{relationship_join(*node.model, *step.relationship)},
          keyed_{join_.link != nullptr ? *join_.link : *join_.target},
          is_integer_{join_.pairs.size() == 1 && is_integer(owner_field(join_.pairs.front()))},
          keyed_alias_{join_.link != nullptr ? make<sql::AliasNode>(*join_.link, std::string_view{}) : NodePtr{}},
          rows_{workspace, context} {
        rows_.add_root(workspace.pool(*join_.target), step.target, {join_.target, {}});
    }

    void run(const std::vector<Instance*>& owners) {
        sort_by_key(owners);
        if (joins_on_key(join_)) {
            take_what_is_here();
        }
        send();
        put();
        rows_.finish();
    }

private:
    /// One key and what belongs to it.
    struct Slot {
        GeneralKey key{};
        std::int64_t integer = 0;
        std::uint32_t owners = 0;
        bool is_here = false;
        std::vector<Instance*> targets{};
    };
    static constexpr std::uint32_t none = static_cast<std::uint32_t>(-1);

    const FieldDescription& owner_field(const ColumnPair& pair) const { return join_.owner->fields[static_cast<std::size_t>(pair.left)]; }
    const FieldDescription& keyed_field(const ColumnPair& pair) const { return keyed_.fields[static_cast<std::size_t>(pair.right)]; }

    // What is loaded already stays, and what it has gets what is to be loaded behind it.
    void sort_by_key(const std::vector<Instance*>& owners) {
        owners_.reserve(owners.size());
        for (Instance* owner : owners) {
            RelationshipBase& base = RelationshipAccess::of(owner, *step_.relationship);
            if (owner->state != ObjectState::persistent || RelationshipAccess::is_loaded(base)) {
                go_on_with_loaded(base);
                continue;
            }
            owners_.emplace_back(owner, slot_of(owner));
        }
    }

    void go_on_with_loaded(RelationshipBase& base) {
        if (!step_.target->loads) {
            return;
        }
        if (step_.relationship->collection) {
            if (const CollectionData* data = RelationshipAccess::data(base)) {
                for (Instance* item : data->items) {
                    rows_.add_here(item);
                }
            }
        } else if (Instance* target = RelationshipAccess::raw_target(base)) {
            rows_.add_here(target);
        }
    }

    std::uint32_t slot_of(Instance* owner) {
        const auto next = static_cast<std::uint32_t>(slots_.size());
        std::uint32_t slot;  // NOLINT: both branches set it
        if (is_integer_) {
            const FieldDescription& field = owner_field(join_.pairs.front());
            const Value value = field.ops->to_value(field.in(owner->object()));
            if (value.is_null()) {
                return none;
            }
            slot = by_integer_.try_emplace(value.as_integer(), next).first->second;
            if (slot == next) {
                slots_.emplace_back().integer = value.as_integer();
            }
        } else {
            GeneralKey key = workspace_.owner_values(owner, join_);
            if (has_null(key)) {
                return none;
            }
            slot = by_key_.try_emplace(key, next).first->second;
            if (slot == next) {
                slots_.emplace_back().key = std::move(key);
            }
        }
        ++slots_[slot].owners;
        return slot;
    }

    // Targets of many-to-one that the session has and that are fresh need no SQL.
    void take_what_is_here() {
        const ModelPool& pool = workspace_.pool(*join_.target);
        for (Slot& slot : slots_) {
            Instance* const known = find(pool, slot);
            if (known == nullptr || workspace_.is_expired(known) || (context_.overwrite && !context_.overwritten.contains(known))) {
                continue;
            }
            slot.is_here = true;
            if (!known->marked_deleted) {
                slot.targets.push_back(known);
                rows_.add_here(known);
            }
        }
    }

    // A foreign key may have another type than the key; the database compares them then.
    Instance* find(const ModelPool& pool, Slot& slot) const {
        const KeyKind kind = pool.mapper.key_kind;
        Key key;
        if (kind == KeyKind::integer && is_integer_) {
            key.integer = slot.integer;
        } else if (kind == KeyKind::uuid && !is_integer_ && slot.key.front().kind() == ValueKind::uuid) {
            key.uuid = slot.key.front().as_uuid();
        } else if (kind == KeyKind::general && !is_integer_) {
            key.general = &slot.key;
        } else {
            return nullptr;
        }
        return pool.identities.find(kind, key);
    }

    void send() {
        std::vector<const Slot*> batch;
        batch.reserve(std::min(slots_.size(), largest_batch));
        for (const Slot& slot : slots_) {
            if (!slot.is_here) {
                batch.push_back(&slot);
            }
            if (batch.size() == largest_batch) {
                read(batch);
                batch.clear();
            }
        }
        if (!batch.empty()) {
            read(batch);
        }
    }

    void read(std::vector<const Slot*>& batch) {
        batch.resize(padded(batch.size()), batch.back());
        NodePtr statement = select(batch);
        // The joins are the same for all batches.
        if (!joins_known_) {
            joins_known_ = true;
            extended_ = rows_.extend(statement);
            is_extended_ = extended_ != statement;
        } else if (is_extended_) {
            auto& node = sql::unshared<sql::SelectNode>(extended_);
            node.where = sql::as<sql::SelectNode>(statement).where;
        }
        const NodePtr& sent = is_extended_ ? extended_ : statement;
        Cursor cursor = workspace_.connection().execute(sql::as<sql::StatementNode>(sent));
        while (cursor.next()) {
            read_row(cursor.row());
        }
    }

    void read_row(ColumnReader& row) {
        const int width = join_.link != nullptr ? static_cast<int>(join_.pairs.size()) : 0;
        const std::uint32_t slot = slot_of_row(row);
        Instance* const target = rows_.load(0, row, width);
        if (rows_.end_row(row) && slot != none && target != nullptr) {
            slots_[slot].targets.push_back(target);
        }
    }

    std::uint32_t slot_of_row(ColumnReader& row) {
        // The link's columns stand in front; a child's own are among those of the child.
        const bool in_front = join_.link != nullptr;
        if (is_integer_) {
            std::int64_t value = 0;
            if (!row.integer(in_front ? 0 : join_.pairs.front().right, value)) {
                return none;
            }
            const auto found = by_integer_.find(value);
            return found == by_integer_.end() ? none : found->second;
        }
        if (!scratch_) {
            scratch_.emplace(*join_.owner);  // as the type of the owner's column, whatever the other side's is
        }
        row_key_.clear();
        int column = 0;
        for (const ColumnPair& pair : join_.pairs) {
            row_key_.push_back(scratch_->read(pair.left, row, in_front ? column++ : pair.right));
        }
        const auto found = by_key_.find(row_key_);
        return found == by_key_.end() ? none : found->second;
    }

    NodePtr select(const std::vector<const Slot*>& batch) const {
        auto* node = new sql::SelectNode;
        NodePtr result{node};
        const sql::FromRef target{join_.target, {}};
        if (join_.link != nullptr) {
            const sql::FromRef keyed{join_.link, keyed_alias_};
            for (const ColumnPair& pair : join_.pairs) {
                node->items.push_back({nullptr, make<sql::ColumnNode>(keyed_, keyed_field(pair), keyed_alias_), keyed_field(pair).ops});
            }
            node->from.push_back({keyed, {{target, sql::link_condition(join_, keyed, target).node(), sql::JoinKind::inner}}});
        }
        node->items.push_back({join_.target});
        node->where.push_back(condition(batch));
        append_order(join_, {}, node->order_by);
        return result;
    }

    NodePtr condition(const std::vector<const Slot*>& batch) const {
        const auto column = [&](const ColumnPair& pair) { return make<sql::ColumnNode>(keyed_, keyed_field(pair), keyed_alias_); };
        if (join_.pairs.size() == 1) {
            std::vector<Value> values;
            values.reserve(batch.size());
            for (const Slot* slot : batch) {
                values.push_back(is_integer_ ? Value{slot->integer} : slot->key.front());
            }
            return make<sql::InNode>(column(join_.pairs.front()), false, std::move(values), NodePtr{});
        }
        // Row values would be shorter, but each database writes a list of them in its own way; all of them use an index for this.
        std::vector<NodePtr> any;
        any.reserve(batch.size());
        for (const Slot* slot : batch) {
            std::vector<NodePtr> all;
            for (std::size_t i = 0; i < join_.pairs.size(); ++i) {
                all.push_back(make<sql::BinaryNode>(sql::Op::eq, column(join_.pairs[i]), make<sql::ParameterNode>(slot->key[i])));
            }
            any.push_back(make<sql::ListNode>(sql::Op::and_, std::move(all)));
        }
        return any.size() == 1 ? any.front() : make<sql::ListNode>(sql::Op::or_, std::move(any));
    }

    void put() {
        for (const auto& [owner, place] : owners_) {
            RelationshipBase& base = RelationshipAccess::of(owner, *step_.relationship);
            if (RelationshipAccess::is_loaded(base)) {
                continue;  // it was in the list twice
            }
            if (!step_.relationship->collection) {
                const bool has_target = place != none && !slots_[place].targets.empty();
                RelationshipAccess::put_target(base, has_target ? slots_[place].targets.front() : nullptr);
            } else if (place == none) {
                RelationshipAccess::put_items(base, {});
            } else if (slots_[place].owners == 1) {
                RelationshipAccess::put_items(base, std::move(slots_[place].targets));
            } else {
                RelationshipAccess::put_items(base, slots_[place].targets);
            }
        }
    }

    Workspace& workspace_;
    LoadContext& context_;
    const LoadStep& step_;
    const RelationshipJoin& join_;
    const ModelDescription& keyed_;  ///< whose rows hold the owners' keys: the link's or the target's
    const bool is_integer_;
    const NodePtr keyed_alias_;  ///< of a link table; else null
    RowLoader rows_;
    std::vector<std::pair<Instance*, std::uint32_t>> owners_;
    std::vector<Slot> slots_;
    boost::unordered_flat_map<std::int64_t, std::uint32_t, KeyHash> by_integer_;
    boost::unordered_flat_map<GeneralKey, std::uint32_t, KeyHash> by_key_;
    std::optional<Scratch> scratch_;
    GeneralKey row_key_;
    NodePtr extended_;
    bool joins_known_ = false;
    bool is_extended_ = false;
};

}  // namespace

void load_along(Workspace& workspace, LoadContext& context, const std::vector<Instance*>& owners, const LoadNode& node, bool joins_done) {
    for (const LoadStep& step : node.steps) {
        if (step.needs_statement(joins_done)) {
            SelectinLoad{workspace, context, step, node}.run(owners);
        }
    }
}

}  // namespace retort::detail
