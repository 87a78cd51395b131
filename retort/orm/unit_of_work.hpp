/// \file
/// Internal: one flush.
#pragma once

#include <map>
#include <vector>

#include <retort/orm/workspace.hpp>

namespace retort::detail {

/// Writes what changed in a workspace, in an order that the foreign keys allow: for each table, referred ones first, the new rows and then the changed ones;
/// then the link rows; then the deletions, the other way round.
class UnitOfWork {
public:
    explicit UnitOfWork(Workspace& workspace) : workspace_{workspace} {}

    /// False where there was nothing to do; no statement was sent then.
    bool run();

private:
    struct TableWork {
        ModelPool* pool;
        std::vector<Instance*> inserts{};
        std::vector<Instance*> updates{};
        std::vector<Instance*> deletes{};
    };
    struct LinkChange {
        Instance* owner;
        Instance* item;
        const RelationshipJoin* join;
        bool added;
    };

    void cascade_deletes();
    void cascade_delete_of(Instance* instance);
    std::size_t cascaded_ = 0;  ///< how many of the removed ones have been asked for their children
    void delete_orphans();
    void collect();
    void gather_links();
    void order_tables();
    void order_within(TableWork& work);
    void sync_foreign_keys(TableWork& work);
    void sync_children(const TableWork& work);
    void sync_instance(Instance* instance);
    void insert_all(TableWork& work);
    void insert_batch(ModelPool& pool, const std::vector<Instance*>& batch, const FieldSet& omitted);
    void update_all(TableWork& work);
    void update_late();
    void write_links(bool added);
    void delete_all(TableWork& work);
    void finish();
    TableWork& work_of(ModelPool& pool);

    Workspace& workspace_;
    std::vector<Instance*> late_;  ///< inserted before what they refer to
    std::vector<TableWork> tables_;
    std::vector<LinkChange> links_;
    std::vector<std::pair<Instance*, const RelationshipJoin*>> links_of_deleted_;
};

}  // namespace retort::detail
