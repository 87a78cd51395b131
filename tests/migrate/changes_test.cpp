// What scripts say in fewer words than autogenerate knows, on each database.
#include <algorithm>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <retort/engine/inspector.hpp>
#include <retort/migrate.hpp>
#include <retort/migrate/runner.hpp>
#include <retort/retort.hpp>

#include "../support/database.hpp"

namespace {

using namespace retort::migrate;

using Names = std::vector<std::string>;

class ChangesOfTables : public testing::Test {
protected:
    void upgrade(Script::Direction first, Script::Direction second) {
        const auto nothing = [](Operations&) {};
        const Script one{Revision{.id = "a", .message = "first"}, first, nothing};
        const Script other{Revision{.id = "b", .down_revision = {"a"}, .message = "second"}, second, nothing};
        const ScriptDirectory scripts{{&one, &other}};
        const Environment environment;
        Runner runner{connection, environment, scripts};
        runner.upgrade("head");
    }
    std::vector<Names> foreign_keys() {
        std::vector<Names> columns;
        for (const auto& key : retort::inspect(connection).get_foreign_keys("hero"))
            columns.push_back(key.columns);
        std::sort(columns.begin(), columns.end());
        return columns;
    }

    testing_support::FreshDatabase database;
    retort::Engine engine = retort::create_engine(database.url());
    retort::Connection connection = engine.connect();
};

/// Of which one refers to the other twice, by foreign keys without names.
void create_team_and_hero(Operations& op) {
    op.create_table("team", {Column{"id", Integer{}, {.nullable = false}}, primary_key_constraint({"id"})});
    op.create_table(
        "hero", {Column{"id", Integer{}, {.nullable = false}}, Column{"team_id", Integer{}, {.nullable = false}},
                    Column{"former_id", Integer{}}, primary_key_constraint({"id"}), foreign_key_constraint({"team_id"}, "team", {"id"}),
                    foreign_key_constraint({"former_id"}, "team", {"id"})});
}

TEST_F(ChangesOfTables, AForeignKeyWithoutANameIsDroppedByItsColumnsAlone) {
    upgrade(create_team_and_hero,
        [](Operations& op) { op.drop_constraint("", "hero", {.type = ConstraintType::foreign_key, .columns = {"former_id"}}); });
    EXPECT_EQ(foreign_keys(), (std::vector<Names>{{"team_id"}}));
}

TEST_F(ChangesOfTables, APrimaryKeyWithoutANameIsChangedBesideForeignKeys) {
    upgrade(create_team_and_hero, [](Operations& op) {
        auto batch = op.batch_alter_table("hero");
        batch.drop_constraint("", {.type = ConstraintType::primary_key});
        batch.create_primary_key("", {"former_id", "id"});
    });
    EXPECT_EQ(retort::inspect(connection).get_pk_constraint("hero").columns, (Names{"former_id", "id"}));
    EXPECT_EQ(foreign_keys(), (std::vector<Names>{{"former_id"}, {"team_id"}}));
}

TEST_F(ChangesOfTables, ANewDefaultOfANewTypeReplacesOneOfWhichTheScriptSaysNothing) {
    upgrade(
        [](Operations& op) {
            op.create_table("hero", {Column{"id", Integer{}, {.nullable = false}},
                                        Column{"grade", String{60}, {.server_default = "'no number'"}}, primary_key_constraint({"id"})});
        },
        [](Operations& op) {
            op.alter_column(
                "hero", "grade", {.server_default = "7", .type = Integer{}, .existing_type = String{60}, .existing_nullable = true});
        });
    connection.execute_ddl("INSERT INTO hero (id) VALUES (1)");
    EXPECT_EQ(connection.exec(retort::text("SELECT grade FROM hero")).one()[0].as_integer(), 7);
}

}  // namespace
