// Every type with its extremes, shared with SQLAlchemy on the servers: each reads what the other wrote.
#include <bit>

#include <fmt/format.h>

#include "tests/integration/support.hpp"
#include "tests/support/database.hpp"

namespace every_type {

using namespace retort;

enum class Colour { red, green, blue };

struct Everything {
    Field<std::int64_t, primary_key> id;
    std::optional<bool> flag;
    std::optional<int> number;
    std::optional<std::int64_t> large;
    std::optional<double> real;
    Field<std::optional<Decimal>, max_digits<38>, decimal_places<10>> amount;
    Field<std::optional<std::string>, max_length<255>> name;
    Field<std::optional<std::string>, sql_type<types::Text{1 << 24}>> story;
    std::optional<Uuid> code;
    Field<std::optional<Bytes>, sql_type<types::LargeBinary{1 << 24}>> content;
    std::optional<Date> day;
    std::optional<DateTime> moment;
    Field<std::optional<DateTime>, sql_type<types::DateTime{.timezone = true}>> instant;
    std::optional<Time> hour;
    std::optional<Interval> length;
    std::optional<Colour> colour;
    std::optional<Json> document;
    std::optional<std::vector<std::string>> tags;
};

namespace {

std::string fnv(std::span<const std::byte> data) {
    std::uint64_t value = 0xcbf29ce484222325U;
    for (const std::byte byte : data)
        value = (value ^ static_cast<std::uint64_t>(byte)) * 0x100000001b3U;
    return fmt::format("{} bytes {:016x}", data.size(), value);
}

std::string hex(std::span<const std::byte> data) {
    std::string out;
    for (const std::byte byte : data)
        out += fmt::format("{:02x}", static_cast<int>(byte));
    return out;
}

std::string without_zeros(std::string text) {
    if (text.find('.') == std::string::npos) return text;
    while (text.back() == '0')
        text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string show(const Value& value) {
    using Kind = ValueKind;
    const auto bytes_of = [](const std::string& text) { return std::as_bytes(std::span{text.data(), text.size()}); };
    switch (value.kind()) {
    case Kind::null: return "null";
    case Kind::boolean: return value.as_boolean() ? "true" : "false";
    case Kind::integer: return std::to_string(value.as_integer());
    case Kind::real: return fmt::format("{:016x}", std::bit_cast<std::uint64_t>(value.as_real()));
    case Kind::decimal: return without_zeros(value.as_decimal().plain_str());
    case Kind::text: return value.as_text().size() > 1000 ? fnv(bytes_of(value.as_text())) : value.as_text();
    case Kind::bytes: return value.as_bytes().size() > 1000 ? fnv(value.as_bytes()) : hex(value.as_bytes());
    case Kind::uuid: return value.as_uuid().hex();
    case Kind::date: return format_date(value.as_date());
    case Kind::datetime: return format_datetime(value.as_datetime());
    case Kind::time: return format_time(value.as_time());
    case Kind::interval: return std::to_string(value.as_interval().count());
    case Kind::json: return Json::parse(value.as_json_text()).dump();
    }
    return {};
}

std::vector<std::vector<std::string>> show(const std::vector<Everything>& rows) {
    std::vector<std::vector<std::string>> shown;
    for (const Everything& row : rows) {
        auto& cells = shown.emplace_back();
        for (const FieldDescription& field : describe<Everything>().fields)
            cells.push_back(show(field.ops->to_value(field.in(&row))));
    }
    return shown;
}

std::vector<std::vector<std::string>> parsed(const std::string& printed) {
    std::vector<std::vector<std::string>> rows;
    const Json json = Json::parse(printed);
    for (const Json& row : json) {
        auto& cells = rows.emplace_back();
        for (const Json& cell : row)
            cells.emplace_back(cell.as_string());
    }
    return rows;
}

std::string repeated(std::string_view part, int times) {
    std::string text;
    for (int i = 0; i < times; ++i)
        text += part;
    return text;
}

/// In the order of their keys.
std::vector<Everything> rows() {
    using namespace std::chrono;
    const std::string nines = std::string(28, '9') + "." + std::string(10, '9');
    Bytes content(10'240'000);
    for (std::size_t i = 0; i < content.size(); ++i)
        content[i] = static_cast<std::byte>(i % 251);
    const DateTime first{sys_days{year{1} / 1 / 1}};
    const DateTime last{sys_days{year{9999} / 12 / 31} + hours{24} - microseconds{1}};
    return {
        {.id = std::numeric_limits<std::int64_t>::min(),
            .flag = false,
            .number = std::numeric_limits<int>::min(),
            .large = std::numeric_limits<std::int64_t>::min(),
            .real = std::numeric_limits<double>::lowest(),
            .amount = Decimal{"-" + nines},
            .name = "",
            .story = "",
            .code = Uuid{},
            .content = Bytes{},
            .day = year{1} / 1 / 1,
            .moment = first,
            .instant = first,
            .hour = Time{},
            .length = -days{1000} + microseconds{1},
            .colour = Colour::red,
            .document = Json::parse("[]"),
            .tags = std::vector<std::string>{}},
        {.id = 1},
        {.id = 2,
            .flag = true,
            .number = 1,
            .large = 2,
            .real = 0.1,
            .amount = Decimal{"12.34"},
            .name = "Deadpond",
            .story = "Once upon a time",
            .code = uuid4(),
            .content = Bytes{std::byte{0}, std::byte{1}, std::byte{255}},
            .day = year{2026} / 11 / 22,
            .moment = DateTime{sys_days{year{2026} / 11 / 22} + hours{12} + microseconds{250}},
            .instant = DateTime{sys_days{year{2026} / 1 / 2} + microseconds{6}},
            .hour = Time{1, 0, 0, 4},
            .length = days{1} + microseconds{3},
            .colour = Colour::green,
            .document = Json::parse(R"({"a":[1,null,"x"],"b":1.5})"),
            .tags = std::vector<std::string>{"x", "y"}},
        {.id = std::numeric_limits<std::int64_t>::max(),
            .flag = true,
            .number = std::numeric_limits<int>::max(),
            .large = std::numeric_limits<std::int64_t>::max(),
            .real = std::numeric_limits<double>::denorm_min(),
            .amount = Decimal{nines},
            .name = "\U0001f9b8 \u00df\u4e2d'\"\\%_\n\t",
            .story = repeated("\U0001f9b8", 2'500'000),
            .code = Uuid::parse("ffffffffffffffffffffffffffffffff"),
            .content = content,
            .day = year{9999} / 12 / 31,
            .moment = last,
            .instant = last,
            .hour = Time{23, 59, 59, 999'999},
            .length = days{1000} + microseconds{999'999},
            .colour = Colour::blue,
            .document = Json::parse("{\"\U0001f9b8\":{\"deep\":[{\"er\":true}]}}"),
            .tags = std::vector<std::string>{"\U0001f9b8", ""}},
    };
}

class EveryType : public testing::Test {
protected:
    void SetUp() override { RETORT_NEED_PYTHON("sqlalchemy, sqlmodel, psycopg2, pymysql"); }

    std::vector<Everything> read() {
        auto connection = engine.connect();
        return connection.exec(select<Everything>().order_by(col(&Everything::id))).all();
    }
    std::string python(const std::string& action) { return integration::run_python("every_type.py", {action, database.url()}); }

    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url());
};

TEST_F(EveryType, SqlalchemyReadsWhatRetortWrote) {
    metadata<Everything>().create_all(engine);
    const auto objects = rows();
    Session session{engine};
    for (const auto& one : objects)
        session.add(Everything{one});
    session.commit();
    EXPECT_EQ(parsed(python("read")), show(objects));
    EXPECT_EQ(show(read()), show(objects));
}

TEST_F(EveryType, SqlalchemyReadsWhatRetortWroteInBulk) {
    metadata<Everything>().create_all(engine);
    // Enough of them for the quickest way into the table, without the very large ones.
    const auto all = rows();
    std::vector<Everything> objects;
    for (int i = 0; i < 300; ++i) {
        objects.push_back(all[static_cast<std::size_t>(i % 3)]);
        objects.back().id = i;
    }
    {
        auto connection = engine.begin();
        connection.exec(insert<Everything>().values(objects));
        connection.commit();
    }
    EXPECT_EQ(parsed(python("read")), show(objects));
    EXPECT_EQ(show(read()), show(objects));
}

TEST_F(EveryType, RetortReadsWhatSqlalchemyWrote) {
    metadata<Everything>().create_all(engine);
    const auto written = parsed(python("write"));
    EXPECT_EQ(written.size(), 4U);
    EXPECT_EQ(show(read()), written);
}

TEST_F(EveryType, InATableThatSqlalchemyMade) {
    python("create");
    const auto written = parsed(python("write"));
    EXPECT_EQ(show(read()), written);
    const auto objects = rows();
    {
        Session session{engine};
        for (const auto& one : session.exec(select<Everything>()).all())
            session.remove(one);
        session.commit();
        for (const auto& one : objects)
            session.add(Everything{one});
        session.commit();
    }
    EXPECT_EQ(parsed(python("read")), show(objects));
    EXPECT_EQ(show(read()), show(objects));
}

}  // namespace
}  // namespace every_type
