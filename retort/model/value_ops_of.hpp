#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <retort/core/bytes.hpp>
#include <retort/core/datetime.hpp>
#include <retort/core/decimal.hpp>
#include <retort/core/hash.hpp>
#include <retort/core/json.hpp>
#include <retort/core/uuid.hpp>
#include <retort/model/value_ops.hpp>
#include <retort/reflection/reflection.hpp>

namespace retort {

struct ModelDescription;
template <class T>
const ModelDescription& describe();

/// How a type of the user's own becomes a column: specialise it.
/// ```
/// template <>
/// struct retort::TypeTraits<Money> {
///     static SqlType sql_type() { return types::BigInteger{}; }
///     static Value to_value(const Money& money) { return money.cents; }
///     static Money from_value(const Value& value) { return Money{value.as_integer()}; }
/// };
/// ```
/// `from_value` is given a value of the kind that `sql_type` has; what it throws is reported with the column's name.
template <class T>
struct TypeTraits;

template <class T>
const ValueOps& value_ops();

namespace detail {

template <class T>
concept UserType = requires(const T& value, const Value& stored) {
    TypeTraits<T>::sql_type();
    { TypeTraits<T>::to_value(value) } -> std::convertible_to<Value>;
    { TypeTraits<T>::from_value(stored) } -> std::convertible_to<T>;
};

template <class T>
concept MapOfStrings = requires {
    typename T::key_type;
    typename T::mapped_type;
}
&&std::is_same_v<typename T::key_type, std::string> && !UserType<T>;

template <class T>
inline constexpr bool is_vector = false;
template <class T, class A>
inline constexpr bool is_vector<std::vector<T, A>> = !std::is_same_v<T, bool>;

template <class T>
inline constexpr bool is_vector_of_bool = false;
template <class A>
inline constexpr bool is_vector_of_bool<std::vector<bool, A>> = true;

// An aggregate with elements of one type is std::array: a container, and no struct with fields to describe.
template <class T>
concept JsonAggregate = std::is_aggregate_v<T> && std::is_class_v<T> && !MapOfStrings<T> && !UserType<T> && !requires {
    typename T::value_type;
    typename T::const_iterator;
};

// The untyped halves, compiled once.
void enum_bind(const reflection::Enumerators& names, std::int64_t value, ParameterWriter& writer, int index);
bool enum_read(const reflection::Enumerators& names, std::int64_t& value, ColumnReader& reader, int index);
Value enum_to_value(const reflection::Enumerators& names, std::int64_t value);
std::int64_t enum_from_text(const reflection::Enumerators& names, std::string_view text);
SqlType enum_sql_type(const reflection::Enumerators& names);
void enum_repr(const reflection::Enumerators& names, std::int64_t value, std::string& out);

void json_bind(const ValueOps& ops, const void* value, ParameterWriter& writer, int index);
bool json_read(const ValueOps& ops, void* value, ColumnReader& reader, int index);
Value json_to_value(const ValueOps& ops, const void* value);
void json_from_value(const ValueOps& ops, void* value, const Value& from);
[[noreturn]] void throw_json_mismatch(const char* wanted, const Json& json);

void user_bind(const Value& value, ParameterWriter& writer, int index);
bool user_read(const SqlType& type, ColumnReader& reader, int index, int scale, void* value, void (*from_value)(void*, const Value&));
Value user_from_json(const SqlType& type, const Json& json);
void user_to_json(const Value& value, JsonWriter& writer);

void aggregate_to_json(const ModelDescription& model, const void* value, JsonWriter& writer);
void aggregate_from_json(const ModelDescription& model, void* value, const Json& json);
std::uint64_t aggregate_hash(const ModelDescription& model, const void* value);
void aggregate_repr(const ModelDescription& model, const void* value, std::string& out);

inline constexpr std::uint64_t empty_hash = 0x6e756c6c6e756c6c;

/// The functions of a ValueOps that all JSON-stored types share.
template <class T>
struct JsonStored {
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = true;
    static SqlType sql_type() { return types::JSON{}; }
    static bool is_null(const void*) { return false; }
    static void bind(const void* value, ParameterWriter& writer, int index) { json_bind(value_ops<T>(), value, writer, index); }
    static bool read(void* value, ColumnReader& reader, int index, int) { return json_read(value_ops<T>(), value, reader, index); }
    static Value to_value(const void* value) { return json_to_value(value_ops<T>(), value); }
    static void from_value(void* value, const Value& from) { json_from_value(value_ops<T>(), value, from); }
};

template <class T>
struct OpsOf;

template <class E>
requires(std::is_enum_v<E> && !UserType<E>) struct OpsOf<E> {
    static constexpr const char* type_name = "enum";
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = false;
    static const reflection::Enumerators& names() { return reflection::enumerators<E>(); }
    static std::int64_t number(const void* value) { return static_cast<std::int64_t>(*static_cast<const E*>(value)); }

    static SqlType sql_type() { return enum_sql_type(names()); }
    static bool is_null(const void*) { return false; }
    static void bind(const void* value, ParameterWriter& writer, int index) { enum_bind(names(), number(value), writer, index); }
    static bool read(void* value, ColumnReader& reader, int index, int) {
        std::int64_t out = 0;
        const bool found = enum_read(names(), out, reader, index);
        if (found) {
            *static_cast<E*>(value) = static_cast<E>(out);
        }
        return found;
    }
    static std::uint64_t hash(const void* value) { return static_cast<std::uint64_t>(number(value)); }
    static Value to_value(const void* value) { return enum_to_value(names(), number(value)); }
    static void from_value(void* value, const Value& from) {
        *static_cast<E*>(value) = static_cast<E>(enum_from_text(names(), from.as_text()));
    }
    static void to_json(const void* value, JsonWriter& writer) { writer.string(enum_to_value(names(), number(value)).as_text()); }
    static void from_json(void* value, const Json& json) {
        *static_cast<E*>(value) = static_cast<E>(enum_from_text(names(), json.as_string()));
    }
    static void repr(const void* value, std::string& out) { enum_repr(names(), number(value), out); }
};

template <class T>
struct OpsOf<std::optional<T>> {
    using Optional = std::optional<T>;
    static constexpr const char* type_name = "optional";
    static constexpr bool nullable = true;
    static constexpr bool stored_as_json = false;
    static const Optional& get(const void* value) { return *static_cast<const Optional*>(value); }

    static SqlType sql_type() { return value_ops<T>().sql_type(); }
    static bool is_null(const void* value) { return !get(value).has_value(); }
    static void bind(const void* value, ParameterWriter& writer, int index) {
        if (const auto& optional = get(value)) {
            value_ops<T>().bind(&*optional, writer, index);
        } else {
            writer.null(index);
        }
    }
    static bool read(void* value, ColumnReader& reader, int index, int scale) {
        auto& optional = *static_cast<Optional*>(value);
        if (!optional) {
            optional.emplace();
        }
        bool found = value_ops<T>().read(&*optional, reader, index, scale);
        if constexpr (std::is_same_v<T, Json>) {
            found = found && !optional->is_null();  // what SQLAlchemy writes for None
        }
        if (!found) {
            optional.reset();
        }
        return found;
    }
    static std::uint64_t hash(const void* value) {
        const auto& optional = get(value);
        return optional ? value_ops<T>().hash(&*optional) : empty_hash;
    }
    static Value to_value(const void* value) {
        const auto& optional = get(value);
        return optional ? value_ops<T>().to_value(&*optional) : Value{};
    }
    static void from_value(void* value, const Value& from) {
        auto& optional = *static_cast<Optional*>(value);
        if (from.is_null()) {
            optional.reset();
        } else {
            value_ops<T>().from_value(&optional.emplace(), from);
        }
    }
    static void to_json(const void* value, JsonWriter& writer) {
        if (const auto& optional = get(value)) {
            value_ops<T>().to_json(&*optional, writer);
        } else {
            writer.null();
        }
    }
    static void from_json(void* value, const Json& json) {
        auto& optional = *static_cast<Optional*>(value);
        if (json.is_null()) {
            optional.reset();
        } else {
            value_ops<T>().from_json(&optional.emplace(), json);
        }
    }
    static void repr(const void* value, std::string& out) {
        if (const auto& optional = get(value)) {
            value_ops<T>().repr(&*optional, out);
        } else {
            out += "None";
        }
    }
};

template <class T>
requires(is_vector<T> && !UserType<T>) struct OpsOf<T> : JsonStored<T> {
    using Element = typename T::value_type;
    static constexpr const char* type_name = "list";

    static std::uint64_t hash(const void* value) {
        const ValueOps& ops = value_ops<Element>();
        std::uint64_t sum = 0x6c697374;
        for (const Element& element : *static_cast<const T*>(value)) {
            sum = hash_combine(sum, ops.hash(&element));
        }
        return sum;
    }
    static void to_json(const void* value, JsonWriter& writer) {
        const ValueOps& ops = value_ops<Element>();
        writer.begin_array();
        for (const Element& element : *static_cast<const T*>(value)) {
            ops.to_json(&element, writer);
        }
        writer.end_array();
    }
    static void from_json(void* value, const Json& json) {
        if (!json.is_array()) {
            throw_json_mismatch("array", json);
        }
        const ValueOps& ops = value_ops<Element>();
        T out;
        out.reserve(json.size());
        for (const Json& element : json) {
            ops.from_json(&out.emplace_back(), element);
        }
        *static_cast<T*>(value) = std::move(out);
    }
    static void repr(const void* value, std::string& out) {
        const ValueOps& ops = value_ops<Element>();
        out += '[';
        bool first = true;
        for (const Element& element : *static_cast<const T*>(value)) {
            out += first ? "" : ", ";
            first = false;
            ops.repr(&element, out);
        }
        out += ']';
    }
};

template <class T>
requires MapOfStrings<T>
struct OpsOf<T> : JsonStored<T> {
    using Mapped = typename T::mapped_type;
    static constexpr const char* type_name = "dict";

    static std::uint64_t hash(const void* value) {
        const ValueOps& ops = value_ops<Mapped>();
        const ValueOps& key_ops = value_ops<std::string>();
        std::uint64_t sum = 0x64696374;
        // Added up, since a map without order may give its members in any; well mixed before, or exchanging two values would leave the sum.
        for (const auto& [key, mapped] : *static_cast<const T*>(value)) {
            sum += hash_u64(hash_combine(key_ops.hash(&key), ops.hash(&mapped)));
        }
        return sum;
    }
    static void to_json(const void* value, JsonWriter& writer) {
        const ValueOps& ops = value_ops<Mapped>();
        writer.begin_object();
        for (const auto& [key, mapped] : *static_cast<const T*>(value)) {
            writer.key(key);
            ops.to_json(&mapped, writer);
        }
        writer.end_object();
    }
    static void from_json(void* value, const Json& json) {
        if (!json.is_object()) {
            throw_json_mismatch("object", json);
        }
        const ValueOps& ops = value_ops<Mapped>();
        T out;
        for (std::size_t i = 0; i < json.size(); ++i) {
            ops.from_json(&out[std::string{json.key_at(i)}], json.value_at(i));
        }
        *static_cast<T*>(value) = std::move(out);
    }
    static void repr(const void* value, std::string& out) {
        const ValueOps& ops = value_ops<Mapped>();
        const ValueOps& key_ops = value_ops<std::string>();
        out += '{';
        bool first = true;
        for (const auto& [key, mapped] : *static_cast<const T*>(value)) {
            out += first ? "" : ", ";
            first = false;
            key_ops.repr(&key, out);
            out += ": ";
            ops.repr(&mapped, out);
        }
        out += '}';
    }
};

template <class T>
requires JsonAggregate<T>
struct OpsOf<T> : JsonStored<T> {
    static constexpr const char* type_name = "object";
    static std::uint64_t hash(const void* value) { return aggregate_hash(describe<T>(), value); }
    static void to_json(const void* value, JsonWriter& writer) { aggregate_to_json(describe<T>(), value, writer); }
    static void from_json(void* value, const Json& json) { aggregate_from_json(describe<T>(), value, json); }
    static void repr(const void* value, std::string& out) { aggregate_repr(describe<T>(), value, out); }
};

template <class T>
requires UserType<T>
struct OpsOf<T> {
    using Traits = TypeTraits<T>;
    static constexpr const char* type_name = "user type";
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = false;
    static const T& get(const void* value) { return *static_cast<const T*>(value); }

    static SqlType sql_type() { return Traits::sql_type(); }
    static bool is_null(const void*) { return false; }
    static void bind(const void* value, ParameterWriter& writer, int index) { user_bind(Traits::to_value(get(value)), writer, index); }
    static bool read(void* value, ColumnReader& reader, int index, int scale) {
        return user_read(Traits::sql_type(), reader, index, scale, value, &from_value);
    }
    static std::uint64_t hash(const void* value) { return Value{Traits::to_value(get(value))}.hash(); }
    static Value to_value(const void* value) { return Traits::to_value(get(value)); }
    static void from_value(void* value, const Value& from) { *static_cast<T*>(value) = Traits::from_value(from); }
    static void to_json(const void* value, JsonWriter& writer) { user_to_json(Traits::to_value(get(value)), writer); }
    static void from_json(void* value, const Json& json) {
        *static_cast<T*>(value) = Traits::from_value(user_from_json(Traits::sql_type(), json));
    }
    static void repr(const void* value, std::string& out) { out += Value{Traits::to_value(get(value))}.repr(); }
};

template <class T>
concept HasOps = requires {
    &OpsOf<T>::hash;
};

template <class T>
void assign(void* value, const void* from) {
    *static_cast<T*>(value) = *static_cast<const T*>(from);
}

template <class T, class Ops = OpsOf<T>>
inline constexpr ValueOps ops_table{
    Ops::type_name,
    Ops::nullable,
    &Ops::sql_type,
    &Ops::is_null,
    &Ops::bind,
    &Ops::read,
    &Ops::hash,
    &Ops::to_value,
    &Ops::from_value,
    &Ops::to_json,
    &Ops::from_json,
    &Ops::repr,
    &assign<T>,
    Ops::stored_as_json,
};

}  // namespace detail

/// The functions that carry a T. For the types that databases know they are compiled into the library.
template <class T>
const ValueOps& value_ops() {
    static_assert(
        !detail::is_vector_of_bool<T>, "retort: the elements of a std::vector<bool> cannot be referred to; use std::vector<int> or Json");
    static_assert(detail::HasOps<T> || detail::is_vector_of_bool<T>,
        "retort: this type has no column type; use a type listed in docs/models.md, or specialise retort::TypeTraits for it");
    if constexpr (detail::HasOps<T>) {
        return detail::ops_table<T>;
    }
}

#define RETORT_BUILT_IN(...)                  \
    template <>                               \
    const ValueOps& value_ops<__VA_ARGS__>(); \
    template <>                               \
    const ValueOps& value_ops<std::optional<__VA_ARGS__>>();
#include <retort/model/built_in_types.inc>
#undef RETORT_BUILT_IN

}  // namespace retort
