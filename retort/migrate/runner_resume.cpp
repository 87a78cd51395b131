// How a step runs, and is continued, on a database that does not roll back DDL.
#include <retort/migrate/runner.hpp>

#include <algorithm>
#include <exception>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/alterations.hpp>
#include <retort/migrate/executor.hpp>
#include <retort/migrate/graph_text.hpp>
#include <retort/migrate/planned_step.hpp>
#include <retort/migrate/resume.hpp>
#include <retort/migrate/step_transaction.hpp>

namespace retort::migrate {

using detail::PlannedOperation;
using detail::PlannedStep;
using detail::StepTransaction;

namespace {

std::string direction_of(const HalfWay& half_way) {
    return half_way.is_upgrade ? "upgrade" : "downgrade";
}

/// `operation 3 of 5, create_index ix_hero_name of hero`
std::string words_of(const PlannedOperation& operation, int count) {
    std::string words = operation.words();
    const auto comma = words.find(',');
    return words.substr(0, comma) + " of " + std::to_string(count) + (comma == std::string::npos ? "" : words.substr(comma));
}

/// True where the exception that is being handled says that the database has refused a statement, and so has done nothing of it.
bool is_refusal() {
    try {
        throw;
    } catch (const DatabaseError& error) {
        return !error.is_connection_lost();
    } catch (const Error&) {
        return true;  // nothing was sent
    } catch (...) {
        return false;
    }
}

}  // namespace

std::optional<HalfWay> Runner::half_way() {
    if (!keeps_half_way()) return std::nullopt;
    const bool was_in_transaction = connection_.in_transaction();
    std::optional<HalfWay> found;
    if (history_table_.exists(connection_)) found = half_way_row_.find(connection_);
    if (!was_in_transaction) connection_.rollback();
    if (found) found->next = next_words(*found);
    return found;
}

// For a person to read: what cannot be told is left out.
std::string Runner::next_words(const HalfWay& half_way) const {
    try {
        const auto kind = half_way.is_upgrade ? PathStep::Kind::upgrade : PathStep::Kind::downgrade;
        const Script& script = scripts_.script(scripts_.graph().find(half_way.revision).value());
        const detail::Reading reading{connection_.dialect(), environment_.naming_convention, false, options_.x_arguments};
        for (const PlannedOperation& planned : detail::read_script(script, kind, reading)) {
            if (static_cast<int>(planned.first) == half_way.operation) return describe(planned.operation);
        }
    } catch (const std::exception&) {
        return {};
    }
    return {};
}

bool Runner::keeps_half_way() const {
    return environment_.history_table && !alterations_.transactional_ddl();
}

// Whatever else is asked for would be done to a database that is neither here nor there.
void Runner::require_half_way_first(const std::vector<PlannedStep>& steps) const {
    if (!half_way_) {
        if (options_.resume_at) throw RevisionError{"No migration stands half-way, so there is nothing to resume"};
        return;
    }
    const bool is_first =
        !steps.empty() && steps.front().script->revision().id == half_way_->revision && steps.front().is_upgrade() == half_way_->is_upgrade;
    if (is_first) return;
    throw RevisionError{half_way_->words() + ", and has to be finished first: `" + direction_of(*half_way_) +
                        "` as before goes on there; or " + "undo by hand what it did, and `stamp` what the database is then"};
}

void Runner::run_resumably(const PlannedStep& step) {
    const auto begun = Clock::now();
    const std::vector<std::string> rows = rows_;
    at_ = nullptr;
    bool is_on_its_way = false;
    try {
        if (!has_version_table_ || !has_history_table_) {
            StepTransaction transaction{connection_};
            create_tables();
            transaction.commit();
        }
        log("Running " + step_text(scripts_.graph(), *step.step));
        const std::size_t first = half_way_ ? resume(step) : begin(step);
        is_on_its_way = true;
        for (std::size_t place = first; place < step.operations.size(); ++place)
            make(step, place);
        at_ = nullptr;
        StepTransaction transaction{connection_};
        note(step, begun);
        transaction.commit();
        half_way_.reset();
    } catch (const RevisionError&) {
        rows_ = rows;
        if (!is_on_its_way) throw;  // of resume(), before anything was done
        fail_half_way(step);
    } catch (...) {
        rows_ = rows;
        fail_half_way(step);
    }
}

void Runner::fail_half_way(const PlannedStep& step) const {
    const bool is_begun = half_way_.has_value();
    fail(step,
        (is_begun ? "; what was done before it stays, and the next " + direction_of(*half_way_) + " goes on there; the database is still "
                  : "; nothing was changed, and the database is still ") +
            place());
}

std::size_t Runner::begin(const PlannedStep& step) {
    HistoryEntry entry = history_entry(step);
    HalfWay half_way;
    half_way.revision = entry.revision;
    half_way.is_upgrade = step.is_upgrade();
    half_way.of_operations = step.count();
    half_way.digest = detail::digest_of(step.operations, 0);
    StepTransaction transaction{connection_};
    half_way_row_.begin(connection_, half_way, history_table_.completed(std::move(entry)));
    transaction.commit();
    half_way_ = std::move(half_way);
    return 0;
}

// The operation at `place` is the next one.
void Runner::stand_at(const PlannedStep& step, std::size_t place) {
    const bool is_end = place == step.operations.size();
    half_way_->operation = is_end ? step.count() + 1 : static_cast<int>(step.operations[place].first);
    half_way_->of_operations = step.count();
    half_way_->is_refused = false;
    half_way_->statements = 0;
    half_way_->digest = detail::digest_of(step.operations, place);
    half_way_row_.move(connection_, *half_way_);
}

void Runner::make(const PlannedStep& step, std::size_t place) {
    const PlannedOperation& planned = step.operations[place];
    at_ = &planned;
    make(planned.operation, step, place);
}

void Runner::make(const Operation& operation, const PlannedStep& step, std::size_t place) {
    const std::string& revision = step.script->revision().id;
    detail::Executor executor{connection_, options_.progress};
    if (detail::kind_of(operation, alterations_) == detail::Kind::data) {
        // Both or none, so that it is done exactly once.
        StepTransaction transaction{connection_};
        const detail::TimeoutGuard limited{connection_, timeouts()};
        executor.execute(operation, revision);
        stand_at(step, place + 1);
        transaction.commit();
        return;
    }
    try {
        const detail::Autocommit autocommit{connection_};
        const detail::TimeoutGuard limited{connection_, timeouts()};
        const detail::AlterationsGuard alterations{connection_, detail::needs_alterations(operation, alterations_)};
        executor.execute(operation, revision);
    } catch (...) {
        note_refusal(executor.statements_done());
        throw;
    }
    StepTransaction transaction{connection_};
    stand_at(step, place + 1);
    transaction.commit();
}

// That the database has refused an operation spares the next run the question whether it was done.
void Runner::note_refusal(int statements_done) {
    if (!is_refusal()) return;
    half_way_->is_refused = true;
    half_way_->statements = statements_done;
    try {
        StepTransaction transaction{connection_};
        half_way_row_.move(connection_, *half_way_);
        transaction.commit();
    } catch (const std::exception&) {
        // It is not known then; why the operation failed is what has to be told.
    }
}

// Where the last run came to: finds what is left of the operation at which it stood, and does it.
std::size_t Runner::resume(const PlannedStep& step) {
    const int at = options_.resume_at.value_or(half_way_->operation);
    const auto found = std::find_if(
        step.operations.begin(), step.operations.end(), [at](const PlannedOperation& one) { return static_cast<int>(one.first) == at; });
    const auto place = static_cast<std::size_t>(found - step.operations.begin());
    const bool is_end = at == step.count() + 1;
    if (found == step.operations.end() && !is_end) {
        throw RevisionError{half_way_->words() + ", but its script has " + std::to_string(step.count()) +
                            " operations and none that begins at " + std::to_string(at) + "; go on at another one with --resume-at"};
    }
    if (options_.resume_at) {
        log("Resuming at " + (is_end ? "the end of its operations" : words_of(*found, step.count())) + ", as --resume-at says");
        StepTransaction transaction{connection_};
        stand_at(step, place);
        transaction.commit();
        return place;
    }
    if (detail::digest_of(step.operations, place) != half_way_->digest) {
        throw RevisionError{
            half_way_->words() +
            ", and its script was edited meanwhile before that operation: take the edit back, or look at what the database has and "
            "go on at the operation that is to be next with --resume-at"};
    }
    if (is_end) return place;
    return place + (finish_interrupted(step, place) ? 1 : 0);
}

/// \returns  whether the operation has been dealt with; otherwise it has still to be made as a whole
bool Runner::finish_interrupted(const PlannedStep& step, std::size_t place) {
    const PlannedOperation& planned = step.operations[place];
    const std::string words = words_of(planned, step.count());
    at_ = &planned;
    const auto kind = detail::kind_of(planned.operation, alterations_);
    const bool nothing_done = half_way_->is_refused && half_way_->statements == 0;
    // Data was committed together with the note of it; batches are made to be begun again.
    if (nothing_done || kind != detail::Kind::changes) {
        log("Resuming at " + words);
        return false;
    }
    const detail::Remainder left = detail::remainder_of(planned.operation, connection_);
    connection_.rollback();  // of what was only read
    if (!left.is_known) {
        const auto next = std::to_string(planned.last + 1);
        throw RevisionError{half_way_->words() + ": the run was interrupted in the middle of " + words +
                            ", and whether that was done cannot be told; look at the database, then go on with --resume-at " +
                            std::to_string(planned.first) + " where it was not done, or --resume-at " + next + " where it was"};
    }
    if (!left.rest) {
        log("Resuming behind " + words + ", which was done already");
        StepTransaction transaction{connection_};
        stand_at(step, place + 1);
        transaction.commit();
        return true;
    }
    log("Resuming at " + words);
    make(*left.rest, step, place);
    return true;
}

}  // namespace retort::migrate
