#include "orm_test.hpp"

using namespace orm_test;

namespace {

struct Account {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string owner;
    int balance = 0;
    Field<int, version_id> version;
};

class VersionId : public OrmTest {
protected:
    void SetUp() override {
        metadata<Account>().create_all(engine);
        log.statements();
    }
    // Somebody else writes the row meanwhile.
    void change_elsewhere() {
        auto other = engine.begin();
        other.exec(text("UPDATE account SET balance = 99, version = version + 1"));
        other.commit();
    }
};

template <class F>
std::string stale(F&& use) {
    try {
        use();
    } catch (const StaleDataError& error) {
        return error.what();
    }
    return "no error";
}

TEST_F(VersionId, BeginsAtOneAndCountsUpdates) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Anna", .balance = 1, .version = 17});
    session.commit();
    EXPECT_EQ(account->version, 1);
    account->balance = 2;
    log.statements();
    session.flush();
    EXPECT_EQ(log.statements(), (std::vector<std::string>{"BEGIN (implicit)",
                                    "UPDATE account SET balance=?, version=? WHERE account.id = ? AND account.version = ?"}));
    EXPECT_EQ(account->version, 2);
    EXPECT_FALSE(session.is_modified(account));
    account->balance = 3;
    session.commit();
    EXPECT_EQ(scalar("SELECT version FROM account"), 3);
}

TEST_F(VersionId, AnUpdateOfARowThatSomebodyElseChangedIsStale) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Anna"});
    session.commit();
    change_elsewhere();
    account->balance = 5;
    EXPECT_EQ(
        stale([&] { session.flush(); }), "UPDATE of Account(1) was expected to match 1 row of 'account' with version 1, but matched 0");
    session.rollback();
    EXPECT_EQ(account->version, 2);
    EXPECT_EQ(account->balance, 99);
    account->balance = 5;
    session.commit();
    EXPECT_EQ(scalar("SELECT version FROM account"), 3);
}

TEST_F(VersionId, ADeleteOfARowThatSomebodyElseChangedIsStale) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Anna"});
    session.commit();
    change_elsewhere();
    session.remove(account);
    EXPECT_EQ(
        stale([&] { session.flush(); }), "DELETE of Account(1) was expected to match 1 row of 'account' with version 1, but matched 0");
    session.rollback();
    session.remove(account);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM account"), 0);
}

TEST_F(VersionId, ARollbackBringsTheVersionBack) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Anna"});
    session.commit();
    account->balance = 5;
    session.flush();
    EXPECT_EQ(account->version, 2);
    session.rollback();
    EXPECT_EQ(account->version, 1);
    account->balance = 6;
    session.commit();
    EXPECT_EQ(scalar("SELECT version FROM account"), 2);
}

TEST_F(VersionId, ABatchNamesTheOneThatIsStale) {
    Session session{engine};
    std::vector<Ref<Account>> accounts;
    for (int i = 0; i < 10; ++i) {
        accounts.push_back(session.add(Account{.owner = "A" + std::to_string(i)}));
    }
    session.commit();
    {
        auto other = engine.begin();
        other.exec(text("UPDATE account SET version = 7 WHERE id = 4"));
        other.commit();
    }
    for (const auto& account : accounts) {
        account->balance = 1;
    }
    log.statements();
    EXPECT_NE(stale([&] { session.flush(); }).find("Account(4)"), std::string::npos);
    EXPECT_EQ(log.count("UPDATE"), 1u);
    session.rollback();
    EXPECT_EQ(scalar("SELECT count(*) FROM account WHERE balance = 0"), 10) << "nothing half done";
}

TEST_F(VersionId, AVersionChangedByHandIsRefused) {
    Session session{engine};
    const auto account = session.add(Account{.owner = "Anna"});
    session.commit();
    account->version = 40;
    try {
        session.flush();
        FAIL();
    } catch (const InvalidRequestError& error) {
        EXPECT_STREQ(error.what(), "the version_id 'Account.version' of Account(1) was changed by hand; the session counts it");
    }
    session.rollback();
    EXPECT_EQ(account->version, 1);
}

TEST_F(VersionId, APlainTableMindsAnUpdateAndNoDelete) {
    tables().create_all(engine);
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    const auto other = session.add(Power{.name = "Healing"});
    session.commit();
    {
        auto elsewhere = engine.begin();
        elsewhere.exec(text("DELETE FROM hero"));
        elsewhere.exec(text("DELETE FROM power"));
        elsewhere.commit();
    }
    session.remove(other);
    session.commit();
    hero->age = 1;
    EXPECT_EQ(stale([&] { session.commit(); }), "UPDATE of Hero(1) was expected to match 1 row of 'hero', but matched 0");
}

}  // namespace
