#include <retort/model/validator.hpp>

#include <cmath>
#include <limits>

#include <retort/core/error.hpp>
#include <retort/core/json_scanner.hpp>
#include <retort/core/text.hpp>

namespace retort::detail {

namespace {

constexpr std::size_t most_shown_values = 1'000'000;

std::size_t count_values(const Json& json) {
    std::size_t count = 1;
    if (json.is_array()) {
        for (const Json& element : json)
            count += count_values(element);
    } else if (json.is_object()) {
        for (const auto& [key, value] : json.items())
            count += count_values(value);
    }
    return count;
}

template <class T>
std::pair<Json, Json> limits() {
    return {std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
}

std::pair<Json, Json> limits_of(ShapeKind kind) {
    switch (kind) {
    case ShapeKind::int16: return limits<std::int16_t>();
    case ShapeKind::uint16: return limits<std::uint16_t>();
    case ShapeKind::int32: return limits<std::int32_t>();
    case ShapeKind::uint32: return limits<std::uint32_t>();
    case ShapeKind::uint64: return limits<std::uint64_t>();
    default: return limits<std::int64_t>();
    }
}

/// False where T cannot hold the number.
template <class T>
bool put_integer(void* out, const AnyInteger& number) {
    if (number.beyond) return false;
    constexpr auto high = static_cast<std::uint64_t>(std::numeric_limits<T>::max());
    if (!number.negative || number.magnitude == 0) {
        if (number.magnitude > high) return false;
        *static_cast<T*>(out) = static_cast<T>(number.magnitude);
        return true;
    }
    if (!std::is_signed_v<T> || number.magnitude > high + 1) return false;
    *static_cast<T*>(out) = static_cast<T>(std::uint64_t{0} - number.magnitude);
    return true;
}

bool put_integer(ShapeKind kind, void* out, const AnyInteger& number) {
    switch (kind) {
    case ShapeKind::int16: return put_integer<std::int16_t>(out, number);
    case ShapeKind::uint16: return put_integer<std::uint16_t>(out, number);
    case ShapeKind::int32: return put_integer<std::int32_t>(out, number);
    case ShapeKind::uint32: return put_integer<std::uint32_t>(out, number);
    case ShapeKind::uint64: return put_integer<std::uint64_t>(out, number);
    default: return put_integer<std::int64_t>(out, number);
    }
}

AnyInteger integer_of(const Json& in) {
    if (in.kind() == JsonKind::unsigned_integer) return {in.as_uint64()};
    const std::int64_t value = in.as_int64();
    return {value < 0 ? std::uint64_t{0} - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value), value < 0};
}

/// Of a double without a fraction.
AnyInteger integer_of(double value) {
    AnyInteger number;
    number.negative = std::signbit(value);
    number.beyond = std::abs(value) >= 0x1p64;
    if (!number.beyond) number.magnitude = static_cast<std::uint64_t>(std::abs(value));
    return number;
}

/// `'a', 'b' or 'c'`
std::string one_of(const std::vector<std::string_view>& words) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
        out += python_repr(words[i]);
    }
    return out;
}

const char* integer_type = "Input should be a valid integer";
const char* number_type = "Input should be a valid number";

}  // namespace

Problems Validator::take_problems() {
    Problems problems;
    for (Problem& problem : problems_) {
        problems.add(std::move(problem));
    }
    problems_.clear();
    return problems;
}

Json Validator::shown(const Json& in) {
    if (secrets_ > 0) return secret_mask;
    // A document of which much is wrong would otherwise be copied once for each thing.
    shown_values_ += count_values(in);
    if (shown_values_ > most_shown_values) return "...";
    return secret_nodes_.copy(in);
}

bool Validator::fail(Problem problem, const Json& in) {
    problem.loc = path_;
    problem.input = shown(in);
    problem.has_input = true;
    problems_.push_back(std::move(problem));
    return false;
}

bool Validator::fail(const char* type, std::string msg, const Json& in, Json ctx) {
    Problem problem;
    problem.type = type;
    problem.msg = std::move(msg);
    problem.ctx = std::move(ctx);
    return fail(std::move(problem), in);
}

bool Validator::parse_failed(const char* type, const char* words, const char* error, const Json& in) {
    return fail(type, std::string{words} + error, in, Json::object({{"error", error}}));
}

bool Validator::document(const ModelDescription& description, void* object, const Json& in) {
    if (plan_of(description).has_secrets) secret_nodes_.mark(description, in);
    return model(description, object, in);
}

bool Validator::document(const ValueOps& ops, void* out, const Json& in) {
    if (!from_column_ && may_hold_secrets(ops)) secret_nodes_.mark(ops, in);
    const bool strict = options_.strict.value_or(false);
    return value(ops, out, in, {strict, strict, {}});
}

bool Validator::value(const ValueOps& ops, void* out, const Json& in, const Rules& rules) {
    const ValueShape& shape = *ops.shape;
    switch (shape.kind) {
    case ShapeKind::boolean: return boolean(*static_cast<bool*>(out), in, rules);
    case ShapeKind::int16:
    case ShapeKind::uint16:
    case ShapeKind::int32:
    case ShapeKind::uint32:
    case ShapeKind::int64:
    case ShapeKind::uint64: return integer(ops, out, in, rules);
    case ShapeKind::float32:
    case ShapeKind::float64: return real(shape.kind, out, in, rules);
    case ShapeKind::text: return text(*static_cast<std::string*>(out), in);
    case ShapeKind::bytes: return bytes(*static_cast<Bytes*>(out), in);
    case ShapeKind::uuid: return uuid(*static_cast<Uuid*>(out), in);
    case ShapeKind::decimal: return decimal(*static_cast<Decimal*>(out), in);
    case ShapeKind::date: return date(*static_cast<Date*>(out), in, rules);
    case ShapeKind::datetime: return datetime(*static_cast<DateTime*>(out), in, rules);
    case ShapeKind::time: return time(*static_cast<Time*>(out), in, rules);
    case ShapeKind::interval: return interval(*static_cast<Interval*>(out), in, rules);
    case ShapeKind::json:
        lower(Exactness::lax);
        *static_cast<Json*>(out) = in;
        return true;
    case ShapeKind::enumeration: return enumeration(*shape.enumeration, out, in);
    case ShapeKind::literal: return literal(shape.literal, in);
    case ShapeKind::user: return user(ops, out, in);
    case ShapeKind::optional:
    case ShapeKind::patch:
        if (in.is_null()) {
            shape.container->clear(out);
            return true;
        }
        return value(shape.container->element(), shape.container->append(out, {}), in, rules);
    default: break;
    }
    // The rest may hold each other, and a document that no text was parsed for may be of any depth.
    if (++depth_ > JsonScanner::max_depth) {
        --depth_;
        return fail("recursion_loop", "Recursion error - more than 256 levels", Json{});
    }
    bool well = false;
    switch (shape.kind) {
    case ShapeKind::list: well = list(*shape.container, out, in, rules); break;
    case ShapeKind::map: well = map(*shape.container, out, in, rules); break;
    case ShapeKind::variant: well = variant(*shape.variant, out, in, rules); break;
    default: well = model(shape.model(), out, in); break;
    }
    --depth_;
    return well;
}

bool Validator::boolean(bool& out, const Json& in, const Rules& rules) {
    constexpr const char* type_msg = "Input should be a valid boolean";
    constexpr const char* parsing_msg = "Input should be a valid boolean, unable to interpret input";
    if (in.is_boolean()) {
        out = in.as_bool();
        return true;
    }
    lower(Exactness::lax);
    if (rules.strict) return fail("bool_type", type_msg, in);
    if (in.is_string()) {
        const auto read = boolean_from(in.as_string());
        if (!read) return fail("bool_parsing", parsing_msg, in);
        out = *read;
        return true;
    }
    if (!in.is_number()) return fail("bool_type", type_msg, in);
    const double number = in.as_double();
    if (number != std::floor(number)) return fail("bool_type", type_msg, in);
    if (number != 0 && number != 1) return fail("bool_parsing", parsing_msg, in);
    out = number == 1;
    return true;
}

bool Validator::store_integer(ShapeKind kind, void* out, const AnyInteger& number, const Json& in) {
    if (put_integer(kind, out, number)) return true;
    const auto [low, high] = limits_of(kind);
    if (number.negative) {
        return fail("greater_than_equal", "Input should be greater than or equal to " + low.dump(), in, Json::object({{"ge", low}}));
    }
    return fail("less_than_equal", "Input should be less than or equal to " + high.dump(), in, Json::object({{"le", high}}));
}

bool Validator::integer(const ValueOps& ops, void* out, const Json& in, const Rules& rules) {
    const ShapeKind kind = ops.shape->kind;
    if (in.is_integer()) return store_integer(kind, out, integer_of(in), in);
    if (in.is_real()) {
        const double value = in.as_double();
        const bool whole = value == std::floor(value);
        // Beyond 64 bits our documents know doubles only: an integer it may have been.
        if (whole && std::abs(value) >= 0x1p63) return store_integer(kind, out, integer_of(value), in);
        if (rules.strict) return fail("int_type", integer_type, in);
        if (!whole) return fail("int_from_float", "Input should be a valid integer, got a number with a fractional part", in);
        lower(Exactness::lax);
        return store_integer(kind, out, integer_of(value), in);
    }
    if (rules.strict || (!in.is_string() && !in.is_boolean())) return fail("int_type", integer_type, in);
    lower(Exactness::lax);
    if (in.is_boolean()) return store_integer(kind, out, {in.as_bool() ? std::uint64_t{1} : 0}, in);
    AnyInteger number;
    switch (integer_from(in.as_string(), number)) {
    case IntegerText::read: return store_integer(kind, out, number, in);
    case IntegerText::too_long: return fail("int_parsing_size", "Unable to parse input string as an integer, exceeded maximum size", in);
    case IntegerText::no_integer: break;
    }
    return fail("int_parsing", "Input should be a valid integer, unable to parse string as an integer", in);
}

bool Validator::real(ShapeKind kind, void* out, const Json& in, const Rules& rules) {
    double number = 0;
    if (in.is_number()) {
        if (in.is_integer()) lower(Exactness::strict);
        number = in.as_double();
    } else if (rules.strict || (!in.is_string() && !in.is_boolean())) {
        return fail("float_type", number_type, in);
    } else if (in.is_boolean()) {
        lower(Exactness::lax);
        number = in.as_bool() ? 1 : 0;
    } else {
        lower(Exactness::lax);
        const auto read = real_from(in.as_string());
        if (!read) return fail("float_parsing", "Input should be a valid number, unable to parse string as a number", in);
        number = *read;
    }
    if (kind == ShapeKind::float64) {
        *static_cast<double*>(out) = number;
        return true;
    }
    constexpr auto high = static_cast<double>(std::numeric_limits<float>::max());
    if (std::isfinite(number) && std::abs(number) > high) {
        if (number > 0)
            return fail(
                "less_than_equal", "Input should be less than or equal to 3.4028234663852886e+38", in, Json::object({{"le", high}}));
        return fail(
            "greater_than_equal", "Input should be greater than or equal to -3.4028234663852886e+38", in, Json::object({{"ge", -high}}));
    }
    *static_cast<float*>(out) = static_cast<float>(number);
    return true;
}

bool Validator::decimal(Decimal& out, const Json& in) {
    lower(Exactness::strict);
    std::string text;
    switch (in.kind()) {
    case JsonKind::integer: out = Decimal{in.as_int64()}; return true;
    case JsonKind::unsigned_integer: out = Decimal{in.as_uint64()}; return true;
    case JsonKind::real: text = python_float(in.as_double()); break;
    case JsonKind::string: text = strip(in.as_string()); break;
    default: return fail("decimal_type", "Decimal input should be an integer, float, string or Decimal object", in);
    }
    if (const auto read = Decimal::try_parse(text)) {
        out = *read;
        return true;
    }
    std::string_view word = text;
    if (word.starts_with('+') || word.starts_with('-')) word.remove_prefix(1);
    for (const std::string_view other : {"nan", "snan", "inf", "infinity"}) {
        if (iequals(word, other)) return fail("finite_number", "Input should be a finite number", in);
    }
    // Python's Decimal has any number of digits, ours 38.
    const auto number = real_from(text);
    if (number && std::isfinite(*number)) {
        return fail(
            "decimal_max_digits", "Decimal input should have no more than 38 digits in total", in, Json::object({{"max_digits", 38}}));
    }
    return fail("decimal_parsing", "Input should be a valid decimal", in);
}

bool Validator::text(std::string& out, const Json& in) {
    if (!in.is_string()) return fail("string_type", "Input should be a valid string", in);
    out = in.as_string();
    return true;
}

bool Validator::bytes(Bytes& out, const Json& in) {
    lower(Exactness::lax);
    if (!in.is_string()) return fail("bytes_type", "Input should be a valid bytes", in);
    std::string error;
    if (base64_from(in.as_string(), out, error)) return true;
    return fail("bytes_invalid_encoding", "Data should be valid base64: " + error, in,
        Json::object({{"encoding", "base64"}, {"encoding_error", error}}));
}

bool Validator::uuid(Uuid& out, const Json& in) {
    lower(Exactness::lax);
    if (!in.is_string()) return fail("uuid_type", "UUID input should be a string, bytes or UUID object", in);
    if (const auto read = Uuid::try_parse(in.as_string())) {
        out = *read;
        return true;
    }
    return parse_failed("uuid_parsing", "Input should be a valid UUID, ", uuid_error(in.as_string()).c_str(), in);
}

bool Validator::date(Date& out, const Json& in, const Rules& rules) {
    lower(Exactness::strict);
    const char* error = nullptr;
    if (in.is_string()) {
        error = read_date(in.as_string(), out);
        if (error == nullptr) return true;
        if (rules.strict) return parse_failed("date_parsing", "Input should be a valid date in the format YYYY-MM-DD, ", error, in);
    } else if (rules.strict || !in.is_number()) {
        return fail("date_type", "Input should be a valid date", in);
    }
    // Else a datetime is tried, whose time of day must be zero.
    lower(Exactness::lax);
    DateTime moment;
    if (in.is_string()) {
        error = read_datetime(in.as_string(), moment, true);
    } else {
        error = in.kind() == JsonKind::integer ? datetime_from(in.as_int64(), moment) : datetime_from(in.as_double(), moment);
    }
    if (error != nullptr) return parse_failed("date_from_datetime_parsing", "Input should be a valid date or datetime, ", error, in);
    const auto day = std::chrono::floor<std::chrono::days>(moment);
    if (day != moment) {
        return fail("date_from_datetime_inexact", "Datetimes provided to dates should have zero time - e.g. be exact dates", in);
    }
    out = Date{day};
    return true;
}

bool Validator::datetime(DateTime& out, const Json& in, const Rules& rules) {
    const char* error = nullptr;
    if (in.is_string()) {
        lower(Exactness::strict);
        error = read_datetime(in.as_string(), out, !rules.strict);
    } else if (rules.strict || !in.is_number()) {
        return fail("datetime_type", "Input should be a valid datetime", in);
    } else {
        lower(Exactness::lax);
        error = in.kind() == JsonKind::integer ? datetime_from(in.as_int64(), out) : datetime_from(in.as_double(), out);
    }
    return error == nullptr || parse_failed("datetime_parsing", "Input should be a valid datetime, ", error, in);
}

bool Validator::time(Time& out, const Json& in, const Rules& rules) {
    const char* error = nullptr;
    if (in.is_string()) {
        lower(Exactness::strict);
        error = read_time(in.as_string(), out);
    } else if (rules.strict || !in.is_number()) {
        return fail("time_type", "Input should be a valid time", in);
    } else {
        lower(Exactness::lax);
        error = time_from(in.as_double(), out);
    }
    return error == nullptr || parse_failed("time_parsing", "Input should be in a valid time format, ", error, in);
}

bool Validator::interval(Interval& out, const Json& in, const Rules& rules) {
    const char* error = nullptr;
    if (in.is_string()) {
        lower(Exactness::strict);
        error = read_interval(in.as_string(), out);
    } else if (rules.strict || !in.is_number()) {
        return fail("time_delta_type", "Input should be a valid duration", in);
    } else {
        lower(Exactness::lax);
        error = in.kind() == JsonKind::integer ? interval_from(in.as_int64(), out) : interval_from(in.as_double(), out);
    }
    return error == nullptr || parse_failed("time_delta_parsing", "Input should be a valid duration, ", error, in);
}

bool Validator::enumeration(const EnumShape& shape, void* out, const Json& in) {
    lower(Exactness::lax);
    const reflection::Enumerators& names = shape.enumerators();
    if (in.is_string()) {
        if (const auto* entry = names.find(in.as_string())) {
            shape.set_number(out, entry->value);
            return true;
        }
    }
    std::vector<std::string_view> words;
    words.reserve(names.entries.size());
    for (const auto& entry : names.entries)
        words.push_back(entry.name);
    const std::string expected = one_of(words);
    return fail("enum", "Input should be " + expected, in, Json::object({{"expected", expected}}));
}

bool Validator::literal(std::string_view literal, const Json& in) {
    if (in.is_string() && in.as_string() == literal) return true;
    const std::string expected = python_repr(literal);
    return fail("literal_error", "Input should be " + expected, in, Json::object({{"expected", expected}}));
}

bool Validator::user(const ValueOps& ops, void* out, const Json& in) {
    lower(Exactness::lax);
    std::string error;
    try {
        ops.from_json(out, in);
        return true;
    } catch (const DatabaseError& caught) {
        error = caught.message();
    } catch (const std::exception& caught) {
        error = caught.what();
    }
    return fail("value_error", "Value error, " + error, in, Json::object({{"error", error}}));
}

bool Validator::list(const ContainerShape& shape, void* out, const Json& in, const Rules& rules) {
    if (!in.is_array()) return fail("list_type", "Input should be a valid array", in);
    const ValueOps& element = shape.element();
    shape.clear(out);
    bool well = true;
    std::int64_t index = 0;
    for (const Json& each : in) {
        const Step step{*this, index++};
        well = value(element, shape.append(out, {}), each, {rules.strict_within, rules.strict_within, rules.discriminator}) && well;
    }
    return well;
}

bool Validator::map(const ContainerShape& shape, void* out, const Json& in, const Rules& rules) {
    if (!in.is_object()) return fail("dict_type", "Input should be an object", in);
    const ValueOps& element = shape.element();
    shape.clear(out);
    bool well = true;
    for (const auto& [key, each] : in.items()) {
        const Step step{*this, key};
        well = value(element, shape.append(out, key), each, {rules.strict_within, rules.strict_within, rules.discriminator}) && well;
    }
    return well;
}

}  // namespace retort::detail
