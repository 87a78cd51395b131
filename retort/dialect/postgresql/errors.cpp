#include <retort/dialect/postgresql/errors.hpp>

#include <utility>

#include <libpq-fe.h>

#include <retort/core/text.hpp>

namespace retort::postgresql {

namespace {

std::string field(const PGresult* result, int which) {
    const char* text = result != nullptr ? PQresultErrorField(result, which) : nullptr;
    return text != nullptr ? text : "";
}

/// As psycopg2 shows it: the detail and the hint on lines of their own.
std::string message_of(const PGresult* result) {
    std::string message = field(result, PG_DIAG_MESSAGE_PRIMARY);
    if (const auto detail = field(result, PG_DIAG_MESSAGE_DETAIL); !detail.empty()) message.append("\nDETAIL:  ").append(detail);
    if (const auto hint = field(result, PG_DIAG_MESSAGE_HINT); !hint.empty()) message.append("\nHINT:  ").append(hint);
    return message;
}

}  // namespace

DatabaseErrorInfo error_info(const PGresult* result, const PGconn* connection) {
    DatabaseErrorInfo info;
    info.message = message_of(result);
    info.sqlstate = field(result, PG_DIAG_SQLSTATE);
    info.constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    if (info.message.empty() && result != nullptr) info.message = strip(PQresultErrorMessage(result));
    if (info.message.empty() && connection != nullptr) info.message = strip(PQerrorMessage(connection));
    info.connection_lost = connection == nullptr || PQstatus(connection) == CONNECTION_BAD;
    info.retryable = info.sqlstate == "40001" || info.sqlstate == "40P01";
    return info;
}

void throw_error(DatabaseErrorInfo info) {
    const std::string_view state = info.sqlstate;
    const auto is = [state](std::string_view beginning) { return state.starts_with(beginning); };
    if (info.connection_lost) throw OperationalError{std::move(info)};
    if (is("23")) throw IntegrityError{std::move(info)};
    if (is("22") || is("21")) throw DataError{std::move(info)};
    if (is("0A")) throw NotSupportedError{std::move(info)};
    // Before the rest of their classes, as psycopg2 does: a lock that is not to be had and a limit that is reached are no mistakes.
    if (is("40") || is("53") || is("54") || is("55") || is("57") || is("58") || is("08") || is("28") || is("3D") || is("26")) {
        throw OperationalError{std::move(info)};
    }
    if (is("25") || is("XX") || is("24") || is("2D") || is("3B") || is("34")) throw InternalError{std::move(info)};
    if (is("42") || is("2F") || is("3F") || is("P0") || is("44")) throw ProgrammingError{std::move(info)};
    // Without an SQLSTATE it is libpq that speaks: out of memory, a socket that broke.
    if (state.empty()) throw OperationalError{std::move(info)};
    throw DatabaseError{std::move(info)};
}

void refuse_parameter(int index, std::string_view why) {
    DatabaseErrorInfo info;
    info.message = "parameter " + std::to_string(index + 1) + ": " + std::string{why};
    throw DataError{std::move(info)};
}

void throw_programming_error(std::string message) {
    DatabaseErrorInfo info;
    info.message = std::move(message);
    throw ProgrammingError{std::move(info)};
}

bool is_lost_statement(const PGresult* result) {
    const auto state = field(result, PG_DIAG_SQLSTATE);
    if (state == "26000") return true;
    // The words are not looked at, since they may come in any language; the function that raises it is the server's own.
    return state == "0A000" && field(result, PG_DIAG_SOURCE_FUNCTION) == "RevalidateCachedQuery";
}

}  // namespace retort::postgresql
