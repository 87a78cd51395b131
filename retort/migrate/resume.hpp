/// \file
/// Internal: how a step is continued that was interrupted.
#pragma once

#include <retort/migrate/plan.hpp>

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace retort {
class Connection;
class Alterations;
}  // namespace retort

namespace retort::migrate::detail {

/// How an operation is made where DDL cannot be rolled back.
enum class Kind {
    data,     ///< in a transaction, together with the note that it was made
    changes,  ///< by statements of which each commits
    batches,  ///< in transactions of its own, and again from its beginning when it was interrupted
};
Kind kind_of(const Operation& operation, const Alterations& alterations);

/// What an operation that was interrupted still has to do.
struct Remainder {
    bool is_known = true;             ///< false: nobody can tell
    std::optional<Operation> rest{};  ///< nothing: it was done
};
/// Looks at what is there.
Remainder remainder_of(const Operation& operation, Connection& connection);

/// The same text for the same operations. Code that was given as functions cannot be told apart.
std::string digest_of(const std::vector<PlannedOperation>& operations, std::size_t count);

}  // namespace retort::migrate::detail
