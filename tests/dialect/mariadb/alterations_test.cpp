#include <retort/dialect/mariadb/deploy_lock.hpp>

#include <gtest/gtest.h>

#include <thread>

#include "sample_tables.hpp"
#include "schema_support.hpp"

namespace {

using namespace dialect_mariadb;
using Statements = std::vector<std::string>;

const Alterations& alterations() {
    return dialect_for("mariadb").alterations();
}

/// SQL for changes of `t` without a database.
Statements offline(std::vector<ddl::Change> changes, std::optional<Table> copy_from = {}) {
    return alterations().alter_table(nullptr, {{{}, "t"}, std::move(changes), Recreate::when_needed, std::move(copy_from)});
}

Statements offline(ddl::Change change) {
    std::vector<ddl::Change> changes;
    changes.push_back(std::move(change));
    return offline(std::move(changes));
}

ddl::AlterColumn column_change(std::string name) {
    ddl::AlterColumn change;
    change.column = std::move(name);
    return change;
}

ddl::AlterColumn with_existing(ddl::AlterColumn change, SqlType type, ColumnOptions options = {}) {
    change.existing = Column{change.column, std::move(type), std::move(options)};
    return change;
}

ddl::AlterColumn retyped(std::string name, SqlType type) {
    auto change = column_change(std::move(name));
    change.type = std::move(type);
    return change;
}

ddl::AlterColumn made_nullable(std::string name, bool nullable) {
    auto change = column_change(std::move(name));
    change.nullable = nullable;
    return change;
}

ddl::AlterColumn renamed(std::string name, std::string new_name) {
    auto change = column_change(std::move(name));
    change.new_name = std::move(new_name);
    return change;
}

ddl::AlterColumn defaulted(std::string name, std::optional<std::string> expression) {
    auto change = column_change(std::move(name));
    change.server_default = std::move(expression);
    return change;
}

// What Alembic 1.8 prints with --sql for the same operations.
TEST(MariadbAlterations, WriteOfflineWhatAlembicWrites) {
    EXPECT_EQ(offline(ddl::AddColumn{{}, Column{"a", Integer{}, {.nullable = false, .server_default = "'0'", .comment = "it's"}}}),
        (Statements{"ALTER TABLE t ADD COLUMN a INTEGER NOT NULL COMMENT 'it''s' DEFAULT '0'"}));
    EXPECT_EQ(offline(ddl::DropColumn{{}, "a"}), (Statements{"ALTER TABLE t DROP COLUMN a"}));
    EXPECT_EQ(offline(with_existing(retyped("a", BigInteger{}), Integer{}, {.nullable = false, .server_default = "0", .comment = "c"})),
        (Statements{"ALTER TABLE t MODIFY a BIGINT NOT NULL DEFAULT 0 COMMENT 'c'"}));
    EXPECT_EQ(offline(retyped("a", BigInteger{})), (Statements{"ALTER TABLE t MODIFY a BIGINT NULL"}));
    EXPECT_EQ(offline(with_existing(made_nullable("a", false), Integer{})), (Statements{"ALTER TABLE t MODIFY a INTEGER NOT NULL"}));
    EXPECT_EQ(offline(defaulted("a", "1")), (Statements{"ALTER TABLE t ALTER COLUMN a SET DEFAULT 1"}));
    EXPECT_EQ(offline(defaulted("a", std::nullopt)), (Statements{"ALTER TABLE t ALTER COLUMN a DROP DEFAULT"}));
    EXPECT_EQ(offline(with_existing(renamed("a", "b"), Integer{}, {.nullable = false})),
        (Statements{"ALTER TABLE t CHANGE a b INTEGER NOT NULL"}));
    EXPECT_EQ(offline(with_existing(defaulted("a", "CURRENT_TIMESTAMP"), types::DateTime{})),
        (Statements{"ALTER TABLE t CHANGE a a DATETIME(6) NULL DEFAULT CURRENT_TIMESTAMP"}));
    auto commented = column_change("a");
    commented.comment = "x";
    EXPECT_EQ(offline(with_existing(commented, Integer{})), (Statements{"ALTER TABLE t MODIFY a INTEGER NULL COMMENT 'x'"}));
    EXPECT_EQ(offline(ddl::CreateIndex{{}, index("ix", "a", "b")}), (Statements{"CREATE INDEX ix ON t (a, b)"}));
    EXPECT_EQ(offline(ddl::DropIndex{{{}, "t"}, "ix"}), (Statements{"DROP INDEX ix ON t"}));
    EXPECT_EQ(offline(ddl::CreatePrimaryKey{{}, primary_key_constraint({"a"}).named("pk")}),
        (Statements{"ALTER TABLE t ADD CONSTRAINT pk PRIMARY KEY (a)"}));
    EXPECT_EQ(offline(ddl::CreateUniqueConstraint{{}, unique_constraint("a")}), (Statements{"ALTER TABLE t ADD UNIQUE (a)"}));
    EXPECT_EQ(
        offline(ddl::CreateCheckConstraint{{}, check("a > 0").named("ck")}), (Statements{"ALTER TABLE t ADD CONSTRAINT ck CHECK (a > 0)"}));
    EXPECT_EQ(
        offline(ddl::CreateForeignKey{{}, foreign_key_constraint({"a"}, "p", {"id"}).with_actions(ReferentialAction::cascade).named("fk")}),
        (Statements{"ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES p (id) ON DELETE CASCADE"}));
    EXPECT_EQ(offline(ddl::DropConstraint{{}, "c", ConstraintType::primary_key}), (Statements{"ALTER TABLE t DROP PRIMARY KEY"}));
    EXPECT_EQ(offline(ddl::DropConstraint{{}, "c", ConstraintType::unique}), (Statements{"ALTER TABLE t DROP INDEX c"}));
    EXPECT_EQ(offline(ddl::DropConstraint{{}, "c", ConstraintType::check}), (Statements{"ALTER TABLE t DROP CONSTRAINT c"}));
    EXPECT_EQ(offline(ddl::DropConstraint{{}, "c", ConstraintType::foreign_key}), (Statements{"ALTER TABLE t DROP FOREIGN KEY c"}));
    EXPECT_EQ(offline(ddl::RenameTable{{}, "u"}), (Statements{"ALTER TABLE t RENAME TO u"}));
    EXPECT_EQ(offline(ddl::SetTableComment{{}, "it's"}), (Statements{"ALTER TABLE t COMMENT 'it''s'"}));
    EXPECT_EQ(offline(ddl::SetTableComment{{}, ""}), (Statements{"ALTER TABLE t COMMENT ''"}));
}

TEST(MariadbAlterations, WriteOfflineWhatAlembicCannot) {
    EXPECT_EQ(offline(renamed("a", "b")), (Statements{"ALTER TABLE t RENAME COLUMN a TO b"}));
    EXPECT_EQ(offline(ddl::DropConstraint{{}, "c"}), (Statements{"ALTER TABLE t DROP CONSTRAINT c"}));
    TableBuilder copy{"t"};
    copy.column("a", String{10}, {.nullable = false, .server_default = "'x'"});
    EXPECT_EQ(offline({retyped("a", String{20})}, copy.table), (Statements{"ALTER TABLE t MODIFY a VARCHAR(20) NOT NULL DEFAULT 'x'"}));
}

TEST(MariadbAlterations, SayWhatTheyWouldHaveToKnow) {
    EXPECT_EQ(message_of<CompileError>([] { offline(made_nullable("a", false)); }),
        "SQL that alters the column 't.a' cannot be written without a database, because MariaDB wants to be told the whole column again: "
        "give "
        "alter_column existing_type, and existing_nullable, existing_server_default, existing_comment and existing_autoincrement where "
        "they are to "
        "stay");
    EXPECT_EQ(message_of<CompileError>([] {
        offline(ddl::DropConstraint{{}, "", ConstraintType::unique});
    }),
        "SQL that drops a constraint without a name of the table 't' cannot be written without a database; give drop_constraint its name");
    EXPECT_EQ(message_of<CompileError>([] {
        alterations().alter_table(nullptr, {{}, {ddl::DropIndex{{}, "ix"}}});
    }),
        "MariaDB wants to know the table of the index 'ix': give drop_index its table");
    auto cast = retyped("a", Integer{});
    cast.using_expression = "a::integer";
    EXPECT_EQ(message_of<CompileError>([&] { offline(cast); }),
        "MariaDB casts the values of 't.a' by itself when its type changes and takes no using_expression; add a column, fill it with an "
        "UPDATE and "
        "drop the old one");
}

TEST(MariadbAlterations, MergeTheChangesOfATable) {
    auto key = foreign_key_constraint({"a"}, "p", {"id"}).named("fk");
    EXPECT_EQ(
        offline({ddl::AddColumn{{}, Column{"a", Integer{}}, {key}}, with_existing(made_nullable("x", false), Integer{}),
            ddl::CreateIndex{{}, index("ix", "a")}, ddl::DropConstraint{{}, "ck", ConstraintType::check}, ddl::SetTableComment{{}, "c"}}),
        (Statements{
            "ALTER TABLE t ADD COLUMN a INTEGER, ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES p (id), MODIFY x INTEGER NOT NULL, ADD INDEX "
            "ix (a), DROP CONSTRAINT ck, COMMENT 'c'"}));
    EXPECT_EQ(offline({ddl::DropConstraint{{}, "fk", ConstraintType::foreign_key}, ddl::CreateForeignKey{{}, key}}),
        (Statements{"ALTER TABLE t DROP FOREIGN KEY fk", "ALTER TABLE t ADD CONSTRAINT fk FOREIGN KEY(a) REFERENCES p (id)"}))
        << "InnoDB refuses a name that goes and comes in one statement";
    EXPECT_EQ(offline({renamed("a", "b"), retyped("b", BigInteger{}), ddl::RenameTable{{}, "u"}, ddl::DropColumn{{}, "x"}}),
        (Statements{
            "ALTER TABLE t RENAME COLUMN a TO b", "ALTER TABLE t MODIFY b BIGINT NULL, RENAME TO u", "ALTER TABLE u DROP COLUMN x"}));
}

TEST(MariadbAlterations, KeepWhatOfAColumnIsNotChanged) {
    Database database{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a VARCHAR(10) CHARACTER SET latin1 NOT NULL DEFAULT 'x' COMMENT 'it''s \\\\' CHECK (a <> "
        "'y'), b DATETIME NULL DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, c INTEGER INVISIBLE DEFAULT 5, d JSON, e INTEGER "
        "AS (id + 1) STORED COMMENT 'e')",
        "INSERT INTO t (id, a, d) VALUES (1, 'v', '1')"};
    database.alter("t", {retyped("a", String{20}), made_nullable("b", false), made_nullable("c", false), made_nullable("d", false)});
    EXPECT_EQ(database.definition("t"),
        (Statements{"`id` int(11) NOT NULL",
            "`a` varchar(20) CHARACTER SET latin1 COLLATE latin1_swedish_ci NOT NULL DEFAULT 'x' COMMENT 'it''s \\\\' CHECK (`a` <> 'y')",
            "`b` datetime NOT NULL DEFAULT current_timestamp() ON UPDATE current_timestamp()", "`c` int(11) NOT NULL INVISIBLE DEFAULT 5",
            "`d` longtext CHARACTER SET utf8mb4 COLLATE utf8mb4_bin NOT NULL CHECK (json_valid(`d`))",
            "`e` int(11) GENERATED ALWAYS AS (`id` + 1) STORED COMMENT 'e'", "PRIMARY KEY (`id`)"}));
}

TEST(MariadbAlterations, ChangeColumns) {
    Database database{
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a INTEGER DEFAULT 1, b JSON, c DATETIME ON UPDATE CURRENT_TIMESTAMP, d INTEGER CHECK (d > "
        "0))",
        "INSERT INTO t (id, a, b) VALUES (1, 7, '[1]')"};
    EXPECT_EQ(database.alter("t", {renamed("a", "z")}), (Statements{"ALTER TABLE t RENAME COLUMN a TO z"}));
    EXPECT_EQ(database.alter("t", {defaulted("z", std::nullopt)}), (Statements{"ALTER TABLE t ALTER COLUMN z SET DEFAULT NULL"}));
    EXPECT_EQ(database.alter("t", {defaulted("z", "2 + 3")}), (Statements{"ALTER TABLE t ALTER COLUMN z SET DEFAULT (2 + 3)"}));
    EXPECT_EQ(database.alter("t", {retyped("b", types::Text{})}), (Statements{"ALTER TABLE t MODIFY b TEXT NULL"}));
    EXPECT_EQ(database.alter("t", {defaulted("c", std::nullopt)}), (Statements{"ALTER TABLE t MODIFY c datetime NULL"}));
    auto all = renamed("d", "e");
    all.type = SqlType{BigInteger{}};
    all.nullable = true;
    all.comment = "c";
    EXPECT_EQ(database.alter("t", {all}), (Statements{"ALTER TABLE t CHANGE d e BIGINT NULL COMMENT 'c' CHECK (`e` > 0)"}));
    auto key = column_change("id");
    key.autoincrement = true;
    database.alter("t", {key});
    EXPECT_EQ(database.definition("t"),
        (Statements{"`id` int(11) NOT NULL AUTO_INCREMENT", "`z` int(11) DEFAULT (2 + 3)", "`b` text DEFAULT NULL",
            "`c` datetime DEFAULT NULL", "`e` bigint(20) DEFAULT NULL COMMENT 'c' CHECK (`e` > 0)", "PRIMARY KEY (`id`)"}));
    EXPECT_EQ(database.row("SELECT id, z, b FROM t"), "1|7|[1]");
    EXPECT_EQ(message_of<ArgumentError>([&] { database.alter("t", {made_nullable("nope", true)}); }),
        "The table 't' has no column 'nope'; it has 'id', 'z', 'b', 'c', 'e'");
    EXPECT_EQ(message_of<NoSuchTableError>([&] { database.alter("tt", {made_nullable("nope", true)}); }),
        "There is no table 'tt' in the database; did you mean 't'?");
}

TEST(MariadbAlterations, DropConstraintsOfEachKind) {
    Database database{"CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE t (id INTEGER, a INTEGER, b INTEGER CHECK (b > 1), c INTEGER, PRIMARY KEY (id), CONSTRAINT fk FOREIGN KEY (a) "
        "REFERENCES p (id), "
        "UNIQUE KEY uq (b), CHECK (c > 0), FOREIGN KEY (c) REFERENCES p (id))"};
    EXPECT_EQ(database.alter("t", {ddl::DropConstraint{{}, "fk"}}), (Statements{"ALTER TABLE t DROP FOREIGN KEY fk, DROP INDEX fk"}));
    EXPECT_EQ(database.alter("t", {ddl::DropConstraint{{}, "uq"}}), (Statements{"ALTER TABLE t DROP INDEX uq"}));
    ddl::DropConstraint unnamed{{}, ""};
    unnamed.previous = CheckConstraint{{}, "c > 0"};
    EXPECT_EQ(database.alter("t", {unnamed}), (Statements{"ALTER TABLE t DROP CONSTRAINT `CONSTRAINT_1`"}));
    unnamed.previous = CheckConstraint{{}, "b > 1"};
    EXPECT_EQ(database.alter("t", {unnamed}), (Statements{"ALTER TABLE t MODIFY b int(11) NULL"}));
    unnamed.previous = foreign_key_constraint({"c"}, "p", {"id"});
    EXPECT_EQ(database.alter("t", {unnamed}), (Statements{"ALTER TABLE t DROP FOREIGN KEY t_ibfk_1, DROP INDEX c"}));
    EXPECT_EQ(database.alter("t", {ddl::DropConstraint{{}, "nope", ConstraintType::any, true}}),
        (Statements{"ALTER TABLE t DROP CONSTRAINT IF EXISTS nope"}));
    EXPECT_EQ(
        database.alter("t", {ddl::DropConstraint{{}, "", ConstraintType::primary_key}}), (Statements{"ALTER TABLE t DROP PRIMARY KEY"}));
    EXPECT_EQ(database.definition("t"),
        (Statements{"`id` int(11) NOT NULL", "`a` int(11) DEFAULT NULL", "`b` int(11) DEFAULT NULL", "`c` int(11) DEFAULT NULL"}));
    EXPECT_EQ(message_of<ArgumentError>([&] { database.alter("t", {unnamed}); }),
        "The table 't' has no constraint such as the one that is to be dropped");
    EXPECT_THROW(database.alter("t", {ddl::DropConstraint{{}, "nope"}}), DatabaseError);
}

// MariaDB drops the index that it has made for a foreign key when another one serves as well, and refuses to drop that one then.
TEST(MariadbAlterations, LeaveNoForeignKeyWithoutAnIndex) {
    Database database{"CREATE TABLE p (id INTEGER PRIMARY KEY)",
        "CREATE TABLE t (a INTEGER, b INTEGER, c INTEGER, CONSTRAINT fk FOREIGN KEY (a) REFERENCES p (id), FOREIGN KEY (b) REFERENCES p "
        "(id))",
        "CREATE INDEX ix ON t (a, c)", "CREATE UNIQUE INDEX uq ON t (b)"};
    EXPECT_EQ(database.alter("t", {ddl::DropIndex{{{}, "t"}, "ix"}}), (Statements{"ALTER TABLE t ADD INDEX fk (a), DROP INDEX ix"}));
    EXPECT_EQ(database.alter("t", {ddl::DropConstraint{{{}, "t"}, "uq", ConstraintType::unique}}),
        (Statements{"ALTER TABLE t ADD INDEX b (b), DROP INDEX uq"}));
    EXPECT_TRUE(database.table("t").indexes.empty()) << "what serves a foreign key alone is not told";

    database.alter("t", {ddl::CreateIndex{{{}, "t"}, index("ix", "a")}});
    EXPECT_EQ(database.alter("t", {ddl::DropIndex{{{}, "t"}, "ix"}, ddl::CreateIndex{{{}, "t"}, index("ix_new", "a", "c")}}),
        (Statements{"ALTER TABLE t DROP INDEX ix, ADD INDEX ix_new (a, c)"}))
        << "the new one serves";
    EXPECT_EQ(database.alter("t", {ddl::DropIndex{{{}, "t"}, "ix_new"}, ddl::DropConstraint{{{}, "t"}, "fk", ConstraintType::foreign_key}}),
        (Statements{"ALTER TABLE t DROP INDEX ix_new, DROP FOREIGN KEY fk, DROP INDEX fk"}))
        << "there is none to serve";
}

TEST(MariadbAlterations, RenameTheIndexThatGoesByItsColumn) {
    Database database{"CREATE TABLE p (id INTEGER PRIMARY KEY)", "CREATE TABLE t (a INTEGER, FOREIGN KEY (a) REFERENCES p (id))"};
    EXPECT_EQ(database.alter("t", {renamed("a", "b")}), (Statements{"ALTER TABLE t RENAME INDEX a TO b, RENAME COLUMN a TO b"}));
    EXPECT_TRUE(database.table("t").indexes.empty());
}

TEST(MariadbAlterations, FindTheTableOfAnIndex) {
    Database database{"CREATE TABLE t (a INTEGER, KEY ix (a), KEY ix_both (a))", "CREATE TABLE u (a INTEGER, KEY ix_both (a))"};
    const auto drop = [&](std::string index) {
        return alterations().alter_table(&database.connection(), {{}, {ddl::DropIndex{{}, std::move(index)}}});
    };
    EXPECT_EQ(drop("ix"), (Statements{"DROP INDEX ix ON t"}));
    EXPECT_EQ(
        message_of<ArgumentError>([&] { drop("ix_both"); }), "Several tables have an index 'ix_both': t, u; give drop_index its table");
    EXPECT_EQ(message_of<ArgumentError>([&] { drop("nope"); }), "No table has an index 'nope'");
}

TEST(MariadbAlterations, AddWhatMayBeThereAlready) {
    Database database{"CREATE TABLE t (a INTEGER, KEY ix (a))"};
    database.alter("t", {ddl::AddColumn{{}, Column{"a", Integer{}}, {}, true}, ddl::DropColumn{{}, "nope", true},
                            ddl::CreateIndex{{}, index("ix", "a"), true}, ddl::DropIndex{{{}, "t"}, "nope", true}});
    EXPECT_EQ(database.definition("t"), (Statements{"`a` int(11) DEFAULT NULL", "KEY `ix` (`a`)"}));
    ddl::CreateTable create{sample_tables().at("indexes")(), true};
    for (int time = 0; time < 2; ++time) {
        for (const auto& sql : alterations().create_table(&database.connection(), create))
            database.run(sql);
    }
    EXPECT_EQ(database.table("indexes").indexes.size() + database.table("indexes").unique_constraints.size(), 4U);
    EXPECT_EQ(alterations().drop_table({{{}, "t"}, true}), (Statements{"DROP TABLE IF EXISTS t"}));
}

TEST(MariadbAlterations, WriteLiteralsThatEveryModeReads) {
    EXPECT_EQ(alterations().text_literal("it's"), "'it''s'");
    EXPECT_EQ(alterations().text_literal("a\\'b"), "_utf8mb4 0x615C2762");
    EXPECT_EQ(alterations().boolean_literal(true), "true");
    EXPECT_EQ(alterations().begin_sql() + alterations().commit_sql(), "");
    EXPECT_FALSE(alterations().transactional_ddl());
    Database database;
    const std::string hostile{"a\\'b\0c\"`; ö", 12};
    for (const auto mode : {"", "NO_BACKSLASH_ESCAPES"}) {
        database.run("SET SESSION sql_mode = '" + std::string{mode} + "'");
        auto rows = database.connection().execute_once("SELECT " + alterations().text_literal(hostile));
        std::string_view text;
        ASSERT_TRUE(rows.next() && rows.row().text(0, text));
        EXPECT_EQ(text, hostile);
    }
}

TEST(MariadbDeployLock, KeepsOthersOutAndNamesItsHolder) {
    Database database;
    auto held = alterations().deploy_lock(database.connection(), {});
    auto engine = create_engine(database.url());
    auto other = engine.connect();
    std::string holder;
    const std::string message = message_of<TimeoutError>([&] {
        alterations().deploy_lock(
            other, {.timeout = std::chrono::milliseconds{50}, .waiting = [&](const std::string& who) { holder = who; }});
    });
    EXPECT_TRUE(holder.starts_with("connection ")) << holder;
    EXPECT_NE(holder.find(" of retort@"), std::string::npos) << holder;
    EXPECT_NE(holder.find(", since "), std::string::npos) << holder;
    // The server counts in whole seconds how long the holder has been idle: asked twice, it may tell two.
    const std::string who = holder.substr(0, holder.find(", since "));
    EXPECT_NE(message.find("'retort deploy " + database.name() + "' is held by " + who + ", since "), std::string::npos) << message;
    EXPECT_NE(message.find("waited for in vain for 50 ms"), std::string::npos) << message;

    bool has_waited = false;
    std::thread release{[&] {
        std::this_thread::sleep_for(std::chrono::milliseconds{100});
        held.reset();
    }};
    EXPECT_NE(alterations().deploy_lock(other, {.waiting = [&](const std::string&) { has_waited = true; }}), nullptr);
    release.join();
    EXPECT_TRUE(has_waited);
    EXPECT_FALSE(other.in_transaction());
}

TEST(MariadbDeployLock, GoesWithItsConnectionAndLeavesNothingBehind) {
    Database database;
    auto held = alterations().deploy_lock(database.connection(), {});
    database.run("KILL " + database.row("SELECT IS_USED_LOCK('retort deploy " + database.name() + "')"));
    EXPECT_NE(alterations().deploy_lock(database.connection(), {.timeout = std::chrono::milliseconds{5000}}), nullptr);
    EXPECT_NO_THROW(held.reset());
    EXPECT_EQ(database.row("SELECT IS_FREE_LOCK('retort deploy " + database.name() + "')"), "1");
}

TEST(MariadbDeployLock, IsAnotherForEachDatabase) {
    EXPECT_EQ(mariadb::deploy_lock_name("shop"), "retort deploy shop");
    const std::string long_name(64, 'x');
    EXPECT_LE(mariadb::deploy_lock_name(long_name).size(), 64U);
    EXPECT_NE(mariadb::deploy_lock_name(long_name), mariadb::deploy_lock_name(long_name.substr(1) + "y"));
    EXPECT_NE(mariadb::deploy_lock_name("Shop"), mariadb::deploy_lock_name("SHOP")) << "the server compares locks without their case";
}

}  // namespace
