/// \file
/// `Decimal`, an exact decimal number for NUMERIC columns and money.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

#include <retort/core/integer.hpp>

namespace retort {

/// An exact decimal number of up to 38 significant digits. It keeps its trailing zeros: "1.10" stays "1.10", though it equals 1.1.
///
/// A plain value: reading from several threads is safe. Sums, differences and products are exact; where one would need more than
/// 38 digits it throws ArgumentError instead of rounding. There is no negative zero, no NaN and no infinity.
class Decimal {
public:
    /// Zero.
    constexpr Decimal() noexcept = default;

    template <detail::PlainInteger I>
    requires std::signed_integral<I>
    constexpr Decimal(I value) noexcept  // NOLINT: implicit, no digit can be lost
        : low_{value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value)},
          negative_{value < 0} {}

    template <detail::PlainInteger I>
    requires std::unsigned_integral<I>
    constexpr Decimal(I value) noexcept : low_{value} {}  // NOLINT: implicit, no digit can be lost

    /// A double is seldom the decimal one thinks it is: say `Decimal::from_double(value, places)`.
    template <std::floating_point F>
    Decimal(F) = delete;
    template <std::same_as<bool> B>
    Decimal(B) = delete;

    /// As `parse`.
    explicit Decimal(std::string_view text) : Decimal{parse(text)} {}

    /// Reads "-12.50", ".5", "1E+3".
    /// \throws ArgumentError  where the text is no number, or has more than 38 significant digits
    [[nodiscard]] static Decimal parse(std::string_view text);

    /// As `parse`, but empty instead of an exception.
    [[nodiscard]] static std::optional<Decimal> try_parse(std::string_view text) noexcept;

    /// The value of `value` rounded, half to even, to `places` digits after the point.
    /// \throws ArgumentError  for NaN and infinities, and beyond 38 digits
    [[nodiscard]] static Decimal from_double(double value, int places);

    /// As Python prints a Decimal: plain, but with an exponent ("1E+3", "1E-7") above the units and below a millionth.
    [[nodiscard]] std::string str() const;

    /// Never with an exponent: "1000", "0.0000001".
    [[nodiscard]] std::string plain_str() const;

    /// How many digits stand after the point; negative for 1E+3.
    [[nodiscard]] constexpr int scale() const noexcept { return -exponent_; }

    /// How many significant digits there are; 1 for zero.
    [[nodiscard]] int digits() const noexcept;

    [[nodiscard]] constexpr bool is_zero() const noexcept { return (low_ | high_) == 0; }
    [[nodiscard]] constexpr bool is_negative() const noexcept { return negative_; }

    /// Rounded, half to even, to `places` digits after the point; zeros are added where there are fewer.
    /// \throws ArgumentError  beyond 38 digits
    [[nodiscard]] Decimal quantize(int places) const;

    /// The double nearest to it.
    [[nodiscard]] double to_double() const noexcept;

    /// The integer that it is; empty where it has a fraction or is too large.
    [[nodiscard]] std::optional<std::int64_t> to_int64() const noexcept;

    /// Equal for equal numbers, whatever their trailing zeros.
    [[nodiscard]] std::uint64_t hash() const noexcept;

    /// `dividend / divisor` rounded, half to even, to `places` digits after the point.
    /// \throws ArgumentError  where the divisor is zero, and beyond 38 digits
    [[nodiscard]] static Decimal divide(const Decimal& dividend, const Decimal& divisor, int places);

    Decimal& operator+=(const Decimal& other) { return *this = add(*this, other); }
    Decimal& operator-=(const Decimal& other) { return *this = add(*this, other.negated()); }
    Decimal& operator*=(const Decimal& other) { return *this = multiply(*this, other); }

    friend Decimal operator+(const Decimal& left, const Decimal& right) { return add(left, right); }
    friend Decimal operator-(const Decimal& left, const Decimal& right) { return add(left, right.negated()); }
    friend Decimal operator*(const Decimal& left, const Decimal& right) { return multiply(left, right); }
    friend Decimal operator-(const Decimal& value) noexcept { return value.negated(); }
    friend bool operator==(const Decimal& left, const Decimal& right) noexcept { return compare(left, right) == 0; }
    friend std::weak_ordering operator<=>(const Decimal& left, const Decimal& right) noexcept { return compare(left, right) <=> 0; }
    friend std::ostream& operator<<(std::ostream& out, const Decimal& value) { return print(out, value); }

private:
    friend struct DecimalParts;

    static Decimal add(const Decimal& left, const Decimal& right);
    static Decimal multiply(const Decimal& left, const Decimal& right);
    static int compare(const Decimal& left, const Decimal& right) noexcept;
    static std::ostream& print(std::ostream& out, const Decimal& value);
    [[nodiscard]] Decimal negated() const noexcept;

    // value = (-1)^negative · (high · 2^64 + low) · 10^exponent. Two words instead of __int128, which -Wpedantic refuses in a header.
    std::uint64_t low_ = 0;
    std::uint64_t high_ = 0;
    std::int32_t exponent_ = 0;
    bool negative_ = false;
};

/// `dividend / divisor` rounded, half to even, to `places` digits after the point.
/// \throws ArgumentError  where the divisor is zero, and beyond 38 digits
[[nodiscard]] inline Decimal divide(const Decimal& dividend, const Decimal& divisor, int places) {
    return Decimal::divide(dividend, divisor, places);
}

}  // namespace retort

template <>
struct std::hash<retort::Decimal> {
    std::size_t operator()(const retort::Decimal& value) const noexcept { return static_cast<std::size_t>(value.hash()); }
};
