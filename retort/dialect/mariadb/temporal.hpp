/// \file
/// Internal: dates and times in rows of the binary protocol. https://mariadb.com/kb/en/resultset-row/#timestamp-binary-encoding
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <retort/core/datetime.hpp>

namespace retort::mariadb {

/// Nothing for what is no point in time: '0000-00-00', '2026-00-12'.
std::optional<DateTime> read_moment(const unsigned char* data, std::size_t size) noexcept;
/// A TIME: from -838:59:59.999999 to 838:59:59.999999.
Interval read_length(const unsigned char* data, std::size_t size) noexcept;
/// The same as text, "-26:00:01.5".
std::optional<Interval> parse_length(std::string_view text) noexcept;
/// '0000-00-00 00:00:00', also where there is no such day.
std::string show_moment(const unsigned char* data, std::size_t size, bool with_time);

}  // namespace retort::mariadb
