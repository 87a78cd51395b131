#include <retort/dialect/mariadb/deploy_lock.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <exception>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/mariadb/catalog.hpp>
#include <retort/engine/connection.hpp>
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

std::string text_at(ColumnReader& row, int column) {
    std::string_view text;
    return row.text(column, text) ? std::string{text} : std::string{};
}

class ServerLock final : public DeployLock {
public:
    ServerLock(Connection connection, std::string name) : connection_{std::move(connection)}, name_{std::move(name)} {}
    ~ServerLock() override {
        try {
            connection_.execute("DO RELEASE_LOCK(?)", {Value{name_}}).close();
            connection_.execute_once("SET SESSION wait_timeout = DEFAULT").close();
        } catch (const std::exception&) {
            // The connection is gone, and with it the lock.
        }
    }

private:
    Connection connection_;
    std::string name_;
};

bool try_lock(Connection& connection, const std::string& name, std::chrono::milliseconds wait) {
    auto rows = connection.execute("SELECT GET_LOCK(?, ?)", {Value{name}, Value{static_cast<double>(wait.count()) / 1000}});
    std::int64_t taken = 0;
    return rows.next() && rows.row().integer(0, taken) && taken == 1;
}

/// `connection 4711 of retort@web1:50312, since 2024-05-01 12:03:04 UTC`, as far as this user may see it.
std::string holder_of(Connection& connection, const std::string& name) {
    std::int64_t holder = 0;
    {
        auto rows = connection.execute("SELECT IS_USED_LOCK(?)", {Value{name}});
        if (!rows.next() || !rows.row().integer(0, holder)) return "somebody who is just letting go of it";
    }
    const std::string words = "connection " + std::to_string(holder);
    // The holder's connection does nothing else: it has been idle since it took the lock.
    auto rows = connection.execute(
        "SELECT CONCAT(user, '@', host), DATE_FORMAT(UTC_TIMESTAMP() - INTERVAL time SECOND, '%Y-%m-%d %H:%i:%s UTC') FROM "
        "information_schema.processlist WHERE id = ?",
        {Value{holder}});
    if (!rows.next()) return words;
    return words + " of " + text_at(rows.row(), 0) + ", since " + text_at(rows.row(), 1);
}

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
    own.execute_once("SET SESSION wait_timeout = 31536000").close();
    const auto deadline = Clock::now() + options.timeout;
    for (auto wait = std::chrono::milliseconds{0};;) {
        if (try_lock(own, name, wait)) return std::make_unique<ServerLock>(std::move(own), name);
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        if (left.count() <= 0) {
            throw TimeoutError{"The deployment lock '" + name + "' is held by " + holder_of(own, name) +
                               "; it was waited for in vain for " + std::to_string(options.timeout.count()) + " ms"};
        }
        if (wait.count() == 0 && options.waiting) options.waiting(holder_of(own, name));
        // Not all of it at once: a connection may have a limit for how long it waits for an answer.
        wait = std::min(left, std::chrono::milliseconds{1000});
    }
}

}  // namespace retort::mariadb
