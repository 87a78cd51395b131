#include <retort/cli/rename_question.hpp>

#include <cstdio>
#include <iostream>

#include <fmt/format.h>
#include <unistd.h>

#include <retort/core/text.hpp>

namespace retort::cli {

RenamesOfUser::RenamesOfUser(const std::vector<std::string>& renames, bool may_ask)
    : given_{renames},
      may_ask_{may_ask && ::isatty(STDIN_FILENO) == 1 && ::isatty(STDERR_FILENO) == 1} {}

bool RenamesOfUser::is_renamed(const migrate::RenameCandidate& candidate) {
    if (given_.is_renamed(candidate)) return true;
    if (!may_ask_ || !candidate.matches) return false;
    fmt::print(stderr, "Is this a rename: {}? Otherwise the old one is dropped, with its data. [y/N] ", candidate.describe());
    std::fflush(stderr);
    std::string answer;
    if (!std::getline(std::cin, answer)) return false;
    const auto word = to_lower_ascii(strip(answer));
    return word == "y" || word == "yes";
}

}  // namespace retort::cli
