#include <retort/migrate/script.hpp>

#include <algorithm>

#include <retort/migrate/program_scripts.hpp>

namespace retort::migrate {

namespace detail {

ProgramScripts& program_scripts() {
    // Never destroyed: the scripts, static objects themselves, take themselves out in an order that nobody knows.
    static auto& scripts = *new ProgramScripts;
    return scripts;
}

ScriptChecksum::ScriptChecksum(const char* file, const char* sha256) {
    program_scripts().checksums.emplace_back(file, sha256);
}

}  // namespace detail

Script::Script(Revision revision, Direction up, Direction down, const char* file)
    : revision_{std::move(revision)},
      upgrade_{up},
      downgrade_{down},
      file_{file} {
    detail::program_scripts().scripts.push_back(this);
}

Script::~Script() {
    // From the back: static objects are destroyed in the reverse order of their making.
    auto& scripts = detail::program_scripts().scripts;
    const auto found = std::find(scripts.rbegin(), scripts.rend(), this);
    if (found != scripts.rend()) scripts.erase(std::next(found).base());
}

}  // namespace retort::migrate
