// Autogenerate on a database of a thousand tables beside Alembic's on the same file, in the same run.
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <retort/engine/catalog.hpp>
#include <retort/engine/connection.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/migrate/autogenerate.hpp>

namespace bench {

namespace {

using namespace retort;

constexpr int table_count = 1000;
constexpr int rounds = 5;

// bench/autogenerate_alembic.py has the same.
MetaData models() {
    std::vector<Table> tables;
    for (int number = 0; number < table_count; ++number) {
        Table table;
        table.name = "table_" + std::to_string(number);
        table.columns = {Column{"id", types::Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}},
            Column{"name", types::String{50}, {.nullable = false}}, Column{"code", types::String{20}, {.nullable = false}},
            Column{"amount", types::Numeric{10, 2}, {.nullable = false, .server_default = "'0'"}}, Column{"created", types::DateTime{}},
            Column{"notes", types::Text{}}, Column{"active", types::Boolean{}, {.nullable = false}}, Column{"parent_id", types::Integer{}}};
        table.primary_key.columns = {"id"};
        table.unique_constraints = {unique_constraint("code")};
        table.indexes = {index("ix_" + table.name + "_name", "name")};
        if (number > 0) table.foreign_keys = {foreign_key_constraint({"parent_id"}, "table_" + std::to_string(number - 1), {"id"})};
        tables.push_back(std::move(table));
    }
    return MetaData{std::move(tables)};
}

template <class Work>
double best_seconds(Work work) {
    double best = 1e9;
    for (int round = 0; round < rounds; ++round) {
        const auto begun = std::chrono::steady_clock::now();
        work();
        best = std::min(best, std::chrono::duration<double>{std::chrono::steady_clock::now() - begun}.count());
    }
    return best;
}

struct Alembic {
    double seconds = 0;
    int found = 0;
};

Alembic run_alembic(const std::string& file) {
    const auto command = std::string{"/usr/bin/python3 "} + RETORT_BENCH_DIR + "/autogenerate_alembic.py " + file + " " +
                         std::to_string(table_count) + " " + std::to_string(rounds);
    FILE* pipe = popen(command.c_str(), "r");
    if (pipe == nullptr) throw std::runtime_error{"cannot run " + command};
    Alembic result;
    const int read = std::fscanf(pipe, "%lf %d", &result.seconds, &result.found);
    if (pclose(pipe) != 0 || read != 2) throw std::runtime_error{"this failed: " + command};
    return result;
}

int run() {
    const auto file = std::filesystem::temp_directory_path() / ("retort_bench_autogenerate_" + std::to_string(getpid()) + ".db");
    const auto metadata = models();
    auto engine = create_engine("sqlite:///" + file.string());
    metadata.create_all(engine);
    migrate::Environment environment;
    environment.metadata = metadata;
    environment.compare_server_default = true;
    auto connection = engine.connect();

    std::size_t found = 0;
    const double whole = best_seconds([&] {
        const auto directives = migrate::produce_migrations(connection, environment);
        found = directives.upgrade.size();
        connection.rollback();
    });
    const Catalog& catalog = connection.dialect().catalog();
    const auto existing = catalog.tables(connection, {});
    connection.rollback();
    const double comparison =
        best_seconds([&] { found += migrate::compare(existing, environment.metadata, catalog, nullptr, environment).differences.size(); });
    const auto alembic = run_alembic(file.string());
    std::filesystem::remove(file);

    std::printf("autogenerate, %d tables of 8 columns, nothing to do: %.1f ms, of which %.1f ms comparison\n", table_count, whole * 1e3,
        comparison * 1e3);
    std::printf("Alembic in the same run: %.1f ms; ratio %.3f (at most 0.333)\n", alembic.seconds * 1e3, whole / alembic.seconds);
    if (found != 0 || alembic.found != 0) {
        std::printf("FAILED: differences were found where there are none (%zu, Alembic %d)\n", found, alembic.found);
        return 1;
    }
    return whole * 3 <= alembic.seconds ? 0 : 1;
}

}  // namespace

}  // namespace bench

int main() {
    return bench::run();
}
