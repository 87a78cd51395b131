#include <retort/dialect/mariadb/options.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <string_view>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::mariadb {

namespace {

/// The value in lower case where it is one of `allowed`.
std::string one_of(std::string_view name, std::string_view value, std::span<const std::string_view> allowed) {
    auto lower = to_lower_ascii(value);
    if (std::find(allowed.begin(), allowed.end(), lower) != allowed.end()) return lower;
    throw ArgumentError{
        "The option " + std::string{name} + " of MariaDB is one of " + join(allowed, ", ") + ", not '" + std::string{value} + "'"};
}

bool flag(std::string_view name, std::string_view value) {
    constexpr std::array<std::string_view, 6> words{"on", "off", "true", "false", "1", "0"};
    const auto word = one_of(name, value, words);
    return word == "on" || word == "true" || word == "1";
}

int seconds(std::string_view name, std::string_view value) {
    int number = 0;
    const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), number);
    if (error != std::errc{} || end != value.data() + value.size() || number < 0 || number > 31'536'000) {
        throw ArgumentError{
            "The option " + std::string{name} + " of MariaDB is a whole number of seconds, not '" + std::string{value} + "'"};
    }
    return number;
}

void set_isolation_level(Options& options, std::string_view, std::string_view value) {
    constexpr std::array<std::string_view, 4> levels{"read uncommitted", "read committed", "repeatable read", "serializable"};
    std::string words{value};
    std::replace(words.begin(), words.end(), '_', ' ');
    options.isolation_level = to_upper_ascii(one_of("isolation_level", words, levels));
}

struct Option {
    std::string_view name;
    void (*set)(Options&, std::string_view name, std::string_view value);
};

template <auto member>
void set_text(Options& options, std::string_view, std::string_view value) {
    options.*member = value;
}
template <auto member>
void set_seconds(Options& options, std::string_view name, std::string_view value) {
    options.*member = seconds(name, value);
}
template <auto member>
void set_flag(Options& options, std::string_view name, std::string_view value) {
    options.*member = flag(name, value);
}
/// A file of TLS: whoever names one wants TLS.
template <auto member>
void set_file(Options& options, std::string_view, std::string_view value) {
    options.*member = value;
    options.use_ssl = true;
}

constexpr std::array known_options{
    // Retort's texts are UTF-8 and nothing else; the option is taken because SQLAlchemy's URLs for MySQL usually have it.
    Option{"charset",
        [](Options&, std::string_view name, std::string_view value) {
            constexpr std::array<std::string_view, 1> sets{"utf8mb4"};
            (void)one_of(name, value, sets);
        }},
    Option{"connect_timeout", set_seconds<&Options::connect_timeout>},
    Option{"host", set_text<&Options::host>},
    Option{"isolation_level", set_isolation_level},
    Option{"local_infile", set_flag<&Options::local_infile>},
    Option{"password", set_text<&Options::password>},
    Option{"read_timeout", set_seconds<&Options::read_timeout>},
    Option{"ssl", set_flag<&Options::use_ssl>},
    Option{"ssl_ca", set_file<&Options::ssl_ca>},
    Option{"ssl_cert", set_file<&Options::ssl_cert>},
    Option{"ssl_key", set_file<&Options::ssl_key>},
    Option{"ssl_verify_cert",
        [](Options& options, std::string_view name, std::string_view value) {
            options.ssl_verify_cert = flag(name, value);
            options.use_ssl = options.use_ssl || options.ssl_verify_cert;
        }},
    Option{"unix_socket", set_text<&Options::unix_socket>},
    Option{"user", set_text<&Options::user>},
    Option{"write_timeout", set_seconds<&Options::write_timeout>},
};

void set_option(Options& options, std::string_view name, std::string_view value) {
    for (const auto& option : known_options) {
        if (option.name == name) return option.set(options, name, value);
    }
    std::string names;
    for (const auto& option : known_options)
        names.append(names.empty() ? "" : ", ").append(option.name);
    throw ArgumentError{"MariaDB has no option '" + std::string{name} + "'; it has " + names};
}

/// Several hosts as Connector/C takes them: each with its port behind it.
std::string hosts_of(const Url& url) {
    if (url.ports.empty()) return url.host;
    const auto hosts = split(url.host, ',');
    const auto ports = split(url.ports, ',');
    std::string list;
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        list.append(i == 0 ? "" : ",").append(hosts[i]);
        if (i < ports.size() && !ports[i].empty()) list.append(":").append(ports[i]);
    }
    return list;
}

}  // namespace

Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args) {
    Options options;
    options.host = hosts_of(url);
    if (url.port >= 0) options.port = static_cast<unsigned>(url.port);
    options.user = url.username;
    options.password = url.password.value_or("");
    options.database = url.database;
    for (const auto& [name, value] : url.query)
        set_option(options, name, value);
    for (const auto& [name, value] : connect_args)
        set_option(options, name, value);
    // TCP, not the socket that Connector/C takes for "localhost": a URL with a port means that port.
    if (options.host.empty() && options.unix_socket.empty()) options.host = "127.0.0.1";
    return options;
}

}  // namespace retort::mariadb
