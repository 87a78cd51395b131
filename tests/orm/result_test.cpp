#include "orm_test.hpp"

using namespace orm_test;

namespace {

class SessionResults : public OrmTest {
protected:
    void SetUp() override {
        OrmTest::SetUp();
        Session session{engine};
        const auto team = session.add(Team{.name = "Avengers"});
        session.add(Hero{.name = "A", .age = 10, .team = team});
        session.add(Hero{.name = "B", .age = 20, .team = team});
        session.add(Hero{.name = "C"});
        session.commit();
        log.statements();
    }
};

TEST_F(SessionResults, FirstOneAndNone) {
    Session session{engine};
    EXPECT_EQ(session.exec(select<Hero>().order_by(col(&Hero::name))).first()->name, "A");
    EXPECT_EQ(session.exec(select<Hero>().where(col(&Hero::name) == "B")).one()->age, 20);
    EXPECT_FALSE(session.exec(select<Hero>().where(col(&Hero::name) == "Z")).first());
    EXPECT_FALSE(session.exec(select<Hero>().where(col(&Hero::name) == "Z")).one_or_none());
    EXPECT_THROW(session.exec(select<Hero>().where(col(&Hero::name) == "Z")).one(), NoResultFound);
    EXPECT_THROW(session.exec(select<Hero>()).one(), MultipleResultsFound);
    EXPECT_THROW(session.exec(select<Hero>()).one_or_none(), MultipleResultsFound);
}

TEST_F(SessionResults, ColumnsAreValuesAndSeveralAreTuples) {
    Session session{engine};
    const std::vector<std::string> names = session.exec(select(col(&Hero::name)).order_by(col(&Hero::name))).all();
    EXPECT_EQ(names, (std::vector<std::string>{"A", "B", "C"}));
    const std::optional<std::optional<int>> age = session.exec(select(col(&Hero::age)).order_by(col(&Hero::name).desc())).first();
    EXPECT_EQ(age, std::optional<std::optional<int>>{std::optional<int>{}});

    for (const auto& [name, years] : session.exec(select(col(&Hero::name), col(&Hero::age)).where(col(&Hero::age) == 20))) {
        EXPECT_EQ(name, "B");
        EXPECT_EQ(years, 20);
    }
    const auto [count, oldest, sum] =
        session.exec(select(func::count(), func::max(col(&Hero::age)), func::sum(col(&Hero::age))).select_from<Hero>()).one();
    EXPECT_EQ(count, 3);
    EXPECT_EQ(oldest, 20);
    EXPECT_EQ(sum, 30);
}

TEST_F(SessionResults, SeveralEntitiesAreTuplesOfRefs) {
    Session session{engine};
    std::size_t rows = 0;
    for (const auto& [hero, team] : session.exec(select<Hero, Team>().join<Team>())) {
        EXPECT_TRUE(hero->team == team);
        ++rows;
    }
    EXPECT_EQ(rows, 2u);
}

TEST_F(SessionResults, AnOuterJoinGivesEmptyRefs) {
    Session session{engine};
    std::vector<std::string> without;
    for (const auto& [hero, team] : session.exec(select<Hero, Team>().outer_join<Team>())) {
        if (!team) {
            without.push_back(hero->name);
        }
    }
    EXPECT_EQ(without, std::vector<std::string>{"C"});
}

TEST_F(SessionResults, ALoopMayCommitAndGoOn) {
    Session session{engine};
    std::size_t seen = 0;
    for (const auto& hero : session.exec(select<Hero>().order_by(col(&Hero::id)))) {
        hero->age = 50;
        session.commit();
        ++seen;
    }
    EXPECT_EQ(seen, 3u);
    EXPECT_EQ(scalar("SELECT count(*) FROM hero WHERE age = 50"), 3);
}

TEST_F(SessionResults, ALoopMayQueryAndGoOn) {
    Session session{engine};
    std::size_t seen = 0;
    for (const auto& hero : session.exec(select<Hero>().order_by(col(&Hero::id)))) {
        seen += session.exec(select<Hero>().order_by(col(&Hero::id))).all().size();
        EXPECT_EQ(hero->powers.size(), 0u);
    }
    EXPECT_EQ(seen, 9u);
}

TEST_F(SessionResults, AfterARollbackAResultSaysWhyItEnded) {
    Session session{engine};
    auto result = session.exec(select<Hero>());
    auto at = result.begin();
    EXPECT_TRUE((*at)->name == "A");
    session.rollback();
    EXPECT_THROW(++at, InvalidRequestError);
}

TEST_F(SessionResults, AConnectionGivesPlainValues) {
    auto connection = engine.connect();
    const std::vector<Hero> heroes = connection.exec(select<Hero>().order_by(col(&Hero::name))).all();
    ASSERT_EQ(heroes.size(), 3u);
    EXPECT_EQ(heroes[1].age, 20);
    EXPECT_THROW(static_cast<void>(heroes[1].team->name), DetachedInstanceError);  // not loaded is not the same as none
    EXPECT_THROW(static_cast<void>(heroes[1].powers.size()), DetachedInstanceError);
    const auto row =
        connection.exec(select(col(&Hero::name), func::count()).group_by(col(&Hero::name)).having(col(&Hero::name) == "A")).one();
    EXPECT_EQ(row, (std::tuple<std::string, std::int64_t>{"A", 1}));
}

TEST_F(SessionResults, WritesReturnRowsAndCounts) {
    auto connection = engine.begin();
    const auto inserted =
        connection.exec(insert<Team>().values(std::vector<Team>{{.name = "X"}, {.name = "Y"}}).returning(col(&Team::id))).all();
    EXPECT_EQ(inserted, (std::vector<std::optional<std::int64_t>>{2, 3}));
    EXPECT_EQ(connection.exec(update<Hero>().where(col(&Hero::age) > 5).set(col(&Hero::age), 6)).rowcount(), 2);
    EXPECT_EQ(connection.exec(delete_from<Hero>().where(col(&Hero::age) == 6).returning(col(&Hero::name))).all().size(), 2u);
    connection.rollback();
    EXPECT_EQ(scalar("SELECT count(*) FROM hero"), 3);
}

TEST_F(SessionResults, ReturningThroughASessionGivesPlainValues) {
    Session session{engine};
    const auto team = session.exec(insert<Team>().values(Team{.name = "X"}).returning()).one();
    EXPECT_EQ(team.name, "X");
    EXPECT_EQ(team.id, 2);
}

TEST_F(SessionResults, TextRowsAreReadByNameAndPosition) {
    auto connection = engine.connect();
    const auto row = connection.exec(text("SELECT name, age FROM hero WHERE age = :age"), {{"age", 20}}).one();
    EXPECT_EQ(row["name"].as_text(), "B");
    EXPECT_EQ(row[1].as_integer(), 20);
    EXPECT_EQ(row.get<std::optional<int>>("age"), 20);
    EXPECT_THROW(row["nobody"], ArgumentError);
    EXPECT_THROW(row[2], ArgumentError);
    EXPECT_THROW(connection.exec(text("SELECT :a"), {{"b", 1}}), ArgumentError);
}

}  // namespace
