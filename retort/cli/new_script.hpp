#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <retort/migrate/revision.hpp>
#include <retort/migrate/revision_graph.hpp>

namespace retort::cli {

class Context;

/// A script that is to be written: its place in the graph and on the disk. A value.
struct NewScript {
    migrate::Revision revision{};
    std::filesystem::path file{};
};

/// What a new script of these arguments says of itself; asks no database and writes nothing.
/// \param follows  the revisions that it follows
/// \throws RevisionError  where the place in the graph or the folder cannot be right; in Alembic's words
NewScript plan_script(const Context& context, const std::vector<migrate::Node>& follows);

/// Writes it, from the template of the project. Nothing is overwritten.
/// \throws Error  where the file exists or cannot be written
void write_script(const Context& context, const NewScript& script, std::string_view upgrade, std::string_view downgrade);

}  // namespace retort::cli
