#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include <retort/model/description.hpp>
#include <retort/reflection/reflection.hpp>

namespace retort {

template <class T>
const ModelDescription& describe();
template <class T>
const ValueOps& value_ops();

namespace detail {

template <class A>
A checked_argument(void (*)(A, Problems&));
template <class A>
A transformed_argument(A (*)(A));
template <class A>
A transformed_argument(A (*)(const A&));

// A text is looked at as a view as well.
template <class A>
using StoredArgument = std::conditional_t<std::is_same_v<std::remove_cvref_t<A>, std::string_view>, std::string, std::remove_cvref_t<A>>;

/// Text as a template argument: `"team.id"` in `foreign_key<"team.id">`.
template <std::size_t N>
struct FixedString {
    char text[N]{};

    consteval FixedString(const char (&literal)[N]) {
        for (std::size_t i = 0; i < N; ++i) {
            text[i] = literal[i];
        }
    }
    constexpr std::string_view view() const { return {text, N - 1}; }
};

/// Marks the types that may stand behind the type of a Field.
struct FieldOption {};

/// Marks the types that may stand behind the type of a Relationship.
struct RelationshipOption {};

/// A number as a template argument, `ge<0>` or `ge<0.5>`. A double goes as its bits: clang 14 takes no template arguments of floating point.
struct Limit {
    Bound::Kind kind;
    std::int64_t integer = 0;
    std::uint64_t bits = 0;

    template <class N>
    requires std::is_integral_v<N>
    consteval Limit(N number) : kind{Bound::Kind::integer}, integer{static_cast<std::int64_t>(number)} {}  // NOLINT: written in place
    template <class N>
    requires std::is_floating_point_v<N>
    consteval Limit(N number) : kind{Bound::Kind::real}, bits{__builtin_bit_cast(std::uint64_t, static_cast<double>(number))} {}  // NOLINT

    constexpr Bound bound() const {
        if (kind == Bound::Kind::integer) {
            return {kind, integer, static_cast<double>(integer)};
        }
        return {kind, 0, __builtin_bit_cast(double, bits)};
    }
};

// `foreign_key<"team.id">` and `foreign_key<&Team::id>` share one name: a class template whose arguments are deduced from either.
template <class Source, std::size_t N>
struct ForeignKeySource;

template <std::size_t N>
struct ForeignKeySource<void, N> {
    char text[N]{};

    consteval ForeignKeySource(const char (&literal)[N]) {
        for (std::size_t i = 0; i < N; ++i) {
            text[i] = literal[i];
        }
    }
};

template <class M, class F>
struct ForeignKeySource<F M::*, 0> {
    F M::*member;
    consteval ForeignKeySource(F M::*pointer) : member{pointer} {}
};

template <std::size_t N>
ForeignKeySource(const char (&)[N]) -> ForeignKeySource<void, N>;
template <class M, class F>
ForeignKeySource(F M::*) -> ForeignKeySource<F M::*, 0>;

template <class M, class F>
const ModelDescription& describe_owner(F M::*) {
    return describe<M>();
}

template <class M, class F>
constexpr const void* fake_owner(F M::*) {
    return &reflection::fake<M>.value;
}

template <auto MemberPointer>
struct MemberOf {
    static constexpr const void* fake() { return fake_owner(MemberPointer); }
    static const ModelDescription& model() { return describe_owner(MemberPointer); }
    static std::size_t offset() { return reflection::offset_of(MemberPointer); }
};

}  // namespace detail

/// What a foreign key does when the row that it refers to is deleted: `foreign_key<"team.id", on_delete::cascade>`.
enum class on_delete { cascade, set_null, set_default, restrict, no_action };
/// The same for a change of the key that it refers to.
enum class on_update { cascade, set_null, set_default, restrict, no_action };

/// The column is the primary key, or a part of it.
struct primary_key : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.primary_key = true; }
};
/// No two rows have the same value. Alone a UNIQUE constraint, with `indexed` a unique index.
struct unique : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.unique = true; }
};
/// The column has an index, `ix_<table>_<column>`.
struct indexed : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.indexed = true; }
};
/// Left out of dumps.
struct exclude : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.exclude = true; }
};
/// Never shown: neither in messages nor by repr(), and as '**********' in dumps.
struct secret : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.secret = true; }
};
/// The field need not be given: what initialises the member is its default, also where that is zero or empty, which cannot be told from none.
struct defaulted : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.defaulted = true; }
};
/// The value is taken as it is given, never converted: "1" is no integer.
struct strict : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.strict = true; }
};
/// NULL is allowed, whatever the type says.
struct nullable : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.nullability = 1; }
};
/// NOT NULL, whatever the type says.
struct not_null : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.nullability = 0; }
};
/// The column counts the versions of its row.
struct version_id : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.version_id = true; }
};

/// At most this many characters or elements; a text column becomes VARCHAR(n).
template <std::int64_t N>
struct max_length : detail::FieldOption {
    static_assert(N > 0, "retort: max_length<n> takes a positive number");
    static constexpr void apply(FieldOptions& options) { options.max_length = N; }
};
template <std::int64_t N>
struct min_length : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.min_length = N; }
};
/// Precision of a NUMERIC column.
template <std::int64_t N>
struct max_digits : detail::FieldOption {
    static_assert(N > 0 && N <= 38, "retort: max_digits<n> takes 1 to 38");
    static constexpr void apply(FieldOptions& options) { options.max_digits = N; }
};
/// Scale of a NUMERIC column.
template <std::int64_t N>
struct decimal_places : detail::FieldOption {
    static_assert(N >= 0 && N <= 38, "retort: decimal_places<n> takes 0 to 38");
    static constexpr void apply(FieldOptions& options) { options.decimal_places = N; }
};
template <detail::Limit N>
struct ge : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.ge = N.bound(); }
};
template <detail::Limit N>
struct gt : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.gt = N.bound(); }
};
template <detail::Limit N>
struct le : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.le = N.bound(); }
};
template <detail::Limit N>
struct lt : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.lt = N.bound(); }
};
template <detail::Limit N>
struct multiple_of : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.multiple_of = N.bound(); }
};
/// A regular expression (RE2's syntax) that must be found in the text; begin it with ^ where it is to match from the beginning.
template <detail::FixedString Text>
struct pattern : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.pattern = Text.view(); }
};
/// Functions that look at a value once its constraints hold: `void is_title(const std::string& value, Problems& problems)`, which says
/// `problems.add("must be a title")` where it does not fit. A field that is an optional is looked at where it has a value, as that value.
template <auto First, auto... More>
struct validated_by : detail::FieldOption {
    using Argument = detail::StoredArgument<decltype(detail::checked_argument(First))>;
    static_assert((std::is_same_v<Argument, detail::StoredArgument<decltype(detail::checked_argument(More))>> && ...),
        "retort: the functions of one validated_by take values of one type");

    static constexpr void apply(FieldOptions& options) {
        options.check = [](const void* value, Problems& problems) {
            First(*static_cast<const Argument*>(value), problems);
            (More(*static_cast<const Argument*>(value), problems), ...);
        };
        options.check_type = &value_ops<Argument>;
    }
};
/// A function that makes another value of the one given in a document, before its constraints are looked at: `std::string stripped(std::string)`.
template <auto Function>
struct transformed_by : detail::FieldOption {
    using Argument = std::remove_cvref_t<decltype(detail::transformed_argument(Function))>;

    static constexpr void apply(FieldOptions& options) {
        options.transform = [](void* value) {
            auto& typed = *static_cast<Argument*>(value);
            typed = Function(static_cast<Argument&&>(typed));
        };
        options.transform_type = &value_ops<Argument>;
    }
};
/// The name in JSON documents.
template <detail::FixedString Text>
struct alias : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.alias = Text.view(); }
};
/// The field whose Literal tells which alternative of a std::variant a document is: `discriminator<"kind">`.
template <detail::FixedString Text>
struct discriminator : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.discriminator = Text.view(); }
};
template <detail::FixedString Text>
struct title : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.title = Text.view(); }
};
template <detail::FixedString Text>
struct description : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.description = Text.view(); }
};
/// An SQL expression from which the database takes the value of a new row that gives none.
template <detail::FixedString Sql>
struct server_default : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.server_default = Sql.view(); }
};
/// An SQL expression that every UPDATE sets the column to, unless it sets the column itself.
template <detail::FixedString Sql>
struct onupdate : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.onupdate = Sql.view(); }
};
/// A comment on the column, for databases that store one.
template <detail::FixedString Text>
struct comment : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) { options.comment = Text.view(); }
};
/// The column's SQL type, where the C++ type's own is not wanted: `sql_type<types::String{30}>`.
template <auto Type>
struct sql_type : detail::FieldOption {
    static constexpr void apply(FieldOptions& options) {
        options.sql_type = [] { return SqlType{Type}; };
    }
};

/// The column refers to another table's: `foreign_key<"team.id">`, `foreign_key<&Team::id>`, `foreign_key<"team.id", on_delete::cascade>`.
template <detail::ForeignKeySource Source, auto... Actions>
struct foreign_key : detail::FieldOption {
    static_assert(((std::is_same_v<decltype(Actions), on_delete> || std::is_same_v<decltype(Actions), on_update>)&&...),
        "retort: behind its target a foreign_key takes an on_delete and an on_update action only, on_delete::cascade for example");

    static constexpr void apply(FieldOptions& options) {
        options.has_foreign_key = true;
        if constexpr (requires { Source.text; }) {
            options.foreign_key.name = {Source.text, sizeof(Source.text) - 1};
        } else {
            options.foreign_key.model = &detail::MemberOf<Source.member>::model;
            options.foreign_key.fake = detail::MemberOf<Source.member>::fake();
            options.foreign_key.offset = &detail::MemberOf<Source.member>::offset;
        }
        (set(options, Actions), ...);
    }

private:
    static constexpr ReferentialAction action(int which) {
        constexpr ReferentialAction actions[] = {ReferentialAction::cascade, ReferentialAction::set_null, ReferentialAction::set_default,
            ReferentialAction::restrict_, ReferentialAction::no_action};
        return actions[which];
    }
    static constexpr void set(FieldOptions& options, on_delete which) { options.foreign_key.on_delete = action(static_cast<int>(which)); }
    static constexpr void set(FieldOptions& options, on_update which) { options.foreign_key.on_update = action(static_cast<int>(which)); }
};

}  // namespace retort
