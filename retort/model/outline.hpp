#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <type_traits>

#include <retort/model/describe.hpp>
#include <retort/reflection/reflection.hpp>

namespace retort::detail {

// What the compiler knows of a model when two are compared: data, looked at by one function, instead of a template for each pair of members.

/// A type as far as it matters for whether a value of another one can become it.
struct TypeCode {
    enum class Kind : std::uint8_t {
        none,
        exact,
        number,
        text,
        bytes,
        decimal,
        json,
        list,
        map,
        variant,
        model,
        target,
        targets
    } kind = Kind::none;
    bool optional = false;  ///< a std::optional or a Patch
    /// The type without that, as the compiler writes it. Not an address for each type: with -fsanitize=undefined g++ 12 compares none in a constant.
    std::string_view name{};
    const TypeCode* element = nullptr;  ///< of a list or a map
};

template <class T>
inline constexpr bool is_literal_type = false;
template <FixedString Text>
inline constexpr bool is_literal_type<Literal<Text>> = true;

template <class T>
struct WithoutOptional {
    using type = T;
    static constexpr bool optional = false;
};
template <class T>
struct WithoutOptional<std::optional<T>> {
    using type = T;
    static constexpr bool optional = true;
};
template <class T>
struct WithoutOptional<Patch<T>> {
    using type = typename Patch<T>::value_type;
    static constexpr bool optional = true;
};

template <class T>
constexpr TypeCode::Kind kind_of() {
    using Kind = TypeCode::Kind;
    if constexpr (RelationshipMember<T>) {
        return T::is_collection ? Kind::targets : Kind::target;
    } else if constexpr (UserType<T>) {
        return Kind::exact;
    } else if constexpr (std::is_arithmetic_v<T>) {
        return std::is_same_v<T, bool> ? Kind::exact : Kind::number;
    } else if constexpr (std::is_same_v<T, std::string> || std::is_enum_v<T> || is_literal_type<T>) {
        return Kind::text;  // an enum is known by its names
    } else if constexpr (std::is_same_v<T, Bytes>) {
        return Kind::bytes;
    } else if constexpr (std::is_same_v<T, Decimal>) {
        return Kind::decimal;
    } else if constexpr (std::is_same_v<T, Json>) {
        return Kind::json;
    } else if constexpr (is_vector<T>) {
        return Kind::list;
    } else if constexpr (MapOfStrings<T>) {
        return Kind::map;
    } else if constexpr (is_variant<T>) {
        return Kind::variant;
    } else if constexpr (JsonAggregate<T>) {
        return Kind::model;
    } else {
        return Kind::exact;
    }
}

template <class T>
constexpr const TypeCode* element_code();

template <class T>
inline constexpr TypeCode type_code{kind_of<typename WithoutOptional<T>::type>(), WithoutOptional<T>::optional,
    reflection::detail::type_signature<typename WithoutOptional<T>::type>(), element_code<typename WithoutOptional<T>::type>()};

template <class T>
constexpr const TypeCode* element_code() {
    if constexpr (kind_of<T>() == TypeCode::Kind::list) {
        return &type_code<typename T::value_type>;
    } else if constexpr (kind_of<T>() == TypeCode::Kind::map) {
        return &type_code<typename T::mapped_type>;
    } else {
        return nullptr;
    }
}

constexpr bool can_become(const TypeCode& to, const TypeCode& from) {
    using Kind = TypeCode::Kind;
    if (to.kind == Kind::json || to.kind == Kind::variant || from.kind == Kind::variant) return true;
    switch (to.kind) {
    case Kind::number: return from.kind == Kind::number;
    case Kind::decimal: return from.kind == Kind::number || from.kind == Kind::decimal;
    case Kind::bytes: return from.kind == Kind::bytes;
    case Kind::exact: return from.kind == Kind::exact && to.name == from.name;
    case Kind::text: return from.kind == Kind::text;
    case Kind::list:
        return from.kind == Kind::targets ? to.element->kind == Kind::model
                                          : from.kind == Kind::list && can_become(*to.element, *from.element);
    case Kind::map: return from.kind == Kind::map && can_become(*to.element, *from.element);
    case Kind::model: return from.kind == Kind::model || from.kind == Kind::target;
    default: return false;
    }
}

struct ModelOutline;

struct MemberOutline {
    TypeCode type{};
    bool needed = false;  ///< C++ gives no value of its own that could pass for one: a text, a list, a nested model that is not optional
    bool embedded = false;
    const ModelOutline* part =
        nullptr;  ///< of an Embedded member; not asked whether it is null, which -fsanitize=undefined makes no constant
};

struct ModelOutline {
    const MemberOutline* members;
    const std::string_view* names;
    std::size_t count;
    bool computes;  ///< it has computed(), whose names only the running program knows
};

template <class T>
struct Outlined;

constexpr bool is_needed(const TypeCode& type, const FieldOptions& options) {
    using Kind = TypeCode::Kind;
    switch (type.kind) {
    case Kind::none:
    case Kind::exact:
    case Kind::number:
    case Kind::json:
    case Kind::target:
    case Kind::targets: return false;
    default: return !type.optional && !options.defaulted && !options.primary_key && options.server_default.empty();
    }
}

template <class F>
constexpr MemberOutline member_outline(const F*) {
    if constexpr (std::is_same_v<F, ExtraFields>) {
        return {};
    } else {
        // An enum has an initialiser in every program; its names make it a text for conversions only.
        return {type_code<F>, !std::is_enum_v<F> && !is_literal_type<F> && is_needed(type_code<F>, {})};
    }
}
template <class T, class... Options>
constexpr MemberOutline member_outline(const Field<T, Options...>*) {
    FieldOptions options;
    (Options::apply(options), ...);
    return {type_code<T>, !std::is_enum_v<T> && !is_literal_type<T> && is_needed(type_code<T>, options)};
}
template <class T>
constexpr MemberOutline member_outline(const Embedded<T>*) {
    return {{}, false, true, &Outlined<T>::outline};
}

constexpr bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$' || (c & 0x80) != 0;
}

/// reflection::detail::member_names() for the compiler, which is asked for the names of few models only.
constexpr void find_member_names(std::string_view signature, std::string_view* names, std::size_t count) {
    const std::size_t open = signature.find('&', signature.find("Members = "));
    const std::string_view value = "value.";
    const std::string_view before = signature.substr(open, signature.find(value, open) + value.size() - open);
    std::size_t at = open;
    for (std::size_t i = 0; i < count; ++i) {
        const std::size_t begin = at + before.size();
        at = i + 1 < count ? signature.find(before, begin) : signature.rfind(']');
        std::size_t end = at;
        while (!is_name_character(signature[end - 1])) {
            --end;
        }
        std::size_t first = end;
        while (is_name_character(signature[first - 1])) {
            --first;
        }
        names[i] = signature.substr(first, end - first);
    }
}

template <std::size_t N>
struct Names {
    std::string_view names[N];
};

template <std::size_t N>
constexpr Names<N> names_in(const char* signature) {
    Names<N> out{};
    find_member_names(signature, out.names, N);
    return out;
}

template <class T, auto... Members>
struct Pack {
    static constexpr MemberOutline members[] = {member_outline(reflection::address_of(Members))...};
    static constexpr Names<sizeof...(Members)> names = names_in<sizeof...(Members)>(reflection::detail::members_signature<Members...>());
};

template <class T>
struct Packer {
    template <auto... Members>
    Pack<T, Members...> fields() {
        return {};
    }
};

/// The members of T, for the compiler.
template <class T>
struct Outlined {
    using Members = decltype(reflection::visit_fields<T>(std::declval<Packer<T>&>()));
    static constexpr ModelOutline outline{Members::members, Members::names.names, reflection::field_count<T>, requires {T::computed();
}
};  // namespace retort::detail
}
;

/// The type of the member of this name; of the kind `none` where there is no such member.
constexpr TypeCode find_member(const ModelOutline& outline, std::string_view name, bool& computes) {
    computes = computes || outline.computes;
    for (std::size_t i = 0; i < outline.count; ++i) {
        const MemberOutline& member = outline.members[i];
        if (member.embedded) {
            const TypeCode inner = find_member(*member.part, name, computes);
            if (inner.kind != TypeCode::Kind::none) return inner;
        } else if (outline.names[i] == name) {
            return member.type;
        }
    }
    return {};
}

/// The first member of `to` that cannot be had from `from`.
struct Mismatch {
    enum class Kind : std::uint8_t { none, no_source, other_type, within_part } kind = Kind::none;
    std::size_t member = 0;
};

/// \param all  every field that needs a value must find one; otherwise what finds none stays as it is
constexpr Mismatch find_mismatch(const ModelOutline& to, const ModelOutline& from, bool all) {
    for (std::size_t i = 0; i < to.count; ++i) {
        const MemberOutline& member = to.members[i];
        if (member.embedded) {
            if (find_mismatch(*member.part, from, all).kind != Mismatch::Kind::none) return {Mismatch::Kind::within_part, i};
            continue;
        }
        const TypeCode::Kind kind = member.type.kind;
        if (kind == TypeCode::Kind::none || kind == TypeCode::Kind::target || kind == TypeCode::Kind::targets) continue;
        bool computes = false;
        const TypeCode source = find_member(from, to.names[i], computes);
        if (source.kind == TypeCode::Kind::none) {
            if (all && member.needed && !computes) return {Mismatch::Kind::no_source, i};
        } else if (!can_become(member.type, source)) {
            return {Mismatch::Kind::other_type, i};
        }
    }
    return {};
}

}  // namespace retort::detail
