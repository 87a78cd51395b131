/// \file
/// Internal: what a connection and its statements share.
#pragma once

#include <string>
#include <string_view>

#include <mysql.h>

#include <retort/core/error.hpp>
#include <retort/core/forks.hpp>
#include <retort/dialect/mariadb/options.hpp>

namespace retort::mariadb {

/// A session at the server. Belongs to one thread at a time; outlives its statements.
class Link {
public:
    /// \throws OperationalError  where no server answers or it refuses the user
    explicit Link(const Options& options);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    MYSQL* handle() noexcept { return mysql_; }
    /// Runs statements of the text protocol, separated by semicolons, and throws their rows away.
    void run(std::string_view sql);
    /// COMMIT. \throws InDoubtError  where the connection broke between the statement and its answer
    void commit();
    bool ping() noexcept;

    /// A lost connection has taken its transaction with it, and an inherited one has none that is this process's.
    bool in_transaction() const noexcept { return !is_lost() && (mysql_->server_status & SERVER_STATUS_IN_TRANS) != 0; }
    bool is_lost() const noexcept { return lost_ || !owner_.is_this(); }
    /// Before anything is said to the server. \throws OperationalError  where this is another process than the one that connected
    void check_usable();
    /// Before anything is closed. Makes the socket of a forked process one that leads nowhere, so that closing what it inherited says nothing to the
    /// parent's server; does nothing in the process that connected.
    void leave_to_parent() noexcept;

    /// True where parameters can be sent for many executions at once: MariaDB, not MySQL.
    bool has_bulk() const noexcept;
    /// True where INSERT … RETURNING may be said.
    bool has_returning() const noexcept { return has_returning_; }
    /// The row, from 1, that the statement of many rows failed at which has just met `error`; 0 where the server does not tell.
    std::size_t failed_row(const DatabaseError& error) noexcept;
    /// A number that the server keeps to while the connection lasts, asked for once.
    unsigned long max_allowed_packet();
    /// How far apart the keys of one statement's rows are; 0 where nobody can tell.
    unsigned long key_step();

    /// Throws what the last call on the connection, or on the statement, met.
    [[noreturn]] void fail();
    [[noreturn]] void fail(MYSQL_STMT* statement);

private:
    void read_limits();
    /// Whether a lock that does not come ends the whole transaction; asked once.
    bool rolls_back_on_timeout() noexcept;
    [[noreturn]] void fail(unsigned code, const char* sqlstate, const char* message);

    MYSQL* mysql_;
    retort::detail::OwningProcess owner_;
    bool lost_ = false;
    bool has_returning_ = false;
    bool knows_limits_ = false;
    unsigned long max_allowed_packet_ = 0;
    unsigned long key_step_ = 0;
    bool rolls_back_on_timeout_ = false;
};

}  // namespace retort::mariadb
