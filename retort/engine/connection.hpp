#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/engine/cursor.hpp>
#include <retort/engine/result.hpp>
#include <retort/sql/statements.hpp>

namespace retort {

class Dialect;
class DriverConnection;
class Engine;
enum class BeginMode;

namespace detail {
struct ConnectionState;
}

/// Named parameters of text(): `{{"name", value}, {"age", 3}}`.
using Parameters = std::vector<std::pair<std::string_view, Value>>;

/// A database connection borrowed from the engine's pool, given back when it is destroyed; what was not committed is rolled back then.
///
/// The first statement begins a transaction. Results are plain values, untracked. Not thread-safe: one thread at a time. Move-only.
class Connection {
public:
    Connection(Connection&& other) noexcept;
    Connection& operator=(Connection&& other) noexcept;
    ~Connection();

    /// Rows of a select as plain values: an entity is its struct, a column its value, several a std::tuple. They stream: each row is read when it is asked for.
    /// \throws DatabaseError
    template <class... Items>
    Result<Items...> exec(const Select<Items...>& statement) {
        return {execute(statement.node()), detail::scales_of(statement.node())};
    }

    /// An insert, update or delete; with returning(), its rows.
    template <class... Items>
    auto exec(const Write<Items...>& statement) {
        if constexpr (sizeof...(Items) == 0) {
            return WriteResult{execute_write(statement.node(), nullptr)};
        } else {
            detail::ReturnedRows<Items...> rows{statement.node()};
            const std::int64_t rowcount = execute_write(statement.node(), &rows);
            return std::move(rows).take(rowcount);
        }
    }

    /// SQL text with `:name` parameters; its rows are read by position or name.
    /// \throws ArgumentError  where a parameter is missing or not in the text
    TextResult exec(const Text& statement, const Parameters& parameters = {});

    /// Begins a transaction now instead of at the first statement.
    /// \throws InvalidRequestError  where one has begun already
    void begin();
    /// The same in a way that the driver knows.
    void begin(BeginMode mode);
    /// On: a statement outside of begin() and commit() is a transaction of its own. Off, as it is at first: it begins one. Off again once the connection
    /// has been given back.
    /// \throws InvalidRequestError  where a transaction has begun
    void set_autocommit(bool autocommit);
    /// Makes the changes of the transaction last; does nothing where none has begun.
    /// \throws PendingRollbackError  where the database has rolled the transaction back by itself after an error
    void commit();
    /// Undoes the changes of the transaction; does nothing where none has begun.
    void rollback();
    /// True from the first statement, or begin(), to commit() or rollback(); also while a transaction that the database has rolled back
    /// by itself waits for rollback().
    bool in_transaction() const noexcept;

    const Dialect& dialect() const;
    Engine engine() const;

    // For the layers above and for tools; SQL in the dialect's own text and parameter marks. A statement begins a transaction where none
    // has begun, and fails with PendingRollbackError while a transaction that the database has rolled back by itself is still to be ended.
    Cursor execute(const sql::StatementNode& statement);
    /// Executes an insert, update or delete, an insert of objects once for each; gives the rows of RETURNING to `sink`, where there is one.
    /// \returns the number of rows written
    std::int64_t execute_write(const sql::StatementNode& statement, detail::RowSink* sink);
    Cursor execute(std::string_view sql, std::vector<Value> parameters);
    /// `parameters` is borrowed until the cursor is closed.
    Cursor execute(std::string_view sql, const ParameterSource& parameters);
    /// Executes `sql` once for each item. The first failure ends it; its error shows the parameters of the failing item.
    void execute_many(std::string_view sql, BatchSource& batch);
    /// Runs SQL that will not come again, a PRAGMA for example: the prepared statement is not kept.
    Cursor execute_once(std::string_view sql);
    /// Runs DDL, one statement, and logs it.
    void execute_ddl(std::string_view sql);
    /// The names are quoted where they need it.
    void savepoint(std::string_view name);
    void release_savepoint(std::string_view name);
    void rollback_to_savepoint(std::string_view name);
    /// The driver's connection, for what has to be done behind the transaction's back (settings that no transaction may hold).
    DriverConnection& driver();

private:
    friend class Engine;
    explicit Connection(detail::ConnectionState* state) noexcept : state_{state} {}
    detail::ConnectionState& state() const;
    void release() noexcept;

    detail::ConnectionState* state_;
};

}  // namespace retort
