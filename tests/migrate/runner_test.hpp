/// \file
/// What the tests of the runner share: a database of its own, a few scripts, a log. The database is SQLite behind a dialect that can be watched, or
/// a server's.
#pragma once

#include "fake_dialect.hpp"

#include <algorithm>
#include <deque>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/engine/inspector.hpp>
#include <retort/migrate/environment.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/retort.hpp>

#include "../support/database.hpp"

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
inline void create_a(Operations& op) {
    op.create_table("a", {retort::Column{"id", retort::types::Integer{}, {.primary_key = true}}});
}
inline void drop_a(Operations& op) {
    op.drop_table("a");
}
inline void create_b(Operations& op) {
    op.create_table("b", {retort::Column{"id", retort::types::Integer{}, {.primary_key = true}}});
    op.execute("INSERT INTO b VALUES (1)");
}

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
    std::vector<std::string> table_list() {
        auto connection = engine.connect();
        return retort::inspect(connection).get_table_names();
    }
    std::string all_tables() { return retort::join(table_list(), ","); }
    /// But for those that the migrations keep for themselves.
    std::string tables() {
        auto names = table_list();
        std::erase_if(names, [](const std::string& name) { return name == "alembic_version" || name == "retort_history"; });
        return retort::join(names, ",");
    }
    /// True where a transaction takes its DDL back: a step that fails leaves nothing then, and is resumed otherwise.
    bool rolls_back_ddl() const { return engine.dialect().alterations().transactional_ddl(); }
    void execute(std::string_view sql) {
        auto connection = engine.begin();
        connection.exec(retort::text(sql));
        connection.commit();
    }

    retort::migrate::Environment environment{};
    RunOptions run_options{};
    ScriptChecksums checksums{};
    std::vector<std::string> log;

private:
    static retort::Engine make_engine(const testing_support::FreshDatabase& database) {
        fake_dialect();
        if (database.kind() != "sqlite") return retort::create_engine(database.url());
        return retort::create_engine("fake://", {.connect_args = {{"timeout", "0"}}});
    }

    testing_support::FreshDatabase database_{};

protected:
    retort::Engine engine = make_engine(database_);

private:
    std::deque<std::string> files_;
    std::deque<Script> scripts_;
};

}  // namespace migrate_test
