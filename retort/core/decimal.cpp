#include <retort/core/decimal.hpp>

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <ostream>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>

namespace retort {

/// What a Decimal is made of, with the coefficient in one piece.
struct DecimalParts {
    detail::UInt128 coefficient = 0;
    std::int64_t exponent = 0;
    bool negative = false;

    static DecimalParts of(const Decimal& value) noexcept {
        return {static_cast<detail::UInt128>(value.high_) << 64 | value.low_, value.exponent_, value.negative_};
    }

    [[nodiscard]] Decimal decimal() const noexcept {
        Decimal value;
        value.low_ = static_cast<std::uint64_t>(coefficient);
        value.high_ = static_cast<std::uint64_t>(coefficient >> 64);
        value.exponent_ = static_cast<std::int32_t>(exponent);
        value.negative_ = negative && coefficient != 0;
        return value;
    }
};

namespace {

using detail::UInt128;
// Wide enough for 38 digits moved up by 38 + 77 places, the most that a division needs.
using Wide = boost::multiprecision::uint512_t;

constexpr int max_digits = 38;
constexpr int max_shift = 77;
// Far beyond what any database stores; a bound keeps plain_str() from making a text of gigabytes out of "1E+999999999".
constexpr std::int64_t max_exponent = 20'000;

constexpr auto powers = [] {
    std::array<UInt128, max_digits + 1> table{};
    table[0] = 1;
    for (std::size_t index = 1; index < table.size(); ++index)
        table[index] = table[index - 1] * 10;
    return table;
}();

UInt128 power(std::int64_t exponent) noexcept {
    return powers[static_cast<std::size_t>(exponent)];
}

Wide wide_power(std::int64_t exponent) {
    Wide result = 1;
    for (; exponent > max_digits; exponent -= max_digits)
        result *= Wide{power(max_digits)};
    return result * Wide{power(exponent)};
}

int count_digits(UInt128 coefficient) noexcept {
    int count = 1;
    while (count <= max_digits && coefficient >= power(count))
        ++count;
    return count;
}

[[noreturn]] void throw_too_long() {
    throw ArgumentError{"a decimal number of more than 38 significant digits"};
}

Decimal make(UInt128 coefficient, std::int64_t exponent, bool negative) {
    if (exponent > max_exponent || exponent < -max_exponent) throw ArgumentError{"a decimal number with an exponent beyond 20000"};
    return DecimalParts{coefficient, exponent, negative}.decimal();
}

Decimal make(Wide coefficient, std::int64_t exponent, bool negative) {
    const Wide limit{power(max_digits)};
    while (coefficient >= limit) {
        // Zeros at the end may go: the value stays the same.
        if (coefficient % 10 != 0) throw_too_long();
        coefficient /= 10;
        ++exponent;
    }
    return make(static_cast<UInt128>(coefficient), exponent, negative);
}

template <class Integer>
Integer divide_half_even(const Integer& dividend, const Integer& divisor) {
    Integer quotient = dividend / divisor;
    const Integer rest = dividend % divisor;
    const Integer other = divisor - rest;
    const bool odd = quotient % 2 != 0;
    if (rest > other || (rest == other && odd)) quotient += 1;
    return quotient;
}

std::string coefficient_text(UInt128 coefficient) {
    char buffer[40];
    char* from = buffer + sizeof buffer;
    do {
        *--from = static_cast<char>('0' + static_cast<int>(coefficient % 10));
        coefficient /= 10;
    } while (coefficient != 0);
    return {from, buffer + sizeof buffer};
}

// The point goes behind the first `whole` digits, which may be fewer than none or more than there are.
std::string place_point(const std::string& digits, std::int64_t whole) {
    const auto count = static_cast<std::int64_t>(digits.size());
    if (whole <= 0) return "0." + std::string(static_cast<std::size_t>(-whole), '0') + digits;
    if (whole >= count) return digits + std::string(static_cast<std::size_t>(whole - count), '0');
    return digits.substr(0, static_cast<std::size_t>(whole)) + "." + digits.substr(static_cast<std::size_t>(whole));
}

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

enum class Reading { good, malformed, too_long };

struct Digits {
    DecimalParts parts;
    int count = 0;
    bool any = false;
    bool too_long = false;

    // Leading zeros do not count, and those behind the 38th digit become a part of the exponent.
    void add(char digit, bool in_fraction) noexcept {
        any = true;
        if (count == max_digits) {
            too_long = too_long || digit != '0';
            if (!in_fraction) ++parts.exponent;
            return;
        }
        parts.coefficient = parts.coefficient * 10 + static_cast<unsigned>(digit - '0');
        if (parts.coefficient != 0) ++count;
        if (in_fraction) --parts.exponent;
    }
};

Reading read_exponent(std::string_view text, std::int64_t& exponent) noexcept {
    if (!text.empty() && text.front() == '+') {
        text.remove_prefix(1);
        if (!text.empty() && text.front() == '-') return Reading::malformed;
    }
    std::int64_t number = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
    if (result.ptr != text.data() + text.size() || text.empty()) return Reading::malformed;
    if (result.ec != std::errc{} || number > 2 * max_exponent || number < -2 * max_exponent) return Reading::too_long;
    exponent += number;
    return Reading::good;
}

Reading read(std::string_view text, DecimalParts& out) noexcept {
    text = strip(text);
    Digits digits;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        digits.parts.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    bool in_fraction = false;
    while (!text.empty() && (is_digit(text.front()) || (text.front() == '.' && !in_fraction))) {
        if (text.front() == '.')
            in_fraction = true;
        else
            digits.add(text.front(), in_fraction);
        text.remove_prefix(1);
    }
    if (!digits.any) return Reading::malformed;
    if (!text.empty()) {
        if (text.front() != 'e' && text.front() != 'E') return Reading::malformed;
        const auto reading = read_exponent(text.substr(1), digits.parts.exponent);
        if (reading != Reading::good) return reading;
    }
    if (digits.too_long || digits.parts.exponent > max_exponent || digits.parts.exponent < -max_exponent) return Reading::too_long;
    out = digits.parts;
    return Reading::good;
}

}  // namespace

std::optional<Decimal> Decimal::try_parse(std::string_view text) noexcept {
    DecimalParts parts;
    if (read(text, parts) != Reading::good) return std::nullopt;
    return parts.decimal();
}

Decimal Decimal::parse(std::string_view text) {
    DecimalParts parts;
    switch (read(text, parts)) {
    case Reading::good: return parts.decimal();
    case Reading::malformed: throw ArgumentError{"not a decimal number: " + python_repr(text.substr(0, 80))};
    case Reading::too_long: break;
    }
    throw ArgumentError{
        "a decimal number of more than 38 significant digits, or with an exponent beyond 20000: " + python_repr(text.substr(0, 80))};
}

Decimal Decimal::from_double(double value, int places) {
    if (!std::isfinite(value)) throw ArgumentError{"no decimal number: " + python_float(value)};
    if (places < 0) return from_double(value, 0).quantize(places);
    if (std::fabs(value) >= 1e38 || places > 1100) throw_too_long();
    // to_chars rounds the exact binary value half to even; 39 digits, the point and 1100 places are its longest text here.
    char buffer[1200];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, places).ptr;
    return parse({buffer, static_cast<std::size_t>(end - buffer)}).quantize(places);
}

std::string Decimal::str() const {
    const auto parts = DecimalParts::of(*this);
    const auto digits = coefficient_text(parts.coefficient);
    const auto whole = parts.exponent + static_cast<std::int64_t>(digits.size());
    std::string out = negative_ ? "-" : "";
    if (parts.exponent <= 0 && whole > -6) return out + place_point(digits, whole);
    out += place_point(digits, 1);
    return out.append(whole > 0 ? "E+" : "E").append(std::to_string(whole - 1));
}

std::string Decimal::plain_str() const {
    const auto parts = DecimalParts::of(*this);
    auto digits = coefficient_text(parts.coefficient);
    if (parts.coefficient == 0 && parts.exponent > 0) return digits;
    return (negative_ ? "-" : "") + place_point(digits, parts.exponent + static_cast<std::int64_t>(digits.size()));
}

int Decimal::digits() const noexcept {
    return count_digits(DecimalParts::of(*this).coefficient);
}

Decimal Decimal::quantize(int places) const {
    auto parts = DecimalParts::of(*this);
    const std::int64_t wanted = -static_cast<std::int64_t>(places);
    const std::int64_t up = parts.exponent - wanted;
    if (parts.coefficient == 0 || up == 0) return make(parts.coefficient, wanted, parts.negative);
    if (up > 0) {
        if (up + count_digits(parts.coefficient) > max_digits) throw_too_long();
        parts.coefficient *= power(up);
    } else {
        parts.coefficient = -up > max_digits ? 0 : divide_half_even(parts.coefficient, power(-up));
    }
    return make(parts.coefficient, wanted, parts.negative);
}

double Decimal::to_double() const noexcept {
    const auto parts = DecimalParts::of(*this);
    const auto text = coefficient_text(parts.coefficient) + "e" + std::to_string(parts.exponent);
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc{}) value = parts.exponent > 0 && parts.coefficient != 0 ? HUGE_VAL : 0.0;
    return parts.negative ? -value : value;
}

std::optional<std::int64_t> Decimal::to_int64() const noexcept {
    auto parts = DecimalParts::of(*this);
    if (parts.coefficient == 0) return 0;
    for (; parts.exponent < 0; ++parts.exponent, parts.coefficient /= 10) {
        if (parts.coefficient % 10 != 0) return std::nullopt;
    }
    const UInt128 limit = (UInt128{1} << 63) - (parts.negative ? 0 : 1);
    for (; parts.exponent > 0 && parts.coefficient <= limit; --parts.exponent)
        parts.coefficient *= 10;
    if (parts.coefficient > limit) return std::nullopt;
    const auto magnitude = static_cast<std::uint64_t>(parts.coefficient);
    return static_cast<std::int64_t>(parts.negative ? 0 - magnitude : magnitude);
}

std::uint64_t Decimal::hash() const noexcept {
    auto parts = DecimalParts::of(*this);
    if (parts.coefficient == 0) return hash_u64(0);
    for (; parts.coefficient % 10 == 0; ++parts.exponent)
        parts.coefficient /= 10;
    const auto sum = hash_combine(static_cast<std::uint64_t>(parts.coefficient), static_cast<std::uint64_t>(parts.coefficient >> 64));
    return hash_combine(sum, static_cast<std::uint64_t>(parts.exponent) << 1 | static_cast<std::uint64_t>(parts.negative));
}

Decimal Decimal::negated() const noexcept {
    auto parts = DecimalParts::of(*this);
    parts.negative = !parts.negative;
    return parts.decimal();
}

int Decimal::compare(const Decimal& left, const Decimal& right) noexcept {
    auto a = DecimalParts::of(left);
    auto b = DecimalParts::of(right);
    if (a.coefficient == 0 || b.coefficient == 0 || a.negative != b.negative) {
        const int a_sign = a.coefficient == 0 ? 0 : (a.negative ? -1 : 1);
        const int b_sign = b.coefficient == 0 ? 0 : (b.negative ? -1 : 1);
        return a_sign - b_sign;
    }
    const int sign = a.negative ? -1 : 1;
    const int a_digits = count_digits(a.coefficient);
    const int b_digits = count_digits(b.coefficient);
    if (a.exponent + a_digits != b.exponent + b_digits) return a.exponent + a_digits > b.exponent + b_digits ? sign : -sign;
    // The leading digits stand in one column; with as many digits each, the coefficients compare.
    if (a_digits < b_digits)
        a.coefficient *= power(b_digits - a_digits);
    else
        b.coefficient *= power(a_digits - b_digits);
    if (a.coefficient == b.coefficient) return 0;
    return a.coefficient > b.coefficient ? sign : -sign;
}

Decimal Decimal::add(const Decimal& left, const Decimal& right) {
    auto high = DecimalParts::of(left);
    auto low = DecimalParts::of(right);
    if (high.exponent < low.exponent) std::swap(high, low);
    const std::int64_t shift = high.exponent - low.exponent;
    if (high.coefficient == 0) return low.decimal();
    if (low.coefficient == 0) {
        const auto room = std::min<std::int64_t>(shift, max_digits - count_digits(high.coefficient));
        return make(high.coefficient * power(room), high.exponent - room, high.negative);
    }
    if (shift + count_digits(high.coefficient) <= max_digits) {
        // Nearly all sums: two coefficients below 10^38 fit into 128 bits together.
        const UInt128 a = high.coefficient * power(shift);
        const UInt128 b = low.coefficient;
        const bool same = high.negative == low.negative;
        const UInt128 sum = same ? a + b : (a >= b ? a - b : b - a);
        const bool negative = same || a >= b ? high.negative : low.negative;
        if (sum < power(max_digits)) return make(sum, low.exponent, negative);
    }
    // Beyond this the two do not overlap even after the zeros at their ends are dropped.
    if (shift > max_shift) throw_too_long();
    const Wide a = Wide{high.coefficient} * wide_power(shift);
    const Wide b{low.coefficient};
    if (high.negative == low.negative) return make(Wide{a + b}, low.exponent, high.negative);
    return a >= b ? make(Wide{a - b}, low.exponent, high.negative) : make(Wide{b - a}, low.exponent, low.negative);
}

Decimal Decimal::multiply(const Decimal& left, const Decimal& right) {
    const auto a = DecimalParts::of(left);
    const auto b = DecimalParts::of(right);
    if (((a.coefficient | b.coefficient) >> 63) == 0) {  // below 2^126, which is below 10^38
        return make(a.coefficient * b.coefficient, a.exponent + b.exponent, a.negative != b.negative);
    }
    return make(Wide{Wide{a.coefficient} * Wide{b.coefficient}}, a.exponent + b.exponent, a.negative != b.negative);
}

Decimal Decimal::divide(const Decimal& dividend, const Decimal& divisor, int places) {
    const auto a = DecimalParts::of(dividend);
    const auto b = DecimalParts::of(divisor);
    if (b.coefficient == 0) throw ArgumentError{"a decimal number cannot be divided by zero"};
    const std::int64_t shift = a.exponent - b.exponent + places;
    if (a.coefficient == 0 || shift < -max_shift) return make(UInt128{0}, -static_cast<std::int64_t>(places), false);
    if (shift > max_shift) throw_too_long();
    const Wide numerator = shift > 0 ? Wide{Wide{a.coefficient} * wide_power(shift)} : Wide{a.coefficient};
    const Wide denominator = shift < 0 ? Wide{Wide{b.coefficient} * wide_power(-shift)} : Wide{b.coefficient};
    const Wide quotient = divide_half_even(numerator, denominator);
    if (quotient >= Wide{power(max_digits)}) throw_too_long();
    return make(static_cast<UInt128>(quotient), -static_cast<std::int64_t>(places), a.negative != b.negative);
}

std::ostream& Decimal::print(std::ostream& out, const Decimal& value) {
    return out << value.str();
}

}  // namespace retort
