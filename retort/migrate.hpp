/// \file
/// What a migration script and its environment include. Light on purpose: it is compiled once for each script.
#pragma once

#include <retort/migrate/environment.hpp>
#include <retort/migrate/operations.hpp>
#include <retort/migrate/revision.hpp>
#include <retort/migrate/script.hpp>
