// What the server says, as Retort's errors.
#include <retort/dialect/postgresql/errors.hpp>

#include "driver_support.hpp"

using namespace postgresql_test;

namespace {

class PostgresqlErrors : public PostgresqlTest {
protected:
    PostgresqlErrors() {
        run("CREATE TABLE team (id int PRIMARY KEY, name text NOT NULL CONSTRAINT team_name_key UNIQUE, CONSTRAINT ck_name CHECK (name <> "
            "''))");
        run("CREATE TABLE hero (id int PRIMARY KEY, team_id int CONSTRAINT fk_hero_team REFERENCES team (id), code varchar(3), small "
            "int2)");
        run("INSERT INTO team VALUES (1, 'Preventers')");
    }

    template <class Expected>
    DatabaseErrorInfo fails(const std::string& sql, std::vector<Value> parameters = {}) {
        return error_of<Expected>([&] {
            auto connection = engine.begin();
            auto cursor = connection.execute(sql, std::move(parameters));
            while (cursor.next()) {}
        });
    }
};

}  // namespace

TEST_F(PostgresqlErrors, AnIntegrityErrorTellsItsConstraint) {
    auto error = fails<IntegrityError>("INSERT INTO team VALUES (2, $1)", {"Preventers"});
    EXPECT_EQ(error.sqlstate, "23505");
    EXPECT_EQ(error.constraint, "team_name_key");
    EXPECT_EQ(error.message,
        "duplicate key value violates unique constraint \"team_name_key\"\nDETAIL:  Key (name)=(Preventers) already exists.");
    EXPECT_EQ(error.statement, "INSERT INTO team VALUES (2, $1)");
    EXPECT_EQ(error.parameters, "('Preventers',)");
    EXPECT_FALSE(error.retryable);
    EXPECT_FALSE(error.connection_lost);

    error = fails<IntegrityError>("INSERT INTO hero VALUES (1, 99)");
    EXPECT_EQ(error.sqlstate, "23503");
    EXPECT_EQ(error.constraint, "fk_hero_team");
    error = fails<IntegrityError>("INSERT INTO team VALUES (3, '')");
    EXPECT_EQ(error.sqlstate, "23514");
    EXPECT_EQ(error.constraint, "ck_name");
    error = fails<IntegrityError>("INSERT INTO team VALUES (3, NULL)");
    EXPECT_EQ(error.sqlstate, "23502");
    EXPECT_EQ(error.constraint, "");
}

TEST_F(PostgresqlErrors, TheClassOfTheSqlstateIsTheClassOfTheError) {
    EXPECT_EQ(fails<ProgrammingError>("SELECT * FROM nowhere").sqlstate, "42P01");
    EXPECT_EQ(fails<ProgrammingError>("SELEKT 1").sqlstate, "42601");
    EXPECT_EQ(fails<ProgrammingError>("SELECT nothing FROM team").sqlstate, "42703");
    EXPECT_EQ(fails<DataError>("INSERT INTO hero VALUES (1, NULL, 'long')").sqlstate, "22001");
    EXPECT_EQ(fails<DataError>("SELECT 1 / $1::int", {0}).sqlstate, "22012");
    EXPECT_EQ(fails<DataError>("SELECT $1::date", {"no date"}).sqlstate, "22007");
    EXPECT_EQ(fails<DataError>("SELECT $1::int + $2::int", {2147483647, 1}).sqlstate, "22003");
    EXPECT_EQ(fails<NotSupportedError>("SELECT count(*) FROM team FOR UPDATE").sqlstate, "0A000");
    EXPECT_EQ(fails<InternalError>("ROLLBACK TO SAVEPOINT nowhere").sqlstate.substr(0, 2), "3B");
}

TEST_F(PostgresqlErrors, AHintStandsOnItsOwnLine) {
    const auto error = fails<ProgrammingError>("SELECT upper(1)");
    EXPECT_NE(error.message.find("\nHINT:  "), std::string::npos) << error.message;
}

TEST_F(PostgresqlErrors, AQueryThatIsCancelledAndALockThatIsNotToBeHadAreOperational) {
    auto connection = engine.begin();
    connection.execute_once("SET LOCAL statement_timeout = '30ms'");
    auto info = error_of<OperationalError>([&] { connection.execute_once("SELECT pg_sleep(5)").next(); });
    EXPECT_EQ(info.sqlstate, "57014");
    EXPECT_FALSE(info.retryable);
    EXPECT_FALSE(info.connection_lost);
    connection.rollback();

    connection.execute_once("SELECT * FROM team FOR UPDATE").next();
    info = error_of<OperationalError>([&] {
        auto other = engine.begin();
        other.execute_once("SELECT * FROM team FOR UPDATE NOWAIT").next();
    });
    EXPECT_EQ(info.sqlstate, "55P03");
    EXPECT_FALSE(info.retryable);
}

TEST_F(PostgresqlErrors, ASerializationFailureMayBeTriedAgain) {
    auto strict = engine_with("isolation_level=serializable");
    auto one_of_them = strict.begin();
    auto other = strict.begin();
    one(one_of_them, "SELECT count(*) FROM team");
    one(other, "SELECT count(*) FROM team");
    one_of_them.execute_once("INSERT INTO team VALUES (10, 'a')");
    other.execute_once("INSERT INTO team VALUES (11, 'b')");
    one_of_them.commit();
    const auto error = error_of<OperationalError>([&] { other.commit(); });
    EXPECT_EQ(error.sqlstate, "40001");
    EXPECT_TRUE(error.retryable);
}

TEST_F(PostgresqlErrors, ATerminatedSessionIsLost) {
    auto connection = engine.begin();
    const auto pid = one(connection, "SELECT pg_backend_pid()").as_integer();
    elsewhere("SELECT pg_terminate_backend(" + std::to_string(pid) + ")");
    const auto error = error_of<OperationalError>([&] { one(connection, "SELECT 1"); });
    EXPECT_TRUE(error.connection_lost) << error.message;
    EXPECT_FALSE(error.message.empty());
}

TEST_F(PostgresqlErrors, APasswordIsInNoMessage) {
    const auto error = error_of<OperationalError>([] { create_engine("postgresql://nobody:s3cret@127.0.0.1:1/db").connect(); });
    EXPECT_EQ(error.message.find("s3cret"), std::string::npos) << error.message;
    EXPECT_NE(error.message.find("127.0.0.1"), std::string::npos) << error.message;
    EXPECT_TRUE(error.connection_lost);
}

TEST(PostgresqlErrorClasses, FollowTheSqlstate) {
    const auto class_of = [](std::string state) {
        DatabaseErrorInfo info;
        info.sqlstate = std::move(state);
        try {
            postgresql::throw_error(std::move(info));
        } catch (const Error& error) {
            return std::string{error.type_name()};
        }
        return std::string{};
    };
    EXPECT_EQ(class_of("23505"), "IntegrityError");
    EXPECT_EQ(class_of("22001"), "DataError");
    EXPECT_EQ(class_of("42P01"), "ProgrammingError");
    EXPECT_EQ(class_of("0A000"), "NotSupportedError");
    EXPECT_EQ(class_of("40P01"), "OperationalError");
    EXPECT_EQ(class_of("08006"), "OperationalError");
    EXPECT_EQ(class_of("53300"), "OperationalError");
    EXPECT_EQ(class_of("55P03"), "OperationalError");
    EXPECT_EQ(class_of("57P03"), "OperationalError");
    EXPECT_EQ(class_of("58030"), "OperationalError");
    EXPECT_EQ(class_of("26000"), "OperationalError");
    EXPECT_EQ(class_of("25P02"), "InternalError");
    EXPECT_EQ(class_of("XX000"), "InternalError");
    EXPECT_EQ(class_of("P0001"), "ProgrammingError");
    EXPECT_EQ(class_of("ZZ000"), "DatabaseError");
    EXPECT_EQ(class_of(""), "OperationalError");
}
