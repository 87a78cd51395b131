#include <retort/core/hash.hpp>

#include <gtest/gtest.h>

#include <bit>
#include <string>
#include <unordered_set>

namespace {

TEST(Hash, TellsLengthsAndSeedsApart) {
    std::unordered_set<std::uint64_t> seen;
    const std::string zeros(300, '\0');
    for (std::size_t size = 0; size <= zeros.size(); ++size) {
        EXPECT_TRUE(seen.insert(retort::hash_bytes(zeros.data(), size)).second) << size;
        EXPECT_TRUE(seen.insert(retort::hash_bytes(zeros.data(), size, 1)).second) << size;
    }
    EXPECT_EQ(retort::hash_bytes(nullptr, 0), retort::hash_bytes("", 0));
}

TEST(Hash, EveryBitOfTheInputChangesAboutHalfOfTheResult) {
    for (std::size_t size = 1; size <= 200; ++size) {
        std::string text(size, '\x5a');
        const auto before = retort::hash_bytes(text);
        int changed = 0;
        for (std::size_t bit = 0; bit < size * 8; ++bit) {
            text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
            const auto after = retort::hash_bytes(text);
            ASSERT_NE(after, before) << size << ' ' << bit;
            changed += std::popcount(before ^ after);
            text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << bit % 8));
        }
        const double average = changed / static_cast<double>(size * 8);
        EXPECT_GT(average, 26) << size;
        EXPECT_LT(average, 38) << size;
    }
}

TEST(Hash, SmallNumbersAndCountedTextsDoNotMeet) {
    std::unordered_set<std::uint64_t> seen;
    for (std::uint64_t number = 0; number < 200'000; ++number) {
        ASSERT_TRUE(seen.insert(retort::hash_u64(number)).second);
        ASSERT_TRUE(seen.insert(retort::hash_bytes("hero-" + std::to_string(number))).second);
    }
}

TEST(Hash, DoesNotReadWhereTheTextIsAligned) {
    const std::string text = "xxxxxxxxthe quick brown fox jumps over the lazy dog and on";
    const std::string_view view = std::string_view{text}.substr(8);
    for (std::size_t shift = 0; shift < 8; ++shift) {
        const std::string moved = std::string(shift, 'y') + std::string{view};
        EXPECT_EQ(retort::hash_bytes(std::string_view{moved}.substr(shift)), retort::hash_bytes(view));
    }
}

TEST(Hash, CombiningMindsTheOrder) {
    EXPECT_NE(retort::hash_combine(1, 2), retort::hash_combine(2, 1));
}

}  // namespace
