#include <retort/dialect/postgresql/type_names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/ddl.hpp>
#include <retort/dialect/postgresql/sql_text_tokens.hpp>

namespace retort::postgresql {

namespace {

using Kind = SqlType::Kind;

/// `timestamp(3) with time zone[]` in its parts.
struct TypeText {
    std::string name;  ///< in small letters, one space between words: `timestamp with time zone`
    std::vector<std::string> arguments;
    int dimensions = 0;
    bool is_regular = true;  ///< nothing but words, one list of numbers and brackets at the end
};

TypeText parts_of(std::string_view text) {
    TypeText type;
    const auto tokens = tokenize(text);
    bool in_list = false;
    for (std::size_t place = 0; place + 1 < tokens.size(); ++place) {
        const Token& token = tokens[place];
        if (in_list) {
            if (token.is(')')) {
                in_list = false;
            } else if (token.kind == Token::Kind::number || token.is_operator("-")) {
                type.arguments.emplace_back(token.text);
            } else if (!token.is(',')) {
                type.is_regular = false;
            }
        } else if (token.kind == Token::Kind::word && type.dimensions == 0) {
            type.name.append(type.name.empty() ? "" : " ").append(to_lower_ascii(token.text));
        } else if (token.is('(') && type.arguments.empty()) {
            in_list = true;
        } else if (token.is('[') && tokens[place + 1].is(']')) {
            ++type.dimensions;
            ++place;
        } else {
            type.is_regular = false;
        }
    }
    return type;
}

/// Names by which a type may be declared, and the one that format_type() gives it. Sorted.
constexpr std::array<std::pair<std::string_view, std::string_view>, 17> synonyms{{
    {"bool", "boolean"},
    {"char", "character"},
    {"char varying", "character varying"},
    {"dec", "numeric"},
    {"decimal", "numeric"},
    {"float4", "real"},
    {"float8", "double precision"},
    {"int", "integer"},
    {"int2", "smallint"},
    {"int4", "integer"},
    {"int8", "bigint"},
    {"time", "time without time zone"},
    {"timestamp", "timestamp without time zone"},
    {"timestamptz", "timestamp with time zone"},
    {"timetz", "time with time zone"},
    {"varbit", "bit varying"},
    {"varchar", "character varying"},
}};
static_assert(std::is_sorted(synonyms.begin(), synonyms.end()));

TypeText canonical(TypeText type) {
    const auto found = std::find_if(synonyms.begin(), synonyms.end(), [&](const auto& one) { return one.first == type.name; });
    if (found != synonyms.end()) type.name = found->second;
    if (type.name == "float") {
        int digits = 53;
        if (!type.arguments.empty()) std::from_chars(type.arguments[0].data(), type.arguments[0].data() + type.arguments[0].size(), digits);
        type.name = digits <= 24 ? "real" : "double precision";
        type.arguments.clear();
    }
    if (type.name == "numeric" && type.arguments.size() == 1) type.arguments.emplace_back("0");
    if ((type.name == "character" || type.name == "bit") && type.arguments.empty()) type.arguments.emplace_back("1");
    return type;
}

std::string text_of(const TypeText& type) {
    std::string arguments;
    for (const auto& argument : type.arguments)
        arguments.append(arguments.empty() ? "(" : ",").append(argument);
    if (!arguments.empty()) arguments += ")";
    std::string text = type.name;
    // The precision of a time stands before its zone.
    const auto zone = text.find(" with");
    const bool is_time = zone != std::string::npos && text.starts_with("time");
    text.insert(is_time ? zone : text.size(), arguments);
    for (int dimension = 0; dimension < type.dimensions; ++dimension)
        text += "[]";
    return text;
}

int number_of(const std::string& digits) {
    int number = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

/// The types that are their name alone.
constexpr std::array<std::pair<std::string_view, Kind>, 13> plain_types{{
    {"bigint", Kind::big_integer},
    {"boolean", Kind::boolean},
    {"bytea", Kind::large_binary},
    {"character varying", Kind::string},
    {"date", Kind::date},
    {"double precision", Kind::double_},
    {"integer", Kind::integer},
    {"interval", Kind::interval},
    {"json", Kind::json},
    {"jsonb", Kind::jsonb},
    {"smallint", Kind::small_integer},
    {"text", Kind::text},
    {"uuid", Kind::uuid},
}};

std::optional<SqlType> known_type(const TypeText& type) {
    const auto& arguments = type.arguments;
    if (type.name == "numeric" && arguments.empty()) return types::Numeric{};
    if (type.name == "numeric" && arguments.size() == 2) return types::Numeric{number_of(arguments[0]), number_of(arguments[1])};
    if (type.name == "character varying" && arguments.size() == 1) return types::String{number_of(arguments[0])};
    if (!arguments.empty()) return std::nullopt;
    if (type.name == "real") return types::Float{24};
    if (type.name == "timestamp without time zone") return types::DateTime{};
    if (type.name == "timestamp with time zone") return types::DateTime{true};
    if (type.name == "time without time zone") return types::Time{};
    if (type.name == "time with time zone") return types::Time{true};
    const auto found = std::find_if(plain_types.begin(), plain_types.end(), [&](const auto& plain) { return plain.first == type.name; });
    if (found == plain_types.end()) return std::nullopt;
    SqlType plain;
    plain.kind = found->second;
    return plain;
}

SqlType array_of(SqlType element, int dimensions) {
    for (int dimension = 0; dimension < dimensions; ++dimension) {
        SqlType array;
        array.kind = Kind::array;
        array.element.push_back(std::move(element));
        element = std::move(array);
    }
    return element;
}

const SqlType& innermost(const SqlType& type) {
    const SqlType* inner = &type;
    while (inner->kind == Kind::array && !inner->element.empty())
        inner = &inner->element.front();
    return *inner;
}

}  // namespace

SqlType type_of(std::string_view formatted) {
    TypeText type = canonical(parts_of(formatted));
    if (!type.is_regular) return SqlType::custom(std::string{formatted});
    const int dimensions = std::exchange(type.dimensions, 0);
    if (auto known = known_type(type)) return array_of(*std::move(known), dimensions);
    return array_of(SqlType::custom(text_of(type)), dimensions);
}

std::string canonical_type_text(std::string_view text) {
    const TypeText type = canonical(parts_of(text));
    return type.is_regular ? text_of(type) : std::string{strip(text)};
}

SqlType stored_type(const SqlType& wanted) {
    switch (wanted.kind) {
    case Kind::array: {
        SqlType array = wanted;
        for (SqlType& element : array.element)
            element = stored_type(element);
        return array;
    }
    case Kind::enumeration: return wanted;
    default: return type_of(type_sql(wanted));
    }
}

bool same_type(const SqlType& existing, const SqlType& wanted) {
    const bool is_array = existing.kind == Kind::array;
    if (is_array != (wanted.kind == Kind::array)) {
        // An array may be told by its text alone: INTEGER[].
        const SqlType& custom = is_array ? wanted : existing;
        if (custom.kind != Kind::custom || !custom.name.ends_with("]")) return false;
    }
    const SqlType before = innermost(stored_type(innermost(existing)));
    const SqlType after = innermost(stored_type(innermost(wanted)));
    // A type that the user names himself may be an enumeration or a domain by its name.
    if (before.kind == Kind::enumeration || after.kind == Kind::enumeration) {
        return (before.kind == after.kind || after.kind == Kind::custom) && type_sql(before) == type_sql(after);
    }
    return before == after;
}

}  // namespace retort::postgresql
