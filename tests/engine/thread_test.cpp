#include <retort/core/error.hpp>
#include <retort/core/log.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "any_database.hpp"

namespace {

using namespace retort;
using namespace std::chrono_literals;

void in_threads(int count, const std::function<void(int)>& work) {
    std::vector<std::thread> threads;
    for (int number = 0; number < count; ++number)
        threads.emplace_back(work, number);
    for (auto& thread : threads)
        thread.join();
}

/// The tested database; SQLite's with what writers of one database in memory need.
std::string url_of(const testing_support::FreshDatabase& database) {
    return engine_test::is_sqlite() ? database.url() + "?begin=immediate&timeout=60" : database.url();
}

std::int64_t count_rows(Engine& engine) {
    auto connection = engine.connect();
    auto cursor = connection.execute("SELECT count(*) FROM t", std::vector<Value>{});
    cursor.next();
    return cursor.row().value(0).as_integer();
}

void insert_in_threads(const std::string& url) {
    auto engine = create_engine(url, {.pool_size = 2, .max_overflow = 1});
    {
        auto connection = engine.begin();
        connection.execute_ddl("CREATE TABLE t (thread INTEGER, number INTEGER)");
        connection.commit();
    }
    in_threads(8, [&engine](int number) {
        for (int round = 0; round < 25; ++round) {
            auto connection = engine.connect();
            connection.execute(engine_test::marked(engine, "INSERT INTO t VALUES (?, ?)"), std::vector<Value>{number, round});
            connection.commit();
        }
    });
    EXPECT_EQ(count_rows(engine), 8 * 25);
    EXPECT_LE(engine.pool_status().checked_in, 2);
    EXPECT_EQ(engine.pool_status().checked_out, 0);
}

TEST(Threads, ShareAnEngineOfAFile) {
    if (!engine_test::is_sqlite()) GTEST_SKIP() << "about a file";
    const auto path = std::filesystem::temp_directory_path() / "retort_threads.db";
    for (const auto suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path.string() + suffix);
    insert_in_threads("sqlite:///" + path.string() + "?begin=immediate&timeout=60&journal_mode=wal&synchronous=off");
    for (const auto suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path.string() + suffix);
}

TEST(Threads, ShareADatabase) {
    const testing_support::FreshDatabase database;
    insert_in_threads(url_of(database));
}

TEST(Threads, CopiesOfAnEngineMayDieAnywhere) {
    const testing_support::FreshDatabase database;
    auto engine = create_engine(url_of(database), {.pool_size = 1, .max_overflow = 0});
    in_threads(8, [&engine](int) {
        for (int round = 0; round < 50; ++round) {
            Engine copy = engine;
            auto connection = copy.connect();
            connection.execute("SELECT 1", std::vector<Value>{});
        }
    });
    EXPECT_EQ(engine.pool_status().checked_in, 1);
}

TEST(Threads, DisposeWhileOthersWork) {
    const testing_support::FreshDatabase database;
    auto engine = create_engine(url_of(database), {.pool_size = 4});
    std::atomic<bool> done{false};
    std::thread disposer{[&] {
        while (!done) {
            engine.dispose();
            std::this_thread::yield();
        }
    }};
    in_threads(7, [&engine](int) {
        for (int round = 0; round < 50; ++round) {
            auto connection = engine.connect();
            connection.execute("SELECT 1", std::vector<Value>{});
        }
    });
    done = true;
    disposer.join();
    EXPECT_EQ(engine.pool_status().checked_out, 0);
}

TEST(Threads, EchoFromAllOfThem) {
    const testing_support::FreshDatabase database;
    std::atomic<int> records{0};
    set_log_sink([](void* context, const LogRecord&) { ++*static_cast<std::atomic<int>*>(context); }, &records);
    {
        auto engine = create_engine(url_of(database), {.echo = true, .pool_size = 8});
        in_threads(8, [&engine](int number) {
            for (int round = 0; round < 20; ++round) {
                auto connection = engine.connect();
                connection.execute("SELECT " + std::to_string(number * round % 7), std::vector<Value>{});
            }
        });
    }
    set_log_sink(nullptr);
    EXPECT_EQ(records, 8 * 20 * 4) << "BEGIN, the SQL, its parameters and ROLLBACK";
}

}  // namespace
