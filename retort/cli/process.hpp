#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::cli {

/// The value of an environment variable; empty where it is not set.
std::string environment_variable(const std::string& name);

/// Runs a program found by PATH and hands each line that it prints, on either stream, to `line`, without the line break.
/// \returns its exit status; 128 and the signal's number where one ended it
/// \throws ArgumentError  where the program cannot be started
int run_process(const std::vector<std::string>& command, const std::function<void(std::string_view)>& line);

/// Runs a program that has the terminal to itself.
/// \throws ArgumentError  where the program cannot be started
int run_in_terminal(const std::vector<std::string>& command);

/// True where PATH has a program of this name.
bool has_program(const std::string& name);

}  // namespace retort::cli
