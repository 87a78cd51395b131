#include <retort/dialect/sqlite/errors.hpp>

#include <utility>

#include <sqlite3.h>

#include <retort/core/error.hpp>

namespace retort::sqlite {

namespace {

/// The name of a broken CHECK. Of an unnamed one SQLite tells the condition instead, which is no name unless it is one column alone; of the
/// others it tells the columns.
std::string constraint_of(int code, std::string_view message) {
    constexpr std::string_view before = "CHECK constraint failed: ";
    if (code != SQLITE_CONSTRAINT_CHECK || !message.starts_with(before)) return {};
    message.remove_prefix(before.size());
    return message.find_first_of(" <>=()'\"") == std::string_view::npos ? std::string{message} : std::string{};
}

}  // namespace

void throw_error(int code, std::string message, std::string_view sql) {
    const int primary = code & 0xFF;
    std::string constraint = constraint_of(code, message);
    DatabaseErrorInfo info{.message = std::move(message),
        .code = code,
        .sqlstate = {},
        .statement = std::string{sql},
        .parameters = {},
        .retryable = primary == SQLITE_BUSY || primary == SQLITE_LOCKED,
        .constraint = std::move(constraint)};
    switch (primary) {
    case SQLITE_CONSTRAINT:
    case SQLITE_MISMATCH: throw IntegrityError{std::move(info)};
    case SQLITE_TOOBIG: throw DataError{std::move(info)};
    case SQLITE_MISUSE:
    case SQLITE_RANGE: throw InterfaceError{std::move(info)};
    case SQLITE_INTERNAL:
    case SQLITE_NOTFOUND: throw InternalError{std::move(info)};
    case SQLITE_ERROR:  // syntax, no such table, …
    case SQLITE_PERM:
    case SQLITE_ABORT:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_INTERRUPT:
    case SQLITE_IOERR:
    case SQLITE_FULL:
    case SQLITE_CANTOPEN:
    case SQLITE_PROTOCOL:
    case SQLITE_EMPTY:
    case SQLITE_SCHEMA: throw OperationalError{std::move(info)};
    default: throw DatabaseError{std::move(info)};  // CORRUPT, NOTADB, …
    }
}

void throw_last_error(sqlite3* database, int code) {
    // The text belongs to the last call; where that was another one, the code has a text of its own.
    const bool is_last = database != nullptr && (sqlite3_extended_errcode(database) & 0xFF) == (code & 0xFF);
    throw_error(is_last ? sqlite3_extended_errcode(database) : code, is_last ? sqlite3_errmsg(database) : sqlite3_errstr(code));
}

void throw_data_error(std::string message, std::string_view sql) {
    throw DataError{
        {.message = std::move(message), .code = 0, .sqlstate = {}, .statement = std::string{sql}, .parameters = {}, .retryable = false}};
}

}  // namespace retort::sqlite
