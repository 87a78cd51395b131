#include <retort/orm/session_connection.hpp>

#include <exception>
#include <utility>

#include <retort/core/error.hpp>

namespace retort::detail {

namespace {

constexpr std::string_view savepoint = "retort_session";

}  // namespace

Connection& SessionConnection::get(Engine& engine) {
    if (joined_ == nullptr) {
        if (!own_) {
            own_.emplace(engine.connect());
        }
        return *own_;
    }
    if (!has_savepoint_) {
        joined_->savepoint(savepoint);
        has_savepoint_ = true;
    }
    return *joined_;
}

void SessionConnection::commit() {
    if (own_) {
        own_->commit();
        own_.reset();
    } else if (has_savepoint_) {
        joined_->release_savepoint(savepoint);
        has_savepoint_ = false;
    }
}

void SessionConnection::rollback() {
    if (own_) {
        own_->rollback();
        own_.reset();
    } else if (has_savepoint_) {
        undo();
        has_savepoint_ = false;
        if (joined_->in_transaction()) {
            try {
                joined_->release_savepoint(savepoint);
            } catch (const PendingRollbackError&) {
                // The database has rolled back all of it, the savepoint included; the connection's owner has to be told, and will be at his next statement.
            }
        }
    }
}

void SessionConnection::undo() {
    if (own_) {
        own_->rollback();
    } else if (has_savepoint_ && joined_->in_transaction()) {
        try {
            joined_->rollback_to_savepoint(savepoint);
        } catch (const PendingRollbackError&) {
            // As above.
        }
    }
}

void SessionConnection::drop() noexcept {
    try {
        rollback();
    } catch (const std::exception&) {
        // The connection's owner meets what is left of it.
    }
    own_.reset();  // rolls back what was not committed
    has_savepoint_ = false;
}

}  // namespace retort::detail
