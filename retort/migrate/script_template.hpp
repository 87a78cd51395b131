/// \file
/// The file of a migration script: its text from a template, and its identifier.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <retort/migrate/revision.hpp>

namespace retort::migrate {

/// What `retort init` writes as `migrations/script.cpp.mustache`.
extern const std::string_view default_script_template;

/// A script that is to be written: what it says of itself, and the bodies of its two functions as render() makes them.
struct ScriptSource {
    Revision revision{};
    std::string upgrade{};
    std::string downgrade{};
    /// What the heading names behind "Revises:", where that is more than the ids: "1975ea83b712, 27c6a30d7c24 (head)".
    std::string revises{};
};

/// The text of the script.
///
/// A template is one of Mustache with `{{{message}}}`, `{{{revision}}}`, `{{{revises}}}`, `{{{create_date}}}` as plain text, `{{#message_lines}}{{{.}}}{{/message_lines}}`,
/// and as C++ `{{{cpp_revision}}}`, `{{{cpp_down_revision}}}`, `{{{cpp_branch_labels}}}`, `{{{cpp_depends_on}}}`, `{{{cpp_message}}}`,
/// `{{{cpp_create_date}}}`, `{{{upgrade}}}` and `{{{downgrade}}}` (each a whole lambda).
/// \throws ArgumentError  where the template cannot be read
std::string render_script(std::string_view template_text, const ScriptSource& source);

/// Twelve hexadecimal digits that are neither the beginning of one of `taken` nor begin with one.
std::string new_revision_id(const std::vector<std::string>& taken);

/// Writes a file that is not there yet, and the folders that it stands in.
/// \throws Error  where the file exists or cannot be written; nothing is left of it then
void write_new_file(const std::filesystem::path& path, std::string_view text);

}  // namespace retort::migrate
