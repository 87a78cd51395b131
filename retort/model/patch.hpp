#pragma once

#include <optional>
#include <type_traits>
#include <utility>

namespace retort {

namespace detail {

template <class T>
struct PatchValue {
    using type = T;
};
template <class T>
struct PatchValue<std::optional<T>> {
    using type = T;
};

}  // namespace detail

/// A field of a model for partial updates: absent, null, or a value. SQLModel's `age: int | None = None` together with what pydantic knows as
/// "unset". `Patch<std::optional<T>>` is the same as `Patch<T>`, both know null. Never a column. Thread-safe as T is.
template <class T>
class Patch {
public:
    using value_type = typename detail::PatchValue<T>::type;

    /// Absent.
    constexpr Patch() = default;
    constexpr Patch(std::nullopt_t) : set_{true} {}  // NOLINT: values are written in place
    constexpr Patch(std::nullptr_t) : set_{true} {}  // NOLINT
    template <class U>
    requires(!std::is_same_v<std::remove_cvref_t<U>, Patch> && !std::is_same_v<std::remove_cvref_t<U>, std::nullopt_t> &&
             !std::is_same_v<std::remove_cvref_t<U>, std::nullptr_t> &&
             std::is_convertible_v<U, std::optional<value_type>>) constexpr Patch(U&& value)  // NOLINT
        : value_(static_cast<U&&>(value)),
          set_{true} {}

    /// False where it is absent: nothing was said of the field.
    [[nodiscard]] constexpr bool is_set() const noexcept { return set_; }
    [[nodiscard]] constexpr bool is_null() const noexcept { return set_ && !value_; }
    [[nodiscard]] constexpr bool has_value() const noexcept { return value_.has_value(); }
    /// \throws std::bad_optional_access  where it is absent or null
    [[nodiscard]] constexpr const value_type& value() const { return value_.value(); }
    /// The value, or empty where it is absent or null.
    [[nodiscard]] constexpr const std::optional<value_type>& optional() const noexcept { return value_; }

    constexpr value_type& emplace() {
        set_ = true;
        return value_.emplace();
    }
    constexpr void set_null() noexcept {
        set_ = true;
        value_.reset();
    }
    /// Absent again.
    constexpr void unset() noexcept {
        set_ = false;
        value_.reset();
    }

    friend constexpr bool operator==(const Patch& left, const Patch& right) = default;

private:
    std::optional<value_type> value_;
    bool set_ = false;
};

}  // namespace retort
