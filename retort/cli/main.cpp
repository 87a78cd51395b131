// The program `retort`: builds the migrations of a project where something changed and hands its command line over to them.
#include <cerrno>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <unistd.h>

#include <retort/cli/arguments.hpp>
#include <retort/cli/build.hpp>
#include <retort/cli/completion.hpp>
#include <retort/cli/configuration.hpp>
#include <retort/cli/init.hpp>
#include <retort/cli/passwords.hpp>
#include <retort/core/error.hpp>

namespace retort::cli {

namespace {

/// Does not return where all goes well: the executable takes the place of this program.
[[noreturn]] void hand_over(const Arguments& arguments, char** argv) {
    if (!find_configuration(arguments)) {
        throw ArgumentError{"there is no retort.toml in this folder or one above; `retort init migrations` writes one"};
    }
    const auto configuration = read_configuration(arguments);
    BuildLock lock{configuration.build.directory};
    // Held until the executable runs: it must not be started while somebody links it.
    lock.lock_shared();
    auto executable = unchanged_executable(configuration);
    if (executable.empty()) {
        lock.lock_exclusive();
        executable = unchanged_executable(configuration);  // whoever we waited for may have built it
        if (executable.empty()) executable = build_executable(configuration, arguments.quiet);
    }
    std::fflush(nullptr);
    ::execv(executable.c_str(), argv);
    throw ArgumentError{fmt::format("{} cannot be run: {}", executable.string(), std::system_category().message(errno))};
}

int run(int argc, char** argv) {
    if (argc > 1 && std::string_view{argv[1]} == "__complete") {
        print_completions({argv + 2, argv + argc});
        return 0;
    }
    Refusal refusal{};
    const auto arguments = read_arguments(Program::retort, argc, argv, refusal);
    if (!arguments) {
        fmt::print(refusal.status == 0 ? stdout : stderr, "{}", refusal.text);
        return refusal.status;
    }
    if (arguments->command == "completion") {
        fmt::print("{}", completion_script(arguments->shell));
        return 0;
    }
    if (arguments->command == "init") {
        init(*arguments);
        return 0;
    }
    hand_over(*arguments, argv);
}

}  // namespace

}  // namespace retort::cli

int main(int argc, char** argv) {
    try {
        return retort::cli::run(argc, argv);
    } catch (const std::exception& error) {
        fmt::print(stderr, "FAILED: {}\n", retort::cli::hide_passwords(error.what()));
        return 1;
    }
}
