#include "orm_test.hpp"

#include <stdexcept>

using namespace orm_test;

namespace {

class SessionEvents : public OrmTest {
protected:
    std::vector<std::string> seen;

    void note(Session& session, SessionEvent event, std::string word) {
        session.listen(event, [this, word](Session&) { seen.push_back(word); });
    }
};

TEST_F(SessionEvents, ComeInTheirOrder) {
    Session session{engine};
    note(session, SessionEvent::before_flush, "before flush");
    note(session, SessionEvent::after_flush, "after flush");
    note(session, SessionEvent::before_commit, "before commit");
    note(session, SessionEvent::after_commit, "after commit");
    note(session, SessionEvent::before_rollback, "before rollback");
    note(session, SessionEvent::after_rollback, "after rollback");
    session.flush();
    EXPECT_TRUE(seen.empty()) << "nothing to flush";
    session.add(Hero{.name = "A"});
    session.commit();
    EXPECT_EQ(seen, (std::vector<std::string>{"before commit", "before flush", "after flush", "after commit"}));
    seen.clear();
    session.rollback();
    EXPECT_EQ(seen, (std::vector<std::string>{"before rollback", "after rollback"}));
}

TEST_F(SessionEvents, BeforeFlushMayChangeWhatIsFlushed) {
    Session session{engine};
    session.listen(SessionEvent::before_flush, [](Session& during) {
        for (const auto& hero : during.pending<Hero>()) {
            hero->nicknames.push_back("audited");
        }
        for (const auto& hero : during.deleted<Hero>()) {
            during.add(Setting{.key = "deleted " + hero->name, .value = "yes"});
        }
        EXPECT_THROW(during.flush(), InvalidRequestError);
    });
    const auto hero = session.add(Hero{.name = "A"});
    session.flush();
    session.remove(hero);
    session.commit();
    EXPECT_EQ(hero->nicknames, (std::vector<std::string>{"audited"}));
    EXPECT_EQ(string("SELECT " + quoted("key") + " FROM setting"), "'deleted A'");
}

TEST_F(SessionEvents, SeeTheDatabaseAsItIsThen) {
    Session session{engine};
    std::int64_t flushed = -1;
    session.listen(SessionEvent::after_flush,
        [&](Session& during) { flushed = during.connection().exec(text("SELECT count(*) FROM hero")).one().get<std::int64_t>(0); });
    session.add(Hero{.name = "A"});
    session.flush();
    EXPECT_EQ(flushed, 1);
}

TEST_F(SessionEvents, AnExceptionBeforeTheCommitKeepsItFromHappening) {
    Session session{engine};
    session.listen(SessionEvent::before_commit, [](Session&) { throw std::runtime_error{"not today"}; });
    const auto hero = session.add(Hero{.name = "A"});
    EXPECT_THROW(session.commit(), std::runtime_error);
    EXPECT_EQ(hero.state(), ObjectState::pending);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(SessionEvents, AnExceptionInAFlushIsAFailedFlush) {
    Session session{engine};
    const auto listener = session.listen(SessionEvent::after_flush, [](Session&) { throw std::runtime_error{"not today"}; });
    session.add(Hero{.name = "A"});
    EXPECT_THROW(session.flush(), std::runtime_error);
    EXPECT_THROW(session.flush(), PendingRollbackError);
    session.rollback();
    session.remove_listener(listener);
    session.add(Hero{.name = "B"});
    session.commit();
    EXPECT_EQ(string("SELECT name FROM hero"), "'B'");
}

TEST_F(SessionEvents, ListenersCanGoAndOutliveClose) {
    Session session{engine};
    note(session, SessionEvent::after_commit, "first");
    std::uint64_t second = 0;
    second = session.listen(SessionEvent::after_commit, [&](Session& during) {
        seen.push_back("second");
        during.remove_listener(second);
    });
    session.commit();
    session.close();
    session.commit();
    EXPECT_EQ(seen, (std::vector<std::string>{"first", "second", "first"}));
}

class Retries : public OrmTest {
protected:
    static constexpr TransactionOptions quick{.attempts = 3, .first_delay = std::chrono::milliseconds{0}};
    static OperationalError busy() { return OperationalError{{.message = "database is locked", .retryable = true}}; }
};

TEST_F(Retries, RunAgainUntilItSucceeds) {
    Session session{engine};
    int calls = 0;
    const auto hero = session.transaction(
        [&] {
            const auto added = session.add(Hero{.name = "attempt " + std::to_string(++calls)});
            session.flush();
            if (calls < 3) {
                throw busy();
            }
            return added;
        },
        quick);
    EXPECT_EQ(calls, 3);
    EXPECT_EQ(hero->name, "attempt 3");
    EXPECT_FALSE(session.in_transaction());
    EXPECT_EQ(list("SELECT name FROM hero"), "attempt 3");
}

TEST_F(Retries, GiveUpWithTheLastError) {
    Session session{engine};
    int calls = 0;
    EXPECT_THROW(session.transaction(
                     [&] {
                         ++calls;
                         session.add(Hero{.name = "A"});
                         session.flush();
                         throw busy();
                     },
                     quick),
        OperationalError);
    EXPECT_EQ(calls, 3);
    EXPECT_FALSE(session.in_transaction());
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(Retries, OtherErrorsAreNotRunAgain) {
    Session session{engine};
    session.add(Team{.name = "Avengers"});
    session.commit();
    int calls = 0;
    EXPECT_THROW(session.transaction(
                     [&] {
                         ++calls;
                         session.add(Team{.name = "Avengers"});
                     },
                     quick),
        IntegrityError);
    EXPECT_EQ(calls, 1);
    EXPECT_NO_THROW(session.exec(select<Team>()).one()) << "the session was rolled back and can go on";
    session.rollback();
    EXPECT_THROW(session.transaction([] { throw 7; }, quick), int);
}

TEST_F(Retries, AStaleObjectIsReadAnew) {
    Session session{engine};
    int calls = 0;
    session.transaction(
        [&] {
            if (++calls == 1) {
                throw StaleDataError{"somebody was faster"};
            }
        },
        quick);
    EXPECT_EQ(calls, 2);
}

TEST_F(Retries, ReadAnewWhatWasReadBefore) {
    Session session{engine};
    session.add(Hero{.name = "A", .age = 1});
    session.commit();
    const auto hero = session.exec(select<Hero>()).one();
    EXPECT_TRUE(session.in_transaction());
    log.statements();
    session.transaction([&] { session.get<Hero>(*hero->id)->age = 2; });
    EXPECT_EQ(log.statements().front(), "ROLLBACK");
    EXPECT_EQ(scalar("SELECT age FROM hero"), 2);
}

TEST_F(Retries, RefuseASessionThatHasBegunSomething) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A"});
    EXPECT_THROW(session.transaction([] {}), InvalidRequestError);
    EXPECT_EQ(hero.state(), ObjectState::pending);
    session.flush();
    EXPECT_THROW(session.transaction([] {}), InvalidRequestError);
    session.commit();
    hero->age = 3;
    EXPECT_THROW(session.transaction([] {}), InvalidRequestError);
    session.commit();
    EXPECT_THROW(session.transaction([] {}, {.attempts = 0}), ArgumentError);
    session.transaction([] {});
}

TEST_F(Retries, RefuseASessionThatMayHaveWrittenAndSayHow) {
    Session session{engine};
    const auto refusal = [&] {
        try {
            session.transaction([] {});
            return std::string{};
        } catch (const InvalidRequestError& error) {
            return std::string{error.what()};
        }
    };
    session.exec(text("SELECT 1"));
    EXPECT_NE(refusal().find("run SQL text"), std::string::npos) << refusal();
    session.rollback();
    EXPECT_EQ(refusal(), "");
    session.connection();
    EXPECT_NE(refusal().find("given out its connection()"), std::string::npos) << refusal();
    session.commit();
    EXPECT_EQ(refusal(), "");
    const auto savepoint = session.begin_nested();
    EXPECT_NE(refusal().find("begun a savepoint"), std::string::npos) << refusal();
}

class SessionViews : public OrmTest {};

TEST_F(SessionViews, TellWhatIsToBeDone) {
    Session session{engine};
    const auto removed = session.add(Hero{.name = "removed"});
    const auto changed = session.add(Hero{.name = "changed"});
    session.commit();
    EXPECT_FALSE(session.in_transaction());
    changed->age = 1;
    session.remove(removed);
    const auto added = session.add(Hero{.name = "added"});
    EXPECT_EQ(session.pending<Hero>(), (std::vector<Ref<Hero>>{added}));
    EXPECT_EQ(session.dirty<Hero>(), (std::vector<Ref<Hero>>{changed}));
    EXPECT_EQ(session.deleted<Hero>(), (std::vector<Ref<Hero>>{removed}));
    EXPECT_TRUE(session.deleted<Team>().empty());
    session.flush();
    EXPECT_TRUE(session.in_transaction());
    EXPECT_TRUE(session.pending<Hero>().empty() && session.dirty<Hero>().empty() && session.deleted<Hero>().empty());
}

TEST_F(SessionViews, RefreshWithALockReadsTheRow) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "A", .age = 1});
    session.commit();
    session.exec(text("UPDATE hero SET age = 2"));
    session.refresh(hero, ForUpdate{.nowait = true});
    EXPECT_EQ(hero->age, 2);
    EXPECT_FALSE(session.is_modified(hero));
}

}  // namespace
