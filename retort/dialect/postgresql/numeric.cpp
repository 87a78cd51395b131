#include <retort/dialect/postgresql/numeric.hpp>

#include <charconv>
#include <cstdint>

#include <retort/dialect/postgresql/encode.hpp>

namespace retort::postgresql {

namespace {

constexpr std::uint16_t negative_sign = 0x4000;
constexpr std::uint16_t not_a_number = 0xC000;
constexpr std::uint16_t positive_infinity = 0xD000;
constexpr std::uint16_t negative_infinity = 0xF000;
constexpr int digits_of_group = 4;  // base 10000
constexpr int header_size = 8;

// The limits of the type: so many digits before and behind the point.
constexpr std::int64_t most_before = 131'072;
constexpr std::int64_t most_behind = 16'383;

void append_short(std::string& out, std::uint16_t value) {
    out.push_back(static_cast<char>(value >> 8));
    out.push_back(static_cast<char>(value & 0xFF));
}

/// A number's digits without sign, point and exponent, and how many of them stand before the point.
struct Digits {
    std::string_view whole;
    std::string_view fraction;
    std::int64_t exponent = 0;
    bool negative = false;

    std::int64_t size() const { return static_cast<std::int64_t>(whole.size() + fraction.size()); }
    /// The digit at `position` from the left; zeros go on for ever at both ends.
    int at(std::int64_t position) const {
        if (position < 0 || position >= size()) return 0;
        const auto index = static_cast<std::size_t>(position);
        return (index < whole.size() ? whole[index] : fraction[index - whole.size()]) - '0';
    }
};

Digits cut(std::string_view text) {
    Digits digits;
    if (text.starts_with('-') || text.starts_with('+')) {
        digits.negative = text.front() == '-';
        text.remove_prefix(1);
    }
    if (const auto e = text.find_first_of("eE"); e != std::string_view::npos) {
        auto exponent = text.substr(e + 1);
        if (exponent.starts_with('+')) exponent.remove_prefix(1);
        std::from_chars(exponent.data(), exponent.data() + exponent.size(), digits.exponent);
        text = text.substr(0, e);
    }
    const auto point = text.find('.');
    digits.whole = text.substr(0, point);
    if (point != std::string_view::npos) digits.fraction = text.substr(point + 1);
    return digits;
}

}  // namespace

bool append_numeric(std::string& out, std::string_view text) {
    const Digits digits = cut(text);
    const std::int64_t before = static_cast<std::int64_t>(digits.whole.size()) + digits.exponent;  // digits before the point
    const std::int64_t scale = digits.size() - before > 0 ? digits.size() - before : 0;
    std::int64_t first = 0;
    while (first < digits.size() && digits.at(first) == 0)
        ++first;
    if (scale > most_behind || (first < digits.size() && before - first > most_before)) return false;

    const std::size_t header = out.size();
    out.append(header_size, '\0');
    std::int64_t weight = 0;
    std::int64_t groups = 0;
    if (first < digits.size()) {
        std::int64_t last = digits.size() - 1;
        while (digits.at(last) == 0)
            --last;
        // Groups of four are counted from the point in both directions.
        const auto group_of = [before](std::int64_t position) {
            const std::int64_t place = before - 1 - position;  // the power of ten
            return place >= 0 ? place / digits_of_group : -((-place + digits_of_group - 1) / digits_of_group);
        };
        weight = group_of(first);
        groups = weight - group_of(last) + 1;
        for (std::int64_t group = weight; group > weight - groups; --group) {
            const std::int64_t start = before - (group + 1) * digits_of_group;
            int value = 0;
            for (std::int64_t position = start; position < start + digits_of_group; ++position)
                value = value * 10 + digits.at(position);
            append_short(out, static_cast<std::uint16_t>(value));
        }
    }
    put_number(out.data() + header, static_cast<std::uint16_t>(groups));
    put_number(out.data() + header + 2, static_cast<std::uint16_t>(weight));
    put_number(out.data() + header + 4, digits.negative && groups > 0 ? negative_sign : std::uint16_t{0});
    put_number(out.data() + header + 6, static_cast<std::uint16_t>(scale));
    return true;
}

bool append_numeric_text(std::string& out, std::string_view data) {
    if (data.size() < header_size) return false;
    const int groups = get_number<std::uint16_t>(data.data());
    const int weight = static_cast<std::int16_t>(get_number<std::uint16_t>(data.data() + 2));
    const auto sign = get_number<std::uint16_t>(data.data() + 4);
    const int scale = get_number<std::uint16_t>(data.data() + 6);
    if (data.size() != header_size + 2 * static_cast<std::size_t>(groups)) return false;
    switch (sign) {
    case not_a_number: out += "NaN"; return true;
    case positive_infinity: out += "Infinity"; return true;
    case negative_infinity: out += "-Infinity"; return true;
    case negative_sign: out += '-'; break;
    default: break;
    }
    const auto group = [&](int position) {
        const bool stored = position >= 0 && position < groups;
        return stored ? get_number<std::uint16_t>(data.data() + header_size + 2 * position) : std::uint16_t{0};
    };
    const auto append_group = [&](int value, int count) {  // the first `count` of its four digits
        const char four[digits_of_group] = {static_cast<char>('0' + value / 1000), static_cast<char>('0' + value / 100 % 10),
            static_cast<char>('0' + value / 10 % 10), static_cast<char>('0' + value % 10)};
        out.append(four, static_cast<std::size_t>(count));
    };
    if (weight < 0) {
        out += '0';
    } else {
        char first[8];
        const auto end = std::to_chars(first, first + sizeof first, group(0)).ptr;
        out.append(first, static_cast<std::size_t>(end - first));
        for (int position = 1; position <= weight; ++position)
            append_group(group(position), digits_of_group);
    }
    if (scale > 0) out += '.';
    for (int written = 0; written < scale; written += digits_of_group) {
        const int position = weight + 1 + written / digits_of_group;
        append_group(group(position), scale - written < digits_of_group ? scale - written : digits_of_group);
    }
    return true;
}

}  // namespace retort::postgresql
