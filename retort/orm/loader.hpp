/// \file
/// Internal: reads rows into objects together with what is to be loaded along with them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <retort/core/hash.hpp>
#include <retort/orm/loader_plan.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

/// What a load shares with the loads that it causes.
struct LoadContext {
    bool overwrite = false;       ///< populate_existing
    std::uint32_t statement = 0;  ///< the number that objects remember; 0: none
    boost::unordered_flat_set<const Instance*> overwritten{};
};

/// Reads the rows of one statement, or of several of the same shape: the entities that it selects, those that joins add, and, in the end, what further
/// statements bring.
///
/// In order: add_root() for each entity that the statement selects, extend() where joins may be added, for each row load() for each root and then
/// end_row(), and finish() when all rows, or as many as are wanted together, are read.
class RowLoader {
public:
    RowLoader(Workspace& workspace, LoadContext& context) : workspace_{workspace}, context_{context} {}

    /// `node` may be null: nothing comes along.
    void add_root(ModelPool& pool, LoadNodePtr node, const sql::FromRef& from);
    /// The statement with the joins that the roots' plans ask for; without a call, or for a union, those are loaded by statements of their own.
    sql::NodePtr extend(const sql::NodePtr& statement);
    /// Whether relationships are loaded only at finish(), so that no row may be given out before.
    bool is_late() const noexcept { return is_late_; }
    /// Whether one owner may take several rows.
    bool joins_collection() const noexcept { return joins_collection_; }

    Instance* load(std::size_t root, ColumnReader& row, int column);
    /// False where the row repeats an earlier one but for what was joined.
    bool end_row(ColumnReader& row);
    void finish();

    /// An object of the first root that needs no row but what its plan asks for.
    void add_here(Instance* instance) {
        if (entities_.front().node != nullptr && entities_.front().node->loads) {
            here_.push_back(instance);
        }
    }

private:
    using Link = std::pair<const Instance*, const Instance*>;
    struct LinkHash {
        using is_avalanching = void;
        std::size_t operator()(const Link& link) const noexcept {
            return hash_combine(reinterpret_cast<std::uintptr_t>(link.first), reinterpret_cast<std::uintptr_t>(link.second));
        }
    };
    struct Entity {
        ModelPool* pool = nullptr;
        LoadNodePtr node{};
        sql::FromRef from{};
        Instance* current = nullptr;
        bool collects = false;  ///< further statements load something for the objects
        std::vector<Instance*> found{};
        // Of what a join adds:
        const LoadStep* step = nullptr;
        std::size_t owner = 0;
        int column = 0;
        bool inner = true;
        /// The owners that get what is read, with their place in `gathered`; `leave` for one that has the relationship loaded.
        boost::unordered_flat_map<Instance*, std::size_t> places{};
        std::vector<std::pair<Instance*, std::vector<Instance*>>> gathered{};
        boost::unordered_flat_set<Link, LinkHash> links{};
    };
    class Extension;
    static constexpr std::size_t leave = static_cast<std::size_t>(-1);

    Instance* read(Entity& entity, ColumnReader& row, int column);
    void link(Entity& joined);
    void put_joined();
    bool is_new_row(ColumnReader& row);

    Workspace& workspace_;
    LoadContext& context_;
    std::vector<Entity> entities_;
    std::vector<Instance*> here_;
    std::size_t roots_ = 0;
    bool is_late_ = false;
    bool extended_ = false;
    bool joins_collection_ = false;
    std::vector<std::pair<std::size_t, int>> shape_;  ///< what tells rows apart: roots, and columns where the root is `leave`
    boost::unordered_flat_set<const Instance*> seen_;
    boost::unordered_flat_set<GeneralKey, KeyHash> seen_rows_;
};

/// Loads what `node` says, by statements of its own, for objects that are there. Joins that it asks for count as selectin unless `joins_done`.
void load_along(Workspace& workspace, LoadContext& context, const std::vector<Instance*>& owners, const LoadNode& node, bool joins_done);

/// What a select through a session reads its rows with, where it is more than a loop over rows.
class ResultLoader {
public:
    ResultLoader(Workspace& workspace, const sql::StatementNode& statement);

    sql::NodePtr extend(const sql::NodePtr& statement) { return rows_.extend(statement); }
    /// The next entity of the row.
    Instance* load(ColumnReader& row, int column) { return rows_.load(entity_++, row, column); }
    bool end_row(ColumnReader& row) {
        entity_ = 0;
        return rows_.end_row(row);
    }
    void finish() { rows_.finish(); }
    bool is_late() const noexcept { return rows_.is_late(); }
    /// \throws InvalidRequestError  where the rows of one owner may be apart
    void set_chunk(std::size_t rows);
    std::size_t chunk() const noexcept { return chunk_; }

private:
    LoadContext context_;
    RowLoader rows_;
    std::size_t entity_ = 0;
    std::size_t chunk_ = 0;
};

/// Appends the columns by which a collection is ordered.
void append_order(const RelationshipJoin& how, const sql::NodePtr& alias, std::vector<sql::NodePtr>& order_by);

/// Whether all of a join's columns on the other side are the target's key, in its order.
bool joins_on_key(const RelationshipJoin& join);

}  // namespace retort::detail
