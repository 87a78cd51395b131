#include <tests/cli/support.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

namespace retort::cli {

namespace {

std::vector<const char*> command_line(std::initializer_list<const char*> words) {
    std::vector<const char*> line{"/usr/bin/retort"};
    line.insert(line.end(), words.begin(), words.end());
    return line;
}

void set(const char* name, const char* value) {
    if (value != nullptr)
        ::setenv(name, value, 1);
    else
        ::unsetenv(name);
}

}  // namespace

Arguments read(std::initializer_list<const char*> words, Program program) {
    const auto line = command_line(words);
    Refusal refusal{};
    auto arguments = read_arguments(program, static_cast<int>(line.size()), line.data(), refusal);
    EXPECT_TRUE(arguments.has_value()) << refusal.text;
    return arguments.value_or(Arguments{});
}

Refusal refused(std::initializer_list<const char*> words, Program program) {
    const auto line = command_line(words);
    Refusal refusal{-1, {}};
    EXPECT_FALSE(read_arguments(program, static_cast<int>(line.size()), line.data(), refusal).has_value());
    return refusal;
}

TemporaryFolder::TemporaryFolder() : before_{std::filesystem::current_path()} {
    auto pattern = (std::filesystem::temp_directory_path() / "retort-cli-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"no temporary folder"};
    path_ = std::filesystem::canonical(pattern);
    std::filesystem::current_path(path_);
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::current_path(before_, ignored);
    std::filesystem::remove_all(path_, ignored);
}

void TemporaryFolder::write(const std::string& name, std::string_view text) const {
    const auto file = path_ / name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream{file, std::ios::binary} << text;
}

std::string TemporaryFolder::read(const std::string& name) const {
    std::ifstream stream{path_ / name, std::ios::binary};
    return {std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
}

Variable::Variable(const char* name, const char* value) : name_{name} {
    if (const char* before = std::getenv(name)) before_ = before;
    set(name, value);
}

Variable::~Variable() {
    set(name_, before_ ? before_->c_str() : nullptr);
}

}  // namespace retort::cli
