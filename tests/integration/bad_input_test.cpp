// Constraints, failed flushes, and objects used when or where they should not be.
#include "bad_input_databases.hpp"
#include "support.hpp"
#include "tests/engine/any_database.hpp"
#include "tests/support/database.hpp"

using namespace integration;
using namespace retort;

namespace bad_input {

struct Member;

struct Club {
    Field<std::optional<std::int64_t>, primary_key> id;
    Field<std::string, unique> name;
    int seats = 10;

    Relationship<std::vector<Member>, back_populates<"club">> members;

    static auto table_args() { return TableArgs{check("seats >= 0").named("ck_seats")}; }
};

struct Member {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string name;
    Field<std::optional<std::int64_t>, foreign_key<&Club::id>> club_id;

    Relationship<Club, back_populates<"members">> club;
};

/// What a program that takes NULL for granted makes of the same table.
struct LooseClub {
    static constexpr std::string_view table_name = "club";
    Field<std::optional<std::int64_t>, primary_key> id;
    std::optional<std::string> name;
    std::optional<int> seats;
};

}  // namespace bad_input

namespace {

using bad_input::Club;
using bad_input::Database;
using bad_input::database_of;
using bad_input::LooseClub;
using bad_input::Member;
using bad_input::Told;

class BadInput : public testing::Test {
protected:
    BadInput() { metadata<Club, Member>().create_all(engine); }

    std::int64_t add_club_with_member() {
        Session session{engine};
        const auto club = session.add(Club{.name = "Chess"});
        session.add(Member{.name = "Ada", .club = club});
        session.commit();
        return *club->id;
    }

    /// With the database's own marks for parameters.
    std::string marked(std::string_view sql) const { return engine_test::marked(engine, sql); }
    Engine another_engine(EngineOptions options) const { return create_engine(database.url(), std::move(options)); }

    void expect_told(const DatabaseError& error, const Told& told, std::string_view part) const {
        EXPECT_EQ(error.code(), told.code) << error.what();
        EXPECT_EQ(error.sqlstate(), told.sqlstate) << error.what();
        EXPECT_EQ(error.message(), told.message_with(part));
    }

    testing_support::FreshDatabase database{testing_support::in_file};
    const Database& about = database_of(database.kind());
    Engine engine = create_engine(database.url());
};

class BadInputFlush : public BadInput {
protected:
    static constexpr std::size_t count = 1000;
    static constexpr std::size_t bad = 637;

    static std::vector<Club> thousand_clubs() {
        std::vector<Club> clubs(count);
        for (std::size_t i = 0; i < count; ++i)
            clubs[i].name = "club " + std::to_string(i == bad ? 42 : i);
        return clubs;
    }
};

}  // namespace

// ---- A constraint in the middle of a thousand objects

TEST_F(BadInputFlush, AConstraintInTheMiddleLeavesNothingHalfWritten) {
    Session session{engine};
    const auto refs = session.add_all(thousand_clubs());
    const auto error = thrown_by<IntegrityError>([&] { session.commit(); });
    expect_told(error, about.unique, "club 42");
    EXPECT_NE(error.statement().find(about.insert_club), std::string::npos) << error.statement();
    if (about.tells_the_row_that_failed)
        EXPECT_EQ(error.parameters(), "('club 42', 10)");
    else
        EXPECT_NE(error.parameters().find("('club 0', 10)"), std::string::npos) << error.parameters();
    EXPECT_FALSE(error.is_retryable());
    EXPECT_EQ(count_rows(engine, "club"), 0);
    session.rollback();
    EXPECT_EQ(count_rows(engine, "club"), 0);
}

TEST_F(BadInputFlush, TheSessionWantsARollbackAndSaysWhy) {
    Session session{engine};
    session.add_all(thousand_clubs());
    EXPECT_THROW(session.flush(), IntegrityError);
    const auto expect_pending_rollback = [this](auto&& action) {
        const auto error = thrown_by<PendingRollbackError>(action);
        EXPECT_NE(std::string{error.what()}.find(about.unique.message_with("club 42")), std::string::npos) << error.what();
    };
    expect_pending_rollback([&] { session.flush(); });
    expect_pending_rollback([&] { session.commit(); });
    expect_pending_rollback([&] { session.exec(select<Club>()).all(); });
    expect_pending_rollback([&] { session.exec(text("SELECT 1")).all(); });
    expect_pending_rollback([&] { session.exec(delete_from<Club>().all_rows()); });
    expect_pending_rollback([&] { session.get<Club>(1); });
    expect_pending_rollback([&] { session.add(Club{.name = "late"}); });
    session.rollback();
    EXPECT_TRUE(session.exec(select<Club>()).all().empty());
}

TEST_F(BadInputFlush, AfterRollbackTheObjectsAreTransientAndTheGoodOnesCanBeAddedAgain) {
    Session session{engine};
    const auto refs = session.add_all(thousand_clubs());
    EXPECT_THROW(session.flush(), IntegrityError);
    session.rollback();
    for (const auto& ref : refs) {
        ASSERT_EQ(ref.state(), ObjectState::transient);
        ASSERT_FALSE(session.contains(ref));
    }
    EXPECT_TRUE(session.pending<Club>().empty());
    EXPECT_EQ(refs[bad]->name, "club 42");
    EXPECT_EQ(refs[7]->name, "club 7") << "what the objects hold is kept";

    for (std::size_t i = 0; i < count; ++i) {
        if (i != bad) session.add(refs[i]);
    }
    session.commit();
    EXPECT_EQ(count_rows(engine, "club"), static_cast<std::int64_t>(count) - 1);
    EXPECT_EQ(refs[7].state(), ObjectState::persistent);
    EXPECT_EQ(refs[bad].state(), ObjectState::transient);

    refs[bad]->name = "another";
    session.add(refs[bad]);
    session.commit();
    EXPECT_EQ(session.exec(select(col(&Club::name)).where(col(&Club::id) == *refs[bad]->id)).one(), "another");
    EXPECT_EQ(count_rows(engine, "club"), static_cast<std::int64_t>(count));
}

TEST_F(BadInputFlush, WhatWasFlushedBeforeInTheSameTransactionGoesToo) {
    Session session{engine};
    const auto first = session.add(Club{.name = "first"});
    session.flush();
    ASSERT_EQ(first.state(), ObjectState::persistent);
    session.add(Club{.name = "first"});
    EXPECT_THROW(session.flush(), IntegrityError);
    session.rollback();
    EXPECT_EQ(first.state(), ObjectState::transient);
    EXPECT_EQ(count_rows(engine, "club"), 0);
}

TEST_F(BadInputFlush, AFailedUpdateLeavesEveryRowAsItWas) {
    Session session{engine};
    const auto one = session.add(Club{.name = "one"});
    const auto two = session.add(Club{.name = "two"});
    session.commit();
    one->seats = 11;
    two->name = "one";
    const auto error = thrown_by<IntegrityError>([&] { session.commit(); });
    EXPECT_NE(error.statement().find("UPDATE club SET"), std::string::npos) << error.statement();
    session.rollback();
    EXPECT_EQ(one->seats, 10);
    EXPECT_EQ(two->name, "two") << "changed objects are read anew";
    EXPECT_FALSE(session.is_modified(two));
    two->name = "three";
    session.commit();
    EXPECT_EQ(text_rows(engine, "SELECT name, seats FROM club ORDER BY id"),
        (std::vector<std::vector<std::string>>{{"one", "10"}, {"three", "10"}}));
}

TEST_F(BadInputFlush, AnAutoflushThatFailsSaysThatOfTheFlush) {
    Session session{engine};
    session.add(Club{.name = "same"});
    session.add(Club{.name = "same"});
    const auto error = thrown_by<IntegrityError>([&] { session.exec(select<Member>()).all(); });
    EXPECT_NE(error.statement().find("INSERT INTO club"), std::string::npos);
    session.rollback();
}

// ---- Each constraint

TEST_F(BadInput, EveryKindOfConstraintIsAnIntegrityError) {
    const auto expect_error = [this](auto object, const Told& told, std::string_view part) {
        Session session{engine};
        const auto ref = session.add(std::move(object));
        const auto error = thrown_by<IntegrityError>([&] { session.flush(); });
        expect_told(error, told, part);
        EXPECT_FALSE(error.statement().empty());
        EXPECT_FALSE(error.parameters().empty());
        session.rollback();
        EXPECT_EQ(ref.state(), ObjectState::transient);
    };
    expect_error(Club{.name = "negative", .seats = -1}, about.check, database.name());
    expect_error(LooseClub{.seats = 1}, about.not_null, "");
    expect_error(Member{.name = "homeless", .club_id = 99}, about.foreign_key, database.name());
    const auto club = add_club_with_member();
    expect_error(Club{.id = club, .name = "again"}, about.key, std::to_string(club));
    expect_error(Club{.name = "Chess"}, about.unique, "Chess");
}

TEST_F(BadInput, ARowThatIsStillReferredToIsNotDeleted) {
    add_club_with_member();
    auto connection = engine.connect();
    const auto error = thrown_by<IntegrityError>([&] { connection.exec(delete_from<Club>().where(col(&Club::name) == "Chess")); });
    EXPECT_EQ(error.statement(), marked("DELETE FROM club WHERE club.name = ?"));
    EXPECT_EQ(error.parameters(), "('Chess',)");
    connection.rollback();
    EXPECT_EQ(count_rows(engine, "club"), 1);
}

// ---- What errors show

TEST_F(BadInput, TheMessageHasTheStatementAndItsParameters) {
    add_club_with_member();
    Session session{engine};
    session.add(Club{.name = "Chess", .seats = 3});
    const auto error = thrown_by<IntegrityError>([&] { session.flush(); });
    const std::string what = error.what();
    EXPECT_EQ(what.find("IntegrityError: " + about.unique.message_with("Chess")), 0U) << what;
    EXPECT_NE(what.find("[SQL: INSERT INTO club"), std::string::npos) << what;
    EXPECT_NE(what.find("[parameters: ('Chess', 3)]"), std::string::npos) << what;
}

TEST_F(BadInput, HiddenParametersAreNowhereInTheError) {
    add_club_with_member();
    auto discreet = another_engine({.hide_parameters = true});
    const auto expect_discreet = [](const DatabaseError& error, std::string_view secret) {
        EXPECT_TRUE(error.parameters().empty()) << error.parameters();
        EXPECT_FALSE(error.statement().empty());
        EXPECT_EQ(std::string{error.what()}.find(secret), std::string::npos) << error.what();
    };
    Session session{discreet};
    session.add(Club{.name = "Chess", .seats = 987654});
    expect_discreet(thrown_by<IntegrityError>([&] { session.flush(); }), "987654");
    try {
        session.flush();
        ADD_FAILURE() << "nothing was thrown";
    } catch (const PendingRollbackError& error) {
        EXPECT_EQ(std::string{error.what()}.find("987654"), std::string::npos) << error.what();
    }
    session.rollback();
    auto connection = discreet.connect();
    const auto expect_discreet_error_of = [&](std::string_view sql, const char* type) {
        try {
            connection.exec(text(sql), {{"name", "S3CRET"}}).all();
            ADD_FAILURE() << "nothing was thrown";
        } catch (const DatabaseError& error) {
            EXPECT_STREQ(error.type_name(), type);
            expect_discreet(error, "S3CRET");
        }
        connection.rollback();
    };
    expect_discreet_error_of("SELECT nothing FROM club WHERE name = :name", about.no_such_column_error);
    expect_discreet(
        thrown_by<IntegrityError>([&] { connection.exec(insert<Club>().values(Club{.name = "Chess", .seats = 987654})); }), "987654");
}

TEST_F(BadInput, HiddenParametersAreNotInTheDriversMessageEither) {
    auto discreet = another_engine({.hide_parameters = true});
    Session session{discreet};
    session.add(Club{.name = "S3CRET \xFF"});
    const auto error = thrown_by<DataError>([&] { session.flush(); });
    EXPECT_EQ(std::string{error.what()}.find("S3CRET"), std::string::npos) << error.what();
}

TEST_F(BadInput, TextWithTheWrongParameters) {
    auto connection = engine.connect();
    EXPECT_THROW(connection.exec(text("SELECT :a"), {}), ArgumentError);
    EXPECT_THROW(connection.exec(text("SELECT :a"), {{"a", 1}, {"b", 2}}), ArgumentError);
    EXPECT_THROW(connection.exec(text("SELECT 1"), {{"b", 2}}), ArgumentError);
    EXPECT_THROW(text("SELECT :a").bind({{"b", 2}}), ArgumentError);
    const auto error_of = [&](std::string_view sql) -> std::string {
        try {
            connection.exec(text(sql));
        } catch (const DatabaseError& error) {
            connection.rollback();
            return error.type_name();
        }
        return "none";
    };
    EXPECT_EQ(error_of("SELECT 1; SELECT 2"), "ProgrammingError");
    EXPECT_EQ(error_of(""), about.nothing_error);
    EXPECT_EQ(error_of("SELEC 1"), about.nonsense_error);
    EXPECT_EQ(connection.exec(text("SELECT :a"), {{"a", 7}}).one()[0].as_integer(), 7);
}

// ---- Objects in the wrong place

TEST_F(BadInput, AnEmptyRefSaysThatItIsEmpty) {
    Session session{engine};
    const Ref<Club> nobody = session.get<Club>(12345);
    ASSERT_FALSE(nobody);
    EXPECT_THROW(static_cast<void>(nobody->name), InvalidRequestError);
    EXPECT_THROW(static_cast<void>(*nobody), InvalidRequestError);
    EXPECT_THROW(static_cast<void>(nobody.state()), InvalidRequestError);
    EXPECT_THROW(session.remove(nobody), InvalidRequestError);
    EXPECT_THROW(session.refresh(nobody), InvalidRequestError);
    EXPECT_THROW(session.expire(nobody), InvalidRequestError);
    EXPECT_THROW(session.expunge(nobody), InvalidRequestError);
    EXPECT_THROW(session.add(nobody), InvalidRequestError);
    EXPECT_THROW(session.is_modified(nobody), InvalidRequestError);
    EXPECT_THROW(flag_modified(nobody, &Club::name), InvalidRequestError);
    EXPECT_FALSE(session.contains(nobody));

    const auto loner = session.add(Member{.name = "Ada"});
    EXPECT_FALSE(loner->club);
    EXPECT_THROW(static_cast<void>(loner->club->name), InvalidRequestError);
    const auto club = session.add(Club{.name = "Chess"});
    EXPECT_THROW(club->members.push_back(Ref<Member>{}), Error);
    EXPECT_THROW(club->members.remove(loner), ArgumentError);
    EXPECT_THROW(static_cast<void>(club->members.at(0)), ArgumentError);
    session.commit();
    EXPECT_EQ(count_rows(engine, "member"), 1);
}

TEST_F(BadInput, OneRowIsNeitherNoneNorTwo) {
    Session session{engine};
    EXPECT_THROW(session.exec(select<Club>()).one(), NoResultFound);
    session.add(Club{.name = "one"});
    session.add(Club{.name = "two"});
    EXPECT_THROW(session.exec(select<Club>()).one(), MultipleResultsFound);
    EXPECT_THROW(session.exec(select<Club>()).one_or_none(), MultipleResultsFound);
    EXPECT_THROW(session.exec(delete_from<Club>()), CompileError) << "a delete without where() must say all_rows()";
    EXPECT_EQ(session.exec(select<Club>()).all().size(), 2U);
}

TEST_F(BadInput, AClosedSessionsObjectsStayReadableAndNameWhatTheyCannotLoad) {
    const auto id = add_club_with_member();
    Ref<Club> club;
    Ref<Member> member;
    {
        Session session{engine};
        club = session.get<Club>(id);
        member = session.exec(select<Member>()).one();
    }
    EXPECT_EQ(club.state(), ObjectState::detached);
    EXPECT_EQ(club->name, "Chess");
    const auto error = thrown_by<DetachedInstanceError>([&] { static_cast<void>(club->members.size()); });
    EXPECT_NE(std::string{error.what()}.find("Club.members"), std::string::npos) << error.what();
    EXPECT_EQ(member->club, club) << "the session had read it, by another way";
    {
        Session session{engine};
        member = session.exec(select<Member>()).one();
    }
    const auto scalar = thrown_by<DetachedInstanceError>([&] { static_cast<void>(static_cast<bool>(member->club)); });
    EXPECT_NE(std::string{scalar.what()}.find("Member.club"), std::string::npos) << scalar.what();
    EXPECT_THROW(
        {
            for (const auto& one : club->members)
                FAIL() << one->name;
        },
        DetachedInstanceError);
}

TEST_F(BadInput, WhatWasLoadedBeforeTheEndIsThereAfterIt) {
    const auto id = add_club_with_member();
    Ref<Club> club;
    {
        Session session{engine};
        club = session.get<Club>(id);
        ASSERT_EQ(club->members.size(), 1U);
    }
    EXPECT_EQ(club->members[0]->name, "Ada");
    EXPECT_EQ(club->members[0]->club_id, club->id);
}

TEST_F(BadInput, AnExpungedObjectNamesWhatItCannotLoad) {
    const auto id = add_club_with_member();
    Session session{engine};
    const auto club = session.get<Club>(id);
    session.expunge(club);
    const auto error = thrown_by<DetachedInstanceError>([&] { static_cast<void>(club->members.size()); });
    EXPECT_NE(std::string{error.what()}.find("Club.members"), std::string::npos) << error.what();
    EXPECT_NE(std::string{error.what()}.find("Club(" + std::to_string(id) + ")"), std::string::npos) << error.what();
    club->seats = 99;
    session.commit();
    EXPECT_EQ(session.get<Club>(id)->seats, 10) << "the changes of an expunged object are nobody's";
}

TEST_F(BadInput, APlainValueFromAConnectionHasNoRelationships) {
    add_club_with_member();
    auto connection = engine.connect();
    const Member member = connection.exec(select<Member>()).one();
    EXPECT_EQ(member.name, "Ada");
    EXPECT_THROW(static_cast<void>(static_cast<bool>(member.club)), DetachedInstanceError);
    const Club club = connection.exec(select<Club>()).one();
    EXPECT_THROW(static_cast<void>(club.members.size()), DetachedInstanceError);
}

TEST_F(BadInput, ACopyOfAnObjectIsAValueOfItsOwn) {
    const auto id = add_club_with_member();
    Session session{engine};
    const auto club = session.get<Club>(id);
    Club copy = *club;
    copy.name = "Go";
    session.commit();
    EXPECT_EQ(session.get<Club>(id)->name, "Chess");
}

TEST_F(BadInput, ObjectsOfAnotherSessionAreRefused) {
    const auto id = add_club_with_member();
    Session mine{engine};
    Session yours{engine};
    const auto club = yours.get<Club>(id);
    for (const auto& action : std::vector<std::function<void()>>{[&] { mine.remove(club); }, [&] { mine.add(club); },
             [&] { mine.refresh(club); }, [&] { mine.expunge(club); }, [&] { mine.expire(club); }}) {
        const auto error = thrown_by<InvalidRequestError>(action);
        EXPECT_NE(std::string{error.what()}.find("another session"), std::string::npos) << error.what();
    }
    EXPECT_FALSE(mine.contains(club));
    const auto member = mine.exec(select<Member>()).one();
    EXPECT_THROW(member->club = club, InvalidRequestError);
    EXPECT_EQ(member->club->name, "Chess");
}

TEST_F(BadInput, AClosedSessionCanBeUsedAgainButItsOldObjectsAreNotItsOwn) {
    const auto id = add_club_with_member();
    Session session{engine};
    const auto old = session.get<Club>(id);
    session.close();
    EXPECT_EQ(old.state(), ObjectState::detached);
    EXPECT_FALSE(session.contains(old));
    EXPECT_THROW(session.refresh(old), InvalidRequestError);
    old->name = "changed in vain";
    session.commit();
    const auto fresh = session.get<Club>(id);
    EXPECT_FALSE(fresh == old);
    EXPECT_EQ(fresh->name, "Chess");
}

TEST_F(BadInput, ARowThatSomebodyElseDeleted) {
    const auto id = add_club_with_member();
    Session session{engine};
    const auto member = session.exec(select<Member>()).one();
    session.commit();
    execute(engine, "DELETE FROM member");
    EXPECT_THROW(session.refresh(member), InvalidRequestError);
    session.rollback();
    const auto club = session.get<Club>(id);
    session.exec(text("DELETE FROM club WHERE id = :id"), {{"id", id}});
    club->seats = 6;
    EXPECT_THROW(session.flush(), StaleDataError);
    session.rollback();
    EXPECT_EQ(session.get<Club>(id)->seats, 10);
}

TEST_F(BadInput, AnObjectThatWasRemovedIsNotRemovedTwice) {
    const auto id = add_club_with_member();
    Session session{engine};
    const auto member = session.exec(select<Member>()).one();
    session.remove(member);
    session.remove(member);
    session.flush();
    EXPECT_EQ(member.state(), ObjectState::deleted);
    EXPECT_THROW(session.remove(member), InvalidRequestError);
    EXPECT_THROW(session.add(member), InvalidRequestError);
    EXPECT_EQ(member->name, "Ada");
    session.commit();
    EXPECT_EQ(member.state(), ObjectState::detached);
    const auto pending = session.add(Member{.name = "Bob"});
    EXPECT_THROW(session.remove(pending), InvalidRequestError);
    session.rollback();
    EXPECT_TRUE(session.get<Club>(id));
}

TEST_F(BadInput, AConnectionThatWasMovedFrom) {
    add_club_with_member();
    auto connection = engine.connect();
    auto taken = std::move(connection);
    EXPECT_EQ(taken.exec(select<Member>()).all().size(), 1U);
    // NOLINTBEGIN(bugprone-use-after-move): that is what is tested
    EXPECT_FALSE(connection.in_transaction());
    EXPECT_THROW(connection.begin(), InvalidRequestError);
    EXPECT_THROW(connection.commit(), InvalidRequestError);
    EXPECT_THROW(connection.rollback(), InvalidRequestError);
    EXPECT_THROW(connection.execute_once("SELECT 1"), InvalidRequestError);
    EXPECT_THROW(connection.exec(select<Member>()), InvalidRequestError);
    EXPECT_THROW(connection.exec(text("SELECT 1")), InvalidRequestError);
    EXPECT_THROW(connection.exec(insert<Member>().values(Member{.name = "Bob"})), InvalidRequestError);
    // NOLINTEND(bugprone-use-after-move)
}

TEST_F(BadInput, ARefThatWasMovedFromIsEmpty) {
    const auto id = add_club_with_member();
    Session session{engine};
    auto club = session.get<Club>(id);
    const auto taken = std::move(club);
    EXPECT_TRUE(taken);
    EXPECT_FALSE(club);  // NOLINT(bugprone-use-after-move)
    EXPECT_THROW(static_cast<void>(club->name), InvalidRequestError);
}

TEST_F(BadInput, APoolWithoutAConnectionLeft) {
    auto small = another_engine({.pool_size = 1, .max_overflow = 0, .pool_timeout = std::chrono::milliseconds{20}});
    auto only = small.connect();
    thrown_by<TimeoutError>([&] { small.connect(); });
    Session session{small};
    thrown_by<TimeoutError>([&] { session.exec(select<Club>()).all(); });
    only = engine.connect();
    EXPECT_TRUE(session.exec(select<Club>()).all().empty());
}

TEST_F(BadInput, ALockedDatabaseMayBeTriedAgain) {
    EngineOptions options;
    if (!about.impatience.first.empty()) options.connect_args.push_back(about.impatience);
    auto impatient = another_engine(options);
    auto writer = engine.begin();
    writer.exec(insert<Club>().values(Club{.name = "held"}));
    Session session{impatient};
    if (!about.impatience_sql.empty()) session.exec(text(about.impatience_sql));
    session.add(Club{.name = about.locks_tables ? "waiting" : "held"});
    const auto error = thrown_by<OperationalError>([&] { session.flush(); });
    EXPECT_EQ(error.is_retryable(), about.locked_is_retryable);
    expect_told(error, about.locked, "");
    writer.commit();
    session.rollback();
    session.add(Club{.name = "waiting"});
    session.commit();
    EXPECT_EQ(count_rows(engine, "club"), 2);
}
