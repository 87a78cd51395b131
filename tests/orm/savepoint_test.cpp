#include "orm_test.hpp"

using namespace orm_test;

namespace {

class Savepoints : public OrmTest {};

TEST_F(Savepoints, CommitKeepsAndRollbackUndoesWhatWasDoneWithin) {
    Session session{engine};
    const auto kept = session.add(Hero{.name = "kept"});
    {
        auto savepoint = session.begin_nested();
        EXPECT_EQ(kept.state(), ObjectState::persistent) << "what is pending is written before the savepoint";
        EXPECT_TRUE(session.in_nested_transaction());
        session.add(Hero{.name = "released"});
        savepoint.commit();
        EXPECT_FALSE(savepoint.is_active());
    }
    const auto undone = session.add(Hero{.name = "undone"});
    session.expunge(undone);
    {
        auto savepoint = session.begin_nested();
        session.add(Hero{.name = "undone"});
        kept->age = 7;
        savepoint.rollback();
    }
    EXPECT_EQ(kept->age, std::nullopt);
    session.commit();
    EXPECT_EQ(list("SELECT name FROM hero ORDER BY name"), "kept,released");
}

TEST_F(Savepoints, SendsTheStatementsOfSavepoints) {
    Session session{engine};
    session.add(Hero{.name = "A"});
    session.flush();
    log.statements();
    {
        auto outer = session.begin_nested();
        {
            auto inner = session.begin_nested();
            inner.commit();
        }
        outer.rollback();
    }
    EXPECT_EQ(log.statements(),
        (std::vector<std::string>{"SAVEPOINT retort_savepoint_1", "SAVEPOINT retort_savepoint_2", "RELEASE SAVEPOINT retort_savepoint_2",
            "ROLLBACK TO SAVEPOINT retort_savepoint_1", "RELEASE SAVEPOINT retort_savepoint_1"}));
}

TEST_F(Savepoints, RollBackWhenTheyAreLeftWithoutACommit) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    try {
        auto savepoint = session.begin_nested();
        hero->age = 2;
        session.add(Hero{.name = "B"});
        session.flush();
        throw std::runtime_error{"out"};
    } catch (const std::runtime_error&) {}
    EXPECT_EQ(hero->age, 1);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE age = 1"), 1);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
}

TEST_F(Savepoints, RestoreEveryStateOfTheirObjects) {
    Session session{engine};
    const auto before = session.add(Hero{.name = "before", .age = 1, .nicknames = {"x"}});
    const auto gone = session.add(Hero{.name = "gone"});
    session.commit();
    before->age = 2;
    auto savepoint = session.begin_nested();
    const auto flushed = session.add(Hero{.name = "flushed"});
    before->age = 3;
    before->nicknames.push_back("y");
    session.remove(gone);
    session.flush();
    const auto pending = session.add(Hero{.name = "pending"});
    before->age = 4;
    EXPECT_EQ(gone.state(), ObjectState::deleted);
    savepoint.rollback();

    EXPECT_EQ(before->age, 2) << "as it was when the savepoint was begun, not as it was committed";
    EXPECT_EQ(before->nicknames, (std::vector<std::string>{"x"}));
    EXPECT_FALSE(session.is_modified(before));
    EXPECT_EQ(gone.state(), ObjectState::persistent);
    EXPECT_EQ(session.get<Hero>(*gone->id), gone);
    EXPECT_EQ(flushed.state(), ObjectState::transient);
    EXPECT_EQ(pending.state(), ObjectState::transient);
    session.rollback();
    EXPECT_EQ(before->age, 1);
}

TEST_F(Savepoints, RestoreLinks) {
    Session session{engine};
    const auto avengers = session.add(Team{.name = "Avengers"});
    const auto champions = session.add(Team{.name = "Champions"});
    const auto hero = session.add(Hero{.name = "A", .team = avengers});
    const auto power = session.add(Power{.name = "flight"});
    session.commit();
    auto savepoint = session.begin_nested();
    hero->team = champions;
    hero->powers.push_back(power);
    session.flush();
    champions->heroes.clear();
    savepoint.rollback();
    EXPECT_EQ(hero->team, avengers);
    EXPECT_EQ(hero->team_id, avengers->id);
    EXPECT_TRUE(hero->powers.empty());
    EXPECT_TRUE(avengers->heroes.contains(hero));
    EXPECT_TRUE(champions->heroes.empty());
}

TEST_F(Savepoints, RestoreWhatWasRemovedWithinThemBeforeExpungeAll) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    hero->age = 2;
    session.flush();
    {
        auto savepoint = session.begin_nested();
        hero->age = 3;
        session.flush();
        session.remove(hero);
        session.flush();
        session.expunge_all();
        savepoint.rollback();
    }
    EXPECT_EQ(hero.state(), ObjectState::persistent);
    EXPECT_EQ(hero->age, 2);
    session.rollback();
    EXPECT_EQ(hero->age, 1);
}

TEST_F(Savepoints, NestAndEachRestoresItsOwn) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 0});
    session.commit();
    constexpr int depth = 40;
    std::vector<Savepoint> savepoints;
    for (int i = 1; i <= depth; ++i) {
        savepoints.push_back(session.begin_nested());
        hero->age = i;
        session.flush();
    }
    for (int i = depth; i > depth / 2; --i) {
        EXPECT_EQ(hero->age, i);
        savepoints.back().rollback();
        savepoints.pop_back();
    }
    EXPECT_EQ(hero->age, depth / 2);
    savepoints[9].rollback();  // the tenth, and with it the ten within
    EXPECT_EQ(hero->age, 9);
    EXPECT_FALSE(savepoints[10].is_active());
    EXPECT_TRUE(savepoints[8].is_active());
    savepoints[4].commit();  // the fifth, and with it the four within
    EXPECT_EQ(hero->age, 9);
    savepoints[3].rollback();
    EXPECT_EQ(hero->age, 3);
    session.commit();
    EXPECT_EQ(scalar("SELECT age FROM hero"), 3);
}

TEST_F(Savepoints, AnOuterRollbackUndoesWhatAnInnerCommitted) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    auto outer = session.begin_nested();
    auto inner = session.begin_nested();
    hero->age = 2;
    const auto added = session.add(Hero{.name = "B"});
    session.flush();
    session.remove(added);
    inner.commit();
    EXPECT_EQ(added.state(), ObjectState::deleted);
    outer.rollback();
    EXPECT_EQ(hero->age, 1);
    EXPECT_EQ(added.state(), ObjectState::transient);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
}

TEST_F(Savepoints, EndWithTheTransaction) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    auto savepoint = session.begin_nested();
    hero->age = 2;
    session.commit();
    EXPECT_FALSE(savepoint.is_active());
    EXPECT_EQ(scalar("SELECT age FROM hero"), 2) << "a commit is of the whole transaction";
    EXPECT_THROW(savepoint.commit(), InvalidRequestError);
    hero->age = 3;
    savepoint.rollback();
    EXPECT_EQ(hero->age, 3) << "it has ended: nothing is undone";

    auto second = session.begin_nested();
    session.rollback();
    EXPECT_FALSE(second.is_active());
    EXPECT_EQ(hero->age, 2);
}

TEST_F(Savepoints, AreTheWayOnAfterAFailedFlush) {
    Session session{engine};
    session.add(Team{.name = "Avengers"});
    session.commit();
    const auto before = session.add(Team{.name = "before"});
    {
        auto savepoint = session.begin_nested();
        session.add(Team{.name = "within"});
        const auto bad = session.add(Team{.name = "Avengers"});
        EXPECT_THROW(session.flush(), IntegrityError);
        EXPECT_THROW(session.exec(select<Team>()), PendingRollbackError);
        EXPECT_THROW(savepoint.commit(), PendingRollbackError);
        EXPECT_THROW(session.commit(), PendingRollbackError);
        savepoint.rollback();
        EXPECT_EQ(bad.state(), ObjectState::transient);
    }
    EXPECT_EQ(before.state(), ObjectState::persistent);
    session.commit();
    EXPECT_EQ(list("SELECT name FROM team ORDER BY name"), "Avengers,before");
}

TEST_F(Savepoints, OutliveTheirSession) {
    std::optional<Savepoint> savepoint;
    {
        Session session{engine};
        session.add(Hero{.name = "A"});
        savepoint.emplace(session.begin_nested());
    }
    EXPECT_FALSE(savepoint->is_active());
    EXPECT_THROW(savepoint->commit(), InvalidRequestError);
    EXPECT_NO_THROW(savepoint->rollback());
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(Savepoints, AnOpenResultEndsWithTheRollback) {
    Session session{engine};
    session.add_all(std::vector<Hero>{{.name = "A"}, {.name = "B"}});
    auto savepoint = session.begin_nested();
    auto result = session.exec(select<Hero>());
    Ref<Hero> hero;
    ASSERT_TRUE(result.next(hero));
    savepoint.rollback();
    EXPECT_THROW(result.next(hero), InvalidRequestError);
}

TEST_F(Savepoints, GiveBackAKeyThatWasChanged) {
    Session session{engine};
    const auto setting = session.add(Setting{.key = "colour", .value = "red"});
    const auto other = session.add(Setting{.key = "size", .value = "9"});
    session.commit();
    {
        auto savepoint = session.begin_nested();
        setting->key = "shade";
        session.flush();
        EXPECT_EQ(session.get<Setting>("shade"), setting);
        setting->key = "tint";
        session.flush();
        savepoint.rollback();
    }
    EXPECT_EQ(setting->key, "colour");
    EXPECT_EQ(session.get<Setting>("colour"), setting);
    EXPECT_EQ(session.get<Setting>("tint"), nullptr);
    setting->key = "shade";
    session.flush();
    session.rollback();
    EXPECT_EQ(setting->key, "colour");
    EXPECT_EQ(session.get<Setting>("colour"), setting);
    EXPECT_EQ(session.get<Setting>("size"), other);
    EXPECT_EQ(session.get<Setting>("shade"), nullptr);
}

}  // namespace
