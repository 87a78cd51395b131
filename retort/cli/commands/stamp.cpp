#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/offline.hpp>

namespace retort::cli {

void stamp(const Context& context) {
    const auto& arguments = context.arguments();
    if (arguments.sql) {
        context.print(
            migrate::stamp_sql(context.dialect(), context.environment(), context.scripts(), context.run_options(), arguments.revisions));
        return;
    }
    auto engine = context.engine();
    auto connection = engine.connect();
    migrate::Runner{connection, context.environment(), context.scripts(), context.run_options()}.stamp(
        arguments.revisions, arguments.purge);
}

}  // namespace retort::cli
