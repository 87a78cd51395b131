#include <retort/cli/completion.hpp>

#include <algorithm>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include <retort/cli/arguments.hpp>
#include <retort/cli/configuration.hpp>

namespace retort::cli {

namespace {

constexpr std::string_view bash_script = R"(# Completion of retort for bash.
_retort() {
    local word
    COMPREPLY=()
    while IFS= read -r word; do
        if [ "$word" = $'\tfiles' ]; then
            compopt -o filenames 2>/dev/null
            mapfile -t -O "${#COMPREPLY[@]}" COMPREPLY < <(compgen -f -- "${COMP_WORDS[COMP_CWORD]}")
        else
            COMPREPLY+=("${word%%$'\t'*}")
        fi
    done < <("${COMP_WORDS[0]}" __complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _retort retort
)";

constexpr std::string_view zsh_script = R"(#compdef retort
# Completion of retort for zsh.
_retort() {
    local line
    local -a described
    for line in "${(@f)$("${words[1]}" __complete "${(@)words[2,CURRENT]}" 2>/dev/null)}"; do
        if [[ $line == $'\tfiles' ]]; then
            _files
        elif [[ -n $line ]]; then
            described+=("${${line//:/\\:}/$'\t'/:}")
        fi
    done
    (( ${#described} )) && _describe -V retort described
}
if [[ $funcstack[1] == _retort ]]; then _retort "$@"; else compdef _retort retort; fi
)";

/// What stands between the quotes behind `name =` in a script.
std::string quoted_behind(std::string_view text, std::string_view name) {
    auto place = text.find(name);
    if (place == std::string_view::npos) return {};
    place = text.find('"', place);
    const auto line_end = text.find('\n', place);
    const auto end = place == std::string_view::npos ? place : text.find('"', place + 1);
    if (end == std::string_view::npos || end > line_end) return {};
    return std::string{text.substr(place + 1, end - place - 1)};
}

/// Identifier and message of each script, the newest first; read from the text, because an executable may have to be built first.
std::vector<std::pair<std::string, std::string>> revisions(const Configuration& configuration) {
    struct Found {
        std::string date, id, message;
    };
    std::vector<Found> found;
    for (const auto& folder : configuration.version_locations) {
        std::error_code problem;
        for (const auto& entry : std::filesystem::directory_iterator{folder, problem}) {
            if (entry.path().extension() != ".cpp") continue;
            std::ifstream stream{entry.path(), std::ios::binary};
            const std::string text{std::istreambuf_iterator<char>{stream}, std::istreambuf_iterator<char>{}};
            auto id = quoted_behind(text, ".id =");
            if (!id.empty()) found.push_back({quoted_behind(text, ".create_date ="), std::move(id), quoted_behind(text, ".message =")});
        }
    }
    std::ranges::sort(found, std::ranges::greater{}, &Found::date);
    std::vector<std::pair<std::string, std::string>> result;
    result.reserve(found.size());
    for (auto& each : found)
        result.emplace_back(std::move(each.id), std::move(each.message));
    return result;
}

}  // namespace

std::string completion_script(std::string_view shell) {
    return std::string{shell == "zsh" ? zsh_script : bash_script};
}

void print_completions(const std::vector<std::string>& words) {
    try {
        const auto completion = complete(Program::retort, words);
        for (const auto& word : completion.words)
            fmt::print("{}\n", word);
        if (completion.wants_file) fmt::print("\tfiles\n");
        if (!completion.wants_revision) return;
        const std::string_view beginning = words.empty() ? std::string_view{} : std::string_view{words.back()};
        for (const std::string_view symbol : {"base", "head", "heads"}) {
            if (symbol.starts_with(beginning)) fmt::print("{}\n", symbol);
        }
        for (const auto& [id, message] : revisions(read_configuration(Arguments{}))) {
            if (id.starts_with(beginning)) fmt::print("{}\t{}\n", id, message);
        }
    } catch (const std::exception&) {
        // Nothing to complete.
    }
}

}  // namespace retort::cli
