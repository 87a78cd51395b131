#include <retort/cli/build_inputs.hpp>

#include <charconv>
#include <fstream>
#include <iterator>
#include <string_view>

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <retort/core/text.hpp>

namespace retort::cli {

namespace {

constexpr std::string_view first_line = "retort build inputs 1";

std::filesystem::path file_in(const std::filesystem::path& folder) {
    return folder / "retort.inputs";
}

/// Takes a number and the space behind it from the front of `line`.
bool take_number(std::string_view& line, std::int64_t& number) {
    const auto [end, problem] = std::from_chars(line.data(), line.data() + line.size(), number);
    const auto used = static_cast<std::size_t>(end - line.data());
    if (problem != std::errc{} || used >= line.size() || line[used] != ' ') return false;
    line.remove_prefix(used + 1);
    return true;
}

}  // namespace

std::optional<BuildInputs::File> look_at(const std::string& path) {
    struct stat found {};
    if (::stat(path.c_str(), &found) != 0) return std::nullopt;
    return BuildInputs::File{path, std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec,
        S_ISDIR(found.st_mode) ? -1 : std::int64_t{found.st_size}};
}

std::optional<BuildInputs> read_inputs(const std::filesystem::path& folder) {
    std::ifstream stream{file_in(folder), std::ios::binary};
    const std::string text{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
    const auto lines = split(text, '\n');
    if (lines.size() < 4 || lines[0] != first_line) return std::nullopt;
    BuildInputs inputs;
    inputs.settings = lines[1];
    inputs.executable = lines[2];
    for (std::size_t i = 3; i + 1 < lines.size(); ++i) {
        auto line = lines[i];
        BuildInputs::File file{};
        if (!take_number(line, file.modified) || !take_number(line, file.size)) return std::nullopt;
        file.path = line;
        inputs.files.push_back(std::move(file));
    }
    return inputs;
}

void write_inputs(const std::filesystem::path& folder, const BuildInputs& inputs) {
    auto text = fmt::format("{}\n{}\n{}\n", first_line, inputs.settings, inputs.executable.string());
    for (const auto& file : inputs.files)
        text += fmt::format("{} {} {}\n", file.modified, file.size, file.path);
    const auto fresh = folder / fmt::format("retort.inputs.{}", ::getpid());
    {
        std::ofstream stream{fresh, std::ios::binary};
        stream << text;
    }
    std::filesystem::rename(fresh, file_in(folder));
}

}  // namespace retort::cli
