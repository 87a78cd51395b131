#include "database.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>

#include <unistd.h>

#include <retort/retort.hpp>

namespace testing_support {

namespace {

std::string environment(const char* name) {
    const char* const value = std::getenv(name);
    return value != nullptr ? value : "";
}

/// Outside of any transaction, as databases are made and dropped.
void execute_at_server(std::string_view kind, const std::string& sql) {
    retort::Engine engine = retort::create_engine(server_url(kind));
    retort::Connection connection = engine.connect();
    connection.set_autocommit(true);
    connection.execute_once(sql);
}

std::string unused_name() {
    static std::atomic<int> count{0};
    return "retort_test_" + std::to_string(::getpid()) + "_" + std::to_string(++count);
}

/// The server's URL with another database.
std::string url_of(const std::string& server, const std::string& database) {
    const auto query = server.find('?');
    const auto path = server.find('/', server.find("://") + 3);
    return server.substr(0, path) + "/" + database + (query == std::string::npos ? "" : server.substr(query));
}

}  // namespace

std::string tested_kind() {
    const std::string kind = environment("RETORT_TEST_DATABASE");
    return kind.empty() ? "sqlite" : kind;
}

std::string server_url(std::string_view kind) {
    if (kind == "postgresql") return environment("RETORT_TEST_POSTGRESQL_URL");
    if (kind == "mariadb") return environment("RETORT_TEST_MARIADB_URL");
    return {};
}

FreshDatabase::FreshDatabase(std::string_view kind) : kind_{kind} {
    if (kind == "sqlite") {
        url_ = "sqlite://";
        return;
    }
    const std::string server = server_url(kind);
    if (server.empty()) {
        std::printf("skipped: no server is named for '%s'; ./dev test starts one\n", kind_.c_str());
        std::fflush(stdout);
        std::_Exit(skipped_status);
    }
    name_ = unused_name();
    execute_at_server(kind_, "CREATE DATABASE " + name_);
    url_ = url_of(server, name_);
}

FreshDatabase::FreshDatabase(InFile) : FreshDatabase{tested_kind()} {
    if (kind_ != "sqlite") return;
    folder_ = (std::filesystem::temp_directory_path() / "retort-test-XXXXXX").string();
    if (::mkdtemp(folder_.data()) == nullptr) throw std::runtime_error{"cannot make a temporary folder"};
    url_ = "sqlite:///" + folder_ + "/test.db";
}

FreshDatabase::~FreshDatabase() {
    if (!folder_.empty()) {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    if (name_.empty()) return;
    try {
        execute_at_server(kind_, "DROP DATABASE IF EXISTS " + name_ + (kind_ == "postgresql" ? " WITH (FORCE)" : ""));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "the database %s could not be dropped: %s\n", name_.c_str(), error.what());
    }
}

}  // namespace testing_support
