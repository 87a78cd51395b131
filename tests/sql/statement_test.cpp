#include "sql_test.hpp"

#include <retort/dialect/sqlite/identifiers.hpp>

using namespace sql_test;
using retort::col, retort::select, retort::Select, retort::Entity;
namespace func = retort::func;

TEST(SqlStatement, IsAValue) {
    const auto all = select(col(&Team::name));
    const auto some = all.where(col(&Team::id) > 1);
    auto few = some;
    few = std::move(few).where(col(&Team::id) < 9).limit(1);
    EXPECT_EQ(compiled(all.node()).sql, "SELECT team.name \nFROM team");
    EXPECT_EQ(compiled(some.node()).sql, "SELECT team.name \nFROM team \nWHERE team.id > ?");
    EXPECT_EQ(compiled(few.node()).sql, "SELECT team.name \nFROM team \nWHERE team.id > ? AND team.id < ?\n LIMIT ? OFFSET ?");
}

TEST(SqlStatement, ChangesATemporaryInPlace) {
    auto statement = select<Team>();
    const void* before = &statement.node();
    auto changed = std::move(statement).where(col(&Team::id) > 1).order_by(col(&Team::id));
    EXPECT_EQ(&changed.node(), before);
    const auto copy = changed;
    const auto other = std::move(changed).limit(1);
    EXPECT_NE(&other.node(), before) << "the copy still holds the old node";
    EXPECT_EQ(compiled(copy.node()).sql, "SELECT team.id, team.name \nFROM team \nWHERE team.id > ? ORDER BY team.id");
}

TEST(SqlStatement, DescribesItsRows) {
    const auto statement = select(retort::entity<Hero>(), func::count(), col(&Hero::price));
    const auto& items = statement.node().items;
    ASSERT_EQ(items.size(), 3u);
    EXPECT_EQ(items[0].model, &retort::describe<Hero>());
    EXPECT_EQ(items[1].ops, &retort::value_ops<std::int64_t>());
    EXPECT_EQ(items[2].ops, &retort::value_ops<Decimal>());
    EXPECT_EQ(items[2].scale, retort::describe<Hero>().find_field("price")->scale);
    EXPECT_TRUE(retort::update<Hero>().node().items.empty());
}

TEST(SqlStatement, CarriesOptionsForTheSession) {
    struct Loader final : retort::sql::Node {
        Loader() : Node{retort::sql::NodeKind::extension} {}
    };
    struct LoadNothing : retort::LoaderOption {
        LoadNothing() : LoaderOption{retort::sql::NodePtr{new Loader}} {}
    };
    const auto statement = select<Hero>().options(LoadNothing{}).populate_existing().yield_per(10);
    EXPECT_EQ(statement.node().loader_options.size(), 1u);
    EXPECT_TRUE(statement.node().execution.populate_existing);
    EXPECT_EQ(statement.node().execution.yield_per, 10u);
}

TEST(SqlStatement, IsSharedByThreads) {
    const auto statement = select<Hero>().where(col(&Hero::age) > 30, col(&Hero::name).in({"a", "b"}));
    const std::string expected = compiled(statement.node()).sql;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int round = 0; round < 500; ++round) {
                const auto copy = statement;
                const auto longer = copy.where(col(&Hero::id) == round);
                EXPECT_EQ(compiled(copy.node()).sql, expected);
                EXPECT_EQ(compiled(longer.node()).parameters.size(), 4u);
            }
        });
    }
    for (auto& thread : threads)
        thread.join();
}

TEST(SqliteIdentifier, NeedsQuotesWhereSqlAlchemyPutsThem) {
    using retort::sqlite::quote_identifier;
    EXPECT_EQ(quote_identifier("hero"), "hero");
    EXPECT_EQ(quote_identifier("hero_2$"), "hero_2$");
    EXPECT_EQ(quote_identifier("_hero"), "_hero");
    EXPECT_EQ(quote_identifier("Hero"), "\"Hero\"");
    EXPECT_EQ(quote_identifier("order"), "\"order\"");
    EXPECT_EQ(quote_identifier("where"), "\"where\"");
    EXPECT_EQ(quote_identifier("add"), "\"add\"");
    EXPECT_EQ(quote_identifier("wheres"), "wheres");
    EXPECT_EQ(quote_identifier("2nd"), "\"2nd\"");
    EXPECT_EQ(quote_identifier("$x"), "\"$x\"");
    EXPECT_EQ(quote_identifier("a b"), "\"a b\"");
    EXPECT_EQ(quote_identifier("a\"b"), "\"a\"\"b\"");
    EXPECT_EQ(quote_identifier("größe"), "\"größe\"");
    EXPECT_EQ(quote_identifier(""), "\"\"");
}
