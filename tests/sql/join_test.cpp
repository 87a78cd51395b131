#include "sql_test.hpp"

using namespace sql_test;
using retort::aliased, retort::col, retort::rel, retort::select;
namespace func = retort::func;

TEST(SqlJoin, FollowsTheForeignKeyInEitherDirection) {
    // py: select(Hero.name).join(Team)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name)).join<Team>());
    // py: select(Team).join(Hero)
    EXPECT_SQL(
        "SELECT team.id, team.name \n"
        "FROM team JOIN hero ON team.id = hero.team_id",
        "[]", select<Team>().join<Hero>());
    // py: select(Team, Hero.name).join(Team)
    EXPECT_SQL(
        "SELECT team.id, team.name, hero.name AS name_1 \n"
        "FROM hero JOIN team ON team.id = hero.team_id",
        "[]", select(retort::entity<Team>(), col(&Hero::name)).join<Team>());
    // py: select(Hero.name).join(Team, isouter=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LEFT OUTER JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name)).outer_join<Team>());
    // py: select(Hero.name).join(Link).join(Power).join(Team)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN link ON hero.id = link.hero_id JOIN power ON power.id = link.power_id JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name)).join<Link>().join<Power>().join<Team>());
    // py: select(func.count()).select_from(Hero).join(Team)
    EXPECT_SQL(
        "SELECT count(*) AS count_1 \n"
        "FROM hero JOIN team ON team.id = hero.team_id",
        "[]", select(func::count()).select_from<Hero>().join<Team>());
}

TEST(SqlJoin, TakesACondition) {
    // py: select(Hero.name).join(Team, Hero.team_id == Team.id)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team ON hero.team_id = team.id",
        "[]", select(col(&Hero::name)).join<Team>(col(&Hero::team_id) == col(&Team::id)));
    // py: select(Hero.name).join(Team, and_(Hero.team_id == Team.id, Team.name == "x"), isouter=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LEFT OUTER JOIN team ON hero.team_id = team.id AND team.name = ?",
        "['x']", select(col(&Hero::name)).outer_join<Team>(col(&Hero::team_id) == col(&Team::id) && col(&Team::name) == "x"));
    // py: select(Hero.name).join(Team, Hero.team_id == Team.id, full=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero FULL OUTER JOIN team ON hero.team_id = team.id",
        "[]", select(col(&Hero::name)).full_join(retort::entity<Team>(), col(&Hero::team_id) == col(&Team::id)));
}

TEST(SqlJoin, KeepsOtherTablesInFrom) {
    // py: select(Hero.name).join(Team).where(Power.id == 1)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM power, hero JOIN team ON team.id = hero.team_id \n"
        "WHERE power.id = ?",
        "[1]", select(col(&Hero::name)).join<Team>().where(col(&Power::id) == 1));
    // py: select(Hero.name, Power.name).join(Team)
    EXPECT_SQL(
        "SELECT hero.name, power.name AS name_1 \n"
        "FROM power, hero JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name), col(&Power::name)).join<Team>());
}

TEST(SqlJoin, FollowsARelationship) {
    // py: select(Hero.name).join(Hero.team)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name)).join(&Hero::team));
    // py: select(Team.name).join(Team.heroes)
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team JOIN hero ON team.id = hero.team_id",
        "[]", select(col(&Team::name)).join(&Team::heroes));
    // py: select(Hero.name).outerjoin(Hero.team)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LEFT OUTER JOIN team ON team.id = hero.team_id",
        "[]", select(col(&Hero::name)).outer_join(&Hero::team));
    // py: select(Hero.name).join(Hero.powers)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN link AS link_1 ON hero.id = link_1.hero_id JOIN power ON power.id = link_1.power_id",
        "[]", select(col(&Hero::name)).join(&Hero::powers));
    // py: select(Hero.name).outerjoin(Hero.powers)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LEFT OUTER JOIN (link AS link_1 JOIN power ON power.id = link_1.power_id) ON hero.id = link_1.hero_id",
        "[]", select(col(&Hero::name)).outer_join(&Hero::powers));
    // py: select(Team.name).join(Team.heroes).join(Hero.powers).where(Power.name == "x")
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team JOIN hero ON team.id = hero.team_id JOIN link AS link_1 ON hero.id = link_1.hero_id JOIN power ON power.id = "
        "link_1.power_id \n"
        "WHERE power.name = ?",
        "['x']", select(col(&Team::name)).join(&Team::heroes).join(&Hero::powers).where(col(&Power::name) == "x"));
    // py: select(Team.name).join(Team.heroes.and_(Hero.age > 3))
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team JOIN hero ON team.id = hero.team_id AND hero.age > ?",
        "[3]", select(col(&Team::name)).join(&Team::heroes, col(&Hero::age) > 3));
}

TEST(SqlJoin, JoinsAliases) {
    // py> t = aliased(Team, name="t")
    const auto t = aliased<Team>("t");
    // py: select(Hero.name).join(t)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team AS t ON t.id = hero.team_id",
        "[]", select(col(&Hero::name)).join(t));
    // py: select(Hero.name).join(t, Hero.team).where(t.name == "x")
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team AS t ON t.id = hero.team_id \n"
        "WHERE t.name = ?",
        "['x']", select(col(&Hero::name)).join(t, &Hero::team).where(t.col(&Team::name) == "x"));
    // py> h = aliased(Hero, name="h")
    const auto h = aliased<Hero>("h");
    // py: select(h.name).join(t, h.team)
    EXPECT_SQL(
        "SELECT h.name \n"
        "FROM hero AS h JOIN team AS t ON t.id = h.team_id",
        "[]", select(h.col(&Hero::name)).join(t, h.rel(&Hero::team)));
    // py: select(h.name).join(h.powers)
    EXPECT_SQL(
        "SELECT h.name \n"
        "FROM hero AS h JOIN link AS link_1 ON h.id = link_1.hero_id JOIN power ON power.id = link_1.power_id",
        "[]", select(h.col(&Hero::name)).join(h.rel(&Hero::powers)));
    // py> p = aliased(Node, name="p")
    const auto p = aliased<Node>("p");
    // py: select(Node.Label, p.Label).join(p, Node.parent)
    EXPECT_SQL(
        "SELECT \"order\".\"Label\", p.\"Label\" AS \"Label_1\" \n"
        "FROM \"order\" JOIN \"order\" AS p ON p.id = \"order\".parent_id",
        "[]", select(col(&Node::Label), p.col(&Node::Label)).join(p, &Node::parent));
}

std::string message_of(auto make) {
    try {
        make();
    } catch (const retort::ArgumentError& error) {
        return error.what();
    }
    return "no error";
}

TEST(SqlJoin, SaysWhichTablesItCannotJoin) {
    EXPECT_EQ(message_of([] { select<Hero>().join<Power>(); }),
        "Cannot join power to hero: no foreign key leads from one to the other. Give the condition: join<Other>(col(…) == col(…)).");
    EXPECT_EQ(message_of([] { select<Flight>().join<Team>(); }),
        "Cannot join flight and team: 2 foreign keys lead from one to the other. Give the condition, or join along a relationship.");
    EXPECT_EQ(message_of([] { select(func::count()).join<Team>(); }),
        "Cannot join team: the statement selects from no other table yet. Say select_from<…>() first.");
    EXPECT_EQ(message_of([] { select<Hero, Flight>().join<Team>(col(&Team::id) == col(&Team::id)); }),
        "Cannot join team to hero, flight: no foreign key leads from one to the other. Give the condition: join<Other>(col(…) == col(…)).");
    EXPECT_NE(message_of([] { select<Node>().join(&Node::parent); }).find("without an alias"), std::string::npos);
}

TEST(SqlAny, LooksForRelatedRows) {
    // py: select(Team.name).where(Team.heroes.any(Hero.age > 3))
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id AND hero.age > ?)",
        "[3]", select(col(&Team::name)).where(rel(&Team::heroes).any(col(&Hero::age) > 3)));
    // py: select(Team.name).where(Team.heroes.any(), ~Team.heroes.any(Hero.age > 1))
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team \n"
        "WHERE (EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id)) AND NOT (EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id AND hero.age > ?))",
        "[1]", select(col(&Team::name)).where(rel(&Team::heroes).any(), !rel(&Team::heroes).any(col(&Hero::age) > 1)));
    // py: select(Hero.name).where(Hero.team.has(Team.name == "x"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id AND team.name = ?)",
        "['x']", select(col(&Hero::name)).where(rel(&Hero::team).has(col(&Team::name) == "x")));
    // py: select(Hero.name).where(Hero.powers.any(Power.name == "x"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM link, power \n"
        "WHERE hero.id = link.hero_id AND power.id = link.power_id AND power.name = ?)",
        "['x']", select(col(&Hero::name)).where(rel(&Hero::powers).any(col(&Power::name) == "x")));
    // py: select(Hero.name).join(Hero.team).where(Team.heroes.any(Hero.age > 3))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero JOIN team ON team.id = hero.team_id \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id AND hero.age > ?)",
        "[3]", select(col(&Hero::name)).join(&Hero::team).where(rel(&Team::heroes).any(col(&Hero::age) > 3)));
    // py: select(Team.name).where(Team.heroes.any(Hero.powers.any(Power.name == "x")))
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id AND (EXISTS (SELECT 1 \n"
        "FROM link, power \n"
        "WHERE hero.id = link.hero_id AND power.id = link.power_id AND power.name = ?)))",
        "['x']", select(col(&Team::name)).where(rel(&Team::heroes).any(rel(&Hero::powers).any(col(&Power::name) == "x"))));
}

TEST(SqlAny, GivesAModelRelatedToItselfAnotherName) {
    // py: select(Node.id).where(Node.children.any(Node.Label == "x"))
    EXPECT_SQL(
        "SELECT \"order\".id \n"
        "FROM \"order\" \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM \"order\" AS order_1 \n"
        "WHERE \"order\".id = order_1.parent_id AND order_1.\"Label\" = ?)",
        "['x']", select(col(&Node::id)).where(rel(&Node::children).any(col(&Node::Label) == "x")));
    // py: select(Node.id).where(Node.parent.has(Node.Label == "x"))
    EXPECT_SQL(
        "SELECT \"order\".id \n"
        "FROM \"order\" \n"
        "WHERE EXISTS (SELECT 1 \n"
        "FROM \"order\" AS order_1 \n"
        "WHERE order_1.id = \"order\".parent_id AND order_1.\"Label\" = ?)",
        "['x']", select(col(&Node::id)).where(rel(&Node::parent).has(col(&Node::Label) == "x")));
}

TEST(SqlAny, IsForCollectionsAndHasForTheRest) {
    EXPECT_THROW(rel(&Hero::team).any(), retort::ArgumentError);
    EXPECT_THROW(rel(&Team::heroes).has(), retort::ArgumentError);
}
