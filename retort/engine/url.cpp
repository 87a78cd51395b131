#include <retort/engine/url.hpp>

#include <charconv>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort {

namespace {

// Boost.URL was not used: what SQLAlchemy takes is no RFC 3986 URL (':' and '/' in passwords, a database that is never decoded).

constexpr std::string_view hidden_password = "***";

bool is_word(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

int hex_digit(char c) noexcept {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Percent escapes that are none stay as they are, as Python's unquote leaves them.
std::string decode(std::string_view text, bool plus_is_blank) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t index = 0; index < text.size(); ++index) {
        const int high = text[index] == '%' && index + 2 < text.size() ? hex_digit(text[index + 1]) : -1;
        const int low = high >= 0 ? hex_digit(text[index + 2]) : -1;
        if (low >= 0) {
            decoded.push_back(static_cast<char>(high * 16 + low));
            index += 2;
        } else {
            decoded.push_back(plus_is_blank && text[index] == '+' ? ' ' : text[index]);
        }
    }
    return decoded;
}

std::string encode(std::string_view text, std::string_view also_plain) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_word(c) || c == '-' || c == '.' || c == '~' || also_plain.find(c) != std::string_view::npos) {
            encoded.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            encoded.append({'%', digits[byte >> 4], digits[byte & 15]});
        }
    }
    return encoded;
}

[[noreturn]] void refuse(std::string_view scheme, std::string_view why) {
    // Not the text itself: whatever stands in it may be a password.
    std::string message{"Cannot read the database URL"};
    if (!scheme.empty()) message.append(" that begins with '").append(scheme).append("://'");
    throw ArgumentError{message.append(": ").append(why)};
}

/// Takes everything before the first of `stops` from the front of `rest`.
std::string_view take_until(std::string_view& rest, std::string_view stops) {
    const auto taken = rest.substr(0, rest.find_first_of(stops));
    rest.remove_prefix(taken.size());
    return taken;
}

void take_credentials(std::string_view& rest, Url& url) {
    std::string_view ahead = rest;
    // A name ends at ':' or '/'; without a password its last '@' ends it.
    const auto name = take_until(ahead, ":/");
    if (!ahead.empty() && ahead.front() == ':') {
        ahead.remove_prefix(1);
        const auto password = take_until(ahead, "@");
        if (!ahead.empty()) {
            url.username = decode(name, false);
            url.password = decode(password, false);
            rest = ahead.substr(1);
            return;
        }
    }
    if (const auto at = name.rfind('@'); at != std::string_view::npos) {
        url.username = decode(name.substr(0, at), false);
        rest.remove_prefix(at + 1);
    }
}

/// -1 where there is none.
int take_port(std::string_view& rest, const Url& url) {
    if (rest.empty() || rest.front() != ':') return -1;
    rest.remove_prefix(1);
    const auto digits = take_until(rest, ",/?");
    if (digits.empty()) return -1;
    int port = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || port < 0 || port > 65535) {
        refuse(url.scheme, "its port is no number from 0 to 65535");
    }
    return port;
}

std::string_view take_one_host(std::string_view& rest, const Url& url) {
    if (rest.empty() || rest.front() != '[') return take_until(rest, ",:/?");
    const auto end = rest.find(']');
    if (end == std::string_view::npos) refuse(url.scheme, "']' is missing behind the address of its host");
    const auto host = rest.substr(1, end - 1);
    rest.remove_prefix(end + 1);
    return host;
}

void take_host(std::string_view& rest, Url& url) {
    url.host = take_one_host(rest, url);
    url.port = take_port(rest, url);
    if (!rest.empty() && rest.front() == ',') {
        const auto port_text = [](int port) { return port >= 0 ? std::to_string(port) : std::string{}; };
        std::string ports = port_text(url.port);
        url.port = -1;
        bool has_port = !ports.empty();
        while (!rest.empty() && rest.front() == ',') {
            rest.remove_prefix(1);
            url.host.append(",").append(take_one_host(rest, url));
            const auto port = port_text(take_port(rest, url));
            ports.append(",").append(port);
            has_port = has_port || !port.empty();
        }
        if (has_port) url.ports = std::move(ports);
    }
    if (url.host.find('@') != std::string::npos) refuse(url.scheme, "'@' in a user name or password must be written %40");
    if (!rest.empty() && rest.front() != '/' && rest.front() != '?') refuse(url.scheme, "its host is followed by neither '/' nor '?'");
}

void read_query(std::string_view text, Url& url) {
    if (text.empty()) return;
    for (const auto pair : split(text, '&')) {
        const auto equals = pair.find('=');
        // A name without a value is nothing, as in Python's parse_qsl.
        if (equals == std::string_view::npos || equals + 1 == pair.size()) continue;
        url.query.emplace_back(decode(pair.substr(0, equals), true), decode(pair.substr(equals + 1), true));
    }
}

void append_hosts(std::string& text, const Url& url) {
    const auto hosts = split(url.host, ',');
    const auto ports = url.ports.empty() ? std::vector<std::string_view>{} : split(url.ports, ',');
    for (std::size_t i = 0; i < hosts.size(); ++i) {
        if (i > 0) text += ',';
        const bool is_address = hosts[i].find(':') != std::string_view::npos;
        text.append(is_address ? "[" : "").append(hosts[i]).append(is_address ? "]" : "");
        if (i < ports.size() && !ports[i].empty()) text.append(":").append(ports[i]);
    }
    if (url.port >= 0) text.append(":").append(std::to_string(url.port));
}

bool is_secret(std::string_view key) {
    return to_lower_ascii(key).find("passw") != std::string::npos;
}

}  // namespace

Url Url::parse(std::string_view text) {
    Url url;
    std::size_t end = 0;
    while (end < text.size() && (is_word(text[end]) || text[end] == '+'))
        ++end;
    if (end == 0 || !text.substr(end).starts_with("://")) {
        refuse({}, "it must look like dialect://user:password@host:port/database, or sqlite:///file.db");
    }
    const auto name = text.substr(0, end);
    url.scheme = name.substr(0, name.find('+'));
    std::string_view rest = text.substr(end + 3);

    take_credentials(rest, url);
    take_host(rest, url);
    if (!rest.empty() && rest.front() == '/') {
        rest.remove_prefix(1);
        url.database = take_until(rest, "?");
    }
    if (!rest.empty()) read_query(rest.substr(1), url);
    return url;
}

std::string Url::str() const {
    std::string text = scheme + "://";
    if (!username.empty() || password) {
        text += encode(username, " +");
        if (password) text.append(":").append(hidden_password);
        text += '@';
    }
    append_hosts(text, *this);
    if (!database.empty()) text.append("/").append(database);
    char separator = '?';
    for (const auto& [key, value] : query) {
        text += separator;
        text += replace_all(encode(key, " "), " ", "+");
        text += '=';
        text += is_secret(key) ? std::string{hidden_password} : replace_all(encode(value, " "), " ", "+");
        separator = '&';
    }
    return text;
}

}  // namespace retort
