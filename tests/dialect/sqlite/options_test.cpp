#include <retort/core/error.hpp>
#include <retort/dialect/sqlite/options.hpp>
#include <retort/engine/engine.hpp>

#include <gtest/gtest.h>

#include <sqlite3.h>

#include <filesystem>

namespace {

using namespace retort;

sqlite::Options options_of(std::string_view url, std::vector<std::pair<std::string, std::string>> connect_args = {}) {
    return sqlite::read_options(Url::parse(url), connect_args);
}

std::string message_of(const std::function<void()>& action) {
    try {
        action();
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

std::string pragma(Connection& connection, const std::string& name) {
    auto cursor = connection.execute_once("PRAGMA " + name);
    return cursor.next() ? std::string{cursor.row().value(0).repr()} : "nothing";
}

TEST(SqliteOptions, DefaultsAreSafe) {
    const auto options = options_of("sqlite:///x.db");
    EXPECT_EQ(options.file, "x.db");
    EXPECT_EQ(options.timeout_ms, 5000);
    EXPECT_TRUE(options.foreign_keys);
    EXPECT_EQ(options.begin, "BEGIN");
    EXPECT_EQ(options.open_flags, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE);
}

TEST(SqliteOptions, ConnectArgsWinOverTheUrl) {
    const auto options = options_of("sqlite:///x.db?begin=exclusive&timeout=0.25", {{"begin", "IMMEDIATE"}});
    EXPECT_EQ(options.begin, "BEGIN IMMEDIATE");
    EXPECT_EQ(options.timeout_ms, 250);
}

TEST(SqliteOptions, UnknownOnesNameTheKnown) {
    EXPECT_EQ(message_of([] { create_engine("sqlite://?jornal_mode=wal"); }),
        "SQLite has no option 'jornal_mode'; it has begin, foreign_keys, journal_mode, mode, synchronous, timeout, uri");
    EXPECT_EQ(message_of([] {
        create_engine("sqlite://", {.connect_args = {{"journal_mode", "wall"}}});
    }),
        "The option journal_mode of SQLite is one of delete, truncate, persist, memory, wal, off, not 'wall'");
    EXPECT_EQ(
        message_of([] { options_of("sqlite:///x?timeout=soon"); }), "The option timeout of SQLite is a number of seconds, not 'soon'");
    EXPECT_EQ(message_of([] { options_of("sqlite:///x?timeout=-1"); }), "The option timeout of SQLite is a number of seconds, not '-1'");
}

TEST(SqliteOptions, AHostIsAMistakeThatIsExplained) {
    const auto message = message_of([] { create_engine("sqlite://user:secret@x.db"); });
    EXPECT_NE(message.find("sqlite:///relative.db"), std::string::npos) << message;
    EXPECT_EQ(message.find("secret"), std::string::npos) << message;
}

TEST(SqliteOptions, ReachTheConnection) {
    const auto path = std::filesystem::temp_directory_path() / "retort_options.db";
    std::filesystem::remove(path);
    {
        auto engine = create_engine("sqlite:///" + path.string() + "?journal_mode=wal&synchronous=normal&foreign_keys=off");
        auto connection = engine.connect();
        EXPECT_EQ(pragma(connection, "journal_mode"), "'wal'");
        EXPECT_EQ(pragma(connection, "synchronous"), "1");
        EXPECT_EQ(pragma(connection, "foreign_keys"), "0");
    }
    auto defaults = create_engine("sqlite:///" + path.string());
    auto connection = defaults.connect();
    EXPECT_EQ(pragma(connection, "foreign_keys"), "1");
    EXPECT_EQ(pragma(connection, "busy_timeout"), "5000");
    for (const auto suffix : {"", "-wal", "-shm"})
        std::filesystem::remove(path.string() + suffix);
}

TEST(SqliteOptions, AJournalModeThatIsNotToBeHadIsAnError) {
    auto engine = create_engine("sqlite://?journal_mode=wal");
    EXPECT_THROW(engine.connect(), OperationalError);
}

TEST(SqliteMemory, IsOneDatabaseForAllConnectionsOfAnEngine) {
    for (const auto url : {"sqlite://", "sqlite:///:memory:", "sqlite:///"}) {
        auto engine = create_engine(url);
        auto other_engine = create_engine(url);
        auto first = engine.begin();
        first.execute_ddl("CREATE TABLE t (a)");
        first.execute("INSERT INTO t VALUES (7)", std::vector<Value>{});
        first.commit();
        auto second = engine.connect();
        auto rows = second.execute("SELECT a FROM t", std::vector<Value>{});
        ASSERT_TRUE(rows.next());
        EXPECT_EQ(rows.row().value(0), Value{7});
        auto stranger = other_engine.connect();
        EXPECT_THROW(stranger.execute("SELECT a FROM t", std::vector<Value>{}), OperationalError) << "another engine, another database";
    }
}

TEST(SqliteMemory, OutlivesItsConnections) {
    auto engine = create_engine("sqlite://");
    {
        auto connection = engine.begin();
        connection.execute_ddl("CREATE TABLE t (a)");
        connection.commit();
    }
    engine.dispose();
    auto connection = engine.connect();
    EXPECT_NO_THROW(connection.execute("SELECT a FROM t", std::vector<Value>{}));
}

TEST(SqliteMemory, LocksAsFilesDo) {
    auto engine = create_engine("sqlite://?timeout=0.05");
    auto writer = engine.begin();
    writer.execute_ddl("CREATE TABLE t (a)");
    auto other = engine.connect();
    try {
        other.execute("INSERT INTO t VALUES (1)", std::vector<Value>{});
        FAIL();
    } catch (const OperationalError& error) {
        EXPECT_EQ(error.message(), "database is locked");
        EXPECT_TRUE(error.is_retryable());
    }
    other.rollback();
    writer.commit();
    EXPECT_NO_THROW(other.execute("INSERT INTO t VALUES (1)", std::vector<Value>{}));
}

TEST(SqliteBegin, ImmediateTakesTheWriteLockAtOnce) {
    const auto path = std::filesystem::temp_directory_path() / "retort_begin.db";
    std::filesystem::remove(path);
    auto engine = create_engine("sqlite:///" + path.string() + "?begin=immediate&timeout=0.05");
    auto first = engine.begin();
    EXPECT_THROW(engine.begin(), OperationalError);
    first.rollback();
    EXPECT_NO_THROW(engine.begin());
    std::filesystem::remove(path);
}

}  // namespace
