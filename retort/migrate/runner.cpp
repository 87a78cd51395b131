#include <retort/migrate/runner.hpp>

#include <algorithm>
#include <exception>
#include <memory>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate/executor.hpp>
#include <retort/migrate/graph_text.hpp>
#include <retort/migrate/planned_step.hpp>
#include <retort/migrate/step_transaction.hpp>

namespace retort::migrate {

using detail::PlannedOperation;
using detail::PlannedStep;
using detail::StepTransaction;

MigrationError::MigrationError(std::string message) : RevisionError{std::move(message)} {}

const char* MigrationError::type_name() const noexcept {
    return "MigrationError";
}

namespace {

/// What the exception that is being handled says of itself.
std::string words_of_current_exception() {
    try {
        throw;
    } catch (const DatabaseError& error) {
        return error.what();  // begins with its class
    } catch (const Error& error) {
        return std::string{error.type_name()} + ": " + error.what();
    } catch (const std::exception& error) {
        return error.what();
    } catch (...) {
        return "an exception that is no std::exception";
    }
}

void follow(std::vector<std::string>& rows, const VersionChange& change) {
    const auto row = std::find(rows.begin(), rows.end(), change.from);
    switch (change.kind) {
    case VersionChange::Kind::insert: rows.push_back(change.to); break;
    case VersionChange::Kind::update:
        if (row != rows.end()) *row = change.to;
        break;
    case VersionChange::Kind::remove:
        if (row != rows.end()) rows.erase(row);
        break;
    }
}

std::int64_t milliseconds_since(std::chrono::steady_clock::time_point begun) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - begun).count();
}

}  // namespace

/// The deploy lock, and the database as it is once it is held.
class Runner::Locked {
public:
    explicit Locked(Runner& runner) {
        Connection& connection = runner.connection_;
        if (connection.in_transaction()) {
            throw InvalidRequestError{
                "Migrations begin and end transactions of their own; this connection is in one, commit it or roll it back before"};
        }
        lock_ = runner.alterations_.deploy_lock(
            connection, {.timeout = runner.options_.lock_timeout, .waiting = [&runner](const std::string& holder) {
                             runner.log("Waiting for another deployment that migrates this database: " + holder);
                         }});
        // What was known before the lock was had may be old: who held it has migrated, as likely as not.
        auto rows = runner.version_table_.rows(connection);
        runner.has_version_table_ = rows.has_value();
        runner.rows_ = std::move(rows).value_or(std::vector<std::string>{});
        runner.has_history_table_ = runner.environment_.history_table && runner.history_table_.exists(connection);
        runner.half_way_.reset();
        if (runner.keeps_half_way() && runner.has_history_table_) runner.half_way_ = runner.half_way_row_.find(connection);
        connection.rollback();  // of what has only been read
    }

private:
    std::unique_ptr<DeployLock> lock_;
};

StatementTimeouts Runner::timeouts() const {
    const auto& chosen = options_.timeouts;
    return {chosen.lock ? chosen.lock : environment_.lock_timeout, chosen.statement ? chosen.statement : environment_.statement_timeout};
}

Runner::Runner(Connection& connection, const Environment& environment, const ScriptDirectory& scripts, RunOptions options)
    : connection_{connection},
      environment_{environment},
      scripts_{scripts},
      options_{std::move(options)},
      alterations_{connection.dialect().alterations()},
      version_table_{connection.dialect(), environment},
      history_table_{connection.dialect(), environment},
      half_way_row_{connection.dialect(), history_table_.table()} {
    log("Context impl " + std::string{connection.dialect().name()} + ".");
    log(std::string{"Will assume "} + (alterations_.transactional_ddl() ? "transactional" : "non-transactional") + " DDL.");
}

void Runner::log(const std::string& line) const {
    if (options_.log) options_.log(line);
}

std::vector<std::string> Runner::current() {
    const bool was_in_transaction = connection_.in_transaction();
    auto rows = version_table_.rows(connection_).value_or(std::vector<std::string>{});
    if (!was_in_transaction) connection_.rollback();
    return rows;
}

void Runner::upgrade(std::string_view target) {
    const Locked lock{*this};
    migrate(upgrade_path(scripts_.graph(), rows_, target));
}

void Runner::downgrade(std::string_view target) {
    const Locked lock{*this};
    migrate(downgrade_path(scripts_.graph(), rows_, target));
}

// All scripts are read before the first one is executed: what is wrong with them is found while nothing has been changed.
std::vector<PlannedStep> Runner::plan(const MigrationPath& path) const {
    const detail::Reading reading{connection_.dialect(), environment_.naming_convention, false, options_.x_arguments};
    std::vector<PlannedStep> steps;
    steps.reserve(path.steps.size());
    for (const PathStep& step : path.steps) {
        const Script& script = scripts_.script(step.node.value());
        PlannedStep& planned =
            steps.emplace_back(PlannedStep{&step, &script, detail::read_script(script, step.kind, reading), false, false, false});
        for (const auto& [operation, first, last] : planned.operations) {
            planned.alters = planned.alters || detail::needs_alterations(operation, alterations_);
            planned.checks = planned.checks || detail::wants_integrity_check(operation, alterations_);
        }
        planned.needs_autocommit = !planned.operations.empty() &&
                                   std::all_of(planned.operations.begin(), planned.operations.end(), [this](const PlannedOperation& one) {
                                       return detail::needs_autocommit(one.operation, alterations_);
                                   });
    }
    return steps;
}

void Runner::migrate(const MigrationPath& path) {
    is_one_run_ = false;
    for (const auto& warning : path.warnings)
        log("Warning: " + warning);
    const auto steps = plan(path);
    require_half_way_first(steps);
    if (steps.empty()) {
        if (has_version_table_) return;
        StepTransaction transaction{connection_};
        create_tables();
        transaction.commit();
        return;
    }
    if (keeps_half_way()) {
        for (const PlannedStep& step : steps)
            run_resumably(step);
        return;
    }
    if (mode() == TransactionMode::run) return run_as_one(steps);
    for (const PlannedStep& step : steps) {
        if (mode() == TransactionMode::step && !step.needs_autocommit) {
            run_by_itself(step);
        } else {
            run_without_transaction(step);
        }
    }
}

void Runner::run_as_one(const std::vector<PlannedStep>& steps) {
    const auto any = [&steps](bool PlannedStep::*flag) {
        return std::any_of(steps.begin(), steps.end(), [flag](const PlannedStep& step) { return step.*flag; });
    };
    const std::vector<std::string> rows = rows_;
    const PlannedStep* current = &steps.front();
    // Each DDL statement makes SQLite prepare the INSERT anew: all together at the end cost it once.
    waiting_history_.clear();
    is_one_run_ = true;
    StepTransaction transaction{connection_, any(&PlannedStep::alters), any(&PlannedStep::checks)};
    try {
        const detail::TimeoutGuard limited{connection_, timeouts()};
        create_tables();
        for (const PlannedStep& step : steps) {
            current = &step;
            execute(step);
        }
        for (const HistoryEntry& entry : waiting_history_)
            history_table_.add(connection_, entry);
        transaction.commit();
    } catch (...) {
        rows_ = rows;
        fail(*current, consequence("the whole run was rolled back"));
    }
}

void Runner::run_by_itself(const PlannedStep& step) {
    const std::vector<std::string> rows = rows_;
    StepTransaction transaction{connection_, step.alters, step.checks};
    try {
        const detail::TimeoutGuard limited{connection_, timeouts()};
        create_tables();
        execute(step);
        transaction.commit();
    } catch (...) {
        rows_ = rows;
        fail(step, consequence("it was rolled back"));
    }
}

void Runner::run_without_transaction(const PlannedStep& step) {
    const auto begun = Clock::now();
    const std::vector<std::string> rows = rows_;
    at_ = nullptr;
    try {
        if (!has_version_table_ || (environment_.history_table && !has_history_table_)) {
            StepTransaction transaction{connection_};
            create_tables();
            transaction.commit();
        }
        log("Running " + step_text(scripts_.graph(), *step.step));
        detail::Executor executor{connection_, options_.progress};
        for (const PlannedOperation& operation : step.operations) {
            at_ = &operation;
            const detail::Autocommit autocommit{connection_};
            const detail::TimeoutGuard limited{connection_, timeouts()};
            const detail::AlterationsGuard alterations{connection_, detail::needs_alterations(operation.operation, alterations_)};
            executor.execute(operation.operation, step.script->revision().id);
        }
        at_ = nullptr;
        StepTransaction transaction{connection_};
        note(step, begun);
        transaction.commit();
    } catch (...) {
        rows_ = rows;
        fail(step, "; what was executed before it stays, since there is no transaction, and the database is still " + place());
    }
}

void Runner::execute(const PlannedStep& step) {
    const auto begun = Clock::now();
    log("Running " + step_text(scripts_.graph(), *step.step));
    detail::Executor executor{connection_, options_.progress};
    for (const PlannedOperation& operation : step.operations) {
        at_ = &operation;
        executor.execute(operation.operation, step.script->revision().id);
    }
    at_ = nullptr;
    note(step, begun);
}

// What the tables of the migrations are told of a step.
void Runner::note(const PlannedStep& step, Clock::time_point begun) {
    for (const VersionChange& change : step.step->changes) {
        version_table_.apply(connection_, change);
        follow(rows_, change);
    }
    HistoryEntry entry = history_entry(step);
    entry.duration_ms = milliseconds_since(begun);
    if (half_way_) {
        half_way_row_.finish(connection_, history_table_.completed(std::move(entry)));
    } else {
        add_history(std::move(entry));
    }
}

HistoryEntry Runner::history_entry(const PlannedStep& step) const {
    HistoryEntry entry;
    entry.command = step.is_upgrade() ? "upgrade" : "downgrade";
    if (const auto checksum = scripts_.checksum(step.step->node.value()); !checksum.empty()) entry.checksum = checksum;
    if (!options_.tag.empty()) entry.tag = options_.tag;
    entry.revision = step.script->revision().id;
    return entry;
}

void Runner::add_history(HistoryEntry entry) {
    if (!environment_.history_table) return;
    if (!options_.tag.empty()) entry.tag = options_.tag;
    entry.applied_at = history_time();
    if (is_one_run_) {
        waiting_history_.push_back(std::move(entry));
    } else {
        history_table_.add(connection_, entry);
    }
}

void Runner::create_tables() {
    if (!has_version_table_) {
        version_table_.create(connection_);
        has_version_table_ = true;
    }
    if (environment_.history_table && !has_history_table_) {
        history_table_.create(connection_);
        has_history_table_ = true;
    }
}

std::string Runner::place() const {
    return rows_.empty() ? "at its base" : "at " + join(rows_, ", ");
}

std::string Runner::consequence(std::string_view rolled_back) const {
    if (alterations_.transactional_ddl()) return "; " + std::string{rolled_back} + ", and the database is " + place();
    return "; this database does not roll back what was made of tables before it, and is still " + place();
}

void Runner::fail(const PlannedStep& step, const std::string& consequence) const {
    const std::string direction = step.step->kind == PathStep::Kind::upgrade ? "upgrade of " : "downgrade of ";
    const std::string where = at_ == nullptr ? "the end of its transaction" : at_->words();
    std::throw_with_nested(MigrationError{"The " + direction + detail::script_words(*step.script) + " failed at " + where + consequence +
                                          ": " + words_of_current_exception()});
}

void Runner::stamp(const std::vector<std::string>& targets, bool purge) {
    is_one_run_ = false;
    const Locked lock{*this};
    const MigrationPath path = stamp_path(scripts_.graph(), rows_, targets, purge);
    for (const auto& warning : path.warnings)
        log("Warning: " + warning);
    StepTransaction transaction{connection_};
    create_tables();
    if (half_way_) half_way_row_.abandon(connection_);
    if (path.purge) version_table_.purge(connection_);
    for (const PathStep& step : path.steps) {
        log("Running " + step_text(scripts_.graph(), step));
        for (const VersionChange& change : step.changes)
            version_table_.apply(connection_, change);
    }
    const std::vector<std::string> base{"base"};
    const auto& stamped = path.rows.empty() ? base : path.rows;
    if (path.purge || !path.steps.empty()) {
        for (const auto& revision : stamped)
            add_history({.revision = revision, .command = std::string{purge ? stamp_purge_command : stamp_command}});
    }
    transaction.commit();
}

void Runner::ensure_version() {
    const Locked lock{*this};
    if (has_version_table_) return;
    StepTransaction transaction{connection_};
    create_tables();
    transaction.commit();
}

std::vector<std::string> Runner::check_history() {
    const bool was_in_transaction = connection_.in_transaction();
    const auto entries = history_table_.entries(connection_);
    const auto rows = version_table_.rows(connection_).value_or(std::vector<std::string>{});
    if (!was_in_transaction) connection_.rollback();
    return history_problems(entries, rows, scripts_);
}

}  // namespace retort::migrate
