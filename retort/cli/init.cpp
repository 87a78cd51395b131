#include <retort/cli/init.hpp>

#include <algorithm>
#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include <retort/cli/arguments.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/url.hpp>
#include <retort/migrate/script_template.hpp>

namespace retort::cli {

namespace {

namespace fs = std::filesystem;

constexpr std::string_view configuration_text =
    R"(# The migrations of this project. Paths are relative to this file, and so is the file of a relative SQLite URL.

script_location = "{location}"

# The database, as SQLAlchemy writes URLs. `--url` and `-x url=…` come before it; where it is missing, $DATABASE_URL says it.
# Leave passwords to the environment: "postgresql://app:${{DB_PASSWORD}}@localhost/app", "${{DATABASE_URL:-sqlite:///database.db}}".
{url}

# The names of new scripts; also %(year)d, %(month).2d, %(day).2d, %(hour).2d, %(minute).2d, %(second).2d, %(epoch)s.
# file_template = "%(rev)s_%(slug)s"
# truncate_slug_length = 40

# The time zone of create_date; local time where it is missing.
# timezone = "UTC"

# Several folders of scripts, each of which {location}/CMakeLists.txt names too.
# version_locations = ["{location}/versions"]

# How `retort` builds the executable that has the migrations.
# [build]
# directory = "build/migrations"
# compiler = "g++"
# options = ["-DCMAKE_PREFIX_PATH=/opt/retort"]

# A section per database: `retort -n production upgrade head` takes what it says instead.
# [production]
# url = "${{PRODUCTION_URL}}"
)";

constexpr std::string_view environment_text = R"(// The environment of the migrations: the models, and how their database is migrated.
#include <retort/migrate.hpp>

{includes}

int main(int argc, char** argv) {{
    return retort::migrate::run(argc, argv, {{
{metadata}
        .compare_type = true,
        .compare_server_default = true,
        .render_as_batch = true,
        // With names for every constraint, each of them can be altered later; set them before the first migration.
        .naming_convention = {{
            {{"uq", "uq_%(table_name)s_%(column_0_name)s"}},
            {{"ck", "ck_%(table_name)s_%(constraint_name)s"}},
            {{"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"}},
            {{"pk", "pk_%(table_name)s"}},
        }},
    }});
}}
)";

constexpr std::string_view cmake_text =
    R"(# The migrations as one executable with its own command line: built by `retort`, by add_subdirectory() from the project's own CMake, or by hand.
cmake_minimum_required(VERSION 3.25)
project({project} LANGUAGES CXX)

if(NOT TARGET retort::migrate)
    find_package(retort REQUIRED COMPONENTS {dialect} migrate)
endif()

retort_add_migrations(migrations)  # VERSIONS versions more/versions: several folders of scripts

# Where the models' headers are. What else they need is linked here: target_link_libraries(migrations PRIVATE …)
target_include_directories(migrations PRIVATE "${{CMAKE_CURRENT_SOURCE_DIR}}/{root}")
)";

bool is_name(std::string_view text) {
    const auto allowed = [](char letter) {
        return (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') || (letter >= '0' && letter <= '9') || letter == '_' ||
               letter == ':';
    };
    return !text.empty() && std::ranges::all_of(text, allowed) && !(text.front() >= '0' && text.front() <= '9');
}

std::string toml_string(std::string_view text) {
    auto escaped = replace_all(text, "\\", "\\\\");
    return '"' + replace_all(escaped, "\"", "\\\"") + '"';
}

std::string include_line(std::string_view header) {
    if (header.empty() || header.find_first_of("\"\n\r") != std::string_view::npos)
        throw ArgumentError{fmt::format("--include: '{}' is no header", header)};
    return header.front() == '<' ? fmt::format("#include {}\n", header) : fmt::format("#include \"{}\"\n", header);
}

std::string environment(const Arguments& arguments) {
    std::string includes;
    for (const auto& header : arguments.includes)
        includes += include_line(header);
    if (includes.empty()) includes = "// The headers with the models:\n// #include \"models.hpp\"\n";
    includes.pop_back();
    for (const auto& model : arguments.models) {
        if (!is_name(model)) throw ArgumentError{fmt::format("--models: '{}' is no name of a model", model)};
    }
    const auto metadata = arguments.models.empty()
                              ? std::string{"        // The models that have tables, for autogenerate:\n        // .metadata = retort::metadata<app::Team, app::Hero>(),"}
                              : fmt::format("        .metadata = retort::metadata<{}>(),", join(arguments.models, ", "));
    return fmt::format(environment_text, fmt::arg("includes", includes), fmt::arg("metadata", metadata));
}

std::string configuration(const Arguments& arguments, std::string_view location) {
    // A '$' of a URL that is given here means itself.
    const auto url = arguments.url.empty() ? std::string{"# url = \"sqlite:///database.db\""}
                                           : "url = " + toml_string(replace_all(arguments.url, "$", "$$"));
    return fmt::format(configuration_text, fmt::arg("location", location), fmt::arg("url", url));
}

}  // namespace

void init(const Arguments& arguments) {
    const auto directory = fs::absolute(arguments.directory).lexically_normal();
    const auto folder = directory.has_filename() ? directory : directory.parent_path();
    const auto file = fs::absolute(arguments.config.empty() ? "retort.toml" : arguments.config).lexically_normal();
    if (fs::exists(folder) && !(fs::is_directory(folder) && fs::is_empty(folder))) {
        throw ArgumentError{fmt::format("Directory {} already exists and is not empty", folder.string())};
    }
    if (fs::exists(file)) throw ArgumentError{fmt::format("{} already exists; -c names another file", file.string())};
    const auto root = file.parent_path();
    const auto location = folder.lexically_relative(root).generic_string();
    const auto dialect = arguments.url.empty() ? std::string{"sqlite"} : Url::parse(arguments.url).scheme;

    const std::vector<std::pair<fs::path, std::string>> files{
        {file, configuration(arguments, location)},
        {folder / "env.cpp", environment(arguments)},
        {folder / "script.cpp.mustache", std::string{migrate::default_script_template}},
        {folder / "CMakeLists.txt", fmt::format(cmake_text, fmt::arg("project", "migrations"), fmt::arg("dialect", dialect),
                                        fmt::arg("root", root.lexically_relative(folder).generic_string()))},
    };
    const auto say = [&](std::string_view what, const fs::path& path) {
        if (!arguments.quiet) fmt::print("  {} {} ...  done\n", what, path.string());
    };
    fs::create_directories(folder / "versions");
    say("Creating directory", folder);
    say("Creating directory", folder / "versions");
    for (const auto& [path, text] : files) {
        migrate::write_new_file(path, text);
        say("Generating", path);
    }
    // Git keeps no empty folders, and CMake's glob wants this one.
    migrate::write_new_file(folder / "versions" / ".gitkeep", "");
    if (arguments.quiet) return;
    if (arguments.models.empty()) fmt::print("  Please name the models in {} before proceeding.\n", (folder / "env.cpp").string());
    if (arguments.url.empty()) fmt::print("  Please name the database in {} before proceeding.\n", file.string());
}

}  // namespace retort::cli
