#include <retort/cli/autogenerate.hpp>

#include <algorithm>
#include <utility>

#include <retort/cli/context.hpp>

namespace retort::cli {

migrate::RevisionDirectives find_changes(
    const Context& context, Connection& connection, migrate::RenameQuestion* question, migrate::Revision revision) {
    const auto& graph = context.graph();
    auto rows = migrate::Runner{connection, context.environment(), context.scripts(), context.run_options()}.current();
    auto reached = graph.current(rows);
    auto heads = graph.real_heads();
    std::ranges::sort(reached);
    std::ranges::sort(heads);
    if (reached != heads) throw migrate::RevisionError{"Target database is not up to date."};
    auto directives = migrate::produce_migrations(connection, context.environment(), question, std::move(revision));
    for (const auto& line : directives.summary)
        context.log(line, "retort.autogenerate");
    for (const auto& line : directives.remarks)
        context.log(line, "retort.autogenerate");
    return directives;
}

}  // namespace retort::cli
