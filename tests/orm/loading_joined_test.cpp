#include "loading_test.hpp"

using namespace orm_test;

namespace {

class Joined : public LoadingTest {
protected:
    void SetUp() override {
        LoadingTest::SetUp();
        add_heroes();
    }
};

using Statements = std::vector<std::string>;
const std::string hero_1 = "hero_1.id AS id_1, hero_1.name AS name_1, hero_1.age, hero_1.nicknames, hero_1.data, hero_1.team_id";

TEST_F(Joined, LoadsATargetWithTheStatement) {
    Session session{engine};
    std::string teams;
    for (const auto& hero : session.exec(select<Hero>().order_by(col(&Hero::name)).options(joinedload(&Hero::team)))) {
        teams += hero->team ? std::string{hero->team->name} : "-";
    }
    EXPECT_EQ(teams, "AAB-");
    EXPECT_EQ(selects(), (Statements{"SELECT hero.id, hero.name, hero.age, hero.nicknames, hero.data, hero.team_id, team_1.id AS id_1, "
                                     "team_1.name AS name_1 FROM hero LEFT OUTER JOIN team AS team_1 ON team_1.id = hero.team_id "
                                     "ORDER BY hero.name"}));
    EXPECT_EQ(session.lazy_loads(), 0u);
}

TEST_F(Joined, InnerJoinLeavesOutWhoHasNoTarget) {
    Session session{engine};
    const auto heroes = session.exec(select<Hero>().options(joinedload(&Hero::team, {.innerjoin = true}))).all();
    EXPECT_EQ(heroes.size(), 3u);
    EXPECT_NE(selects().front().find(" FROM hero JOIN team AS team_1 ON "), std::string::npos);
}

TEST_F(Joined, CollectionRowsAreOneObject) {
    Session session{engine};
    const auto teams = session.exec(select<Team>().options(joinedload(&Team::heroes))).all();
    EXPECT_EQ(selects(), (Statements{"SELECT team.id, team.name, " + hero_1 +
                                     " FROM team LEFT OUTER JOIN hero AS hero_1 ON team.id = hero_1.team_id ORDER BY hero_1.name"}));
    ASSERT_EQ(teams.size(), 3u);
    std::string all;
    for (const auto& team : teams) {
        all += std::string{team->name} + ": " + names(team->heroes) + "; ";
    }
    EXPECT_NE(all.find("A: a1 a2; "), std::string::npos) << all;
    EXPECT_NE(all.find("B: b1; "), std::string::npos) << all;
    EXPECT_NE(all.find("C: ; "), std::string::npos) << all;
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, OneAndIterationCountObjects) {
    Session session{engine};
    const auto statement = select<Team>().options(joinedload(&Team::heroes));
    EXPECT_EQ(session.exec(statement.where(col(&Team::name) == "A")).one()->heroes.size(), 2u);
    std::size_t count = 0;
    for (const auto& team : session.exec(statement)) {
        count += team->name.value_of().size();
    }
    EXPECT_EQ(count, 3u);
}

TEST_F(Joined, LimitCountsObjects) {
    Session session{engine};
    const auto teams =
        session
            .exec(select<Team>().order_by(col(&Team::name)).limit(2).offset(0).options(joinedload(&Team::heroes).joinedload(&Hero::powers)))
            .all();
    // MariaDB has the offset in front.
    const std::string limit = on_sqlite() ? "LIMIT ? OFFSET ?" : database.kind() == "mariadb" ? " LIMIT ?, ?" : " LIMIT ? OFFSET ?";
    EXPECT_EQ(
        selects(), (Statements{"SELECT anon_1.id, anon_1.name, power_1.id AS id_1, power_1.name AS name_1, hero_1.id AS id_2, "
                               "hero_1.name AS name_2, hero_1.age, hero_1.nicknames, hero_1.data, hero_1.team_id "
                               "FROM (SELECT team.id AS id, team.name AS name FROM team ORDER BY team.name " +
                               limit +
                               ") AS anon_1 "
                               "LEFT OUTER JOIN hero AS hero_1 ON anon_1.id = hero_1.team_id "
                               "LEFT OUTER JOIN (heropower AS heropower_1 JOIN power AS power_1 ON power_1.id = heropower_1.power_id) "
                               "ON hero_1.id = heropower_1.hero_id ORDER BY anon_1.name, hero_1.name"}));
    ASSERT_EQ(teams.size(), 2u);
    EXPECT_EQ(names(teams[0]->heroes), "a1 a2");
    EXPECT_EQ(teams[0]->heroes[0]->powers.size(), 2u);
    EXPECT_TRUE(teams[0]->heroes[1]->powers.empty());
    EXPECT_EQ(names(teams[1]->heroes[0]->powers), "healing");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, DistinctIsWrappedAndOrderedOutsideToo) {
    Session session{engine};
    const auto teams = session.exec(select<Team>().distinct().order_by(col(&Team::name).desc()).options(joinedload(&Team::heroes))).all();
    EXPECT_EQ(
        selects(), (Statements{"SELECT anon_1.id, anon_1.name, " + hero_1 +
                               " FROM (SELECT DISTINCT team.id AS id, team.name AS name FROM team ORDER BY team.name DESC) AS anon_1 "
                               "LEFT OUTER JOIN hero AS hero_1 ON anon_1.id = hero_1.team_id ORDER BY anon_1.name DESC, hero_1.name"}));
    ASSERT_EQ(teams.size(), 3u);
    EXPECT_EQ(std::string{teams[0]->name}, "C");
}

TEST_F(Joined, WrapsSeveralEntitiesAndOrdersByExpressions) {
    Session session{engine};
    const auto rows = session
                          .exec(select(entity<Team>(), entity<Hero>(), func::length(col(&Hero::name)).label("length"))
                                    .join(&Team::heroes)
                                    .order_by(label("length"), col(&Hero::name).desc(), func::lower(col(&Team::name)))
                                    .limit(2)
                                    .options(joinedload(&Team::heroes), joinedload(&Hero::powers)))
                          .all();
    EXPECT_EQ(selects().size(), 1u);
    ASSERT_EQ(rows.size(), 2u);
    EXPECT_EQ(std::string{std::get<1>(rows[0])->name}, "b1");
    EXPECT_EQ(std::string{std::get<1>(rows[1])->name}, "a2");
    EXPECT_EQ(std::get<2>(rows[1]), 2);
    EXPECT_EQ(names(std::get<0>(rows[1])->heroes), "a1 a2");
    EXPECT_EQ(names(std::get<1>(rows[0])->powers), "healing");
    EXPECT_TRUE(log.statements().empty());
    EXPECT_THROW(session.exec(select<Team>().order_by(text("name")).limit(1).options(joinedload(&Team::heroes))), ArgumentError);
}

TEST_F(Joined, TwoCollectionsSideBySideDoNotMultiply) {
    {
        Session session{engine};
        const auto power = session.exec(select<Power>().where(col(&Power::name) == "flight")).one();
        power->heroes.push_back(session.exec(select<Hero>().where(col(&Hero::name) == "b1")).one());
        session.commit();
        log.statements();
    }
    Session session{engine};
    const auto team =
        session
            .exec(select<Team>()
                      .where(col(&Team::name) == "A")
                      .options(
                          joinedload(&Team::heroes).options(joinedload(&Hero::powers).joinedload(&Power::heroes), joinedload(&Hero::team))))
            .one();
    EXPECT_EQ(selects().size(), 1u);
    EXPECT_EQ(names(team->heroes), "a1 a2");
    EXPECT_EQ(team->heroes[0]->powers.size(), 2u);
    EXPECT_EQ(team->heroes[0]->powers[0]->heroes.size(), 2u);
    EXPECT_TRUE(team->heroes[1]->team == team);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, MixesWithSelectinBothWays) {
    {
        Session session{engine};
        const auto heroes =
            session.exec(select<Hero>().order_by(col(&Hero::name)).options(joinedload(&Hero::team).selectinload(&Team::heroes))).all();
        EXPECT_EQ(selects().size(), 2u);
        EXPECT_EQ(names(heroes[1]->team->heroes), "a1 a2");
        EXPECT_TRUE(log.statements().empty());
    }
    Session session{engine};
    const auto teams =
        session.exec(select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes).joinedload(&Hero::powers))).all();
    EXPECT_EQ(selects().size(), 2u);
    EXPECT_EQ(names(teams[0]->heroes), "a1 a2");
    EXPECT_EQ(teams[0]->heroes[0]->powers.size(), 2u);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, ASelfReferenceIsJoinedAsDeepAsItIsTold) {
    {
        Session session{engine};
        const auto root = session.add(Node{.name = "root"});
        session.add(Node{.name = "leaf", .parent = session.add(Node{.name = "child", .parent = root})});
        session.commit();
        log.statements();
    }
    Session session{engine};
    const auto root =
        session.exec(select<Node>().where(col(&Node::name) == "root").options(joinedload(&Node::children).joinedload(&Node::children)))
            .one();
    EXPECT_NE(selects().front().find("FROM node LEFT OUTER JOIN node AS node_2 ON node.id = node_2.parent_id "
                                     "LEFT OUTER JOIN node AS node_1 ON node_2.id = node_1.parent_id"),
        std::string::npos);
    EXPECT_EQ(names(root->children[0]->children), "leaf");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, PendingMembersSurvive) {
    Session session{engine};
    const auto team = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    const auto guard = session.no_autoflush();
    team->heroes.push_back(session.add(Hero{.name = "new"}));
    session.exec(select<Team>().options(joinedload(&Team::heroes))).all();
    log.statements();
    EXPECT_EQ(names(team->heroes), "a1 a2 new");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Joined, ACollectionRefusesYieldPer) {
    Session session{engine};
    const auto statement = select<Team>().options(joinedload(&Team::heroes));
    EXPECT_THROW(session.exec(statement.yield_per(10)), InvalidRequestError);
    EXPECT_THROW(session.exec(statement).yield_per(10), InvalidRequestError);
    EXPECT_EQ(session.exec(select<Hero>().options(joinedload(&Hero::team)).yield_per(1)).all().size(), 4u);
}

TEST_F(Joined, CompositeAndOneToOne) {
    {
        Session session{engine};
        session.add(Passport{.person = session.add(Person{.name = "Ann"})});
        session.add(Place{.shelf = session.add(Shelf{.room = 1, .number = 2})});
        session.commit();
        log.statements();
    }
    Session session{engine};
    EXPECT_TRUE(session.exec(select<Person>().options(joinedload(&Person::passport))).one()->passport);
    EXPECT_EQ(session.exec(select<Shelf>().options(joinedload(&Shelf::places))).one()->places.size(), 1u);
    EXPECT_NE(selects().back().find("ON shelf.room = place_1.room AND shelf.number = place_1.number"), std::string::npos);
    EXPECT_TRUE(session.exec(select<Place>().options(joinedload(&Place::shelf))).one()->shelf);
    EXPECT_EQ(selects().size(), 1u);
}

}  // namespace
