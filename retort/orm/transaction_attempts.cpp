#include <random>
#include <thread>

#include <retort/core/error.hpp>
#include <retort/orm/session.hpp>
#include <retort/orm/workspace.hpp>

namespace retort::detail {

namespace {

bool may_succeed_again(const std::exception& error) {
    if (const auto* database = dynamic_cast<const DatabaseError*>(&error)) {
        return database->is_retryable();
    }
    return dynamic_cast<const StaleDataError*>(&error) != nullptr;
}

// "Full jitter": any wait from none to the longest, so that those who met once do not meet again.
// https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
std::chrono::microseconds random_wait(std::chrono::microseconds longest) {
    thread_local std::minstd_rand random{std::random_device{}()};
    return std::chrono::microseconds{std::uniform_int_distribution<std::int64_t>{0, std::max<std::int64_t>(longest.count(), 0)}(random)};
}

}  // namespace

TransactionAttempts::TransactionAttempts(Session& session, Workspace& workspace, TransactionOptions options)
    : session_{session},
      options_{options} {
    if (options.attempts < 1) {
        throw ArgumentError{"transaction: at least one attempt must be made"};
    }
    workspace.require_usable();
    if (workspace.has_written() || workspace.in_nested() || workspace.has_unflushed() || !workspace.dirty().empty()) {
        throw InvalidRequestError{
            "transaction: since its last commit the session has changed something, begun a savepoint, run SQL text or given out its "
            "connection(), and a second attempt would be without what that wrote; commit or roll back before"};
    }
    workspace.end_reading();
}

void TransactionAttempts::failed() {
    ++made_;
    bool again = false;
    try {
        throw;
    } catch (const std::exception& error) {
        again = made_ < options_.attempts && may_succeed_again(error);
    } catch (...) {}
    session_.rollback();
    if (!again) {
        throw;
    }
    std::chrono::microseconds longest{options_.first_delay};
    for (int i = 1; i < made_ && longest < options_.longest_delay; ++i) {
        longest *= 2;
    }
    std::this_thread::sleep_for(random_wait(std::min<std::chrono::microseconds>(longest, options_.longest_delay)));
}

}  // namespace retort::detail
