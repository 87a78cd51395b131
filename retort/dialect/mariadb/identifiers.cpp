#include <retort/dialect/mariadb/identifiers.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <retort/core/text.hpp>

namespace retort::mariadb {

namespace {

// The words that SQLAlchemy quotes for MariaDB, so that the DDL is the same, and five more that MariaDB 10.11 takes for no name
// (`delete_domain_id`, `master_demote_to_…`, `portion`, `row_number`). Words that MySQL alone reserves are not among them. Sorted.
constexpr std::array<std::string_view, 267> reserved_words{
    "accessible",
    "add",
    "all",
    "alter",
    "analyze",
    "and",
    "as",
    "asc",
    "asensitive",
    "before",
    "between",
    "bigint",
    "binary",
    "blob",
    "body",
    "both",
    "by",
    "call",
    "cascade",
    "case",
    "change",
    "char",
    "character",
    "check",
    "collate",
    "column",
    "condition",
    "constraint",
    "continue",
    "convert",
    "create",
    "cross",
    "current_date",
    "current_role",
    "current_time",
    "current_timestamp",
    "current_user",
    "cursor",
    "database",
    "databases",
    "day_hour",
    "day_microsecond",
    "day_minute",
    "day_second",
    "dec",
    "decimal",
    "declare",
    "default",
    "delayed",
    "delete",
    "delete_domain_id",
    "desc",
    "describe",
    "deterministic",
    "distinct",
    "distinctrow",
    "div",
    "do_domain_ids",
    "double",
    "drop",
    "dual",
    "each",
    "else",
    "elseif",
    "elsif",
    "enclosed",
    "escaped",
    "except",
    "exists",
    "exit",
    "explain",
    "false",
    "fetch",
    "float",
    "float4",
    "float8",
    "for",
    "force",
    "foreign",
    "from",
    "fulltext",
    "general",
    "goto",
    "grant",
    "group",
    "having",
    "high_priority",
    "history",
    "hour_microsecond",
    "hour_minute",
    "hour_second",
    "if",
    "ignore",
    "ignore_domain_ids",
    "ignore_server_ids",
    "in",
    "index",
    "infile",
    "inner",
    "inout",
    "insensitive",
    "insert",
    "int",
    "int1",
    "int2",
    "int3",
    "int4",
    "int8",
    "integer",
    "intersect",
    "interval",
    "into",
    "is",
    "iterate",
    "join",
    "key",
    "keys",
    "kill",
    "leading",
    "leave",
    "left",
    "like",
    "limit",
    "linear",
    "lines",
    "load",
    "localtime",
    "localtimestamp",
    "lock",
    "long",
    "longblob",
    "longtext",
    "loop",
    "low_priority",
    "master_demote_to_replica",
    "master_demote_to_slave",
    "master_heartbeat_period",
    "master_ssl_verify_server_cert",
    "match",
    "maxvalue",
    "mediumblob",
    "mediumint",
    "mediumtext",
    "middleint",
    "minute_microsecond",
    "minute_second",
    "mod",
    "modifies",
    "natural",
    "no_write_to_binlog",
    "not",
    "null",
    "numeric",
    "offset",
    "on",
    "optimize",
    "option",
    "optionally",
    "or",
    "order",
    "others",
    "out",
    "outer",
    "outfile",
    "over",
    "package",
    "page_checksum",
    "parse_vcol_expr",
    "partition",
    "period",
    "portion",
    "position",
    "precision",
    "primary",
    "procedure",
    "purge",
    "raise",
    "range",
    "read",
    "read_write",
    "reads",
    "real",
    "recursive",
    "ref_system_id",
    "references",
    "regexp",
    "release",
    "rename",
    "repeat",
    "replace",
    "require",
    "resignal",
    "restrict",
    "return",
    "returning",
    "revoke",
    "right",
    "rlike",
    "row_number",
    "rows",
    "rowtype",
    "schema",
    "schemas",
    "second_microsecond",
    "select",
    "sensitive",
    "separator",
    "set",
    "show",
    "signal",
    "slow",
    "smallint",
    "spatial",
    "specific",
    "sql",
    "sql_big_result",
    "sql_calc_found_rows",
    "sql_small_result",
    "sqlexception",
    "sqlstate",
    "sqlwarning",
    "ssl",
    "starting",
    "stats_auto_recalc",
    "stats_persistent",
    "stats_sample_pages",
    "straight_join",
    "system",
    "system_time",
    "table",
    "terminated",
    "then",
    "tinyblob",
    "tinyint",
    "tinytext",
    "to",
    "trailing",
    "trigger",
    "true",
    "undo",
    "union",
    "unique",
    "unlock",
    "unsigned",
    "update",
    "usage",
    "use",
    "using",
    "utc_date",
    "utc_time",
    "utc_timestamp",
    "values",
    "varbinary",
    "varchar",
    "varcharacter",
    "varying",
    "versioning",
    "when",
    "where",
    "while",
    "window",
    "with",
    "without",
    "write",
    "xor",
    "year_month",
    "zerofill",
};
static_assert(std::is_sorted(reserved_words.begin(), reserved_words.end()) && !reserved_words.back().empty());

// Where the words of each first letter begin. Every name of every statement is looked up here: with a binary search the look-up was
// more than half of what compiling a short select costs.
constexpr auto first_word = [] {
    std::array<std::uint16_t, 27> first{};
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

/// A reserved word, a capital letter, anything but letters, digits, `_` and `$`, or a digit or `$` at its beginning.
bool needs_quotes(std::string_view identifier) noexcept {
    return !is_plain(identifier) || is_reserved(identifier);
}

}  // namespace

std::string quote_identifier(std::string_view identifier) {
    return needs_quotes(identifier) ? quote(identifier, '`') : std::string{identifier};
}

void append_identifier(std::string& out, std::string_view identifier) {
    if (needs_quotes(identifier)) {
        out += quote(identifier, '`');
    } else {
        out += identifier;
    }
}

}  // namespace retort::mariadb
