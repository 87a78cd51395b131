#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <vector>

#include <retort/model.hpp>
#include <retort/model/relationship_join.hpp>

namespace {

using namespace retort;

template <class... Models>
std::string refusal() {
    try {
        (void)metadata<Models...>();
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

template <class T>
const RelationshipJoin& join_of(std::string_view name) {
    return relationship_join(describe<T>(), *describe<T>().find_relationship(name));
}

namespace names_nothing {
struct Hero;
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"squad">> heroes;
};
struct Hero {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Relationship<Team> team;
};
}  // namespace names_nothing

TEST(RelationshipCheck, RefusesBackPopulatesThatNamesNothing) {
    EXPECT_EQ((refusal<names_nothing::Team, names_nothing::Hero>()),
        "the relationship 'heroes' of 'Team' says back_populates<\"squad\">, but 'Hero' has no relationship of that name");
}

namespace names_a_column {
struct Hero;
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"team_id">> heroes;
};
struct Hero {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
};
}  // namespace names_a_column

TEST(RelationshipCheck, RefusesBackPopulatesThatNamesAColumn) {
    EXPECT_EQ((refusal<names_a_column::Team, names_a_column::Hero>()),
        "the relationship 'heroes' of 'Team' says back_populates<\"team_id\">, but 'Hero.team_id' is a column, not a relationship");
}

namespace names_another_target {
struct Hero;
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"city">> heroes;
};
struct City {
    Field<int, primary_key> id;
};
struct Hero {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Field<std::optional<int>, foreign_key<&City::id>> city_id;
    Relationship<City> city;
};
}  // namespace names_another_target

TEST(RelationshipCheck, RefusesBackPopulatesThatLeadsElsewhere) {
    EXPECT_EQ((refusal<names_another_target::Team, names_another_target::Hero>()),
        "the relationship 'heroes' of 'Team' says back_populates<\"city\">, but 'Hero.city' leads to 'City'");
}

namespace names_somebody_else {
struct Hero;
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
    Relationship<std::vector<Hero>, back_populates<"team">> again;
};
struct Hero {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Relationship<Team, back_populates<"heroes">> team;
};
}  // namespace names_somebody_else

TEST(RelationshipCheck, RefusesBackPopulatesThatIsNotMutual) {
    EXPECT_EQ((refusal<names_somebody_else::Team>()),
        "the relationship 'again' of 'Team' says back_populates<\"team\">, but 'Hero.team' says back_populates<\"heroes\">");
}

namespace one_side {
struct Hero;
struct Team {
    Field<int, primary_key> id;
    Relationship<std::vector<Hero>, back_populates<"team">> heroes;
};
struct Hero {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Team::id>> team_id;
    Relationship<Team> team;
};
}  // namespace one_side

TEST(RelationshipCheck, OneSideThatNamesTheOtherIsEnough) {
    EXPECT_EQ((refusal<one_side::Team, one_side::Hero>()), "no error");
    EXPECT_EQ(join_of<one_side::Team>("heroes").reverse, describe<one_side::Hero>().find_relationship("team"));
    EXPECT_EQ(join_of<one_side::Hero>("team").reverse, describe<one_side::Team>().find_relationship("heroes"));
}

namespace two_parents {
struct Node {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Node::id>> parent_id;
    Relationship<Node, back_populates<"child">> parent;
    Relationship<Node, back_populates<"parent">> child;
};
}  // namespace two_parents

TEST(RelationshipCheck, RefusesTwoSidesOfOneKind) {
    EXPECT_EQ((refusal<two_parents::Node>()),
        "the relationship 'parent' of 'Node' and 'Node.child' name each other by back_populates, but both are many-to-one; say with "
        "remote_side<\"…\"> which of them leads to the parent");
}

namespace two_collections {
struct Node {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&Node::id>> parent_id;
    Relationship<std::vector<Node>, back_populates<"children">> parents;
    Relationship<std::vector<Node>, back_populates<"parents">> children;
};
}  // namespace two_collections

TEST(RelationshipCheck, RefusesTwoCollectionsWithoutALinkModel) {
    EXPECT_EQ((refusal<two_collections::Node>()),
        "the relationship 'parents' of 'Node' and 'Node.children' name each other by back_populates, but both are one-to-many; say with "
        "remote_side<\"…\"> which of them leads to the parent");
}

namespace other_key {
struct Flight;
struct Airport {
    Field<int, primary_key> id;
    Relationship<std::vector<Flight>, back_populates<"origin">> departures;
};
struct Flight {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Airport::id>> origin_id;
    Field<int, foreign_key<&Airport::id>> target_id;
    Relationship<Airport, via<&Flight::origin_id>, back_populates<"departures">> origin;
};
struct Port {
    Field<int, primary_key> id;
    Relationship<std::vector<struct Ferry>, back_populates<"origin">> departures;
};
struct Ferry {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Port::id>> origin_id;
    Field<int, foreign_key<&Port::id>> target_id;
    Relationship<Port, via<&Ferry::origin_id>, back_populates<"departures">> origin;
};
}  // namespace other_key

TEST(RelationshipCheck, RefusesTwoForeignKeysWithoutVia) {
    EXPECT_EQ((refusal<other_key::Airport>()),
        "the relationship 'departures' of 'Airport' is ambiguous: 'flight' refers to 'airport' by 'origin_id' and 'target_id'; choose one "
        "with via<&Flight::origin_id>");
}

namespace different_keys {
struct Flight;
struct Airport {
    Field<int, primary_key> id;
    Relationship<std::vector<Flight>, remote_side<"target_id">, back_populates<"origin">> departures;
};
struct Flight {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Airport::id>> origin_id;
    Field<int, foreign_key<&Airport::id>> target_id;
    Relationship<Airport, via<&Flight::origin_id>, back_populates<"departures">> origin;
};
}  // namespace different_keys

TEST(RelationshipCheck, RefusesTwoSidesAlongDifferentKeys) {
    EXPECT_EQ((refusal<different_keys::Airport>()),
        "the relationship 'departures' of 'Airport' and 'Flight.origin' name each other by back_populates, but they join along different "
        "foreign keys; choose the same with via<…>");
}

namespace same_link_key {
struct Person;
struct Follow {
    Field<int, primary_key, foreign_key<"person.id">> follower_id;
    Field<int, primary_key, foreign_key<"person.id">> followed_id;
};
struct Person {
    Field<int, primary_key> id;
    Relationship<std::vector<Person>, link_model<Follow>, back_populates<"followers">> follows;
    Relationship<std::vector<Person>, link_model<Follow>, back_populates<"follows">> followers;
};
struct Half {
    Field<int, primary_key> id;
    Relationship<std::vector<Half>, link_model<struct HalfLink>, back_populates<"other">> one;
    Relationship<Half, back_populates<"one">> other;
    Field<std::optional<int>, foreign_key<&Half::id>> half_id;
};
struct HalfLink {
    Field<int, primary_key, foreign_key<"half.id">> a_id;
    Field<int, primary_key, foreign_key<"half.id">> b_id;
};
}  // namespace same_link_key

TEST(RelationshipCheck, RefusesBothSidesOfALinkOnOneKey) {
    EXPECT_EQ((refusal<same_link_key::Person>()),
        "the relationship 'follows' of 'Person' and 'Person.followers' name each other by back_populates, but both join along the same "
        "foreign key of 'Follow'; give each its own with via<&Follow::…>");
    EXPECT_EQ((refusal<same_link_key::Half>()),
        "the relationship 'one' of 'Half' and 'Half.other' name each other by back_populates, but only one of them has a link_model");
}

namespace options {
struct Item;
struct Box {
    Field<int, primary_key> id;
};
struct NoSuchOrder {
    Field<int, primary_key> id;
    Relationship<std::vector<struct OrderItem>, ordered_by<"weight">> items;
};
struct OrderItem {
    Field<int, primary_key> id;
    Field<int, foreign_key<&NoSuchOrder::id>> owner_id;
};
struct OddOrder {
    Field<int, primary_key> id;
    Relationship<std::vector<struct OddItem>, ordered_by<"id down">> items;
};
struct OddItem {
    Field<int, primary_key> id;
    Field<int, foreign_key<&OddOrder::id>> owner_id;
};
struct CascadeUp {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Box::id>> box_id;
    Relationship<Box, cascade_delete> box;
};
struct PassiveUp {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Box::id>> box_id;
    Relationship<Box, passive_deletes> box;
};
struct StrictPost {
    Field<int, primary_key> id;
    Field<int, foreign_key<&Box::id>> box_id;
    Relationship<Box, post_update> box;
};
struct NoRemote {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&NoRemote::id>> parent_id;
    Relationship<NoRemote, remote_side<"nowhere">> parent;
};
struct WrongRemote {
    Field<int, primary_key> id;
    Field<std::optional<int>, foreign_key<&WrongRemote::id>> parent_id;
    Relationship<std::vector<WrongRemote>, remote_side<"id">> children;
};
struct Tagging {
    Field<int, primary_key, foreign_key<"box.id">> box_id;
    Field<int, primary_key, foreign_key<"tagged.id">> tagged_id;
};
struct Tagged {
    Field<int, primary_key> id;
    Relationship<std::vector<Box>, link_model<Tagging>, cascade_delete> boxes;
};
struct PostLink {
    Field<int, primary_key, foreign_key<"box.id">> box_id;
    Field<int, primary_key, foreign_key<"postlinked.id">> tagged_id;
};
struct PostLinked {
    Field<int, primary_key> id;
    Relationship<std::vector<Box>, link_model<PostLink>, post_update> boxes;
};
}  // namespace options

TEST(RelationshipCheck, RefusesAnOrderThatIsNone) {
    EXPECT_EQ((refusal<options::NoSuchOrder>()),
        "the relationship 'items' of 'NoSuchOrder': its ordered_by<\"weight\"> names 'weight', which is no column of 'OrderItem'");
    EXPECT_EQ((refusal<options::OddOrder>()),
        "the relationship 'items' of 'OddOrder': its ordered_by<\"id down\"> may say asc or desc behind a column, and nothing else");
}

TEST(RelationshipCheck, RefusesCascadesThatWouldDeleteWhatOthersHave) {
    EXPECT_EQ((refusal<options::CascadeUp>()),
        "the relationship 'box' of 'CascadeUp' is many-to-one, so cascade_delete would delete the one for one of the many; say "
        "cascade_delete at 'Box', on the other side");
    EXPECT_EQ((refusal<options::Tagged>()),
        "the relationship 'boxes' of 'Tagged' is many-to-many, so cascade_delete would delete what others are linked with too; link rows "
        "go by themselves");
}

TEST(RelationshipCheck, RefusesOptionsWithoutEffect) {
    EXPECT_EQ((refusal<options::PassiveUp>()),
        "the relationship 'box' of 'PassiveUp' is many-to-one, so passive_deletes has nothing to leave to the database; say it at 'Box', "
        "on the other side");
    EXPECT_EQ((refusal<options::StrictPost>()),
        "the relationship 'box' of 'StrictPost' says post_update, which inserts the row without its foreign key, but 'StrictPost.box_id' "
        "cannot be NULL");
    EXPECT_EQ((refusal<options::PostLinked>()),
        "the relationship 'boxes' of 'PostLinked' is many-to-many, so there is no foreign key that post_update could write later");
}

TEST(RelationshipCheck, RefusesARemoteSideThatIsNotThere) {
    EXPECT_EQ((refusal<options::NoRemote>()),
        "the relationship 'parent' of 'NoRemote': its remote_side<\"nowhere\"> names no column of 'NoRemote'");
    EXPECT_EQ((refusal<options::WrongRemote>()),
        "the relationship 'children' of 'WrongRemote': its remote_side<\"id\"> is not the foreign key of 'WrongRemote' that a collection "
        "of 'WrongRemote' joins along");
}

namespace remote {
struct Node {
    Field<int, primary_key> id;
    std::string name;
    Field<std::optional<int>, foreign_key<&Node::id>> parent_id;
    Relationship<Node, remote_side<"id">, back_populates<"children">> parent;
    Relationship<std::vector<Node>, remote_side<"parent_id">, back_populates<"parent">, ordered_by<"name desc, id">> children;
};
/// A chain: each has one before it and one behind it.
struct Link {
    Field<int, primary_key> id;
    Field<std::optional<int>, unique, foreign_key<&Link::id>> next_id;
    Relationship<Link, remote_side<"id">, back_populates<"previous">> next;
    Relationship<Link, remote_side<"next_id">, back_populates<"next">> previous;
};
}  // namespace remote

TEST(RelationshipCheck, TheRemoteSideTellsParentFromChild) {
    EXPECT_EQ((refusal<remote::Node, remote::Link>()), "no error");
    EXPECT_TRUE(join_of<remote::Node>("parent").foreign_key_on_owner);
    EXPECT_FALSE(join_of<remote::Node>("children").foreign_key_on_owner);
    EXPECT_EQ(join_of<remote::Node>("children").order, (std::vector<OrderColumn>{{1, true}, {0, false}}));
    EXPECT_TRUE(join_of<remote::Link>("next").foreign_key_on_owner);
    EXPECT_FALSE(join_of<remote::Link>("previous").foreign_key_on_owner);
    EXPECT_EQ(join_of<remote::Link>("previous").pairs, (std::vector<ColumnPair>{{0, 1}}));
}

}  // namespace
