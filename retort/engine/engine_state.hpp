/// \file
/// Internal: what the copies of an Engine share.
#pragma once

#include <atomic>
#include <memory>

#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/engine/pool.hpp>
#include <retort/engine/sql_log.hpp>

namespace retort::detail {

struct EngineState {
    EngineState(Url engine_url, EngineOptions engine_options);

    void acquire() noexcept { uses.fetch_add(1, std::memory_order_relaxed); }
    void release() noexcept {
        if (uses.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
    }

    /// A connection of the driver's, with what before_connect says.
    /// \throws OperationalError
    std::unique_ptr<DriverConnection> connect() const;

    std::atomic<int> uses{1};
    const Url url;
    const EngineOptions options;
    const Dialect& dialect;
    SqlLog log;
    const std::unique_ptr<Dialect::Connector> connector;
    Pool pool;  // last: its connections are closed before what made them goes
};

}  // namespace retort::detail
