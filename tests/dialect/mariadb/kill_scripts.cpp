// mariadb_kill_scripts URL: `upgrade head` of migrations that mix changes of tables with changes of rows.
#include "kill_scripts.hpp"

#include <array>
#include <cstdio>
#include <deque>
#include <exception>
#include <string>
#include <vector>

#include <retort/migrate.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/retort.hpp>

namespace {

using namespace retort::migrate;

struct Team {
    retort::Field<std::optional<std::int64_t>, retort::primary_key> id;
    retort::Field<std::string, retort::max_length<60>> name;
};

constexpr std::array<Script::Direction, 4> upgrades{
    [](Operations& op) {
        op.create_table("team", {Column{"id", BigInteger{}, {.nullable = false, .primary_key = true, .autoincrement = true}},
                                    Column{"name", String{60}, {.nullable = false, .index = true}}});
        op.create_table(
            "hero", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"name", String{60}, {.nullable = false}},
                        Column{"age", Integer{}}, index("ix_hero_age", "age"), index("ix_hero_name", "name")});
        op.execute("INSERT INTO hero (id, name, age) SELECT seq, CONCAT('hero ', seq), seq % 90 FROM seq_1_to_" +
                   std::to_string(mariadb_kill::heroes));
        op.execute("INSERT INTO team (name) VALUES ('first')");
    },
    [](Operations& op) {
        op.add_column("hero", Column{"team_id", BigInteger{}});
        op.execute("UPDATE hero SET age = age + 1000");
        op.create_foreign_key("fk_hero_team", "hero", "team", {"team_id"}, {"id"}, {.on_delete = ReferentialAction::cascade});
        op.run([](retort::Session& session) {
            for (int i = 0; i < 50; ++i)
                session.add(Team{.name = "team " + std::to_string(i)});
        });
        op.execute("INSERT INTO team (name) SELECT CONCAT('copy of ', name) FROM team");
        op.alter_column("hero", "age", {.nullable = false, .type = BigInteger{}});
    },
    [](Operations& op) {
        {
            auto batch = op.batch_alter_table("hero");
            batch.alter_column("age", {.new_column_name = "years"});
            batch.create_unique_constraint("uq_hero_name", {"name"});
            batch.drop_index("ix_hero_name");
            batch.create_check_constraint("ck_years", "years >= 1000");
        }
        op.execute("UPDATE hero SET years = years + 1");
        op.drop_index("ix_hero_age", "hero");
        op.drop_constraint("fk_hero_team", "hero");
        op.execute("INSERT INTO team (name) VALUES ('third')");
    },
    [](Operations& op) {
        op.rename_table("hero", "person");
        op.execute("UPDATE person SET years = years + 1");
        op.drop_column("person", "team_id");
        op.create_table("power", {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}});
        op.execute("INSERT INTO power (id) SELECT id FROM person");
    },
};

int migrate(const std::string& url) {
    std::deque<Script> scripts;
    std::vector<const Script*> all;
    for (std::size_t i = 0; i < upgrades.size(); ++i) {
        Revision revision{.id = "step" + std::to_string(i + 1), .message = "step " + std::to_string(i + 1)};
        if (i > 0) revision.down_revision = {"step" + std::to_string(i)};
        scripts.emplace_back(std::move(revision), upgrades[i], nullptr);
        all.push_back(&scripts.back());
    }
    const ScriptDirectory directory{all};
    retort::Engine engine = retort::create_engine(url);
    auto connection = engine.connect();
    const Environment environment;
    Runner{connection, environment, directory, {.log = [](const std::string& line) { std::fprintf(stderr, "%s\n", line.c_str()); }}}
        .upgrade("head");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    try {
        return argc == 2 ? migrate(argv[1]) : 2;
    } catch (const std::exception& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
