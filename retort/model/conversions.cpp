#include <retort/model/conversions.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_seconds = 86'400;
constexpr std::size_t longest_integer = 4300;  // Python's limit, which pydantic keeps

constexpr const char* too_short = "input is too short";
constexpr const char* extra_characters = "unexpected extra characters at the end of the input";
constexpr const char* value_too_large = "a numeric value in the duration is too large";
constexpr const char* bad_fraction = "quantity fraction invalid in duration";

bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Underscores stand between digits only, one at a time; false where they do not.
bool without_underscores(std::string_view text, std::string& out) {
    out.clear();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '_') {
            out += text[i];
        } else if (i == 0 || i + 1 == text.size() || !is_digit(text[i - 1]) || !is_digit(text[i + 1])) {
            return false;
        }
    }
    return true;
}

/// The characters of a text at a place that moves on.
struct Reader {
    std::string_view text;
    std::size_t at = 0;

    [[nodiscard]] char peek(std::size_t ahead = 0) const noexcept { return at + ahead < text.size() ? text[at + ahead] : '\0'; }
    [[nodiscard]] bool at_end() const noexcept { return at >= text.size(); }
    bool take(char wanted) noexcept {
        if (peek() != wanted || at_end()) return false;
        ++at;
        return true;
    }
    bool two_digits(int& out) noexcept {
        if (!is_digit(peek()) || !is_digit(peek(1))) return false;
        out = (peek() - '0') * 10 + (peek(1) - '0');
        at += 2;
        return true;
    }
};

const char* date_part(Reader& in, Date& out) noexcept {
    if (in.text.size() < 10) return too_short;
    int year = 0;
    for (int i = 0; i < 4; ++i, ++in.at) {
        if (!is_digit(in.peek())) return "invalid character in year";
        year = year * 10 + (in.peek() - '0');
    }
    int month = 0;
    int day = 0;
    if (!in.take('-')) return "invalid date separator, expected `-`";
    if (!in.two_digits(month)) return "invalid character in month";
    if (!in.take('-')) return "invalid date separator, expected `-`";
    if (!in.two_digits(day)) return "invalid character in day";
    if (month < 1 || month > 12) return "month value is outside expected range of 1-12";
    out = std::chrono::year{year} / month / day;
    if (!out.ok()) return "day value is outside expected range";
    return year == 0 ? "year 0 is out of range" : nullptr;
}

/// The time of day in microseconds. Digits of a second behind the sixth are dropped.
const char* time_part(Reader& in, std::int64_t& out) noexcept {
    if (in.text.size() < in.at + 5) return too_short;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!in.two_digits(hour)) return "invalid character in hour";
    if (!in.take(':')) return "invalid time separator, expected `:`";
    if (!in.two_digits(minute)) return "invalid character in minute";
    if (hour > 23) return "hour value is outside expected range of 0-23";
    if (minute > 59) return "minute value is outside expected range of 0-59";
    std::int64_t fraction = 0;
    if (in.take(':')) {
        if (!in.two_digits(second)) return "invalid character in second";
        if (second > 59) return "second value is outside expected range of 0-59";
        if (in.take('.') || in.take(',')) {
            if (!is_digit(in.peek())) return "second fraction digits missing after `.`";
            for (std::int64_t scale = second_us / 10; is_digit(in.peek()); ++in.at, scale /= 10) {
                fraction += scale * (in.peek() - '0');
            }
        }
    }
    out = (hour * std::int64_t{3600} + minute * 60 + second) * second_us + fraction;
    return nullptr;
}

/// Nothing, Z or ±hh[:]mm up to the end, in seconds.
const char* offset_part(Reader& in, std::int64_t& out) noexcept {
    out = 0;
    if (in.at_end()) return nullptr;
    if (!in.take('Z') && !in.take('z')) {
        const bool negative = in.peek() == '-';
        if (!in.take('+') && !in.take('-')) return "invalid timezone sign";
        int hour = 0;
        int minute = 0;
        if (!in.two_digits(hour)) return "invalid timezone hour";
        in.take(':');
        if (!in.two_digits(minute)) return "invalid timezone minute";
        if (minute > 59) return "timezone minute value is outside expected range of 0-59";
        if (hour > 23) return "timezone offset must be less than 24 hours";
        out = hour * 3600 + minute * 60;
        if (negative) out = -out;
    }
    return in.at_end() ? nullptr : extra_characters;
}

constexpr DateTime first_moment{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
constexpr DateTime after_last_moment{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};

const char* full_datetime(std::string_view text, DateTime& out) noexcept {
    Reader in{text};
    Date date;
    if (const char* error = date_part(in, date)) return error;
    const DateTime midnight{std::chrono::sys_days{date}};
    if (in.at_end()) {
        out = midnight;
        return nullptr;
    }
    if (!in.take('T') && !in.take('t') && !in.take(' ') && !in.take('_')) {
        return "invalid datetime separator, expected `T`, `t`, `_` or space";
    }
    std::int64_t of_day = 0;
    std::int64_t offset = 0;
    if (const char* error = time_part(in, of_day)) return error;
    if (const char* error = offset_part(in, offset)) return error;
    out = midnight + Interval{of_day - offset * second_us};
    return out < first_moment || out >= after_last_moment ? "the moment in UTC is outside the years 1 to 9999" : nullptr;
}

bool multiply_add(std::int64_t& sum, std::int64_t count, std::int64_t unit) noexcept {
    std::int64_t product = 0;
    return !__builtin_mul_overflow(count, unit, &product) && !__builtin_add_overflow(sum, product, &sum);
}

const char* number_part(Reader& in, std::int64_t& out) noexcept {
    if (!is_digit(in.peek())) return "invalid digit in duration";
    out = 0;
    for (; is_digit(in.peek()); ++in.at) {
        if (out > std::numeric_limits<std::uint32_t>::max()) return value_too_large;
        out = out * 10 + (in.peek() - '0');
    }
    return nullptr;
}

/// The parts behind the P; each may have a fraction, which must be the last. A year has 365 days and a month 30, as in pydantic.
const char* iso_duration(Reader& in, std::int64_t& sum) noexcept {
    bool in_time = false;
    bool had_fraction = false;
    std::size_t parts = 0;
    while (!in.at_end()) {
        if (in.take('T')) {
            if (in_time) return "`t` character repeated in duration";
            in_time = true;
            continue;
        }
        std::int64_t count = 0;
        double fraction = 0;
        bool has_fraction = false;
        if (const char* error = number_part(in, count)) return error;
        if (had_fraction) return bad_fraction;
        if (in.take('.') || in.take(',')) {
            has_fraction = true;
            double scale = 1;
            double digits = 0;
            for (; is_digit(in.peek()); ++in.at, scale *= 10)
                digits = digits * 10 + (in.peek() - '0');
            fraction = digits / scale;
        }
        had_fraction = has_fraction;
        std::int64_t unit = 0;
        switch (in.peek()) {
        case 'Y': unit = in_time ? 0 : 365 * day_seconds; break;
        case 'M': unit = in_time ? 60 : 30 * day_seconds; break;
        case 'W': unit = in_time ? 0 : 7 * day_seconds; break;
        case 'D': unit = in_time ? 0 : day_seconds; break;
        case 'H': unit = in_time ? 3600 : 0; break;
        case 'S': unit = in_time ? 1 : 0; break;
        default: break;
        }
        if (unit == 0) return in_time ? "quantity invalid in time part of duration" : "quantity invalid in date part of duration";
        ++in.at;
        if (!multiply_add(sum, count, unit * second_us)) return value_too_large;
        if (has_fraction && !multiply_add(sum, std::llround(fraction * static_cast<double>(unit * second_us)), 1)) return value_too_large;
        ++parts;
    }
    return parts == 0 ? too_short : nullptr;
}

char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// `1d`, `1 day`, `3 DAYS, 01:02:03`.
const char* days_duration(Reader& in, std::int64_t& sum) noexcept {
    constexpr const char* wrong = "\"day\" identifier in duration not correctly formatted";
    std::int64_t days = 0;
    if (const char* error = number_part(in, days)) return error;
    in.take(' ');
    if (lower(in.peek()) != 'd') return wrong;
    ++in.at;
    if (lower(in.peek()) == 'a') {
        if (lower(in.peek(1)) != 'y') return wrong;
        in.at += 2;
        if (lower(in.peek()) == 's') ++in.at;
    }
    if (!multiply_add(sum, days, day_seconds * second_us)) return value_too_large;
    in.take(',');
    in.take(' ');
    if (in.at_end()) return nullptr;
    std::int64_t of_day = 0;
    if (const char* error = time_part(in, of_day)) return error;
    if (!in.at_end()) return extra_characters;
    return multiply_add(sum, of_day, 1) ? nullptr : value_too_large;
}

/// `HH:MM`, `HH:MM:SS.f`, where there may be any number of hours.
const char* clock_duration(Reader& in, std::int64_t& sum) noexcept {
    if (in.text.size() < in.at + 5) return too_short;
    std::int64_t hours = 0;
    std::size_t digits = 0;
    for (; is_digit(in.peek()); ++in.at, ++digits) {
        if (digits == 10) return "durations may not exceed 999,999,999 hours";
        hours = hours * 10 + (in.peek() - '0');
    }
    if (in.peek() != ':' || digits == 0) return "invalid character in hour";
    // The rest is the end of a time of day.
    std::array<char, 64> clock{'0', '0'};
    const std::string_view rest = in.text.substr(in.at);
    if (rest.size() > clock.size() - 2) return "second fraction value is more than 6 digits long";
    rest.copy(clock.data() + 2, rest.size());
    Reader tail{std::string_view{clock.data(), rest.size() + 2}};
    std::int64_t of_hour = 0;
    if (const char* error = time_part(tail, of_hour)) return error;
    if (!tail.at_end()) return extra_characters;
    return multiply_add(sum, hours, 3600 * second_us) && multiply_add(sum, of_hour, 1) ? nullptr : value_too_large;
}

const char* duration(std::string_view text, Interval& out) noexcept {
    if (text.empty()) return too_short;
    Reader in{text};
    const bool negative = in.take('-');
    if (!negative) in.take('+');
    std::int64_t sum = 0;
    const char* error = nullptr;
    if (in.take('P')) {
        error = iso_duration(in, sum);
    } else if (text.find_first_of("dD") != std::string_view::npos || text.size() < 5) {
        error = days_duration(in, sum);
    } else {
        error = clock_duration(in, sum);
    }
    if (error == nullptr) out = Interval{negative ? -sum : sum};
    return error;
}

constexpr std::int64_t milliseconds_from = 20'000'000'000;
constexpr const char* date_too_small = "dates before 0000 are not supported as unix timestamps";
constexpr const char* date_too_large = "dates after 9999 are not supported as unix timestamps";

const char* moment(std::int64_t microseconds, DateTime& out) noexcept {
    out = DateTime{Interval{microseconds}};
    if (out < first_moment) return date_too_small;
    return out >= after_last_moment ? date_too_large : nullptr;
}

}  // namespace

std::optional<bool> boolean_from(std::string_view text) noexcept {
    for (const std::string_view word : {"1", "t", "y", "on", "yes", "true"}) {
        if (iequals(text, word)) return true;
    }
    for (const std::string_view word : {"0", "f", "n", "no", "off", "false"}) {
        if (iequals(text, word)) return false;
    }
    return std::nullopt;
}

IntegerText integer_from(std::string_view text, AnyInteger& out) {
    text = strip(text);
    if (text.size() > longest_integer) return IntegerText::too_long;
    out = {};
    if (text.starts_with('-') || text.starts_with('+')) {
        out.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (const std::size_t point = text.find('.'); point != std::string_view::npos) {
        if (text.substr(point + 1).find_first_not_of('0') != std::string_view::npos) return IntegerText::no_integer;
        text = text.substr(0, point);
    }
    std::string plain;
    if (!without_underscores(text, plain) || plain.empty() || plain.find_first_not_of("0123456789") != std::string::npos) {
        return IntegerText::no_integer;
    }
    out.beyond = std::from_chars(plain.data(), plain.data() + plain.size(), out.magnitude).ec != std::errc{};
    return IntegerText::read;
}

std::optional<double> real_from(std::string_view text) {
    std::string plain;
    text = strip(text);
    if (!without_underscores(text, plain)) return std::nullopt;
    std::string_view digits = plain;
    if (digits.starts_with('+')) {
        digits.remove_prefix(1);
        if (digits.starts_with('-')) return std::nullopt;
    }
    if (digits.find('(') != std::string_view::npos) return std::nullopt;  // nan(…), which from_chars reads
    double value = 0;
    const auto result = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (result.ptr != digits.data() + digits.size() || result.ec == std::errc::invalid_argument) return std::nullopt;
    if (result.ec == std::errc::result_out_of_range) {
        // Which from_chars leaves as it was, at either end of the range: strtod, whose locale is no matter to a text that has been read once,
        // would say which; so does the exponent.
        const std::size_t mark = digits.find_first_of("eE");
        const bool tiny = mark != std::string_view::npos && mark + 1 < digits.size() && digits[mark + 1] == '-';
        value = tiny ? 0 : std::numeric_limits<double>::infinity();
        if (digits.front() == '-') value = -value;
    }
    return value;
}

const char* read_date(std::string_view text, Date& out) noexcept {
    Reader in{text};
    if (const char* error = date_part(in, out)) return error;
    return in.at_end() ? nullptr : extra_characters;
}

const char* read_time(std::string_view text, Time& out) noexcept {
    Reader in{text};
    std::int64_t of_day = 0;
    std::int64_t offset = 0;
    if (const char* error = time_part(in, of_day)) return error;
    if (const char* error = offset_part(in, offset)) return error;
    if (offset != 0) return "a time has no timezone offset but Z";
    out = Time::since_midnight(Interval{of_day});
    return nullptr;
}

const char* read_datetime(std::string_view text, DateTime& out, bool lax) noexcept {
    const char* const error = full_datetime(text, out);
    if (error == nullptr || !lax) return error;
    const char* const end = text.data() + text.size();
    std::int64_t integer = 0;
    if (const auto read = std::from_chars(text.data(), end, integer); read.ptr == end && read.ec == std::errc{}) {
        return datetime_from(integer, out);
    }
    double real = 0;
    if (const auto read = std::from_chars(text.data(), end, real, std::chars_format::fixed); read.ptr == end && read.ec == std::errc{}) {
        return datetime_from(real, out);
    }
    return error;
}

const char* read_interval(std::string_view text, Interval& out) noexcept {
    const char* const error = duration(text, out);
    if (error == nullptr) return nullptr;
    // What pydantic refuses and our own columns may hold: `1 day, 2:03:04`, `2 03:04:05`.
    if (const auto parsed = parse_duration(text)) {
        out = *parsed;
        return nullptr;
    }
    return error;
}

const char* datetime_from(std::int64_t number, DateTime& out) noexcept {
    const bool milliseconds = number > milliseconds_from || number < -milliseconds_from;
    std::int64_t sum = 0;
    if (!multiply_add(sum, number, milliseconds ? 1000 : second_us)) return number < 0 ? date_too_small : date_too_large;
    return moment(sum, out);
}

const char* datetime_from(double number, DateTime& out) noexcept {
    if (std::isnan(number)) return "NaN values not permitted";
    constexpr auto watershed = static_cast<double>(milliseconds_from);
    const double seconds = std::abs(number) > watershed ? number / 1000 : number;
    if (std::abs(seconds) > 1e12) return seconds < 0 ? date_too_small : date_too_large;
    const double whole = std::floor(seconds);
    return moment(static_cast<std::int64_t>(whole) * second_us + std::llround((seconds - whole) * 1e6), out);
}

const char* time_from(double seconds, Time& out) noexcept {
    if (std::isnan(seconds)) return "NaN values not permitted";
    if (seconds < 0) return "time in seconds should be positive";
    if (seconds >= static_cast<double>(day_seconds)) return "numeric times may not exceed 86,399 seconds";
    const std::int64_t microseconds = std::llround(seconds * 1e6);
    if (microseconds >= day_seconds * second_us) return "numeric times may not exceed 86,399 seconds";
    out = Time::since_midnight(Interval{microseconds});
    return nullptr;
}

const char* interval_from(std::int64_t seconds, Interval& out) noexcept {
    std::int64_t sum = 0;
    if (!multiply_add(sum, seconds, second_us)) return "durations may not exceed 999,999,999 days";
    out = Interval{sum};
    return nullptr;
}

const char* interval_from(double seconds, Interval& out) noexcept {
    if (std::isnan(seconds)) return "NaN values not permitted";
    if (std::abs(seconds) > 9.2e12) return "durations may not exceed 999,999,999 days";
    const double whole = std::floor(seconds);
    out = Interval{static_cast<std::int64_t>(whole) * second_us + std::llround((seconds - whole) * 1e6)};
    return nullptr;
}

std::string uuid_error(std::string_view text) {
    constexpr std::array<std::size_t, 5> lengths{8, 4, 4, 4, 12};
    constexpr std::string_view urn = "urn:uuid:";
    std::string_view digits = text;
    bool simple = true;
    if (text.size() >= 2 && text.front() == '{' && text.back() == '}') {
        digits = text.substr(1, text.size() - 2);
        simple = false;
    } else if (text.starts_with(urn)) {
        digits = text.substr(urn.size());
        simple = false;
    }
    const std::size_t skipped = static_cast<std::size_t>(digits.data() - text.data());
    std::size_t hyphens = 0;
    for (std::string_view left = digits; !left.empty();) {
        const char* const where = left.data();
        char32_t character = 0;
        decode_utf8(left, character);
        const bool hexadecimal = character < 0x80 && std::string_view{"0123456789abcdefABCDEF"}.find(*where) != std::string_view::npos;
        if (character == '-') {
            ++hyphens;
        } else if (!hexadecimal) {
            return "invalid character: expected an optional prefix of `urn:uuid:` followed by [0-9a-fA-F-], found `" +
                   std::string{where, left.data()} + "` at " +
                   std::to_string(static_cast<std::size_t>(where - digits.data()) + skipped + 1);
        }
    }
    if (hyphens == 0 && simple) {
        return "invalid length: expected length 32 for simple format, found " + std::to_string(text.size());
    }
    if (hyphens != 4) {
        return "invalid group count: expected 5, found " + std::to_string(hyphens + 1);
    }
    std::size_t group = 0;
    for (const std::string_view part : split(digits, '-')) {
        if (part.size() != lengths[group] || group == 4) {
            return "invalid group length in group " + std::to_string(group) + ": expected " + std::to_string(lengths[group]) + ", found " +
                   std::to_string(part.size());
        }
        ++group;
    }
    return "invalid group";
}

bool base64_from(std::string_view text, Bytes& out, std::string& error) {
    std::string plain;
    plain.reserve(text.size() + 3);
    const std::size_t last = text.find_last_not_of('=');
    const std::size_t digits = last == std::string_view::npos ? 0 : last + 1;
    for (std::size_t i = 0; i < digits; ++i) {
        const char c = text[i] == '-' ? '+' : text[i] == '_' ? '/' : text[i];
        const bool fits = is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') || c == '+' || c == '/';
        if (!fits) {
            error = "Invalid symbol " + std::to_string(static_cast<unsigned char>(text[i])) + ", offset " + std::to_string(i) + ".";
            return false;
        }
        plain += c;
    }
    if (digits % 4 == 1) {
        error = "Invalid input length: " + std::to_string(digits);
        return false;
    }
    if (text.size() - digits > 2) {
        error = "Invalid padding";
        return false;
    }
    plain.append((4 - digits % 4) % 4, '=');
    auto bytes = from_base64(plain);
    if (!bytes) {
        error = "Invalid last symbol " + std::to_string(static_cast<unsigned char>(text[digits - 1])) + ", offset " +
                std::to_string(digits - 1) + ".";
        return false;
    }
    out = std::move(*bytes);
    return true;
}

}  // namespace retort::detail
