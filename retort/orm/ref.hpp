#pragma once

#include <cstddef>
#include <cstdint>

#include <retort/orm/instance.hpp>

namespace retort {

class Session;

namespace detail {
[[noreturn]] void throw_empty_ref();
}

/// A handle to an object in a session's workspace: a pointer that keeps the object, and all that it is related to, readable for as long as it lives,
/// also when the session is closed. Empty where there is no object.
///
/// Not thread-safe: a session and its refs belong to one thread at a time.
template <class T>
class Ref {
public:
    constexpr Ref() noexcept = default;
    constexpr Ref(std::nullptr_t) noexcept {}  // NOLINT: as a pointer is made from nullptr
    Ref(const Ref& other) noexcept : object_{other.object_} {
        if (object_ != nullptr) {
            detail::add_ref(instance());
        }
    }
    Ref(Ref&& other) noexcept : object_{other.object_} { other.object_ = nullptr; }
    Ref& operator=(Ref other) noexcept {
        T* const mine = object_;
        object_ = other.object_;
        other.object_ = mine;
        return *this;
    }
    ~Ref() {
        if (object_ != nullptr) {
            detail::drop_ref(instance());
        }
    }

    explicit operator bool() const noexcept { return object_ != nullptr; }

    /// \throws InvalidRequestError  where the ref is empty
    T* operator->() const { return get(); }
    T& operator*() const { return *get(); }
    T* get() const {
        if (object_ == nullptr) [[unlikely]] {
            detail::throw_empty_ref();
        }
        detail::touch(instance());
        return object_;
    }

    /// \throws InvalidRequestError  where the ref is empty
    ObjectState state() const {
        if (object_ == nullptr) {
            detail::throw_empty_ref();
        }
        return instance()->state;
    }

    /// Whether both are the same object; two objects of equal value are not.
    friend bool operator==(const Ref& left, const Ref& right) noexcept { return left.object_ == right.object_; }
    friend bool operator==(const Ref& ref, std::nullptr_t) noexcept { return ref.object_ == nullptr; }

    /// For the library: the object's place in its workspace, nullptr where the ref is empty.
    detail::Instance* instance() const noexcept { return object_ == nullptr ? nullptr : detail::Instance::of(object_); }
    static Ref of(detail::Instance* instance) noexcept {
        Ref ref;
        if (instance != nullptr) {
            ref.object_ = static_cast<T*>(instance->object());
            detail::add_ref(instance);
        }
        return ref;
    }

private:
    T* object_ = nullptr;
};

}  // namespace retort
