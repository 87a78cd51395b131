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
#include <retort/model/literal.hpp>
#include <retort/model/patch.hpp>
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

// Without <variant>, which a program that uses none should not pay for.
template <class T>
inline constexpr bool is_variant = false;
template <template <class...> class V, class A, class... B>
requires requires(V<A, B...>& variant) {
    variant.valueless_by_exception();
    variant.template emplace<0>();
}
inline constexpr bool is_variant<V<A, B...>> = true;

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
/// Reads what to_json() has written, and what pydantic would convert. Constraints are not looked at, and members that are not given are left as
/// they are: the document may be older than the model. \throws ArgumentError  with the place that does not fit
void value_from_json(const ValueOps& ops, void* value, const Json& json);
[[noreturn]] void throw_json_mismatch(const char* wanted, const Json& json);

void user_bind(const Value& value, ParameterWriter& writer, int index);
bool user_read(const SqlType& type, ColumnReader& reader, int index, int scale, void* value, void (*from_value)(void*, const Value&));
Value user_from_json(const SqlType& type, const Json& json);
void user_to_json(const Value& value, JsonWriter& writer);

// Lists, maps, optionals, patches and variants, walked through by their shapes.
std::uint64_t container_hash(const ValueOps& ops, const void* value);
void container_to_json(const ValueOps& ops, const void* value, JsonWriter& writer);
void container_repr(const ValueOps& ops, const void* value, std::string& out);
[[noreturn]] void throw_no_column(const char* what);

void aggregate_to_json(const ModelDescription& model, const void* value, JsonWriter& writer);
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

/// The same for the containers among them, whose elements the library walks through.
template <class T>
struct ContainerStored : JsonStored<T> {
    static std::uint64_t hash(const void* value) { return container_hash(value_ops<T>(), value); }
    static void to_json(const void* value, JsonWriter& writer) { container_to_json(value_ops<T>(), value, writer); }
    static void repr(const void* value, std::string& out) { container_repr(value_ops<T>(), value, out); }
};

using VisitElement = void (*)(void* context, std::string_view key, const void* element);

template <class T>
struct OpsOf;

template <class E>
requires(std::is_enum_v<E> && !UserType<E>) struct OpsOf<E> {
    static constexpr const char* type_name = "enum";
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = false;
    static const reflection::Enumerators& names() { return reflection::enumerators<E>(); }
    static std::int64_t number(const void* value) { return static_cast<std::int64_t>(*static_cast<const E*>(value)); }
    static void set_number(void* value, std::int64_t number) { *static_cast<E*>(value) = static_cast<E>(number); }
    static constexpr EnumShape enumeration{&reflection::enumerators<E>, &number, &set_number};
    static constexpr ValueShape shape{.kind = ShapeKind::enumeration, .size = sizeof(E), .enumeration = &enumeration};

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
    static void repr(const void* value, std::string& out) { enum_repr(names(), number(value), out); }
};

template <class T>
struct OpsOf<std::optional<T>> {
    using Optional = std::optional<T>;
    static constexpr const char* type_name = "optional";
    static constexpr bool nullable = true;
    static constexpr bool stored_as_json = false;
    static const Optional& get(const void* value) { return *static_cast<const Optional*>(value); }
    static std::size_t size(const void* value) { return get(value) ? 1 : 0; }
    static void clear(void* value) { static_cast<Optional*>(value)->reset(); }
    static void* append(void* value, std::string_view) { return &static_cast<Optional*>(value)->emplace(); }
    static void visit(const void* value, void* context, VisitElement each) {
        if (const auto& optional = get(value)) {
            each(context, {}, &*optional);
        }
    }
    static constexpr ContainerShape container{&value_ops<T>, &size, &clear, &append, &visit};
    static constexpr ValueShape shape{.kind = ShapeKind::optional, .size = sizeof(Optional), .container = &container};

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
    static void to_json(const void* value, JsonWriter& writer) { container_to_json(value_ops<Optional>(), value, writer); }
    static void repr(const void* value, std::string& out) { container_repr(value_ops<Optional>(), value, out); }
};

template <class T>
requires(is_vector<T> && !UserType<T>) struct OpsOf<T> : ContainerStored<T> {
    using Element = typename T::value_type;
    static constexpr const char* type_name = "list";

    static std::size_t size(const void* value) { return static_cast<const T*>(value)->size(); }
    static void clear(void* value) { static_cast<T*>(value)->clear(); }
    static void* append(void* value, std::string_view) { return &static_cast<T*>(value)->emplace_back(); }
    static void visit(const void* value, void* context, VisitElement each) {
        for (const Element& element : *static_cast<const T*>(value)) {
            each(context, {}, &element);
        }
    }
    static constexpr ContainerShape container{&value_ops<Element>, &size, &clear, &append, &visit};
    static constexpr ValueShape shape{.kind = ShapeKind::list, .size = sizeof(T), .container = &container};
};

template <class T>
requires MapOfStrings<T>
struct OpsOf<T> : ContainerStored<T> {
    static constexpr const char* type_name = "dict";

    static std::size_t size(const void* value) { return static_cast<const T*>(value)->size(); }
    static void clear(void* value) { static_cast<T*>(value)->clear(); }
    static void* append(void* value, std::string_view key) { return &(*static_cast<T*>(value))[std::string{key}]; }
    static void visit(const void* value, void* context, VisitElement each) {
        for (const auto& [key, mapped] : *static_cast<const T*>(value)) {
            each(context, key, &mapped);
        }
    }
    static constexpr ContainerShape container{&value_ops<typename T::mapped_type>, &size, &clear, &append, &visit};
    static constexpr ValueShape shape{.kind = ShapeKind::map, .size = sizeof(T), .container = &container};
};

template <class T>
struct OpsOf<Patch<T>> : ContainerStored<Patch<T>> {
    static constexpr const char* type_name = "patch";
    static SqlType sql_type() { throw_no_column("a Patch"); }
    static const Patch<T>& get(const void* value) { return *static_cast<const Patch<T>*>(value); }

    static std::size_t size(const void* value) { return get(value).has_value() ? 1 : 0; }
    static void clear(void* value) { static_cast<Patch<T>*>(value)->set_null(); }
    static void* append(void* value, std::string_view) { return &static_cast<Patch<T>*>(value)->emplace(); }
    static void visit(const void* value, void* context, VisitElement each) {
        if (const auto& optional = get(value).optional()) {
            each(context, {}, &*optional);
        }
    }
    static bool is_set(const void* value) { return get(value).is_set(); }
    static constexpr ContainerShape container{&value_ops<typename Patch<T>::value_type>, &size, &clear, &append, &visit, &is_set};
    static constexpr ValueShape shape{.kind = ShapeKind::patch, .size = sizeof(Patch<T>), .container = &container};
};

template <class T>
struct VariantAccess;

template <template <class...> class V, class... A>
struct VariantAccess<V<A...>> {
    using Variant = V<A...>;
    template <std::size_t... I>
    static void* emplace_one(Variant& variant, std::size_t index, std::index_sequence<I...>) {
        void* made = nullptr;
        ((I == index ? static_cast<void>(made = &variant.template emplace<I>()) : static_cast<void>(0)), ...);
        return made;
    }
    template <std::size_t... I>
    static const void* get_one(const Variant& variant, std::index_sequence<I...>) {
        const void* found = nullptr;
        ((I == variant.index() ? static_cast<void>(found = get_if<I>(&variant)) : static_cast<void>(0)), ...);
        return found;
    }
    static std::size_t index(const void* value) { return static_cast<const Variant*>(value)->index(); }
    static void* emplace(void* value, std::size_t index) {
        return emplace_one(*static_cast<Variant*>(value), index, std::index_sequence_for<A...>{});
    }
    static const void* get(const void* value) { return get_one(*static_cast<const Variant*>(value), std::index_sequence_for<A...>{}); }

    static constexpr const ValueOps& (*alternatives[])() = {&value_ops<A>...};
    static constexpr VariantShape shape{sizeof...(A), alternatives, &index, &get, &emplace};
};

template <class T>
requires(is_variant<T> && !UserType<T>) struct OpsOf<T> : ContainerStored<T> {
    static constexpr const char* type_name = "union";
    static constexpr ValueShape shape{.kind = ShapeKind::variant, .size = sizeof(T), .variant = &VariantAccess<T>::shape};
};

template <FixedString Text>
struct OpsOf<Literal<Text>> {
    using L = Literal<Text>;
    static constexpr const char* type_name = "literal";
    static constexpr bool nullable = false;
    static constexpr bool stored_as_json = false;
    static constexpr ValueShape shape{.kind = ShapeKind::literal, .size = sizeof(L), .literal = L::value()};

    static SqlType sql_type() { return types::String{}; }
    static bool is_null(const void*) { return false; }
    static void bind(const void*, ParameterWriter& writer, int index) { writer.text(index, L::value()); }
    static bool read(void*, ColumnReader& reader, int index, int) {
        std::string_view text;
        if (!reader.text(index, text)) {
            return false;
        }
        if (text != L::value()) {
            reader.fail(index, "the database holds another text than the literal '" + std::string{L::value()} + "'");
        }
        return true;
    }
    static std::uint64_t hash(const void*) { return 1; }
    static Value to_value(const void*) { return Value{L::value()}; }
    static void from_value(void*, const Value&) {}
    static void to_json(const void*, JsonWriter& writer) { writer.string(L::value()); }
    static void repr(const void*, std::string& out) { out += Value{L::value()}.repr(); }
};

template <class T>
requires JsonAggregate<T>
struct OpsOf<T> : JsonStored<T> {
    static constexpr const char* type_name = "object";
    static constexpr ValueShape shape{.kind = ShapeKind::model, .size = sizeof(T), .model = &describe<T>};
    static std::uint64_t hash(const void* value) { return aggregate_hash(describe<T>(), value); }
    static void to_json(const void* value, JsonWriter& writer) { aggregate_to_json(describe<T>(), value, writer); }
    static void repr(const void* value, std::string& out) { aggregate_repr(describe<T>(), value, out); }
};

template <class T>
requires UserType<T>
struct OpsOf<T> {
    using Traits = TypeTraits<T>;
    static constexpr const char* type_name = "user type";
    static constexpr ValueShape shape{.kind = ShapeKind::user, .size = sizeof(T)};
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

template <class Ops>
constexpr void (*from_json_of())(void*, const Json&) {
    if constexpr (requires { &Ops::from_json; }) {
        return &Ops::from_json;
    } else {
        return nullptr;
    }
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
    from_json_of<Ops>(),
    &Ops::repr,
    &assign<T>,
    Ops::stored_as_json,
    &Ops::shape,
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
