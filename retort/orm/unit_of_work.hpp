/// \file
/// Internal: one flush.
#pragma once

#include <list>
#include <memory>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <retort/orm/object_order.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

struct StaleBatch;

/// Writes what changed in a workspace, in an order that the foreign keys allow: for each table, referred ones first, the changed rows and then the new ones;
/// then the link rows; then the deletions, the other way round. Tables that refer to each other in a ring, or to themselves, are ordered object by object.
/// A row that stands in the way of another, because a unique value of it is taken anew, goes first.
class UnitOfWork {
public:
    explicit UnitOfWork(Workspace& workspace) : workspace_{workspace} {}

    /// Looks at the values that are to be written; nothing is changed by it. \throws ValidationError  with the problems of all objects
    void validate();

    /// False where there was nothing to do; no statement was sent then.
    bool run();

private:
    struct TableWork {
        ModelPool* pool;
        std::vector<Instance*> inserts{};
        std::vector<Instance*> updates{};
        std::vector<Instance*> deletes{};
    };
    /// Tables that are written together.
    struct Group {
        std::vector<TableWork*> tables{};
        bool is_ring = false;
    };
    /// A change of a collection that alone says what the item's foreign key is.
    struct ChildChange {
        Instance* owner;
        const RelationshipJoin* join;
        bool added;
    };
    /// A foreign key that is written when what it refers to is there.
    struct Late {
        Instance* instance;
        Instance* target;
        Reference reference;
    };
    /// The link rows of a model that go with its rows.
    struct LinkSide {
        const ModelDescription* link;
        std::vector<ColumnPair> pairs;  ///< the model's columns → the link's
        std::vector<Instance*> deleted;
    };
    /// An UPDATE that changes a value which no other row may have.
    struct UniqueUpdate {
        Instance* instance;
        FieldSet changed;
        std::vector<std::pair<int, std::uint64_t>> before;  ///< hashes of the fields as they were, of those that changed
    };

    /// The objects of a group's tables with one number each.
    struct Numbered {
        std::vector<Instance*> objects{};
        std::vector<std::size_t> begin{};  ///< where the objects of each table begin
    };
    /// One numbered object refers to another by the values of a foreign key.
    struct ValueReference {
        std::size_t holder;
        std::size_t target;
        Reference reference;
    };

    /// Sends new rows that leave out the same columns as one batch.
    class Inserter {
    public:
        explicit Inserter(UnitOfWork& unit) : unit_{unit} {}

        bool is_of_another_table(const Instance* instance) const { return !batch_.empty() && batch_.front()->pool != instance->pool; }
        /// The batch is of one table. What the object refers to must have been sent.
        void add(Instance* instance);
        void send();

    private:
        void begin(ModelPool& pool);

        UnitOfWork& unit_;
        ModelPool* pool_ = nullptr;
        bool syncs_ = false;
        bool omits_ = false;
        std::vector<Instance*> batch_{};
        FieldSet of_batch_{};
    };

    // What there is to do: unit_of_work_changes.cpp
    void fold_changes();
    void delete_orphans();
    void cascade_deletes();
    void cascade_delete_of(Instance* instance);
    void delete_or_expunge(Instance* child);
    void release_child(Instance* child, Instance* owner, const RelationshipJoin& join);
    std::vector<Instance*> children_of(Instance* owner, const RelationshipDescription& relationship, const RelationshipJoin& join);
    std::vector<LinkSide>& links_of(ModelPool& pool);
    void forget_expunged();
    void collect();
    void order_tables();
    TableWork& work_of(ModelPool& pool);
    void finish();

    // Foreign keys: unit_of_work_keys.cpp
    void sync_instance(Instance* instance, bool inserting);
    void sync_child_changes(Instance* instance, const std::vector<ChildChange>& changes, bool inserting);
    void refer(Instance* instance, Instance* target, const Reference& reference, bool inserting, bool post_update);
    /// Leaves out keys that were given as values and refer to rows that come later.
    void leave_for_later(Instance* instance);
    void update_late();
    void follow_key(Instance* instance);
    void follow_key_in(const ModelDescription& holder, const std::vector<ColumnPair>& pairs, const GeneralKey& before, Instance* instance);

    // Statements: unit_of_work.cpp
    void insert_batch(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& omitted);
    void update_all(ModelPool& pool, const std::vector<Instance*>& list);
    void update_unique(ModelPool& pool, std::vector<UniqueUpdate>& updates);
    /// Reads what the database has filled in, where the statement before could not return it.
    void read_filled(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& fields);
    /// \throws StaleDataError  that names the object, as far as that can be found out
    [[noreturn]] void find_stale(const char* what, ModelPool& pool, const std::vector<Instance*>& batch, const StaleBatch& stale);
    void send_updates(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& changed);
    void count_version(Instance* instance, FieldSet& changed);
    void write_links(bool added);
    void delete_list(ModelPool& pool, const std::vector<Instance*>& list);
    void delete_group(Group& group);

    // Objects that refer to each other, and values that are taken anew: unit_of_work_rings.cpp
    void save_ring(Group& group);
    void insert_ring(Group& group);
    void delete_ring(Group& group);
    void clear_references(const std::vector<std::pair<Instance*, FieldSet>>& rows);
    bool waits(Instance* instance) const;
    bool changes(Instance* instance, const Reference& reference) const;
    static Numbered numbered(const Group& group, std::vector<Instance*> TableWork::*list);
    std::vector<ValueReference> references_by_value(const Group& group, const Numbered& all, std::vector<Instance*> TableWork::*list);
    std::vector<OrderEdge> edges_by_relationship(const Numbered& all) const;
    std::vector<std::size_t> ordered(
        const Numbered& all, const std::vector<OrderEdge>& edges, const char* what, std::vector<std::size_t>& places) const;
    void free_unique_values(TableWork& work, bool is_ring);
    void delete_early(TableWork& work, std::vector<Instance*> conflicting);

    Workspace& workspace_;
    std::vector<std::unique_ptr<TableWork>> tables_;
    std::vector<Group> groups_;
    std::vector<CollectionChange> changes_;  ///< what became of them in the end, of each link one
    boost::unordered_flat_map<Instance*, std::vector<ChildChange>> child_changes_;
    std::vector<std::pair<ModelPool*, std::vector<LinkSide>>> links_of_deleted_;
    std::vector<Late> late_;
    boost::unordered_flat_map<Instance*, std::vector<Late>> late_by_value_;  ///< keys that were given as values
    std::list<std::vector<std::vector<ColumnPair>>> kept_keys_;              ///< what references of this flush point at
    std::size_t cascaded_ = 0;  ///< how many of the removed ones have been asked for their children
    bool has_expunged_ = false;
};

/// The columns of a reference that the holder can set to NULL.
FieldSet clearable(const ModelDescription& holder, const Reference& reference);
bool refers_to(Instance* holder, Instance* target, const Reference& reference);
/// Sets a reference to NULL. \throws InvalidRequestError  where it must not be
void clear_reference(Instance* holder, const Reference& reference);

}  // namespace retort::detail
