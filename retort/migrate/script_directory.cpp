#include <retort/migrate/script_directory.hpp>

#include <algorithm>
#include <unordered_map>

#include <retort/migrate/errors.hpp>
#include <retort/migrate/program_scripts.hpp>

namespace retort::migrate {

namespace {

std::string_view file_name(std::string_view path) {
    const auto slash = path.find_last_of('/');
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::vector<const Script*> in_order_of_files(std::vector<const Script*> scripts) {
    std::stable_sort(scripts.begin(), scripts.end(), [](const Script* left, const Script* right) {
        const auto left_name = file_name(left->file());
        const auto right_name = file_name(right->file());
        return left_name != right_name ? left_name < right_name : std::string_view{left->file()} < std::string_view{right->file()};
    });
    return scripts;
}

std::vector<Revision> revisions_of(const std::vector<const Script*>& scripts) {
    std::vector<Revision> revisions;
    revisions.reserve(scripts.size());
    std::unordered_map<std::string_view, const Script*> seen;
    seen.reserve(scripts.size());
    for (const Script* script : scripts) {
        const auto [other, is_new] = seen.emplace(script->revision().id, script);
        if (!is_new) {
            throw DuplicateRevision{"Revision " + script->revision().id + " is present more than once: in " + other->second->file() +
                                    " and in " + script->file() + "; give one of them another id"};
        }
        revisions.push_back(script->revision());
    }
    return revisions;
}

/// The paths are those that the compiler was given, and the build may have told the same file in another way (absolute, or from its own folder):
/// where the path is not found, the file's name alone decides.
class ChecksumsByFile {
public:
    explicit ChecksumsByFile(const ScriptChecksums& checksums) {
        by_path_.reserve(checksums.size());
        by_name_.reserve(checksums.size());
        for (const auto& [path, checksum] : checksums) {
            by_path_.emplace(path, checksum);
            by_name_.emplace(file_name(path), checksum);
        }
    }
    std::string_view of(std::string_view path) const {
        if (const auto found = by_path_.find(path); found != by_path_.end()) return found->second;
        const auto found = by_name_.find(file_name(path));
        return found == by_name_.end() ? std::string_view{} : found->second;
    }

private:
    std::unordered_map<std::string_view, std::string_view> by_path_;
    std::unordered_map<std::string_view, std::string_view> by_name_;
};

}  // namespace

ScriptDirectory::ScriptDirectory(std::vector<const Script*> scripts, const ScriptChecksums& checksums)
    : scripts_{in_order_of_files(std::move(scripts))},
      graph_{revisions_of(scripts_)} {
    const ChecksumsByFile by_file{checksums};
    paths_.reserve(scripts_.size());
    checksums_.reserve(scripts_.size());
    for (const Script* script : scripts_) {
        paths_.emplace_back(script->file());
        checksums_.push_back(by_file.of(script->file()));
    }
}

const ScriptDirectory& ScriptDirectory::of_this_program() {
    static const ScriptDirectory directory{detail::program_scripts().scripts, detail::program_scripts().checksums};
    return directory;
}

const Script& ScriptDirectory::script(std::string_view id) const {
    const auto node = graph_.find(id);
    if (!node) throw ResolutionError{"Can't locate revision identified by '" + std::string{id} + "'"};
    return script(*node);
}

std::string_view ScriptDirectory::checksum(std::string_view id) const {
    const auto node = graph_.find(id);
    return node ? checksum(*node) : std::string_view{};
}

}  // namespace retort::migrate
