#include <retort/dialect/mariadb/errors.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <errmsg.h>
#include <mysqld_error.h>

namespace retort::mariadb {

namespace {

// Numbers that mysqld_error.h of MariaDB or of MySQL lacks. https://mariadb.com/kb/en/mariadb-error-codes/
constexpr unsigned er_connection_killed = 1927;
constexpr unsigned er_constraint_failed = 4025;           // MariaDB's CHECK
constexpr unsigned er_client_interaction_timeout = 4031;  // MySQL: the idle connection was closed
constexpr unsigned er_check_constraint_violated = 3819;   // MySQL's CHECK

enum class Kind { unknown, integrity, data, programming, operational, internal, not_supported };

struct Entry {
    unsigned code;
    Kind kind;
};

// What pymysql raises, and beside it what it has no entry for: it would say OperationalError, or InternalError below 1000.
constexpr std::array kinds{
    Entry{ER_BAD_NULL_ERROR, Kind::integrity},
    Entry{ER_DUP_ENTRY, Kind::integrity},
    Entry{ER_DUP_ENTRY_WITH_KEY_NAME, Kind::integrity},
    Entry{ER_CANNOT_ADD_FOREIGN, Kind::integrity},
    Entry{ER_NO_REFERENCED_ROW, Kind::integrity},
    Entry{ER_NO_REFERENCED_ROW_2, Kind::integrity},
    Entry{ER_ROW_IS_REFERENCED, Kind::integrity},
    Entry{ER_ROW_IS_REFERENCED_2, Kind::integrity},
    Entry{ER_NO_DEFAULT_FOR_FIELD, Kind::integrity},
    Entry{er_constraint_failed, Kind::integrity},
    Entry{er_check_constraint_violated, Kind::integrity},

    Entry{ER_PRIMARY_CANT_HAVE_NULL, Kind::data},
    Entry{ER_NO_DEFAULT, Kind::data},
    Entry{ER_WARN_NULL_TO_NOTNULL, Kind::data},
    Entry{ER_WARN_DATA_OUT_OF_RANGE, Kind::data},
    Entry{WARN_DATA_TRUNCATED, Kind::data},
    Entry{ER_TRUNCATED_WRONG_VALUE, Kind::data},
    Entry{ER_TRUNCATED_WRONG_VALUE_FOR_FIELD, Kind::data},
    Entry{ER_ILLEGAL_VALUE_FOR_TYPE, Kind::data},
    Entry{ER_DATA_TOO_LONG, Kind::data},
    Entry{ER_DATETIME_FUNCTION_OVERFLOW, Kind::data},
    Entry{ER_DATA_OUT_OF_RANGE, Kind::data},
    Entry{ER_DIVISION_BY_ZERO, Kind::data},

    Entry{ER_DB_CREATE_EXISTS, Kind::programming},
    Entry{ER_DB_DROP_EXISTS, Kind::programming},
    Entry{ER_BAD_DB_ERROR, Kind::programming},
    Entry{ER_BAD_TABLE_ERROR, Kind::programming},
    Entry{ER_BAD_FIELD_ERROR, Kind::programming},
    Entry{ER_NON_UNIQ_ERROR, Kind::programming},
    Entry{ER_TABLE_EXISTS_ERROR, Kind::programming},
    Entry{ER_DUP_FIELDNAME, Kind::programming},
    Entry{ER_DUP_KEYNAME, Kind::programming},
    Entry{ER_PARSE_ERROR, Kind::programming},
    Entry{ER_EMPTY_QUERY, Kind::programming},
    Entry{ER_NONUNIQ_TABLE, Kind::programming},
    Entry{ER_CANT_DROP_FIELD_OR_KEY, Kind::programming},
    Entry{ER_WRONG_DB_NAME, Kind::programming},
    Entry{ER_WRONG_TABLE_NAME, Kind::programming},
    Entry{ER_UNKNOWN_TABLE, Kind::programming},
    Entry{ER_FIELD_SPECIFIED_TWICE, Kind::programming},
    Entry{ER_INVALID_GROUP_FUNC_USE, Kind::programming},
    Entry{ER_UNSUPPORTED_EXTENSION, Kind::programming},
    Entry{ER_TABLE_MUST_HAVE_COLUMNS, Kind::programming},
    Entry{ER_NO_SUCH_TABLE, Kind::programming},
    Entry{ER_SYNTAX_ERROR, Kind::programming},
    Entry{ER_WRONG_COLUMN_NAME, Kind::programming},
    Entry{ER_CANT_DO_THIS_DURING_AN_TRANSACTION, Kind::programming},
    Entry{ER_SP_DOES_NOT_EXIST, Kind::programming},
    Entry{ER_WRONG_VALUE_COUNT, Kind::programming},
    Entry{ER_WRONG_VALUE_COUNT_ON_ROW, Kind::programming},

    Entry{ER_WARNING_NOT_COMPLETE_ROLLBACK, Kind::not_supported},
    Entry{ER_NOT_SUPPORTED_YET, Kind::not_supported},
    Entry{ER_FEATURE_DISABLED, Kind::not_supported},
    Entry{ER_UNKNOWN_STORAGE_ENGINE, Kind::not_supported},
    Entry{ER_UNSUPPORTED_PS, Kind::not_supported},
};

Kind kind_of(unsigned code, std::string_view sqlstate) {
    const auto* const known = std::find_if(kinds.begin(), kinds.end(), [code](const Entry& entry) { return entry.code == code; });
    if (known != kinds.end()) return known->kind;
    if (sqlstate.starts_with("23")) return Kind::integrity;
    if (sqlstate.starts_with("22")) return Kind::data;
    if (sqlstate.starts_with("0A")) return Kind::not_supported;
    return Kind::operational;
}

/// What stands between `before` and `after`, from the last `before` on.
std::string_view between_last(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.rfind(before);
    if (begin == std::string_view::npos) return {};
    const auto rest = text.substr(begin + before.size());
    return rest.substr(0, rest.rfind(after));
}

std::string_view between_first(std::string_view text, std::string_view before, std::string_view after) {
    const auto begin = text.find(before);
    if (begin == std::string_view::npos) return {};
    const auto rest = text.substr(begin + before.size());
    const auto end = rest.find(after);
    return end == std::string_view::npos ? std::string_view{} : rest.substr(0, end);
}

}  // namespace

bool is_connection_lost(unsigned code) noexcept {
    switch (code) {
    case CR_CONNECTION_ERROR:  // cut while it was being made, which is told apart by moments only
    case CR_CONN_HOST_ERROR:
    case CR_SERVER_GONE_ERROR:
    case CR_SERVER_LOST:
    case CR_SERVER_LOST_EXTENDED:
    case ER_SERVER_SHUTDOWN:
    case ER_NET_PACKET_TOO_LARGE:  // the server closes the connection behind it
    case er_connection_killed:
    case er_client_interaction_timeout: return true;
    default: return false;
    }
}

bool ends_transaction(const DatabaseErrorInfo& info) noexcept {
    // https://dev.mysql.com/doc/refman/8.0/en/innodb-error-handling.html. 1205 rolls back the statement alone.
    return (info.retryable && info.code != ER_LOCK_WAIT_TIMEOUT) || info.code == ER_ERROR_DURING_COMMIT || info.code == ER_LOCK_TABLE_FULL;
}

std::string constraint_name(unsigned code, std::string_view message) {
    switch (code) {
    case ER_DUP_ENTRY:
    case ER_DUP_ENTRY_WITH_KEY_NAME: {
        // Duplicate entry '…' for key 'name'; the entry may hold anything, so from the end. MySQL 8 writes 'table.name'.
        const auto key = between_last(message, " for key '", "'");
        return std::string{key.substr(key.rfind('.') + 1)};
    }
    case ER_NO_REFERENCED_ROW_2:
    case ER_ROW_IS_REFERENCED_2: return std::string{between_first(message, "CONSTRAINT `", "`")};
    // The CHECK of a column has no name of its own: it is called `table.column`.
    case er_constraint_failed: return std::string{between_first(message, "CONSTRAINT `", "` failed")};
    case er_check_constraint_violated: return std::string{between_first(message, "Check constraint '", "'")};
    default: return {};
    }
}

DatabaseErrorInfo error_info(unsigned code, std::string_view sqlstate, std::string message) {
    DatabaseErrorInfo info;
    info.constraint = constraint_name(code, message);
    info.message = std::move(message);
    info.code = static_cast<int>(code);
    info.sqlstate = sqlstate == "00000" ? std::string_view{} : sqlstate;
    // Galera reports a transaction that another node's has overtaken as a deadlock, at COMMIT too. 1020 is MariaDB's snapshot isolation.
    info.retryable =
        code == ER_LOCK_DEADLOCK || code == ER_LOCK_WAIT_TIMEOUT || code == ER_CHECKREAD || sqlstate == "40001" || sqlstate == "40P01";
    info.connection_lost = is_connection_lost(code);
    return info;
}

void throw_error(DatabaseErrorInfo info) {
    switch (kind_of(static_cast<unsigned>(info.code), info.sqlstate)) {
    case Kind::integrity: throw IntegrityError{std::move(info)};
    case Kind::data: throw DataError{std::move(info)};
    case Kind::programming: throw ProgrammingError{std::move(info)};
    case Kind::internal: throw InternalError{std::move(info)};
    case Kind::not_supported: throw NotSupportedError{std::move(info)};
    default: throw OperationalError{std::move(info)};
    }
}

void throw_data_error(std::string message) {
    DatabaseErrorInfo info;
    info.message = std::move(message);
    throw DataError{std::move(info)};
}

}  // namespace retort::mariadb
