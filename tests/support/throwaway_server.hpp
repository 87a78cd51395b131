/// \file
/// A database server that a test has for itself, to stop it and to kill it.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

namespace testing_support {

/// Started when it is made, gone with its data when it is destroyed. What was committed survives kill().
class ThrowawayServer {
public:
    enum class Transport { plain, tls };

    /// \param kind  "postgresql" or "mariadb"
    /// \param transport  with `tls` it speaks TLS too, to those who ask for it
    /// \throws std::runtime_error  where the server does not start
    explicit ThrowawayServer(std::string_view kind, Transport transport = Transport::plain);
    ~ThrowawayServer();
    ThrowawayServer(const ThrowawayServer&) = delete;
    ThrowawayServer& operator=(const ThrowawayServer&) = delete;

    /// Of its first database; the same after a restart.
    const std::string& url() const noexcept { return url_; }
    /// Signed by itself, and so its own authority. Of a server with TLS.
    std::string certificate() const { return (folder_ / "tls" / "server.pem").string(); }
    void start();
    void stop();
    /// SIGKILL, to all its processes.
    void kill();

private:
    std::string run(const std::string& action) const;

    std::string kind_;
    Transport transport_;
    std::filesystem::path folder_;
    std::string url_;
};

}  // namespace testing_support
