#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

#include <retort/core/error.hpp>
#include <retort/core/json_access.hpp>
#include <retort/core/text.hpp>

namespace retort {

namespace bj = boost::json;

namespace {

constexpr char lower_digits[] = "0123456789abcdef";

// What may stand in a string as it is, with and without ensure_ascii.
constexpr auto make_plain = [](bool ascii) {
    std::array<bool, 256> plain{};
    for (std::size_t byte = 0x20; byte < (ascii ? 0x7fU : 0x100U); ++byte)
        plain[byte] = byte != '"' && byte != '\\';
    return plain;
};
constexpr auto plain_ascii = make_plain(true);
constexpr auto plain_utf8 = make_plain(false);

void append_unicode_escape(std::string& out, char32_t unit) {
    out += "\\u";
    for (int shift = 12; shift >= 0; shift -= 4)
        out.push_back(lower_digits[unit >> shift & 0xf]);
}

void append_escape(std::string& out, char32_t code_point) {
    switch (code_point) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\b': out += "\\b"; return;
    case '\f': out += "\\f"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
    }
    if (code_point < 0x10000) {
        append_unicode_escape(out, code_point);
        return;
    }
    append_unicode_escape(out, 0xd800 + ((code_point - 0x10000) >> 10));
    append_unicode_escape(out, 0xdc00 + ((code_point - 0x10000) & 0x3ff));
}

template <class Integer>
void append_integer(std::string& out, Integer value) {
    char buffer[24];
    out.append(buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr);
}

}  // namespace

void JsonWriter::new_line() {
    out_.push_back('\n');
    out_.append(static_cast<std::size_t>(depth_) * static_cast<std::size_t>(format_.indent), ' ');
}

void JsonWriter::before_value() {
    if (after_key_) {
        after_key_ = false;
        return;
    }
    const bool lines = format_.indent >= 0;
    if (!first_ && depth_ > 0) {
        out_.push_back(',');
        if (!lines && !format_.compact) out_.push_back(' ');
    }
    if (lines && depth_ > 0) new_line();
    first_ = false;
}

void JsonWriter::begin(char bracket) {
    before_value();
    out_.push_back(bracket);
    ++depth_;
    first_ = true;
}

void JsonWriter::end(char bracket) {
    --depth_;
    if (format_.indent >= 0 && !first_) new_line();
    out_.push_back(bracket);
    first_ = false;
}

void JsonWriter::write_text(std::string_view text) {
    const auto& plain = format_.ensure_ascii ? plain_ascii : plain_utf8;
    if (!format_.ensure_ascii && !is_valid_utf8(text)) throw JsonError{"a text for JSON is not UTF-8: " + python_repr(text.substr(0, 64))};
    const auto whole = text;
    out_.push_back('"');
    while (!text.empty()) {
        const auto* const stop = std::find_if(text.begin(), text.end(), [&](char c) { return !plain[static_cast<unsigned char>(c)]; });
        const auto run = static_cast<std::size_t>(stop - text.begin());
        out_.append(text.substr(0, run));
        text.remove_prefix(run);
        if (text.empty()) break;
        char32_t code_point = 0;
        if (!detail::decode_utf8(text, code_point)) throw JsonError{"a text for JSON is not UTF-8: " + python_repr(whole.substr(0, 64))};
        append_escape(out_, code_point);
    }
    out_.push_back('"');
}

void JsonWriter::null() {
    raw("null");
}

void JsonWriter::boolean(bool value) {
    raw(value ? "true" : "false");
}

void JsonWriter::integer(std::int64_t value) {
    before_value();
    append_integer(out_, value);
}

void JsonWriter::unsigned_integer(std::uint64_t value) {
    before_value();
    append_integer(out_, value);
}

void JsonWriter::real(double value) {
    if (!std::isfinite(value)) throw JsonError{"JSON has no " + python_float(value)};
    before_value();
    append_python_float(out_, value);
}

void JsonWriter::string(std::string_view text) {
    before_value();
    write_text(text);
}

void JsonWriter::value(const Json& value) {
    JsonAccess::write(*this, JsonAccess::value(value));
}

void JsonWriter::raw(std::string_view json_text) {
    before_value();
    out_ += json_text;
}

void JsonWriter::begin_array() {
    begin('[');
}

void JsonWriter::end_array() {
    end(']');
}

void JsonWriter::begin_object() {
    begin('{');
}

void JsonWriter::key(std::string_view text) {
    before_value();
    write_text(text);
    out_ += format_.compact ? ":" : ": ";
    after_key_ = true;
}

void JsonWriter::end_object() {
    end('}');
}

void JsonAccess::write(JsonWriter& writer, const bj::value& value) {
    const auto view = [](bj::string_view text) { return std::string_view{text.data(), text.size()}; };
    const auto member = [&](const bj::key_value_pair& pair) {
        writer.key(view(pair.key()));
        write(writer, pair.value());
    };
    switch (value.kind()) {
    case bj::kind::null: writer.null(); return;
    case bj::kind::bool_: writer.boolean(value.get_bool()); return;
    case bj::kind::int64: writer.integer(value.get_int64()); return;
    case bj::kind::uint64: writer.unsigned_integer(value.get_uint64()); return;
    case bj::kind::double_: writer.real(value.get_double()); return;
    case bj::kind::string: writer.string(view(value.get_string())); return;
    case bj::kind::array:
        writer.begin_array();
        for (const auto& element : value.get_array())
            write(writer, element);
        writer.end_array();
        return;
    case bj::kind::object: break;
    }
    const auto& object = value.get_object();
    writer.begin_object();
    if (writer.format_.sort_keys) {
        std::vector<const bj::key_value_pair*> pairs;
        for (const auto& pair : object)
            pairs.push_back(&pair);
        std::sort(pairs.begin(), pairs.end(), [](const auto* left, const auto* right) { return left->key() < right->key(); });
        for (const auto* pair : pairs)
            member(*pair);
    } else {
        for (const auto& pair : object)
            member(pair);
    }
    writer.end_object();
}

void Json::dump_to(std::string& out, const JsonFormat& format) const {
    JsonWriter writer{out, format};
    writer.value(*this);
}

std::string Json::dump(const JsonFormat& format) const {
    std::string out;
    dump_to(out, format);
    return out;
}

std::string Json::dump() const {
    return dump(JsonFormat{});
}

std::string Json::dump_compact() const {
    return dump({.ensure_ascii = false, .compact = true});
}

void dump_json_strings(const std::vector<std::string>& strings, std::string& out) {
    JsonWriter writer{out};
    writer.begin_array();
    for (const auto& text : strings)
        writer.string(text);
    writer.end_array();
}

}  // namespace retort
