#include <vector>

#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/cli/new_script.hpp>

namespace retort::cli {

void merge(const Context& context) {
    std::vector<migrate::Node> follows;
    for (const auto& identifier : context.arguments().revisions) {
        const auto found = context.graph().get_revisions(identifier);
        follows.insert(follows.end(), found.begin(), found.end());
    }
    write_script(context, plan_script(context, follows), {}, {});
}

}  // namespace retort::cli
