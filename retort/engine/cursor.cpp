#include <retort/engine/cursor.hpp>

#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/connection_state.hpp>

namespace retort {

Cursor& Cursor::operator=(Cursor&& other) noexcept {
    if (this != &other) {
        close();
        state_ = std::exchange(other.state_, nullptr);
    }
    return *this;
}

bool Cursor::next() {
    if (state_ == nullptr) return false;
    if (state_->connection == nullptr) {
        throw InvalidRequestError{"The connection of this result has been given back; read the rows before it is"};
    }
    return state_->connection->next(*state_);
}

ColumnReader& Cursor::row() noexcept {
    return state_->loan.statement->row();
}

int Cursor::column_count() const noexcept {
    return state_ != nullptr ? state_->column_count : 0;
}

std::string_view Cursor::column_name(int column) const noexcept {
    return state_ != nullptr && state_->loan.statement ? state_->loan.statement->column_name(column) : std::string_view{};
}

std::int64_t Cursor::rowcount() const noexcept {
    return state_ != nullptr ? state_->rowcount : -1;
}

void Cursor::close() noexcept {
    if (state_ == nullptr) return;
    auto* state = std::exchange(state_, nullptr);
    if (state->connection != nullptr) {
        state->connection->close(*state);
    } else {
        delete state;
    }
}

}  // namespace retort
