/// \file
/// A migration written by the program itself: from what the models ask for and the database does not have.
#pragma once

#include <string>
#include <vector>

#include <retort/migrate/compare.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/render.hpp>
#include <retort/migrate/revision.hpp>

namespace retort::migrate {

/// What is to become a script; Environment::process_revision_directives may change all of it. A value.
class RevisionDirectives {
public:
    std::vector<ScriptOperation> upgrade{};
    std::vector<ScriptOperation> downgrade{};
    Revision revision{};  ///< what the script will say of itself
    /// What was found, line by line as Alembic logs it, with what may be lost.
    std::vector<std::string> summary{};
    /// What differs and is left alone, and renames that nobody has confirmed.
    std::vector<std::string> remarks{};

    /// True where there is nothing to upgrade.
    bool is_empty() const noexcept { return upgrade.empty(); }
    /// Writes the downgrade anew, after the upgrade has been changed.
    /// \throws ArgumentError  naming an operation that nothing takes back
    void reverse_upgrade();
};

/// Compares the database with the environment's models and asks its process_revision_directives what to make of it.
/// \param question  who tells renames from a drop and an addition; nullptr: nobody
/// \param revision  what is known of the script already
RevisionDirectives produce_migrations(
    Connection& connection, const Environment& environment, RenameQuestion* question = nullptr, Revision revision = {});

/// The same of a comparison that was made already, without asking the environment's hook.
/// \param alterations  of the database that the script is written for; may be nullptr
RevisionDirectives directives_for(const Comparison& comparison, const Environment& environment, const Alterations* alterations = nullptr);

/// The sentence of `check`: "No new upgrade operations detected." or "New upgrade operations detected: [('add_column', None, 'hero', 'age')]".
std::string describe_differences(const RevisionDirectives& directives);

}  // namespace retort::migrate
