#include <retort/core/text.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace retort {

namespace {

constexpr char lower_digits[] = "0123456789abcdef";

constexpr char lower(char c) noexcept {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c;
}
constexpr char upper(char c) noexcept {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
}

constexpr bool is_space(char c) noexcept {
    return c == ' ' || (c >= '\t' && c <= '\r');
}

void append_hex(std::string& out, char32_t value, int digits) {
    for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        out.push_back(lower_digits[(value >> shift) & 0xf]);
}

void append_escaped(std::string& out, char32_t code_point) {
    if (code_point <= 0xff) {
        out += "\\x";
        append_hex(out, code_point, 2);
    } else if (code_point <= 0xffff) {
        out += "\\u";
        append_hex(out, code_point, 4);
    } else {
        out += "\\U";
        append_hex(out, code_point, 8);
    }
}

void append_repr_of(std::string& out, char32_t code_point, char mark) {
    switch (code_point) {
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    case '\\': out += "\\\\"; return;
    default: break;
    }
    if (code_point == static_cast<unsigned char>(mark)) {
        out.push_back('\\');
        out.push_back(mark);
    } else if (detail::is_printable(code_point)) {
        append_utf8(out, code_point);
    } else {
        append_escaped(out, code_point);
    }
}

template <class Part>
std::string join_parts(std::span<const Part> parts, std::string_view separator) {
    std::size_t size = parts.empty() ? 0 : separator.size() * (parts.size() - 1);
    for (const auto& part : parts)
        size += part.size();
    std::string out;
    out.reserve(size);
    bool first = true;
    for (const auto& part : parts) {
        if (!first) out += separator;
        out += part;
        first = false;
    }
    return out;
}

}  // namespace

bool detail::decode_utf8(std::string_view& text, char32_t& code_point) noexcept {
    const auto byte = [&](std::size_t index) { return static_cast<unsigned char>(text[index]); };
    const unsigned char lead = byte(0);
    std::size_t size = 1;
    char32_t least = 0;
    if (lead < 0x80) {
        code_point = lead;
    } else if (lead < 0xc2 || lead > 0xf4) {
        size = 0;  // a continuation byte, an overlong form of two bytes, or beyond U+10FFFF
    } else if (lead < 0xe0) {
        size = 2, least = 0x80, code_point = lead & 0x1fU;
    } else if (lead < 0xf0) {
        size = 3, least = 0x800, code_point = lead & 0x0fU;
    } else {
        size = 4, least = 0x10000, code_point = lead & 0x07U;
    }
    bool good = size != 0 && size <= text.size();
    for (std::size_t index = 1; good && index < size; ++index) {
        good = (byte(index) & 0xc0U) == 0x80;
        code_point = code_point << 6 | (byte(index) & 0x3fU);
    }
    good = good && code_point >= least && code_point <= 0x10ffff && !(code_point >= 0xd800 && code_point <= 0xdfff);
    text.remove_prefix(good ? size : 1);
    return good;
}

bool is_valid_utf8(std::string_view text) noexcept {
    while (!text.empty()) {
        // Most text is ASCII: eight bytes at a time until a high bit shows.
        std::size_t ascii = 0;
        for (std::uint64_t word = 0; ascii + 8 <= text.size(); ascii += 8) {
            std::memcpy(&word, text.data() + ascii, 8);
            if ((word & 0x8080808080808080) != 0) break;
        }
        while (ascii < text.size() && static_cast<unsigned char>(text[ascii]) < 0x80)
            ++ascii;
        text.remove_prefix(ascii);
        char32_t code_point = 0;
        while (!text.empty() && static_cast<unsigned char>(text[0]) >= 0x80) {
            if (!detail::decode_utf8(text, code_point)) return false;
        }
    }
    return true;
}

void append_utf8(std::string& out, char32_t code_point) {
    const auto put = [&](char32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xc0 | code_point >> 6);
        put(0x80 | (code_point & 0x3f));
    } else if (code_point < 0x10000) {
        put(0xe0 | code_point >> 12);
        put(0x80 | (code_point >> 6 & 0x3f));
        put(0x80 | (code_point & 0x3f));
    } else {
        put(0xf0 | code_point >> 18);
        put(0x80 | (code_point >> 12 & 0x3f));
        put(0x80 | (code_point >> 6 & 0x3f));
        put(0x80 | (code_point & 0x3f));
    }
}

std::string python_repr(std::string_view text) {
    const bool has_single = text.find('\'') != std::string_view::npos;
    const char mark = has_single && text.find('"') == std::string_view::npos ? '"' : '\'';
    std::string out;
    out.reserve(text.size() + 2);
    out.push_back(mark);
    while (!text.empty()) {
        const auto lead = static_cast<unsigned char>(text[0]);
        char32_t code_point = 0;
        if (detail::decode_utf8(text, code_point))
            append_repr_of(out, code_point, mark);
        else
            append_escaped(out, lead);
    }
    out.push_back(mark);
    return out;
}

std::string python_float(double value) {
    std::string out;
    append_python_float(out, value);
    return out;
}

void append_python_float(std::string& out, double value) {
    if (std::isnan(value)) {
        out += "nan";
        return;
    }
    if (std::isinf(value)) {
        out += value < 0 ? "-inf" : "inf";
        return;
    }
    // The shortest digits that read back as the same double, and where the point goes, which is Python's choice and not to_chars'.
    char buffer[40];
    const auto end = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::scientific).ptr;
    const char* from = buffer;
    if (*from == '-') out.push_back(*from++);
    const char* const mark = std::find(from, static_cast<const char*>(end), 'e');
    int exponent = 0;
    std::from_chars(mark[1] == '+' ? mark + 2 : mark + 1, end, exponent);
    char digits[24];
    std::size_t count = 0;
    for (const char* digit = from; digit != mark; ++digit) {
        if (*digit != '.') digits[count++] = *digit;
    }
    if (exponent < -4 || exponent >= 16) {
        out.push_back(digits[0]);
        if (count > 1) out.append(1, '.').append(digits + 1, count - 1);
        out += exponent < 0 ? "e-" : "e+";
        const int size = std::abs(exponent);
        if (size < 10) out.push_back('0');
        out += std::to_string(size);
    } else if (exponent < 0) {
        out.append("0.").append(static_cast<std::size_t>(-exponent - 1), '0').append(digits, count);
    } else if (const auto whole = static_cast<std::size_t>(exponent) + 1; whole >= count) {
        out.append(digits, count).append(whole - count, '0').append(".0");
    } else {
        out.append(digits, whole).append(1, '.').append(digits + whole, count - whole);
    }
}

std::string to_lower_ascii(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

std::string to_upper_ascii(std::string_view text) {
    std::string out{text};
    std::transform(out.begin(), out.end(), out.begin(), upper);
    return out;
}

bool iequals(std::string_view left, std::string_view right) noexcept {
    return std::equal(left.begin(), left.end(), right.begin(), right.end(), [](char a, char b) { return lower(a) == lower(b); });
}

std::string join(std::span<const std::string> parts, std::string_view separator) {
    return join_parts(parts, separator);
}

std::string join(std::span<const std::string_view> parts, std::string_view separator) {
    return join_parts(parts, separator);
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> pieces;
    for (;;) {
        const auto end = text.find(separator);
        pieces.push_back(text.substr(0, end));
        if (end == std::string_view::npos) return pieces;
        text.remove_prefix(end + 1);
    }
}

std::string_view strip(std::string_view text) noexcept {
    while (!text.empty() && is_space(text.front()))
        text.remove_prefix(1);
    while (!text.empty() && is_space(text.back()))
        text.remove_suffix(1);
    return text;
}

std::string replace_all(std::string_view text, std::string_view from, std::string_view to) {
    std::string out;
    out.reserve(text.size());
    for (auto found = text.find(from); found != std::string_view::npos; found = text.find(from)) {
        out.append(text.substr(0, found)).append(to);
        text.remove_prefix(found + from.size());
    }
    return out.append(text);
}

std::string quote(std::string_view text, char mark) {
    std::string out;
    out.reserve(text.size() + 2);
    out.push_back(mark);
    for (const char c : text) {
        if (c == mark) out.push_back(mark);
        out.push_back(c);
    }
    out.push_back(mark);
    return out;
}

}  // namespace retort
