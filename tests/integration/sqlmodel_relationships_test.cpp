// SQLModel's tutorial on relationships, program by program: what Retort prints is what SQLModel prints.
#include "sqlmodel_relationships.hpp"

#include "support.hpp"
#include "tests/support/database.hpp"

namespace tutorial {

std::string sort_fields(std::string_view text) {
    const std::size_t open = text.find('(');
    std::vector<std::string> fields;
    std::string_view rest = text.substr(open + 1, text.size() - open - 2);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(", "), rest.size());
        fields.emplace_back(rest.substr(0, end));
        rest.remove_prefix(std::min(end + 2, rest.size()));
    }
    std::sort(fields.begin(), fields.end());
    std::string out{text.substr(0, open + 1)};
    for (const std::string& field : fields) {
        out += (&field == &fields.front() ? "" : ", ") + field;
    }
    return out + ')';
}

namespace {

constexpr std::string_view created = R"(Created hero: Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson', team_id=1)
Created hero: Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp', team_id=2)
Created hero: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=None)
Updated hero: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=2)
Team Wakaland: Team(headquarters='Wakaland Capital City', id=3, name='Wakaland')
Preventers new hero: Hero(age=32, id=6, name='Tarantula', secret_name='Natalia Roman-on', team_id=2)
Preventers new hero: Hero(age=36, id=7, name='Dr. Weird', secret_name='Steve Weird', team_id=2)
Preventers new hero: Hero(age=93, id=8, name='Captain North America', secret_name='Esteban Rogelios', team_id=2)
)";
constexpr std::string_view later_preventers =
    "Hero(age=32, id=6, name='Tarantula', secret_name='Natalia Roman-on', team_id=2), "
    "Hero(age=36, id=7, name='Dr. Weird', secret_name='Steve Weird', team_id=2), "
    "Hero(age=93, id=8, name='Captain North America', secret_name='Esteban Rogelios', team_id=2)]\n";
constexpr std::string_view rusty_man = "[Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp', team_id=2), ";
constexpr std::string_view spider_boy_in_preventers =
    "Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=2), ";
constexpr std::string_view black_lion_alone =
    "Black Lion: Hero(age=35, id=4, name='Black Lion', secret_name='Trevor Challa', team_id=None)\n";
constexpr std::string_view two_teams =
    "Teams: [Team(headquarters=\"Sister Margaret's Bar\", id=1, name='Z-Force'), Team(headquarters='Sharp Tower', id=2, "
    "name='Preventers')]\n";

std::string joined(std::initializer_list<std::string_view> parts) {
    std::string out;
    for (const std::string_view part : parts) {
        out += part;
    }
    return out;
}

/// The lines must be these, and SQLModel's program of that name must print them too.
void expect_printed(const Printer& printer, std::string_view program, const std::string& expected) {
    EXPECT_EQ(printer.text(), expected);
    RETORT_NEED_PYTHON("sqlmodel");
    EXPECT_EQ(printer.text(), integration::run_python("sqlmodel_relationships.py", {std::string{program}})) << "as SQLModel prints it";
}

template <class T>
Ref<T> one(Session& session, std::string_view name) {
    return session.exec(select<T>().where(col(&T::name) == name)).one();
}

/// A database with the tables of these models, on the server that is tested.
template <class... Models>
struct Opened {
    Opened() {
        if constexpr (sizeof...(Models) > 0) metadata<Models...>().create_all(engine);
    }
    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
};

template <class Team, class Hero>
void create_heroes(Engine& engine, Printer& printer) {
    Session session{engine};
    auto z_force = session.add(Team{.name = "Z-Force", .headquarters = "Sister Margaret's Bar"});
    auto preventers = session.add(Team{.name = "Preventers", .headquarters = "Sharp Tower"});
    auto deadpond = session.add(Hero{.name = "Deadpond", .secret_name = "Dive Wilson", .team = z_force});
    auto rusty = session.add(Hero{.name = "Rusty-Man", .secret_name = "Tommy Sharp", .age = 48, .team = preventers});
    auto spider_boy = session.add(Hero{.name = "Spider-Boy", .secret_name = "Pedro Parqueador"});
    session.commit();
    for (const auto& hero : {deadpond, rusty, spider_boy}) {
        session.refresh(hero);
        printer.say("Created hero:", hero);
    }

    spider_boy->team = preventers;
    session.commit();
    session.refresh(spider_boy);
    printer.say("Updated hero:", spider_boy);

    auto black_lion = session.add(Hero{.name = "Black Lion", .secret_name = "Trevor Challa", .age = 35});
    auto sure_e = session.add(Hero{.name = "Princess Sure-E", .secret_name = "Sure-E"});
    auto wakaland = session.add(Team{.name = "Wakaland", .headquarters = "Wakaland Capital City", .heroes = {black_lion, sure_e}});
    session.commit();
    session.refresh(wakaland);
    printer.say("Team Wakaland:", wakaland);

    auto tarantula = session.add(Hero{.name = "Tarantula", .secret_name = "Natalia Roman-on", .age = 32});
    auto dr_weird = session.add(Hero{.name = "Dr. Weird", .secret_name = "Steve Weird", .age = 36});
    auto captain = session.add(Hero{.name = "Captain North America", .secret_name = "Esteban Rogelios", .age = 93});
    preventers->heroes.push_back(tarantula);
    preventers->heroes.push_back(dr_weird);
    preventers->heroes.push_back(captain);
    session.commit();
    for (const auto& hero : {tarantula, dr_weird, captain}) {
        session.refresh(hero);
        printer.say("Preventers new hero:", hero);
    }
}

TEST(SqlmodelRelationships, CreateAndRead) {
    using namespace in_step;
    Printer printer;
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    create_heroes<Team, Hero>(engine, printer);
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    printer.say("Spider-Boy's team:", session.exec(select<Team>().where(col(&Team::id) == spider_boy->team_id)).first());
    printer.say("Spider-Boy's team again:", spider_boy->team);
    printer.say("Preventers heroes:", one<Team>(session, "Preventers")->heroes);

    expect_printed(printer, "create_and_read",
        joined({created, "Spider-Boy's team: Team(headquarters='Sharp Tower', id=2, name='Preventers')\n",
            "Spider-Boy's team again: Team(headquarters='Sharp Tower', id=2, name='Preventers')\n", "Preventers heroes: ", rusty_man,
            spider_boy_in_preventers, later_preventers}));
}

TEST(SqlmodelRelationships, UpdateByRelationshipAndByKey) {
    using namespace in_step;
    Printer printer;
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    create_heroes<Team, Hero>(engine, printer);
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    spider_boy->team = one<Team>(session, "Z-Force");
    session.commit();
    session.refresh(spider_boy);
    printer.say("Updated hero:", spider_boy, spider_boy->team);
    auto black_lion = one<Hero>(session, "Black Lion");
    black_lion->team_id = spider_boy->team_id;
    session.commit();
    printer.say("Z-Force heroes:", one<Team>(session, "Z-Force")->heroes);
    printer.say("Wakaland heroes:", one<Team>(session, "Wakaland")->heroes);

    expect_printed(printer, "update",
        joined({created,
            "Updated hero: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=1) "
            "Team(headquarters=\"Sister Margaret's Bar\", id=1, name='Z-Force')\n",
            "Z-Force heroes: [Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson', team_id=1), "
            "Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=1), "
            "Hero(age=35, id=4, name='Black Lion', secret_name='Trevor Challa', team_id=1)]\n",
            "Wakaland heroes: [Hero(age=None, id=5, name='Princess Sure-E', secret_name='Sure-E', team_id=3)]\n"}));
}

TEST(SqlmodelRelationships, RemoveARelationship) {
    using namespace in_step;
    Printer printer;
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    create_heroes<Team, Hero>(engine, printer);
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    spider_boy->team = nullptr;
    session.commit();
    session.refresh(spider_boy);
    printer.say("Spider-Boy without team:", spider_boy, spider_boy->team);
    printer.say("Preventers heroes:", one<Team>(session, "Preventers")->heroes);

    expect_printed(printer, "remove",
        joined({created,
            "Spider-Boy without team: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=None) None\n",
            "Preventers heroes: ", rusty_man, later_preventers}));
}

template <class Team, class Hero>
void leave_the_team(Printer& printer) {
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    create_heroes<Team, Hero>(engine, printer);
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    auto preventers = one<Team>(session, "Preventers");
    printer.say("Hero Spider-Boy:", spider_boy);
    printer.say("Preventers Team:", preventers);
    printer.say("Preventers Team Heroes:", preventers->heroes);
    spider_boy->team = nullptr;
    printer.say("Spider-Boy without team:", spider_boy);
    printer.say("Preventers Team Heroes again:", preventers->heroes);
    session.commit();
    printer.say("After committing");
    session.refresh(spider_boy);
    printer.say("Spider-Boy after commit:", spider_boy);
    printer.say("Preventers Team Heroes after commit:", preventers->heroes);
}

std::string left_the_team(std::string_view before_commit) {
    const std::string spider_boy = "Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=2)\n";
    return joined({created, "Hero Spider-Boy: ", spider_boy, "Preventers Team: Team(headquarters='Sharp Tower', id=2, name='Preventers')\n",
        "Preventers Team Heroes: ", rusty_man, spider_boy_in_preventers, later_preventers, "Spider-Boy without team: ", spider_boy,
        "Preventers Team Heroes again: ", rusty_man, before_commit, later_preventers, "After committing\n",
        "Spider-Boy after commit: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador', team_id=None)\n",
        "Preventers Team Heroes after commit: ", rusty_man, later_preventers});
}

TEST(SqlmodelRelationships, BackPopulatesKeepsBothSidesInStep) {
    Printer printer;
    leave_the_team<in_step::Team, in_step::Hero>(printer);
    expect_printed(printer, "with_back_populates", left_the_team(""));
}

TEST(SqlmodelRelationships, WithoutBackPopulatesTheOtherSideLearnsAtTheCommit) {
    Printer printer;
    leave_the_team<apart::Team, apart::Hero>(printer);
    expect_printed(printer, "without_back_populates", left_the_team(spider_boy_in_preventers));
}

// ---- A team is deleted

template <class Team, class Hero>
void delete_team(Engine& engine, Printer& printer) {
    create_heroes<Team, Hero>(engine, printer);
    {
        Session session{engine};
        auto team = one<Team>(session, "Wakaland");
        session.remove(team);
        try {
            session.commit();
            printer.say("Deleted team:", team->name);
        } catch (const IntegrityError& error) {
            session.rollback();
            // Each database says it in words of its own.
            const bool is_sqlite = testing_support::tested_kind() == "sqlite";
            printer.say("Not deleted: " + (is_sqlite ? error.message() : "FOREIGN KEY constraint failed"));
        }
    }
    Session session{engine};
    for (const std::string name : {"Black Lion", "Princess Sure-E"}) {
        printer.say(name + ":", session.exec(select<Hero>().where(col(&Hero::name) == name)).first());
    }
    printer.say("Teams:", session.exec(select<Team>()).all());
}

std::string heroes_are_gone() {
    return joined({created, "Deleted team: 'Wakaland'\nBlack Lion: None\nPrincess Sure-E: None\n", two_teams});
}
std::string heroes_are_alone() {
    return joined({created, "Deleted team: 'Wakaland'\n", black_lion_alone,
        "Princess Sure-E: Hero(age=None, id=5, name='Princess Sure-E', secret_name='Sure-E', team_id=None)\n", two_teams});
}

TEST(SqlmodelRelationships, CascadeDelete) {
    Printer printer;
    Opened<owning::Team, owning::Hero> opened;
    delete_team<owning::Team, owning::Hero>(opened.engine, printer);
    expect_printed(printer, "cascade_delete", heroes_are_gone());
}

TEST(SqlmodelRelationships, CascadeDeleteTakesOrphansAndNoneThatMoved) {
    using namespace owning;
    Printer printer;
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    create_heroes<Team, Hero>(engine, printer);
    Session session{engine};
    auto preventers = one<Team>(session, "Preventers");
    auto z_force = one<Team>(session, "Z-Force");
    preventers->heroes.remove(one<Hero>(session, "Spider-Boy"));
    z_force->heroes.push_back(one<Hero>(session, "Rusty-Man"));
    session.commit();
    printer.say("Z-Force heroes:", z_force->heroes);
    printer.say("Preventers heroes:", preventers->heroes);
    printer.say("All heroes:", session.exec(select<Hero>().order_by(col(&Hero::id))).all());

    const std::string_view members = later_preventers;
    expect_printed(printer, "cascade_delete_orphan",
        joined({created,
            "Z-Force heroes: [Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson', team_id=1), "
            "Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp', team_id=1)]\n",
            "Preventers heroes: [", members,
            "All heroes: [Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson', team_id=1), "
            "Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp', team_id=1), "
            "Hero(age=35, id=4, name='Black Lion', secret_name='Trevor Challa', team_id=3), "
            "Hero(age=None, id=5, name='Princess Sure-E', secret_name='Sure-E', team_id=3), ",
            members}));
}

TEST(SqlmodelRelationships, TheDatabaseSetsNull) {
    Printer printer;
    Opened<database_sets_null::Team, database_sets_null::Hero> opened;
    delete_team<database_sets_null::Team, database_sets_null::Hero>(opened.engine, printer);
    expect_printed(printer, "set_null_by_database", heroes_are_alone());
}

TEST(SqlmodelRelationships, TheDatabaseRestricts) {
    using namespace database_restricts;
    Printer printer;
    Opened<Team, Hero> opened;
    Engine& engine = opened.engine;
    delete_team<Team, Hero>(engine, printer);
    Session session{engine};
    auto team = one<Team>(session, "Wakaland");
    team->heroes.clear();
    session.commit();
    session.refresh(team);
    printer.say("Team with removed heroes:", team, team->heroes);
    session.remove(team);
    session.commit();
    printer.say("Black Lion:", one<Hero>(session, "Black Lion"));
    printer.say("Teams:", session.exec(select<Team>()).all());

    const std::string_view wakaland = "Team(headquarters='Wakaland Capital City', id=3, name='Wakaland')";
    expect_printed(printer, "restrict_by_database",
        joined({created, "Not deleted: FOREIGN KEY constraint failed\n",
            "Black Lion: Hero(age=35, id=4, name='Black Lion', secret_name='Trevor Challa', team_id=3)\n",
            "Princess Sure-E: Hero(age=None, id=5, name='Princess Sure-E', secret_name='Sure-E', team_id=3)\n",
            two_teams.substr(0, two_teams.size() - 2), ", ", wakaland, "]\n", "Team with removed heroes: ", wakaland, " []\n",
            black_lion_alone, two_teams}));
}

TEST(SqlmodelRelationships, TheSessionSetsNull) {
    Printer printer;
    Opened<in_step::Team, in_step::Hero> opened;
    delete_team<in_step::Team, in_step::Hero>(opened.engine, printer);
    expect_printed(printer, "set_null_by_session", heroes_are_alone());
}

TEST(SqlmodelRelationships, TheDatabaseCascades) {
    Printer printer;
    Opened<database_cascades::Team, database_cascades::Hero> opened;
    delete_team<database_cascades::Team, database_cascades::Hero>(opened.engine, printer);
    expect_printed(printer, "cascade_by_database", heroes_are_gone());
}

// ---- Many-to-many

template <class T>
std::vector<Ref<T>> by_id(const auto& collection) {
    std::vector<Ref<T>> all;
    for (const auto& one : collection) {
        all.push_back(one);
    }
    std::sort(all.begin(), all.end(), [](const auto& left, const auto& right) { return *left->id < *right->id; });
    return all;
}

template <class Link>
void say_links(Session& session, Printer& printer) {
    printer.say("Links:", session.exec(select<Link>().order_by(col(&Link::team_id), col(&Link::hero_id))).all());
}

void create_many_to_many(Engine& engine, Printer& printer) {
    using namespace many_to_many;
    metadata<HeroTeamLink, Team, Hero>().create_all(engine);
    Session session{engine};
    auto preventers = session.add(Team{.name = "Preventers", .headquarters = "Sharp Tower"});
    auto z_force = session.add(Team{.name = "Z-Force", .headquarters = "Sister Margaret's Bar"});
    auto deadpond = session.add(Hero{.name = "Deadpond", .secret_name = "Dive Wilson", .teams = {z_force, preventers}});
    auto rusty = session.add(Hero{.name = "Rusty-Man", .secret_name = "Tommy Sharp", .age = 48, .teams = {preventers}});
    auto spider_boy = session.add(Hero{.name = "Spider-Boy", .secret_name = "Pedro Parqueador", .teams = {preventers}});
    session.commit();
    for (const auto& hero : {deadpond, rusty, spider_boy}) {
        session.refresh(hero);
        printer.say(hero->name + ":", hero);
        printer.say(hero->name + " teams:", by_id<Team>(hero->teams));
    }
}

constexpr std::string_view many_created = R"(Deadpond: Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson')
Deadpond teams: [Team(headquarters='Sharp Tower', id=1, name='Preventers'), Team(headquarters="Sister Margaret's Bar", id=2, name='Z-Force')]
Rusty-Man: Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp')
Rusty-Man teams: [Team(headquarters='Sharp Tower', id=1, name='Preventers')]
Spider-Boy: Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador')
Spider-Boy teams: [Team(headquarters='Sharp Tower', id=1, name='Preventers')]
)";
constexpr std::string_view first_links =
    "Links: [HeroTeamLink(hero_id=1, team_id=1), HeroTeamLink(hero_id=2, team_id=1), HeroTeamLink(hero_id=3, team_id=1), "
    "HeroTeamLink(hero_id=1, team_id=2)";

TEST(SqlmodelRelationships, ManyToManyCreate) {
    Printer printer;
    Opened<> opened;
    Engine& engine = opened.engine;
    create_many_to_many(engine, printer);
    Session session{engine};
    say_links<many_to_many::HeroTeamLink>(session, printer);
    expect_printed(printer, "many_to_many_create", joined({many_created, first_links, "]\n"}));
}

TEST(SqlmodelRelationships, ManyToManyUpdateAndRemove) {
    using namespace many_to_many;
    Printer printer;
    Opened<> opened;
    Engine& engine = opened.engine;
    create_many_to_many(engine, printer);
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    auto z_force = one<Team>(session, "Z-Force");
    z_force->heroes.push_back(spider_boy);
    session.commit();
    printer.say("Updated Spider-Boy's Teams:", by_id<Team>(spider_boy->teams));
    printer.say("Z-Force heroes:", by_id<Hero>(z_force->heroes));
    say_links<HeroTeamLink>(session, printer);

    spider_boy->teams.remove(z_force);
    session.commit();
    printer.say("Reverted Z-Force's heroes:", z_force->heroes);
    printer.say("Reverted Spider-Boy's teams:", spider_boy->teams);
    say_links<HeroTeamLink>(session, printer);

    session.remove(one<Team>(session, "Preventers"));
    session.commit();
    printer.say("Heroes without Preventers:", session.exec(select<Hero>()).all());
    say_links<HeroTeamLink>(session, printer);

    const std::string_view deadpond = "Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson')";
    const std::string_view spider = "Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador')";
    const std::string_view preventers = "Team(headquarters='Sharp Tower', id=1, name='Preventers')";
    expect_printed(printer, "many_to_many_update",
        joined({many_created, "Updated Spider-Boy's Teams: [", preventers,
            ", Team(headquarters=\"Sister Margaret's Bar\", id=2, name='Z-Force')]\n", "Z-Force heroes: [", deadpond, ", ", spider, "]\n",
            first_links, ", HeroTeamLink(hero_id=3, team_id=2)]\n", "Reverted Z-Force's heroes: [", deadpond, "]\n",
            "Reverted Spider-Boy's teams: [", preventers, "]\n", first_links, "]\n", "Heroes without Preventers: [", deadpond,
            ", Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp'), ", spider,
            "]\nLinks: [HeroTeamLink(hero_id=1, team_id=2)]\n"}));
}

void say_members(Printer& printer, const std::string& label, const Ref<extra_fields::Team>& team) {
    std::vector<Ref<extra_fields::HeroTeamLink>> links;
    for (const auto& link : team->hero_links) {
        links.push_back(link);
    }
    std::sort(links.begin(), links.end(), [](const auto& left, const auto& right) { return left->hero_id < right->hero_id; });
    for (const auto& link : links) {
        printer.say(label + " hero:", link->hero, link->is_training);
    }
}

TEST(SqlmodelRelationships, LinksWithExtraFields) {
    using namespace extra_fields;
    Printer printer;
    Opened<> opened;
    Engine& engine = opened.engine;
    metadata<Team, Hero, HeroTeamLink>().create_all(engine);
    {
        Session session{engine};
        auto preventers = session.add(Team{.name = "Preventers", .headquarters = "Sharp Tower"});
        auto z_force = session.add(Team{.name = "Z-Force", .headquarters = "Sister Margaret's Bar"});
        auto deadpond = session.add(Hero{.name = "Deadpond", .secret_name = "Dive Wilson"});
        auto rusty = session.add(Hero{.name = "Rusty-Man", .secret_name = "Tommy Sharp", .age = 48});
        auto spider_boy = session.add(Hero{.name = "Spider-Boy", .secret_name = "Pedro Parqueador"});
        session.add(HeroTeamLink{.team = z_force, .hero = deadpond});
        session.add(HeroTeamLink{.is_training = true, .team = preventers, .hero = deadpond});
        session.add(HeroTeamLink{.is_training = true, .team = preventers, .hero = spider_boy});
        session.add(HeroTeamLink{.team = preventers, .hero = rusty});
        session.commit();
        say_members(printer, "Z-Force", z_force);
        say_members(printer, "Preventers", preventers);
    }
    Session session{engine};
    auto spider_boy = one<Hero>(session, "Spider-Boy");
    auto z_force = one<Team>(session, "Z-Force");
    session.add(HeroTeamLink{.is_training = true, .team = z_force, .hero = spider_boy});
    session.commit();
    auto links = session.exec(select<HeroTeamLink>().where(col(&HeroTeamLink::hero_id) == 3).order_by(col(&HeroTeamLink::team_id))).all();
    EXPECT_EQ(spider_boy->team_links.size(), links.size());
    for (const auto& link : links) {
        EXPECT_TRUE(spider_boy->team_links.contains(link));
        printer.say("Spider-Boy team:", link->team, link->is_training);
    }
    for (const auto& link : spider_boy->team_links) {
        if (link->team->name == "Preventers") {
            link->is_training = false;
        }
    }
    session.commit();
    say_members(printer, "Z-Force", z_force);
    say_links<HeroTeamLink>(session, printer);

    const std::string_view deadpond = "Hero(age=None, id=1, name='Deadpond', secret_name='Dive Wilson')";
    const std::string_view spider = "Hero(age=None, id=3, name='Spider-Boy', secret_name='Pedro Parqueador')";
    expect_printed(printer, "many_to_many_extra_fields",
        joined({"Z-Force hero: ", deadpond, " False\n", "Preventers hero: ", deadpond, " True\n",
            "Preventers hero: Hero(age=48, id=2, name='Rusty-Man', secret_name='Tommy Sharp') False\n", "Preventers hero: ", spider,
            " True\n", "Spider-Boy team: Team(headquarters='Sharp Tower', id=1, name='Preventers') True\n",
            "Spider-Boy team: Team(headquarters=\"Sister Margaret's Bar\", id=2, name='Z-Force') True\n", "Z-Force hero: ", deadpond,
            " False\n", "Z-Force hero: ", spider, " True\n",
            "Links: [HeroTeamLink(hero_id=1, is_training=True, team_id=1), HeroTeamLink(hero_id=2, is_training=False, team_id=1), "
            "HeroTeamLink(hero_id=3, is_training=False, team_id=1), HeroTeamLink(hero_id=1, is_training=False, team_id=2), "
            "HeroTeamLink(hero_id=3, is_training=True, team_id=2)]\n"}));
}

}  // namespace
}  // namespace tutorial
