#include <algorithm>

#include "mariadb_test.hpp"

namespace {

using namespace retort;

/// A batch whose items are rows of values.
class Rows final : public BatchSource {
public:
    std::size_t size() const override { return rows.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override {
        for (std::size_t column = 0; column < rows[item].size(); ++column)
            writer.value(static_cast<int>(column), rows[item][column]);
    }
    void done(std::size_t item, std::int64_t count) override { done_together(item, 1, count); }
    void done_together(std::size_t first, std::size_t count, std::int64_t sum) override {
        EXPECT_EQ(first, counted) << "in their order";
        counted += count;
        changes += sum;
        ++messages;
    }
    void returned(std::size_t item, ColumnReader& row) override {
        answers.resize(std::max(answers.size(), item + 1));
        for (int column = 0; column < row.column_count(); ++column)
            answers[item].push_back(row.value(column));
    }
    bool wants_generated_key() const override { return wants_key; }
    void generated_key(std::size_t item, std::int64_t key) override {
        EXPECT_EQ(item, keys.size());
        keys.push_back(key);
    }
    const BulkInsert* bulk_insert() const override { return insert.columns.empty() ? nullptr : &insert; }

    std::vector<std::vector<Value>> rows{};
    BulkInsert insert{};
    bool wants_key = false;
    std::vector<std::vector<Value>> answers{};
    std::vector<std::int64_t> keys{};
    std::size_t counted = 0;
    std::int64_t changes = 0;
    int messages = 0;
};

class MariadbBulk : public MariadbTest {
protected:
    MariadbBulk() { script("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, a VARCHAR(60), b INT, UNIQUE (a))"); }

    static Rows rows_of(int count) {
        Rows batch;
        for (int row = 0; row < count; ++row)
            batch.rows.push_back({Value{"name " + std::to_string(row)}, row % 3 == 0 ? Value{} : Value{row}});
        batch.insert = {.table = "t", .columns = {"a", "b"}, .tail = {}, .returned_columns = 0, .generated_key = "id"};
        return batch;
    }
    /// Which item failed.
    std::size_t failing_item(std::string_view sql, BatchSource& batch, std::string* message = nullptr) {
        std::size_t item = 0;
        try {
            connection->prepare(sql)->execute_many(batch, item);
        } catch (const DatabaseError& error) {
            if (message != nullptr) *message = error.message();
            return item;
        }
        ADD_FAILURE() << "nothing failed";
        return 0;
    }
    void execute(std::string_view sql, BatchSource& batch) { execute(*connection, sql, batch); }
    static void execute(DriverConnection& at, std::string_view sql, BatchSource& batch) {
        std::size_t item = 0;
        at.prepare(sql)->execute_many(batch, item);
    }

    static constexpr std::string_view insert = "INSERT INTO t (a, b) VALUES (?, ?)";
};

TEST_F(MariadbBulk, InsertsTenThousandRowsInAFewMessages) {
    Rows batch = rows_of(10'000);
    execute(insert, batch);
    EXPECT_EQ(batch.changes, 10'000);
    EXPECT_EQ(batch.counted, 10'000U);
    EXPECT_LE(batch.messages, 2);
    EXPECT_EQ(
        rows("SELECT count(*), count(b), sum(b), min(a), max(a) FROM t"), "10000, 6666, Decimal('33326667'), 'name 0', 'name 9999'\n");
    EXPECT_EQ(rows("SELECT a, b FROM t WHERE a IN ('name 0', 'name 1') ORDER BY a"), "'name 0', None\n'name 1', 1\n");
}

TEST_F(MariadbBulk, TellsTheKeysInOrder) {
    for (const bool has_returning : {true, false}) {
        script("TRUNCATE t");
        mariadb::Options options = mariadb::read_options(Url::parse(database.url()), {});
        options.has_returning = has_returning;
        const auto at = mariadb::Connector{options}.connect();
        Rows batch = rows_of(10'000);
        batch.wants_key = true;
        execute(*at, insert, batch);
        ASSERT_EQ(batch.keys.size(), 10'000U);
        EXPECT_LE(batch.messages, 11) << "with RETURNING: " << has_returning;
        auto select = connection->prepare("SELECT id, a FROM t ORDER BY id");
        select->bind();
        for (std::size_t row = 0; row < batch.keys.size(); ++row) {
            ASSERT_TRUE(select->step());
            ASSERT_EQ(select->row().value(0), Value{batch.keys[row]});
            ASSERT_EQ(select->row().value(1), batch.rows[row][0]);
        }
    }
}

TEST_F(MariadbBulk, TellsKeysThatAreFurtherApart) {
    mariadb::Options options = mariadb::read_options(Url::parse(database.url()), {});
    options.has_returning = false;
    const auto at = mariadb::Connector{options}.connect();
    at->execute_script("SET SESSION auto_increment_increment = 7");
    Rows batch = rows_of(5);
    batch.wants_key = true;
    execute(*at, insert, batch);
    std::string keys;
    for (const std::int64_t key : batch.keys)
        keys += std::to_string(key) + "\n";
    EXPECT_EQ(rows("SELECT id FROM t ORDER BY id"), keys);
}

TEST_F(MariadbBulk, GivesBackWhatReturningSays) {
    Rows batch = rows_of(2'345);
    batch.insert.tail = " RETURNING id, concat(a, '!')";
    batch.insert.returned_columns = 2;
    execute(std::string{insert} + batch.insert.tail, batch);
    ASSERT_EQ(batch.answers.size(), 2'345U);
    for (std::size_t row = 0; row < batch.answers.size(); ++row) {
        ASSERT_EQ(batch.answers[row][0], Value{static_cast<int>(row) + 1});
        ASSERT_EQ(batch.answers[row][1], Value{"name " + std::to_string(row) + "!"});
    }
    EXPECT_EQ(batch.changes, 2'345);
}

TEST_F(MariadbBulk, UsesAStatementAgainForOtherSizes) {
    auto statement = connection->prepare(insert);
    int row = 0;
    for (const int size : {1, 2, 1000, 1001, 3, 2000, 7, 1}) {
        Rows batch;
        batch.insert = rows_of(0).insert;
        batch.wants_key = true;
        for (int count = 0; count < size; ++count, ++row)
            batch.rows.push_back({Value{"row " + std::to_string(row)}, Value{row}});
        std::size_t item = 0;
        statement->execute_many(batch, item);
        EXPECT_EQ(batch.keys.size(), static_cast<std::size_t>(size));
        statement->bind().text(0, "single " + std::to_string(size) + " " + std::to_string(row));
        EXPECT_THROW(statement->step(), ProgrammingError) << "a single execution binds for itself";
    }
    EXPECT_EQ(rows("SELECT count(*), sum(a = concat('row ', b)) FROM t"), "4015, Decimal('4015')\n");
}

TEST_F(MariadbBulk, UpdatesAndDeletesTogether) {
    Rows filled = rows_of(3'000);
    execute(insert, filled);
    Rows update;
    for (int row = 1; row <= 3'000; ++row)
        update.rows.push_back({Value{row * 2}, Value{row}});
    execute("UPDATE t SET b = ? WHERE id = ?", update);
    EXPECT_EQ(update.changes, 3'000);
    EXPECT_LE(update.messages, 1);
    Rows again = update;
    again.counted = 0;
    again.changes = 0;
    again.rows[5][1] = Value{99'999};
    execute("UPDATE t SET b = ? WHERE id = ?", again);
    EXPECT_EQ(again.changes, 2'999) << "rows that matched, though nothing changed; one does not exist";
    Rows del;
    for (int row = 1; row <= 1'000; ++row)
        del.rows.push_back({Value{row}});
    execute("DELETE FROM t WHERE id = ?", del);
    EXPECT_EQ(del.changes, 1'000);
    EXPECT_EQ(rows("SELECT count(*), sum(b = 2 * id) FROM t"), "2000, Decimal('2000')\n");
}

TEST_F(MariadbBulk, AnInsertThatFailsInTheMiddleNamesItsItemAndInsertsNothing) {
    Rows batch = rows_of(5'000);
    batch.rows[3'210][0] = Value{"name 7"};
    std::string message;
    EXPECT_EQ(failing_item(insert, batch, &message), 3'210U);
    EXPECT_NE(message.find("'name 7'"), std::string::npos);
    EXPECT_EQ(rows("SELECT count(*) FROM t"), "0\n");
    Rows with_keys = batch;
    with_keys.wants_key = true;
    EXPECT_EQ(failing_item(insert, with_keys), 3'210U);
    EXPECT_EQ(with_keys.keys.size(), 3'000U) << "the statements before the one that failed";
    EXPECT_TRUE(connection->ping());
}

TEST_F(MariadbBulk, AnUpdateThatFailsInTheMiddle) {
    Rows filled = rows_of(100);
    execute(insert, filled);
    Rows update;
    for (int row = 1; row <= 100; ++row)
        update.rows.push_back({Value{row == 60 ? "name 99" : "new " + std::to_string(row)}, Value{row}});
    connection->begin(BeginMode::default_);
    std::string message;
    const std::size_t item = failing_item("UPDATE t SET a = ? WHERE id = ?", update, &message);
    EXPECT_EQ(message, "Duplicate entry 'name 99' for key 'a'") << item;
    connection->rollback();
    EXPECT_EQ(rows("SELECT count(*) FROM t WHERE a LIKE 'name%'"), "100\n");
}

TEST_F(MariadbBulk, AValueThatCannotBeSentFailsBeforeAnythingIs) {
    Rows batch = rows_of(50);
    batch.rows[20][0] = Value{"\xff"};
    std::string message;
    EXPECT_EQ(failing_item(insert, batch, &message), 20U);
    EXPECT_EQ(message, "parameter 1: the text is not valid UTF-8");
    EXPECT_EQ(rows("SELECT count(*) FROM t"), "0\n");
    Rows short_row = rows_of(50);
    short_row.rows[10].pop_back();
    EXPECT_EQ(failing_item(insert, short_row), 10U);
}

TEST_F(MariadbBulk, TakesTypesThatChangeFromRowToRow) {
    script("CREATE TABLE mixed (id INT PRIMARY KEY AUTO_INCREMENT, x VARCHAR(40))");
    Rows batch;
    batch.insert = {.table = "mixed", .columns = {"x"}};
    for (const Value& value :
        {Value{}, Value{}, Value{1}, Value{}, Value{2}, Value{"x"}, Value{1.5}, Value{Decimal{"1.10"}}, Value{true}, Value{}})
        batch.rows.push_back({value});
    execute("INSERT INTO mixed (x) VALUES (?)", batch);
    EXPECT_EQ(batch.changes, 10);
    EXPECT_EQ(rows("SELECT x FROM mixed ORDER BY id"), "None\nNone\n'1'\nNone\n'2'\n'x'\n'1.5'\n'1.10'\n'1'\nNone\n");
}

TEST_F(MariadbBulk, AllNull) {
    Rows batch;
    batch.insert = {.table = "t", .columns = {"a", "b"}};
    for (int row = 0; row < 10; ++row)
        batch.rows.push_back({Value{}, Value{}});
    execute(insert, batch);
    EXPECT_EQ(rows("SELECT count(*) FROM t WHERE a IS NULL AND b IS NULL"), "10\n");
}

TEST_F(MariadbBulk, SendsEveryType) {
    script(
        "CREATE TABLE every (b BOOL, i BIGINT, d DOUBLE, n DECIMAL(20, 4), v VARCHAR(40), bl BLOB, da DATE, dt DATETIME(6), ti TIME(6), "
        "u CHAR(32), iv DATETIME(6))");
    using namespace std::chrono;
    Rows batch;
    batch.insert = {.table = "every", .columns = {"b", "i", "d", "n", "v", "bl", "da", "dt", "ti", "u", "iv"}};
    for (int row = 0; row < 7; ++row) {
        if (row % 2 == 1) {
            batch.rows.emplace_back(11);
            continue;
        }
        batch.rows.push_back({Value{row > 2}, Value{row * 1'000'000'000'000}, Value{row / 8.0}, Value{Decimal{"1234.5678"}},
            Value{"text 😀 " + std::to_string(row)}, Value::from_bytes(std::as_bytes(std::span{"a\0b", 3})),
            Value{Date{year{2026} / 11 / (row + 1)}}, Value{DateTime{sys_days{year{2026} / 11 / 1}} + microseconds{row}},
            Value{Time{row, 0, 0, row}}, Value{Uuid{}}, Value{Interval{hours{row}}}});
    }
    execute("INSERT INTO every VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", batch);
    auto select = connection->prepare("SELECT * FROM every");
    select->bind();
    for (const auto& row : batch.rows) {
        ASSERT_TRUE(select->step());
        for (int column = 0; column < 9; ++column) {
            const Value& written = row[static_cast<std::size_t>(column)];
            const Value expected = column == 0 && !written.is_null() ? Value{written.as_boolean() ? 1 : 0} : written;
            EXPECT_EQ(select->row().value(column), expected) << column;
        }
        Uuid uuid;
        Interval length{};
        EXPECT_EQ(select->row().uuid(9, uuid), !row[9].is_null());
        EXPECT_EQ(select->row().interval(10, length), !row[10].is_null());
        if (!row[10].is_null()) {
            EXPECT_EQ(length, row[10].as_interval());
        }
    }
}

TEST_F(MariadbBulk, KeepsEachMessageWithinTheServersLimit) {
    script("CREATE TABLE big (id INT PRIMARY KEY AUTO_INCREMENT, x LONGTEXT)");
    for (const bool wants_key : {false, true}) {
        script("TRUNCATE big");
        Rows batch;
        batch.insert = {.table = "big", .columns = {"x"}, .tail = {}, .returned_columns = 0, .generated_key = "id"};
        batch.wants_key = wants_key;
        for (int row = 0; row < 60; ++row)
            batch.rows.push_back(
                {Value{std::string(static_cast<std::size_t>(row == 30 ? 9'000'000 : 300'000), static_cast<char>('a' + row % 26))}});
        execute("INSERT INTO big (x) VALUES (?)", batch);
        EXPECT_GT(batch.messages, 3);
        EXPECT_EQ(rows("SELECT count(*), sum(length(x)), min(length(x)) FROM big"), "60, Decimal('26700000'), 300000\n");
        EXPECT_EQ(rows("SELECT length(x) FROM big ORDER BY id LIMIT 30, 1"), "9000000\n");
    }
}

TEST_F(MariadbBulk, OnDuplicateKeyCountsAsTheServerDoes) {
    Rows batch = rows_of(10);
    execute(insert, batch);
    Rows again = rows_of(12);
    again.insert.tail = " ON DUPLICATE KEY UPDATE b = 5";
    execute(std::string{insert} + again.insert.tail, again);
    EXPECT_EQ(rows("SELECT count(*), sum(b = 5) FROM t"), "12, Decimal('10')\n");
}

}  // namespace
