#include <retort/orm/session_result.hpp>

#include <retort/core/error.hpp>
#include <retort/orm/loader.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

void SelectedRows::release(ResultLoader* loader) noexcept {
    delete loader;
}

SessionResultBase::SessionResultBase(Workspace& workspace, SelectedRows rows) noexcept : rows_{std::move(rows)}, workspace_{&workspace} {
    enlist();
}

SessionResultBase::SessionResultBase(SessionResultBase&& other) noexcept
    : rows_{std::move(other.rows_)},
      workspace_{other.workspace_},
      abandoned_{other.abandoned_} {
    if (other.listed_) {
        other.leave();
        enlist();
    }
}

SessionResultBase::~SessionResultBase() {
    leave();
}

void SessionResultBase::enlist() noexcept {
    next_ = workspace_->open_results;
    if (next_ != nullptr) {
        next_->previous_ = this;
    }
    workspace_->open_results = this;
    listed_ = true;
}

void SessionResultBase::leave() noexcept {
    if (!listed_) {
        return;
    }
    listed_ = false;
    (previous_ != nullptr ? previous_->next_ : workspace_->open_results) = next_;
    if (next_ != nullptr) {
        next_->previous_ = previous_;
    }
    next_ = previous_ = nullptr;
}

void SessionResultBase::abandon(const char* reason) noexcept {
    abandoned_ = reason;
    finish();
}

void SessionResultBase::finish() noexcept {
    rows_.cursor.close();
    leave();
}

bool SessionResultBase::advance() {
    if (!listed_) {
        if (abandoned_ != nullptr) {
            throw InvalidRequestError{std::string{"the result cannot be read any further: "} + abandoned_};
        }
        return false;
    }
    if (rows_.cursor.next()) {
        return true;
    }
    finish();
    return false;
}

Instance* SessionResultBase::load(const ModelDescription& model, void*& pool, int column) {
    if (rows_.loader != nullptr) [[unlikely]] {
        return rows_.loader->load(rows_.cursor.row(), column);
    }
    if (pool == nullptr) {
        pool = &workspace_->pool(model);
    }
    return workspace_->load_row(*static_cast<ModelPool*>(pool), rows_.cursor.row(), column);
}

std::size_t SessionResultBase::chunk() const noexcept {
    if (!rows_.loader->is_late()) {
        return 1;
    }
    const std::size_t rows = rows_.loader->chunk();
    return rows == 0 ? static_cast<std::size_t>(-1) : rows;
}

void SessionResultBase::set_chunk(std::size_t rows) {
    if (rows_.loader != nullptr) {
        rows_.loader->set_chunk(rows);
    }
}

bool SessionResultBase::keeps_row() {
    return rows_.loader == nullptr || rows_.loader->end_row(rows_.cursor.row());
}

void SessionResultBase::finish_chunk() {
    if (rows_.loader == nullptr) {
        return;
    }
    try {
        // A result that is read to its end because a flush has failed gives its rows; what belongs to them loads when it is wanted.
        if (workspace_->is_usable()) {
            rows_.loader->finish();
        }
    } catch (...) {
        abandon("loading the relationships of its objects has failed");
        throw;
    }
}

}  // namespace retort::detail
