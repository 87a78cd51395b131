#pragma once

#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/renames.hpp>

namespace retort::cli {

class Context;

/// What the models say more than the database, with each finding in the log. The database must be at the heads.
/// \throws RevisionError  "Target database is not up to date."
migrate::RevisionDirectives find_changes(
    const Context& context, Connection& connection, migrate::RenameQuestion* question, migrate::Revision revision = {});

}  // namespace retort::cli
