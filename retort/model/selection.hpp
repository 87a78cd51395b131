#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::detail {

/// The paths of `include` or `exclude` as a tree: {"name", "team.name", "team.id"} has the children name and team, and team has two.
struct Selection {
    std::string_view name{};
    bool whole = false;  ///< the path ends here
    std::vector<Selection> children{};

    /// The names must outlive it.
    explicit Selection(const std::vector<std::string>& paths);
    explicit Selection(std::string_view own_name) : name{own_name} {}

    const Selection* find(std::string_view child) const noexcept;
};

/// What is asked of one place of a document; both may be nullptr, which asks for nothing.
struct Selected {
    const Selection* include = nullptr;
    const Selection* exclude = nullptr;

    bool any() const noexcept { return include != nullptr || exclude != nullptr; }
    /// False where the member is left out; otherwise `child` is what is asked of it.
    bool enter(std::string_view member, Selected& child) const noexcept;
};

}  // namespace retort::detail
