#include <retort/dialect/sqlite/identifiers.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <retort/core/text.hpp>

namespace retort::sqlite {

namespace {

// The words that SQLAlchemy quotes, so that the DDL is the same, and two more that SQLite takes for no name (`nothing`, `returning`).
// The other keywords of SQLite it does take. Sorted.
constexpr std::array<std::string_view, 119> reserved_words{
    "add",
    "after",
    "all",
    "alter",
    "analyze",
    "and",
    "as",
    "asc",
    "attach",
    "autoincrement",
    "before",
    "begin",
    "between",
    "by",
    "cascade",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "commit",
    "conflict",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "current_timestamp",
    "database",
    "default",
    "deferrable",
    "deferred",
    "delete",
    "desc",
    "detach",
    "distinct",
    "drop",
    "each",
    "else",
    "end",
    "escape",
    "except",
    "exclusive",
    "exists",
    "explain",
    "fail",
    "false",
    "for",
    "foreign",
    "from",
    "full",
    "glob",
    "group",
    "having",
    "if",
    "ignore",
    "immediate",
    "in",
    "index",
    "indexed",
    "initially",
    "inner",
    "insert",
    "instead",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "key",
    "left",
    "like",
    "limit",
    "match",
    "natural",
    "not",
    "nothing",
    "notnull",
    "null",
    "of",
    "offset",
    "on",
    "or",
    "order",
    "outer",
    "plan",
    "pragma",
    "primary",
    "query",
    "raise",
    "references",
    "reindex",
    "rename",
    "replace",
    "restrict",
    "returning",
    "right",
    "rollback",
    "row",
    "select",
    "set",
    "table",
    "temp",
    "temporary",
    "then",
    "to",
    "transaction",
    "trigger",
    "true",
    "union",
    "unique",
    "update",
    "using",
    "vacuum",
    "values",
    "view",
    "virtual",
    "when",
    "where",
};
static_assert(std::is_sorted(reserved_words.begin(), reserved_words.end()) && !reserved_words.back().empty());

// Where the words of each first letter begin. Every name of every statement is looked up here: with a binary search the look-up was
// more than half of what compiling a short select costs.
constexpr auto first_word = [] {
    std::array<std::uint8_t, 27> first{};
    for (std::size_t letter = 0; letter < first.size(); ++letter) {
        while (first[letter] < reserved_words.size() && static_cast<std::size_t>(reserved_words[first[letter]][0] - 'a') < letter)
            ++first[letter];
    }
    return first;
}();

/// The characters of which a name without quotes is made.
constexpr auto plain_characters = [] {
    std::array<bool, 256> plain{};
    for (std::size_t c = 0; c < plain.size(); ++c)
        plain[c] = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    return plain;
}();

bool is_plain(std::string_view identifier) noexcept {
    if (identifier.empty() || identifier.front() == '$' || (identifier.front() >= '0' && identifier.front() <= '9')) return false;
    return std::all_of(identifier.begin(), identifier.end(), [](char c) { return plain_characters[static_cast<unsigned char>(c)]; });
}

/// Of a name that is_plain().
bool is_reserved(std::string_view identifier) noexcept {
    if (identifier.front() == '_' || identifier.size() < 2) return false;
    const auto letter = static_cast<std::size_t>(identifier.front() - 'a');
    for (std::size_t word = first_word[letter]; word < first_word[letter + 1]; ++word) {
        const std::string_view reserved = reserved_words[word];
        // The second letter first: that spares a call for almost every word.
        if (reserved[1] == identifier[1] && reserved == identifier) return true;
    }
    return false;
}

}  // namespace

bool needs_quotes(std::string_view identifier) noexcept {
    return !is_plain(identifier) || is_reserved(identifier);
}

std::string quote_identifier(std::string_view identifier) {
    return needs_quotes(identifier) ? quote(identifier, '"') : std::string{identifier};
}

void append_identifier(std::string& out, std::string_view identifier) {
    if (needs_quotes(identifier)) {
        out += quote(identifier, '"');
    } else {
        out += identifier;
    }
}

}  // namespace retort::sqlite
