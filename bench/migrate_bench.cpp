// `upgrade head` through a thousand migrations beside the same SQL by hand, over SQLite's C API, in the same transactions.
//
// bench/migrate_alembic.py lets Alembic do the same.
#include <array>
#include <cstddef>
#include <deque>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>
#include <unistd.h>

#include <retort/migrate.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/retort.hpp>

#include "paired.hpp"

namespace bench {

namespace {

using retort::migrate::Column;
using retort::migrate::Operations;
using retort::migrate::Revision;
using retort::migrate::Script;
using retort::migrate::TransactionMode;

constexpr std::size_t number_of_steps = 1000;
constexpr std::size_t steps_a_table = 5;  // it is created, and four columns are added

std::string revision_of(std::size_t step) {
    std::string digits = std::to_string(step);
    return "rev" + std::string(9 - digits.size(), '0') + digits;
}

std::string table_of(std::size_t step) {
    return "table_" + std::to_string(step / steps_a_table);
}

void write_step(Operations& op, std::size_t step) {
    using namespace retort::types;
    if (step % steps_a_table == 0) {
        op.create_table(table_of(step), {
                                            Column{"id", Integer{}, {.nullable = false, .primary_key = true}},
                                            Column{"name", String{30}, {.nullable = false}},
                                            Column{"created", DateTime{}},
                                        });
    } else {
        op.add_column(table_of(step), Column{"column_" + std::to_string(step % steps_a_table), Integer{}});
    }
}

// A script's direction is a function without captures, as in a migration file.
template <std::size_t step>
void upgrade(Operations& op) {
    write_step(op, step);
}
void downgrade(Operations&) {}

template <std::size_t... steps>
constexpr std::array<Script::Direction, sizeof...(steps)> all_upgrades(std::index_sequence<steps...>) {
    return {&upgrade<steps>...};
}

std::deque<Script>& scripts() {
    static constexpr auto upgrades = all_upgrades(std::make_index_sequence<number_of_steps>{});
    static std::deque<Script> all;
    for (std::size_t step = all.size(); step < number_of_steps; ++step) {
        Revision revision{.id = revision_of(step), .message = "step " + std::to_string(step)};
        if (step > 0) revision.down_revision = {revision_of(step - 1)};
        all.emplace_back(std::move(revision), upgrades[step], downgrade);
    }
    return all;
}

class HandWritten {
public:
    explicit HandWritten(const std::string& file) {
        if (sqlite3_open(file.c_str(), &database_) != SQLITE_OK) throw std::runtime_error{"cannot open " + file};
    }
    ~HandWritten() { sqlite3_close(database_); }
    HandWritten(const HandWritten&) = delete;
    HandWritten& operator=(const HandWritten&) = delete;

    void upgrade(bool one_transaction) {
        if (one_transaction) execute("BEGIN IMMEDIATE");
        for (std::size_t step = 0; step < number_of_steps; ++step) {
            if (!one_transaction) execute("BEGIN IMMEDIATE");
            if (step == 0) {
                execute(
                    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, CONSTRAINT alembic_version_pkc PRIMARY KEY "
                    "(version_num))");
            }
            change(step);
            if (step == 0) {
                execute("INSERT INTO alembic_version (version_num) VALUES ('" + revision_of(step) + "')");
            } else {
                execute("UPDATE alembic_version SET version_num='" + revision_of(step) + "' WHERE alembic_version.version_num = '" +
                        revision_of(step - 1) + "'");
            }
            if (!one_transaction) execute("COMMIT");
        }
        if (one_transaction) execute("COMMIT");
    }

private:
    void change(std::size_t step) {
        if (step % steps_a_table == 0) {
            execute(
                "CREATE TABLE " + table_of(step) + " (id INTEGER NOT NULL, name VARCHAR(30) NOT NULL, created DATETIME, PRIMARY KEY (id))");
        } else {
            execute("ALTER TABLE " + table_of(step) + " ADD COLUMN column_" + std::to_string(step % steps_a_table) + " INTEGER");
        }
    }
    void execute(const std::string& sql) {
        if (sqlite3_exec(database_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK)
            throw std::runtime_error{sqlite3_errmsg(database_)};
    }

    sqlite3* database_ = nullptr;
};

void upgrade_with_retort(const std::string& file, TransactionMode mode, bool history) {
    std::vector<const Script*> all;
    for (const Script& script : scripts())
        all.push_back(&script);
    const retort::migrate::ScriptDirectory directory{all};
    retort::migrate::Environment environment;
    environment.transaction_mode = mode;
    environment.history_table = history;
    retort::Engine engine = retort::create_engine("sqlite:///" + file);
    auto connection = engine.connect();
    retort::migrate::Runner runner{connection, environment, directory};
    runner.upgrade("head");
}

class MigrateBench {
public:
    explicit MigrateBench(Options options) : bench_{std::move(options)} {
        directory_ =
            bench_.options().directory.empty() ? std::filesystem::temp_directory_path() : std::filesystem::path{bench_.options().directory};
        directory_ /= "retort_bench_migrate_" + std::to_string(getpid());
        std::filesystem::create_directories(directory_);
    }
    ~MigrateBench() { std::filesystem::remove_all(directory_); }
    MigrateBench(const MigrateBench&) = delete;
    MigrateBench& operator=(const MigrateBench&) = delete;

    void run() {
        compare("upgrade_1000_tx_step", TransactionMode::step, true);
        compare("upgrade_1000_tx_step_without_history", TransactionMode::step, false);
        compare("upgrade_1000_tx_run", TransactionMode::run, true);
        compare("upgrade_1000_tx_run_without_history", TransactionMode::run, false);
        bench_.report();
    }

private:
    void compare(const std::string& name, TransactionMode mode, bool history) {
        const std::string file = directory_ / "migrated.db";
        const auto remove = [file] {
            for (const auto* suffix : {"", "-journal", "-retort-lock"})
                std::filesystem::remove(file + suffix);
        };
        bench_.compare(name, 1.3, {[=] { HandWritten{file}.upgrade(mode == TransactionMode::run); }, remove, remove},
            {[=] { upgrade_with_retort(file, mode, history); }, remove, remove});
    }

    Bench bench_;
    std::filesystem::path directory_;
};

}  // namespace

}  // namespace bench

int main(int argc, char** argv) {
    bench::MigrateBench{bench::read_options(argc, argv)}.run();
}
