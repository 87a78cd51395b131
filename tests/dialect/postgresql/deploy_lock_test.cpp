#include <retort/core/error.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "catalog_support.hpp"

namespace {

using namespace dialect_postgresql;
using namespace std::chrono_literals;
using namespace retort;

TEST(PostgresqlDeployLock, IsHeldAcrossTransactionsAndLetGoAtItsEnd) {
    Database database;
    database.connection.rollback();
    auto lock = database.alterations().deploy_lock(database.connection, {});
    database.connection.begin();
    database.connection.rollback();
    Engine other_engine = create_engine(database.database.url());
    Connection other = other_engine.connect();
    std::string holder;

    EXPECT_THROW(database.alterations().deploy_lock(other, {.timeout = 50ms, .waiting = [&](const std::string& who) { holder = who; }}),
        retort::TimeoutError);
    EXPECT_NE(holder.find("the server's process "), std::string::npos) << holder;
    EXPECT_NE(holder.find("since "), std::string::npos) << holder;

    lock.reset();
    EXPECT_NO_THROW(database.alterations().deploy_lock(other, {.timeout = 50ms}));
}

TEST(PostgresqlDeployLock, NamesWhoHoldsItWhenItIsNotHadInTime) {
    Database database;
    database.connection.rollback();
    const auto lock = database.alterations().deploy_lock(database.connection, {});
    Engine other_engine = create_engine(database.database.url());
    Connection other = other_engine.connect();
    try {
        database.alterations().deploy_lock(other, {.timeout = 1ms});
        FAIL() << "had twice";
    } catch (const retort::TimeoutError& error) {
        EXPECT_NE(std::string{error.what()}.find("is held by the server's process "), std::string::npos) << error.what();
    }
}

TEST(PostgresqlDeployLock, IsHadOnceTheHolderLetsGo) {
    Database database;
    database.connection.rollback();
    auto lock = database.alterations().deploy_lock(database.connection, {});
    Engine other_engine = create_engine(database.database.url());
    Connection other = other_engine.connect();
    std::atomic<bool> waits{false};
    std::thread holder{[&] {
        while (!waits)
            std::this_thread::sleep_for(1ms);
        lock.reset();
    }};

    EXPECT_NO_THROW(database.alterations().deploy_lock(other, {.timeout = 20s, .waiting = [&](const std::string&) { waits = true; }}));
    holder.join();
}

TEST(PostgresqlDeployLock, IsNoneOfAnotherDatabase) {
    Database database;
    Database other;
    database.connection.rollback();
    other.connection.rollback();
    const auto lock = database.alterations().deploy_lock(database.connection, {});
    EXPECT_NO_THROW(other.alterations().deploy_lock(other.connection, {.timeout = 1ms}));
}

TEST(PostgresqlDeployLock, LeavesNoTransactionOpen) {
    Database database;
    database.connection.rollback();
    const auto lock = database.alterations().deploy_lock(database.connection, {});
    EXPECT_EQ(
        database.text("SELECT count(*)::text FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND "
                      "state LIKE 'idle in transaction%'"),
        "0");
}

}  // namespace
