#include <retort/dialect/postgresql/deploy_lock.hpp>

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/engine.hpp>

namespace retort::postgresql {

namespace {

using Clock = std::chrono::steady_clock;

// "retort" in ASCII. Advisory locks are kept apart by database, so the key can be one for all of them.
constexpr std::int64_t key = 0x72'65'74'6F'72'74;
const std::string key_sql = std::to_string(key);

bool ask(Connection& connection, const std::string& sql) {
    auto rows = connection.execute_once(sql);
    bool answer = false;
    return rows.next() && rows.row().boolean(0, answer) && answer;
}

class AdvisoryLock final : public DeployLock {
public:
    explicit AdvisoryLock(Connection connection) : connection_{std::move(connection)} {}
    ~AdvisoryLock() override {
        try {
            static_cast<void>(ask(connection_, "SELECT pg_catalog.pg_advisory_unlock(" + key_sql + ")"));
        } catch (const std::exception&) {
            // The connection is lost, and the lock with it.
        }
    }

private:
    Connection connection_;
};

/// Who holds the lock, as far as the server knows; its last statement was to ask for it.
std::string holder_of(Connection& connection) {
    auto rows = connection.execute_once(
        "SELECT a.pid::text, COALESCE(a.client_addr::text, 'the server''s own machine'), a.application_name, a.usename::text, "
        "pg_catalog.to_char(a.query_start AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS') FROM pg_catalog.pg_locks l "
        "JOIN pg_catalog.pg_stat_activity a ON a.pid = l.pid WHERE l.locktype = 'advisory' AND l.granted AND l.objsubid = 1 AND "
        "l.classid = " +
        std::to_string(key >> 32) + " AND l.objid = " + std::to_string(key & 0xFFFF'FFFF) +
        " AND l.database = (SELECT d.oid FROM pg_catalog.pg_database d WHERE d.datname = pg_catalog.current_database())");
    if (!rows.next()) return "another process";
    const auto text = [&](int column) {
        std::string_view value;
        return rows.row().text(column, value) ? std::string{value} : std::string{};
    };
    std::string words = "the server's process " + text(0) + " for " + text(1);
    if (const auto program = text(2); !program.empty()) words += " (" + program + ")";
    if (const auto user = text(3); !user.empty()) words += ", user " + user;
    if (const auto since = text(4); !since.empty()) words += ", since " + since + " UTC";
    return words;
}

}  // namespace

std::unique_ptr<DeployLock> take_deploy_lock(Connection& connection, const DeployLockOptions& options) {
    constexpr std::chrono::milliseconds shortest{20};
    constexpr std::chrono::milliseconds longest{1'000};
    Connection own = connection.engine().connect();
    // No transaction: it would stand idle for as long as the lock is held, and keep VACUUM from what it could clean.
    own.set_autocommit(true);
    const auto deadline = Clock::now() + options.timeout;
    bool has_told = false;
    for (auto pause = shortest;; pause = std::min(2 * pause, longest)) {
        if (ask(own, "SELECT pg_catalog.pg_try_advisory_lock(" + key_sql + ")")) return std::make_unique<AdvisoryLock>(std::move(own));
        if (Clock::now() >= deadline) {
            throw TimeoutError{"The deployment lock of the database is held by " + holder_of(own) + "; it was waited for in vain for " +
                               std::to_string(options.timeout.count()) + " ms"};
        }
        if (!std::exchange(has_told, true) && options.waiting) options.waiting(holder_of(own));
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        std::this_thread::sleep_for(std::clamp(left, std::chrono::milliseconds{1}, pause));
    }
}

}  // namespace retort::postgresql
