#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/graph_text.hpp>

namespace retort::cli {

void branches(const Context& context) {
    context.print(migrate::branches_text(context.graph(), {.verbose = context.arguments().verbose, .paths = context.scripts().paths()}));
}

}  // namespace retort::cli
