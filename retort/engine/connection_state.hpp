/// \file
/// Internal: what a Connection and its Cursors point at.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <retort/core/value.hpp>
#include <retort/engine/cursor.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/sql_log.hpp>
#include <retort/engine/statement_cache.hpp>

namespace retort::detail {

struct EngineState;

/// A cursor that is open, or one of the connection's spare ones: they are used again, so that an execution allocates nothing.
struct CursorState final : ReadContext {
    class OwnedParameters final : public ParameterSource {
    public:
        void write(ParameterWriter& writer) const override {
            for (std::size_t index = 0; index < values.size(); ++index)
                writer.value(static_cast<int>(index), values[index]);
        }
        std::vector<Value> values;
    };

    /// The statement and the parameters of the row at hand.
    void explain(DatabaseErrorInfo& info) const override;

    ConnectionState* connection = nullptr;  // null once the connection has been given back: the cursor owns itself then
    StatementCache::Loan loan{};            // empty once the last row has been read
    const ParameterSource* parameters = nullptr;
    OwnedParameters owned{};
    bool row_is_ready = false;  // the first row has been fetched, but nobody has asked for it yet
    bool at_end = false;
    int column_count = 0;
    int fetch_size = 0;
    std::int64_t rowcount = -1;
    CursorState* next = nullptr;      // in the list of open ones, or of spare ones
    CursorState* previous = nullptr;  // in the list of open ones
};

/// A pooled connection. One Connection at a time points at it; it keeps its prepared statements from one to the next.
struct ConnectionState {
    enum class Transaction : std::uint8_t {
        none,
        active,
        lost,  ///< the database has ended it by itself; nothing works until rollback()
    };

    ConnectionState(std::unique_ptr<DriverConnection> opened_driver, std::size_t statement_cache_size);
    ~ConnectionState();

    CursorState* execute(std::string_view sql, const ParameterSource& parameters);
    /// \param fetch_size  as DriverStatement::set_fetch_size takes it
    CursorState* execute(std::string_view sql, std::vector<Value> parameters, SqlLog::Clock::time_point started, int fetch_size = 0);
    CursorState* execute_once(std::string_view sql);
    void execute_many(std::string_view sql, BatchSource& batch);
    void execute_script(std::string_view sql);
    bool next(CursorState& cursor);
    void close(CursorState& cursor) noexcept;

    void begin(BeginMode mode);
    void commit();
    void rollback();
    /// Closes what is open and rolls back, ready for the pool. False where the connection is of no use any more.
    bool reset() noexcept;

    std::unique_ptr<DriverConnection> driver;
    StatementCache statements;
    EngineState* engine = nullptr;  // the one that lent it, while it is out
    SqlLog* log = nullptr;
    bool hide_parameters = false;
    Transaction transaction = Transaction::none;
    bool autocommit = false;
    SqlLog::Clock::time_point opened = SqlLog::Clock::now();
    int generation = 0;

private:
    CursorState& open_cursor();
    void start(
        CursorState& cursor, std::string_view sql, const ParameterSource& parameters, SqlOrigin origin, SqlLog::Clock::time_point started);
    void finish(CursorState& cursor) noexcept;
    void need_transaction();
    void log_statement(std::string_view sql, SqlOrigin origin, SqlLog::Clock::time_point started, const ParameterSource& parameters);
    void note_lost_transaction() noexcept;
    void note_lost_connection(DatabaseErrorInfo& info) noexcept;
    void close_cursors() noexcept;
    void reconnect();
    DatabaseErrorInfo note_failure(const DatabaseError& error);
    [[noreturn]] void fail(const DatabaseError& error, std::string_view sql, const ParameterSource& parameters);
    /// Where it is not known which of them failed: all are shown, as SQLAlchemy shows them.
    [[noreturn]] void fail(const DatabaseError& error, std::string_view sql, const BatchSource& batch);
    friend struct CursorState;
    void explain(DatabaseErrorInfo& info, std::string_view sql, const ParameterSource& parameters) const noexcept;

    CursorState* open_ = nullptr;
    CursorState* spare_ = nullptr;
};

}  // namespace retort::detail
