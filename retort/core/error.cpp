#include <retort/core/error.hpp>

#include <utility>

#include <retort/core/error_payload.hpp>

namespace retort {

namespace detail {

class DatabaseErrorPayload : public ErrorPayload {
public:
    DatabaseErrorPayload(std::string text, DatabaseErrorInfo info) : ErrorPayload{std::move(text)}, info_{std::move(info)} {}

    [[nodiscard]] const DatabaseErrorInfo& info() const noexcept { return info_; }

private:
    DatabaseErrorInfo info_;
};

}  // namespace detail

namespace {

std::string full_text(std::string_view type_name, const DatabaseErrorInfo& info) {
    std::string text{type_name};
    text.append(": ").append(info.message);
    if (!info.statement.empty()) text.append(" [SQL: ").append(info.statement).append("]");
    if (!info.parameters.empty()) text.append(" [parameters: ").append(info.parameters).append("]");
    return text;
}

detail::ErrorPayload* make_payload(std::string_view type_name, DatabaseErrorInfo info) {
    auto text = full_text(type_name, info);
    return new detail::DatabaseErrorPayload{std::move(text), std::move(info)};
}

}  // namespace

Error::Error(std::string message) : payload_{new detail::ErrorPayload{std::move(message)}} {}

Error::Error(detail::ErrorPayload* payload) noexcept : payload_{payload} {}

Error::Error(const Error& other) noexcept : std::exception{other}, payload_{other.payload_} {
    payload_->acquire();
}

Error& Error::operator=(const Error& other) noexcept {
    other.payload_->acquire();
    payload_->release();
    payload_ = other.payload_;
    return *this;
}

Error::~Error() {
    payload_->release();
}

const char* Error::what() const noexcept {
    return payload_->text().c_str();
}

const char* Error::type_name() const noexcept {
    return "Error";
}

DatabaseError::DatabaseError(DatabaseErrorInfo info) : DatabaseError{"DatabaseError", std::move(info)} {}

DatabaseError::DatabaseError(std::string_view type_name, DatabaseErrorInfo info) : Error{make_payload(type_name, std::move(info))} {}

const DatabaseErrorInfo& DatabaseError::info() const noexcept {
    return static_cast<const detail::DatabaseErrorPayload&>(payload()).info();  // no constructor of DatabaseError gives another
}

const std::string& DatabaseError::message() const noexcept {
    return info().message;
}

int DatabaseError::code() const noexcept {
    return info().code;
}

const std::string& DatabaseError::sqlstate() const noexcept {
    return info().sqlstate;
}

const std::string& DatabaseError::statement() const noexcept {
    return info().statement;
}

const std::string& DatabaseError::parameters() const noexcept {
    return info().parameters;
}

bool DatabaseError::is_retryable() const noexcept {
    return info().retryable;
}

const std::string& DatabaseError::constraint() const noexcept {
    return info().constraint;
}

bool DatabaseError::is_connection_lost() const noexcept {
    return info().connection_lost;
}

const char* DatabaseError::type_name() const noexcept {
    return "DatabaseError";
}

ArgumentError::ArgumentError(std::string message) : Error{std::move(message)} {}

const char* ArgumentError::type_name() const noexcept {
    return "ArgumentError";
}

CompileError::CompileError(std::string message) : Error{std::move(message)} {}

const char* CompileError::type_name() const noexcept {
    return "CompileError";
}

NoResultFound::NoResultFound(std::string message) : Error{std::move(message)} {}

const char* NoResultFound::type_name() const noexcept {
    return "NoResultFound";
}

MultipleResultsFound::MultipleResultsFound(std::string message) : Error{std::move(message)} {}

const char* MultipleResultsFound::type_name() const noexcept {
    return "MultipleResultsFound";
}

StaleDataError::StaleDataError(std::string message) : Error{std::move(message)} {}

const char* StaleDataError::type_name() const noexcept {
    return "StaleDataError";
}

DetachedInstanceError::DetachedInstanceError(std::string message) : Error{std::move(message)} {}

const char* DetachedInstanceError::type_name() const noexcept {
    return "DetachedInstanceError";
}

PendingRollbackError::PendingRollbackError(std::string message) : Error{std::move(message)} {}

const char* PendingRollbackError::type_name() const noexcept {
    return "PendingRollbackError";
}

TimeoutError::TimeoutError(std::string message) : Error{std::move(message)} {}

const char* TimeoutError::type_name() const noexcept {
    return "TimeoutError";
}

InvalidRequestError::InvalidRequestError(std::string message) : Error{std::move(message)} {}

const char* InvalidRequestError::type_name() const noexcept {
    return "InvalidRequestError";
}

NoSuchTableError::NoSuchTableError(std::string message) : InvalidRequestError{std::move(message)} {}

const char* NoSuchTableError::type_name() const noexcept {
    return "NoSuchTableError";
}

ObjectDeletedError::ObjectDeletedError(std::string message) : Error{std::move(message)} {}

const char* ObjectDeletedError::type_name() const noexcept {
    return "ObjectDeletedError";
}

CircularDependencyError::CircularDependencyError(std::string message) : Error{std::move(message)} {}

const char* CircularDependencyError::type_name() const noexcept {
    return "CircularDependencyError";
}

IntegrityError::IntegrityError(DatabaseErrorInfo info) : DatabaseError{"IntegrityError", std::move(info)} {}

const char* IntegrityError::type_name() const noexcept {
    return "IntegrityError";
}

OperationalError::OperationalError(DatabaseErrorInfo info) : DatabaseError{"OperationalError", std::move(info)} {}

OperationalError::OperationalError(std::string_view type_name, DatabaseErrorInfo info) : DatabaseError{type_name, std::move(info)} {}

const char* OperationalError::type_name() const noexcept {
    return "OperationalError";
}

InDoubtError::InDoubtError(DatabaseErrorInfo info) : OperationalError{"InDoubtError", std::move(info)} {}

const char* InDoubtError::type_name() const noexcept {
    return "InDoubtError";
}

DataError::DataError(DatabaseErrorInfo info) : DatabaseError{"DataError", std::move(info)} {}

const char* DataError::type_name() const noexcept {
    return "DataError";
}

ProgrammingError::ProgrammingError(DatabaseErrorInfo info) : DatabaseError{"ProgrammingError", std::move(info)} {}

const char* ProgrammingError::type_name() const noexcept {
    return "ProgrammingError";
}

InternalError::InternalError(DatabaseErrorInfo info) : DatabaseError{"InternalError", std::move(info)} {}

const char* InternalError::type_name() const noexcept {
    return "InternalError";
}

InterfaceError::InterfaceError(DatabaseErrorInfo info) : DatabaseError{"InterfaceError", std::move(info)} {}

const char* InterfaceError::type_name() const noexcept {
    return "InterfaceError";
}

NotSupportedError::NotSupportedError(DatabaseErrorInfo info) : DatabaseError{"NotSupportedError", std::move(info)} {}

const char* NotSupportedError::type_name() const noexcept {
    return "NotSupportedError";
}

}  // namespace retort
