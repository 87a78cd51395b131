#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <retort/cli/configuration.hpp>

namespace retort::cli {

/// The lock of a build folder, so that two never build in one at once. Let go at its end, and when another program takes this one's place.
class BuildLock {
public:
    /// \throws ArgumentError  where the folder cannot be written
    explicit BuildLock(const std::filesystem::path& folder);
    BuildLock(const BuildLock&) = delete;
    BuildLock& operator=(const BuildLock&) = delete;
    ~BuildLock();

    /// Nobody builds while it is held; several may hold it.
    void lock_shared();
    /// Nobody else holds it.
    void lock_exclusive();

private:
    void lock(int operation);

    std::filesystem::path folder_;
    int file_;
};

/// The executable of the last build where nothing that it was made from has changed since; else an empty path. Costs one stat() a file.
std::filesystem::path unchanged_executable(const Configuration& configuration);

/// Configures what is not configured, and builds what has changed. Shows on a terminal how far it is; the compiler's errors as they are.
/// The caller holds the lock alone.
/// \throws ArgumentError  where it does not build; what the compiler says is on standard error by then
std::filesystem::path build_executable(const Configuration& configuration, bool quiet);

}  // namespace retort::cli
