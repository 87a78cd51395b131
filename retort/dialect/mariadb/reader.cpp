#include <retort/dialect/mariadb/reader.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/mariadb/temporal.hpp>

namespace retort::mariadb {

namespace {

constexpr unsigned binary_charset = 63;  // of columns of bytes; https://mariadb.com/kb/en/result-set-packets/

template <class Number>
Number load(const unsigned char* data) noexcept {
    // The protocol is little-endian, as every machine is that Connector/C's own macros are not slow on.
    Number number;
    std::memcpy(&number, data, sizeof number);
    return number;
}

/// The number, where the whole text is one.
template <class Number>
bool parse_all(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

Form form_of(const MYSQL_FIELD& field, bool is_text) {
    const bool is_unsigned = (field.flags & UNSIGNED_FLAG) != 0;
    const auto number = [&](Form with_sign, Form without) { return is_text ? Form::integer_text : is_unsigned ? without : with_sign; };
    switch (field.type) {
    case MYSQL_TYPE_TINY: return number(Form::int8, Form::uint8);
    case MYSQL_TYPE_SHORT: return number(Form::int16, Form::uint16);
    case MYSQL_TYPE_YEAR: return number(Form::int16, Form::uint16);
    case MYSQL_TYPE_INT24:
    case MYSQL_TYPE_LONG: return number(Form::int32, Form::uint32);
    case MYSQL_TYPE_LONGLONG: return number(Form::int64, Form::uint64);
    case MYSQL_TYPE_FLOAT: return is_text ? Form::real_text : Form::float32;
    case MYSQL_TYPE_DOUBLE: return is_text ? Form::real_text : Form::float64;
    case MYSQL_TYPE_DECIMAL:
    case MYSQL_TYPE_NEWDECIMAL: return Form::decimal;
    case MYSQL_TYPE_DATE:
    case MYSQL_TYPE_NEWDATE: return is_text ? Form::text : Form::date;
    case MYSQL_TYPE_DATETIME:
    case MYSQL_TYPE_TIMESTAMP: return is_text ? Form::text : Form::datetime;
    case MYSQL_TYPE_TIME: return is_text ? Form::text : Form::time;
    case MYSQL_TYPE_BIT: return Form::bit;
    // MySQL sends JSON as binary, though it is utf8mb4.
    case MYSQL_TYPE_JSON: return Form::text;
    default: return field.charsetnr == binary_charset ? Form::bytes : Form::text;
    }
}

int width_of(Form form) {
    switch (form) {
    case Form::int8:
    case Form::uint8: return 1;
    case Form::int16:
    case Form::uint16: return 2;
    case Form::int32:
    case Form::uint32:
    case Form::float32: return 4;
    case Form::int64:
    case Form::uint64:
    case Form::float64: return 8;
    default: return -1;
    }
}

std::uint64_t bits(const unsigned char* data, std::size_t size) {
    std::uint64_t number = 0;
    for (std::size_t index = 0; index < size; ++index)
        number = number << 8 | data[index];
    return number;
}

}  // namespace

void Reader::describe(const MYSQL_FIELD* fields, unsigned count, bool is_text_protocol) {
    columns_.resize(count);
    for (unsigned index = 0; index < count; ++index) {
        Column& column = columns_[index];
        const MYSQL_FIELD& field = fields[index];
        column.form = form_of(field, is_text_protocol);
        column.width = width_of(column.form);
        const std::string_view name{field.name, field.name_length};
        if (column.name != name) column.name = name;
    }
}

void Reader::set_row(MYSQL_ROW row, const unsigned long* sizes) noexcept {
    for (std::size_t index = 0; index < columns_.size(); ++index) {
        columns_[index].data = reinterpret_cast<const unsigned char*>(row[index]);
        columns_[index].size = sizes[index];
    }
}

void Reader::take_cell(void* reader, unsigned column, unsigned char** row) {
    Column& cell = static_cast<Reader*>(reader)->columns_[column];
    if (row == nullptr) {
        cell.data = nullptr;
        return;
    }
    const unsigned char* data = *row;
    std::size_t size = 0;
    if (cell.width >= 0) {
        size = static_cast<std::size_t>(cell.width);
    } else {
        size = *data++;
        if (size > 250) [[unlikely]] {
            const std::size_t width = size == 252 ? 2 : size == 253 ? 3 : 8;
            size = 0;
            std::memcpy(&size, data, width);
            data += width;
        }
    }
    cell.data = data;
    cell.size = size;
    *row = const_cast<unsigned char*>(data) + size;
}

std::string_view Reader::column_name(int column) const {
    return column >= 0 && static_cast<std::size_t>(column) < columns_.size() ? std::string_view{cell(column).name} : std::string_view{};
}

bool Reader::integer(int column, std::int64_t& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    switch (its_cell.form) {
    case Form::int32: out = load<std::int32_t>(its_cell.data); return true;
    case Form::int64: out = load<std::int64_t>(its_cell.data); return true;
    default: return odd_integer(column, its_cell, out);
    }
}

bool Reader::odd_integer(int column, const Column& cell, std::int64_t& out) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    switch (cell.form) {
    case Form::int8: out = load<std::int8_t>(cell.data); return true;
    case Form::uint8: out = load<std::uint8_t>(cell.data); return true;
    case Form::int16: out = load<std::int16_t>(cell.data); return true;
    case Form::uint16: out = load<std::uint16_t>(cell.data); return true;
    case Form::uint32: out = load<std::uint32_t>(cell.data); return true;
    case Form::uint64:
    case Form::bit: {
        const std::uint64_t number = cell.form == Form::bit ? bits(cell.data, cell.size) : load<std::uint64_t>(cell.data);
        if (number > most) break;
        out = static_cast<std::int64_t>(number);
        return true;
    }
    case Form::float32:
    case Form::float64: {
        const double real = cell.form == Form::float32 ? load<float>(cell.data) : load<double>(cell.data);
        if (std::nearbyint(real) != real || real < -0x1p63 || real >= 0x1p63) break;
        out = static_cast<std::int64_t>(real);
        return true;
    }
    // A sum of integers is a DECIMAL here.
    case Form::decimal:
    case Form::integer_text:
    case Form::real_text:
    case Form::text: {
        const std::string_view text{reinterpret_cast<const char*>(cell.data), cell.size};
        if (parse_all(text, out)) return true;
        const auto number = Decimal::try_parse(text);
        const auto whole = number ? number->to_int64() : std::optional<std::int64_t>{};
        if (!whole) break;
        out = *whole;
        return true;
    }
    default: break;
    }
    refuse(column, "an integer");
}

bool Reader::boolean(int column, bool& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    if (its_cell.form == Form::int8) [[likely]] {
        out = *its_cell.data != 0;
        return true;
    }
    switch (its_cell.form) {
    case Form::float32:
    case Form::float64:
    case Form::text:
    case Form::bytes:
    case Form::date:
    case Form::datetime:
    case Form::time: refuse(column, "a boolean");
    default: break;
    }
    std::int64_t number = 0;
    (void)integer(column, number);
    out = number != 0;
    return true;
}

bool Reader::real(int column, double& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    if (its_cell.form == Form::float64) [[likely]] {
        out = load<double>(its_cell.data);
        return true;
    }
    return odd_real(column, its_cell, out);
}

bool Reader::odd_real(int column, const Column& cell, double& out) {
    switch (cell.form) {
    case Form::float32: {
        // Its shortest digits, not the double that is nearest to the float: 0.1 and not 0.10000000149011612.
        char digits[32];
        const auto [end, error] = std::to_chars(digits, digits + sizeof digits, load<float>(cell.data));
        if (error == std::errc{} && parse_all(std::string_view{digits, static_cast<std::size_t>(end - digits)}, out)) return true;
        break;
    }
    case Form::decimal:
    case Form::integer_text:
    case Form::real_text:
    case Form::text:
        if (parse_all(std::string_view{reinterpret_cast<const char*>(cell.data), cell.size}, out)) return true;
        break;
    case Form::uint64: out = static_cast<double>(load<std::uint64_t>(cell.data)); return true;
    case Form::bytes:
    case Form::date:
    case Form::datetime:
    case Form::time: break;
    default: {
        std::int64_t number = 0;
        (void)integer(column, number);
        out = static_cast<double>(number);
        return true;
    }
    }
    refuse(column, "a number");
}

bool Reader::text(int column, std::string_view& out) {
    Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    if (its_cell.form == Form::text) [[likely]] {
        // Not looked through: the server keeps no text in utf8mb4 that is none.
        out = {reinterpret_cast<const char*>(its_cell.data), its_cell.size};
        return true;
    }
    return odd_text(column, its_cell, out);
}

bool Reader::odd_text(int column, Column& cell, std::string_view& out) {
    const std::string_view text{reinterpret_cast<const char*>(cell.data), cell.size};
    switch (cell.form) {
    case Form::decimal:
    case Form::integer_text: out = text; return true;
    // Expressions of the server's own are often "binary" though they are text.
    case Form::bytes:
        if (retort::detail::is_valid_text(text)) {
            out = text;
            return true;
        }
        refuse(column, "text: it is not valid UTF-8");
    case Form::float32:
    case Form::float64:
    case Form::real_text:
    case Form::bit:
    case Form::date:
    case Form::datetime:
    case Form::time: refuse(column, "text");
    default:
        cell.digits = show(cell);
        out = cell.digits;
        return true;
    }
}

bool Reader::bytes(int column, std::span<const std::byte>& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    if (its_cell.form != Form::bytes && its_cell.form != Form::text && its_cell.form != Form::bit) refuse(column, "bytes");
    out = {reinterpret_cast<const std::byte*>(its_cell.data), its_cell.size};
    return true;
}

bool Reader::uuid(int column, Uuid& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    const std::string_view text{reinterpret_cast<const char*>(its_cell.data), its_cell.size};
    const auto parsed = its_cell.form == Form::text || its_cell.form == Form::bytes ? Uuid::try_parse(text) : std::optional<Uuid>{};
    if (!parsed) refuse(column, "a UUID");
    out = *parsed;
    return true;
}

bool Reader::decimal(int column, int scale, Decimal& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    std::optional<Decimal> number;
    switch (its_cell.form) {
    case Form::decimal:
    case Form::text:
    case Form::integer_text:
    case Form::real_text: number = Decimal::try_parse({reinterpret_cast<const char*>(its_cell.data), its_cell.size}); break;
    case Form::uint64: number = Decimal{load<std::uint64_t>(its_cell.data)}; break;
    case Form::float32:
    case Form::float64: {
        double real = 0;
        (void)Reader::real(column, real);
        number = Decimal::try_parse(python_float(real));
        // Where digits must go, the exact value of the double decides, as printf does for SQLAlchemy.
        if (number && scale >= 0 && number->scale() > scale) number = Decimal::from_double(real, scale);
        break;
    }
    case Form::bytes:
    case Form::date:
    case Form::datetime:
    case Form::time: break;
    default: {
        std::int64_t whole = 0;
        (void)integer(column, whole);
        number = Decimal{whole};
    }
    }
    if (!number) refuse(column, "a decimal number of 38 digits");
    if (scale >= 0 && number->scale() != scale) {
        try {
            number = number->quantize(scale);
        } catch (const ArgumentError&) {
            refuse(column, "a decimal number of 38 digits");
        }
    }
    out = *number;
    return true;
}

DateTime Reader::moment(int column, const Column& cell, std::string_view wanted) {
    switch (cell.form) {
    case Form::date:
    case Form::datetime:
        if (const auto parsed = read_moment(cell.data, cell.size)) return *parsed;
        break;
    case Form::text:
        if (const auto parsed = parse_datetime({reinterpret_cast<const char*>(cell.data), cell.size})) return *parsed;
        break;
    default: break;
    }
    refuse(column, wanted);
}

bool Reader::date(int column, Date& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    const DateTime point = moment(column, its_cell, "a date");
    const auto day = std::chrono::floor<std::chrono::days>(point);
    if (day != point) refuse(column, "a date");
    out = Date{day};
    return true;
}

bool Reader::datetime(int column, DateTime& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    out = moment(column, its_cell, "a datetime");
    return true;
}

Interval Reader::length(int column, const Column& cell, std::string_view wanted) {
    if (cell.form == Form::time) return read_length(cell.data, cell.size);
    if (cell.form == Form::text) {
        if (const auto parsed = parse_length({reinterpret_cast<const char*>(cell.data), cell.size})) return *parsed;
    }
    refuse(column, wanted);
}

bool Reader::time(int column, Time& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    const Interval since_midnight = length(column, its_cell, "a time");
    if (since_midnight < Interval::zero() || since_midnight >= std::chrono::days{1}) {
        refuse(column, "a time of day; as an Interval it can");
    }
    out = Time::since_midnight(since_midnight);
    return true;
}

bool Reader::interval(int column, Interval& out) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return false;
    if (its_cell.form == Form::time) {
        out = read_length(its_cell.data, its_cell.size);
    } else if (its_cell.form == Form::text && !parse_datetime({reinterpret_cast<const char*>(its_cell.data), its_cell.size})) {
        out = length(column, its_cell, "an interval");
    } else {
        out = moment(column, its_cell, "an interval").time_since_epoch();
    }
    return true;
}

bool Reader::json(int column, std::string_view& out) {
    return text(column, out);
}

Value Reader::value(int column) {
    const Column& its_cell = cell(column);
    if (its_cell.data == nullptr) return Value{};
    switch (its_cell.form) {
    case Form::float32:
    case Form::float64:
    case Form::real_text: {
        double number = 0;
        (void)real(column, number);
        return Value{number};
    }
    case Form::decimal: {
        Decimal number;
        (void)decimal(column, -1, number);
        return Value{number};
    }
    case Form::text: return Value{std::string_view{reinterpret_cast<const char*>(its_cell.data), its_cell.size}};
    case Form::bytes: return Value::from_bytes({reinterpret_cast<const std::byte*>(its_cell.data), its_cell.size});
    case Form::date: {
        Date day{};
        (void)date(column, day);
        return Value{day};
    }
    case Form::datetime: return Value{moment(column, its_cell, "a datetime")};
    case Form::time: {
        const Interval time_or_more = length(column, its_cell, "a time");
        if (time_or_more < Interval::zero() || time_or_more >= std::chrono::days{1}) return Value{time_or_more};
        return Value{Time::since_midnight(time_or_more)};
    }
    default: {
        std::int64_t number = 0;
        (void)integer(column, number);
        return Value{number};
    }
    }
}

std::string Reader::show(const Column& cell) const {
    constexpr std::size_t longest = 60;
    std::string_view text{reinterpret_cast<const char*>(cell.data), cell.size};
    switch (cell.form) {
    case Form::int8: return std::to_string(load<std::int8_t>(cell.data));
    case Form::uint8: return std::to_string(load<std::uint8_t>(cell.data));
    case Form::int16: return std::to_string(load<std::int16_t>(cell.data));
    case Form::uint16: return std::to_string(load<std::uint16_t>(cell.data));
    case Form::int32: return std::to_string(load<std::int32_t>(cell.data));
    case Form::uint32: return std::to_string(load<std::uint32_t>(cell.data));
    case Form::int64: return std::to_string(load<std::int64_t>(cell.data));
    case Form::uint64: return std::to_string(load<std::uint64_t>(cell.data));
    case Form::float32: return python_float(load<float>(cell.data));
    case Form::float64: return python_float(load<double>(cell.data));
    case Form::bit: return std::to_string(bits(cell.data, cell.size));
    case Form::date:
    case Form::datetime: return show_moment(cell.data, cell.size, cell.form == Form::datetime);
    case Form::time: return repr_timedelta(read_length(cell.data, cell.size));
    case Form::bytes: {
        const std::span<const std::byte> its_bytes{reinterpret_cast<const std::byte*>(cell.data), std::min(cell.size, longest)};
        return repr_bytes(its_bytes) + (cell.size > longest ? "…" : "");
    }
    default: break;
    }
    if (text.size() <= longest) return python_repr(text);
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return python_repr(text.substr(0, end)) + "…";
}

void Reader::refuse(int column, std::string_view wanted) const {
    fail(column, show(cell(column)) + " cannot be read as " + std::string{wanted});
}

}  // namespace retort::mariadb
