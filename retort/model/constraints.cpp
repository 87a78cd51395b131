#include <retort/model/constraints.hpp>

#include <re2/re2.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include <retort/core/bytes.hpp>
#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

bool has_length(ShapeKind kind) {
    return kind == ShapeKind::text || kind == ShapeKind::bytes || kind == ShapeKind::list || kind == ShapeKind::map;
}

/// Whose length is only that of their column.
bool is_stored_as_text(ShapeKind kind) {
    return kind == ShapeKind::user || kind == ShapeKind::enumeration || kind == ShapeKind::literal || kind == ShapeKind::uuid ||
           kind == ShapeKind::json || kind == ShapeKind::decimal;
}

bool is_set(const Bound& bound) {
    return bound.kind != Bound::Kind::none;
}

Json json_of(const Bound& bound) {
    return bound.kind == Bound::Kind::integer ? Json{bound.integer} : Json{bound.real};
}

/// As Rust shows a number: no exponent, and no fraction where there is none.
std::string text_of(const Bound& bound) {
    if (bound.kind == Bound::Kind::integer) return std::to_string(bound.integer);
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), bound.real, std::chars_format::fixed).ptr;
    return {buffer.data(), end};
}

Decimal decimal_of(const Bound& bound) {
    if (!is_set(bound)) return Decimal{};
    return bound.kind == Bound::Kind::integer ? Decimal{bound.integer} : Decimal::parse(python_float(bound.real));
}

/// -1, 0, 1 for a value of a sign and a magnitude against a bound.
int compare(bool negative, std::uint64_t magnitude, const Bound& bound) {
    if (bound.kind == Bound::Kind::real) {
        const double value = negative ? -static_cast<double>(magnitude) : static_cast<double>(magnitude);
        return value < bound.real ? -1 : value > bound.real ? 1 : 0;
    }
    const bool bound_negative = bound.integer < 0;
    const std::uint64_t bound_magnitude =
        bound_negative ? std::uint64_t{0} - static_cast<std::uint64_t>(bound.integer) : static_cast<std::uint64_t>(bound.integer);
    if (negative != bound_negative) return negative ? -1 : 1;
    if (magnitude == bound_magnitude) return 0;
    return (magnitude < bound_magnitude) != negative ? -1 : 1;
}

const char* plural(std::int64_t count) {
    return count == 1 ? "" : "s";
}

[[noreturn]] void throw_unsuited(const ModelDescription& model, const FieldDescription& field, const char* option, const char* takes) {
    throw ArgumentError{"the option " + std::string{option} + " of '" + std::string{model.name} + "." + std::string{field.name} +
                        "' does not suit its type, " + field.ops->type_name + "; it is for " + takes};
}

void check_options(const ModelDescription& model, const FieldDescription& field, ShapeKind kind) {
    const FieldOptions& options = field.options;
    constexpr const char* numbers = "numbers";
    if (!is_number(kind) && kind != ShapeKind::decimal) {
        if (is_set(options.ge)) throw_unsuited(model, field, "ge", numbers);
        if (is_set(options.gt)) throw_unsuited(model, field, "gt", numbers);
        if (is_set(options.le)) throw_unsuited(model, field, "le", numbers);
        if (is_set(options.lt)) throw_unsuited(model, field, "lt", numbers);
        if (is_set(options.multiple_of)) throw_unsuited(model, field, "multiple_of", numbers);
    }
    if (!has_length(kind) && !is_stored_as_text(kind)) {
        if (options.min_length >= 0) throw_unsuited(model, field, "min_length", "texts, bytes, lists and maps");
        if (options.max_length >= 0) throw_unsuited(model, field, "max_length", "texts, bytes, lists and maps");
    }
    if (kind != ShapeKind::text && !options.pattern.empty()) throw_unsuited(model, field, "pattern", "texts");
}

}  // namespace

std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char byte) { return (static_cast<unsigned char>(byte) & 0xc0) != 0x80; }));
}

Constraints::Constraints(const ModelDescription& model, const FieldDescription& field, const ValueOps& value)
    : kind_{value.shape->kind},
      min_length_{-1},
      max_length_{-1},
      container_{value.shape->container},
      options_{&field.options} {
    check_options(model, field, kind_);
    const FieldOptions& options = *options_;
    if (has_length(kind_)) {
        min_length_ = options.min_length;
        max_length_ = options.max_length;
        any_ = min_length_ >= 0 || max_length_ >= 0;
    }
    if (!options.pattern.empty()) {
        any_ = true;
        RE2::Options quiet;
        quiet.set_log_errors(false);
        pattern_ = std::make_unique<RE2>(re2::StringPiece{options.pattern.data(), options.pattern.size()}, quiet);
        if (!pattern_->ok()) {
            throw ArgumentError{"the pattern of '" + std::string{model.name} + "." + std::string{field.name} +
                                "' is no regular expression: " + pattern_->error()};
        }
    }
    if (kind_ == ShapeKind::decimal) {
        any_ = options.max_digits >= 0 || options.decimal_places >= 0;
        for (const Broken which : {Broken::multiple_of, Broken::le, Broken::lt, Broken::ge, Broken::gt}) {
            decimals_.push_back(decimal_of(bound(which)));
        }
    }
    for (const Broken which : {Broken::multiple_of, Broken::le, Broken::lt, Broken::ge, Broken::gt}) {
        has_bounds_ = has_bounds_ || is_set(bound(which));
    }
    any_ = any_ || has_bounds_;
    if (is_integer(kind_) && kind_ != ShapeKind::uint64 && has_bounds_) {
        only_range_ = !is_set(options.multiple_of);
        const auto take = [this](const Bound& bound, std::int64_t& limit, int step) {
            if (!is_set(bound)) return;
            if (bound.kind == Bound::Kind::real || (step > 0 && bound.integer == std::numeric_limits<std::int64_t>::max()) ||
                (step < 0 && bound.integer == std::numeric_limits<std::int64_t>::min())) {
                only_range_ = false;
                return;
            }
            const std::int64_t next = bound.integer + step;
            limit = &limit == &low_ ? std::max(limit, next) : std::min(limit, next);
        };
        take(options.ge, low_, 0);
        take(options.gt, low_, 1);
        take(options.le, high_, 0);
        take(options.lt, high_, -1);
    }
}

Constraints::~Constraints() = default;
Constraints::Constraints(Constraints&&) noexcept = default;

const Bound& Constraints::bound(Broken which) const {
    switch (which) {
    case Broken::multiple_of: return options_->multiple_of;
    case Broken::le: return options_->le;
    case Broken::lt: return options_->lt;
    case Broken::ge: return options_->ge;
    default: return options_->gt;
    }
}

template <class T>
Broken Constraints::check_integer(const void* value) const {
    const auto number = static_cast<std::int64_t>(*static_cast<const T*>(value));
    if (only_range_ && number >= low_ && number <= high_) return Broken::none;
    return check_integer(
        number < 0, number < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number));
}

Broken Constraints::check_integer(bool negative, std::uint64_t magnitude) const {
    const FieldOptions& options = *options_;
    if (is_set(options.multiple_of)) {
        const Bound& step = options.multiple_of;
        const double value = negative ? -static_cast<double>(magnitude) : static_cast<double>(magnitude);
        const bool fits = step.kind == Bound::Kind::real ? std::fmod(value, step.real) == 0
                          : step.integer == 0            ? magnitude == 0
                                                         : magnitude % static_cast<std::uint64_t>(std::abs(step.integer)) == 0;
        if (!fits) return Broken::multiple_of;
    }
    if (is_set(options.le) && compare(negative, magnitude, options.le) > 0) return Broken::le;
    if (is_set(options.lt) && compare(negative, magnitude, options.lt) >= 0) return Broken::lt;
    if (is_set(options.ge) && compare(negative, magnitude, options.ge) < 0) return Broken::ge;
    if (is_set(options.gt) && compare(negative, magnitude, options.gt) <= 0) return Broken::gt;
    return Broken::none;
}

Broken Constraints::check_real(double value) const {
    const FieldOptions& options = *options_;
    if (is_set(options.multiple_of)) {
        // pydantic's tolerance: 0.3 is a multiple of 0.1.
        const double step = options.multiple_of.real;
        const double remainder = std::fmod(value, step);
        const double threshold = std::abs(value) / 1e9;
        if (!(std::abs(remainder) <= threshold || std::abs(remainder - step) <= threshold || std::abs(remainder + step) <= threshold)) {
            return Broken::multiple_of;
        }
    }
    // Turned around, so that NaN breaks each of them.
    if (is_set(options.le) && !(value <= options.le.real)) return Broken::le;
    if (is_set(options.lt) && !(value < options.lt.real)) return Broken::lt;
    if (is_set(options.ge) && !(value >= options.ge.real)) return Broken::ge;
    if (is_set(options.gt) && !(value > options.gt.real)) return Broken::gt;
    return Broken::none;
}

Broken Constraints::check_digits(const Decimal& value) const {
    struct Digits {
        std::int64_t decimals;
        std::int64_t all;
        [[nodiscard]] std::int64_t whole() const { return std::max<std::int64_t>(all - decimals, 0); }
    };
    const std::int64_t max_digits = options_->max_digits;
    const std::int64_t places = options_->decimal_places;
    const std::int64_t max_whole = std::max<std::int64_t>(max_digits - places, 0);
    const auto broken = [&](const Digits& digits) {
        if (max_digits >= 0 && digits.all > max_digits) return Broken::max_digits;
        if (places >= 0 && digits.decimals > places) return Broken::decimal_places;
        return max_digits >= 0 && places >= 0 && digits.whole() > max_whole ? Broken::whole_digits : Broken::none;
    };
    Digits written{0, value.digits()};
    if (value.scale() > 0) {
        written = {value.scale(), std::max<std::int64_t>(value.digits(), value.scale())};
    } else {
        written.all -= value.scale();
    }
    if (broken(written) == Broken::none) return Broken::none;
    // Zeros at the end of the fraction may be too many: only what breaks the limit without them too is broken.
    Decimal shorter = value;
    while (shorter.scale() > 0) {
        const Decimal next = shorter.quantize(shorter.scale() - 1);
        if (next != value) break;
        shorter = next;
    }
    Digits needed{shorter.scale(), std::max<std::int64_t>(shorter.digits(), shorter.scale())};
    if (shorter.scale() <= 0) needed = {0, shorter.digits() - shorter.scale()};
    if (shorter.is_zero()) needed = {0, 1};
    if (max_digits >= 0 && written.all > max_digits && needed.all > max_digits) return Broken::max_digits;
    if (places >= 0 && written.decimals > places && needed.decimals > places) return Broken::decimal_places;
    return max_digits >= 0 && places >= 0 && written.whole() > max_whole && needed.whole() > max_whole ? Broken::whole_digits
                                                                                                       : Broken::none;
}

Broken Constraints::check_decimal(const Decimal& value) const {
    if (options_->max_digits >= 0 || options_->decimal_places >= 0) {
        if (const Broken broken = check_digits(value); broken != Broken::none) return broken;
    }
    if (!has_bounds_) return Broken::none;
    const FieldOptions& options = *options_;
    if (is_set(options.multiple_of)) {
        try {
            if (Decimal::divide(value, decimals_[0], 0) * decimals_[0] != value) return Broken::multiple_of;
        } catch (const ArgumentError&) {
            return Broken::multiple_of;  // a multiple of zero, or a quotient of more than 38 digits
        }
    }
    if (is_set(options.le) && value > decimals_[1]) return Broken::le;
    if (is_set(options.lt) && value >= decimals_[2]) return Broken::lt;
    if (is_set(options.ge) && value < decimals_[3]) return Broken::ge;
    if (is_set(options.gt) && value <= decimals_[4]) return Broken::gt;
    return Broken::none;
}

Broken Constraints::check_size(std::size_t size) const {
    if (min_length_ >= 0 && size < static_cast<std::uint64_t>(min_length_)) return Broken::min_length;
    return max_length_ >= 0 && size > static_cast<std::uint64_t>(max_length_) ? Broken::max_length : Broken::none;
}

Broken Constraints::check_text(std::string_view text) const {
    // A character has one to four bytes: most texts need no counting.
    const bool surely_fits = (min_length_ < 0 || text.size() >= static_cast<std::uint64_t>(min_length_) * 4) &&
                             (max_length_ < 0 || text.size() <= static_cast<std::uint64_t>(max_length_));
    if (!surely_fits) {
        if (const Broken broken = check_size(count_characters(text)); broken != Broken::none) return broken;
    }
    // Searched, not matched from the beginning, as pydantic 2 does.
    if (pattern_ != nullptr && !RE2::PartialMatch(re2::StringPiece{text.data(), text.size()}, *pattern_)) return Broken::pattern;
    return Broken::none;
}

Broken Constraints::check(const void* value) const {
    switch (kind_) {
    case ShapeKind::int16: return check_integer<short>(value);
    case ShapeKind::uint16: return check_integer<unsigned short>(value);
    case ShapeKind::int32: return check_integer<std::int32_t>(value);
    case ShapeKind::uint32: return check_integer<std::uint32_t>(value);
    case ShapeKind::int64: return check_integer<std::int64_t>(value);
    case ShapeKind::uint64: return check_integer(false, *static_cast<const std::uint64_t*>(value));
    case ShapeKind::float32: return check_real(static_cast<double>(*static_cast<const float*>(value)));
    case ShapeKind::float64: return check_real(*static_cast<const double*>(value));
    case ShapeKind::decimal: return check_decimal(*static_cast<const Decimal*>(value));
    case ShapeKind::text: return check_text(*static_cast<const std::string*>(value));
    case ShapeKind::bytes: return check_size(static_cast<const Bytes*>(value)->size());
    case ShapeKind::list:
    case ShapeKind::map: return check_size(container_->size(value));
    default: return Broken::none;
    }
}

Problem Constraints::explain(Broken broken, const void* value) const {
    Problem problem;
    problem.has_input = false;
    const auto say = [&problem](const char* type, std::string msg, Json ctx) {
        problem.type = type;
        problem.msg = std::move(msg);
        problem.ctx = std::move(ctx);
    };
    const auto number = [&](const char* type, const char* key, const char* words) {
        say(type, std::string{"Input should be "} + words + text_of(bound(broken)), Json::object({{key, json_of(bound(broken))}}));
    };
    const auto digits = [&](const char* type, const char* key, std::int64_t count, const char* noun, const char* rest) {
        say(type, "Decimal input should have no more than " + std::to_string(count) + noun + plural(count) + rest,
            Json::object({{key, count}}));
    };
    const auto length = [&](bool least, std::int64_t count) {
        const std::string limit = std::string{least ? "at least " : "at most "} + std::to_string(count);
        const char* const key = least ? "min_length" : "max_length";
        if (kind_ == ShapeKind::text) {
            say(least ? "string_too_short" : "string_too_long", "String should have " + limit + " character" + plural(count),
                Json::object({{key, count}}));
        } else if (kind_ == ShapeKind::bytes) {
            say(least ? "bytes_too_short" : "bytes_too_long", "Data should have " + limit + " byte" + plural(count),
                Json::object({{key, count}}));
        } else {
            const char* const what = kind_ == ShapeKind::list ? "List" : "Dictionary";
            const std::size_t size = container_->size(value);
            say(least ? "too_short" : "too_long",
                std::string{what} + " should have " + limit + " item" + plural(count) + " after validation, not " + std::to_string(size),
                Json::object({{"field_type", what}, {key, count}, {"actual_length", size}}));
        }
    };
    switch (broken) {
    case Broken::multiple_of: number("multiple_of", "multiple_of", "a multiple of "); break;
    case Broken::le: number("less_than_equal", "le", "less than or equal to "); break;
    case Broken::lt: number("less_than", "lt", "less than "); break;
    case Broken::ge: number("greater_than_equal", "ge", "greater than or equal to "); break;
    case Broken::gt: number("greater_than", "gt", "greater than "); break;
    case Broken::max_digits: digits("decimal_max_digits", "max_digits", options_->max_digits, " digit", " in total"); break;
    case Broken::decimal_places: digits("decimal_max_places", "decimal_places", options_->decimal_places, " decimal place", ""); break;
    case Broken::whole_digits:
        digits("decimal_whole_digits", "whole_digits", std::max<std::int64_t>(options_->max_digits - options_->decimal_places, 0), " digit",
            " before the decimal point");
        break;
    case Broken::min_length: length(true, min_length_); break;
    case Broken::max_length: length(false, max_length_); break;
    case Broken::pattern:
        say("string_pattern_mismatch", "String should match pattern '" + std::string{options_->pattern} + "'",
            Json::object({{"pattern", options_->pattern}}));
        break;
    case Broken::none: break;
    }
    return problem;
}

}  // namespace retort::detail
