/// \file
/// Internal: executes one operation after the other.
#pragma once

#include <retort/engine/connection.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/migrate/progress.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace retort {
class Alterations;
}

namespace retort::migrate::detail {

/// True where an operation has to be made between Alterations::begin_alterations() and end_alterations().
bool needs_alterations(const Operation& operation, const Alterations& alterations);
/// True where what an operation does is worth a look at the database's integrity, when nothing has looked while it was made.
bool wants_integrity_check(const Operation& operation, const Alterations& alterations);

/// True where an operation is one that can stand in no transaction.
bool needs_autocommit(const Operation& operation, const Alterations& alterations);

/// Executes operations on one connection, in the transaction that is open there or, where none is, each by itself.
class Executor {
public:
    Executor(Connection& connection, const ProgressOutput& progress);

    /// \param revision  whose operation it is, for the progress of a long one
    void execute(const Operation& operation, std::string_view revision);
    /// How many of the last operation's statements of DDL were executed.
    int statements_done() const noexcept { return statements_done_; }

private:
    void execute(const ddl::CreateTable& change);
    void execute(const ddl::DropTable& change);
    void execute(const ddl::AlterTable& change);
    void execute(const ddl::AlterEnum& change);
    void execute(const ExecuteSql& operation);
    void execute(const ExecuteInBatches& operation);
    void execute(const BulkInsert& operation);
    void execute(const RunCode& operation);

    std::string label(const Operation& operation) const;
    void execute_all(const std::vector<std::string>& statements);
    void execute_text(const std::string& sql, const Parameters& parameters);
    void run(void (*code)(Connection&), Progress& progress);
    void run(void (*code)(Session&), Progress& progress);
    void run(void (*code)(Connection&, Progress&), Progress& progress);
    void run(void (*code)(Session&, Progress&), Progress& progress);

    Connection& connection_;
    const Alterations& alterations_;
    const ProgressOutput& progress_;
    std::string_view revision_{};
    int statements_done_ = 0;
};

}  // namespace retort::migrate::detail
