#include "orm_test.hpp"

using namespace orm_test;

namespace {

struct Versioned {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<int, version_id> version;
};

class Merging : public OrmTest {
protected:
    void SetUp() override {
        OrmTest::SetUp();
        metadata<Versioned>().create_all(engine);
    }
};

TEST_F(Merging, CopiesAValueOntoTheObjectOfItsKey) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    const auto merged = session.merge(Hero{.id = hero->id, .name = "B", .age = 2, .nicknames = {"b"}});
    EXPECT_EQ(merged, hero);
    EXPECT_EQ(hero->name, "B");
    session.commit();
    EXPECT_EQ(list("SELECT name, age FROM hero"), "B2");
}

TEST_F(Merging, ReadsTheRowWhereItIsNotHere) {
    {
        Session session{engine};
        session.add(Setting{.key = "colour", .value = "red"});
        session.commit();
    }
    Session session{engine};
    log.statements();
    session.merge(Setting{.key = "colour", .value = "blue"});
    session.merge(Setting{.key = "size", .value = "9"});
    session.commit();
    const std::vector<std::string> statements = log.statements();
    EXPECT_EQ(std::count_if(statements.begin(), statements.end(), [](const auto& one) { return one.starts_with("UPDATE"); }), 1);
    EXPECT_EQ(std::count_if(statements.begin(), statements.end(), [](const auto& one) { return one.starts_with("INSERT"); }), 1);
    EXPECT_EQ(list("SELECT " + quoted("key") + ", value FROM setting ORDER BY 1"), "colourblue,size9");
}

TEST_F(Merging, AValueThatIsTheSameWritesNothing) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    session.merge(Hero{.id = hero->id, .name = "A", .age = 1});
    EXPECT_FALSE(session.is_modified(hero));
}

TEST_F(Merging, WithoutAKeyItAdds) {
    Session session{engine};
    const auto hero = session.merge(Hero{.name = "A"});
    EXPECT_EQ(hero.state(), ObjectState::pending);
    session.commit();
    EXPECT_TRUE(hero->id.has_value());
}

TEST_F(Merging, TakesAnObjectOfAClosedSessionAndWhatIsLoadedBehindIt) {
    Ref<Team> detached;
    {
        Session session{engine};
        const auto team = session.add(Team{.name = "Avengers"});
        session.add(Hero{.name = "A", .team = team});
        session.commit();
        detached = team;
        EXPECT_EQ(team->heroes.size(), 1U);
    }
    detached->name = "Champions";
    detached->heroes[0]->name = "changed outside";
    Session session{engine};
    const auto team = session.merge(detached);
    EXPECT_NE(team, detached);
    ASSERT_EQ(team->heroes.size(), 1U);
    EXPECT_EQ(team->heroes[0]->name, "changed outside");
    EXPECT_EQ(team->heroes[0]->team, team);
    session.commit();
    EXPECT_EQ(list("SELECT team.name, hero.name FROM team, hero WHERE hero.team_id = team.id"), "Championschanged outside");
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
    EXPECT_EQ(detached.state(), ObjectState::detached);
}

TEST_F(Merging, LeavesAloneWhatIsNotLoaded) {
    Ref<Team> detached;
    {
        Session session{engine};
        detached = session.add(Team{.name = "Avengers"});
        session.add(Hero{.name = "A", .team = detached});
        session.commit();
    }
    Session session{engine};
    const auto team = session.merge(detached);
    session.commit();
    EXPECT_EQ(team->heroes.size(), 1U);
}

TEST_F(Merging, TakesPendingObjectsOfAnotherSession) {
    Session other{engine};
    const auto theirs = other.add(Hero{.name = "A", .team = other.add(Team{.name = "Avengers"})});
    Session session{engine};
    const auto mine = session.merge(theirs);
    EXPECT_NE(mine->team.ref(), theirs->team.ref());
    session.commit();
    EXPECT_EQ(mine->team->name, "Avengers");
    EXPECT_EQ(theirs.state(), ObjectState::pending);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero JOIN team ON team.id = team_id"), 1);
}

TEST_F(Merging, AnObjectOfThisSessionIsItself) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A"});
    EXPECT_EQ(session.merge(hero), hero);
    session.commit();
    EXPECT_EQ(session.merge(hero), hero);
    session.remove(hero);
    session.flush();
    EXPECT_THROW(session.merge(hero), InvalidRequestError);
    EXPECT_THROW(session.merge(Ref<Hero>{}), InvalidRequestError);
}

TEST_F(Merging, RefusesAnOldVersion) {
    Ref<Versioned> old;
    {
        Session session{engine};
        old = session.add(Versioned{.name = "A"});
        session.commit();
    }
    Session session{engine};
    session.get<Versioned>(*old->id)->name = "B";
    session.commit();
    old->name = "C";
    try {
        session.merge(old);
        FAIL() << "the row has the version 2";
    } catch (const StaleDataError& error) {
        EXPECT_NE(std::string{error.what()}.find("merge: Versioned(1) has the version 2"), std::string::npos) << error.what();
    }
    EXPECT_EQ(scalar("SELECT count(*) FROM versioned WHERE name = 'B'"), 1);
}

}  // namespace
