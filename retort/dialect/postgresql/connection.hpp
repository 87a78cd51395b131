/// \file
/// Internal: connections to PostgreSQL servers.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <retort/core/forks.hpp>
#include <retort/dialect/postgresql/encode.hpp>
#include <retort/dialect/postgresql/options.hpp>
#include <retort/dialect/postgresql/reader.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>

struct pg_conn;

namespace retort::postgresql {

/// What the server tells of a statement.
struct Description {
    std::vector<ParameterType> parameters;
    std::vector<ResultColumn> columns;
    bool text_results = false;  ///< some column has a type whose binary form nobody here knows
};

/// What is to be known of a table before rows go into it together.
struct TableTraits {
    bool takes_copy = false;   ///< COPY does the same as INSERT
    bool inserts_all = false;  ///< an INSERT of many rows returns as many
};

class ServerConnection final : public DriverConnection {
public:
    /// \throws OperationalError  where no server can be reached or it refuses
    explicit ServerConnection(const Options& options);
    ~ServerConnection() override;

    std::unique_ptr<DriverStatement> prepare(std::string_view sql) override;
    std::unique_ptr<DriverStatement> prepare_once(std::string_view sql) override;
    void execute_script(std::string_view sql) override;
    void begin(BeginMode mode) override;
    void commit() override;
    void rollback() override;
    bool in_transaction() const override;
    bool transaction_failed() const override;
    bool is_lost() const noexcept override;
    bool ping() noexcept override;
    std::unique_ptr<ParameterRecorder> recorder() const override;

    // For statements.

    pg_conn* handle() const noexcept { return connection_; }
    const Options& options() const noexcept { return options_; }

    /// Statements that were prepared when this number was another are to be prepared anew.
    int generation() const noexcept { return generation_; }
    void distrust_statements() noexcept { ++generation_; }
    std::string new_name();
    /// Has the server forget the statement when a transaction begins the next time.
    void forget_later(std::string name) noexcept;

    /// Says before each execution that there is one; true where it is the first of its transaction.
    bool note_execution();
    /// Rolls back and begins anew, for a transaction in which nothing has been done yet.
    void restart_transaction();
    /// Changes with each transaction and with each ROLLBACK TO SAVEPOINT: cursors of before may be gone.
    int cursor_epoch() const noexcept { return cursor_epoch_; }

    /// Sends what must stand before the next statement (BEGIN, and before it what the server is to forget) in pipeline mode, which it enters
    /// then. False: there is nothing, and the connection is in its usual mode.
    bool send_prelude();
    /// Reads the answers to what send_prelude() has sent.
    /// \throws DatabaseError  having left the pipeline
    void read_prelude();
    /// Ends a pipeline: reads what is still to come and leaves it. Throws nothing, since an error is on its way then or nothing can be wrong.
    /// \param abandoned  there may be statements behind the last Sync, which the server would never answer
    void leave_pipeline(bool abandoned = false) noexcept;
    /// Tells the server of a transaction that has begun and all else that send_prelude() would send, and waits.
    void begin_now();
    bool has_to_forget() const noexcept { return !to_forget_.empty(); }
    /// The answer to a Sync has been read by the caller.
    void note_sync() noexcept { --syncs_due_; }
    /// Asks for answers in pipeline mode.
    void send_sync();
    /// The next answer; null at the end of those of one statement. Waits.
    Result next_result();
    /// The answer to a statement sent in the usual mode.
    /// \throws DatabaseError
    Result take_answer();
    /// Looks at one answer.
    /// \throws DatabaseError  where it is an error
    void check(const Result& result);
    /// Throws what a call of libpq that could not send, or this answer, tells.
    [[noreturn]] void fail(const pg_result* result);
    /// Learns what a command did to the session from its tag.
    void note_command(const pg_result* result) noexcept;

    /// What is known of the types of a description that not every server has is filled in, having asked the server once.
    void look_up_types(Description& description);
    /// The array type of an element's type, asked of the server where it is a user's; 0: there is none.
    Oid array_type(Oid element);

    /// Of a table whose name is written as in SQL; the server is asked once.
    const TableTraits& table_traits(const std::string& table);

    /// Runs one statement without parameters and gives its rows.
    Result run(const std::string& sql);

private:
    struct KnownType {
        Wire wire;
        Oid array;
    };

    void connect();
    void check_usable();
    void note_transaction_end() noexcept;
    void look_up(const std::vector<Oid>& unknown);

    Options options_;
    pg_conn* connection_ = nullptr;
    detail::OwningProcess owner_;
    std::string prefix_;
    std::uint64_t counter_ = 0;
    int generation_ = 0;
    int cursor_epoch_ = 0;
    bool begin_is_due_ = false;  // begin() has been called, and the server will be told with the first statement
    int executions_ = 0;         // of statements in this transaction
    int prelude_answers_ = 0;    // statements that read_prelude() has to wait for
    int syncs_due_ = 0;
    std::vector<std::string> to_forget_;
    std::unordered_map<Oid, KnownType> types_;
    std::unordered_map<std::string, TableTraits> tables_;
};

class Connector final : public Dialect::Connector {
public:
    explicit Connector(Options options) : options_{std::move(options)} {}
    std::unique_ptr<DriverConnection> connect() override { return std::make_unique<ServerConnection>(options_); }

private:
    Options options_;
};

}  // namespace retort::postgresql
