#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <unistd.h>

#include <retort/cli/build.hpp>
#include <retort/core/error.hpp>

namespace retort::cli {

BuildLock::BuildLock(const std::filesystem::path& folder) : folder_{folder} {
    std::error_code problem;
    std::filesystem::create_directories(folder, problem);
    // Not inherited: a compiler's daemon would keep it for ever, and the executable that takes our place is to let it go.
    file_ = ::open((folder / "retort.lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (file_ < 0)
        throw ArgumentError{
            fmt::format("the build folder {} cannot be written: {}", folder.string(), std::system_category().message(errno))};
}

BuildLock::~BuildLock() {
    ::close(file_);
}

void BuildLock::lock_shared() {
    lock(LOCK_SH);
}

void BuildLock::lock_exclusive() {
    lock(LOCK_EX);
}

void BuildLock::lock(int operation) {
    if (::flock(file_, operation | LOCK_NB) == 0) return;
    if (errno == EWOULDBLOCK) {
        fmt::print(stderr, "Waiting for another retort that builds in {}\n", folder_.string());
        while (::flock(file_, operation) != 0) {
            if (errno != EINTR) break;
        }
        return;
    }
    if (errno != EINTR && errno != ENOTSUP && errno != ENOLCK) {  // a file system without locks: as if alone
        throw ArgumentError{
            fmt::format("the build folder {} cannot be locked: {}", folder_.string(), std::system_category().message(errno))};
    }
}

}  // namespace retort::cli
