// Cells and values that do not fit: each is refused with the name of the column, and neither truncated nor replaced.
#include "support.hpp"

using namespace integration;
using namespace retort;

namespace bad_cells {

enum class Colour { red, green, blue };

struct Box {
    Field<int, primary_key> id;
    int small = 0;
    std::int64_t large = 0;
    std::string label;
    double weight = 0;
    bool open = false;
    Colour colour = Colour::red;
    Uuid code;
    Decimal price;
    Date day{std::chrono::year{2026}, std::chrono::November, std::chrono::day{22}};
    DateTime moment{};
    Time hour;
    Json document = Json::object();
    std::vector<std::string> tags;
    std::vector<int> numbers;
    std::optional<Json> extra;
    std::optional<int> maybe;
};

}  // namespace bad_cells

namespace {

using bad_cells::Box;
using bad_cells::Colour;

constexpr const char* bad_text = "broken \xC3\x28 text";

class BadCells : public testing::Test {
protected:
    BadCells() : engine{open(folder / "boxes.db")} {
        // A schema of another's making, which refuses nothing.
        execute(engine,
            "CREATE TABLE box (id INTEGER PRIMARY KEY, small, large, label, weight, open, colour, code, price, day, moment, hour, "
            "document, "
            "tags, numbers, extra, maybe)");
        Session session{engine};
        session.add(Box{.id = 1, .label = "good"});
        session.add(Box{.id = 2, .label = "bad"});
        session.commit();
    }

    /// Puts `sql` into the cell and shows that every way to read it gives the same error, which names the column.
    void expect_refused(std::string_view column, std::string_view sql, std::string_view reason) {
        SCOPED_TRACE(std::string{column} + " = " + std::string{sql});
        Session before{engine};
        const auto held = before.get<Box>(2);
        before.commit();
        execute(engine, "UPDATE box SET " + std::string{column} + " = " + std::string{sql} + " WHERE id = 2");
        const auto check = [&](const DataError& error) {
            EXPECT_NE(error.message().find(column), std::string::npos) << error.what();
            EXPECT_NE(error.message().find(reason), std::string::npos) << error.what();
        };
        Session session{engine};
        const auto first = thrown_by<DataError>([&] { session.exec(select<Box>()).all(); });
        check(first);
        EXPECT_NE(first.statement().find("FROM box"), std::string::npos) << "a database error carries its statement: " << first.what();
        check(thrown_by<DataError>([&] { session.get<Box>(2); }));
        check(thrown_by<DataError>([&] { before.refresh(held); }));
        auto connection = engine.connect();
        check(thrown_by<DataError>([&] { connection.exec(select<Box>().where(col(&Box::id) == 2)).one(); }));

        // The good row, the session and the connection are as good as before.
        EXPECT_EQ(session.get<Box>(1)->label, "good");
        EXPECT_EQ(connection.exec(select(col(&Box::label)).where(col(&Box::id) == 1)).one(), "good");
        // They would hold the lock that the writer needs.
        before.rollback();
        session.rollback();
        connection.rollback();
        execute(engine, "DELETE FROM box WHERE id = 2");
        Session after{engine};
        after.add(Box{.id = 2, .label = "bad"});
        after.commit();
    }

    /// The error of writing a box, which leaves the database as it was.
    template <class Exception>
    Exception write_error(Box box) {
        box.id = 3;
        Session session{engine};
        const auto ref = session.add(std::move(box));
        auto error = thrown_by<Exception>([&] { session.flush(); });
        EXPECT_THROW(session.flush(), PendingRollbackError);
        session.rollback();
        EXPECT_EQ(ref.state(), ObjectState::transient);
        EXPECT_EQ(session.exec(select(func::count()).select_from<Box>()).one(), 2);
        return error;
    }

    TemporaryFolder folder;
    Engine engine;
};

}  // namespace

TEST_F(BadCells, AnIntegerTooLargeForTheField) {
    expect_refused("small", "1099511627776", "1099511627776 does not fit the C++ type int");
    expect_refused("small", "2147483648", "2147483648 does not fit");
    expect_refused("small", "-2147483649", "-2147483649 does not fit");
    expect_refused("maybe", "9223372036854775807", "9223372036854775807 does not fit");
    expect_refused("large", "9223372036854775808", "cannot be read as an integer");  // SQLite has made a REAL of it
}

TEST_F(BadCells, TheLargestIntegersFit) {
    Session session{engine};
    session.add(Box{.id = 3, .small = std::numeric_limits<int>::max(), .large = std::numeric_limits<std::int64_t>::max()});
    session.add(Box{.id = 4, .small = std::numeric_limits<int>::min(), .large = std::numeric_limits<std::int64_t>::min()});
    session.commit();
    const std::vector<std::vector<std::string>> stored{{"2147483647", "9223372036854775807"}, {"-2147483648", "-9223372036854775808"}};
    EXPECT_EQ(text_rows(engine, "SELECT quote(small), quote(large) FROM box WHERE id > 2 ORDER BY id"), stored);
    EXPECT_EQ(session.get<Box>(3)->large, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(session.get<Box>(4)->small, std::numeric_limits<int>::min());
}

TEST_F(BadCells, ATextWhereANumberBelongs) {
    expect_refused("small", "'many'", "'many' cannot be read as an integer");
    expect_refused("small", "''", "'' cannot be read as an integer");
    expect_refused("small", "'12 apples'", "cannot be read as an integer");
    expect_refused("large", "x'00'", "cannot be read as an integer");
    expect_refused("small", "1.5", "1.5 cannot be read as an integer");
    expect_refused("weight", "'heavy'", "'heavy' cannot be read as a number");
    expect_refused("open", "'yes'", "'yes' cannot be read as a boolean");
    expect_refused("price", "'cheap'", "'cheap' cannot be read as a decimal number");
}

TEST_F(BadCells, BytesAndNumbersWhereATextBelongs) {
    expect_refused("label", "x'fffe'", "cannot be read as text");
    expect_refused("label", "1.5", "1.5 cannot be read as text");
}

TEST_F(BadCells, DatesAndUuidsThatAreNone) {
    expect_refused("code", "'not-a-uuid'", "'not-a-uuid' cannot be read as a UUID");
    expect_refused("day", "'2026-02-30'", "'2026-02-30' cannot be read as a date");
    expect_refused("moment", "'yesterday'", "'yesterday' cannot be read as a datetime");
    expect_refused("moment", "1700000000", "1700000000 cannot be read as a datetime");
    expect_refused("hour", "'25:00:00'", "'25:00:00' cannot be read as a time");
}

TEST_F(BadCells, AnUnknownEnumerator) {
    expect_refused("colour", "'mauve'", "'mauve' is not an enumerator of 'Colour'");
    expect_refused("colour", "'RED'", "'RED' is not an enumerator");
    expect_refused("colour", "''", "'' is not an enumerator");
    const auto error = write_error<DataError>(Box{.colour = static_cast<Colour>(77)});
    EXPECT_NE(error.message().find("77 is not an enumerator of 'Colour' (red, green, blue)"), std::string::npos) << error.what();
    EXPECT_NE(error.statement().find("INSERT INTO box"), std::string::npos) << error.what();
}

TEST_F(BadCells, TextThatIsNoJson) {
    expect_refused("document", "'{\"a\": '", "");
    expect_refused("document", "'hello'", "");
    expect_refused("document", "''", "");
    expect_refused("document", "'{} {}'", "");
    expect_refused("document", "x'7b7d'", "cannot be read as JSON");
    expect_refused("extra", "'[1, 2'", "");
    expect_refused("tags", "'[\"a\", '", "");
    expect_refused("numbers", "'NaN'", "");
}

TEST_F(BadCells, JsonOfAnotherShape) {
    expect_refused("tags", "'{\"a\": 1}'", "array");
    expect_refused("tags", "'[1, 2]'", "string");
    expect_refused("numbers", "'[\"one\"]'", "integer");
    expect_refused("numbers", "'[99999999999]'", "less than or equal to 2147483647");
    expect_refused("numbers", "'17'", "array");
}

TEST_F(BadCells, NullWhereNoNullMayBe) {
    for (const auto* column :
        {"small", "large", "label", "weight", "open", "colour", "code", "price", "day", "moment", "hour", "tags", "numbers"}) {
        expect_refused(column, "NULL", "NULL");
    }
    expect_refused("document", "NULL", "NULL");
    expect_refused("tags", "'null'", "");
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] {
        connection.exec(text("UPDATE box SET label = NULL"));
        connection.exec(select(col(&Box::label))).all();
    });
    EXPECT_NE(error.message().find("label"), std::string::npos) << error.what();
}

TEST_F(BadCells, InvalidUtf8IsNotRead) {
    expect_refused("label", "CAST(x'62c328' AS TEXT)", "not valid UTF-8");
    expect_refused("label", "CAST(x'eda080' AS TEXT)", "not valid UTF-8");  // half a surrogate pair
    expect_refused("label", "CAST(x'c080' AS TEXT)", "not valid UTF-8");    // an overlong zero
    expect_refused("document", "CAST(x'22c32822' AS TEXT)", "not valid UTF-8");
    expect_refused("colour", "CAST(x'ff' AS TEXT)", "not valid UTF-8");
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] { connection.exec(text("SELECT CAST(x'ff' AS TEXT) AS broken")).all(); });
    EXPECT_NE(error.message().find("broken"), std::string::npos) << error.what();
}

TEST_F(BadCells, InvalidUtf8IsNotWritten) {
    const auto error = write_error<DataError>(Box{.label = bad_text});
    EXPECT_NE(error.message().find("not valid UTF-8"), std::string::npos) << error.what();
    EXPECT_NE(error.statement().find("INSERT INTO box"), std::string::npos) << error.what();
    EXPECT_NE(error.parameters().find("broken"), std::string::npos) << error.what();

    auto connection = engine.connect();
    thrown_by<DataError>([&] { connection.exec(text("SELECT :label"), {{"label", bad_text}}).all(); });
    thrown_by<DataError>([&] { connection.exec(select<Box>().where(col(&Box::label) == bad_text)).all(); });
    thrown_by<DataError>([&] { connection.exec(update<Box>().set(col(&Box::label), bad_text)); });
    Session session{engine};
    session.get<Box>(1)->label = bad_text;
    thrown_by<DataError>([&] { session.commit(); });
    session.rollback();
    EXPECT_EQ(session.get<Box>(1)->label, "good");
}

TEST_F(BadCells, InvalidUtf8InJsonIsNotWritten) {
    for (const auto& box : {Box{.document = Json{{"text", bad_text}}}, Box{.document = Json{{bad_text, 1}}},
             Box{.tags = {"fine", bad_text}}, Box{.extra = Json{bad_text}}}) {
        const auto error = write_error<DataError>(box);
        EXPECT_NE(std::string{error.what()}.find("UTF-8"), std::string::npos) << error.what();
    }
}

TEST_F(BadCells, NumbersThatSqliteCannotHold) {
    const auto not_a_number = write_error<DataError>(Box{.weight = std::numeric_limits<double>::quiet_NaN()});
    EXPECT_NE(not_a_number.message().find("nan"), std::string::npos) << not_a_number.what();
    const auto too_exact = write_error<DataError>(Box{.price = Decimal{"12345678901234567890.12"}});
    EXPECT_NE(too_exact.message().find("cannot store the number exactly"), std::string::npos) << too_exact.what();
    EXPECT_NE(too_exact.parameters().find("12345678901234567890.12"), std::string::npos) << too_exact.what();
    write_error<DataError>(Box{.day = Date{std::chrono::year{2026}, std::chrono::February, std::chrono::day{30}}});
    write_error<DataError>(Box{.moment = DateTime::max()});
    EXPECT_THROW(Value{std::numeric_limits<std::uint64_t>::max()}, DataError);
    EXPECT_THROW(Json{std::numeric_limits<double>::infinity()}, JsonError);
}

TEST_F(BadCells, AnErrorOfReadingShowsTheParametersOfItsQuery) {
    execute(engine, "UPDATE box SET small = 'many' WHERE id = 2");
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] { connection.exec(select<Box>().where(col(&Box::label) == "bad")).all(); });
    EXPECT_EQ(error.parameters(), "('bad',)") << error.what();
}

TEST_F(BadCells, ABadRowDoesNotSpoilTheRowsBeforeIt) {
    execute(engine, "UPDATE box SET small = 'many' WHERE id = 2");
    Session session{engine};
    std::vector<int> seen;
    EXPECT_THROW(
        {
            for (const auto& box : session.exec(select<Box>().order_by(col(&Box::id))))
                seen.push_back(box->id);
        },
        DataError);
    EXPECT_EQ(seen, std::vector<int>{1});
    session.rollback();
    // Nothing half-read is left in the workspace.
    execute(engine, "UPDATE box SET small = 5 WHERE id = 2");
    EXPECT_EQ(session.get<Box>(2)->small, 5);
}
