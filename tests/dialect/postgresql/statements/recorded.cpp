#include "recorded.hpp"

#include <cstdlib>
#include <fstream>
#include <memory>
#include <optional>

#include <retort/dialect/postgresql/compiler.hpp>
#include <retort/retort.hpp>

#include "tests/sql/sql_test.hpp"
#include "tests/support/database.hpp"

namespace {

/// The tables of the statements, made for the first of them.
class Tables {
public:
    Tables() {
        retort::metadata<sql_test::Team, sql_test::Power, sql_test::Hero, sql_test::Link, sql_test::Flight, sql_test::Node,
            sql_test::Stamped>()
            .create_all(engine_);
    }
    retort::Connection connect() { return engine_.connect(); }

private:
    testing_support::FreshDatabase database_{"postgresql"};
    retort::Engine engine_ = retort::create_engine(database_.url());
};

std::unique_ptr<Tables> tables;

/// What PostgreSQL does not know or allow whoever asks for it; everything else that it refuses is a mistake of the compiler's.
bool is_rightly_refused(const retort::DatabaseError& error) {
    for (const std::string_view words : {
             "operator does not exist: json =",                                      // jsonb has one
             "function anything(",                                                   // nobody has made it
             "function round(double precision, integer) does not exist",             // that of NUMERIC has places
             "collation \"NOCASE\"",                                                 // SQLite's
             "must appear in the GROUP BY clause",                                   // SQLite takes any row of the group
             "there is no unique or exclusion constraint matching the ON CONFLICT",  // the models have none
         }) {
        if (error.message().find(words) != std::string::npos) return true;
    }
    return false;
}

class DropTables final : public testing::Environment {
    void TearDown() override { tables.reset(); }
};
[[maybe_unused]] const auto* const environment = testing::AddGlobalTestEnvironment(new DropTables);

}  // namespace

namespace postgresql_statements {

void record(const char* file, int line, const retort::sql::StatementNode& statement) {
    retort::sql::Compiled compiled = retort::postgresql::PostgresqlCompiler{}.compile(statement);
    if (const char* const name = std::getenv("RETORT_RECORDED_STATEMENTS")) {
        std::ofstream out{name, std::ios::app};
        std::string parameters = "[";
        for (const auto& value : compiled.parameters)
            parameters += (parameters.size() > 1 ? ", " : "") + value.repr();
        out << retort::Json{{"file", file}, {"line", line}, {"sql", compiled.sql}, {"parameters", parameters + "]"}}.dump() << '\n';
    }
    if (!tables) tables = std::make_unique<Tables>();
    auto connection = tables->connect();
    try {
        auto cursor = connection.execute(compiled.sql, std::move(compiled.parameters));
        while (cursor.next()) {}
    } catch (const retort::IntegrityError&) {
        // Understood; that the row refers to none that exists is no matter here.
    } catch (const retort::DatabaseError& error) {
        if (!is_rightly_refused(error)) ADD_FAILURE() << file << ":" << line << ": " << error.what();
    }
}

}  // namespace postgresql_statements
