#include "orm_test.hpp"

using namespace orm_test;

namespace {

class Relationships : public OrmTest {};

TEST_F(Relationships, BothSidesAreInStepBeforeAnyFlush) {
    Session session{engine};
    const auto avengers = session.add(Team{.name = "Avengers"});
    const auto champions = session.add(Team{.name = "Champions"});
    const auto hero = session.add(Hero{.name = "Spider-Boy"});

    hero->team = avengers;
    EXPECT_TRUE(avengers->heroes.contains(hero));
    hero->team = champions;
    EXPECT_FALSE(avengers->heroes.contains(hero));
    EXPECT_TRUE(champions->heroes.contains(hero));

    avengers->heroes.push_back(hero);
    EXPECT_TRUE(hero->team == avengers);
    EXPECT_TRUE(champions->heroes.empty());

    avengers->heroes.remove(hero);
    EXPECT_FALSE(hero->team);
    EXPECT_TRUE(hero->team == nullptr);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Relationships, ManyToManyIsInStepAndLinkedOnce) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    const auto power = session.add(Power{.name = "Healing"});
    hero->powers.push_back(power);
    EXPECT_TRUE(power->heroes.contains(hero));
    power->heroes.push_back(hero);  // already there
    hero->powers.push_back(power);
    EXPECT_EQ(hero->powers.size(), 1u);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 1);

    power->heroes.remove(hero);
    EXPECT_TRUE(hero->powers.empty());
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 0);
}

TEST_F(Relationships, LinkAndUnlinkInOneFlushSendNothing) {
    Session session{engine};
    const auto hero = session.add(Hero{.name = "Deadpond"});
    const auto power = session.add(Power{.name = "Healing"});
    session.commit();
    hero->powers.push_back(power);
    power->heroes.remove(hero);
    log.statements();
    session.commit();
    EXPECT_EQ(log.count("INSERT"), 0u);
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 0);
}

TEST_F(Relationships, AreGivenWithTheObject) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto healing = session.add(Power{.name = "Healing"});
    const auto flight = session.add(Power{.name = "Flight"});
    const auto hero = session.add(Hero{.name = "Deadpond", .team = team, .powers = {healing, flight}});
    EXPECT_TRUE(team->heroes.contains(hero));
    session.commit();
    EXPECT_EQ(hero->team_id, team->id);
    EXPECT_EQ(scalar("SELECT count(*) FROM heropower"), 2);
}

TEST_F(Relationships, LoadOnFirstUseAndOnlyThen) {
    {
        Session session{engine};
        const auto team = session.add(Team{.name = "Avengers"});
        session.add(Hero{.name = "Rusty-Man", .team = team});
        session.add(Hero{.name = "Black Lion", .team = team});
        session.commit();
    }
    Session session{engine};
    const auto team = session.exec(select<Team>()).one();
    log.statements();
    EXPECT_EQ(team->heroes.size(), 2u);
    EXPECT_EQ(log.count("SELECT"), 1u);
    std::vector<std::string> names;
    for (const auto& hero : team->heroes) {
        names.push_back(hero->name);
        EXPECT_TRUE(hero->team == team);  // its key is known and the team is here: no query
    }
    EXPECT_EQ(names, (std::vector<std::string>{"Black Lion", "Rusty-Man"}));  // ordered_by
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Relationships, AreReadAnewAfterACommit) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto by_relationship = session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    const auto by_key = session.add(Hero{.name = "Spider-Boy", .team_id = team->id});
    session.commit();
    EXPECT_EQ(team->heroes.size(), 2u);
    EXPECT_TRUE(by_key->team == team);
    EXPECT_TRUE(by_relationship->team == team);
}

TEST_F(Relationships, PendingMembersJoinWhatIsLoaded) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    const auto guard = session.no_autoflush();
    const auto hero = session.add(Hero{.name = "Spider-Boy"});
    team->heroes.push_back(hero);  // not loaded yet
    EXPECT_EQ(team->heroes.size(), 2u);
    EXPECT_TRUE(team->heroes.contains(hero));
    session.commit();
    EXPECT_EQ(team->heroes.size(), 2u);
}

TEST_F(Relationships, SetToNothingSetsTheKeyToNull) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man", .team = team});
    session.commit();
    hero->team = nullptr;
    session.commit();
    EXPECT_EQ(hero->team_id, std::nullopt);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE team_id IS NULL"), 1);
    EXPECT_TRUE(team->heroes.empty());
}

TEST_F(Relationships, AssigningACollectionAddsAndRemoves) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto a = session.add(Hero{.name = "A"});
    const auto b = session.add(Hero{.name = "B"});
    const auto c = session.add(Hero{.name = "C"});
    team->heroes = {a, b};
    session.commit();
    team->heroes = {b, c};
    session.commit();
    EXPECT_FALSE(a->team);
    EXPECT_TRUE(b->team == team);
    EXPECT_TRUE(c->team == team);
    team->heroes.clear();
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE team_id IS NOT NULL"), 0);
}

TEST_F(Relationships, ACollectionWithoutTheOtherSideSetsTheKeys) {
    Session session{engine};
    const auto box = session.add(Box{.label = "tools"});
    const auto item = session.add(Item{.name = "hammer"});
    box->items.push_back(item);
    session.commit();
    EXPECT_EQ(item->box_id, box->id);
    EXPECT_EQ(scalar("SELECT box_id FROM item"), 1);
}

TEST_F(Relationships, ALoopOverACollectionMayChangeItAndCommit) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    for (const char* name : {"A", "B", "C", "D"}) {
        session.add(Hero{.name = name, .team = team});
    }
    session.commit();
    std::size_t seen = 0;
    for (const auto& hero : team->heroes) {
        hero->age = 1;
        session.commit();
        ++seen;
    }
    EXPECT_EQ(seen, 4u);
    for (const auto& hero : team->heroes) {
        team->heroes.remove(hero);  // as in Python every other member is missed, and nothing worse happens
    }
    EXPECT_EQ(team->heroes.size(), 2u);
}

TEST_F(Relationships, RemoveOfAStrangerIsRefused) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Spider-Boy"});
    EXPECT_THROW(team->heroes.remove(hero), ArgumentError);
    EXPECT_THROW(team->heroes.at(0), ArgumentError);
    EXPECT_THROW(team->heroes.push_back(Ref<Hero>{}), ArgumentError);
}

TEST_F(Relationships, ObjectsOfTwoSessionsCannotBeLinked) {
    Session one{engine};
    Session other{engine};
    const auto team = one.add(Team{.name = "Avengers"});
    const auto hero = other.add(Hero{.name = "Spider-Boy"});
    EXPECT_THROW(hero->team = team, InvalidRequestError);
    EXPECT_FALSE(hero->team);
}

TEST_F(Relationships, AnExampleOfATreeInMemoryAndOnDisk) {
    Session session{engine};
    const auto root = session.add(Node{.name = "root"});
    const auto left = session.add(Node{.name = "left", .parent = root});
    const auto right = session.add(Node{.name = "right"});
    root->children.push_back(right);
    session.commit();

    Session other{engine};
    const auto read = other.exec(select<Node>().where(col(&Node::name) == "root")).one();
    ASSERT_EQ(read->children.size(), 2u);
    EXPECT_EQ(read->children[0]->parent->name, "root");
    EXPECT_FALSE(read->parent);
    EXPECT_EQ(left->parent_id, root->id);
}

struct Passport;
struct Person {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;

    Relationship<Passport, back_populates<"holder">> passport;
};
struct Passport {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string number;
    Field<std::optional<std::int64_t>, unique, foreign_key<&Person::id>> person_id;

    Relationship<Person, back_populates<"passport">> holder;
};

TEST_F(Relationships, OneToOneMovesFromOneToTheOther) {
    metadata<Person, Passport>().create_all(engine);
    Session session{engine};
    const auto anna = session.add(Person{.name = "Anna"});
    const auto bert = session.add(Person{.name = "Bert"});
    const auto passport = session.add(Passport{.number = "1", .holder = anna});
    EXPECT_TRUE(anna->passport == passport);
    session.commit();
    EXPECT_TRUE(anna->passport == passport);

    bert->passport = passport;
    EXPECT_TRUE(passport->holder == bert);
    EXPECT_FALSE(anna->passport);
    session.commit();
    EXPECT_EQ(passport->person_id, bert->id);
    EXPECT_FALSE(anna->passport);
}

struct Engine_;
struct Car {
    Field<std::optional<std::int64_t>, primary_key> id;

    Relationship<Engine_> engine;
};
struct Engine_ {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::optional<std::int64_t>, foreign_key<&Car::id>> car_id;
};

TEST_F(Relationships, AScalarWhoseKeyLiesWithTheTargetSetsIt) {
    metadata<Car, Engine_>().create_all(engine);
    Session session{engine};
    const auto car = session.add(Car{});
    const auto first = session.add(Engine_{});
    const auto second = session.add(Engine_{});
    car->engine = first;
    session.commit();
    EXPECT_EQ(first->car_id, car->id);
    car->engine = second;
    session.commit();
    EXPECT_EQ(first->car_id, std::nullopt);
    EXPECT_EQ(second->car_id, car->id);
    EXPECT_TRUE(car->engine == second);
}

struct Lonely {
    Field<std::optional<int>, primary_key> id;
    Relationship<Team> team;
};

TEST_F(Relationships, WithoutAForeignKeyTheyNameBothModels) {
    const auto refusal = [](auto&& use) -> std::string {
        try {
            use();
        } catch (const ArgumentError& error) {
            return error.what();
        }
        return "no error";
    };
    const std::string expected =
        "the relationship 'team' of 'Lonely' has no foreign key to join along: add foreign_key<\"lonely.id\"> to a field of 'Team', or "
        "foreign_key<\"team.id\"> to a field of 'Lonely'";
    EXPECT_EQ(refusal([] { (void)metadata<Lonely>(); }), expected);
    EXPECT_EQ(refusal([this] { Session{engine}.add(Lonely{}); }), expected) << "also where nobody asked for the metadata";
}

}  // namespace
