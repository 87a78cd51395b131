#include "orm_test.hpp"

using namespace orm_test;

namespace {

class SessionIdentity : public OrmTest {};

TEST_F(SessionIdentity, OneRowIsOneObject) {
    Session session{engine};
    const auto added = session.add(Hero{.name = "Deadpond"});
    session.commit();

    const auto by_key = session.get<Hero>(*added->id);
    const auto by_query = session.exec(select<Hero>().where(col(&Hero::name) == "Deadpond")).one();

    EXPECT_EQ(added, by_key);
    EXPECT_EQ(added, by_query);
    EXPECT_EQ(&*added, &*by_query);
}

TEST_F(SessionIdentity, GetOfAFreshObjectSendsNothing) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    session.flush();
    log.statements();

    EXPECT_EQ(session.get<Hero>(*hero->id), hero);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(SessionIdentity, GetOfAMissingRowIsEmpty) {
    Session session{engine};
    EXPECT_FALSE(session.get<Hero>(42));
}

TEST_F(SessionIdentity, GetFindsWhatIsPending) {
    Session session{engine};
    const auto hero = session.add(Hero{.id = 7, .name = "Deadpond"});
    EXPECT_EQ(session.get<Hero>(7), hero);
}

TEST_F(SessionIdentity, GetOfWhatIsToBeRemovedIsEmpty) {
    Session session{engine};
    const auto hero = session.add(Hero{.id = 7, .name = "Deadpond"});
    session.commit();
    session.remove(hero);
    EXPECT_FALSE(session.get<Hero>(7));
}

TEST_F(SessionIdentity, KeysOfTextAndOfSeveralColumns) {
    Session session{engine};
    const auto setting = session.add(Setting{.key = "theme", .value = "dark"});
    const auto line = session.add(Line{.order_id = 3, .position = 2, .product = "shield"});
    session.commit();

    EXPECT_EQ(session.get<Setting>("theme"), setting);
    EXPECT_EQ(session.get<Setting>(std::string{"theme"}), setting);
    EXPECT_EQ(session.get<Line>(3, 2), line);
    EXPECT_FALSE(session.get<Line>(2, 3));
    EXPECT_EQ(session.exec(select<Setting>()).one(), setting);
}

TEST_F(SessionIdentity, GetWithTheWrongNumberOfKeysIsRefused) {
    Session session{engine};
    EXPECT_THROW(session.get<Line>(3), ArgumentError);
}

TEST_F(SessionIdentity, AQueryDoesNotOverwriteWhatWasChangedInMemory) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    {
        auto other = engine.begin();
        other.exec(text("UPDATE hero SET age = 21, name = 'Other'"));
        other.commit();
    }
    {
        const auto guard = session.no_autoflush();
        hero->age = 22;
        session.exec(select<Hero>()).all();
    }
    EXPECT_EQ(hero->age, 22);        // changed here: stays
    EXPECT_EQ(hero->name, "Other");  // expired by the commit and not changed here: read anew
    session.commit();
    EXPECT_EQ(scalar("SELECT age FROM hero"), 22);
}

TEST_F(SessionIdentity, WithinATransactionObjectsStayAsTheyWereRead) {
    Session session{engine};
    session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    const auto hero = session.exec(select<Hero>()).one();
    session.exec(text("UPDATE hero SET age = 21"));

    session.exec(select<Hero>()).all();
    EXPECT_EQ(hero->age, 20);
    session.refresh(hero);
    EXPECT_EQ(hero->age, 21);
}

TEST_F(SessionIdentity, RefreshOverwritesAndNamesARowThatIsGone) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    {
        const auto guard = session.no_autoflush();
        hero->age = 99;
        session.refresh(hero);
    }
    EXPECT_EQ(hero->age, 20);
    EXPECT_FALSE(session.is_modified(hero));

    session.exec(text("DELETE FROM hero"));
    try {
        session.refresh(hero);
        FAIL() << "the row is gone";
    } catch (const InvalidRequestError& error) {
        EXPECT_NE(std::string{error.what()}.find("Hero(1)"), std::string::npos) << error.what();
    }
}

TEST_F(SessionIdentity, ExpireMakesTheNextQueryReadAnew) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    session.refresh(hero);
    session.exec(text("UPDATE hero SET age = 30"));
    session.expire(hero);
    EXPECT_EQ(session.get<Hero>(*hero->id)->age, 30);
}

TEST_F(SessionIdentity, ABulkUpdateIsSeenByTheNextQuery) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.flush();
    const auto result = session.exec(update<Hero>().where(col(&Hero::name) == "Deadpond").set(col(&Hero::age), 40));
    EXPECT_EQ(result.rowcount(), 1);
    session.exec(select<Hero>()).all();
    EXPECT_EQ(hero->age, 40);
}

TEST_F(SessionIdentity, ExpungedObjectsAreDetachedAndTheirChangesStayInMemory) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    session.commit();
    session.expunge(hero);
    EXPECT_EQ(hero.state(), ObjectState::detached);
    EXPECT_FALSE(session.contains(hero));
    hero->name = "Nobody";
    session.commit();
    EXPECT_EQ(string("SELECT name FROM hero"), "'Deadpond'");

    session.add(hero);
    EXPECT_TRUE(session.contains(hero));
    session.commit();
    EXPECT_EQ(string("SELECT name FROM hero"), "'Nobody'");
}

TEST_F(SessionIdentity, ExpungeAllLetsGoOfEverything) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    session.add(Hero{.name = "Deadpond", .team = team});
    session.commit();
    session.expunge_all();
    EXPECT_FALSE(session.contains(team));
    EXPECT_NE(session.exec(select<Team>()).one(), team);
}

}  // namespace
