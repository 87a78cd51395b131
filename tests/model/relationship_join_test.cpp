#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <retort/model.hpp>
#include <retort/model/relationship_join.hpp>

namespace {

using namespace retort;
using Pairs = std::vector<ColumnPair>;

template <class T>
const RelationshipJoin& join_of(std::string_view name) {
    return relationship_join(describe<T>(), *describe<T>().find_relationship(name));
}

template <class T>
std::string refusal(std::string_view name) {
    try {
        (void)join_of<T>(name);
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

template <class T>
int field(std::string_view name) {
    return describe<T>().find_field(name)->index;
}

struct Hero;
struct Power;

struct HeroPower {
    Field<int, primary_key, foreign_key<"hero.id">> hero_id;
    Field<int, primary_key, foreign_key<"power.id">> power_id;
};
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};
struct Power {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, link_model<HeroPower>> heroes;
};
struct Hero {
    std::string name = "";
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
    Relationship<std::vector<Power>, link_model<HeroPower>> powers;
};

TEST(RelationshipJoin, FollowsTheForeignKeyFromEitherSide) {
    const RelationshipJoin& many_to_one = join_of<Hero>("team");
    EXPECT_TRUE(many_to_one.foreign_key_on_owner);
    EXPECT_EQ(many_to_one.pairs, (Pairs{{field<Hero>("team_id"), field<Team>("id")}}));
    EXPECT_EQ(many_to_one.owner, &describe<Hero>());
    EXPECT_EQ(many_to_one.target, &describe<Team>());
    EXPECT_EQ(many_to_one.link, nullptr);

    const RelationshipJoin& one_to_many = join_of<Team>("heroes");
    EXPECT_FALSE(one_to_many.foreign_key_on_owner);
    EXPECT_EQ(one_to_many.pairs, (Pairs{{field<Team>("id"), field<Hero>("team_id")}}));
    EXPECT_EQ(&join_of<Team>("heroes"), &one_to_many) << "found once";
}

TEST(RelationshipJoin, FollowsALinkModel) {
    const RelationshipJoin& powers = join_of<Hero>("powers");
    EXPECT_EQ(powers.link, &describe<HeroPower>());
    EXPECT_EQ(powers.pairs, (Pairs{{field<Hero>("id"), 0}}));
    EXPECT_EQ(powers.target_pairs, (Pairs{{1, field<Power>("id")}}));
    const RelationshipJoin& heroes = join_of<Power>("heroes");
    EXPECT_EQ(heroes.pairs, (Pairs{{field<Power>("id"), 1}}));
    EXPECT_EQ(heroes.target_pairs, (Pairs{{0, field<Hero>("id")}}));
}

struct Airport;
struct Flight {
    Field<int, primary_key> id;
    Field<int, foreign_key<"airport.id">> origin_id;
    Field<int, foreign_key<"airport.id">> target_id;
    int seats = 0;
    Relationship<Airport, via<&Flight::origin_id>> origin;
    Relationship<Airport, via<&Flight::target_id>> target;
    Relationship<Airport> either;
    Relationship<Airport, via<&Flight::seats>> no_key;
    Relationship<Airport, via<&Flight::origin>> no_field;
    Relationship<Airport, via<&Hero::team_id>> elsewhere;
    Relationship<Team> no_way;
};
struct Airport {
    Field<int, primary_key> id;
    Relationship<std::vector<Flight>, via<&Flight::origin_id>> departures;
    Relationship<std::vector<Flight>, via<&Flight::target_id>> arrivals;
    Relationship<std::vector<Flight>> either;
    Relationship<std::vector<Team>> no_way;
};

TEST(RelationshipJoin, ChoosesTheForeignKeyThatViaNames) {
    EXPECT_EQ(join_of<Flight>("origin").pairs, (Pairs{{1, 0}}));
    EXPECT_EQ(join_of<Flight>("target").pairs, (Pairs{{2, 0}}));
    EXPECT_EQ(join_of<Airport>("departures").pairs, (Pairs{{0, 1}}));
    EXPECT_EQ(join_of<Airport>("arrivals").pairs, (Pairs{{0, 2}}));
}

TEST(RelationshipJoin, RefusesWhatIsAmbiguousOrMissingAndNamesBothSides) {
    EXPECT_EQ(refusal<Flight>("either"),
        "the relationship 'either' of 'Flight' is ambiguous: 'flight' refers to 'airport' by 'origin_id' and 'target_id'; "
        "choose one with via<&Flight::origin_id>");
    EXPECT_EQ(refusal<Airport>("either"),
        "the relationship 'either' of 'Airport' is ambiguous: 'flight' refers to 'airport' by 'origin_id' and 'target_id'; "
        "choose one with via<&Flight::origin_id>");
    EXPECT_EQ(refusal<Flight>("no_way"),
        "the relationship 'no_way' of 'Flight' has no foreign key to join along: add foreign_key<\"flight.id\"> "
        "to a field of 'Team', or foreign_key<\"team.id\"> to a field of 'Flight'");
    EXPECT_EQ(refusal<Airport>("no_way"),
        "the relationship 'no_way' of 'Airport' has no foreign key to join along: add foreign_key<\"airport.id\"> "
        "to a field of 'Team'");
}

TEST(RelationshipJoin, RefusesAViaThatJoinsNothing) {
    EXPECT_EQ(refusal<Flight>("no_key"),
        "the relationship 'no_key' of 'Flight': its via names the field 'seats' of 'Flight' that is no foreign key to "
        "'airport'");
    EXPECT_EQ(refusal<Flight>("no_field"),
        "the relationship 'no_field' of 'Flight': its via names a member of 'Flight' that is no foreign key to "
        "'airport'");
    EXPECT_EQ(refusal<Flight>("elsewhere"),
        "the relationship 'elsewhere' of 'Flight': its via names a member of 'Hero', which is on neither side of it");
}

struct Node {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Node::id>> parent_id;
    Relationship<Node, back_populates<"children">> parent;
    Relationship<std::vector<Node>, back_populates<"parent">> children;
};

TEST(RelationshipJoin, FollowsAModelThatRefersToItself) {
    EXPECT_TRUE(join_of<Node>("parent").foreign_key_on_owner);
    EXPECT_EQ(join_of<Node>("parent").pairs, (Pairs{{1, 0}}));
    EXPECT_FALSE(join_of<Node>("children").foreign_key_on_owner);
    EXPECT_EQ(join_of<Node>("children").pairs, (Pairs{{0, 1}}));
}

struct Follow {
    Field<int, primary_key, foreign_key<"person.id">> follower_id;
    Field<int, primary_key, foreign_key<"person.id">> followed_id;
};
struct Person {
    Field<int, primary_key> id;
    Relationship<std::vector<Person>, link_model<Follow>, via<&Follow::follower_id>> follows;
    Relationship<std::vector<Person>, link_model<Follow>, via<&Follow::followed_id>> followers;
};

TEST(RelationshipJoin, FollowsALinkBetweenRowsOfOneTable) {
    EXPECT_EQ(join_of<Person>("follows").pairs, (Pairs{{0, 0}}));
    EXPECT_EQ(join_of<Person>("follows").target_pairs, (Pairs{{1, 0}}));
    EXPECT_EQ(join_of<Person>("followers").pairs, (Pairs{{0, 1}}));
    EXPECT_EQ(join_of<Person>("followers").target_pairs, (Pairs{{0, 0}}));
}

struct Tag;
struct Post;
struct Tagging {
    Field<int, primary_key, foreign_key<"post.id">> post_id;
    Field<int, primary_key, foreign_key<"tag.id">> tag_id;
    Field<std::optional<int>, foreign_key<"tag.id">> replaced_by_id;
};
struct Post {
    Field<int, primary_key> id;
    Relationship<std::vector<Tag>, link_model<Tagging>, via<&Tagging::tag_id>> tags;
    Relationship<std::vector<Tag>, link_model<Tagging>> either;
    Relationship<std::vector<Team>, link_model<Tagging>> no_way;
};
struct Tag {
    Field<int, primary_key> id;
    Relationship<std::vector<Post>, link_model<Tagging>, via<&Tagging::tag_id>> posts;
};

TEST(RelationshipJoin, ChoosesEitherKeyOfALinkModel) {
    EXPECT_EQ(join_of<Post>("tags").pairs, (Pairs{{0, 0}}));
    EXPECT_EQ(join_of<Post>("tags").target_pairs, (Pairs{{1, 0}}));
    EXPECT_EQ(join_of<Tag>("posts").pairs, (Pairs{{0, 1}}));
    EXPECT_EQ(join_of<Tag>("posts").target_pairs, (Pairs{{0, 0}}));
    EXPECT_EQ(refusal<Post>("either"),
        "the relationship 'either' of 'Post' is ambiguous: 'tagging' refers to 'tag' by 'tag_id' and 'replaced_by_id'; "
        "choose one with via<&Tagging::tag_id>");
    EXPECT_EQ(refusal<Post>("no_way"), "the relationship 'no_way' of 'Post': the link model 'Tagging' has no foreign key to 'team'");
}

struct Office {
    Field<int, primary_key> building;
    Field<int, primary_key> floor;
    Relationship<std::vector<struct Desk>> desks;
};
struct Desk {
    Field<int, primary_key> id;
    int floor = 0;
    int building = 0;
    Relationship<Office> office;
    static auto table_args() { return foreign_key_constraint({"building", "floor"}, "office", {"building", "floor"}); }
};

TEST(RelationshipJoin, FollowsAForeignKeyOfSeveralColumns) {
    EXPECT_EQ(join_of<Desk>("office").pairs, (Pairs{{2, 0}, {1, 1}}));
    EXPECT_EQ(join_of<Office>("desks").pairs, (Pairs{{0, 2}, {1, 1}}));
}

struct Captain;
struct Ship {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<"captain.id">> captain_id;
    Relationship<Captain, via<&Ship::captain_id>> captain;
};
struct Captain {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Ship::id>> home_ship_id;
    Relationship<Ship, via<&Ship::captain_id>> commands;
    Relationship<Ship, via<&Captain::home_ship_id>> home;
};

TEST(RelationshipJoin, TakesTheSideThatViaNamesWhereBothReferToEachOther) {
    EXPECT_FALSE(join_of<Captain>("commands").foreign_key_on_owner);
    EXPECT_EQ(join_of<Captain>("commands").pairs, (Pairs{{0, 1}}));
    EXPECT_TRUE(join_of<Captain>("home").foreign_key_on_owner);
    EXPECT_EQ(join_of<Captain>("home").pairs, (Pairs{{1, 0}}));
    EXPECT_TRUE(join_of<Ship>("captain").foreign_key_on_owner);
}

struct Plain {
    int id = 0;
};
struct ToPlain {
    Field<int, primary_key> id;
    Relationship<Plain> plain;
};
struct Stray {
    Field<int, primary_key> id;
    Field<int, foreign_key<"team.nowhere">> team_id;
    Relationship<Team> team;
};

TEST(RelationshipJoin, RefusesATargetWithoutTableOrColumn) {
    EXPECT_EQ(refusal<ToPlain>("plain"),
        "the model 'Plain' has no table: give one of its fields the option primary_key to make it a table model");
    EXPECT_EQ(refusal<Stray>("team"), "the foreign key of 'stray' refers to 'team.nowhere', which is no column");
}

}  // namespace
