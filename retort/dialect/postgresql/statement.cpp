#include <retort/dialect/postgresql/statement.hpp>

#include <charconv>
#include <utility>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/errors.hpp>

namespace retort::postgresql {

namespace {

bool is_copy(std::string_view sql) {
    return iequals(strip(sql).substr(0, 4), "COPY");
}

}  // namespace

Statement::~Statement() {
    reset();
    forget();
}

void Statement::forget() noexcept {
    if (!name_.empty()) connection_.forget_later(std::exchange(name_, {}));
}

ParameterWriter& Statement::bind() {
    if (is_running_) reset();
    writer_.begin();
    return writer_;
}

const Description& Statement::described() {
    if (!is_prepared()) describe();
    return description_;
}

/// Parse and Describe in one round trip, and BEGIN with them where it is due.
void Statement::describe() {
    connection_.note_execution();
    forget();
    is_described_ = false;
    auto* const handle = connection_.handle();
    const int generation = connection_.generation();
    std::string name = kept_ == Kept::by_name ? connection_.new_name() : std::string{};
    const bool has_prelude = connection_.send_prelude();
    if (!has_prelude && PQenterPipelineMode(handle) == 0) connection_.fail(nullptr);
    if (PQsendPrepare(handle, name.c_str(), sql_.c_str(), 0, nullptr) == 0 || PQsendDescribePrepared(handle, name.c_str()) == 0) {
        connection_.fail(nullptr);
    }
    connection_.send_sync();
    if (has_prelude) connection_.read_prelude();
    for (int answer = 0; answer < 2; ++answer) {
        const Result result = connection_.next_result();
        if (PQresultStatus(result.get()) != PGRES_COMMAND_OK) connection_.fail(result.get());
        if (answer == 1) {
            name_ = name;
            description_.parameters.clear();
            parameter_oids_.clear();
            for (int i = 0; i < PQnparams(result.get()); ++i) {
                const Oid type = PQparamtype(result.get(), i);
                description_.parameters.push_back({type, wire_of(type)});
                parameter_oids_.push_back(type);
            }
            describe_columns(result.get());
        }
        while (connection_.next_result()) {}
    }
    connection_.leave_pipeline();
    connection_.look_up_types(description_);
    reader_.describe(description_.columns);
    generation_ = generation;
    is_described_ = true;
}

void Statement::describe_columns(const PGresult* result) {
    description_.columns.clear();
    for (int i = 0; i < PQnfields(result); ++i) {
        const Oid type = PQftype(result, i);
        description_.columns.push_back({PQfname(result, i), type, wire_of(type)});
    }
}

void Statement::send(const Writer& writer) {
    auto* const handle = connection_.handle();
    const int format = description_.text_results ? 0 : 1;
    const int count = static_cast<int>(description_.parameters.size());
    const int sent = kept_ == Kept::by_name
                         ? PQsendQueryPrepared(handle, name_.c_str(), count, writer.values(), writer.lengths(), writer.formats(), format)
                         : PQsendQueryParams(handle, sql_.c_str(), count, parameter_oids_.data(), writer.values(), writer.lengths(),
                               writer.formats(), format);
    if (sent == 0) connection_.fail(nullptr);
}

bool Statement::step() {
    if (!is_running_) execute();
    if (reader_.next()) return true;
    if (!cursor_.empty() && fetch()) return reader_.next();
    reader_.stop();
    result_.reset();
    return false;
}

void Statement::execute() {
    changes_ = -1;
    // In a pipeline, where BEGIN would go with it, COPY waits for data that cannot be refused.
    if (is_copy(sql_)) connection_.begin_now();
    // Without parameters and asked for once only it is not worth a round trip to learn its types beforehand: everything comes as text.
    if (kept_ == Kept::once && !is_described_ && writer_.size() == 0) {
        connection_.note_execution();
        description_ = {.parameters = {}, .columns = {}, .text_results = true};
        const bool has_prelude = connection_.send_prelude();
        send(writer_);
        Result result;
        if (has_prelude) {
            connection_.send_sync();
            connection_.read_prelude();
            result = connection_.next_result();
            connection_.check(result);
            connection_.leave_pipeline();
        } else {
            result = connection_.take_answer();
        }
        describe_columns(result.get());
        reader_.describe(description_.columns);
        return take_rows(std::move(result));
    }
    const bool is_first = connection_.note_execution();
    if (!is_prepared()) describe();
    writer_.check_complete(description_.parameters.size());
    if (wants_cursor() && open_cursor()) return;
    bool statement_was_lost = false;
    DatabaseErrorInfo error;
    Result result = execute_once(statement_was_lost, error);
    if (statement_was_lost) result = recover(is_first, std::move(error));
    take_rows(std::move(result));
}

/// Null where the server does not know the statement any more.
Result Statement::execute_once(bool& statement_was_lost, DatabaseErrorInfo& error) {
    const bool has_prelude = connection_.send_prelude();
    send(writer_);
    if (!has_prelude) [[likely]] {
        Result result;
        bool failed = false;
        while (Result next = connection_.next_result()) {
            failed = failed || PQresultStatus(next.get()) == PGRES_FATAL_ERROR;
            const auto status = PQresultStatus(next.get());
            if (!failed && (status == PGRES_COPY_IN || status == PGRES_COPY_OUT)) connection_.take_answer();
            if (result == nullptr) result = std::move(next);
        }
        statement_was_lost = failed && is_lost_statement(result.get());
        if (statement_was_lost) {
            error = error_info(result.get(), connection_.handle());
        } else {
            connection_.check(result);
        }
        return result;
    }
    connection_.send_sync();
    connection_.read_prelude();
    Result result = connection_.next_result();
    statement_was_lost = is_lost_statement(result.get());
    if (statement_was_lost) {
        error = error_info(result.get(), connection_.handle());
    } else {
        connection_.check(result);
    }
    connection_.leave_pipeline();
    return result;
}

Result Statement::recover(bool is_first, DatabaseErrorInfo error) {
    // One lost statement tells that all may be: a pooler has given us another session, or somebody has said DEALLOCATE ALL or DISCARD ALL.
    connection_.distrust_statements();
    const auto status = PQtransactionStatus(connection_.handle());
    if (status == PQTRANS_INERROR) {
        if (!is_first) {
            // The work of the transaction is lost; whoever can do it again has only to begin anew.
            error.retryable = true;
            error.connection_lost = false;
            throw OperationalError{std::move(error)};
        }
        connection_.restart_transaction();
    }
    const std::vector<Oid> types = parameter_oids_;
    describe();
    if (types != parameter_oids_) {
        // The parameters are in the forms of other types than the statement has now.
        error.retryable = true;
        throw OperationalError{std::move(error)};
    }
    bool lost_again = false;
    Result result = execute_once(lost_again, error);
    if (lost_again) {
        error.retryable = true;
        throw OperationalError{std::move(error)};
    }
    return result;
}

std::int64_t Statement::changes_of(const PGresult* result) noexcept {
    const std::string_view tag = PQcmdStatus(const_cast<PGresult*>(result));
    if (!tag.starts_with("INSERT ") && !tag.starts_with("UPDATE ") && !tag.starts_with("DELETE ") && !tag.starts_with("MERGE ")) return -1;
    const auto digits = tag.substr(tag.rfind(' ') + 1);
    std::int64_t count = -1;
    std::from_chars(digits.data(), digits.data() + digits.size(), count);
    return count;
}

bool Statement::has_described_columns(const PGresult* result) const {
    const auto& columns = description_.columns;
    if (PQnfields(result) != static_cast<int>(columns.size())) return false;
    // One that is prepared fails where its columns have changed.
    if (kept_ == Kept::by_name) return true;
    for (int i = 0; i < PQnfields(result); ++i) {
        if (PQftype(result, i) != columns[static_cast<std::size_t>(i)].type) return false;
    }
    return true;
}

void Statement::take_rows(Result result) {
    if (PQresultStatus(result.get()) == PGRES_EMPTY_QUERY) throw_programming_error("The statement is empty");
    is_running_ = true;
    changes_ = changes_of(result.get());
    if (!has_described_columns(result.get())) {
        // A table has other columns than when the statement was described, which only one that is parsed anew can show.
        describe_columns(result.get());
        connection_.look_up_types(description_);
        reader_.describe(description_.columns);
    }
    result_ = std::move(result);
    reader_.start(result_.get(), PQbinaryTuples(result_.get()) == 0);
}

void Statement::reset() noexcept {
    fetch_size_ = 0;
    if (!is_running_) return;
    is_running_ = false;
    if (!cursor_.empty()) close_cursor();
    reader_.stop();
    result_.reset();
}

}  // namespace retort::postgresql
