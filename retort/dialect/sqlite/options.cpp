#include <retort/dialect/sqlite/options.hpp>

#include <array>
#include <charconv>
#include <cmath>
#include <span>
#include <string_view>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::sqlite {

namespace {

/// The value in lower case where it is one of `allowed`.
std::string one_of(std::string_view name, std::string_view value, std::span<const std::string_view> allowed) {
    auto lower = to_lower_ascii(value);
    for (const auto candidate : allowed) {
        if (candidate == lower) return lower;
    }
    throw ArgumentError{
        "The option " + std::string{name} + " of SQLite is one of " + join(allowed, ", ") + ", not '" + std::string{value} + "'"};
}

bool flag(std::string_view name, std::string_view value) {
    constexpr std::array<std::string_view, 6> words{"on", "off", "true", "false", "1", "0"};
    const auto word = one_of(name, value, words);
    return word == "on" || word == "true" || word == "1";
}

void set_timeout(Options& options, std::string_view value) {
    double seconds = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), seconds);
    if (error != std::errc{} || end != value.data() + value.size() || !(seconds >= 0) || seconds > 1e6) {
        throw ArgumentError{"The option timeout of SQLite is a number of seconds, not '" + std::string{value} + "'"};
    }
    options.timeout_ms = static_cast<int>(std::lround(seconds * 1000));
}

void set_begin(Options& options, std::string_view value) {
    constexpr std::array<std::string_view, 3> modes{"deferred", "immediate", "exclusive"};
    const auto mode = one_of("begin", value, modes);
    options.begin = mode == "deferred" ? "BEGIN" : "BEGIN " + to_upper_ascii(mode);
}

void set_mode(Options& options, std::string_view value) {
    constexpr std::array<std::string_view, 3> modes{"ro", "rw", "rwc"};
    const auto mode = one_of("mode", value, modes);
    options.open_flags = mode == "ro" ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | (mode == "rwc" ? SQLITE_OPEN_CREATE : 0);
}

struct Option {
    std::string_view name;
    void (*set)(Options&, std::string_view);
};

constexpr std::array known_options{
    Option{"begin", set_begin},
    Option{"foreign_keys", [](Options& options, std::string_view value) { options.foreign_keys = flag("foreign_keys", value); }},
    Option{"journal_mode",
        [](Options& options, std::string_view value) {
            constexpr std::array<std::string_view, 6> modes{"delete", "truncate", "persist", "memory", "wal", "off"};
            options.journal_mode = one_of("journal_mode", value, modes);
        }},
    Option{"mode", set_mode},
    Option{"synchronous",
        [](Options& options, std::string_view value) {
            constexpr std::array<std::string_view, 4> modes{"off", "normal", "full", "extra"};
            options.synchronous = one_of("synchronous", value, modes);
        }},
    Option{"timeout", set_timeout},
    Option{"uri", [](Options& options, std::string_view value) { options.is_uri = flag("uri", value); }},
};

void set_option(Options& options, std::string_view name, std::string_view value) {
    for (const auto& option : known_options) {
        if (option.name == name) return option.set(options, value);
    }
    std::string names;
    for (const auto& option : known_options)
        names.append(names.empty() ? "" : ", ").append(option.name);
    throw ArgumentError{"SQLite has no option '" + std::string{name} + "'; it has " + names};
}

}  // namespace

Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args) {
    if (!url.host.empty() || !url.username.empty() || url.password || url.port >= 0) {
        throw ArgumentError{
            "A SQLite URL has neither user nor host: write sqlite:///relative.db, sqlite:////absolute.db, or sqlite:// for a "
            "database in memory (this one is " +
            url.str() + ")"};
    }
    Options options;
    options.open_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    if (url.database != ":memory:") options.file = url.database;
    for (const auto& [name, value] : url.query)
        set_option(options, name, value);
    for (const auto& [name, value] : connect_args)
        set_option(options, name, value);
    return options;
}

}  // namespace retort::sqlite
