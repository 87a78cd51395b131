#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace retort {

struct ModelDescription;
struct ValueOps;

namespace reflection {
struct Enumerators;
}

/// What a value is made of.
enum class ShapeKind : std::uint8_t {
    boolean,
    int16,
    uint16,
    int32,
    uint32,
    int64,
    uint64,
    float32,
    float64,
    text,
    bytes,
    uuid,
    decimal,
    date,
    datetime,
    time,
    interval,
    json,
    enumeration,
    literal,   ///< a text that is always the same
    optional,  ///< of one element or none
    patch,     ///< absent, null or one element
    list,
    map,
    variant,
    model,
    user,  ///< a type with TypeTraits of its own
};

namespace detail {

constexpr bool is_integer(ShapeKind kind) noexcept {
    return kind >= ShapeKind::int16 && kind <= ShapeKind::uint64;
}
/// Of C++ itself: a Decimal is none.
constexpr bool is_number(ShapeKind kind) noexcept {
    return is_integer(kind) || kind == ShapeKind::float32 || kind == ShapeKind::float64;
}
/// Holds one element or none.
constexpr bool is_wrapper(ShapeKind kind) noexcept {
    return kind == ShapeKind::optional || kind == ShapeKind::patch;
}

}  // namespace detail

/// How the library walks through a container without knowing its type. An optional and a Patch are containers of one element or none.
struct ContainerShape {
    const ValueOps& (*element)();
    std::size_t (*size)(const void* container);
    /// Leaves it without elements; a Patch is null afterwards.
    void (*clear)(void* container);
    /// Adds an element, which is default constructed, and gives its address, valid until the next change. A list and an optional ask for no
    /// key; a map gives what it has where the key is there already.
    void* (*append)(void* container, std::string_view key);
    /// Calls `each` for every element in its order, with its key in a map.
    void (*visit)(const void* container, void* context, void (*each)(void* context, std::string_view key, const void* element));
    /// Of a Patch: false where it is absent. nullptr for the others.
    bool (*is_set)(const void* container) = nullptr;
};

/// How the library looks into a std::variant.
struct VariantShape {
    std::size_t count;
    const ValueOps& (*const* alternatives)();
    std::size_t (*index)(const void* variant);
    const void* (*get)(const void* variant);
    /// Makes it hold a default constructed value of the alternative and gives its address.
    void* (*emplace)(void* variant, std::size_t index);
};

/// How the library takes the number out of an enum, and puts one in.
struct EnumShape {
    const reflection::Enumerators& (*enumerators)();
    std::int64_t (*number)(const void* value);
    void (*set_number)(void* value, std::int64_t number);
};

/// The structure of a C++ type, by which the library validates, dumps and describes values without a template. Constant data; the pointer
/// that belongs to the kind is set, and no other.
struct ValueShape {
    ShapeKind kind;
    std::size_t size;  ///< of the C++ type, in bytes
    const ContainerShape* container = nullptr;
    const VariantShape* variant = nullptr;
    const EnumShape* enumeration = nullptr;
    const ModelDescription& (*model)() = nullptr;
    std::string_view literal{};
};

}  // namespace retort
