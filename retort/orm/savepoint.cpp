#include <retort/orm/savepoint.hpp>

#include <algorithm>
#include <limits>

#include <retort/core/error.hpp>
#include <retort/orm/workspace.hpp>

namespace retort {

namespace detail {

// One name a depth: a savepoint is released when it ends, so that no two of one name are alive.
std::string Workspace::savepoint_name(std::size_t depth) const {
    return "retort_savepoint_" + std::to_string(depth);
}

std::size_t Workspace::nested_depth(std::uint64_t id) const noexcept {
    const auto level = std::find_if(levels_.begin() + 1, levels_.end(), [id](const TransactionLevel& one) { return one.id == id; });
    return level == levels_.end() ? 0 : static_cast<std::size_t>(level - levels_.begin());
}

std::uint64_t Workspace::begin_nested() {
    require_usable();
    // What is pending belongs to what surrounds the savepoint.
    flush();
    if (levels_.size() == std::numeric_limits<decltype(Instance::changed_level)>::max()) {
        throw InvalidRequestError{
            "begin_nested: there are " + std::to_string(levels_.size() - 1) + " savepoints within each other already"};
    }
    connection().savepoint(savepoint_name(levels_.size()));
    levels_.emplace_back().id = ++last_savepoint_;
    return last_savepoint_;
}

void Workspace::commit_nested(std::uint64_t id) {
    require_usable();
    const std::size_t depth = nested_depth(id);
    if (depth == 0) {
        throw InvalidRequestError{"commit: the savepoint has ended: it, or what surrounds it, was committed or rolled back"};
    }
    flush();
    connection().release_savepoint(savepoint_name(depth));
    join_levels(depth - 1);
}

void Workspace::rollback_nested(std::uint64_t id) {
    const std::size_t depth = nested_depth(id);
    if (!is_open || depth == 0) {
        return;
    }
    while (open_results != nullptr) {
        open_results->abandon("the savepoint was rolled back");
    }
    failure_.clear();
    join_levels(depth);
    try {
        connection().rollback_to_savepoint(savepoint_name(depth));
        restore_level();
        connection().release_savepoint(savepoint_name(depth));
    } catch (const std::exception& error) {
        failure_ = error.what();
        throw;
    }
    levels_.pop_back();
    ++epoch;
    if (detached_ >= sweep_at_) {
        sweep();
    }
}

}  // namespace detail

Savepoint::Savepoint(detail::Workspace& workspace, std::uint64_t id) noexcept : workspace_{&workspace}, id_{id} {
    ++workspace.held;  // as a Ref would: the workspace outlives it
}

Savepoint::Savepoint(Savepoint&& other) noexcept : workspace_{other.workspace_}, id_{other.id_} {
    other.workspace_ = nullptr;
}

Savepoint& Savepoint::operator=(Savepoint&& other) noexcept {
    if (this != &other) {
        end();
        workspace_ = other.workspace_;
        id_ = other.id_;
        other.workspace_ = nullptr;
    }
    return *this;
}

Savepoint::~Savepoint() {
    end();
}

void Savepoint::end() noexcept {
    if (workspace_ == nullptr) {
        return;
    }
    try {
        rollback();
    } catch (...) {
        // rollback_nested() has noted why; the session says so at its next use.
    }
    --workspace_->held;
    detail::release_if_unused(workspace_);
    workspace_ = nullptr;
}

void Savepoint::commit() {
    if (workspace_ == nullptr) {
        throw InvalidRequestError{"commit: the savepoint was moved from"};
    }
    workspace_->commit_nested(id_);
}

void Savepoint::rollback() {
    if (workspace_ != nullptr) {
        workspace_->rollback_nested(id_);
    }
}

bool Savepoint::is_active() const noexcept {
    return workspace_ != nullptr && workspace_->is_open && workspace_->nested_depth(id_) != 0;
}

}  // namespace retort
