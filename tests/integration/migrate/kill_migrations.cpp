// kill_migrations URL: `upgrade head` of twenty migrations, eight of which make the table of the heroes anew on SQLite.
#include "kill_migrations.hpp"

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
    std::string name;
};

constexpr std::array<Script::Direction, kill_test::number_of_steps> upgrades{
    [](Operations& op) {
        op.add_column("hero", Column{"nickname", String{30}});
    },
    [](Operations& op) { op.create_index("ix_hero_nickname", "hero", {"nickname"}); },
    [](Operations& op) { op.execute("UPDATE hero SET nickname = 'nick of ' || name"); },
    [](Operations& op) { op.alter_column("hero", "nickname", {.nullable = false, .server_default = "'none'"}); },
    [](Operations& op) { op.create_check_constraint("ck_hero_age", "hero", "age >= 0"); },
    [](Operations& op) {
        op.create_table("power",
            {Column{"id", Integer{}, {.nullable = false, .primary_key = true}}, Column{"hero_id", Integer{}, {.nullable = false}},
                foreign_key_constraint({"hero_id"}, "hero", {"id"}).with_actions(ReferentialAction::cascade).named("fk_power_hero")});
        op.execute("INSERT INTO power (id, hero_id) SELECT id, id FROM hero WHERE id % 10 = 0");
    },
    [](Operations& op) { op.alter_column("hero", "age", {.type = BigInteger{}}); },
    [](Operations& op) { op.drop_constraint("ck_hero_age", "hero", {.type = ConstraintType::check}); },
    [](Operations& op) {
        op.add_column("team", Column{"motto", String{}, {.nullable = false, .server_default = "'onwards'"}});
    },
    [](Operations& op) { op.create_unique_constraint("uq_hero_name", "hero", {"name"}); },
    [](Operations& op) {
        op.execute_in_batches(
            "UPDATE hero SET age = age + 1000 WHERE id IN (SELECT id FROM hero WHERE age < 1000 LIMIT :batch_size)", {.size = 7'000});
    },
    [](Operations& op) { op.alter_column("team", "name", {.type = String{100}}); },
    [](Operations& op) { op.alter_column("hero", "nickname", {.new_column_name = "alias"}); },
    [](Operations& op) {
        // Servers alter a table where it stands.
        auto batch = op.batch_alter_table("hero", {.recreate = op.dialect() == "sqlite" ? Recreate::always : Recreate::when_needed});
        batch.alter_column("alias", {.type = String{60}});
        batch.add_column(Column{"rank", Integer{}});
    },
    [](Operations& op) {
        op.run([](retort::Session& session) {
            for (int i = 0; i < 200; ++i)
                session.add(Team{.name = "new team " + std::to_string(i)});
        });
    },
    [](Operations& op) { op.drop_constraint("uq_hero_name", "hero", {.type = ConstraintType::unique}); },
    [](Operations& op) {
        op.bulk_insert("team", {"id", "name"}, {{10'000, "last"}, {10'001, "very last"}});
    },
    [](Operations& op) { op.drop_index("ix_hero_nickname", "hero"); },
    [](Operations& op) { op.alter_column("hero", "age", {.nullable = false, .new_column_name = "years"}); },
    [](Operations& op) { op.rename_table("power", "ability"); },
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
