/// \file
/// Internal: what a session and its refs share.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <retort/engine/engine.hpp>
#include <retort/model/description.hpp>
#include <retort/model/model_object.hpp>
#include <retort/model/relationship_join.hpp>
#include <retort/orm/identity_map.hpp>
#include <retort/orm/instance.hpp>
#include <retort/orm/instance_set.hpp>
#include <retort/orm/loader_memory.hpp>
#include <retort/orm/mapper.hpp>
#include <retort/orm/relationship.hpp>
#include <retort/orm/session_connection.hpp>
#include <retort/orm/session_events.hpp>
#include <retort/orm/session_options.hpp>
#include <retort/orm/session_result.hpp>

namespace retort::detail {

class Workspace;

/// The objects of one model in one workspace: slots of equal size in chunks that never move, and the identity map over them.
class ModelPool {
public:
    ModelPool(Workspace& owner, const Mapper& its_mapper);
    ~ModelPool();
    ModelPool(const ModelPool&) = delete;
    ModelPool& operator=(const ModelPool&) = delete;

    Workspace& workspace;
    const Mapper& mapper;
    const ModelDescription& model;
    IdentityMap identities;
    /// What every load brings along; null where that is nothing.
    const std::shared_ptr<const LoadNode> default_loads;

    /// A slot with its header made and its object not.
    Instance* allocate();
    /// An instance whose object is a copy of the blank one: default initialisers (uuid4(), now()) run once a pool, not once a row.
    Instance* allocate_blank();
    /// Destroys the object and frees the slot.
    void release(Instance* instance) noexcept;
    /// Frees the slot of an instance whose object was never made.
    void abandon(Instance* instance) noexcept;

    /// Tells the relationships of a new object who their owner is.
    void adopt_relationships(Instance* instance) noexcept;
    /// An array for the hashes of the fields.
    std::uint64_t* allocate_snapshot();

    template <class F>
    void for_each(F&& visit) {
        for (const Chunk& chunk : chunks_) {
            for (std::size_t i = 0; i < chunk.used; ++i) {
                auto* instance = reinterpret_cast<Instance*>(chunk.memory + i * stride_);
                if (instance->pool != nullptr) {
                    visit(instance);
                }
            }
        }
    }
    std::size_t size() const noexcept { return live_; }

private:
    struct Chunk {
        std::byte* memory;
        std::size_t capacity;
        std::size_t used;
    };

    std::size_t stride_;
    std::vector<Chunk> chunks_;
    Instance* free_ = nullptr;
    std::size_t live_ = 0;
    std::uint64_t* free_snapshots_ = nullptr;
    std::vector<std::unique_ptr<std::uint64_t[]>> snapshot_chunks_;
    std::size_t snapshots_left_ = 0;
    std::uint64_t* next_snapshot_ = nullptr;
    std::size_t next_chunk_ = 16;
    std::optional<ModelObject> blank_;
};

/// Takes an object out of a list; the last one of several. What came last goes first more often than not.
bool erase_last(std::vector<Instance*>& list, const Instance* item);

/// A collection's members and what happened to them since they were loaded.
struct CollectionData {
    std::vector<Instance*> items{};  ///< the members, where loaded
    InstanceSet added{};             ///< since the last flush
    InstanceSet removed{};           ///< since the last flush
    MemberIndex index{};             ///< over `items`

    bool contains(const Instance* item) { return index.contains(items, item); }
    void append(Instance* item) {
        items.push_back(item);
        index.added(item);
    }
    bool take_out(const Instance* item);
};

/// A change of a relationship that no foreign key of a member's own relationship tells: a link row, a child without the other side, a child that its
/// owner's cascade_delete may make an orphan.
struct CollectionChange {
    Instance* owner;
    const RelationshipDescription* relationship;
    Instance* item;
    bool added;
};

/// Gives the untyped code the insides of a relationship.
struct RelationshipAccess {
    static RelationshipBase& of(Instance* instance, const RelationshipDescription& description) noexcept {
        return *reinterpret_cast<RelationshipBase*>(static_cast<char*>(instance->object()) + description.offset);
    }
    static void adopt(RelationshipBase& base, Instance* owner, const RelationshipDescription& description) noexcept;
    static Instance* owner(const RelationshipBase& base) noexcept { return base.owner_; }
    /// Forgets what a collection was loaded with, but not what was added and removed.
    static void unload(RelationshipBase& base) noexcept;
    static const RelationshipDescription& description(const RelationshipBase& base) noexcept;
    static const RelationshipJoin& join(const RelationshipBase& base) noexcept;
    static bool is_loaded(const RelationshipBase& base) noexcept;
    /// The epoch of what stays loaded, whatever the session does: its owner has left.
    static constexpr std::uint32_t pinned = 0xFFFF'FFFF;
    /// The owner is about to leave its session: what is loaded of its relationships stays so.
    static void pin(Instance* owner) noexcept;
    static bool is_changed(const RelationshipBase& base) noexcept { return base.changed_; }
    static void set_changed(RelationshipBase& base, bool changed) noexcept { base.changed_ = changed; }
    /// The target as far as it is known without SQL.
    static Instance* known_target(const RelationshipBase& base) noexcept;
    /// What it points at, loaded or stale.
    static Instance* raw_target(const RelationshipBase& base) noexcept { return static_cast<Instance*>(base.data_); }
    /// The owner has its row now: what was set stays loaded, what was never looked at loads on first use.
    static void keep_after_insert(RelationshipBase& base) noexcept;
    /// After a flush nothing is pending any more.
    static void settle(RelationshipBase& base) noexcept;
    static CollectionData* data(const RelationshipBase& base) noexcept { return static_cast<CollectionData*>(base.data_); }
    static CollectionData& ensure_data(RelationshipBase& base);
    static void put_target(RelationshipBase& base, Instance* target) noexcept;
    /// Forgets what was loaded and what was changed; the owner stays.
    static void reset(RelationshipBase& base) noexcept;
    static void put_items(RelationshipBase& base, std::vector<Instance*> items);
    static void forget(RelationshipBase& base) noexcept;
    /// Throws where an object that waits in a value's relationship cannot be linked with an object of this workspace.
    static void check_held(
        const Workspace& workspace, const ModelDescription& model, void* value, const RelationshipDescription& description);
    /// Throws where the target is of another workspace, or deleted. `owner()` names what it is to be linked with.
    template <class F>
    static void require_linkable(const Workspace& workspace, const Instance* target, F&& owner) {
        if (&target->pool->workspace != &workspace) {
            refuse_other_session(workspace, owner(), target);
        }
        if (target->state == ObjectState::deleted) {
            refuse_deleted(workspace, owner(), target);
        }
    }
    [[noreturn]] static void refuse_other_session(const Workspace& workspace, const std::string& owner, const Instance* target);
    [[noreturn]] static void refuse_deleted(const Workspace& workspace, const std::string& owner, const Instance* target);
    static void join_held(Instance* owner, const RelationshipDescription& description);
    static const std::vector<Instance*>& items(const RelationshipBase& base) { return base.items(); }
    static Instance* target(const RelationshipBase& base) { return base.scalar(); }
    static void set_target(RelationshipBase& base, Instance* target) { base.set_scalar(target); }
    static void assign(RelationshipBase& base, const std::vector<Instance*>& items) { base.assign_items(items); }

    // The two halves of a change: what this side shows, without telling the other.
    static void quiet_set(Instance* owner, const RelationshipDescription& description, Instance* target);
    static void quiet_add(Instance* owner, const RelationshipDescription& description, Instance* item);
    static bool quiet_remove(Instance* owner, const RelationshipDescription& description, Instance* item);
    /// Tells the next flush of a change that it could not see otherwise.
    static void record(Instance* owner, const RelationshipDescription& description, Instance* item, bool added);
};

/// What was done to objects in the transaction, or in a savepoint of it, so that a rollback can undo it.
struct TransactionLevel {
    struct Change {
        Instance* instance;
        std::uint16_t previous;  ///< the level that listed it before
    };
    struct FormerKey {
        Instance* instance;
        Key key;
    };

    std::uint64_t id = 0;  ///< of its Savepoint; 0: the transaction itself
    std::vector<Instance*> added{};
    std::vector<Instance*> deleted{};
    std::vector<Change> changed{};
    std::vector<FormerKey> keys{};
};

/// All that a session is, and what of it outlives the session for as long as somebody holds a Ref: the objects.
class Workspace {
public:
    /// \param joined  whose transaction it takes part in; nullptr: it has transactions of its own
    Workspace(const Engine& its_engine, SessionOptions its_options, Connection* joined = nullptr);
    ~Workspace();
    Workspace(const Workspace&) = delete;
    Workspace& operator=(const Workspace&) = delete;

    // Objects.
    ModelPool& pool(const ModelDescription& model);
    Instance* add(const ModelDescription& model, void* value);
    void add_again(Instance* instance);
    void remove(Instance* instance);
    void expunge(Instance* instance);
    void expunge_all();
    /// `lock`: also locks the row; may be null.
    void refresh(Instance* instance, const ForUpdate* lock = nullptr);
    void expire(Instance* instance);
    void expire_all();
    bool is_modified(Instance* instance);
    void require_own(const Instance* instance, const char* what) const;
    std::vector<Instance*> dirty();

    // Loading.
    Instance* get(const ModelDescription& model, GeneralKey values);
    Instance* get(ModelPool& from, const Key& key);
    Instance* load_by_key(ModelPool& from, const Key& key);
    /// The object of the entity whose columns begin at `column` of the row; nullptr where its key is NULL (an outer join).
    Instance* load_row(ModelPool& into, ColumnReader& row, int column);
    /// The target of a many-to-one relationship, where its key is known and the object is here and fresh; no SQL.
    Instance* find_loaded_target(Instance* owner, const RelationshipDescription& relationship) noexcept;
    Instance* load_target(Instance* owner, const RelationshipDescription& relationship);
    /// The columns of the owner's side of a join.
    GeneralKey owner_values(Instance* owner, const RelationshipJoin& join) const;
    void require_loadable(const Instance* owner, const RelationshipDescription& relationship) const;
    bool needs_flush_before(const RelationshipJoin& join);
    std::vector<Instance*> load_items(Instance* owner, const RelationshipDescription& relationship);

    // Transactions.
    Connection& connection();
    Connection* joined() const noexcept { return connection_.joined(); }
    void flush();
    void autoflush();
    void commit();
    void rollback();
    void close() noexcept;
    void require_usable() const;
    bool in_transaction() const noexcept { return connection_.is_open(); }
    bool has_written() const noexcept { return wrote_; }
    /// Ends a transaction that has only read: what comes next sees the database as it is then.
    void end_reading();
    bool has_unflushed() const noexcept { return !pending.empty() || !removed.empty() || !collection_changes.empty(); }

    // Savepoints; each is told by its id.
    std::uint64_t begin_nested();
    void commit_nested(std::uint64_t id);
    void rollback_nested(std::uint64_t id);
    /// The savepoint's place among the levels; 0 where it has ended.
    std::size_t nested_depth(std::uint64_t id) const noexcept;
    bool in_nested() const noexcept { return levels_.size() > 1; }
    void fire(SessionEvent event);
    bool is_usable() const noexcept { return is_open && failure_.empty(); }
    void buffer_results();

    Engine engine;
    SessionOptions options;
    std::uint32_t epoch = 1;
    bool is_open = true;
    int autoflush_blocks = 0;
    std::size_t held = 0;  ///< instances that a Ref holds
    std::vector<Instance*> touched;
    std::vector<Instance*> pending;
    std::vector<Instance*> removed;
    std::vector<CollectionChange> collection_changes;
    SessionResultBase* open_results = nullptr;
    LoadMemory load_memory;
    Session* session = nullptr;
    std::vector<Listener> listeners;
    std::uint64_t last_listener = 0;

    void put_into_session(Instance* instance);
    void take_snapshot(Instance* instance);
    bool is_expired(const Instance* instance) const noexcept { return instance->load_epoch != epoch; }
    /// Reads the row into an object that is there already; keeps what was changed in memory unless `overwrite`.
    void populate(Instance* instance, ColumnReader& row, int column, bool overwrite);
    Key key_of(const ModelPool& from, const void* object) const;
    void drop_key(const ModelPool& from, Key& key) const noexcept;
    /// `Hero(1)`: the model's name and the key, for messages.
    std::string describe_instance(const Instance* instance) const;
    /// Marks an object as written in this transaction, so that a rollback reads it anew.
    void note_change(Instance* instance);
    /// The transaction has written by a way that tells no object of it: what is read from now on may be undone by a rollback.
    void note_write() noexcept { wrote_ = true; }
    /// Makes an inserted object persistent under the key that it has now.
    void became_persistent(Instance* instance);
    void became_deleted(Instance* instance);
    /// The row has another primary key now, the object's.
    void key_was_updated(Instance* instance);

private:
    friend class UnitOfWork;

    void sweep() noexcept;
    void leave_session(Instance* instance, ObjectState state) noexcept;
    void end_transaction(bool committed);
    void join_levels(std::size_t depth);
    void restore_level();
    void restore_keys(TransactionLevel& level);
    void reload_changed();
    void drop_former_keys(TransactionLevel& level) noexcept;
    void forget_in_levels(const Instance* instance) noexcept;
    void forget_all_in_levels() noexcept;
    std::string savepoint_name(std::size_t depth) const;
    void undo_in_database();
    Instance* load_general_row(ModelPool& into, ColumnReader& row, int column);
    Instance* new_from_row(ModelPool& into, ColumnReader& row, int column, const Key& key);
    /// False where the row is gone. `lock`: also locks it; may be null.
    bool reload(Instance* instance, bool overwrite, const ForUpdate* lock = nullptr);
    Instance* load_by_key_along(ModelPool& from, const Key& key);
    std::vector<Instance*> read_related(Instance* owner, const RelationshipDescription& relationship, ModelPool& into, GeneralKey values);
    void require_no_raise(Instance* owner, const RelationshipDescription& relationship, bool sends_sql) const;
    void remember(const std::vector<Instance*>& loaded, const std::shared_ptr<const LoadNode>& node);
    void load_behind(const std::vector<Instance*>& loaded, const std::shared_ptr<const LoadNode>& node);
    std::shared_ptr<const LoadNode> loads_behind(Instance* owner, const RelationshipDescription& relationship, ModelPool& target) const;

    std::vector<std::unique_ptr<ModelPool>> pools_;
    SessionConnection connection_;
    std::vector<TransactionLevel> levels_{1};  ///< the transaction, and its savepoints
    std::uint64_t last_savepoint_ = 0;
    bool wrote_ = false;   ///< in this transaction
    std::string failure_;  ///< why the transaction was rolled back by a flush; empty while it was not
    bool flushing_ = false;
    std::size_t detached_ = 0;
    std::size_t sweep_at_ = 64;
};

/// Destroys the workspace where the session is closed and nobody holds a Ref.
void release_if_unused(Workspace* workspace) noexcept;

}  // namespace retort::detail
