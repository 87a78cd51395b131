#include <retort/migrate/script_template.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <random>
#include <system_error>
#include <utility>

#include <kainjow/mustache.hpp>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/render_layout.hpp>

namespace retort::migrate {

const std::string_view default_script_template = R"({{#message_lines}}
//{{#has_text}} {{{text}}}{{/has_text}}
{{/message_lines}}
//
// Revision ID: {{{revision}}}
// Revises: {{{revises}}}
// Create Date: {{{create_date}}}
)"
                                                 "#include <retort/migrate.hpp>\n"
                                                 R"(
using namespace retort::migrate;

static const Script script{
    Revision{
        .id = {{{cpp_revision}}},
        .down_revision = {{{cpp_down_revision}}},
        .branch_labels = {{{cpp_branch_labels}}},
        .depends_on = {{{cpp_depends_on}}},
        .message = {{{cpp_message}}},
        .create_date = {{{cpp_create_date}}},
    },
    // upgrade
    {{{upgrade}}},
    // downgrade
    {{{downgrade}}},
};
)";

namespace {

namespace mustache = kainjow::mustache;

std::string cpp_list(const std::vector<std::string>& values, std::string_view field) {
    std::vector<detail::Code> items;
    items.reserve(values.size());
    for (const auto& value : values)
        items.push_back(detail::Code::string(value));
    // Laid out as if it stood in the script, so that a long list is broken where it would be there.
    std::string line = "        " + std::string{field};
    const auto start = line.size();
    detail::Code::braces(std::move(items)).write(line, 8, ",");
    line.pop_back();
    return line.substr(start);
}

std::string cpp_lambda(const std::string& body) {
    // Without a name for what it does not use, an empty one gives no warning.
    if (strip(body).empty()) return "[](Operations& /*op*/) {}";
    return "[](Operations& op) {\n" + body + "\n    }";
}

std::string cpp_text(std::string_view text) {
    return detail::string_literal(text);
}

mustache::data lines_of(std::string_view message) {
    mustache::data lines{mustache::data::type::list};
    for (const auto line : split(message, '\n')) {
        std::string text{line};
        while (!text.empty() && (text.back() == ' ' || text.back() == '\r' || text.back() == '\\'))
            text.pop_back();
        mustache::data item{mustache::data::type::object};
        item.set("has_text", !text.empty());
        item.set("text", text);
        lines.push_back(item);
    }
    return lines;
}

}  // namespace

std::string render_script(std::string_view template_text, const ScriptSource& source) {
    const Revision& revision = source.revision;
    mustache::mustache page{std::string{template_text}};
    if (!page.is_valid()) throw ArgumentError{"The template of scripts cannot be read: " + page.error_message()};
    page.set_custom_escape([](const std::string& text) { return text; });
    mustache::data values{mustache::data::type::object};
    values.set("message_lines", lines_of(revision.message));
    values.set("message", revision.message);
    values.set("revision", revision.id);
    values.set("revises", source.revises.empty() ? join(revision.down_revision, ", ") : source.revises);
    values.set("create_date", revision.create_date);
    values.set("cpp_revision", cpp_text(revision.id));
    values.set("cpp_down_revision", cpp_list(revision.down_revision, ".down_revision = "));
    values.set("cpp_branch_labels", cpp_list(revision.branch_labels, ".branch_labels = "));
    values.set("cpp_depends_on", cpp_list(revision.depends_on, ".depends_on = "));
    values.set("cpp_message", cpp_text(revision.message));
    values.set("cpp_create_date", cpp_text(revision.create_date));
    values.set("upgrade", cpp_lambda(source.upgrade));
    values.set("downgrade", cpp_lambda(source.downgrade));
    return page.render(values);
}

std::string new_revision_id(const std::vector<std::string>& taken) {
    std::random_device source;
    for (;;) {
        std::string id;
        for (int word = 0; word < 2; ++word) {
            char digits[7];
            std::snprintf(digits, sizeof digits, "%06x", source() & 0xFFFFFFU);
            id += digits;
        }
        const bool clashes = std::any_of(
            taken.begin(), taken.end(), [&](const std::string& other) { return other.starts_with(id) || id.starts_with(other); });
        if (!clashes) return id;
    }
}

void write_new_file(const std::filesystem::path& path, std::string_view text) {
    std::error_code error;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) throw Error{"The file '" + path.string() + "' cannot be made: " + std::generic_category().message(errno)};
    int failure = 0;
    while (!text.empty() && failure == 0) {
        const auto written = write(file, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            failure = errno;
    }
    if (close(file) != 0 && failure == 0) failure = errno;
    if (failure == 0) return;
    std::filesystem::remove(path, error);
    throw Error{"The file '" + path.string() + "' cannot be written: " + std::generic_category().message(failure)};
}

}  // namespace retort::migrate
