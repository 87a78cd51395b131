#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <retort/engine/before_connect.hpp>
#include <retort/engine/connection.hpp>

namespace retort {

class Dialect;

namespace detail {
struct EngineState;
}

/// Options of create_engine, named and meant as SQLAlchemy's.
struct EngineOptions {
    bool echo = false;                               ///< log every statement with its parameters
    bool hide_parameters = false;                    ///< neither logs nor errors show parameters
    int pool_size = 5;                               ///< connections kept open; 0: any number
    int max_overflow = 10;                           ///< connections beyond pool_size, closed on return; -1: no limit
    std::chrono::milliseconds pool_timeout{30'000};  ///< how long a checkout waits before TimeoutError
    std::chrono::seconds pool_recycle{-1};           ///< connections older than this are replaced at checkout; -1: never
    bool pool_pre_ping = false;                      ///< test a connection at checkout, replace it where it does not answer
    bool pool_use_lifo = false;                      ///< give out the connection used last, so that idle ones can time out at the server
    std::size_t statement_cache_size = 500;          ///< prepared statements kept per connection; 0: none
    bool validate_at_flush = true;                   ///< sessions look at the constraints of what they are about to write
    /// Called with a copy of the URL before each connection is opened, to fill in credentials that change: `[](Url& url) { url.password = token(); }`.
    /// It may be called by several threads at once, and what it throws is what connecting throws.
    BeforeConnect before_connect{};
    /// Options of the database itself, as in the URL's query; these win. SQLite: begin=deferred|immediate|exclusive, foreign_keys=on|off,
    /// journal_mode=wal|…, synchronous=…, timeout=seconds, mode=ro|rw|rwc, uri=on|off.
    std::vector<std::pair<std::string, std::string>> connect_args{};
};

/// The figures of a pool at one moment.
struct PoolStatus {
    int size;         ///< pool_size
    int checked_in;   ///< open and idle
    int checked_out;  ///< in use
    int overflow;     ///< open beyond `size`
};

/// The door to one database: a pool of connections and the knowledge of its dialect.
///
/// Thread-safe: one engine serves the whole program. Cheap to copy: copies share the pool. Connections are opened when first needed.
class Engine {
public:
    /// A connection whose first statement begins a transaction. Waits up to pool_timeout.
    /// \throws TimeoutError, OperationalError
    Connection connect();
    /// A connection in a transaction that has begun.
    Connection begin();

    const Dialect& dialect() const noexcept;
    const EngineOptions& options() const noexcept;
    /// The URL with its password hidden.
    std::string url() const;
    PoolStatus pool_status() const;
    /// Closes the connections that nobody uses; those in use are closed when they come back.
    void dispose();

    Engine(const Engine& other) noexcept;
    Engine(Engine&& other) noexcept;
    Engine& operator=(Engine other) noexcept;
    ~Engine();

private:
    friend Engine create_engine(std::string_view url, EngineOptions options);
    friend class Connection;
    explicit Engine(detail::EngineState* state) noexcept : state_{state} {}
    detail::EngineState* state_;
};

/// \throws ArgumentError  where the URL cannot be read, its database is not built in, or an option is unknown
Engine create_engine(std::string_view url, EngineOptions options = {});

}  // namespace retort
