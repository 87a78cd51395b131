/// \file
/// A relay between a client and a database server that cuts connections where a test wants it.
#pragma once

#include <atomic>
#include <string>
#include <thread>
#include <vector>

namespace testing_support {

/// Relays TCP connections on a port of its own, and knows where the messages of the protocol end.
///
/// May be told what to do by another thread than those that use it.
class TcpProxy {
public:
    /// \param server_url  as FreshDatabase gives it
    explicit TcpProxy(const std::string& server_url);
    ~TcpProxy();
    TcpProxy(const TcpProxy&) = delete;
    TcpProxy& operator=(const TcpProxy&) = delete;

    /// The URL that leads through the relay, unencrypted.
    const std::string& url() const noexcept { return url_; }

    /// Cuts a connection once so many messages have passed, those of both directions and of all connections from now on counted; later connections are
    /// left alone.
    /// \param halfway  in the middle of the next message instead
    void cut_after(int messages, bool halfway = false);
    /// Lets everything pass.
    void let_pass();
    bool has_cut() const noexcept { return has_cut_; }
    /// The messages since cut_after() or let_pass().
    int messages() const noexcept { return passed_; }
    /// Cuts all connections that stand now.
    void cut_all() noexcept { ++generation_; }

private:
    struct Direction;

    void accept_connections();
    void relay(int client, int generation);
    bool forward(Direction& direction);

    std::string kind_;
    std::string host_;
    int server_port_ = 0;
    std::string url_;
    int listener_ = -1;
    std::atomic<bool> ends_{false};
    std::atomic<int> limit_{-1};
    std::atomic<bool> halfway_{false};
    std::atomic<int> passed_{0};
    std::atomic<bool> has_cut_{false};
    std::atomic<int> generation_{0};
    std::vector<std::thread> relays_;
    std::thread acceptor_;
};

}  // namespace testing_support
