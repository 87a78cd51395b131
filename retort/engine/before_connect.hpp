#pragma once

#include <concepts>
#include <type_traits>
#include <utility>

#include <retort/engine/url.hpp>

namespace retort {

/// A function of the user's that may change the URL of a connection that is about to be opened. Copies share it. Not a std::function, whose header costs
/// every program that uses the library more than all of this.
///
/// As thread-safe as the function itself.
class BeforeConnect {
public:
    BeforeConnect() noexcept = default;
    template <class Function>
    requires(std::invocable<Function&, Url&> && !std::same_as<std::remove_cvref_t<Function>, BeforeConnect>)
        BeforeConnect(Function function)  // NOLINT: a lambda is what it is made from
        : shared_{new Of<Function>{std::move(function)}} {}
    BeforeConnect(const BeforeConnect& other) noexcept;
    BeforeConnect& operator=(BeforeConnect other) noexcept {
        std::swap(shared_, other.shared_);
        return *this;
    }
    ~BeforeConnect();

    explicit operator bool() const noexcept { return shared_ != nullptr; }
    void operator()(Url& url) const { shared_->call(url); }

private:
    struct Shared {
        virtual ~Shared() = default;
        virtual void call(Url& url) = 0;
        int uses = 1;
    };
    template <class Function>
    struct Of final : Shared {
        explicit Of(Function its_function) : function{std::move(its_function)} {}
        void call(Url& url) override { function(url); }
        Function function;
    };

    Shared* shared_ = nullptr;
};

}  // namespace retort
