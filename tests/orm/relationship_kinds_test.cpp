// Each kind of relationship, and what two sessions or two collections do to it.
#include "orm_test.hpp"

using namespace orm_test;

namespace {

class RelationshipKinds : public OrmTest {};

std::vector<std::string> names(const auto& collection) {
    std::vector<std::string> out;
    for (const auto& one : collection) {
        out.push_back(one->name);
    }
    return out;
}

// ---- A model that refers to itself

struct Part {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<"part.id">> whole_id;
    Relationship<Part, remote_side<"id">, back_populates<"parts">> whole;
    Relationship<std::vector<Part>, remote_side<"whole_id">, back_populates<"whole">, ordered_by<"name desc">> parts;
};
struct Step {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, unique, foreign_key<"step.id">> next_id;
    Relationship<Step, remote_side<"id">, back_populates<"previous">> next;
    Relationship<Step, remote_side<"next_id">, back_populates<"next">> previous;
};

TEST_F(RelationshipKinds, ATreeWithBothDirections) {
    metadata<Part>().create_all(engine);
    Session session{engine};
    const auto car = session.add(Part{.name = "car"});
    session.add(Part{.name = "door", .whole = car});
    car->parts.push_back(session.add(Part{.name = "wheel"}));
    session.commit();
    Session other{engine};
    const auto read = other.exec(select<Part>().where(col(&Part::name) == "car")).one();
    EXPECT_EQ(names(read->parts), (std::vector<std::string>{"wheel", "door"})) << "ordered_by<\"name desc\">";
    EXPECT_TRUE(read->parts[0]->whole == read);
    EXPECT_FALSE(read->whole);
}

TEST_F(RelationshipKinds, AChainIsOneToOneWithItself) {
    metadata<Step>().create_all(engine);
    Session session{engine};
    const auto first = session.add(Step{.name = "first"});
    const auto second = session.add(Step{.name = "second"});
    const auto between = session.add(Step{.name = "between"});
    first->next = second;
    EXPECT_TRUE(second->previous == first);
    session.commit();
    first->next = between;
    between->next = second;
    session.commit();
    EXPECT_TRUE(second->previous == between);
    EXPECT_EQ(scalar("SELECT next_id FROM step WHERE name = 'first'"), *between->id);
    EXPECT_EQ(scalar("SELECT next_id FROM step WHERE name = 'between'"), *second->id);
}

// ---- One to one

struct Card;
struct Person {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<Card, back_populates<"person">> card;
};
struct Card {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, unique, foreign_key<&Person::id>> person_id;
    Relationship<Person, back_populates<"card">> person;
};

TEST_F(RelationshipKinds, ANewPartnerClearsTheKeyOfTheOldOneFromEitherSide) {
    metadata<Person, Card>().create_all(engine);
    Session session{engine};
    const auto anna = session.add(Person{.name = "Anna"});
    const auto old = session.add(Card{.name = "old", .person = anna});
    session.commit();
    anna->card = session.add(Card{.name = "new"});
    EXPECT_FALSE(old->person);
    session.commit();
    EXPECT_EQ(old->person_id, std::nullopt);

    // Nobody has loaded anna's card: it is looked for, so that it lets go of the unique key.
    const auto third = session.add(Card{.name = "third", .person = anna});
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM card WHERE person_id IS NULL"), 2);
    EXPECT_TRUE(anna->card == third);
    // Taken by one that has a row already.
    old->person = anna;
    session.commit();
    EXPECT_EQ(string("SELECT name FROM card WHERE person_id IS NOT NULL"), "'old'");
}

// ---- Two foreign keys to one table

struct Airport;
struct Flight {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::int64_t, foreign_key<"airport.id">> origin_id;
    Field<std::int64_t, foreign_key<"airport.id">> target_id;
    Relationship<Airport, via<&Flight::origin_id>, back_populates<"departures">> origin;
    Relationship<Airport, via<&Flight::target_id>, back_populates<"arrivals">> target;
};
struct Airport {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Flight>, via<&Flight::origin_id>, back_populates<"origin">> departures;
    Relationship<std::vector<Flight>, via<&Flight::target_id>, back_populates<"target">> arrivals;
};

TEST_F(RelationshipKinds, TwoKeysToOneTableAreTwoRelationships) {
    metadata<Airport, Flight>().create_all(engine);
    Session session{engine};
    const auto rome = session.add(Airport{.name = "Rome"});
    const auto oslo = session.add(Airport{.name = "Oslo"});
    const auto there = session.add(Flight{.name = "there", .origin = rome, .target = oslo});
    oslo->departures.push_back(session.add(Flight{.name = "back", .target = rome}));
    session.commit();
    EXPECT_EQ(names(rome->departures), (std::vector<std::string>{"there"}));
    EXPECT_EQ(names(rome->arrivals), (std::vector<std::string>{"back"}));
    EXPECT_EQ(there->target_id, oslo->id);
}

// ---- A foreign key of several columns

struct Room;
struct Floor {
    Field<std::int64_t, primary_key> building;
    Field<std::int64_t, primary_key> number;
    Relationship<std::vector<Room>, back_populates<"floor">, ordered_by<"name">> rooms;
};
struct Room {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    std::optional<std::int64_t> building;
    std::optional<std::int64_t> level;
    Relationship<Floor, back_populates<"rooms">> floor;
    static auto table_args() { return foreign_key_constraint({"building", "level"}, "floor", {"building", "number"}); }
};

TEST_F(RelationshipKinds, AKeyOfTwoColumnsIsCopiedAndClearedWhole) {
    metadata<Floor, Room>().create_all(engine);
    Session session{engine};
    const auto floor = session.add(Floor{.building = 7, .number = 3});
    const auto office = session.add(Room{.name = "office", .floor = floor});
    floor->rooms.push_back(session.add(Room{.name = "kitchen"}));
    session.commit();
    EXPECT_EQ(office->building, 7);
    EXPECT_EQ(office->level, 3);
    EXPECT_EQ(names(floor->rooms), (std::vector<std::string>{"kitchen", "office"}));
    floor->rooms.remove(office);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM room WHERE building IS NULL AND level IS NULL"), 1);
    session.remove(floor);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM room WHERE building IS NULL"), 2);
}

// ---- An association with fields of its own

struct Course;
struct Student;
struct Enrolment {
    Field<std::int64_t, primary_key, foreign_key<"student.id">> student_id;
    Field<std::int64_t, primary_key, foreign_key<"course.id">> course_id;
    std::optional<int> grade;
    Relationship<Student, back_populates<"enrolments">> student;
    Relationship<Course, back_populates<"enrolments">> course;
};
struct Course {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Enrolment>, back_populates<"course">, cascade_delete> enrolments;
};
struct Student {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Relationship<std::vector<Enrolment>, back_populates<"student">, cascade_delete> enrolments;
};

TEST_F(RelationshipKinds, AnAssociationHasFieldsAndGoesWithEitherSide) {
    metadata<Enrolment, Course, Student>().create_all(engine);
    Session session{engine};
    const auto anna = session.add(Student{.name = "Anna"});
    const auto bert = session.add(Student{.name = "Bert"});
    const auto maths = session.add(Course{.name = "Maths"});
    const auto art = session.add(Course{.name = "Art"});
    session.add(Enrolment{.grade = 1, .student = anna, .course = maths});
    session.add(Enrolment{.grade = 2, .student = anna, .course = art});
    session.add(Enrolment{.grade = 3, .student = bert, .course = art});
    session.commit();
    EXPECT_EQ(art->enrolments.size(), 2u);
    for (const auto& enrolment : anna->enrolments) {
        EXPECT_EQ(enrolment->course->name, enrolment->grade == 1 ? "Maths" : "Art");
    }
    session.remove(maths);
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM enrolment"), 2);
    session.remove(anna);
    session.commit();
    EXPECT_EQ(scalar("SELECT student_id FROM enrolment"), *bert->id);
    bert->enrolments.clear();
    session.commit();
    EXPECT_EQ(scalar("SELECT count(*) FROM enrolment"), 0);
}

TEST_F(RelationshipKinds, AnAssociationMayBeReplacedInOneFlush) {
    metadata<Enrolment, Course, Student>().create_all(engine);
    Session session{engine};
    const auto anna = session.add(Student{.name = "Anna"});
    const auto art = session.add(Course{.name = "Art"});
    const auto old = session.add(Enrolment{.grade = 5, .student = anna, .course = art});
    session.commit();
    session.remove(old);
    session.add(Enrolment{.grade = 1, .student = anna, .course = art});
    session.commit();
    EXPECT_EQ(scalar("SELECT grade FROM enrolment"), 1) << "the same primary key, made of the two foreign keys";
}

// ---- One model in two collections that know nothing of it

struct Piece;
struct Left {
    Field<std::optional<std::int64_t>, primary_key> id;
    Relationship<std::vector<Piece>> pieces;
};
struct Right {
    Field<std::optional<std::int64_t>, primary_key> id;
    Relationship<std::vector<Piece>, cascade_delete> pieces;
};
struct Piece {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Left::id>> left_id;
    Field<std::optional<std::int64_t>, foreign_key<&Right::id>> right_id;
};

TEST_F(RelationshipKinds, AMemberOfTwoCollectionsWithoutTheOtherSide) {
    metadata<Left, Right, Piece>().create_all(engine);
    Session session{engine};
    const auto left = session.add(Left{});
    const auto other = session.add(Left{});
    const auto right = session.add(Right{});
    const auto piece = session.add(Piece{.name = "p"});
    left->pieces.push_back(piece);
    left->pieces.push_back(piece);
    right->pieces.push_back(piece);
    EXPECT_EQ(left->pieces.size(), 1u);
    session.commit();
    EXPECT_EQ(piece->left_id, left->id);
    EXPECT_EQ(piece->right_id, right->id);

    // First into the other, then out of the first: it stays in the other.
    EXPECT_TRUE(left->pieces.contains(piece));
    other->pieces.push_back(piece);
    left->pieces.remove(piece);
    session.commit();
    EXPECT_EQ(piece->left_id, other->id);
    EXPECT_TRUE(left->pieces.empty());

    right->pieces = {};
    session.commit();
    EXPECT_EQ(piece.state(), ObjectState::detached);
    EXPECT_TRUE(other->pieces.empty());
}

TEST_F(RelationshipKinds, AnAssignedCollectionHasTheOrderOfTheAssignment) {
    Session session{engine};
    const auto team = session.add(Team{.name = "T"});
    const auto a = session.add(Hero{.name = "a"});
    const auto b = session.add(Hero{.name = "b"});
    const auto c = session.add(Hero{.name = "c"});
    team->heroes = {b, a, b};
    EXPECT_EQ(names(team->heroes), (std::vector<std::string>{"b", "a"}));
    team->heroes = {c, a};
    EXPECT_EQ(names(team->heroes), (std::vector<std::string>{"c", "a"}));
    EXPECT_FALSE(b->team);
    EXPECT_TRUE(c->team == team);
}

// ---- One side alone says back_populates

struct Pupil;
struct Class {
    Field<std::optional<std::int64_t>, primary_key> id;
    Relationship<std::vector<Pupil>, back_populates<"form">> pupils;
};
struct Pupil {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Class::id>> form_id;
    Relationship<Class> form;
};

TEST_F(RelationshipKinds, BackPopulatesOnOneSideKeepsBothInStep) {
    metadata<Class, Pupil>().create_all(engine);
    Session session{engine};
    const auto form = session.add(Class{});
    const auto anna = session.add(Pupil{.name = "Anna", .form = form});
    EXPECT_TRUE(form->pupils.contains(anna));
    form->pupils.remove(anna);
    EXPECT_FALSE(anna->form);
    form->pupils.push_back(anna);
    EXPECT_TRUE(anna->form == form);
    session.commit();
    EXPECT_EQ(anna->form_id, form->id);
}

// ---- Two sessions

TEST_F(RelationshipKinds, NoPathLinksObjectsOfTwoSessions) {
    Session one{engine};
    Session other{engine};
    const auto team = one.add(Team{.name = "Avengers"});
    const auto mine = one.add(Hero{.name = "mine"});
    const auto theirs = other.add(Hero{.name = "theirs"});
    const auto refusal = [](auto&& use) -> std::string {
        try {
            use();
        } catch (const InvalidRequestError& error) {
            return error.what();
        }
        return "no error";
    };
    const std::string expected = "cannot link Team(None) with Hero(None): they belong to different sessions";
    EXPECT_EQ(refusal([&] { team->heroes.push_back(theirs); }), expected);
    EXPECT_EQ(refusal([&] { team->heroes = {mine, theirs}; }), expected);
    EXPECT_TRUE(team->heroes.empty()) << "nothing half done";
    EXPECT_EQ(refusal([&] { theirs->team = team; }), "cannot link Hero(None) with Team(None): they belong to different sessions");
    EXPECT_EQ(refusal([&] { other.add(Hero{.name = "new", .team = team}); }),
        "cannot link a new 'Hero' with Team(None): they belong to different sessions");
    EXPECT_EQ(refusal([&] { other.add(Team{.name = "new", .heroes = {mine}}); }),
        "cannot link a new 'Team' with Hero(None): they belong to different sessions");
    EXPECT_EQ(refusal([&] { other.add(mine); }), "add: Hero(None) belongs to another session");
    EXPECT_EQ(other.pending<Hero>().size(), 1u);
    EXPECT_TRUE(other.pending<Team>().empty());
    EXPECT_FALSE(theirs->team);
    one.commit();
    other.commit();
}

TEST_F(RelationshipKinds, AnObjectThatLeftTheSessionIsNamedAtTheFlush) {
    Session session{engine};
    const auto team = session.add(Team{.name = "Avengers"});
    const auto hero = session.add(Hero{.name = "Rusty-Man", .team = team});
    session.expunge(team);
    try {
        session.flush();
        FAIL();
    } catch (const InvalidRequestError& error) {
        EXPECT_STREQ(error.what(), "cannot save Hero(None): its 'team' is Team(None), which is in no session; add it, or link another");
    }
}

}  // namespace
