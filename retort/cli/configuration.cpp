#include <retort/cli/configuration.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <limits>

#define TOML_ENABLE_FORMATTERS 0
#include <fmt/format.h>
#include <toml++/toml.h>

#include <retort/cli/arguments.hpp>
#include <retort/cli/process.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::cli {

namespace {

namespace fs = std::filesystem;

/// Reads the keys of one table of retort.toml into the fields that they are for.
class Reader {
public:
    Reader(const fs::path& file, std::string place) : file_{file}, place_{std::move(place)} {}

    [[noreturn]] void refuse(const toml::source_region& where, const std::string& what) const {
        throw ArgumentError{fmt::format("{}:{}: {}", file_.string(), where.begin.line, what)};
    }
    std::string key(std::string_view name) const { return place_.empty() ? std::string{name} : fmt::format("{}.{}", place_, name); }

    void text(std::string_view name, const toml::node& node, std::string& field) const {
        const auto* value = node.as_string();
        if (value == nullptr) refuse(node.source(), fmt::format("{} must be text", key(name)));
        field = value->get();
    }
    void number(std::string_view name, const toml::node& node, int& field) const {
        const auto* value = node.as_integer();
        if (value == nullptr || value->get() < 0 || value->get() > 10'000)
            refuse(node.source(), fmt::format("{} must be a number from 0 to 10000", key(name)));
        field = static_cast<int>(value->get());
    }
    void duration(std::string_view name, const toml::node& node, std::optional<std::chrono::milliseconds>& field) const {
        std::int64_t amount = -1;
        std::int64_t unit = 1;
        if (const auto* number = node.as_integer()) {
            amount = number->get();
        } else if (const auto* text = node.as_string()) {
            const std::string& value = text->get();
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), amount);
            const auto word = strip(std::string_view{end, static_cast<std::size_t>(value.data() + value.size() - end)});
            unit = word == "ms" ? 1 : word == "s" ? 1'000 : word == "min" ? 60'000 : 0;
            if (error != std::errc{}) unit = 0;
        }
        constexpr std::int64_t longest = std::numeric_limits<std::int32_t>::max();  // that PostgreSQL takes
        if (amount < 0 || unit == 0 || amount > longest / unit)
            refuse(node.source(), fmt::format(R"({} must be milliseconds, or a text like "500ms", "5s" or "2min")", key(name)));
        field = std::chrono::milliseconds{amount * unit};
    }
    void list(std::string_view name, const toml::node& node, std::vector<std::string>& field) const {
        field.clear();
        const auto* values = node.as_array();
        if (values == nullptr) refuse(node.source(), fmt::format("{} must be a list of texts", key(name)));
        for (const auto& element : *values) {
            if (!element.is_string()) refuse(element.source(), fmt::format("{} must be a list of texts", key(name)));
            field.push_back(element.as_string()->get());
        }
    }

private:
    fs::path file_;
    std::string place_;
};

/// The paths as they are written; they become absolute when all sections have been read.
struct RawPaths {
    std::string script_location{};
    std::vector<std::string> version_locations{};
    std::string build_directory = "build/migrations";
    std::string build_source{};
};

void read_build(const Reader& reader, const toml::table& table, Configuration& configuration, RawPaths& paths) {
    for (const auto& [name, node] : table) {
        auto& build = configuration.build;
        const auto key = name.str();
        if (key == "directory")
            reader.text(key, node, paths.build_directory);
        else if (key == "source")
            reader.text(key, node, paths.build_source);
        else if (key == "target")
            reader.text(key, node, build.target);
        else if (key == "type")
            reader.text(key, node, build.type);
        else if (key == "compiler")
            reader.text(key, node, build.compiler);
        else if (key == "generator")
            reader.text(key, node, build.generator);
        else if (key == "options")
            reader.list(key, node, build.options);
        else
            reader.refuse(name.source(), fmt::format("there is no key '{}'", reader.key(key)));
    }
}

/// Reads a table, the whole or a section. A section (`known_section`) has no further ones.
void read_table(const fs::path& file, const toml::table& table, std::string_view section, Configuration& configuration, RawPaths& paths) {
    const Reader reader{file, std::string{section}};
    for (const auto& [name, node] : table) {
        const auto key = name.str();
        if (key == "url")
            reader.text(key, node, configuration.url);
        else if (key == "script_location")
            reader.text(key, node, paths.script_location);
        else if (key == "version_locations")
            reader.list(key, node, paths.version_locations);
        else if (key == "file_template")
            reader.text(key, node, configuration.file_template);
        else if (key == "timezone")
            reader.text(key, node, configuration.timezone);
        else if (key == "truncate_slug_length")
            reader.number(key, node, configuration.truncate_slug_length);
        else if (key == "lock_timeout")
            reader.duration(key, node, configuration.lock_timeout);
        else if (key == "statement_timeout")
            reader.duration(key, node, configuration.statement_timeout);
        else if (key == "build" && node.is_table())
            read_build(Reader{file, reader.key(key)}, *node.as_table(), configuration, paths);
        else if (!section.empty() || !node.is_table())
            reader.refuse(name.source(), fmt::format("there is no key '{}'", reader.key(key)));
    }
}

fs::path absolute_in(const fs::path& folder, const std::string& path) {
    return (folder / path).lexically_normal();
}

void make_absolute(Configuration& configuration, const RawPaths& paths) {
    const auto& folder = configuration.folder;
    const auto location = paths.script_location.empty() ? std::string{"migrations"} : paths.script_location;
    configuration.script_location = absolute_in(folder, location);
    for (const auto& path : paths.version_locations)
        configuration.version_locations.push_back(absolute_in(folder, path));
    if (configuration.version_locations.empty()) configuration.version_locations.push_back(configuration.script_location / "versions");
    configuration.build.directory = absolute_in(folder, paths.build_directory);
    configuration.build.source = paths.build_source.empty() ? configuration.script_location : absolute_in(folder, paths.build_source);
}

/// Each section is read, whether it is wanted or not: a wrong key is wrong on every machine.
void check_sections(const fs::path& file, const toml::table& whole) {
    for (const auto& [name, node] : whole) {
        if (!node.is_table() || name.str() == "build") continue;
        Configuration scratch;
        RawPaths paths;
        read_table(file, *node.as_table(), name.str(), scratch, paths);
    }
}

}  // namespace

std::optional<std::filesystem::path> find_configuration(const Arguments& arguments) {
    const auto variable = environment_variable("RETORT_CONFIG");
    if (!arguments.config.empty() || !variable.empty()) {
        const auto named = fs::absolute(arguments.config.empty() ? variable : arguments.config).lexically_normal();
        if (!fs::exists(named)) throw ArgumentError{fmt::format("there is no configuration file {}", named.string())};
        return named;
    }
    for (auto folder = fs::current_path();; folder = folder.parent_path()) {
        std::error_code ignored;
        if (fs::is_regular_file(folder / "retort.toml", ignored)) return folder / "retort.toml";
        if (folder == folder.parent_path()) return std::nullopt;
    }
}

Configuration read_configuration(const Arguments& arguments) {
    const auto file = find_configuration(arguments);
    if (!file) {
        if (!arguments.name.empty())
            throw ArgumentError{fmt::format("there is no section '{}': no retort.toml in this folder or one above", arguments.name)};
        Configuration configuration;
        configuration.folder = fs::current_path();
        make_absolute(configuration, RawPaths{});
        return configuration;
    }
    std::ifstream stream{*file, std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
    if (!stream) throw ArgumentError{fmt::format("{} cannot be read", file->string())};
    return parse_configuration(text, *file, arguments.name);
}

Configuration parse_configuration(std::string_view text, const std::filesystem::path& file, std::string_view section) {
    toml::table whole;
    try {
        whole = toml::parse(text, file.string());
    } catch (const toml::parse_error& error) {
        throw ArgumentError{fmt::format("{}:{}: {}", file.string(), error.source().begin.line, error.description())};
    }
    Configuration configuration;
    configuration.file = file;
    configuration.folder = file.parent_path();
    RawPaths paths;
    read_table(file, whole, {}, configuration, paths);
    check_sections(file, whole);
    if (!section.empty()) {
        const auto* table = section == "build" ? nullptr : whole[section].as_table();
        if (table == nullptr) throw ArgumentError{fmt::format("{} has no section '{}'", file.string(), section)};
        read_table(file, *table, section, configuration, paths);
    }
    make_absolute(configuration, paths);
    return configuration;
}

std::string expand_variables(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const auto dollar = text.find('$');
        out += text.substr(0, dollar);
        if (dollar == std::string_view::npos) break;
        text.remove_prefix(dollar + 1);
        if (text.starts_with('$')) {
            out += '$';
            text.remove_prefix(1);
            continue;
        }
        const auto end = text.starts_with('{') ? text.find('}') : std::string_view::npos;
        if (end == std::string_view::npos) {
            out += '$';
            continue;
        }
        const auto inside = text.substr(1, end - 1);
        const auto otherwise = inside.find(":-");
        const std::string name{inside.substr(0, otherwise)};
        const auto value = environment_variable(name);
        if (!value.empty())
            out += value;
        else if (otherwise != std::string_view::npos)
            out += inside.substr(otherwise + 2);
        else
            throw ArgumentError{
                fmt::format("the environment variable {} is not set; the url in retort.toml needs it, or give --url", name)};
        text.remove_prefix(end + 1);
    }
    return out;
}

bool url_is_of_configuration(const Arguments& arguments, const Configuration& configuration) {
    const auto is_url = [](const auto& argument) { return argument.first == "url"; };
    return arguments.url.empty() && std::ranges::none_of(arguments.x_arguments, is_url) && !configuration.url.empty();
}

std::string database_url(const Arguments& arguments, const Configuration& configuration, std::string_view fallback) {
    if (!arguments.url.empty()) return arguments.url;
    const auto given = std::ranges::find(arguments.x_arguments, "url", &std::pair<std::string, std::string>::first);
    if (given != arguments.x_arguments.end()) return given->second;
    if (!configuration.url.empty()) return expand_variables(configuration.url);
    if (auto variable = environment_variable("DATABASE_URL"); !variable.empty()) return variable;
    if (!fallback.empty()) return std::string{fallback};
    throw ArgumentError{"no database is named: give --url, or write url in retort.toml, or set DATABASE_URL"};
}

}  // namespace retort::cli
