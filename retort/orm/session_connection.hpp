/// \file
/// Internal: where a session's transaction takes place.
#pragma once

#include <optional>

#include <retort/engine/engine.hpp>

namespace retort::detail {

/// The transaction of a session: one on a connection of its own from the engine's pool, or a savepoint in somebody else's.
class SessionConnection {
public:
    SessionConnection() = default;
    explicit SessionConnection(Connection* joined) noexcept : joined_{joined} {}

    /// True from the first use to the end of the transaction.
    bool is_open() const noexcept { return own_.has_value() || has_savepoint_; }
    /// The connection, in the transaction; begins one where there is none.
    Connection& get(Engine& engine);
    Connection* joined() const noexcept { return joined_; }

    // Each does nothing where no transaction is open.
    void commit();
    void rollback();
    /// Undoes what the transaction has done without ending it.
    void undo();
    /// As rollback(), for when nobody can be told of a failure.
    void drop() noexcept;

private:
    std::optional<Connection> own_{};
    Connection* joined_ = nullptr;
    bool has_savepoint_ = false;
};

}  // namespace retort::detail
