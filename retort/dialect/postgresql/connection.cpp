#include <retort/dialect/postgresql/connection.hpp>

#include <poll.h>
#include <unistd.h>

#include <array>
#include <utility>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/core/log.hpp>
#include <retort/core/text.hpp>
#include <retort/core/uuid.hpp>
#include <retort/dialect/common/inherited.hpp>
#include <retort/dialect/common/value_recorder.hpp>
#include <retort/dialect/postgresql/errors.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

const Logger& logger() {
    static const Logger notices{"retort.dialect.postgresql"};
    return notices;
}

/// Warnings of the server go to the log: libpq would write them to the error stream. What only comments on a statement ("relation already exists,
/// skipping") psycopg2 keeps to itself too.
void receive_notice(void*, const PGresult* notice) {
    const char* severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
    const std::string_view word = severity != nullptr ? severity : "WARNING";
    if (word == "NOTICE" || word == "INFO" || word == "LOG" || word.starts_with("DEBUG")) return;
    try {
        const char* text = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
        const std::string_view message = text != nullptr ? std::string_view{text} : strip(PQresultErrorMessage(notice));
        logger().warning(std::string{word} + ": " + std::string{message});
    } catch (...) {
        // Called from C: the message is lost, since there is nobody to tell.
    }
}

[[noreturn]] void throw_lost(std::string message) {
    DatabaseErrorInfo info;
    info.message = std::move(message);
    info.connection_lost = true;
    throw OperationalError{std::move(info)};
}

}  // namespace

ServerConnection::ServerConnection(const Options& options) : options_{options} {
    connect();
    // A pooler in front of the server hands one of its connections to many clients: their names must never be ours.
    prefix_ = "retort_" + uuid4().hex().substr(0, 12) + "_";
}

void ServerConnection::connect() {
    std::vector<const char*> names;
    std::vector<const char*> values;
    names.reserve(options_.keywords.size() + 1);
    values.reserve(options_.keywords.size() + 1);
    for (const auto& [name, value] : options_.keywords) {
        names.push_back(name.c_str());
        values.push_back(value.c_str());
    }
    names.push_back(nullptr);
    values.push_back(nullptr);
    connection_ = PQconnectdbParams(names.data(), values.data(), 0);
    if (connection_ == nullptr) throw_lost("out of memory");
    if (PQstatus(connection_) != CONNECTION_OK) {
        auto info = error_info(nullptr, connection_);
        PQfinish(connection_);
        throw OperationalError{std::move(info)};
    }
    PQsetNoticeReceiver(connection_, receive_notice, nullptr);
}

ServerConnection::~ServerConnection() {
    if (owner_.is_this()) {
        PQfinish(connection_);
        return;
    }
    // This is a fork's copy. PQfinish would tell the server, over the socket that belongs to the parent, that the session ends (and under
    // TLS spoil the parent's stream), so that only the descriptor is closed. The memory stays: libpq has no way to free it without a word.
    const int socket = PQsocket(connection_);
    if (socket >= 0) close(socket);
}

std::unique_ptr<DriverStatement> ServerConnection::prepare(std::string_view sql) {
    return std::make_unique<Statement>(*this, sql, options_.prepared_statements ? Statement::Kept::by_name : Statement::Kept::unnamed);
}

std::unique_ptr<DriverStatement> ServerConnection::prepare_once(std::string_view sql) {
    return std::make_unique<Statement>(*this, sql, Statement::Kept::once);
}

void ServerConnection::check_usable() {
    if (!owner_.is_this()) detail::throw_inherited_connection();
    if (PQstatus(connection_) == CONNECTION_BAD) {
        auto info = error_info(nullptr, connection_);
        if (info.message.empty()) info.message = "the connection is lost";
        throw OperationalError{std::move(info)};
    }
}

void ServerConnection::execute_script(std::string_view sql) {
    check_usable();
    begin_now();
    ++executions_;
    const std::string terminated{sql};
    // The simple protocol, as the only one that takes several statements; outside of a transaction the server makes them one.
    if (PQsendQuery(connection_, terminated.c_str()) == 0) fail(nullptr);
    take_answer();
}

void ServerConnection::begin(BeginMode mode) {
    if (mode != BeginMode::default_) {
        throw InvalidRequestError{
            "BEGIN IMMEDIATE and BEGIN DEFERRED are SQLite's; PostgreSQL has isolation levels: isolation_level=serializable "
            "in the URL"};
    }
    check_usable();
    // The server hears of it together with the first statement: a round trip less for every transaction.
    begin_is_due_ = true;
    executions_ = 0;
    ++cursor_epoch_;
}

void ServerConnection::begin_now() {
    if (send_prelude()) {
        send_sync();
        read_prelude();
        leave_pipeline();
    }
}

void ServerConnection::note_transaction_end() noexcept {
    begin_is_due_ = false;
    executions_ = 0;
    ++cursor_epoch_;
}

void ServerConnection::commit() {
    if (std::exchange(begin_is_due_, false)) {  // nothing was done
        note_transaction_end();
        return;
    }
    check_usable();
    // What the server has said unasked, that it shuts down for example, is heard before COMMIT goes out: then it is certain that
    // nothing was committed.
    pollfd waiting{PQsocket(connection_), POLLIN, 0};
    while (poll(&waiting, 1, 0) > 0) {
        if (PQconsumeInput(connection_) == 0 || PQstatus(connection_) == CONNECTION_BAD) fail(nullptr);
        static_cast<void>(PQisBusy(connection_));  // parses it, so that notices are received
    }
    if (PQsendQueryParams(connection_, "COMMIT", 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) fail(nullptr);
    Result answer;
    try {
        answer = take_answer();
    } catch (const DatabaseError& error) {
        if (!error.is_connection_lost()) {
            note_transaction_end();
            throw;
        }
        auto info = error.info();
        info.message =
            "the connection broke after COMMIT was sent and before its answer came, so nobody knows whether the transaction was "
            "committed: " +
            info.message;
        note_transaction_end();
        throw InDoubtError{std::move(info)};
    }
    note_transaction_end();
    if (std::string_view{PQcmdStatus(answer.get())} != "COMMIT") {
        DatabaseErrorInfo info;
        info.message = "a statement of the transaction had failed, so the server answered COMMIT by rolling it back";
        info.sqlstate = "25P02";
        throw OperationalError{std::move(info)};
    }
}

void ServerConnection::rollback() {
    if (std::exchange(begin_is_due_, false) || is_lost()) {  // a lost connection has taken its transaction with it
        note_transaction_end();
        return;
    }
    const bool was_open = PQtransactionStatus(connection_) != PQTRANS_IDLE;
    note_transaction_end();
    if (was_open) run("ROLLBACK");
}

bool ServerConnection::in_transaction() const {
    if (!owner_.is_this()) return false;  // it is the parent's
    if (begin_is_due_) return true;
    const auto status = PQtransactionStatus(connection_);
    return status != PQTRANS_IDLE && status != PQTRANS_UNKNOWN;
}

bool ServerConnection::transaction_failed() const {
    return PQtransactionStatus(connection_) == PQTRANS_INERROR;
}

bool ServerConnection::is_lost() const noexcept {
    return !owner_.is_this() || PQstatus(connection_) == CONNECTION_BAD;
}

bool ServerConnection::ping() noexcept {
    if (is_lost()) return false;
    try {
        // The shortest statement there is: it begins nothing and fails nowhere, in a failed transaction neither.
        if (PQsendQuery(connection_, "") == 0) return false;
        take_answer();
        return PQstatus(connection_) == CONNECTION_OK;
    } catch (...) {
        return false;
    }
}

std::unique_ptr<ParameterRecorder> ServerConnection::recorder() const {
    return std::make_unique<detail::ValueRecorder>();
}

std::string ServerConnection::new_name() {
    return prefix_ + std::to_string(++counter_);
}

void ServerConnection::forget_later(std::string name) noexcept {
    if (is_lost()) return;
    try {
        to_forget_.push_back(std::move(name));
    } catch (...) {
        // Then the server keeps it until the connection ends.
    }
}

bool ServerConnection::note_execution() {
    check_usable();
    return executions_++ == 0;
}

void ServerConnection::restart_transaction() {
    run("ROLLBACK");
    begin_is_due_ = true;
    executions_ = 1;
    ++cursor_epoch_;
}

bool ServerConnection::send_prelude() {
    const bool is_idle = begin_is_due_ || PQtransactionStatus(connection_) == PQTRANS_IDLE;
    const bool forgets = is_idle && !to_forget_.empty();
    if (!forgets && !begin_is_due_) return false;
    if (PQenterPipelineMode(connection_) == 0) fail(nullptr);
    prelude_answers_ = 0;
    if (forgets) {
        for (const std::string& name : std::exchange(to_forget_, {})) {
            // Each with a Sync of its own and before BEGIN: where somebody else has had the server forget it already, that error hurts nobody.
            const std::string sql = "DEALLOCATE " + name;
            if (PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) fail(nullptr);
            send_sync();
            ++prelude_answers_;
        }
    }
    if (begin_is_due_) {
        if (PQsendQueryParams(connection_, options_.begin.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) fail(nullptr);
    }
    return true;
}

void ServerConnection::read_prelude() {
    for (; prelude_answers_ > 0; --prelude_answers_) {
        while (const Result forgotten = next_result()) {
            if (PQstatus(connection_) == CONNECTION_BAD) fail(forgotten.get());
        }
        const Result sync = next_result();
        if (PQresultStatus(sync.get()) == PGRES_PIPELINE_SYNC) {
            --syncs_due_;
        } else if (PQstatus(connection_) == CONNECTION_BAD) {
            fail(sync.get());
        }
    }
    if (!std::exchange(begin_is_due_, false)) return;
    const Result begun = next_result();
    if (PQresultStatus(begun.get()) != PGRES_COMMAND_OK) fail(begun.get());
    while (next_result()) {}
}

void ServerConnection::send_sync() {
    if (PQpipelineSync(connection_) == 0) fail(nullptr);
    ++syncs_due_;
}

void ServerConnection::leave_pipeline(bool abandoned) noexcept {
    if (PQpipelineStatus(connection_) == PQ_PIPELINE_OFF) return;
    if (abandoned && PQstatus(connection_) == CONNECTION_OK && PQpipelineSync(connection_) != 0) ++syncs_due_;
    // Nothing twice in a row: there is nothing more.
    for (int nothing = 0; syncs_due_ > 0 && nothing < 2 && PQstatus(connection_) == CONNECTION_OK;) {
        const Result result = next_result();
        nothing = result == nullptr ? nothing + 1 : 0;
        if (PQresultStatus(result.get()) == PGRES_PIPELINE_SYNC) --syncs_due_;
    }
    syncs_due_ = 0;
    prelude_answers_ = 0;
    if (PQstatus(connection_) == CONNECTION_OK) PQexitPipelineMode(connection_);
}

Result ServerConnection::next_result() {
    return Result{PQgetResult(connection_)};
}

Result ServerConnection::take_answer() {
    Result answer;
    Result error;
    while (Result result = next_result()) {
        switch (PQresultStatus(result.get())) {
        case PGRES_COPY_IN: PQputCopyEnd(connection_, "COPY FROM STDIN cannot be executed as a statement"); break;
        case PGRES_COPY_OUT: {
            char* line = nullptr;
            while (PQgetCopyData(connection_, &line, 0) > 0)
                PQfreemem(line);
            break;
        }
        case PGRES_FATAL_ERROR:
        case PGRES_BAD_RESPONSE:
            if (error == nullptr) error = std::move(result);
            continue;
        default: note_command(result.get()); break;
        }
        answer = std::move(result);
        if (PQstatus(connection_) == CONNECTION_BAD) break;
    }
    if (error != nullptr || answer == nullptr) fail(error.get());
    return answer;
}

void ServerConnection::check(const Result& result) {
    const auto status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY || status == PGRES_SINGLE_TUPLE) {
        return note_command(result.get());
    }
    fail(result.get());
}

void ServerConnection::fail(const PGresult* result) {
    auto info = error_info(result, connection_);
    // 57P01 and its kin: the session is over, even if the end of the stream has not been read yet.
    const bool is_end = info.sqlstate == "57P01" || info.sqlstate == "57P02" || info.sqlstate == "57P03" || info.sqlstate == "57P05" ||
                        info.sqlstate == "25P03";
    if (is_end) {
        info.connection_lost = true;
        for (int i = 0; i < 3 && PQstatus(connection_) == CONNECTION_OK; ++i) {
            pollfd waiting{PQsocket(connection_), POLLIN, 0};
            constexpr int patience = 1000;  // milliseconds
            if (poll(&waiting, 1, patience) <= 0 || PQconsumeInput(connection_) == 0) break;
        }
    }
    leave_pipeline(true);
    if (info.message.empty()) info.message = info.connection_lost ? "the connection is lost" : "the server gave no answer";
    throw_error(std::move(info));
}

void ServerConnection::note_command(const PGresult* result) noexcept {
    const std::string_view tag = PQcmdStatus(const_cast<PGresult*>(result));
    // Cursors that were opened after the savepoint are gone.
    if (tag == "ROLLBACK") ++cursor_epoch_;
    // Columns may have another type now: what is prepared for the old one would fail, and a transaction can fail only once.
    if (tag.starts_with("ALTER") || tag.starts_with("DROP") || tag.starts_with("DEALLOCATE") || tag.starts_with("DISCARD")) {
        distrust_statements();
        tables_.clear();
    }
}

Result ServerConnection::run(const std::string& sql) {
    check_usable();
    if (PQsendQueryParams(connection_, sql.c_str(), 0, nullptr, nullptr, nullptr, nullptr, 0) == 0) fail(nullptr);
    return take_answer();
}

}  // namespace retort::postgresql
