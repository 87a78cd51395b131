#include <retort/migrate/script_template.hpp>

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <optional>
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
#include <retort/migrate.hpp>

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

namespace {

struct CivilTime {
    std::tm fields{};
    std::string offset{};  ///< "+01:00"; empty where no time zone is set
};

/// The process's time zone, changed for as long as this lives.
class TimeZone {
public:
    explicit TimeZone(const std::string& name) {
        if (const char* before = std::getenv("TZ")) before_ = before;
        set(name);
    }
    ~TimeZone() {
        if (before_)
            set(*before_);
        else
            unsetenv("TZ");
        tzset();
    }
    TimeZone(const TimeZone&) = delete;
    TimeZone& operator=(const TimeZone&) = delete;

private:
    static void set(const std::string& name) {
        setenv("TZ", name.c_str(), 1);
        tzset();
    }

    std::optional<std::string> before_{};
};

/// The name as the system knows it, as it stands or in capitals.
std::string known_time_zone(const std::string& name) {
    for (const auto& candidate : {name, to_upper_ascii(name)}) {
        const bool is_plain = candidate.find("..") == std::string::npos && !candidate.starts_with('/');
        std::error_code error;
        if (is_plain && std::filesystem::is_regular_file("/usr/share/zoneinfo/" + candidate, error)) return candidate;
        if (candidate == "UTC") return "UTC0";
    }
    throw ArgumentError{"The system does not know the time zone '" + name + "'"};
}

CivilTime civil_time(std::chrono::system_clock::time_point now, const std::string& timezone) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(now));
    CivilTime time;
    if (timezone.empty()) {
        gmtime_r(&seconds, &time.fields);
        return time;
    }
    const TimeZone zone{known_time_zone(timezone)};
    localtime_r(&seconds, &time.fields);
    const long minutes = time.fields.tm_gmtoff / 60;
    char offset[32];
    std::snprintf(offset, sizeof offset, "%c%02ld:%02ld", minutes < 0 ? '-' : '+', std::labs(minutes) / 60, std::labs(minutes) % 60);
    time.offset = offset;
    return time;
}

std::string padded(int value, int digits) {
    auto text = std::to_string(value);
    while (static_cast<int>(text.size()) < digits)
        text.insert(text.begin(), '0');
    return text;
}

/// The words of the message in lower case with "_" between, cut off at a word's end.
std::string slug_of(std::string_view message, int limit) {
    std::string slug;
    bool is_gap = false;
    for (const char c : message) {
        const auto byte = static_cast<unsigned char>(c);
        const bool is_word = std::isalnum(byte) != 0 || c == '_' || byte >= 0x80;
        if (is_word && is_gap && !slug.empty()) slug += '_';
        if (is_word) slug += c;
        is_gap = !is_word;
    }
    slug = to_lower_ascii(slug);
    int characters = 0;
    for (std::size_t index = 0; index < slug.size(); ++index) {
        const bool begins = (static_cast<unsigned char>(slug[index]) & 0xC0) != 0x80;
        if (!begins || ++characters <= limit) continue;
        slug.resize(index);
        if (const auto gap = slug.rfind('_'); gap != std::string::npos) slug.resize(gap);
        return slug + "_";
    }
    return slug;
}

}  // namespace

std::string script_date(std::chrono::system_clock::time_point now, const ScriptNaming& naming) {
    const auto time = civil_time(now, naming.timezone);
    char text[64];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &time.fields);
    return text + time.offset;
}

std::filesystem::path script_file_name(
    const std::string& revision_id, std::string_view message, std::chrono::system_clock::time_point now, const ScriptNaming& naming) {
    const auto time = civil_time(now, naming.timezone).fields;
    const auto epoch = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
    const std::pair<std::string_view, std::string> tokens[] = {{"rev", revision_id},
        {"slug", slug_of(message, naming.truncate_slug_length)}, {"epoch", std::to_string(epoch)}, {"year", padded(time.tm_year + 1900, 4)},
        {"month", padded(time.tm_mon + 1, 2)}, {"day", padded(time.tm_mday, 2)}, {"hour", padded(time.tm_hour, 2)},
        {"minute", padded(time.tm_min, 2)}, {"second", padded(time.tm_sec, 2)}};
    std::string name;
    for (std::string_view rest = naming.file_template; !rest.empty();) {
        const auto open = rest.find('{');
        name += rest.substr(0, open);
        if (open == std::string_view::npos) break;
        const auto close = rest.find('}', open);
        const auto token = rest.substr(open + 1, close == std::string_view::npos ? close : close - open - 1);
        const auto* found = std::find_if(std::begin(tokens), std::end(tokens), [&](const auto& one) { return one.first == token; });
        if (close == std::string_view::npos || found == std::end(tokens)) {
            throw ArgumentError{"file_template '" + naming.file_template + "' has an unknown token {" + std::string{token} +
                                "}; there are {rev}, {slug}, {year}, {month}, {day}, {hour}, {minute}, {second} and {epoch}"};
        }
        name += found->second;
        rest.remove_prefix(close + 1);
    }
    return name + ".cpp";
}

void write_new_file(const std::filesystem::path& path, std::string_view text) {
    std::error_code error;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (file < 0) throw Error{"The file '" + path.string() + "' cannot be made: " + std::strerror(errno)};
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
    throw Error{"The file '" + path.string() + "' cannot be written: " + std::strerror(failure)};
}

}  // namespace retort::migrate
