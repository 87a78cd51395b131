#include "sql_test.hpp"

using namespace sql_test;
using retort::and_, retort::case_, retort::cast, retort::col, retort::label, retort::literal, retort::not_, retort::or_, retort::Predicate,
    retort::rel, retort::select, retort::text, retort::when;
namespace func = retort::func;

TEST(SqlComparison, BindsValues) {
    // py: select(Hero.name).where(Hero.age > 30, Hero.name == "x")
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > ? AND hero.name = ?",
        "[30, 'x']", select(col(&Hero::name)).where(col(&Hero::age) > 30, col(&Hero::name) == "x"));
    // py: select(Hero.name).where(Hero.age != 1, Hero.age < 2, Hero.age <= 3, Hero.age >= 4)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age != ? AND hero.age < ? AND hero.age <= ? AND hero.age >= ?",
        "[1, 2, 3, 4]",
        select(col(&Hero::name)).where(col(&Hero::age) != 1, col(&Hero::age) < 2, col(&Hero::age) <= 3, col(&Hero::age) >= 4));
}

TEST(SqlComparison, TurnsAValueOnTheLeftAround) {
    // py: select(Hero.name).where(30 < Hero.age, "x" == Hero.name)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > ? AND hero.name = ?",
        "[30, 'x']", select(col(&Hero::name)).where(30 < col(&Hero::age), "x" == col(&Hero::name)));
}

TEST(SqlComparison, ComparesColumns) {
    // py: select(Hero.name).where(Hero.age == Hero.id)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age = hero.id",
        "[]", select(col(&Hero::name)).where(col(&Hero::age) == col(&Hero::id)));
}

TEST(SqlComparison, BindsEachTypeAsItsColumnStoresIt) {
    // py: select(Hero.name).where(Hero.kind == Kind.robot, Hero.born > datetime.datetime(2020, 1, 2), Hero.price > Decimal("3.50"),
    //     Hero.score > 3.5, Hero.data == {"a": 1}, Hero.token == uuid.UUID("c0ffee00-0000-4000-8000-000000000001"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.kind = ? AND hero.born > ? AND hero.price > ? AND hero.score > ? AND hero.data = ? AND hero.token = ?",
        "['robot', datetime.datetime(2020, 1, 2, 0, 0), Decimal('3.50'), 3.5, '{\"a\": 1}', UUID('c0ffee00-0000-4000-8000-000000000001')]",
        select(col(&Hero::name))
            .where(col(&Hero::kind) == Kind::robot,
                col(&Hero::born) > retort::DateTime{std::chrono::sys_days{std::chrono::year{2020} / 1 / 2}},
                col(&Hero::price) > Decimal{"3.50"}, col(&Hero::score) > 3.5, col(&Hero::data) == Json{{"a", 1}},
                col(&Hero::token) == Uuid::parse("c0ffee00-0000-4000-8000-000000000001")));
}

TEST(SqlComparison, TakesFieldsAndOptionals) {
    Hero hero{.name = "x", .age = 4};
    hero.team_id = 7;
    // py: select(Hero.name).where(Hero.team_id == 7, Hero.age == 4, Hero.name == "x")
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.team_id = ? AND hero.age = ? AND hero.name = ?",
        "[7, 4, 'x']",
        select(col(&Hero::name)).where(col(&Hero::team_id) == hero.team_id, col(&Hero::age) == hero.age, col(&Hero::name) == hero.name));
}

TEST(SqlComparison, AnEmptyOptionalIsNull) {
    const Hero hero;
    // py: select(Hero.name).where(Hero.age == None, Hero.age != None, Hero.team_id == None)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age IS NULL AND hero.age IS NOT NULL AND hero.team_id IS NULL",
        "[]",
        select(col(&Hero::name)).where(col(&Hero::age) == nullptr, col(&Hero::age) != std::nullopt, col(&Hero::team_id) == hero.team_id));
    EXPECT_THROW((void)(col(&Hero::age) < hero.age), retort::ArgumentError);
}

TEST(SqlComparison, TestsForNull) {
    // py: select(Hero.name).where(Hero.age.is_(None), Hero.age.is_not(None))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age IS NULL AND hero.age IS NOT NULL",
        "[]", select(col(&Hero::name)).where(col(&Hero::age).is_null(), col(&Hero::age).is_not_null()));
    // py: select(Hero.name).where(Hero.age.is_distinct_from(3), Hero.age.is_not_distinct_from(Hero.id))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age IS NOT ? AND hero.age IS hero.id",
        "[3]", select(col(&Hero::name)).where(col(&Hero::age).is_distinct_from(3), col(&Hero::age).is_not_distinct_from(col(&Hero::id))));
}

TEST(SqlBoolean, AColumnIsACondition) {
    // py: select(Hero.name).where(Hero.active, not_(Hero.active), or_(Hero.active, Hero.id == 1))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.active = 1 AND hero.active = 0 AND (hero.active = 1 OR hero.id = ?)",
        "[1]", select(col(&Hero::name)).where(col(&Hero::active), !col(&Hero::active), col(&Hero::active) || col(&Hero::id) == 1));
    // py: select(Hero.name).where(Hero.active == True, Hero.active != True, Hero.active == False)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.active = 1 AND hero.active != 1 AND hero.active = 0",
        "[]", select(col(&Hero::name)).where(col(&Hero::active) == true, col(&Hero::active) != true, col(&Hero::active) == false));
}

TEST(SqlLogic, PutsParenthesesOnlyWhereTheyAreNeeded) {
    // py: select(Hero.name).where(or_(Hero.age > 30, Hero.name == "x"), Hero.id == 1)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.age > ? OR hero.name = ?) AND hero.id = ?",
        "[30, 'x', 1]", select(col(&Hero::name)).where(col(&Hero::age) > 30 || col(&Hero::name) == "x", col(&Hero::id) == 1));
    // py: select(Hero.name).where(or_(and_(Hero.age > 30, Hero.name == "x"), Hero.id == 1))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > ? AND hero.name = ? OR hero.id = ?",
        "[30, 'x', 1]", select(col(&Hero::name)).where((col(&Hero::age) > 30 && col(&Hero::name) == "x") || col(&Hero::id) == 1));
    // py: select(Hero.name).where(and_(Hero.age > 30, and_(Hero.name == "x", or_(Hero.id == 1, Hero.id == 2))))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > ? AND hero.name = ? AND (hero.id = ? OR hero.id = ?)",
        "[30, 'x', 1, 2]",
        select(col(&Hero::name))
            .where(and_(col(&Hero::age) > 30, and_(col(&Hero::name) == "x", or_(col(&Hero::id) == 1, col(&Hero::id) == 2)))));
}

TEST(SqlLogic, NegatesByTheOppositeOperator) {
    // py: select(Hero.name).where(not_(Hero.age > 30), not_(Hero.name.in_(["a"])), ~Hero.name.like("a"), ~Hero.age.is_(None), ~Hero.age.between(1, 2),
    //     not_(Hero.name.ilike("x")))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age <= ? AND (hero.name NOT IN (?)) AND hero.name NOT LIKE ? AND hero.age IS NOT NULL AND hero.age NOT BETWEEN ? AND ? "
        "AND lower(hero.name) NOT LIKE lower(?)",
        "[30, 'a', 'a', 1, 2, 'x']",
        select(col(&Hero::name))
            .where(!(col(&Hero::age) > 30), not_(col(&Hero::name).in({"a"})), !col(&Hero::name).like("a"), !col(&Hero::age).is_null(),
                !col(&Hero::age).between(1, 2), not_(col(&Hero::name).ilike("x"))));
    // py: select(Hero.name).where(not_(not_(and_(Hero.age > 30, Hero.id == 1))))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE NOT (NOT (hero.age > ? AND hero.id = ?))",
        "[30, 1]", select(col(&Hero::name)).where(!!(col(&Hero::age) > 30 && col(&Hero::id) == 1)));
}

TEST(SqlLogic, ComposesAtRunTime) {
    Predicate filter;
    EXPECT_TRUE(filter.empty());
    // py: select(Hero.name)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero",
        "[]", select(col(&Hero::name)).where(filter, !filter, filter || Predicate{}));
    filter = filter && col(&Hero::age) > 1;
    filter = filter || Predicate{};
    for (const char* name : {"a", "b"})
        filter = filter && col(&Hero::name) != name;
    // py: select(Hero.name).where(and_(Hero.age > 1, Hero.name != "a", Hero.name != "b"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age > ? AND hero.name != ? AND hero.name != ?",
        "[1, 'a', 'b']", select(col(&Hero::name)).where(filter));
}

TEST(SqlIn, TakesListsRangesAndSelects) {
    const std::vector<std::string> names{"a", "b"};
    // py: select(Hero.name).where(Hero.name.in_(["a", "b"]), Hero.id.in_([1, 2]), Hero.name.not_in(["a", "b"]), Hero.kind.in_([Kind.robot]))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.name IN (?, ?) AND hero.id IN (?, ?) AND (hero.name NOT IN (?, ?)) AND hero.kind IN (?)",
        "['a', 'b', 1, 2, 'a', 'b', 'robot']",
        select(col(&Hero::name))
            .where(col(&Hero::name).in(names), col(&Hero::id).in({1, 2}), col(&Hero::name).not_in({"a", "b"}),
                col(&Hero::kind).in({Kind::robot})));
    // py: select(Hero.name).where(Hero.id.in_(select(Team.id).where(Team.name == "x")), Hero.id.not_in(select(Team.id)))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.id IN (SELECT team.id \n"
        "FROM team \n"
        "WHERE team.name = ?) AND (hero.id NOT IN (SELECT team.id \n"
        "FROM team))",
        "['x']",
        select(col(&Hero::name))
            .where(
                col(&Hero::id).in(select(col(&Team::id)).where(col(&Team::name) == "x")), col(&Hero::id).not_in(select(col(&Team::id)))));
}

TEST(SqlIn, NothingIsInAnEmptyList) {
    // py: select(Hero.name).where(Hero.name.in_([]), Hero.name.not_in([]))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.name IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1) AND (hero.name NOT IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1))",
        "[]", select(col(&Hero::name)).where(col(&Hero::name).in({}), col(&Hero::name).not_in(std::vector<std::string>{})));
}

TEST(SqlLike, MatchesPatterns) {
    // py: select(Hero.name).where(Hero.name.like("a%"), Hero.name.ilike("A%"), Hero.name.not_like("a"), Hero.name.not_ilike("b"),
    //     Hero.name.like("x", escape="/"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.name LIKE ? AND lower(hero.name) LIKE lower(?) AND hero.name NOT LIKE ? AND lower(hero.name) NOT LIKE lower(?) AND "
        "hero.name LIKE ? ESCAPE '/'",
        "['a%', 'A%', 'a', 'b', 'x']",
        select(col(&Hero::name))
            .where(col(&Hero::name).like("a%"), col(&Hero::name).ilike("A%"), col(&Hero::name).not_like("a"),
                col(&Hero::name).not_ilike("b"), col(&Hero::name).like("x", {.escape = "/"})));
    // py: select(Hero.name).where(Hero.name.startswith("a"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE ? || '%')",
        "['a']", select(col(&Hero::name)).where(col(&Hero::name).startswith("a")));
    // py: select(Hero.name).where(Hero.name.startswith("a%", autoescape=True), Hero.name.endswith("b"), Hero.name.contains("c/_%", autoescape=True),
    //     Hero.name.contains("d", escape="!"), ~Hero.name.contains("e"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE ? || '%' ESCAPE '/') AND (hero.name LIKE '%' || ?) AND (hero.name LIKE '%' || ? || '%' ESCAPE '/') AND "
        "(hero.name LIKE '%' || ? || '%' ESCAPE '!') AND (hero.name NOT LIKE '%' || ? || '%')",
        "['a/%', 'b', 'c///_/%', 'd', 'e']",
        select(col(&Hero::name))
            .where(col(&Hero::name).startswith("a%", {.autoescape = true}), col(&Hero::name).endswith("b"),
                col(&Hero::name).contains("c/_%", {.autoescape = true}), col(&Hero::name).contains("d", {.escape = "!"}),
                !col(&Hero::name).contains("e")));
    // py: select(Hero.name).where(Hero.name.contains(Hero.name), Hero.name.startswith(Hero.name + "x"))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE '%' || hero.name || '%') AND (hero.name LIKE (hero.name || ?) || '%')",
        "['x']",
        select(col(&Hero::name)).where(col(&Hero::name).contains(col(&Hero::name)), col(&Hero::name).startswith(col(&Hero::name) + "x")));
}

TEST(SqlLike, RefusesAnEscapeOfSeveralCharacters) {
    EXPECT_THROW(col(&Hero::name).like("x", {.escape = "ab"}), retort::ArgumentError);
    EXPECT_THROW(col(&Hero::name).contains(col(&Hero::name), {.autoescape = true}), retort::ArgumentError);
}

TEST(SqlBetween, IncludesBothBounds) {
    // py: select(Hero.name).where(Hero.age.between(1, 2), Hero.age.between(Hero.id + 1, Hero.id * 2))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE hero.age BETWEEN ? AND ? AND hero.age BETWEEN hero.id + ? AND hero.id * ?",
        "[1, 2, 1, 2]",
        select(col(&Hero::name)).where(col(&Hero::age).between(1, 2), col(&Hero::age).between(col(&Hero::id) + 1, col(&Hero::id) * 2)));
}

TEST(SqlArithmetic, GroupsAsWritten) {
    // py: select(Hero.age + 1, Hero.age * Hero.id + 1, (Hero.age + 1) * 2, Hero.age - (Hero.id - 1), Hero.age - Hero.id - 1,
    //     Hero.age / (Hero.id * 2), Hero.age % 2, -Hero.age, -(Hero.age + 1), -(-Hero.age), 5 - Hero.age)
    EXPECT_SQL(
        "SELECT hero.age + ? AS anon_1, hero.age * hero.id + ? AS anon_2, (hero.age + ?) * ? AS anon_3, hero.age - (hero.id - ?) AS "
        "anon_4, (hero.age - hero.id) - ? AS anon_5, hero.age / (hero.id * ?) AS anon_6, hero.age % ? AS anon_7, -hero.age, -(hero.age + "
        "?), -(-hero.age), ? - hero.age AS anon_8 \n"
        "FROM hero",
        "[1, 1, 1, 2, 1, 1, 2, 2, 1, 5]",
        select(col(&Hero::age) + 1, col(&Hero::age) * col(&Hero::id) + 1, (col(&Hero::age) + 1) * 2, col(&Hero::age) - (col(&Hero::id) - 1),
            col(&Hero::age) - col(&Hero::id) - 1, col(&Hero::age) / (col(&Hero::id) * 2), col(&Hero::age) % 2, -col(&Hero::age),
            -(col(&Hero::age) + 1), -(-col(&Hero::age)), 5 - col(&Hero::age)));
    // py: select(Hero.name).where((Hero.age + 1) * 2 > 3 - Hero.id)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.age + ?) * ? > ? - hero.id",
        "[1, 2, 3]", select(col(&Hero::name)).where((col(&Hero::age) + 1) * 2 > 3 - col(&Hero::id)));
}

TEST(SqlArithmetic, DividesDecimalsAsDecimals) {
    // SQLite holds 7.00 as an integer, and SQLAlchemy 1.4 leaves it at that.
    EXPECT_SQL(
        "SELECT hero.price / 1.0 / ? AS anon_1, ? / 1.0 / hero.price AS anon_2, hero.score / ? AS anon_3 \nFROM hero \nWHERE hero.id = ?",
        "[2, 7, 2, 5]", select(col(&Hero::price) / 2, 7 / col(&Hero::price), col(&Hero::score) / 2).where(col(&Hero::id) == 5));
}

TEST(SqlArithmetic, HasTheTypeOfBothSides) {
    static_assert(std::is_same_v<decltype(col(&Hero::age) + 1)::value_type, std::optional<int>>);
    static_assert(std::is_same_v<decltype(col(&Hero::score) * 2)::value_type, double>);
    static_assert(std::is_same_v<decltype(col(&Hero::age) + col(&Hero::id))::value_type, std::optional<std::int64_t>>);
    static_assert(std::is_same_v<decltype(col(&Hero::price) * 2)::value_type, Decimal>);
    static_assert(std::is_same_v<decltype(col(&Hero::name) + "x")::value_type, std::string>);
    static_assert(std::is_same_v<decltype(func::sum(col(&Hero::age)))::value_type, std::optional<std::int64_t>>);
    static_assert(std::is_same_v<decltype(func::sum(col(&Hero::price)))::value_type, std::optional<Decimal>>);
    static_assert(std::is_same_v<decltype(func::avg(col(&Hero::age)))::value_type, std::optional<double>>);
    static_assert(std::is_same_v<decltype(func::max(col(&Hero::name)))::value_type, std::optional<std::string>>);
    static_assert(std::is_same_v<decltype(func::coalesce(col(&Hero::age), 0))::value_type, int>);
    static_assert(std::is_same_v<decltype(select(col(&Hero::name), func::count())), retort::Select<std::string, std::int64_t>>);
    static_assert(std::is_same_v<decltype(select<Hero, Team>()), retort::Select<retort::Entity<Hero>, retort::Entity<Team>>>);
    static_assert(
        std::is_same_v<decltype(select(retort::entity<Hero>(), func::count())), retort::Select<retort::Entity<Hero>, std::int64_t>>);
    static_assert(std::is_same_v<decltype(select(col(&Team::name).nullable())), retort::Select<std::optional<std::string>>>);
}

TEST(SqlText, ConcatenatesWithPlus) {
    // py: select(Hero.name + "x", Hero.name + Hero.name + "y", "a" + Hero.name, (Hero.name + "x") == "b")
    EXPECT_SQL(
        "SELECT hero.name || ? AS anon_1, hero.name || hero.name || ? AS anon_2, ? || hero.name AS anon_3, hero.name || ? = ? AS anon_4 \n"
        "FROM hero",
        "['x', 'y', 'a', 'x', 'b']",
        select(col(&Hero::name) + "x", col(&Hero::name) + col(&Hero::name) + "y", "a" + col(&Hero::name), (col(&Hero::name) + "x") == "b"));
}

TEST(SqlFunction, NamesItsColumn) {
    // py: select(func.count(), func.count(Hero.id), func.max(Hero.age), func.anything("x", Hero.id), func.coalesce(Hero.age, 0), func.count(Hero.id.distinct()))
    EXPECT_SQL(
        "SELECT count(*) AS count_1, count(hero.id) AS count_2, max(hero.age) AS max_1, anything(?, hero.id) AS anything_1, "
        "coalesce(hero.age, ?) AS coalesce_1, count(DISTINCT hero.id) AS count_3 \n"
        "FROM hero",
        "['x', 0]",
        select(func::count(), func::count(col(&Hero::id)), func::max(col(&Hero::age)), func::call<double>("anything", "x", col(&Hero::id)),
            func::coalesce(col(&Hero::age), 0), func::count(col(&Hero::id).distinct())));
    // py: select(func.min(Hero.name), func.sum(Hero.age), func.avg(Hero.age), func.lower(Hero.name), func.upper(Hero.name), func.length(Hero.name),
    //     func.abs(Hero.age), func.round(Hero.score, 2), func.trim(Hero.name), func.group_concat(Hero.name, ", "))
    EXPECT_SQL(
        "SELECT min(hero.name) AS min_1, sum(hero.age) AS sum_1, avg(hero.age) AS avg_1, lower(hero.name) AS lower_1, upper(hero.name) AS "
        "upper_1, length(hero.name) AS length_1, abs(hero.age) AS abs_1, round(hero.score, ?) AS round_1, trim(hero.name) AS trim_1, "
        "group_concat(hero.name, ?) AS group_concat_1 \n"
        "FROM hero",
        "[2, ', ']",
        select(func::min(col(&Hero::name)), func::sum(col(&Hero::age)), func::avg(col(&Hero::age)), func::lower(col(&Hero::name)),
            func::upper(col(&Hero::name)), func::length(col(&Hero::name)), func::abs(col(&Hero::age)), func::round(col(&Hero::score), 2),
            func::trim(col(&Hero::name)), func::group_concat(col(&Hero::name), ", ")));
    // py: select(func.now(), func.current_timestamp(), func.random())
    EXPECT_SQL("SELECT CURRENT_TIMESTAMP AS now_1, CURRENT_TIMESTAMP AS current_timestamp_1, random() AS random_1", "[]",
        select(func::now(), func::current_timestamp(), func::call<std::int64_t>("random")));
    // py: select(func.max(Hero.age) + 1, func.max(Hero.age) > 3)
    EXPECT_SQL(
        "SELECT max(hero.age) + ? AS anon_1, max(hero.age) > ? AS anon_2 \n"
        "FROM hero",
        "[1, 3]", select(func::max(col(&Hero::age)) + 1, func::max(col(&Hero::age)) > 3));
    // py: select(func.count(Hero.id).filter(Hero.age > 3))
    EXPECT_SQL(
        "SELECT count(hero.id) FILTER (WHERE hero.age > ?) AS anon_1 \n"
        "FROM hero",
        "[3]", select(func::count(col(&Hero::id)).filter(col(&Hero::age) > 3)));
}

TEST(SqlFunction, JoinsDistinctTexts) {
    EXPECT_SQL("SELECT group_concat(DISTINCT hero.name) AS group_concat_1 \nFROM hero \nWHERE hero.name = ?", "['x']",
        select(func::group_concat(col(&Hero::name).distinct())).where(col(&Hero::name) == "x"));
    EXPECT_THROW(compiled(select(func::group_concat(col(&Hero::name).distinct(), ";")).node()), retort::CompileError);
}

TEST(SqlFunction, BindsNull) {
    EXPECT_SQL("SELECT coalesce(?, ?) AS coalesce_1", "[None, 3]", select(func::call<int>("coalesce", nullptr, 3)));
}

TEST(SqlFunction, CannotSmuggleSqlInItsName) {
    const auto compiled_statement = compiled(select(func::call<int>("x(); DROP TABLE hero; --")).node());
    EXPECT_EQ(compiled_statement.sql, "SELECT \"x(); DROP TABLE hero; --\"() AS \"x(); DROP TABLE hero; --_1\"");
}

TEST(SqlWindow, PartitionsAndOrders) {
    // py: select(func.row_number().over(partition_by=Hero.team_id, order_by=Hero.age.desc()))
    EXPECT_SQL(
        "SELECT row_number() OVER (PARTITION BY hero.team_id ORDER BY hero.age DESC) AS anon_1 \n"
        "FROM hero",
        "[]", select(func::row_number().over({.partition_by = col(&Hero::team_id), .order_by = col(&Hero::age).desc()})));
    // py: select(func.sum(Hero.age).over(partition_by=[Hero.team_id, Hero.name]), func.rank().over(order_by=[Hero.age, Hero.id]), func.rank().over())
    EXPECT_SQL(
        "SELECT sum(hero.age) OVER (PARTITION BY hero.team_id, hero.name) AS anon_1, rank() OVER (ORDER BY hero.age, hero.id) AS anon_2, "
        "rank() OVER () AS anon_3 \n"
        "FROM hero",
        "[]",
        select(func::sum(col(&Hero::age)).over({.partition_by = {col(&Hero::team_id), col(&Hero::name)}}),
            func::rank().over({.order_by = {col(&Hero::age), col(&Hero::id)}}), func::rank().over()));
    // py: select(func.sum(Hero.age).over(order_by=Hero.id, rows=(None, 0)), func.sum(Hero.age).over(order_by=Hero.id, range_=(-1, 2)))
    EXPECT_SQL(
        "SELECT sum(hero.age) OVER (ORDER BY hero.id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW) AS anon_1, sum(hero.age) OVER "
        "(ORDER BY hero.id RANGE BETWEEN ? PRECEDING AND ? FOLLOWING) AS anon_2 \n"
        "FROM hero",
        "[1, 2]",
        select(func::sum(col(&Hero::age)).over({.order_by = col(&Hero::id), .rows = retort::Frame{.to = 0}}),
            func::sum(col(&Hero::age)).over({.order_by = col(&Hero::id), .range = retort::Frame{-1, 2}})));
}

TEST(SqlCase, ChoosesAmongResults) {
    // py: select(case((Hero.age > 3, "a"), (and_(Hero.age > 1, Hero.id == 2), "b"), else_="c"), case((Hero.age > 3, Hero.id)))
    EXPECT_SQL(
        "SELECT CASE WHEN (hero.age > ?) THEN ? WHEN (hero.age > ? AND hero.id = ?) THEN ? ELSE ? END AS anon_1, CASE WHEN (hero.age > ?) "
        "THEN hero.id END AS anon_2 \n"
        "FROM hero",
        "[3, 'a', 1, 2, 'b', 'c', 3]",
        select(case_(when(col(&Hero::age) > 3, "a"), when(col(&Hero::age) > 1 && col(&Hero::id) == 2, "b")).else_("c"),
            case_(when(col(&Hero::age) > 3, col(&Hero::id)))));
}

TEST(SqlCast, NamesTheTypeAsTheDatabaseDoes) {
    // py: select(cast(Hero.age, String), cast(Hero.age, Integer), cast(Hero.name, Float), cast(Hero.name, DateTime), cast(Hero.age + 1, String))
    EXPECT_SQL(
        "SELECT CAST(hero.age AS VARCHAR) AS age, CAST(hero.age AS INTEGER) AS age__1, CAST(hero.name AS FLOAT) AS name, CAST(hero.name AS "
        "DATETIME) AS name__1, CAST(hero.age + ? AS VARCHAR) AS anon_1 \n"
        "FROM hero",
        "[1]",
        select(cast<std::string>(col(&Hero::age)), cast<int>(col(&Hero::age)), cast<double>(col(&Hero::name)),
            cast<retort::DateTime>(col(&Hero::name)), cast<std::string>(col(&Hero::age) + 1)));
}

TEST(SqlJson, StepsIntoDocuments) {
    // py: select(Hero.name).where(Hero.data["a"]["b"].as_string() == "x")
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(hero.data, ?)), ?) = ?",
        "['$.\"a\"', '$.\"b\"', 'x']", select(col(&Hero::name)).where(col(&Hero::data)["a"]["b"].as<std::string>() == "x"));
    // py: select(Hero.data["a"]["b"], Hero.data["a"].as_integer(), Hero.data["a"].as_boolean(), Hero.data[1]["x"].as_json())
    EXPECT_SQL(
        "SELECT JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(hero.data, ?)), ?)) AS anon_1, JSON_EXTRACT(hero.data, ?) AS anon_2, "
        "JSON_EXTRACT(hero.data, ?) AS anon_3, JSON_QUOTE(JSON_EXTRACT(JSON_QUOTE(JSON_EXTRACT(hero.data, ?)), ?)) AS anon_4 \n"
        "FROM hero",
        "['$.\"a\"', '$.\"b\"', '$.\"a\"', '$.\"a\"', '$[1]', '$.\"x\"']",
        select(col(&Hero::data)["a"]["b"], col(&Hero::data)["a"].as<int>(), col(&Hero::data)["a"].as<bool>(),
            col(&Hero::data)[1]["x"].as<Json>()));
}

TEST(SqlJson, SaysWhichMembersNoPathCanName) {
    EXPECT_SQL("SELECT JSON_EXTRACT(hero.data, ?) AS anon_1 \nFROM hero", R"(['$.a\\"b'])", select(col(&Hero::data)["a\"b"].as<int>()));
    EXPECT_THROW(col(&Hero::data)["a\".b"], retort::ArgumentError);
}

TEST(SqlLabel, NamesAnExpression) {
    // py> n = (Hero.age + 1).label("n")
    const auto n = (col(&Hero::age) + 1).label("n");
    // py: select(n).where(n > 3).group_by(n).order_by(n, n.desc())
    EXPECT_SQL(
        "SELECT hero.age + ? AS n \n"
        "FROM hero \n"
        "WHERE hero.age + ? > ? GROUP BY hero.age + ? ORDER BY n, n DESC",
        "[1, 1, 3, 1]", select(n).where(n > 3).group_by(n).order_by(n, n.desc()));
    // py: select(n).order_by(-n, n + 1)
    EXPECT_SQL(
        "SELECT hero.age + ? AS n \n"
        "FROM hero ORDER BY -(hero.age + ?), hero.age + ? + ?",
        "[1, 1, 1, 1]", select(n).order_by(-n, n + 1));
    // py: select(Hero.name).order_by(n)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero ORDER BY hero.age + ?",
        "[1]", select(col(&Hero::name)).order_by(n));
    // py: select(Hero.name.label("n"), func.count(Hero.id).label("c")).group_by(Hero.name).order_by(desc("c"))
    EXPECT_SQL(
        "SELECT hero.name AS n, count(hero.id) AS c \n"
        "FROM hero GROUP BY hero.name ORDER BY c DESC",
        "[]",
        select(col(&Hero::name).label("n"), func::count(col(&Hero::id)).label("c")).group_by(col(&Hero::name)).order_by(label("c").desc()));
}

TEST(SqlCollate, NamesTheCollation) {
    // py: select(Hero.name).where(collate(Hero.name, "NOCASE") == "x").order_by(collate(Hero.name, "nocase").desc())
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        "WHERE (hero.name COLLATE \"NOCASE\") = ? ORDER BY hero.name COLLATE nocase DESC",
        "['x']",
        select(col(&Hero::name)).where(col(&Hero::name).collate("NOCASE") == "x").order_by(col(&Hero::name).collate("nocase").desc()));
}

TEST(SqlIdentifier, IsQuotedWhereSqlAlchemyQuotesIt) {
    // py: select(Node.Label, Node.id).where(Node.Label == "x")
    EXPECT_SQL(
        "SELECT \"order\".\"Label\", \"order\".id \n"
        "FROM \"order\" \n"
        "WHERE \"order\".\"Label\" = ?",
        "['x']", select(col(&Node::Label), col(&Node::id)).where(col(&Node::Label) == "x"));
}
