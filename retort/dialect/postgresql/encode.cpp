#include <retort/dialect/postgresql/encode.hpp>

#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/json.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/postgresql/errors.hpp>
#include <retort/dialect/postgresql/numeric.hpp>

namespace retort::postgresql {

namespace {

using namespace std::chrono;

template <class Unsigned>
Encoded number(Unsigned value, Scratch& scratch) {
    put_number(scratch.fixed, value);
    return {scratch.fixed, sizeof value, true};
}

/// The characters for a parameter of any type: for those whose binary form they are, and for the server to parse where it is another.
Encoded characters(const ParameterType& type, std::string_view text) {
    return {text.data() != nullptr ? text.data() : "", text.size(), type.wire == Wire::text};
}

Encoded made(const ParameterType& type, std::string text, Scratch& scratch) {
    scratch.text = std::move(text);
    return characters(type, scratch.text);
}

Encoded numeric(std::string_view digits, Scratch& scratch, int index) {
    scratch.text.clear();
    if (!append_numeric(scratch.text, digits)) refuse_parameter(index, std::string{digits} + " is beyond what NUMERIC can hold");
    return {scratch.text.data(), scratch.text.size(), true};
}

[[noreturn]] void refuse_integer(int index, std::int64_t value, std::string_view type) {
    refuse_parameter(index, std::to_string(value) + " does not fit into " + std::string{type});
}

void check_text(std::string_view text, int index) {
    if (!detail::is_valid_text(text)) refuse_parameter(index, "the text is not valid UTF-8");
    if (!text.empty() && std::memchr(text.data(), 0, text.size()) != nullptr) {
        refuse_parameter(index, "the text has a NUL character, which PostgreSQL cannot store");
    }
}

/// An element of an array as it stands between the braces of its text.
void append_element(std::string& out, const Json& element) {
    switch (element.kind()) {
    case JsonKind::null: out += "NULL"; return;
    case JsonKind::array: {
        out += '{';
        const char* separator = "";
        for (std::size_t i = 0; i < element.size(); ++i) {
            out += separator;
            append_element(out, element[i]);
            separator = ",";
        }
        out += '}';
        return;
    }
    case JsonKind::boolean: out += element.as_bool() ? "true" : "false"; return;
    case JsonKind::string: break;
    case JsonKind::object: break;
    default: out += element.dump(); return;
    }
    out += '"';
    const auto text = element.is_string() ? std::string{element.as_string()} : element.dump();
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
    }
    out += '"';
}

Encoded array(std::string_view json, Scratch& scratch, int index) {
    try {
        const Json parsed = Json::parse(json);
        if (!parsed.is_array()) refuse_parameter(index, "the parameter is an array, and the JSON document is none");
        std::string text;
        append_element(text, parsed);
        scratch.text = std::move(text);
    } catch (const JsonError& error) {
        refuse_parameter(index, std::string{"the parameter is an array, and the JSON document cannot be read: "} + error.what());
    }
    return {scratch.text.data(), scratch.text.size(), false};
}

Encoded moment(DateTime value, Scratch& scratch, int index) {
    try {
        // Checks the year as well; both are seldom done, so the text that is thrown away costs nothing that counts.
        constexpr DateTime first{sys_days{year{1} / 1 / 1}};
        constexpr DateTime end{sys_days{year{10000} / 1 / 1}};
        if (value < first || value >= end) static_cast<void>(format_datetime(value));
    } catch (const ArgumentError& error) {
        refuse_parameter(index, error.what());
    }
    return number(static_cast<std::uint64_t>((value - DateTime{epoch}).count()), scratch);
}

sys_days checked_day(Date value, int index) {
    if (!value.ok() || value.year() < year{1} || value.year() > year{9999}) {
        try {
            static_cast<void>(format_date(value));
        } catch (const ArgumentError& error) {
            refuse_parameter(index, error.what());
        }
    }
    return sys_days{value};
}

}  // namespace

Encoded encode_boolean(const ParameterType& type, bool value, Scratch& scratch, int) {
    if (type.wire == Wire::boolean) {
        scratch.fixed[0] = value ? 1 : 0;
        return {scratch.fixed, 1, true};
    }
    return characters(type, value ? "true" : "false");
}

Encoded encode_integer(const ParameterType& type, std::int64_t value, Scratch& scratch, int index) {
    const auto fits = [value]<class Integer>(
                          Integer) { return value >= std::numeric_limits<Integer>::min() && value <= std::numeric_limits<Integer>::max(); };
    switch (type.wire) {
    case Wire::int2:
        if (!fits(std::int16_t{})) refuse_integer(index, value, "SMALLINT");
        return number(static_cast<std::uint16_t>(value), scratch);
    case Wire::int4:
        if (!fits(std::int32_t{})) refuse_integer(index, value, "INTEGER");
        return number(static_cast<std::uint32_t>(value), scratch);
    case Wire::int8: return number(static_cast<std::uint64_t>(value), scratch);
    case Wire::oid:
        if (!fits(std::uint32_t{})) refuse_integer(index, value, "OID");
        return number(static_cast<std::uint32_t>(value), scratch);
    case Wire::float8: {
        const auto real = static_cast<double>(value);
        if (real >= 0x1p63 || static_cast<std::int64_t>(real) != value)
            refuse_integer(index, value, "DOUBLE PRECISION without being rounded");
        return number(std::bit_cast<std::uint64_t>(real), scratch);
    }
    case Wire::float4: {
        const auto real = static_cast<float>(value);
        if (real >= 0x1p63F || static_cast<std::int64_t>(real) != value) refuse_integer(index, value, "REAL without being rounded");
        return number(std::bit_cast<std::uint32_t>(real), scratch);
    }
    default: break;
    }
    char* const end = std::to_chars(scratch.fixed, scratch.fixed + sizeof scratch.fixed - 1, value).ptr;
    *end = '\0';  // libpq takes the length of a parameter in text form from its zero
    const std::string_view digits{scratch.fixed, static_cast<std::size_t>(end - scratch.fixed)};
    return type.wire == Wire::numeric ? numeric(digits, scratch, index) : characters(type, digits);
}

Encoded encode_real(const ParameterType& type, double value, Scratch& scratch, int index) {
    switch (type.wire) {
    case Wire::float8: return number(std::bit_cast<std::uint64_t>(value), scratch);
    case Wire::float4: {
        if (std::isfinite(value) && std::fabs(value) > static_cast<double>(std::numeric_limits<float>::max())) {
            refuse_parameter(index, python_float(value) + " does not fit into REAL");
        }
        return number(std::bit_cast<std::uint32_t>(static_cast<float>(value)), scratch);
    }
    case Wire::int2:
    case Wire::int4:
    case Wire::int8:
        if (std::nearbyint(value) == value && value >= -0x1p63 && value < 0x1p63) {
            return encode_integer(type, static_cast<std::int64_t>(value), scratch, index);
        }
        refuse_parameter(index, python_float(value) + " is given where the database wants an integer");
    case Wire::numeric:
        if (std::isfinite(value)) return numeric(python_float(value), scratch, index);
        break;
    default: break;
    }
    return made(type, python_float(value), scratch);
}

Encoded encode_text(const ParameterType& type, std::string_view value, Scratch& scratch, int index) {
    check_text(value, index);
    switch (type.wire) {
    case Wire::text: return characters(type, value);
    case Wire::json:
    case Wire::jsonb: return encode_json(type, value, scratch, index);
    case Wire::array:
        if (value.starts_with('[') && value.ends_with(']')) return array(value, scratch, index);
        break;
    default: break;
    }
    return made(type, std::string{value}, scratch);  // with a zero at its end, which libpq wants here
}

Encoded encode_bytes(const ParameterType& type, std::span<const std::byte> value, Scratch&, int index) {
    // Of a type that only the server knows they are taken for its binary form.
    if (type.wire != Wire::bytea && type.wire != Wire::unknown) {
        refuse_parameter(index, "bytes are given where the database wants something else than BYTEA");
    }
    return {value.data() != nullptr ? reinterpret_cast<const char*>(value.data()) : "", value.size(), true};
}

Encoded encode_uuid(const ParameterType& type, const Uuid& value, Scratch& scratch, int) {
    if (type.wire == Wire::uuid) {
        std::memcpy(scratch.fixed, value.bytes().data(), 16);
        return {scratch.fixed, 16, true};
    }
    // CHAR(32) is how SQLAlchemy keeps one where it does not use the database's type.
    if (type.type == oid::bpchar) {
        value.hex_to(scratch.fixed);
        return {scratch.fixed, 32, true};
    }
    return made(type, value.str(), scratch);
}

Encoded encode_decimal(const ParameterType& type, const Decimal& value, Scratch& scratch, int index) {
    switch (type.wire) {
    case Wire::numeric: return numeric(value.str(), scratch, index);
    case Wire::float4:
    case Wire::float8: return encode_real(type, value.to_double(), scratch, index);
    case Wire::int2:
    case Wire::int4:
    case Wire::int8:
        if (const auto integer = value.to_int64()) return encode_integer(type, *integer, scratch, index);
        refuse_parameter(index, value.str() + " is given where the database wants an integer");
    default: return made(type, value.str(), scratch);
    }
}

Encoded encode_date(const ParameterType& type, Date value, Scratch& scratch, int index) {
    const sys_days day = checked_day(value, index);
    switch (type.wire) {
    case Wire::date: return number(static_cast<std::uint32_t>((day - epoch).count()), scratch);
    case Wire::timestamp: return moment(DateTime{day}, scratch, index);
    default: return made(type, format_date(value), scratch);
    }
}

Encoded encode_datetime(const ParameterType& type, DateTime value, Scratch& scratch, int index) {
    switch (type.wire) {
    case Wire::timestamp: return moment(value, scratch, index);
    case Wire::date:
        if (floor<days>(value) != value) refuse_parameter(index, "a datetime is given where the database wants a date");
        return encode_date(type, Date{floor<days>(value)}, scratch, index);
    default: break;
    }
    static_cast<void>(moment(value, scratch, index));
    return made(type, format_datetime(value), scratch);
}

Encoded encode_time(const ParameterType& type, Time value, Scratch& scratch, int) {
    if (type.wire == Wire::time) return number(static_cast<std::uint64_t>(value.since_midnight().count()), scratch);
    auto text = format_time(value);
    if (type.type == oid::timetz) text += "+00";
    return made(type, std::move(text), scratch);
}

Encoded encode_interval(const ParameterType& type, Interval value, Scratch& scratch, int) {
    if (type.wire == Wire::interval) {
        // In days and what is left of them, as psycopg2 passes a timedelta; no months.
        const auto whole = floor<days>(value);
        put_number(scratch.fixed, static_cast<std::uint64_t>((value - whole).count()));
        put_number(scratch.fixed + 8, static_cast<std::uint32_t>(whole.count()));
        put_number(scratch.fixed + 12, std::uint32_t{0});
        return {scratch.fixed, 16, true};
    }
    return made(type, isoformat(value), scratch);
}

Encoded encode_json(const ParameterType& type, std::string_view text, Scratch& scratch, int index) {
    if (!detail::is_valid_text(text)) refuse_parameter(index, "the JSON text is not valid UTF-8");
    switch (type.wire) {
    case Wire::json: return {text.data(), text.size(), true};
    case Wire::jsonb:
        scratch.text.assign(1, '\1');  // the version of the format
        scratch.text += text;
        return {scratch.text.data(), scratch.text.size(), true};
    case Wire::array: return array(text, scratch, index);
    case Wire::text: return characters(type, text);
    default: return made(type, std::string{text}, scratch);
    }
}

}  // namespace retort::postgresql
