/// \file
/// What the tests of the runner share: a database in memory, a few scripts, a log.
#pragma once

#include "fake_dialect.hpp"

#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/retort.hpp>

namespace migrate_test {

using retort::migrate::MigrationError;
using retort::migrate::Operations;
using retort::migrate::Revision;
using retort::migrate::RevisionError;
using retort::migrate::Runner;
using retort::migrate::RunOptions;
using retort::migrate::Script;
using retort::migrate::ScriptChecksums;
using retort::migrate::ScriptDirectory;
using retort::migrate::TransactionMode;

/// The text of the one exception of type E that `action` throws.
template <class E, class Action>
std::string message_of(Action&& action) {
    try {
        action();
    } catch (const E& error) {
        return error.what();
    } catch (const std::exception& error) {
        ADD_FAILURE() << "another error was thrown: " << error.what();
        return {};
    }
    ADD_FAILURE() << "nothing was thrown";
    return {};
}

inline void nothing(Operations&) {}

class RunnerTest : public testing::Test {
protected:
    RunnerTest() {
        fake_dialect();
        fake() = {};
    }

    /// A script `a` that follows `down`; its file is `versions/a.cpp`.
    void script(std::string id, std::vector<std::string> down, Script::Direction up = nothing, Script::Direction down_to = nothing,
        std::vector<std::string> labels = {}, std::vector<std::string> depends_on = {}) {
        const auto& file = files_.emplace_back("versions/" + id + ".cpp");
        scripts_.emplace_back(Revision{.id = id,
                                  .down_revision = std::move(down),
                                  .branch_labels = std::move(labels),
                                  .depends_on = std::move(depends_on),
                                  .message = "message of " + id},
            up, down_to, file.c_str());
    }
    ScriptDirectory directory() const {
        std::vector<const Script*> all;
        for (const Script& one : scripts_)
            all.push_back(&one);
        return ScriptDirectory{all, checksums};
    }
    void clear_scripts() { scripts_.clear(); }

    RunOptions options() {
        RunOptions run = run_options;
        run.log = [this](const std::string& line) { log.push_back(line); };
        return run;
    }
    /// Does something with a runner of its own on a connection of its own.
    template <class Action>
    void with_runner(Action&& action) {
        const ScriptDirectory scripts = directory();
        auto connection = engine.connect();
        Runner runner{connection, environment, scripts, options()};
        log.clear();
        action(runner);
        EXPECT_FALSE(connection.in_transaction()) << "a runner leaves no transaction open";
    }
    void upgrade(std::string_view target = "heads") {
        with_runner([&](Runner& runner) { runner.upgrade(target); });
    }
    void downgrade(std::string_view target) {
        with_runner([&](Runner& runner) { runner.downgrade(target); });
    }
    void stamp(const std::vector<std::string>& targets, bool purge = false) {
        with_runner([&](Runner& runner) { runner.stamp(targets, purge); });
    }

    /// The first cells of a query, with commas between.
    std::string cells(std::string_view sql) {
        auto connection = engine.connect();
        std::vector<std::string> all;
        for (const auto& row : connection.exec(retort::text(sql)).all())
            all.push_back(row[0].kind() == retort::ValueKind::text ? row[0].as_text() : row[0].repr());
        return retort::join(all, ",");
    }
    std::string rows() { return cells("SELECT version_num FROM alembic_version ORDER BY 1"); }
    std::string tables() {
        return cells(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT IN ('alembic_version', 'retort_history') ORDER BY 1");
    }
    void execute(std::string_view sql) {
        auto connection = engine.begin();
        connection.exec(retort::text(sql));
        connection.commit();
    }

    retort::migrate::Environment environment{};
    RunOptions run_options{};
    ScriptChecksums checksums{};
    std::vector<std::string> log;
    retort::Engine engine = (fake_dialect(), retort::create_engine("fake://", {.connect_args = {{"timeout", "0"}}}));

private:
    std::deque<std::string> files_;
    std::deque<Script> scripts_;
};

}  // namespace migrate_test
