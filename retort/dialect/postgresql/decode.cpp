#include <retort/dialect/postgresql/decode.hpp>

#include <array>
#include <bit>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstring>

#include <retort/core/bytes.hpp>
#include <retort/core/json.hpp>
#include <retort/core/text.hpp>
#include <retort/core/uuid.hpp>
#include <retort/dialect/postgresql/encode.hpp>
#include <retort/dialect/postgresql/numeric.hpp>

namespace retort::postgresql {

namespace {

using namespace std::chrono;

constexpr std::int32_t first_day = static_cast<std::int32_t>((sys_days{year{1} / 1 / 1} - epoch).count());
constexpr std::int32_t end_day = static_cast<std::int32_t>((sys_days{year{10000} / 1 / 1} - epoch).count());
constexpr std::int64_t microseconds_of_day = 86'400'000'000;

/// Reads the elements of an array one after the other, whatever its dimensions.
class ArrayReader {
public:
    ArrayReader(std::string& out, std::string_view data) : out_{out}, data_{data} {}

    bool read() {
        constexpr int most_dimensions = 6;  // the server's own limit
        std::int32_t count = 0;
        std::int32_t flags = 0;
        std::int32_t element = 0;
        if (!take(count) || !take(flags) || !take(element) || count < 0 || count > most_dimensions) return false;
        element_ = wire_of(static_cast<Oid>(element));
        if (element_ == Wire::unknown && static_cast<Oid>(element) >= oid::first_of_users) element_ = Wire::text;  // enumerators
        for (int i = 0; i < count; ++i) {
            std::int32_t lower = 0;
            if (!take(sizes_[i]) || !take(lower)) return false;
        }
        dimensions_ = count;
        if (count == 0) {
            out_ += "[]";
            return true;
        }
        return dimension(0);
    }

private:
    bool take(std::int32_t& out) {
        if (data_.size() < 4) return false;
        out = static_cast<std::int32_t>(get_number<std::uint32_t>(data_.data()));
        data_.remove_prefix(4);
        return true;
    }

    bool dimension(int which) {
        out_ += '[';
        for (std::int32_t i = 0; i < sizes_[which]; ++i) {
            if (i > 0) out_ += ", ";
            if (!(which + 1 < dimensions_ ? dimension(which + 1) : cell())) return false;
        }
        out_ += ']';
        return true;
    }

    bool cell() {
        std::int32_t size = 0;
        if (!take(size)) return false;
        if (size < 0) {
            out_ += "null";
            return true;
        }
        if (data_.size() < static_cast<std::size_t>(size)) return false;
        const auto bytes = data_.substr(0, static_cast<std::size_t>(size));
        data_.remove_prefix(bytes.size());
        return append_json(out_, element_, bytes);
    }

    std::string& out_;
    std::string_view data_;
    Wire element_ = Wire::unknown;
    std::int32_t dimensions_ = 0;
    std::int32_t sizes_[6]{};
};

void append_string(std::string& out, std::string_view text) {
    JsonWriter{out}.string(text);
}

bool append_real(std::string& out, double value) {
    // JSON has no words for these.
    if (!std::isfinite(value)) return false;
    append_python_float(out, value);
    return true;
}

}  // namespace

std::optional<Date> decode_date(std::int32_t days_since) noexcept {
    if (days_since < first_day || days_since >= end_day) return std::nullopt;
    return Date{epoch + days{days_since}};
}

std::optional<DateTime> decode_timestamp(std::int64_t value) noexcept {
    if (value < first_day * microseconds_of_day || value >= end_day * microseconds_of_day) return std::nullopt;
    return DateTime{epoch} + microseconds{value};
}

std::optional<Interval> decode_interval(std::string_view data) noexcept {
    if (data.size() != 16) return std::nullopt;
    const auto time = static_cast<std::int64_t>(get_number<std::uint64_t>(data.data()));
    const auto whole_days = static_cast<std::int32_t>(get_number<std::uint32_t>(data.data() + 8));
    const auto months = static_cast<std::int32_t>(get_number<std::uint32_t>(data.data() + 12));
    std::int64_t length = 0;
    if (months != 0 || __builtin_mul_overflow(microseconds_of_day, whole_days, &length)) return std::nullopt;
    if (__builtin_add_overflow(time, length, &length)) return std::nullopt;
    return Interval{length};
}

std::optional<DateTime> parse_timestamp(std::string_view text) noexcept {
    if (text.ends_with("BC")) return std::nullopt;
    // `+01` is no offset of ISO 8601 as parse_datetime knows them: it wants the minutes.
    const auto sign = text.find_last_of("+-");
    if (sign != std::string_view::npos && sign > date_size && text.size() - sign == 3) {
        std::string whole;
        whole.append(text).append(":00");
        return parse_datetime(whole);
    }
    return parse_datetime(text);
}

std::optional<Interval> parse_interval(std::string_view text) noexcept {
    if (text.find("mon") != std::string_view::npos || text.find("year") != std::string_view::npos) return std::nullopt;
    if (const auto parsed = parse_duration(text)) return parsed;
    // `-3 days +04:05:06`, `3 days`
    const auto blank = text.find(" day");
    if (blank == std::string_view::npos) return std::nullopt;
    std::int64_t count = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + blank, count);
    if (error != std::errc{} || end != text.data() + blank) return std::nullopt;
    auto rest = text.substr(blank + 4);
    if (rest.starts_with('s')) rest.remove_prefix(1);
    rest = strip(rest);
    if (rest.starts_with('+')) rest.remove_prefix(1);
    const auto time = rest.empty() ? std::optional<Interval>{Interval{0}} : parse_duration(rest);
    if (!time) return std::nullopt;
    return *time + Interval{count * microseconds_of_day};
}

bool append_json(std::string& out, Wire wire, std::string_view data) {
    const auto integer = [&](std::int64_t value) {
        out += std::to_string(value);
        return true;
    };
    switch (wire) {
    case Wire::boolean:
        if (data.size() != 1) return false;
        out += data[0] != 0 ? "true" : "false";
        return true;
    case Wire::int2: return data.size() == 2 && integer(static_cast<std::int16_t>(get_number<std::uint16_t>(data.data())));
    case Wire::int4: return data.size() == 4 && integer(static_cast<std::int32_t>(get_number<std::uint32_t>(data.data())));
    case Wire::oid: return data.size() == 4 && integer(get_number<std::uint32_t>(data.data()));
    case Wire::int8: return data.size() == 8 && integer(static_cast<std::int64_t>(get_number<std::uint64_t>(data.data())));
    case Wire::float4: {
        if (data.size() != 4) return false;
        const auto value = std::bit_cast<float>(get_number<std::uint32_t>(data.data()));
        if (!std::isfinite(value)) return false;
        char buffer[32];
        const auto end = std::to_chars(buffer, buffer + sizeof buffer, value).ptr;
        out.append(buffer, static_cast<std::size_t>(end - buffer));
        return true;
    }
    case Wire::float8: return data.size() == 8 && append_real(out, std::bit_cast<double>(get_number<std::uint64_t>(data.data())));
    case Wire::numeric: {
        std::string text;
        if (!append_numeric_text(text, data)) return false;
        // NaN and Infinity are no numbers in JSON.
        if (text.find_first_of("NI") != std::string::npos) return false;
        out += text;
        return true;
    }
    case Wire::text: append_string(out, data); return true;
    case Wire::bytea: append_string(out, to_base64({reinterpret_cast<const std::byte*>(data.data()), data.size()})); return true;
    case Wire::uuid: {
        if (data.size() != 16) return false;
        std::array<std::uint8_t, 16> bytes{};
        std::memcpy(bytes.data(), data.data(), 16);
        append_string(out, Uuid{bytes}.str());
        return true;
    }
    case Wire::date: {
        const auto value = data.size() == 4 ? decode_date(static_cast<std::int32_t>(get_number<std::uint32_t>(data.data()))) : std::nullopt;
        if (value) append_string(out, isoformat(*value));
        return value.has_value();
    }
    case Wire::timestamp: {
        const auto value =
            data.size() == 8 ? decode_timestamp(static_cast<std::int64_t>(get_number<std::uint64_t>(data.data()))) : std::nullopt;
        if (value) append_string(out, isoformat(*value));
        return value.has_value();
    }
    case Wire::time: {
        if (data.size() != 8) return false;
        const auto elapsed = static_cast<std::int64_t>(get_number<std::uint64_t>(data.data()));
        if (elapsed < 0 || elapsed >= microseconds_of_day) return false;  // 24:00:00 is one
        append_string(out, isoformat(Time::since_midnight(microseconds{elapsed})));
        return true;
    }
    case Wire::interval: {
        const auto value = decode_interval(data);
        if (value) append_string(out, isoformat(*value));
        return value.has_value();
    }
    case Wire::json: out += data; return true;
    case Wire::jsonb:
        if (data.empty() || data[0] != 1) return false;
        out += data.substr(1);
        return true;
    case Wire::array: return ArrayReader{out, data}.read();
    case Wire::void_:
    case Wire::unknown: break;
    }
    return false;
}

}  // namespace retort::postgresql
