// Transactions as the driver begins and ends them.
#include <libpq-fe.h>

#include "driver_support.hpp"
#include "tests/support/tcp_proxy.hpp"

using namespace postgresql_test;

namespace {

class PostgresqlTransactions : public PostgresqlTest {
protected:
    PostgresqlTransactions() { run("CREATE TABLE t (id int PRIMARY KEY, parent int REFERENCES t (id) DEFERRABLE INITIALLY DEFERRED)"); }
};

}  // namespace

TEST_F(PostgresqlTransactions, BeginGoesToTheServerWithTheFirstStatement) {
    auto connection = engine.begin();
    auto& server = driver(connection);
    EXPECT_TRUE(connection.in_transaction());
    EXPECT_TRUE(server.in_transaction()) << "as far as anybody can see";
    EXPECT_EQ(PQtransactionStatus(server.handle()), PQTRANS_IDLE);
    one(connection, "SELECT 1");
    EXPECT_EQ(PQtransactionStatus(server.handle()), PQTRANS_INTRANS);
    connection.commit();
    EXPECT_EQ(PQtransactionStatus(server.handle()), PQTRANS_IDLE);
    connection.begin();
    connection.commit();
    EXPECT_FALSE(server.in_transaction()) << "an empty transaction never reached the server";
}

TEST_F(PostgresqlTransactions, ARollbackUndoes) {
    auto connection = engine.begin();
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    connection.rollback();
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{0});
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    connection.commit();
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{1});
}

TEST_F(PostgresqlTransactions, AFailedOneMustBeRolledBack) {
    auto connection = engine.begin();
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    EXPECT_THROW(one(connection, "SELECT * FROM nowhere"), ProgrammingError);
    EXPECT_TRUE(connection.driver().transaction_failed());
    EXPECT_TRUE(connection.driver().in_transaction());
    EXPECT_EQ(error_of<InternalError>([&] { one(connection, "SELECT 1"); }).sqlstate, "25P02");
    EXPECT_THROW(connection.commit(), PendingRollbackError);
    connection.rollback();
    EXPECT_FALSE(connection.driver().transaction_failed());
    EXPECT_EQ(one(connection, "SELECT count(*) FROM t"), Value{0});
}

TEST_F(PostgresqlTransactions, ACommitThatTheServerAnswersWithRollbackIsAnError) {
    auto connection = engine.begin();
    EXPECT_THROW(one(connection, "SELECT * FROM nowhere"), ProgrammingError);
    const auto error = error_of<OperationalError>([&] { connection.driver().commit(); });
    EXPECT_NE(error.message.find("rolling it back"), std::string::npos) << error.message;
    EXPECT_FALSE(connection.driver().in_transaction());
}

TEST_F(PostgresqlTransactions, ADeferredConstraintFailsAtCommit) {
    auto connection = engine.begin();
    connection.execute("INSERT INTO t VALUES ($1, $2)", {1, 99});
    EXPECT_EQ(error_of<IntegrityError>([&] { connection.commit(); }).sqlstate, "23503");
    EXPECT_FALSE(connection.driver().in_transaction());
    connection.rollback();
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{0});
}

TEST_F(PostgresqlTransactions, SavepointsBringAFailedTransactionBack) {
    auto connection = engine.begin();
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    connection.savepoint("a");
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES ($1)", {1}), IntegrityError);
    EXPECT_TRUE(connection.driver().transaction_failed());
    connection.rollback_to_savepoint("a");
    EXPECT_FALSE(connection.driver().transaction_failed());
    connection.execute("INSERT INTO t VALUES ($1)", {2});
    connection.release_savepoint("a");
    connection.commit();
    EXPECT_EQ(ask("SELECT string_agg(id::text, ',' ORDER BY id) FROM t"), Value{"1,2"});
}

TEST_F(PostgresqlTransactions, OptionsSayHowTheyBegin) {
    auto strict = engine_with("isolation_level=repeatable+read&read_only=on");
    auto connection = strict.begin();
    EXPECT_EQ(one(connection, "SHOW transaction_isolation"), Value{"repeatable read"});
    EXPECT_EQ(one(connection, "SHOW transaction_read_only"), Value{"on"});
    EXPECT_EQ(error_of<InternalError>([&] { connection.execute("INSERT INTO t VALUES (1)", {}); }).sqlstate, "25006");
    connection.rollback();
    connection.set_autocommit(true);
    EXPECT_EQ(one(connection, "SHOW transaction_isolation"), Value{"read committed"}) << "a matter of transactions, not of the session";
}

TEST_F(PostgresqlTransactions, SqlitesModesAreRefused) {
    auto connection = engine.connect();
    EXPECT_THROW(connection.begin(BeginMode::immediate), InvalidRequestError);
    EXPECT_THROW(connection.begin(BeginMode::deferred), InvalidRequestError);
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
}

TEST_F(PostgresqlTransactions, InAutocommitEachStatementLasts) {
    auto connection = engine.connect();
    connection.set_autocommit(true);
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{1});
    EXPECT_THROW(connection.execute("INSERT INTO t VALUES ($1)", {1}), IntegrityError);
    connection.execute("INSERT INTO t VALUES ($1)", {2});
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{2});
}

TEST_F(PostgresqlTransactions, ALossThatIsKnownBeforeCommitIsSentIsNoDoubt) {
    auto connection = engine.begin();
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    const auto pid = one(connection, "SELECT pg_backend_pid()").as_integer();
    elsewhere("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
    const auto gone = "SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(pid);
    while (ask(gone) != Value{0}) {}
    const auto error = error_of<OperationalError>([&] { connection.driver().commit(); });
    EXPECT_TRUE(error.connection_lost);
    try {
        throw OperationalError{error};
    } catch (const InDoubtError&) {
        FAIL();
    } catch (const OperationalError&) {}
    EXPECT_TRUE(connection.driver().is_lost());
    EXPECT_EQ(ask("SELECT count(*) FROM t"), Value{0});
}

TEST_F(PostgresqlTransactions, ALossAfterCommitWasSentIsDoubt) {
    testing_support::TcpProxy proxy{database.url()};
    auto far = create_engine(proxy.url());
    auto connection = far.begin();
    connection.execute("INSERT INTO t VALUES ($1)", {1});
    constexpr int messages_of_commit = 5;  // Parse, Bind, Describe, Execute, Sync; their answers do not pass
    proxy.cut_after(messages_of_commit);
    const auto error = error_of<InDoubtError>([&] { connection.driver().commit(); });
    EXPECT_NE(error.message.find("nobody knows"), std::string::npos) << error.message;
    EXPECT_TRUE(error.connection_lost);
    EXPECT_FALSE(error.retryable);
    EXPECT_TRUE(connection.driver().is_lost());
    EXPECT_FALSE(connection.driver().in_transaction());
    while (ask("SELECT count(*) FROM t") != Value{1}) {}  // here the server has committed
}
