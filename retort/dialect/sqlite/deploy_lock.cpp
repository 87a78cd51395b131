#include <retort/dialect/sqlite/deploy_lock.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/sqlite/errors.hpp>

namespace retort::sqlite {

namespace {

using Clock = std::chrono::steady_clock;

class FileDescriptor {
public:
    FileDescriptor() = default;
    explicit FileDescriptor(int number) noexcept : number_{number} {}
    FileDescriptor(FileDescriptor&& other) noexcept : number_{std::exchange(other.number_, -1)} {}
    FileDescriptor& operator=(FileDescriptor&& other) noexcept {
        std::swap(number_, other.number_);
        return *this;
    }
    FileDescriptor(const FileDescriptor&) = delete;
    FileDescriptor& operator=(const FileDescriptor&) = delete;
    ~FileDescriptor() {
        if (number_ >= 0) ::close(number_);
    }
    int number() const noexcept { return number_; }

private:
    int number_ = -1;
};

class FileLock final : public DeployLock {
public:
    FileLock(FileDescriptor file, std::string path) : file_{std::move(file)}, path_{std::move(path)} {}
    // Taken away while it is still locked: whoever opens the name from now on makes a file of his own, and whoever waits for this one sees,
    // once it is his, that it has no name any more.
    ~FileLock() override { ::unlink(path_.c_str()); }

private:
    FileDescriptor file_;
    std::string path_;
};

class NoLock final : public DeployLock {};

[[noreturn]] void fail(const std::string& what, const std::string& path, int error) {
    throw_error(SQLITE_CANTOPEN, "The lock file '" + path + "', which keeps deployments apart, cannot be " + what + ": " +
                                     std::generic_category().message(error) +
                                     "; the folder of the database must be writable for migrations");
}

FileDescriptor open_file(const std::string& path) {
    // Anybody who may write the database may be the next to deploy, so the umask alone decides.
    FileDescriptor file{::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666)};
    if (file.number() < 0) fail("made", path, errno);
    return file;
}

/// False where another process holds it.
bool try_lock(const FileDescriptor& file, const std::string& path) {
    while (::flock(file.number(), LOCK_EX | LOCK_NB) != 0) {
        if (errno == EWOULDBLOCK) return false;
        if (errno != EINTR) fail("locked", path, errno);
    }
    return true;
}

/// False where its last holder has removed the file meanwhile.
bool still_has_name(const FileDescriptor& file, const std::string& path) {
    struct stat opened {};
    struct stat named {};
    return ::fstat(file.number(), &opened) == 0 && ::stat(path.c_str(), &named) == 0 && opened.st_dev == named.st_dev &&
           opened.st_ino == named.st_ino;
}

std::string who_we_are() {
    std::array<char, 256> host{};
    const bool has_name = ::gethostname(host.data(), host.size() - 1) == 0;
    const std::time_t now = std::time(nullptr);
    std::tm utc{};
    ::gmtime_r(&now, &utc);
    std::array<char, 32> time{};
    std::strftime(time.data(), time.size(), "%Y-%m-%d %H:%M:%S UTC", &utc);
    return "process " + std::to_string(::getpid()) + " on " + (has_name ? host.data() : "an unknown host") + ", since " + time.data();
}

void write_holder(const FileDescriptor& file, const std::string& path) {
    const std::string holder = who_we_are() + "\n";
    if (::ftruncate(file.number(), 0) != 0 ||
        ::pwrite(file.number(), holder.data(), holder.size(), 0) != static_cast<ssize_t>(holder.size())) {
        fail("written", path, errno);
    }
}

std::string read_holder(const FileDescriptor& file) {
    std::array<char, 512> text{};
    const auto size = ::pread(file.number(), text.data(), text.size(), 0);
    const auto holder = strip(std::string_view{text.data(), static_cast<std::size_t>(std::max<ssize_t>(size, 0))});
    return holder.empty() ? "another process" : std::string{holder};
}

}  // namespace

std::unique_ptr<DeployLock> take_deploy_lock(const std::string& file, const DeployLockOptions& options) {
    if (file.empty()) return std::make_unique<NoLock>();
    const std::string path = file + "-retort-lock";
    const auto deadline = Clock::now() + options.timeout;
    bool has_told = false;
    for (auto descriptor = open_file(path);;) {
        if (try_lock(descriptor, path)) {
            if (still_has_name(descriptor, path)) {
                write_holder(descriptor, path);
                return std::make_unique<FileLock>(std::move(descriptor), path);
            }
            descriptor = open_file(path);
            continue;
        }
        if (Clock::now() >= deadline) {
            throw TimeoutError{"The deployment lock '" + path + "' is held by " + read_holder(descriptor) +
                               "; it was waited for in vain for " + std::to_string(options.timeout.count()) + " ms"};
        }
        if (!std::exchange(has_told, true) && options.waiting) options.waiting(read_holder(descriptor));
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
        std::this_thread::sleep_for(std::clamp(left, std::chrono::milliseconds{1}, std::chrono::milliseconds{50}));
    }
}

}  // namespace retort::sqlite
