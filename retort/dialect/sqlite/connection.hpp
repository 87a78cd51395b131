/// \file
/// Internal: connections to SQLite databases.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <retort/core/forks.hpp>
#include <retort/dialect/sqlite/integrity.hpp>
#include <retort/dialect/sqlite/options.hpp>
#include <retort/dialect/sqlite/statement.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/driver.hpp>

namespace retort::sqlite {

struct CloseDatabase {
    void operator()(sqlite3* database) const noexcept;
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;

class Connection final : public DriverConnection {
public:
    /// \throws OperationalError  where the file cannot be opened
    explicit Connection(const Options& options);
    ~Connection() override;

    std::unique_ptr<DriverStatement> prepare(std::string_view sql) override;
    void execute_script(std::string_view sql) override;
    void begin(BeginMode mode) override;
    void commit() override;
    void rollback() override;
    bool in_transaction() const override;
    bool is_lost() const noexcept override;
    bool ping() noexcept override;
    std::unique_ptr<ParameterRecorder> recorder() const override;

    AlterationState& alteration_state() noexcept { return alteration_state_; }
    sqlite3* handle() const noexcept { return database_.get(); }

private:
    void set_journal_mode(const std::string& mode);
    /// \throws OperationalError  where this is another process than the one that opened the database
    void check_usable() const;

    Database database_;
    retort::detail::OwningProcess owner_;
    std::string begin_sql_;
    AlterationState alteration_state_{};
    // Behind the database: closed before it is.
    std::unique_ptr<Statement> begin_;
    std::unique_ptr<Statement> commit_;
};

class Connector final : public Dialect::Connector {
public:
    explicit Connector(Options options);
    std::unique_ptr<DriverConnection> connect() override;

private:
    Options options_;
    Database keeper_;  // a database in memory lives as long as somebody has it open
};

}  // namespace retort::sqlite
