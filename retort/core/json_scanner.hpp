/// \file
/// Reads the tokens of JSON text; what is built of them is the business of those who use it. Internal.
#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <system_error>

#include <retort/core/json.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

/// As it is written: an integer where it has no fraction and no exponent.
struct JsonNumber {
    JsonKind kind = JsonKind::integer;
    std::int64_t integer = 0;
    std::uint64_t unsigned_integer = 0;
    double real = 0;
};

/// A place in a JSON text. Every failure is a JsonError that tells it.
class JsonScanner {
public:
    static constexpr int max_depth = 256;

    explicit JsonScanner(std::string_view text) noexcept : begin_{text.data()}, at_{begin_}, end_{begin_ + text.size()} {}

    [[nodiscard]] bool at_end() const noexcept { return at_ == end_; }
    /// The next character; a zero at the end.
    [[nodiscard]] char peek() const noexcept { return at_ == end_ ? '\0' : *at_; }
    /// Where it stands, to come back to or to cut out what was read since.
    [[nodiscard]] const char* place() const noexcept { return at_; }
    void go_back_to(const char* place) noexcept { at_ = place; }
    void check_utf8() const {
        if (!is_valid_utf8({begin_, end_})) fail_utf8();
    }

    [[noreturn]] void fail(std::string_view reason) const { fail(reason, at_); }

    [[noreturn]] void fail(std::string_view reason, const char* where) const {
        std::size_t line = 1;
        const char* line_begin = begin_;
        for (const char* c = begin_; c != where; ++c) {
            if (*c == '\n') ++line, line_begin = c + 1;
        }
        std::string message = "not JSON: ";
        message.append(reason).append(" (line ").append(std::to_string(line)).append(", column ");
        message.append(std::to_string(where - line_begin + 1)).append(")");
        throw JsonError{message, static_cast<std::size_t>(where - begin_)};
    }

    void skip_space() noexcept {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\t' || *at_ == '\r'))
            ++at_;
    }

    bool take(char wanted) noexcept {
        if (at_ == end_ || *at_ != wanted) return false;
        ++at_;
        return true;
    }

    bool take(std::string_view word) noexcept {
        if (static_cast<std::size_t>(end_ - at_) < word.size() || std::memcmp(at_, word.data(), word.size()) != 0) return false;
        at_ += word.size();
        return true;
    }

    /// The rest of a string whose quote is taken. The view lives until the next call.
    std::string_view text() {
        const char* from = at_;
        skip_plain();
        if (at_ != end_ && *at_ == '"') {
            const std::string_view whole{from, static_cast<std::size_t>(at_ - from)};
            ++at_;
            return whole;
        }
        scratch_.assign(from, at_);
        for (;;) {
            if (at_ == end_) fail("a string does not end");
            if (take('"')) return scratch_;
            if (*at_ != '\\') fail("a control character in a string");
            ++at_;
            escape();
            from = at_;
            skip_plain();
            scratch_.append(from, at_);
        }
    }

    /// A number, whose first character stands here.
    JsonNumber number() {
        const char* const from = at_;
        const bool negative = take('-');
        if (at_ != end_ && *at_ == 'I') fail("JSON has no NaN and no Infinity");
        const char* const first = at_;
        if (!digits()) fail("a digit was expected");
        if (*first == '0' && at_ - first > 1) fail("a number may not begin with 0", first);
        bool integer = true;
        if (take('.')) {
            integer = false;
            if (!digits()) fail("a digit was expected");
        }
        if (take('e') || take('E')) {
            integer = false;
            if (!take('+')) take('-');
            if (!digits()) fail("a digit was expected");
        }
        JsonNumber number;
        if (integer) {
            number.kind = JsonKind::integer;
            if (std::from_chars(from, at_, number.integer).ec == std::errc{}) return number;
            number.kind = JsonKind::unsigned_integer;
            if (!negative && std::from_chars(from, at_, number.unsigned_integer).ec == std::errc{}) return number;
        }
        number.kind = JsonKind::real;
        number.real = real(from, first);
        return number;
    }

private:
    [[noreturn]] void fail_utf8() const {
        std::string_view left{begin_, static_cast<std::size_t>(end_ - begin_)};
        char32_t ignored = 0;
        const char* where = begin_;
        while (!left.empty() && decode_utf8(left, ignored))
            where = left.data();
        fail("the text is not UTF-8", where);
    }

    void skip_plain() noexcept {
        while (at_ != end_ && *at_ != '"' && *at_ != '\\' && static_cast<unsigned char>(*at_) >= 0x20)
            ++at_;
    }

    void escape() {
        if (at_ == end_) fail("a string does not end");
        switch (*at_++) {
        case '"': scratch_.push_back('"'); return;
        case '\\': scratch_.push_back('\\'); return;
        case '/': scratch_.push_back('/'); return;
        case 'b': scratch_.push_back('\b'); return;
        case 'f': scratch_.push_back('\f'); return;
        case 'n': scratch_.push_back('\n'); return;
        case 'r': scratch_.push_back('\r'); return;
        case 't': scratch_.push_back('\t'); return;
        case 'u': unicode_escape(); return;
        default: fail("an unknown escape in a string", at_ - 1);
        }
    }

    void unicode_escape() {
        const char* const where = at_;
        char32_t code_point = four_digits();
        if (code_point >= 0xd800 && code_point <= 0xdbff && take("\\u")) {
            const char32_t low = four_digits();
            if (low < 0xdc00 || low > 0xdfff) fail("half of a surrogate pair", where);
            code_point = 0x10000 + ((code_point - 0xd800) << 10) + (low - 0xdc00);
        } else if (code_point >= 0xd800 && code_point <= 0xdfff) {
            fail("half of a surrogate pair", where);
        }
        append_utf8(scratch_, code_point);
    }

    char32_t four_digits() {
        std::uint32_t number = 0;
        if (end_ - at_ < 4) fail("four hexadecimal digits were expected");
        const auto result = std::from_chars(at_, at_ + 4, number, 16);
        if (result.ptr != at_ + 4) fail("four hexadecimal digits were expected");
        at_ += 4;
        return number;
    }

    bool digits() noexcept {
        const char* const from = at_;
        while (at_ != end_ && *at_ >= '0' && *at_ <= '9')
            ++at_;
        return at_ != from;
    }

    double real(const char* from, const char* first) const {
        double result = 0;
        if (std::from_chars(from, at_, result).ec == std::errc{}) return result;
        // Out of range: from_chars does not say at which end. The place of the first digit that counts, and the exponent, do.
        const auto is_mark = [](char c) { return c == 'e' || c == 'E'; };
        const char* const mark = std::find_if(first, at_, is_mark);
        const char* const point = std::find(first, mark, '.');
        const char* const counts = std::find_if(first, mark, [](char c) { return c >= '1' && c <= '9'; });
        std::int64_t exponent = 0;
        if (mark != at_) {
            const bool negative = mark[1] == '-';
            const auto read = std::from_chars(mark[1] == '+' ? mark + 2 : mark + 1, at_, exponent);
            if (read.ec != std::errc{}) exponent = negative ? INT64_MIN / 2 : INT64_MAX / 2;
        }
        if (exponent + (point - counts) > 0) fail("a number too large for a double", from);
        return *from == '-' ? -0.0 : 0.0;
    }

    const char* begin_;
    const char* at_;
    const char* end_;
    std::string scratch_;
};

}  // namespace retort::detail
