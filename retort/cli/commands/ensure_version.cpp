#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/version_table.hpp>

namespace retort::cli {

void ensure_version(const Context& context) {
    if (context.arguments().sql) {
        const auto sql = migrate::VersionTable{context.dialect(), context.environment()}.create_sql();
        context.print(replace_all(strip(sql), "\t", "    ") + ";\n\n");
        return;
    }
    auto engine = context.engine();
    auto connection = engine.connect();
    migrate::Runner{connection, context.environment(), context.scripts(), context.run_options()}.ensure_version();
}

}  // namespace retort::cli
