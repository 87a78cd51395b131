#include <retort/engine/before_connect.hpp>

#include <atomic>

namespace retort {

BeforeConnect::BeforeConnect(const BeforeConnect& other) noexcept : shared_{other.shared_} {
    if (shared_ != nullptr) std::atomic_ref{shared_->uses}.fetch_add(1, std::memory_order_relaxed);
}

BeforeConnect::~BeforeConnect() {
    if (shared_ != nullptr && std::atomic_ref{shared_->uses}.fetch_sub(1, std::memory_order_acq_rel) == 1) delete shared_;
}

}  // namespace retort
