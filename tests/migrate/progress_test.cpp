#include <retort/migrate/progress.hpp>

#include <gtest/gtest.h>

namespace retort::migrate {
namespace {

using namespace std::chrono_literals;

class ProgressTest : public testing::Test {
protected:
    std::string shown;
    ProgressOutput::Clock::time_point now{};
    ProgressOutput output{
        .style = ProgressOutput::Style::bar, .write = [this](std::string_view text) { shown += text; }, .now = [this] { return now; }};
};

TEST_F(ProgressTest, ABarIsDrawnAgainOnItsLine) {
    ProgressReport report{"work", output};
    report.total(2000);
    now += 1s;
    report.advance(500);
    now += 50ms;
    report.advance(1);
    now += 950ms;
    report.advance(499);
    report.advance(1000);
    report.finish();
    EXPECT_EQ(shown,
        "\rwork: [#######.......................] 25% (500 of 2,000), 0:01, 0:03 left"
        "\rwork: [###############...............] 50% (1,000 of 2,000), 0:02, 0:02 left"
        "\rwork: [##############################] 100% (2,000 of 2,000), 0:02          \n");
}

TEST_F(ProgressTest, LinesComeNowAndThen) {
    output.style = ProgressOutput::Style::lines;
    ProgressReport report{"work", output};
    report.total(1'000'000);
    for (int i = 0; i < 30; ++i) {
        now += 1s;
        report.advance(10'000);
    }
    report.finish();
    EXPECT_EQ(shown,
        "work: 5% (50,000 of 1,000,000), 0:05, 1:35 left\n"
        "work: 15% (150,000 of 1,000,000), 0:15, 1:25 left\n"
        "work: 25% (250,000 of 1,000,000), 0:25, 1:15 left\n"
        "work: 30% (300,000 of 1,000,000), 0:30, 1:10 left\n");
}

TEST_F(ProgressTest, QuickWorkStaysSilent) {
    ProgressReport report{"work", output};
    now += 200ms;
    report.advance(10);
    report.finish();
    EXPECT_EQ(shown, "");
}

TEST_F(ProgressTest, WithoutATotalCounts) {
    {
        ProgressReport report{"work", output};
        now += 3723s;
        report.advance(1234567);
    }
    EXPECT_EQ(shown, "\rwork: 1,234,567 done, 1:02:03\n") << "the line is ended where the work failed";
}

TEST_F(ProgressTest, MoreThanWasCountedIsNotMoreThanAll) {
    ProgressReport report{"work", output};
    report.total(10);
    now += 1s;
    report.advance(20);
    EXPECT_EQ(shown, "\rwork: [##############################] 100% (20 of 20), 0:01");
    report.finish();
}

TEST_F(ProgressTest, NoneShowsNothing) {
    output.style = ProgressOutput::Style::none;
    ProgressReport report{"work", output};
    now += 1h;
    report.advance(20);
    report.finish();
    EXPECT_EQ(shown, "");
}

}  // namespace
}  // namespace retort::migrate
