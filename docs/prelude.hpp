// What every `cpp fragment` of the documentation may use without saying so.
#pragma once

#include <retort/retort.hpp>

#include <examples/heroes/models.hpp>

using namespace retort;
using namespace heroes;

// Fragments are compiled, never linked: these have no definition.
extern Engine& engine;
extern Session& session;
