// The same migrations by Retort and by real Alembic: the same SQL text, and each goes on where the other one stopped.
#include <algorithm>
#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include <retort/core/text.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/inspector.hpp>
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
                                        Column{"id", Integer{}, {.nullable = false, .autoincrement = true}},
                                        Column{"name", String{30}, {.nullable = false}},
                                        primary_key_constraint({"id"}),
                                        unique_constraint("name").named("uq_team_name"),
                                    });
            op.create_table("hero",
                {
                    Column{"id", Integer{}, {.nullable = false, .autoincrement = true}},
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
                                         Column{"id", Integer{}, {.nullable = false, .autoincrement = true}},
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
    void SetUp() override { RETORT_NEED_PYTHON(integration::with_driver("alembic, sqlalchemy")); }

    static ScriptDirectory directory() {
        std::vector<const Script*> all;
        for (const Script& script : scripts())
            all.push_back(&script);
        return ScriptDirectory{all};
    }

    std::string alembic(std::vector<std::string> arguments) {
        arguments.insert(arguments.begin(), {(folder / "project").string(), integration::sqlalchemy_url(url)});
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
            // Of PostgreSQL SQLAlchemy wants to hear the key of a row, also where nobody listens.
            const auto expected = retort::replace_all(theirs.substr(begin, end - begin), " RETURNING alembic_version.version_num", "");
            EXPECT_EQ(sql(command, options), expected) << command;
            begin = end;
        }
    }

    void retort_runs(void (*action)(Runner& runner)) {
        auto engine = retort::create_engine(url);
        auto connection = engine.connect();
        const ScriptDirectory scripts = directory();
        Runner runner{connection, environment, scripts};
        action(runner);
    }
    std::string cells(std::string_view query) {
        auto engine = retort::create_engine(url);
        std::vector<std::string> all;
        for (const auto& row : integration::text_rows(engine, query))
            all.push_back(row.at(0));
        return retort::join(all, "\n");
    }
    std::string schema() { return cells(schema_query()); }

    /// Everything that the database tells of its tables, but for the history, a line each.
    std::string schema_query() const {
        static const std::map<std::string, std::string> queries{
            {"sqlite", "SELECT sql FROM sqlite_master WHERE name <> 'retort_history' ORDER BY name"},
            {"postgresql",
                "SELECT concat_ws(' ', c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, "
                "d.adrelid)) FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid "
                "AND "
                "d.adnum = a.attnum WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'v') AND a.attnum > 0 "
                "AND NOT a.attisdropped AND c.relname <> 'retort_history' "
                "UNION ALL SELECT concat_ws(' ', conrelid::regclass, conname, pg_get_constraintdef(oid)) FROM pg_constraint "
                "WHERE connamespace = 'public'::regnamespace AND conrelid::regclass::text <> 'retort_history' "
                "UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename <> 'retort_history' "
                "UNION ALL SELECT sequencename FROM pg_sequences WHERE sequencename <> 'retort_history_id_seq' ORDER BY 1"},
            {"mariadb",
                "SELECT concat_ws(' ', table_name, column_name, column_type, is_nullable, column_default, extra, collation_name) "
                "FROM information_schema.columns WHERE table_schema = database() AND table_name <> 'retort_history' "
                "UNION ALL SELECT concat_ws(' ', table_name, index_name, non_unique, seq_in_index, column_name) "
                "FROM information_schema.statistics WHERE table_schema = database() AND table_name <> 'retort_history' "
                "UNION ALL SELECT concat_ws(' ', table_name, constraint_name, check_clause) "
                "FROM information_schema.check_constraints WHERE constraint_schema = database() AND table_name <> 'retort_history' "
                "UNION ALL SELECT concat_ws(' ', table_name, constraint_name, referenced_table_name, delete_rule, update_rule) "
                "FROM information_schema.referential_constraints WHERE constraint_schema = database() ORDER BY 1"},
        };
        return queries.at(database.kind());
    }
    std::vector<std::string> tables() {
        auto engine = retort::create_engine(url);
        auto connection = engine.connect();
        auto names = retort::inspect(connection).get_table_names();
        std::sort(names.begin(), names.end());
        return names;
    }

    integration::SharedDatabase database;
    std::string url = database.url();  ///< of the database that is migrated
    const retort::Dialect& dialect = retort::dialect_for(database.kind());
    Environment environment{};
    integration::TemporaryFolder folder;
};

const std::vector<std::string> all_commands{"upgrade heads", "upgrade m", "upgrade b1", "upgrade a:m", "upgrade a:b1", "upgrade b1:+1",
    "upgrade m:y", "upgrade base:other@head", "downgrade m:a", "downgrade m:base", "downgrade a:base", "downgrade b1:-1", "downgrade y:x",
    "stamp m", "stamp b1 b2", "stamp a:b1", "stamp a", "stamp other@head"};

// Where a transaction holds a database's DDL, Alembic's own choice is one for the whole run.
TEST_F(BesideAlembic, WritesTheSameSql) {
    expect_same_sql(
        "none", {.transaction_mode = database.kind() == "postgresql" ? TransactionMode::run : RunOptions{}.transaction_mode}, all_commands);
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
    EXPECT_NE(ours.find("fk_hero_team"), std::string::npos) << ours;
    const integration::SharedDatabase alembics;
    url = alembics.url();
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
    EXPECT_EQ(tables(), (std::vector<std::string>{"alembic_version", "retort_history"}));
    retort_runs([](Runner& runner) { runner.stamp({"m"}); });
    alembic({"run", "stamp a"});
    EXPECT_EQ(cells("SELECT version_num FROM alembic_version"), "a");
}

}  // namespace
