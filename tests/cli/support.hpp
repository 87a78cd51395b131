#pragma once

#include <filesystem>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <retort/cli/arguments.hpp>

namespace retort::cli {

/// Reads words as the command line behind the program's name; fails the test where they are refused.
Arguments read(std::initializer_list<const char*> words, Program program = Program::migrations);
/// The refusal of such a command line; fails the test where there is none.
Refusal refused(std::initializer_list<const char*> words, Program program = Program::migrations);

/// A fresh folder that is the working directory while it lives.
class TemporaryFolder {
public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    const std::filesystem::path& path() const noexcept { return path_; }
    /// Writes a file, its folders included.
    void write(const std::string& name, std::string_view text) const;
    std::string read(const std::string& name) const;

private:
    std::filesystem::path path_;
    std::filesystem::path before_;
};

/// Sets an environment variable while it lives; nullptr unsets it.
class Variable {
public:
    Variable(const char* name, const char* value);
    Variable(const Variable&) = delete;
    Variable& operator=(const Variable&) = delete;
    ~Variable();

private:
    const char* name_;
    std::optional<std::string> before_{};
};

}  // namespace retort::cli
