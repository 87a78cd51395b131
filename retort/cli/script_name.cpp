#include <retort/cli/script_name.hpp>

#include <array>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::cli {

namespace {

/// The C library knows time zones (C++20's are not in g++ 12), but only the one that TZ names.
// NOLINTBEGIN(concurrency-mt-unsafe): local_time() says that one thread at a time may call it
class TimeZone {
public:
    explicit TimeZone(const std::string& name) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        ::setenv("TZ", (":" + name).c_str(), 1);
        ::tzset();
    }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;
    ~TimeZone() {
        if (before_)
            ::setenv("TZ", before_->c_str(), 1);
        else
            ::unsetenv("TZ");
        ::tzset();
    }

private:
    std::optional<std::string> before_{};
};
// NOLINTEND(concurrency-mt-unsafe)

LocalTime now_here(std::time_t seconds, bool with_zone) {
    std::tm parts{};
    ::localtime_r(&seconds, &parts);
    LocalTime time{parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, seconds, {}};
    if (with_zone) {
        const auto minutes = std::labs(parts.tm_gmtoff) / 60;
        time.zone = fmt::format("{}{:02}:{:02}", parts.tm_gmtoff < 0 ? '-' : '+', minutes / 60, minutes % 60);
    }
    return time;
}

/// The name of a zone's file; Python takes capitals for small letters, too.
std::optional<std::string> zone_file(const std::string& name) {
    if (name.empty() || name.front() == '/' || name.find("..") != std::string::npos) return std::nullopt;
    for (const auto& spelling : {name, to_upper_ascii(name)}) {
        std::error_code problem;
        if (std::filesystem::is_regular_file("/usr/share/zoneinfo/" + spelling, problem)) return spelling;
        if (spelling == "UTC") return spelling;  // known to the library where there are no files
    }
    return std::nullopt;
}

bool is_word(char letter) {
    const auto byte = static_cast<unsigned char>(letter);
    return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_' ||
           byte >= 0x80;
}

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (const char letter : text)
        count += (static_cast<unsigned char>(letter) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

/// The number behind a name such as `month`; texts have none.
std::optional<long long> number_named(std::string_view name, const LocalTime& time) {
    const std::array<std::pair<std::string_view, long long>, 7> numbers{{{"epoch", time.epoch}, {"year", time.year}, {"month", time.month},
        {"day", time.day}, {"hour", time.hour}, {"minute", time.minute}, {"second", time.second}}};
    for (const auto& [known, number] : numbers) {
        if (known == name) return number;
    }
    return std::nullopt;
}

/// What stands between the name and its letter: ".2", "02", or nothing.
std::optional<int> digits_wanted(std::string_view format) {
    if (format.empty()) return 0;
    if (format.front() == '.' || format.front() == '0') format.remove_prefix(1);
    if (format.size() != 1 || format.front() < '1' || format.front() > '9') return std::nullopt;
    return format.front() - '0';
}

}  // namespace

std::string LocalTime::str() const {
    return fmt::format("{:04}-{:02}-{:02} {:02}:{:02}:{:02}{}", year, month, day, hour, minute, second, zone);
}

LocalTime local_time(std::chrono::system_clock::time_point time, const std::string& timezone) {
    const auto seconds = std::chrono::system_clock::to_time_t(time);
    if (timezone.empty()) return now_here(seconds, false);
    const auto known = zone_file(timezone);
    if (!known) throw ArgumentError{fmt::format("Can't locate timezone: {}", timezone)};
    const TimeZone zone{*known};
    return now_here(seconds, true);
}

std::string slug_of(std::string_view message, std::size_t length) {
    std::string slug;
    for (std::size_t i = 0; i < message.size(); ++i) {
        if (!is_word(message[i])) continue;
        if (!slug.empty() && !is_word(message[i - 1])) slug += '_';
        slug += message[i];
    }
    slug = to_lower_ascii(slug);
    if (characters(slug) <= length) return slug;
    while (characters(slug) > length)
        slug.pop_back();
    while (!slug.empty() && (static_cast<unsigned char>(slug.back()) & 0x80U) != 0 && !is_valid_utf8(slug))
        slug.pop_back();
    return slug.substr(0, slug.rfind('_')) + '_';
}

std::string script_name(std::string_view file_template, std::string_view id, std::string_view slug, const LocalTime& time) {
    const auto refuse = [&](std::string_view why) {
        throw ArgumentError{fmt::format("the file_template '{}' in retort.toml {}", file_template, why)};
    };
    std::string name;
    for (auto rest = file_template; !rest.empty();) {
        const auto percent = rest.find('%');
        name += rest.substr(0, percent);
        if (percent == std::string_view::npos) break;
        rest.remove_prefix(percent + 1);
        if (rest.starts_with('%')) {
            name += '%';
            rest.remove_prefix(1);
            continue;
        }
        const auto close = rest.find(')');
        const auto letter = rest.find_first_of("sd", close);
        if (!rest.starts_with('(') || letter == std::string_view::npos) refuse("has a '%' that begins no name; write '%%' for the sign");
        const auto word = rest.substr(1, close - 1);
        const auto digits = digits_wanted(rest.substr(close + 1, letter - close - 1));
        const auto number = number_named(word, time);
        if (!digits) refuse(fmt::format("has a format that is not understood behind '%({})'", word));
        if (number)
            name += fmt::format("{:0{}}", *number, *digits == 0 ? 1 : *digits);
        else if (word == "rev")
            name += id;
        else if (word == "slug")
            name += slug;
        else
            refuse(fmt::format("has the unknown name '{}'", word));
        rest.remove_prefix(letter + 1);
    }
    if (name.empty() || name.find('/') != std::string::npos || name == "." || name == "..") refuse("makes no name of a file");
    return name;
}

}  // namespace retort::cli
