#pragma once

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace retort::cli {

struct Arguments;

/// What retort.toml says, its paths absolute. A plain value; without a file, all but `folder` is at its default.
struct Configuration {
    std::filesystem::path file{};    ///< empty where there is none
    std::filesystem::path folder{};  ///< of the file, or the working directory

    std::string url{};  ///< as it is written, variables not yet expanded; empty where none is given
    std::filesystem::path script_location{};
    std::vector<std::filesystem::path> version_locations{};  ///< `script_location`/versions where none is given
    std::string file_template = "%(rev)s_%(slug)s";
    std::string timezone{};
    int truncate_slug_length = 40;
    /// How long a statement of a migration may wait for a lock of the database, and take in all: `"5s"`, `"500ms"`, `"2min"` or milliseconds.
    std::optional<std::chrono::milliseconds> lock_timeout{};
    std::optional<std::chrono::milliseconds> statement_timeout{};

    /// How `retort` builds the executable.
    struct Build {
        std::filesystem::path directory{};  ///< where; build/migrations
        std::filesystem::path source{};     ///< the folder of the CMakeLists.txt; script_location
        std::string target = "migrations";
        std::string type = "Release";
        std::string compiler{};
        std::string generator{};  ///< empty: Ninja where there is one
        std::vector<std::string> options{};
    };
    Build build{};
};

/// The retort.toml of these arguments: `--config`, else $RETORT_CONFIG, else the nearest from the working directory upwards.
/// \returns nothing where there is none
/// \throws ArgumentError  where the one that is named does not exist
std::optional<std::filesystem::path> find_configuration(const Arguments& arguments);

/// Reads the file that find_configuration() finds, with the section of `arguments.name`; nothing is asked of a database.
/// \throws ArgumentError  naming file and line of what cannot be read or is not known
Configuration read_configuration(const Arguments& arguments);

/// As read_configuration() of a file with this text.
Configuration parse_configuration(std::string_view text, const std::filesystem::path& file, std::string_view section);

/// `${NAME}` and `${NAME:-default}` replaced by the environment's values, `$$` by `$`.
/// \throws ArgumentError  naming the variable that is not set
std::string expand_variables(std::string_view text);

/// The database's URL: `--url`, `-x url=`, retort.toml, $DATABASE_URL, `fallback`, whichever comes first.
/// \throws ArgumentError  where none says it
std::string database_url(const Arguments& arguments, const Configuration& configuration, std::string_view fallback);

/// True where database_url() is what retort.toml says.
bool url_is_of_configuration(const Arguments& arguments, const Configuration& configuration);

}  // namespace retort::cli
