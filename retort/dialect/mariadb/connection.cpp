#include <retort/dialect/mariadb/connection.hpp>

#include <mysqld_error.h>

#include <retort/core/error.hpp>
#include <retort/dialect/common/value_recorder.hpp>
#include <retort/dialect/mariadb/statement.hpp>
#include <retort/dialect/mariadb/text_statement.hpp>

namespace retort::mariadb {

namespace {

std::string begin_statement(const std::string& isolation_level) {
    // For the next transaction alone, and in the same packet: neither another round trip nor a session that is not as it was.
    return isolation_level.empty() ? "START TRANSACTION" : "SET TRANSACTION ISOLATION LEVEL " + isolation_level + "; START TRANSACTION";
}

}  // namespace

Connection::Connection(const Options& options) : link_{options}, begin_sql_{begin_statement(options.isolation_level)} {}

std::unique_ptr<DriverStatement> Connection::prepare(std::string_view sql) {
    try {
        return std::make_unique<Statement>(link_, sql);
    } catch (const NotSupportedError& error) {
        if (error.code() != ER_UNSUPPORTED_PS) throw;
    }
    // LOCK TABLES, USE and their kin exist in the text protocol alone.
    return std::make_unique<TextStatement>(link_, sql);
}

void Connection::execute_script(std::string_view sql) {
    link_.run(sql);
}

void Connection::begin(BeginMode mode) {
    if (mode != BeginMode::default_) {
        throw InvalidRequestError{"MariaDB has no BEGIN DEFERRED and no BEGIN IMMEDIATE; rows are locked by select(…).with_for_update()"};
    }
    link_.run(begin_sql_);
}

void Connection::commit() {
    link_.commit();
}

void Connection::rollback() {
    link_.run("ROLLBACK");
}

bool Connection::in_transaction() const {
    return link_.in_transaction();
}

bool Connection::is_lost() const noexcept {
    return link_.is_lost();
}

bool Connection::ping() noexcept {
    return link_.ping();
}

std::unique_ptr<ParameterRecorder> Connection::recorder() const {
    return std::make_unique<retort::detail::ValueRecorder>();
}

std::unique_ptr<DriverConnection> Connector::connect() {
    return std::make_unique<Connection>(options_);
}

}  // namespace retort::mariadb
