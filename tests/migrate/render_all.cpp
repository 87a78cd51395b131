// Writes a script of every operation to the file that it is given; the tests compile and record it.
#include <cstdio>
#include <exception>
#include <fstream>

#include <retort/migrate/script_template.hpp>

#include <tests/migrate/all_operations.hpp>

int main(int argc, char** argv) {
    using namespace retort::migrate;
    try {
        if (argc != 2) return 2;
        ScriptSource source;
        source.revision = {"0123456789ab", {"1975ea83b712", "27c6a30d7c24"}, {"heroes"}, {"3a"}, "every operation: it's \"all\"\nof them",
            "2026-11-22 10:15:00"};
        source.upgrade = render(retort::migrate::testing::all_operations(), {});
        std::ofstream file{argv[1]};
        file << render_script(default_script_template, source);
        return file.flush() ? 0 : 1;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
