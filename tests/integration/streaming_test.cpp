// Results stream: a row is read when it is asked for.
#include "support.hpp"
#include "tests/support/database.hpp"

using namespace integration;
using namespace retort;

namespace streaming {

struct Reading {
    Field<std::optional<std::int64_t>, primary_key> id;
    std::string sensor;
    int level = 0;
};

}  // namespace streaming

namespace {

using streaming::Reading;

constexpr int row_count = 5000;

class Streaming : public testing::Test {
protected:
    Streaming() {
        metadata<Reading>().create_all(engine);
        std::vector<Reading> readings;
        for (int i = 0; i < row_count; ++i)
            readings.push_back({.sensor = "sensor " + std::to_string(i % 7), .level = i});
        auto connection = engine.begin();
        connection.exec(insert<Reading>().values(readings));
        connection.commit();
    }

    static auto in_order() { return select<Reading>().order_by(col(&Reading::level)); }

    /// In a file on SQLite: in memory a writer blocks readers.
    std::string url() const { return database.kind() == "sqlite" ? "sqlite:///" + (folder / "readings.db").string() : database.url(); }

    TemporaryFolder folder;
    testing_support::FreshDatabase database;
    Engine engine = create_engine(url());
};

}  // namespace

TEST_F(Streaming, CommittingInTheMiddleOfTheLoopStillGivesAllRows) {
    Session session{engine};
    int next_level = 0;
    for (const auto& reading : session.exec(in_order())) {
        ASSERT_EQ(reading->level, next_level);
        ++next_level;
        reading->sensor += "!";
        if (next_level % 1000 == 0) session.commit();
    }
    EXPECT_EQ(next_level, row_count);
    session.commit();
    EXPECT_EQ(text_rows(engine, "SELECT count(*) FROM reading WHERE sensor LIKE '%!'"), (std::vector<std::vector<std::string>>{{"5000"}}));
}

TEST_F(Streaming, ColumnsAndTuplesStreamThroughACommitToo) {
    Session session{engine};
    int next_level = 0;
    for (const auto& [level, sensor] : session.exec(select(col(&Reading::level), col(&Reading::sensor)).order_by(col(&Reading::level)))) {
        ASSERT_EQ(level, next_level);
        ASSERT_EQ(sensor, "sensor " + std::to_string(level % 7));
        if (++next_level == 10) session.commit();
    }
    EXPECT_EQ(next_level, row_count);
}

TEST_F(Streaming, TwoResultsOfOneSessionAreWalkedSideBySide) {
    Session session{engine};
    auto upwards = session.exec(in_order());
    auto downwards = session.exec(select<Reading>().order_by(col(&Reading::level).desc()));
    auto up = upwards.begin();
    auto down = downwards.begin();
    int seen = 0;
    for (; up != upwards.end() && down != downwards.end(); ++up, ++down, ++seen) {
        ASSERT_EQ((*up)->level + (*down)->level, row_count - 1);
        if (seen == row_count / 2) session.commit();
    }
    EXPECT_EQ(seen, row_count);
}

TEST_F(Streaming, RowsAreTakenOneByOneFromAnEndlessQuery) {
    if (database.kind() != "sqlite") GTEST_SKIP() << "a server would send all of them";
    auto connection = engine.connect();
    auto result = connection.exec(text("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"));
    std::int64_t sum = 0;
    for (const auto& row : result) {
        sum += row[0].as_integer();
        if (row[0].as_integer() == 100) break;
    }
    result.close();
    EXPECT_EQ(sum, 5050);
    EXPECT_EQ(connection.exec(select(func::count()).select_from<Reading>()).one(), row_count);
}

TEST_F(Streaming, FirstReadsOneRowAndFreesTheDatabase) {
    Session session{engine};
    EXPECT_EQ(session.exec(in_order()).first()->level, 0);
    session.commit();
    // Nothing is left that reads: another connection may change the table's shape.
    execute(engine, "ALTER TABLE reading ADD COLUMN note VARCHAR(20)");
    EXPECT_EQ(session.exec(in_order()).first()->level, 0);
}

TEST_F(Streaming, AResultOfATransactionThatWasRolledBackSaysSo) {
    Session session{engine};
    auto result = session.exec(in_order());
    auto row = result.begin();
    ASSERT_EQ((*row)->level, 0);
    session.rollback();
    EXPECT_THROW(++row, InvalidRequestError);
}

TEST_F(Streaming, AResultOfAClosedSessionSaysSo) {
    Session session{engine};
    auto result = session.exec(in_order());
    auto row = result.begin();
    session.close();
    EXPECT_THROW(++row, InvalidRequestError);
}

TEST_F(Streaming, AResultWhoseConnectionWasGivenBackSaysSo) {
    std::optional<Connection> connection = engine.connect();
    auto result = connection->exec(in_order());
    auto row = result.begin();
    ASSERT_EQ(row->level, 0);
    connection.reset();
    EXPECT_THROW(++row, InvalidRequestError);
}

TEST_F(Streaming, UntrackedRowsOutliveTheirConnection) {
    std::vector<Reading> readings;
    {
        auto connection = engine.connect();
        readings = connection.exec(in_order().limit(3)).all();
    }
    ASSERT_EQ(readings.size(), 3U);
    EXPECT_EQ(readings[2].level, 2);
}

TEST_F(Streaming, RowsAddedWhileReadingAreWrittenOnce) {
    Session session{engine};
    int seen = 0;
    for (const auto& reading : session.exec(in_order().limit(100)).all()) {
        session.add(Reading{.sensor = "copy", .level = reading->level + row_count});
        if (++seen == 50) session.commit();
    }
    session.commit();
    EXPECT_EQ(count_rows(engine, "reading"), row_count + 100);
}
