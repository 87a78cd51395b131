// Ways to a server: TLS, several hosts in one URL, and nobody there who answers.
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <retort/retort.hpp>

#include "tests/support/child_process.hpp"
#include "tests/support/database.hpp"
#include "tests/support/throwaway_server.hpp"

namespace {

using namespace retort;
using testing_support::ThrowawayServer;

struct Sealed {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, sql_type<types::Text{1 << 24}>> text;
};

/// How each server's URL says what these tests ask for.
struct Wording {
    const char* kind;
    std::string verified_by;    ///< with the certificate's file behind it
    const char* required;       ///< TLS, whoever the server is
    const char* not_encrypted;  ///< without TLS
    const char* shows_cipher;   ///< a statement: a text that is not empty where the connection is encrypted
    const char* not_trusted;    ///< within the error where the certificate is not the one that was given
    const char* not_offered;    ///< within the error of a server without TLS
};
const std::vector<Wording> wordings{
    {"postgresql", "?sslmode=verify-full&sslrootcert=", "?sslmode=require", "?sslmode=disable",
        "SELECT COALESCE(cipher, '') FROM pg_stat_ssl WHERE pid = pg_backend_pid()", "certificate verify failed",
        "server does not support SSL"},
    {"mariadb", "?ssl_verify_cert=true&ssl_ca=", "?ssl=true", "",
        "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'", "certificate",
        "SSL is required"},
};
const Wording& wording() {
    for (const Wording& each : wordings) {
        if (each.kind == testing_support::tested_kind()) return each;
    }
    throw std::logic_error{"no wording for " + testing_support::tested_kind()};
}

Value one(Connection& connection, std::string_view sql) {
    Cursor cursor = connection.execute(sql, std::vector<Value>{});
    return cursor.next() ? cursor.row().value(0) : Value{};
}

Value cipher(Engine& engine) {
    Connection connection = engine.connect();
    return one(connection, wording().shows_cipher);
}

template <class Action>
std::string refusal(Action action) {
    try {
        action();
    } catch (const OperationalError& error) {
        return error.what();
    }
    return "nothing was thrown";
}
void connect(const std::string& url) {
    Engine engine = create_engine(url);
    static_cast<void>(engine.connect());
}

class Tls : public testing::Test {
protected:
    ThrowawayServer server{testing_support::tested_kind(), ThrowawayServer::Transport::tls};
};

TEST_F(Tls, IsSpokenAsTheUrlSays) {
    Engine verified = create_engine(server.url() + wording().verified_by + server.certificate());
    Engine required = create_engine(server.url() + wording().required);
    Engine plain = create_engine(server.url() + wording().not_encrypted);

    EXPECT_NE(cipher(verified), Value{""});
    EXPECT_NE(cipher(required), Value{""});
    EXPECT_EQ(cipher(plain), Value{""});
}

TEST_F(Tls, RefusesAServerThatTheGivenAuthorityDidNotSign) {
    const ThrowawayServer other{testing_support::tested_kind(), ThrowawayServer::Transport::tls};

    const std::string message = refusal([&] { connect(server.url() + wording().verified_by + other.certificate()); });

    EXPECT_NE(message.find(wording().not_trusted), std::string::npos) << message;
}

TEST_F(Tls, CarriesEverythingThatAPlainConnectionCarries) {
    Engine engine = create_engine(server.url() + wording().verified_by + server.certificate());
    metadata<Sealed>().create_all(engine);
    {
        Session session{engine};
        std::vector<Sealed> many;
        for (int i = 0; i < 5000; ++i)
            many.push_back({{}, std::string(static_cast<std::size_t>(i % 300), 'x')});
        session.bulk_insert(many);
        session.add(Sealed{{}, std::string(10'000'000, 'y')});
        session.commit();
        for (const auto& object : session.exec(select<Sealed>().where(col(&Sealed::id) <= 1000)).all())
            object->text += "z";
        session.commit();
    }
    Session session{engine};
    EXPECT_EQ(session.exec(select(func::count()).select_from<Sealed>()).one(), 5001);
    EXPECT_EQ(session.get<Sealed>(300)->text, std::string(299, 'x') + "z");
    EXPECT_EQ(session.exec(select(func::max(func::length(col(&Sealed::text))))).one(), 10'000'000);
}

TEST_F(Tls, OfAParentIsNotSpoiledByItsChild) {
    Engine engine = create_engine(server.url() + wording().verified_by + server.certificate());
    std::optional<Connection> connection{engine.connect()};
    EXPECT_EQ(one(*connection, "SELECT 1"), Value{1});

    EXPECT_EQ("", testing_support::wrong_in_child([&] {
        // Destroyed as at the end of any program; a goodbye over the parent's stream would end it.
        connection.reset();
        engine.dispose();
        return std::vector<bool>{cipher(engine) != Value{""}};
    }));
    EXPECT_EQ(one(*connection, "SELECT 2"), Value{2}) << "over the same stream";
}

TEST(PlainServer, IsRefusedWhereTlsIsAskedFor) {
    const testing_support::FreshDatabase database;

    const std::string message = refusal([&] { connect(database.url() + wording().required); });

    EXPECT_NE(message.find(wording().not_offered), std::string::npos) << message;
}

std::string of_hosts(const std::string& hosts, const Url& like, const std::string& query = {}) {
    return testing_support::tested_kind() + "://" + like.username + "@" + hosts + "/" + like.database + query;
}

TEST(SeveralHosts, TheFirstThatAnswersIsTaken) {
    const testing_support::FreshDatabase database;
    const Url url = Url::parse(database.url());
    const std::string server = url.host + ":" + std::to_string(url.port);

    // Nobody listens on the port of "discard".
    EXPECT_NO_THROW(connect(of_hosts("127.0.0.1:9," + server, url)));
    EXPECT_NO_THROW(connect(of_hosts(server + ",127.0.0.1:9", url)));
    EXPECT_THROW(connect(of_hosts("127.0.0.1:9,127.0.0.1:9", url)), OperationalError);
}

/// Takes connections, and never says a word to them.
class SilentServer {
public:
    SilentServer() : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)} {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (bind(socket_, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(socket_, 8) != 0 ||
            getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
            throw std::runtime_error{"no socket to listen on"};
        }
        host_ = "127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    ~SilentServer() { close(socket_); }
    SilentServer(const SilentServer&) = delete;
    SilentServer& operator=(const SilentServer&) = delete;

    const std::string& host() const { return host_; }

private:
    int socket_;
    std::string host_;
};

TEST(ConnectTimeout, EndsTheWaitForAServerThatSaysNothing) {
    const SilentServer silent;
    const testing_support::FreshDatabase database;

    try {
        connect(of_hosts(silent.host(), Url::parse(database.url()), "?connect_timeout=2"));
        ADD_FAILURE() << "it connected";
    } catch (const OperationalError& error) {
        EXPECT_TRUE(error.is_connection_lost()) << error.what();
    }
}

}  // namespace
