#include <retort/engine/connection_state.hpp>

#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/engine_state.hpp>
#include <retort/engine/errors.hpp>

namespace retort::detail {

namespace {

class NoParameters final : public ParameterSource {
public:
    void write(ParameterWriter&) const override {}
};
constexpr NoParameters no_parameters;

class BatchItem final : public ParameterSource {
public:
    BatchItem(const BatchSource& batch, std::size_t item) : batch_{batch}, item_{item} {}
    void write(ParameterWriter& writer) const override { batch_.write(item_, writer); }

private:
    const BatchSource& batch_;
    std::size_t item_;
};

/// Gives the cursor back where an execution ends by an exception.
class CursorGuard {
public:
    CursorGuard(ConnectionState& connection, CursorState& cursor) noexcept : connection_{connection}, cursor_{&cursor} {}
    ~CursorGuard() {
        if (cursor_ != nullptr) connection_.close(*cursor_);
    }
    CursorGuard(const CursorGuard&) = delete;
    CursorGuard& operator=(const CursorGuard&) = delete;
    CursorState* dismiss() noexcept { return std::exchange(cursor_, nullptr); }

private:
    ConnectionState& connection_;
    CursorState* cursor_;
};

}  // namespace

ConnectionState::ConnectionState(std::unique_ptr<DriverConnection> opened_driver, std::size_t statement_cache_size)
    : driver{std::move(opened_driver)},
      statements{statement_cache_size} {}

ConnectionState::~ConnectionState() {
    while (spare_ != nullptr)
        delete std::exchange(spare_, spare_->next);
}

CursorState* ConnectionState::execute(std::string_view sql, const ParameterSource& parameters) {
    CursorState& cursor = open_cursor();
    CursorGuard guard{*this, cursor};
    const bool echo = log->enabled();
    start(cursor, sql, parameters, SqlOrigin::cached, echo ? SqlLog::Clock::now() : SqlLog::Clock::time_point{});
    return guard.dismiss();
}

CursorState* ConnectionState::execute(
    std::string_view sql, std::vector<Value> parameters, SqlLog::Clock::time_point started, int fetch_size) {
    CursorState& cursor = open_cursor();
    CursorGuard guard{*this, cursor};
    cursor.fetch_size = fetch_size;
    cursor.owned.values = std::move(parameters);
    start(cursor, sql, cursor.owned, SqlOrigin::cached, started);
    return guard.dismiss();
}

CursorState* ConnectionState::execute_once(std::string_view sql) {
    CursorState& cursor = open_cursor();
    CursorGuard guard{*this, cursor};
    start(cursor, sql, no_parameters, SqlOrigin::once, {});
    return guard.dismiss();
}

void ConnectionState::execute_script(std::string_view sql) {
    const auto started = SqlLog::Clock::now();
    CursorState& cursor = open_cursor();
    const CursorGuard guard{*this, cursor};
    start(cursor, sql, no_parameters, SqlOrigin::generated, started);
    while (next(cursor)) {}
}

void ConnectionState::start(
    CursorState& cursor, std::string_view sql, const ParameterSource& parameters, SqlOrigin origin, SqlLog::Clock::time_point started) {
    if (log->enabled()) [[unlikely]]
        log_statement(sql, origin, started, parameters);
    try {
        cursor.loan = origin == SqlOrigin::cached ? statements.borrow(*driver, sql) : statements.borrow_once(*driver, sql);
        DriverStatement& statement = *cursor.loan.statement;
        cursor.parameters = &parameters;
        statement.row().explained_by(&cursor);
        if (cursor.fetch_size > 0) statement.set_fetch_size(cursor.fetch_size);
        parameters.write(statement.bind());
        cursor.row_is_ready = statement.step();
        cursor.column_count = statement.column_count();
        if (!cursor.row_is_ready) {
            cursor.at_end = true;
            cursor.rowcount = statement.changes();
            // A statement with columns but no row is kept until that is found out by next(): somebody may ask for the names.
            if (cursor.column_count == 0) finish(cursor);
        }
    } catch (const DatabaseError& error) {
        fail(error, sql, parameters);
    }
}

void ConnectionState::execute_many(std::string_view sql, BatchSource& batch) {
    if (batch.size() == 0) return;
    const auto started = SqlLog::Clock::now();
    CursorState& cursor = open_cursor();
    const CursorGuard guard{*this, cursor};
    if (log->enabled()) {
        log->statement(sql, SqlOrigin::cached, started, hide_parameters ? std::string{} : show_batch(*driver, batch));
    }
    std::size_t item = 0;
    try {
        cursor.loan = statements.borrow(*driver, sql);
        DriverStatement& statement = *cursor.loan.statement;
        statement.row().explained_by(nullptr);  // fail() below explains
        statement.execute_many(batch, item);
    } catch (const DatabaseError& error) {
        if (item < batch.size()) fail(error, sql, BatchItem{batch, item});
        fail(error, sql, batch);
    }
}

bool ConnectionState::next(CursorState& cursor) {
    if (std::exchange(cursor.row_is_ready, false)) return true;
    if (cursor.at_end) {
        finish(cursor);
        return false;
    }
    try {
        DriverStatement& statement = *cursor.loan.statement;
        if (statement.step()) return true;
        cursor.at_end = true;
        cursor.rowcount = statement.changes();
        finish(cursor);
        return false;
    } catch (const DatabaseError& error) {
        cursor.at_end = true;
        fail(error, cursor.loan.entry->sql, *cursor.parameters);
    }
}

void ConnectionState::finish(CursorState& cursor) noexcept {
    if (cursor.loan.statement) statements.give_back(std::exchange(cursor.loan, {}));
}

CursorState& ConnectionState::open_cursor() {
    need_transaction();  // first: a reconnection closes the cursors that are open
    CursorState* cursor = spare_;
    if (cursor != nullptr) {
        spare_ = cursor->next;
    } else {
        cursor = new CursorState;
    }
    cursor->connection = this;
    cursor->row_is_ready = false;
    cursor->at_end = false;
    cursor->column_count = 0;
    cursor->fetch_size = 0;
    cursor->rowcount = -1;
    cursor->previous = nullptr;
    cursor->next = open_;
    if (open_ != nullptr) open_->previous = cursor;
    open_ = cursor;
    return *cursor;
}

void ConnectionState::close(CursorState& cursor) noexcept {
    finish(cursor);
    cursor.owned.values.clear();
    (cursor.previous != nullptr ? cursor.previous->next : open_) = cursor.next;
    if (cursor.next != nullptr) cursor.next->previous = cursor.previous;
    cursor.next = spare_;
    spare_ = &cursor;
}

void ConnectionState::need_transaction() {
    if (transaction == Transaction::active) [[likely]]
        return;
    if (transaction == Transaction::lost) {
        throw PendingRollbackError{
            "The database has rolled this transaction back by itself after an error; call rollback() before anything else is executed"};
    }
    if (!autocommit) begin(BeginMode::default_);
}

void ConnectionState::begin(BeginMode mode) {
    if (transaction != Transaction::none) throw InvalidRequestError{"A transaction has already begun on this connection"};
    if (driver->is_lost()) reconnect();
    if (log->enabled()) log->message("BEGIN (implicit)");
    try {
        driver->begin(mode);
    } catch (const DatabaseError& error) {
        DatabaseErrorInfo info = error.info();
        note_lost_connection(info);
        throw_same(error, std::move(info));
    }
    transaction = Transaction::active;
}

// What was lost with the transaction has been told by then; the next one may as well work.
void ConnectionState::reconnect() {
    close_cursors();
    statements.clear();
    driver = engine->connect();
    opened = SqlLog::Clock::now();
}

void ConnectionState::commit() {
    if (transaction == Transaction::none) return;
    if (transaction == Transaction::lost) {
        throw PendingRollbackError{
            "The database has rolled this transaction back by itself after an error, so there is nothing to commit; call rollback()"};
    }
    if (log->enabled()) log->message("COMMIT");
    if (driver->transaction_failed()) {
        throw PendingRollbackError{"A statement of this transaction has failed, so there is nothing to commit; call rollback()"};
    }
    try {
        // Somebody may have ended it in SQL.
        if (driver->in_transaction() || driver->is_lost()) driver->commit();
    } catch (const DatabaseError& error) {
        DatabaseErrorInfo info = error.info();
        note_lost_connection(info);
        note_lost_transaction();
        throw_same(error, std::move(info));
    }
    transaction = Transaction::none;
}

void ConnectionState::rollback() {
    if (transaction == Transaction::none) return;
    if (log->enabled()) log->message("ROLLBACK");
    try {
        if (driver->in_transaction()) driver->rollback();
    } catch (const DatabaseError& error) {
        // Of a connection that breaks only now the server rolls back what was open.
        if (!driver->is_lost()) throw;
        DatabaseErrorInfo info = error.info();
        note_lost_connection(info);
    }
    transaction = Transaction::none;
}

bool ConnectionState::reset() noexcept {
    autocommit = false;
    close_cursors();
    try {
        rollback();
        // Begun in SQL by somebody who did not ask the connection.
        if (driver->in_transaction()) driver->rollback();
        return !driver->is_lost();
    } catch (...) {
        return false;
    }
}

void ConnectionState::close_cursors() noexcept {
    while (open_ != nullptr) {
        CursorState& cursor = *open_;
        finish(cursor);
        cursor.connection = nullptr;
        cursor.owned.values.clear();
        open_ = cursor.next;
    }
}

void ConnectionState::log_statement(
    std::string_view sql, SqlOrigin origin, SqlLog::Clock::time_point started, const ParameterSource& parameters) {
    log->statement(sql, origin, started, hide_parameters ? std::string{} : show_parameters(*driver, parameters));
}

void ConnectionState::note_lost_transaction() noexcept {
    if (transaction == Transaction::active && !driver->in_transaction()) transaction = Transaction::lost;
}

void ConnectionState::note_lost_connection(DatabaseErrorInfo& info) noexcept {
    if (!info.connection_lost) return;
    // Where one connection broke, the others that were open have probably broken too: the server was restarted.
    engine->pool.distrust_all();
}

void ConnectionState::explain(DatabaseErrorInfo& info, std::string_view sql, const ParameterSource& parameters) const noexcept {
    try {
        info.statement = sql;
        if (!hide_parameters) info.parameters = show_parameters(*driver, parameters);
        if (info.parameters == "()") info.parameters.clear();
    } catch (const std::exception&) {
        // The failure itself is worth more than its parameters.
    }
}

void CursorState::explain(DatabaseErrorInfo& info) const {
    if (connection != nullptr && loan.statement) connection->explain(info, loan.entry->sql, *parameters);
}

DatabaseErrorInfo ConnectionState::note_failure(const DatabaseError& error) {
    // Without a transaction nobody knows whether the statement was done before the connection broke; with one it has been undone.
    DatabaseErrorInfo info = error.info();
    if (info.connection_lost && transaction == Transaction::active) info.retryable = true;
    note_lost_transaction();
    note_lost_connection(info);
    return info;
}

void ConnectionState::fail(const DatabaseError& error, std::string_view sql, const ParameterSource& parameters) {
    DatabaseErrorInfo info = note_failure(error);
    explain(info, sql, parameters);
    throw_same(error, std::move(info));
}

void ConnectionState::fail(const DatabaseError& error, std::string_view sql, const BatchSource& batch) {
    DatabaseErrorInfo info = note_failure(error);
    try {
        info.statement = sql;
        if (!hide_parameters) info.parameters = show_batch(*driver, batch);
    } catch (const std::exception&) {
        // The failure itself is worth more than its parameters.
    }
    throw_same(error, std::move(info));
}

}  // namespace retort::detail
