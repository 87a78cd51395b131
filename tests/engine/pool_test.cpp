#include <retort/core/error.hpp>
#include <retort/engine/connection_state.hpp>
#include <retort/engine/engine.hpp>
#include <retort/engine/pool.hpp>

#include <gtest/gtest.h>

#include <cstdlib>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

#include "fake_driver.hpp"

namespace {

using namespace retort;
using namespace std::chrono_literals;
using detail::ConnectionState;
using detail::Pool;

class PoolOf : public testing::Test {
protected:
    Pool& pool(const EngineOptions& options) {
        pool_ = std::make_unique<Pool>(options, [this] { return std::make_unique<ConnectionState>(driver.connect(), 10); });
        return *pool_;
    }
    static int number(const Pool::Owned& connection) { return static_cast<FakeConnection&>(*connection->driver).number; }

    FakeDriver driver;
    std::unique_ptr<Pool> pool_;
};

TEST_F(PoolOf, OpensOnlyWhatIsNeeded) {
    auto& pool = this->pool({.pool_size = 2});
    EXPECT_EQ(driver.opened, 0);
    for (int round = 0; round < 3; ++round)
        pool.give_back(pool.take());
    EXPECT_EQ(driver.opened, 1);
    EXPECT_EQ(pool.status().checked_in, 1);
}

TEST_F(PoolOf, KeepsItsSizeAndClosesTheOverflow) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 2});
    auto first = pool.take();
    auto second = pool.take();
    auto third = pool.take();
    EXPECT_EQ(pool.status().checked_out, 3);
    EXPECT_EQ(pool.status().overflow, 2);
    pool.give_back(std::move(first));
    pool.give_back(std::move(second));
    pool.give_back(std::move(third));
    EXPECT_EQ(pool.status().checked_in, 1);
    EXPECT_EQ(pool.status().checked_out, 0);
    EXPECT_EQ(pool.status().overflow, 0);
    EXPECT_EQ(driver.closed, 2);
}

TEST_F(PoolOf, ExhaustionTimesOutWithASentence) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 1, .pool_timeout = 20ms});
    auto first = pool.take();
    auto second = pool.take();
    const auto started = std::chrono::steady_clock::now();
    try {
        pool.take();
        FAIL();
    } catch (const TimeoutError& error) {
        EXPECT_STREQ(error.what(), "pool limit of size 1 overflow 1 reached, connection timed out after 0.0 s");
    }
    EXPECT_GE(std::chrono::steady_clock::now() - started, 20ms);
}

TEST_F(PoolOf, AWaiterGetsWhatComesBack) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 0, .pool_timeout = 10s});
    auto only = pool.take();
    const int number_of_only = number(only);
    int number_of_waiter = 0;
    std::thread waiter{[&] {
        auto connection = pool.take();
        number_of_waiter = number(connection);
        pool.give_back(std::move(connection));
    }};
    std::this_thread::sleep_for(20ms);
    pool.give_back(std::move(only));
    waiter.join();
    EXPECT_EQ(number_of_waiter, number_of_only);
}

TEST_F(PoolOf, AWaiterMayOpenWhatABrokenOneLeaves) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 0, .pool_timeout = 10s});
    auto broken = pool.take();
    std::thread waiter{[&] { pool.give_back(pool.take()); }};
    std::this_thread::sleep_for(20ms);
    pool.discard(std::move(broken));
    waiter.join();
    EXPECT_EQ(driver.opened, 2);
    EXPECT_EQ(pool.status().checked_in, 1);
}

TEST_F(PoolOf, FirstInFirstOutOrLast) {
    for (const bool lifo : {false, true}) {
        auto& pool = this->pool({.pool_size = 3, .pool_use_lifo = lifo});
        auto first = pool.take();
        auto second = pool.take();
        const int numbers[]{number(first), number(second)};
        pool.give_back(std::move(first));
        pool.give_back(std::move(second));
        EXPECT_EQ(number(pool.take()), numbers[lifo ? 1 : 0]);
    }
}

TEST_F(PoolOf, WithoutLimitsThereAreNone) {
    auto& unlimited = pool({.pool_size = 0, .max_overflow = 0, .pool_timeout = 1ms});
    std::vector<Pool::Owned> out;
    for (int count = 0; count < 40; ++count)
        out.push_back(unlimited.take());
    for (auto& connection : out)
        unlimited.give_back(std::move(connection));
    EXPECT_EQ(unlimited.status().checked_in, 40) << "size 0 keeps all";

    auto& overflowing = pool({.pool_size = 1, .max_overflow = -1, .pool_timeout = 1ms});
    out.clear();
    for (int count = 0; count < 40; ++count)
        out.push_back(overflowing.take());
    for (auto& connection : out)
        overflowing.give_back(std::move(connection));
    EXPECT_EQ(overflowing.status().checked_in, 1);
}

TEST_F(PoolOf, PrePingReplacesWhatDoesNotAnswer) {
    auto& pool = this->pool({.pool_size = 3, .pool_pre_ping = true});
    auto first = pool.take();
    auto second = pool.take();
    EXPECT_EQ(driver.pings, 0) << "a new one is not asked";
    pool.give_back(std::move(first));
    pool.give_back(std::move(second));
    driver.answers = false;
    auto replaced = pool.take();
    EXPECT_EQ(driver.pings, 1);
    EXPECT_EQ(driver.opened, 3);
    EXPECT_EQ(driver.closed, 1);
    driver.answers = true;
    auto also_replaced = pool.take();
    EXPECT_EQ(driver.pings, 1) << "older than the failure: not even asked";
    EXPECT_EQ(driver.opened, 4);
    pool.give_back(std::move(replaced));
    auto good = pool.take();
    EXPECT_EQ(driver.pings, 2);
    EXPECT_EQ(driver.opened, 4);
}

TEST_F(PoolOf, OneLostConnectionHasAllOthersReplacedOnce) {
    auto& pool = this->pool({.pool_size = 3});
    auto first = pool.take();
    auto second = pool.take();
    pool.give_back(std::move(first));
    pool.distrust_all();
    pool.give_back(std::move(second));
    auto fresh = pool.take();
    auto also_fresh = pool.take();
    EXPECT_EQ(driver.opened, 4);
    EXPECT_EQ(driver.closed, 2);
    pool.give_back(std::move(fresh));
    pool.give_back(std::move(also_fresh));
    pool.take();
    EXPECT_EQ(driver.opened, 4) << "those opened afterwards are trusted";
}

TEST_F(PoolOf, WhatIsKnownToBeLostIsNotGivenOut) {
    auto& pool = this->pool({.pool_size = 1});
    auto connection = pool.take();
    static_cast<FakeConnection&>(*connection->driver).lost = true;
    pool.give_back(std::move(connection));
    EXPECT_EQ(number(pool.take()), 2);
    EXPECT_EQ(driver.closed, 2);
}

TEST_F(PoolOf, AChildProcessOpensConnectionsOfItsOwn) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 0, .pool_timeout = 1ms});
    auto idle = pool.take();
    const int of_parent = number(idle);
    pool.give_back(std::move(idle));
    const auto number_in_child = [&] {
        const pid_t child = ::fork();
        if (child == 0) std::_Exit(number(pool.take()));
        int status = 0;
        ::waitpid(child, &status, 0);
        return WEXITSTATUS(status);
    };
    EXPECT_EQ(number_in_child(), of_parent + 1);
    const auto out = pool.take();
    EXPECT_EQ(number(out), of_parent) << "the parent keeps its own";
    EXPECT_NE(number_in_child(), of_parent) << "nor does one that the parent has lent count in the child";
}

TEST_F(PoolOf, RecyclesWhatIsTooOld) {
    auto& pool = this->pool({.pool_recycle = 100s});
    pool.give_back(pool.take());
    auto connection = pool.take();
    EXPECT_EQ(driver.opened, 1);
    connection->opened -= 101s;
    pool.give_back(std::move(connection));
    pool.take();
    EXPECT_EQ(driver.opened, 2);
    EXPECT_EQ(driver.closed, 2);
}

TEST_F(PoolOf, AFailedReplacementLeavesItsPlaceFree) {
    auto& pool = this->pool({.pool_size = 1, .max_overflow = 0, .pool_timeout = 1ms, .pool_pre_ping = true});
    pool.give_back(pool.take());
    driver.answers = false;
    driver.refuses = true;
    EXPECT_THROW(pool.take(), OperationalError);
    EXPECT_THROW(pool.take(), OperationalError) << "not TimeoutError: the place is free";
    driver.refuses = false;
    EXPECT_NO_THROW(pool.take());
}

TEST_F(PoolOf, DisposeClosesTheIdleNowAndTheOthersWhenTheyReturn) {
    auto& pool = this->pool({.pool_size = 2, .max_overflow = 0, .pool_timeout = 1ms});
    auto idle = pool.take();
    auto out = pool.take();
    pool.give_back(std::move(idle));
    pool.dispose();
    EXPECT_EQ(driver.closed, 1);
    EXPECT_EQ(pool.status().checked_out, 0);
    auto first = pool.take();
    auto second = pool.take();
    EXPECT_EQ(driver.opened, 4) << "those of before do not count";
    pool.give_back(std::move(out));
    EXPECT_EQ(driver.closed, 2);
    EXPECT_EQ(pool.status().checked_in, 0);
    EXPECT_EQ(pool.status().checked_out, 2);
}

TEST_F(PoolOf, RefusesNonsense) {
    EXPECT_THROW(pool({.pool_size = -1}), ArgumentError);
    EXPECT_THROW(pool({.max_overflow = -2}), ArgumentError);
}

}  // namespace
