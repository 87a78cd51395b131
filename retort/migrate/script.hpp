/// \file
/// A migration script as part of the program.
#pragma once

#include <retort/migrate/operations.hpp>
#include <retort/migrate/revision.hpp>

namespace retort::migrate {

/// One revision with its two directions, known to the program as soon as it stands in one of its source files:
/// `static const Script script{Revision{…}, [](Operations& op) {…}, [](Operations& op) {…}};`
class Script {
public:
    using Direction = void (*)(Operations& op);

    /// \param file  where it stands; leave it out
    Script(Revision revision, Direction upgrade, Direction downgrade, const char* file = __builtin_FILE());
    Script(const Script&) = delete;
    Script& operator=(const Script&) = delete;
    ~Script();

    const Revision& revision() const noexcept { return revision_; }
    Direction upgrade() const noexcept { return upgrade_; }
    Direction downgrade() const noexcept { return downgrade_; }
    const char* file() const noexcept { return file_; }

private:
    Revision revision_;
    Direction upgrade_;
    Direction downgrade_;
    const char* file_;
};

namespace detail {

/// Tells the checksum of the text of a script; the build writes one beside each script that it compiles.
struct ScriptChecksum {
    ScriptChecksum(const char* file, const char* sha256);
};

}  // namespace detail

}  // namespace retort::migrate
