#include "tcp_proxy.hpp"

#include <array>
#include <cstdint>
#include <stdexcept>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <retort/engine/url.hpp>

namespace testing_support {

namespace {

constexpr int poll_milliseconds = 20;

sockaddr_in loopback(int port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    return address;
}

int connected_to(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    const auto address = loopback(port);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) {
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return socket;
    }
    ::close(socket);
    return -1;
}

bool write_all(int socket, const char* data, std::size_t size) {
    while (size > 0) {
        const auto written = ::send(socket, data, size, MSG_NOSIGNAL);
        if (written <= 0) return false;
        data += written;
        size -= static_cast<std::size_t>(written);
    }
    return true;
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8U | static_cast<unsigned char>(bytes[at + i]);
    return value;
}

}  // namespace

/// Bytes that flow one way, cut into messages.
struct TcpProxy::Direction {
    int from;
    int to;
    bool is_postgresql;
    bool is_startup;  ///< PostgreSQL's first message has no type
    std::string pending{};

    /// The length of the first message; 0 where not all of it is known yet.
    std::size_t message_size() const {
        if (!is_postgresql) {
            // Three bytes of length, one of sequence: https://mariadb.com/kb/en/0-packet/
            if (pending.size() < 4) return 0;
            const auto byte = [this](std::size_t i) { return static_cast<std::size_t>(static_cast<unsigned char>(pending[i])); };
            return 4 + (byte(0) | byte(1) << 8U | byte(2) << 16U);
        }
        const std::size_t type = is_startup ? 0 : 1;
        return pending.size() < type + 4 ? 0 : type + big_endian(pending, type);
    }
};

TcpProxy::TcpProxy(const std::string& server_url) {
    const auto parsed = retort::Url::parse(server_url);
    kind_ = parsed.scheme;
    server_port_ = parsed.port;
    listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
    auto address = loopback(0);
    socklen_t size = sizeof address;
    if (::bind(listener_, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0 || ::listen(listener_, 64) != 0 ||
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
        throw std::runtime_error{"the relay cannot listen"};
    }
    url_ = kind_ + "://" + parsed.username + "@127.0.0.1:" + std::to_string(ntohs(address.sin_port)) + "/" + parsed.database +
           (kind_ == "postgresql" ? "?sslmode=disable&gssencmode=disable" : "");
    acceptor_ = std::thread{[this] { accept_connections(); }};
}

TcpProxy::~TcpProxy() {
    ends_ = true;
    acceptor_.join();
    for (auto& relay : relays_)
        relay.join();
    ::close(listener_);
}

void TcpProxy::cut_after(int messages, bool halfway) {
    passed_ = 0;
    has_cut_ = false;
    halfway_ = halfway;
    limit_ = messages;
}

void TcpProxy::let_pass() {
    limit_ = -1;
    passed_ = 0;
}

void TcpProxy::accept_connections() {
    while (!ends_) {
        pollfd waiting{listener_, POLLIN, 0};
        if (::poll(&waiting, 1, poll_milliseconds) <= 0) continue;
        const int client = ::accept(listener_, nullptr, nullptr);
        if (client >= 0) relays_.emplace_back([this, client, now = generation_.load()] { relay(client, now); });
    }
}

void TcpProxy::relay(int client, int generation) {
    const int server = connected_to(server_port_);
    const int on = 1;
    ::setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const bool is_postgresql = kind_ == "postgresql";
    Direction up{client, server, is_postgresql, true};
    Direction down{server, client, is_postgresql, false};
    while (server >= 0 && !ends_ && generation == generation_) {
        std::array<pollfd, 2> waiting{{{client, POLLIN, 0}, {server, POLLIN, 0}}};
        if (::poll(waiting.data(), waiting.size(), poll_milliseconds) <= 0) continue;
        if (waiting[0].revents != 0 && !forward(up)) break;
        if (waiting[1].revents != 0 && !forward(down)) break;
    }
    // Without a farewell, as a broken network has none: unread bytes make the kernel send a reset.
    const linger at_once{1, 0};
    ::setsockopt(client, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(client);
    if (server >= 0) ::close(server);
}

bool TcpProxy::forward(Direction& direction) {
    std::array<char, 65536> buffer;
    const auto size = ::recv(direction.from, buffer.data(), buffer.size(), 0);
    if (size <= 0) return false;
    direction.pending.append(buffer.data(), static_cast<std::size_t>(size));
    for (;;) {
        const std::size_t whole = direction.message_size();
        if (whole == 0 || direction.pending.size() < whole) return true;
        const int limit = limit_;
        if (limit >= 0 && passed_ >= limit && !has_cut_.exchange(true)) {
            if (halfway_) write_all(direction.to, direction.pending.data(), whole / 2);
            return false;
        }
        if (!write_all(direction.to, direction.pending.data(), whole)) return false;
        ++passed_;
        direction.is_startup = false;
        direction.pending.erase(0, whole);
    }
}

}  // namespace testing_support
