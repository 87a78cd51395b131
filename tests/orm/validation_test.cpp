// What a session does about values that break the constraints of their fields: nothing is sent, nothing is lost, all problems are told.
#include <gtest/gtest.h>

#include <list>
#include <string>
#include <vector>

#include <retort/retort.hpp>

#include "tests/support/database.hpp"

namespace {

using namespace retort;

struct Address {
    Field<std::string, min_length<1>> street;
};

struct Crew {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, min_length<2>> name;
};

struct Sailor {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, max_length<8>> name;
    Field<std::optional<int>, ge<0>, le<150>> age;
    Field<std::string, secret, min_length<4>> password = "secret";
    std::vector<Address> addresses = {};
    Field<std::optional<std::int64_t>, foreign_key<"crew.id">> crew_id;
    Relationship<Crew> crew;

    static void validate(const Sailor& sailor, Problems& problems) {
        if (sailor.name == "Ahab" && sailor.age == 3) problems.add("Ahab is older");
    }
};

class SessionValidation : public testing::Test {
protected:
    SessionValidation() { metadata<Crew, Sailor>().create_all(engine); }

    std::size_t rows() {
        auto connection = engine.connect();
        return connection.exec(select<Sailor>()).all().size() + connection.exec(select<Crew>()).all().size();
    }

    static std::vector<std::string> places(const ValidationError& error) {
        std::vector<std::string> all;
        for (const Problem& problem : error.errors()) {
            std::string place;
            for (const LocItem& item : problem.loc)
                place += "/" + (item.is_index() ? std::to_string(item.index()) : item.key());
            all.push_back(place + " " + problem.type);
        }
        return all;
    }

    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
};

using Strings = std::vector<std::string>;

TEST_F(SessionValidation, RefusesANewObjectBeforeAnythingIsSent) {
    Session session{engine};
    const auto crew = session.add(Crew{.name = "Pequod"});
    const auto sailor = session.add(Sailor{.name = "Ishmael the narrator", .age = -1});
    sailor->crew = crew;
    try {
        session.flush();
        FAIL() << "it was flushed";
    } catch (const ValidationError& error) {
        EXPECT_EQ(error.title(), "Sailor");
        EXPECT_EQ(places(error), (Strings{"/name string_too_long", "/age greater_than_equal"}));
    }
    EXPECT_EQ(crew->id, std::nullopt);  // nothing was sent, not even what is well

    // The session goes on: what is wrong is put right.
    sailor->name = "Ishmael";
    sailor->age = 20;
    session.commit();
    EXPECT_EQ(rows(), 2U);
    EXPECT_EQ(sailor->crew_id, crew->id);
}

TEST_F(SessionValidation, TellsTheProblemsOfAllObjects) {
    Session session{engine};
    session.add(Crew{.name = "P"});
    session.add(Sailor{.name = "Queequeg", .age = 151});
    session.add(Sailor{.id = 7, .name = "Starbuck the mate"});
    session.add(Sailor{.name = "Stubb"});
    try {
        session.commit();
        FAIL() << "it was committed";
    } catch (const ValidationError& error) {
        EXPECT_EQ(error.title(), "Crew, Sailor");
        EXPECT_EQ(places(error),
            (Strings{"/Crew[0]/name string_too_short", "/Sailor[1]/age less_than_equal", "/Sailor(id=7)/name string_too_long"}));
    }
    session.rollback();
    EXPECT_EQ(rows(), 0U);
}

TEST_F(SessionValidation, RefusesAChangeAndKeepsTheTransaction) {
    Session session{engine};
    const auto sailor = session.add(Sailor{.name = "Flask", .age = 30});
    session.flush();
    sailor->age = 999;
    EXPECT_THROW(session.flush(), ValidationError);
    EXPECT_EQ(sailor->age, 999);
    sailor->age = 31;
    session.commit();
    Session other{engine};
    EXPECT_EQ(other.get<Sailor>(*sailor->id)->age, 31);
}

TEST_F(SessionValidation, ComesWithTheAutoflushOfAQuery) {
    Session session{engine};
    const auto sailor = session.add(Sailor{.name = "Pip", .age = -5});
    EXPECT_THROW(session.exec(select<Crew>()).all(), ValidationError);
    session.expunge(sailor);
    EXPECT_TRUE(session.exec(select<Crew>()).all().empty());
}

TEST_F(SessionValidation, AsksTheModelAndLooksIntoJsonColumns) {
    Session session{engine};
    const auto ahab = session.add(Sailor{.name = "Ahab", .age = 3});
    const auto tashtego = session.add(Sailor{.name = "Tashtego", .addresses = {{.street = "Gay Head"}, {.street = ""}}});
    try {
        session.flush();
        FAIL() << "it was flushed";
    } catch (const ValidationError& error) {
        EXPECT_EQ(places(error), (Strings{"/Sailor[0] value_error", "/Sailor[1]/addresses/1/street string_too_short"}));
        EXPECT_EQ(error.errors().front().msg, "Value error, Ahab is older");
    }
}

TEST_F(SessionValidation, NeverShowsASecret) {
    Session session{engine};
    session.add(Sailor{.name = "Fedallah", .password = "xyz"});
    try {
        session.flush();
        FAIL() << "it was flushed";
    } catch (const ValidationError& error) {
        EXPECT_EQ(std::string{error.what()}.find("xyz"), std::string::npos) << error.what();
        EXPECT_EQ(error.errors_json().find("xyz"), std::string::npos) << error.errors_json();
    }
}

TEST_F(SessionValidation, LeavesRowsAloneThatSomebodyElseWrote) {
    auto connection = engine.connect();
    connection.exec(insert<Sailor>().values(Sailor{.id = 1, .name = "Elijah", .age = -7}));
    connection.commit();
    Session session{engine};
    const auto elijah = session.get<Sailor>(1);
    elijah->age = elijah->age.value_or(0);  // touched, not changed
    session.add(Crew{.name = "Rachel"});
    session.commit();
    elijah->password = "changed";
    EXPECT_THROW(session.commit(), ValidationError);
}

TEST_F(SessionValidation, IsTurnedOffForAnEngine) {
    Engine lenient = create_engine(database.url(), {.validate_at_flush = false});
    metadata<Crew, Sailor>().create_all(lenient);
    Session session{lenient};
    const auto sailor = session.add(Sailor{.name = "Bulk", .age = -1});
    session.commit();
    EXPECT_EQ(sailor->age, -1);
}

TEST_F(SessionValidation, InsertsManyRowsAtOnce) {
    Session session{engine};
    session.add(Crew{.id = 100, .name = "Pequod"});
    std::vector<Sailor> sailors;
    for (int i = 0; i < 1000; ++i)
        sailors.push_back({.name = "No " + std::to_string(i), .age = 20, .crew_id = 100});
    EXPECT_EQ(session.bulk_insert(sailors), 1000);  // the crew was flushed before
    EXPECT_EQ(sailors.front().id, std::nullopt);
    EXPECT_EQ(session.bulk_insert(std::list<Crew>{Crew{.name = "Rachel"}, Crew{.name = "Delight"}}), 2);
    EXPECT_EQ(session.bulk_insert(std::vector<Sailor>{}), 0);
    session.commit();
    EXPECT_EQ(rows(), 1003U);
}

TEST_F(SessionValidation, NamesTheObjectsOfManyThatAreWrong) {
    Session session{engine};
    const std::vector<Sailor> sailors{{.name = "A"}, {.name = "B", .age = -1}, {.name = "C", .age = 200}};
    try {
        session.bulk_insert(sailors);
        FAIL() << "they were inserted";
    } catch (const ValidationError& error) {
        EXPECT_EQ(places(error), (Strings{"/1/age greater_than_equal", "/2/age less_than_equal"}));
    }
    session.commit();
    EXPECT_EQ(rows(), 0U);
}

TEST_F(SessionValidation, LooksAtWhatAListenerHasChanged) {
    Session session{engine};
    const auto sailor = session.add(Sailor{.name = "Daggoo", .age = 1});
    session.listen(SessionEvent::before_flush, [&](Session&) { sailor->age = -1; });
    EXPECT_THROW(session.flush(), ValidationError);
}

}  // namespace
