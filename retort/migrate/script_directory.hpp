/// \file
/// The scripts of a program and their graph.
#pragma once

#include <retort/migrate/revision_graph.hpp>
#include <retort/migrate/script.hpp>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::migrate {

/// The checksums of script files: path and SHA-256. The build makes them, see detail::ScriptChecksum.
using ScriptChecksums = std::vector<std::pair<std::string_view, std::string_view>>;

/// A set of scripts and their graph. Never changes; safe to use from several threads.
class ScriptDirectory {
public:
    /// The scripts, which must outlive it, take the order of their files' names, as Alembic's do.
    /// \throws DuplicateRevision  naming both files, where two have one id; and what RevisionGraph throws
    explicit ScriptDirectory(std::vector<const Script*> scripts, const ScriptChecksums& checksums = {});

    /// All that are linked into this program; made when it is first asked for.
    static const ScriptDirectory& of_this_program();

    const RevisionGraph& graph() const noexcept { return graph_; }
    const Script& script(Node node) const { return *scripts_[node]; }
    /// By its whole id.
    /// \throws ResolutionError  where there is no such script
    const Script& script(std::string_view id) const;
    /// The SHA-256 of the script's file as the program was built from it; empty where the build did not tell.
    std::string_view checksum(Node node) const { return checksums_[node]; }
    std::string_view checksum(std::string_view id) const;
    /// The files of the scripts by Node, for TextOptions.
    const std::vector<std::string>& paths() const noexcept { return paths_; }

private:
    std::vector<const Script*> scripts_;
    std::vector<std::string> paths_;
    std::vector<std::string_view> checksums_;
    RevisionGraph graph_;
};

}  // namespace retort::migrate
