// Batches in each of their ways: COPY, arrays, the pipeline, one by one.
#include <functional>

#include "driver_support.hpp"

using namespace postgresql_test;

namespace {

/// A batch whose items are made by functions; notes what it is told.
struct Batch final : BatchSource {
    std::size_t size() const override { return count; }
    void write(std::size_t item, ParameterWriter& writer) const override { write_item(item, writer); }
    void done(std::size_t item, std::int64_t number) override {
        changes.emplace_back(item, number);
        if (on_done) on_done(item);
    }
    void done_together(std::size_t first, std::size_t number, std::int64_t sum) override {
        together += number;
        BatchSource::done_together(first, number, sum);
    }
    void returned(std::size_t item, ColumnReader& row) override {
        std::int64_t key = 0;
        row.integer(0, key);
        keys.emplace_back(item, key);
    }
    const BulkInsert* bulk_insert() const override { return parts.columns.empty() ? nullptr : &parts; }

    std::size_t count = 0;
    std::function<void(std::size_t, ParameterWriter&)> write_item{};
    std::function<void(std::size_t)> on_done{};
    BulkInsert parts{};
    std::vector<std::pair<std::size_t, std::int64_t>> changes{};
    std::vector<std::pair<std::size_t, std::int64_t>> keys{};
    std::size_t together = 0;  ///< items that were done in one statement with others
};

/// "n0", "n1", …, which live long enough.
const std::string& name_of(std::size_t number) {
    static const auto names = [] {
        std::vector<std::string> all;
        for (int i = 0; i < 20'000; ++i)
            all.push_back("n" + std::to_string(i));
        return all;
    }();
    return names[number];
}

class PostgresqlBatches : public PostgresqlTest {
protected:
    PostgresqlBatches() {
        run("CREATE TABLE item (id serial PRIMARY KEY, code int UNIQUE, name text NOT NULL)");
        run("CREATE TYPE mood AS ENUM ('sad', 'glad')");
    }

    static constexpr const char* insert_sql = "INSERT INTO item (code, name) VALUES ($1, $2)";

    static Batch inserts(std::size_t count, std::string tail = {}, int returned_columns = 0) {
        Batch batch;
        batch.count = count;
        batch.write_item = [](std::size_t item, ParameterWriter& writer) {
            writer.integer(0, static_cast<std::int64_t>(item));
            writer.text(1, name_of(item));
        };
        batch.parts = {.table = "item", .columns = {"code", "name"}, .tail = std::move(tail), .returned_columns = returned_columns};
        return batch;
    }

    std::size_t send(Batch& batch, const std::string& sql, Engine& with) {
        auto connection = with.begin();
        connection.execute_many(sql, batch);
        connection.commit();
        return static_cast<std::size_t>(ask("SELECT count(*) FROM item").as_integer());
    }
    std::size_t send(Batch& batch, const std::string& sql = insert_sql) { return send(batch, sql, engine); }
};

}  // namespace

TEST_F(PostgresqlBatches, RowsWithoutAnswersAreCopied) {
    auto batch = inserts(1000);
    EXPECT_EQ(send(batch), 1000u);
    EXPECT_EQ(batch.together, 1000u);
    EXPECT_EQ(batch.changes.size(), 1000u);
    EXPECT_EQ(batch.changes[999], (std::pair<std::size_t, std::int64_t>{999, 1}));
    EXPECT_EQ(ask("SELECT count(*) FROM item WHERE name = 'n' || code"), Value{1000});
}

TEST_F(PostgresqlBatches, KeysComeBackInTheOrderOfTheRows) {
    for (const bool arrays : {true, false}) {
        run("TRUNCATE item RESTART IDENTITY");
        auto batch = inserts(10'000, " RETURNING id, code", 2);
        if (!arrays) batch.parts = {};
        auto read = std::vector<std::int64_t>{};
        EXPECT_EQ(send(batch, std::string{insert_sql} + " RETURNING id, code"), 10'000u);
        EXPECT_EQ(batch.together, arrays ? 10'000u : 0u);
        ASSERT_EQ(batch.keys.size(), 10'000u);
        for (std::size_t i = 0; i < batch.keys.size(); ++i)
            ASSERT_EQ(batch.keys[i], (std::pair<std::size_t, std::int64_t>{i, static_cast<std::int64_t>(i) + 1}));
        EXPECT_EQ(ask("SELECT count(*) FROM item WHERE id = code + 1"), Value{10'000});
    }
}

TEST_F(PostgresqlBatches, EveryWayWritesTheSameRows) {
    run("CREATE TABLE v (a int2, b int8, c float4, d numeric(12, 3), e varchar(20), f bytea, g uuid, h date, i timestamptz, j time, k "
        "interval, l jsonb, m "
        "mood, n bool, o char(4), p json)");
    const std::string marks = "$1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16";
    const auto write = [](std::size_t item, ParameterWriter& writer) {
        const auto number = static_cast<std::int64_t>(item);
        const auto moment = DateTime{std::chrono::seconds{number * 100'000'000}} + std::chrono::microseconds{number};
        static const auto bytes = bytes_from(std::string{"b\\\0", 3});
        const auto all = [&](int index, auto&& put) { item % 7 == static_cast<std::size_t>(index) % 7 ? writer.null(index) : put(); };
        all(0, [&] { writer.integer(0, number - 30); });
        all(1, [&] { writer.integer(1, number << 40); });
        all(2, [&] { writer.real(2, static_cast<double>(number) / 4); });
        all(3, [&] { writer.decimal(3, Decimal{number * 1001} * Decimal{"0.001"}); });
        all(4, [&] { writer.text(4, item % 2 == 0 ? std::string_view{"it's \"ü\"\t"} : std::string_view{name_of(item)}); });
        all(5, [&] { writer.bytes(5, bytes); });
        all(6, [&] { writer.uuid(6, Uuid::parse("00112233-4455-6677-8899-aabbccddeeff")); });
        all(7, [&] { writer.date(7, Date{std::chrono::floor<std::chrono::days>(moment)}); });
        all(8, [&] { writer.datetime(8, moment); });
        all(9, [&] { writer.time(9, Time{static_cast<int>(item % 24), 30}); });
        all(10, [&] { writer.interval(10, Interval{number * -1'000'000'000'000}); });
        all(11, [&] { writer.json(11, "{\"n\": " + std::to_string(number) + "}"); });
        all(12, [&] { writer.text(12, item % 2 == 0 ? "sad" : "glad"); });
        all(13, [&] { writer.boolean(13, item % 2 == 0); });
        all(14, [&] { writer.text(14, "ab"); });
        all(15, [&] { writer.json(15, "[1,  2]"); });
    };
    const std::vector<std::string> columns{"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"};
    std::vector<std::string> sums;
    const auto try_with = [&](const std::string& options, const std::string& tail, bool bulk, std::size_t together) {
        run("TRUNCATE v");
        Batch batch;
        batch.count = 100;
        batch.write_item = write;
        if (bulk) batch.parts = {.table = "v", .columns = columns, .tail = tail, .returned_columns = tail.empty() ? 0 : 1};
        auto with = engine_with(options);
        auto connection = with.begin();
        connection.execute_many("INSERT INTO v (a, b, c, d, e, f, g, h, i, j, k, l, m, n, o, p) VALUES (" + marks + ")" + tail, batch);
        connection.commit();
        EXPECT_EQ(batch.together, together) << options << tail << bulk;
        sums.push_back(ask("SELECT md5(string_agg(v::text, '|' ORDER BY v::text)) FROM v").as_text());
        EXPECT_EQ(ask("SELECT count(*) FROM v"), Value{100});
    };
    try_with("pipeline=off", "", false, 0);
    try_with("pipeline=on", "", false, 0);
    try_with("copy=on", "", true, 100);
    try_with("copy=off", "", true, 100);
    try_with("copy=on", " RETURNING a", true, 100);
    for (const auto& sum : sums)
        EXPECT_EQ(sum, sums.front());
}

TEST_F(PostgresqlBatches, AFailureTellsItsItem) {
    const auto fails_at = [&](Batch& batch, const std::string& options, const std::string& sql) {
        auto with = engine_with(options);
        return error_of<IntegrityError>([&] { send(batch, sql, with); });
    };
    const auto broken = [](std::size_t item, ParameterWriter& writer) {
        writer.integer(0, static_cast<std::int64_t>(item));
        item == 123 ? writer.null(1) : writer.text(1, "n");
    };
    for (const std::string options : {"copy=on", "pipeline=off", "pipeline=on"}) {
        auto batch = inserts(200);
        batch.write_item = broken;
        if (options != "copy=on") batch.parts = {};
        const auto error = fails_at(batch, options, insert_sql);
        EXPECT_EQ(error.sqlstate, "23502") << options;
        EXPECT_EQ(error.parameters, "(123, None)") << options;
    }
    // One statement for all: which row it was the server does not say, so all are shown.
    auto batch = inserts(200, " RETURNING id", 1);
    batch.write_item = broken;
    const auto error = fails_at(batch, "copy=on", std::string{insert_sql} + " RETURNING id");
    EXPECT_NE(error.parameters.find("displaying 10 of 200"), std::string::npos) << error.parameters;
    EXPECT_EQ(ask("SELECT count(*) FROM item"), Value{0});
}

TEST_F(PostgresqlBatches, AValueThatCannotBeWrittenFailsTheTransactionAndNotTheConnection) {
    for (const bool bulk : {true, false}) {
        auto batch = inserts(20'000);
        if (!bulk) batch.parts = {};
        batch.write_item = [](std::size_t item, ParameterWriter& writer) {
            writer.integer(0, static_cast<std::int64_t>(item));
            writer.text(1, item == 15'000 ? "\xff" : "a text of some length, so that the buffers are sent in between");
        };
        auto connection = engine.begin();
        const auto error = error_of<DataError>([&] { connection.execute_many(insert_sql, batch); });
        EXPECT_NE(error.message.find("parameter 2"), std::string::npos) << error.message;
        EXPECT_NE(error.parameters.find("15000"), std::string::npos) << error.parameters;
        connection.rollback();
        EXPECT_EQ(one(connection, "SELECT count(*) FROM item"), Value{0});
    }
}

TEST_F(PostgresqlBatches, AnErrorOfTheCallersLeavesThePipeline) {
    auto connection = engine.begin();
    connection.execute_once("INSERT INTO item (code, name) SELECT i, 'n' FROM generate_series(0, 4999) i");
    Batch batch;
    batch.count = 5000;
    batch.write_item = [](std::size_t item, ParameterWriter& writer) { writer.integer(0, static_cast<std::int64_t>(item)); };
    batch.on_done = [](std::size_t item) {
        if (item == 700) throw StaleDataError{"stale"};
    };
    EXPECT_THROW(connection.execute_many("UPDATE item SET name = 'm' WHERE code = $1", batch), StaleDataError);
    EXPECT_EQ(batch.changes.size(), 701u);
    EXPECT_EQ(one(connection, "SELECT 1"), Value{1}) << "nothing is left of the pipeline";
    connection.rollback();
}

TEST_F(PostgresqlBatches, ChangesAreToldItemByItem) {
    auto batch = inserts(300);
    send(batch);
    Batch update;
    update.count = 600;
    update.write_item = [](std::size_t item, ParameterWriter& writer) { writer.integer(0, static_cast<std::int64_t>(item)); };
    send(update, "UPDATE item SET name = 'm' WHERE code = $1");
    ASSERT_EQ(update.changes.size(), 600u);
    for (std::size_t i = 0; i < 600; ++i)
        ASSERT_EQ(update.changes[i], (std::pair<std::size_t, std::int64_t>{i, i < 300 ? 1 : 0}));
}

TEST_F(PostgresqlBatches, LargeRowsBothWaysDoNotBlockThePipeline) {
    Batch batch;
    batch.count = 400;
    const std::string large(100'000, 'x');
    batch.write_item = [&](std::size_t item, ParameterWriter& writer) {
        writer.integer(0, static_cast<std::int64_t>(item));
        writer.text(1, large);
    };
    std::size_t bytes = 0;
    auto connection = engine.begin();
    struct Sizes final : BatchSource {
        Batch& batch;
        std::size_t& bytes;
        Sizes(Batch& of, std::size_t& sum) : batch{of}, bytes{sum} {}
        std::size_t size() const override { return batch.size(); }
        void write(std::size_t item, ParameterWriter& writer) const override { batch.write(item, writer); }
        void done(std::size_t, std::int64_t) override {}
        void returned(std::size_t, ColumnReader& row) override {
            std::string_view text;
            row.text(0, text);
            bytes += text.size();
        }
    } sizes{batch, bytes};
    connection.execute_many("INSERT INTO item (code, name) VALUES ($1, $2) RETURNING name || name", sizes);
    connection.commit();
    EXPECT_EQ(bytes, 400u * 200'000u);
}

TEST_F(PostgresqlBatches, NoticesDoNotDisturbThePipeline) {
    run("CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE NOTICE 'row %', NEW.code; RETURN NEW; END $$");
    run("CREATE TRIGGER tells AFTER INSERT ON item FOR EACH ROW EXECUTE FUNCTION tell()");
    auto batch = inserts(500);
    batch.parts = {};
    EXPECT_EQ(send(batch), 500u);
    EXPECT_EQ(batch.changes.size(), 500u);
}

TEST_F(PostgresqlBatches, ATableWithPoliciesIsNotCopied) {
    run("CREATE ROLE retort_limited_" + database.name() + " LOGIN");
    run("GRANT ALL ON item, item_id_seq TO retort_limited_" + database.name());
    run("ALTER TABLE item ENABLE ROW LEVEL SECURITY");
    run("CREATE POLICY small ON item USING (true) WITH CHECK (code < 80)");
    auto url = Url::parse(database.url());
    auto limited = create_engine(
        "postgresql://retort_limited_" + database.name() + "@" + url.host + ":" + std::to_string(url.port) + "/" + url.database);
    auto batch = inserts(80);
    EXPECT_EQ(send(batch, insert_sql, limited), 80u);
    auto more = inserts(200);
    more.write_item = [](std::size_t item, ParameterWriter& writer) {
        writer.integer(0, -1 - static_cast<std::int64_t>(item) + (item == 150 ? 1000 : 0));
        writer.text(1, "n");
    };
    EXPECT_EQ(error_of<ProgrammingError>([&] { send(more, insert_sql, limited); }).sqlstate, "42501");
    limited.dispose();
    run("DROP OWNED BY retort_limited_" + database.name());
    run("DROP ROLE retort_limited_" + database.name());
}

TEST_F(PostgresqlBatches, AViewTakesRowsOneByOne) {
    run("CREATE VIEW items AS SELECT code, name FROM item WHERE code >= 0");
    auto batch = inserts(100);
    batch.parts.table = "items";
    EXPECT_EQ(send(batch, "INSERT INTO items (code, name) VALUES ($1, $2)"), 100u);
    EXPECT_EQ(batch.together, 0u);
}

TEST_F(PostgresqlBatches, ATriggerThatKeepsRowsOutLeavesTheOthersTheirKeys) {
    run("CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF NEW.code % 2 = 1 THEN RETURN NULL; END IF; RETURN NEW; END "
        "$$");
    run("CREATE TRIGGER keeps BEFORE INSERT ON item FOR EACH ROW EXECUTE FUNCTION keep()");
    auto batch = inserts(100, " RETURNING code", 1);
    EXPECT_EQ(send(batch, std::string{insert_sql} + " RETURNING code"), 50u);
    ASSERT_EQ(batch.keys.size(), 50u);
    for (const auto& [item, code] : batch.keys)
        EXPECT_EQ(static_cast<std::int64_t>(item), code);
}

TEST_F(PostgresqlBatches, ConflictsAreMetAsIfOneByOne) {
    auto twice = inserts(100, " ON CONFLICT (code) DO UPDATE SET name = excluded.name");
    twice.write_item = [](std::size_t item, ParameterWriter& writer) {
        writer.integer(0, static_cast<std::int64_t>(item % 50));
        writer.text(1, item < 50 ? "first" : "second");
    };
    EXPECT_EQ(send(twice, std::string{insert_sql} + twice.parts.tail), 50u)
        << "one INSERT of all rows could not update a row that it has inserted";
    EXPECT_EQ(ask("SELECT count(*) FROM item WHERE name = 'second'"), Value{50});

    auto nothing = inserts(100, " ON CONFLICT DO NOTHING");
    EXPECT_EQ(send(nothing, std::string{insert_sql} + nothing.parts.tail), 100u);
    EXPECT_EQ(nothing.together, 100u);

    auto told = inserts(120, " ON CONFLICT DO NOTHING RETURNING code", 1);
    EXPECT_EQ(send(told, std::string{insert_sql} + told.parts.tail), 120u);
    ASSERT_EQ(told.keys.size(), 20u);
    EXPECT_EQ(told.keys.front(), (std::pair<std::size_t, std::int64_t>{100, 100}));
}

TEST_F(PostgresqlBatches, AColumnWithoutABinaryFormGoesItsOwnWay) {
    run("CREATE TABLE odd (id int, tags text[], address inet)");
    for (const bool late : {false, true}) {
        run("TRUNCATE odd");
        Batch batch;
        batch.count = 200;
        batch.parts = {.table = "odd", .columns = {"id", "tags", "address"}};
        batch.write_item = [late](std::size_t item, ParameterWriter& writer) {
            writer.integer(0, static_cast<std::int64_t>(item));
            late&& item < 100 ? writer.null(1) : writer.json(1, R"(["a", "b,c"])");
            late&& item < 100 ? writer.null(2) : writer.text(2, "10.0.0.1");
        };
        auto connection = engine.begin();
        connection.execute_many("INSERT INTO odd (id, tags, address) VALUES ($1, $2, $3)", batch);
        connection.commit();
        EXPECT_EQ(batch.together, late ? 100u : 0u) << "the rows before it are copied";
        EXPECT_EQ(batch.changes.size(), 200u);
        EXPECT_EQ(ask("SELECT count(*) FROM odd WHERE tags[2] = 'b,c' AND address = '10.0.0.1'"), Value{late ? 100 : 200});
        EXPECT_EQ(ask("SELECT count(DISTINCT id) FROM odd"), Value{200});
    }
}

TEST_F(PostgresqlBatches, InAutocommitWhatWasDoneBeforeAFailureLasts) {
    auto connection = engine.connect();
    connection.set_autocommit(true);
    auto batch = inserts(40);
    batch.parts = {};
    batch.write_item = [](std::size_t item, ParameterWriter& writer) {
        writer.integer(0, static_cast<std::int64_t>(item == 30 ? 3 : item));
        writer.text(1, "n");
    };
    const auto error = error_of<IntegrityError>([&] { connection.execute_many(insert_sql, batch); });
    EXPECT_EQ(error.parameters, "(3, 'n')");
    EXPECT_EQ(batch.changes.size(), 30u);
    EXPECT_GE(ask("SELECT count(*) FROM item").as_integer(), 30);
}
