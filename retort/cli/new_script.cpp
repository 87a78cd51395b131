#include <retort/cli/new_script.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <retort/cli/context.hpp>
#include <retort/cli/script_name.hpp>
#include <retort/migrate/errors.hpp>
#include <retort/migrate/script_template.hpp>

namespace retort::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> ids_of(const migrate::RevisionGraph& graph) {
    std::vector<std::string> ids;
    for (migrate::Node node = 0; node < graph.size(); ++node)
        ids.push_back(graph.id(node));
    return ids;
}

/// The identifier that was asked for, or a new one.
std::string identifier(const Context& context) {
    const auto& wanted = context.arguments().revision_id;
    if (wanted.empty()) return migrate::new_revision_id(ids_of(context.graph()));
    std::string illegal;
    for (const char letter : {'+', '-', ':', '@'}) {
        if (wanted.find(letter) == std::string::npos) continue;
        if (!illegal.empty()) illegal += ", ";
        illegal += letter;
    }
    if (!illegal.empty())
        throw migrate::RevisionError{fmt::format("Character(s) '{}' not allowed in revision identifier '{}'", illegal, wanted)};
    if (const auto known = context.graph().find(wanted)) {
        throw migrate::RevisionError{fmt::format("Revision {} exists already: {}", wanted, context.scripts().paths()[*known])};
    }
    return wanted;
}

/// The folder for the script: the one that was asked for, or that of the revision that it follows.
fs::path folder(const Context& context, const std::vector<migrate::Node>& follows) {
    const auto& locations = context.configuration().version_locations;
    const auto& wanted = context.arguments().version_path;
    fs::path folder;
    if (!wanted.empty())
        folder = fs::absolute(wanted);
    else if (locations.size() == 1)
        folder = locations.front();
    else if (!follows.empty())
        folder = fs::path{context.scripts().paths()[follows.front()]}.parent_path();
    else
        throw migrate::RevisionError{"Multiple version locations present, please specify --version-path"};
    folder = folder.lexically_normal();
    if (!folder.has_filename()) folder = folder.parent_path();
    if (std::ranges::find(locations, folder) == locations.end()) {
        throw migrate::RevisionError{
            fmt::format("Path {} is not represented in current version locations", wanted.empty() ? folder.string() : wanted)};
    }
    return folder;
}

/// Whole ids, but branch labels as they were given: what they mean moves on.
std::vector<std::string> dependencies(const Context& context) {
    std::vector<std::string> resolved;
    for (const auto& wanted : context.arguments().depends_on) {
        const auto node = context.graph().get_revision(wanted);
        if (!node) throw migrate::RevisionError{fmt::format("--depends-on {}: a revision is needed, and this is none", wanted)};
        resolved.push_back(context.graph().has_branch_label(*node, wanted) ? wanted : context.graph().id(*node));
    }
    return resolved;
}

}  // namespace

NewScript plan_script(const Context& context, const std::vector<migrate::Node>& follows) {
    const auto& arguments = context.arguments();
    const auto& configuration = context.configuration();
    const auto& graph = context.graph();
    if (configuration.file.empty()) {
        throw migrate::RevisionError{"there is no retort.toml in this folder or one above that says where scripts are; -c names one"};
    }
    auto unique = follows;
    std::ranges::sort(unique);
    if (std::ranges::adjacent_find(unique) != unique.end()) throw migrate::RevisionError{"Duplicate head revisions specified"};

    NewScript script;
    auto& revision = script.revision;
    revision.id = identifier(context);
    const auto place = folder(context, follows);
    for (const auto node : follows) {
        if (!arguments.splice && !graph.is_head(node)) {
            throw migrate::RevisionError{fmt::format(
                "Revision {} is not a head revision; please specify --splice to create a new branch from this revision", graph.id(node))};
        }
        revision.down_revision.push_back(graph.id(node));
    }
    revision.branch_labels = arguments.branch_labels;
    revision.depends_on = dependencies(context);
    revision.message = arguments.message.empty() ? "empty message" : arguments.message;
    const auto now = local_time(std::chrono::system_clock::now(), configuration.timezone);
    revision.create_date = now.str();
    const auto slug = slug_of(arguments.message, static_cast<std::size_t>(configuration.truncate_slug_length));
    script.file = place / (script_name(configuration.file_template, revision.id, slug, now) + ".cpp");
    return script;
}

void write_script(const Context& context, const NewScript& script, std::string_view upgrade, std::string_view downgrade) {
    const auto file = context.configuration().script_location / "script.cpp.mustache";
    std::string text{migrate::default_script_template};
    if (fs::exists(file)) {
        std::ifstream stream{file, std::ios::binary};
        text.assign(std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{});
    }
    const auto source = migrate::render_script(text, {script.revision, std::string{upgrade}, std::string{downgrade}});
    if (!context.arguments().quiet) context.print(fmt::format("  Generating {} ...", script.file.string()));
    try {
        migrate::write_new_file(script.file, source);
    } catch (...) {
        if (!context.arguments().quiet) context.print("  FAILED\n");
        throw;
    }
    if (!context.arguments().quiet) context.print("  done\n");
}

}  // namespace retort::cli
