#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <retort/cli/arguments.hpp>
#include <retort/cli/configuration.hpp>
#include <retort/engine/engine.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/migrate/script_directory.hpp>

namespace retort::cli {

/// What a command works with. Belongs to one thread.
class Context {
public:
    Context(Arguments arguments, Configuration configuration, migrate::Environment environment, const migrate::ScriptDirectory& scripts);

    const Arguments& arguments() const noexcept { return arguments_; }
    const Configuration& configuration() const noexcept { return configuration_; }
    const migrate::Environment& environment() const noexcept { return environment_; }
    const migrate::ScriptDirectory& scripts() const noexcept { return scripts_; }
    const migrate::RevisionGraph& graph() const noexcept { return scripts_.graph(); }

    /// The engine of the database that is meant. A relative database file of retort.toml's URL lies beside it.
    /// \throws ArgumentError  where no database is named
    Engine engine() const;
    /// The dialect of that URL; opens nothing.
    const Dialect& dialect() const;
    migrate::RunOptions run_options() const;
    /// What the version table holds. Changes nothing.
    std::vector<std::string> current_rows() const;

    /// A line of the log on standard error: "INFO  [retort.migrate] message"; nothing under --quiet.
    void log(std::string_view message, std::string_view logger = "retort.migrate") const;
    /// A line for the person at the terminal, on standard output; nothing under --quiet.
    void say(std::string_view message) const;
    /// The result of a command, as it stands, on standard output.
    void print(std::string_view text) const;

private:
    /// The URL, and whether it is retort.toml's.
    std::string url() const;

    Arguments arguments_;
    Configuration configuration_;
    migrate::Environment environment_;
    const migrate::ScriptDirectory& scripts_;
};

}  // namespace retort::cli
