#include <retort/engine/sql_log.hpp>

#include <algorithm>

#include <fmt/format.h>

namespace retort::detail {

namespace {

constexpr std::size_t longest_repr = 300;  // characters
constexpr std::size_t most_items = 10;
constexpr std::size_t items_at_the_end = 2;

bool begins_character(char c) noexcept {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
}

std::size_t count_characters(std::string_view text) noexcept {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), begins_character));
}

/// The offset at which character number `wanted` begins.
std::size_t offset_of(std::string_view text, std::size_t wanted) noexcept {
    std::size_t offset = 0;
    for (std::size_t character = 0; offset < text.size(); ++offset) {
        if (begins_character(text[offset]) && character++ == wanted) break;
    }
    return offset;
}

void append_shortened(std::string& out, std::string_view repr) {
    if (repr.size() <= longest_repr) {
        out += repr;
        return;
    }
    const auto characters = count_characters(repr);
    if (characters <= longest_repr) {
        out += repr;
        return;
    }
    const auto half = longest_repr / 2;
    out.append(repr.substr(0, offset_of(repr, half)));
    fmt::format_to(std::back_inserter(out), " ... ({} characters truncated) ... ", characters - longest_repr);
    out.append(repr.substr(offset_of(repr, characters - half)));
}

std::string show_item(ParameterRecorder& recorder, const BatchSource& batch, std::size_t item) {
    batch.write(item, recorder);
    return format_parameters(recorder.take());
}

}  // namespace

std::string format_parameters(const std::vector<std::string>& reprs) {
    std::string text{"("};
    for (auto separator = ""; const auto& repr : reprs) {
        text += separator;
        append_shortened(text, repr);
        separator = ", ";
    }
    text += reprs.size() == 1 ? ",)" : ")";
    return text;
}

std::string show_parameters(const DriverConnection& connection, const ParameterSource& source) {
    const auto recorder = connection.recorder();
    source.write(*recorder);
    return format_parameters(recorder->take());
}

std::string show_parameters(const DriverConnection& connection, const BatchSource& batch, std::size_t item) {
    return show_item(*connection.recorder(), batch, item);
}

std::string show_batch(const DriverConnection& connection, const BatchSource& batch) {
    const auto recorder = connection.recorder();
    const auto size = batch.size();
    if (size == 1) return show_item(*recorder, batch, 0);
    const auto at_the_front = size > most_items ? most_items - items_at_the_end : size;
    std::string text{"("};
    for (std::size_t item = 0; item < at_the_front; ++item) {
        if (item > 0) text += ", ";
        text += show_item(*recorder, batch, item);
    }
    if (at_the_front < size) {
        fmt::format_to(std::back_inserter(text), "  ... displaying {} of {} total bound parameter sets ...  ", most_items, size);
        for (auto item = size - items_at_the_end; item < size; ++item) {
            text += show_item(*recorder, batch, item);
            if (item + 1 < size) text += ", ";
        }
    }
    return text += ')';
}

SqlLog::SqlLog(bool echo, bool hide_parameters, std::size_t remembered)
    : logger_{"retort.engine.Engine", echo ? LogLevel::info : LogLevel::warning},
      hide_parameters_{hide_parameters},
      remembered_{std::max<std::size_t>(remembered, 1)} {}

void SqlLog::statement(std::string_view sql, SqlOrigin origin, Clock::time_point started, std::string_view parameters) {
    logger_.info(sql);
    logger_.info(fmt::format("[{}] {}", age(sql, origin, started),
        hide_parameters_ ? std::string_view{"[SQL parameters hidden due to hide_parameters=True]"} : parameters));
}

std::string SqlLog::age(std::string_view sql, SqlOrigin origin, Clock::time_point started) {
    switch (origin) {
    case SqlOrigin::once: return "raw sql";
    case SqlOrigin::generated: return fmt::format("no key {:.5f}s", std::chrono::duration<double>(Clock::now() - started).count());
    case SqlOrigin::cached: break;
    }
    return remember(sql, started);
}

std::string SqlLog::remember(std::string_view sql, Clock::time_point started) {
    const auto now = Clock::now();
    const std::lock_guard lock{mutex_};
    const auto [entry, is_new] = first_seen_.try_emplace(std::string{sql}, now);
    if (!is_new) return fmt::format("cached since {:.4g}s ago", std::chrono::duration<double>(now - entry->second).count());
    if (first_seen_.size() > remembered_) {
        // Only the log is at stake: the oldest goes, found by looking at all, so that nothing has to be kept in order.
        first_seen_.erase(std::min_element(
            first_seen_.begin(), first_seen_.end(), [](const auto& left, const auto& right) { return left.second < right.second; }));
    }
    return fmt::format("generated in {:.5f}s", std::chrono::duration<double>(now - started).count());
}

}  // namespace retort::detail
