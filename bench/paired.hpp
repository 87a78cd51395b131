// Measures two ways of doing the same thing beside each other.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace bench {

struct Options {
    int heroes = 100'000;
    int rounds = 7;
    bool json = false;
    std::string only{};       ///< only figures whose name begins with this
    std::string directory{};  ///< where the databases lie; empty: a fresh one among the temporary files
    bool by_wall = false;     ///< the clock on the wall counts: a server works too, whose processor time this process does not see
};
/// Ends the program where it is asked for help or does not understand.
Options read_options(int argc, char** argv);

/// One way of doing the work. `prepare` and `clean_up` are not measured.
struct Side {
    std::function<void()> work;
    std::function<void()> prepare{};
    std::function<void()> clean_up{};
};

/// One line of the report.
struct Figure {
    std::string name;
    std::string unit;
    double hand_written;  ///< the best of all rounds
    double retort;        ///< the best of all rounds
    double ratio;         ///< the median of the rounds' own ratios
    double best_ratio;    ///< of the best rounds
    double wall_ratio;    ///< the median by the clock on the wall; 0 for what is no time
    double mark;          ///< what the ratio should not exceed; 0: nothing is asked
};

/// A harness of our own and not Google Benchmark: that measures one function until it is sure of it and then the next, and what is asked here is the
/// ratio of two, on a machine that may be doing other things too. So the two run in turns, a round each, in both orders; each round gives a ratio of
/// two neighbours in time, and the median of those is the figure. Time is the processor time of this process, which other processes lengthen less than
/// the wall's; beside a server, both held to one processor, it is the wall's.
class Bench {
public:
    explicit Bench(Options options) : options_{std::move(options)} {}

    const Options& options() const noexcept { return options_; }
    bool wants(std::string_view name) const { return name.starts_with(options_.only); }

    void compare(const std::string& name, double mark, const Side& hand_written, const Side& retort);
    /// The bytes on the heap that stay after each has run; each gives a function that frees them.
    void compare_memory(const std::string& name, double mark, const std::function<std::function<void()>()>& hand_written,
        const std::function<std::function<void()>()>& retort);

    /// Millions of operations a second, `count` of which the work does, beside the millions that are wanted.
    void rate(const std::string& name, double wanted, double count, const Side& retort);

    /// A table, or JSON.
    void report() const;

private:
    void add(Figure figure);

    Options options_;
    std::vector<Figure> figures_;
};

}  // namespace bench
