#include "fake_dialect.hpp"

#include <retort/core/error.hpp>
#include <retort/migrate/operation.hpp>
#include <retort/migrate/plan.hpp>

#include <gtest/gtest.h>

namespace retort::migrate {
namespace {

using detail::OperationList;

OperationList recorded(void (*script)(Operations& op)) {
    OperationList list;
    list.script = "revision abc (versions/abc.cpp)";
    list.dialect = "sqlite";
    Operations op{list};
    script(op);
    return list;
}

template <class T>
const T& only(const OperationList& list) {
    EXPECT_EQ(list.operations.size(), 1U);
    return std::get<T>(list.operations.front());
}

template <class Change>
const Change& only_change(const OperationList& list) {
    const auto& alter = only<ddl::AlterTable>(list);
    EXPECT_EQ(alter.changes.size(), 1U);
    return std::get<Change>(alter.changes.front());
}

std::string complaint(void (*script)(Operations& op)) {
    try {
        recorded(script);
    } catch (const ArgumentError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

TEST(Operations, CreateTableHasAllThatItWasGiven) {
    const auto list = recorded([](Operations& op) {
        op.create_table("hero",
            {
                Column{"id", Integer{}, {.nullable = false}},
                Column{"name", String{30}, {.nullable = false, .unique = true}},
                Column{"age", Integer{}, {.index = true}},
                Column{"team_id", Integer{}},
                check("age >= 0").named("ck_age"),
                unique_constraint("name", "age"),
                primary_key_constraint({"id"}),
                foreign_key_constraint({"team_id"}, "team", {"id"}).with_actions(ReferentialAction::cascade),
                index("ix_name_age", "name", "age"),
            },
            {.comment = "heroes", .if_not_exists = true, .dialect_options = {{"sqlite_strict", "true"}}});
    });
    const auto& create = only<ddl::CreateTable>(list);
    EXPECT_TRUE(create.if_not_exists);
    const Table& table = create.table;
    EXPECT_EQ(table.name, "hero");
    EXPECT_EQ(table.comment, "heroes");
    EXPECT_EQ(table.columns.size(), 4U);
    EXPECT_EQ(table.primary_key.columns, std::vector<std::string>{"id"});
    EXPECT_TRUE(table.columns[0].options.primary_key) << "whoever makes DDL may ask the column or the constraint";
    ASSERT_EQ(table.unique_constraints.size(), 2U) << "the column's own comes on top";
    EXPECT_LT(table.check_constraints[0].order, table.unique_constraints[0].order) << "in the order given";
    EXPECT_LT(table.unique_constraints[0].order, table.unique_constraints[1].order) << "before those of columns";
    EXPECT_EQ(table.foreign_keys.at(0).on_delete, ReferentialAction::cascade);
    ASSERT_EQ(table.indexes.size(), 2U);
    EXPECT_EQ(table.indexes[0].name, "ix_name_age");
    EXPECT_TRUE(table.indexes[1].named_by_convention);
    EXPECT_EQ(table.dialect_options.size(), 1U);
}

TEST(Operations, CreateTableTakesAKeyFromItsColumns) {
    const auto list = recorded([](Operations& op) {
        op.create_table("link", {Column{"a", Integer{}, {.primary_key = true}}, Column{"b", Integer{}, {.primary_key = true}}});
    });
    EXPECT_EQ(only<ddl::CreateTable>(list).table.primary_key.columns, (std::vector<std::string>{"a", "b"}));
}

TEST(Operations, IncompleteTablesAreRefusedWithTheirNameAndScript) {
    EXPECT_EQ(complaint([](Operations& op) { op.create_table("hero", {}); }),
        "create_table hero needs one column at least, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("", {Column{"id", Integer{}}});
    }),
        "create_table needs the name of a table, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, Column{"id", String{}}});
    }),
        "create_table hero is given the column 'id' twice, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, primary_key_constraint({})});
    }),
        "create_table hero is given a primary key of no column, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, primary_key_constraint({"id"}), primary_key_constraint({"id"})});
    }),
        "create_table hero is given two primary keys; a table has one, of several columns where it must, in revision abc "
        "(versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, UniqueConstraint{"uq", {}}});
    }),
        "create_table hero is given a unique constraint 'uq' that has no column, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, unique_constraint("nam")});
    }),
        "create_table hero is given a unique constraint that names the column 'nam', which the table does not have, in revision abc "
        "(versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, check("")});
    }),
        "create_table hero is given a check constraint that has no condition, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, foreign_key_constraint({"id"}, "team", {"a", "b"})});
    }),
        "create_table hero is given a foreign key of 1 columns that leads to 2 of 'team', in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}}, index("ix", "no")});
    }),
        "create_table hero is given an index 'ix' that names the column 'no', which the table does not have, in revision abc "
        "(versions/abc.cpp)");
}

TEST(Operations, ChangesOfATableAreAlterTablesOfOneChange) {
    const auto list = recorded([](Operations& op) {
        op.add_column("hero", Column{"age", Integer{}}, {.schema = "s", .if_not_exists = true});
        op.drop_column("hero", "age", {.if_exists = true});
        op.rename_table("hero", "heroes");
        op.create_table_comment("hero", "all of them");
        op.create_index("ix_a", "hero", {"a", sql_expression("lower(b)")}, {.unique = true, .where = "a > 1"});
        op.drop_index("ix_a");
        op.create_primary_key("pk", "hero", {"a"});
        op.create_unique_constraint("uq", "hero", {"a"});
        op.create_check_constraint("ck", "hero", "a > 1");
        op.create_foreign_key("fk", "hero", "team", {"team_id"}, {"id"}, {.on_delete = ReferentialAction::set_null});
        op.drop_constraint("fk", "hero", {.type = ConstraintType::foreign_key});
    });
    std::vector<std::string> words;
    for (const auto& operation : list.operations) {
        EXPECT_EQ(std::get<ddl::AlterTable>(operation).changes.size(), 1U);
        words.push_back(describe(operation));
    }
    EXPECT_EQ(words, (std::vector<std::string>{"add_column s.hero.age", "drop_column hero.age", "rename_table hero to heroes",
                         "create_table_comment hero", "create_index ix_a of hero", "drop_index ix_a", "create_primary_key pk of hero",
                         "create_unique_constraint uq of hero", "create_check_constraint ck of hero", "create_foreign_key fk of hero",
                         "drop_constraint fk of hero"}));
    const auto& index = std::get<ddl::CreateIndex>(std::get<ddl::AlterTable>(list.operations[4]).changes[0]).index;
    EXPECT_TRUE(index.unique);
    EXPECT_TRUE(index.columns[1].is_expression);
    EXPECT_EQ(index.where, "a > 1");
}

TEST(Operations, AColumnBringsItsIndexOrConstraint) {
    const auto list = recorded([](Operations& op) {
        op.add_column("hero", Column{"a", Integer{}, {.index = true}});
        op.add_column("hero", Column{"b", Integer{}, {.unique = true}});
    });
    ASSERT_EQ(list.operations.size(), 4U);
    EXPECT_EQ(describe(list.operations[1]), "create_index of hero");
    EXPECT_EQ(describe(list.operations[3]), "create_unique_constraint of hero");
}

TEST(Operations, AlterColumnChangesWhatItIsGiven) {
    const auto list = recorded([](Operations& op) {
        op.alter_column("hero", "age",
            {.nullable = false,
                .drop_server_default = true,
                .new_column_name = "years",
                .type = SmallInteger{},
                .existing_type = Integer{},
                .existing_nullable = true});
    });
    const auto& change = only_change<ddl::AlterColumn>(list);
    EXPECT_EQ(change.new_name, "years");
    EXPECT_EQ(change.type, SqlType{SmallInteger{}});
    EXPECT_EQ(change.nullable, false);
    ASSERT_TRUE(change.server_default);
    EXPECT_FALSE(*change.server_default);
    EXPECT_FALSE(change.comment);
    ASSERT_TRUE(change.existing);
    EXPECT_EQ(change.existing->name, "age");
    EXPECT_EQ(change.existing->type, SqlType{Integer{}});
}

TEST(Operations, WhatCannotBeMeantIsRefused) {
    EXPECT_EQ(complaint([](Operations& op) { op.alter_column("hero", "age", {.existing_nullable = true}); }),
        "alter_column hero.age changes nothing; give it nullable, server_default, drop_server_default, new_column_name, type, comment or "
        "autoincrement, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.alter_column("hero", "age", {.server_default = "1", .drop_server_default = true}); }),
        "alter_column hero.age is given a server_default and drop_server_default; give one of them, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.create_index("", "hero", {sql_expression("lower(a)")}); }),
        "create_index hero is given an index of expressions alone; give it a name, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.create_index("ix", "hero", {}); }),
        "create_index hero.ix is given the index 'ix' of no column, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(
        complaint([](Operations& op) { op.drop_index(""); }), "drop_index needs the name of an index, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.create_unique_constraint("uq", "hero", {}); }),
        "create_unique_constraint hero.uq needs one column at least, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.create_unique_constraint("uq", "hero", {"a", "a"});
    }),
        "create_unique_constraint hero.uq is given the column 'a' twice, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.drop_constraint("", "hero", {.type = ConstraintType::unique}); }),
        "drop_constraint hero needs the name of a constraint; one without a name is told by its type and its columns, a CHECK by its "
        "condition, "
        "in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.add_column("hero", Column{"team_id", Integer{}}, {.foreign_keys = {foreign_key_constraint({"a"}, "team", {"id"})}});
    }),
        "add_column hero.team_id is given a foreign key of other columns; use create_foreign_key for it, in revision abc "
        "(versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.execute(" ;\n"); }), "execute is given no statement, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.execute_in_batches("DELETE FROM log"); }),
        "execute_in_batches needs :batch_size in its statement, as in DELETE FROM log WHERE id IN (SELECT id FROM log WHERE old LIMIT "
        ":batch_size), in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.execute_in_batches("DELETE FROM log LIMIT :batch_size", {.size = 0}); }),
        "execute_in_batches needs batches of one row at least, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) {
        op.bulk_insert("team", {"id", "name"}, {{1, "A"}, {2}});
    }),
        "bulk_insert team is given 1 values in row 2 for 2 columns, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.run(static_cast<void (*)(Connection&)>(nullptr)); }),
        "run is given no function, in revision abc (versions/abc.cpp)");
    EXPECT_EQ(complaint([](Operations& op) { op.batch_alter_table("hero", {.schema = "a"}).drop_column("x", {.schema = "b"}); }),
        "drop_column a.hero.x is part of a batch, which works in the schema that batch_alter_table was given, not in 'b', in revision abc "
        "(versions/abc.cpp)");
}

TEST(Operations, ABatchIsOneAlterTable) {
    const auto list = recorded([](Operations& op) {
        auto batch = op.batch_alter_table("hero", {.recreate = Recreate::always, .copy_from = {Column{"a", Integer{}}}});
        op.execute("SELECT 1");
        batch.add_column(Column{"b", Integer{}, {.unique = true}}).drop_constraint("ck").create_table_comment("c");
    });
    ASSERT_EQ(list.operations.size(), 2U);
    const auto& batch = std::get<ddl::AlterTable>(list.operations[0]);
    EXPECT_EQ(batch.recreate, Recreate::always);
    ASSERT_TRUE(batch.copy_from);
    EXPECT_EQ(batch.copy_from->columns.size(), 1U);
    EXPECT_EQ(batch.changes.size(), 4U) << "the column's unique constraint is one of the batch";
    EXPECT_EQ(describe(list.operations[0]), "batch_alter_table hero (4 changes)");
}

TEST(Operations, DataIsKept) {
    const auto list = recorded([](Operations& op) {
        op.execute("UPDATE hero SET name = :name WHERE age > 30 AND name <> 'a very long name that nobody could ever have had'",
            {.parameters = {{"name", "Deadpond"}}});
        op.bulk_insert("team", {"id", "name", "active", "rate"}, {{1, "Preventers", true, 1.5}, {2, nullptr, false, 2.0}});
        op.bulk_insert("team", {"id"}, {{1}});
        op.run([](Connection&) {});
    });
    EXPECT_EQ(describe(list.operations[0]), "execute UPDATE hero SET name = :name WHERE age > 30 AND name <> 'a v…");
    const auto& insert = std::get<BulkInsert>(list.operations[1]);
    EXPECT_EQ(insert.rows[0][0].kind(), Literal::Kind::integer);
    EXPECT_EQ(insert.rows[0][2].kind(), Literal::Kind::boolean);
    EXPECT_EQ(insert.rows[0][3].real(), 1.5);
    EXPECT_EQ(insert.rows[1][1].kind(), Literal::Kind::null);
    EXPECT_EQ(describe(list.operations[1]), "bulk_insert team (2 rows)");
    EXPECT_EQ(describe(list.operations[2]), "bulk_insert team (1 row)");
    EXPECT_EQ(describe(list.operations[3]), "run");
}

TEST(Operations, KnowTheirDialectAndArguments) {
    OperationList list;
    list.dialect = "sqlite";
    list.is_offline = true;
    list.x_arguments = {{"tenant", "a"}, {"tenant", "b"}};
    const Operations op{list};
    EXPECT_EQ(op.dialect(), "sqlite");
    EXPECT_TRUE(op.is_offline());
    EXPECT_EQ(op.x_argument("tenant"), "b") << "the last one, as Alembic";
    EXPECT_EQ(op.x_argument("other"), "");
}

// Names by convention.

const NamingConvention convention{
    {"uq", "uq_%(table_name)s_%(column_0_N_name)s"},
    {"ck", "ck_%(table_name)s_%(constraint_name)s"},
    {"fk", "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s"},
    {"pk", "pk_%(table_name)s"},
    {"ix", "ix_%(table_name)s_%(column_0_N_name)s"},
};

OperationList named(void (*script)(Operations& op)) {
    OperationList list = recorded(script);
    for (auto& operation : list.operations)
        detail::apply_naming_convention(operation, convention);
    return list;
}

TEST(NamingOfOperations, NamesWhatHasNoNameInATable) {
    const auto list = named([](Operations& op) {
        op.create_table("hero", {Column{"id", Integer{}, {.primary_key = true}}, Column{"a", Integer{}, {.index = true}},
                                    Column{"b", Integer{}}, unique_constraint("a", "b"), check("a > 0"), check("b > 0").named("ck_b"),
                                    unique_constraint("b").named("given"), foreign_key_constraint({"b"}, "team", {"id"})});
    });
    const Table& table = only<ddl::CreateTable>(list).table;
    EXPECT_EQ(table.primary_key.name, "pk_hero");
    EXPECT_EQ(table.unique_constraints[0].name, "uq_hero_a_b");
    EXPECT_EQ(table.unique_constraints[1].name, "given");
    EXPECT_EQ(table.check_constraints[0].name, "") << "the convention builds on a name that is not there";
    EXPECT_EQ(table.check_constraints[1].name, "ck_b") << "names in scripts are final: the convention does not build on them again";
    EXPECT_EQ(table.foreign_keys[0].name, "fk_hero_b_team");
    EXPECT_EQ(table.indexes[0].name, "ix_hero_a");
}

TEST(NamingOfOperations, NamesWhatIsAddedAndDropped) {
    auto list = named([](Operations& op) {
        op.create_unique_constraint("", "hero", {"a"});
        op.create_foreign_key("", "hero", "team", {"team_id"}, {"id"});
        op.create_primary_key("", "hero", {"id"});
        op.create_index("", "hero", {"a", "b"});
        op.create_index("mine", "hero", {"a"});
        op.add_column("hero", Column{"t", Integer{}}, {.foreign_keys = {foreign_key_constraint({"t"}, "team", {"id"})}});
    });
    const auto change = [&list](std::size_t place) { return std::get<ddl::AlterTable>(list.operations[place]).changes.front(); };
    EXPECT_EQ(describe(change(0)), "create_unique_constraint uq_hero_a of hero");
    EXPECT_EQ(describe(change(1)), "create_foreign_key fk_hero_team_id_team of hero");
    EXPECT_EQ(describe(change(2)), "create_primary_key pk_hero of hero");
    EXPECT_EQ(describe(change(3)), "create_index ix_hero_a_b of hero");
    EXPECT_EQ(describe(change(4)), "create_index mine of hero");
    EXPECT_EQ(std::get<ddl::AddColumn>(change(5)).foreign_keys[0].name, "fk_hero_t_team");

    Operation drop =
        ddl::AlterTable{{"", "hero"}, {ddl::DropConstraint{{"", "hero"}, "", ConstraintType::unique, false, UniqueConstraint{{}, {"a"}}}}};
    detail::apply_naming_convention(drop, convention);
    EXPECT_EQ(describe(drop), "drop_constraint uq_hero_a of hero") << "from what it was";
}

// Merging.

std::vector<std::string> merged(void (*script)(Operations& op)) {
    std::vector<std::string> words;
    for (const auto& planned : detail::merge_changes(recorded(script).operations, migrate_test::fake_dialect().alterations()))
        words.push_back(planned.words());
    return words;
}

TEST(MergingOfOperations, MakesOneOfRebuildsOfOneTable) {
    EXPECT_EQ(merged([](Operations& op) {
        op.create_table("t", {Column{"a", Integer{}}});
        op.alter_column("hero", "a", {.nullable = true});
        op.add_column("hero", Column{"b", Integer{}});
        op.alter_column("hero", "c", {.type = String{}});
        op.alter_column("team", "c", {.type = String{}});
    }),
        (std::vector<std::string>{
            "operation 1, create_table t", "operations 2 to 4, batch_alter_table hero (3 changes)", "operation 5, alter_column team.c"}));
}

TEST(MergingOfOperations, LeavesAloneWhatIsNoRebuildOrNotBesideOne) {
    EXPECT_EQ(merged([](Operations& op) {
        op.add_column("hero", Column{"a", Integer{}});
        op.add_column("hero", Column{"b", Integer{}});
    }),
        (std::vector<std::string>{"operation 1, add_column hero.a", "operation 2, add_column hero.b"}));
    EXPECT_EQ(merged([](Operations& op) {
        op.alter_column("hero", "a", {.nullable = true});
        op.execute("UPDATE hero SET a = 1");
        op.alter_column("hero", "a", {.nullable = false});
    }),
        (std::vector<std::string>{
            "operation 1, alter_column hero.a", "operation 2, execute UPDATE hero SET a = 1", "operation 3, alter_column hero.a"}))
        << "the statement between them may need the first and make the second possible";
    EXPECT_EQ(merged([](Operations& op) {
        op.alter_column("hero", "a", {.nullable = true});
        op.batch_alter_table("hero", {.recreate = Recreate::never}).alter_column("b", {.nullable = true});
    }).size(),
        2U)
        << "somebody has asked for no rebuild";
    EXPECT_EQ(merged([](Operations& op) {
        op.alter_column("hero", "a", {.nullable = true});
        op.rename_table("hero", "heroes");
        op.alter_column("heroes", "b", {.nullable = true});
    }).size(),
        3U);
}

}  // namespace
}  // namespace retort::migrate
