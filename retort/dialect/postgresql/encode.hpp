/// \file
/// Internal: values in the forms in which PostgreSQL takes parameters; src/backend/utils/adt/*: the *recv functions.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/core/uuid.hpp>
#include <retort/dialect/postgresql/oids.hpp>

namespace retort::postgresql {

/// What the server says of a parameter.
struct ParameterType {
    Oid type = 0;
    Wire wire = Wire::unknown;
};

/// A parameter ready for the server; the bytes lie in the value itself or in a Scratch.
struct Encoded {
    const char* data;
    std::size_t size;
    bool binary;  ///< false: the server is to parse it
};

/// Room for what has to be made.
struct Scratch {
    char fixed[40];  // the longest fixed form: a UUID as text
    std::string text;
};

template <class Unsigned>
void put_number(char* out, Unsigned value) noexcept {
    static_assert(std::endian::native == std::endian::little && (sizeof(Unsigned) == 2 || sizeof(Unsigned) == 4 || sizeof(Unsigned) == 8));
    if constexpr (sizeof(Unsigned) == 2) value = __builtin_bswap16(value);
    if constexpr (sizeof(Unsigned) == 4) value = __builtin_bswap32(value);
    if constexpr (sizeof(Unsigned) == 8) value = __builtin_bswap64(value);
    std::memcpy(out, &value, sizeof value);
}

template <class Unsigned>
Unsigned get_number(const char* from) noexcept {
    Unsigned value{};
    std::memcpy(&value, from, sizeof value);
    if constexpr (sizeof(Unsigned) == 2) return __builtin_bswap16(value);
    if constexpr (sizeof(Unsigned) == 4) return __builtin_bswap32(value);
    if constexpr (sizeof(Unsigned) == 8) return __builtin_bswap64(value);
}

// `index` is the parameter's, from 0, for errors. All throw DataError where the value does not fit the type.

Encoded encode_boolean(const ParameterType& type, bool value, Scratch& scratch, int index);
Encoded encode_integer(const ParameterType& type, std::int64_t value, Scratch& scratch, int index);
Encoded encode_real(const ParameterType& type, double value, Scratch& scratch, int index);
Encoded encode_text(const ParameterType& type, std::string_view value, Scratch& scratch, int index);
Encoded encode_bytes(const ParameterType& type, std::span<const std::byte> value, Scratch& scratch, int index);
Encoded encode_uuid(const ParameterType& type, const Uuid& value, Scratch& scratch, int index);
Encoded encode_decimal(const ParameterType& type, const Decimal& value, Scratch& scratch, int index);
Encoded encode_date(const ParameterType& type, Date value, Scratch& scratch, int index);
Encoded encode_datetime(const ParameterType& type, DateTime value, Scratch& scratch, int index);
Encoded encode_time(const ParameterType& type, Time value, Scratch& scratch, int index);
Encoded encode_interval(const ParameterType& type, Interval value, Scratch& scratch, int index);
/// The result may lie in `text` itself.
Encoded encode_json(const ParameterType& type, std::string_view text, Scratch& scratch, int index);

/// Midnight of 2000-01-01, from which PostgreSQL counts.
inline constexpr std::chrono::sys_days epoch{std::chrono::year{2000} / 1 / 1};

}  // namespace retort::postgresql
