#include <retort/dialect/mariadb/type_names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/dialect/mariadb/tokens.hpp>

namespace retort::mariadb {

namespace {

using Kind = SqlType::Kind;

/// A type in its parts: `INT`, `10`, `UNSIGNED`.
struct TypeText {
    std::string name{};                    ///< in capitals, by MariaDB's own word for it
    std::vector<std::string> arguments{};  ///< strings by their value
    std::vector<std::string> words{};      ///< in capitals: UNSIGNED, ZEROFILL, and what else stands behind, character sets apart
};

constexpr std::array<std::pair<std::string_view, std::string_view>, 13> type_synonyms{{
    {"BOOL", "TINYINT"},
    {"BOOLEAN", "TINYINT"},
    {"CHARACTER", "CHAR"},
    {"DEC", "DECIMAL"},
    {"FIXED", "DECIMAL"},
    {"INTEGER", "INT"},
    {"INT4", "INT"},
    {"INT8", "BIGINT"},
    {"INT2", "SMALLINT"},
    {"INT1", "TINYINT"},
    {"MIDDLEINT", "MEDIUMINT"},
    {"NUMERIC", "DECIMAL"},
    {"REAL", "DOUBLE"},
}};

std::string canonical_name(std::string name) {
    const auto found = std::find_if(type_synonyms.begin(), type_synonyms.end(), [&](const auto& pair) { return pair.first == name; });
    return found != type_synonyms.end() ? std::string{found->second} : name;
}

/// Without CHARACTER SET and COLLATE, which are the column's.
TypeText parts_of(std::string_view declared) {
    const std::vector<Token> all = tokenize(declared);
    const Tokens tokens = all_of(all);
    TypeText type;
    for (std::size_t place = 0; place < tokens.size(); ++place) {
        const Token& token = tokens[place];
        if (token.is('(')) {
            const std::size_t close = closing_bracket(tokens, place);
            for (++place; place < close; ++place) {
                if (!tokens[place].is(',')) type.arguments.push_back(tokens[place].value());
            }
        } else if (token.is("CHARACTER") && place + 1 < tokens.size() && tokens[place + 1].is("SET")) {
            place += 2;
        } else if (token.is("CHARSET") || token.is("COLLATE")) {
            ++place;
        } else if (type.name.empty()) {
            type.name = canonical_name(to_upper_ascii(token.text));
        } else if (!(type.name == "DOUBLE" && token.is("PRECISION")) && !token.is("SIGNED")) {
            type.words.push_back(to_upper_ascii(token.text));
        }
    }
    return type;
}

int number_of(const TypeText& type, std::size_t argument, int otherwise = -1) {
    if (argument >= type.arguments.size()) return otherwise;
    const std::string& digits = type.arguments[argument];
    int number = -1;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return error == std::errc{} && end == digits.data() + digits.size() ? number : otherwise;
}

SqlType plain(Kind kind) {
    SqlType type;
    type.kind = kind;
    return type;
}

/// The types that have no arguments worth keeping.
constexpr std::array<std::pair<std::string_view, Kind>, 7> plain_types{{
    {"BIGINT", Kind::big_integer},
    {"DATE", Kind::date},
    {"DOUBLE", Kind::double_},
    {"INT", Kind::integer},
    {"JSON", Kind::json},
    {"SMALLINT", Kind::small_integer},
    {"TEXT", Kind::text},
}};

constexpr std::array<std::pair<std::string_view, int>, 3> blob_sizes{{
    {"TINYBLOB", 255},
    {"BLOB", 65'535},
    {"MEDIUMBLOB", 16'777'215},
}};

/// The smallest of MariaDB's types for a BLOB of such a length, by what it holds; -1: the one without a bound worth the name.
int blob_capacity(int length) {
    if (length < 0) return -1;
    for (const auto& [name, size] : blob_sizes) {
        if (length <= size) return size;
    }
    return -1;
}

/// A type that is one of ours; nothing where it is not.
std::optional<SqlType> known_type(const TypeText& type) {
    if (!type.words.empty()) return std::nullopt;
    if (type.name == "TINYINT" && number_of(type, 0) == 1) return types::Boolean{};
    if (type.name == "DECIMAL" && type.arguments.size() <= 2) return types::Numeric{number_of(type, 0, 10), number_of(type, 1, 0)};
    if (type.name == "VARCHAR" && number_of(type, 0) > 0) return types::String{number_of(type, 0)};
    if (type.name == "FLOAT" && type.arguments.size() <= 1) return types::Float{number_of(type, 0, 24)};
    if (type.name == "ENUM") return SqlType::enumeration({}, type.arguments);
    if (type.name == "LONGBLOB") return types::LargeBinary{};
    const bool is_exact = type.arguments.empty() || number_of(type, 0) == 6;
    if (type.name == "DATETIME" && is_exact) return types::DateTime{};
    if (type.name == "TIME" && is_exact) return types::Time{};
    for (const auto& [name, size] : blob_sizes) {
        if (type.name == name) return types::LargeBinary{blob_capacity(number_of(type, 0, size))};
    }
    const auto found = std::find_if(plain_types.begin(), plain_types.end(), [&](const auto& pair) { return pair.first == type.name; });
    if (found == plain_types.end() || (type.name == "DOUBLE" && !type.arguments.empty())) return std::nullopt;
    return plain(found->second);
}

/// How many bytes a text type holds; 0: it is none.
std::int64_t text_capacity(std::string_view name) {
    if (name == "TINYTEXT") return 255;
    if (name == "TEXT") return 65'535;
    if (name == "MEDIUMTEXT") return 16'777'215;
    return name == "LONGTEXT" ? 4'294'967'295 : 0;
}

/// A larger one serves as well: SQLAlchemy's users write LONGTEXT for what is Text here.
bool same_unlimited_text(const TypeText& existing, const SqlType& wanted) {
    // Characters of utf8mb4, by which the server chooses the type.
    const std::int64_t needed = wanted.length > 0 ? std::int64_t{wanted.length} * 4 : 65'535;
    return existing.words.empty() && text_capacity(existing.name) >= std::min<std::int64_t>(needed, 4'294'967'295);
}

bool same_float(const SqlType& existing, const SqlType& wanted) {
    // SQLAlchemy writes FLOAT for what is a double in Python and here.
    if (wanted.kind == Kind::float_ && wanted.precision <= 0) return true;
    const auto is_single = [](const SqlType& type) { return type.kind == Kind::float_ && type.precision > 0 && type.precision <= 24; };
    return is_single(existing) == is_single(wanted);
}

bool same_binary(const SqlType& existing, const SqlType& wanted) {
    const int capacity = blob_capacity(existing.length);
    // SQLAlchemy writes BLOB for what is to have no bound.
    if (wanted.length < 0) return capacity < 0 || capacity >= 65'535;
    return capacity == blob_capacity(wanted.length);
}

bool same_numeric(const SqlType& existing, const SqlType& wanted) {
    if (wanted.precision < 0) return true;
    return existing.precision == wanted.precision && std::max(existing.scale, 0) == std::max(wanted.scale, 0);
}

/// Two types that only their words describe, or of which one is known and the other is not.
bool same_text(const TypeText& existing, const TypeText& wanted) {
    if (existing.name != wanted.name || existing.words != wanted.words) return false;
    // The number behind the name of an integer is only how wide some clients print it.
    const bool is_integer = existing.name.ends_with("INT");
    return is_integer || existing.arguments.empty() || wanted.arguments.empty() || existing.arguments == wanted.arguments;
}

SqlType resolved(const SqlType& type) {
    if (type.kind == Kind::interval) return types::DateTime{};
    if (type.kind == Kind::jsonb) return types::JSON{};
    return type.kind == Kind::custom ? type_of(type.name) : type;
}

}  // namespace

SqlType type_of(std::string_view declared) {
    auto known = known_type(parts_of(declared));
    return known ? *std::move(known) : SqlType::custom(std::string{declared});
}

bool same_type(const SqlType& existing, const SqlType& wanted) {
    const SqlType before = resolved(existing);
    const SqlType after = resolved(wanted);
    if (after.kind == Kind::array) return before.kind == Kind::array;
    const TypeText found = parts_of(type_sql(before));
    const TypeText asked = parts_of(type_sql(after));
    if (after.kind == Kind::text) return same_unlimited_text(found, after);
    if (after.kind == Kind::json) return before.kind == Kind::json || found.name == "LONGTEXT";
    if (after.kind == Kind::boolean) return before.kind == Kind::boolean || (found.name == "TINYINT" && found.words.empty());
    if ((after.kind == Kind::float_ || after.kind == Kind::double_) && (before.kind == Kind::float_ || before.kind == Kind::double_))
        return same_float(before, after);
    if (before.kind != after.kind) return same_text(found, asked);
    switch (after.kind) {
    case Kind::large_binary: return same_binary(before, after);
    case Kind::numeric: return same_numeric(before, after);
    case Kind::enumeration: return before.enumerators == after.enumerators;
    default: return same_text(found, asked);
    }
}

bool is_text_type(std::string_view declared) {
    const std::string name = parts_of(declared).name;
    return name.ends_with("CHAR") || name.ends_with("TEXT") || name == "ENUM" || name == "SET" || name == "VARCHARACTER" || name == "JSON";
}

}  // namespace retort::mariadb
