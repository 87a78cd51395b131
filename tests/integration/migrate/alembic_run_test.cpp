// The same migrations by Retort and by real Alembic: the same SQL text, and each goes on where the other one stopped.
#include <algorithm>
#include <deque>
#include <sstream>
#include <string>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/migrate.hpp>
#include <retort/migrate/offline.hpp>
#include <retort/migrate/runner.hpp>

#include "../support.hpp"

namespace {

using namespace retort::migrate;

// What alembic_run.py says in Python.
const std::deque<Script>& scripts() {
    static const auto nothing = [](Operations&) {};
    static std::deque<Script> all;
    if (!all.empty()) return all;
    all.emplace_back(
        Revision{.id = "a", .message = "message of a"},
        [](Operations& op) {
            op.create_table("team", {
                                        Column{"id", Integer{}, {.nullable = false}},
                                        Column{"name", String{30}, {.nullable = false}},
                                        primary_key_constraint({"id"}),
                                        unique_constraint("name").named("uq_team_name"),
                                    });
            op.create_table("hero",
                {
                    Column{"id", Integer{}, {.nullable = false}},
                    Column{"name", String{}, {.nullable = false}},
                    Column{"age", Integer{}, {.server_default = "'1'"}},
                    Column{"team_id", Integer{}},
                    check("age >= 0").named("ck_hero_age"),
                    foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::cascade).named("fk_hero_team"),
                    primary_key_constraint({"id"}).named("pk_hero"),
                });
            op.create_index("ix_hero_name", "hero", {"name"}, {.unique = true});
            op.bulk_insert("team", {"id", "name"}, {{1, "Preventers"}, {2, "it's a team"}});
        },
        [](Operations& op) {
            op.drop_index("ix_hero_name", "hero");
            op.drop_table("hero");
            op.drop_table("team");
        });
    all.emplace_back(
        Revision{.id = "b1", .down_revision = {"a"}, .message = "message of b1"},
        [](Operations& op) {
            op.add_column("hero", Column{"allegiance", String{20}});
            op.add_column("hero", Column{"rank", Integer{}, {.nullable = false, .server_default = "'0'"}});
            op.create_index("ix_hero_age_rank", "hero", {"age", "rank"});
        },
        [](Operations& op) {
            op.drop_index("ix_hero_age_rank", "hero");
            op.drop_column("hero", "rank");
            op.drop_column("hero", "allegiance");
        });
    all.emplace_back(
        Revision{.id = "b2", .down_revision = {"a"}, .branch_labels = {"second"}, .message = "message of b2"},
        [](Operations& op) {
            op.execute("UPDATE team\n   SET name = 'a\\:b' WHERE id = 1");
            op.create_table("power", {
                                         Column{"id", Integer{}, {.nullable = false}},
                                         Column{"rate", Numeric{10, 2}},
                                         Column{"Strange Name", Text{}},
                                         primary_key_constraint({"id"}),
                                     });
        },
        [](Operations& op) { op.drop_table("power"); });
    all.emplace_back(
        Revision{.id = "m", .down_revision = {"b1", "b2"}, .message = "message of m"},
        [](Operations& op) { op.rename_table("power", "ability"); }, [](Operations& op) { op.rename_table("ability", "power"); });
    all.emplace_back(Revision{.id = "x", .branch_labels = {"other"}, .depends_on = {"b1"}, .message = "message of x"}, nothing, nothing);
    all.emplace_back(
        Revision{.id = "y", .down_revision = {"x"}, .message = "message of y"}, [](Operations& op) { op.execute("DELETE FROM hero"); },
        nothing);
    return all;
}

class BesideAlembic : public testing::Test {
protected:
    void SetUp() override { RETORT_NEED_PYTHON("alembic, sqlalchemy"); }

    static ScriptDirectory directory() {
        std::vector<const Script*> all;
        for (const Script& script : scripts())
            all.push_back(&script);
        return ScriptDirectory{all};
    }

    std::string alembic(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {(folder / "project").string(), file.string()});
        return integration::run_python("migrate/alembic_run.py", arguments);
    }
    /// `sql` of a command of Retort.
    std::string sql(const std::string& command, const RunOptions& options) {
        const ScriptDirectory scripts = directory();
        std::istringstream words{command};
        std::string name;
        words >> name;
        std::vector<std::string> targets;
        for (std::string target; words >> target;)
            targets.push_back(target);
        if (name == "stamp") return stamp_sql(dialect, environment, scripts, options, targets);
        const auto write = name == "upgrade" ? upgrade_sql : downgrade_sql;
        return write(dialect, environment, scripts, options, targets.at(0));
    }
    void expect_same_sql(const std::string& tx, const RunOptions& options, const std::vector<std::string>& commands) {
        std::vector<std::string> arguments{"sql", tx};
        arguments.insert(arguments.end(), commands.begin(), commands.end());
        const std::string theirs = alembic(arguments);
        std::size_t begin = 0;
        for (const auto& command : commands) {
            const std::string heading = "### " + command + "\n";
            ASSERT_EQ(theirs.substr(begin, heading.size()), heading);
            begin += heading.size();
            const std::size_t end = std::min(theirs.find("### ", begin), theirs.size());
            EXPECT_EQ(sql(command, options), theirs.substr(begin, end - begin)) << command;
            begin = end;
        }
    }

    void retort_runs(void (*action)(Runner& runner)) {
        auto engine = integration::open(file);
        auto connection = engine.connect();
        const ScriptDirectory scripts = directory();
        Runner runner{connection, environment, scripts};
        action(runner);
    }
    std::string cells(std::string_view query) {
        auto engine = integration::open(file);
        std::vector<std::string> all;
        for (const auto& row : integration::text_rows(engine, query))
            all.push_back(row.at(0));
        return retort::join(all, "\n");
    }
    std::string schema() { return cells("SELECT sql FROM sqlite_master WHERE name <> 'retort_history' ORDER BY name"); }

    const retort::Dialect& dialect = retort::dialect_for("sqlite");
    Environment environment{};
    integration::TemporaryFolder folder;
    std::filesystem::path file = folder / "database.db";
};

const std::vector<std::string> all_commands{"upgrade heads", "upgrade m", "upgrade b1", "upgrade a:m", "upgrade a:b1", "upgrade b1:+1",
    "upgrade m:y", "upgrade base:other@head", "downgrade m:a", "downgrade m:base", "downgrade a:base", "downgrade b1:-1", "downgrade y:x",
    "stamp m", "stamp b1 b2", "stamp a:b1", "stamp a", "stamp other@head"};

TEST_F(BesideAlembic, WritesTheSameSql) {
    expect_same_sql("none", {}, all_commands);
}

TEST_F(BesideAlembic, WritesTheSameTransactions) {
    expect_same_sql("run", {.transaction_mode = TransactionMode::run}, all_commands);
}

TEST_F(BesideAlembic, WritesTheSameTransactionsAStep) {
    expect_same_sql("step", {.transaction_mode = TransactionMode::step}, all_commands);
}

TEST_F(BesideAlembic, LeavesTheSameDatabase) {
    retort_runs([](Runner& runner) { runner.upgrade("m"); });
    const std::string ours = schema();
    const std::string our_rows = cells("SELECT name FROM team ORDER BY id") + cells("SELECT version_num FROM alembic_version");
    file = folder / "alembic.db";
    alembic({"run", "upgrade m"});
    EXPECT_EQ(ours, schema());
    EXPECT_EQ(our_rows, cells("SELECT name FROM team ORDER BY id") + cells("SELECT version_num FROM alembic_version"));
}

TEST_F(BesideAlembic, TakesOverWhatItHasMigratedAndGivesItBack) {
    alembic({"run", "upgrade b1"});
    retort_runs([](Runner& runner) {
        EXPECT_EQ(runner.current(), std::vector<std::string>{"b1"});
        runner.upgrade("m");
    });
    alembic({"run", "downgrade a", "upgrade heads"});
    retort_runs([](Runner& runner) {
        EXPECT_EQ(runner.current().size(), 2U);
        EXPECT_TRUE(runner.check_history().empty());
        runner.downgrade("base");
    });
    EXPECT_EQ(cells("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"), "alembic_version\nretort_history");
    retort_runs([](Runner& runner) { runner.stamp({"m"}); });
    alembic({"run", "stamp a"});
    EXPECT_EQ(cells("SELECT version_num FROM alembic_version"), "a");
}

}  // namespace
