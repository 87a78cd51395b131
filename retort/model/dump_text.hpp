#pragma once

#include <bit>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

namespace retort::detail {

/// A member's name as text sinks write it.
struct DumpKey {
    std::string name;
    std::string quoted;  ///< escaped and in quotes, the colon behind it

    explicit DumpKey(std::string_view text);
};

/// Writes a document as text, in UTF-8.
///
/// Into memory of its own and not a std::string: every append to one asks for its size, its room and its end anew, which was half of a dump.
class TextSink {
public:
    /// \param indent  columns a level; -1 for all on one line
    explicit TextSink(int indent) : indent_{indent} {}

    std::string take() const { return {memory_.get(), size_}; }

    void null() { raw("null"); }
    void boolean(bool value) { raw(value ? "true" : "false"); }
    template <class Integer>
    void integer(Integer value) {
        char* const at = room(24);
        size_ += static_cast<std::size_t>(std::to_chars(at, at + 24, value).ptr - at);
    }
    void real(double value);
    /// \throws JsonError  where it is not UTF-8
    void text(std::string_view text);
    /// A text in which nothing needs an escape.
    void plain(std::string_view text) {
        char* const at = room(text.size() + 2);
        at[0] = '"';
        std::memcpy(at + 1, text.data(), text.size());
        at[text.size() + 1] = '"';
        size_ += text.size() + 2;
    }
    /// JSON that somebody else wrote, without blanks.
    void json(std::string_view json_text);

    void begin_array() { open('['); }
    void element() { separate(); }
    void end_array() { close(']'); }
    void begin_object() { open('{'); }
    void key(const DumpKey& key) {
        separate();
        raw(key.quoted);
        if (indent_ >= 0) put(' ');
    }
    void key(std::string_view name) {
        separate();
        text(name);
        raw(indent_ >= 0 ? ": " : ":");
    }
    void end_object() { close('}'); }

private:
    char* room(std::size_t needed) {
        if (capacity_ - size_ < needed) [[unlikely]] {
            grow(needed);
        }
        return memory_.get() + size_;
    }
    void grow(std::size_t needed);
    void put(char c) {
        *room(1) = c;
        ++size_;
    }
    void raw(std::string_view text) {
        std::memcpy(room(text.size()), text.data(), text.size());
        size_ += text.size();
    }
    void separate() {
        if (!first_) put(',');
        first_ = false;
        if (indent_ >= 0) new_line();
    }
    void open(char bracket) {
        put(bracket);
        ++depth_;
        first_ = true;
    }
    void close(char bracket) {
        --depth_;
        if (indent_ >= 0 && !first_) new_line();
        put(bracket);
        first_ = false;
    }
    void new_line();
    void escaped(std::string_view text, std::size_t plain_before);

    std::unique_ptr<char[]> memory_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
    int indent_;
    int depth_ = 0;
    bool first_ = true;
};

/// How many bytes at the front of `text` are ASCII that stands in a JSON string as it is. Eight at a time: a byte that needs an escape, or is no
/// ASCII, shows in its highest bit (Bit Twiddling Hacks, "Determine if a word has a byte less than n").
inline std::size_t plain_prefix(std::string_view text) noexcept {
    constexpr std::uint64_t ones = 0x0101010101010101;
    constexpr std::uint64_t high = ones * 0x80;
    std::size_t at = 0;
    for (; at + 8 <= text.size(); at += 8) {
        std::uint64_t word = 0;
        std::memcpy(&word, text.data() + at, 8);
        const std::uint64_t quote = word ^ (ones * '"');
        const std::uint64_t backslash = word ^ (ones * '\\');
        const std::uint64_t special = (word | (word - ones * 0x20) | (quote - ones) | (backslash - ones)) & high;
        if (special != 0) break;
    }
    while (at < text.size()) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0x20 || byte >= 0x80 || byte == '"' || byte == '\\') break;
        ++at;
    }
    return at;
}

inline void TextSink::text(std::string_view text) {
    const std::size_t plain_bytes = plain_prefix(text);
    if (plain_bytes == text.size()) {
        plain(text);
    } else {
        escaped(text, plain_bytes);
    }
}

}  // namespace retort::detail
