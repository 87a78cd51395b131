#include <retort/core/log.hpp>

#include <spdlog/details/log_msg.h>
#include <spdlog/pattern_formatter.h>
#include <spdlog/sinks/stdout_sinks.h>

#include <memory>
#include <mutex>
#include <utility>

namespace retort {

namespace {

spdlog::level::level_enum spdlog_level(LogLevel level) noexcept {
    switch (level) {
    case LogLevel::debug: return spdlog::level::debug;
    case LogLevel::info: return spdlog::level::info;
    case LogLevel::warning: return spdlog::level::warn;
    case LogLevel::error: return spdlog::level::err;
    case LogLevel::critical: return spdlog::level::critical;
    case LogLevel::off: return spdlog::level::off;
    }
    return spdlog::level::off;
}

// The level's name is part of the message: spdlog's own names are in lower case, and can be changed for the whole process only.
class StandardOutput {
public:
    StandardOutput() {
        sink_.set_formatter(std::make_unique<spdlog::pattern_formatter>("%Y-%m-%d %H:%M:%S,%e %v", spdlog::pattern_time_type::local, "\n"));
    }

    void write(const LogRecord& record) {
        line_.assign(level_name(record.level)).append(" ").append(record.logger).append(" ").append(record.message);
        sink_.log(spdlog::details::log_msg{record.time, spdlog::source_loc{}, "", spdlog_level(record.level), line_});
        sink_.flush();
    }

private:
    spdlog::sinks::stdout_sink_st sink_;
    std::string line_;
};

struct Output {
    std::mutex mutex;
    LogSink sink = nullptr;
    void* context = nullptr;
    std::unique_ptr<StandardOutput> standard;
};

// Never destroyed: objects with static lifetime may log while they die.
Output& output() {
    static auto* const the_output = new Output;
    return *the_output;
}

}  // namespace

std::string_view level_name(LogLevel level) noexcept {
    switch (level) {
    case LogLevel::debug: return "DEBUG";
    case LogLevel::info: return "INFO";
    case LogLevel::warning: return "WARNING";
    case LogLevel::error: return "ERROR";
    case LogLevel::critical: return "CRITICAL";
    case LogLevel::off: return "OFF";
    }
    return "OFF";
}

void set_log_sink(LogSink sink, void* context) {
    auto& out = output();
    const std::lock_guard lock{out.mutex};
    out.sink = sink;
    out.context = context;
}

Logger::Logger(std::string name, LogLevel level) : name_{std::move(name)}, level_{level} {}

void Logger::log(LogLevel level, std::string_view message) const {
    if (!is_enabled(level)) return;
    const LogRecord record{level, name_, message, std::chrono::system_clock::now()};
    auto& out = output();
    const std::lock_guard lock{out.mutex};
    if (out.sink != nullptr) {
        out.sink(out.context, record);
        return;
    }
    if (!out.standard) out.standard = std::make_unique<StandardOutput>();
    out.standard->write(record);
}

}  // namespace retort
