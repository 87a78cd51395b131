// Options of the URL and of connect_args.
#include <retort/dialect/postgresql/options.hpp>

#include "driver_support.hpp"

using namespace postgresql_test;
using postgresql::read_options;

namespace {

std::string keyword(const postgresql::Options& options, std::string_view name) {
    for (const auto& [key, value] : options.keywords) {
        if (key == name) return value;
    }
    return "none";
}

}  // namespace

TEST(PostgresqlOptions, AUrlIsWhatLibpqIsTold) {
    const auto options = read_options(Url::parse("postgresql+psycopg2://u:p%40ss@h:5433/db?sslmode=require&connect_timeout=3"), {});
    EXPECT_EQ(keyword(options, "host"), "h");
    EXPECT_EQ(keyword(options, "port"), "5433");
    EXPECT_EQ(keyword(options, "user"), "u");
    EXPECT_EQ(keyword(options, "password"), "p@ss");
    EXPECT_EQ(keyword(options, "dbname"), "db");
    EXPECT_EQ(keyword(options, "sslmode"), "require");
    EXPECT_EQ(keyword(options, "connect_timeout"), "3");
    EXPECT_EQ(keyword(options, "client_encoding"), "UTF8");
    EXPECT_EQ(options.begin, "BEGIN");
    EXPECT_TRUE(options.prepared_statements && options.copy && options.pipeline);
}

TEST(PostgresqlOptions, SeveralHostsHaveTheirPorts) {
    const auto options = read_options(Url::parse("postgresql://u:p@h1:5432,h2,[::1]:5434/db?target_session_attrs=read-write"), {});
    EXPECT_EQ(keyword(options, "host"), "h1,h2,::1");
    EXPECT_EQ(keyword(options, "port"), "5432,,5434");
    EXPECT_EQ(keyword(options, "target_session_attrs"), "read-write");
    EXPECT_EQ(keyword(read_options(Url::parse("postgresql:///db?host=/var/run/postgresql"), {}), "host"), "/var/run/postgresql");
}

TEST(PostgresqlOptions, ConnectArgsWin) {
    const auto options = read_options(Url::parse("postgresql://h/db?application_name=a&isolation_level=serializable"),
        {{"application_name", "b"}, {"isolation_level", "read_committed"}, {"copy", "off"}, {"pipeline", "0"},
            {"prepared_statements", "FALSE"}});
    EXPECT_EQ(keyword(options, "application_name"), "b");
    EXPECT_EQ(options.begin, "BEGIN ISOLATION LEVEL READ COMMITTED");
    EXPECT_FALSE(options.prepared_statements || options.copy || options.pipeline);
    EXPECT_EQ(read_options(Url::parse("postgresql://h/db?isolation_level=serializable&read_only=on"), {}).begin,
        "BEGIN ISOLATION LEVEL SERIALIZABLE, READ ONLY");
    EXPECT_EQ(read_options(Url::parse("postgresql://h/db?read_only=off"), {}).begin, "BEGIN READ WRITE");
}

TEST(PostgresqlOptions, UnknownOnesAreNamedWithThoseThatThereAre) {
    const auto message = [](std::string_view url) {
        try {
            read_options(Url::parse(url), {});
        } catch (const ArgumentError& error) {
            return std::string{error.what()};
        }
        return std::string{};
    };
    const auto unknown = message("postgresql://h/db?ssl_mode=x");
    for (const auto word : {"'ssl_mode'", "sslmode", "isolation_level", "prepared_statements"})
        EXPECT_NE(unknown.find(word), std::string::npos) << unknown;
    const auto value = message("postgresql://h/db?isolation_level=chaos");
    EXPECT_NE(value.find("serializable"), std::string::npos) << value;
    EXPECT_NE(message("postgresql://h/db?client_encoding=latin1"), "") << "it is always UTF-8";
    EXPECT_NE(message("postgresql://h/db?copy=perhaps"), "");
}

TEST(PostgresqlOptions, TheDialectHasTwoNames) {
    EXPECT_EQ(create_engine("postgresql://h/db").dialect().name(), "postgresql");
    EXPECT_EQ(create_engine("postgres://h/db").dialect().name(), "postgresql");
    EXPECT_EQ(create_engine("postgresql+asyncpg://h/db").dialect().name(), "postgresql");
}

using PostgresqlOptionsAtTheServer = PostgresqlTest;

TEST_F(PostgresqlOptionsAtTheServer, TheServerHearsThem) {
    auto named = engine_with("application_name=my+app&options=-c%20work_mem%3D5MB");
    auto connection = named.connect();
    EXPECT_EQ(one(connection, "SHOW application_name"), Value{"my app"});
    EXPECT_EQ(one(connection, "SHOW work_mem"), Value{"5MB"});
    EXPECT_EQ(one(connection, "SHOW client_encoding"), Value{"UTF8"});
    auto plain = engine.connect();
    EXPECT_EQ(one(plain, "SHOW application_name"), Value{"retort"});
}

TEST_F(PostgresqlOptionsAtTheServer, TheFirstHostThatAnswersIsTaken) {
    const auto url = Url::parse(database.url());
    auto two = create_engine("postgresql://" + url.username + "@127.0.0.1:1,127.0.0.1:" + std::to_string(url.port) + "/" + url.database +
                             "?target_session_attrs=read-write&connect_timeout=5");
    auto connection = two.connect();
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1});
}
