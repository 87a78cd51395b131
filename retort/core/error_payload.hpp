/// \file
/// What the copies of an error share; for the sources of errors, not for users.
#pragma once

#include <atomic>
#include <string>
#include <utility>

#include <retort/core/error.hpp>

namespace retort::detail {

// A count of our own and not std::shared_ptr, so that error.hpp needs no <memory>; not std::runtime_error either, since some errors have more
// than a text to share among their copies.
class ErrorPayload {
public:
    explicit ErrorPayload(std::string text) : text_{std::move(text)} {}
    ErrorPayload(const ErrorPayload&) = delete;
    ErrorPayload& operator=(const ErrorPayload&) = delete;
    virtual ~ErrorPayload() = default;

    void acquire() noexcept { uses_.fetch_add(1, std::memory_order_relaxed); }

    void release() noexcept {
        if (uses_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

    [[nodiscard]] const std::string& text() const noexcept { return text_; }

private:
    std::atomic<int> uses_{1};
    std::string text_;
};

}  // namespace retort::detail
