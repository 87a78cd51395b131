#include <retort/migrate/render_layout.hpp>

#include <algorithm>
#include <utility>

#include <retort/core/text.hpp>

namespace retort::migrate::detail {

namespace {

constexpr std::size_t line_limit = 140;
constexpr int step = 4;

std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

/// The width of the last line of `text`.
std::size_t column(const std::string& text) {
    const auto line = text.rfind('\n');
    return width(line == std::string::npos ? std::string_view{text} : std::string_view{text}.substr(line + 1));
}

void new_line(std::string& out, int indent) {
    while (!out.empty() && out.back() == ' ')
        out.pop_back();
    out += '\n';
    out.append(static_cast<std::size_t>(indent), ' ');
}

std::string escaped(std::string_view text) {
    std::string literal;
    for (auto rest = text; !rest.empty();) {
        const auto before = rest;
        char32_t code_point = 0;
        const bool is_good = retort::detail::decode_utf8(rest, code_point);
        const auto bytes = before.substr(0, before.size() - rest.size());
        if (is_good && code_point >= 0x80 && retort::detail::is_printable(code_point)) {
            literal += bytes;
            continue;
        }
        for (const char c : bytes) {
            switch (c) {
            case '"': literal += "\\\""; break;
            case '\\': literal += "\\\\"; break;
            case '\n': literal += "\\n"; break;
            case '\t': literal += "\\t"; break;
            case '\r': literal += "\\r"; break;
            default:
                if (c >= ' ' && c < 0x7F) {
                    literal += c;
                    break;
                }
                // Three octal digits end by themselves; a hexadecimal escape would swallow what follows.
                const auto byte = static_cast<unsigned char>(c);
                literal += '\\';
                for (const int shift : {6, 3, 0})
                    literal += static_cast<char>('0' + ((byte >> shift) & 7));
            }
        }
    }
    return literal;
}

bool is_raw_worthy(std::string_view text) {
    const bool has_lines = text.find('\n') != std::string_view::npos;
    const auto escapes = std::count_if(text.begin(), text.end(), [](char c) { return c == '"' || c == '\\'; });
    if (!has_lines && escapes < 3) return false;
    // A raw string holds neither what cannot be seen nor its own end.
    for (auto rest = text; !rest.empty();) {
        char32_t code_point = 0;
        if (!retort::detail::decode_utf8(rest, code_point)) return false;
        if (code_point != '\n' && !retort::detail::is_printable(code_point)) return false;
    }
    return text.find(")\"") == std::string_view::npos;
}

bool is_of_several_lines(std::string_view text) {
    return text.find('\n') != std::string_view::npos && is_raw_worthy(text);
}

}  // namespace

std::string string_literal(std::string_view text) {
    if (is_raw_worthy(text)) return "R\"(" + std::string{text} + ")\"";
    return "\"" + escaped(text) + "\"";
}

Code Code::text(std::string text) {
    Code code;
    code.value_ = std::move(text);
    return code;
}

Code Code::string(std::string_view value, std::string prefix) {
    Code code;
    code.kind_ = Kind::string;
    code.open_ = std::move(prefix);
    code.value_ = value;
    return code;
}

Code Code::call(std::string open, std::vector<Code> arguments, std::string close) {
    Code code;
    code.kind_ = Kind::call;
    code.open_ = std::move(open);
    code.close_ = std::move(close);
    code.parts_ = std::move(arguments);
    return code;
}

Code Code::braces(std::vector<Code> items, std::string prefix) {
    Code code = call(std::move(prefix) + "{", std::move(items), "}");
    code.kind_ = Kind::braces;
    return code;
}

Code Code::lines(std::vector<Code> items, std::string prefix) {
    Code code = braces(std::move(items), std::move(prefix));
    code.kind_ = Kind::lines;
    return code;
}

Code Code::chain(Code first, std::vector<Code> links) {
    if (links.empty()) return first;
    Code code;
    code.kind_ = Kind::chain;
    code.parts_.push_back(std::move(first));
    std::move(links.begin(), links.end(), std::back_inserter(code.parts_));
    return code;
}

std::string Code::flat() const {
    if (kind_ == Kind::text) return value_;
    if (kind_ == Kind::string) return open_ + string_literal(value_);
    std::string line = open_;
    const bool has_separators = kind_ != Kind::chain;
    for (std::size_t index = 0; index < parts_.size(); ++index) {
        if (index > 0 && has_separators) line += ", ";
        line += parts_[index].flat();
    }
    return line + close_;
}

bool Code::has_lines() const {
    const auto is_long_text = [](const Code& part) { return part.kind_ == Kind::string && is_of_several_lines(part.value_); };
    if (kind_ == Kind::braces && parts_.size() > 1 && std::any_of(parts_.begin(), parts_.end(), is_long_text)) return true;
    // What follows it in a call stands on a line of its own.
    if (kind_ == Kind::call && !parts_.empty() && std::any_of(parts_.begin(), parts_.end() - 1, is_long_text)) return true;
    return kind_ == Kind::lines || std::any_of(parts_.begin(), parts_.end(), [](const Code& part) { return part.has_lines(); });
}

bool Code::fits(const std::string& out, std::string_view after) const {
    if (has_lines()) return false;
    const auto line = flat();
    // A raw string of several lines is as wide as its first and last one.
    const auto first = line.find('\n');
    if (first == std::string::npos) return column(out) + width(line) + width(after) <= line_limit;
    return column(out) + width(std::string_view{line}.substr(0, first)) <= line_limit && column(line) + width(after) <= line_limit;
}

void Code::write(std::string& out, int indent, std::string_view after) const {
    if (kind_ == Kind::text || fits(out, after)) {
        out.append(flat()).append(after);
        return;
    }
    switch (kind_) {
    case Kind::text: break;
    case Kind::string: write_string(out, indent, after); break;
    case Kind::call: write_call(out, indent, after); break;
    case Kind::braces:
    case Kind::lines: write_items(out, indent, after); break;
    case Kind::chain: write_chain(out, indent, after); break;
    }
}

// Adjacent literals below each other, each but the last one ending with a space.
void Code::write_string(std::string& out, int indent, std::string_view after) const {
    out += open_;
    if (is_of_several_lines(value_)) {
        out.append(string_literal(value_)).append(after);
        return;
    }
    const auto start = open_.empty() ? indent : static_cast<int>(column(out));
    std::string_view rest = value_;
    while (!rest.empty()) {
        std::size_t end = 0;
        for (auto space = rest.find(' '); space != std::string_view::npos; space = rest.find(' ', space + 1)) {
            const auto piece = escaped(rest.substr(0, space + 1));
            if (end != 0 && column(out) + width(piece) + 2 > line_limit) break;
            end = space + 1;
        }
        const auto whole = column(out) + width(escaped(rest)) + 2 + width(after) <= line_limit;
        if (end == 0 || end == rest.size() || whole) end = rest.size();
        out.append("\"").append(escaped(rest.substr(0, end))).append("\"");
        rest.remove_prefix(end);
        if (!rest.empty()) new_line(out, start);
    }
    out += after;
}

// `f("a", {` with its items below and `});` at the end, as the tutorial's env.cpp has it, where they do not fit into a line of their own.
bool Code::opens_on_line(int indent, std::string_view after) const {
    const bool has_braces = (kind_ == Kind::braces || kind_ == Kind::lines) ? open_ == "{" : kind_ == Kind::call && close_ == "}";
    return has_braces && !fits(std::string(static_cast<std::size_t>(indent), ' '), after);
}

void Code::write_call(std::string& out, int indent, std::string_view after) const {
    bool is_broken = false;
    out += open_;
    for (std::size_t index = 0; index < parts_.size(); ++index) {
        const bool is_last = index + 1 == parts_.size();
        const std::string end = is_last ? close_ + std::string{after} : ", ";
        const Code& part = parts_[index];
        const std::string_view visible = is_last ? std::string_view{end} : std::string_view{","};
        const bool follows_long_text =
            index > 0 && parts_[index - 1].kind_ == Kind::string && is_of_several_lines(parts_[index - 1].value_);
        if (!follows_long_text && part.fits(out, visible)) {
            out.append(part.flat()).append(end);
            continue;
        }
        // Only lists of a table's parts are followed by anything.
        if (!is_broken && (is_last || part.kind_ == Kind::lines) && part.opens_on_line(indent + step, visible)) {
            part.write(out, indent, end);
            continue;
        }
        is_broken = true;
        new_line(out, indent + step);
        part.write(out, indent + step, is_last ? std::string_view{end} : std::string_view{","});
        if (!is_last) out += ' ';
    }
}

void Code::write_items(std::string& out, int indent, std::string_view after) const {
    // What is assigned stands below its name.
    const bool is_assigned = open_.ends_with("= {");
    if (is_assigned) {
        indent += step;
        out.append(open_, 0, open_.size() - 1);
        new_line(out, indent);
        out += '{';
    } else {
        out += open_;
    }
    for (const Code& part : parts_) {
        new_line(out, indent + step);
        part.write(out, indent + step, ",");
    }
    new_line(out, indent);
    out.append(close_).append(after);
}

void Code::write_chain(std::string& out, int indent, std::string_view after) const {
    parts_.front().write(out, indent, "");
    for (std::size_t index = 1; index < parts_.size(); ++index) {
        new_line(out, indent + step);
        parts_[index].write(out, indent + step, index + 1 == parts_.size() ? after : std::string_view{});
    }
}

}  // namespace retort::migrate::detail
