#include <retort/dialect/sqlite/connection.hpp>

#include <cstdint>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/dialect/common/inherited.hpp>
#include <retort/dialect/sqlite/errors.hpp>
#include <retort/dialect/sqlite/recorder.hpp>

namespace retort::sqlite {

namespace {

Database open(const Options& options) {
    // A connection belongs to one thread at a time, so SQLite's own mutex would only cost.
    const int flags = options.open_flags | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | (options.is_uri ? SQLITE_OPEN_URI : 0);
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(options.file.c_str(), &opened, flags, nullptr);
    Database database{opened};
    if (code != SQLITE_OK) {
        const int extended = opened != nullptr ? sqlite3_extended_errcode(opened) : code;
        const char* message = opened != nullptr ? sqlite3_errmsg(opened) : sqlite3_errstr(code);
        throw_error(extended, fmt::format("{}: '{}'", message, options.file));
    }
    sqlite3_busy_timeout(opened, options.timeout_ms);
    return database;
}

void run(std::unique_ptr<Statement>& statement, sqlite3* database, std::string_view sql) {
    if (!statement) statement = std::make_unique<Statement>(database, sql);
    statement->step();
}

}  // namespace

void CloseDatabase::operator()(sqlite3* database) const noexcept {
    sqlite3_close_v2(database);
}

Connection::Connection(const Options& options) : database_{open(options)}, begin_sql_{options.begin} {
    execute_script(options.foreign_keys ? "PRAGMA foreign_keys=ON" : "PRAGMA foreign_keys=OFF");
    if (!options.journal_mode.empty()) set_journal_mode(options.journal_mode);
    if (!options.synchronous.empty()) execute_script("PRAGMA synchronous=" + options.synchronous);
}

Connection::~Connection() {
    // As with its statements: a child may not close what it inherited.
    if (is_lost()) static_cast<void>(database_.release());
}

bool Connection::is_lost() const noexcept {
    return !owner_.is_this();
}

void Connection::check_usable() const {
    if (is_lost()) retort::detail::throw_inherited_connection();
}

void Connection::set_journal_mode(const std::string& mode) {
    // SQLite answers with the mode that it has then, and keeps silent where it could not change it.
    Statement pragma{database_.get(), "PRAGMA journal_mode=" + mode};
    std::string_view actual;
    if (pragma.step() && pragma.row().text(0, actual) && actual == mode) return;
    throw_error(SQLITE_ERROR, fmt::format("journal_mode could not be set to {}; it is {}", mode, actual));
}

std::unique_ptr<DriverStatement> Connection::prepare(std::string_view sql) {
    check_usable();
    return std::make_unique<Statement>(database_.get(), sql);
}

void Connection::execute_script(std::string_view sql) {
    check_usable();
    const std::string terminated{sql};
    const int code = sqlite3_exec(database_.get(), terminated.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throw_last_error(database_.get(), code);
}

void Connection::begin(BeginMode mode) {
    switch (mode) {
    case BeginMode::default_: return run(begin_, database_.get(), begin_sql_);
    case BeginMode::deferred: return execute_script("BEGIN");
    case BeginMode::immediate: return execute_script("BEGIN IMMEDIATE");
    }
}

void Connection::commit() {
    run(commit_, database_.get(), "COMMIT");
}

void Connection::rollback() {
    execute_script("ROLLBACK");
}

bool Connection::in_transaction() const {
    return !is_lost() && sqlite3_get_autocommit(database_.get()) == 0;
}

bool Connection::ping() noexcept {
    // Reads the file, which `SELECT 1` would not.
    return !is_lost() && sqlite3_exec(database_.get(), "PRAGMA schema_version", nullptr, nullptr, nullptr) == SQLITE_OK;
}

std::unique_ptr<ParameterRecorder> Connection::recorder() const {
    return std::make_unique<Recorder>();
}

Connector::Connector(Options options) : options_{std::move(options)} {
    if (!options_.file.empty()) return;
    // Named after this object: no other database in memory of this process has its address while it lives.
    options_.file = fmt::format("file:/retort-{:x}?vfs=memdb", reinterpret_cast<std::uintptr_t>(this));
    options_.is_uri = true;
    options_.open_flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
    keeper_ = open(options_);
    sqlite3_int64 largest_size = std::numeric_limits<sqlite3_int64>::max();  // not SQLite's 1 GB
    sqlite3_file_control(keeper_.get(), "main", SQLITE_FCNTL_SIZE_LIMIT, &largest_size);
}

std::unique_ptr<DriverConnection> Connector::connect() {
    return std::make_unique<Connection>(options_);
}

}  // namespace retort::sqlite
