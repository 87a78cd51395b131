#pragma once

#include <string>
#include <string_view>

namespace retort::cli {

/// `text` with the password of each URL in it as `***`: the last sieve before anything is printed.
std::string hide_passwords(std::string_view text);

}  // namespace retort::cli
