#include <retort/core/error.hpp>
#include <retort/engine/dialect.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include "any_database.hpp"

namespace {

using namespace retort;

Table table(std::string name, std::initializer_list<std::pair<std::string, ReferentialAction>> refers_to = {}) {
    Table made;
    made.name = std::move(name);
    made.columns.emplace_back("id", types::Integer{}, ColumnOptions{.nullable = false, .primary_key = true, .autoincrement = true});
    made.primary_key.columns = {"id"};
    for (const auto& [referred, on_delete] : refers_to) {
        made.columns.emplace_back(referred + "_id", types::Integer{});
        auto key = foreign_key_constraint({referred + "_id"}, referred, {"id"});
        key.on_delete = on_delete;
        made.foreign_keys.push_back(key);
    }
    return made;
}

constexpr auto none = ReferentialAction::none;

class CreateAll : public testing::Test {
protected:
    std::vector<std::string> names() {
        auto connection = engine.connect();
        return engine.dialect().table_names(connection, {});
    }
    void run(std::initializer_list<const char*> statements) {
        auto connection = engine.begin();
        for (const auto sql : statements)
            connection.execute(sql, std::vector<Value>{});
        connection.commit();
    }

    /// False where the database commits by itself around each change of a table.
    bool has_transactional_ddl() const { return engine.dialect().alterations().transactional_ddl(); }

    testing_support::FreshDatabase database{};
    Engine engine = create_engine(database.url());
};

TEST_F(CreateAll, CreatesWhatIsMissingAndLeavesTheRest) {
    auto changed = table("team");
    changed.indexes.push_back({"ix_new", {"id"}, false, false});
    MetaData{{table("team")}}.create_all(engine);
    run({"INSERT INTO team VALUES (1)"});
    MetaData{{table("hero", {{"team", none}}), changed}}.create_all(engine);
    EXPECT_EQ(names(), (std::vector<std::string>{"hero", "team"}));
    EXPECT_NO_THROW(run({"INSERT INTO hero VALUES (1, 1)"}));
    EXPECT_THROW(run({"DROP INDEX ix_new"}), DatabaseError) << "indexes of tables that exist are not created";
}

TEST_F(CreateAll, IsOneTransaction) {
    auto broken = table("zebra");
    broken.check_constraints.push_back(check("no such function("));
    const MetaData metadata{{table("ape"), broken}};
    EXPECT_THROW(metadata.create_all(engine), DatabaseError);
    EXPECT_EQ(names(), has_transactional_ddl() ? std::vector<std::string>{} : std::vector<std::string>{"ape"});
}

TEST_F(CreateAll, JoinsTheTransactionOfAConnection) {
    if (!has_transactional_ddl()) GTEST_SKIP() << "no transaction holds the DDL of this database";
    {
        auto connection = engine.begin();
        MetaData{{table("team")}}.create_all(connection);
        EXPECT_TRUE(connection.in_transaction());
    }
    EXPECT_EQ(names(), std::vector<std::string>{});
}

TEST_F(CreateAll, ComplainsOfForeignKeysThatLeadNowhere) {
    try {
        MetaData{{table("hero", {{"team", none}})}}.create_all(engine);
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "The foreign key (team_id) of table 'hero' refers to table 'team', which is not in this metadata");
    }
}

TEST_F(CreateAll, DropsChildrenBeforeParents) {
    const MetaData metadata{{table("team"), table("hero", {{"team", none}}), table("power", {{"hero", none}, {"team", none}})}};
    metadata.create_all(engine);
    run({"INSERT INTO team VALUES (1)", "INSERT INTO hero VALUES (1, 1)", "INSERT INTO power VALUES (1, 1, 1)"});
    metadata.drop_all(engine);
    EXPECT_EQ(names(), std::vector<std::string>{});
    EXPECT_NO_THROW(metadata.drop_all(engine)) << "nothing left to drop";
}

TEST_F(CreateAll, DropsCyclesWithRowsInThem) {
    const MetaData metadata{{table("a", {{"b", none}}), table("b", {{"c", ReferentialAction::restrict_}}),
        table("c", {{"a", none}, {"c", none}}), table("d", {{"a", none}})}};
    metadata.create_all(engine);
    run({"INSERT INTO a VALUES (1, NULL)", "INSERT INTO c VALUES (1, 1, 1)", "INSERT INTO b VALUES (1, 1)", "UPDATE a SET b_id = 1",
        "INSERT INTO d VALUES (1, 1)"});
    metadata.drop_all(engine);
    EXPECT_EQ(names(), std::vector<std::string>{});
}

TEST_F(CreateAll, DropsTablesThatReferToThemselves) {
    const MetaData metadata{{table("node", {{"node", none}})}};
    metadata.create_all(engine);
    run({"INSERT INTO node VALUES (1, NULL), (2, 1), (3, 3)"});
    metadata.drop_all(engine);
    EXPECT_EQ(names(), std::vector<std::string>{});
}

TEST_F(CreateAll, DoesNotDropWhatStrangersStillReferTo) {
    const MetaData metadata{{table("a", {{"b", none}}), table("b", {{"a", none}})}};
    metadata.create_all(engine);
    run({"CREATE TABLE stranger (a_id INTEGER REFERENCES a (id))", "INSERT INTO a VALUES (1, NULL)", "INSERT INTO stranger VALUES (1)"});
    EXPECT_THROW(metadata.drop_all(engine), DatabaseError);
    if (has_transactional_ddl()) {
        EXPECT_EQ(names(), (std::vector<std::string>{"a", "b", "stranger"})) << "all or nothing";
    } else {
        EXPECT_EQ(names().front(), "a") << "which the stranger refers to";
    }
}

}  // namespace
