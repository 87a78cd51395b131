#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <retort/engine/batch.hpp>

namespace retort {

/// One prepared statement of a driver. Belongs to its connection and to one thread at a time.
class DriverStatement {
public:
    virtual ~DriverStatement() = default;
    DriverStatement(const DriverStatement&) = delete;
    DriverStatement& operator=(const DriverStatement&) = delete;

    /// Ends a running execution and gives the writer for the parameters of the next.
    virtual ParameterWriter& bind() = 0;
    /// How many rows the next execution fetches from the server at a time; 0: all of them before the first is given, which is quickest.
    /// A driver that never holds more than one row has nothing to do here. Forgotten by reset().
    virtual void set_fetch_size(int /*rows*/) {}
    /// The first call after bind() executes. True: a row stands ready in row().
    /// \throws DatabaseError  without statement and parameters; the caller, who knows them, adds them
    virtual bool step() = 0;
    virtual ColumnReader& row() = 0;
    virtual int column_count() const = 0;
    virtual std::string_view column_name(int column) const = 0;
    /// Rows that the last execution inserted, updated or deleted; -1 where it was no such statement.
    virtual std::int64_t changes() const = 0;
    /// The key that the database made for the row that the last execution inserted; asked only where Dialect::tells_generated_key().
    virtual std::int64_t generated_key() const { return 0; }
    /// Executes once for each item, in their order as far as anybody can see; sent together where the database can.
    /// \param item  set to the item whose turn it is, or that failed, before anything is thrown; to batch.size() where nobody knows which
    virtual void execute_many(BatchSource& batch, std::size_t& item);
    /// Ends the execution and releases what it holds (locks, buffers); bound parameters are forgotten.
    virtual void reset() noexcept = 0;

protected:
    DriverStatement() = default;
};

/// Writes parameters as text in the way they are shown in logs and errors: what the driver would be given, as Python's repr.
class ParameterRecorder : public ParameterWriter {
public:
    virtual ~ParameterRecorder() = default;
    /// The parameters so far, one repr each; starts anew.
    virtual std::vector<std::string> take() = 0;
};

/// How a transaction begins and which isolation it has; a driver refuses what its database has not.
enum class BeginMode { default_, deferred, immediate };

/// One connection of a driver. Belongs to one thread at a time.
class DriverConnection {
public:
    virtual ~DriverConnection() = default;
    DriverConnection(const DriverConnection&) = delete;
    DriverConnection& operator=(const DriverConnection&) = delete;

    virtual std::unique_ptr<DriverStatement> prepare(std::string_view sql) = 0;
    /// A statement that will not come again; a server need not be asked to keep it.
    virtual std::unique_ptr<DriverStatement> prepare_once(std::string_view sql) { return prepare(sql); }
    /// Runs statements that take no parameters and whose rows nobody wants, separated by semicolons.
    virtual void execute_script(std::string_view sql) = 0;

    virtual void begin(BeginMode mode) = 0;
    virtual void commit() = 0;
    virtual void rollback() = 0;
    /// True while a transaction is open at the database; one that has failed there but was not rolled back yet counts.
    virtual bool in_transaction() const = 0;
    /// True where the open transaction has failed, so that a commit would only roll it back (PostgreSQL).
    virtual bool transaction_failed() const { return false; }

    /// True once the connection is known to be broken: nothing works on it any more.
    virtual bool is_lost() const noexcept { return false; }
    /// True where the connection still answers.
    virtual bool ping() noexcept = 0;
    /// A recorder that shows parameters as this driver passes them.
    virtual std::unique_ptr<ParameterRecorder> recorder() const = 0;

protected:
    DriverConnection() = default;
};

}  // namespace retort
