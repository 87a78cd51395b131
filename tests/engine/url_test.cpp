#include <retort/core/error.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/engine/url.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;
using Query = std::vector<std::pair<std::string, std::string>>;

struct UrlCase {
    const char* text;
    Url url;
    const char* shown;
};

// What SQLAlchemy's make_url() makes of the same texts.
const std::vector<UrlCase> cases{
    {"sqlite://", {.scheme = "sqlite"}, "sqlite://"},
    {"sqlite:///rel.db", {.scheme = "sqlite", .database = "rel.db"}, "sqlite:///rel.db"},
    {"sqlite:////abs/x.db", {.scheme = "sqlite", .database = "/abs/x.db"}, "sqlite:////abs/x.db"},
    {"sqlite:///:memory:", {.scheme = "sqlite", .database = ":memory:"}, "sqlite:///:memory:"},
    {"sqlite+pysqlite:///a%20b.db?x=1%202&y=a+b", {.scheme = "sqlite", .database = "a%20b.db", .query = {{"x", "1 2"}, {"y", "a b"}}},
        "sqlite:///a%20b.db?x=1+2&y=a+b"},
    {"sqlite:///a?b", {.scheme = "sqlite", .database = "a"}, "sqlite:///a"},
    {"sqlite:///a?b=&c=1", {.scheme = "sqlite", .database = "a", .query = {{"c", "1"}}}, "sqlite:///a?c=1"},
    {"postgresql+psycopg2://u%40x:p%3Aw@h:5432/db?a=1&a=2",
        {.scheme = "postgresql",
            .username = "u@x",
            .password = "p:w",
            .host = "h",
            .port = 5432,
            .database = "db",
            .query = {{"a", "1"}, {"a", "2"}}},
        "postgresql://u%40x:***@h:5432/db?a=1&a=2"},
    {"mysql://u:p@[::1]:33/db", {.scheme = "mysql", .username = "u", .password = "p", .host = "::1", .port = 33, .database = "db"},
        "mysql://u:***@[::1]:33/db"},
    {"mysql://u@/db", {.scheme = "mysql", .username = "u", .database = "db"}, "mysql://u@/db"},
    {"postgresql://h/db/x?", {.scheme = "postgresql", .host = "h", .database = "db/x"}, "postgresql://h/db/x"},
    {"a://u:p:q@h:1/d", {.scheme = "a", .username = "u", .password = "p:q", .host = "h", .port = 1, .database = "d"}, "a://u:***@h:1/d"},
    {"a://u:p/w@h/db", {.scheme = "a", .username = "u", .password = "p/w", .host = "h", .database = "db"}, "a://u:***@h/db"},
    {"a://:pw@h/d", {.scheme = "a", .password = "pw", .host = "h", .database = "d"}, "a://:***@h/d"},
    {"a://u:@h/", {.scheme = "a", .username = "u", .password = "", .host = "h"}, "a://u:***@h"},
    {"postgresql://?host=/tmp", {.scheme = "postgresql", .query = {{"host", "/tmp"}}}, "postgresql://?host=%2Ftmp"},
    {"postgresql://h:/d", {.scheme = "postgresql", .host = "h", .database = "d"}, "postgresql://h/d"},
    {"a://h?x=%zz%4", {.scheme = "a", .host = "h", .query = {{"x", "%zz%4"}}}, "a://h?x=%25zz%254"},
    {"a://h/d?password=pw&sslmode=no", {.scheme = "a", .host = "h", .database = "d", .query = {{"password", "pw"}, {"sslmode", "no"}}},
        "a://h/d?password=***&sslmode=no"},
};

TEST(Url, ReadsWhatSqlalchemyReads) {
    for (const auto& [text, wanted, shown] : cases) {
        const Url url = Url::parse(text);
        EXPECT_EQ(url.scheme, wanted.scheme) << text;
        EXPECT_EQ(url.username, wanted.username) << text;
        EXPECT_EQ(url.password, wanted.password) << text;
        EXPECT_EQ(url.host, wanted.host) << text;
        EXPECT_EQ(url.port, wanted.port) << text;
        EXPECT_EQ(url.database, wanted.database) << text;
        EXPECT_EQ(url.query, wanted.query) << text;
        EXPECT_EQ(url.str(), shown) << text;
    }
}

TEST(Url, SeveralHostsHaveTheirPorts) {
    auto url = Url::parse("postgresql://u:p@h1:5432,h2:5433/db?target_session_attrs=read-write");
    EXPECT_EQ(url.host, "h1,h2");
    EXPECT_EQ(url.port, -1);
    EXPECT_EQ(url.ports, "5432,5433");
    EXPECT_EQ(url.database, "db");
    EXPECT_EQ(url.str(), "postgresql://u:***@h1:5432,h2:5433/db?target_session_attrs=read-write");
    url = Url::parse("postgresql://h1,[::1]:5433,h3/db");
    EXPECT_EQ(url.host, "h1,::1,h3");
    EXPECT_EQ(url.ports, ",5433,");
    EXPECT_EQ(url.str(), "postgresql://h1,[::1]:5433,h3/db");
    url = Url::parse("postgresql://h1,h2/db");
    EXPECT_EQ(url.ports, "");
    EXPECT_EQ(url.str(), "postgresql://h1,h2/db");
    EXPECT_THROW(Url::parse("postgresql://h1:5432,h2:x/db"), ArgumentError);
    EXPECT_EQ(Url::parse("postgresql://h:5432/db").ports, "") << "a single host has its port as a number";
}

TEST(Url, RefusesTheRestWithoutShowingAPassword) {
    for (const auto text : {"", "foo", "sqlite:/x", "://h", "my-sql://u:s3cret@h", " a://u:s3cret@h", "a://u:s3cret@h:port/d",
             "a://u:s3cret@h:65536/d", "a://u:s3cret@[::1/d", "a://u:s3cret@[::1]x/d", "a://u:s3@cret@h/d", "u:s3cret@h"}) {
        try {
            Url::parse(text);
            ADD_FAILURE() << text;
        } catch (const ArgumentError& error) {
            EXPECT_EQ(std::string{error.what()}.find("s3"), std::string::npos) << error.what();
            EXPECT_EQ(std::string{error.what()}.find("cret"), std::string::npos) << error.what();
        }
    }
}

TEST(Url, AnUnknownSchemeNamesTheKnownOnes) {
    try {
        create_engine("oracle://scott:tiger@h/db");
        FAIL();
    } catch (const ArgumentError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find("'oracle'"), std::string::npos) << message;
        EXPECT_NE(message.find("sqlite"), std::string::npos) << message;
        EXPECT_EQ(message.find("tiger"), std::string::npos) << message;
    }
}

TEST(Url, TheEngineShowsItsOwn) {
    EXPECT_EQ(create_engine("sqlite://?timeout=3").url(), "sqlite://?timeout=3");
}

}  // namespace
