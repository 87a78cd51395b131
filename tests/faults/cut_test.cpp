// Connections that are cut after every single message of the protocol.
#include <gtest/gtest.h>

#include "accounts.hpp"
#include "tests/support/database.hpp"
#include "tests/support/tcp_proxy.hpp"

namespace faults {
namespace {

enum class Outcome { committed, undone, in_doubt };

class CutConnections : public testing::TestWithParam<bool> {
protected:
    void SetUp() override { open_accounts(direct); }

    /// One transaction, and what its caller is told of it.
    static Outcome attempt(Session& session, std::int64_t number) {
        try {
            transfer(session, number, 7);
            session.commit();
            return Outcome::committed;
        } catch (const InDoubtError& error) {
            EXPECT_TRUE(error.is_connection_lost());
            EXPECT_FALSE(error.is_retryable());
            session.rollback();
            return Outcome::in_doubt;
        } catch (const OperationalError& error) {
            EXPECT_TRUE(error.is_connection_lost()) << error.what();
            session.rollback();
            return Outcome::undone;
        }
    }

    testing_support::FreshDatabase database;
    Engine direct = create_engine(database.url());
    testing_support::TcpProxy proxy{database.url()};
};

TEST_P(CutConnections, NothingIsDoneInPartAndTheCallerIsToldTheTruth) {
    Engine engine = create_engine(proxy.url());
    int committed = 0;
    int undone = 0;
    int in_doubt = 0;
    for (int step = 0; step < 200; ++step) {
        SCOPED_TRACE("cut after message " + std::to_string(step));
        // Half of the steps meet a fresh connection, half one that has worked before.
        if (step % 2 == 0) engine.dispose();
        proxy.cut_after(step, GetParam());
        Session session{engine};
        const Outcome outcome = attempt(session, step);
        const bool was_cut = proxy.has_cut();
        proxy.let_pass();
        switch (outcome) {
        case Outcome::committed:
            ++committed;
            EXPECT_TRUE(has_transfer(direct, step)) << "a committed row was lost";
            break;
        case Outcome::undone:
            ++undone;
            EXPECT_FALSE(has_transfer(direct, step)) << "what was told to be undone was committed";
            break;
        case Outcome::in_doubt: ++in_doubt; break;
        }
        expect_consistent(direct);
        // The engine and the session work again at once.
        EXPECT_EQ(attempt(session, 1000 + step), Outcome::committed);
        EXPECT_TRUE(has_transfer(direct, 1000 + step));
        if (!was_cut && committed > 1) break;
    }
    EXPECT_GT(undone, 10);
    EXPECT_GE(in_doubt, 1) << "no cut fell between COMMIT and its answer";
    EXPECT_GE(committed, 2);
}

TEST_P(CutConnections, ATransactionIsTriedAgainUnlessItsCommitIsInDoubt) {
    Engine engine = create_engine(proxy.url());
    for (int step = 0; step < 120; step += 3) {
        SCOPED_TRACE("cut after message " + std::to_string(step));
        proxy.cut_after(step, GetParam());
        Session session{engine};
        try {
            session.transaction([&] { transfer(session, step, 5); }, {.attempts = 3, .first_delay = std::chrono::milliseconds{1}});
            EXPECT_TRUE(has_transfer(direct, step));
        } catch (const InDoubtError&) {
            // The caller has to look.
        } catch (const OperationalError& error) {
            // Connecting is not part of a transaction that has begun.
            EXPECT_TRUE(error.is_connection_lost()) << error.what();
            EXPECT_FALSE(has_transfer(direct, step));
        }
        proxy.let_pass();
        expect_consistent(direct);
    }
}

TEST_P(CutConnections, AResultThatIsBeingReadEndsInAnErrorAndNotEarly) {
    {
        auto connection = direct.begin();
        std::vector<Transfer> rows;
        for (int i = 0; i < 5000; ++i)
            rows.push_back({.id = {}, .number = i, .amount = 0});
        connection.exec(insert<Transfer>().values(rows));
        connection.commit();
    }
    Engine engine = create_engine(proxy.url());
    { auto warm = engine.connect(); }
    for (const int step : {1, 3, 5, 10, 100, 1000, 4000}) {
        SCOPED_TRACE("cut after message " + std::to_string(step));
        std::size_t rows = 0;
        proxy.cut_after(step, GetParam());
        try {
            auto connection = engine.connect();
            for ([[maybe_unused]] const Transfer& one : connection.exec(select<Transfer>().yield_per(100)))
                ++rows;
            EXPECT_EQ(rows, 5000U);
        } catch (const OperationalError& error) {
            EXPECT_TRUE(error.is_connection_lost()) << error.what();
            EXPECT_LT(rows, 5000U);
        }
        proxy.let_pass();
    }
}

INSTANTIATE_TEST_SUITE_P(Messages, CutConnections, testing::Bool(), [](const auto& which) { return which.param ? "halfway" : "between"; });

}  // namespace
}  // namespace faults
