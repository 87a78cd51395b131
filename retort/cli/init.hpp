#pragma once

namespace retort::cli {

struct Arguments;

/// `retort init`: writes retort.toml, env.cpp, the template of scripts, CMakeLists.txt and versions/; all of them, or nothing where one exists.
/// \throws ArgumentError  naming what exists, or what is no name of a model or header
void init(const Arguments& arguments);

}  // namespace retort::cli
