#include <retort/orm/session.hpp>

#include <algorithm>
#include <memory>

#include <retort/core/error.hpp>
#include <retort/orm/loader.hpp>
#include <retort/orm/merge.hpp>
#include <retort/orm/workspace.hpp>
#include <retort/sql/nodes.hpp>

namespace retort {

namespace detail {

Instance* session_add(Workspace& workspace, const ModelDescription& model, void* value) {
    return workspace.add(model, value);
}

void session_add_again(Workspace& workspace, Instance* instance) {
    workspace.add_again(instance);
}

Instance* session_get(Workspace& workspace, const ModelDescription& model, const Value* values, std::size_t count) {
    return workspace.get(model, GeneralKey(values, values + count));
}

Instance* session_get_integer(Workspace& workspace, const ModelDescription& model, std::int64_t value) {
    ModelPool& pool = workspace.pool(model);
    if (pool.mapper.key_kind != KeyKind::integer) {
        return workspace.get(model, GeneralKey{Value{value}});
    }
    Key key;
    key.integer = value;
    return workspace.get(pool, key);
}

void session_remove(Workspace& workspace, Instance* instance) {
    workspace.remove(instance);
}

void session_refresh(Workspace& workspace, Instance* instance) {
    workspace.refresh(instance);
}

void session_refresh(Workspace& workspace, Instance* instance, ForUpdate options) {
    workspace.refresh(instance, &options);
}

void session_expire(Workspace& workspace, Instance* instance) {
    workspace.expire(instance);
}

void session_expunge(Workspace& workspace, Instance* instance) {
    workspace.expunge(instance);
}

bool session_is_modified(Workspace& workspace, Instance* instance) {
    return workspace.is_modified(instance);
}

void flag_modified(Instance* instance) {
    if (instance == nullptr) {
        throw_empty_ref();
    }
    touch(instance);
    instance->force_update = true;
}

bool session_contains(const Workspace& workspace, const Instance* instance) {
    return instance != nullptr && &instance->pool->workspace == &workspace &&
           (instance->state == ObjectState::pending || instance->state == ObjectState::persistent);
}

namespace {

std::vector<Instance*> only(const std::vector<Instance*>& all, const ModelDescription& model) {
    std::vector<Instance*> out;
    for (Instance* instance : all) {
        if (&instance->pool->model == &model) {
            out.push_back(instance);
        }
    }
    return out;
}

}  // namespace

std::vector<Instance*> session_dirty(Workspace& workspace, const ModelDescription& model) {
    return only(workspace.dirty(), model);
}

std::vector<Instance*> session_pending(Workspace& workspace, const ModelDescription& model) {
    return only(workspace.pending, model);
}

std::vector<Instance*> session_deleted(Workspace& workspace, const ModelDescription& model) {
    return only(workspace.removed, model);
}

Instance* session_merge(Workspace& workspace, const ModelDescription& model, void* value) {
    return Merge{workspace}.value(model, value);
}

Instance* session_merge(Workspace& workspace, Instance* other) {
    return Merge{workspace}.object(other);
}

namespace {

bool is_plain(Workspace& workspace, const sql::StatementNode& statement) {
    return statement.loader_options.empty() && !statement.execution.populate_existing && workspace.options.lazy_load_limit == 0 &&
           std::none_of(statement.items.begin(), statement.items.end(),
               [&](const sql::ResultItem& item) { return item.model != nullptr && workspace.pool(*item.model).default_loads != nullptr; });
}

// The connection below refuses them.
sql::NodePtr without_options(const sql::StatementNode& statement) {
    sql::NodePtr node{&statement};
    if (!statement.loader_options.empty()) {
        if (statement.kind() == sql::NodeKind::select) {
            sql::unshared<sql::SelectNode>(node).loader_options.clear();
        } else {
            sql::unshared<sql::CompoundNode>(node).loader_options.clear();
        }
    }
    return node;
}

}  // namespace

SelectedRows session_select(Workspace& workspace, const sql::StatementNode& statement) {
    workspace.require_usable();
    workspace.autoflush();
    if (is_plain(workspace, statement)) {
        return SelectedRows{workspace.connection().execute(statement)};
    }
    auto loader = std::make_unique<ResultLoader>(workspace, statement);
    const sql::NodePtr sent = loader->extend(without_options(statement));
    loader->set_chunk(statement.execution.yield_per);
    Cursor cursor = workspace.connection().execute(sql::as<sql::StatementNode>(sent));
    return SelectedRows{std::move(cursor), loader.release()};
}

std::int64_t session_write(Workspace& workspace, const sql::StatementNode& statement, RowSink* sink) {
    workspace.require_usable();
    workspace.autoflush();
    workspace.note_write();
    const std::int64_t rowcount = workspace.connection().execute_write(statement, sink);
    // Which objects the statement changed is not known without reading them; all of them are read anew when they are next reached.
    workspace.expire_all();
    return rowcount;
}

}  // namespace detail

Session::Session(const Engine& engine, SessionOptions options) : workspace_{new detail::Workspace{engine, options}} {
    workspace_->session = this;
}

Session::Session(Connection& connection, SessionOptions options)
    : workspace_{new detail::Workspace{connection.engine(), options, &connection}} {
    workspace_->session = this;
}

Session::~Session() {
    workspace_->close();
}

TextResult Session::exec(const Text& statement, const Parameters& parameters) {
    workspace_->require_usable();
    workspace_->autoflush();
    workspace_->note_write();  // as far as anybody knows
    return workspace_->connection().exec(statement, parameters);
}

void Session::flush() {
    workspace_->flush();
}

void Session::commit() {
    workspace_->commit();
}

void Session::rollback() {
    workspace_->rollback();
}

void Session::close() {
    // A closed session can be used again, as SQLAlchemy's: a new workspace takes the old one's place, which its refs keep.
    detail::Workspace* const old = workspace_;
    workspace_ = new detail::Workspace{old->engine, old->options, old->joined()};
    workspace_->session = this;
    workspace_->autoflush_blocks = old->autoflush_blocks;
    std::swap(workspace_->listeners, old->listeners);
    workspace_->last_listener = old->last_listener;
    workspace_->load_memory.lazy_loads = old->load_memory.lazy_loads;
    old->close();
}

Savepoint Session::begin_nested() {
    return Savepoint{*workspace_, workspace_->begin_nested()};
}

bool Session::in_transaction() const noexcept {
    return workspace_->in_transaction();
}

bool Session::in_nested_transaction() const noexcept {
    return workspace_->in_nested();
}

std::uint64_t Session::add_listener(detail::Listener listener) {
    listener.id = ++workspace_->last_listener;
    try {
        workspace_->listeners.push_back(listener);
    } catch (...) {
        listener.destroy(listener.self);
        throw;
    }
    return listener.id;
}

void Session::remove_listener(std::uint64_t listener) noexcept {
    auto& listeners = workspace_->listeners;
    const auto found = std::find_if(listeners.begin(), listeners.end(), [listener](const auto& one) { return one.id == listener; });
    if (found != listeners.end()) {
        found->destroy(found->self);
        listeners.erase(found);
    }
}

void Session::expire_all() {
    workspace_->expire_all();
}

void Session::expunge_all() {
    workspace_->expunge_all();
}

std::uint64_t Session::lazy_loads() const noexcept {
    return workspace_->load_memory.lazy_loads;
}

Connection& Session::connection() {
    workspace_->note_write();  // as far as anybody knows
    return workspace_->connection();
}

Engine Session::engine() const {
    return workspace_->engine;
}

Session::NoAutoflush::NoAutoflush(Session& session) noexcept : session_{session} {
    ++session_.workspace_->autoflush_blocks;
}

Session::NoAutoflush::~NoAutoflush() {
    --session_.workspace_->autoflush_blocks;
}

}  // namespace retort
