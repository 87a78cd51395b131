#pragma once

#include <cstdint>

namespace retort {

class Session;

namespace detail {
class Workspace;
}

/// A part of a session's transaction that can be undone by itself; Session::begin_nested() makes one. Destroyed without commit(), it rolls back.
///
/// Not thread-safe: it belongs to its session's thread. It may outlive the session and is over then. Movable.
class [[nodiscard]] Savepoint {
public:
    Savepoint(Savepoint&& other) noexcept;
    Savepoint& operator=(Savepoint&& other) noexcept;
    ~Savepoint();

    /// Flushes and releases the savepoint, and those that were begun within it; what was done becomes part of what surrounds it.
    /// \throws InvalidRequestError  where it has ended
    void commit();
    /// Undoes in the database and in the objects what was done since the savepoint was begun; the surrounding transaction goes on. Also the way on after a
    /// flush that failed within it. Does nothing where it has ended.
    void rollback();
    /// Whether neither it nor what surrounds it was committed or rolled back.
    bool is_active() const noexcept;

private:
    friend class Session;
    Savepoint(detail::Workspace& workspace, std::uint64_t id) noexcept;
    void end() noexcept;

    detail::Workspace* workspace_;
    std::uint64_t id_;
};

}  // namespace retort
