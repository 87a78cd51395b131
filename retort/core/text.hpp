/// \file
/// Small helpers for text. All are pure and thread-safe; none knows a locale.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace retort {

/// True where `text` is well-formed UTF-8: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool is_valid_utf8(std::string_view text) noexcept;

/// As Python's repr() of a str: `'it'`, `"it's"`, `'a\nb'`. Bytes that are not UTF-8 become \xNN.
[[nodiscard]] std::string python_repr(std::string_view text);

/// As Python's repr() of a float: `1.0`, `0.1`, `1e+16`, `1e-05`, `inf`, `nan`.
[[nodiscard]] std::string python_float(double value);

/// `python_float` behind what `out` holds.
void append_python_float(std::string& out, double value);

/// A to Z become a to z, all else stays.
[[nodiscard]] std::string to_lower_ascii(std::string_view text);

/// a to z become A to Z, all else stays.
[[nodiscard]] std::string to_upper_ascii(std::string_view text);

/// Equal but for the case of ASCII letters.
[[nodiscard]] bool iequals(std::string_view left, std::string_view right) noexcept;

/// The parts with `separator` between.
[[nodiscard]] std::string join(std::span<const std::string> parts, std::string_view separator);
[[nodiscard]] std::string join(std::span<const std::string_view> parts, std::string_view separator);

/// The pieces between separators; one empty piece for an empty text. The views live as long as the text.
[[nodiscard]] std::vector<std::string_view> split(std::string_view text, char separator);

/// Without the ASCII white space at both ends.
[[nodiscard]] std::string_view strip(std::string_view text) noexcept;

/// `text` with every `from` replaced by `to`; `from` must not be empty.
[[nodiscard]] std::string replace_all(std::string_view text, std::string_view from, std::string_view to);

/// `text` between two `mark`s, each `mark` within doubled: quote("a\"b", '"') is `"a""b"`.
[[nodiscard]] std::string quote(std::string_view text, char mark);

/// Appends the UTF-8 of a code point below 0x110000.
void append_utf8(std::string& out, char32_t code_point);

namespace detail {

/// Takes one code point from the front of `text`, which is not empty. Returns false, taking one byte, where it is malformed.
bool decode_utf8(std::string_view& text, char32_t& code_point) noexcept;

/// Whether Python's str.isprintable() holds for a code point.
[[nodiscard]] bool is_printable(char32_t code_point) noexcept;

}  // namespace detail

}  // namespace retort
