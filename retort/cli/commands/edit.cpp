#include <array>
#include <string>
#include <vector>

#include <fmt/format.h>

#include <retort/cli/commands.hpp>
#include <retort/cli/context.hpp>
#include <retort/cli/process.hpp>
#include <retort/migrate/errors.hpp>

namespace retort::cli {

namespace {

/// The editor's command as the user wrote it, which may have arguments: the shell splits it.
std::string editor() {
    for (const char* variable : {"VISUAL", "EDITOR"}) {
        auto value = environment_variable(variable);
        if (!value.empty()) return value;
    }
    for (const char* known : {"sensible-editor", "editor", "nano", "vim", "vi"}) {
        if (has_program(known)) return known;
    }
    throw migrate::RevisionError{"There is no editor: set the environment variable EDITOR"};
}

}  // namespace

void edit(const Context& context) {
    const auto& identifier = context.arguments().revisions.front();
    const bool asks_database = identifier == "current";
    const auto rows = asks_database ? context.current_rows() : std::vector<std::string>{};
    const auto found = asks_database ? context.graph().current(rows) : context.graph().get_revisions(identifier);
    if (found.empty()) {
        throw migrate::RevisionError{
            asks_database ? std::string{"No current revisions"} : fmt::format("No revision files indicated by symbol '{}'", identifier)};
    }
    for (const auto node : found) {
        const auto& file = context.scripts().paths()[node];
        const int status = run_in_terminal({"sh", "-c", editor() + " \"$1\"", "sh", file});
        if (status != 0) throw migrate::RevisionError{fmt::format("The editor left {} with status {}", file, status)};
    }
}

}  // namespace retort::cli
