// write_scripts FIRST COUNT FILE: makes a database of the first half of each pair, compares it with the second half, and writes the scripts
// of all pairs into one source.
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>

#include <retort/engine/connection.hpp>
#include <retort/engine/engine.hpp>
#include <retort/migrate/autogenerate.hpp>
#include <retort/migrate/renames.hpp>

#include "schema_pairs.hpp"
#include "script_text.hpp"

namespace {

using namespace retort;

std::string script_of(std::uint32_t number) {
    const auto pair = round_trip::schema_pair(number);
    auto engine = create_engine("sqlite://");
    MetaData{pair.before}.with_naming_convention(pair.naming_convention).create_all(engine);
    auto connection = engine.connect();
    migrate::GivenRenames renames{pair.renames};
    const auto environment = round_trip::environment_of(pair, pair.after);
    const auto directives = migrate::produce_migrations(connection, environment, &renames);
    return round_trip::script_text(number, directives, environment.render_as_batch, engine.dialect());
}

}  // namespace

int main(int argc, char** argv) {
    if (argc != 4) return 2;
    const auto first = static_cast<std::uint32_t>(std::strtoul(argv[1], nullptr, 10));
    const auto count = static_cast<std::uint32_t>(std::strtoul(argv[2], nullptr, 10));
    std::ofstream file{argv[3]};
    file << round_trip::script_head;
    for (auto number = first; number < first + count; ++number) {
        try {
            file << script_of(number);
        } catch (const std::exception& error) {
            std::cerr << "pair " << number << ": " << error.what() << '\n';
            return 1;
        }
    }
    return file.flush() ? 0 : 1;
}
