// What a child may do with the connections of its parent: nothing, and nothing that it does there reaches the parent.
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/engine/driver.hpp>
#include <retort/engine/engine.hpp>

#include "../support/child_process.hpp"
#include "any_database.hpp"

namespace {

using namespace retort;
using engine_test::marked;
using testing_support::wrong_in_child;

class Fork : public testing::Test {
protected:
    Fork() {
        auto connection = engine->begin();
        connection.execute_ddl(engine_test::table_sql(*engine));
        connection.commit();
    }
    void insert(Connection& connection, int id) {
        connection.execute(marked(*engine, "INSERT INTO t VALUES (?, ?)"), std::vector<Value>{id, std::to_string(id)});
    }
    static std::int64_t rows(Connection& connection) {
        auto cursor = connection.execute("SELECT count(*) FROM t", std::vector<Value>{});
        cursor.next();
        return cursor.row().value(0).as_integer();
    }
    /// True where `action` fails as on a connection that is lost, and says why.
    template <class Action>
    static bool is_refused(Action action) {
        try {
            action();
        } catch (const OperationalError& error) {
            return error.is_connection_lost() && error.message().find("child") != std::string::npos;
        }
        return false;
    }
    // A file on SQLite: a database in memory is copied with the process.
    testing_support::FreshDatabase database{testing_support::in_file};
    std::optional<Engine> engine{create_engine(database.url())};
};

TEST_F(Fork, LeavesTheTransactionOfTheParentAlone) {
    std::optional<Connection> connection{engine->begin()};
    insert(*connection, 1);
    std::optional<Cursor> cursor{connection->execute(marked(*engine, "SELECT id FROM t WHERE id > ?"), std::vector<Value>{0})};
    ASSERT_TRUE(cursor->next());

    EXPECT_EQ("", wrong_in_child([&] {
        std::vector<bool> answers{
            connection->driver().is_lost(),
            !connection->driver().ping(),
            !connection->driver().in_transaction(),
            is_refused([&] { insert(*connection, 2); }),
        };
        try {
            connection->commit();
            answers.push_back(false);
        } catch (const PendingRollbackError&) {
            connection->rollback();
            answers.push_back(rows(*connection) == 0);  // over another connection, which does not see what was not committed
        }
        return answers;
    }));
    EXPECT_EQ("", wrong_in_child([&] { return std::vector<bool>{is_refused([&] { connection->commit(); })}; }));
    EXPECT_EQ("", wrong_in_child([&] {
        cursor.reset();
        connection.reset();
        auto own = engine->connect();
        return std::vector<bool>{rows(own) == 0};
    }));

    EXPECT_TRUE(connection->driver().in_transaction());
    insert(*connection, 3);
    EXPECT_EQ(rows(*connection), 2);
    cursor.reset();
    connection->commit();
    auto other = engine->connect();
    EXPECT_EQ(rows(other), 2);
}

TEST_F(Fork, GivesTheChildConnectionsOfItsOwn) {
    {
        auto connection = engine->begin();
        insert(connection, 1);
        connection.commit();
    }  // idle in the pool now, with statements that are prepared

    EXPECT_EQ("", wrong_in_child([&] {
        auto own = engine->begin();
        insert(own, 2);
        const bool sees_both = rows(own) == 2;
        own.commit();
        own = engine->connect();
        engine->dispose();
        return std::vector<bool>{sees_both};
    }));

    auto connection = engine->begin();
    insert(connection, 3);
    EXPECT_EQ(rows(connection), 3);
    connection.commit();
}

TEST_F(Fork, ReconnectsAConnectionThatHasNoTransaction) {
    auto connection = engine->connect();
    EXPECT_EQ(rows(connection), 0);
    connection.rollback();

    EXPECT_EQ("", wrong_in_child([&] {
        insert(connection, 1);
        connection.commit();
        return std::vector<bool>{rows(connection) == 1};
    }));

    EXPECT_EQ(rows(connection), 1) << "what the child has committed";
}

}  // namespace
