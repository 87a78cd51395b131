// What autogenerate writes of a pair.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <retort/migrate/autogenerate.hpp>

namespace retort {
class Dialect;
}

namespace round_trip {

/// What stands above the scripts.
constexpr std::string_view script_head = "#include <retort/migrate.hpp>\n\nusing namespace retort::migrate;\n\n";

/// The script of a pair, in a namespace of its own.
std::string script_text(
    std::uint32_t number, const retort::migrate::RevisionDirectives& directives, bool render_as_batch, const retort::Dialect& dialect);

}  // namespace round_trip
