#include "orm_test.hpp"

using namespace orm_test;

namespace {

class SessionFlush : public OrmTest {};

TEST_F(SessionFlush, WritesParentBeforeChildAndLinkLast) {
    Session session{engine};
    // Added the other way round.
    const auto hero = session.add(Hero{.name = "Deadpond"});
    const auto power = session.add(Power{.name = "Healing"});
    const auto team = session.add(Team{.name = "Avengers"});
    hero->team = team;
    hero->powers.push_back(power);
    session.flush();

    EXPECT_EQ(log.statements(), (std::vector<std::string>{
                                    "BEGIN (implicit)",
                                    "INSERT INTO power (name) VALUES (?)",
                                    "INSERT INTO team (name) VALUES (?)",
                                    "INSERT INTO hero (name, age, nicknames, data, team_id) VALUES (?, ?, ?, ?, ?)",
                                    "INSERT INTO heropower (hero_id, power_id) VALUES (?, ?)",
                                }));
    EXPECT_EQ(hero->team_id, team->id);
}

TEST_F(SessionFlush, FillsInTheKeysThatTheDatabaseMakes) {
    Session session{engine};
    const auto first = session.add(Hero{.name = "A"});
    const auto second = session.add(Hero{.name = "B"});
    EXPECT_EQ(first->id, std::nullopt);
    session.flush();
    EXPECT_EQ(first->id, 1);
    EXPECT_EQ(second->id, 2);
}

TEST_F(SessionFlush, FillsInServerDefaultsAndLeavesGivenValuesAlone) {
    Session session{engine};
    const auto defaulted = session.add(Line{.order_id = 1, .position = 1, .product = "shield"});
    const auto given = session.add(Line{.order_id = 1, .position = 2, .status = "sent", .product = "hammer"});
    session.flush();
    EXPECT_EQ(defaulted->status, "new");
    EXPECT_EQ(defaulted->changes, 0);
    EXPECT_EQ(given->status, "sent");
}

TEST_F(SessionFlush, ReadsBackWhatOnupdateSets) {
    Session session{engine};
    const auto line = session.add(Line{.order_id = 1, .position = 1, .product = "shield"});
    session.commit();
    line->product = "hammer";
    session.flush();
    EXPECT_EQ(line->changes, 1);
    EXPECT_FALSE(session.is_modified(line));
}

TEST_F(SessionFlush, UpdatesChangedColumnsOnly) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    hero->age = 21;
    EXPECT_TRUE(session.is_modified(hero));
    log.statements();
    session.commit();
    EXPECT_EQ(log.statements(), (std::vector<std::string>{"BEGIN (implicit)", "UPDATE hero SET age=? WHERE hero.id = ?", "COMMIT"}));
}

TEST_F(SessionFlush, SeesChangesInPlace) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .nicknames = {"healer"}, .data = Json{{"humor", 10}}});
    session.commit();
    session.refresh(hero);

    hero->nicknames.push_back("teleporter");
    (*hero->data)["suit"]["color"] = "red";
    session.commit();

    Session other{engine};
    const auto read = other.get<Hero>(*hero->id);
    EXPECT_EQ(read->nicknames, (std::vector<std::string>{"healer", "teleporter"}));
    EXPECT_EQ((*read->data)["suit"]["color"].as_string(), "red");
    EXPECT_EQ((*read->data)["humor"].as_int64(), 10);
}

TEST_F(SessionFlush, SeesChangesThroughAReferenceKeptAcrossACommit) {
    Session session{engine};
    Hero& hero = *session.add(Hero{.name = "Deadpond"});
    session.commit();
    hero.age = 30;
    session.commit();
    hero.age = 31;
    session.commit();
    EXPECT_EQ(scalar("SELECT age FROM hero"), 31);
}

TEST_F(SessionFlush, AChangeTakenBackIsNoChange) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond", .age = 20});
    session.commit();
    hero->age = 21;
    hero->age = 20;
    EXPECT_FALSE(session.is_modified(hero));
    log.statements();
    session.commit();
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(SessionFlush, ReadingChangesNothing) {
    Session session{engine};
    for (int i = 0; i < 10; ++i) {
        session.add(Hero{.name = "Hero", .age = i, .nicknames = {"a", "b"}, .data = Json{{"i", i}, {"x", 1.5}}});
    }
    session.commit();
    std::size_t seen = 0;
    for (const auto& hero : session.exec(select<Hero>())) {
        seen += hero->nicknames.size() + hero->data->size();
    }
    EXPECT_EQ(seen, 40u);
    log.statements();
    session.commit();
    EXPECT_EQ(log.count("UPDATE"), 0u);
}

TEST_F(SessionFlush, HappensBeforeAQuery) {
    Session session{engine};
    session.add(Hero{.name = "Deadpond"});
    EXPECT_EQ(session.exec(select(func::count()).select_from<Hero>()).one(), 1);
    {
        const auto guard = session.no_autoflush();
        session.add(Hero{.name = "Spider-Boy"});
        EXPECT_EQ(session.exec(select(func::count()).select_from<Hero>()).one(), 1);
    }
    EXPECT_EQ(session.exec(select(func::count()).select_from<Hero>()).one(), 2);
}

TEST_F(SessionFlush, AddAllKeepsTheOrder) {
    Session session{engine};
    const auto heroes = session.add_all(std::vector<Hero>{{.name = "A"}, {.name = "B"}, {.name = "C"}});
    session.commit();
    ASSERT_EQ(heroes.size(), 3u);
    EXPECT_EQ(heroes[0]->id, 1);
    EXPECT_EQ(heroes[2]->name, "C");
    EXPECT_EQ(heroes[2]->id, 3);
}

TEST_F(SessionFlush, RemoveDeletesTheRowAndItsLinks) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    hero->powers.push_back(session.add(Power{.name = "Healing"}));
    hero->powers.push_back(session.add(Power{.name = "Flight"}));
    session.commit();
    session.remove(hero);
    log.statements();
    session.commit();
    EXPECT_EQ(log.statements(), (std::vector<std::string>{"BEGIN (implicit)", "DELETE FROM heropower WHERE heropower.hero_id = ?",
                                    "DELETE FROM hero WHERE hero.id = ?", "COMMIT"}));
    EXPECT_EQ(hero.state(), ObjectState::detached);
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 0);
    EXPECT_EQ(scalar("SELECT count(*) FROM power"), 2);
}

TEST_F(SessionFlush, RemovingAnOwnerSetsTheChildrensKeysToNull) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    session.remove(team);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE team_id IS NULL"), 1);
    EXPECT_EQ(hero->team_id, std::nullopt);
    EXPECT_FALSE(hero->team);
}

TEST_F(SessionFlush, CascadeDeleteTakesTheChildrenAlong) {
    Session session{engine};
    const auto box = session.add(Box{.label = "tools"});
    box->items.push_back(session.add(Item{.name = "hammer"}));
    box->items.push_back(session.add(Item{.name = "saw"}));
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM item WHERE box_id = 1"), 2);

    box->items.remove(box->items[0]);  // an orphan
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM item"), 1);

    session.remove(box);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM item"), 0);
    EXPECT_EQ(scalar("SELECT count(*) FROM box"), 0);
}

TEST_F(SessionFlush, ParentsOfTheSameTableComeFirst) {
    Session session{engine};
    const auto leaf = session.add(Node{.name = "leaf"});
    const auto branch = session.add(Node{.name = "branch"});
    const auto root = session.add(Node{.name = "root"});
    leaf->parent = branch;
    branch->parent = root;
    session.commit();
    EXPECT_EQ(leaf->parent_id, branch->id);
    EXPECT_EQ(branch->parent_id, root->id);
    EXPECT_EQ(root->children.size(), 1u);

    session.remove(root);
    session.remove(branch);
    session.remove(leaf);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM node"), 0);
}

TEST_F(SessionFlush, AChangedKeyFollowsTheObject) {
    Session session{engine};
    const auto setting = session.add(Setting{.key = "theme", .value = "dark"});
    session.commit();
    setting->key = "colour";
    session.commit();
    EXPECT_EQ(string("SELECT " + quoted("key") + " FROM setting"), "'colour'");
    EXPECT_EQ(session.get<Setting>("colour"), setting);
    EXPECT_FALSE(session.get<Setting>("theme"));
}

TEST_F(SessionFlush, AnUpdateOfARowThatIsGoneIsStaleData) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    session.commit();
    {
        auto other = engine.begin();
        other.exec(text("DELETE FROM hero"));
        other.commit();
    }
    hero->age = 1;
    EXPECT_THROW(session.flush(), StaleDataError);
    session.rollback();
    EXPECT_EQ(hero.state(), ObjectState::detached);
}

TEST_F(SessionFlush, FlagModifiedWritesAllTheSame) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    session.commit();
    flag_modified(hero, &Hero::data);
    log.statements();
    session.commit();
    EXPECT_EQ(log.count("UPDATE hero"), 1u);
}

TEST_F(SessionFlush, AKeyThatNobodyGivesIsNamed) {
    struct Keyed {
        Field<std::optional<std::string>, primary_key> code;
        int value = 0;
    };
    metadata<Keyed>().create_all(engine);
    Session session{engine};
    session.add(Keyed{.value = 3});
    try {
        session.flush();
        FAIL() << "no key";
    } catch (const InvalidRequestError& error) {
        EXPECT_NE(std::string{error.what()}.find("'code'"), std::string::npos) << error.what();
    }
}

TEST_F(SessionFlush, PendingAndDirtyAreListed) {
    Session session{engine};
    const auto first = session.add(Hero{.name = "A"});
    EXPECT_EQ(session.pending<Hero>(), std::vector{first});
    session.commit();
    EXPECT_TRUE(session.pending<Hero>().empty());
    EXPECT_TRUE(session.dirty<Hero>().empty());
    first->age = 3;
    EXPECT_EQ(session.dirty<Hero>(), std::vector{first});
    EXPECT_TRUE(session.dirty<Team>().empty());
}

TEST_F(SessionFlush, ALargeFlushIsOneStatementATable) {
    Session session{engine};
    for (int i = 0; i < 500; ++i) {
        session.add(Hero{.name = "Hero " + std::to_string(i)});
    }
    session.commit();
    EXPECT_EQ(log.count("INSERT"), 1u);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 500);
}

struct Captain;
struct Ship {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::int64_t>, foreign_key<"captain.id">> captain_id;

    Relationship<Captain> captain;
};
struct Captain {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::int64_t>, foreign_key<&Ship::id>> ship_id;

    Relationship<Ship> ship;
};

TEST_F(SessionFlush, TwoNewObjectsMayReferToEachOther) {
    metadata<Ship, Captain>().create_all(engine);
    Session session{engine};
    const auto ship = session.add(Ship{});
    const auto captain = session.add(Captain{.ship = ship});
    ship->captain = captain;
    session.commit();
    EXPECT_EQ(ship->captain_id, captain->id);
    EXPECT_EQ(captain->ship_id, ship->id);
    EXPECT_EQ(scalar("SELECT count(*) FROM ship JOIN captain ON ship.captain_id = captain.id AND captain.ship_id = ship.id"), 1);
}

struct Egg;
struct Hen {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<"egg.id">> egg_id;

    Relationship<Egg> egg;
};
struct Egg {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::int64_t, foreign_key<&Hen::id>> hen_id;

    Relationship<Hen> hen;
};

TEST_F(SessionFlush, TwoNewObjectsThatNeedEachOtherAreNamed) {
    metadata<Hen, Egg>().create_all(engine);
    Session session{engine};
    const auto hen = session.add(Hen{});
    hen->egg = session.add(Egg{.hen = hen});
    try {
        session.flush();
        FAIL() << "neither can be first";
    } catch (const CircularDependencyError& error) {
        const std::string message = error.what();
        EXPECT_NE(message.find("Hen"), std::string::npos) << message;
        EXPECT_NE(message.find("Egg"), std::string::npos) << message;
    }
}

TEST_F(SessionFlush, ALongChainOfParentsIsOrdered) {
    Session session{engine};
    std::vector<Ref<Node>> nodes;
    for (int i = 0; i < 2000; ++i) {
        nodes.push_back(session.add(Node{.name = "node"}));
    }
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
        nodes[i]->parent = nodes[i + 1];
    }
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM node WHERE parent_id IS NOT NULL"), 1999);
    EXPECT_EQ(scalar("SELECT count(*) FROM node WHERE parent_id > id"), 0);
}

}  // namespace
