#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort {

/// A database URL as SQLAlchemy writes them: `sqlite:///relative.db`, `sqlite:////absolute.db`, `sqlite://` (in memory),
/// `postgresql://user:password@host:5432/database?option=value`. A value.
struct Url {
    std::string scheme{};  ///< `sqlite`; a driver after `+`, as in `sqlite+pysqlite`, is accepted and dropped
    std::string username{};
    std::optional<std::string> password{};
    std::string host{};   ///< several, as libpq takes them, stand with commas between
    int port = -1;        ///< of a single host
    std::string ports{};  ///< of several hosts where one of them has a port: as many, with commas between, empty where one has none
    std::string database{};
    std::vector<std::pair<std::string, std::string>> query{};

    /// \throws ArgumentError  where `text` is no URL; the message never shows a password
    static Url parse(std::string_view text);
    /// The URL with the password hidden as `***`.
    std::string str() const;
};

}  // namespace retort
