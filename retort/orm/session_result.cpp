#include <retort/orm/session_result.hpp>

#include <retort/core/error.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

SessionResultBase::SessionResultBase(Workspace& workspace, Cursor cursor) noexcept : cursor_{std::move(cursor)}, workspace_{&workspace} {
    enlist();
}

SessionResultBase::SessionResultBase(SessionResultBase&& other) noexcept
    : cursor_{std::move(other.cursor_)},
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
    cursor_.close();
    leave();
}

bool SessionResultBase::advance() {
    if (!listed_) {
        if (abandoned_ != nullptr) {
            throw InvalidRequestError{std::string{"the result cannot be read any further: "} + abandoned_};
        }
        return false;
    }
    if (cursor_.next()) {
        return true;
    }
    finish();
    return false;
}

Instance* SessionResultBase::load(const ModelDescription& model, void*& pool, int column) {
    if (pool == nullptr) {
        pool = &workspace_->pool(model);
    }
    return workspace_->load_row(*static_cast<ModelPool*>(pool), cursor_.row(), column);
}

}  // namespace retort::detail
