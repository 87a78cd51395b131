#include <retort/model/selection.hpp>

#include <algorithm>

namespace retort::detail {

Selection::Selection(const std::vector<std::string>& paths) {
    for (const std::string_view path : paths) {
        Selection* at = this;
        for (std::size_t begin = 0; begin <= path.size();) {
            const std::size_t end = std::min(path.find('.', begin), path.size());
            const std::string_view part = path.substr(begin, end - begin);
            const auto found =
                std::find_if(at->children.begin(), at->children.end(), [&](const Selection& one) { return one.name == part; });
            at = found != at->children.end() ? &*found : &at->children.emplace_back(part);
            begin = end + 1;
        }
        at->whole = true;
    }
}

const Selection* Selection::find(std::string_view child) const noexcept {
    const auto found = std::find_if(children.begin(), children.end(), [&](const Selection& one) { return one.name == child; });
    return found == children.end() ? nullptr : &*found;
}

bool Selected::enter(std::string_view member, Selected& child) const noexcept {
    child = {};
    if (include != nullptr) {
        const Selection* const found = include->find(member);
        if (found == nullptr) return false;
        if (!found->whole) child.include = found;
    }
    if (exclude != nullptr) {
        const Selection* const found = exclude->find(member);
        if (found != nullptr && found->whole) return false;
        child.exclude = found;
    }
    return true;
}

}  // namespace retort::detail
