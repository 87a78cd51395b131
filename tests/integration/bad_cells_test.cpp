// Cells and values that do not fit: each is refused with the name of the column, and neither truncated nor replaced.
#include <cmath>

#include "support.hpp"
#include "tests/support/database.hpp"

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

/// A cell as others may have made it: the column has a type that is not the model's, where the database minds types.
struct Cell {
    std::string_view column;
    /// Empty: it stays as it is.
    std::string_view type;
    /// What can be read from such a column; empty where nothing can.
    std::string_view good;
    std::string_view bad;
    std::string_view reason;
};

/// For each database its own cells.
struct Cells {
    std::vector<Cell> sqlite;
    std::vector<Cell> postgresql;
    std::vector<Cell> mariadb;
};

/// What is true of one database alone.
struct Database {
    std::string_view kind;
    std::vector<std::string_view> prepare;
    /// A schema of another's making, which refuses little.
    std::string_view table;
    std::vector<Cell> Cells::*cells;
    /// A text never gets into the database that is none.
    bool refuses_invalid_utf8;
    /// Selects such a text as `broken`; empty where no expression makes one.
    std::string_view invalid_utf8;
    /// Why NaN is refused; empty where it is held.
    std::string_view not_a_number;
    const char* too_exact;
    std::string_view too_exact_reason;
};

const Database& database_of(std::string_view kind) {
    static const Database databases[]{
        {.kind = "sqlite",
            .prepare = {},
            .table = "CREATE TABLE box (id INTEGER PRIMARY KEY, small, large, label, weight, open, colour, code, price, day, moment, hour, "
                     "document, tags, numbers, extra, maybe)",
            .cells = &Cells::sqlite,
            .refuses_invalid_utf8 = false,
            .invalid_utf8 = "SELECT CAST(x'ff' AS TEXT) AS broken",
            .not_a_number = "nan",
            .too_exact = "12345678901234567890.12",
            .too_exact_reason = "cannot store the number exactly"},
        {.kind = "postgresql",
            .prepare = {"CREATE TYPE colour AS ENUM ('red', 'green', 'blue')", "CREATE TYPE shade AS ENUM ('red', 'mauve')"},
            .table = "CREATE TABLE box (id INTEGER PRIMARY KEY, small INTEGER, large BIGINT, label VARCHAR, weight DOUBLE PRECISION, "
                     "open BOOLEAN, colour COLOUR, code UUID, price NUMERIC(38, 10), day DATE, moment TIMESTAMP, hour TIME, document JSON, "
                     "tags JSON, numbers JSON, extra JSON, maybe INTEGER)",
            .cells = &Cells::postgresql,
            .refuses_invalid_utf8 = true,
            .invalid_utf8 = "",
            .not_a_number = "",
            .too_exact = "12345678901234567890123456789.5",
            .too_exact_reason = "numeric field overflow"},
        {.kind = "mariadb",
            .prepare = {},
            .table = "CREATE TABLE box (id INTEGER PRIMARY KEY, small INTEGER, large BIGINT, label VARCHAR(255), weight DOUBLE, open BOOL, "
                     "colour ENUM ('red', 'green', 'blue'), code CHAR(32), price NUMERIC(38, 10), day DATE, moment DATETIME(6), "
                     "hour TIME(6), document JSON, tags JSON, numbers JSON, extra JSON, maybe INTEGER)",
            .cells = &Cells::mariadb,
            .refuses_invalid_utf8 = false,
            .invalid_utf8 = "",
            .not_a_number = "MariaDB has no number nan",
            .too_exact = "12345678901234567890123456789.5",
            .too_exact_reason = "Out of range value for column 'price'"},
    };
    return *std::find_if(std::begin(databases), std::end(databases), [kind](const Database& one) { return one.kind == kind; });
}

class BadCells : public testing::Test {
protected:
    BadCells() {
        for (const auto sql : about.prepare)
            execute(engine, sql);
        make_table();
    }

    void make_table() {
        execute(engine, "DROP TABLE IF EXISTS box");
        execute(engine, about.table);
        Session session{engine};
        session.add(Box{.id = 1, .label = "good"});
        session.add(Box{.id = 2, .label = "bad"});
        session.commit();
    }

    /// Has the column of this cell be of its type, and hold it in the second row.
    void put(const Cell& cell) {
        const std::string column{cell.column};
        if (!cell.type.empty()) {
            execute(engine, "ALTER TABLE box DROP COLUMN " + column);
            execute(engine, "ALTER TABLE box ADD COLUMN " + column + " " + std::string{cell.type});
            if (!cell.good.empty()) execute(engine, "UPDATE box SET " + column + " = " + std::string{cell.good});
        }
        execute(engine, "UPDATE box SET " + column + " = " + std::string{cell.bad} + " WHERE id = 2");
    }

    const Cell& text_under_int() const {
        static const Cells cells{
            .sqlite = {{"small", "", "", "'many'", ""}},
            .postgresql = {{"small", "TEXT", "'0'", "'many'", ""}},
            .mariadb = {{"small", "TEXT", "'0'", "'many'", ""}},
        };
        return (cells.*about.cells).front();
    }

    void expect_all_refused(const Cells& cells) {
        const auto& refused = cells.*about.cells;
        EXPECT_FALSE(refused.empty());
        for (const Cell& cell : refused)
            expect_refused(cell);
    }

    /// Shows that every way to read the cell gives the same error, which names the column.
    void expect_refused(const Cell& cell) {
        SCOPED_TRACE(testing::Message{} << cell.column << ' ' << cell.type << " = " << cell.bad);
        Session before{engine};
        const auto held = before.get<Box>(2);
        before.commit();
        put(cell);
        const auto check = [&](const DataError& error) {
            EXPECT_NE(error.message().find(cell.column), std::string::npos) << error.what();
            EXPECT_NE(error.message().find(cell.reason), std::string::npos) << error.what();
        };
        Session session{engine};
        const auto first = thrown_by<DataError>([&] { session.exec(select<Box>().order_by(col(&Box::id).desc())).all(); });
        check(first);
        EXPECT_NE(first.statement().find("FROM box"), std::string::npos) << "a database error carries its statement: " << first.what();
        // PostgreSQL's statements of before the change are prepared anew where they are the first of a transaction.
        session.rollback();
        check(thrown_by<DataError>([&] { session.get<Box>(2); }));
        check(thrown_by<DataError>([&] { before.refresh(held); }));
        auto connection = engine.connect();
        check(thrown_by<DataError>([&] { connection.exec(select<Box>().where(col(&Box::id) == 2)).one(); }));

        // The good row, the session and the connection are as good as before.
        if (cell.type.empty() || !cell.good.empty()) {
            EXPECT_EQ(session.get<Box>(1)->id, 1);
            EXPECT_EQ(connection.exec(select<Box>().where(col(&Box::id) == 1)).one().id, 1);
        }
        EXPECT_EQ(connection.exec(select(col(&Box::id)).where(col(&Box::id) == 1)).one(), 1);
        // They would hold the lock that the next table needs.
        before.rollback();
        session.rollback();
        connection.rollback();
        make_table();
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

    testing_support::FreshDatabase database;
    const Database& about = database_of(database.kind());
    Engine engine = create_engine(database.url());
};

}  // namespace

TEST_F(BadCells, AnIntegerTooLargeForTheField) {
    const std::vector<Cell> of_bigint{
        {"small", "BIGINT", "0", "1099511627776", "1099511627776 does not fit the C++ type int"},
        {"small", "BIGINT", "0", "2147483648", "2147483648 does not fit"},
        {"small", "BIGINT", "0", "-2147483649", "-2147483649 does not fit"},
        {"maybe", "BIGINT", "0", "9223372036854775807", "9223372036854775807 does not fit"},
        {"small", "NUMERIC(20, 0)", "0", "2147483648", "2147483648 does not fit"},
        {"small", "TEXT", "'0'", "'2147483648'", "2147483648 does not fit"},
        {"small", "DOUBLE PRECISION", "0", "2147483648", "2147483648 does not fit"},
        {"large", "NUMERIC(30, 0)", "0", "9223372036854775808", "9223372036854775808"},
        {"large", "NUMERIC(30, 0)", "0", "-9223372036854775809", "-9223372036854775809"},
        {"large", "NUMERIC(30, 5)", "0", "1.5", "1.50000"},
        {"large", "TEXT", "'0'", "'9223372036854775808'", "'9223372036854775808' cannot be read as an integer"},
        {"large", "DOUBLE PRECISION", "0", "9223372036854775808", "cannot be read as an integer"},
        {"small", "NUMERIC(38, 0)", "0", "12345678901234567890123456789012345678", "cannot be read as an integer"},
    };
    Cells cells{
        .sqlite =
            {
                {"small", "", "", "1099511627776", "1099511627776 does not fit the C++ type int"},
                {"small", "", "", "2147483648", "2147483648 does not fit"}, {"small", "", "", "-2147483649", "-2147483649 does not fit"},
                {"maybe", "", "", "9223372036854775807", "9223372036854775807 does not fit"},
                {"large", "", "", "9223372036854775808", "cannot be read as an integer"},  // it has made a REAL of it
            },
        .postgresql = of_bigint,
        .mariadb = of_bigint,
    };
    cells.postgresql.push_back({"large", "NUMERIC", "0", "'NaN'", "NaN cannot be read"});
    cells.postgresql.push_back({"large", "DOUBLE PRECISION", "0", "'infinity'", "cannot be read as an integer"});
    cells.postgresql.push_back({"large", "NUMERIC", "0", "1e100", "cannot be read as an integer"});
    cells.mariadb.push_back({"large", "BIGINT UNSIGNED", "0", "18446744073709551615", "18446744073709551615 cannot be read as an integer"});
    cells.mariadb.push_back({"small", "INTEGER UNSIGNED", "0", "4294967295", "4294967295 does not fit"});
    cells.mariadb.push_back({"large", "BIT(64)", "0", "~0", "18446744073709551615 cannot be read as an integer"});
    expect_all_refused(cells);
}

TEST_F(BadCells, TheLargestIntegersFit) {
    Session session{engine};
    session.add(Box{.id = 3, .small = std::numeric_limits<int>::max(), .large = std::numeric_limits<std::int64_t>::max()});
    session.add(Box{.id = 4, .small = std::numeric_limits<int>::min(), .large = std::numeric_limits<std::int64_t>::min()});
    session.commit();
    const std::vector<std::vector<std::string>> stored{{"2147483647", "9223372036854775807"}, {"-2147483648", "-9223372036854775808"}};
    EXPECT_EQ(text_rows(engine, "SELECT small, large FROM box WHERE id > 2 ORDER BY id"), stored);
    EXPECT_EQ(session.get<Box>(3)->large, std::numeric_limits<std::int64_t>::max());
    EXPECT_EQ(session.get<Box>(4)->small, std::numeric_limits<int>::min());
}

TEST_F(BadCells, ATextWhereANumberBelongs) {
    Cells cells{
        .sqlite =
            {
                {"small", "", "", "'many'", "'many' cannot be read as an integer"},
                {"small", "", "", "''", "'' cannot be read as an integer"},
                {"small", "", "", "'12 apples'", "cannot be read as an integer"},
                {"large", "", "", "x'00'", "cannot be read as an integer"},
                {"small", "", "", "1.5", "1.5 cannot be read as an integer"},
                {"weight", "", "", "'heavy'", "'heavy' cannot be read as a number"},
                {"open", "", "", "'yes'", "'yes' cannot be read as a boolean"},
                {"price", "", "", "'cheap'", "'cheap' cannot be read as a decimal number"},
            },
        .postgresql =
            {
                {"small", "TEXT", "'0'", "'many'", "'many' cannot be read as an integer"},
                {"small", "TEXT", "'0'", "''", "'' cannot be read as an integer"},
                {"small", "VARCHAR(20)", "'0'", "'12 apples'", "cannot be read as an integer"},
                {"small", "DOUBLE PRECISION", "0", "1.5", "1.5 cannot be read as an integer"},
                {"weight", "TEXT", "'0'", "'heavy'", "'heavy' cannot be read as a number"},
                {"weight", "DATE", "", "'2026-11-22'", "cannot be read as a number"},
                {"open", "TEXT", "", "'yes'", "'yes' cannot be read as a boolean"},
                {"open", "DOUBLE PRECISION", "", "1", "cannot be read as a boolean"},
                {"price", "TEXT", "'0'", "'cheap'", "'cheap' cannot be read as a decimal number"},
                {"price", "DATE", "", "'2026-11-22'", "cannot be read as a decimal number"},
            },
    };
    cells.mariadb = cells.postgresql;
    cells.postgresql.push_back({"large", "BYTEA", "", "'\\x00'", "cannot be read as an integer"});
    cells.postgresql.push_back({"large", "BOOLEAN", "", "true", "cannot be read as an integer"});
    cells.postgresql.push_back({"price", "NUMERIC", "0", "'NaN'", "NaN cannot be read as a decimal number"});
    cells.postgresql.push_back({"price", "NUMERIC", "0", "'-infinity'", "-Infinity cannot be read as a decimal number"});
    cells.postgresql.push_back({"price", "NUMERIC", "0", "123456789012345678901234567890123456789", "more than 38 significant digits"});
    cells.mariadb.push_back({"large", "BLOB", "", "x'00'", "cannot be read as an integer"});
    cells.mariadb.push_back(
        {"price", "NUMERIC(65, 0)", "0", "123456789012345678901234567890123456789", "cannot be read as a decimal number"});
    expect_all_refused(cells);
}

TEST_F(BadCells, BytesAndNumbersWhereATextBelongs) {
    expect_all_refused({
        .sqlite =
            {
                {"label", "", "", "x'fffe'", "cannot be read as text"},
                {"label", "", "", "1.5", "1.5 cannot be read as text"},
            },
        .postgresql =
            {
                {"label", "BYTEA", "", "'\\xfffe'", "cannot be read as text"},
                {"label", "BOOLEAN", "", "true", "cannot be read as text"},
                {"colour", "INTEGER", "", "0", "is not an enumerator of 'Colour'"},
                {"colour", "BYTEA", "", "'red'", "cannot be read as text"},
            },
        .mariadb =
            {
                {"label", "BLOB", "'good'", "x'fffe'", "cannot be read as text: it is not valid UTF-8"},
                {"label", "DOUBLE", "", "1.5", "1.5 cannot be read as text"},
                {"label", "DATE", "", "'2026-11-22'", "cannot be read as text"},
                {"colour", "INTEGER", "", "0", "is not an enumerator of 'Colour'"},
            },
    });
}

TEST_F(BadCells, DatesAndUuidsThatAreNone) {
    const std::vector<Cell> of_text{
        {"code", "TEXT", "'255faecf-1108-49cf-834a-6bf9c662c4a7'", "'not-a-uuid'", "'not-a-uuid' cannot be read as a UUID"},
        {"code", "INTEGER", "", "7", "7 cannot be read as a UUID"},
        {"day", "TEXT", "'2026-02-28'", "'2026-02-30'", "'2026-02-30' cannot be read as a date"},
        {"day", "TEXT", "'2026-02-28'", "'0000-00-00'", "'0000-00-00' cannot be read as a date"},
        {"day", "INTEGER", "", "20261122", "20261122 cannot be read as a date"},
        {"moment", "TEXT", "'2026-11-22 10:15:00'", "'yesterday'", "'yesterday' cannot be read as a datetime"},
        {"moment", "TEXT", "'2026-11-22 10:15:00'", "'infinity'", "'infinity' cannot be read as a datetime"},
        {"moment", "BIGINT", "", "1700000000", "1700000000 cannot be read as a datetime"},
        {"hour", "TEXT", "'10:15:00'", "'25:00:00'", "'25:00:00' cannot be read as a time"},
        {"hour", "TEXT", "'10:15:00'", "'noon'", "'noon' cannot be read as a time"},
        {"hour", "INTEGER", "", "7", "7 cannot be read as a time"},
    };
    Cells cells{
        .sqlite =
            {
                {"code", "", "", "'not-a-uuid'", "'not-a-uuid' cannot be read as a UUID"},
                {"day", "", "", "'2026-02-30'", "'2026-02-30' cannot be read as a date"},
                {"moment", "", "", "'yesterday'", "'yesterday' cannot be read as a datetime"},
                {"moment", "", "", "1700000000", "1700000000 cannot be read as a datetime"},
                {"hour", "", "", "'25:00:00'", "'25:00:00' cannot be read as a time"},
            },
        .postgresql = of_text,
        .mariadb = of_text,
    };
    for (const Cell& cell : std::initializer_list<Cell>{
             {"day", "", "", "'infinity'", "infinity cannot be read as a point in time"},
             {"day", "", "", "'-infinity'", "-infinity cannot be read as a point in time"},
             {"day", "", "", "'10000-01-01'", "after the year 9999"},
             {"day", "", "", "'0001-12-31 BC'", "before the year 1 (BC)"},
             {"day", "TIMESTAMP", "'2026-11-22'", "'2026-11-22 10:15'", "cannot be read as a date"},
             {"day", "TIMESTAMP", "'2026-11-22'", "'infinity'", "infinity cannot be read as a point in time"},
             {"moment", "", "", "'infinity'", "infinity cannot be read as a point in time"},
             {"moment", "", "", "'-infinity'", "-infinity cannot be read as a point in time"},
             {"moment", "", "", "'294276-12-31 23:59:59.999999'", "after the year 9999"},
             {"moment", "", "", "'4713-01-01 BC'", "before the year 1 (BC)"},
             {"moment", "TIMESTAMP WITH TIME ZONE", "'2026-11-22'", "'infinity'", "infinity cannot be read as a point in time"},
             {"moment", "TIMESTAMP WITH TIME ZONE", "'2026-11-22'", "'9999-12-31 23:59:59-01'", "after the year 9999"},
             {"moment", "DATE", "'2026-11-22'", "'-infinity'", "-infinity cannot be read as a point in time"},
             {"hour", "", "", "'24:00'", "cannot be read as a time"},
             {"hour", "INTERVAL", "", "'1 hour'", "cannot be read as a time"},
         }) {
        cells.postgresql.push_back(cell);
    }
    for (const Cell& cell : std::initializer_list<Cell>{
             {"day", "", "", "'0000-00-00'", "'0000-00-00' cannot be read as a date"},
             {"day", "", "", "'2026-00-10'", "'2026-00-10' cannot be read as a date"},
             {"day", "", "", "'0000-01-01'", "'0000-01-01' cannot be read as a date"},
             {"day", "DATETIME", "'2026-11-22'", "'2026-11-22 10:15'", "cannot be read as a date"},
             {"moment", "", "", "'0000-00-00 00:00:00'", "'0000-00-00 00:00:00' cannot be read as a datetime"},
             {"moment", "", "", "'2026-11-00 10:15:00'", "'2026-11-00 10:15:00' cannot be read as a datetime"},
             {"moment", "TIMESTAMP", "'2026-11-22'", "'0000-00-00 00:00:00'", "cannot be read as a datetime"},
             {"hour", "", "", "'25:00:00'", "cannot be read as a time of day"},
             {"hour", "", "", "'-00:00:00.000001'", "cannot be read as a time of day"},
             {"hour", "", "", "'838:59:59'", "cannot be read as a time of day"},
         }) {
        cells.mariadb.push_back(cell);
    }
    expect_all_refused(cells);
}

TEST_F(BadCells, AnUnknownEnumerator) {
    const std::vector<Cell> of_text{
        {"colour", "TEXT", "'red'", "'mauve'", "'mauve' is not an enumerator of 'Colour'"},
        {"colour", "TEXT", "'red'", "'RED'", "'RED' is not an enumerator"},
        {"colour", "TEXT", "'red'", "''", "'' is not an enumerator"},
    };
    Cells cells{
        .sqlite =
            {
                {"colour", "", "", "'mauve'", "'mauve' is not an enumerator of 'Colour'"},
                {"colour", "", "", "'RED'", "'RED' is not an enumerator"},
                {"colour", "", "", "''", "'' is not an enumerator"},
            },
        .postgresql = of_text,
        .mariadb = of_text,
    };
    cells.postgresql.push_back({"colour", "shade", "'red'", "'mauve'", "'mauve' is not an enumerator of 'Colour'"});
    cells.mariadb.push_back({"colour", "ENUM ('red', 'mauve')", "'red'", "'mauve'", "'mauve' is not an enumerator of 'Colour'"});
    cells.mariadb.push_back({"colour", "SET ('red', 'blue')", "'red'", "'red,blue'", "'red,blue' is not an enumerator of 'Colour'"});
    expect_all_refused(cells);
    const auto error = write_error<DataError>(Box{.colour = static_cast<Colour>(77)});
    EXPECT_NE(error.message().find("77 is not an enumerator of 'Colour' (red, green, blue)"), std::string::npos) << error.what();
    EXPECT_NE(error.statement().find("INSERT INTO box"), std::string::npos) << error.what();
}

TEST_F(BadCells, TextThatIsNoJson) {
    const std::vector<Cell> of_text{
        {"document", "TEXT", "'{}'", "'{\"a\": '", ""},
        {"document", "TEXT", "'{}'", "'hello'", ""},
        {"document", "TEXT", "'{}'", "''", ""},
        {"document", "TEXT", "'{}'", "'{} {}'", ""},
        {"extra", "TEXT", "'{}'", "'[1, 2'", ""},
        {"tags", "TEXT", "'[]'", "'[\"a\", '", ""},
        {"numbers", "TEXT", "'[]'", "'NaN'", ""},
    };
    Cells cells{
        .sqlite =
            {
                {"document", "", "", "'{\"a\": '", ""},
                {"document", "", "", "'hello'", ""},
                {"document", "", "", "''", ""},
                {"document", "", "", "'{} {}'", ""},
                {"document", "", "", "x'7b7d'", "cannot be read as JSON"},
                {"extra", "", "", "'[1, 2'", ""},
                {"tags", "", "", "'[\"a\", '", ""},
                {"numbers", "", "", "'NaN'", ""},
            },
        .postgresql = of_text,
        .mariadb = of_text,
    };
    cells.postgresql.push_back({"document", "BYTEA", "", "'\\x7b7d'", "cannot be read as JSON"});
    cells.postgresql.push_back({"document", "JSON", "'{}'", "'1e400'", "a number too large for a double"});
    cells.postgresql.push_back({"document", "JSONB", "'{}'", "'[1e400]'", ""});
    cells.mariadb.push_back({"document", "BLOB", "'{}'", "x'7b'", ""});
    cells.mariadb.push_back({"document", "", "", "'1e400'", "a number too large for a double"});
    expect_all_refused(cells);
}

TEST_F(BadCells, JsonOfAnotherShape) {
    const auto of_type = [](std::string_view type) {
        const std::string_view good = type.empty() ? "" : "'[]'";
        return std::vector<Cell>{
            {"tags", type, good, "'{\"a\": 1}'", "array"},
            {"tags", type, good, "'[1, 2]'", "string"},
            {"numbers", type, good, "'[\"one\"]'", "integer"},
            {"numbers", type, good, "'[99999999999]'", "less than or equal to 2147483647"},
            {"numbers", type, good, "'17'", "array"},
        };
    };
    expect_all_refused({.sqlite = of_type(""), .postgresql = of_type("JSONB"), .mariadb = of_type("")});
    expect_all_refused({.sqlite = of_type(""), .postgresql = of_type(""), .mariadb = of_type("TEXT")});
}

TEST_F(BadCells, NullWhereNoNullMayBe) {
    std::vector<Cell> cells;
    for (const auto* column :
        {"small", "large", "label", "weight", "open", "colour", "code", "price", "day", "moment", "hour", "document", "tags", "numbers"}) {
        cells.push_back({column, "", "", "NULL", "NULL"});
    }
    cells.push_back({"tags", "", "", "'null'", ""});
    expect_all_refused({.sqlite = cells, .postgresql = cells, .mariadb = cells});
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] {
        connection.exec(text("UPDATE box SET label = NULL"));
        connection.exec(select(col(&Box::label))).all();
    });
    EXPECT_NE(error.message().find("label"), std::string::npos) << error.what();
}

TEST_F(BadCells, InvalidUtf8IsNotRead) {
    if (about.refuses_invalid_utf8) {
        const auto error = thrown_by<DataError>([&] { execute(engine, "UPDATE box SET label = convert_from('\\x62c328', 'UTF8')"); });
        EXPECT_NE(error.message().find("invalid byte sequence"), std::string::npos) << error.what();
        return;
    }
    expect_all_refused({
        .sqlite =
            {
                {"label", "", "", "CAST(x'62c328' AS TEXT)", "not valid UTF-8"},
                {"label", "", "", "CAST(x'eda080' AS TEXT)", "not valid UTF-8"},  // half a surrogate pair
                {"label", "", "", "CAST(x'c080' AS TEXT)", "not valid UTF-8"},    // an overlong zero
                {"document", "", "", "CAST(x'22c32822' AS TEXT)", "not valid UTF-8"},
                {"colour", "", "", "CAST(x'ff' AS TEXT)", "not valid UTF-8"},
            },
        .postgresql = {},
        .mariadb =
            {
                {"label", "BLOB", "'good'", "x'62c328'", "not valid UTF-8"},
                {"label", "BLOB", "'good'", "x'eda080'", "not valid UTF-8"},
                {"label", "VARBINARY(20)", "'good'", "x'c080'", "not valid UTF-8"},
                {"document", "BLOB", "'{}'", "x'22c32822'", "not valid UTF-8"},
                {"colour", "BLOB", "'red'", "x'ff'", "not valid UTF-8"},
            },
    });
    if (about.invalid_utf8.empty()) return;
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] { connection.exec(text(about.invalid_utf8)).all(); });
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

TEST_F(BadCells, NumbersThatTheDatabaseCannotHold) {
    const Box not_a_number{.weight = std::numeric_limits<double>::quiet_NaN()};
    if (about.not_a_number.empty()) {
        Session session{engine};
        const auto held = session.add(not_a_number);
        held->id = 4;
        session.flush();
        session.refresh(held);
        EXPECT_TRUE(std::isnan(held->weight));
    } else {
        const auto error = write_error<DataError>(not_a_number);
        EXPECT_NE(error.message().find(about.not_a_number), std::string::npos) << error.what();
    }
    const auto too_exact = write_error<DataError>(Box{.price = Decimal{about.too_exact}});
    EXPECT_NE(too_exact.message().find(about.too_exact_reason), std::string::npos) << too_exact.what();
    EXPECT_NE(too_exact.parameters().find(about.too_exact), std::string::npos) << too_exact.what();
    write_error<DataError>(Box{.day = Date{std::chrono::year{2026}, std::chrono::February, std::chrono::day{30}}});
    write_error<DataError>(Box{.moment = DateTime::max()});
    EXPECT_THROW(Value{std::numeric_limits<std::uint64_t>::max()}, DataError);
    EXPECT_THROW(Json{std::numeric_limits<double>::infinity()}, JsonError);
}

TEST_F(BadCells, AnErrorOfReadingShowsTheParametersOfItsQuery) {
    put(text_under_int());
    auto connection = engine.connect();
    const auto error = thrown_by<DataError>([&] { connection.exec(select<Box>().where(col(&Box::label) == "bad")).all(); });
    EXPECT_EQ(error.parameters(), "('bad',)") << error.what();
}

TEST_F(BadCells, ABadRowDoesNotSpoilTheRowsBeforeIt) {
    put(text_under_int());
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
    execute(engine, "UPDATE box SET small = '5' WHERE id = 2");
    EXPECT_EQ(session.get<Box>(2)->small, 5);
}
