#include "sql_test.hpp"

#include <retort/core/cells.hpp>

using namespace sql_test;
using retort::assign, retort::col, retort::delete_from, retort::excluded, retort::exists, retort::insert, retort::select, retort::update;
namespace func = retort::func;
namespace sql = retort::sql;

TEST(SqlInsert, SetsColumns) {
    // py: insert(Hero).values(age=3, name="a", kind=Kind.robot)
    EXPECT_SQL("INSERT INTO hero (name, age, kind) VALUES (?, ?, ?)", "['a', 3, 'robot']",
        insert<Hero>().set(col(&Hero::kind), Kind::robot).set(col(&Hero::name), "a").set(col(&Hero::age), 3));
    // py: insert(Team).values(name=func.lower("A"))
    EXPECT_SQL(
        "INSERT INTO team (name) VALUES (lower(?))", "['A']", insert<Team>().set(col(&Team::name), func::call<std::string>("lower", "A")));
    // py: insert(Hero).values(age=None)
    EXPECT_SQL("INSERT INTO hero (age) VALUES (?)", "[None]", insert<Hero>().set(col(&Hero::age), nullptr));
    // py: insert(Team).from_select(["name"], select(Hero.name))
    EXPECT_SQL(
        "INSERT INTO team (name) SELECT hero.name \n"
        "FROM hero",
        "[]", insert<Team>().from_select(select(col(&Hero::name)), col(&Team::name)));
    EXPECT_SQL("INSERT INTO team DEFAULT VALUES", "[]", insert<Team>());
}

TEST(SqlInsert, WritesAnObjectAndLeavesTheKeyToTheDatabase) {
    // py: insert(Team).values(name="a")
    EXPECT_SQL("INSERT INTO team (name) VALUES (?)", "['a']", insert<Team>().values(Team{.name = "a"}));
    // py: insert(Team).values(id=1, name="a")
    EXPECT_SQL("INSERT INTO team (id, name) VALUES (?, ?)", "[1, 'a']", insert<Team>().values(Team{.id = 1, .name = "a"}));
    // py: insert(Stamped).values(name="a", changed=None)
    EXPECT_SQL("INSERT INTO stamped (name, changed) VALUES (?, ?)", "['a', None]", insert<Stamped>().values(Stamped{.name = "a"}));
}

TEST(SqlInsert, GivesRowsBack) {
    EXPECT_SQL("INSERT INTO team (name) VALUES (?) RETURNING id, name", "['a']", insert<Team>().values(Team{.name = "a"}).returning());
    EXPECT_SQL("INSERT INTO team (name) VALUES (?) RETURNING id, id + ? AS anon_1", "['a', 1]",
        insert<Team>().set(col(&Team::name), "a").returning(col(&Team::id), col(&Team::id) + 1));
}

TEST(SqlOnConflict, DoesNothing) {
    // py: sqlite.insert(Team).values(name="a").on_conflict_do_nothing()
    EXPECT_SQL("INSERT INTO team (name) VALUES (?) ON CONFLICT DO NOTHING", "['a']",
        insert<Team>().values(Team{.name = "a"}).on_conflict().do_nothing());
    // py: sqlite.insert(Team).values(name="a").on_conflict_do_nothing(index_elements=["name"])
    EXPECT_SQL("INSERT INTO team (name) VALUES (?) ON CONFLICT (name) DO NOTHING", "['a']",
        insert<Team>().set(col(&Team::name), "a").on_conflict(&Team::name).do_nothing());
}

TEST(SqlOnConflict, Updates) {
    // py> i = sqlite.insert(Team).values(name="a")
    // py: i.on_conflict_do_update(index_elements=["name"], set_={"name": i.excluded.name})
    EXPECT_SQL("INSERT INTO team (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = excluded.name", "['a']",
        insert<Team>().values(Team{.name = "a"}).on_conflict(&Team::name).do_update(&Team::name));
    // py: i.on_conflict_do_update(index_elements=["name"], set_={"name": Team.name + "x", "id": i.excluded.id + 1}, where=Team.id > 3)
    EXPECT_SQL(
        "INSERT INTO team (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET id = (excluded.id + ?), name = (team.name || ?) WHERE team.id "
        "> ?",
        "['a', 1, 'x', 3]",
        insert<Team>()
            .values(Team{.name = "a"})
            .on_conflict(&Team::name)
            .where(col(&Team::id) > 3)
            .do_update(assign(col(&Team::name), col(&Team::name) + "x"), assign(col(&Team::id), excluded(&Team::id) + 1)));
}

TEST(SqlOnConflict, UpdatesWhatIsWrittenButTheKeyUnlessTold) {
    EXPECT_SQL(
        "INSERT INTO stamped (id, name, changed) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name, changed = "
        "excluded.changed",
        "[1, 'a', None]", insert<Stamped>().values(Stamped{.id = 1, .name = "a"}).on_conflict(&Stamped::id).do_update());
}

TEST(SqlUpdate, SetsInTheOrderOfTheTable) {
    // py: update(Hero).where(Hero.id == 1).values(age=Hero.age + 1, name="x")
    EXPECT_SQL("UPDATE hero SET name=?, age=(hero.age + ?) WHERE hero.id = ?", "['x', 1, 1]",
        update<Hero>().where(col(&Hero::id) == 1).set(col(&Hero::age), col(&Hero::age) + 1).set(col(&Hero::name), "x"));
    // py: update(Hero).values(age=None)
    EXPECT_SQL("UPDATE hero SET age=?", "[None]", update<Hero>().set(col(&Hero::age), std::nullopt));
    // py: update(Hero).where(Hero.id == 1).values(age=2)
    EXPECT_SQL("UPDATE hero SET age=? WHERE hero.id = ?", "[2, 1]",
        update<Hero>().set(col(&Hero::age), 1).set(col(&Hero::age), 2).where(col(&Hero::id) == 1));
    EXPECT_SQL("UPDATE hero SET age=? WHERE hero.id = ? RETURNING name", "[1, 2]",
        update<Hero>().set(col(&Hero::age), 1).where(col(&Hero::id) == 2).returning(col(&Hero::name)));
}

TEST(SqlUpdate, TakesSubqueries) {
    // py: update(Hero).where(Hero.team_id == select(Team.id).where(Team.name == "x").scalar_subquery()).values(age=1)
    EXPECT_SQL(
        "UPDATE hero SET age=? WHERE hero.team_id = (SELECT team.id \n"
        "FROM team \n"
        "WHERE team.name = ?)",
        "[1, 'x']",
        update<Hero>()
            .where(col(&Hero::team_id) == select(col(&Team::id)).where(col(&Team::name) == "x").scalar_subquery())
            .set(col(&Hero::age), 1));
    // py: update(Hero).values(name=select(Team.name).where(Team.id == Hero.team_id).scalar_subquery())
    EXPECT_SQL(
        "UPDATE hero SET name=(SELECT team.name \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id)",
        "[]",
        update<Hero>().set(col(&Hero::name), select(col(&Team::name)).where(col(&Team::id) == col(&Hero::team_id)).scalar_subquery()));
}

TEST(SqlUpdate, AddsTheColumnsThatChangeWithEveryUpdate) {
    // py: update(Stamped).where(Stamped.id == 1).values(name="x")
    EXPECT_SQL("UPDATE stamped SET name=?, changed=CURRENT_TIMESTAMP WHERE stamped.id = ?", "['x', 1]",
        update<Stamped>().where(col(&Stamped::id) == 1).set(col(&Stamped::name), "x"));
    // py: update(Stamped).where(Stamped.id == 1).values(changed=None)
    EXPECT_SQL("UPDATE stamped SET changed=? WHERE stamped.id = ?", "[None, 1]",
        update<Stamped>().where(col(&Stamped::id) == 1).set(col(&Stamped::changed), nullptr));
}

TEST(SqlUpdate, RefusesWhatSqliteCannotSay) {
    EXPECT_THROW(compiled(update<Hero>().where(col(&Hero::id) == 1).node()), retort::CompileError);
    EXPECT_THROW(
        compiled(update<Hero>().where(col(&Hero::team_id) == col(&Team::id)).set(col(&Hero::age), 1).node()), retort::CompileError);
}

TEST(SqlDelete, NeedsAConditionOrTheWord) {
    // py: delete(Hero).where(Hero.id == 1, Hero.name == "x")
    EXPECT_SQL("DELETE FROM hero WHERE hero.id = ? AND hero.name = ?", "[1, 'x']",
        delete_from<Hero>().where(col(&Hero::id) == 1, col(&Hero::name) == "x"));
    // py: delete(Hero)
    EXPECT_SQL("DELETE FROM hero", "[]", delete_from<Hero>().all_rows());
    EXPECT_THROW(compiled(delete_from<Hero>().node()), retort::CompileError);
    EXPECT_THROW(compiled(delete_from<Hero>().where(retort::Predicate{}).node()), retort::CompileError);
    EXPECT_SQL("DELETE FROM hero WHERE hero.id = ? RETURNING name, id + ? AS anon_1", "[1, 1]",
        delete_from<Hero>().where(col(&Hero::id) == 1).returning(col(&Hero::name), col(&Hero::id) + 1));
}

TEST(SqlDelete, TakesSubqueries) {
    // py: delete(Hero).where(Hero.id.in_(select(Team.id)))
    EXPECT_SQL(
        "DELETE FROM hero WHERE hero.id IN (SELECT team.id \n"
        "FROM team)",
        "[]", delete_from<Hero>().where(col(&Hero::id).in(select(col(&Team::id)))));
    // py: delete(Hero).where(exists(select(Team.id).where(Team.id == Hero.team_id)))
    EXPECT_SQL(
        "DELETE FROM hero WHERE EXISTS (SELECT team.id \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id)",
        "[]", delete_from<Hero>().where(exists(select(col(&Team::id)).where(col(&Team::id) == col(&Hero::team_id)))));
    // py: delete(Team).where(Team.heroes.any(Hero.age > 3))
    EXPECT_SQL(
        "DELETE FROM team WHERE EXISTS (SELECT 1 \n"
        "FROM hero \n"
        "WHERE team.id = hero.team_id AND hero.age > ?)",
        "[3]", delete_from<Team>().where(retort::rel(&Team::heroes).any(col(&Hero::age) > 3)));
    EXPECT_THROW(compiled(delete_from<Hero>().where(col(&Hero::team_id) == col(&Team::id)).node()), retort::CompileError);
}

namespace {

/// Shows what is bound.
class Recorder final : public retort::ParameterWriter {
public:
    std::string take() { return std::exchange(text_, {}); }

    void null(int) override { add(retort::Value{}); }
    void boolean(int, bool value) override { add(value); }
    void integer(int, std::int64_t value) override { add(value); }
    void real(int, double value) override { add(value); }
    void text(int, std::string_view value) override { add(value); }
    void bytes(int, std::span<const std::byte> value) override { add(retort::Value::from_bytes(value)); }
    void uuid(int, const Uuid& value) override { add(value); }
    void decimal(int, const Decimal& value) override { add(value); }
    void date(int, retort::Date value) override { add(value); }
    void datetime(int, retort::DateTime value) override { add(value); }
    void time(int, retort::Time value) override { add(value); }
    void interval(int, retort::Interval value) override { add(value); }
    void json(int, std::string_view value) override { add(value); }

private:
    void add(const retort::Value& value) { text_ += (text_.empty() ? "" : ", ") + value.repr(); }
    std::string text_;
};

std::vector<std::string> rows_of(const sql::StatementNode& statement) {
    std::vector<std::string> lines;
    Recorder recorder;
    for (const sql::RowGroup& group : sql::row_groups(statement)) {
        lines.push_back(retort::sqlite::SqliteCompiler{}.compile_rows(statement, group).sql);
        for (std::size_t row = group.first; row < group.first + group.size; ++row) {
            sql::bind_row(statement, group, row, recorder);
            lines.push_back(recorder.take());
        }
    }
    return lines;
}

}  // namespace

TEST(SqlInsertMany, IsOneStatementBoundForEachRow) {
    const std::vector<Team> teams{{.name = "a"}, {.name = "b"}};
    const std::vector<std::string> expected{"INSERT INTO team (name) VALUES (?)", "'a'", "'b'"};
    EXPECT_EQ(rows_of(insert<Team>().values(teams).node()), expected);
    EXPECT_EQ(rows_of(insert<Team>().values(std::vector<Team>{teams}).node()), expected);
    EXPECT_EQ(rows_of(insert<Team>().values(std::span{teams}).node()), expected);
}

TEST(SqlInsertMany, WritesNothingForNoObjects) {
    const auto none = insert<Team>().values(std::vector<Team>{});
    const auto groups = sql::row_groups(none.node());
    ASSERT_EQ(groups.size(), 1u);
    EXPECT_EQ(groups[0].size, 0u);
    EXPECT_EQ(compiled(none.node()).sql, "INSERT INTO team (id, name) VALUES (?, ?)");
    EXPECT_TRUE(sql::row_groups(insert<Team>().node()).empty());
}

TEST(SqlInsertMany, GroupsRowsByWhatTheDatabaseFillsIn) {
    const std::vector<Stamped> rows{{.name = "a"}, {.name = "b"}, {.name = "c", .note = "n"}, {.id = 4, .name = "d"}};
    const std::vector<std::string> expected{
        "INSERT INTO stamped (name, changed) VALUES (?, ?)",
        "'a', None",
        "'b', None",
        "INSERT INTO stamped (name, note, changed) VALUES (?, ?, ?)",
        "'c', 'n', None",
        "INSERT INTO stamped (id, name, changed) VALUES (?, ?, ?)",
        "4, 'd', None",
    };
    EXPECT_EQ(rows_of(insert<Stamped>().values(rows).node()), expected);
}

TEST(SqlInsertMany, KeepsTheParametersBehindItsRows) {
    const std::vector<Team> teams{{.name = "a"}, {.name = "b"}};
    const auto statement = insert<Team>()
                               .values(teams)
                               .on_conflict(&Team::name)
                               .do_update(assign(col(&Team::name), col(&Team::name) + "x"))
                               .returning(col(&Team::id) + 1);
    const auto groups = sql::row_groups(statement.node());
    ASSERT_EQ(groups.size(), 1u);
    const sql::CompiledRows rows = retort::sqlite::SqliteCompiler{}.compile_rows(statement.node(), groups[0]);
    EXPECT_EQ(
        rows.sql, "INSERT INTO team (name) VALUES (?) ON CONFLICT (name) DO UPDATE SET name = (team.name || ?) RETURNING id + ? AS anon_1");
    EXPECT_EQ(rows.tail_parameters, (std::vector<retort::Value>{"x", 1}));
    EXPECT_TRUE(rows.parts.columns.empty()) << "rows that are written together share what stands behind them";
}

TEST(SqlInsertMany, AKeptStatementOwnsItsObjects) {
    std::vector<Team> teams{{.name = "a"}};
    auto kept = insert<Team>().values(teams);
    const auto make = [] {
        const std::vector<Team> local{{.name = "local"}};
        return insert<Team>().values(local);
    };
    auto returned = make();
    const retort::Write<> sliced = insert<Team>().values(teams);
    const auto from_lvalue = [&] {
        const auto empty = insert<Team>();
        return empty.values(teams);
    }();
    teams[0].name = "changed";
    teams.assign(100, Team{.name = "other"});
    EXPECT_EQ(rows_of(kept.node()).back(), "'a'");
    EXPECT_EQ(rows_of(returned.node()).back(), "'local'");
    EXPECT_EQ(rows_of(sliced.node()).back(), "'a'");
    EXPECT_EQ(rows_of(from_lvalue.node()).back(), "'a'");
}

TEST(SqlInsertMany, AStatementExecutedWhereItIsMadeBorrowsThem) {
    std::vector<Team> teams{{.name = "a"}};
    const auto late = [&](const retort::Write<>& statement) {
        if (!teams.empty()) teams[0].name = "changed";
        return rows_of(statement.node()).back();
    };
    EXPECT_EQ(late(insert<Team>().values(teams)), "'changed'");
    teams[0].name = "a";
    EXPECT_EQ(late(insert<Team>().values(teams).on_conflict(&Team::name).do_nothing()), "'changed'");
    teams[0].name = "a";
    EXPECT_EQ(late(insert<Team>().values(std::move(teams))), "'a'");
}

TEST(SqlInsert, TakesItsValuesOnce) {
    EXPECT_THROW(insert<Team>().values(Team{.name = "a"}).values(Team{.name = "b"}), retort::ArgumentError);
    EXPECT_THROW(insert<Team>().values(Team{.name = "a"}).set(col(&Team::name), "b"), retort::ArgumentError);
    EXPECT_THROW(insert<Team>().set(col(&Team::name), "b").from_select(select(col(&Hero::name)), col(&Team::name)), retort::ArgumentError);
}
