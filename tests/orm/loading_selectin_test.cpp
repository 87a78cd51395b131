#include "loading_test.hpp"

using namespace orm_test;

namespace {

class Selectin : public LoadingTest {};

using Statements = std::vector<std::string>;

TEST_F(Selectin, LoadsACollectionWithOneMoreStatement) {
    add_heroes();
    Session session{engine};
    const auto teams = session.exec(select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes))).all();
    EXPECT_EQ(selects(), (Statements{"SELECT team.id, team.name FROM team ORDER BY team.name",
                             "SELECT hero.id, hero.name, hero.age, hero.nicknames, hero.data, hero.team_id FROM hero "
                             "WHERE hero.team_id IN (?, ?, ?, ?) ORDER BY hero.name"}));
    ASSERT_EQ(teams.size(), 3u);
    EXPECT_EQ(names(teams[0]->heroes), "a1 a2");  // ordered_by
    EXPECT_EQ(names(teams[1]->heroes), "b1");
    EXPECT_TRUE(teams[2]->heroes.empty());
    EXPECT_TRUE(teams[0]->heroes[0]->team == teams[0]);
    EXPECT_TRUE(log.statements().empty());
    EXPECT_EQ(session.lazy_loads(), 0u);
}

TEST_F(Selectin, LoadsTargetsThatAreNotHere) {
    add_heroes();
    Session session{engine};
    const auto a = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    log.statements();
    const auto heroes = session.exec(select<Hero>().order_by(col(&Hero::name)).options(selectinload(&Hero::team))).all();
    const Statements sent = selects();
    ASSERT_EQ(sent.size(), 2u);
    EXPECT_EQ(sent[1], "SELECT team.id, team.name FROM team WHERE team.id IN (?)");  // B alone: A is here, the loner has none
    EXPECT_TRUE(heroes[0]->team == a);
    EXPECT_EQ(std::string{heroes[2]->team->name}, "B");
    EXPECT_FALSE(heroes[3]->team);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, SendsNothingWhereAllTargetsAreHere) {
    add_heroes();
    Session session{engine};
    const auto teams = session.exec(select<Team>()).all();
    log.statements();
    const auto heroes = session.exec(select<Hero>().options(selectinload(&Hero::team))).all();
    EXPECT_EQ(selects().size(), 1u);
}

TEST_F(Selectin, LoadsManyToManyThroughTheLink) {
    add_heroes();
    Session session{engine};
    const auto heroes = session.exec(select<Hero>().order_by(col(&Hero::name)).options(selectinload(&Hero::powers))).all();
    EXPECT_EQ(selects().back(),
        "SELECT heropower_1.hero_id, power.id, power.name FROM heropower AS heropower_1 "
        "JOIN power ON power.id = heropower_1.power_id WHERE heropower_1.hero_id IN (?, ?, ?, ?)");
    EXPECT_EQ(heroes[0]->powers.size(), 2u);
    EXPECT_TRUE(heroes[1]->powers.empty());
    EXPECT_EQ(names(heroes[2]->powers), "healing");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, GoesOnToAnyDepth) {
    add_heroes();
    Session session{engine};
    const auto teams = session
                           .exec(select<Team>()
                                     .order_by(col(&Team::name))
                                     .options(selectinload(&Team::heroes).selectinload(&Hero::powers).selectinload(&Power::heroes)))
                           .all();
    EXPECT_EQ(selects().size(), 4u);
    EXPECT_EQ(names(teams[0]->heroes[0]->powers[1]->heroes), "a1 b1");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, TakesSeveralOptionsBehindOnePath) {
    add_heroes();
    Session session{engine};
    const auto teams = session
                           .exec(select<Team>()
                                     .order_by(col(&Team::name))
                                     .options(selectinload(&Team::heroes).options(selectinload(&Hero::team), selectinload(&Hero::powers))))
                           .all();
    EXPECT_EQ(selects().size(), 3u);  // the teams are here
    EXPECT_TRUE(teams[0]->heroes[0]->team == teams[0]);
    EXPECT_EQ(teams[0]->heroes[0]->powers.size(), 2u);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, LoadsOneToOneFromBothSides) {
    {
        Session session{engine};
        session.add(Passport{.person = session.add(Person{.name = "Ann"})});
        session.add(Person{.name = "Bob"});
        session.commit();
        log.statements();
    }
    {
        Session session{engine};
        const auto people = session.exec(select<Person>().order_by(col(&Person::name)).options(selectinload(&Person::passport))).all();
        EXPECT_EQ(selects().back(), "SELECT passport.id, passport.person_name FROM passport WHERE passport.person_name IN (?, ?)");
        EXPECT_TRUE(people[0]->passport);
        EXPECT_TRUE(people[0]->passport->person == people[0]);
        EXPECT_FALSE(people[1]->passport);
        EXPECT_TRUE(log.statements().empty());
    }
    Session session{engine};
    const auto passport = session.exec(select<Passport>().options(selectinload(&Passport::person))).one();
    EXPECT_EQ(selects().back(), "SELECT person.name FROM person WHERE person.name IN (?)");
    EXPECT_EQ(std::string{passport->person->name}, "Ann");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, LoadsAlongCompositeKeys) {
    {
        Session session{engine};
        for (std::int64_t room = 1; room <= 2; ++room) {
            for (std::int64_t number = 1; number <= 300; ++number) {
                session.add(Shelf{.room = room, .number = number});
            }
        }
        session.flush();
        session.add(Place{.room = 1, .number = 2});
        session.add(Place{.room = 2, .number = 1});
        session.add(Place{.room = 2, .number = 1});
        session.add(Place{});
        session.commit();
        log.statements();
    }
    {
        Session session{engine};
        const auto shelves = session.exec(select<Shelf>().options(selectinload(&Shelf::places))).all();
        EXPECT_EQ(selects().size(), 3u);  // 500 and 100
        std::size_t places = 0;
        for (const auto& shelf : shelves) {
            for (const auto& place : shelf->places) {
                EXPECT_EQ(place->room, shelf->room);
                EXPECT_EQ(place->number, shelf->number);
                ++places;
            }
        }
        EXPECT_EQ(places, 3u);
        EXPECT_TRUE(log.statements().empty());
    }
    Session session{engine};
    const auto places = session.exec(select<Place>().order_by(col(&Place::id)).options(selectinload(&Place::shelf))).all();
    EXPECT_EQ(selects().back(),
        "SELECT shelf.room, shelf.number FROM shelf WHERE shelf.room = ? AND shelf.number = ? OR "
        "shelf.room = ? AND shelf.number = ?");
    EXPECT_EQ(places[0]->shelf->number, 2);
    EXPECT_TRUE(places[1]->shelf.ref() == places[2]->shelf.ref());
    EXPECT_FALSE(places[3]->shelf);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, LoadsAlongUuids) {
    {
        Session session{engine};
        for (int i = 0; i < 3; ++i) {
            const auto box = session.add(Crate{.label = std::to_string(i)});
            for (int k = 0; k < i; ++k) {
                session.add(Bottle{.crate = box});
            }
        }
        session.commit();
        log.statements();
    }
    {
        Session session{engine};
        const auto crates = session.exec(select<Crate>().order_by(col(&Crate::label)).options(selectinload(&Crate::bottles))).all();
        EXPECT_EQ(selects().size(), 2u);
        for (std::size_t i = 0; i < crates.size(); ++i) {
            EXPECT_EQ(crates[i]->bottles.size(), i);
        }
        EXPECT_TRUE(log.statements().empty());
    }
    Session session{engine};
    const auto bottles = session.exec(select<Bottle>().options(selectinload(&Bottle::crate).selectinload(&Crate::bottles))).all();
    EXPECT_EQ(selects().size(), 3u);
    for (const auto& bottle : bottles) {
        EXPECT_TRUE(bottle->crate->bottles.contains(bottle));
    }
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, LoadsATreeAsDeepAsItIsTold) {
    {
        Session session{engine};
        const auto root = session.add(Node{.name = "root"});
        const auto child = session.add(Node{.name = "child", .parent = root});
        const auto grandchild = session.add(Node{.name = "grandchild", .parent = child});
        session.add(Node{.name = "leaf", .parent = grandchild});
        session.commit();
        log.statements();
    }
    Session session{engine};
    const auto root = session
                          .exec(select<Node>()
                                    .where(col(&Node::parent_id).is_null())
                                    .options(selectinload(&Node::children).selectinload(&Node::children).selectinload(&Node::children)))
                          .one();
    EXPECT_EQ(selects().size(), 4u);
    const auto grandchild = root->children[0]->children[0];
    EXPECT_EQ(names(grandchild->children), "leaf");
    EXPECT_TRUE(log.statements().empty());
    EXPECT_TRUE(grandchild->children[0]->children.empty());  // one level deeper than told: a query
    EXPECT_EQ(selects().size(), 1u);
    EXPECT_EQ(session.lazy_loads(), 1u);
}

TEST_F(Selectin, SendsBatchesOfFiveHundredKeysAndPadsTheLast) {
    {
        Session session{engine};
        std::vector<Team> teams(1201);
        for (std::size_t i = 0; i < teams.size(); ++i) {
            teams[i].name = "team " + std::to_string(i);
        }
        const auto added = session.add_all(std::move(teams));
        session.flush();
        for (const auto& team : added) {
            session.add(Hero{.name = "of " + std::string{team->name}, .team_id = team->id});
        }
        session.commit();
        log.statements();
    }
    Session session{engine};
    const auto teams = session.exec(select<Team>().options(selectinload(&Team::heroes))).all();
    const Statements sent = selects();
    ASSERT_EQ(sent.size(), 4u);
    const auto marks = [](const std::string& sql) { return std::count(sql.begin(), sql.end(), '?'); };
    EXPECT_EQ(marks(sent[1]), 500);
    EXPECT_EQ(marks(sent[2]), 500);
    EXPECT_EQ(marks(sent[3]), 256);  // 201 keys
    for (const auto& team : teams) {
        EXPECT_EQ(names(team->heroes), "of " + std::string{team->name});
    }
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, KeepsPendingMembersAndWhatIsLoaded) {
    add_heroes();
    Session session{engine};
    const auto a = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    const auto b = session.exec(select<Team>().where(col(&Team::name) == "B")).one();
    EXPECT_EQ(b->heroes.size(), 1u);  // loaded
    const auto guard = session.no_autoflush();
    const auto fresh = session.add(Hero{.name = "new"});
    a->heroes.push_back(fresh);
    log.statements();
    session.exec(select<Team>().options(selectinload(&Team::heroes).selectinload(&Hero::powers))).all();
    const Statements sent = selects();
    ASSERT_EQ(sent.size(), 3u);
    EXPECT_NE(sent[1].find("IN (?, ?)"), std::string::npos) << sent[1];        // A and C
    EXPECT_NE(sent[2].find("IN (?, ?, ?, ?)"), std::string::npos) << sent[2];  // a1, a2 and, of the loaded collection, b1
    EXPECT_EQ(names(a->heroes), "a1 a2 new");
    EXPECT_EQ(names(b->heroes[0]->powers), "healing");
    EXPECT_TRUE(log.statements().empty());
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE name = 'new' AND team_id = 1"), 1);
}

TEST_F(Selectin, ReadsExpiredRelationshipsAnew) {
    add_heroes();
    Session session{engine};
    const auto statement = select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes));
    const auto teams = session.exec(statement).all();
    session.exec(delete_from<Hero>().where(col(&Hero::name) == "a2"));
    log.statements();
    session.exec(statement).all();
    EXPECT_EQ(selects().size(), 2u);
    EXPECT_EQ(names(teams[0]->heroes), "a1");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, WorksWithFirstOneIterationAndLimit) {
    add_heroes();
    Session session{engine};
    const auto statement = select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes));
    EXPECT_EQ(names(session.exec(statement).first()->heroes), "a1 a2");
    session.expunge_all();
    log.statements();
    const auto one = session.exec(statement.limit(1).offset(1)).one();
    EXPECT_EQ(names(one->heroes), "b1");
    EXPECT_NE(selects().at(1).find("IN (?)"), std::string::npos);
    session.expunge_all();
    std::string all;
    for (const auto& team : session.exec(statement.where(col(&Team::name) != "B").distinct())) {
        all += names(team->heroes) + ";";
    }
    EXPECT_EQ(all, "a1 a2;;");
    EXPECT_EQ(selects().size(), 2u);
}

TEST_F(Selectin, LoadsAChunkAtATimeWithYieldPer) {
    add_heroes();
    Session session{engine};
    const auto statement = select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes));
    std::string all;
    for (const auto& team : session.exec(statement.yield_per(2))) {
        all += names(team->heroes) + ";";
    }
    EXPECT_EQ(all, "a1 a2;b1;;");
    EXPECT_EQ(selects().size(), 3u);  // two chunks
    session.expunge_all();
    EXPECT_EQ(session.exec(statement).yield_per(1).all().size(), 3u);
    EXPECT_EQ(selects().size(), 4u);
    session.expunge_all();
    std::size_t heroes = 0;
    for (const auto& team : session.exec(statement).yield_per(1)) {
        session.commit();  // reads the rest into memory; what was loaded is expired and so loads anew
        heroes += team->heroes.size();
    }
    EXPECT_EQ(heroes, 3u);
}

TEST_F(Selectin, ServesSeveralEntitiesAndColumns) {
    add_heroes();
    Session session{engine};
    const auto rows = session
                          .exec(select(col(&Hero::name), entity<Team>(), entity<Hero>())
                                    .join(&Hero::team)
                                    .order_by(col(&Hero::name))
                                    .options(selectinload(&Team::heroes), selectinload(&Hero::powers)))
                          .all();
    EXPECT_EQ(selects().size(), 3u);
    ASSERT_EQ(rows.size(), 3u);
    const auto& [name, team, hero] = rows[0];
    EXPECT_EQ(name, "a1");
    EXPECT_EQ(names(team->heroes), "a1 a2");
    EXPECT_EQ(hero->powers.size(), 2u);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, BeginsAtAnAlias) {
    add_heroes();
    Session session{engine};
    const auto captain = aliased<Hero>("captain");
    const auto hero =
        session.exec(select(captain).where(captain.col(&Hero::name) == "b1").options(selectinload(captain.rel(&Hero::team)))).one();
    EXPECT_EQ(selects().size(), 2u);
    EXPECT_EQ(std::string{hero->team->name}, "B");
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Selectin, WorksOnUnionsAndOuterJoins) {
    add_heroes();
    Session session{engine};
    const auto part = [](const char* name) { return select<Team>().where(col(&Team::name) == name); };
    const auto teams = session.exec(union_(part("A"), part("B")).options(selectinload(&Team::heroes), joinedload(&Team::heroes))).all();
    EXPECT_EQ(selects().size(), 2u);  // what a union would join is loaded by a statement of its own
    EXPECT_EQ(teams.size(), 2u);
    const auto rows = session.exec(select<Hero, Team>().outer_join(&Hero::team).options(selectinload(&Team::heroes))).all();
    EXPECT_EQ(rows.size(), 4u);
    EXPECT_EQ(selects().size(), 1u);
}

TEST_F(Selectin, AnOptionOfAnotherEntityNamesBoth) {
    Session session{engine};
    try {
        session.exec(select<Team>().options(selectinload(&Hero::powers)));
        FAIL();
    } catch (const ArgumentError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find("selectinload(&Hero::powers) begins at 'Hero'"), std::string::npos) << message;
        EXPECT_NE(message.find("it selects 'Team'"), std::string::npos) << message;
    }
    const auto captain = aliased<Hero>("captain");
    EXPECT_THROW(session.exec(select<Hero>().options(joinedload(captain.rel(&Hero::team)))), ArgumentError);
}

TEST_F(Selectin, AConnectionRefusesOptions) {
    auto connection = engine.connect();
    EXPECT_THROW(connection.exec(select<Team>().options(selectinload(&Team::heroes))), InvalidRequestError);
}

TEST_F(Selectin, AThousandTeamsTakeThreeStatements) {
    {
        Session session{engine};
        std::vector<Team> teams(1000);
        for (std::size_t i = 0; i < teams.size(); ++i) {
            teams[i].name = std::to_string(i);
        }
        session.add_all(std::move(teams));
        session.commit();
        log.statements();
    }
    Session session{engine};
    for (const auto& team : session.exec(select<Team>().options(selectinload(&Team::heroes)))) {
        EXPECT_TRUE(team->heroes.empty());
    }
    EXPECT_EQ(selects().size(), 3u);
}

TEST_F(Selectin, AResultWhoseLoadFailsGivesNoRows) {
    add_heroes();
    Session session{engine};
    session.connection().exec(text("DROP TABLE heropower"));
    session.connection().exec(text("DROP TABLE hero"));
    auto result = session.exec(select<Team>().options(selectinload(&Team::heroes)));
    EXPECT_THROW(result.all(), DatabaseError);
    EXPECT_THROW(result.all(), InvalidRequestError);
    session.rollback();
    if (database.kind() == "mariadb") return;  // a DROP cannot be rolled back there
    EXPECT_EQ(session.exec(select<Team>().options(selectinload(&Team::heroes))).all().size(), 3u);
}

}  // namespace
