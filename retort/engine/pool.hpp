/// \file
/// Internal: the connections of one engine.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>

#include <retort/core/forks.hpp>
#include <retort/engine/engine.hpp>

namespace retort::detail {

/// Lends connections and takes them back, as SQLAlchemy's QueuePool. Thread-safe.
///
/// Opening, testing and closing connections happens outside its lock, so that one slow server does not stop the threads that only return.
class Pool {
public:
    using Clock = std::chrono::steady_clock;
    using Owned = std::unique_ptr<ConnectionState>;

    /// Only the pool's options are read. `open` makes a connection.
    Pool(const EngineOptions& options, std::function<Owned()> open);
    ~Pool();

    /// A connection that is fresh enough and, where asked for, has answered. Waits while all are out.
    /// \throws TimeoutError, DatabaseError
    Owned take();
    void give_back(Owned connection) noexcept;
    /// Closes a connection that is out and broken, in place of give_back.
    void discard(Owned connection) noexcept;

    /// Has every connection that is open now replaced when it is next asked for, since one of them was found broken.
    void distrust_all() noexcept;

    PoolStatus status() const;
    void dispose() noexcept;

private:
    /// In a child process: forgets the parent's connections, whose sockets are not to be used by two.
    void leave_parents_connections();
    bool has_room() const noexcept { return limit_ < 0 || open_ < limit_; }
    Owned open_new(std::unique_lock<std::mutex>& lock);
    bool is_usable(ConnectionState& connection);
    void forget(int generation) noexcept;

    const int size_;
    const int limit_;  // -1: none
    const std::chrono::milliseconds timeout_;
    const std::chrono::seconds recycle_;
    const bool pre_ping_;
    const bool lifo_;
    const std::function<Owned()> open_connection_;

    mutable std::mutex mutex_;
    std::condition_variable returned_;
    std::deque<Owned> idle_;
    int open_ = 0;  // idle or out, of this generation
    int generation_ = 0;
    OwningProcess owner_;
    // Connections made before this moment are replaced: one did not answer, so the server has probably been restarted.
    Clock::time_point distrusted_before_ = Clock::time_point::min();
};

}  // namespace retort::detail
