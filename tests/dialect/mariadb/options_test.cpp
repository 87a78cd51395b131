#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/dialect/mariadb/options.hpp>

namespace {

using namespace retort;

mariadb::Options options_of(std::string_view url, std::vector<std::pair<std::string, std::string>> arguments = {}) {
    return mariadb::read_options(Url::parse(url), arguments);
}

std::string refusal(std::string_view url, std::vector<std::pair<std::string, std::string>> arguments = {}) {
    try {
        options_of(url, std::move(arguments));
    } catch (const ArgumentError& error) {
        return error.what();
    }
    ADD_FAILURE() << url << " was taken";
    return {};
}

TEST(MariadbOptions, AreReadFromTheUrl) {
    const auto options = options_of(
        "mariadb://us%40er:p%2Fw@db.example:3307/heroes?ssl_ca=/ca.pem&ssl_cert=/c.pem&ssl_key=/k.pem"
        "&ssl_verify_cert=true&connect_timeout=3&read_timeout=4&write_timeout=5&charset=utf8mb4&local_infile=on");
    EXPECT_EQ(options.host, "db.example");
    EXPECT_EQ(options.port, 3307U);
    EXPECT_EQ(options.user, "us@er");
    EXPECT_EQ(options.password, "p/w");
    EXPECT_EQ(options.database, "heroes");
    EXPECT_EQ(options.ssl_ca + options.ssl_cert + options.ssl_key, "/ca.pem/c.pem/k.pem");
    EXPECT_TRUE(options.use_ssl && options.ssl_verify_cert && options.local_infile);
    EXPECT_EQ(options.connect_timeout, 3);
    EXPECT_EQ(options.read_timeout, 4);
    EXPECT_EQ(options.write_timeout, 5);
}

TEST(MariadbOptions, HaveDefaults) {
    const auto options = options_of("mariadb:///heroes");
    EXPECT_EQ(options.host, "127.0.0.1");
    EXPECT_EQ(options.port, 3306U);
    EXPECT_FALSE(options.use_ssl || options.ssl_verify_cert || options.local_infile);
    EXPECT_EQ(options.isolation_level, "");
    EXPECT_EQ(options_of("mariadb://localhost/heroes").host, "localhost");
    const auto by_socket = options_of("mariadb:///heroes?unix_socket=/run/db.sock");
    EXPECT_EQ(by_socket.host, "");
    EXPECT_EQ(by_socket.unix_socket, "/run/db.sock");
}

TEST(MariadbOptions, KeepThePortsOfSeveralHosts) {
    EXPECT_EQ(options_of("mariadb://one:3307,two,three:3308/heroes").host, "one:3307,two,three:3308");
    EXPECT_EQ(options_of("mariadb://one,two/heroes").host, "one,two");
}

TEST(MariadbOptions, OfConnectArgsComeLast) {
    const auto options = options_of("mariadb://one/heroes?connect_timeout=1", {{"connect_timeout", "2"}, {"host", "two:3307,three:3308"}});
    EXPECT_EQ(options.connect_timeout, 2);
    EXPECT_EQ(options.host, "two:3307,three:3308");
}

TEST(MariadbOptions, KnowTheIsolationLevels) {
    EXPECT_EQ(options_of("mariadb://x/?isolation_level=READ+COMMITTED").isolation_level, "READ COMMITTED");
    EXPECT_EQ(options_of("mariadb://x/?isolation_level=repeatable_read").isolation_level, "REPEATABLE READ");
    const auto message = refusal("mariadb://x/?isolation_level=snapshot;DROP");
    EXPECT_NE(message.find("serializable"), std::string::npos) << message;
}

TEST(MariadbOptions, ThatAreUnknownAreNamedBesideTheKnownOnes) {
    const auto message = refusal("mariadb://user:S3cret@x/?journal_mode=wal");
    EXPECT_NE(message.find("'journal_mode'"), std::string::npos) << message;
    EXPECT_NE(message.find("ssl_verify_cert"), std::string::npos) << message;
    EXPECT_EQ(message.find("S3cret"), std::string::npos) << message;
    refusal("mariadb://x/?charset=latin1");
    refusal("mariadb://x/?connect_timeout=soon");
    refusal("mariadb://x/?connect_timeout=-1");
    refusal("mariadb://x/?local_infile=perhaps");
}

}  // namespace
