/// \file
/// Internal: the options of a SQLite database, from its URL and from connect_args.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <retort/engine/url.hpp>

namespace retort::sqlite {

struct Options {
    std::string file;  ///< a path, or a `file:` URI; empty: a database in memory
    bool is_uri = false;
    int open_flags = 0;
    int timeout_ms = 5000;
    bool foreign_keys = true;
    std::string begin = "BEGIN";
    std::string journal_mode{};  ///< empty: as it is
    std::string synchronous{};
};

/// \throws ArgumentError  where an option is unknown or its value is none of those allowed; the message names them
Options read_options(const Url& url, const std::vector<std::pair<std::string, std::string>>& connect_args);

}  // namespace retort::sqlite
