#pragma once

#include <retort/migrate/environment.hpp>
#include <retort/migrate/script_directory.hpp>

namespace retort::cli {

/// migrate::run() with these scripts instead of those of the program.
int run(int argc, const char* const* argv, migrate::Environment environment, const migrate::ScriptDirectory& scripts);

}  // namespace retort::cli
