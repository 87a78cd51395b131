#include <retort/dialect/postgresql/identifiers.hpp>

#include <retort/core/text.hpp>
#include <retort/dialect/common/reserved_words.hpp>

namespace retort::postgresql {

namespace {

// The words that SQLAlchemy quotes, so that the DDL is the same, and four more that PostgreSQL 15 takes for no name of a column or table
// (`collation`, `concurrently`, `lateral`, `tablesample`): those of pg_get_keywords() with the categories R and T. Sorted.
constexpr detail::ReservedWords<106> reserved_words{{
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "asymmetric",
    "authorization",
    "between",
    "binary",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "collation",
    "column",
    "concurrently",
    "constraint",
    "create",
    "cross",
    "current_catalog",
    "current_date",
    "current_role",
    "current_schema",
    "current_time",
    "current_timestamp",
    "current_user",
    "default",
    "deferrable",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "false",
    "fetch",
    "for",
    "foreign",
    "freeze",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "ilike",
    "in",
    "initially",
    "inner",
    "intersect",
    "into",
    "is",
    "isnull",
    "join",
    "lateral",
    "leading",
    "left",
    "like",
    "limit",
    "localtime",
    "localtimestamp",
    "natural",
    "new",
    "not",
    "notnull",
    "null",
    "of",
    "off",
    "offset",
    "old",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "over",
    "overlaps",
    "placing",
    "primary",
    "references",
    "returning",
    "right",
    "select",
    "session_user",
    "similar",
    "some",
    "symmetric",
    "table",
    "tablesample",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "variadic",
    "verbose",
    "when",
    "where",
    "window",
    "with",
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

}  // namespace retort::postgresql
