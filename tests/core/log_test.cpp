#include <retort/core/log.hpp>

#include <gtest/gtest.h>

#include <iostream>
#include <regex>
#include <string>
#include <thread>
#include <vector>

namespace {

using retort::Logger, retort::LogLevel, retort::LogRecord;

void keep(void* context, const LogRecord& record) {
    auto& lines = *static_cast<std::vector<std::string>*>(context);
    lines.push_back(std::string{retort::level_name(record.level)} + ' ' + std::string{record.logger} + ' ' + std::string{record.message});
}

class LogTest : public testing::Test {
protected:
    ~LogTest() override { retort::set_log_sink(nullptr); }
};

TEST_F(LogTest, GivesTheSinkWhatTheLevelLetsThrough) {
    std::vector<std::string> lines;
    retort::set_log_sink(keep, &lines);
    Logger logger{"retort.pool"};

    logger.info("dropped");
    logger.warning("kept");
    logger.set_level(LogLevel::debug);
    logger.debug("seen");
    logger.set_level(LogLevel::off);
    logger.critical("silenced");

    EXPECT_EQ(lines, (std::vector<std::string>{"WARNING retort.pool kept", "DEBUG retort.pool seen"}));
    EXPECT_FALSE(logger.is_enabled(LogLevel::critical));
}

TEST_F(LogTest, WritesLinesLikePythonsLoggingInStepWithCout) {
    const Logger logger{"retort.engine.Engine", LogLevel::info};

    testing::internal::CaptureStdout();
    std::cout << "before\n";
    logger.info("SELECT {} %v 1");
    std::cout << "after\n";
    std::cout.flush();
    const auto written = testing::internal::GetCapturedStdout();

    const std::regex wanted{
        "before\n\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d,\\d{3} INFO retort.engine.Engine SELECT \\{\\} %v 1\nafter\n"};
    EXPECT_TRUE(std::regex_match(written, wanted)) << written;
}

TEST_F(LogTest, TakesMessagesFromManyThreadsOneAtATime) {
    std::vector<std::string> lines;
    retort::set_log_sink(keep, &lines);
    const Logger logger{"t", LogLevel::info};

    std::vector<std::thread> threads;
    for (int index = 0; index < 4; ++index) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round)
                logger.info("x");
        });
    }
    for (auto& thread : threads)
        thread.join();

    EXPECT_EQ(lines.size(), 2000U);
}

}  // namespace
