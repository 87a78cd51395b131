#include "runner_test.hpp"

#include <retort/migrate/offline.hpp>

namespace migrate_test {
namespace {

using namespace retort::types;
using retort::Column;
using retort::migrate::downgrade_sql;
using retort::migrate::stamp_sql;
using retort::migrate::upgrade_sql;

class Offline : public RunnerTest {
protected:
    void SetUp() override { fake().begin_sql.clear(); }
    void two_scripts() {
        script(
            "a", {},
            [](Operations& op) {
                op.create_table("t", {Column{"id", Integer{}, {.index = true}}, Column{"name", String{30}}});
            },
            [](Operations& op) { op.drop_table("t"); });
        script(
            "b", {"a"},
            [](Operations& op) {
                op.add_column("t", Column{"age", Integer{}});
            },
            [](Operations& op) { op.drop_column("t", "age"); });
    }
    std::string up(std::string_view range) { return upgrade_sql(fake_dialect(), environment, directory(), options(), range); }
    std::string down(std::string_view range) { return downgrade_sql(fake_dialect(), environment, directory(), options(), range); }
    std::string stamped(const std::vector<std::string>& targets) {
        return stamp_sql(fake_dialect(), environment, directory(), options(), targets);
    }
    std::string sql_of(Script::Direction direction) {
        clear_scripts();
        script("only", {}, direction);
        const std::string sql = up("head");
        const auto begin = sql.find("-- Running upgrade  -> only\n\n") + 29;
        return sql.substr(begin, sql.find("INSERT INTO alembic_version") - begin);
    }
};

constexpr std::string_view version_table =
    "CREATE TABLE alembic_version (\n    version_num VARCHAR(32) NOT NULL, \n    CONSTRAINT alembic_version_pkc PRIMARY KEY "
    "(version_num)\n);\n\n";

TEST_F(Offline, UpgradesFromNothing) {
    two_scripts();
    EXPECT_EQ(up("head"), std::string{version_table} +
                              "-- Running upgrade  -> a\n\n"
                              "CREATE TABLE t (\n    id INTEGER, \n    name VARCHAR(30)\n);\n\n"
                              "CREATE INDEX ix_t_id ON t (id);\n\n"
                              "INSERT INTO alembic_version (version_num) VALUES ('a');\n\n"
                              "-- Running upgrade a -> b\n\n"
                              "ALTER TABLE t ADD COLUMN age INTEGER;\n\n"
                              "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';\n\n");
    EXPECT_EQ(log, (std::vector<std::string>{"Context impl fake.", "Generating static SQL", "Will assume non-transactional DDL.",
                       "Running upgrade  -> a, message of a", "Running upgrade a -> b, message of b"}));
}

TEST_F(Offline, UpgradesARange) {
    two_scripts();
    EXPECT_EQ(up("a:b"),
        "-- Running upgrade a -> b\n\n"
        "ALTER TABLE t ADD COLUMN age INTEGER;\n\n"
        "UPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';\n\n");
    EXPECT_EQ(up("a:+1"), up("a:b"));
    EXPECT_EQ(up("b:head"), "");
    EXPECT_THROW(up("a:b:c"), RevisionError);
    EXPECT_THROW(up("z:head"), RevisionError);
}

TEST_F(Offline, DowngradesARangeAndNothingElse) {
    two_scripts();
    EXPECT_EQ(down("b:base"),
        "-- Running downgrade b -> a\n\n"
        "ALTER TABLE t DROP COLUMN age;\n\n"
        "UPDATE alembic_version SET version_num='a' WHERE alembic_version.version_num = 'b';\n\n"
        "-- Running downgrade a -> \n\n"
        "DROP TABLE t;\n\n"
        "DELETE FROM alembic_version WHERE alembic_version.version_num = 'a';\n\n"
        "DROP TABLE alembic_version;\n\n");
    EXPECT_EQ(message_of<RevisionError>([&] { down("base"); }), "downgrade with --sql requires <fromrev>:<torev>");
}

TEST_F(Offline, Stamps) {
    two_scripts();
    EXPECT_EQ(stamped({"b"}),
        std::string{version_table} + "-- Running stamp_revision  -> b\n\nINSERT INTO alembic_version (version_num) VALUES ('b');\n\n");
    EXPECT_EQ(stamped({"a:b"}),
        "-- Running stamp_revision a -> b\n\nUPDATE alembic_version SET version_num='b' WHERE alembic_version.version_num = 'a';\n\n");
    script("x", {});
    EXPECT_EQ(message_of<RevisionError>([&] {
        stamped({"a:b", "b:x"});
    }),
        "Stamp operation with --sql only supports a single starting revision at a time");
}

TEST_F(Offline, WritesTransactionsWhereTheDatabaseHasThem) {
    two_scripts();
    fake().begin_sql = "BEGIN";
    const std::string each = up("head");
    EXPECT_TRUE(each.starts_with("BEGIN;\n\nCREATE TABLE alembic_version")) << each;
    EXPECT_NE(each.find("VALUES ('a');\n\nCOMMIT;\n\nBEGIN;\n\n-- Running upgrade a -> b\n\n"), std::string::npos) << each;
    EXPECT_TRUE(each.ends_with("= 'a';\n\nCOMMIT;\n\n"));
    EXPECT_TRUE(down("b:base").ends_with("COMMIT;\n\nDROP TABLE alembic_version;\n\n"));
    environment.transaction_mode = TransactionMode::run;
    const std::string all = up("head");
    EXPECT_EQ(all.find("BEGIN;"), all.rfind("BEGIN;"));
    EXPECT_TRUE(all.ends_with("= 'a';\n\nCOMMIT;\n\n"));
    environment.transaction_mode = TransactionMode::none;
    EXPECT_EQ(up("head").find("BEGIN;"), std::string::npos);
}

TEST_F(Offline, WritesTransactionsWhereTheyAreAskedFor) {
    two_scripts();
    EXPECT_EQ(up("head").find("BEGIN;"), std::string::npos) << "as Alembic, for a database whose driver Alembic does not trust";
    run_options.transaction_mode = TransactionMode::step;
    EXPECT_TRUE(up("a:b").starts_with("BEGIN;\n\n-- Running upgrade a -> b\n\n"));
    EXPECT_TRUE(up("a:b").ends_with("COMMIT;\n\n"));
}

TEST_F(Offline, WritesValuesAsLiterals) {
    EXPECT_EQ(sql_of([](Operations& op) {
        op.bulk_insert("t", {"id", "name", "ok", "rate"}, {{1, "it's", true, 1.5}, {2, nullptr, false, 1e20}});
        op.execute("  UPDATE t SET name = :name, at = '12:30' WHERE id = :id  \n", {.parameters = {{"id", 7}, {"name", "O'Neil"}}});
        op.execute("UPDATE t SET name = 'a\\:b'");
    }),
        "INSERT INTO t (id, name, ok, rate) VALUES (1, 'it''s', 1, 1.5);\n\n"
        "INSERT INTO t (id, name, ok, rate) VALUES (2, NULL, 0, 1e+20);\n\n"
        "UPDATE t SET name = 'O''Neil', at = '12:30' WHERE id = 7;\n\n"
        "UPDATE t SET name = 'a:b';\n\n");
}

TEST_F(Offline, SaysWhereCodeWouldRun) {
    EXPECT_EQ(sql_of([](Operations& op) {
        EXPECT_TRUE(op.is_offline());
        op.run([](retort::Connection&) { FAIL() << "there is no database"; });
        op.execute_in_batches("DELETE FROM log WHERE id IN (SELECT id FROM log LIMIT :batch_size)", {.size = 50});
    }),
        "-- op.run: code of the script, which is no SQL; run the migration on the database itself, or write here what it does\n\n"
        "-- in batches: execute the next statement until it changes no row any more\n\n"
        "DELETE FROM log WHERE id IN (SELECT id FROM log LIMIT 50);\n\n");
}

TEST_F(Offline, NamesTheOperationThatCannotBeWritten) {
    script("only", {}, [](Operations& op) {
        op.execute("SELECT 1");
        op.create_check_constraint("ck", "t", "a > 1");
    });
    EXPECT_EQ(message_of<MigrationError>([&] { up("head"); }),
        "revision only (versions/only.cpp) cannot be written as SQL at operation 2, create_check_constraint ck of t: CompileError: the "
        "fake "
        "dialect cannot make this change of 't'");
}

TEST_F(Offline, FollowsBranches) {
    script("a", {});
    script("b1", {"a"});
    script("b2", {"a"});
    script("m", {"b1", "b2"});
    EXPECT_EQ(up("a:m"),
        "-- Running upgrade a -> b2\n\n"
        "UPDATE alembic_version SET version_num='b2' WHERE alembic_version.version_num = 'a';\n\n"
        "-- Running upgrade a -> b1\n\n"
        "INSERT INTO alembic_version (version_num) VALUES ('b1');\n\n"
        "-- Running upgrade b1, b2 -> m\n\n"
        "DELETE FROM alembic_version WHERE alembic_version.version_num = 'b1';\n\n"
        "UPDATE alembic_version SET version_num='m' WHERE alembic_version.version_num = 'b2';\n\n");
}

}  // namespace
}  // namespace migrate_test
