#include <retort/orm/loader.hpp>

#include <algorithm>

#include <retort/core/error.hpp>

namespace retort::detail {

namespace {

/// Whether statements of their own have something to load for the objects of this node.
bool has_further_statements(const LoadNode* node, bool joins_done) {
    return node != nullptr && std::any_of(node->steps.begin(), node->steps.end(),
                                  [joins_done](const LoadStep& step) { return step.needs_statement(joins_done); });
}

}  // namespace

void RowLoader::add_root(ModelPool& pool, LoadNodePtr node, const sql::FromRef& from) {
    Entity& entity = entities_.emplace_back();
    entity.pool = &pool;
    entity.node = std::move(node);
    entity.from = from;
    entity.collects = has_further_statements(entity.node.get(), false);
    is_late_ = is_late_ || entity.collects;
    ++roots_;
}

Instance* RowLoader::load(std::size_t root, ColumnReader& row, int column) {
    Entity& entity = entities_[root];
    return entity.current = read(entity, row, column);
}

Instance* RowLoader::read(Entity& entity, ColumnReader& row, int column) {
    const std::size_t before = entity.pool->size();
    Instance* const instance = workspace_.load_row(*entity.pool, row, column);
    if (instance == nullptr) {
        return nullptr;
    }
    const bool is_new = entity.pool->size() != before;
    if (context_.overwrite && context_.overwritten.insert(instance).second && !is_new) {
        std::erase_if(workspace_.collection_changes, [instance](const CollectionChange& change) { return change.owner == instance; });
        workspace_.populate(instance, row, column, true);
    }
    // As in SQLAlchemy an object keeps the options of the statement that made it; a later one that meets it again changes nothing.
    if (is_new && entity.node != nullptr && entity.node->sticks) {
        workspace_.load_memory.keep(instance, entity.node);
    }
    if (context_.statement != 0) {
        workspace_.load_memory.came_from(instance, context_.statement);
    }
    if (entity.collects) {
        entity.found.push_back(instance);
    }
    return instance;
}

bool RowLoader::end_row(ColumnReader& row) {
    for (std::size_t i = roots_; i < entities_.size(); ++i) {
        Entity& joined = entities_[i];
        if (entities_[joined.owner].current == nullptr) {
            joined.current = nullptr;
            continue;
        }
        joined.current = read(joined, row, joined.column);
        link(joined);
    }
    return !joins_collection_ || is_new_row(row);
}

void RowLoader::link(Entity& joined) {
    Instance* const owner = entities_[joined.owner].current;
    RelationshipBase& base = RelationshipAccess::of(owner, *joined.step->relationship);
    if (!joined.step->relationship->collection) {
        if (!RelationshipAccess::is_loaded(base)) {
            RelationshipAccess::put_target(base, joined.current);
        }
        return;
    }
    const auto [found, is_first] = joined.places.try_emplace(owner, leave);
    if (is_first && !RelationshipAccess::is_loaded(base)) {
        found->second = joined.gathered.size();
        joined.gathered.emplace_back(owner, std::vector<Instance*>{});
    }
    // Two collections joined side by side repeat each other's members.
    if (found->second != leave && joined.current != nullptr && joined.links.emplace(owner, joined.current).second) {
        joined.gathered[found->second].second.push_back(joined.current);
    }
}

void RowLoader::put_joined() {
    for (std::size_t i = roots_; i < entities_.size(); ++i) {
        Entity& joined = entities_[i];
        for (auto& [owner, items] : joined.gathered) {
            RelationshipAccess::put_items(RelationshipAccess::of(owner, *joined.step->relationship), std::move(items));
        }
        joined.gathered.clear();
        joined.places.clear();
        joined.links.clear();
    }
}

bool RowLoader::is_new_row(ColumnReader& row) {
    if (shape_.size() == 1 && shape_.front().first != leave) {
        return seen_.insert(entities_[shape_.front().first].current).second;
    }
    GeneralKey key;
    key.reserve(shape_.size());
    for (const auto& [root, column] : shape_) {
        if (root == leave) {
            key.push_back(row.value(column));
        } else {
            key.emplace_back(static_cast<std::int64_t>(reinterpret_cast<std::intptr_t>(entities_[root].current)));
        }
    }
    return seen_rows_.insert(std::move(key)).second;
}

void RowLoader::finish() {
    put_joined();
    if (!extended_ && !here_.empty()) {
        entities_.front().found.insert(entities_.front().found.end(), here_.begin(), here_.end());
        here_.clear();
    }
    for (Entity& entity : entities_) {
        if (!entity.found.empty()) {
            const std::vector<Instance*> owners = std::move(entity.found);
            entity.found.clear();
            load_along(workspace_, context_, owners, *entity.node, extended_);
        }
    }
    if (!here_.empty()) {
        load_along(workspace_, context_, here_, *entities_.front().node, false);  // these came by no join
        here_.clear();
    }
}

// ---- Results of a session

ResultLoader::ResultLoader(Workspace& workspace, const sql::StatementNode& statement) : rows_{workspace, context_} {
    check_load_options(statement);
    context_.overwrite = statement.execution.populate_existing;
    if (workspace.options.lazy_load_limit != 0) {
        context_.statement = workspace.load_memory.next_statement();
    }
    for (const sql::ResultItem& item : statement.items) {
        if (item.model != nullptr) {
            rows_.add_root(
                workspace.pool(*item.model), plan_loads(*item.model, item.node, statement.loader_options), {item.model, item.node});
        }
    }
}

void ResultLoader::set_chunk(std::size_t rows) {
    if (rows != 0 && rows_.joins_collection()) {
        throw InvalidRequestError{
            "yield_per cannot be used where a collection is loaded by a join, since the rows of one object may lie apart; use "
            "selectinload, or read all rows"};
    }
    chunk_ = rows;
}

}  // namespace retort::detail
