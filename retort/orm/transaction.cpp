#include <algorithm>

#include <retort/core/error.hpp>
#include <retort/orm/unit_of_work.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

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
    if (!connection_) {
        connection_.emplace(engine.connect());
    }
    return *connection_;
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
    try {
        UnitOfWork{*this}.run();
        flushing_ = false;
    } catch (const std::exception& error) {
        flushing_ = false;
        // Half a flush is no state to go on from: the transaction ends here, and the session says so until somebody calls rollback().
        failure_ = error.what();
        if (connection_) {
            buffer_results();
            connection_->rollback();
        }
        throw;
    } catch (...) {
        flushing_ = false;
        failure_ = "an exception that is no std::exception";
        if (connection_) {
            connection_->rollback();
        }
        throw;
    }
}

void Workspace::buffer_results() {
    while (open_results != nullptr) {
        open_results->buffer_rest();
    }
}

void Workspace::commit() {
    require_usable();
    flush();
    buffer_results();
    if (connection_) {
        connection_->commit();
        connection_.reset();
    }
    end_transaction(true);
}

void Workspace::rollback() {
    if (!is_open) {
        throw InvalidRequestError{"the session is closed"};
    }
    while (open_results != nullptr) {
        open_results->abandon("the transaction was rolled back");
    }
    failure_.clear();
    if (connection_) {
        connection_->rollback();
        connection_.reset();
    }
    restore_after_rollback();
}

void Workspace::end_transaction(bool committed) {
    for (Instance* instance : added_now_) {
        instance->added_now = false;
    }
    for (Instance* instance : changed_now_) {
        instance->changed_now = false;
    }
    for (Instance* instance : deleted_now_) {
        instance->state = committed ? ObjectState::detached : instance->state;
        ++detached_;
    }
    added_now_.clear();
    changed_now_.clear();
    deleted_now_.clear();
    if (options.expire_on_commit || !committed) {
        ++epoch;
    }
    if (detached_ >= sweep_at_) {
        sweep();
    }
}

// Objects become what they were before the transaction: added ones know no session, deleted ones have their row again, and changed ones are read anew,
// since the values that they had before are in the database alone.
void Workspace::restore_after_rollback() {
    for (Instance* instance : added_now_) {
        if (instance->state == ObjectState::persistent) {
            leave_session(instance, ObjectState::transient);
        } else if (instance->state == ObjectState::deleted) {
            std::erase(deleted_now_, instance);
            instance->state = ObjectState::transient;
            ++detached_;
        }
        instance->added_now = false;
    }
    for (Instance* instance : pending) {
        leave_session(instance, ObjectState::transient);
    }
    for (Instance* instance : deleted_now_) {
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
    added_now_.clear();
    deleted_now_.clear();
    pending.clear();
    removed.clear();
    collection_changes.clear();
    reload_changed();
    end_transaction(false);
}

void Workspace::reload_changed() {
    std::vector<Instance*> changed;
    std::swap(changed, changed_now_);
    for (Instance* instance : changed) {
        instance->changed_now = false;
        if (instance->state != ObjectState::persistent) {
            continue;
        }
        // The key in memory may have been changed too; the row is found by the one that it had.
        for (const RelationshipDescription& relationship : instance->pool->model.relationships) {
            RelationshipAccess::reset(RelationshipAccess::of(instance, relationship));
        }
        if (!reload(instance, true)) {
            leave_session(instance, ObjectState::detached);  // somebody else has deleted the row meanwhile
        }
    }
    if (connection_) {
        connection_->rollback();
        connection_.reset();
    }
}

void Workspace::key_was_updated(Instance* instance) {
    ModelPool& from = *instance->pool;
    from.identities.erase(from.mapper.key_kind, instance->key);
    drop_key(from, instance->key);
    instance->key = key_of(from, instance->object());
    from.identities.insert(from.mapper.key_kind, instance->key, instance);
}

void Workspace::close() noexcept {
    while (open_results != nullptr) {
        open_results->abandon("the session was closed");
    }
    connection_.reset();  // rolls back what was not committed
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
