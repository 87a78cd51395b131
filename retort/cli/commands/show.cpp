#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/graph_text.hpp>

namespace retort::cli {

void show(const Context& context) {
    const auto& identifier = context.arguments().revisions.front();
    const auto rows = identifier == "current" ? context.current_rows() : std::vector<std::string>{};
    context.print(migrate::show_text(context.graph(), identifier, rows, {.verbose = true, .paths = context.scripts().paths()}));
}

}  // namespace retort::cli
