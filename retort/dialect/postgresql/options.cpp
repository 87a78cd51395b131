#include <retort/dialect/postgresql/options.hpp>

#include <algorithm>
#include <array>
#include <memory>
#include <span>
#include <string_view>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::postgresql {

namespace {

std::string one_of(std::string_view name, std::string_view value, std::span<const std::string_view> allowed) {
    auto lower = to_lower_ascii(value);
    std::replace(lower.begin(), lower.end(), '_', ' ');
    for (const auto candidate : allowed) {
        if (candidate == lower) return lower;
    }
    throw ArgumentError{
        "The option " + std::string{name} + " of PostgreSQL is one of " + join(allowed, ", ") + ", not '" + std::string{value} + "'"};
}

bool flag(std::string_view name, std::string_view value) {
    constexpr std::array<std::string_view, 6> words{"on", "off", "true", "false", "1", "0"};
    const auto word = one_of(name, value, words);
    return word == "on" || word == "true" || word == "1";
}

/// The parts of BEGIN that options ask for.
struct Modes {
    std::string isolation;
    std::string access;
};

struct Option {
    std::string_view name;
    void (*set)(Options&, Modes&, std::string_view);
};

constexpr std::array own_options{
    Option{"copy", [](Options& options, Modes&, std::string_view value) { options.copy = flag("copy", value); }},
    Option{"isolation_level",
        [](Options&, Modes& modes, std::string_view value) {
            constexpr std::array<std::string_view, 4> levels{"read uncommitted", "read committed", "repeatable read", "serializable"};
            modes.isolation = to_upper_ascii(one_of("isolation_level", value, levels));
        }},
    Option{"pipeline", [](Options& options, Modes&, std::string_view value) { options.pipeline = flag("pipeline", value); }},
    Option{"prepared_statements",
        [](Options& options, Modes&, std::string_view value) { options.prepared_statements = flag("prepared_statements", value); }},
    Option{"read_only",
        [](Options&, Modes& modes, std::string_view value) { modes.access = flag("read_only", value) ? "READ ONLY" : "READ WRITE"; }},
};

/// What this libpq understands, so that an option of a later one needs no change here.
std::vector<std::string> keywords_of_libpq() {
    struct Free {
        void operator()(PQconninfoOption* options) const noexcept { PQconninfoFree(options); }
    };
    const std::unique_ptr<PQconninfoOption, Free> options{PQconndefaults()};
    std::vector<std::string> keywords;
    // Null where memory is short, or the service file that PGSERVICE names is broken; connecting will say so.
    for (const auto* option = options.get(); option != nullptr && option->keyword != nullptr; ++option)
        keywords.emplace_back(option->keyword);
    return keywords;
}

void set_keyword(Options& options, std::string_view name, std::string_view value) {
    const auto same =
        std::find_if(options.keywords.begin(), options.keywords.end(), [&](const auto& keyword) { return keyword.first == name; });
    if (same == options.keywords.end()) {
        options.keywords.emplace_back(name, value);
    } else {
        same->second = value;
    }
}

void set_option(Options& options, Modes& modes, std::string_view name, std::string_view value) {
    for (const auto& option : own_options) {
        if (option.name == name) return option.set(options, modes, value);
    }
    // Everything here is UTF-8, and replication connections speak another language.
    static const std::vector<std::string> known = keywords_of_libpq();
    const bool is_ours = name == "client_encoding" || name == "replication" || name == "fallback_application_name";
    if (!is_ours && (known.empty() || std::find(known.begin(), known.end(), name) != known.end())) return set_keyword(options, name, value);
    std::string names;
    for (const auto& option : own_options)
        names.append(names.empty() ? "" : ", ").append(option.name);
    throw ArgumentError{
        "PostgreSQL has no option '" + std::string{name} + "'; it has " + names + ", and those of libpq: " + join(known, ", ")};
}

}  // namespace

Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args) {
    Options options;
    Modes modes;
    const auto set_part = [&](std::string_view name, const std::string& value) {
        if (!value.empty()) set_keyword(options, name, value);
    };
    set_part("host", url.host);
    if (!url.ports.empty()) {
        set_part("port", url.ports);
    } else if (url.port >= 0) {
        set_part("port", std::to_string(url.port));
    }
    set_part("user", url.username);
    if (url.password) set_keyword(options, "password", *url.password);
    set_part("dbname", url.database);
    for (const auto& [name, value] : url.query)
        set_option(options, modes, name, value);
    for (const auto& [name, value] : connect_args)
        set_option(options, modes, name, value);
    set_keyword(options, "client_encoding", "UTF8");
    options.keywords.emplace_back("fallback_application_name", "retort");
    if (!modes.isolation.empty()) options.begin += " ISOLATION LEVEL " + modes.isolation;
    if (!modes.access.empty()) options.begin += (modes.isolation.empty() ? " " : ", ") + modes.access;
    return options;
}

}  // namespace retort::postgresql
