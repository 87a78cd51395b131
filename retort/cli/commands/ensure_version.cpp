#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/offline.hpp>

namespace retort::cli {

void ensure_version(const Context& context) {
    if (context.arguments().sql) {
        context.print(migrate::ensure_version_sql(context.dialect(), context.environment(), context.run_options()));
        return;
    }
    auto engine = context.engine();
    auto connection = engine.connect();
    migrate::Runner{connection, context.environment(), context.scripts(), context.run_options()}.ensure_version();
}

}  // namespace retort::cli
