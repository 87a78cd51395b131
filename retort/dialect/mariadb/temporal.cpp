#include <retort/dialect/mariadb/temporal.hpp>

#include <charconv>
#include <cstdint>
#include <cstring>

#include <fmt/format.h>

namespace retort::mariadb {

namespace {

struct Parts {
    std::uint16_t year = 0;
    std::uint8_t month = 0;
    std::uint8_t day = 0;
    std::uint8_t hour = 0;
    std::uint8_t minute = 0;
    std::uint8_t second = 0;
    std::uint32_t microsecond = 0;
};

// Trailing zeros are left away: 0 bytes are the zero date, 4 a day, 7 have the seconds, 11 the fraction as well.
Parts parts_of(const unsigned char* data, std::size_t size) noexcept {
    Parts parts;
    if (size >= 4) {
        std::memcpy(&parts.year, data, sizeof parts.year);
        parts.month = data[2];
        parts.day = data[3];
    }
    if (size >= 7) {
        parts.hour = data[4];
        parts.minute = data[5];
        parts.second = data[6];
    }
    if (size >= 11) std::memcpy(&parts.microsecond, data + 7, sizeof parts.microsecond);
    return parts;
}

std::optional<std::int64_t> take_number(std::string_view& text) noexcept {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || number < 0) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, char c) noexcept {
    if (text.empty() || text.front() != c) return false;
    text.remove_prefix(1);
    return true;
}

}  // namespace

std::optional<DateTime> read_moment(const unsigned char* data, std::size_t size) noexcept {
    const Parts parts = parts_of(data, size);
    const Date date{std::chrono::year{parts.year}, std::chrono::month{parts.month}, std::chrono::day{parts.day}};
    if (!date.ok() || parts.year == 0) return std::nullopt;
    return std::chrono::sys_days{date} + std::chrono::hours{parts.hour} + std::chrono::minutes{parts.minute} +
           std::chrono::seconds{parts.second} + std::chrono::microseconds{parts.microsecond};
}

Interval read_length(const unsigned char* data, std::size_t size) noexcept {
    if (size < 8) return Interval::zero();
    std::uint32_t days = 0;
    std::uint32_t microseconds = 0;
    std::memcpy(&days, data + 1, sizeof days);
    if (size >= 12) std::memcpy(&microseconds, data + 8, sizeof microseconds);
    const Interval length = std::chrono::days{days} + std::chrono::hours{data[5]} + std::chrono::minutes{data[6]} +
                            std::chrono::seconds{data[7]} + std::chrono::microseconds{microseconds};
    return data[0] != 0 ? -length : length;
}

std::optional<Interval> parse_length(std::string_view text) noexcept {
    const bool is_negative = take(text, '-');
    const auto hours = take_number(text);
    if (!hours || *hours > 838 || !take(text, ':')) return std::nullopt;
    const auto minutes = take_number(text);
    if (!minutes || *minutes > 59 || !take(text, ':')) return std::nullopt;
    const auto seconds = take_number(text);
    if (!seconds || *seconds > 59) return std::nullopt;
    std::int64_t microseconds = 0;
    if (take(text, '.')) {
        std::int64_t unit = 100'000;
        for (; !text.empty() && text.front() >= '0' && text.front() <= '9'; text.remove_prefix(1), unit /= 10)
            microseconds += (text.front() - '0') * unit;
    }
    if (!text.empty()) return std::nullopt;
    const Interval length = std::chrono::hours{*hours} + std::chrono::minutes{*minutes} + std::chrono::seconds{*seconds} +
                            std::chrono::microseconds{microseconds};
    return is_negative ? -length : length;
}

std::string show_moment(const unsigned char* data, std::size_t size, bool with_time) {
    const Parts parts = parts_of(data, size);
    std::string text = fmt::format("'{:04}-{:02}-{:02}", parts.year, parts.month, parts.day);
    if (with_time) text += fmt::format(" {:02}:{:02}:{:02}", parts.hour, parts.minute, parts.second);
    if (parts.microsecond != 0) text += fmt::format(".{:06}", parts.microsecond);
    return text + "'";
}

}  // namespace retort::mariadb
