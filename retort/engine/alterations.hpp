#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/schema/ddl.hpp>

namespace retort {

class Connection;

/// How a lock that keeps two deployments of one database apart is asked for.
struct DeployLockOptions {
    std::chrono::milliseconds timeout{60'000};
    /// Called once when somebody else holds the lock, with what is known of him ("process 4711 on web1, since 12:03:04"); may be empty.
    std::function<void(const std::string& holder)> waiting{};
};

/// How long a statement of a migration may wait for a lock of the database, and how long it may take in all; without a value: as the
/// database is configured.
struct StatementTimeouts {
    std::optional<std::chrono::milliseconds> lock{};
    std::optional<std::chrono::milliseconds> statement{};
};

/// Held until it is destroyed, or until the process dies in any way.
class DeployLock {
public:
    virtual ~DeployLock() = default;
    DeployLock(const DeployLock&) = delete;
    DeployLock& operator=(const DeployLock&) = delete;

protected:
    DeployLock() = default;
};

/// What a dialect knows of changing a schema that exists: the SQL, and how it is done safely. Never changes; safe to use from several threads.
///
/// Statements come without a semicolon, to be executed in their order. Constraints and indexes have had their names given already.
class Alterations {
public:
    virtual ~Alterations() = default;

    /// CREATE TABLE and its indexes, as SQLAlchemy writes them, and before it the types that it needs.
    /// \param connection  where it is seen which types exist; nullptr where SQL is written without a database
    virtual std::vector<std::string> create_table(Connection* connection, const ddl::CreateTable& change) const = 0;
    virtual std::vector<std::string> drop_table(const ddl::DropTable& change) const = 0;
    /// The changes of one table, merged into as few statements as the database can.
    /// \param connection  where the table stands, to be looked at and not changed; nullptr where SQL is written without a database
    /// \throws CompileError  where a change cannot be made, or not without a look at the table and `connection` is nullptr and copy_from empty
    /// \throws NoSuchTableError, ArgumentError  where the table has no such column, index or constraint
    virtual std::vector<std::string> alter_table(Connection* connection, const ddl::AlterTable& change) const = 0;
    /// The change of a type of enumerators; nothing where enumerators are part of the columns' types.
    /// \param connection  where it is seen which types exist; nullptr where SQL is written without a database
    virtual std::vector<std::string> alter_enum(Connection* /*connection*/, const ddl::AlterEnum& /*change*/) const { return {}; }
    /// True where such a change can stand in no transaction: an index that is made while the table is written to.
    virtual bool needs_autocommit(const ddl::Change& /*change*/) const { return false; }
    /// True where such a change rebuilds the table on this database whatever the table is, so that several belong into one batch.
    virtual bool needs_rebuild(const ddl::Change& change) const = 0;

    /// True where a transaction that is rolled back takes its DDL with it.
    virtual bool transactional_ddl() const = 0;
    /// True where the database commits by itself around such a statement of a script, so that it cannot be made together with others.
    virtual bool commits_implicitly(std::string_view /*sql*/) const { return false; }
    /// Makes a connection without a transaction ready for alter_table(): on SQLite rows of other tables must not follow a table that is
    /// dropped only to be made anew. Undone by end_alterations().
    virtual void begin_alterations(Connection& connection) const = 0;
    virtual void end_alterations(Connection& connection) const = 0;
    /// Begins a transaction in which nobody else writes.
    virtual void begin_exclusive(Connection& connection) const = 0;
    /// Looks before a commit whether what was altered since begin_alterations() still holds together: on SQLite, whether foreign keys are
    /// broken that were not broken then. Does nothing without begin_alterations().
    /// \throws IntegrityError  naming the tables and the first rows concerned
    virtual void check_integrity(Connection& connection) const = 0;
    /// Waits for the lock that deployments take, which is not held by the database's transactions.
    /// \throws TimeoutError  naming who holds it
    virtual std::unique_ptr<DeployLock> deploy_lock(Connection& connection, const DeployLockOptions& options) const = 0;

    /// The statements that limit how long later ones wait and run: up to the end of the transaction that has begun, or without one up to
    /// reset_timeouts_sql(). Empty where the database has no such limits.
    virtual std::vector<std::string> timeouts_sql(const StatementTimeouts& /*timeouts*/, bool /*in_transaction*/) const { return {}; }
    /// The statements that take back what timeouts_sql() set and no transaction's end takes back.
    virtual std::vector<std::string> reset_timeouts_sql(const StatementTimeouts& /*timeouts*/, bool /*was_in_transaction*/) const {
        return {};
    }

    /// A value as a literal of SQL text: 'it''s', true.
    virtual std::string text_literal(std::string_view text) const = 0;
    virtual std::string boolean_literal(bool value) const { return value ? "true" : "false"; }
    /// How offline SQL begins and ends a transaction: `BEGIN`, `COMMIT`; empty where Alembic writes none for this database.
    virtual std::string begin_sql() const = 0;
    virtual std::string commit_sql() const = 0;
};

}  // namespace retort
