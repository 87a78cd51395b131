// Connections: their life, their death, their copies in another process.
#include <mutex>
#include <vector>

#include <libpq-fe.h>

#include <retort/core/log.hpp>

#include "driver_support.hpp"
#include "tests/support/child_process.hpp"

using namespace postgresql_test;

using PostgresqlConnections = PostgresqlTest;

TEST_F(PostgresqlConnections, APingAnswersAndBeginsNothing) {
    auto connection = engine.connect();
    auto& server = driver(connection);
    EXPECT_TRUE(server.ping());
    EXPECT_FALSE(server.in_transaction());
    connection.begin();
    one(connection, "SELECT 1");
    EXPECT_TRUE(server.ping());
    EXPECT_THROW(one(connection, "SELECT 1 / 0"), DataError);
    EXPECT_TRUE(server.ping()) << "in a failed transaction too";
    EXPECT_TRUE(server.transaction_failed());
}

TEST_F(PostgresqlConnections, APingToATerminatedSessionFails) {
    auto connection = engine.connect();
    connection.set_autocommit(true);
    const auto pid = one(connection, "SELECT pg_backend_pid()").as_integer();
    elsewhere("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
    EXPECT_FALSE(connection.driver().ping());
    EXPECT_TRUE(connection.driver().is_lost());
    EXPECT_FALSE(connection.driver().ping());
    EXPECT_FALSE(connection.driver().in_transaction());
}

TEST_F(PostgresqlConnections, ThePoolReplacesWhatDoesNotAnswer) {
    auto pinging = create_engine(database.url(), {.pool_pre_ping = true});
    std::int64_t pid = 0;
    {
        auto connection = pinging.connect();
        pid = one(connection, "SELECT pg_backend_pid()").as_integer();
    }
    elsewhere("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
    while (ask("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(pid)) != Value{0}) {}
    auto connection = pinging.connect();
    EXPECT_NE(one(connection, "SELECT pg_backend_pid()").as_integer(), pid);
}

TEST_F(PostgresqlConnections, AConnectionEndsItsSession) {
    std::int64_t pid = 0;
    {
        auto own = create_engine(database.url());
        auto connection = own.connect();
        pid = one(connection, "SELECT pg_backend_pid()").as_integer();
    }
    while (ask("SELECT count(*) FROM pg_stat_activity WHERE pid = " + std::to_string(pid)) != Value{0}) {}
}

TEST_F(PostgresqlConnections, AChildProcessLeavesTheParentsSessionAlone) {
    auto own = std::make_unique<Engine>(create_engine(database.url()));
    auto connection = std::make_unique<Connection>(own->begin());
    const auto pid = one(*connection, "SELECT pg_backend_pid()");
    EXPECT_EQ("", testing_support::wrong_in_child([&] {
        // Everything inherited is destroyed here, as at the end of any program; nothing of it may reach the server.
        std::vector<bool> answers{connection->driver().is_lost(), !connection->driver().ping()};
        try {
            one(*connection, "SELECT 1");
            answers.push_back(false);
        } catch (const OperationalError& error) {
            answers.push_back(error.is_connection_lost() && error.message().find("process") != std::string::npos);
        }
        connection.reset();
        own.reset();
        auto fresh = create_engine(database.url());
        auto mine = fresh.connect();
        answers.push_back(one(mine, "SELECT 1") == Value{1});
        return answers;
    }));
    EXPECT_EQ(one(*connection, "SELECT pg_backend_pid()"), pid) << "the same session, in the same transaction";
    EXPECT_TRUE(connection->driver().in_transaction());
}

namespace {

struct Log {
    static void sink(void* context, const LogRecord& record) {
        auto& log = *static_cast<Log*>(context);
        const std::lock_guard lock{log.mutex};
        log.lines.emplace_back(
            std::string{record.logger} + " " + std::string{level_name(record.level)} + " " + std::string{record.message});
    }
    Log() { set_log_sink(sink, this); }
    ~Log() { set_log_sink(nullptr); }
    std::mutex mutex;
    std::vector<std::string> lines;
};

TEST_F(PostgresqlConnections, AreMadeToAServerThatIsWhatWasAskedFor) {
    EXPECT_NO_THROW(create_engine(database.url() + "?target_session_attrs=read-write").connect());
    try {
        static_cast<void>(create_engine(database.url() + "?target_session_attrs=standby").connect());
        ADD_FAILURE() << "it is no standby";
    } catch (const OperationalError& error) {
        EXPECT_NE(error.message().find("not in hot standby mode"), std::string::npos) << error.what();
    }
}

}  // namespace

TEST_F(PostgresqlConnections, WarningsOfTheServerGoToTheLog) {
    auto connection = engine.begin();
    const Log log;
    connection.execute_once("DO $$ BEGIN RAISE WARNING 'careful'; RAISE NOTICE 'by the way'; END $$");
    ASSERT_EQ(log.lines.size(), 1u);
    EXPECT_EQ(log.lines[0], "retort.dialect.postgresql WARNING WARNING: careful");
}

TEST_F(PostgresqlConnections, ParametersAreShownAsPythonsReprs) {
    auto connection = engine.connect();
    const auto recorder = connection.driver().recorder();
    recorder->null(0);
    recorder->boolean(1, true);
    recorder->uuid(2, Uuid::parse("00112233-4455-6677-8899-aabbccddeeff"));
    recorder->decimal(3, Decimal{"1.50"});
    recorder->date(4, Date{std::chrono::year{2026} / 11 / 22});
    recorder->text(5, "it's");
    recorder->bytes(6, bytes_from("a\x01"));
    EXPECT_EQ(recorder->take(), (std::vector<std::string>{"None", "True", "UUID('00112233-4455-6677-8899-aabbccddeeff')", "Decimal('1.50')",
                                    "datetime.date(2026, 11, 22)", "\"it's\"", "b'a\\x01'"}));
    EXPECT_TRUE(recorder->take().empty());
}

TEST_F(PostgresqlConnections, TablesAreFoundBySchemaAndSearchPath) {
    run("CREATE SCHEMA other");
    run("CREATE TABLE other.\"We ird\" (id int)");
    run("CREATE TABLE a (id int)");
    run("CREATE VIEW v AS SELECT 1 AS one");
    auto connection = engine.connect();
    const auto& dialect = engine.dialect();
    EXPECT_EQ(dialect.table_names(connection, ""), (std::vector<std::string>{"a"}));
    EXPECT_EQ(dialect.table_names(connection, "other"), (std::vector<std::string>{"We ird"}));
    EXPECT_TRUE(dialect.has_table(connection, "", "a"));
    EXPECT_TRUE(dialect.has_table(connection, "", "v"));
    EXPECT_TRUE(dialect.has_table(connection, "other", "We ird"));
    EXPECT_TRUE(dialect.has_table(connection, "", "pg_class")) << "the search path leads there";
    EXPECT_FALSE(dialect.has_table(connection, "", "A"));
    EXPECT_FALSE(dialect.has_table(connection, "", "We ird"));
    EXPECT_FALSE(dialect.has_table(connection, "", "it's"));
}
