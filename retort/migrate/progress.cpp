#include <retort/migrate/progress.hpp>

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <utility>

namespace retort::migrate {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t bar_width = 30;

/// `1,234,567`
std::string grouped(std::int64_t number) {
    std::string digits = std::to_string(number);
    const std::size_t first = digits.starts_with('-') ? 1 : 0;
    for (auto place = static_cast<std::ptrdiff_t>(digits.size()) - 3; place > static_cast<std::ptrdiff_t>(first); place -= 3)
        digits.insert(static_cast<std::size_t>(place), 1, ',');
    return digits;
}

/// `1:05`, `2:03:04`
std::string clock_text(std::chrono::seconds time) {
    const auto two = [](std::int64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); };
    const std::int64_t seconds = time.count();
    const std::string tail = two(seconds % 60);
    if (seconds < 3600) return std::to_string(seconds / 60) + ":" + tail;
    return std::to_string(seconds / 3600) + ":" + two(seconds / 60 % 60) + ":" + tail;
}

}  // namespace

ProgressOutput ProgressOutput::standard_error() {
    ProgressOutput output;
    output.style = isatty(STDERR_FILENO) != 0 ? Style::bar : Style::lines;
    output.write = [](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), stderr);
        std::fflush(stderr);
    };
    return output;
}

ProgressReport::ProgressReport(std::string label, const ProgressOutput& output)
    : label_{std::move(label)},
      output_{output},
      begun_{output.now()},
      next_{begun_ + (output.style == ProgressOutput::Style::bar ? 300ms : 5000ms)} {}

ProgressReport::~ProgressReport() {
    if (!is_finished_ && width_ != 0) output_.write("\n");
}

void ProgressReport::total(std::int64_t items) {
    total_ = std::max<std::int64_t>(items, 0);
}

void ProgressReport::advance(std::int64_t items) {
    done_ += items;
    if (output_.style == ProgressOutput::Style::none) return;
    const auto now = output_.now();
    if (now < next_) return;
    show(now);
    next_ = now + (output_.style == ProgressOutput::Style::bar ? 100ms : 10'000ms);
}

void ProgressReport::finish() {
    if (is_finished_) return;
    if (width_ != 0) {
        show(output_.now());
        if (output_.style == ProgressOutput::Style::bar) output_.write("\n");
    }
    is_finished_ = true;
}

void ProgressReport::show(Clock::time_point now) {
    std::string line = text(now);
    const std::size_t width = line.size();
    if (output_.style == ProgressOutput::Style::bar) {
        // Blanks over what was longer before; escape sequences would stay in a log that a terminal's output was copied to.
        if (width < width_) line.append(width_ - width, ' ');
        line.insert(line.begin(), '\r');
    } else {
        line += '\n';
    }
    width_ = width;
    output_.write(line);
}

std::string ProgressReport::text(Clock::time_point now) const {
    const auto elapsed = std::chrono::duration_cast<std::chrono::seconds>(now - begun_);
    if (!total_) return label_ + ": " + grouped(done_) + " done, " + clock_text(elapsed);

    const std::int64_t total = std::max(*total_, done_);  // more may have come since they were counted
    const double share = total == 0 ? 1.0 : static_cast<double>(done_) / static_cast<double>(total);
    std::string line = label_ + ": ";
    if (output_.style == ProgressOutput::Style::bar) {
        const auto filled = static_cast<std::size_t>(share * static_cast<double>(bar_width));
        line += "[" + std::string(filled, '#') + std::string(bar_width - filled, '.') + "] ";
    }
    line += std::to_string(static_cast<int>(share * 100)) + "% (" + grouped(done_) + " of " + grouped(total) + "), " + clock_text(elapsed);
    if (done_ > 0 && done_ < total) {
        const auto left = std::chrono::duration<double>{now - begun_} * (1.0 / share - 1.0);
        line += ", " + clock_text(std::chrono::duration_cast<std::chrono::seconds>(left)) + " left";
    }
    return line;
}

}  // namespace retort::migrate
