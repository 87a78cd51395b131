// The heroes that all sides write as JSON and read back: six columns, two of which are no plain JSON values.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <retort/core/datetime.hpp>
#include <retort/core/uuid.hpp>

namespace bench {

/// What one writes without Retort, but for its Uuid and DateTime: the same texts are read and written on all sides.
struct JsonHero {
    retort::Uuid id;
    std::string name;
    std::string secret_name;
    std::optional<int> age;
    std::optional<std::string> team;
    retort::DateTime created_at;
};

// Boost.JSON by hand: the objects built in memory that is freed at once, and the text put together without them.
std::string write_by_boost_values(const std::vector<JsonHero>& heroes);
std::string write_by_boost_text(const std::vector<JsonHero>& heroes);
std::vector<JsonHero> read_by_boost(std::string_view text);

// nlohmann/json by its macros.
std::string write_by_nlohmann(const std::vector<JsonHero>& heroes);
std::vector<JsonHero> read_by_nlohmann(std::string_view text);

}  // namespace bench
