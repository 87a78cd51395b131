#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/unit_of_work.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

template <class F>
void forget_in(TransactionLevel& level, const F& has_left) noexcept {
    std::erase_if(level.added, has_left);
    std::erase_if(level.changed, [&](const TransactionLevel::Change& one) { return has_left(one.instance); });
    std::erase_if(level.keys, [&](TransactionLevel::FormerKey& one) {
        const bool left = has_left(one.instance);
        if (left) {
            one.instance->pool->workspace.drop_key(*one.instance->pool, one.key);
        }
        return left;
    });
}

}  // namespace

void Workspace::require_usable() const {
    if (!is_open) {
        throw InvalidRequestError{"the session is closed"};
    }
    if (!failure_.empty()) {
        throw PendingRollbackError{
            "the session's transaction was rolled back because a flush failed; call rollback() before going on. The flush failed with: " +
            failure_};
    }
}

Connection& Workspace::connection() {
    require_usable();
    return connection_.get(engine);
}

void Workspace::autoflush() {
    if (options.autoflush && autoflush_blocks == 0 && !flushing_) {
        flush();
    }
}

void Workspace::flush() {
    require_usable();
    if (flushing_) {
        throw InvalidRequestError{"flush: the session is flushing already"};
    }
    flushing_ = true;
    bool validating = false;
    try {
        const bool listens = !listeners.empty() && (has_unflushed() || !dirty().empty());
        if (listens) {
            fire(SessionEvent::before_flush);
        }
        UnitOfWork unit{*this};
        validating = true;
        unit.validate();
        validating = false;
        wrote_ = unit.run() || wrote_;
        if (listens) {
            fire(SessionEvent::after_flush);
        }
        flushing_ = false;
    } catch (const std::exception& error) {
        flushing_ = false;
        // Nothing was sent: the objects can be put right and flushed again.
        if (validating) throw;
        // Half a flush is no state to go on from: the transaction, or the savepoint, ends here, and the session says so until somebody calls rollback().
        failure_ = error.what();
        undo_in_database();
        throw;
    } catch (...) {
        flushing_ = false;
        if (validating) throw;
        failure_ = "an exception that is no std::exception";
        undo_in_database();
        throw;
    }
}

// After a failed flush: what the innermost level has written is gone, the objects wait for rollback().
void Workspace::undo_in_database() {
    if (!connection_.is_open()) {
        return;
    }
    buffer_results();
    if (in_nested()) {
        connection_.get(engine).rollback_to_savepoint(savepoint_name(levels_.size() - 1));
    } else {
        connection_.undo();
    }
}

void Workspace::buffer_results() {
    while (open_results != nullptr) {
        open_results->buffer_rest();
    }
}

void Workspace::fire(SessionEvent event) {
    // By position: a listener may add and remove listeners.
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        if (listeners[i].event == event) {
            listeners[i].call(listeners[i].self, *session);
        }
    }
}

void Workspace::commit() {
    require_usable();
    fire(SessionEvent::before_commit);
    flush();
    buffer_results();
    connection_.commit();
    join_levels(0);
    end_transaction(true);
    fire(SessionEvent::after_commit);
}

void Workspace::rollback() {
    if (!is_open) {
        throw InvalidRequestError{"the session is closed"};
    }
    fire(SessionEvent::before_rollback);
    while (open_results != nullptr) {
        open_results->abandon("the transaction was rolled back");
    }
    failure_.clear();
    connection_.rollback();
    join_levels(0);
    try {
        restore_level();
    } catch (const std::exception& error) {
        failure_ = error.what();
        connection_.drop();
        throw;
    }
    end_transaction(false);
    connection_.rollback();  // changed objects were read anew
    fire(SessionEvent::after_rollback);
}

void Workspace::end_reading() {
    if (connection_.is_open()) {
        buffer_results();
        connection_.rollback();
        end_transaction(false);
    }
}

void Workspace::end_transaction(bool committed) {
    TransactionLevel& level = levels_.front();
    for (const TransactionLevel::Change& change : level.changed) {
        change.instance->changed_level = 0;
    }
    for (Instance* instance : level.deleted) {
        instance->state = committed ? ObjectState::detached : instance->state;
        ++detached_;
    }
    drop_former_keys(level);
    level = {};
    wrote_ = false;
    if (options.expire_on_commit || !committed) {
        ++epoch;
    }
    if (detached_ >= sweep_at_) {
        sweep();
    }
}

// Levels deeper than `depth` become part of it, as if they had been committed.
void Workspace::join_levels(std::size_t depth) {
    while (levels_.size() > depth + 1) {
        TransactionLevel inner = std::move(levels_.back());
        levels_.pop_back();
        TransactionLevel& outer = levels_.back();
        const auto level = static_cast<std::uint16_t>(levels_.size());
        outer.added.insert(outer.added.end(), inner.added.begin(), inner.added.end());
        outer.deleted.insert(outer.deleted.end(), inner.deleted.begin(), inner.deleted.end());
        outer.keys.insert(outer.keys.end(), inner.keys.begin(), inner.keys.end());
        for (const TransactionLevel::Change& change : inner.changed) {
            if (change.previous != level) {
                outer.changed.push_back(change);
            }
            change.instance->changed_level = level;
        }
    }
}

void Workspace::drop_former_keys(TransactionLevel& level) noexcept {
    for (TransactionLevel::FormerKey& former : level.keys) {
        drop_key(*former.instance->pool, former.key);
    }
    level.keys.clear();
}

void Workspace::forget_in_levels(const Instance* instance) noexcept {
    for (TransactionLevel& level : levels_) {
        forget_in(level, [instance](const Instance* one) { return one == instance; });
    }
}

// All but what was deleted: a rollback brings that back, and must know then what else was done to it.
void Workspace::forget_all_in_levels() noexcept {
    for (TransactionLevel& level : levels_) {
        forget_in(level, [](const Instance* one) { return one->state != ObjectState::deleted; });
    }
}

// Objects become what they were before the innermost level: added ones know no session, deleted ones have their row again, and changed ones are read
// anew, since the values that they had before are in the database alone.
void Workspace::restore_level() {
    TransactionLevel& level = levels_.back();
    restore_keys(level);
    for (Instance* instance : level.added) {
        if (instance->state == ObjectState::persistent) {
            leave_session(instance, ObjectState::transient);
        } else if (instance->state == ObjectState::deleted) {
            std::erase(level.deleted, instance);
            instance->state = ObjectState::transient;
            ++detached_;
        }
    }
    for (Instance* instance : pending) {
        leave_session(instance, ObjectState::transient);
    }
    for (Instance* instance : level.deleted) {
        instance->state = ObjectState::persistent;
        instance->pool->identities.insert(instance->pool->mapper.key_kind, instance->key, instance);
        if (instance->touched) {
            take_snapshot(instance);  // a flush while it was deleted took it off the list of what is compared
        }
        note_change(instance);
    }
    for (Instance* instance : removed) {
        instance->marked_deleted = false;
    }
    for (Instance* instance : touched) {
        if (instance->state == ObjectState::persistent && is_modified(instance)) {
            note_change(instance);
        }
    }
    level.added.clear();
    level.deleted.clear();
    pending.clear();
    removed.clear();
    collection_changes.clear();
    reload_changed();
}

// First all leave the identity map and then all come back: two objects may have exchanged their keys.
void Workspace::restore_keys(TransactionLevel& level) {
    const auto erase = [](Instance* instance) {
        IdentityMap& identities = instance->pool->identities;
        if (identities.find(instance->pool->mapper.key_kind, instance->key) == instance) {
            identities.erase(instance->pool->mapper.key_kind, instance->key);
        }
    };
    for (const TransactionLevel::FormerKey& former : level.keys) {
        erase(former.instance);
    }
    for (auto former = level.keys.rbegin(); former != level.keys.rend(); ++former) {
        drop_key(*former->instance->pool, former->instance->key);
        former->instance->key = former->key;
        former->key = Key{};
    }
    for (const TransactionLevel::FormerKey& former : level.keys) {
        if (former.instance->state == ObjectState::persistent) {
            former.instance->pool->identities.insert(former.instance->pool->mapper.key_kind, former.instance->key, former.instance);
        }
    }
    level.keys.clear();
}

void Workspace::reload_changed() {
    std::vector<TransactionLevel::Change> changed;
    std::swap(changed, levels_.back().changed);
    for (const auto& [instance, previous] : changed) {
        instance->changed_level = previous;
    }
    for (auto change = changed.begin(); change != changed.end(); ++change) {
        Instance* const instance = change->instance;
        if (instance->state != ObjectState::persistent) {
            continue;
        }
        for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
            RelationshipAccess::reset(RelationshipAccess::of(instance, relationship));
        }
        if (instance->refs == 0 && !instance->touched) {
            instance->load_epoch = 0;  // nobody sees it before it is read anew
            continue;
        }
        try {
            if (!reload(instance, true)) {
                forget_in_levels(instance);
                leave_session(instance, ObjectState::detached);  // somebody else has deleted the row meanwhile
            }
        } catch (...) {
            // The next rollback() goes on here.
            std::for_each(change, changed.end(), [this](const TransactionLevel::Change& left) { note_change(left.instance); });
            throw;
        }
    }
}

void Workspace::key_was_updated(Instance* instance) {
    ModelPool& from = *instance->pool;
    if (from.identities.find(from.mapper.key_kind, instance->key) == instance) {
        from.identities.erase(from.mapper.key_kind, instance->key);
    }
    levels_.back().keys.push_back({instance, instance->key});
    instance->key = key_of(from, instance->object());
    from.identities.insert(from.mapper.key_kind, instance->key, instance);
}

void Workspace::close() noexcept {
    while (open_results != nullptr) {
        open_results->abandon("the session was closed");
    }
    connection_.drop();
    is_open = false;
    if (held == 0) {
        release_if_unused(this);  // nobody is left to see what state the objects are in
        return;
    }
    for (const auto& one : pools_) {
        one->for_each([](Instance* instance) {
            if (instance->state == ObjectState::pending) {
                instance->state = ObjectState::transient;
            } else if (instance->state == ObjectState::persistent || instance->state == ObjectState::deleted) {
                instance->state = ObjectState::detached;
            }
        });
    }
}

}  // namespace retort::detail
