#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <retort/migrate/environment.hpp>

namespace retort::cli {

/// Which of the two programs reads the command line: the migration executable, or `retort`, which has `init` and `completion` besides.
enum class Program { migrations, retort };

/// A command line as it was read. A plain value; what an option of another command would set stays empty.
struct Arguments {
    std::string program{};  ///< as the user called it, without its folder
    std::string command{};

    // Of all commands.
    std::string config{};
    std::string name{};  ///< the section of retort.toml
    std::string url{};
    std::vector<std::pair<std::string, std::string>> x_arguments{};
    std::optional<migrate::TransactionMode> transaction_mode{};
    std::optional<std::chrono::milliseconds> lock_timeout{};
    bool quiet = false;

    // Of one command or some.
    std::vector<std::string> revisions{};  ///< of those that take one, the only element
    std::string message{};
    std::string head{};
    std::vector<std::string> branch_labels{};
    std::string version_path{};
    std::string revision_id{};
    std::vector<std::string> depends_on{};
    std::vector<std::string> renames{};  ///< as they are written, `old=new`
    std::string tag{};
    std::optional<int> resume_at{};
    std::string revision_range{};
    bool autogenerate = false;
    bool allow_empty = false;
    bool sql = false;
    bool splice = false;
    bool purge = false;
    bool verbose = false;
    bool check_heads = false;
    bool indicate_current = false;
    bool resolve_dependencies = false;

    // Of `retort init` and `retort completion`.
    std::string directory{};
    std::vector<std::string> includes{};
    std::vector<std::string> models{};
    std::string shell{};
};

/// Why there is nothing to run, and what the program says and returns instead: the help, the version, or what is wrong with the command line.
struct Refusal {
    int status;
    std::string text;
};

/// Reads a command line.
/// \returns the arguments, or nothing and the `refusal`
std::optional<Arguments> read_arguments(Program program, int argc, const char* const* argv, Refusal& refusal);

/// What may stand at the last of `words`, which begin behind the program's name, as a shell's completion asks: commands and options that
/// begin like it. Where a revision may stand, `wants_revision` becomes true; where a file may, `wants_file`.
struct Completion {
    std::vector<std::string> words{};
    bool wants_revision = false;
    bool wants_file = false;
};
Completion complete(Program program, const std::vector<std::string>& words);

}  // namespace retort::cli
