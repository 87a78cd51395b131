#include <retort/engine/connection.hpp>

#include <memory>
#include <utility>

#include <retort/core/error.hpp>
#include <retort/engine/connection_state.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine_state.hpp>

namespace retort {

Connection::Connection(Connection&& other) noexcept : state_{std::exchange(other.state_, nullptr)} {}

Connection& Connection::operator=(Connection&& other) noexcept {
    if (this != &other) {
        release();
        state_ = std::exchange(other.state_, nullptr);
    }
    return *this;
}

Connection::~Connection() {
    release();
}

void Connection::release() noexcept {
    if (state_ == nullptr) return;
    std::unique_ptr<detail::ConnectionState> connection{std::exchange(state_, nullptr)};
    const bool is_usable = connection->reset();
    auto* engine = std::exchange(connection->engine, nullptr);
    if (is_usable) {
        engine->pool.give_back(std::move(connection));
    } else {
        engine->pool.discard(std::move(connection));
    }
    engine->release();
}

detail::ConnectionState& Connection::state() const {
    if (state_ == nullptr) throw InvalidRequestError{"This connection has been moved from"};
    return *state_;
}

void Connection::begin() {
    state().begin(BeginMode::default_);
}

void Connection::begin(BeginMode mode) {
    state().begin(mode);
}

void Connection::set_autocommit(bool autocommit) {
    if (in_transaction())
        throw InvalidRequestError{"set_autocommit: a transaction has begun on this connection; commit it or roll it back before"};
    state().autocommit = autocommit;
}

void Connection::commit() {
    state().commit();
}

void Connection::rollback() {
    state().rollback();
}

bool Connection::in_transaction() const noexcept {
    return state_ != nullptr && state_->transaction != detail::ConnectionState::Transaction::none;
}

const Dialect& Connection::dialect() const {
    return state().engine->dialect;
}

Engine Connection::engine() const {
    auto* engine = state().engine;
    engine->acquire();
    return Engine{engine};
}

Cursor Connection::execute(std::string_view sql, std::vector<Value> parameters) {
    return Cursor{state().execute(sql, std::move(parameters), detail::SqlLog::Clock::now())};
}

Cursor Connection::execute(std::string_view sql, const ParameterSource& parameters) {
    return Cursor{state().execute(sql, parameters)};
}

void Connection::execute_many(std::string_view sql, BatchSource& batch) {
    state().execute_many(sql, batch);
}

Cursor Connection::execute_once(std::string_view sql) {
    return Cursor{state().execute_once(sql)};
}

void Connection::execute_ddl(std::string_view sql) {
    state().execute_script(sql);
}

void Connection::savepoint(std::string_view name) {
    execute_ddl("SAVEPOINT " + dialect().quote_identifier(name));
}

void Connection::release_savepoint(std::string_view name) {
    execute_ddl("RELEASE SAVEPOINT " + dialect().quote_identifier(name));
}

void Connection::rollback_to_savepoint(std::string_view name) {
    execute_ddl("ROLLBACK TO SAVEPOINT " + dialect().quote_identifier(name));
}

DriverConnection& Connection::driver() {
    return *state().driver;
}

}  // namespace retort
