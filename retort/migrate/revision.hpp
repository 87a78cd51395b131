/// \file
/// What a migration script says of itself.
#pragma once

#include <string>
#include <vector>

namespace retort::migrate {

/// The identity of a migration and its place among the others. A plain value.
struct Revision {
    std::string id;                            ///< unique, and without '@', '-', '+' and ':'
    std::vector<std::string> down_revision{};  ///< full ids of what it follows: none for a base, several for a merge
    std::vector<std::string> branch_labels{};  ///< names for the branch that it is part of
    std::vector<std::string> depends_on{};     ///< ids or branch labels of what must be there before it
    std::string message{};                     ///< what it does; its first paragraph is what the histories show
    std::string create_date{};                 ///< as it is to be printed, "2026-11-22 10:15:00"
};

}  // namespace retort::migrate
