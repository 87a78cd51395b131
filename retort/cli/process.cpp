#include <retort/cli/process.hpp>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>

// POSIX has it, but no header need declare it.
extern "C" char** environ;

namespace retort::cli {

namespace {

class FileActions {
public:
    FileActions() { posix_spawn_file_actions_init(&actions_); }
    FileActions(const FileActions&) = delete;
    FileActions& operator=(const FileActions&) = delete;
    ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
    posix_spawn_file_actions_t* get() { return &actions_; }

private:
    posix_spawn_file_actions_t actions_{};
};

pid_t start(const std::vector<std::string>& command, FileActions& actions) {
    std::vector<char*> arguments;
    arguments.reserve(command.size() + 1);
    for (const auto& word : command)
        arguments.push_back(const_cast<char*>(word.c_str()));  // POSIX promises not to write to them
    arguments.push_back(nullptr);
    pid_t process = 0;
    const int problem = posix_spawnp(&process, arguments[0], actions.get(), nullptr, arguments.data(), environ);
    if (problem != 0)
        throw ArgumentError{fmt::format("{} cannot be started: {}", command.front(), std::system_category().message(problem))};
    return process;
}

int wait_for(pid_t process) {
    int status = 0;
    while (::waitpid(process, &status, 0) < 0 && errno == EINTR) {}
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace

std::string environment_variable(const std::string& name) {
    const char* value = std::getenv(name.c_str());  // NOLINT(concurrency-mt-unsafe): these programs have one thread
    return value != nullptr ? value : "";
}

int run_process(const std::vector<std::string>& command, const std::function<void(std::string_view)>& line) {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        throw ArgumentError{fmt::format("no pipe to {}: {}", command.front(), std::system_category().message(errno))};
    pid_t process = 0;
    try {
        FileActions actions;
        posix_spawn_file_actions_adddup2(actions.get(), ends[1], STDOUT_FILENO);
        posix_spawn_file_actions_adddup2(actions.get(), ends[1], STDERR_FILENO);
        process = start(command, actions);
    } catch (...) {
        ::close(ends[0]);
        ::close(ends[1]);
        throw;
    }
    ::close(ends[1]);
    std::string waiting;
    std::array<char, 65536> buffer{};
    while (true) {
        const auto size = ::read(ends[0], buffer.data(), buffer.size());
        if (size < 0 && errno == EINTR) continue;
        if (size <= 0) break;
        waiting.append(buffer.data(), static_cast<std::size_t>(size));
        std::size_t begin = 0;
        for (auto end = waiting.find('\n'); end != std::string::npos; begin = end + 1, end = waiting.find('\n', begin)) {
            line(std::string_view{waiting}.substr(begin, end - begin));
        }
        waiting.erase(0, begin);
    }
    if (!waiting.empty()) line(waiting);
    ::close(ends[0]);
    return wait_for(process);
}

int run_in_terminal(const std::vector<std::string>& command) {
    FileActions actions;
    return wait_for(start(command, actions));
}

bool has_program(const std::string& name) {
    const auto path = environment_variable("PATH");
    for (const auto folder : split(path, ':')) {
        if (::access(fmt::format("{}/{}", folder.empty() ? "." : folder, name).c_str(), X_OK) == 0) return true;
    }
    return false;
}

}  // namespace retort::cli
