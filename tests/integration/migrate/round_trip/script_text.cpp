#include "script_text.hpp"

#include <retort/engine/dialect.hpp>
#include <retort/migrate/script_template.hpp>

#include "schema_pairs.hpp"

namespace round_trip {

using namespace retort;

std::string script_text(std::uint32_t number, const migrate::RevisionDirectives& directives, bool render_as_batch, const Dialect& dialect) {
    migrate::ScriptSource source;
    source.revision = {revision_id(number), {}, {}, {}, "pair " + std::to_string(number), "2026-11-22 10:15:00"};
    const migrate::RenderOptions options{render_as_batch, &dialect.alterations()};
    source.upgrade = migrate::render(directives.upgrade, options);
    source.downgrade = migrate::render(directives.downgrade, options);
    const std::string text = migrate::render_script(migrate::default_script_template, source);
    return "namespace " + source.revision.id + " {\n" + text.substr(text.find("static const Script")) + "}\n\n";
}

}  // namespace round_trip
