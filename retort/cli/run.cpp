#include <retort/cli/run.hpp>

#include <array>
#include <cstdio>
#include <exception>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include <retort/cli/arguments.hpp>
#include <retort/cli/commands.hpp>
#include <retort/cli/configuration.hpp>
#include <retort/cli/context.hpp>
#include <retort/cli/passwords.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/script_directory.hpp>

namespace retort::cli {

namespace {

struct Command {
    std::string_view name;
    void (*run)(const Context& context);
};

constexpr std::array commands{
    Command{"branches", branches},
    Command{"check", check},
    Command{"current", current},
    Command{"downgrade", downgrade},
    Command{"edit", edit},
    Command{"ensure_version", ensure_version},
    Command{"heads", heads},
    Command{"history", history},
    Command{"merge", merge},
    Command{"revision", revision},
    Command{"show", show},
    Command{"stamp", stamp},
    Command{"upgrade", upgrade},
};

void run_command(Arguments arguments, migrate::Environment environment, const migrate::ScriptDirectory& scripts) {
    auto configuration = read_configuration(arguments);
    const Context context{std::move(arguments), std::move(configuration), std::move(environment), scripts};
    for (const auto& command : commands) {
        if (command.name == context.arguments().command) return command.run(context);
    }
}

/// Calls `scripts` first when they are needed: a set of scripts that is wrong in itself must not hide the help.
int run_with(int argc, const char* const* argv, migrate::Environment environment, auto scripts) {
    try {
        Refusal refusal{};
        auto arguments = read_arguments(Program::migrations, argc, argv, refusal);
        if (!arguments) {
            fmt::print(refusal.status == 0 ? stdout : stderr, "{}", refusal.text);
            return refusal.status;
        }
        run_command(std::move(*arguments), std::move(environment), scripts());
        return 0;
    } catch (const std::exception& error) {
        std::fflush(stdout);
        fmt::print(stderr, "FAILED: {}\n", hide_passwords(error.what()));
        return 1;
    }
}

}  // namespace

int run(int argc, const char* const* argv, migrate::Environment environment, const migrate::ScriptDirectory& scripts) {
    return run_with(argc, argv, std::move(environment), [&]() -> const migrate::ScriptDirectory& { return scripts; });
}

}  // namespace retort::cli

namespace retort::migrate {

int run(int argc, char** argv, Environment environment) {
    return cli::run_with(argc, argv, std::move(environment), []() -> const ScriptDirectory& { return ScriptDirectory::of_this_program(); });
}

}  // namespace retort::migrate
