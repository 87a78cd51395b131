/// \file
/// Logging: named loggers with levels, and one sink for the whole process.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace retort {

enum class LogLevel : std::uint8_t { debug, info, warning, error, critical, off };

/// "DEBUG", "INFO", … as Python names them.
[[nodiscard]] std::string_view level_name(LogLevel level) noexcept;

/// One message on its way to the sink; the views live for the length of the call.
struct LogRecord {
    LogLevel level;
    std::string_view logger;
    std::string_view message;
    std::chrono::system_clock::time_point time;
};

/// Receives each record. Called by one thread at a time, so it must not log itself.
using LogSink = void (*)(void* context, const LogRecord& record);

/// Sends the messages of all loggers to `sink`; null brings the default back, which writes lines like
/// `2026-11-22 10:15:00,123 INFO retort.engine.Engine BEGIN (implicit)` to standard output and flushes each.
/// Thread-safe; once it returns, the former sink is not called again.
void set_log_sink(LogSink sink, void* context = nullptr);

/// A name and a level below which messages are dropped. Thread-safe but for `set_level`.
class Logger {
public:
    explicit Logger(std::string name, LogLevel level = LogLevel::warning);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] LogLevel level() const noexcept { return level_; }
    void set_level(LogLevel level) noexcept { level_ = level; }

    /// Ask before building an expensive message.
    [[nodiscard]] bool is_enabled(LogLevel level) const noexcept { return level >= level_ && level_ != LogLevel::off; }

    void log(LogLevel level, std::string_view message) const;
    void debug(std::string_view message) const { log(LogLevel::debug, message); }
    void info(std::string_view message) const { log(LogLevel::info, message); }
    void warning(std::string_view message) const { log(LogLevel::warning, message); }
    void error(std::string_view message) const { log(LogLevel::error, message); }
    void critical(std::string_view message) const { log(LogLevel::critical, message); }

private:
    std::string name_;
    LogLevel level_;
};

}  // namespace retort
