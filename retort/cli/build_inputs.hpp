#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace retort::cli {

/// What a build was made from: its files with their times and sizes. A plain value.
struct BuildInputs {
    struct File {
        std::string path;
        std::int64_t modified;  ///< nanoseconds
        std::int64_t size;      ///< -1 for a folder, whose time alone counts
    };
    std::string settings{};  ///< of the configuration
    std::filesystem::path executable{};
    std::vector<File> files{};
};

/// The time and size of a file as it is now; nothing where there is none.
std::optional<BuildInputs::File> look_at(const std::string& path);

/// What write_inputs() has written to this build folder; nothing where it has not, or where it cannot be read.
std::optional<BuildInputs> read_inputs(const std::filesystem::path& folder);
/// All at once: whoever reads sees the old or the new.
void write_inputs(const std::filesystem::path& folder, const BuildInputs& inputs);

}  // namespace retort::cli
