#include <retort/core/error.hpp>
#include <retort/core/log.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include <regex>

namespace {

using namespace retort;

/// What an engine with echo writes while it lives.
class Echo : public testing::Test {
protected:
    Echo() {
        set_log_sink(
            [](void* context, const LogRecord& record) {
                auto& echo = *static_cast<Echo*>(context);
                EXPECT_EQ(record.logger, "retort.engine.Engine");
                EXPECT_EQ(record.level, LogLevel::info);
                // Times are what they are.
                echo.lines.push_back(std::regex_replace(
                    std::string{record.message}, std::regex{R"((in|key) \d\.\d{5}s\]|since [0-9.e+-]+s ago\])"}, "$1 ~]"));
            },
            this);
    }
    ~Echo() override { set_log_sink(nullptr); }

    std::vector<std::string> taken() { return std::exchange(lines, {}); }

    std::vector<std::string> lines;
    Engine engine = create_engine("sqlite://", {.echo = true});
    using Lines = std::vector<std::string>;
};

class Names final : public BatchSource {
public:
    Names(char letter, int count) : letter_{letter}, count_{count} {}
    std::size_t size() const override { return static_cast<std::size_t>(count_); }
    void write(std::size_t item, ParameterWriter& writer) const override { writer.text(0, letter_ + std::to_string(item)); }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    char letter_;
    int count_;
};

TEST_F(Echo, TellsOfTransactionsStatementsAndParameters) {
    auto connection = engine.connect();
    connection.execute("SELECT\n ?, ?", std::vector<Value>{"it's", nullptr});
    connection.execute("SELECT\n ?, ?", std::vector<Value>{1, 0.5});
    connection.commit();
    connection.execute("SELECT ?", std::vector<Value>{true});
    connection.rollback();
    connection.execute_once("PRAGMA user_version");
    connection.savepoint("sa_savepoint_1");
    connection.release_savepoint("sa_savepoint_1");
    connection.savepoint("sa_savepoint_2");
    connection.rollback_to_savepoint("sa_savepoint_2");
    EXPECT_EQ(taken(),
        (Lines{"BEGIN (implicit)", "SELECT\n ?, ?", "[generated in ~] (\"it's\", None)", "SELECT\n ?, ?", "[cached  ~] (1, 0.5)", "COMMIT",
            "BEGIN (implicit)", "SELECT ?", "[generated in ~] (1,)", "ROLLBACK", "BEGIN (implicit)", "PRAGMA user_version", "[raw sql] ()",
            "SAVEPOINT sa_savepoint_1", "[no key ~] ()", "RELEASE SAVEPOINT sa_savepoint_1", "[no key ~] ()", "SAVEPOINT sa_savepoint_2",
            "[no key ~] ()", "ROLLBACK TO SAVEPOINT sa_savepoint_2", "[no key ~] ()"}));
}

TEST_F(Echo, ClosingRollsBack) {
    { engine.begin(); }
    { engine.connect(); }
    EXPECT_EQ(taken(), (Lines{"BEGIN (implicit)", "ROLLBACK"}));
}

TEST_F(Echo, TheStatementThatFailsIsTold) {
    auto connection = engine.begin();
    EXPECT_THROW(connection.execute("SELECT nothing FROM nowhere", std::vector<Value>{}), OperationalError);
    EXPECT_EQ(taken(), (Lines{"BEGIN (implicit)", "SELECT nothing FROM nowhere", "[generated in ~] ()"}));
}

TEST_F(Echo, LongParametersAreCutInTheMiddle) {
    auto connection = engine.begin();
    taken();
    connection.execute("SELECT ?", std::vector<Value>{std::string(400, 'a')});
    EXPECT_EQ(lines.back(),
        "[generated in ~] ('" + std::string(149, 'a') + " ... (102 characters truncated) ... " + std::string(149, 'a') + "',)");
    std::string umlauts;
    for (int count = 0; count < 298; ++count)
        umlauts += "ä";
    connection.execute("SELECT ?", std::vector<Value>{umlauts});
    EXPECT_EQ(lines.back(), "[cached  ~] ('" + umlauts + "',)") << "300 characters, not bytes";
}

TEST_F(Echo, BatchesAreShownInPart) {
    auto connection = engine.begin();
    connection.execute_ddl("CREATE TABLE t (name VARCHAR)");
    taken();
    for (Names batch : {Names{'x', 100}, Names{'y', 10}, Names{'z', 11}, Names{'w', 1}}) {
        connection.execute_many("INSERT INTO t (name) VALUES (?)", batch);
    }
    const Lines told = taken();
    ASSERT_EQ(told.size(), 8U);
    EXPECT_EQ(told[1],
        "[generated in ~] (('x0',), ('x1',), ('x2',), ('x3',), ('x4',), ('x5',), ('x6',), ('x7',)  ... displaying 10 of 100 total bound "
        "parameter sets ...  ('x98',), ('x99',))");
    EXPECT_EQ(told[3], "[cached  ~] (('y0',), ('y1',), ('y2',), ('y3',), ('y4',), ('y5',), ('y6',), ('y7',), ('y8',), ('y9',))");
    EXPECT_EQ(told[5],
        "[cached  ~] (('z0',), ('z1',), ('z2',), ('z3',), ('z4',), ('z5',), ('z6',), ('z7',)  ... displaying 10 of 11 total bound "
        "parameter "
        "sets ...  ('z9',), ('z10',))");
    EXPECT_EQ(told[7], "[cached  ~] ('w0',)");
}

TEST_F(Echo, ParametersCanBeHidden) {
    auto hiding = create_engine("sqlite://", {.echo = true, .hide_parameters = true});
    auto connection = hiding.begin();
    connection.execute("SELECT ?", std::vector<Value>{"secret"});
    EXPECT_EQ(taken(), (Lines{"BEGIN (implicit)", "SELECT ?", "[generated in ~] [SQL parameters hidden due to hide_parameters=True]"}));
}

TEST_F(Echo, WithoutItThereIsSilence) {
    auto quiet = create_engine("sqlite://");
    auto connection = quiet.begin();
    connection.execute("SELECT 1", std::vector<Value>{});
    connection.commit();
    EXPECT_EQ(taken(), Lines{});
}

TEST_F(Echo, CreateAllIsToldAsSqlalchemyTellsIt) {
    Table team;
    team.name = "team";
    team.columns = {{"id", types::Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}}, {"name", types::String{}}};
    team.primary_key.columns = {"id"};
    team.indexes = {{"ix_team_name", {"name"}, true, true}};
    const MetaData metadata{{team}};
    metadata.create_all(engine);
    metadata.create_all(engine);
    metadata.drop_all(engine);
    EXPECT_EQ(taken(), (Lines{"BEGIN (implicit)", "PRAGMA main.table_info(\"team\")", "[raw sql] ()", "PRAGMA temp.table_info(\"team\")",
                           "[raw sql] ()", "\nCREATE TABLE team (\n\tid INTEGER NOT NULL, \n\tname VARCHAR, \n\tPRIMARY KEY (id)\n)\n\n",
                           "[no key ~] ()", "CREATE UNIQUE INDEX ix_team_name ON team (name)", "[no key ~] ()", "COMMIT",
                           "BEGIN (implicit)", "PRAGMA main.table_info(\"team\")", "[raw sql] ()", "COMMIT", "BEGIN (implicit)",
                           "PRAGMA main.table_info(\"team\")", "[raw sql] ()", "\nDROP TABLE team", "[no key ~] ()", "COMMIT"}));
}

}  // namespace
