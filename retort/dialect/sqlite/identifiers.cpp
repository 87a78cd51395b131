#include <retort/dialect/sqlite/identifiers.hpp>

#include <retort/core/text.hpp>
#include <retort/dialect/common/reserved_words.hpp>

namespace retort::sqlite {

namespace {

// The words that SQLAlchemy quotes, so that the DDL is the same, and two more that SQLite takes for no name (`nothing`, `returning`).
// The other keywords of SQLite it does take. Sorted.
constexpr detail::ReservedWords<119> reserved_words{{
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
}};

}  // namespace

bool needs_quotes(std::string_view identifier) noexcept {
    return reserved_words.need_quotes(identifier);
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
