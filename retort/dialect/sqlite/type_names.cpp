#include <retort/dialect/sqlite/type_names.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/ddl.hpp>

namespace retort::sqlite {

namespace {

using Kind = SqlType::Kind;

/// `NUMERIC(10, 2)` in its parts.
struct TypeText {
    std::string name;  ///< in capitals, one space between words
    std::vector<std::string> arguments;
    bool is_regular = true;  ///< nothing but words and a list of numbers behind them
};

std::string words_of(std::string_view text) {
    std::string words;
    for (const char c : to_upper_ascii(strip(text))) {
        const bool is_space = c == ' ' || c == '\t' || c == '\n' || c == '\r';
        if (!is_space) {
            words += c;
        } else if (!words.ends_with(' ')) {
            words += ' ';
        }
    }
    return words;
}

std::string_view without_quotes(std::string_view text) {
    const bool is_quoted = text.size() > 2 && ((text.front() == text.back() && (text.front() == '"' || text.front() == '`')) ||
                                                  (text.front() == '[' && text.back() == ']'));
    return is_quoted ? text.substr(1, text.size() - 2) : text;
}

TypeText parts_of(std::string_view declared) {
    const std::string_view text = without_quotes(strip(declared));
    TypeText type;
    const auto open = text.find('(');
    type.name = words_of(text.substr(0, open));
    if (open == std::string_view::npos) return type;
    const auto close = text.find(')', open);
    type.is_regular = close != std::string_view::npos && strip(text.substr(close + 1)).empty();
    for (const auto argument : split(text.substr(open + 1, close == std::string_view::npos ? close : close - open - 1), ',')) {
        type.arguments.emplace_back(strip(argument));
        const bool is_number =
            !type.arguments.back().empty() && type.arguments.back().size() < 10 &&
            std::all_of(type.arguments.back().begin(), type.arguments.back().end(), [](char c) { return c >= '0' && c <= '9'; });
        type.is_regular = type.is_regular && is_number;
    }
    return type;
}

int number_of(const std::string& digits) {
    int number = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
}

/// The types whose DDL is their name alone.
constexpr std::array<std::pair<std::string_view, Kind>, 13> plain_types{{
    {"BIGINT", Kind::big_integer},
    {"BLOB", Kind::large_binary},
    {"BOOLEAN", Kind::boolean},
    {"DATE", Kind::date},
    {"DATETIME", Kind::datetime},
    {"DOUBLE", Kind::double_},
    {"FLOAT", Kind::float_},
    {"INTEGER", Kind::integer},
    {"JSON", Kind::json},
    {"SMALLINT", Kind::small_integer},
    {"TEXT", Kind::text},
    {"TIME", Kind::time},
    {"VARCHAR", Kind::string},
}};

std::optional<SqlType> sized_type(const TypeText& type) {
    const auto& arguments = type.arguments;
    if (type.name == "NUMERIC" && arguments.size() <= 2) {
        types::Numeric numeric;
        if (!arguments.empty()) numeric.precision = number_of(arguments[0]);
        if (arguments.size() == 2) numeric.scale = number_of(arguments[1]);
        return numeric;
    }
    if (type.name == "VARCHAR" && arguments.size() == 1 && number_of(arguments[0]) > 0) return types::String{number_of(arguments[0])};
    return std::nullopt;
}

/// A name as SQLAlchemy reads it from SQLite, and whether what stands in brackets behind it counts.
struct KnownName {
    std::string_view declared;
    std::string_view read_as;
    bool has_arguments;
};

// Sorted.
constexpr std::array<KnownName, 26> known_names{{
    {"BIGINT", "BIGINT", false},
    {"BLOB", "BLOB", false},
    {"BOOL", "BOOLEAN", false},
    {"BOOLEAN", "BOOLEAN", false},
    {"CHAR", "CHAR", true},
    {"DATE", "DATE", false},
    {"DATETIME", "DATETIME", false},
    {"DATETIME_CHAR", "DATETIME", false},
    {"DATE_CHAR", "DATE", false},
    {"DECIMAL", "NUMERIC", true},  // Alembic takes the two for one
    {"DOUBLE", "DOUBLE", false},
    {"DOUBLE_PRECISION", "DOUBLE_PRECISION", false},
    {"FLOAT", "FLOAT", false},
    {"INT", "INTEGER", false},
    {"INTEGER", "INTEGER", false},
    {"JSON", "JSON", false},
    {"NCHAR", "NCHAR", true},
    {"NUMERIC", "NUMERIC", true},
    {"NVARCHAR", "NVARCHAR", true},
    {"REAL", "REAL", false},
    {"SMALLINT", "SMALLINT", false},
    {"TEXT", "TEXT", true},
    {"TIME", "TIME", false},
    {"TIMESTAMP", "TIMESTAMP", false},
    {"TIME_CHAR", "TIME", false},
    {"VARCHAR", "VARCHAR", true},
}};
static_assert(std::is_sorted(known_names.begin(), known_names.end(), [](const auto& a, const auto& b) { return a.declared < b.declared; }));

const KnownName* find_known(std::string_view name) {
    const auto found = std::lower_bound(known_names.begin(), known_names.end(), name,
        [](const KnownName& known, std::string_view wanted) { return known.declared < wanted; });
    return found != known_names.end() && found->declared == name ? &*found : nullptr;
}

bool contains(std::string_view text, std::string_view part) {
    return text.find(part) != std::string_view::npos;
}

/// What SQLAlchemy makes of a name that it does not know; empty: nothing.
std::string_view name_by_affinity(std::string_view name) {
    if (contains(name, "INT")) return "INTEGER";
    if (contains(name, "CHAR") || contains(name, "CLOB") || contains(name, "TEXT")) return "TEXT";
    if (name.empty() || contains(name, "BLOB")) return {};
    if (contains(name, "REAL") || contains(name, "FLOA") || contains(name, "DOUB")) return "REAL";
    return "NUMERIC";
}

TypeText resolved(TypeText type, bool by_affinity) {
    if (const KnownName* const known = find_known(type.name)) {
        type.name = known->read_as;
        if (!known->has_arguments) type.arguments.clear();
    } else if (by_affinity) {
        type.name = name_by_affinity(type.name);
        if (type.name != "TEXT" && type.name != "NUMERIC") type.arguments.clear();
    }
    return type;
}

}  // namespace

SqlType type_of(std::string_view declared) {
    const TypeText type = parts_of(declared);
    if (!type.is_regular) return SqlType::custom(std::string{declared});
    if (const auto sized = sized_type(type)) return *sized;
    const auto found = std::find_if(plain_types.begin(), plain_types.end(), [&](const auto& plain) { return plain.first == type.name; });
    if (found == plain_types.end() || !type.arguments.empty()) return SqlType::custom(std::string{declared});
    SqlType plain;
    plain.kind = found->second;
    return plain;
}

bool same_type(const SqlType& existing, const SqlType& wanted) {
    const TypeText before = parts_of(type_sql(existing));
    const TypeText after = parts_of(type_sql(wanted));
    if (before.name == after.name && before.arguments == after.arguments) return true;
    const TypeText found = resolved(before, true);
    const TypeText asked = resolved(after, false);
    // Of what has no type nothing can be said.
    if (found.name.empty() || asked.name.empty()) return true;
    if (found.name != asked.name) return false;
    return found.arguments.size() != asked.arguments.size() || found.arguments == asked.arguments;
}

Affinity affinity_of(std::string_view declared) {
    const std::string name = to_upper_ascii(declared);
    if (contains(name, "INT")) return Affinity::integer;
    if (contains(name, "CHAR") || contains(name, "CLOB") || contains(name, "TEXT")) return Affinity::text;
    if (name.empty() || contains(name, "BLOB")) return Affinity::blob;
    if (contains(name, "REAL") || contains(name, "FLOA") || contains(name, "DOUB")) return Affinity::real;
    return Affinity::numeric;
}

}  // namespace retort::sqlite
