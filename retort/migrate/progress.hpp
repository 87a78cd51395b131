/// \file
/// How far a data migration has come, told to a person.
#pragma once

#include <retort/migrate/operations.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace retort::migrate {

/// Where progress is shown.
struct ProgressOutput {
    enum class Style : std::uint8_t {
        none,
        bar,   ///< one line that is drawn again and again, for a terminal
        lines  ///< a line now and then, for a file
    };
    using Clock = std::chrono::steady_clock;

    Style style = Style::none;
    std::function<void(std::string_view)> write{};
    std::function<Clock::time_point()> now = &Clock::now;

    /// Standard error: a bar where it is a terminal, lines where it is not.
    static ProgressOutput standard_error();
};

/// A Progress that shows itself, first when the work has taken a moment: quick ones stay silent. Belongs to one thread.
class ProgressReport final : public Progress {
public:
    /// \param label  what is done, `op.run of revision ae1027a6acf1`
    ProgressReport(std::string label, const ProgressOutput& output);
    ProgressReport(const ProgressReport&) = delete;
    ProgressReport& operator=(const ProgressReport&) = delete;
    /// Ends the line that has been begun.
    ~ProgressReport();

    void total(std::int64_t items) override;
    void advance(std::int64_t items = 1) override;
    /// Shows the last state, where anything has been shown before.
    void finish();

private:
    using Clock = ProgressOutput::Clock;
    void show(Clock::time_point now);
    std::string text(Clock::time_point now) const;

    std::string label_;
    const ProgressOutput& output_;
    Clock::time_point begun_;
    Clock::time_point next_;
    std::optional<std::int64_t> total_{};
    std::int64_t done_ = 0;
    std::size_t width_ = 0;  ///< of the bar as it stands on the terminal
    bool is_finished_ = false;
};

}  // namespace retort::migrate
