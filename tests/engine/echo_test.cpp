#include <retort/core/error.hpp>
#include <retort/core/log.hpp>
#include <retort/engine/engine.hpp>
#include <retort/schema/metadata.hpp>

#include <gtest/gtest.h>

#include <regex>

#include "any_database.hpp"

namespace {

using namespace retort;

/// What is true of one database alone.
struct Database {
    std::string_view kind;
    /// A statement that only this one knows.
    std::string raw;
    const char* no_such_table_error;
    /// `true` as the driver passes it.
    std::string yes;
    /// The type of a key that the database counts up, with its option.
    std::string key;
    /// How create_all looks for a table that is not there, and for one that is.
    std::vector<std::string> looks_in_vain;
    std::vector<std::string> looks;
};

const Database& tested_database() {
    static const std::string in_postgresql =
        "SELECT 1 FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace WHERE "
        "pg_catalog.pg_table_is_visible(c.oid) AND c.relname = 'team' AND c.relkind IN ('r', 'p', 'v', 'm', 'f')";
    static const std::string in_mariadb = "SELECT 1 FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE() AND TABLE_NAME = 'team'";
    static const Database databases[]{
        {"sqlite", "PRAGMA user_version", "OperationalError", "1", "INTEGER NOT NULL",
            {"PRAGMA main.table_info(\"team\")", "PRAGMA temp.table_info(\"team\")"}, {"PRAGMA main.table_info(\"team\")"}},
        {"postgresql", "SHOW server_version", "ProgrammingError", "True", "SERIAL NOT NULL", {in_postgresql}, {in_postgresql}},
        {"mariadb", "SHOW DATABASES", "ProgrammingError", "True", "INTEGER NOT NULL AUTO_INCREMENT", {in_mariadb}, {in_mariadb}},
    };
    const auto kind = testing_support::tested_kind();
    return *std::find_if(std::begin(databases), std::end(databases), [&kind](const Database& one) { return one.kind == kind; });
}

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

    /// With the database's own marks for parameters.
    std::string marked(std::string_view sql) const { return engine_test::marked(engine, sql); }

    const Database& about = tested_database();
    std::vector<std::string> lines;
    testing_support::FreshDatabase database;
    Engine engine = create_engine(database.url(), {.echo = true});
    using Lines = std::vector<std::string>;
};

class Names final : public BatchSource {
public:
    Names(char letter, int count) {
        for (int number = 0; number < count; ++number)
            names_.push_back(letter + std::to_string(number));
    }
    std::size_t size() const override { return names_.size(); }
    void write(std::size_t item, ParameterWriter& writer) const override { writer.text(0, names_[item]); }
    void done(std::size_t, std::int64_t) override {}
    void returned(std::size_t, ColumnReader&) override {}

private:
    std::vector<std::string> names_;
};

TEST_F(Echo, TellsOfTransactionsStatementsAndParameters) {
    auto connection = engine.connect();
    const std::string two = marked("SELECT\n ?, ?");
    connection.execute(two, std::vector<Value>{"it's", nullptr});
    connection.execute(two, std::vector<Value>{1, 0.5});
    connection.commit();
    connection.execute(marked("SELECT ?"), std::vector<Value>{true});
    connection.rollback();
    connection.execute_once(about.raw);
    connection.savepoint("sa_savepoint_1");
    connection.release_savepoint("sa_savepoint_1");
    connection.savepoint("sa_savepoint_2");
    connection.rollback_to_savepoint("sa_savepoint_2");
    EXPECT_EQ(taken(),
        (Lines{"BEGIN (implicit)", two, "[generated in ~] (\"it's\", None)", two, "[cached  ~] (1, 0.5)", "COMMIT", "BEGIN (implicit)",
            marked("SELECT ?"), "[generated in ~] (" + about.yes + ",)", "ROLLBACK", "BEGIN (implicit)", about.raw, "[raw sql] ()",
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
    try {
        connection.execute("SELECT nothing FROM nowhere", std::vector<Value>{});
        ADD_FAILURE() << "nothing was thrown";
    } catch (const DatabaseError& error) {
        EXPECT_STREQ(error.type_name(), about.no_such_table_error);
    }
    EXPECT_EQ(taken(), (Lines{"BEGIN (implicit)", "SELECT nothing FROM nowhere", "[generated in ~] ()"}));
}

TEST_F(Echo, LongParametersAreCutInTheMiddle) {
    auto connection = engine.begin();
    taken();
    connection.execute(marked("SELECT ?"), std::vector<Value>{std::string(400, 'a')});
    EXPECT_EQ(lines.back(),
        "[generated in ~] ('" + std::string(149, 'a') + " ... (102 characters truncated) ... " + std::string(149, 'a') + "',)");
    std::string umlauts;
    for (int count = 0; count < 298; ++count)
        umlauts += "ä";
    connection.execute(marked("SELECT ?"), std::vector<Value>{umlauts});
    EXPECT_EQ(lines.back(), "[cached  ~] ('" + umlauts + "',)") << "300 characters, not bytes";
}

TEST_F(Echo, BatchesAreShownInPart) {
    auto connection = engine.begin();
    connection.execute_ddl("CREATE TABLE t (name VARCHAR(10))");
    taken();
    for (Names batch : {Names{'x', 100}, Names{'y', 10}, Names{'z', 11}, Names{'w', 1}}) {
        connection.execute_many(marked("INSERT INTO t (name) VALUES (?)"), batch);
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
    auto hiding = create_engine(database.url(), {.echo = true, .hide_parameters = true});
    auto connection = hiding.begin();
    connection.execute(marked("SELECT ?"), std::vector<Value>{"secret"});
    EXPECT_EQ(
        taken(), (Lines{"BEGIN (implicit)", marked("SELECT ?"), "[generated in ~] [SQL parameters hidden due to hide_parameters=True]"}));
}

TEST_F(Echo, WithoutItThereIsSilence) {
    auto quiet = create_engine(database.url());
    auto connection = quiet.begin();
    connection.execute("SELECT 1", std::vector<Value>{});
    connection.commit();
    EXPECT_EQ(taken(), Lines{});
}

TEST_F(Echo, CreateAllIsToldAsSqlalchemyTellsIt) {
    Table team;
    team.name = "team";
    team.columns = {{"id", types::Integer{}, {.nullable = false, .primary_key = true, .autoincrement = true}}, {"name", types::String{50}}};
    team.primary_key.columns = {"id"};
    team.indexes = {{"ix_team_name", {"name"}, true, true}};
    const MetaData metadata{{team}};
    metadata.create_all(engine);
    metadata.create_all(engine);
    metadata.drop_all(engine);
    Lines expected;
    const auto expect = [&expected](const Lines& told, const std::string& origin) {
        for (const auto& line : told) {
            expected.push_back(line);
            if (!origin.empty()) expected.push_back(origin + " ()");
        }
    };
    expect({"BEGIN (implicit)"}, "");
    expect(about.looks_in_vain, "[raw sql]");
    expect({"\nCREATE TABLE team (\n\tid " + about.key + ", \n\tname VARCHAR(50), \n\tPRIMARY KEY (id)\n)\n\n",
               "CREATE UNIQUE INDEX ix_team_name ON team (name)"},
        "[no key ~]");
    expect({"COMMIT", "BEGIN (implicit)"}, "");
    expect(about.looks, "[raw sql]");
    expect({"COMMIT", "BEGIN (implicit)"}, "");
    expect(about.looks, "[raw sql]");
    expect({"\nDROP TABLE team"}, "[no key ~]");
    expect({"COMMIT"}, "");
    EXPECT_EQ(taken(), expected);
}

}  // namespace
