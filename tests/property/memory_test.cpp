// What a session keeps and what it lets go, told by a field that counts its lives.
#include <malloc.h>

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <retort/retort.hpp>

#include "tests/support/database.hpp"

namespace memory {

/// A text that knows how many of its kind are alive.
struct Counted {
    static inline long alive = 0;

    std::string text;

    Counted() { ++alive; }
    explicit Counted(std::string value) : text{std::move(value)} { ++alive; }
    Counted(const Counted& other) : text{other.text} { ++alive; }
    Counted(Counted&& other) noexcept : text{std::move(other.text)} { ++alive; }
    Counted& operator=(const Counted&) = default;
    Counted& operator=(Counted&&) = default;
    ~Counted() { --alive; }
};

}  // namespace memory

template <>
struct retort::TypeTraits<memory::Counted> {
    static SqlType sql_type() { return types::String{}; }
    static Value to_value(const memory::Counted& counted) { return counted.text; }
    static memory::Counted from_value(const Value& value) { return memory::Counted{value.as_text()}; }
};

namespace memory {

using namespace retort;

struct Leaf;

struct Branch {
    Field<std::optional<int>, primary_key> id;
    Counted mark;

    Relationship<std::vector<Leaf>, back_populates<"branch">, cascade_delete> leaves;
};

/// Leaves of a branch are linked in a ring.
struct Leaf {
    Field<std::optional<int>, primary_key> id;
    Counted mark;
    Field<std::optional<int>, foreign_key<&Branch::id>> branch_id;
    Field<std::optional<int>, foreign_key<"leaf.id">> next_id;

    Relationship<Branch, back_populates<"leaves">> branch;
    Relationship<Leaf> next;
};

namespace {

constexpr int branches = 4;
constexpr int leaves = 9;
constexpr long objects = branches * (1 + leaves);
/// Each model's pool keeps one object from which others are copied.
constexpr long blanks = 2;
/// A session collects what it has let go of in one sweep when as much has gone as stayed, and not before there are 64.
constexpr long unswept = 64;

std::string long_text(const char* name) {
    return std::string{name} + " with a text that does not fit into the string itself";
}

Ref<Branch> add_branch(Session& session) {
    auto branch = session.add(Branch{.id = {}, .mark = Counted{long_text("branch")}});
    std::vector<Ref<Leaf>> ring;
    for (int i = 0; i < leaves; ++i) {
        ring.push_back(session.add(Leaf{.id = {}, .mark = Counted{long_text("leaf")}, .branch_id = {}, .next_id = {}, .branch = branch}));
    }
    for (std::size_t i = 0; i < ring.size(); ++i) {
        ring[i]->next = ring[(i + 1) % ring.size()];
    }
    return branch;
}

/// Every object, through every relationship.
long walk(Session& session) {
    long count = 0;
    for (const auto& branch : session.exec(select<Branch>()).all()) {
        ++count;
        for (const auto& leaf : branch->leaves) {
            count += leaf->branch == branch && leaf->next->branch == branch ? 1 : 0;
        }
    }
    return count;
}

class SessionMemory : public testing::Test {
protected:
    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());

    void SetUp() override {
        metadata<Branch, Leaf>().create_all(engine);
        Session session{engine};
        for (int i = 0; i < branches; ++i) {
            add_branch(session);
        }
        session.commit();
    }
    void TearDown() override { EXPECT_EQ(Counted::alive, 0) << "sessions and refs are gone, and so must the objects be"; }
};

TEST_F(SessionMemory, LoadingAndExpungingForAThousandRoundsDoesNotGrow) {
    Session session{engine};
    std::size_t bytes = 0;
    for (int round = 0; round < 1000; ++round) {
        ASSERT_EQ(walk(session), objects);
        EXPECT_EQ(Counted::alive, objects + blanks) << "round " << round;
        session.expunge_all();
        ASSERT_EQ(Counted::alive, blanks) << "round " << round;
        if (round == 100) {
            bytes = mallinfo2().uordblks;
        }
    }
    EXPECT_LE(mallinfo2().uordblks, bytes + 16 * 1024);
}

TEST_F(SessionMemory, ExpungingOneByOneDoesNotGrow) {
    Session session{engine};
    for (int round = 0; round < 1000; ++round) {
        for (const auto& leaf : session.exec(select<Leaf>()).all()) {
            session.expunge(leaf);
        }
        for (const auto& branch : session.exec(select<Branch>()).all()) {
            session.expunge(branch);
        }
        ASSERT_LE(Counted::alive, 2 * objects + blanks + unswept) << "round " << round;
    }
}

TEST_F(SessionMemory, RollingBackWhatWasAddedDoesNotGrow) {
    Session session{engine};
    for (int round = 0; round < 1000; ++round) {
        add_branch(session);
        if (round % 2 == 0) {
            session.flush();
        }
        session.rollback();
        ASSERT_LE(Counted::alive, leaves + 1 + blanks + 2 * unswept) << "round " << round;
    }
}

TEST_F(SessionMemory, AddingAndRemovingDoesNotGrow) {
    Session session{engine};
    for (int round = 0; round < 300; ++round) {
        const auto branch = add_branch(session);
        session.commit();
        session.remove(branch);
        session.commit();
        ASSERT_LE(Counted::alive, leaves + 1 + blanks + 2 * unswept) << "round " << round;
    }
}

TEST_F(SessionMemory, ARingLivesAsLongAsOneRefIntoIt) {
    Ref<Leaf> kept;
    {
        Session session{engine};
        ASSERT_EQ(walk(session), objects);
        kept = session.get<Leaf>(5);
        ASSERT_TRUE(kept);
    }
    EXPECT_EQ(Counted::alive, objects + blanks) << "a ref keeps the workspace of its closed session";
    EXPECT_EQ(kept->next->branch->leaves.size(), static_cast<std::size_t>(leaves));
    kept = nullptr;
    EXPECT_EQ(Counted::alive, 0);
}

TEST_F(SessionMemory, ARingThatWasExpungedLivesAsLongAsOneRefIntoIt) {
    Session session{engine};
    ASSERT_EQ(walk(session), objects);
    Ref<Leaf> kept = session.get<Leaf>(5);
    session.expunge_all();
    EXPECT_EQ(Counted::alive, leaves + 1 + blanks) << "its branch and the leaves of that, and nothing of the other branches";
    EXPECT_EQ(kept->next->branch->leaves.size(), static_cast<std::size_t>(leaves));
    kept = nullptr;
    session.expunge_all();
    EXPECT_EQ(Counted::alive, blanks);
}

TEST_F(SessionMemory, ManySessionsLeaveNothing) {
    std::vector<Ref<Branch>> kept;
    for (int round = 0; round < 200; ++round) {
        Session session{engine};
        for (const auto& branch : session.exec(select<Branch>()).all()) {
            branch->mark.text += ".";
        }
        if (round % 3 == 0) {
            kept.push_back(session.exec(select<Branch>()).first());
        }
        if (round % 5 == 0) {
            session.close();
        }
    }
    kept.clear();
    EXPECT_EQ(Counted::alive, 0);
}

TEST_F(SessionMemory, AFailedFlushLeavesNothing) {
    for (int round = 0; round < 100; ++round) {
        Session session{engine};
        add_branch(session)->leaves[0]->branch_id = 1;
        session.add(Leaf{.id = 1, .mark = Counted{long_text("twice")}});
        EXPECT_THROW(session.flush(), IntegrityError);
        if (round % 2 == 0) {
            session.rollback();
        }
    }
    EXPECT_EQ(Counted::alive, 0);
}

}  // namespace
}  // namespace memory
