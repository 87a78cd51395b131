// What a session makes of databases that return nothing, or only from an INSERT.
#include <retort/retort.hpp>

#include "mariadb_test.hpp"

namespace {

using namespace retort;

struct Line {
    static constexpr std::string_view table_name = "line";

    Field<std::optional<std::int64_t>, primary_key> id;
    std::string text;
    Field<std::optional<std::string>, server_default<"'new'">> state;
    Field<std::optional<int>, onupdate<"coalesce(changes, 0) + 1">> changes;
};

struct Account {
    static constexpr std::string_view table_name = "account";

    Field<std::optional<std::int64_t>, primary_key> id;
    int balance = 0;
    Field<int, version_id> version;
};

/// The same server as MariaDB, and as MySQL, which has no RETURNING at all.
class MariadbSession : public testing::TestWithParam<std::string> {
protected:
    MariadbSession() { metadata<Line, Account>().create_all(engine); }

    std::int64_t number(std::string_view sql) {
        auto connection = engine.connect();
        auto cursor = connection.execute_once(sql);
        std::int64_t value = -1;
        EXPECT_TRUE(cursor.next() && cursor.row().integer(0, value));
        return value;
    }

    testing_support::FreshDatabase database{"mariadb"};
    Engine engine = create_engine(GetParam() + database.url().substr(database.url().find("://")));
};

INSTANTIATE_TEST_SUITE_P(
    Servers, MariadbSession, testing::Values("mariadb", "mysql"), [](const auto& parameter) { return parameter.param; });

TEST_P(MariadbSession, NewObjectsHaveWhatTheDatabaseFilledIn) {
    Session session{engine};
    const auto one = session.add(Line{.text = "one"});
    const auto two = session.add(Line{.text = "two", .state = "old"});
    const auto three = session.add(Line{.text = "three"});
    session.flush();
    EXPECT_EQ(one->state, "new");
    EXPECT_EQ(two->state, "old");
    EXPECT_EQ(three->state, "new");
    EXPECT_TRUE(one->id < two->id || one->id < three->id);
    session.commit();
    EXPECT_EQ(number("SELECT count(*) FROM line WHERE text = 'one' AND id = " + std::to_string(*one->id)), 1);
    EXPECT_EQ(number("SELECT count(*) FROM line WHERE text = 'three' AND id = " + std::to_string(*three->id)), 1);
}

TEST_P(MariadbSession, ChangedObjectsHaveWhatTheDatabaseFilledIn) {
    Session session{engine};
    std::vector<Ref<Line>> lines;
    for (int line = 0; line < 20; ++line)
        lines.push_back(session.add(Line{.text = "line " + std::to_string(line)}));
    session.commit();
    for (int round = 1; round <= 2; ++round) {
        for (const auto& line : lines)
            line->text += "!";
        session.flush();
        for (const auto& line : lines)
            EXPECT_EQ(line->changes, round);
    }
    session.commit();
    EXPECT_EQ(number("SELECT sum(changes) FROM line WHERE text LIKE '%!!'"), 40);
}

TEST_P(MariadbSession, TenThousandObjectsGetTheKeysOfTheirRows) {
    Session session{engine};
    std::vector<Ref<Account>> accounts;
    for (int account = 0; account < 10'000; ++account)
        accounts.push_back(session.add(Account{.balance = account}));
    session.commit();
    auto connection = engine.connect();
    auto rows = connection.execute_once("SELECT id, balance FROM account ORDER BY balance");
    for (const auto& account : accounts) {
        std::int64_t id = 0;
        ASSERT_TRUE(rows.next() && rows.row().integer(0, id));
        ASSERT_EQ(account->id, id);
    }
}

TEST_P(MariadbSession, NamesTheObjectWhoseRowHasChanged) {
    Session session{engine};
    std::vector<Ref<Account>> accounts;
    for (int account = 0; account < 50; ++account)
        accounts.push_back(session.add(Account{.balance = account}));
    session.commit();
    for (const auto& account : accounts)
        account->balance += 1;
    {
        auto other = engine.begin();
        other.execute_once("UPDATE account SET version = 9 WHERE id = 30");
        other.commit();
    }
    try {
        session.flush();
        FAIL();
    } catch (const StaleDataError& error) {
        EXPECT_NE(std::string{error.what()}.find("Account(30)"), std::string::npos) << error.what();
    }
    session.rollback();
    EXPECT_EQ(number("SELECT count(*) FROM account WHERE version = 1"), 49) << "nothing was half done";
    for (const auto& account : accounts)
        session.remove(account);
    {
        auto other = engine.begin();
        other.execute_once("UPDATE account SET version = 10 WHERE id = 7");
        other.commit();
    }
    try {
        session.flush();
        FAIL();
    } catch (const StaleDataError& error) {
        EXPECT_NE(std::string{error.what()}.find("Account(7)"), std::string::npos) << error.what();
    }
    session.rollback();
    EXPECT_EQ(number("SELECT count(*) FROM account"), 50);
}

TEST_P(MariadbSession, AnUpdateThatChangesNothingHasMatchedItsRow) {
    Session session{engine};
    const auto line = session.add(Line{.text = "same", .changes = 5});
    session.commit();
    auto other = engine.begin();
    other.execute_once("UPDATE line SET text = 'other'");
    other.commit();
    line->text = "other";
    EXPECT_NO_THROW(session.commit());
}

TEST_P(MariadbSession, TablesInARingAreCreatedAndDropped) {
    auto connection = engine.connect();
    EXPECT_TRUE(engine.dialect().has_table(connection, "", "line"));
    connection.commit();
    metadata<Line, Account>().drop_all(engine);
    EXPECT_FALSE(engine.dialect().has_table(connection, "", "line"));
}

TEST_P(MariadbSession, StreamsAndWritesMeanwhile) {
    Session session{engine};
    for (int account = 0; account < 500; ++account)
        session.add(Account{.balance = account});
    session.commit();
    int seen = 0;
    for (const auto& account : session.exec(select<Account>().order_by(col(&Account::id)).yield_per(50))) {
        if (++seen % 100 == 0) {
            account->balance = -1;
            session.flush();
        }
    }
    EXPECT_EQ(seen, 500);
    session.commit();
    EXPECT_EQ(number("SELECT count(*) FROM account WHERE balance = -1"), 5);
}

TEST_P(MariadbSession, WritesWithoutReturningWhereThereIsNone) {
    auto connection = engine.connect();
    EXPECT_THROW(
        connection.exec(update<Account>().set(col(&Account::balance), 1).where(col(&Account::id) == 1).returning(col(&Account::id))),
        CompileError);
    const bool is_mysql = GetParam() == "mysql";
    const auto insert_one = [&] {
        return connection.exec(insert<Account>().values(Account{.balance = 1}).returning(col(&Account::id))).all().size();
    };
    if (is_mysql) {
        EXPECT_THROW(insert_one(), CompileError);
    } else {
        EXPECT_EQ(insert_one(), 1U);
    }
}

TEST_P(MariadbSession, DeletesByASubqueryOfTheSameTable) {
    Session session{engine};
    for (int account = 0; account < 10; ++account)
        session.add(Account{.balance = account});
    session.commit();
    auto connection = engine.connect();
    EXPECT_EQ(
        connection.exec(delete_from<Account>().where(col(&Account::id).in(select(col(&Account::id)).where(col(&Account::balance) > 6))))
            .rowcount(),
        3);
    const auto other = aliased<Account>("other");
    EXPECT_EQ(
        connection
            .exec(update<Account>()
                      .set(col(&Account::balance), 100)
                      .where(exists(select(other.col(&Account::id)).where(other.col(&Account::balance) == col(&Account::balance) + 1))))
            .rowcount(),
        6);
    connection.commit();
}

}  // namespace
