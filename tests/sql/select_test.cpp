#include "sql_test.hpp"

using namespace sql_test;
using retort::aliased, retort::col, retort::entity, retort::except_, retort::exists, retort::intersect, retort::label, retort::literal,
    retort::select, retort::text, retort::union_, retort::union_all;
namespace func = retort::func;

TEST(SqlSelect, TakesWholeModels) {
    // py: select(Team)
    EXPECT_SQL(
        "SELECT team.id, team.name \n"
        "FROM team",
        "[]", select<Team>());
    // py: select(Team, Power)
    EXPECT_SQL(
        "SELECT team.id, team.name, power.id AS id_1, power.name AS name_1 \n"
        "FROM team, power",
        "[]", select<Team, Power>());
    // py: select(Team, func.count())
    EXPECT_SQL(
        "SELECT team.id, team.name, count(*) AS count_1 \n"
        "FROM team",
        "[]", select(entity<Team>(), func::count()));
}

TEST(SqlSelect, TellsEqualNamesApart) {
    // py: select(Hero.id, Team.id, Power.id, Hero.name, Team.name)
    EXPECT_SQL(
        "SELECT hero.id, team.id AS id_1, power.id AS id_2, hero.name, team.name AS name_1 \n"
        "FROM hero, team, power",
        "[]", select(col(&Hero::id), col(&Team::id), col(&Power::id), col(&Hero::name), col(&Team::name)));
    // py: select(Hero.id, Hero.id, Hero.name)
    EXPECT_SQL(
        "SELECT hero.id, hero.id AS id__1, hero.name \n"
        "FROM hero",
        "[]", select(col(&Hero::id), col(&Hero::id), col(&Hero::name)));
    // py: select(Hero.name, Team.name, Team.name)
    EXPECT_SQL(
        "SELECT hero.name, team.name AS name_1, team.name AS name__1 \n"
        "FROM hero, team",
        "[]", select(col(&Hero::name), col(&Team::name), col(&Team::name)));
}

TEST(SqlSelect, NamesTablesThatOnlyConditionsUse) {
    // py: select(Hero.name).where(Hero.team_id == Team.id)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero, team \n"
        "WHERE hero.team_id = team.id",
        "[]", select(col(&Hero::name)).where(col(&Hero::team_id) == col(&Team::id)));
    // py: select(func.count()).select_from(Hero)
    EXPECT_SQL(
        "SELECT count(*) AS count_1 \n"
        "FROM hero",
        "[]", select(func::count()).select_from<Hero>());
    // py: select(Team.name).select_from(Hero)
    EXPECT_SQL(
        "SELECT team.name \n"
        "FROM team, hero",
        "[]", select(col(&Team::name)).select_from<Hero>());
    // py: select(literal(1))
    EXPECT_SQL("SELECT ? AS anon_1", "[1]", select(literal(1)));
}

TEST(SqlSelect, QuotesReservedWords) {
    // py: select(Node).where(Node.Label == "x")
    EXPECT_SQL(
        "SELECT \"order\".id, \"order\".\"Label\", \"order\".parent_id \n"
        "FROM \"order\" \n"
        "WHERE \"order\".\"Label\" = ?",
        "['x']", select<Node>().where(col(&Node::Label) == "x"));
}

TEST(SqlOrderBy, TakesDirectionsAndNulls) {
    // py: select(Hero.name).order_by(Hero.age, Hero.age.desc(), Hero.age.asc().nulls_first(), Hero.age.desc().nulls_last(), Hero.age.nulls_last())
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero ORDER BY hero.age, hero.age DESC, hero.age ASC NULLS FIRST, hero.age DESC NULLS LAST, hero.age NULLS LAST",
        "[]",
        select(col(&Hero::name))
            .order_by(col(&Hero::age), col(&Hero::age).desc(), col(&Hero::age).asc().nulls_first(), col(&Hero::age).desc().nulls_last(),
                col(&Hero::age).nulls_last()));
    // py: select(Hero.name).order_by((Hero.age + 1).desc(), -Hero.age, func.lower(Hero.name), (Hero.age > 3).desc()).order_by(Hero.id)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero ORDER BY hero.age + ? DESC, -hero.age, lower(hero.name), hero.age > ? DESC, hero.id",
        "[1, 3]",
        select(col(&Hero::name))
            .order_by((col(&Hero::age) + 1).desc(), -col(&Hero::age), func::lower(col(&Hero::name)), (col(&Hero::age) > 3).desc())
            .order_by(col(&Hero::id)));
    // py: select(Hero.name).order_by(text("name"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero ORDER BY name",
        "[]", select(col(&Hero::name)).order_by(text("name")));
}

TEST(SqlLimit, BindsItsNumbers) {
    // py: select(Hero.name).limit(3)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero\n"
        " LIMIT ? OFFSET ?",
        "[3, 0]", select(col(&Hero::name)).limit(3));
    // py: select(Hero.name).offset(3)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero\n"
        " LIMIT ? OFFSET ?",
        "[-1, 3]", select(col(&Hero::name)).offset(3));
    // py: select(Hero.name).order_by(Hero.id).limit(3).offset(2)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero ORDER BY hero.id\n"
        " LIMIT ? OFFSET ?",
        "[3, 2]", select(col(&Hero::name)).order_by(col(&Hero::id)).limit(3).offset(2));
    EXPECT_THROW(select<Hero>().limit(-1), retort::ArgumentError);
}

TEST(SqlSelect, LeavesOutRepeatedRows) {
    // py: select(Hero.name).distinct()
    EXPECT_SQL(
        "SELECT DISTINCT hero.name \n"
        "FROM hero",
        "[]", select(col(&Hero::name)).distinct());
}

TEST(SqlSelect, HasNoLockingClauseOnSqlite) {
    // py: select(Hero.name).with_for_update(skip_locked=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero",
        "[]", select(col(&Hero::name)).with_for_update({.skip_locked = true}));
}

TEST(SqlGroupBy, TakesColumnsAndConditionsOnGroups) {
    // py: select(Hero.name, func.count(Hero.id)).group_by(Hero.name, Hero.age + 1).having(and_(func.count(Hero.id) > 1, func.max(Hero.age) < 3))
    EXPECT_SQL(
        "SELECT hero.name, count(hero.id) AS count_1 \n"
        "FROM hero GROUP BY hero.name, hero.age + ? \n"
        "HAVING count(hero.id) > ? AND max(hero.age) < ?",
        "[1, 1, 3]",
        select(col(&Hero::name), func::count(col(&Hero::id)))
            .group_by(col(&Hero::name), col(&Hero::age) + 1)
            .having(func::count(col(&Hero::id)) > 1, func::max(col(&Hero::age)) < 3));
}

TEST(SqlAlias, StandsBesideItsModel) {
    // py> h = aliased(Team, name="h")
    const auto h = aliased<Team>("h");
    // py: select(h).where(h.name == "x")
    EXPECT_SQL(
        "SELECT h.id, h.name \n"
        "FROM team AS h \n"
        "WHERE h.name = ?",
        "['x']", select(h).where(h.col(&Team::name) == "x"));
    // py: select(Team.name, h.name).join(h, h.id == Team.id)
    EXPECT_SQL(
        "SELECT team.name, h.name AS name_1 \n"
        "FROM team JOIN team AS h ON h.id = team.id",
        "[]", select(col(&Team::name), h.col(&Team::name)).join(h, h.col(&Team::id) == col(&Team::id)));
}

TEST(SqlAlias, GetsANameWhereItHasNone) {
    // py> a, b = aliased(Team), aliased(Team)
    const auto a = aliased<Team>();
    const auto b = aliased<Team>();
    // py: select(a.name, b.name).where(a.id < b.id)
    EXPECT_SQL(
        "SELECT team_1.name, team_2.name AS name_1 \n"
        "FROM team AS team_1, team AS team_2 \n"
        "WHERE team_1.id < team_2.id",
        "[]", select(a.col(&Team::name), b.col(&Team::name)).where(a.col(&Team::id) < b.col(&Team::id)));
}

TEST(SqlExists, LeavesTheOuterTableToTheOuterSelect) {
    // py: select(Hero.name).where(exists(select(Team.id).where(Team.id == Hero.team_id)))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE EXISTS (SELECT team.id \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id)",
        "[]", select(col(&Hero::name)).where(exists(select(col(&Team::id)).where(col(&Team::id) == col(&Hero::team_id)))));
    // py: select(Hero.name).where(~exists(select(Team.id).where(Team.id == Hero.team_id)), Hero.id > 1, exists(select(Power.id)))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE NOT (EXISTS (SELECT team.id \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id)) AND hero.id > ? AND (EXISTS (SELECT power.id \n"
        "FROM power))",
        "[1]",
        select(col(&Hero::name))
            .where(!exists(select(col(&Team::id)).where(col(&Team::id) == col(&Hero::team_id))), col(&Hero::id) > 1,
                exists(select(col(&Power::id)))));
    // py: select(exists(select(Team.id)))
    EXPECT_SQL(
        "SELECT EXISTS (SELECT team.id \n"
        "FROM team) AS anon_1",
        "[]", select(exists(select(col(&Team::id)))));
}

TEST(SqlExists, NeedsATableOfItsOwn) {
    const auto all_outer = select<Hero, Team>().where(exists(select(literal(1)).where(col(&Hero::team_id) == col(&Team::id))));
    EXPECT_THROW(compiled(all_outer.node()), retort::CompileError);
}

TEST(SqlScalarSubquery, StandsWhereAValueStands) {
    // py: select(Hero.name, select(func.count(Team.id)).where(Team.id == Hero.team_id).scalar_subquery())
    EXPECT_SQL(
        "SELECT hero.name, (SELECT count(team.id) AS count_1 \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id) AS anon_1 \n"
        "FROM hero",
        "[]", select(col(&Hero::name), select(func::count(col(&Team::id))).where(col(&Team::id) == col(&Hero::team_id)).scalar_subquery()));
    // py: select(Hero.name, select(func.count(Team.id)).where(Team.id == Hero.team_id).scalar_subquery().label("n"))
    EXPECT_SQL(
        "SELECT hero.name, (SELECT count(team.id) AS count_1 \n"
        "FROM team \n"
        "WHERE team.id = hero.team_id) AS n \n"
        "FROM hero",
        "[]",
        select(col(&Hero::name),
            select(func::count(col(&Team::id))).where(col(&Team::id) == col(&Hero::team_id)).scalar_subquery().label("n")));
    // py: select(Hero.name).where(Hero.id == select(func.max(Team.id)).scalar_subquery())
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.id = (SELECT max(team.id) AS max_1 \n"
        "FROM team)",
        "[]", select(col(&Hero::name)).where(col(&Hero::id) == select(func::max(col(&Team::id))).scalar_subquery()));
    // py> h = aliased(Hero, name="h")
    const auto h = aliased<Hero>("h");
    // py: select(Hero.name).where(Hero.age > select(func.avg(h.age)).where(h.team_id == Hero.team_id).scalar_subquery())
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > (SELECT avg(h.age) AS avg_1 \n"
        "FROM hero AS h \n"
        "WHERE h.team_id = hero.team_id)",
        "[]",
        select(col(&Hero::name))
            .where(col(&Hero::age) >
                   select(func::avg(h.col(&Hero::age))).where(h.col(&Hero::team_id) == col(&Hero::team_id)).scalar_subquery()));
}

TEST(SqlSubquery, IsATable) {
    // py> s = select(Hero.name, Hero.age).where(Hero.age > 3).subquery("s")
    const auto s = select(col(&Hero::name), col(&Hero::age)).where(col(&Hero::age) > 3).subquery("s");
    // py: select(s.c.name).where(s.c.age < 5)
    EXPECT_SQL(
        "SELECT s.name \n"
        "FROM (SELECT hero.name AS name, hero.age AS age \n"
        "FROM hero \n"
        "WHERE hero.age > ?) AS s \n"
        "WHERE s.age < ?",
        "[3, 5]", select(s.col(&Hero::name)).where(s.col(&Hero::age) < 5));
    // py> n = select(Hero.team_id, func.count().label("n")).group_by(Hero.team_id).subquery("s")
    const auto n = select(col(&Hero::team_id), func::count().label("n")).group_by(col(&Hero::team_id)).subquery("s");
    // py: select(Team.name, n.c.n).join(n, n.c.team_id == Team.id).order_by(n.c.n.desc())
    EXPECT_SQL(
        "SELECT team.name, s.n \n"
        "FROM team JOIN (SELECT hero.team_id AS team_id, count(*) AS n \n"
        "FROM hero GROUP BY hero.team_id) AS s ON s.team_id = team.id ORDER BY s.n DESC",
        "[]",
        select(col(&Team::name), n.col<std::int64_t>("n"))
            .join(n, n.col(&Hero::team_id) == col(&Team::id))
            .order_by(n.col<std::int64_t>("n").desc()));
    // py: select(Team.name, n.c.n).outerjoin(n, n.c.team_id == Team.id)
    EXPECT_SQL(
        "SELECT team.name, s.n \n"
        "FROM team LEFT OUTER JOIN (SELECT hero.team_id AS team_id, count(*) AS n \n"
        "FROM hero GROUP BY hero.team_id) AS s ON s.team_id = team.id",
        "[]", select(col(&Team::name), n.col<std::int64_t>("n")).outer_join(n, n.col(&Hero::team_id) == col(&Team::id)));
    // py> u = select(Hero.name, Hero.id, Team.id).subquery()
    const auto u = select(col(&Hero::name), col(&Hero::id), col(&Team::id)).subquery();
    // py: select(u.c.name)
    EXPECT_SQL(
        "SELECT anon_1.name \n"
        "FROM (SELECT hero.name AS name, hero.id AS id, team.id AS id_1 \n"
        "FROM hero, team) AS anon_1",
        "[]", select(u.col(&Hero::name)));
    // py: select(func.count()).select_from(n)
    EXPECT_SQL(
        "SELECT count(*) AS count_1 \n"
        "FROM (SELECT hero.team_id AS team_id, count(*) AS n \n"
        "FROM hero GROUP BY hero.team_id) AS s",
        "[]", select(func::count()).select_from(n));
}

TEST(SqlSubquery, KnowsItsColumns) {
    const auto s = select(col(&Hero::name)).subquery("s");
    EXPECT_THROW(s.col(&Hero::age), retort::ArgumentError);
    EXPECT_THROW(s.col<int>("n"), retort::ArgumentError);
}

TEST(SqlCte, StandsInFrontOfTheStatement) {
    // py> s = select(Hero.name, Hero.age).where(Hero.age > 3).cte("s")
    const auto s = select(col(&Hero::name), col(&Hero::age)).where(col(&Hero::age) > 3).cte("s");
    // py: select(s.c.name).where(s.c.age < 5)
    EXPECT_SQL(
        "WITH s AS \n"
        "(SELECT hero.name AS name, hero.age AS age \n"
        "FROM hero \n"
        "WHERE hero.age > ?)\n"
        " SELECT s.name \n"
        "FROM s \n"
        "WHERE s.age < ?",
        "[3, 5]", select(s.col(&Hero::name)).where(s.col(&Hero::age) < 5));
    // py> t = select(s.c.age).where(s.c.age != 4).cte("t")
    const auto t = select(s.col(&Hero::age)).where(s.col(&Hero::age) != 4).cte("t");
    // py: select(s.c.name, t.c.age).where(s.c.age < 5, t.c.age == s.c.age)
    EXPECT_SQL(
        "WITH s AS \n"
        "(SELECT hero.name AS name, hero.age AS age \n"
        "FROM hero \n"
        "WHERE hero.age > ?), \n"
        "t AS \n"
        "(SELECT s.age AS age \n"
        "FROM s \n"
        "WHERE s.age != ?)\n"
        " SELECT s.name, t.age \n"
        "FROM s, t \n"
        "WHERE s.age < ? AND t.age = s.age",
        "[3, 4, 5]", select(s.col(&Hero::name), t.col(&Hero::age)).where(s.col(&Hero::age) < 5, t.col(&Hero::age) == s.col(&Hero::age)));
    // py: select(t.c.age)
    EXPECT_SQL(
        "WITH s AS \n"
        "(SELECT hero.name AS name, hero.age AS age \n"
        "FROM hero \n"
        "WHERE hero.age > ?), \n"
        "t AS \n"
        "(SELECT s.age AS age \n"
        "FROM s \n"
        "WHERE s.age != ?)\n"
        " SELECT t.age \n"
        "FROM t",
        "[3, 4]", select(t.col(&Hero::age)));
    // py: delete(Hero).where(Hero.age.in_(select(s.c.age)))
    EXPECT_SQL(
        "WITH s AS \n"
        "(SELECT hero.name AS name, hero.age AS age \n"
        "FROM hero \n"
        "WHERE hero.age > ?)\n"
        " DELETE FROM hero WHERE hero.age IN (SELECT s.age \n"
        "FROM s)",
        "[3]", retort::delete_from<Hero>().where(col(&Hero::age).in(select(s.col(&Hero::age)))));
}

TEST(SqlCte, RefersToItself) {
    // py> base = select(literal(1).label("n")).cte("c", recursive=True)
    // py> c = base.union_all(select(base.c.n + 1).where(base.c.n < 10))
    const auto base = select(literal(1).label("n")).cte("c", {.recursive = true});
    const auto c = base.union_all(select(base.col<int>("n") + 1).where(base.col<int>("n") < 10));
    // py: select(c.c.n)
    EXPECT_SQL(
        "WITH RECURSIVE c(n) AS \n"
        "(SELECT ? AS n UNION ALL SELECT c.n + ? AS anon_1 \n"
        "FROM c \n"
        "WHERE c.n < ?)\n"
        " SELECT c.n \n"
        "FROM c",
        "[1, 1, 10]", select(c.col<int>("n")));
    // py> top = select(Node.id, Node.parent_id).where(Node.id == 1).cte("tree", recursive=True)
    // py> tree = top.union_all(select(Node.id, Node.parent_id).join(top, top.c.id == Node.parent_id))
    const auto top = select(col(&Node::id), col(&Node::parent_id)).where(col(&Node::id) == 1).cte("tree", {.recursive = true});
    const auto tree = top.union_all(select(col(&Node::id), col(&Node::parent_id)).join(top, top.col(&Node::id) == col(&Node::parent_id)));
    // py: select(tree.c.id)
    EXPECT_SQL(
        "WITH RECURSIVE tree(id, parent_id) AS \n"
        "(SELECT \"order\".id AS id, \"order\".parent_id AS parent_id \n"
        "FROM \"order\" \n"
        "WHERE \"order\".id = ? UNION ALL SELECT \"order\".id AS id, \"order\".parent_id AS parent_id \n"
        "FROM \"order\" JOIN tree ON tree.id = \"order\".parent_id)\n"
        " SELECT tree.id \n"
        "FROM tree",
        "[1]", select(tree.col(&Node::id)));
}

TEST(SqlUnion, JoinsSelects) {
    // py: union(select(Hero.name), select(Team.name))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero UNION SELECT team.name \n"
        "FROM team",
        "[]", union_(select(col(&Hero::name)), select(col(&Team::name))));
    // py: union_all(select(Hero.name), select(Team.name), select(Power.name)).order_by("name").limit(3)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero UNION ALL SELECT team.name \n"
        "FROM team UNION ALL SELECT power.name \n"
        "FROM power ORDER BY name\n"
        " LIMIT ? OFFSET ?",
        "[3, 0]",
        union_all(select(col(&Hero::name)), select(col(&Team::name)), select(col(&Power::name))).order_by(label("name")).limit(3));
    // py: intersect(select(Hero.name), select(Team.name))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero INTERSECT SELECT team.name \n"
        "FROM team",
        "[]", intersect(select(col(&Hero::name)), select(col(&Team::name))));
    // py: except_(select(Hero.name), select(Team.name))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero EXCEPT SELECT team.name \n"
        "FROM team",
        "[]", except_(select(col(&Hero::name)), select(col(&Team::name))));
    // py> u = union(select(Hero.name), select(Team.name)).subquery("u")
    const auto u = union_(select(col(&Hero::name)), select(col(&Team::name))).subquery("u");
    // py: select(u.c.name)
    EXPECT_SQL(
        "SELECT u.name \n"
        "FROM (SELECT hero.name AS name \n"
        "FROM hero UNION SELECT team.name AS name \n"
        "FROM team) AS u",
        "[]", select(u.col(&Hero::name)));
}

TEST(SqlUnion, WrapsPartsThatSqliteTakesInNoOtherWay) {
    EXPECT_SQL(
        "SELECT * FROM (SELECT hero.name \nFROM hero\n LIMIT ? OFFSET ?) UNION ALL SELECT * FROM (SELECT team.name \nFROM team ORDER BY "
        "team.id)",
        "[3, 0]", union_all(select(col(&Hero::name)).limit(3), select(col(&Team::name)).order_by(col(&Team::id))));
    EXPECT_SQL("SELECT hero.name \nFROM hero EXCEPT SELECT * FROM (SELECT team.name \nFROM team UNION ALL SELECT power.name \nFROM power)",
        "[]", except_(select(col(&Hero::name)), union_all(select(col(&Team::name)), select(col(&Power::name)))));
}

TEST(SqlUnion, IsNoSelect) {
    const auto u = union_(select(col(&Hero::name)), select(col(&Team::name)));
    EXPECT_THROW(u.where(col(&Hero::age) > 1), retort::ArgumentError);
    EXPECT_THROW(u.join<Power>(), retort::ArgumentError);
}
