#include <retort/dialect/postgresql/reader.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>

#include <libpq-fe.h>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/postgresql/decode.hpp>
#include <retort/dialect/postgresql/encode.hpp>
#include <retort/dialect/postgresql/numeric.hpp>

namespace retort::postgresql {

namespace {

template <class Number>
bool parse_all(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

std::span<const std::byte> as_bytes(std::string_view data) {
    return {reinterpret_cast<const std::byte*>(data.data()), data.size()};
}

std::int64_t int4_of(std::string_view data) {
    return static_cast<std::int32_t>(get_number<std::uint32_t>(data.data()));
}

std::int64_t int8_of(std::string_view data) {
    return static_cast<std::int64_t>(get_number<std::uint64_t>(data.data()));
}

/// False where the cell is of another type or size.
bool binary_integer(Wire wire, std::string_view data, std::int64_t& out) {
    switch (wire) {
    case Wire::int2:
        if (data.size() != 2) return false;
        out = static_cast<std::int16_t>(get_number<std::uint16_t>(data.data()));
        return true;
    case Wire::int4:
        if (data.size() != 4) return false;
        out = int4_of(data);
        return true;
    case Wire::oid:
        if (data.size() != 4) return false;
        out = get_number<std::uint32_t>(data.data());
        return true;
    case Wire::int8:
        if (data.size() != 8) return false;
        out = int8_of(data);
        return true;
    default: return false;
    }
}

bool binary_real(Wire wire, std::string_view data, double& out) {
    if (wire == Wire::float8 && data.size() == 8) {
        out = std::bit_cast<double>(get_number<std::uint64_t>(data.data()));
        return true;
    }
    if (wire == Wire::float4 && data.size() == 4) {
        out = static_cast<double>(std::bit_cast<float>(get_number<std::uint32_t>(data.data())));
        return true;
    }
    return false;
}

}  // namespace

void ClearResult::operator()(pg_result* result) const noexcept {
    PQclear(result);
}

void Reader::start(const PGresult* result, bool is_text) noexcept {
    result_ = result;
    is_text_ = is_text;
    row_ = -1;
    row_count_ = PQntuples(result);
}

bool Reader::next() noexcept {
    return result_ != nullptr && ++row_ < row_count_;
}

// Two calls a cell: a NULL has no length, so only empty cells are asked about.
inline bool Reader::cell(int column, std::string_view& out) const noexcept {
    const int size = PQgetlength(result_, row_, column);
    if (size == 0 && PQgetisnull(result_, row_, column) != 0) return false;
    out = {PQgetvalue(result_, row_, column), static_cast<std::size_t>(size)};
    return true;
}

bool Reader::integer(int column, std::int64_t& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    if (!is_text_) [[likely]] {
        if (wire(column) == Wire::int4 && data.size() == 4) {
            out = int4_of(data);
            return true;
        }
        if (wire(column) == Wire::int8 && data.size() == 8) {
            out = int8_of(data);
            return true;
        }
    }
    return odd_integer(column, data, out);
}

bool Reader::odd_integer(int column, std::string_view data, std::int64_t& out) {
    if (is_text_) {
        if (wire(column) != Wire::boolean && parse_all(data, out)) return true;
    } else {
        if (binary_integer(wire(column), data, out)) return true;
        if (wire(column) == Wire::numeric) {
            const auto number = Decimal::try_parse(number_text(column, data));
            if (const auto integer = number ? number->to_int64() : std::nullopt) {
                out = *integer;
                return true;
            }
        }
        if (double real = 0; binary_real(wire(column), data, real) && std::nearbyint(real) == real && real >= -0x1p63 && real < 0x1p63) {
            out = static_cast<std::int64_t>(real);
            return true;
        }
        if (wire(column) == Wire::text && parse_all(data, out)) return true;
    }
    refuse(column, data, "an integer");
}

bool Reader::boolean(int column, bool& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    if (wire(column) == Wire::boolean && data.size() == 1) {
        out = is_text_ ? data[0] == 't' : data[0] != 0;
        return true;
    }
    std::int64_t integer = 0;
    if (is_text_ ? !parse_all(data, integer) : !binary_integer(wire(column), data, integer)) refuse(column, data, "a boolean");
    out = integer != 0;
    return true;
}

bool Reader::real(int column, double& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    if (!is_text_ && wire(column) == Wire::float8 && data.size() == 8) [[likely]] {
        out = std::bit_cast<double>(get_number<std::uint64_t>(data.data()));
        return true;
    }
    return odd_real(column, data, out);
}

bool Reader::odd_real(int column, std::string_view data, double& out) {
    if (is_text_) {
        if (parse_all(data, out)) return true;
    } else {
        if (binary_real(wire(column), data, out)) return true;
        if (std::int64_t integer = 0; binary_integer(wire(column), data, integer)) {
            out = static_cast<double>(integer);
            return true;
        }
        if (wire(column) == Wire::numeric) {
            std::string& text = room(column);
            if (append_numeric_text(text, data) && parse_all(text, out)) return true;  // NaN and Infinity are numbers here
        }
        if (wire(column) == Wire::text && parse_all(data, out)) return true;
    }
    refuse(column, data, "a number");
}

bool Reader::text(int column, std::string_view& out) {
    if (!cell(column, out)) return false;
    if (wire(column) != Wire::text && !is_text_) [[unlikely]]
        return odd_text(column, out, out);
    // The server has checked what it stores, but not where the database's encoding is SQL_ASCII.
    if (!detail::is_valid_text(out)) [[unlikely]]
        refuse(column, out, "text: it is not valid UTF-8");
    return true;
}

bool Reader::odd_text(int column, std::string_view data, std::string_view& out) {
    std::string& made = room(column);
    switch (wire(column)) {
    case Wire::json: out = data; return true;
    case Wire::jsonb: return json(column, out);
    case Wire::uuid: {
        Uuid value;
        uuid(column, value);
        made = value.str();
        break;
    }
    case Wire::void_: break;
    case Wire::bytea:
    case Wire::boolean: refuse(column, data, "text");
    default: {
        if (!append_json(made, wire(column), data)) refuse(column, data, "text");
        // JSON has dates and the like in quotes.
        if (made.starts_with('"')) made = made.substr(1, made.size() - 2);
        break;
    }
    }
    out = made;
    return true;
}

bool Reader::bytes(int column, std::span<const std::byte>& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    if (is_text_ && wire(column) == Wire::bytea) {
        const auto parsed = data.starts_with("\\x") ? from_hex(data.substr(2)) : std::nullopt;
        if (!parsed) refuse(column, data, "bytes");
        std::string& made = room(column);
        made.assign(as_text(*parsed));
        out = as_bytes(made);
        return true;
    }
    if (wire(column) != Wire::bytea && wire(column) != Wire::text && wire(column) != Wire::unknown) refuse(column, data, "bytes");
    out = as_bytes(data);
    return true;
}

bool Reader::uuid(int column, Uuid& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    if (!is_text_ && wire(column) == Wire::uuid && data.size() == 16) {
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), data.data(), bytes.size());
        out = Uuid{bytes};
        return true;
    }
    const auto parsed = is_text_ || wire(column) == Wire::text ? Uuid::try_parse(strip(data)) : std::nullopt;
    if (!parsed) refuse(column, data, "a UUID");
    out = *parsed;
    return true;
}

std::string_view Reader::number_text(int column, std::string_view data) {
    std::string& text = room(column);
    if (!append_numeric_text(text, data)) refuse(column, data, "a decimal number");
    if (text.back() == 'N' || text.back() == 'y') fail(column, text + " cannot be read as a decimal number");
    return text;
}

bool Reader::decimal(int column, int scale, Decimal& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    std::optional<Decimal> number;
    if (is_text_ || wire(column) == Wire::text) {
        number = Decimal::try_parse(data);
    } else if (wire(column) == Wire::numeric) {
        number = Decimal::try_parse(number_text(column, data));
        if (!number) fail(column, "the number has more than 38 significant digits: " + room(column).substr(0, 80));
    } else if (std::int64_t integer = 0; binary_integer(wire(column), data, integer)) {
        number = Decimal{integer};
    } else if (double real = 0; binary_real(wire(column), data, real)) {
        number = Decimal::try_parse(python_float(real));
        if (number && scale >= 0 && number->scale() > scale) number = Decimal::from_double(real, scale);
    }
    if (!number) refuse(column, data, "a decimal number");
    out = *number;
    return true;
}

bool Reader::date(int column, Date& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    std::optional<Date> parsed;
    if (is_text_ || wire(column) == Wire::text) {
        parsed = parse_date(data);
    } else if (wire(column) == Wire::date && data.size() == 4) {
        parsed = decode_date(static_cast<std::int32_t>(int4_of(data)));
        if (!parsed) refuse_time(column, data);
    } else if (wire(column) == Wire::timestamp && data.size() == 8) {
        const auto moment = decode_timestamp(int8_of(data));
        if (!moment) refuse_time(column, data);
        if (std::chrono::floor<std::chrono::days>(*moment) == *moment) parsed = Date{std::chrono::floor<std::chrono::days>(*moment)};
    }
    if (!parsed) refuse(column, data, "a date");
    out = *parsed;
    return true;
}

bool Reader::datetime(int column, DateTime& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    std::optional<DateTime> parsed;
    if (is_text_ || wire(column) == Wire::text) {
        parsed = parse_timestamp(data);
    } else if (wire(column) == Wire::timestamp && data.size() == 8) {
        parsed = decode_timestamp(int8_of(data));
        if (!parsed) refuse_time(column, data);
    } else if (wire(column) == Wire::date && data.size() == 4) {
        const auto day = decode_date(static_cast<std::int32_t>(int4_of(data)));
        if (!day) refuse_time(column, data);
        parsed = DateTime{std::chrono::sys_days{*day}};
    }
    if (!parsed) refuse(column, data, "a datetime");
    out = *parsed;
    return true;
}

bool Reader::time(int column, Time& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    std::optional<Time> parsed;
    constexpr std::int64_t day = 86'400'000'000;
    if (is_text_ || wire(column) == Wire::text) {
        parsed = parse_time(data);
    } else if (wire(column) == Wire::time && data.size() == 8) {
        // 24:00:00 is one to PostgreSQL.
        if (const auto elapsed = int8_of(data); elapsed >= 0 && elapsed < day)
            parsed = Time::since_midnight(std::chrono::microseconds{elapsed});
    }
    if (!parsed) refuse(column, data, "a time of day");
    out = *parsed;
    return true;
}

bool Reader::interval(int column, Interval& out) {
    std::string_view data;
    if (!cell(column, data)) return false;
    std::optional<Interval> parsed;
    if (is_text_ || wire(column) == Wire::text) {
        parsed = parse_interval(data);
    } else if (wire(column) == Wire::interval) {
        parsed = decode_interval(data);
        if (!parsed) fail(column, "the interval has months, whose length nobody knows, or more microseconds than 64 bits hold");
    }
    if (!parsed) refuse(column, data, "an interval");
    out = *parsed;
    return true;
}

bool Reader::json(int column, std::string_view& out) {
    if (!cell(column, out)) return false;
    if (is_text_) return true;
    switch (wire(column)) {
    case Wire::json:
    case Wire::text: return true;
    case Wire::jsonb:
        if (out.empty() || out[0] != 1) refuse(column, out, "JSON: its format has another version");
        out.remove_prefix(1);
        return true;
    // As in an array it would be a text of hexadecimal digits, which is not what the bytes say.
    case Wire::bytea: refuse(column, out, "JSON");
    default: break;
    }
    std::string& made = room(column);
    if (!append_json(made, wire(column), out)) refuse(column, out, "JSON");
    out = made;
    return true;
}

Value Reader::value(int column) {
    std::string_view data;
    if (!cell(column, data)) return {};
    if (is_text_) return value_of_text(column, data);
    const auto read = [&]<class T>(bool (Reader::*get)(int, T&)) {
        T out{};
        (this->*get)(column, out);
        return out;
    };
    switch (wire(column)) {
    case Wire::boolean: return Value{read(&Reader::boolean)};
    case Wire::int2:
    case Wire::int4:
    case Wire::int8:
    case Wire::oid: return Value{read(&Reader::integer)};
    case Wire::float4:
    case Wire::float8: return Value{read(&Reader::real)};
    case Wire::numeric: {
        const auto number = Decimal::try_parse(number_text(column, data));
        return number ? Value{*number} : Value{room(column)};  // beyond 38 digits
    }
    case Wire::bytea: return Value::from_bytes(as_bytes(data));
    case Wire::uuid: return Value{read(&Reader::uuid)};
    case Wire::date: return Value{read(&Reader::date)};
    case Wire::timestamp: return Value{read(&Reader::datetime)};
    case Wire::time: return Value{read(&Reader::time)};
    case Wire::interval: return Value{read(&Reader::interval)};
    case Wire::json:
    case Wire::jsonb:
    case Wire::array: return Value::from_json_text(std::string{read(&Reader::json)});
    case Wire::void_: return Value{""};
    case Wire::text:
    case Wire::unknown: break;
    }
    return Value{read(&Reader::text)};
}

Value Reader::value_of_text(int column, std::string_view data) {
    switch (wire(column)) {
    case Wire::boolean: return Value{data == "t"};
    case Wire::int2:
    case Wire::int4:
    case Wire::int8:
    case Wire::oid:
        if (std::int64_t out = 0; parse_all(data, out)) return Value{out};
        break;
    case Wire::float4:
    case Wire::float8:
        if (double out = 0; parse_all(data, out)) return Value{out};
        break;
    case Wire::numeric:
        if (const auto out = Decimal::try_parse(data)) return Value{*out};
        break;
    case Wire::bytea: {
        std::span<const std::byte> out;
        bytes(column, out);
        return Value::from_bytes(out);
    }
    case Wire::uuid:
        if (const auto out = Uuid::try_parse(data)) return Value{*out};
        break;
    case Wire::date:
        if (const auto out = parse_date(data)) return Value{*out};
        break;
    case Wire::timestamp:
        if (const auto out = parse_timestamp(data)) return Value{*out};
        break;
    case Wire::time:
        if (const auto out = parse_time(data)) return Value{*out};
        break;
    case Wire::interval:
        if (const auto out = parse_interval(data)) return Value{*out};
        break;
    case Wire::json:
    case Wire::jsonb: return Value::from_json_text(std::string{data});
    default: break;
    }
    // What cannot be told from its text stays text.
    return Value{data};
}

std::string_view Reader::column_name(int column) const {
    const auto position = static_cast<std::size_t>(column);
    return position < columns_.size() ? std::string_view{columns_[position].name} : std::string_view{};
}

std::string& Reader::room(int column) {
    if (rooms_.size() < columns_.size()) rooms_.resize(columns_.size());
    std::string& text = rooms_[static_cast<std::size_t>(column)];
    text.clear();
    return text;
}

std::string Reader::show(int column, std::string_view data) const {
    constexpr std::size_t longest = 60;
    if (is_text_ || wire(column) == Wire::text) {
        return python_repr(data.substr(0, longest)) + (data.size() > longest ? "…" : "");
    }
    if (wire(column) == Wire::bytea) return repr_bytes(as_bytes(data.substr(0, longest))) + (data.size() > longest ? "…" : "");
    std::string text;
    if (append_json(text, wire(column), data)) return text.size() > longest ? text.substr(0, longest) + "…" : text;
    return "a value of type " + std::to_string(columns_[static_cast<std::size_t>(column)].type);
}

void Reader::refuse(int column, std::string_view data, std::string_view wanted) const {
    fail(column, show(column, data) + " cannot be read as " + std::string{wanted});
}

void Reader::refuse_time(int column, std::string_view data) const {
    const std::int64_t count = data.size() == 4 ? int4_of(data) : int8_of(data);
    const bool is_first = data.size() == 4 ? count == INT32_MIN : count == INT64_MIN;
    const bool is_last = data.size() == 4 ? count == INT32_MAX : count == INT64_MAX;
    if (is_first || is_last) fail(column, std::string{is_first ? "-infinity" : "infinity"} + " cannot be read as a point in time");
    fail(
        column, count < 0 ? "a point in time before the year 1 (BC) cannot be read" : "a point in time after the year 9999 cannot be read");
}

}  // namespace retort::postgresql
