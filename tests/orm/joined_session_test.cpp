#include "orm_test.hpp"

using namespace orm_test;

namespace {

/// A session in the transaction of a connection that somebody else has.
class JoinedSession : public OrmTest {
protected:
    Connection connection = engine.begin();

    std::int64_t seen_by_connection() { return connection.exec(text("SELECT count(*) FROM hero")).one().get<std::int64_t>(0); }
};

TEST_F(JoinedSession, CommitsNothing) {
    {
        Session session{connection};
        session.add(Hero{.name = "A"});
        session.commit();
        EXPECT_FALSE(session.in_transaction());
        EXPECT_TRUE(connection.in_transaction());
        EXPECT_EQ(seen_by_connection(), 1);
    }
    connection.rollback();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(JoinedSession, LeavesItsWorkToTheConnectionsCommit) {
    {
        Session session{connection};
        session.add(Hero{.name = "A"});
        session.commit();
        session.add(Hero{.name = "B"});
        session.commit();
    }
    connection.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 2);
}

TEST_F(JoinedSession, SeesWhatTheConnectionDidAndTheOtherWayRound) {
    connection.exec(text("INSERT INTO hero (id, name, nicknames) VALUES (7, 'G', '[]')"));
    Session session{connection};
    const auto hero = session.get<Hero>(7);
    ASSERT_TRUE(hero);
    hero->age = 40;
    session.flush();
    EXPECT_EQ(connection.exec(text("SELECT age FROM hero")).one().get<std::int64_t>(0), 40);
}

TEST_F(JoinedSession, RollsBackItsOwnWorkAlone) {
    connection.exec(text("INSERT INTO hero (id, name, nicknames) VALUES (7, 'G', '[]')"));
    Session session{connection};
    const auto hero = session.get<Hero>(7);
    hero->name = "changed";
    session.add(Hero{.name = "A"});
    session.flush();
    EXPECT_EQ(seen_by_connection(), 2);
    session.rollback();
    EXPECT_EQ(hero->name, "G") << "read anew";
    EXPECT_EQ(seen_by_connection(), 1);
    EXPECT_TRUE(connection.in_transaction());
    connection.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 1);
}

TEST_F(JoinedSession, WithoutACommitLeavesNothing) {
    connection.exec(text("INSERT INTO team (name) VALUES ('T')"));
    {
        Session session{connection};
        session.add(Hero{.name = "A"});
        session.flush();
    }
    connection.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
    EXPECT_EQ(scalar("SELECT count(*) FROM team"), 1);
}

TEST_F(JoinedSession, AFailedFlushLeavesTheConnectionsWork) {
    connection.exec(text("INSERT INTO team (name) VALUES ('T')"));
    Session session{connection};
    session.add(Team{.name = "T"});
    EXPECT_THROW(session.flush(), IntegrityError);
    EXPECT_THROW(session.flush(), PendingRollbackError) << "as any session";
    session.rollback();
    session.add(Team{.name = "U"});
    session.commit();
    connection.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM team"), 2);
}

TEST_F(JoinedSession, HasSavepointsOfItsOwn) {
    Session session{connection};
    session.add(Hero{.name = "A"});
    auto savepoint = session.begin_nested();
    session.add(Hero{.name = "B"});
    session.flush();
    savepoint.rollback();
    session.commit();
    connection.commit();
    EXPECT_EQ(list("SELECT name FROM hero"), "A");
}

TEST_F(JoinedSession, StaysWithTheConnectionAfterClose) {
    Session session{connection};
    session.add(Hero{.name = "A"});
    session.flush();
    session.close();
    EXPECT_EQ(seen_by_connection(), 0);
    session.add(Hero{.name = "B"});
    session.commit();
    EXPECT_EQ(seen_by_connection(), 1);
    connection.rollback();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 0);
}

TEST_F(JoinedSession, TriesATransactionAgain) {
    Session session{connection};
    int attempts = 0;
    session.transaction([&] {
        session.add(Hero{.name = "A"});
        session.flush();
        if (++attempts == 1) throw StaleDataError{"somebody was faster"};
    });
    EXPECT_EQ(attempts, 2);
    EXPECT_EQ(seen_by_connection(), 1);
}

TEST_F(JoinedSession, EndsQuietlyWhereTheTransactionIsLost) {
    if (!on_sqlite()) GTEST_SKIP() << "only SQLite's triggers end a transaction";
    connection.exec(text("CREATE TRIGGER t BEFORE INSERT ON setting BEGIN SELECT raise(ROLLBACK, 'no'); END"));
    Session session{connection};
    session.add(Setting{.key = "k", .value = "v"});
    EXPECT_THROW(session.flush(), IntegrityError);
    EXPECT_NO_THROW(session.rollback());
    EXPECT_THROW(connection.exec(text("SELECT 1")), PendingRollbackError) << "the connection's owner is told";
}

}  // namespace
