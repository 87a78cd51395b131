#include <retort/engine/engine.hpp>

#include <utility>

#include <retort/engine/connection_state.hpp>
#include <retort/engine/engine_state.hpp>

namespace retort {

namespace detail {

EngineState::EngineState(Url engine_url, EngineOptions engine_options)
    : url{std::move(engine_url)},
      options{std::move(engine_options)},
      dialect{dialect_for(url.scheme)},
      log{options.echo, options.hide_parameters, options.statement_cache_size},
      connector{dialect.connector(url, options)},
      pool{options, [this] { return std::make_unique<ConnectionState>(connect(), options.statement_cache_size); }} {}

std::unique_ptr<DriverConnection> EngineState::connect() const {
    if (!options.before_connect) return connector->connect();
    Url changed = url;
    options.before_connect(changed);
    return dialect.connector(changed, options)->connect();
}

}  // namespace detail

Engine create_engine(std::string_view url, EngineOptions options) {
    return Engine{new detail::EngineState{Url::parse(url), std::move(options)}};
}

Connection Engine::connect() {
    auto connection = state_->pool.take();
    connection->engine = state_;
    connection->log = &state_->log;
    connection->hide_parameters = state_->options.hide_parameters;
    state_->acquire();
    return Connection{connection.release()};
}

Connection Engine::begin() {
    Connection connection = connect();
    connection.begin();
    return connection;
}

const Dialect& Engine::dialect() const noexcept {
    return state_->dialect;
}

const EngineOptions& Engine::options() const noexcept {
    return state_->options;
}

std::string Engine::url() const {
    return state_->url.str();
}

PoolStatus Engine::pool_status() const {
    return state_->pool.status();
}

void Engine::dispose() {
    state_->pool.dispose();
}

Engine::Engine(const Engine& other) noexcept : state_{other.state_} {
    state_->acquire();
}

// A moved-from engine keeps its share: no engine is ever empty, so that no call has to ask.
Engine::Engine(Engine&& other) noexcept : Engine{std::as_const(other)} {}

Engine& Engine::operator=(Engine other) noexcept {
    std::swap(state_, other.state_);
    return *this;
}

Engine::~Engine() {
    state_->release();
}

}  // namespace retort
