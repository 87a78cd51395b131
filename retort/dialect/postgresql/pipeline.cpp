// Many executions of a statement without waiting for the answer to each: libpq's pipeline mode.
#include <poll.h>

#include <algorithm>
#include <utility>

#include <libpq-fe.h>

#include <retort/core/error.hpp>
#include <retort/dialect/postgresql/errors.hpp>
#include <retort/dialect/postgresql/statement.hpp>

namespace retort::postgresql {

namespace {

// After so many the server is asked for answers. It begins to send them earlier where they fill its buffer, but keeps the last ones back.
constexpr std::size_t items_of_lot = 256;
// So many may be on their way: both sides have work then, and the memory that libpq takes for them has a bound.
constexpr std::size_t most_under_way = 4 * items_of_lot;

}  // namespace

/// Sends and receives in turns, whichever is possible. Both sides writing with nobody reading, which is what becomes of large rows where one sends
/// everything first, cannot happen: nothing here waits for room without listening too.
class Statement::Pipeline {
public:
    Pipeline(Statement& statement, BatchSource& batch, std::size_t first, std::size_t& item)
        : statement_{statement},
          connection_{statement.connection_},
          handle_{statement.connection_.handle()},
          batch_{batch},
          size_{batch.size()},
          sent_{first},
          received_{first},
          first_{first},
          item_{item} {}
    ~Pipeline() {
        connection_.leave_pipeline(received_ < size_);
        PQsetnonblocking(handle_, 0);  // only now: it would refuse while something is unsent
    }
    Pipeline(const Pipeline&) = delete;
    Pipeline& operator=(const Pipeline&) = delete;

    /// False where the server did not know the statement, before anything was done.
    bool run() {
        commits_each_ = !connection_.in_transaction();
        begin_is_under_way_ = connection_.send_prelude();
        if (!begin_is_under_way_ && PQenterPipelineMode(handle_) == 0) connection_.fail(nullptr);
        PQsetnonblocking(handle_, 1);
        while (received_ < size_ && !statement_was_lost_) {
            const bool may_send = sent_ < size_ && sent_ - received_ < most_under_way;
            if (may_send) send_lot();
            const int unsent = PQflush(handle_);
            if (unsent < 0) connection_.fail(nullptr);
            if (receive() || (may_send && unsent == 0)) continue;
            wait(unsent > 0);
        }
        return !statement_was_lost_;
    }

    DatabaseErrorInfo& error() noexcept { return error_; }

private:
    void send_lot() {
        const std::size_t end = std::min(size_, sent_ + items_of_lot);
        while (sent_ < end) {
            item_ = sent_;
            statement_.writer_.begin();
            batch_.write(sent_, statement_.writer_);
            statement_.writer_.check_complete(statement_.description_.parameters.size());
            statement_.send(statement_.writer_);
            ++sent_;
            // Without a transaction all that comes before one Sync is one to the server; each item is to be one.
            if (commits_each_ && sent_ < end) connection_.send_sync();
            // Large parameters: let the server have them before there are more.
            if (PQflush(handle_) > 0) break;
        }
        connection_.send_sync();
    }

    /// Takes the answers that have come; true where there was one.
    bool receive() {
        bool any = false;
        while (received_ < size_ && !statement_was_lost_) {
            if (PQisBusy(handle_) != 0) {
                // What has come by now, without waiting.
                pollfd waiting{PQsocket(handle_), POLLIN, 0};
                if (poll(&waiting, 1, 0) <= 0) return any;
                if (PQconsumeInput(handle_) == 0) connection_.fail(nullptr);
                if (PQisBusy(handle_) != 0) return any;
            }
            if (std::exchange(begin_is_under_way_, false)) {
                connection_.read_prelude();
                any = true;
                continue;
            }
            const Result result = connection_.next_result();
            if (result == nullptr) {
                // The end of one item's answers, or of all that was sent.
                if (answered_) ++received_;
                if (!std::exchange(answered_, false) && ++nothings_ > 1) return any;
                any = true;
                continue;
            }
            nothings_ = 0;
            any = true;
            take(result);
        }
        return any;
    }

    void take(const Result& result) {
        switch (PQresultStatus(result.get())) {
        case PGRES_PIPELINE_SYNC: connection_.note_sync(); return;
        case PGRES_COMMAND_OK:
        case PGRES_TUPLES_OK:
        case PGRES_EMPTY_QUERY: break;
        default:
            item_ = received_;
            if (received_ == first_ && is_lost_statement(result.get())) {
                error_ = error_info(result.get(), handle_);
                statement_was_lost_ = true;
                return;
            }
            connection_.fail(result.get());
        }
        item_ = received_;
        Reader& reader = statement_.reader_;
        if (PQnfields(result.get()) > 0) {
            reader.start(result.get(), PQbinaryTuples(result.get()) == 0);
            while (reader.next())
                batch_.returned(item_, reader);
            reader.stop();
        }
        batch_.done(item_, Statement::changes_of(result.get()));
        answered_ = true;
    }

    void wait(bool for_room) {
        pollfd waiting{PQsocket(handle_), static_cast<short>(POLLIN | (for_room ? POLLOUT : 0)), 0};
        if (poll(&waiting, 1, -1) < 0) return;  // a signal
        if ((waiting.revents & ~POLLOUT) != 0 && PQconsumeInput(handle_) == 0) connection_.fail(nullptr);
    }

    Statement& statement_;
    ServerConnection& connection_;
    pg_conn* handle_;
    BatchSource& batch_;
    std::size_t size_;
    std::size_t sent_;
    std::size_t received_;
    std::size_t first_;
    std::size_t& item_;
    bool commits_each_ = false;
    bool begin_is_under_way_ = false;
    bool answered_ = false;
    bool statement_was_lost_ = false;
    int nothings_ = 0;
    DatabaseErrorInfo error_;
};

void Statement::execute_pipeline(BatchSource& batch, std::size_t first, std::size_t& item) {
    const bool is_first = connection_.note_execution();
    for (bool again = false;; again = true) {
        // Before the pipeline begins: preparing has one of its own.
        if (!is_prepared()) describe();
        if (connection_.has_to_forget()) connection_.begin_now();
        DatabaseErrorInfo error;
        {
            Pipeline pipeline{*this, batch, first, item};
            if (pipeline.run()) return;
            error = std::move(pipeline.error());
        }
        connection_.distrust_statements();
        if (PQtransactionStatus(connection_.handle()) == PQTRANS_INERROR) {
            if (!is_first || again) {
                error.retryable = true;
                throw OperationalError{std::move(error)};
            }
            connection_.restart_transaction();
        } else if (again) {
            throw OperationalError{std::move(error)};
        }
    }
}

}  // namespace retort::postgresql
