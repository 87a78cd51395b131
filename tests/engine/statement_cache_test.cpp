#include <retort/core/error.hpp>
#include <retort/engine/statement_cache.hpp>

#include <gtest/gtest.h>

#include "fake_driver.hpp"

namespace {

using retort::detail::StatementCache;

class StatementCacheOf : public testing::Test {
protected:
    FakeDriver driver;
    std::unique_ptr<retort::DriverConnection> connection = driver.connect();
};

TEST_F(StatementCacheOf, PreparesATextOnce) {
    StatementCache cache{10};
    for (int round = 0; round < 3; ++round) {
        for (const std::string sql : {"a", "b"})
            cache.give_back(cache.borrow(*connection, sql));
    }
    EXPECT_EQ(driver.prepared, 2);
    EXPECT_EQ(cache.size(), 2U);
}

TEST_F(StatementCacheOf, ResetsWhatComesBack) {
    StatementCache cache{10};
    auto loan = cache.borrow(*connection, "a");
    auto& statement = static_cast<FakeStatement&>(*loan.statement);
    cache.give_back(std::move(loan));
    EXPECT_EQ(statement.resets, 1);
}

TEST_F(StatementCacheOf, DoesNotShareABusyStatement) {
    StatementCache cache{10};
    auto first = cache.borrow(*connection, "a");
    auto second = cache.borrow(*connection, "a");
    EXPECT_NE(first.statement.get(), second.statement.get());
    EXPECT_EQ(first.entry, second.entry);
    cache.give_back(std::move(first));
    cache.give_back(std::move(second));
    EXPECT_EQ(driver.alive_statements, 1) << "one of a text is enough to keep";
    EXPECT_EQ(driver.prepared, 2);
}

TEST_F(StatementCacheOf, ForgetsTheOneUsedLongestAgo) {
    StatementCache cache{2};
    cache.give_back(cache.borrow(*connection, "a"));
    cache.give_back(cache.borrow(*connection, "b"));
    cache.give_back(cache.borrow(*connection, "a"));
    cache.give_back(cache.borrow(*connection, "c"));  // pushes b out
    EXPECT_EQ(cache.size(), 2U);
    EXPECT_EQ(driver.alive_statements, 2);
    cache.give_back(cache.borrow(*connection, "a"));
    EXPECT_EQ(driver.prepared, 3);
    cache.give_back(cache.borrow(*connection, "b"));
    EXPECT_EQ(driver.prepared, 4);
}

TEST_F(StatementCacheOf, ABusyStatementOutlivesItsEviction) {
    StatementCache cache{1};
    auto first = cache.borrow(*connection, "a");
    auto second = cache.borrow(*connection, "a");
    cache.give_back(cache.borrow(*connection, "b"));
    EXPECT_EQ(first.entry->sql, "a");
    EXPECT_EQ(driver.alive_statements, 3);
    cache.give_back(std::move(first));
    EXPECT_EQ(second.entry->sql, "a");
    cache.give_back(std::move(second));
    EXPECT_EQ(driver.alive_statements, 1);
    EXPECT_EQ(cache.size(), 1U);
}

TEST_F(StatementCacheOf, CapacityZeroKeepsNothing) {
    StatementCache cache{0};
    for (int round = 0; round < 2; ++round)
        cache.give_back(cache.borrow(*connection, "a"));
    EXPECT_EQ(driver.prepared, 2);
    EXPECT_EQ(driver.alive_statements, 0);
}

TEST_F(StatementCacheOf, AStatementThatCannotBePreparedLeavesNoTrace) {
    StatementCache cache{1};
    cache.give_back(cache.borrow(*connection, "good"));
    EXPECT_THROW(cache.borrow(*connection, "bad"), retort::OperationalError);
    cache.give_back(cache.borrow(*connection, "good"));
    EXPECT_EQ(driver.prepared, 1);
}

TEST_F(StatementCacheOf, ManyTexts) {
    StatementCache cache{100};
    for (int round = 0; round < 3; ++round) {
        for (int number = 0; number < 150; ++number)
            cache.give_back(cache.borrow(*connection, "SELECT " + std::to_string(number)));
    }
    EXPECT_EQ(cache.size(), 100U);
    EXPECT_EQ(driver.alive_statements, 100);
    cache.clear();
    EXPECT_EQ(driver.alive_statements, 0);
}

}  // namespace
