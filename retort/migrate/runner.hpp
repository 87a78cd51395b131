/// \file
/// Brings a database from one revision to another.
#pragma once

#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/errors.hpp>
#include <retort/migrate/half_way.hpp>
#include <retort/migrate/history_table.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/migrate/progress.hpp>
#include <retort/migrate/revision_paths.hpp>
#include <retort/migrate/script_directory.hpp>
#include <retort/migrate/version_table.hpp>

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace retort::migrate {

/// An operation of a script failed, or the script itself. What it had done is undone as far as the transaction mode allows; the message says
/// where the database is.
class MigrationError : public RevisionError {
public:
    explicit MigrationError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

struct RunOptions {
    std::optional<TransactionMode> transaction_mode{};  ///< none: the environment's
    std::string tag{};                                  ///< kept in the history
    std::vector<std::pair<std::string, std::string>> x_arguments{};
    std::chrono::milliseconds lock_timeout{60'000};  ///< how long another deployment is waited for
    /// Goes on at this operation of the step that stands half-way, from 1, whatever the last run has noted.
    std::optional<int> resume_at{};
    StatementTimeouts timeouts{};  ///< of the statements; the environment's where they have no value
    /// What Alembic writes into its log, without level and logger: `Running upgrade 1975ea83b712 -> ae1027a6acf1, add allegiance`. May be empty.
    std::function<void(const std::string&)> log{};
    ProgressOutput progress{};
};

namespace detail {
struct PlannedOperation;
struct PlannedStep;
}  // namespace detail

/// Runs migrations on one connection, in which no transaction is open. Belongs to its connection and to one thread.
///
/// Whatever changes the database takes the deploy lock first and then looks again at where the database is: of two that run at once
/// the second waits and finds nothing left to do.
class Runner {
public:
    /// All of these must outlive the runner.
    Runner(Connection& connection, const Environment& environment, const ScriptDirectory& scripts, RunOptions options = {});

    /// The rows of the version table; none where it does not exist.
    std::vector<std::string> current();
    /// \throws MigrationError  where a script fails
    /// \throws RevisionError and those under it, TimeoutError  before anything is changed
    void upgrade(std::string_view target);
    void downgrade(std::string_view target);
    /// Sets the version without running scripts.
    /// \param purge  forget first what the version table holds
    void stamp(const std::vector<std::string>& targets, bool purge = false);
    /// Creates the version table where it is missing.
    void ensure_version();
    /// The step that was begun and did not come to its end, on a database that does not roll back DDL; the next upgrade(), or downgrade(),
    /// goes on where it stands.
    std::optional<HalfWay> half_way();
    /// What is wrong with the scripts that this database has been through: a file that the program does not have any more, or one that was
    /// edited since. One message each; empty where all is well, or nothing is known.
    std::vector<std::string> check_history();

private:
    class Locked;
    using Clock = std::chrono::steady_clock;

    void migrate(const MigrationPath& path);
    std::vector<detail::PlannedStep> plan(const MigrationPath& path) const;
    void run_as_one(const std::vector<detail::PlannedStep>& steps);
    void run_by_itself(const detail::PlannedStep& step);
    void run_without_transaction(const detail::PlannedStep& step);
    bool keeps_half_way() const;
    std::string next_words(const HalfWay& half_way) const;
    void require_half_way_first(const std::vector<detail::PlannedStep>& steps) const;
    void run_resumably(const detail::PlannedStep& step);
    std::size_t begin(const detail::PlannedStep& step);
    std::size_t resume(const detail::PlannedStep& step);
    bool finish_interrupted(const detail::PlannedStep& step, std::size_t place);
    void make(const detail::PlannedStep& step, std::size_t place);
    void make(const Operation& operation, const detail::PlannedStep& step, std::size_t place);
    void stand_at(const detail::PlannedStep& step, std::size_t place);
    void note_refusal(int statements_done);
    void execute(const detail::PlannedStep& step);
    void note(const detail::PlannedStep& step, Clock::time_point begun);
    void create_tables();
    void add_history(HistoryEntry entry);
    HistoryEntry history_entry(const detail::PlannedStep& step) const;
    [[noreturn]] void fail(const detail::PlannedStep& step, const std::string& consequence) const;
    [[noreturn]] void fail_half_way(const detail::PlannedStep& step) const;
    std::string consequence(std::string_view rolled_back) const;
    std::string place() const;
    void log(const std::string& line) const;
    StatementTimeouts timeouts() const;
    TransactionMode mode() const { return options_.transaction_mode.value_or(environment_.transaction_mode); }

    Connection& connection_;
    const Environment& environment_;
    const ScriptDirectory& scripts_;
    RunOptions options_;
    const Alterations& alterations_;
    VersionTable version_table_;
    HistoryTable history_table_;
    HalfWayRow half_way_row_;
    const detail::PlannedOperation* at_ = nullptr;  ///< the operation that is being executed
    // As they are under the lock.
    std::vector<std::string> rows_{};
    bool has_version_table_ = false;
    bool has_history_table_ = false;
    std::optional<HalfWay> half_way_{};
    bool is_one_run_ = false;  ///< the history is written at the end of the one transaction
    std::vector<HistoryEntry> waiting_history_{};
};

}  // namespace retort::migrate
