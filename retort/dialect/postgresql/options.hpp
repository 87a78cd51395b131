/// \file
/// Internal: the options of a PostgreSQL database, from its URL and from connect_args.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <retort/engine/url.hpp>

namespace retort::postgresql {

struct Options {
    std::vector<std::pair<std::string, std::string>> keywords;  ///< for libpq
    std::string begin = "BEGIN";
    bool prepared_statements = true;
    bool copy = true;
    bool pipeline = true;
};

/// \throws ArgumentError  where an option is unknown or its value is none of those allowed; the message names them
Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args);

}  // namespace retort::postgresql
