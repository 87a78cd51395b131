#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/migrate/offline.hpp>

namespace retort::cli {

void upgrade(const Context& context) {
    const auto& target = context.arguments().revisions.front();
    if (context.arguments().sql) {
        context.print(migrate::upgrade_sql(context.dialect(), context.environment(), context.scripts(), context.run_options(), target));
        return;
    }
    if (target.find(':') != std::string::npos) throw migrate::RevisionError{"Range revision not allowed"};
    auto engine = context.engine();
    auto connection = engine.connect();
    migrate::Runner{connection, context.environment(), context.scripts(), context.run_options()}.upgrade(target);
}

}  // namespace retort::cli
