#include <retort/dialect/sqlite/writer.hpp>

#include <cmath>
#include <cstring>
#include <string>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/common/utf8.hpp>
#include <retort/dialect/sqlite/errors.hpp>

namespace retort::sqlite {

namespace {

constexpr std::size_t slot_size = 32;  // the longest format, a UUID's
static_assert(datetime_size <= slot_size && time_size <= slot_size && date_size <= slot_size);

}  // namespace

Writer::Writer(sqlite3_stmt* statement)
    : statement_{statement},
      count_{sqlite3_bind_parameter_count(statement)},
      slots_{std::make_unique<char[]>(slot_size * static_cast<std::size_t>(count_))} {}

void Writer::null(int index) {
    check(sqlite3_bind_null(statement_, index + 1), index);
}

void Writer::integer(int index, std::int64_t value) {
    check(sqlite3_bind_int64(statement_, index + 1, value), index);
}

void Writer::real(int index, double value) {
    if (std::isnan(value)) refuse(index, "SQLite would store NULL for the number nan");
    check(sqlite3_bind_double(statement_, index + 1, value), index);
}

void Writer::text(int index, std::string_view value) {
    if (!detail::is_valid_text(value)) refuse(index, "the text is not valid UTF-8");
    // A null pointer would be NULL.
    const char* data = value.data() != nullptr ? value.data() : "";
    check(sqlite3_bind_text64(statement_, index + 1, data, value.size(), SQLITE_STATIC, SQLITE_UTF8), index);
}

void Writer::bytes(int index, std::span<const std::byte> value) {
    const void* data = value.data() != nullptr ? static_cast<const void*>(value.data()) : "";
    check(sqlite3_bind_blob64(statement_, index + 1, data, value.size(), SQLITE_STATIC), index);
}

void Writer::uuid(int index, const Uuid& value) {
    char* out = room();
    if (out == nullptr) return check(SQLITE_RANGE, index);
    value.hex_to(out);
    formatted(index, out, 32);
}

void Writer::decimal(int index, const Decimal& value) {
    const auto stored = store_decimal(value);
    if (!stored.is_exact) refuse(index, "SQLite cannot store the number exactly; store it as text");
    if (stored.is_integer) {
        integer(index, stored.integer);
    } else {
        real(index, stored.real);
    }
}

void Writer::date(int index, Date value) {
    char* out = room();
    if (out == nullptr) return check(SQLITE_RANGE, index);
    try {
        formatted(index, out, write_date(value, out));
    } catch (const ArgumentError& error) {
        refuse(index, error.what());
    }
}

void Writer::datetime(int index, DateTime value) {
    char* out = room();
    if (out == nullptr) return check(SQLITE_RANGE, index);
    try {
        formatted(index, out, write_datetime(value, out));
    } catch (const ArgumentError& error) {
        refuse(index, error.what());
    }
}

void Writer::time(int index, Time value) {
    char* out = room();
    if (out == nullptr) return check(SQLITE_RANGE, index);
    formatted(index, out, write_time(value, out));
}

// An interval is stored as the point in time so long after 1970.
void Writer::interval(int index, Interval value) {
    datetime(index, DateTime{value});
}

void Writer::json(int index, std::string_view text) {
    if (!detail::is_valid_text(text)) refuse(index, "the JSON text is not valid UTF-8");
    // Copied, unlike text(): JSON is made for the call and gone after it.
    kept_.push_back(std::make_unique<char[]>(text.size() + 1));
    std::memcpy(kept_.back().get(), text.data(), text.size());
    formatted(index, kept_.back().get(), text.size());
}

char* Writer::room() noexcept {
    return used_ < count_ ? slots_.get() + slot_size * static_cast<std::size_t>(used_++) : nullptr;
}

void Writer::formatted(int index, const char* text, std::size_t size) {
    check(sqlite3_bind_text64(statement_, index + 1, text, size, SQLITE_STATIC, SQLITE_UTF8), index);
}

void Writer::check(int code, int index) {
    if (code == SQLITE_OK) [[likely]] {
        ++bound_;
        return;
    }
    throw_error(code, "parameter " + std::to_string(index + 1) + ": " + sqlite3_errstr(code));
}

void Writer::refuse(int index, std::string_view why) const {
    throw_data_error("parameter " + std::to_string(index + 1) + ": " + std::string{why});
}

void Writer::throw_incomplete() const {
    throw ProgrammingError{
        {.message = "The statement has " + std::to_string(count_) + " parameters, and " + std::to_string(bound_) + " were given",
            .code = 0,
            .sqlstate = {},
            .statement = {},
            .parameters = {},
            .retryable = false}};
}

StoredDecimal store_decimal(const Decimal& value) {
    // SQLAlchemy binds a float, which a NUMERIC column turns into an INTEGER where it can. An integer is bound as REAL as well, so that
    // `price / ?` divides as it does in Python, unless only an INTEGER has all its digits.
    constexpr std::int64_t largest_exact = std::int64_t{1} << 53;
    const double real = value.to_double();
    if (const auto integer = value.to_int64()) {
        const bool fits = *integer >= -largest_exact && *integer <= largest_exact;
        return {.is_integer = !fits, .integer = *integer, .real = real, .is_exact = true};
    }
    // From 2^63 on, where only integers are left, what looks exact is so by chance.
    if (std::abs(real) >= 0x1p63) return {.is_integer = false, .integer = 0, .real = real, .is_exact = false};
    const auto again = Decimal::try_parse(python_float(real));
    return {.is_integer = false, .integer = 0, .real = real, .is_exact = again && *again == value};
}

}  // namespace retort::sqlite
