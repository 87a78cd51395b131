/// \file
/// Databases for tests: the same test runs on SQLite, PostgreSQL and MariaDB, each time in a database of its own.
#pragma once

#include <string>
#include <string_view>

namespace testing_support {

/// The kind of database that this run is for, from RETORT_TEST_DATABASE: "sqlite" where it is not set, "postgresql" or "mariadb".
std::string tested_kind();

/// The server of this kind from RETORT_TEST_POSTGRESQL_URL or RETORT_TEST_MARIADB_URL; empty where there is none.
std::string server_url(std::string_view kind);

/// For databases that several engines open, or another program.
struct InFile {};
inline constexpr InFile in_file;

/// A database that is empty at first and gone afterwards.
///
/// Where the server of its kind is missing it ends the program with skipped_status, which ctest shows as skipped: a test is a process there.
class FreshDatabase {
public:
    /// Of the kind that is tested.
    FreshDatabase() : FreshDatabase{tested_kind()} {}
    explicit FreshDatabase(std::string_view kind);
    /// Of the kind that is tested; SQLite's in a file.
    explicit FreshDatabase(InFile);
    ~FreshDatabase();
    FreshDatabase(const FreshDatabase&) = delete;
    FreshDatabase& operator=(const FreshDatabase&) = delete;

    /// For create_engine. SQLite's is in memory, and so another one for each engine, unless it was to be in a file.
    const std::string& url() const noexcept { return url_; }
    const std::string& name() const noexcept { return name_; }
    const std::string& kind() const noexcept { return kind_; }

private:
    std::string kind_;
    std::string name_;
    std::string url_;
    /// The folder of SQLite's file.
    std::string folder_;
};

/// What a program ends with that could not test anything.
inline constexpr int skipped_status = 77;

}  // namespace testing_support
