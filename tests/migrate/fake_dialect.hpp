/// \file
/// A dialect that is SQLite in all but its alterations, which tests can watch and spoil.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>

namespace migrate_test {

/// What the fake alterations were asked for, and what they are to answer. One for the whole program, reset by each test.
struct FakeBehaviour {
    std::vector<std::string> calls{};  ///< `begin_alterations`, `begin_exclusive`, …; and each table that was altered
    bool transactional_ddl = true;
    bool lock_is_taken = false;
    std::function<void(retort::Connection&)> when_locked{};  ///< somebody else, just before the lock is had
    std::function<void()> check_integrity{};
    std::string begin_sql = "BEGIN";
};

FakeBehaviour& fake();

/// Its scheme: `fake:///file`. Registers the dialect where that has not been done.
const retort::Dialect& fake_dialect();

}  // namespace migrate_test
