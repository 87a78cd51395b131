// A server that goes away and comes back.
#include <atomic>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "accounts.hpp"
#include "tests/support/database.hpp"
#include "tests/support/throwaway_server.hpp"

namespace faults {
namespace {

class Restart : public testing::Test {
protected:
    void SetUp() override {
        // MariaDB's first database is its own; the tables go into one of ours.
        if (testing_support::tested_kind() == "mariadb") {
            Engine maker = create_engine(server.url());
            auto connection = maker.connect();
            connection.set_autocommit(true);
            connection.execute_once("CREATE DATABASE IF NOT EXISTS faults");
            url.replace(url.rfind('/'), std::string::npos, "/faults");
        }
        Engine engine = create_engine(url);
        open_accounts(engine);
    }

    testing_support::ThrowawayServer server{testing_support::tested_kind()};
    std::string url = server.url();
};

TEST_F(Restart, AWholePoolIsReplacedAfterOneError) {
    Engine engine = create_engine(url, {.pool_size = 5});
    {
        std::vector<Connection> connections;
        for (int i = 0; i < 5; ++i) {
            connections.push_back(engine.connect());
            EXPECT_EQ(connections.back().exec(select<Account>()).all().size(), 2U);
        }
    }
    server.kill();
    EXPECT_THROW(read_books(engine), OperationalError) << "nobody is there";
    server.start();
    int failures = 0;
    for (int round = 0; round < 8; ++round) {
        try {
            read_books(engine);
        } catch (const OperationalError&) {
            ++failures;
        }
    }
    EXPECT_LE(failures, 1);
    expect_consistent(engine);
}

TEST_F(Restart, NoCommittedRowIsLostAndNothingIsDoneTwice) {
    Engine engine = create_engine(url, {.pool_size = 4, .pool_timeout = std::chrono::seconds{20}});
    constexpr int threads = 8;
    constexpr int rounds = 60;
    std::mutex mutex;
    std::set<std::int64_t> committed;
    std::set<std::int64_t> in_doubt;
    std::atomic<int> finished{0};
    std::vector<std::thread> workers;
    for (int thread = 0; thread < threads; ++thread) {
        workers.emplace_back([&, thread] {
            for (int round = 0; round < rounds; ++round) {
                const std::int64_t number = thread * 1000 + round;
                for (bool settled = false; !settled;) {
                    Session session{engine};
                    try {
                        transfer(session, number, 1);
                        session.commit();
                        const std::lock_guard lock{mutex};
                        committed.insert(number);
                        settled = true;
                    } catch (const InDoubtError&) {
                        const std::lock_guard lock{mutex};
                        in_doubt.insert(number);
                        settled = true;
                    } catch (const OperationalError&) {
                        // Undone: once more, when the server is back.
                        std::this_thread::sleep_for(std::chrono::milliseconds{20});
                    }
                }
                ++finished;
            }
        });
    }
    for (int restart = 1; restart <= 3; ++restart) {
        while (finished < restart * threads * rounds / 4)
            std::this_thread::sleep_for(std::chrono::milliseconds{5});
        server.kill();
        server.start();
    }
    for (auto& worker : workers)
        worker.join();

    Engine fresh = create_engine(url);
    expect_consistent(fresh);
    std::set<std::int64_t> stored;
    {
        auto connection = fresh.connect();
        for (const Transfer& one : connection.exec(select<Transfer>()))
            stored.insert(one.number);
    }
    for (const auto number : committed)
        EXPECT_TRUE(stored.contains(number)) << "the committed transfer " << number << " was lost";
    for (const auto number : stored)
        EXPECT_TRUE(committed.contains(number) || in_doubt.contains(number)) << number << " was told to be undone";
    EXPECT_EQ(committed.size() + in_doubt.size(), static_cast<std::size_t>(threads * rounds));
}

}  // namespace
}  // namespace faults
