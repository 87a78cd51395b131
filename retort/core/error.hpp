/// \file
/// The exceptions of Retort: one root, `Error`, and under it the names that SQLAlchemy's users know.
///
/// Errors are values that may be copied from thread to thread; copies share one immutable text and never throw.
#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace retort {

namespace detail {
class ErrorPayload;
}

/// The root of everything that Retort throws.
class Error : public std::exception {
public:
    explicit Error(std::string message);
    Error(const Error& other) noexcept;
    Error& operator=(const Error& other) noexcept;
    ~Error() override;

    /// The full message. Valid as long as any copy of this error lives.
    [[nodiscard]] const char* what() const noexcept override;

    /// The name of the class, "IntegrityError" for example.
    [[nodiscard]] virtual const char* type_name() const noexcept;

protected:
    explicit Error(detail::ErrorPayload* payload) noexcept;
    [[nodiscard]] const detail::ErrorPayload& payload() const noexcept { return *payload_; }

private:
    detail::ErrorPayload* payload_;
};

/// An argument that cannot be right, whatever the database holds.
class ArgumentError : public Error {
public:
    explicit ArgumentError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A statement that cannot be put into the SQL of the dialect at hand.
class CompileError : public Error {
public:
    explicit CompileError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A query which had to give a row gave none.
class NoResultFound : public Error {
public:
    explicit NoResultFound(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A query which had to give at most one row gave more.
class MultipleResultsFound : public Error {
public:
    explicit MultipleResultsFound(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// An UPDATE or DELETE met another number of rows than it should have: somebody else was there first.
class StaleDataError : public Error {
public:
    explicit StaleDataError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// An object that has left its session was asked for something which only the session can fetch.
class DetachedInstanceError : public Error {
public:
    explicit DetachedInstanceError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The transaction has failed and must be rolled back before it can be used again.
class PendingRollbackError : public Error {
public:
    explicit PendingRollbackError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The pool had no connection to give within its time limit.
class TimeoutError : public Error {
public:
    explicit TimeoutError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A call that does not suit the state of the object it was made on.
class InvalidRequestError : public Error {
public:
    explicit InvalidRequestError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The database has no table or view of this name.
class NoSuchTableError : public InvalidRequestError {
public:
    explicit NoSuchTableError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The row behind a loaded object has gone.
class ObjectDeletedError : public Error {
public:
    explicit ObjectDeletedError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// Things that must be put in order (tables, revisions) depend on one another in a ring.
class CircularDependencyError : public Error {
public:
    explicit CircularDependencyError(std::string message);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// What a driver knows about a failure; the material of a `DatabaseError`.
struct DatabaseErrorInfo {
    std::string message{};         ///< the driver's own words
    int code = 0;                  ///< SQLite's extended result code, the server's error number, or 0
    std::string sqlstate{};        ///< five characters, or empty where the database has none
    std::string statement{};       ///< the SQL, or empty where there was none
    std::string parameters{};      ///< already formatted, "(1, 'a')"; empty when there are none or they are to be hidden
    bool retryable = false;        ///< the same transaction may succeed when it is run again
    std::string constraint{};      ///< the name of the constraint that was broken, where the database tells it
    bool connection_lost = false;  ///< the connection is broken; what its open transaction did has been undone
};

/// A failure that the database or its driver reported, with the statement that met it.
class DatabaseError : public Error {
public:
    explicit DatabaseError(DatabaseErrorInfo info);

    /// The driver's message alone; `what()` has the class, the statement and the parameters as well.
    [[nodiscard]] const std::string& message() const noexcept;
    /// SQLite's extended result code, the server's error number, or 0.
    [[nodiscard]] int code() const noexcept;
    [[nodiscard]] const std::string& sqlstate() const noexcept;
    [[nodiscard]] const std::string& statement() const noexcept;
    /// As text; empty when the engine hides parameters.
    [[nodiscard]] const std::string& parameters() const noexcept;
    /// True for serialization failures, deadlocks and a locked database: the transaction may be tried again from its start.
    [[nodiscard]] bool is_retryable() const noexcept;
    /// The name of the constraint or unique index that was broken; empty where the database does not tell it.
    [[nodiscard]] const std::string& constraint() const noexcept;
    /// True where the connection broke: the server went away, or the network. The transaction has been undone, unless this is an InDoubtError.
    [[nodiscard]] bool is_connection_lost() const noexcept;
    /// All of it, to build another error from.
    [[nodiscard]] const DatabaseErrorInfo& info() const noexcept;

    [[nodiscard]] const char* type_name() const noexcept override;

protected:
    DatabaseError(std::string_view type_name, DatabaseErrorInfo info);
};

/// A constraint of the database was broken: unique, foreign key, not null, check.
class IntegrityError : public DatabaseError {
public:
    explicit IntegrityError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The database could not do its work: lost connection, locked, full, no such table on SQLite.
class OperationalError : public DatabaseError {
public:
    explicit OperationalError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;

protected:
    OperationalError(std::string_view type_name, DatabaseErrorInfo info);
};

/// The connection broke after COMMIT was sent and before its answer came: nobody knows whether the transaction was committed. Never retried
/// by Retort; look at the database before doing it again.
class InDoubtError : public OperationalError {
public:
    explicit InDoubtError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// A value is out of the range of its column.
class DataError : public DatabaseError {
public:
    explicit DataError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The statement is wrong: syntax, unknown names, wrong number of parameters.
class ProgrammingError : public DatabaseError {
public:
    explicit ProgrammingError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The database found itself in a state it did not expect.
class InternalError : public DatabaseError {
public:
    explicit InternalError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The driver, not the database, was used or behaved wrongly.
class InterfaceError : public DatabaseError {
public:
    explicit InterfaceError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

/// The database cannot do this.
class NotSupportedError : public DatabaseError {
public:
    explicit NotSupportedError(DatabaseErrorInfo info);
    [[nodiscard]] const char* type_name() const noexcept override;
};

}  // namespace retort
