/// \file
/// Internal: cells in PostgreSQL's binary form, and in its text form, as values; src/backend/utils/adt/*: the *send functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/dialect/postgresql/oids.hpp>

namespace retort::postgresql {

/// Days since 2000 as a date; empty for infinities, before the year 1 and after 9999.
std::optional<Date> decode_date(std::int32_t days) noexcept;
/// Microseconds since 2000; empty as above.
std::optional<DateTime> decode_timestamp(std::int64_t microseconds) noexcept;
/// Empty where it has months, which have no length of their own.
std::optional<Interval> decode_interval(std::string_view data) noexcept;

/// The text form of `interval` with IntervalStyle postgres or iso_8601; empty where it has months or years.
std::optional<Interval> parse_interval(std::string_view text) noexcept;
/// With the zone that PostgreSQL writes behind a timestamptz, `+01` or `+05:30`.
std::optional<DateTime> parse_timestamp(std::string_view text) noexcept;

/// Appends a cell as JSON: numbers and truth values as such, arrays as arrays, everything else as a string.
/// False where it is not in the binary form of the type.
bool append_json(std::string& out, Wire wire, std::string_view data);

}  // namespace retort::postgresql
