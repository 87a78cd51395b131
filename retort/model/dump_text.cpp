#include <retort/model/dump_text.hpp>

#include <algorithm>

#include <retort/core/json.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

std::string quoted_key(std::string_view text) {
    std::string out;
    JsonWriter writer{out, {.ensure_ascii = false, .compact = true}};
    writer.string(text);
    return out + ":";
}

}  // namespace

DumpKey::DumpKey(std::string_view text) : name{text}, quoted{quoted_key(text)} {}

void TextSink::grow(std::size_t needed) {
    const std::size_t wanted = std::max({std::size_t{256}, capacity_ * 2, size_ + needed});
    std::unique_ptr<char[]> larger{new char[wanted]};  // not make_unique, which would fill it with zeros first
    if (size_ > 0) std::memcpy(larger.get(), memory_.get(), size_);
    memory_ = std::move(larger);
    capacity_ = wanted;
}

void TextSink::new_line() {
    const std::size_t blanks = static_cast<std::size_t>(depth_) * static_cast<std::size_t>(indent_);
    char* const at = room(blanks + 1);
    at[0] = '\n';
    std::memset(at + 1, ' ', blanks);
    size_ += blanks + 1;
}

// The shortest digits that read back as the same double, laid out as pydantic does: Python's repr, but "1e16" and "1e-7" for "1e+16" and "1e-07".
void TextSink::real(double value) {
    if (!std::isfinite(value)) {
        null();
        return;
    }
    std::string number = python_float(value);
    const std::size_t exponent = number.find('e');
    if (exponent != std::string::npos) {
        std::size_t begin = exponent + 1;
        if (number[begin] == '+') {
            number.erase(begin, 1);
        } else if (number[begin] == '-') {
            ++begin;
        }
        number.erase(begin, number.find_first_not_of('0', begin) - begin);
    }
    raw(number);
}

void TextSink::escaped(std::string_view text, std::size_t plain_before) {
    if (!is_valid_utf8(text)) throw JsonError{"a text for JSON is not UTF-8: " + python_repr(text.substr(0, 64))};
    put('"');
    std::size_t from = 0;
    for (std::size_t at = plain_before; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte >= 0x20 && byte != '"' && byte != '\\') continue;
        raw(text.substr(from, at - from));
        from = at + 1;
        switch (byte) {
        case '"': raw("\\\""); break;
        case '\\': raw("\\\\"); break;
        case '\b': raw("\\b"); break;
        case '\f': raw("\\f"); break;
        case '\n': raw("\\n"); break;
        case '\r': raw("\\r"); break;
        case '\t': raw("\\t"); break;
        default: {
            constexpr char digits[] = "0123456789abcdef";
            const char unicode[] = {'\\', 'u', '0', '0', digits[byte >> 4], digits[byte & 0xf]};
            raw({unicode, sizeof unicode});
        }
        }
    }
    raw(text.substr(from));
    put('"');
}

void TextSink::json(std::string_view json_text) {
    if (indent_ < 0) {
        raw(json_text);
        return;
    }
    // Laid out anew, a level deeper for each that is open here.
    const std::string text = Json::parse(json_text).dump({.indent = indent_, .ensure_ascii = false, .compact = false});
    std::size_t begin = 0;
    for (std::size_t end = text.find('\n'); end != std::string::npos; end = text.find('\n', begin)) {
        raw(std::string_view{text}.substr(begin, end - begin));
        new_line();
        begin = end + 1;
    }
    raw(std::string_view{text}.substr(begin));
}

}  // namespace retort::detail
