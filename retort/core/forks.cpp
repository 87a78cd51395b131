#include <retort/core/forks.hpp>

#include <pthread.h>

#include <atomic>

namespace retort::detail {

namespace {

std::atomic<int> depth{0};

void enter_child() {
    depth.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

int fork_depth() noexcept {
    // It can only fail for want of memory, and then forks go unnoticed.
    static const int registered = pthread_atfork(nullptr, nullptr, enter_child);
    static_cast<void>(registered);
    return depth.load(std::memory_order_relaxed);
}

}  // namespace retort::detail
