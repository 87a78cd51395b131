#include <retort/core/error.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

namespace {

using namespace retort;

Table hero() {
    Table table;
    table.name = "hero";
    for (const auto name : {"id", "name", "team_id", "city"})
        table.columns.emplace_back(name, types::Integer{});
    table.primary_key.columns = {"id"};
    table.unique_constraints = {unique_constraint("name", "city"), unique_constraint("city").named("by_hand")};
    table.check_constraints = {check("id > 0").named("positive")};
    table.foreign_keys = {foreign_key_constraint({"team_id", "city"}, "other.team", {"id", "town"})};
    table.indexes = {{"ix_hero_name", {"name"}, false, true}, index("mine", "city")};
    return table;
}

Table named(const NamingConvention& convention, Table table = hero()) {
    return MetaData{{std::move(table)}}.with_naming_convention(convention).tables().front();
}

struct TokenCase {
    const char* key;
    const char* pattern;
    const char* wanted;
};

// What SQLAlchemy makes of the same tokens.
TEST(NamingConvention, KnowsSqlalchemysTokens) {
    const std::vector<TokenCase> cases{
        {"uq", "uq_%(table_name)s_%(column_0_name)s", "uq_hero_name"},
        {"uq", "uq_%(table_name)s_%(column_0N_name)s", "uq_hero_namecity"},
        {"uq", "uq_%(table_name)s_%(column_0_N_name)s", "uq_hero_name_city"},
        {"uq", "uq_%(column_0_label)s", "uq_hero_name"},
        {"uq", "uq_%(column_0_N_label)s", "uq_hero_name_hero_city"},
        {"uq", "uq_%(column_1_name)s", "uq_city"},
        {"uq", "uq_%(column_2_name)s", "uq_"},
        {"uq", "uq_%(column_0_key)s", "uq_name"},
        {"uq", "100%%_%(table_name)s", "100%_hero"},
        {"pk", "pk_%(table_name)s", "pk_hero"},
        {"ck", "ck_%(table_name)s_%(constraint_name)s", "ck_hero_positive"},
        {"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "fk_hero_team_id_team"},
        {"fk", "fk_%(column_0_N_name)s_%(referred_column_0_name)s", "fk_team_id_city_id"},
        {"fk", "fk_%(referred_column_0_N_name)s", "fk_id_town"},
        {"ix", "index_%(column_0_label)s", "index_hero_name"},
    };
    for (const auto& [key, pattern, wanted] : cases) {
        const Table table = named({{key, pattern}});
        const std::map<std::string, std::string> names{{"uq", table.unique_constraints[0].name}, {"pk", table.primary_key.name},
            {"ck", table.check_constraints[0].name}, {"fk", table.foreign_keys[0].name}, {"ix", table.indexes[0].name}};
        EXPECT_EQ(names.at(key), wanted) << pattern;
    }
}

TEST(NamingConvention, LeavesNamesGivenByHand) {
    const Table table = named({{"uq", "uq_%(column_0_name)s"}, {"ck", "ck_%(table_name)s"}, {"ix", "i_%(column_0_name)s"}});
    EXPECT_EQ(table.unique_constraints[1].name, "by_hand");
    EXPECT_EQ(table.check_constraints[0].name, "positive");
    EXPECT_EQ(table.indexes[1].name, "mine");
}

TEST(NamingConvention, NamesIndexesByDefaultOnly) {
    auto table = hero();
    table.schema = "main";
    table.indexes.push_back({{}, {"team_id"}, false, false});
    const Table made = named({}, table);
    EXPECT_EQ(made.indexes[0].name, "ix_main_hero_name");
    EXPECT_EQ(made.indexes[2].name, "ix_main_hero_team_id");
    EXPECT_EQ(made.primary_key.name, "");
    EXPECT_EQ(made.unique_constraints[0].name, "");
}

TEST(NamingConvention, TheConstraintsOwnNameMustBeThere) {
    auto table = hero();
    table.check_constraints.push_back(check("city != ''"));
    EXPECT_THROW(named({{"ck", "ck_%(table_name)s_%(constraint_name)s"}}, table), InvalidRequestError);
    EXPECT_EQ(named({{"ck", "ck_%(table_name)s"}}, table).check_constraints[1].name, "ck_hero");
}

TEST(NamingConvention, RefusesWhatItDoesNotKnow) {
    EXPECT_THROW(named({{"uq", "uq_%(tabel_name)s"}}), ArgumentError);
    EXPECT_THROW(named({{"uq", "uq_%(referred_table_name)s"}}), ArgumentError);
    EXPECT_THROW(named({{"uq", "uq_%(column_x_name)s"}}), ArgumentError);
    EXPECT_THROW(named({{"uq", "uq_%(column_0_colour)s"}}), ArgumentError);
    EXPECT_THROW(named({{"uq", "uq_%(table_name"}}), ArgumentError);
    EXPECT_THROW(named({{"uq", "50%"}}), ArgumentError);
    try {
        named({{"unique", "x"}});
        FAIL();
    } catch (const ArgumentError& error) {
        EXPECT_STREQ(error.what(), "A naming convention has the keys ix, uq, ck, fk, pk, not 'unique'");
    }
}

TEST(NamingConvention, LeavesTheOriginalAlone) {
    const MetaData metadata{{hero()}};
    static_cast<void>(metadata.with_naming_convention({{"pk", "pk_%(table_name)s"}}));
    EXPECT_EQ(metadata.tables().front().primary_key.name, "");
}

}  // namespace
