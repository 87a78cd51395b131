#include "executed.hpp"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>

#include <retort/engine/dialect.hpp>
#include <retort/sql/compiler.hpp>
#include <retort/sql/nodes.hpp>

#include <tests/sql/sql_test.hpp>
#include <tests/support/database.hpp>

#include "differences.hpp"

namespace executed {

namespace {

using namespace sql_test;
using retort::Connection, retort::Engine, retort::text, retort::Value;
namespace sql = retort::sql;

retort::DateTime at(int year, unsigned month, unsigned day) {
    return retort::DateTime{std::chrono::sys_days{std::chrono::year{year} / static_cast<int>(month) / static_cast<int>(day)}};
}

// The keys are left to the database, so that what counts them goes on behind these rows.
void fill(Connection& connection) {
    connection.exec(retort::insert<Team>().values(std::vector<Team>{{.name = "x"}, {.name = "Red"}, {.name = "nobody"}}));
    std::vector<Hero> heroes{
        {.name = "x", .age = 2, .price = Decimal{"10.50"}, .score = 4.5, .kind = Kind::robot},
        {.name = "a%c/_%db", .age = 4, .active = false, .price = Decimal{"3.50"}, .score = 3.5},
        {.name = "a", .age = 31, .price = Decimal{"2.25"}, .score = -1.25},
        {.name = "b", .active = false, .price = Decimal{"0"}, .score = 2.675},
        {.name = "Ärger", .age = 2, .price = Decimal{"7"}, .score = 0.5, .kind = Kind::robot},
        {.name = "Dora", .age = 6, .price = Decimal{"100"}, .score = 100},
        {.name = "x", .age = 40, .price = Decimal{"12.25"}, .score = 9.5, .kind = Kind::robot},
    };
    heroes[0].team_id = heroes[1].team_id = heroes[6].team_id = 1;
    heroes[2].team_id = heroes[4].team_id = 2;
    heroes[0].data = Json::parse(R"({"a": {"b": "x"}})");
    heroes[1].data = Json::parse(R"({"a": 3, "b": "4", "c": 2.5})");
    heroes[2].data = Json::parse(R"({"a": true, "b": 7})");
    heroes[4].data = Json::parse(R"([1, {"x": "second"}])");
    heroes[5].data = Json::parse(R"({"a": null, "a\"b": 5})");
    heroes[6].data = Json::parse(R"({"a": 1})");
    heroes[0].born = at(1999, 12, 31);
    heroes[1].born = at(2020, 1, 2);
    heroes[6].born = at(2020, 1, 3);
    heroes[6].token = Uuid::parse("c0ffee00-0000-4000-8000-000000000001");
    connection.exec(retort::insert<Hero>().values(heroes));
    connection.exec(retort::insert<Power>().values(std::vector<Power>{{.name = "x"}, {.name = "flight"}, {.name = "a"}}));
    connection.exec(retort::insert<Link>().values(std::vector<Link>{{3, 1}, {3, 2}, {7, 1}}));
    connection.exec(retort::insert<Flight>().values(std::vector<Flight>{{{}, 1, 2}, {{}, 2, 1}}));
    // One by one: of keys for rows that come together MariaDB leaves some out.
    for (const Node& node :
        std::vector<Node>{{.Label = "x"}, {.Label = "y", .parent_id = 1}, {.Label = "z", .parent_id = 1}, {.Label = "x", .parent_id = 2}})
        connection.exec(retort::insert<Node>().values(node));
    connection.exec(retort::insert<Stamped>().values(std::vector<Stamped>{{.name = "old"}, {.name = "other", .note = "n"}}));
}

constexpr std::array<std::string_view, 6> generated_tables{"team", "power", "hero", "flight", "order", "stamped"};

/// A database with the tables and their rows.
class Filled {
public:
    explicit Filled(std::string_view kind) : database_{kind} {
        retort::metadata<Team, Power, Hero, Link, Flight, Node, Stamped>().create_all(engine_);
        Connection connection = engine_.begin();
        // What on_conflict(&Team::name) needs, which the models, written for the texts, have not.
        connection.execute_ddl("CREATE UNIQUE INDEX team_by_name ON team (name)");
        fill(connection);
        connection.commit();
    }

    Engine& engine() { return engine_; }

    /// Lets the keys of new rows follow those that are there, whatever statements that were rolled back have used up.
    void restart_keys() {
        const std::string_view words = words_that_restart_keys(database_.kind());
        if (words.empty()) return;
        Connection connection = engine_.connect();
        connection.set_autocommit(true);
        for (const std::string_view table : generated_tables) {
            std::string statement{words};
            for (auto mark = statement.find('@'); mark != std::string::npos; mark = statement.find('@', mark + 1))
                statement.replace(mark, 1, table);
            connection.execute_once(statement);
        }
    }

private:
    testing_support::FreshDatabase database_;
    // Foreign keys are enforced everywhere else, whatever one asks for.
    Engine engine_ = retort::create_engine(database_.url(),
        database_.kind() == "sqlite" ? retort::EngineOptions{.connect_args = {{"foreign_keys", "on"}}} : retort::EngineOptions{});
};

struct Databases {
    Filled tested{testing_support::tested_kind()};
    Filled reference{"sqlite"};
};
std::unique_ptr<Databases> databases;

Databases& the_databases() {
    if (!databases) databases = std::make_unique<Databases>();
    return *databases;
}

/// Drops the databases, and looks whether what is said to differ did differ.
class Cleaner final : public testing::EmptyTestEventListener {
    void OnTestEnd(const testing::TestInfo& test) override {
        if (test.result()->Failed()) return;
        for (const std::string& unused : unused_differences(testing_support::tested_kind(), full_name(test)))
            ADD_FAILURE() << "differences.cpp says that this differs, which it does not: " << unused;
    }
    void OnTestProgramEnd(const testing::UnitTest&) override { databases.reset(); }

public:
    static std::string full_name(const testing::TestInfo& test) { return std::string{test.test_suite_name()} + "." + test.name(); }
};

[[maybe_unused]] const bool is_listening = [] {
    testing::UnitTest::GetInstance()->listeners().Append(new Cleaner);
    return true;
}();

bool is_write(const sql::StatementNode& statement) {
    return statement.kind() == sql::NodeKind::insert || statement.kind() == sql::NodeKind::update ||
           statement.kind() == sql::NodeKind::delete_;
}

bool is_ordered(const sql::StatementNode& statement) {
    return !is_write(statement) && !static_cast<const sql::QueryNode&>(statement).order_by.empty();
}

std::string joined(std::vector<std::string> rows, bool is_in_order) {
    if (!is_in_order) std::sort(rows.begin(), rows.end());
    std::string out;
    for (const std::string& row : rows)
        out += (out.empty() ? "" : " ") + row;
    return out;
}

/// The rows of a table; what the database has numbered by itself as 1, 2, …, since MariaDB leaves numbers out where rows come together.
template <class M>
std::string table_content(Connection& connection) {
    const retort::ModelDescription& model = retort::describe<M>();
    const bool is_numbered = model.primary_key.size() == 1;
    std::string out = "\n    " + std::string{model.table.name} + ":";
    std::vector<std::string> rows;
    std::int64_t number = 0;
    for (const M& object : connection.exec(retort::select<M>().order_by(text(is_numbered ? "id" : "hero_id, power_id"))))
        rows.push_back((is_numbered ? std::to_string(++number) + ": " : "") + shown(model, &object, is_numbered));
    return out + joined(std::move(rows), true);
}

std::string content(Connection& connection) {
    return table_content<Team>(connection) + table_content<Hero>(connection) + table_content<Power>(connection) +
           table_content<Link>(connection) + table_content<Node>(connection) + table_content<Stamped>(connection);
}

/// What a statement did to a database, which is then as before.
struct Outcome {
    std::string error{};    ///< its class; empty: none
    std::string message{};  ///< of the error
    std::string rows{};     ///< that it gave, or how many it wrote; the error's class where it was refused
    std::string sorted{};   ///< the rows, sorted
    std::string written{};  ///< what is in the tables then
};

Outcome run_in(Filled& filled, const sql::StatementNode& statement, const Runner& run) {
    Outcome outcome;
    const bool writes = is_write(statement);
    if (writes) filled.restart_keys();
    Connection connection = filled.engine().begin();
    // A write comes twice: what the first one inserts, the second one finds.
    for (int time = 0; time < (writes ? 2 : 1) && outcome.error.empty(); ++time) {
        try {
            const Ran ran = run(connection);
            if (time == 0)
                outcome.rows = statement.items.empty() ? std::to_string(ran.rowcount) + " rows" : joined(ran.rows, is_ordered(statement));
            if (time == 0) outcome.sorted = joined(ran.rows, false);
            if (writes) outcome.written += (time == 0 ? "" : "\n  then") + content(connection);
        } catch (const retort::Error& error) {
            outcome.error = error.type_name();
            outcome.message = error.what();
            if (time == 0) outcome.rows = outcome.error;
            if (time == 1) outcome.written += "\n  then " + outcome.error;
        }
    }
    connection.rollback();
    return outcome;
}

/// The statement as SQLite's, with its parameters: what differences.cpp knows it by.
std::string text_on_sqlite(const sql::StatementNode& statement) {
    try {
        const sql::Compiled compiled = the_databases().reference.engine().dialect().compiler()->compile(statement);
        return compiled.sql + " " + parameters(compiled);
    } catch (const retort::CompileError& error) {
        return error.what();
    }
}

/// For compare.py, which holds the texts against SQLAlchemy's.
void record(const char* file, int line, const sql::StatementNode& statement) {
    const char* const name = std::getenv("RETORT_RECORDED_STATEMENTS");
    if (name == nullptr) return;
    retort::Json line_of_file{{"file", file}, {"line", line}};
    try {
        const sql::Compiled compiled = the_databases().tested.engine().dialect().compiler()->compile(statement);
        line_of_file = retort::Json{{"file", file}, {"line", line}, {"sql", compiled.sql}, {"parameters", parameters(compiled)}};
    } catch (const retort::CompileError& error) {
        line_of_file = retort::Json{{"file", file}, {"line", line}, {"refused", error.what()}};
    }
    std::ofstream{name, std::ios::app} << line_of_file.dump() << '\n';
}

}  // namespace

std::string shown(const Value& value) {
    char number[40];
    switch (value.kind()) {
    case retort::ValueKind::real: std::snprintf(number, sizeof number, "%.12g", value.as_real()); return number;
    case retort::ValueKind::decimal:
        std::snprintf(number, sizeof number, "%.12g", std::strtod(value.as_decimal().str().c_str(), nullptr));
        return number;
    case retort::ValueKind::datetime:
        if (value.as_datetime() > at(2024, 1, 1)) return "now";
        return value.repr();
    case retort::ValueKind::json: return Json::parse(value.as_json_text()).dump();
    default: return value.repr();
    }
}

std::string shown(const retort::ModelDescription& model, const void* object, bool leaves_key_out) {
    std::string out;
    for (const auto& field : model.fields) {
        if (leaves_key_out && field.options.primary_key) continue;
        out += (out.empty() ? "" : ", ") + shown(field.ops->to_value(field.in(object)));
    }
    return "[" + out + "]";
}

Engine tested_engine() {
    return the_databases().tested.engine();
}

void execute(const char* file, int line, const sql::StatementNode& statement, const Runner& run, const char* rows) {
    record(file, line, statement);
    const std::string kind = testing_support::tested_kind();
    const std::string test = Cleaner::full_name(*testing::UnitTest::GetInstance()->current_test_info());
    const std::string text = text_on_sqlite(statement);
    const Outcome outcome = run_in(the_databases().tested, statement, run);
    const Difference* const difference = difference_of(kind, test, text);
    const std::string place = std::string{file} + ":" + std::to_string(line) + " on " + kind + ": " + text + "\n  " + outcome.message;
    if (difference != nullptr && difference->kind == Differs::refused) {
        EXPECT_NE(outcome.error, "") << place;
        EXPECT_NE(outcome.message.find(difference->told), std::string::npos)
            << place << "\n  and not as differences.cpp says: " << difference->told;
        return;
    }
    if (difference != nullptr && difference->kind == Differs::unpredictable) {
        EXPECT_EQ(outcome.error, "") << place;
        return;
    }
    if (difference != nullptr && difference->kind == Differs::rows) {
        EXPECT_EQ(outcome.rows, difference->told) << place;
    } else if (rows != nullptr) {
        EXPECT_EQ(outcome.rows, rows) << place;
    }
    if (rows != nullptr && !is_write(statement)) return;
    const Outcome expected = run_in(the_databases().reference, statement, run);
    if (difference == nullptr) {
        EXPECT_EQ(outcome.rows, expected.rows) << place;
    } else if (difference->kind == Differs::any_order) {
        EXPECT_EQ(outcome.sorted, expected.sorted) << place;
    }
    EXPECT_EQ(outcome.written, expected.written) << place;
}

}  // namespace executed
