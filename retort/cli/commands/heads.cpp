#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/graph_text.hpp>

namespace retort::cli {

void heads(const Context& context) {
    const auto& arguments = context.arguments();
    context.print(migrate::heads_text(
        context.graph(), {.verbose = arguments.verbose, .paths = context.scripts().paths()}, arguments.resolve_dependencies));
}

}  // namespace retort::cli
