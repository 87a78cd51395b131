#include <cmath>
#include <cstring>
#include <limits>

#include <retort/core/error.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/text.hpp>
#include <retort/model/value_ops_of.hpp>

namespace retort {
namespace detail {

namespace {

template <class T>
constexpr ShapeKind kind_of() {
    if constexpr (std::is_same_v<T, bool>)
        return ShapeKind::boolean;
    else if constexpr (std::is_integral_v<T>) {
        constexpr ShapeKind kinds[2][9] = {{{}, {}, ShapeKind::uint16, {}, ShapeKind::uint32, {}, {}, {}, ShapeKind::uint64},
            {{}, {}, ShapeKind::int16, {}, ShapeKind::int32, {}, {}, {}, ShapeKind::int64}};
        return kinds[std::is_signed_v<T>][sizeof(T)];
    } else if constexpr (std::is_same_v<T, float>)
        return ShapeKind::float32;
    else if constexpr (std::is_same_v<T, double>)
        return ShapeKind::float64;
    else if constexpr (std::is_same_v<T, std::string>)
        return ShapeKind::text;
    else if constexpr (std::is_same_v<T, Bytes>)
        return ShapeKind::bytes;
    else if constexpr (std::is_same_v<T, Uuid>)
        return ShapeKind::uuid;
    else if constexpr (std::is_same_v<T, Decimal>)
        return ShapeKind::decimal;
    else if constexpr (std::is_same_v<T, Date>)
        return ShapeKind::date;
    else if constexpr (std::is_same_v<T, DateTime>)
        return ShapeKind::datetime;
    else if constexpr (std::is_same_v<T, Time>)
        return ShapeKind::time;
    else {
        static_assert(std::is_same_v<T, Interval>);
        return ShapeKind::interval;
    }
}

}  // namespace

/// What the types that are one cell have in common.
template <class T>
struct CellOps {
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = false;
    static constexpr ValueShape shape{.kind = kind_of<T>(), .size = sizeof(T)};
    static const T& get(const void* value) { return *static_cast<const T*>(value); }
    static T& put(void* value) { return *static_cast<T*>(value); }
    static bool is_null(const void*) { return false; }
    static Value to_value(const void* value) { return Value{get(value)}; }
    static void repr(const void* value, std::string& out) { out += Value{get(value)}.repr(); }
};

namespace {

std::string range_message(const char* type, std::int64_t number) {
    return "the integer " + std::to_string(number) + " does not fit the C++ type " + type;
}

}  // namespace

template <>
struct OpsOf<bool> : CellOps<bool> {
    static constexpr const char* type_name = "bool";
    static SqlType sql_type() { return types::Boolean{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.boolean(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.boolean(index, put(value)); }
    static std::uint64_t hash(const void* value) { return get(value) ? 1 : 2; }
    static void from_value(void* value, const Value& from) {
        put(value) = from.kind() == Value::Kind::integer ? from.as_integer() != 0 : from.as_boolean();
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.boolean(get(value)); }
};

template <class T>
requires(std::is_integral_v<T> && !std::is_same_v<T, bool>) struct OpsOf<T> : CellOps<T> {
    using CellOps<T>::get;
    using CellOps<T>::put;
    static constexpr const char* type_name = "int";
    static bool fits(std::int64_t number) {
        if constexpr (sizeof(T) == 8) {
            return std::is_signed_v<T> || number >= 0;
        } else {
            return number >= static_cast<std::int64_t>(std::numeric_limits<T>::min()) &&
                   number <= static_cast<std::int64_t>(std::numeric_limits<T>::max());
        }
    }
    static SqlType sql_type() {
        if constexpr (sizeof(T) > 4 || std::is_same_v<T, unsigned int>) {
            return types::BigInteger{};
        } else if constexpr (std::is_same_v<T, short>) {
            return types::SmallInteger{};
        } else {
            return types::Integer{};
        }
    }
    static std::int64_t number(const void* value) {
        if constexpr (sizeof(T) == 8 && std::is_unsigned_v<T>) {
            return Value{get(value)}.as_integer();  // refuses what no database integer holds
        } else {
            return static_cast<std::int64_t>(get(value));
        }
    }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.integer(index, number(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) {
        std::int64_t out = 0;
        if (!reader.integer(index, out)) {
            return false;
        }
        if (!fits(out)) {
            reader.fail(index, range_message(type(), out));
        }
        put(value) = static_cast<T>(out);
        return true;
    }
    static std::uint64_t hash(const void* value) { return static_cast<std::uint64_t>(get(value)); }
    static Value to_value(const void* value) { return Value{number(value)}; }
    static void from_value(void* value, const Value& from) {
        const std::int64_t out = from.as_integer();
        if (!fits(out)) {
            throw DataError{DatabaseErrorInfo{.message = range_message(type(), out)}};
        }
        put(value) = static_cast<T>(out);
    }
    static void to_json(const void* value, JsonWriter& writer) {
        if constexpr (std::is_unsigned_v<T>) {
            writer.unsigned_integer(get(value));
        } else {
            writer.integer(get(value));
        }
    }

private:
    static const char* type() {
        constexpr const char* names[2][9] = {{"", "", "unsigned short", "", "unsigned int", "", "", "", "unsigned 64-bit int"},
            {"", "", "short", "", "int", "", "", "", "64-bit int"}};
        return names[std::is_signed_v<T>][sizeof(T)];
    }
};

template <class T>
requires std::is_floating_point_v<T>
struct OpsOf<T> : CellOps<T> {
    using CellOps<T>::get;
    using CellOps<T>::put;
    static constexpr const char* type_name = "float";
    static SqlType sql_type() { return types::Float{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.real(index, static_cast<double>(get(value))); }
    static bool read(void* value, ColumnReader& reader, int index, int) {
        double out = 0;
        if (!reader.real(index, out)) {
            return false;
        }
        put(value) = static_cast<T>(out);
        return true;
    }
    // By representation, so that NaN equals itself; -0.0 and 0.0 then differ, which at worst writes a column that need not be.
    static std::uint64_t hash(const void* value) {
        const double number = static_cast<double>(get(value));
        std::uint64_t bits = 0;
        std::memcpy(&bits, &number, sizeof bits);
        return bits;
    }
    static void from_value(void* value, const Value& from) {
        put(value) = static_cast<T>(from.kind() == Value::Kind::integer ? static_cast<double>(from.as_integer()) : from.as_real());
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.real(static_cast<double>(get(value))); }
};

namespace {

// A text that does not fit is made anew: assign() would leave room to grow, for a text that will hardly do so, and takes longer about it.
void put_text(std::string& out, std::string_view text) {
    if (text.size() > out.capacity()) {
        out = std::string{text};
    } else {
        out.assign(text);
    }
}

}  // namespace

template <>
struct OpsOf<std::string> : CellOps<std::string> {
    static constexpr const char* type_name = "str";
    static SqlType sql_type() { return types::String{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.text(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) {
        std::string_view out;
        if (!reader.text(index, out)) {
            return false;
        }
        put_text(put(value), out);
        return true;
    }
    static std::uint64_t hash(const void* value) { return hash_bytes(get(value)); }
    static void from_value(void* value, const Value& from) { put(value) = from.as_text(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(get(value)); }
};

template <>
struct OpsOf<Bytes> : CellOps<Bytes> {
    static constexpr const char* type_name = "bytes";
    static SqlType sql_type() { return types::LargeBinary{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.bytes(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) {
        std::span<const std::byte> out;
        if (!reader.bytes(index, out)) {
            return false;
        }
        put(value).assign(out.begin(), out.end());
        return true;
    }
    static std::uint64_t hash(const void* value) { return hash_bytes(as_text(get(value))); }
    static void from_value(void* value, const Value& from) {
        const auto bytes = from.as_bytes();
        put(value).assign(bytes.begin(), bytes.end());
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(to_base64(get(value))); }
};

template <>
struct OpsOf<Uuid> : CellOps<Uuid> {
    static constexpr const char* type_name = "UUID";
    static SqlType sql_type() { return types::Uuid{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.uuid(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.uuid(index, put(value)); }
    static std::uint64_t hash(const void* value) { return hash_bytes(value, sizeof(Uuid)); }
    static void from_value(void* value, const Value& from) {
        put(value) = from.kind() == Value::Kind::text ? Uuid::parse(from.as_text()) : from.as_uuid();
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(get(value).str()); }
};

template <>
struct OpsOf<Decimal> : CellOps<Decimal> {
    static constexpr const char* type_name = "Decimal";
    static SqlType sql_type() { return types::Numeric{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.decimal(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int scale) { return reader.decimal(index, scale, put(value)); }
    static std::uint64_t hash(const void* value) { return std::hash<Decimal>{}(get(value)); }
    static void from_value(void* value, const Value& from) {
        switch (from.kind()) {
        case Value::Kind::integer: put(value) = Decimal{from.as_integer()}; break;
        case Value::Kind::real: put(value) = Decimal::parse(python_float(from.as_real())); break;
        case Value::Kind::text: put(value) = Decimal::parse(from.as_text()); break;
        default: put(value) = from.as_decimal();
        }
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(get(value).str()); }
};

template <>
struct OpsOf<Date> : CellOps<Date> {
    static constexpr const char* type_name = "date";
    static SqlType sql_type() { return types::Date{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.date(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.date(index, put(value)); }
    static std::uint64_t hash(const void* value) {
        const Date& date = get(value);
        return (static_cast<std::uint64_t>(static_cast<int>(date.year())) << 16) | (static_cast<unsigned>(date.month()) << 8) |
               static_cast<unsigned>(date.day());
    }
    static void from_value(void* value, const Value& from) { put(value) = from.as_date(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(isoformat(get(value))); }
};

template <>
struct OpsOf<DateTime> : CellOps<DateTime> {
    static constexpr const char* type_name = "datetime";
    static SqlType sql_type() { return types::DateTime{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.datetime(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.datetime(index, put(value)); }
    static std::uint64_t hash(const void* value) { return static_cast<std::uint64_t>(get(value).time_since_epoch().count()); }
    static void from_value(void* value, const Value& from) { put(value) = from.as_datetime(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(isoformat(get(value))); }
};

template <>
struct OpsOf<Time> : CellOps<Time> {
    static constexpr const char* type_name = "time";
    static SqlType sql_type() { return types::Time{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.time(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.time(index, put(value)); }
    static std::uint64_t hash(const void* value) { return static_cast<std::uint64_t>(get(value).since_midnight().count()); }
    static void from_value(void* value, const Value& from) { put(value) = from.as_time(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(isoformat(get(value))); }
};

template <>
struct OpsOf<Interval> : CellOps<Interval> {
    static constexpr const char* type_name = "timedelta";
    static SqlType sql_type() { return types::Interval{}; }
    static void bind(const void* value, ParameterWriter& writer, int index) { writer.interval(index, get(value)); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return reader.interval(index, put(value)); }
    static std::uint64_t hash(const void* value) { return static_cast<std::uint64_t>(get(value).count()); }
    static void from_value(void* value, const Value& from) { put(value) = from.as_interval(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(isoformat(get(value))); }
};

template <>
struct OpsOf<Json> : JsonStored<Json> {
    static constexpr const char* type_name = "Json";
    static constexpr ValueShape shape{.kind = ShapeKind::json, .size = sizeof(Json)};
    static const Json& get(const void* value) { return *static_cast<const Json*>(value); }
    static std::uint64_t hash(const void* value) { return get(value).hash(); }
    static void to_json(const void* value, JsonWriter& writer) { writer.value(get(value)); }
    static void repr(const void* value, std::string& out) { json_repr(get(value), out); }

private:
    // As Python shows the value that json.loads() gives.
    static void json_repr(const Json& json, std::string& out) {
        switch (json.kind()) {
        case JsonKind::null: out += "None"; break;
        case JsonKind::boolean: out += json.as_bool() ? "True" : "False"; break;
        case JsonKind::string: out += python_repr(json.as_string()); break;
        case JsonKind::array:
            out += '[';
            for (std::size_t i = 0; i < json.size(); ++i) {
                out += i == 0 ? "" : ", ";
                json_repr(json.at(i), out);
            }
            out += ']';
            break;
        case JsonKind::object:
            out += '{';
            for (std::size_t i = 0; i < json.size(); ++i) {
                out += i == 0 ? "" : ", ";
                out += python_repr(json.key_at(i));
                out += ": ";
                json_repr(json.value_at(i), out);
            }
            out += '}';
            break;
        default: json.dump_to(out);
        }
    }
};

template <>
struct OpsOf<std::vector<std::string>> : JsonStored<std::vector<std::string>> {
    using Strings = std::vector<std::string>;
    static constexpr const char* type_name = "list";
    static const Strings& get(const void* value) { return *static_cast<const Strings*>(value); }
    static std::size_t size(const void* value) { return get(value).size(); }
    static void clear(void* value) { static_cast<Strings*>(value)->clear(); }
    static void* append(void* value, std::string_view) { return &static_cast<Strings*>(value)->emplace_back(); }
    static void visit(const void* value, void* context, VisitElement each) {
        for (const std::string& text : get(value)) {
            each(context, {}, &text);
        }
    }
    static constexpr ContainerShape container{&value_ops<std::string>, &size, &clear, &append, &visit};
    static constexpr ValueShape shape{.kind = ShapeKind::list, .size = sizeof(Strings), .container = &container};

    // The commonest list: read without a Json in between.
    static bool read(void* value, ColumnReader& reader, int index, int) {
        std::string_view text;
        if (!reader.json(index, text)) {
            return false;
        }
        auto& out = *static_cast<Strings*>(value);
        out.clear();
        return parse_json_strings(text, out) || json_read(value_ops<Strings>(), value, reader, index);
    }
    static std::uint64_t hash(const void* value) {
        std::uint64_t sum = get(value).size();
        for (const std::string& text : get(value)) {
            sum = hash_bytes(text, sum);
        }
        return sum;
    }
    static void to_json(const void* value, JsonWriter& writer) {
        writer.begin_array();
        for (const std::string& text : get(value)) {
            writer.string(text);
        }
        writer.end_array();
    }
    static void repr(const void* value, std::string& out) {
        out += '[';
        for (std::size_t i = 0; i < get(value).size(); ++i) {
            out += i == 0 ? "" : ", ";
            out += python_repr(get(value)[i]);
        }
        out += ']';
    }
};

namespace {

/// What optionals do in every row, with the type's own functions inlined: OpsOf<std::optional<T>> has to go through its table.
template <class T>
struct BuiltInOptional : OpsOf<std::optional<T>> {
    using Optional = std::optional<T>;
    static void bind(const void* value, ParameterWriter& writer, int index) {
        if (const auto& optional = *static_cast<const Optional*>(value)) {
            OpsOf<T>::bind(&*optional, writer, index);
        } else {
            writer.null(index);
        }
    }
    static bool read(void* value, ColumnReader& reader, int index, int scale) {
        auto& optional = *static_cast<Optional*>(value);
        if constexpr (std::is_same_v<T, std::string>) {
            // The text is looked at first, so that the string is made with it.
            std::string_view text;
            if (!reader.text(index, text)) {
                optional.reset();
                return false;
            }
            optional ? put_text(*optional, text) : static_cast<void>(optional.emplace(text));
            return true;
        } else if constexpr (std::is_same_v<T, Json>) {
            return OpsOf<Optional>::read(value, reader, index, scale);
        } else {
            if (!optional) {
                optional.emplace();
            }
            const bool found = OpsOf<T>::read(&*optional, reader, index, scale);
            if (!found) {
                optional.reset();
            }
            return found;
        }
    }
    static std::uint64_t hash(const void* value) {
        const auto& optional = *static_cast<const Optional*>(value);
        return optional ? OpsOf<T>::hash(&*optional) : empty_hash;
    }
};

}  // namespace

}  // namespace detail

#define RETORT_BUILT_IN(...)                                                                        \
    template <>                                                                                     \
    const ValueOps& value_ops<__VA_ARGS__>() {                                                      \
        return detail::ops_table<__VA_ARGS__>;                                                      \
    }                                                                                               \
    template <>                                                                                     \
    const ValueOps& value_ops<std::optional<__VA_ARGS__>>() {                                       \
        return detail::ops_table<std::optional<__VA_ARGS__>, detail::BuiltInOptional<__VA_ARGS__>>; \
    }
#include <retort/model/built_in_types.inc>
#undef RETORT_BUILT_IN

}  // namespace retort
