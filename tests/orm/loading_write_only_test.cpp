#include "loading_test.hpp"

using namespace orm_test;

namespace {

class WriteOnly : public LoadingTest {
protected:
    std::string whats(Session& session, const Ref<Account>& account) {
        std::string out;
        for (const auto& event : session.exec(account->events.select())) {
            out += event->what;
        }
        return out;
    }
};

TEST_F(WriteOnly, SelectGivesTheMembers) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Ann", .events = {session.add(Event{.what = "b"})}});
    session.add(Account{.owner = "Bob", .events = {session.add(Event{.what = "x"})}});
    account->events.push_back(session.add(Event{.what = "a"}));
    EXPECT_EQ(whats(session, account), "ab");  // flushed first
    log.statements();
    const auto only = session.exec(account->events.select().where(col(&Event::what) > "a")).one();
    EXPECT_EQ(only->what, "b");
    EXPECT_TRUE(only->account == account);
    EXPECT_EQ(selects().front(),
        "SELECT event.id, event.what, event.account_id FROM event WHERE ? = event.account_id AND event.what > ? "
        "ORDER BY event.what");
}

TEST_F(WriteOnly, AddsAndRemovesWithoutLoading) {
    {
        Session session{engine};
        session.add(Account{.owner = "Ann", .events = {session.add(Event{.what = "a"}), session.add(Event{.what = "b"})}});
        session.commit();
    }
    Session session{engine};
    const auto account = session.exec(select<Account>()).one();
    const auto a = session.exec(select<Event>().where(col(&Event::what) == "a")).one();
    log.statements();
    account->events.add_all({session.add(Event{.what = "c"}), session.add(Event{.what = "d"})});
    account->events.remove(a);
    EXPECT_TRUE(selects().empty());
    session.commit();
    EXPECT_EQ(whats(session, account), "bcd");
    EXPECT_EQ(scalar("SELECT count(*) FROM event WHERE what = 'a'"), 0);  // cascade_delete: it belonged to nobody else
}

TEST_F(WriteOnly, RemovingWhatBelongsElsewhereIsRefused) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Ann"});
    const auto foreign = session.add(Event{.what = "x", .account = session.add(Account{.owner = "Bob"})});
    session.commit();
    EXPECT_THROW(account->events.remove(foreign), ArgumentError);
    session.commit();
    EXPECT_EQ(foreign->account->owner, "Bob");
}

TEST_F(WriteOnly, TheOtherSideLeadsBack) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Ann"});
    const auto event = session.add(Event{.what = "a", .account = account});
    session.commit();
    EXPECT_EQ(whats(session, account), "a");
    event->account = nullptr;
    EXPECT_EQ(whats(session, account), "");
}

TEST_F(WriteOnly, WritesLinkRows) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Ann"});
    const auto red = session.add(Tag{.name = "red"});
    const auto blue = session.add(Tag{.name = "blue"});
    account->tags.add_all({red, blue});
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM accounttag"), 2);
    account->tags.remove(red);
    session.commit();
    log.statements();
    EXPECT_EQ(session.exec(account->tags.select()).one()->name, "blue");
    EXPECT_EQ(selects().size(), 1u);
    session.remove(account);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM accounttag"), 0);
}

TEST_F(WriteOnly, DeletingTheOwnerDeletesTheMembers) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Ann", .events = {session.add(Event{.what = "a"})}});
    session.commit();
    session.remove(account);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM event"), 0);
}

TEST_F(WriteOnly, NeedsARowAndASession) {
    Session session{engine};
    {
        const auto guard = session.no_autoflush();
        const auto account = session.add(Account{.owner = "Ann"});
        EXPECT_THROW((void)account->events.select(), InvalidRequestError);
    }
    const auto account = session.add(Account{.owner = "Bob"});
    session.commit();
    session.expunge(account);
    EXPECT_THROW((void)account->events.select(), DetachedInstanceError);
    const Account plain{.owner = "Eve"};
    EXPECT_THROW((void)plain.events.select(), DetachedInstanceError);
}

TEST_F(WriteOnly, LoaderOptionsRefuseIt) {
    EXPECT_THROW(selectinload(&Account::events), ArgumentError);
}

}  // namespace
