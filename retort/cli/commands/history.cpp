#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/graph_text.hpp>

namespace retort::cli {

void history(const Context& context) {
    const auto& arguments = context.arguments();
    const auto& range = arguments.revision_range;
    const auto ends = split(range, ':');
    const bool asks_database = arguments.indicate_current || ends.front() == "current" || ends.back() == "current";
    const auto rows = asks_database ? context.current_rows() : std::vector<std::string>{};
    context.print(migrate::history_text(
        context.graph(), range, rows, arguments.indicate_current, {.verbose = arguments.verbose, .paths = context.scripts().paths()}));
}

}  // namespace retort::cli
