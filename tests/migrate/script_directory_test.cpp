#include "runner_test.hpp"

#include <chrono>

#include <retort/migrate/script_directory.hpp>

namespace migrate_test {
namespace {

using retort::migrate::DuplicateRevision;

TEST(ScriptDirectory, RefusesTwoScriptsOfOneRevisionNamingBoth) {
    const Script first{Revision{.id = "a"}, nothing, nothing, "versions/a_first.cpp"};
    const Script second{Revision{.id = "a"}, nothing, nothing, "versions/a_second.cpp"};
    EXPECT_EQ(message_of<DuplicateRevision>([&] {
        ScriptDirectory{{&second, &first}};
    }),
        "Revision a is present more than once: in versions/a_first.cpp and in versions/a_second.cpp; give one of them another id");
}

TEST(ScriptDirectory, FindsScriptsFilesAndChecksums) {
    const Script b{Revision{.id = "b", .down_revision = {"a"}}, nothing, nothing, "versions/2.cpp"};
    const Script a{Revision{.id = "a"}, nothing, nothing, "versions/1.cpp"};
    const Script c{Revision{.id = "c", .down_revision = {"b"}}, nothing, nothing};
    const ScriptDirectory scripts{{&b, &c, &a}, {{"/build/versions/1.cpp", "one"}, {"versions/2.cpp", "two"}}};
    EXPECT_EQ(scripts.paths()[0], "versions/1.cpp") << "in the order of their names";
    EXPECT_EQ(&scripts.script("b"), &b);
    EXPECT_EQ(scripts.checksum("a"), "one") << "by its name, where the build calls the file differently";
    EXPECT_EQ(scripts.checksum("b"), "two");
    EXPECT_EQ(scripts.checksum("c"), "") << "nobody has told";
    EXPECT_NE(std::string_view{c.file()}.find("script_directory_test.cpp"), std::string_view::npos) << "by itself";
    EXPECT_THROW(scripts.script("z"), RevisionError);
}

const Script in_this_program{Revision{.id = "of_this_program"}, nothing, nothing};
const retort::migrate::detail::ScriptChecksum its_checksum{__FILE__, "abc"};

TEST(ScriptDirectory, KnowsTheScriptsOfThisProgram) {
    { const Script destroyed{Revision{.id = "of_a_moment"}, nothing, nothing}; }
    const ScriptDirectory& scripts = ScriptDirectory::of_this_program();
    EXPECT_EQ(&scripts.script("of_this_program"), &in_this_program);
    EXPECT_EQ(scripts.checksum("of_this_program"), "abc");
    EXPECT_FALSE(scripts.graph().find("of_a_moment")) << "scripts that were destroyed are not among them";
}

TEST(ScriptDirectory, IsQuicklyMadeOfAThousandScripts) {
    std::deque<Script> scripts;
    std::vector<const Script*> all;
    std::string previous;
    for (int i = 0; i < 1000; ++i) {
        std::string id = "revision" + std::to_string(i);
        scripts.emplace_back(
            Revision{.id = id, .down_revision = previous.empty() ? std::vector<std::string>{} : std::vector<std::string>{previous}},
            nothing, nothing);
        all.push_back(&scripts.back());
        previous = id;
    }
    auto best = std::chrono::steady_clock::duration::max();
    for (int round = 0; round < 5; ++round) {
        const auto begun = std::chrono::steady_clock::now();
        const ScriptDirectory directory{all};
        best = std::min(best, std::chrono::steady_clock::now() - begun);
        EXPECT_EQ(directory.graph().heads().size(), 1U);
    }
    EXPECT_LT(best, std::chrono::milliseconds{100}) << "10 ms without a debugger's checks, sanitizers and neighbours";
}

}  // namespace
}  // namespace migrate_test
