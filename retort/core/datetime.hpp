/// \file
/// Dates and times as columns hold them, and the texts that SQLAlchemy, Python and pydantic write for them.
///
/// Years 1 to 9999, as in Python and in the databases. All functions are pure and thread-safe, and know no locale.
#pragma once

#include <chrono>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>

namespace retort {

using Date = std::chrono::year_month_day;
/// A point in time, in microseconds since 1970; UTC, or whatever clock the application keeps its naive times in.
using DateTime = std::chrono::sys_time<std::chrono::microseconds>;
/// A length of time.
using Interval = std::chrono::microseconds;

/// A time of day to the microsecond, from 00:00:00 to 23:59:59.999999.
class Time {
public:
    /// Midnight.
    constexpr Time() noexcept = default;

    /// \throws ArgumentError  where a part is out of its range
    explicit Time(int hour, int minute, int second = 0, int microsecond = 0);

    /// \throws ArgumentError  outside one day
    [[nodiscard]] static Time since_midnight(std::chrono::microseconds elapsed);

    [[nodiscard]] constexpr int hour() const noexcept { return static_cast<int>(elapsed_ / 3'600'000'000); }
    [[nodiscard]] constexpr int minute() const noexcept { return static_cast<int>(elapsed_ / 60'000'000 % 60); }
    [[nodiscard]] constexpr int second() const noexcept { return static_cast<int>(elapsed_ / 1'000'000 % 60); }
    [[nodiscard]] constexpr int microsecond() const noexcept { return static_cast<int>(elapsed_ % 1'000'000); }
    [[nodiscard]] constexpr std::chrono::microseconds since_midnight() const noexcept { return std::chrono::microseconds{elapsed_}; }

    friend constexpr bool operator==(const Time& left, const Time& right) noexcept { return left.elapsed_ == right.elapsed_; }
    friend constexpr std::strong_ordering operator<=>(const Time& left, const Time& right) noexcept {
        return left.elapsed_ <=> right.elapsed_;
    }
    friend std::ostream& operator<<(std::ostream& out, const Time& time) { return print(out, time); }

private:
    static std::ostream& print(std::ostream& out, const Time& time);

    std::int64_t elapsed_ = 0;
};

// Storage, as SQLAlchemy writes it into SQLite: always six digits of fraction.

/// `2026-11-22 10:15:00.000000`. \throws ArgumentError  outside the years 1 to 9999
[[nodiscard]] std::string format_datetime(DateTime value, char separator = ' ');
/// `2026-11-22`. \throws ArgumentError  where the date does not exist
[[nodiscard]] std::string format_date(Date value);
/// `10:15:00.000000`
[[nodiscard]] std::string format_time(Time value);

inline constexpr std::size_t datetime_size = 26;
inline constexpr std::size_t date_size = 10;
inline constexpr std::size_t time_size = 15;

/// Like format_datetime into `buffer`, which has room for `datetime_size` characters; no terminating zero. Returns the number written.
std::size_t write_datetime(DateTime value, char* buffer, char separator = ' ');
/// Like format_date into `buffer`, which has room for `date_size` characters.
std::size_t write_date(Date value, char* buffer);
/// Like format_time into `buffer`, which has room for `time_size` characters.
std::size_t write_time(Time value, char* buffer) noexcept;

// ISO 8601, as Python's isoformat() and pydantic write it.

/// `2026-11-22T10:15:00`, with six digits of fraction where it is not zero.
[[nodiscard]] std::string isoformat(DateTime value);
/// `2026-11-22`
[[nodiscard]] std::string isoformat(Date value);
/// `10:15:00`, with six digits of fraction where it is not zero.
[[nodiscard]] std::string isoformat(Time value);
/// `P1DT2H3M4.5S`, `-PT1S`, `PT0S`
[[nodiscard]] std::string isoformat(Interval value);

// Reading. Each takes the whole text or gives nothing.

/// A date and a time of day with 'T', 't' or ' ' between, seconds and fraction optional (digits after the sixth are dropped),
/// then nothing, `Z` or an offset `+hh:mm`, which is subtracted: the result is UTC. A date alone is its midnight.
[[nodiscard]] std::optional<DateTime> parse_datetime(std::string_view text) noexcept;
/// `2026-11-22`
[[nodiscard]] std::optional<Date> parse_date(std::string_view text) noexcept;
/// `10:15`, `10:15:00`, `10:15:00.5`
[[nodiscard]] std::optional<Time> parse_time(std::string_view text) noexcept;
/// ISO 8601 (`P1DT2H3M4.5S`, `-PT1S`, weeks too; no months or years) or `[-][D day[s],] [hh:]mm:ss[.ffffff]`, as Python prints a timedelta.
[[nodiscard]] std::optional<Interval> parse_duration(std::string_view text) noexcept;

// As Python's repr() writes them.

/// `datetime.datetime(2026, 11, 22, 10, 15)`
[[nodiscard]] std::string repr_datetime(DateTime value);
/// `datetime.date(2026, 11, 22)`
[[nodiscard]] std::string repr_date(Date value);
/// `datetime.time(10, 15)`
[[nodiscard]] std::string repr_time(Time value);
/// `datetime.timedelta(days=1, seconds=3)`
[[nodiscard]] std::string repr_timedelta(Interval value);

}  // namespace retort

template <>
struct std::hash<retort::Time> {
    std::size_t operator()(const retort::Time& time) const noexcept;
};
