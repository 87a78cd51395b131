#include "orm_test.hpp"

using namespace orm_test;

namespace {

class SessionTransaction : public OrmTest {};

TEST_F(SessionTransaction, ClosingRollsBack) {
    {
        Session session{engine};
        session.add(Hero{.name = "Deadpond"});
        session.flush();
    }
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(SessionTransaction, RollbackMakesAddedObjectsTransient) {
    Session session{engine};
    const auto flushed = session.add(Hero{.name = "A"});
    session.flush();
    const auto pending = session.add(Hero{.name = "B"});
    session.rollback();

    EXPECT_EQ(flushed.state(), ObjectState::transient);
    EXPECT_EQ(pending.state(), ObjectState::transient);
    EXPECT_FALSE(session.contains(flushed));
    EXPECT_EQ(flushed->name, "A");
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);

    session.add(flushed);
    session.commit();
    EXPECT_EQ(string("SELECT name FROM hero"), "'A'");
}

TEST_F(SessionTransaction, RollbackRestoresWhatWasChangedFlushedOrNot) {
    Session session{engine};
    const auto first = session.add(Hero{.name = "A", .age = 1, .nicknames = {"x"}});
    const auto second = session.add(Hero{.name = "B", .age = 2});
    session.commit();

    first->age = 10;
    first->nicknames.push_back("y");
    session.flush();
    second->age = 20;
    session.rollback();

    EXPECT_EQ(first->age, 1);
    EXPECT_EQ(first->nicknames, (std::vector<std::string>{"x"}));
    EXPECT_EQ(second->age, 2);
    EXPECT_FALSE(session.is_modified(first));
    EXPECT_FALSE(session.is_modified(second));
    first->age = 11;
    session.commit();
    EXPECT_EQ(scalar("SELECT age FROM hero WHERE name = 'A'"), 11);
}

TEST_F(SessionTransaction, RollbackBringsRemovedObjectsBack) {
    Session session{engine};
    const auto flushed = session.add(Hero{.name = "A"});
    const auto marked = session.add(Hero{.name = "B"});
    session.commit();
    session.remove(flushed);
    session.flush();
    EXPECT_EQ(flushed.state(), ObjectState::deleted);
    session.remove(marked);
    session.rollback();

    EXPECT_EQ(flushed.state(), ObjectState::persistent);
    EXPECT_TRUE(session.contains(flushed));
    EXPECT_EQ(session.get<Hero>(*flushed->id), flushed);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 2);
}

TEST_F(SessionTransaction, RollbackRestoresWhatWasRemovedBeforeExpungeAll) {
    Session session{engine};
    const auto changed = session.add(Setting{.key = "colour", .value = "red"});
    const auto rekeyed = session.add(Setting{.key = "size", .value = "9"});
    session.commit();
    changed->value = "blue";
    rekeyed->key = "extent";
    const auto added = session.add(Setting{.key = "shape", .value = "round"});
    session.flush();
    session.remove(changed);
    session.remove(rekeyed);
    session.remove(added);
    session.flush();
    session.expunge_all();
    session.rollback();

    EXPECT_EQ(changed.state(), ObjectState::persistent);
    EXPECT_EQ(changed->value, "red");
    EXPECT_EQ(rekeyed.state(), ObjectState::persistent);
    EXPECT_EQ(rekeyed->key, "size");
    EXPECT_EQ(session.get<Setting>("size"), rekeyed);
    EXPECT_EQ(added.state(), ObjectState::transient);
    session.add(added);
    session.commit();
    EXPECT_EQ(list("SELECT " + quoted("key") + ", value FROM setting ORDER BY 1"), "colourred,shaperound,size9");
}

TEST_F(SessionTransaction, RollbackUndoesLinks) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man"});
    const auto power = session.add(Power{.name = "Armour"});
    session.commit();
    hero->team = team;
    hero->powers.push_back(power);
    session.flush();
    session.rollback();
    EXPECT_FALSE(hero->team);
    EXPECT_EQ(hero->team_id, std::nullopt);
    EXPECT_TRUE(hero->powers.empty());
    EXPECT_TRUE(team->heroes.empty());
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 0);
}

TEST_F(SessionTransaction, AnAddedAndRemovedObjectLeavesNothing) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A"});
    session.flush();
    session.remove(hero);
    session.flush();
    session.rollback();
    EXPECT_EQ(hero.state(), ObjectState::transient);
    session.add(hero);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
}

TEST_F(SessionTransaction, RollbackRestoresWhatWasReadAfterAnotherWayOfWriting) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    const std::int64_t id = *hero->id;
    session.exec(update<Hero>().where(col(&Hero::name) == "A").set(col(&Hero::age), 2));
    session.get<Hero>(id);
    EXPECT_EQ(hero->age, 2);
    session.rollback();
    EXPECT_EQ(hero->age, 1);
    EXPECT_FALSE(session.is_modified(hero));

    hero->age = 3;
    session.flush();
    session.expunge(hero);
    const auto again = session.get<Hero>(id);
    EXPECT_EQ(again->age, 3);
    session.rollback();
    EXPECT_EQ(again->age, 1);
}

TEST_F(SessionTransaction, AFailedFlushWantsARollback) {
    Session session{engine};
    session.add(Team{.name = "Avengers"});
    session.commit();
    const auto good = session.add(Team{.name = "Champions"});
    const auto bad = session.add(Team{.name = "Avengers"});
    try {
        session.flush();
        FAIL() << "the name is there already";
    } catch (const IntegrityError& error) {
        if (on_sqlite()) {
            EXPECT_EQ(error.message(), "UNIQUE constraint failed: team.name");
        } else {
            EXPECT_NE(error.constraint().find("name"), std::string::npos) << error.constraint();
        }
        EXPECT_EQ(in_words_of_sqlite(error.statement()), "INSERT INTO team (name) VALUES (?)");
        EXPECT_EQ(error.parameters(), "('Avengers',)");
    }
    try {
        session.exec(select<Team>()).all();
        FAIL() << "the transaction is over";
    } catch (const PendingRollbackError& error) {
        EXPECT_NE(std::string{error.what()}.find("IntegrityError"), std::string::npos) << error.what();
    }
    EXPECT_THROW(session.add(Team{.name = "X-Men"}), PendingRollbackError);
    EXPECT_THROW(session.commit(), PendingRollbackError);
    EXPECT_EQ(scalar("SELECT count(*) FROM team"), 1);

    session.rollback();
    EXPECT_EQ(good.state(), ObjectState::transient);
    EXPECT_EQ(bad.state(), ObjectState::transient);
    session.add(good);
    bad->name = "X-Men";
    session.add(bad);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM team"), 3);
}

TEST_F(SessionTransaction, ACommitThatFailsLeavesNothingBehind) {
    Session session{engine};
    session.add(Hero{.name = "Rusty-Man", .team_id = 42});  // there is no such team
    EXPECT_THROW(session.commit(), IntegrityError);
    session.rollback();
    session.add(Hero{.name = "Rusty-Man"});
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
}

TEST_F(SessionTransaction, WithoutExpiryRelationshipsStayLoaded) {
    Session session{engine, {.expire_on_commit = false}};
    const auto team = session.add(Team{.name = "Avengers"});
    session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    log.statements();
    EXPECT_EQ(team->heroes.size(), 1u);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(SessionTransaction, TakesNoConnectionBeforeItNeedsOne) {
    Session session{engine};
    session.add(Hero{.name = "A"});
    EXPECT_EQ(engine.pool_status().checked_out, 0);
    session.flush();
    EXPECT_EQ(engine.pool_status().checked_out, 1);
    session.commit();
    EXPECT_EQ(engine.pool_status().checked_out, 0);
}

TEST_F(SessionTransaction, TextTakesPartInTheTransaction) {
    Session session{engine};
    session.add(Hero{.name = "A"});
    EXPECT_EQ(session.exec(text("SELECT count(*) FROM hero WHERE name = :name"), {{"name", "A"}}).one().get<std::int64_t>(0), 1);
    session.rollback();
    EXPECT_EQ(session.exec(text("SELECT count(*) FROM hero")).one().get<std::int64_t>(0), 0);
}

}  // namespace
