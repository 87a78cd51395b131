#include <retort/core/uuid.hpp>

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <set>
#include <sstream>
#include <thread>
#include <type_traits>
#include <unordered_set>
#include <vector>

#include <retort/core/error.hpp>

namespace {

using retort::Uuid, retort::uuid4;

constexpr auto hyphenated = "c0ffee00-1234-4abc-8def-0123456789ab";

TEST(Uuid, ReadsEachCommonSpelling) {
    const auto uuid = Uuid::parse(hyphenated);

    EXPECT_EQ(Uuid::parse("c0ffee0012344abc8def0123456789ab"), uuid);
    EXPECT_EQ(Uuid::parse("C0FFEE00-1234-4ABC-8DEF-0123456789AB"), uuid);
    EXPECT_EQ(Uuid::parse("{c0ffee00-1234-4abc-8def-0123456789ab}"), uuid);
    EXPECT_EQ(Uuid::parse("urn:uuid:c0ffee00-1234-4abc-8def-0123456789ab"), uuid);
    EXPECT_EQ(uuid.str(), hyphenated);
    EXPECT_EQ(uuid.hex(), "c0ffee0012344abc8def0123456789ab");
    EXPECT_EQ(uuid.bytes()[1], 0xff);
}

TEST(Uuid, RefusesWhatIsNone) {
    for (const std::string_view text : {"", "c0ffee", "c0ffee00-1234-4abc-8def-0123456789ag", "c0ffee0012344abc8def0123456789a ",
             "c0ffee001-234-4abc-8def-0123456789ab", "{c0ffee00-1234-4abc-8def-0123456789ab",
             "urn:uuxx:c0ffee00-1234-4abc-8def-0123456789ab", "c0ffee00--1234-4abc-8def-123456789ab"}) {
        EXPECT_EQ(Uuid::try_parse(text), std::nullopt) << text;
        EXPECT_THROW(static_cast<void>(Uuid::parse(text)), retort::ArgumentError) << text;
    }
}

TEST(Uuid, IsNilByDefaultAndOrderedByItsBytes) {
    static_assert(Uuid{}.is_nil() && std::is_trivially_copyable_v<Uuid> && sizeof(Uuid) == 16);

    EXPECT_EQ(Uuid{}.str(), "00000000-0000-0000-0000-000000000000");
    EXPECT_LT(Uuid::parse("0000000000000000000000000000007f"), Uuid::parse("00000000000000000000000000000080"));
    EXPECT_LT(Uuid{}, Uuid::parse(hyphenated));
}

TEST(Uuid, AllBytesSurviveTheWayThroughText) {
    std::array<std::uint8_t, 16> bytes{};
    for (unsigned start = 0; start < 256; start += 16) {
        for (unsigned index = 0; index < 16; ++index)
            bytes[index] = static_cast<std::uint8_t>(start + index);
        EXPECT_EQ(Uuid::parse(Uuid{bytes}.hex()).bytes(), bytes);
        EXPECT_EQ(Uuid::parse(Uuid{bytes}.str()).bytes(), bytes);
    }
}

TEST(Uuid, EachCharacterIsADigitOrRefusedAtEachPlace) {
    for (std::size_t place = 0; place < 32; ++place) {
        for (int code = 0; code < 256; ++code) {
            std::string text(32, '5');
            text[place] = static_cast<char>(code);
            const auto digit = std::string_view{"0123456789abcdef"}.find(static_cast<char>(code >= 'A' && code <= 'F' ? code + 32 : code));
            const auto uuid = Uuid::try_parse(text);
            ASSERT_EQ(uuid.has_value(), digit != std::string_view::npos) << place << ' ' << code;
            if (uuid) {
                const auto byte = uuid->bytes()[place / 2];
                ASSERT_EQ(place % 2 == 0 ? byte >> 4 : byte & 0xf, static_cast<int>(digit));
            }
        }
    }
}

struct DerivedUuid : Uuid {
    DerivedUuid(const Uuid& uuid) : Uuid{uuid} {}
};

TEST(Uuid, ADerivedClassComparesAndPrintsAsOne) {
    const DerivedUuid derived{Uuid::parse(hyphenated)};
    std::ostringstream out;

    out << derived;

    EXPECT_EQ(out.str(), hyphenated);
    EXPECT_TRUE(derived == Uuid::parse(hyphenated));
    EXPECT_TRUE(derived == derived);
    EXPECT_TRUE(Uuid{} < derived);
}

TEST(Uuid4, IsOfVersionFourAndTheRfcsVariant) {
    for (int round = 0; round < 1000; ++round) {
        const auto text = uuid4().str();
        ASSERT_EQ(text[14], '4');
        ASSERT_NE(std::string_view{"89ab"}.find(text[19]), std::string_view::npos);
    }
}

TEST(Uuid4, NeverRepeatsOnOneThreadOrMany) {
    std::vector<std::vector<Uuid>> made(4);
    std::vector<std::thread> threads;
    for (auto& list : made) {
        threads.emplace_back([&list] {
            for (int round = 0; round < 5000; ++round)
                list.push_back(uuid4());
        });
    }
    for (auto& thread : threads)
        thread.join();

    std::unordered_set<Uuid> all;
    for (const auto& list : made)
        all.insert(list.begin(), list.end());
    EXPECT_EQ(all.size(), 20'000U);
}

TEST(Uuid4, AForkedChildMakesOthersThanItsParent) {
    static_cast<void>(uuid4());  // fills this thread's store
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto child = fork();
    if (child == 0) {
        const auto uuid = uuid4();
        _exit(write(ends[1], uuid.bytes().data(), 16) == 16 ? 0 : 1);
    }
    const auto ours = uuid4();
    std::array<std::uint8_t, 16> theirs{};
    ASSERT_EQ(read(ends[0], theirs.data(), 16), 16);
    waitpid(child, nullptr, 0);
    close(ends[0]);
    close(ends[1]);

    EXPECT_NE(Uuid{theirs}, ours);
}

}  // namespace
