#include <retort/dialect/mariadb/link.hpp>

#include <cstdlib>
#include <memory>

#include <errmsg.h>
#include <fcntl.h>
#include <mysqld_error.h>
#include <poll.h>
#include <unistd.h>

#include <retort/core/error.hpp>
#include <retort/dialect/common/inherited.hpp>
#include <retort/dialect/mariadb/errors.hpp>

namespace retort::mariadb {

namespace {

// In one statement, and sent by Connector/C itself behind the handshake.
// - time_zone: now() and TIMESTAMP are UTC, as DateTime is.
// - sql_mode: without strictness the server stores what it has cut to size; and it takes a 0 in an AUTO_INCREMENT column for no value, so that a row
//   whose object has the key 0 would get another one.
// - autocommit: a server may be set up to begin transactions that nobody asked for.
constexpr const char* session_setup =
    "SET time_zone = '+00:00', autocommit = 1, sql_mode = CONCAT(IF(@@sql_mode LIKE '%STRICT\\_%', @@sql_mode, CONCAT(@@sql_mode, "
    "',STRICT_TRANS_TABLES')), ',NO_AUTO_VALUE_ON_ZERO')";

void set_text(MYSQL* mysql, mysql_option option, const std::string& value) {
    if (!value.empty()) mysql_options(mysql, option, value.c_str());
}

void set_seconds(MYSQL* mysql, mysql_option option, int value) {
    const auto seconds = static_cast<unsigned>(value);
    if (value >= 0) mysql_options(mysql, option, &seconds);
}

void set_options(MYSQL* mysql, const Options& options) {
    mysql_options(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    mysql_options(mysql, MYSQL_INIT_COMMAND, session_setup);
    set_seconds(mysql, MYSQL_OPT_CONNECT_TIMEOUT, options.connect_timeout);
    set_seconds(mysql, MYSQL_OPT_READ_TIMEOUT, options.read_timeout);
    set_seconds(mysql, MYSQL_OPT_WRITE_TIMEOUT, options.write_timeout);
    const unsigned local_infile = options.local_infile ? 1 : 0;
    mysql_options(mysql, MYSQL_OPT_LOCAL_INFILE, &local_infile);
    // Otherwise "localhost" means the Unix socket, whatever port the URL names.
    const unsigned protocol = options.unix_socket.empty() ? MYSQL_PROTOCOL_TCP : MYSQL_PROTOCOL_SOCKET;
    mysql_options(mysql, MYSQL_OPT_PROTOCOL, &protocol);
    set_text(mysql, MYSQL_OPT_SSL_CA, options.ssl_ca);
    set_text(mysql, MYSQL_OPT_SSL_CERT, options.ssl_cert);
    set_text(mysql, MYSQL_OPT_SSL_KEY, options.ssl_key);
    const my_bool use_ssl = options.use_ssl ? 1 : 0;
    const my_bool verify = options.ssl_verify_cert ? 1 : 0;
    mysql_options(mysql, MYSQL_OPT_SSL_ENFORCE, &use_ssl);
    mysql_options(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &verify);
}

const char* or_null(const std::string& text) {
    return text.empty() ? nullptr : text.c_str();
}

struct FreeResult {
    void operator()(MYSQL_RES* result) const noexcept { mysql_free_result(result); }
};

}  // namespace

Link::Link(const Options& options) : mysql_{mysql_init(nullptr)} {
    if (mysql_ == nullptr) throw_error(error_info(CR_OUT_OF_MEMORY, "HY000", "Connector/C ran out of memory"));
    set_options(mysql_, options);
    // CLIENT_FOUND_ROWS: an UPDATE that changes nothing has matched its row all the same. SQLAlchemy asks for it too.
    const unsigned long flags = CLIENT_FOUND_ROWS | CLIENT_MULTI_STATEMENTS;
    if (mysql_real_connect(mysql_, or_null(options.host), options.user.c_str(), options.password.c_str(), or_null(options.database),
            options.port, or_null(options.unix_socket), flags) == nullptr) {
        DatabaseErrorInfo info = error_info(mysql_errno(mysql_), mysql_sqlstate(mysql_), mysql_error(mysql_));
        mysql_close(mysql_);
        throw_error(std::move(info));
    }
    // Where no certificate is to be checked, Connector/C goes on without TLS at a server that has none, whatever MYSQL_OPT_SSL_ENFORCE says.
    if (options.use_ssl && mysql_get_ssl_cipher(mysql_) == nullptr) {
        mysql_close(mysql_);
        throw_error(error_info(CR_SSL_CONNECTION_ERROR, "HY000", "SSL is required, but the server does not support it"));
    }
    constexpr unsigned long returning_since = 100'500;
    has_returning_ = options.has_returning && mariadb_connection(mysql_) != 0 && mysql_get_server_version(mysql_) >= returning_since;
}

Link::~Link() {
    leave_to_parent();
    mysql_close(mysql_);
}

void Link::check_usable() {
    if (owner_.is_this()) [[likely]]
        return;
    leave_to_parent();
    retort::detail::throw_inherited_connection();
}

void Link::leave_to_parent() noexcept {
    if (owner_.is_this()) return;
    // Parent and child hold the same socket. mysql_close() would send COM_QUIT over it and end the parent's session; a descriptor that
    // were merely closed could be somebody else's file by the time that Connector/C writes to it. TLS would say its own goodbye as well.
    const auto socket = static_cast<int>(mysql_get_socket(mysql_));
    if (socket < 0) return;
    const int nowhere = open("/dev/null", O_RDWR | O_CLOEXEC);
    if (nowhere < 0) return;
    dup3(nowhere, socket, O_CLOEXEC);
    close(nowhere);
    lost_ = true;
}

void Link::run(std::string_view sql) {
    check_usable();
    if (mysql_real_query(mysql_, sql.data(), sql.size()) != 0) fail();
    for (;;) {
        const std::unique_ptr<MYSQL_RES, FreeResult> rows{mysql_store_result(mysql_)};
        if (!rows && mysql_field_count(mysql_) != 0) fail();
        const int next = mysql_next_result(mysql_);
        if (next < 0) return;
        if (next > 0) fail();
    }
}

void Link::commit() {
    check_usable();
    constexpr std::string_view sql = "COMMIT";
    // Nothing is to be read now: where something is, it is the server's goodbye (or the end of the connection), sent before it could have
    // seen the COMMIT, so that there is no doubt that it has not. TLS may send messages of its own, which say nothing.
    pollfd waiting{.fd = static_cast<int>(mysql_get_socket(mysql_)), .events = POLLIN, .revents = 0};
    if (mysql_get_ssl_cipher(mysql_) == nullptr && poll(&waiting, 1, 0) > 0) {
        lost_ = true;
        throw_error(error_info(CR_SERVER_GONE_ERROR, "HY000", "The server had closed the connection before COMMIT was sent"));
    }
    if (mysql_send_query(mysql_, sql.data(), sql.size()) != 0) fail();
    if (mysql_read_query_result(mysql_) == 0) return;
    if (!is_connection_lost(mysql_errno(mysql_))) fail();
    lost_ = true;
    throw InDoubtError{error_info(mysql_errno(mysql_), mysql_sqlstate(mysql_), mysql_error(mysql_))};
}

bool Link::ping() noexcept {
    // MYSQL_OPT_RECONNECT is off, so this cannot make another session of it, without the transaction and the statements.
    if (is_lost()) return false;
    if (mysql_ping(mysql_) == 0) return true;
    lost_ = is_connection_lost(mysql_errno(mysql_));
    return false;
}

bool Link::has_bulk() const noexcept {
    unsigned long capabilities = 0;
    unsigned long extended = 0;
    mariadb_get_infov(mysql_, MARIADB_CONNECTION_SERVER_CAPABILITIES, &capabilities);
    mariadb_get_infov(mysql_, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended);
    // A server that says it is MySQL has no extended capabilities.
    return (capabilities & CLIENT_MYSQL) == 0 && (extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32)) != 0;
}

void Link::read_limits() {
    constexpr std::string_view sql =
        "SELECT @@max_allowed_packet, @@auto_increment_increment, @@innodb_autoinc_lock_mode, "
        "@@innodb_rollback_on_timeout";
    if (mysql_real_query(mysql_, sql.data(), sql.size()) != 0) fail();
    const std::unique_ptr<MYSQL_RES, FreeResult> rows{mysql_store_result(mysql_)};
    const MYSQL_ROW row = rows ? mysql_fetch_row(rows.get()) : nullptr;
    if (row == nullptr) fail();
    max_allowed_packet_ = row[0] != nullptr ? std::strtoul(row[0], nullptr, 10) : 1UL << 20;
    // In mode 2 another session's keys may lie between those of one statement.
    const bool is_consecutive = row[2] != nullptr && (*row[2] == '0' || *row[2] == '1');
    key_step_ = is_consecutive && row[1] != nullptr ? std::strtoul(row[1], nullptr, 10) : 0;
    rolls_back_on_timeout_ = row[3] != nullptr && *row[3] == '1';
    knows_limits_ = true;
}

bool Link::rolls_back_on_timeout() noexcept {
    try {
        if (!knows_limits_) read_limits();
    } catch (const DatabaseError&) {
        lost_ = true;  // it answers nothing any more
    }
    return rolls_back_on_timeout_;
}

std::size_t Link::failed_row(const DatabaseError& error) noexcept {
    constexpr unsigned long told_since = 100'700;
    if (lost_ || error.is_retryable() || error.code() == 0 || mariadb_connection(mysql_) == 0 ||
        mysql_get_server_version(mysql_) < told_since) {
        return 0;
    }
    constexpr std::string_view sql = "GET DIAGNOSTICS CONDITION 1 @retort_row = ROW_NUMBER; SELECT @retort_row";
    if (mysql_real_query(mysql_, sql.data(), sql.size()) != 0) return 0;
    if (mysql_next_result(mysql_) != 0) return 0;
    const std::unique_ptr<MYSQL_RES, FreeResult> rows{mysql_store_result(mysql_)};
    const MYSQL_ROW row = rows ? mysql_fetch_row(rows.get()) : nullptr;
    return row != nullptr && row[0] != nullptr ? std::strtoul(row[0], nullptr, 10) : 0;
}

unsigned long Link::max_allowed_packet() {
    if (!knows_limits_) read_limits();
    return max_allowed_packet_;
}

unsigned long Link::key_step() {
    if (!knows_limits_) read_limits();
    return key_step_;
}

void Link::fail() {
    fail(mysql_errno(mysql_), mysql_sqlstate(mysql_), mysql_error(mysql_));
}

void Link::fail(MYSQL_STMT* statement) {
    fail(mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement), mysql_stmt_error(statement));
}

void Link::fail(unsigned code, const char* sqlstate, const char* message) {
    DatabaseErrorInfo info = error_info(code, sqlstate, message);
    if (info.connection_lost) {
        lost_ = true;
    } else if (in_transaction() && (ends_transaction(info) || (info.code == ER_LOCK_WAIT_TIMEOUT && rolls_back_on_timeout()))) {
        // The server has undone everything and begun another transaction in its place, as if nobody had ever asked for one in SQL; its
        // status does not show the difference. That other one must end as well.
        if (mysql_query(mysql_, "ROLLBACK") != 0) lost_ = is_connection_lost(mysql_errno(mysql_));
    }
    throw_error(std::move(info));
}

}  // namespace retort::mariadb
