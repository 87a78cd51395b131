#include <retort/core/datetime.hpp>

namespace retort {

namespace {

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

constexpr bool is_digit(char c) noexcept {
    return c >= '0' && c <= '9';
}

/// Takes what it recognises from the front of a text; each function says whether it was there.
class Scanner {
public:
    explicit Scanner(std::string_view text) noexcept : text_{text} {}

    [[nodiscard]] bool at_end() const noexcept { return text_.empty(); }
    [[nodiscard]] char peek() const noexcept { return text_.empty() ? '\0' : text_.front(); }

    bool take(char wanted) noexcept {
        if (peek() != wanted || text_.empty()) return false;
        text_.remove_prefix(1);
        return true;
    }

    bool take(std::string_view wanted) noexcept {
        if (!text_.starts_with(wanted)) return false;
        text_.remove_prefix(wanted.size());
        return true;
    }

    /// Exactly `count` digits.
    bool fixed(std::size_t count, int& number) noexcept {
        if (text_.size() < count) return false;
        number = 0;
        for (std::size_t index = 0; index < count; ++index) {
            if (!is_digit(text_[index])) return false;
            number = number * 10 + (text_[index] - '0');
        }
        text_.remove_prefix(count);
        return true;
    }

    /// One to 15 digits: more could overflow once they are multiplied into microseconds.
    bool number(std::int64_t& value) noexcept {
        std::size_t count = 0;
        value = 0;
        for (; count < text_.size() && is_digit(text_[count]); ++count) {
            if (count == 15) return false;
            value = value * 10 + (text_[count] - '0');
        }
        text_.remove_prefix(count);
        return count > 0;
    }

    /// Nothing, or a point and at least one digit; the seventh and later are dropped.
    bool fraction(int& microseconds) noexcept {
        microseconds = 0;
        if (!take('.') && !take(',')) return true;
        int scale = 100'000;
        std::size_t count = 0;
        for (; count < text_.size() && is_digit(text_[count]); ++count, scale /= 10)
            microseconds += scale * (text_[count] - '0');
        text_.remove_prefix(count);
        return count > 0;
    }

private:
    std::string_view text_;
};

bool read_date(Scanner& in, Date& date) noexcept {
    int year = 0;
    int month = 0;
    int day = 0;
    if (!in.fixed(4, year) || !in.take('-') || !in.fixed(2, month) || !in.take('-') || !in.fixed(2, day)) return false;
    date = std::chrono::year{year} / month / day;
    return year > 0 && date.ok();
}

bool read_time(Scanner& in, std::int64_t& of_day) noexcept {
    int hour = 0;
    int minute = 0;
    int second = 0;
    int fraction = 0;
    if (!in.fixed(2, hour) || !in.take(':') || !in.fixed(2, minute)) return false;
    if (in.take(':') && !(in.fixed(2, second) && in.fraction(fraction))) return false;
    of_day = (hour * std::int64_t{3600} + minute * 60 + second) * second_us + fraction;
    return hour < 24 && minute < 60 && second < 60;
}

/// Nothing, Z, or ±hh, ±hhmm, ±hh:mm, ±hh:mm:ss (PostgreSQL writes the first and the last), to the end of the text.
bool read_offset(Scanner& in, std::int64_t& offset) noexcept {
    offset = 0;
    if (in.at_end()) return true;
    if (in.take('Z') || in.take('z')) return in.at_end();
    const bool negative = in.peek() == '-';
    if (!in.take('+') && !in.take('-')) return false;
    int hour = 0;
    int minute = 0;
    int second = 0;
    if (!in.fixed(2, hour)) return false;
    if (!in.at_end()) {
        const bool colon = in.take(':');
        if (!in.fixed(2, minute)) return false;
        if (colon && in.take(':') && !in.fixed(2, second)) return false;
    }
    offset = (hour * std::int64_t{3600} + minute * 60 + second) * second_us;
    if (negative) offset = -offset;
    return in.at_end() && hour < 24 && minute < 60 && second < 60;
}

bool add(std::int64_t& sum, std::int64_t count, std::int64_t unit) noexcept {
    std::int64_t product = 0;
    return !__builtin_mul_overflow(count, unit, &product) && !__builtin_add_overflow(sum, product, &sum);
}

/// The parts behind the P, in their order, each at most once.
bool read_iso_duration(Scanner& in, std::int64_t& sum) noexcept {
    struct Part {
        char unit;
        bool of_time;
        std::int64_t size;
    };
    constexpr Part parts[] = {
        {'W', false, 7 * day_us}, {'D', false, day_us}, {'H', true, 3600 * second_us}, {'M', true, 60 * second_us}, {'S', true, second_us}};
    std::size_t next = 0;
    bool in_time = false;
    bool any = false;
    while (!in.at_end()) {
        if (!in_time && in.take('T')) in_time = true;
        std::int64_t count = 0;
        int fraction = 0;
        if (!in.number(count) || !in.fraction(fraction)) return false;
        while (next < std::size(parts) && (parts[next].unit != in.peek() || parts[next].of_time != in_time))
            ++next;
        if (next == std::size(parts)) return false;
        if (fraction != 0 && parts[next].unit != 'S') return false;
        in.take(in.peek());
        if (!add(sum, count, parts[next].size) || !add(sum, fraction, 1)) return false;
        ++next;
        any = true;
    }
    return any;
}

/// `1 day, 2:03:04.5`, `-1 day, 23:59:59`, `2 03:04:05`, `02:03`: the sign before the days is theirs alone.
bool read_clock_duration(Scanner& in, std::int64_t& sum, bool negative) noexcept {
    std::int64_t first = 0;
    if (!in.number(first)) return false;
    if (in.take(' ')) {
        if (!add(sum, negative ? -first : first, day_us)) return false;
        if (in.take("days") || in.take("day")) {
            if (in.at_end()) return true;
            in.take(',');
            if (!in.take(' ')) return false;
        }
        negative = false;
        if (!in.number(first)) return false;
    }
    std::int64_t second = 0;
    std::int64_t third = 0;
    int fraction = 0;
    if (!in.take(':') || !in.number(second)) return false;
    const bool has_hours = in.take(':');
    if (has_hours && !in.number(third)) return false;
    if (!in.fraction(fraction) || !in.at_end()) return false;
    std::int64_t clock = fraction;
    if (has_hours && (!add(clock, first, 3600 * second_us) || second > 59 || third > 59)) return false;
    if (!has_hours && second > 59) return false;
    if (!add(clock, has_hours ? second : first, 60 * second_us) || !add(clock, has_hours ? third : second, second_us)) return false;
    return add(sum, negative ? -clock : clock, 1);
}

}  // namespace

std::optional<Date> parse_date(std::string_view text) noexcept {
    Scanner in{text};
    Date date;
    if (!read_date(in, date) || !in.at_end()) return std::nullopt;
    return date;
}

std::optional<Time> parse_time(std::string_view text) noexcept {
    Scanner in{text};
    std::int64_t of_day = 0;
    if (!read_time(in, of_day) || !in.at_end()) return std::nullopt;
    return Time::since_midnight(Interval{of_day});
}

std::optional<DateTime> parse_datetime(std::string_view text) noexcept {
    Scanner in{text};
    Date date;
    if (!read_date(in, date)) return std::nullopt;
    const auto midnight = DateTime{std::chrono::sys_days{date}};
    if (in.at_end()) return midnight;
    std::int64_t of_day = 0;
    std::int64_t offset = 0;
    if (!in.take(' ') && !in.take('T') && !in.take('t')) return std::nullopt;
    if (!read_time(in, of_day) || !read_offset(in, offset)) return std::nullopt;
    const auto moment = midnight + Interval{of_day - offset};
    constexpr auto first = DateTime{std::chrono::sys_days{std::chrono::year{1} / 1 / 1}};
    constexpr auto end = DateTime{std::chrono::sys_days{std::chrono::year{10'000} / 1 / 1}};
    if (moment < first || moment >= end) return std::nullopt;
    return moment;
}

std::optional<Interval> parse_duration(std::string_view text) noexcept {
    Scanner in{text};
    const bool negative = in.take('-');
    if (!negative) in.take('+');
    std::int64_t sum = 0;
    if (in.take('P')) {
        if (!read_iso_duration(in, sum)) return std::nullopt;
        return Interval{negative ? -sum : sum};
    }
    if (!read_clock_duration(in, sum, negative)) return std::nullopt;
    return Interval{sum};
}

}  // namespace retort
