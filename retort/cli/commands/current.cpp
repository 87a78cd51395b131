#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/graph_text.hpp>

namespace retort::cli {

namespace {

/// True where each head has been reached; one that only a dependency leads to has no row of its own.
bool is_at_all_heads(const migrate::RevisionGraph& graph, const std::vector<std::string>& rows) {
    auto reached = graph.all_current(rows);
    auto heads = graph.heads();
    std::ranges::sort(reached);
    std::ranges::sort(heads);
    return reached == heads;
}

}  // namespace

void current(const Context& context) {
    const auto& arguments = context.arguments();
    auto engine = context.engine();
    auto connection = engine.connect();
    migrate::Runner runner{connection, context.environment(), context.scripts(), context.run_options()};
    const auto rows = runner.current();
    if (arguments.verbose) context.print(fmt::format("Current revision(s) for {}:\n", engine.url()));
    if (arguments.check_heads && !is_at_all_heads(context.graph(), rows))
        throw migrate::RevisionError{"Database is not on all head revisions"};
    context.print(migrate::current_text(context.graph(), rows, {.verbose = arguments.verbose, .paths = context.scripts().paths()}));
    if (const auto half_way = runner.half_way()) context.print(half_way->words() + "\n");
}

}  // namespace retort::cli
