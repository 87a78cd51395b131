/// \file
/// Migrations of several operations each, in a program of their own so that it can be killed.
#pragma once

namespace mariadb_kill {

constexpr int heroes = 2'000;

}  // namespace mariadb_kill
