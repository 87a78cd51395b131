/// \file
/// `Value`, one parameter of a statement or one cell of a result.
#pragma once

#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <retort/core/bytes.hpp>
#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/core/integer.hpp>
#include <retort/core/json.hpp>
#include <retort/core/uuid.hpp>
#include <retort/core/wrapper.hpp>

namespace retort {

enum class ValueKind : std::uint8_t { null, boolean, integer, real, text, bytes, uuid, decimal, date, datetime, time, interval, json };

/// "null", "integer", …
[[nodiscard]] std::string_view kind_name(ValueKind kind) noexcept;

/// Any value that goes into a statement or comes out of a result, with its kind. It is made implicitly from the C++ types
/// that columns have, and from `std::optional`s of them; enumerations must be converted by whoever knows how they are stored.
///
/// Owned, copyable, 64 bytes. Thread-safe as a std::string is.
class Value {
public:
    using Kind = ValueKind;

    /// NULL
    Value() noexcept = default;
    Value(std::nullptr_t) noexcept {}  // NOLINT: all these are implicit on purpose
    Value(std::nullopt_t) noexcept {}  // NOLINT
    template <std::same_as<bool> B>
    Value(B value) noexcept : kind_{Kind::boolean},
                              scalar_{static_cast<std::int64_t>(value)} {}  // NOLINT
    template <detail::PlainInteger I>
    requires(sizeof(I) < 8 || std::is_signed_v<I>) Value(I value)
    noexcept : kind_{Kind::integer}, scalar_{static_cast<std::int64_t>(value)} {}  // NOLINT
    /// \throws DataError  above the largest signed 64-bit integer, the largest that databases know
    template <detail::PlainInteger I>
    requires(sizeof(I) >= 8 && !std::is_signed_v<I>) Value(I value) : kind_{Kind::integer}, scalar_{checked(value)} {}  // NOLINT
    template <std::floating_point F>
    Value(F value) noexcept : kind_{Kind::real},
                              scalar_{static_cast<double>(value)} {}  // NOLINT
    // Compiled in the library: choosing among all these constructors for the members of each took a tenth of what a small program compiles.
    Value(const char* text);                    // NOLINT
    Value(std::string text) noexcept;           // NOLINT
    Value(std::string_view text);               // NOLINT
    Value(const Bytes& bytes);                  // NOLINT
    Value(const Uuid& uuid) noexcept;           // NOLINT
    Value(const Decimal& decimal) noexcept;     // NOLINT
    Value(Date date) noexcept;                  // NOLINT
    Value(std::chrono::sys_days day) noexcept;  // NOLINT: would convert to Date and to DateTime
    Value(DateTime datetime) noexcept;          // NOLINT
    Value(Time time) noexcept;                  // NOLINT
    Value(Interval interval) noexcept;          // NOLINT
    Value(const Json& json);                    // NOLINT
    /// A time point of another precision, sys_seconds for example.
    template <class D>
    requires(std::convertible_to<D, Interval> && !std::same_as<D, std::chrono::days>) Value(std::chrono::sys_time<D> moment)
    noexcept : Value{DateTime{moment}} {}  // NOLINT
    /// A duration of another unit: no coarser one loses anything.
    template <class Rep, class Period>
    requires std::convertible_to<std::chrono::duration<Rep, Period>, Interval> Value(std::chrono::duration<Rep, Period> length)
    noexcept : Value{Interval{length}} {}  // NOLINT
    template <class T>
    requires std::constructible_from<Value, const T&> Value(const std::optional<T>& value)
        : Value{value ? Value(*value) : Value{}} {}  // NOLINT
    /// The value of a model's Field.
    template <detail::StandsForValue W>
    requires std::constructible_from<Value, const typename W::value_type&> Value(const W& wrapper) : Value(wrapper.value_of()) {}  // NOLINT

    /// Bytes from memory that is no vector.
    [[nodiscard]] static Value from_bytes(std::span<const std::byte> bytes);
    /// Text that is JSON already; it is not checked.
    [[nodiscard]] static Value from_json_text(std::string text) noexcept;

    [[nodiscard]] Kind kind() const noexcept { return kind_; }
    [[nodiscard]] bool is_null() const noexcept { return kind_ == Kind::null; }

    // Each throws ArgumentError, naming what was wanted and what is there, for a value of another kind.
    [[nodiscard]] bool as_boolean() const { return expect(Kind::boolean).scalar_.integer != 0; }
    [[nodiscard]] std::int64_t as_integer() const { return expect(Kind::integer).scalar_.integer; }
    [[nodiscard]] double as_real() const { return expect(Kind::real).scalar_.real; }
    [[nodiscard]] const std::string& as_text() const { return expect(Kind::text).text_; }
    /// The view lives as long as the value.
    [[nodiscard]] std::span<const std::byte> as_bytes() const;
    [[nodiscard]] const Uuid& as_uuid() const { return expect(Kind::uuid).scalar_.uuid; }
    [[nodiscard]] const Decimal& as_decimal() const { return expect(Kind::decimal).scalar_.decimal; }
    [[nodiscard]] Date as_date() const { return expect(Kind::date).scalar_.date; }
    [[nodiscard]] DateTime as_datetime() const { return DateTime{Interval{expect(Kind::datetime).scalar_.integer}}; }
    [[nodiscard]] Time as_time() const { return expect(Kind::time).scalar_.time; }
    [[nodiscard]] Interval as_interval() const { return Interval{expect(Kind::interval).scalar_.integer}; }
    [[nodiscard]] const std::string& as_json_text() const { return expect(Kind::json).text_; }

    /// As Python's repr() of the same value: None, True, 3, 1.5, 'text', b'..', UUID('…'), Decimal('1.10'), datetime.date(2026, 11, 22);
    /// JSON is the repr of its text.
    [[nodiscard]] std::string repr() const;
    /// repr() behind what `out` holds.
    void append_repr(std::string& out) const;

    /// Equal where == is.
    [[nodiscard]] std::uint64_t hash() const noexcept;

    /// Of one kind and equal: 1 is not 1.0 and not '1'. NULL equals NULL, as std::nullopt does.
    friend bool operator==(const Value& left, const Value& right) noexcept { return equal(left, right); }
    /// repr()
    friend std::ostream& operator<<(std::ostream& out, const Value& value) { return print(out, value); }

private:
    union Scalar {
        constexpr Scalar() noexcept : integer{0} {}
        constexpr Scalar(std::int64_t value) noexcept : integer{value} {}
        constexpr Scalar(double value) noexcept : real{value} {}
        constexpr Scalar(const Uuid& value) noexcept : uuid{value} {}
        constexpr Scalar(const Decimal& value) noexcept : decimal{value} {}
        constexpr Scalar(Date value) noexcept : date{value} {}
        constexpr Scalar(Time value) noexcept : time{value} {}

        std::int64_t integer;  // booleans, datetimes and intervals too
        double real;
        Uuid uuid;
        Decimal decimal;
        Date date;
        Time time;
    };

    [[nodiscard]] static std::int64_t checked(std::uint64_t value);
    static bool equal(const Value& left, const Value& right) noexcept;
    static std::ostream& print(std::ostream& out, const Value& value);
    [[noreturn]] void throw_unexpected(Kind wanted) const;
    [[nodiscard]] const Value& expect(Kind wanted) const {
        if (kind_ != wanted) throw_unexpected(wanted);
        return *this;
    }

    Kind kind_ = Kind::null;
    Scalar scalar_;
    std::string text_;  // text, bytes and JSON
};

}  // namespace retort

template <>
struct std::hash<retort::Value> {
    std::size_t operator()(const retort::Value& value) const noexcept { return static_cast<std::size_t>(value.hash()); }
};
