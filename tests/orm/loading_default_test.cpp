// Defaults of relationships, raiseload, populate_existing, and the alarm for queries in a loop.
#include <functional>

#include <retort/orm/workspace.hpp>

#include "loading_test.hpp"

using namespace orm_test;

namespace {

class Loading : public LoadingTest {
protected:
    void add_books() {
        Session session{engine};
        const auto author = session.add(Author{.name = "Ursula"});
        const auto publisher = session.add(Publisher{.name = "Ace"});
        session.add(Book{.title = "Rocannon", .author = author, .publisher = publisher});
        session.add(Book{.title = "Exile", .author = author, .publisher = publisher});
        session.commit();
        log.statements();
    }
    static std::string message_of(const std::function<void()>& what) {
        try {
            what();
        } catch (const InvalidRequestError& error) {
            return error.what();
        }
        return "nothing was thrown";
    }
};

/// The warnings of the alarm.
class Warnings {
public:
    Warnings() { set_log_sink(&Warnings::take, this); }
    ~Warnings() { set_log_sink(nullptr, nullptr); }
    Warnings(const Warnings&) = delete;
    Warnings& operator=(const Warnings&) = delete;
    std::vector<std::string> messages;

private:
    static void take(void* self, const LogRecord& record) {
        if (record.logger == "retort.orm.loading") {
            static_cast<Warnings*>(self)->messages.emplace_back(record.message);
        }
    }
};

// ---- Defaults

TEST_F(Loading, DefaultsActOnSelect) {
    add_books();
    Session session{engine};
    const auto author = session.exec(select<Author>()).one();
    // The author, and the books with their publisher joined; back at the author it stops.
    EXPECT_EQ(selects().size(), 2u);
    EXPECT_EQ(author->books.size(), 2u);
    EXPECT_EQ(author->books[0]->title, "Exile");
    EXPECT_EQ(author->books[0]->publisher->name, "Ace");
    EXPECT_TRUE(author->books[0]->author == author);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Loading, DefaultsActOnGetAndRefresh) {
    add_books();
    Session session{engine};
    const auto book = session.get<Book>(1);
    EXPECT_EQ(selects().size(), 2u);  // with its publisher; its author. The author's books: back at Book
    EXPECT_EQ(book->author->name, "Ursula");
    EXPECT_EQ(book->publisher->name, "Ace");
    EXPECT_TRUE(log.statements().empty());
    session.connection().exec(text("UPDATE book SET author_id = NULL WHERE id = 1"));
    session.refresh(book);
    log.statements();
    EXPECT_FALSE(book->author);
    EXPECT_TRUE(book->publisher);
    EXPECT_TRUE(log.statements().empty());
    EXPECT_FALSE(session.get<Book>(99));
}

TEST_F(Loading, DefaultsActOnLazyLoads) {
    add_books();
    Session session{engine};
    const auto author = session.exec(select<Author>().options(lazyload(&Author::books))).one();
    EXPECT_EQ(selects().size(), 1u);  // the option overrides the default
    EXPECT_EQ(author->books.size(), 2u);
    EXPECT_EQ(selects().size(), 2u);  // the books and their publishers
    EXPECT_TRUE(author->books[0]->publisher);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Loading, ATreeIsNotLoadedWholeByDefault) {
    {
        Session session{engine};
        const auto root = session.add(Folder{.name = "root"});
        session.flush();
        const auto child = session.add(Folder{.name = "child"});
        root->folders.push_back(child);
        session.flush();
        child->folders.push_back(session.add(Folder{.name = "leaf"}));
        session.commit();
        log.statements();
    }
    Session session{engine};
    const auto root = session.exec(select<Folder>().where(col(&Folder::parent_id).is_null())).one();
    EXPECT_EQ(selects().size(), 1u);  // as SQLAlchemy without join_depth
    EXPECT_EQ(names(root->folders[0]->folders), "leaf");
    EXPECT_EQ(selects().size(), 2u);
}

// ---- raiseload

TEST_F(Loading, RaiseNamesClassAndAttribute) {
    add_heroes();
    add_books();
    Session session{engine};
    const auto teams = session.exec(select<Team>().options(raiseload(&Team::heroes))).all();
    const std::string message = message_of([&] { (void)teams[0]->heroes.size(); });
    EXPECT_NE(message.find("'Team.heroes'"), std::string::npos) << message;
    EXPECT_NE(message.find("raiseload()"), std::string::npos) << message;
    const auto publisher = session.exec(select<Publisher>()).one();
    const std::string by_default = message_of([&] { (void)publisher->books.size(); });
    EXPECT_NE(by_default.find("'Publisher.books'"), std::string::npos) << by_default;
}

TEST_F(Loading, RaiseSticksToTheObjectsOfItsStatementAlone) {
    add_heroes();
    Session session{engine};
    const auto a = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    const auto teams = session.exec(select<Team>().order_by(col(&Team::name)).options(raiseload(&Team::heroes))).all();
    EXPECT_EQ(a->heroes.size(), 2u);  // it was here before
    EXPECT_THROW((void)teams[1]->heroes.size(), InvalidRequestError);
    session.commit();
    EXPECT_THROW((void)teams[1]->heroes.size(), InvalidRequestError);
    session.expunge_all();
    const auto again = session.exec(select<Team>().order_by(col(&Team::name))).all();
    EXPECT_EQ(again[1]->heroes.size(), 1u);
}

TEST_F(Loading, WhatObjectsKeepGoesWithThem) {
    add_heroes();
    Session session{engine, {.lazy_load_limit = 100}};
    auto teams = session.exec(select<Team>().options(raiseload(&Team::heroes))).all();
    const auto& memory = teams[0].instance()->pool->workspace.load_memory;
    EXPECT_EQ(memory.size(), 6u);
    session.expunge_all();
    EXPECT_EQ(memory.size(), 6u);
    EXPECT_THROW((void)teams[0]->heroes.size(), DetachedInstanceError);
    teams.resize(1);
    session.expunge_all();
    EXPECT_EQ(memory.size(), 2u);
}

TEST_F(Loading, RaiseBehindAPath) {
    add_heroes();
    Session session{engine};
    const auto teams = session.exec(select<Team>().options(selectinload(&Team::heroes).raiseload(&Hero::powers))).all();
    EXPECT_THROW((void)teams[0]->heroes[0]->powers.size(), InvalidRequestError);
    session.expunge_all();
    const auto lazy = session.exec(select<Team>().options(defaultload(&Team::heroes).raiseload(&Hero::powers))).all();
    EXPECT_THROW((void)lazy[0]->heroes[0]->powers.size(), InvalidRequestError);
}

TEST_F(Loading, RaiseOnSqlOnlyAllowsWhatIsHere) {
    add_heroes();
    Session session{engine};
    const auto a = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    const auto heroes = session.exec(select<Hero>().order_by(col(&Hero::name)).options(raiseload(&Hero::team, {.sql_only = true}))).all();
    EXPECT_TRUE(heroes[0]->team == a);
    EXPECT_THROW((void)heroes[2]->team.ref(), InvalidRequestError);  // B is not here
    session.expunge_all();
    const auto again = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    const auto strict = session.exec(select<Hero>().order_by(col(&Hero::name)).options(raiseload(&Hero::team))).all();
    EXPECT_THROW((void)strict[0]->team.ref(), InvalidRequestError);
}

TEST_F(Loading, OptionsOverrideADefaultThatRaises) {
    add_books();
    Session session{engine};
    EXPECT_EQ(session.exec(select<Publisher>().options(selectinload(&Publisher::books))).one()->books.size(), 2u);
    session.expunge_all();
    EXPECT_EQ(session.exec(select<Publisher>().options(lazyload(&Publisher::books))).one()->books.size(), 2u);
}

TEST_F(Loading, LazyOptionsCarryWhatIsBehindThem) {
    add_heroes();
    Session session{engine};
    const auto teams =
        session.exec(select<Team>().order_by(col(&Team::name)).options(lazyload(&Team::heroes).selectinload(&Hero::powers))).all();
    EXPECT_EQ(selects().size(), 1u);
    EXPECT_EQ(teams[0]->heroes.size(), 2u);
    EXPECT_EQ(selects().size(), 2u);
    EXPECT_EQ(teams[0]->heroes[0]->powers.size(), 2u);
    EXPECT_TRUE(log.statements().empty());
}

TEST_F(Loading, ADeleteLoadsWhatItMustKnow) {
    add_books();
    Session session{engine};
    session.remove(session.exec(select<Publisher>()).one());
    session.commit();  // its books lose their publisher, although reading them would raise
    EXPECT_EQ(scalar("SELECT count(*) FROM book WHERE publisher_id IS NULL"), 2);
}

TEST_F(Loading, OnADetachedObjectTheSessionIsToBlame) {
    add_heroes();
    Ref<Team> team;
    {
        Session session{engine};
        team = session.exec(select<Team>().where(col(&Team::name) == "A").options(raiseload(&Team::heroes))).one();
    }
    EXPECT_THROW((void)team->heroes.size(), DetachedInstanceError);
}

// ---- populate_existing

TEST_F(Loading, PopulateExistingOverwrites) {
    add_heroes();
    Session session{engine};
    const auto hero = session.exec(select<Hero>().where(col(&Hero::name) == "a1")).one();
    const auto team = hero->team.ref();
    EXPECT_EQ(team->heroes.size(), 2u);
    session.connection().exec(text("UPDATE hero SET age = 7, team_id = 2 WHERE name = 'a1'"));
    const auto guard = session.no_autoflush();
    hero->name = "changed";
    EXPECT_EQ(session.exec(select<Hero>().where(col(&Hero::id) == hero->id)).one()->name, "changed");
    EXPECT_EQ(hero->age, std::nullopt);
    session.exec(select<Hero>().where(col(&Hero::id) == hero->id).populate_existing()).one();
    EXPECT_EQ(std::string{hero->name}, "a1");
    EXPECT_EQ(hero->age, 7);
    EXPECT_EQ(std::string{hero->team->name}, "B");
    EXPECT_FALSE(session.is_modified(hero));
    EXPECT_EQ(team->heroes.size(), 2u);  // another object's relationship
    session.exec(select<Team>().options(selectinload(&Team::heroes)).populate_existing()).all();
    EXPECT_EQ(names(team->heroes), "a2");
}

TEST_F(Loading, PopulateExistingReachesWhatIsLoadedAlong) {
    add_heroes();
    Session session{engine};
    const auto hero = session.exec(select<Hero>().where(col(&Hero::name) == "a1")).one();
    session.connection().exec(text("UPDATE hero SET age = 7 WHERE name = 'a1'"));
    session.exec(select<Team>().options(selectinload(&Team::heroes).joinedload(&Hero::team))).all();
    EXPECT_EQ(hero->age, std::nullopt);
    const auto teams =
        session
            .exec(
                select<Team>().order_by(col(&Team::name)).options(selectinload(&Team::heroes).joinedload(&Hero::team)).populate_existing())
            .all();
    EXPECT_EQ(hero->age, 7);
    log.statements();
    EXPECT_EQ(names(teams[0]->heroes), "a1 a2");
    EXPECT_TRUE(teams[0]->heroes[0]->team == teams[0]);
    EXPECT_TRUE(log.statements().empty());
}

// ---- Queries in a loop

TEST_F(Loading, CountsLazyLoads) {
    add_heroes();
    Session session{engine};
    for (const auto& hero : session.exec(select<Hero>()).all()) {
        (void)hero->team.ref();     // two teams; the loner has none
        (void)hero->powers.size();  // four heroes
    }
    EXPECT_EQ(session.lazy_loads(), 6u);
}

TEST_F(Loading, WarnsOnceOfQueriesInALoop) {
    add_heroes();
    const Warnings warnings;
    Session session{engine, {.lazy_load_limit = 2}};
    for (const auto& hero : session.exec(select<Hero>()).all()) {
        (void)hero->powers.size();
    }
    ASSERT_EQ(warnings.messages.size(), 1u);
    EXPECT_NE(warnings.messages[0].find("'Hero.powers'"), std::string::npos) << warnings.messages[0];
    EXPECT_NE(warnings.messages[0].find("selectinload(&Hero::powers)"), std::string::npos) << warnings.messages[0];
    session.expire_all();
    for (const auto& hero : session.exec(select<Hero>()).all()) {
        (void)hero->powers.size();
    }
    EXPECT_EQ(warnings.messages.size(), 2u);  // another statement
    session.expire_all();
    for (const auto& hero : session.exec(select<Hero>().options(selectinload(&Hero::powers))).all()) {
        (void)hero->powers.size();
    }
    EXPECT_EQ(warnings.messages.size(), 2u);
}

TEST_F(Loading, RaisesOnQueriesInALoopWhereAskedTo) {
    add_heroes();
    Session session{engine, {.lazy_load_limit = 2, .on_lazy_load_limit = LazyLoads::raise}};
    const auto heroes = session.exec(select<Hero>()).all();
    EXPECT_EQ(heroes[0]->powers.size(), 0u);
    EXPECT_EQ(heroes[1]->powers.size(), 2u);
    const std::string message = message_of([&] { (void)heroes[2]->powers.size(); });
    EXPECT_NE(message.find("'Hero.powers'"), std::string::npos) << message;
    EXPECT_NE(message.find("lazy_load_limit is 2"), std::string::npos) << message;
    (void)heroes[0]->team.ref();  // another relationship
    for (const auto& hero : heroes) {
        (void)session.get<Hero>(*hero->id);
    }
}

TEST_F(Loading, ALoopWithinALoopIsFoundToo) {
    add_heroes();
    Session session{engine, {.lazy_load_limit = 1, .on_lazy_load_limit = LazyLoads::raise}};
    const auto team = session.exec(select<Team>().where(col(&Team::name) == "A")).one();
    EXPECT_EQ(team->heroes[0]->powers.size(), 2u);
    EXPECT_THROW((void)team->heroes[1]->powers.size(), InvalidRequestError);  // both came from one lazy load
}

TEST_F(Loading, LazyLoadsOfUnrelatedChangesDoNotFlush) {
    add_heroes();
    Session session{engine};
    const auto teams = session.exec(select<Team>().order_by(col(&Team::name))).all();
    teams[0]->name = "AA";
    log.statements();
    EXPECT_EQ(teams[1]->heroes.size(), 1u);
    EXPECT_EQ(log.count("UPDATE"), 0u);
    const auto b1 = teams[1]->heroes[0];
    b1->team_id = teams[2]->id;
    log.statements();
    EXPECT_EQ(teams[2]->heroes.size(), 1u);  // depends on b1's key, which so is written before
    EXPECT_GE(log.count("UPDATE"), 1u);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM team WHERE name = 'AA'"), 1);
}

}  // namespace
