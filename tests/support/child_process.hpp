/// \file
/// What a forked child does, as its parent sees it.
#pragma once

#include <exception>
#include <string>
#include <vector>

#include <sys/wait.h>
#include <unistd.h>

namespace testing_support {

/// What went wrong in a child that does `action`: its answers that are false, or what it throws; empty where nothing did.
template <class Action>
std::string wrong_in_child(Action action) {
    int pipe[2]{};
    if (::pipe(pipe) != 0) return "no pipe";
    const pid_t child = fork();
    if (child == 0) {
        std::string wrong;
        try {
            const std::vector<bool> answers = action();
            for (std::size_t i = 0; i < answers.size(); ++i)
                wrong += answers[i] ? "" : "answer " + std::to_string(i) + " ";
        } catch (const std::exception& error) {
            wrong = error.what();
        }
        const bool is_told = write(pipe[1], wrong.data(), wrong.size()) == static_cast<ssize_t>(wrong.size());
        _exit(is_told ? 0 : 1);
    }
    close(pipe[1]);
    std::string wrong;
    for (char c = 0; read(pipe[0], &c, 1) == 1;)
        wrong += c;
    close(pipe[0]);
    int status = -1;
    waitpid(child, &status, 0);
    return status == 0 ? wrong : wrong + " and it ended with " + std::to_string(status);
}

}  // namespace testing_support
