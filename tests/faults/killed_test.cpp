// Connections that the server ends.
#include <gtest/gtest.h>

#include "accounts.hpp"
#include "tests/support/database.hpp"

namespace faults {
namespace {

class KilledConnections : public testing::Test {
protected:
    void SetUp() override { open_accounts(engine); }

    bool is_postgresql() const { return database.kind() == "postgresql"; }
    std::int64_t id_of(Connection& connection) const {
        return connection.exec(text(is_postgresql() ? "SELECT pg_backend_pid()" : "SELECT connection_id()")).one().get<std::int64_t>(0);
    }
    /// And waits until it has gone.
    void kill(std::int64_t id) {
        auto connection = other.connect();
        connection.set_autocommit(true);
        connection.execute_once(
            is_postgresql() ? "SELECT pg_terminate_backend(" + std::to_string(id) + ", 5000)" : "KILL CONNECTION " + std::to_string(id));
        const auto is_there = [&] {
            const std::string sql = is_postgresql() ? "SELECT count(*) FROM pg_stat_activity WHERE pid = :id"
                                                    : "SELECT count(*) FROM information_schema.processlist WHERE id = :id";
            return connection.exec(text(sql), {{"id", id}}).one().get<std::int64_t>(0) > 0;
        };
        while (is_there()) {}
    }

    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
    Engine other = create_engine(database.url());
};

TEST_F(KilledConnections, InTheMiddleOfAFlushNothingIsWritten) {
    Session session{engine};
    transfer(session, 1, 10);
    kill(id_of(session.connection()));
    session.add(Transfer{.id = {}, .number = 2, .amount = 0});
    try {
        session.flush();
        FAIL() << "the flush went through";
    } catch (const OperationalError& error) {
        EXPECT_TRUE(error.is_connection_lost()) << error.what();
        EXPECT_TRUE(error.is_retryable());
    }
    session.rollback();
    EXPECT_EQ(read_books(other).transfers, 0);
    transfer(session, 3, 10);
    session.commit();
    EXPECT_EQ(read_books(other).transfers, 1);
    expect_consistent(other);
}

TEST_F(KilledConnections, ACommitOnALostConnectionIsNoSuccess) {
    Session session{engine};
    transfer(session, 1, 10);
    kill(id_of(session.connection()));
    // The server ended the connection before COMMIT came: undone. That nobody can tell from one whose answer was lost is what in doubt means.
    EXPECT_THROW(session.commit(), OperationalError);
    session.rollback();
    EXPECT_EQ(read_books(other).transfers, 0);
}

TEST_F(KilledConnections, AConnectionGoesOnAfterARollback) {
    auto connection = engine.connect();
    const auto id = id_of(connection);
    kill(id);
    EXPECT_THROW(connection.exec(select<Account>()).all(), OperationalError);
    EXPECT_THROW(connection.exec(select<Account>()).all(), PendingRollbackError);
    connection.rollback();
    EXPECT_EQ(connection.exec(select<Account>()).all().size(), 2U);
    EXPECT_NE(id_of(connection), id);
}

TEST_F(KilledConnections, TheOthersInThePoolAreReplacedAtOnce) {
    std::vector<std::int64_t> ids;
    {
        auto first = engine.connect();
        auto second = engine.connect();
        auto third = engine.connect();
        ids = {id_of(first), id_of(second), id_of(third)};
    }
    for (const auto id : ids)
        kill(id);
    int failures = 0;
    for (int round = 0; round < 6; ++round) {
        auto connection = engine.connect();
        try {
            connection.exec(select<Account>()).all();
        } catch (const OperationalError&) {
            ++failures;
        }
    }
    EXPECT_EQ(failures, 1) << "the first to find out tells the pool";
}

TEST_F(KilledConnections, PrePingMeetsNoneOfThem) {
    Engine pinging = create_engine(database.url(), {.pool_pre_ping = true});
    std::vector<std::int64_t> ids;
    {
        auto first = pinging.connect();
        auto second = pinging.connect();
        ids = {id_of(first), id_of(second)};
    }
    for (const auto id : ids)
        kill(id);
    for (int round = 0; round < 3; ++round) {
        auto connection = pinging.connect();
        EXPECT_EQ(connection.exec(select<Account>()).all().size(), 2U);
    }
}

TEST_F(KilledConnections, ATransactionIsTriedAgain) {
    Session session{engine};
    int attempts = 0;
    session.transaction([&] {
        transfer(session, 1, 10);
        if (++attempts == 1) kill(id_of(session.connection()));
        session.add(Transfer{.id = {}, .number = 2, .amount = 0});
        session.flush();
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(read_books(other).transfers, 2);
    expect_consistent(other);
}

}  // namespace
}  // namespace faults
