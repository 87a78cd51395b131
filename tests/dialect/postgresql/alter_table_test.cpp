#include <retort/core/error.hpp>
#include <retort/core/text.hpp>
#include <retort/dialect/postgresql/alter_table.hpp>
#include <retort/dialect/postgresql/alterations.hpp>

#include <gtest/gtest.h>

#include "catalog_support.hpp"
#include "expected_alter.hpp"
#include "sample_tables.hpp"

namespace {

using namespace dialect_postgresql;
namespace pg = retort::postgresql;
using Changes = std::vector<ddl::Change>;

const ddl::TableName hero{{}, "hero"};
const ddl::TableName hero_in_s{"s", "hero"};

ForeignKeyConstraint key_to(std::string table, ReferentialAction on_delete) {
    return foreign_key_constraint({"team_id"}, std::move(table), {"id"}).with_actions(on_delete).named("fk");
}

ddl::AlterColumn alter(std::string column) {
    ddl::AlterColumn change;
    change.table = hero;
    change.column = std::move(column);
    return change;
}

template <class Set>
ddl::AlterColumn altered(std::string column, Set&& set) {
    ddl::AlterColumn change = alter(std::move(column));
    set(change);
    return change;
}

Index concurrent_index() {
    Index index = retort::index("ix", "name");
    index.dialect_options = {{"postgresql_concurrently", "true"}};
    return index;
}

ddl::Change change_named(std::string_view name) {
    using Alter = ddl::AlterColumn;
    if (name == "add_column") return ddl::AddColumn{hero, Column{"age", Integer{}}};
    if (name == "add_column_with_default")
        return ddl::AddColumn{hero_in_s, Column{"age", Integer{}, {.nullable = false, .server_default = "0"}}};
    if (name == "add_foreign_column")
        return ddl::AddColumn{hero, Column{"team_id", Integer{}}, {key_to("team", ReferentialAction::cascade)}};
    if (name == "add_commented_column") return ddl::AddColumn{hero, Column{"Age", Integer{}, {.comment = "it's"}}};
    if (name == "add_generated_column") return ddl::AddColumn{hero, Column{"b", Integer{}, {.computed = "a + 1"}}};
    if (name == "add_identity_column")
        return ddl::AddColumn{hero, Column{"b", BigInteger{}, {.nullable = false, .identity = Identity::always}}};
    if (name == "drop_column") return ddl::DropColumn{hero_in_s, "age"};
    if (name == "alter_type") return altered("age", [](Alter& change) { change.type = BigInteger{}; });
    if (name == "alter_type_using") {
        return altered("age", [](Alter& change) {
            change.type = Integer{};
            change.using_expression = "age::integer";
        });
    }
    if (name == "set_not_null") return altered("age", [](Alter& change) { change.nullable = false; });
    if (name == "drop_not_null") return altered("age", [](Alter& change) { change.nullable = true; });
    if (name == "set_default") return altered("at", [](Alter& change) { change.server_default = "now()"; });
    if (name == "drop_default") return altered("at", [](Alter& change) { change.server_default.emplace(std::nullopt); });
    if (name == "comment") return altered("at", [](Alter& change) { change.comment = "when"; });
    if (name == "rename_column") return altered("age", [](Alter& change) { change.new_name = "Age"; });
    if (name == "all_of_a_column") {
        return altered("age", [](Alter& change) {
            change.new_name = "years";
            change.type = String{5};
            change.nullable = false;
            change.server_default = "'x'";
            change.comment = "c";
        });
    }
    if (name == "rename_table") return ddl::RenameTable{hero_in_s, "Hero"};
    if (name == "create_index") return ddl::CreateIndex{hero_in_s, unique_index("ix", "name", "age")};
    if (name == "create_concurrently") return ddl::CreateIndex{hero, concurrent_index()};
    if (name == "create_partial_index")
        return ddl::CreateIndex{hero, retort::index("ix", sql_expression("lower(name)")).only_where("age > 1")};
    if (name == "drop_index") return ddl::DropIndex{hero_in_s, "ix"};
    if (name == "create_primary_key") return ddl::CreatePrimaryKey{hero, {"pk", {"id"}}};
    if (name == "create_unique")
        return ddl::CreateUniqueConstraint{hero, UniqueConstraint{"uq", {"a", "b"}, 0, "DEFERRABLE INITIALLY DEFERRED"}};
    if (name == "create_check") return ddl::CreateCheckConstraint{hero_in_s, CheckConstraint{"ck", "age > 0"}};
    if (name == "create_foreign_key") {
        auto key = key_to("other.team", ReferentialAction::set_null);
        key.deferral = "DEFERRABLE";
        return ddl::CreateForeignKey{hero, key};
    }
    if (name == "drop_constraint") return ddl::DropConstraint{hero, "uq X", ConstraintType::unique};
    if (name == "table_comment") return ddl::SetTableComment{hero, "it's"};
    if (name == "drop_table_comment") return ddl::SetTableComment{hero, "", "x"};
    throw ArgumentError{"no change is called " + std::string{name}};
}

std::vector<std::string> offline(const Changes& changes) {
    return pg::alter_table(nullptr, {ddl::table_of(changes.front()), changes});
}

class AlterOf : public testing::TestWithParam<ExpectedAlter> {};

TEST_P(AlterOf, IsAlembicsByteForByte) {
    EXPECT_EQ(join(offline({change_named(GetParam().change)}), "\n"), GetParam().sql);
}

INSTANTIATE_TEST_SUITE_P(
    Postgresql, AlterOf, testing::ValuesIn(expected_alter), [](const auto& case_of) { return std::string{case_of.param.change}; });

TEST(PostgresqlAlter, MergesWhatOneStatementCanHold) {
    const std::vector<std::string> one{
        "ALTER TABLE hero ADD COLUMN age INTEGER, ALTER COLUMN at SET DEFAULT now(), ADD CONSTRAINT ck CHECK (age > 0), DROP COLUMN past"};
    EXPECT_EQ(offline({change_named("add_column"), change_named("set_default"),
                  ddl::CreateCheckConstraint{hero, CheckConstraint{"ck", "age > 0"}}, ddl::DropColumn{hero, "past"}}),
        one);
}

TEST(PostgresqlAlter, KeepsTheOrderWherePostgresqlHasOneOfItsOwn) {
    EXPECT_EQ(offline({change_named("add_column"), ddl::DropColumn{hero, "age"}, change_named("add_column"), change_named("alter_type")}),
        (std::vector<std::string>{"ALTER TABLE hero ADD COLUMN age INTEGER", "ALTER TABLE hero DROP COLUMN age",
            "ALTER TABLE hero ADD COLUMN age INTEGER", "ALTER TABLE hero ALTER COLUMN age TYPE BIGINT"}));
    EXPECT_EQ(offline({ddl::DropColumn{hero, "a"}, change_named("rename_column"), ddl::DropColumn{hero, "b"}}),
        (std::vector<std::string>{
            "ALTER TABLE hero DROP COLUMN a", "ALTER TABLE hero RENAME age TO \"Age\"", "ALTER TABLE hero DROP COLUMN b"}));
    EXPECT_EQ(offline({ddl::RenameTable{hero, "people"}, ddl::DropColumn{hero, "b"}}),
        (std::vector<std::string>{"ALTER TABLE hero RENAME TO people", "ALTER TABLE people DROP COLUMN b"}));
}

TEST(PostgresqlAlter, SaysIfItMayBeThereOrNot) {
    EXPECT_EQ(
        offline({ddl::AddColumn{hero, Column{"a", Integer{}}, {}, true}}).front(), "ALTER TABLE hero ADD COLUMN IF NOT EXISTS a INTEGER");
    EXPECT_EQ(offline({ddl::DropColumn{hero, "a", true}}).front(), "ALTER TABLE hero DROP COLUMN IF EXISTS a");
    EXPECT_EQ(offline({ddl::DropIndex{hero, "ix", true}}).front(), "DROP INDEX IF EXISTS ix");
    EXPECT_EQ(
        offline({ddl::DropConstraint{hero, "ck", ConstraintType::check, true}}).front(), "ALTER TABLE hero DROP CONSTRAINT IF EXISTS ck");
    EXPECT_EQ(offline({ddl::CreateIndex{hero, retort::index("ix", "a"), true}}).front(), "CREATE INDEX IF NOT EXISTS ix ON hero (a)");
}

TEST(PostgresqlAlter, CastsWherePostgresqlWouldNotByItself) {
    const auto from_to = [](const SqlType& before, const SqlType& after) {
        ddl::AlterColumn change = alter("a");
        change.type = after;
        change.existing = Column{"a", before};
        return offline({change}).back();
    };
    const auto kind = SqlType::enumeration("kind", {"x"});
    EXPECT_EQ(from_to(String{}, Integer{}), "ALTER TABLE hero ALTER COLUMN a TYPE INTEGER USING a::INTEGER");
    EXPECT_EQ(from_to(types::Text{}, kind), "ALTER TABLE hero ALTER COLUMN a TYPE kind USING a::kind");
    EXPECT_EQ(from_to(kind, SqlType::enumeration("other", {"x"})), "ALTER TABLE hero ALTER COLUMN a TYPE other USING a::text::other");
    EXPECT_EQ(from_to(Integer{}, Boolean{}), "ALTER TABLE hero ALTER COLUMN a TYPE BOOLEAN USING a::integer::boolean");
    EXPECT_EQ(from_to(String{}, String{3}), "ALTER TABLE hero ALTER COLUMN a TYPE VARCHAR(3)") << "a cast would cut in silence";
    EXPECT_EQ(from_to(Integer{}, BigInteger{}), "ALTER TABLE hero ALTER COLUMN a TYPE BIGINT");
}

TEST(PostgresqlAlter, RefusesWhatItCannotWrite) {
    ddl::AlterColumn change = alter("a");
    change.using_expression = "a::int";
    EXPECT_THROW(offline({change}), CompileError);
    ddl::AlterTable always{hero, {change_named("add_column")}, Recreate::always, {}};
    EXPECT_THROW(pg::alter_table(nullptr, always), CompileError);
    EXPECT_THROW(offline({change_named("add_column"), change_named("create_concurrently")}), CompileError);
    EXPECT_THROW(offline({ddl::DropConstraint{hero, "", ConstraintType::check, false, CheckConstraint{"", "a > 0"}}}), CompileError);
}

TEST(PostgresqlAlter, KnowsTheNamesThatPostgresqlMakes) {
    EXPECT_EQ(offline({ddl::DropConstraint{hero, "", ConstraintType::unique, false, UniqueConstraint{"", {"a", "b"}}}}).front(),
        "ALTER TABLE hero DROP CONSTRAINT hero_a_b_key");
    EXPECT_EQ(offline({ddl::DropConstraint{hero, "", ConstraintType::primary_key}}).front(), "ALTER TABLE hero DROP CONSTRAINT hero_pkey");
    EXPECT_EQ(offline({ddl::DropConstraint{hero, "", ConstraintType::foreign_key, false, key_to("team", ReferentialAction::none)}}).front(),
        "ALTER TABLE hero DROP CONSTRAINT hero_team_id_fkey");
}

/// A table that changes are made on, and that is read again.
class Altered : public testing::Test {
protected:
    Altered() {
        database.execute("CREATE TABLE team (id INTEGER PRIMARY KEY)");
        database.execute(
            "CREATE TABLE hero (id INTEGER PRIMARY KEY, name VARCHAR DEFAULT '5' NOT NULL, age INTEGER, CHECK (age > 0), CHECK (age < "
            "200), "
            "UNIQUE (name), team_id INTEGER REFERENCES team)");
        database.execute("INSERT INTO hero VALUES (7, '42', 1)");
    }

    void make(const Changes& changes) {
        for (const auto& sql : database.alterations().alter_table(&database.connection, {hero, changes}))
            database.execute(sql);
    }
    Table table() { return database.table("hero"); }

    Database database;
};

TEST_F(Altered, ChangesATypeWithItsDefault) {
    ddl::AlterColumn change = alter("name");
    change.type = Integer{};
    change.server_default = "6";
    change.existing = table().columns.at(1);
    make({change});
    EXPECT_EQ(table().columns.at(1).type, SqlType(Integer{}));
    EXPECT_EQ(table().columns.at(1).options.server_default, "6");
    EXPECT_EQ(database.text("SELECT (name + 1)::text FROM hero"), "43");
}

TEST_F(Altered, MakesTheTypesThatColumnsNeed) {
    make({ddl::AddColumn{hero, Column{"side", SqlType::enumeration("side", {"good", "bad"})}}});
    make({ddl::AddColumn{hero, Column{"other", SqlType::enumeration("side", {"good", "bad"})}}});
    EXPECT_EQ(table().find_column("other")->type, SqlType::enumeration("side", {"good", "bad"}));
    for (const auto& sql : offline({ddl::AddColumn{hero, Column{"third", SqlType::enumeration("side", {"good"})}}}))
        EXPECT_NO_THROW(database.execute(sql)) << sql;
}

TEST_F(Altered, DropsATypeOnlyOnceNothingUsesIt) {
    const auto side = SqlType::enumeration("side", {"good", "it's $retort$ bad"});
    Table one = with_columns("one", {Column{"a", side}});
    Table two = with_columns("two", {Column{"a", side}});
    database.create(one);
    database.create(two);
    for (const auto& sql : database.alterations().drop_table({{{}, "one"}, false, one}))
        database.execute(sql);
    EXPECT_EQ(database.text("SELECT count(*)::text FROM pg_type WHERE typname = 'side'"), "1");
    for (const auto& sql : database.alterations().drop_table({{{}, "two"}, false, two}))
        database.execute(sql);
    EXPECT_EQ(database.text("SELECT count(*)::text FROM pg_type WHERE typname = 'side'"), "0");
}

TEST_F(Altered, CountsOnFromTheHighestKey) {
    ddl::AlterColumn change = alter("id");
    change.autoincrement = true;
    make({change});
    EXPECT_EQ(table().columns.at(0).options.identity, Identity::by_default);
    EXPECT_EQ(database.text("INSERT INTO hero (name) VALUES ('x') RETURNING id::text"), "8");
    change.autoincrement = false;
    make({change});
    EXPECT_EQ(table().columns.at(0).options.identity, Identity::none);
}

TEST_F(Altered, DropsConstraintsWithoutANameByWhatTheyAre) {
    make({ddl::DropConstraint{hero, "", ConstraintType::check, false, CheckConstraint{"", "age<200"}},
        ddl::DropConstraint{hero, "", ConstraintType::unique, false, UniqueConstraint{"", {"name"}}},
        ddl::DropConstraint{hero, "", ConstraintType::foreign_key, false, foreign_key_constraint({"team_id"}, "team", {"id"})},
        ddl::DropConstraint{hero, "", ConstraintType::primary_key}});
    const Table left = table();
    ASSERT_EQ(left.check_constraints.size(), 1U);
    EXPECT_EQ(left.check_constraints[0].sql, "age > 0");
    EXPECT_TRUE(left.unique_constraints.empty());
    EXPECT_TRUE(left.foreign_keys.empty());
    EXPECT_TRUE(left.primary_key.columns.empty());
    EXPECT_THROW(make({ddl::DropConstraint{hero, "", ConstraintType::check, false, CheckConstraint{"", "age = 1"}}}), ArgumentError);
}

TEST_F(Altered, MakesIndexesConcurrentlyOutsideOfTransactionsAlone) {
    EXPECT_THROW(make({change_named("create_concurrently")}), InvalidRequestError);
    EXPECT_THROW(make({ddl::DropIndex{hero, "ix", false, concurrent_index()}}), InvalidRequestError);
    database.connection.commit();
    database.connection.set_autocommit(true);
    make({change_named("create_concurrently")});
    EXPECT_EQ(table().indexes.size(), 1U);
    make({ddl::DropIndex{hero, "ix", false, concurrent_index()}});
    EXPECT_TRUE(table().indexes.empty());
}

TEST_F(Altered, MakesIndexesOfANewTableWithIt) {
    Table fresh = with_columns("fresh", {Column{"name", String{}}});
    fresh.indexes.push_back(concurrent_index());
    database.create(fresh);
    EXPECT_EQ(database.table("fresh").indexes.size(), 1U) << "in the transaction: nobody writes to it yet";
}

}  // namespace
