/// \file
/// Internal: the scripts that were linked into this program.
#pragma once

#include <string_view>
#include <utility>
#include <vector>

namespace retort::migrate {

class Script;

namespace detail {

/// Filled before main() begins, by static objects; not thread-safe after it.
struct ProgramScripts {
    std::vector<const Script*> scripts;                                    ///< in no particular order: the linker's
    std::vector<std::pair<std::string_view, std::string_view>> checksums;  ///< of files
};

ProgramScripts& program_scripts();

}  // namespace detail

}  // namespace retort::migrate
