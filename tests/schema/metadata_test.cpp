#include <retort/core/error.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include <random>

namespace {

using namespace retort;

Table table(std::string name, std::initializer_list<const char*> refers_to = {}) {
    Table made;
    made.name = std::move(name);
    made.columns.emplace_back("id", types::Integer{});
    for (const std::string referred : refers_to) {
        made.columns.emplace_back(referred + "_id", types::Integer{});
        made.foreign_keys.push_back(foreign_key_constraint({referred + "_id"}, referred, {"id"}));
    }
    return made;
}

std::vector<std::string> sorted_names(const MetaData& metadata) {
    std::vector<std::string> names;
    for (const Table* sorted : metadata.sorted_tables())
        names.push_back(sorted->name);
    return names;
}

using Names = std::vector<std::string>;

// The orders of SQLAlchemy's MetaData.sorted_tables for the same tables.
TEST(SortedTables, ReferredTablesComeFirst) {
    EXPECT_EQ(sorted_names(MetaData{{table("hero", {"team"}), table("team")}}), (Names{"team", "hero"}));
    EXPECT_EQ(sorted_names(MetaData{{table("b", {"zeta"}), table("a"), table("zeta"), table("c")}}), (Names{"a", "c", "zeta", "b"}));
    EXPECT_EQ(sorted_names(MetaData{{table("a", {"d"}), table("b", {"a"}), table("c", {"d"}), table("d"), table("e", {"c", "a"})}}),
        (Names{"d", "a", "c", "b", "e"}));
}

TEST(SortedTables, IndependentTablesStandInOrderOfTheirNames) {
    EXPECT_EQ(sorted_names(MetaData{{table("c"), table("a"), table("b")}}), (Names{"a", "b", "c"}));
}

TEST(SortedTables, ATableMayReferToItself) {
    EXPECT_EQ(sorted_names(MetaData{{table("node", {"node"}), table("a", {"node"})}}), (Names{"node", "a"}));
}

TEST(SortedTables, CyclesAreNoObstacleAndHideNothingElse) {
    EXPECT_EQ(sorted_names(MetaData{{table("b", {"a"}), table("a", {"b"})}}), (Names{"a", "b"}));
    // What the cycle refers to stands before it, what refers to the cycle behind it.
    EXPECT_EQ(sorted_names(MetaData{{table("ant", {"c1"}), table("c1", {"c2", "zoo"}), table("c2", {"c1"}), table("zoo")}}),
        (Names{"zoo", "c1", "c2", "ant"}));
}

TEST(SortedTables, ForeignKeysThatLeadNowhereAreErrors) {
    try {
        MetaData{{table("hero", {"team"})}}.sorted_tables();
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "The foreign key (team_id) of table 'hero' refers to table 'team', which is not in this metadata");
    }
    auto hero = table("hero");
    hero.foreign_keys.push_back(foreign_key_constraint({"id"}, "team", {"nr"}));
    try {
        MetaData{{hero, table("team")}}.sorted_tables();
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "The foreign key (id) of table 'hero' refers to column 'team.nr', which is not in this metadata");
    }
}

TEST(SortedTables, AnyGraphWithoutCyclesIsSortedWhateverTheOrder) {
    std::mt19937 random{7};
    for (int round = 0; round < 50; ++round) {
        std::vector<Table> tables;
        for (int number = 0; number < 12; ++number) {
            Table made = table("t" + std::to_string(random() % 1000) + "_" + std::to_string(number));
            for (const Table& earlier : tables) {
                if (random() % 4 == 0) made.foreign_keys.push_back(foreign_key_constraint({"id"}, earlier.name, {"id"}));
            }
            tables.push_back(std::move(made));
        }
        std::shuffle(tables.begin(), tables.end(), random);
        const MetaData metadata{tables};
        std::set<std::string> seen;
        for (const Table* sorted : metadata.sorted_tables()) {
            for (const auto& key : sorted->foreign_keys)
                EXPECT_TRUE(seen.contains(key.referred_table)) << sorted->name;
            seen.insert(sorted->name);
        }
        EXPECT_EQ(seen.size(), tables.size());
    }
}

TEST(MetaDataTables, AreFoundByFullName) {
    auto in_schema = table("hero");
    in_schema.schema = "main";
    const MetaData metadata{{table("hero"), in_schema}};
    EXPECT_EQ(metadata.find_table("hero"), &metadata.tables()[0]);
    EXPECT_EQ(metadata.find_table("main.hero"), &metadata.tables()[1]);
    EXPECT_EQ(metadata.find_table("xmain.hero"), nullptr);
    EXPECT_EQ(metadata.find_table("main_hero"), nullptr);
    EXPECT_EQ(metadata.find_table(""), nullptr);
}

TEST(MetaDataTables, AreThereOnce) {
    MetaData metadata{{table("hero")}};
    EXPECT_THROW(metadata.add(table("hero")), ArgumentError);
}

}  // namespace
