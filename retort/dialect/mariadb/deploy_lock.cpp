#include <retort/dialect/mariadb/deploy_lock.hpp>

#include <algorithm>
#include <cstdint>
#include <exception>
#include <utility>
#include <vector>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/catalog.hpp>
#include <retort/dialect/mariadb/ddl.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>

namespace retort::mariadb {

namespace {

using Clock = std::chrono::steady_clock;

/// FNV-1a, of http://www.isthe.com/chongo/tech/comp/fnv/.
std::uint64_t hash_of(std::string_view text) {
    std::uint64_t hash = 14'695'981'039'346'656'037U;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 1'099'511'628'211U;
    return hash;
}

std::string hexadecimal(std::uint64_t number) {
    std::string digits(16, '0');
    for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, number >>= 4U)
        *digit = "0123456789abcdef"[number & 0xFU];
    return digits;
}

std::string work_lock_name(const std::string& lock) {
    return "retort work " + hexadecimal(hash_of(lock));
}

std::string text_at(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

/// Two locks: one on a connection of its own, for the migration's may break and be replaced; and one on the migration's, since the server
/// goes on with a statement whose client was killed, and until it is done nobody can see what the table will be.
class ServerLock final : public DeployLock {
public:
    ServerLock(Connection own, std::string name, Connection& working) : own_{std::move(own)}, name_{std::move(name)}, working_{working} {}
    ~ServerLock() override {
        try {
            release(working_, work_lock_name(name_));
        } catch (const std::exception&) {
            // The connection is gone, and with it the lock.
        }
        try {
            release(own_, name_);
            own_.driver().execute_script("SET SESSION wait_timeout = DEFAULT");
        } catch (const std::exception&) {
            // As above.
        }
    }

private:
    static void release(Connection& connection, const std::string& name) {
        connection.driver().execute_script("DO RELEASE_LOCK(" + string_literal(name) + ")");
    }

    Connection own_;
    std::string name_;
    Connection& working_;
};

// Behind the back of the connection's transactions, which it has nothing to do with.
bool try_lock(Connection& connection, const std::string& name, std::chrono::milliseconds wait) {
    const auto statement = connection.driver().prepare_once(
        "SELECT GET_LOCK(" + string_literal(name) + ", " + python_float(static_cast<double>(wait.count()) / 1000) + ")");
    statement->bind();
    std::int64_t taken = 0;
    return statement->step() && statement->row().integer(0, taken) && taken == 1;
}

/// The texts of the first row, or none.
std::vector<std::string> first_row(Connection& connection, const std::string& sql) {
    const auto statement = connection.driver().prepare_once(sql);
    statement->bind();
    std::vector<std::string> cells;
    if (!statement->step()) return cells;
    cells.reserve(static_cast<std::size_t>(statement->column_count()));
    for (int column = 0; column < statement->column_count(); ++column)
        cells.push_back(text_at(statement->row(), column));
    return cells;
}

/// `connection 4711 of retort@web1:50312, since 2024-05-01 12:03:04 UTC`, as far as this user may see it.
std::string holder_of(Connection& connection, const std::string& name) {
    const auto id = first_row(connection, "SELECT CAST(IS_USED_LOCK(" + string_literal(name) + ") AS CHAR)");
    if (id.empty() || id.front().empty()) return "somebody who is just letting go of it";
    // A connection that only holds the lock has been idle since it took it.
    const auto holder = first_row(connection,
        "SELECT CONCAT(user, '@', host), DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL time SECOND, '%Y-%m-%d %H:%i:%s UTC') FROM "
        "information_schema.processlist WHERE id = " +
            id.front());
    const std::string words = "connection " + id.front();
    return holder.size() == 2 ? words + " of " + holder[0] + ", since " + holder[1] : words;
}

/// Waits for both locks, together no longer than is asked for.
class Waiting {
public:
    explicit Waiting(const DeployLockOptions& options) : options_{options} {}

    void take(Connection& connection, const std::string& name) {
        for (auto wait = std::chrono::milliseconds{0}; !try_lock(connection, name, wait);) {
            const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - Clock::now());
            if (left.count() <= 0) {
                throw TimeoutError{"The deployment lock '" + name + "' is held by " + holder_of(connection, name) +
                                   "; it was waited for in vain for " + std::to_string(options_.timeout.count()) + " ms"};
            }
            if (wait.count() == 0 && options_.waiting) options_.waiting(holder_of(connection, name));
            // Not all of it at once: a connection may have a limit for how long it waits for an answer.
            wait = std::min(left, std::chrono::milliseconds{1000});
        }
    }

private:
    const DeployLockOptions& options_;
    Clock::time_point deadline_ = Clock::now() + options_.timeout;
};

}  // namespace

std::string deploy_lock_name(std::string_view database) {
    constexpr std::size_t longest = 64;
    constexpr std::string_view prefix = "retort deploy ";
    // The server compares names of locks without their case, but those of databases it may not.
    const bool has_capitals = to_lower_ascii(database) != database;
    std::string name = std::string{prefix} + std::string{database};
    if (name.size() <= longest && !has_capitals) return name;
    return std::string{prefix} + hexadecimal(hash_of(database));
}

std::unique_ptr<DeployLock> take_deploy_lock(Connection& connection, const DeployLockOptions& options) {
    const bool had_transaction = connection.in_transaction();
    const std::string name = deploy_lock_name(catalog().default_schema_name(connection));
    if (!had_transaction) connection.rollback();
    Connection own = connection.engine().connect();
    own.set_autocommit(true);
    // A server that closes idle connections would let go of the lock in the middle of a long migration. One year is the most it takes.
    own.driver().execute_script("SET SESSION wait_timeout = 31536000");
    Waiting waiting{options};
    waiting.take(own, name);
    auto lock = std::make_unique<ServerLock>(std::move(own), name, connection);
    waiting.take(connection, work_lock_name(name));
    return lock;
}

}  // namespace retort::mariadb
