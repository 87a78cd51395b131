/// \file
/// Internal: the options of a MariaDB or MySQL database, from its URL and from connect_args.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <retort/engine/url.hpp>

namespace retort::mariadb {

/// How to reach a server. Texts are empty, and numbers negative, where nothing was said.
struct Options {
    std::string host{};  ///< may be a list, "one:3306,two:3307": the first that answers is used
    unsigned port = 3306;
    std::string unix_socket{};
    std::string user{};
    std::string password{};
    std::string database{};
    std::string ssl_ca{};
    std::string ssl_cert{};
    std::string ssl_key{};
    bool use_ssl = false;
    bool ssl_verify_cert = false;
    int connect_timeout = 10;  ///< seconds, as all of these
    int read_timeout = -1;
    int write_timeout = -1;
    bool local_infile = false;
    std::string isolation_level{};  ///< as SQL has it: "REPEATABLE READ"
    bool has_returning = true;      ///< false for the dialect of MySQL
};

/// \throws ArgumentError  where an option is unknown or its value is none of those allowed; the message names them, and never a password
Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args);

}  // namespace retort::mariadb
