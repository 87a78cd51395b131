/// \file
/// Internal: statements and parameters as the log and the errors show them.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <retort/core/log.hpp>
#include <retort/engine/cursor.hpp>
#include <retort/engine/driver.hpp>

namespace retort::detail {

/// `('a', 3)`, with a comma behind a single one, and each cut in the middle where it is longer than 300 characters.
std::string format_parameters(const std::vector<std::string>& reprs);

/// The parameters of one execution, asked of their source anew.
std::string show_parameters(const DriverConnection& connection, const ParameterSource& source);
/// Those of one item of a batch.
std::string show_parameters(const DriverConnection& connection, const BatchSource& batch, std::size_t item);
/// Those of a whole batch; of more than ten items the first eight and the last two.
std::string show_batch(const DriverConnection& connection, const BatchSource& batch);

/// How a statement came to be run, which the log tells with its parameters.
enum class SqlOrigin { cached, once, generated };

/// Writes an engine's statements in SQLAlchemy's lines. Thread-safe.
class SqlLog {
public:
    using Clock = std::chrono::steady_clock;

    SqlLog(bool echo, bool hide_parameters, std::size_t remembered);

    bool enabled() const noexcept { return logger_.is_enabled(LogLevel::info); }
    void message(std::string_view text) const { logger_.info(text); }
    /// Two records: the SQL, then when it was made and its parameters. `started` is when its making began.
    void statement(std::string_view sql, SqlOrigin origin, Clock::time_point started, std::string_view parameters);

private:
    std::string age(std::string_view sql, SqlOrigin origin, Clock::time_point started);
    std::string remember(std::string_view sql, Clock::time_point started);

    Logger logger_;
    bool hide_parameters_;
    std::size_t remembered_;
    std::mutex mutex_;
    std::unordered_map<std::string, Clock::time_point> first_seen_;
};

}  // namespace retort::detail
