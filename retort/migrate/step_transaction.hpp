/// \file
/// Internal: the transaction of a step, or of a run.
#pragma once

#include <exception>

#include <retort/engine/alterations.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>

namespace retort::migrate::detail {

/// Between begin_alterations() and end_alterations(), where that is asked for.
class AlterationsGuard {
public:
    AlterationsGuard(Connection& connection, bool alters)
        : connection_{connection},
          alterations_{connection.dialect().alterations()},
          alters_{alters} {
        if (alters_) alterations_.begin_alterations(connection_);
    }
    ~AlterationsGuard() {
        if (!alters_) return;
        try {
            alterations_.end_alterations(connection_);
        } catch (const std::exception&) {
            // The connection is broken; why, is being told already.
        }
    }
    AlterationsGuard(const AlterationsGuard&) = delete;
    AlterationsGuard& operator=(const AlterationsGuard&) = delete;

private:
    Connection& connection_;
    const Alterations& alterations_;
    bool alters_;
};

/// Rolls back at its end what was not committed.
class RollbackGuard {
public:
    explicit RollbackGuard(Connection& connection) : connection_{connection} {}
    ~RollbackGuard() {
        try {
            connection_.rollback();
        } catch (const std::exception&) {
            // As above.
        }
    }
    RollbackGuard(const RollbackGuard&) = delete;
    RollbackGuard& operator=(const RollbackGuard&) = delete;

private:
    Connection& connection_;
};

/// Begun when it is made, rolled back when it is destroyed without a commit. Nobody else writes meanwhile.
class StepTransaction {
public:
    /// \param alters  tables may be rebuilt in it
    /// \param checks  and rows changed in it, so that a commit looks first whether they still hold together
    explicit StepTransaction(Connection& connection, bool alters = false, bool checks = false)
        : connection_{connection},
          alterations_{connection, alters},
          unless_committed_{connection},
          checks_{alters && checks} {
        connection_.dialect().alterations().begin_exclusive(connection_);
    }
    void commit() {
        if (checks_) connection_.dialect().alterations().check_integrity(connection_);
        connection_.commit();
    }

private:
    Connection& connection_;
    AlterationsGuard alterations_;  // ends after the rollback
    RollbackGuard unless_committed_;
    bool checks_;
};

/// Limits how long statements wait and run while it lives, in the transaction that is open or, where none is, on the connection.
class TimeoutGuard {
public:
    TimeoutGuard(Connection& connection, const StatementTimeouts& timeouts)
        : connection_{connection},
          timeouts_{timeouts},
          in_transaction_{connection.in_transaction()} {
        for (const auto& sql : connection_.dialect().alterations().timeouts_sql(timeouts_, in_transaction_))
            connection_.execute_ddl(sql);
    }
    ~TimeoutGuard() {
        try {
            for (const auto& sql : connection_.dialect().alterations().reset_timeouts_sql(timeouts_, in_transaction_))
                connection_.execute_ddl(sql);
        } catch (const std::exception&) {
            // As above.
        }
    }
    TimeoutGuard(const TimeoutGuard&) = delete;
    TimeoutGuard& operator=(const TimeoutGuard&) = delete;

private:
    Connection& connection_;
    StatementTimeouts timeouts_;
    bool in_transaction_;
};

/// Statements are transactions of their own while it lives.
class Autocommit {
public:
    explicit Autocommit(Connection& connection) : connection_{connection} { connection_.set_autocommit(true); }
    ~Autocommit() {
        try {
            connection_.rollback();
            connection_.set_autocommit(false);
        } catch (const std::exception&) {
            // As above.
        }
    }
    Autocommit(const Autocommit&) = delete;
    Autocommit& operator=(const Autocommit&) = delete;

private:
    Connection& connection_;
};

}  // namespace retort::migrate::detail
