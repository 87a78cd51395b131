#include "throwaway_server.hpp"

#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <system_error>

#include <sys/wait.h>

namespace testing_support {

ThrowawayServer::ThrowawayServer(std::string_view kind, Transport transport) : kind_{kind}, transport_{transport} {
    std::string name = (std::filesystem::temp_directory_path() / "retort-server-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
    folder_ = name;
    start();
}

ThrowawayServer::~ThrowawayServer() {
    try {
        stop();
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void ThrowawayServer::start() {
    url_ = run("start");
    if (kind_ == "mariadb") url_ += "mysql";
}

void ThrowawayServer::stop() {
    run("stop");
}

void ThrowawayServer::kill() {
    run("kill");
}

std::string ThrowawayServer::run(const std::string& action) const {
    const std::string command = std::string{transport_ == Transport::tls ? "RETORT_SERVER_TLS=1 " : ""} +
                                "RETORT_SERVER_KEEPS_COMMITS=1 '" RETORT_TEST_SUPPORT_DIR "/servers.sh' " + action + " " + kind_ + " '" +
                                folder_.string() + "'";
    FILE* const pipe = ::popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run servers.sh"};
    std::string output;
    for (int c = 0; (c = std::fgetc(pipe)) != EOF && c != '\n';)
        output += static_cast<char>(c);
    if (::pclose(pipe) != 0) throw std::runtime_error{kind_ + " did not " + action};
    return output;
}

}  // namespace testing_support
