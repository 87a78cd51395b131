/// \file
/// What the integration tests share: folders of their own, the sample databases, Python as the other side.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include <retort/retort.hpp>

#include "../support/database.hpp"

namespace integration {

/// A folder that a test has for itself; removed with everything in it.
class TemporaryFolder {
public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }
    /// A copy of one of the sample databases, so that no test can change the original.
    std::filesystem::path copy_of_sample(std::string_view name) const;

private:
    std::filesystem::path path_;
};

/// SQLAlchemy's words for a URL of create_engine.
std::string sqlalchemy_url(const std::string& url);

/// A database of the kind that is tested, which other programs can open too: SQLite's is a file.
class SharedDatabase {
public:
    /// For create_engine.
    const std::string& url() const noexcept { return database_.url(); }
    /// For scripts of Python.
    std::string sqlalchemy_url() const { return integration::sqlalchemy_url(url()); }
    const std::string& kind() const noexcept { return database_.kind(); }

    /// Makes it a copy of one of the sample databases; SQLite's alone.
    void copy_sample(std::string_view name);
    /// Chinook as its authors publish it for this kind of database.
    void load_chinook();
    /// The name of that sample.
    std::string chinook() const;

private:
    testing_support::FreshDatabase database_{testing_support::in_file};
};

bool has_sample(std::string_view name);
/// Whether /usr/bin/python3 can import all these modules.
bool python_has(std::string_view modules);
/// These modules, and that by which SQLAlchemy reaches the kind of database that is tested.
std::string with_driver(std::string_view modules);

/// Runs a script of this folder and gives what it printed.
/// \throws std::runtime_error  with what it complained of, where it failed
std::string run_python(std::string_view script, const std::vector<std::string>& arguments);

retort::Engine open(const std::filesystem::path& file, retort::EngineOptions options = {});

/// The cells of a query as text, for comparing what is stored: `SELECT typeof(c), quote(c)`.
std::vector<std::vector<std::string>> text_rows(retort::Engine& engine, std::string_view sql);
std::int64_t count_rows(retort::Engine& engine, std::string_view table);
void execute(retort::Engine& engine, std::string_view sql, const retort::Parameters& parameters = {});

/// The error of this very class, not of a base or derived one, that `action` throws.
template <class Exception, class Action>
Exception thrown_by(Action&& action) {
    try {
        action();
    } catch (const Exception& error) {
        EXPECT_STREQ(error.type_name(), Exception{error}.type_name());
        return error;
    } catch (const retort::Error& error) {
        ADD_FAILURE() << "another error was thrown: " << error.type_name() << ": " << error.what();
        throw;
    }
    ADD_FAILURE() << "nothing was thrown";
    throw std::logic_error{"nothing was thrown"};
}

}  // namespace integration

#define RETORT_NEED_SAMPLE(name)                                                                     \
    if (!integration::has_sample(name)) {                                                            \
        GTEST_SKIP() << "the sample database " << (name) << " is not in " << RETORT_SHARED_DATA_DIR; \
    }                                                                                                \
    static_assert(true)

#define RETORT_NEED_PYTHON(modules)                                     \
    if (!integration::python_has(modules)) {                            \
        GTEST_SKIP() << "/usr/bin/python3 cannot import " << (modules); \
    }                                                                   \
    static_assert(true)
