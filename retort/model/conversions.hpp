/// \file
/// How texts and numbers of a document become other types: the rules and the words of pydantic 2 (its conversion table, and the formats of
/// speedate, which it reads dates with). Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <retort/core/bytes.hpp>
#include <retort/core/datetime.hpp>

namespace retort::detail {

/// "1", "on", "T", "yes", …; empty where the text is none of them.
[[nodiscard]] std::optional<bool> boolean_from(std::string_view text) noexcept;

/// An integer of any size, as far as it is told from others: beyond 64 bits only its sign counts.
struct AnyInteger {
    std::uint64_t magnitude = 0;
    bool negative = false;
    bool beyond = false;
};

enum class IntegerText : std::uint8_t { read, no_integer, too_long };

/// "12", " +1_000 ", "3.00".
[[nodiscard]] IntegerText integer_from(std::string_view text, AnyInteger& out);

/// "1.5", "1e5", "inf", "NaN", "1_000.5".
[[nodiscard]] std::optional<double> real_from(std::string_view text);

// Each gives nullptr, or what is wrong in speedate's words.

/// `YYYY-MM-DD`
[[nodiscard]] const char* read_date(std::string_view text, Date& out) noexcept;
/// `HH:MM[:SS[.f]]`, and Z or an offset of zero: our times know no other.
[[nodiscard]] const char* read_time(std::string_view text, Time& out) noexcept;
/// A date, or a date and a time with an offset, which is subtracted. With `lax` numbers as from numbers.
[[nodiscard]] const char* read_datetime(std::string_view text, DateTime& out, bool lax) noexcept;
/// `[±]P…`, `[-][DD]d[ays][,][ ]HH:MM:SS`, `[-]HH:MM:SS`, and what Python and the databases print.
[[nodiscard]] const char* read_interval(std::string_view text, Interval& out) noexcept;

/// Seconds since 1970, or milliseconds where the number is beyond 2e10.
[[nodiscard]] const char* datetime_from(std::int64_t number, DateTime& out) noexcept;
[[nodiscard]] const char* datetime_from(double number, DateTime& out) noexcept;
/// Seconds since midnight.
[[nodiscard]] const char* time_from(double seconds, Time& out) noexcept;
/// Seconds.
[[nodiscard]] const char* interval_from(std::int64_t seconds, Interval& out) noexcept;
[[nodiscard]] const char* interval_from(double seconds, Interval& out) noexcept;

/// Why a text is no UUID.
[[nodiscard]] std::string uuid_error(std::string_view text);

/// Base64 in either alphabet, padded or not. False, with the reason, where it is none.
[[nodiscard]] bool base64_from(std::string_view text, Bytes& out, std::string& error);

}  // namespace retort::detail
