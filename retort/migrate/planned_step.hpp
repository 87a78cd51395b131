/// \file
/// Internal: one step of a run.
#pragma once

#include <retort/migrate/plan.hpp>

#include <vector>

namespace retort::migrate::detail {

/// One step with what its script has recorded.
struct PlannedStep {
    const PathStep* step;
    const Script* script;
    std::vector<PlannedOperation> operations;
    bool alters;            ///< needs Alterations::begin_alterations()
    bool checks;            ///< and a look at the integrity afterwards
    bool needs_autocommit;  ///< its operations can stand in no transaction

    bool is_upgrade() const noexcept { return step->kind == PathStep::Kind::upgrade; }
    /// The number of its operations as the script counts them.
    int count() const noexcept { return operations.empty() ? 0 : static_cast<int>(operations.back().last); }
};

}  // namespace retort::migrate::detail
