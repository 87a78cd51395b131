// What the random sequences have found, each as the shortest program that shows it.
#include <gtest/gtest.h>

#include "models.hpp"
#include "run.hpp"
#include "tests/support/database.hpp"

namespace property {
namespace {

class Found : public testing::Test {
protected:
    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
    Session session{engine};

    void SetUp() override { tables().create_all(engine); }
    std::int64_t count(std::string_view table) {
        auto connection = engine.connect();
        return connection.exec(text("SELECT count(*) FROM " + std::string{table})).one().get<std::int64_t>(0);
    }
};

TEST_F(Found, ALinkThatIsThereIsNotWrittenAgainWhereNobodyHasLookedYet) {
    const auto power = session.add(Power{.id = {}, .name = "Flight"});
    const auto hero = session.add(Hero{.id = {}, .name = "Tarantula", .powers = {power}});
    session.commit();

    hero->powers.push_back(power);  // IntegrityError: the collection was not loaded, and the link row was inserted a second time
    session.commit();
    power->heroes.push_back(hero);
    session.commit();
    EXPECT_EQ(count("heropower"), 1);
    EXPECT_EQ(hero->powers.size(), 1u);
}

TEST_F(Found, AMemberThatIsPutInAgainAndTakenOutIsOut) {
    const auto country = session.add(Country{.code = "D", .title = "there"});
    const auto hero = session.add(Hero{.id = {}, .name = "Tarantula"});
    country->citizens.push_back(hero);
    session.commit();

    country->citizens.push_back(hero);  // not loaded: nobody knows that it is there
    country->citizens.remove(hero);
    session.commit();
    EXPECT_TRUE(country->citizens.empty()) << "the two were taken for a link that is made and cut again";

    country->citizens.push_back(hero);
    country->citizens.remove(hero);
    country->citizens.push_back(hero);
    session.commit();
    EXPECT_EQ(country->citizens.size(), 1u);
}

TEST_F(Found, AChildThatWasGivenOnAndThenTakenAwayIsAnOrphan) {
    const auto first = session.add(Order{.id = {}, .label = "first"});
    const auto second = session.add(Order{.id = {}, .label = "second"});
    const auto item = session.add(Item{.id = {}, .name = "cup", .order = first});
    session.commit();

    second->items.push_back(item);
    second->items.remove(item);
    session.commit();
    EXPECT_EQ(count("item"), 0) << "it stayed, with NULL for its order";
    EXPECT_EQ(item.state(), ObjectState::detached);
}

TEST_F(Found, AChildThatWasGivenAndTakenAwayInOneFlushIsAnOrphan) {
    const auto order = session.add(Order{.id = {}, .label = "first"});
    const auto item = session.add(Item{.id = {}, .name = "cup"});
    session.commit();
    EXPECT_EQ(count("item"), 1) << "one that never had an owner is none";

    order->items.push_back(item);
    order->items.remove(item);
    session.commit();
    EXPECT_EQ(count("item"), 0);
}

TEST_F(Found, AChildThatWasTakenAwayAndGivenBackIsNoOrphan) {
    const auto first = session.add(Order{.id = {}, .label = "first"});
    const auto second = session.add(Order{.id = {}, .label = "second"});
    const auto item = session.add(Item{.id = {}, .name = "cup", .order = first});
    session.commit();

    second->items.push_back(item);
    item->order = nullptr;
    first->items.push_back(item);
    session.commit();
    EXPECT_EQ(count("item"), 1);
    EXPECT_TRUE(item->order == first);
}

TEST_F(Found, ANewProfileThatIsReplacedBeforeItHasARowIsNotInserted) {
    const auto hero = session.add(Hero{.id = {}, .name = "Tarantula"});
    session.commit();
    const auto replaced = session.add(Profile{.id = {}, .motto = "first", .hero = hero});
    session.add(Profile{.id = {}, .motto = "second", .hero = hero});
    session.commit();
    EXPECT_EQ(count("profile"), 1);
    EXPECT_EQ(replaced.state(), ObjectState::transient);
    EXPECT_EQ(hero->profile->motto, "second");
}

TEST_F(Found, ARollbackGivesARowItsOldKeyBack) {
    const auto country = session.add(Country{.code = "A", .title = "Aland"});
    const auto other = session.add(Country{.code = "B", .title = "Bland"});
    session.commit();

    country->code = "C";
    session.flush();
    country->code = "D";
    other->code = "A";
    session.flush();
    session.rollback();
    EXPECT_EQ(country.state(), ObjectState::persistent) << "it was looked for under its new key, not found, and given up";
    EXPECT_EQ(country->code, "A");
    EXPECT_EQ(session.get<Country>("A"), country);
    EXPECT_EQ(session.get<Country>("B"), other);
    EXPECT_FALSE(session.get<Country>("C"));
    EXPECT_FALSE(session.get<Country>("D"));

    country->title = "still here";
    session.commit();
    EXPECT_EQ(session.exec(select(col(&Country::title)).where(col(&Country::code) == "A")).one(), "still here");
}

TEST_F(Found, AnObjectWhoseKeyWasChangedCanBeRemovedAndComesBack) {
    const auto country = session.add(Country{.code = "A", .title = "Aland"});
    session.commit();
    country->code = "B";
    session.flush();
    session.remove(country);
    session.flush();
    session.rollback();
    EXPECT_EQ(country->code, "A");
    EXPECT_EQ(session.get<Country>("A"), country);
}

TEST_F(Found, AKeyThatWasCommittedIsNotTakenBackByTheNextRollback) {
    const auto country = session.add(Country{.code = "A", .title = "Aland"});
    session.commit();
    country->code = "B";
    session.commit();
    country->title = "never written";
    session.rollback();
    EXPECT_EQ(country->code, "B");
    EXPECT_EQ(session.get<Country>("B"), country);
}

TEST_F(Found, SettingWhatIsSetAlreadyDoesNotKeepItFromBeingRemoved) {
    const auto team = session.add(Team{.id = {}, .name = "Avengers"});
    const auto hero = session.add(Hero{.id = {}, .name = "Tarantula", .team = team});
    session.commit();
    hero->team = team;
    session.remove(team);
    session.commit();  // IntegrityError: the hero's key was set to NULL and then to the team's again
    EXPECT_EQ(hero->team_id, std::nullopt);
    EXPECT_EQ(count("team"), 0);
}

}  // namespace
}  // namespace property
