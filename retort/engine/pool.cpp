#include <retort/engine/pool.hpp>

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <retort/core/error.hpp>
#include <retort/engine/connection_state.hpp>

namespace retort::detail {

namespace {

int limit_of(const EngineOptions& options) {
    if (options.pool_size < 0) throw ArgumentError{"pool_size must not be negative"};
    if (options.max_overflow < -1) throw ArgumentError{"max_overflow must be -1 (no limit) or more"};
    return options.pool_size == 0 || options.max_overflow == -1 ? -1 : options.pool_size + options.max_overflow;
}

}  // namespace

Pool::Pool(const EngineOptions& options, std::function<Owned()> open)
    : size_{options.pool_size},
      limit_{limit_of(options)},
      timeout_{
          std::min<std::chrono::milliseconds>(options.pool_timeout, std::chrono::hours{24 * 365})},  // "for ever" would overflow the clock
      recycle_{options.pool_recycle},
      pre_ping_{options.pool_pre_ping},
      lifo_{options.pool_use_lifo},
      open_connection_{std::move(open)} {}

Pool::~Pool() = default;

Pool::Owned Pool::take() {
    std::unique_lock lock{mutex_};
    if (!owner_.is_this()) leave_parents_connections();
    // Time is asked for only by those who have to wait.
    auto deadline = Clock::time_point::min();
    while (idle_.empty() && !has_room()) {
        if (deadline == Clock::time_point::min()) {
            deadline = Clock::now() + timeout_;
        } else if (Clock::now() >= deadline) {
            throw TimeoutError{fmt::format("pool limit of size {} overflow {} reached, connection timed out after {:.1f} s", size_,
                limit_ - size_, std::chrono::duration<double>(timeout_).count())};
        }
        returned_.wait_until(lock, deadline);
    }
    if (idle_.empty()) return open_new(lock);

    Owned connection = std::move(lifo_ ? idle_.back() : idle_.front());
    lifo_ ? idle_.pop_back() : idle_.pop_front();
    const bool distrusted = connection->opened < distrusted_before_;
    lock.unlock();
    if (!distrusted && is_usable(*connection)) return connection;

    const int generation = connection->generation;
    connection.reset();
    try {
        connection = open_connection_();
    } catch (...) {
        forget(generation);
        throw;
    }
    connection->generation = generation;
    return connection;
}

Pool::Owned Pool::open_new(std::unique_lock<std::mutex>& lock) {
    ++open_;
    const int generation = generation_;
    lock.unlock();
    try {
        auto connection = open_connection_();
        connection->generation = generation;
        return connection;
    } catch (...) {
        forget(generation);
        throw;
    }
}

bool Pool::is_usable(ConnectionState& connection) {
    if (recycle_.count() >= 0 && Clock::now() - connection.opened > recycle_) return false;
    if (connection.driver->is_lost()) return false;
    if (!pre_ping_ || connection.driver->ping()) return true;
    distrust_all();
    return false;
}

void Pool::distrust_all() noexcept {
    const std::lock_guard lock{mutex_};
    distrusted_before_ = Clock::now();
}

void Pool::leave_parents_connections() {
    // Drivers know that they are in another process, and say nothing to the server when they are destroyed there.
    idle_.clear();
    ++generation_;
    open_ = 0;
    owner_ = {};
}

void Pool::give_back(Owned connection) noexcept {
    {
        const std::lock_guard lock{mutex_};
        if (connection->generation == generation_) {
            if (size_ == 0 || idle_.size() < static_cast<std::size_t>(size_)) {
                idle_.push_back(std::move(connection));
            } else {
                --open_;
            }
        }
    }
    returned_.notify_one();
    // What the pool did not keep is closed here, outside the lock.
}

void Pool::discard(Owned connection) noexcept {
    forget(connection->generation);
}

void Pool::forget(int generation) noexcept {
    {
        const std::lock_guard lock{mutex_};
        if (generation == generation_) --open_;
    }
    returned_.notify_one();
}

PoolStatus Pool::status() const {
    const std::lock_guard lock{mutex_};
    const int idle = static_cast<int>(idle_.size());
    return {.size = size_, .checked_in = idle, .checked_out = open_ - idle, .overflow = size_ > 0 && open_ > size_ ? open_ - size_ : 0};
}

void Pool::dispose() noexcept {
    std::deque<Owned> closing;
    {
        const std::lock_guard lock{mutex_};
        closing.swap(idle_);
        ++generation_;
        open_ = 0;
    }
    // There is room for everybody who waits.
    returned_.notify_all();
}

}  // namespace retort::detail
