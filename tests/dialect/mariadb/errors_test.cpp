#include <chrono>
#include <thread>

#include <retort/dialect/mariadb/errors.hpp>

#include <tests/support/tcp_proxy.hpp>
#include <tests/support/throwaway_server.hpp>

#include "mariadb_test.hpp"

namespace {

using namespace retort;

class MariadbErrors : public MariadbTest {
protected:
    MariadbErrors() {
        script(
            "CREATE TABLE team (id INT PRIMARY KEY, name VARCHAR(20) NOT NULL, size INT, CONSTRAINT `size is ok` CHECK (size > 0), "
            "CONSTRAINT uq_name UNIQUE (name));"
            "CREATE TABLE hero (id INT PRIMARY KEY, team_id INT, age TINYINT CHECK (age < 100), CONSTRAINT fk_team FOREIGN KEY (team_id) "
            "REFERENCES team (id));"
            "INSERT INTO team VALUES (1, 'one', 1); INSERT INTO hero VALUES (1, 1, 1)");
    }
};

TEST_F(MariadbErrors, BrokenConstraintsHaveTheirNames) {
    const auto constraint = [&](std::string_view sql, int code) {
        const auto error = error_of<IntegrityError>(sql);
        EXPECT_EQ(error.code(), code) << error.message();
        EXPECT_EQ(error.sqlstate(), "23000") << error.message();
        EXPECT_FALSE(error.is_retryable() || error.is_connection_lost());
        return error.constraint();
    };
    EXPECT_EQ(constraint("INSERT INTO team VALUES (1, 'x', 1)", 1062), "PRIMARY");
    EXPECT_EQ(constraint("INSERT INTO team VALUES (2, 'one', 1)", 1062), "uq_name");
    EXPECT_EQ(constraint("INSERT INTO hero VALUES (2, 99, 1)", 1452), "fk_team");
    EXPECT_EQ(constraint("DELETE FROM team", 1451), "fk_team");
    EXPECT_EQ(constraint("INSERT INTO team VALUES (2, NULL, 1)", 1048), "");
    EXPECT_EQ(constraint("INSERT INTO team VALUES (2, 'x', 0)", 4025), "size is ok");
    EXPECT_EQ(constraint("INSERT INTO hero VALUES (2, 1, 120)", 4025), "hero.age") << "as the server calls the CHECK of a column";
    EXPECT_EQ(error_of<IntegrityError>("INSERT INTO team (id) VALUES (2)").code(), 1364);
}

TEST_F(MariadbErrors, NamesSurviveHostileValues) {
    script("INSERT INTO team VALUES (7, '\\' for key \\'no\\'', 1)");
    EXPECT_EQ(error_of<IntegrityError>("INSERT INTO team VALUES (8, '\\' for key \\'no\\'', 1)").constraint(), "uq_name");
    EXPECT_EQ(mariadb::constraint_name(1062, "Duplicate entry 'x' for key 'team.uq_name'"), "uq_name") << "MySQL 8 names the table too";
    EXPECT_EQ(mariadb::constraint_name(3819, "Check constraint 'ck_size' is violated."), "ck_size");
    EXPECT_EQ(mariadb::constraint_name(1062, "in a language without it"), "");
}

TEST_F(MariadbErrors, ValuesThatDoNotFitAreDataErrors) {
    const auto code = [&](std::string_view sql) { return error_of<DataError>(sql).code(); };
    EXPECT_EQ(code("INSERT INTO team VALUES (2, repeat('x', 21), 1)"), 1406);
    EXPECT_EQ(code("INSERT INTO hero VALUES (2, 1, 1000)"), 1264);
    EXPECT_EQ(code("INSERT INTO hero VALUES (2, 1, 'x')"), 1366);
    EXPECT_EQ(
        code(
            "INSERT INTO hero SELECT 2, 1, CAST('2026-99-99' AS DATE) IS NULL FROM hero WHERE id = DATE'2026-01-01' + INTERVAL 'x' YEAR OR "
            "9223372036854775807 + 1 > 0"),
        1690);
}

TEST_F(MariadbErrors, WrongStatementsAreProgrammingErrors) {
    const auto code = [&](std::string_view sql) { return error_of<ProgrammingError>(sql).code(); };
    EXPECT_EQ(code("SELEC 1"), 1064);
    EXPECT_EQ(code("SELECT * FROM nowhere"), 1146);
    EXPECT_EQ(code("SELECT nothing FROM team"), 1054);
    EXPECT_EQ(code("CREATE TABLE team (id INT)"), 1050);
    EXPECT_EQ(code("SELECT nofunction(1)"), 1305);
    EXPECT_EQ(error_of<ProgrammingError>("SELECT * FROM nowhere").sqlstate(), "42S02");
}

TEST_F(MariadbErrors, WhoeverIsRefusedLearnsWhyButNotThePassword) {
    try {
        mariadb::Connector{mariadb::read_options(Url::parse("mariadb://nobody:S3cret@127.0.0.1:1/x"), {})}.connect();
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.code(), 2002);
        EXPECT_EQ(std::string{error.what()}.find("S3cret"), std::string::npos);
    }
    try {
        (void)connect({{"user", "nobody"}, {"password", "S3cret"}});
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.code(), 1045);
        EXPECT_EQ(std::string{error.what()}.find("S3cret"), std::string::npos);
    }
    EXPECT_THROW(
        (void)mariadb::Connector{mariadb::read_options(Url::parse(testing_support::server_url("mariadb") + "no_such_database"), {})}
            .connect(),
        ProgrammingError);
}

TEST_F(MariadbErrors, ADeadlockEndsTheTransactionAndMayBeTriedAgain) {
    script("INSERT INTO team VALUES (2, 'two', 1)");
    auto other = connect();
    connection->begin(BeginMode::default_);
    other->begin(BeginMode::default_);
    run("UPDATE team SET size = 2 WHERE id = 1");
    // The server ends the transaction that has changed less.
    run(*other, "UPDATE team SET size = 3 WHERE id = 2");
    run(*other, "INSERT INTO team SELECT seq + 100, seq, 1 FROM seq_1_to_100");
    std::thread waiting{[&] { run(*other, "UPDATE team SET size = 3 WHERE id = 1"); }};
    std::this_thread::sleep_for(std::chrono::milliseconds{300});
    const auto error = error_of<OperationalError>("UPDATE team SET size = 2 WHERE id = 2");
    waiting.join();
    EXPECT_EQ(error.code(), 1213);
    EXPECT_EQ(error.sqlstate(), "40001");
    EXPECT_TRUE(error.is_retryable());
    EXPECT_FALSE(error.is_connection_lost());
    EXPECT_FALSE(connection->in_transaction()) << "the server has rolled it back";
    EXPECT_TRUE(other->in_transaction());
    other->commit();
}

TEST_F(MariadbErrors, ALockThatDoesNotComeEndsTheStatementAlone) {
    auto other = connect();
    other->begin(BeginMode::default_);
    run(*other, "UPDATE team SET size = 2 WHERE id = 1");
    connection->begin(BeginMode::default_);
    run("INSERT INTO team VALUES (5, 'five', 1)");
    run("SET SESSION innodb_lock_wait_timeout = 1");
    const auto error = error_of<OperationalError>("UPDATE team SET size = 3 WHERE id = 1");
    EXPECT_EQ(error.code(), 1205);
    EXPECT_TRUE(error.is_retryable());
    EXPECT_TRUE(connection->in_transaction()) << "what was done before is still there";
    connection->commit();
    EXPECT_EQ(rows("SELECT name FROM team WHERE id = 5"), "'five'\n");
}

TEST_F(MariadbErrors, AKilledConnectionIsLost) {
    const std::string id = rows("SELECT connection_id()");
    auto other = connect();
    connection->begin(BeginMode::default_);
    run("DELETE FROM hero");
    run(*other, "KILL " + id);
    const auto error = error_of<OperationalError>("SELECT 1");
    EXPECT_TRUE(error.is_connection_lost()) << error.what();
    EXPECT_TRUE(connection->is_lost());
    EXPECT_FALSE(connection->in_transaction());
    EXPECT_FALSE(connection->ping());
    EXPECT_EQ(rows(*other, "SELECT count(*) FROM hero"), "1\n");
}

TEST_F(MariadbErrors, ACommitThatWasNotSentIsInNoDoubt) {
    const std::string id = rows("SELECT connection_id()");
    auto other = connect();
    connection->begin(BeginMode::default_);
    run("DELETE FROM hero");
    run(*other, "KILL " + id);
    std::this_thread::sleep_for(std::chrono::milliseconds{200});
    try {
        connection->commit();
        FAIL();
    } catch (const InDoubtError& error) {
        FAIL() << error.what();
    } catch (const OperationalError& error) {
        EXPECT_TRUE(error.is_connection_lost());
    }
    EXPECT_EQ(rows(*other, "SELECT count(*) FROM hero"), "1\n");
}

TEST_F(MariadbErrors, ACommitWithoutAnswerIsInDoubt) {
    testing_support::TcpProxy proxy{database.url()};
    auto through = mariadb::Connector{mariadb::read_options(Url::parse(proxy.url()), {})}.connect();
    through->begin(BeginMode::default_);
    run(*through, "DELETE FROM hero");
    proxy.cut_after(1);  // the COMMIT itself
    EXPECT_THROW(through->commit(), InDoubtError);
    EXPECT_TRUE(through->is_lost());
    EXPECT_FALSE(through->in_transaction());
}

TEST_F(MariadbErrors, DdlEndsTheTransaction) {
    connection->begin(BeginMode::default_);
    run("DELETE FROM hero");
    EXPECT_TRUE(connection->in_transaction());
    run("CREATE TABLE other (id INT)");
    EXPECT_FALSE(connection->in_transaction()) << "MariaDB commits before DDL";
    Engine engine = create_engine(database.url());
    auto at = engine.begin();
    at.execute_ddl("CREATE TABLE more (id INT)");
    EXPECT_NO_THROW(at.commit());
    EXPECT_EQ(rows("SELECT count(*) FROM hero"), "0\n");
}

TEST_F(MariadbErrors, BeginsAsItIsTold) {
    auto serializable = connect({{"isolation_level", "serializable"}});
    serializable->begin(BeginMode::default_);
    EXPECT_TRUE(serializable->in_transaction());
    EXPECT_EQ(rows(*serializable, "SELECT * FROM team"), "1, 'one', 1\n");
    // A plain SELECT locks its rows at this level, and at no other.
    run("SET SESSION innodb_lock_wait_timeout = 1");
    EXPECT_EQ(error_of<OperationalError>("UPDATE team SET size = 9").code(), 1205);
    serializable->rollback();
    EXPECT_EQ(rows(*serializable, "SELECT @@tx_isolation"), "'REPEATABLE-READ'\n") << "the session is as it was";
    EXPECT_THROW(connection->begin(BeginMode::immediate), InvalidRequestError);
    EXPECT_THROW(connection->begin(BeginMode::deferred), InvalidRequestError);
    EXPECT_FALSE(connection->in_transaction());
}

TEST(MariadbServer, TellsWhatToDoWhenStatementsRunOut) {
    // The limit is the whole server's: one of its own.
    if (testing_support::server_url("mariadb").empty()) GTEST_SKIP();
    const testing_support::ThrowawayServer server{"mariadb"};
    const auto connection = mariadb::Connector{mariadb::read_options(Url::parse(server.url()), {})}.connect();
    connection->execute_script("SET GLOBAL max_prepared_stmt_count = 0");
    try {
        (void)connection->prepare("SELECT 1");
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.code(), 1461);
        EXPECT_NE(error.message().find("statement_cache_size"), std::string::npos) << error.message();
    }
    EXPECT_TRUE(connection->ping());
}

}  // namespace
