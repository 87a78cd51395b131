#include <retort/cli/build.hpp>

#include <algorithm>
#include <chrono>
#include <fstream>
#include <iterator>
#include <set>

#include <fmt/format.h>
#include <unistd.h>

#include <retort/cli/build_inputs.hpp>
#include <retort/cli/process.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::cli {

namespace {

namespace fs = std::filesystem;

/// One line on a terminal, written over and over.
class StatusLine {
public:
    explicit StatusLine(bool quiet) : shown_{!quiet && ::isatty(STDERR_FILENO) == 1} {}
    StatusLine(const StatusLine&) = delete;
    StatusLine& operator=(const StatusLine&) = delete;
    ~StatusLine() { clear(); }

    void show(std::string_view text) {
        if (!shown_) return;
        fmt::print(stderr, "\r\033[K{}", text.substr(0, 100));
        std::fflush(stderr);
        written_ = true;
    }
    void clear() {
        if (written_) fmt::print(stderr, "\r\033[K");
        written_ = false;
    }

private:
    bool shown_;
    bool written_ = false;
};

/// The package that this program was installed with; empty where it runs from its own build.
fs::path own_package() {
    std::error_code problem;
    const auto program = fs::read_symlink("/proc/self/exe", problem);
    if (problem) return {};
    const auto package = program.parent_path().parent_path() / RETORT_PACKAGE_DIR;
    return fs::exists(package / "retortConfig.cmake", problem) ? package : fs::path{};
}

std::vector<std::string> configure_command(const Configuration& configuration) {
    const auto& build = configuration.build;
    const auto generator = !build.generator.empty() ? build.generator : has_program("ninja") ? "Ninja" : "Unix Makefiles";
    std::vector<std::string> command{
        "cmake", "-S", build.source.string(), "-B", build.directory.string(), "-G", generator, "-DCMAKE_BUILD_TYPE=" + build.type};
    if (!build.compiler.empty()) command.push_back("-DCMAKE_CXX_COMPILER=" + build.compiler);
    if (const auto package = own_package(); !package.empty()) command.push_back("-Dretort_DIR=" + package.string());
    command.insert(command.end(), build.options.begin(), build.options.end());
    return command;
}

/// The settings as one line: where they change, the folder is configured anew.
std::string settings_of(const Configuration& configuration) {
    auto settings = join(configure_command(configuration), " ");
    return replace_all(settings + " --target " + configuration.build.target, "\n", " ");
}

std::string file_text(const fs::path& file) {
    std::ifstream stream{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

/// The value that CMake keeps under this name.
std::string cached(const fs::path& folder, std::string_view name) {
    const auto text = file_text(folder / "CMakeCache.txt");
    for (const auto line : split(text, '\n')) {
        if (!line.starts_with(name) || line.size() == name.size() || line[name.size()] != ':') continue;
        const auto equals = line.find('=');
        if (equals != std::string_view::npos) return std::string{line.substr(equals + 1)};
    }
    return {};
}

void configure(const Configuration& configuration, StatusLine& status) {
    const auto& build = configuration.build;
    const auto settings_file = build.directory / "retort.settings";
    const auto settings = settings_of(configuration);
    const bool exists = fs::exists(build.directory / "CMakeCache.txt");
    if (exists && fs::exists(build.directory / "retort" / (build.target + ".txt")) && file_text(settings_file) == settings) return;
    if (!fs::exists(build.source / "CMakeLists.txt")) {
        throw ArgumentError{fmt::format("there is no {}; `retort init` writes one", (build.source / "CMakeLists.txt").string())};
    }
    status.show("Configuring the migrations …");
    auto command = configure_command(configuration);
    if (exists) command.insert(command.begin() + 1, "--fresh");
    std::string said;
    const int result = run_process(command, [&](std::string_view line) { said.append(line).push_back('\n'); });
    status.clear();
    if (result != 0) {
        fmt::print(stderr, "{}", said);
        throw ArgumentError{fmt::format("the migrations in {} cannot be configured", build.source.string())};
    }
    std::ofstream{settings_file, std::ios::binary} << settings;
}

/// What the build tool says of itself, and not the compiler: "[3/17] Building …", the command that failed, …
bool is_chatter(std::string_view line) {
    return line.starts_with("ninja: ") || line.starts_with("gmake") || line.starts_with("make") ||
           (line.starts_with('[') && line.find(']') != std::string_view::npos &&
               line.find_first_not_of(" 0123456789/%]", 1) > line.find(']'));
}

void build_target(const Configuration& configuration, StatusLine& status) {
    const auto& build = configuration.build;
    std::string said;
    bool command_follows = false;
    // Ninja runs as many as there are processors, make one at a time where nobody says otherwise.
    const int result = run_process({"cmake", "--build", build.directory.string(), "--target", build.target, "--parallel",
                                       std::to_string(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)))},
        [&](std::string_view line) {
            if (line.starts_with('[')) status.show(fmt::format("Building the migrations {}", line.substr(0, line.find(']') + 1)));
            if (line.starts_with("FAILED: "))
                command_follows = true;
            else if (command_follows)
                command_follows = false;
            else if (!is_chatter(line))
                said.append(line).push_back('\n');
        });
    status.clear();
    if (result == 0) return;
    fmt::print(stderr, "{}", said);
    throw ArgumentError{fmt::format("the migrations in {} do not build", build.source.string())};
}

/// What the executable was made from, as Ninja knows it: no other tool tells.
std::set<std::string> files_of_build(const Configuration& configuration, const std::string& ninja) {
    const auto& build = configuration.build;
    std::set<std::string> files;
    const auto add = [&](std::string_view path) { files.insert((build.directory / path).lexically_normal().string()); };
    run_process({ninja, "-C", build.directory.string(), "-t", "deps"}, [&](std::string_view line) {
        if (line.starts_with("    ")) add(line.substr(4));
    });
    for (const auto& target : {build.target, std::string{"build.ninja"}}) {
        run_process({ninja, "-C", build.directory.string(), "-t", "inputs", target}, [&](std::string_view line) {
            if (!line.starts_with("ninja: ")) add(line);
        });
    }
    const auto own = build.directory.string() + '/';
    std::erase_if(files, [&](const std::string& path) { return path.starts_with(own) || path.find('\n') != std::string::npos; });
    return files;
}

/// Remembers what the build was made from, if it did not change meanwhile.
void remember(const Configuration& configuration, const fs::path& executable, const std::vector<std::string>& watched, std::int64_t begin) {
    const auto ninja = cached(configuration.build.directory, "CMAKE_MAKE_PROGRAM");
    if (fs::path{ninja}.filename().string().find("ninja") == std::string::npos) return;
    auto paths = files_of_build(configuration, ninja);
    paths.insert(watched.begin(), watched.end());
    BuildInputs inputs{settings_of(configuration), executable, {}};
    for (const auto& path : paths) {
        const auto file = look_at(path);
        if (!file) continue;  // a name that stands for no file
        if (file->modified >= begin) return;
        inputs.files.push_back(*file);
    }
    if (const auto file = look_at(executable.string())) inputs.files.push_back(*file);
    write_inputs(configuration.build.directory, inputs);
}

}  // namespace

std::filesystem::path unchanged_executable(const Configuration& configuration) {
    const auto inputs = read_inputs(configuration.build.directory);
    if (!inputs || inputs->settings != settings_of(configuration)) return {};
    for (const auto& known : inputs->files) {
        const auto now = look_at(known.path);
        if (!now || now->modified != known.modified || now->size != known.size) return {};
    }
    return inputs->executable;
}

std::filesystem::path build_executable(const Configuration& configuration, bool quiet) {
    // The clock of files may lag behind a little.
    const auto begin =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch()).count() - 20'000'000;
    StatusLine status{quiet};
    configure(configuration, status);
    build_target(configuration, status);
    const auto text = file_text(configuration.build.directory / "retort" / (configuration.build.target + ".txt"));
    std::vector<std::string> lines;
    for (const auto line : split(text, '\n')) {
        if (!line.empty()) lines.emplace_back(line);
    }
    if (lines.empty() || !fs::exists(lines.front())) {
        throw ArgumentError{fmt::format("{} makes no migrations: its target '{}' must be made by retort_add_migrations()",
            (configuration.build.source / "CMakeLists.txt").string(), configuration.build.target)};
    }
    fs::path executable = lines.front();
    remember(configuration, executable, {lines.begin() + 1, lines.end()}, begin);
    return executable;
}

}  // namespace retort::cli
