// Every column type, stored by Retort and by SQLAlchemy: the same cells, and each reads the other's.
#include "support.hpp"

using namespace integration;
using namespace retort;

namespace stored_formats {

enum class Colour { red, green, blue };

struct Point {
    int x = 0;
    double y = 0;
    std::string name;
    std::optional<int> z;
};

struct Everything {
    Field<int, primary_key> id;
    bool flag = false;
    int number = 0;
    std::int64_t large = 0;
    double real = 0;
    Field<Decimal, max_digits<10>, decimal_places<2>> price;
    Decimal amount;
    std::string name;
    Field<std::string, max_length<30>> short_name;
    Field<std::string, sql_type<types::Text{}>> story;
    Uuid code;
    Bytes content;
    Date day{};
    DateTime moment{};
    Time hour;
    Interval length{};
    Colour colour{};
    Json document;
    std::vector<std::string> tags;
    std::vector<int> numbers;
    std::map<std::string, int> scores;
    Point point;
};

struct Maybe {
    Field<int, primary_key> id;
    std::optional<bool> flag;
    std::optional<int> number;
    std::optional<std::int64_t> large;
    std::optional<double> real;
    Field<std::optional<Decimal>, max_digits<10>, decimal_places<2>> price;
    std::optional<Decimal> amount;
    std::optional<std::string> name;
    Field<std::optional<std::string>, max_length<30>> short_name;
    Field<std::optional<std::string>, sql_type<types::Text{}>> story;
    std::optional<Uuid> code;
    std::optional<Bytes> content;
    std::optional<Date> day;
    std::optional<DateTime> moment;
    std::optional<Time> hour;
    std::optional<Interval> length;
    std::optional<Colour> colour;
    std::optional<Json> document;
    std::optional<std::vector<std::string>> tags;
    std::optional<std::vector<int>> numbers;
    std::optional<std::map<std::string, int>> scores;
    std::optional<Point> point;
};

}  // namespace stored_formats

namespace {

using namespace std::chrono_literals;
using stored_formats::Colour;
using stored_formats::Everything;
using stored_formats::Maybe;
using std::chrono::day, std::chrono::month, std::chrono::year, std::chrono::sys_days, std::chrono::microseconds;

DateTime moment(int y, unsigned m, unsigned d, microseconds since_midnight = {}) {
    return DateTime{sys_days{Date{year{y}, month{m}, day{d}}}} + since_midnight;
}

Date date(int y, unsigned m, unsigned d) {
    return Date{year{y}, month{m}, day{d}};
}

Bytes all_bytes() {
    Bytes bytes;
    for (int i = 0; i < 256; ++i)
        bytes.push_back(static_cast<std::byte>(i));
    return bytes;
}

constexpr microseconds last_microsecond = 24h - 1us;

// The rows of stored_formats.py, in its order.

Everything ordinary() {
    return {
        .id = 1,
        .flag = true,
        .number = 1,
        .large = std::int64_t{1} << 40,
        .real = 0.1,
        .price = Decimal{"12.34"},
        .amount = Decimal{"1.5"},
        .name = "Deadpond",
        .short_name = "é",
        .story = "long",
        .code = Uuid::parse("255faecf-1108-49cf-834a-6bf9c662c4a7"),
        .content = bytes_from(std::string_view{"\x00\xff'a", 4}),
        .day = date(2026, 11, 22),
        .moment = moment(2026, 11, 22, 10h + 15min),
        .hour = Time{10, 15},
        .length = 26h + 3min + 4s + 500ms,
        .colour = Colour::red,
        .document = Json{{"a", Json::array({1, 2.5, nullptr, true, "é"})}, {"b", Json::object()}},
        .tags = {"a", "b"},
        .numbers = {1, 2, 3},
        .scores = {{"a", 1}, {"b", 2}},
        .point = {.x = 1, .y = 2.5, .name = "p"},
    };
}

Everything smallest() {
    return {
        .id = 2,
        .flag = false,
        .number = std::numeric_limits<int>::min(),
        .large = std::numeric_limits<std::int64_t>::min(),
        .real = std::numeric_limits<double>::lowest(),
        .price = Decimal{"-99999999.99"},
        .amount = Decimal{"-0.001"},
        .code = Uuid{},
        .content = {},
        .day = date(1, 1, 1),
        .moment = moment(1, 1, 1),
        .hour = Time{},
        .length = moment(1, 1, 1).time_since_epoch(),
        .colour = Colour::green,
        .document = Json::array(),
    };
}

Everything largest() {
    const Json numbers = Json::array({1e22, 1e-7, 5e-324, 1e16, 123456789.0, -0.0, std::numeric_limits<std::int64_t>::max()});
    return {
        .id = 3,
        .flag = true,
        .number = std::numeric_limits<int>::max(),
        .large = std::numeric_limits<std::int64_t>::max(),
        .real = std::numeric_limits<double>::max(),
        .price = Decimal{"99999999.99"},
        .amount = Decimal{"123456789012345"},
        .name = "naïve ☃ 🦸 夜",
        .short_name = "'\"`\\%_\n\t\r",
        .story = std::string(3000, 'x'),
        .code = Uuid::parse("ffffffff-ffff-ffff-ffff-ffffffffffff"),
        .content = all_bytes(),
        .day = date(9999, 12, 31),
        .moment = moment(9999, 12, 31, last_microsecond),
        .hour = Time::since_midnight(last_microsecond),
        .length = moment(9999, 12, 31, last_microsecond).time_since_epoch(),
        .colour = Colour::blue,
        .document = Json::object({{"π", "naïve ☃ 🦸 \u0001\u007f\"\\/"},
            {"deep", Json::array({Json::array({Json::array({Json::array({Json::object({{"k", numbers}})})})})})}}),
        .tags = {"", "\"quoted\"", "back\\slash", "é☃🦸", "\n\t\b\f\r"},
        .numbers = {std::numeric_limits<int>::max(), std::numeric_limits<int>::min(), 0},
        .scores = {{"\"", 0}, {"z", -1}, {"ü", 5}},
        .point = {.x = -1, .y = 1e22, .name = "q\"", .z = 7},
    };
}

Everything odd() {
    return {
        .id = 4,
        .flag = true,
        .real = 5e-324,
        .price = Decimal{"0.10"},
        .amount = Decimal{"10"},
        .name = "it's",
        .short_name = "NULL",
        .story = "null",
        .code = Uuid::parse("00000000-0000-0000-0000-000000000001"),
        .content = bytes_from("NULL"),
        .day = date(1970, 1, 1),
        .moment = DateTime{1us},
        .hour = Time{12, 0, 0, 1},
        .length = -1us,
        .document = Json{"a text alone"},
        .tags = {"null"},
        .numbers = {0},
        .scores = {{"", 0}},
        .point = {.y = -0.5, .name = "\u2028", .z = 0},
    };
}

Everything seventeen() {
    return {
        .id = 5,
        .number = -1,
        .large = -1,
        .real = 1e16,
        .price = Decimal{"-0.01"},
        .amount = Decimal{"0.0000001"},
        .name = "0",
        .short_name = "1e3",
        .story = "x'00'",
        .code = Uuid::parse("ABCDEF01-2345-6789-ABCD-EF0123456789"),
        .content = bytes_from("\xff"),
        .day = date(2000, 2, 29),
        .moment = DateTime{-1us},
        .hour = Time{0, 0, 1},
        .colour = Colour::blue,
        .document = 17,
        .tags = {"17"},
        .numbers = {17},
        .scores = {{"a", 17}},
        .point = {.x = 17, .y = 17.0, .name = "17", .z = 17},
    };
}

Everything seven() {
    return {
        .id = 6,
        .number = 7,
        .large = 7,
        .real = std::numeric_limits<double>::infinity(),
        .price = Decimal{"7.00"},
        .amount = Decimal{"-7"},
        .name = "7",
        .short_name = "7",
        .story = "7",
        .code = Uuid::parse("00000000000000000000000000000007"),
        .content = bytes_from("7"),
        .day = date(7, 7, 7),
        .moment = moment(7, 7, 7, 7h + 7min + 7s + 7us),
        .hour = Time{7, 7, 7, 7},
        .length = -7 * 24h + 7us,
        .colour = Colour::green,
        .document = 2.5,
        .tags = {"7", "7"},
        .numbers = {-7},
        .scores = {{"7", 7}},
        .point = {.x = 7, .y = 1e-7, .name = "7", .z = -7},
    };
}

Maybe all_of(const Everything& from) {
    return {from.id, from.flag, from.number, from.large, from.real, Decimal{from.price}, from.amount, from.name,
        std::string{from.short_name}, std::string{from.story}, from.code, from.content, from.day, from.moment, from.hour, from.length,
        from.colour, from.document, from.tags, from.numbers, from.scores, from.point};
}

std::vector<Everything> all_rows() {
    return {ordinary(), smallest(), largest(), odd(), seventeen(), seven()};
}

MetaData tables() {
    return metadata<Everything, Maybe>();
}

Engine write_by_retort(const std::filesystem::path& file) {
    auto engine = open(file);
    tables().create_all(engine);
    Session session{engine};
    session.add_all(all_rows());
    session.add(Maybe{.id = 1});
    auto full = all_of(largest());
    full.id = 2;
    session.add(std::move(full));
    session.commit();
    return engine;
}

// ---- The values as stored_formats.py prints them

std::string without_zeros(std::string text) {
    while (text.find('.') != std::string::npos && (text.back() == '0' || text.back() == '.'))
        text.pop_back();
    return text;
}

Json shown(std::string_view, bool value) {
    return value;
}
Json shown(std::string_view, int value) {
    return value;
}
Json shown(std::string_view, std::int64_t value) {
    return value;
}
Json shown(std::string_view, double value) {
    return Value{value}.repr();
}
Json shown(std::string_view name, const Decimal& value) {
    return name == "price" ? value.str() : without_zeros(value.plain_str());
}
Json shown(std::string_view, const std::string& value) {
    return value;
}
Json shown(std::string_view, const Uuid& value) {
    return value.str();
}
Json shown(std::string_view, const Bytes& value) {
    return to_hex(value);
}
Json shown(std::string_view, Date value) {
    return format_date(value);
}
Json shown(std::string_view, DateTime value) {
    return format_datetime(value);
}
Json shown(std::string_view, Time value) {
    return format_time(value);
}
Json shown(std::string_view, Interval value) {
    return value.count();
}
Json shown(std::string_view, Colour value) {
    constexpr const char* names[] = {"red", "green", "blue"};
    return names[static_cast<int>(value)];
}
Json shown(std::string_view, const Json& value) {
    return value;
}
Json shown(std::string_view, const std::vector<std::string>& value) {
    return value;
}
Json shown(std::string_view, const std::vector<int>& value) {
    Json out = Json::array();
    for (const int number : value)
        out.push_back(number);
    return out;
}
Json shown(std::string_view, const std::map<std::string, int>& value) {
    Json out = Json::object();
    for (const auto& [key, number] : value)
        out.set(key, number);
    return out;
}
Json shown(std::string_view, const stored_formats::Point& value) {
    return Json::object({{"x", value.x}, {"y", value.y}, {"name", value.name}, {"z", value.z ? Json{*value.z} : Json{}}});
}
template <class T>
Json shown(std::string_view name, const std::optional<T>& value) {
    return value ? shown(name, *value) : Json{};
}

template <class T>
const field_value_t<T>& bare(const T& field) {
    return field;
}

template <class M>
Json shown(const M& o) {
    Json out = Json::object();
    const auto put = [&out](std::string_view name, const auto& field) { out.set(name, shown(name, bare(field))); };
    put("id", o.id);
    put("flag", o.flag);
    put("number", o.number);
    put("large", o.large);
    put("real", o.real);
    put("price", o.price);
    put("amount", o.amount);
    put("name", o.name);
    put("short_name", o.short_name);
    put("story", o.story);
    put("code", o.code);
    put("content", o.content);
    put("day", o.day);
    put("moment", o.moment);
    put("hour", o.hour);
    put("length", o.length);
    put("colour", o.colour);
    put("document", o.document);
    put("tags", o.tags);
    put("numbers", o.numbers);
    put("scores", o.scores);
    put("point", o.point);
    return out;
}

template <class M>
Json shown_rows(Engine& engine) {
    Json out = Json::array();
    Session session{engine};
    for (const auto& object : session.exec(select<M>().order_by(col(&M::id))))
        out.push_back(shown(*object));
    return out;
}

Json read_by_retort(Engine& engine) {
    return Json::object({{"everything", shown_rows<Everything>(engine)}, {"maybe", shown_rows<Maybe>(engine)}});
}

Json read_by_python(const std::filesystem::path& file) {
    return Json::parse(run_python("stored_formats.py", {"read", file.string()}));
}

void expect_same_values(const Json& ours, const Json& theirs) {
    for (const std::string table : {"everything", "maybe"}) {
        ASSERT_EQ(ours[table].size(), theirs[table].size());
        for (std::size_t row = 0; row < ours[table].size(); ++row) {
            for (const auto& [column, value] : ours[table][row].items()) {
                EXPECT_EQ(value.dump({.sort_keys = true}), theirs[table][row][column].dump({.sort_keys = true}))
                    << table << ' ' << row << ' ' << column;
            }
        }
    }
}

std::vector<std::string> columns_of(const ModelDescription& model) {
    std::vector<std::string> names;
    for (const auto& field : model.fields)
        names.emplace_back(field.name);
    return names;
}

/// The cells of a column as SQLite has them: `text 'red'`.
std::vector<std::vector<std::string>> stored(
    Engine& engine, const std::string& table, const std::string& column, const std::string& where = "1") {
    return text_rows(
        engine, "SELECT typeof(" + column + ") || ' ' || quote(" + column + ") FROM " + table + " WHERE " + where + " ORDER BY id");
}

class StoredFormats : public testing::Test {
protected:
    void SetUp() override { RETORT_NEED_PYTHON("sqlmodel"); }

    Engine write_by_python() {
        run_python("stored_formats.py", {"write", python_file.string()});
        return open(python_file);
    }

    TemporaryFolder folder;
    std::filesystem::path python_file = folder / "python.db";
    std::filesystem::path retort_file = folder / "retort.db";
};

const std::vector<std::string> json_columns{"document", "tags", "numbers", "scores", "point"};

bool is_json(const std::string& column) {
    return std::find(json_columns.begin(), json_columns.end(), column) != json_columns.end();
}

}  // namespace

TEST_F(StoredFormats, TheTablesAreThoseOfSqlalchemy) {
    auto ours = write_by_retort(retort_file);
    auto theirs = write_by_python();
    const auto* schema = "SELECT name, sql FROM sqlite_master ORDER BY name";
    EXPECT_EQ(text_rows(ours, schema), text_rows(theirs, schema));
}

TEST_F(StoredFormats, TheCellsAreThoseOfSqlalchemy) {
    auto ours = write_by_retort(retort_file);
    auto theirs = write_by_python();
    for (const auto& column : columns_of(describe<Everything>())) {
        SCOPED_TRACE(column);
        EXPECT_EQ(stored(ours, "everything", column), stored(theirs, "everything", column));
        EXPECT_EQ(stored(ours, "everything", column).size(), 6U);
        EXPECT_EQ(stored(ours, "maybe", column, "id = 2"), stored(theirs, "maybe", column, "id = 2"));
    }
}

TEST_F(StoredFormats, AnEmptyOptionalIsNull) {
    auto ours = write_by_retort(retort_file);
    auto theirs = write_by_python();
    const std::vector<std::vector<std::string>> null{{"null NULL"}};
    for (const auto& column : columns_of(describe<Maybe>())) {
        if (column == "id" || is_json(column)) continue;
        SCOPED_TRACE(column);
        EXPECT_EQ(stored(ours, "maybe", column, "id = 1"), null);
        EXPECT_EQ(stored(theirs, "maybe", column, "id = 1"), null);
    }
}

// On purpose not as SQLAlchemy, which writes the JSON text null for None unless told otherwise: an empty optional is NULL, so that `== nullptr` finds it.
// Both sides read both.
TEST_F(StoredFormats, AnEmptyJsonIsNullToo) {
    auto ours = write_by_retort(retort_file);
    auto theirs = write_by_python();
    for (const auto& column : json_columns) {
        SCOPED_TRACE(column);
        EXPECT_EQ(stored(ours, "maybe", column, "id = 1"), (std::vector<std::vector<std::string>>{{"null NULL"}}));
        EXPECT_EQ(stored(theirs, "maybe", column, "id = 1"), (std::vector<std::vector<std::string>>{{"text 'null'"}}));
    }
}

TEST_F(StoredFormats, RetortReadsWhatItWrote) {
    auto engine = write_by_retort(retort_file);
    Json expected = Json::array();
    for (const auto& row : all_rows())
        expected.push_back(shown(row));
    const Json found = shown_rows<Everything>(engine);
    for (std::size_t row = 0; row < expected.size(); ++row) {
        for (const auto& [column, value] : expected[row].items())
            EXPECT_EQ(found[row][column], value) << row << ' ' << column;
    }
}

TEST_F(StoredFormats, SqlalchemyReadsWhatRetortWrote) {
    auto engine = write_by_retort(retort_file);
    expect_same_values(read_by_retort(engine), read_by_python(retort_file));
}

TEST_F(StoredFormats, RetortReadsWhatSqlalchemyWrote) {
    auto engine = write_by_python();
    const auto ours = read_by_retort(engine);
    expect_same_values(ours, read_by_python(python_file));
    EXPECT_EQ(ours["everything"].size(), 6U);
    EXPECT_EQ(ours["maybe"].size(), 2U);
}

TEST_F(StoredFormats, NothingIsWrittenBackThatOnlyLooksDifferent) {
    auto engine = write_by_python();
    Session session{engine};
    for (const auto& row : session.exec(select<Everything>()).all())
        EXPECT_FALSE(session.is_modified(row)) << row->id;
    for (const auto& row : session.exec(select<Maybe>()).all())
        EXPECT_FALSE(session.is_modified(row)) << row->id;
}

TEST_F(StoredFormats, TheJsonTextNullIsAnEmptyOptional) {
    auto engine = write_by_python();
    const std::vector<std::vector<std::string>> null_text{{"text 'null'"}};
    for (const auto& column : json_columns)
        ASSERT_EQ(stored(engine, "maybe", column, "id = 1"), null_text) << column;
    Session session{engine};
    const auto row = session.get<Maybe>(1);
    EXPECT_FALSE(row->document.has_value());
    EXPECT_FALSE(row->tags.has_value());
    EXPECT_FALSE(row->numbers.has_value());
    EXPECT_FALSE(row->scores.has_value());
    EXPECT_FALSE(row->point.has_value());
    const auto plain = session.connection().exec(select<Maybe>().where(col(&Maybe::id) == 1)).one();
    EXPECT_FALSE(plain.document.has_value());
    EXPECT_FALSE(plain.tags.has_value());
    const auto& [document, tags] = session.exec(select(col(&Maybe::document), col(&Maybe::tags)).where(col(&Maybe::id) == 1)).one();
    EXPECT_FALSE(document.has_value());
    EXPECT_FALSE(tags.has_value());
}

TEST_F(StoredFormats, AJsonNullInsideADocumentStaysOne) {
    auto engine = open(retort_file);
    tables().create_all(engine);
    Session session{engine};
    auto row = ordinary();
    row.document = Json{};
    const auto ref = session.add(std::move(row));
    session.commit();
    EXPECT_EQ(stored(engine, "everything", "document"), (std::vector<std::vector<std::string>>{{"text 'null'"}}));
    session.refresh(ref);
    EXPECT_TRUE(ref->document.is_null());
}

TEST_F(StoredFormats, ComparisonsFindWhatSqlalchemyStored) {
    auto engine = write_by_python();
    auto connection = engine.connect();
    const auto expect_found = [&connection](const Predicate& predicate, int id) {
        EXPECT_EQ(connection.exec(select(col(&Everything::id)).where(predicate)).all(), std::vector<int>{id});
    };
    const auto row = largest();
    expect_found(col(&Everything::large) == row.large, 3);
    expect_found(col(&Everything::real) == row.real, 3);
    expect_found(col(&Everything::price) == Decimal{"99999999.99"}, 3);
    expect_found(col(&Everything::amount) == Decimal{"123456789012345"}, 3);
    expect_found(col(&Everything::code) == row.code, 3);
    expect_found(col(&Everything::content) == row.content, 3);
    expect_found(col(&Everything::day) == row.day, 3);
    expect_found(col(&Everything::moment) == row.moment, 3);
    expect_found(col(&Everything::hour) == row.hour, 3);
    expect_found(col(&Everything::length) == row.length, 3);
    expect_found(col(&Everything::colour) == Colour::red && col(&Everything::number) == 1, 1);
    expect_found(col(&Everything::moment) < moment(2, 1, 1), 2);
    expect_found(col(&Everything::scores)["z"].as<int>() == -1, 3);
    expect_found(col(&Everything::document)["a"][4].as<std::string>() == "é", 1);
}
