#include <retort/core/error.hpp>

#include <gtest/gtest.h>

#include <thread>
#include <type_traits>
#include <vector>

namespace {

using namespace retort;

DatabaseErrorInfo unique_failure() {
    return {.message = "UNIQUE constraint failed: team.name",
        .code = 2067,
        .sqlstate = "23505",
        .statement = "INSERT INTO team (id, name) VALUES (?, ?)",
        .parameters = "('c0ffee', 'Avengers')",
        .retryable = false};
}

TEST(DatabaseError, SaysWhatFailedWithStatementAndParameters) {
    const IntegrityError error{unique_failure()};

    EXPECT_STREQ(error.what(),
        "IntegrityError: UNIQUE constraint failed: team.name [SQL: INSERT INTO team (id, name) VALUES (?, ?)] "
        "[parameters: ('c0ffee', 'Avengers')]");
    EXPECT_EQ(error.message(), "UNIQUE constraint failed: team.name");
    EXPECT_EQ(error.code(), 2067);
    EXPECT_EQ(error.sqlstate(), "23505");
    EXPECT_FALSE(error.is_retryable());
}

TEST(DatabaseError, LeavesOutWhatItDoesNotKnow) {
    const OperationalError error{{.message = "database is locked", .code = 5, .retryable = true}};

    EXPECT_STREQ(error.what(), "OperationalError: database is locked");
    EXPECT_TRUE(error.is_retryable());
}

TEST(DatabaseError, IsCaughtByEachOfItsNames) {
    EXPECT_THROW(throw IntegrityError{unique_failure()}, IntegrityError);
    EXPECT_THROW(throw IntegrityError{unique_failure()}, DatabaseError);
    EXPECT_THROW(throw IntegrityError{unique_failure()}, Error);
    EXPECT_THROW(throw IntegrityError{unique_failure()}, std::exception);
}

TEST(Error, CopiesShareTheirTextAndDoNotThrow) {
    static_assert(std::is_nothrow_copy_constructible_v<Error> && std::is_nothrow_copy_assignable_v<Error>);
    static_assert(std::is_nothrow_copy_constructible_v<IntegrityError>);

    const ArgumentError error{"no such column"};
    ArgumentError copy{"something else"};
    copy = error;

    EXPECT_EQ(static_cast<const void*>(copy.what()), static_cast<const void*>(error.what()));
    copy = *&copy;
    EXPECT_STREQ(copy.what(), "no such column");
    EXPECT_STREQ(copy.type_name(), "ArgumentError");
}

TEST(Error, CopiesOutliveTheOriginalOnOtherThreads) {
    std::vector<std::thread> threads;
    {
        const IntegrityError error{unique_failure()};
        for (int index = 0; index < 4; ++index) {
            threads.emplace_back([copy = error] {
                for (int round = 0; round < 1000; ++round) {
                    const IntegrityError again{copy};
                    ASSERT_EQ(again.code(), 2067);
                }
            });
        }
    }
    for (auto& thread : threads)
        thread.join();
}

}  // namespace
