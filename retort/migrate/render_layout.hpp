/// \file
/// Internal: pieces of C++ source and how they are broken into lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace retort::migrate::detail {

/// An expression of C++ that knows how to stand on one line and how on several. A value.
class Code {
public:
    /// What is never broken: `true`, `Integer{}`.
    static Code text(std::string text);
    /// A string literal; broken between words where it is too long. `prefix` stands before it.
    static Code string(std::string_view value, std::string prefix = {});
    /// `name(a, b)` or `Column{a, b}`: broken between the arguments.
    static Code call(std::string open, std::vector<Code> arguments, std::string close = ")");
    /// `{a, b}`: broken with one item a line. `prefix` stands before it.
    static Code braces(std::vector<Code> items, std::string prefix = {});
    /// As braces(), always broken.
    static Code lines(std::vector<Code> items, std::string prefix = {});
    /// `first.named("x").with_actions(…)`
    static Code chain(Code first, std::vector<Code> links);

    /// The whole on one line, whatever its length.
    std::string flat() const;
    /// Appends it to `out`, whose last line is indented by `indent`; `after` follows on its last line.
    void write(std::string& out, int indent, std::string_view after) const;

private:
    enum class Kind { text, string, call, braces, lines, chain };

    bool fits(const std::string& out, std::string_view after) const;
    bool has_lines() const;
    bool opens_on_line(int indent, std::string_view after) const;
    void write_string(std::string& out, int indent, std::string_view after) const;
    void write_call(std::string& out, int indent, std::string_view after) const;
    void write_items(std::string& out, int indent, std::string_view after) const;
    void write_chain(std::string& out, int indent, std::string_view after) const;

    Kind kind_ = Kind::text;
    std::string open_{};
    std::string close_{};
    std::string value_{};
    std::vector<Code> parts_{};
};

/// A literal of C++: "it's", "a\nb"; several lines become a raw string.
std::string string_literal(std::string_view text);

}  // namespace retort::migrate::detail
