#include <retort/cli/context.hpp>

#include <cstdio>
#include <filesystem>
#include <utility>

#include <fmt/format.h>

#include <retort/cli/passwords.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/url.hpp>

namespace retort::cli {

Context::Context(
    Arguments arguments, Configuration configuration, migrate::Environment environment, const migrate::ScriptDirectory& scripts)
    : arguments_{std::move(arguments)},
      configuration_{std::move(configuration)},
      environment_{std::move(environment)},
      scripts_{scripts} {}

std::string Context::url() const {
    return database_url(arguments_, configuration_, environment_.url);
}

Engine Context::engine() const {
    const auto url = this->url();
    // Whoever calls `retort` from a folder below means the same database file.
    if (url_is_of_configuration(arguments_, configuration_)) std::filesystem::current_path(configuration_.folder);
    return environment_.create_engine != nullptr ? environment_.create_engine(url) : create_engine(url);
}

const Dialect& Context::dialect() const {
    return dialect_for(Url::parse(url()).scheme);
}

migrate::RunOptions Context::run_options() const {
    migrate::RunOptions options;
    options.transaction_mode = arguments_.transaction_mode;
    options.tag = arguments_.tag;
    options.resume_at = arguments_.resume_at;
    options.x_arguments = arguments_.x_arguments;
    if (arguments_.lock_timeout) options.lock_timeout = *arguments_.lock_timeout;
    options.timeouts = {configuration_.lock_timeout, configuration_.statement_timeout};
    options.log = [this](const std::string& message) { log(message); };
    return options;
}

std::vector<std::string> Context::current_rows() const {
    auto engine = this->engine();
    auto connection = engine.connect();
    return migrate::Runner{connection, environment_, scripts_, run_options()}.current();
}

void Context::log(std::string_view message, std::string_view logger) const {
    if (arguments_.quiet) return;
    std::fflush(stdout);
    fmt::print(stderr, "INFO  [{}] {}\n", logger, hide_passwords(message));
}

void Context::say(std::string_view message) const {
    if (!arguments_.quiet) print(fmt::format("{}\n", message));
}

void Context::print(std::string_view text) const {
    fmt::print("{}", text);
    std::fflush(stdout);
}

}  // namespace retort::cli
