/// \file
/// Twenty migrations that rebuild tables, in a program of their own so that it can be killed.
#pragma once

namespace kill_test {

constexpr int number_of_steps = 20;

/// The teams that the heroes of the prepared database belong to; they go with their team.
constexpr int number_of_teams = 50;

}  // namespace kill_test
