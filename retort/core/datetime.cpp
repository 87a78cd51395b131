#include <retort/core/datetime.hpp>

#include <array>
#include <cstring>
#include <ostream>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>

namespace retort {

namespace {

using std::chrono::days;
using std::chrono::sys_days;

constexpr std::int64_t second_us = 1'000'000;
constexpr std::int64_t day_us = 86'400 * second_us;

constexpr auto two_digits = [] {
    std::array<char, 200> pairs{};
    for (std::size_t number = 0; number < 100; ++number) {
        pairs[number * 2] = static_cast<char>('0' + number / 10);
        pairs[number * 2 + 1] = static_cast<char>('0' + number % 10);
    }
    return pairs;
}();

char* put2(char* to, unsigned number) noexcept {
    std::memcpy(to, two_digits.data() + number * std::size_t{2}, 2);
    return to + 2;
}

char* put_date(char* to, Date date) {
    const int year = static_cast<int>(date.year());
    if (!date.ok() || year < 1 || year > 9999) throw ArgumentError{"a date outside the years 1 to 9999, or one that does not exist"};
    to = put2(to, static_cast<unsigned>(year) / 100);
    to = put2(to, static_cast<unsigned>(year) % 100);
    *to++ = '-';
    to = put2(to, static_cast<unsigned>(date.month()));
    *to++ = '-';
    return put2(to, static_cast<unsigned>(date.day()));
}

char* put_seconds_of_day(char* to, unsigned seconds) noexcept {
    to = put2(to, seconds / 3600);
    *to++ = ':';
    to = put2(to, seconds / 60 % 60);
    *to++ = ':';
    return put2(to, seconds % 60);
}

char* put_fraction(char* to, unsigned microseconds) noexcept {
    *to++ = '.';
    to = put2(to, microseconds / 10'000);
    to = put2(to, microseconds / 100 % 100);
    return put2(to, microseconds % 100);
}

struct Split {
    Date date;
    std::int64_t of_day;
};

// Floors: a moment before 1970 belongs to the day that it is in.
Split split(DateTime value) {
    // The range is looked at before anything is computed: a year is 16 bits wide and would wrap, and the day of the first of all moments has no beginning.
    constexpr DateTime first = sys_days{std::chrono::year{1} / 1 / 1};
    constexpr DateTime after = sys_days{std::chrono::year{10000} / 1 / 1};
    if (value < first || value >= after) throw ArgumentError{"a point in time outside the years 1 to 9999"};
    const auto day = std::chrono::floor<days>(value);
    return {Date{day}, (value - day).count()};
}

void append_part(std::string& out, std::int64_t number, std::string_view unit) {
    if (number != 0) out.append(std::to_string(number)).append(unit);
}

void append_argument(std::string& out, std::string_view name, std::int64_t value) {
    if (value == 0) return;
    if (out.back() != '(') out += ", ";
    out.append(name).append("=").append(std::to_string(value));
}

// ", 10, 15", and seconds and microseconds only where they are not zero, as Python leaves them out.
void append_time_arguments(std::string& out, Time time) {
    out.append(std::to_string(time.hour())).append(", ").append(std::to_string(time.minute()));
    if (time.second() != 0 || time.microsecond() != 0) out.append(", ").append(std::to_string(time.second()));
    if (time.microsecond() != 0) out.append(", ").append(std::to_string(time.microsecond()));
}

void append_date_arguments(std::string& out, Date date) {
    out.append(std::to_string(static_cast<int>(date.year()))).append(", ");
    out.append(std::to_string(static_cast<unsigned>(date.month()))).append(", ");
    out.append(std::to_string(static_cast<unsigned>(date.day())));
}

}  // namespace

Time::Time(int hour, int minute, int second, int microsecond) {
    const auto within = [](int value, int limit) { return value >= 0 && value < limit; };
    if (!within(hour, 24) || !within(minute, 60) || !within(second, 60) || !within(microsecond, 1'000'000)) {
        throw ArgumentError{"no time of day: " + std::to_string(hour) + ":" + std::to_string(minute) + ":" + std::to_string(second) +
                            " and " + std::to_string(microsecond) + " microseconds"};
    }
    elapsed_ = (hour * std::int64_t{3600} + minute * 60 + second) * second_us + microsecond;
}

Time Time::since_midnight(std::chrono::microseconds elapsed) {
    if (elapsed.count() < 0 || elapsed.count() >= day_us) {
        throw ArgumentError{"no time of day: " + std::to_string(elapsed.count()) + " microseconds since midnight"};
    }
    Time time;
    time.elapsed_ = elapsed.count();
    return time;
}

std::ostream& Time::print(std::ostream& out, const Time& time) {
    return out << isoformat(time);
}

std::size_t write_datetime(DateTime value, char* buffer, char separator) {
    const auto parts = split(value);
    char* to = put_date(buffer, parts.date);
    *to++ = separator;
    to = put_seconds_of_day(to, static_cast<unsigned>(parts.of_day / second_us));
    put_fraction(to, static_cast<unsigned>(parts.of_day % second_us));
    return datetime_size;
}

std::size_t write_date(Date value, char* buffer) {
    put_date(buffer, value);
    return date_size;
}

std::size_t write_time(Time value, char* buffer) noexcept {
    const auto elapsed = value.since_midnight().count();
    put_fraction(put_seconds_of_day(buffer, static_cast<unsigned>(elapsed / second_us)), static_cast<unsigned>(elapsed % second_us));
    return time_size;
}

std::string format_datetime(DateTime value, char separator) {
    char buffer[datetime_size];
    return {buffer, write_datetime(value, buffer, separator)};
}

std::string format_date(Date value) {
    char buffer[date_size];
    return {buffer, write_date(value, buffer)};
}

std::string format_time(Time value) {
    char buffer[time_size];
    return {buffer, write_time(value, buffer)};
}

std::string isoformat(DateTime value) {
    auto text = format_datetime(value, 'T');
    if (value.time_since_epoch().count() % second_us == 0) text.resize(text.size() - 7);
    return text;
}

std::string isoformat(Date value) {
    return format_date(value);
}

std::string isoformat(Time value) {
    auto text = format_time(value);
    if (value.microsecond() == 0) text.resize(text.size() - 7);
    return text;
}

std::string isoformat(Interval value) {
    if (value.count() == 0) return "PT0S";
    // Unsigned, since the most negative interval has no positive counterpart.
    const bool negative = value.count() < 0;
    auto left = static_cast<std::uint64_t>(value.count());
    if (negative) left = 0 - left;
    std::string out = negative ? "-P" : "P";
    const auto take = [&left](std::int64_t unit) {
        const auto count = left / static_cast<std::uint64_t>(unit);
        left %= static_cast<std::uint64_t>(unit);
        return static_cast<std::int64_t>(count);
    };
    append_part(out, take(day_us), "D");
    if (left == 0) return out;
    out.push_back('T');
    append_part(out, take(3600 * second_us), "H");
    append_part(out, take(60 * second_us), "M");
    const auto seconds = take(second_us);
    if (left == 0) {
        append_part(out, seconds, "S");
        return out;
    }
    char fraction[7];
    put_fraction(fraction, static_cast<unsigned>(left));
    std::string_view digits{fraction, sizeof fraction};
    digits.remove_suffix(digits.size() - 1 - digits.find_last_not_of('0'));
    return out.append(std::to_string(seconds)).append(digits).append("S");
}

std::string repr_datetime(DateTime value) {
    const auto parts = split(value);
    std::string out = "datetime.datetime(";
    append_date_arguments(out, parts.date);
    out += ", ";
    append_time_arguments(out, Time::since_midnight(Interval{parts.of_day}));
    return out += ")";
}

std::string repr_date(Date value) {
    std::string out = "datetime.date(";
    append_date_arguments(out, value);
    return out += ")";
}

std::string repr_time(Time value) {
    std::string out = "datetime.time(";
    append_time_arguments(out, value);
    return out += ")";
}

std::string repr_timedelta(Interval value) {
    // Python keeps only the days negative: minus one second is minus one day and 86399 seconds.
    std::int64_t whole_days = value.count() / day_us;
    std::int64_t rest = value.count() % day_us;
    if (rest < 0) {
        rest += day_us;
        --whole_days;
    }
    std::string out = "datetime.timedelta(";
    append_argument(out, "days", whole_days);
    append_argument(out, "seconds", rest / second_us);
    append_argument(out, "microseconds", rest % second_us);
    if (out.back() == '(') out += "0";
    return out += ")";
}

}  // namespace retort

std::size_t std::hash<retort::Time>::operator()(const retort::Time& time) const noexcept {
    return static_cast<std::size_t>(retort::hash_u64(static_cast<std::uint64_t>(time.since_midnight().count())));
}
