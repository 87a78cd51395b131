/// \file
/// Migrations as SQL text, for whoever executes it elsewhere: Alembic's `--sql`, line by line.
#pragma once

#include <retort/migrate/runner.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace retort::migrate {

// All are pure but for RunOptions::log. The text ends with an empty line. Transactions are written where Alembic writes them for this database, and
// everywhere where RunOptions::transaction_mode asks for them. retort_history is not written: the text is what Alembic's would be.

/// \param range  `a:b`, or `b` alone for a database that has nothing yet
/// \throws RevisionError and those under it; CompileError  where an operation needs a look at a table (give batch_alter_table its copy_from)
std::string upgrade_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    std::string_view range);
/// \param range  `a:b`
/// \throws RevisionError  also where it is no range
std::string downgrade_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    std::string_view range);
/// \param targets  each `b` or `a:b`, all with the same `a`
std::string stamp_sql(const Dialect& dialect, const Environment& environment, const ScriptDirectory& scripts, const RunOptions& options,
    const std::vector<std::string>& targets);

}  // namespace retort::migrate
