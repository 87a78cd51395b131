#include "paired.hpp"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <limits>

#include <malloc.h>

namespace bench {

namespace {

struct Time {
    double processor;  // milliseconds
    double wall;
};

double processor_now() {
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

double wall_now() {
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

// The allocator puts off merging small free blocks until somebody asks for a large one: whoever freed them pays for it here, and not the other side later.
void merge_free_blocks() {
    constexpr std::size_t large = 1 << 16;
    void* volatile block = std::malloc(large);  // volatile: the compiler would leave out both calls
    std::free(block);
}

Time measure(const Side& side) {
    if (side.prepare) side.prepare();
    const double wall = wall_now();
    const double processor = processor_now();
    side.work();
    merge_free_blocks();
    const Time taken{processor_now() - processor, wall_now() - wall};
    if (side.clean_up) {
        side.clean_up();
        merge_free_blocks();
    }
    return taken;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    const std::size_t half = values.size() / 2;
    return values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
}

/// What malloc has given out and not got back, with its own headers; big blocks lie outside its heap and are counted apart.
double heap_bytes() {
    const auto info = mallinfo2();
    return static_cast<double>(info.uordblks + info.hblkhd);
}

double bytes_of(const std::function<std::function<void()>()>& work) {
    const double before = heap_bytes();
    const auto free = work();
    const double after = heap_bytes();
    free();
    return after - before;
}

[[noreturn]] void explain(int status) {
    std::puts("usage: retort_bench_… [--heroes N] [--rounds N] [--only TEXT] [--directory PATH] [--json]");
    std::exit(status);
}

}  // namespace

Options read_options(int argc, char** argv) {
    Options options;
    for (int i = 1; i < argc; ++i) {
        const std::string_view option = argv[i];
        if (option == "--help") explain(0);
        if (option == "--json") {
            options.json = true;
            continue;
        }
        if (i + 1 == argc) explain(2);
        const char* value = argv[++i];
        if (option == "--heroes") {
            options.heroes = std::max(std::atoi(value), 10);
        } else if (option == "--rounds") {
            options.rounds = std::max(std::atoi(value), 1);
        } else if (option == "--only") {
            options.only = value;
        } else if (option == "--directory") {
            options.directory = value;
        } else {
            explain(2);
        }
    }
    return options;
}

void Bench::compare(const std::string& name, double mark, const Side& hand_written, const Side& retort) {
    if (!wants(name)) return;
    // Not counted: caches fill, statements are prepared.
    measure(hand_written);
    measure(retort);
    std::vector<double> ratios;
    std::vector<double> wall_ratios;
    constexpr double longest = std::numeric_limits<double>::max();
    double best_hand = longest;
    double best_retort = longest;
    for (int round = 0; round < options_.rounds; ++round) {
        Time hand{};
        Time ours{};
        if (round % 2 == 0) {
            hand = measure(hand_written);
            ours = measure(retort);
        } else {
            ours = measure(retort);
            hand = measure(hand_written);
        }
        const auto time_of = [this](const Time& time) { return options_.by_wall ? time.wall : time.processor; };
        ratios.push_back(time_of(ours) / time_of(hand));
        wall_ratios.push_back(ours.wall / hand.wall);
        best_hand = std::min(best_hand, time_of(hand));
        best_retort = std::min(best_retort, time_of(ours));
    }
    add({name, "ms", best_hand, best_retort, median(ratios), best_retort / best_hand, median(wall_ratios), mark});
}

void Bench::compare_memory(const std::string& name, double mark, const std::function<std::function<void()>()>& hand_written,
    const std::function<std::function<void()>()>& retort) {
    if (!wants(name)) return;
    // Not counted: SQLite's page caches fill.
    bytes_of(hand_written);
    bytes_of(retort);
    constexpr double megabyte = 1e6;
    const double hand = bytes_of(hand_written) / megabyte;
    const double ours = bytes_of(retort) / megabyte;
    add({name, "MB", hand, ours, ours / hand, ours / hand, 0, mark});
}

void Bench::rate(const std::string& name, double wanted, double count, const Side& retort) {
    if (!wants(name)) return;
    measure(retort);
    std::vector<double> rates;
    for (int round = 0; round < options_.rounds; ++round)
        rates.push_back(count / 1e3 / measure(retort).processor);  // an operation in a millisecond is a thousand a second
    const double best = *std::max_element(rates.begin(), rates.end());
    const double usual = median(rates);
    add({name, "M/s", wanted, best, wanted / usual, wanted / best, 0, 1});
}

void Bench::add(Figure figure) {
    // The progress goes to the error stream, so that --json stays JSON.
    std::fprintf(stderr, "%-52s %.2f\n", figure.name.c_str(), figure.ratio);
    figures_.push_back(std::move(figure));
}

void Bench::report() const {
    if (options_.json) {
        std::printf("{\"heroes\": %d, \"rounds\": %d, \"figures\": [", options_.heroes, options_.rounds);
        const char* separator = "\n";
        for (const Figure& figure : figures_) {
            std::printf(
                "%s  {\"name\": \"%s\", \"unit\": \"%s\", \"hand_written\": %.3f, \"retort\": %.3f, \"ratio\": %.3f, "
                "\"best_ratio\": %.3f, \"wall_ratio\": %.3f, \"mark\": %.2f}",
                separator, figure.name.c_str(), figure.unit.c_str(), figure.hand_written, figure.retort, figure.ratio, figure.best_ratio,
                figure.wall_ratio, figure.mark);
            separator = ",\n";
        }
        std::puts("\n]}");
        return;
    }
    std::printf("\n%d heroes, %d rounds in turns; best times, and the median of the rounds' ratios (%s)\n\n", options_.heroes,
        options_.rounds, options_.by_wall ? "time on the wall" : "processor time");
    std::printf("%-52s %12s %11s %7s %7s %7s %6s\n", "", "hand-written", "retort", "ratio", "best", "wall", "mark");
    for (const Figure& figure : figures_) {
        std::printf("%-52s %9.1f %s %8.1f %s %7.2f %7.2f", figure.name.c_str(), figure.hand_written, figure.unit.c_str(), figure.retort,
            figure.unit.c_str(), figure.ratio, figure.best_ratio);
        figure.wall_ratio > 0 ? std::printf(" %7.2f", figure.wall_ratio) : std::printf(" %7s", "");
        figure.mark > 0 ? std::printf(" %6.2f  %s\n", figure.mark, figure.ratio <= figure.mark ? "ok" : "MISSED") : std::printf("\n");
    }
}

}  // namespace bench
