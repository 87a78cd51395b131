#include <retort/dialect/sqlite/reader.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

#include <sqlite3.h>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/sqlite/errors.hpp>

namespace retort::sqlite {

namespace {

std::string_view raw_text(sqlite3_value* cell) {
    // In this order: the text may have to be converted, which changes its size.
    const auto* text = sqlite3_value_text(cell);
    return {reinterpret_cast<const char*>(text), static_cast<std::size_t>(sqlite3_value_bytes(cell))};
}

std::span<const std::byte> raw_bytes(sqlite3_value* cell) {
    const auto* bytes = sqlite3_value_blob(cell);
    return {static_cast<const std::byte*>(bytes), static_cast<std::size_t>(sqlite3_value_bytes(cell))};
}

/// The number, where the whole text is one.
template <class Number>
bool parse_all(std::string_view text, Number& out) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    return error == std::errc{} && end == text.data() + text.size() && !text.empty();
}

std::string show(sqlite3_value* cell) {
    constexpr std::size_t longest = 60;
    switch (sqlite3_value_type(cell)) {
    case SQLITE_NULL: return "NULL";
    case SQLITE_INTEGER: return std::to_string(sqlite3_value_int64(cell));
    case SQLITE_FLOAT: return python_float(sqlite3_value_double(cell));
    case SQLITE_BLOB: {
        const auto bytes = raw_bytes(cell);
        return repr_bytes(bytes.first(std::min(bytes.size(), longest))) + (bytes.size() > longest ? "…" : "");
    }
    default: break;
    }
    auto text = raw_text(cell);
    if (text.size() <= longest) return python_repr(text);
    std::size_t end = longest;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return python_repr(text.substr(0, end)) + "…";
}

}  // namespace

// One look at the cell and then sqlite3_value_* on it, instead of sqlite3_column_type and sqlite3_column_*, which would each look for it
// again. The value is an unprotected one, which is as good where the connection takes no mutex.
sqlite3_value* Reader::cell(int column) {
    return sqlite3_column_value(statement_, column);
}

bool Reader::integer(int column, std::int64_t& out) {
    auto* const value = cell(column);
    if (sqlite3_value_type(value) == SQLITE_INTEGER) [[likely]] {
        out = sqlite3_value_int64(value);
        return true;
    }
    return odd_integer(column, value, out);
}

bool Reader::odd_integer(int column, sqlite3_value* cell, std::int64_t& out) {
    switch (sqlite3_value_type(cell)) {
    case SQLITE_NULL: return false;
    case SQLITE_FLOAT: {
        const double real = sqlite3_value_double(cell);
        if (std::nearbyint(real) == real && real >= -0x1p63 && real < 0x1p63) {
            out = static_cast<std::int64_t>(real);
            return true;
        }
        break;
    }
    case SQLITE_TEXT:
        // Expressions have no affinity: substr(code, 1, 2) is text even where it is all digits.
        if (std::int64_t number = 0; parse_all(raw_text(cell), number)) {
            out = number;
            return true;
        }
        break;
    default: break;
    }
    refuse(column, cell, "an integer");
}

bool Reader::boolean(int column, bool& out) {
    auto* const value = cell(column);
    if (sqlite3_value_type(value) == SQLITE_INTEGER) [[likely]] {
        out = sqlite3_value_int64(value) != 0;
        return true;
    }
    if (sqlite3_value_type(value) == SQLITE_NULL) return false;
    refuse(column, value, "a boolean");
}

bool Reader::real(int column, double& out) {
    auto* const value = cell(column);
    if (sqlite3_value_type(value) == SQLITE_FLOAT) [[likely]] {
        out = sqlite3_value_double(value);
        return true;
    }
    return odd_real(column, value, out);
}

bool Reader::odd_real(int column, sqlite3_value* cell, double& out) {
    switch (sqlite3_value_type(cell)) {
    case SQLITE_NULL: return false;
    case SQLITE_INTEGER: out = static_cast<double>(sqlite3_value_int64(cell)); return true;
    case SQLITE_TEXT:
        if (double number = 0; parse_all(raw_text(cell), number)) {
            out = number;
            return true;
        }
        break;
    default: break;
    }
    refuse(column, cell, "a number");
}

bool Reader::text(int column, std::string_view& out) {
    auto* const value = cell(column);
    if (sqlite3_value_type(value) == SQLITE_TEXT) [[likely]] {
        // checked_text, written out: a call less for the commonest cell.
        out = raw_text(value);
        if (out.data() == nullptr || !detail::is_valid_text(out)) [[unlikely]]
            refuse_text(column, value);
        return true;
    }
    return odd_text(column, value, out);
}

bool Reader::odd_text(int column, sqlite3_value* cell, std::string_view& out) {
    switch (sqlite3_value_type(cell)) {
    case SQLITE_NULL: return false;
    case SQLITE_INTEGER: out = raw_text(cell); return true;
    default: refuse(column, cell, "text");  // SQLite would round a REAL to 15 digits
    }
}

std::string_view Reader::checked_text(int column, sqlite3_value* cell) {
    const auto text = raw_text(cell);
    if (text.data() == nullptr || !detail::is_valid_text(text)) [[unlikely]]
        refuse_text(column, cell);
    return text;
}

// Apart from checked_text, which every text of every row goes through: making messages would cost it registers and stack.
void Reader::refuse_text(int column, sqlite3_value* cell) {
    if (raw_text(cell).data() == nullptr) throw_error(SQLITE_NOMEM, sqlite3_errstr(SQLITE_NOMEM));
    refuse(column, cell, "text: it is not valid UTF-8");
}

std::string_view Reader::number_text(int column, double number) {
    constexpr std::size_t slot_size = 32;  // -1.7976931348623157e+308 has 24 characters
    if (!number_texts_) number_texts_ = std::make_unique<char[]>(slot_size * static_cast<std::size_t>(column_count()));
    char* const slot = number_texts_.get() + slot_size * static_cast<std::size_t>(column);
    const auto text = python_float(number);
    return {slot, text.copy(slot, slot_size)};
}

bool Reader::stored_text(int column, std::string_view wanted, std::string_view& out) {
    auto* const value = cell(column);
    if (sqlite3_value_type(value) == SQLITE_TEXT) [[likely]] {
        out = raw_text(value);
        return true;
    }
    if (sqlite3_value_type(value) == SQLITE_NULL) return false;
    refuse(column, value, wanted);
}

bool Reader::bytes(int column, std::span<const std::byte>& out) {
    auto* const value = cell(column);
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: return false;
    case SQLITE_BLOB:
    case SQLITE_TEXT: out = raw_bytes(value); return true;
    default: refuse(column, value, "bytes");
    }
}

bool Reader::uuid(int column, Uuid& out) {
    std::string_view text;
    if (!stored_text(column, "a UUID", text)) return false;
    const auto parsed = Uuid::try_parse(text);
    if (!parsed) refuse(column, cell(column), "a UUID");
    out = *parsed;
    return true;
}

bool Reader::decimal(int column, int scale, Decimal& out) {
    auto* const value = cell(column);
    std::optional<Decimal> number;
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: return false;
    case SQLITE_INTEGER: number = Decimal{std::int64_t{sqlite3_value_int64(value)}}; break;
    case SQLITE_TEXT: number = Decimal::try_parse(raw_text(value)); break;
    case SQLITE_FLOAT: {
        const double real = sqlite3_value_double(value);
        number = Decimal::try_parse(python_float(real));
        // Where digits must go, the exact value of the REAL decides, as printf does for SQLAlchemy: 2.675 is a little less than that.
        if (number && scale >= 0 && number->scale() > scale) number = Decimal::from_double(real, scale);
        break;
    }
    default: break;
    }
    if (!number) refuse(column, value, "a decimal number");
    // Without a declared scale 1e+16 is shown as the integer that it is.
    constexpr int most_digits = 38;
    const int places = scale >= 0 ? scale : number->scale() < 0 && number->digits() - number->scale() <= most_digits ? 0 : number->scale();
    if (number->scale() != places) {
        try {
            number = number->quantize(places);
        } catch (const ArgumentError&) {
            refuse(column, value, "a decimal number of 38 digits");
        }
    }
    out = *number;
    return true;
}

bool Reader::date(int column, Date& out) {
    std::string_view text;
    if (!stored_text(column, "a date", text)) return false;
    if (const auto parsed = parse_date(text)) {
        out = *parsed;
        return true;
    }
    // A date that something else has stored with its midnight.
    const auto moment = parse_datetime(text);
    if (!moment || std::chrono::floor<std::chrono::days>(*moment) != *moment) refuse(column, cell(column), "a date");
    out = Date{std::chrono::floor<std::chrono::days>(*moment)};
    return true;
}

bool Reader::datetime(int column, DateTime& out) {
    std::string_view text;
    if (!stored_text(column, "a datetime", text)) return false;
    const auto parsed = parse_datetime(text);
    if (!parsed) refuse(column, cell(column), "a datetime");
    out = *parsed;
    return true;
}

bool Reader::time(int column, Time& out) {
    std::string_view text;
    if (!stored_text(column, "a time", text)) return false;
    const auto parsed = parse_time(text);
    if (!parsed) refuse(column, cell(column), "a time");
    out = *parsed;
    return true;
}

bool Reader::interval(int column, Interval& out) {
    std::string_view text;
    if (!stored_text(column, "an interval", text)) return false;
    const auto parsed = parse_datetime(text);
    if (!parsed) refuse(column, cell(column), "an interval");
    out = parsed->time_since_epoch();
    return true;
}

bool Reader::json(int column, std::string_view& out) {
    auto* const value = cell(column);
    switch (sqlite3_value_type(value)) {
    case SQLITE_NULL: return false;
    case SQLITE_TEXT: out = checked_text(column, value); return true;
    // A column of type JSON has numeric affinity: a document that is a number alone has become one.
    case SQLITE_INTEGER: out = raw_text(value); return true;
    case SQLITE_FLOAT: out = number_text(column, sqlite3_value_double(value)); return true;
    default: refuse(column, value, "JSON");
    }
}

Value Reader::value(int column) {
    auto* const value = cell(column);
    switch (sqlite3_value_type(value)) {
    case SQLITE_INTEGER: return Value{std::int64_t{sqlite3_value_int64(value)}};
    case SQLITE_FLOAT: return Value{sqlite3_value_double(value)};
    case SQLITE_TEXT: return Value{checked_text(column, value)};
    case SQLITE_BLOB: return Value::from_bytes(raw_bytes(value));
    default: return Value{};
    }
}

int Reader::column_count() const {
    return sqlite3_column_count(statement_);
}

std::string_view Reader::column_name(int column) const {
    const char* name = sqlite3_column_name(statement_, column);
    return name != nullptr ? std::string_view{name} : std::string_view{};
}

void Reader::refuse(int column, sqlite3_value* cell, std::string_view wanted) {
    fail(column, show(cell) + " cannot be read as " + std::string{wanted});
}

}  // namespace retort::sqlite
