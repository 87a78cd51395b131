#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::cli {

/// What a shell reads to complete the command line of `retort`; for "bash" or "zsh".
std::string completion_script(std::string_view shell);

/// What the scripts above ask, as `retort __complete word…`: prints what may stand at the last word, one a line, a description behind a
/// tabulator; a line of a tabulator and "files" asks for the names of files. Never fails: a shell has no use for a message.
void print_completions(const std::vector<std::string>& words);

}  // namespace retort::cli
