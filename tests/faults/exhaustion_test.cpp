// More threads than connections.
#include <atomic>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "accounts.hpp"
#include "tests/support/database.hpp"

namespace faults {
namespace {

class Exhaustion : public testing::Test {
protected:
    void SetUp() override { open_accounts(direct); }

    template <class Work>
    static void in_threads(int count, Work work) {
        std::vector<std::thread> threads;
        threads.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i)
            threads.emplace_back([i, &work] { work(i); });
        for (auto& thread : threads)
            thread.join();
    }

    testing_support::FreshDatabase database;
    Engine direct = create_engine(database.url());
};

TEST_F(Exhaustion, SixtyFourThreadsShareFourConnections) {
    Engine engine = create_engine(database.url(), {.pool_size = 3, .max_overflow = 1, .pool_timeout = std::chrono::seconds{60}});
    in_threads(64, [&](int thread) {
        for (int round = 0; round < 3; ++round) {
            Session session{engine};
            session.transaction([&] { transfer(session, thread * 10 + round, 1); }, {.attempts = 20});
        }
    });
    EXPECT_EQ(read_books(direct).transfers, 64 * 3);
    EXPECT_LE(engine.pool_status().checked_in, 3);
    EXPECT_EQ(engine.pool_status().checked_out, 0);
    expect_consistent(direct);
}

TEST_F(Exhaustion, WhoWaitsTooLongIsToldSoAndHasDoneNothing) {
    Engine engine = create_engine(database.url(), {.pool_size = 2, .max_overflow = 0, .pool_timeout = std::chrono::milliseconds{50}});
    std::atomic<int> done{0};
    std::atomic<int> timed_out{0};
    {
        // Both are out: nobody else can have one.
        auto first = engine.connect();
        auto second = engine.connect();
        in_threads(64, [&](int thread) {
            try {
                Session session{engine};
                transfer(session, thread, 1);
                session.commit();
                ++done;
            } catch (const TimeoutError&) {
                ++timed_out;
            }
        });
    }
    EXPECT_EQ(done, 0);
    EXPECT_EQ(timed_out, 64);
    EXPECT_EQ(read_books(direct).transfers, 0);
    Session session{engine};
    transfer(session, 1, 1);
    session.commit();
    EXPECT_EQ(read_books(direct).transfers, 1);
}

}  // namespace
}  // namespace faults
