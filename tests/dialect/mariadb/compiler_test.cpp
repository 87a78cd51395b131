// The texts are SQLAlchemy's for MariaDB (tests/sql/regenerate.py --mariadb) where a `// py:` stands before them.
#include <retort/core/error.hpp>
#include <retort/dialect/mariadb/compiler.hpp>

#include <tests/sql/sql_test.hpp>

namespace {

retort::sql::Compiled mariadb_compiled(const retort::sql::StatementNode& statement, bool has_returning = true) {
    return retort::mariadb::MariadbCompiler{has_returning}.compile(statement);
}

#ifndef RETORT_EXECUTE_STATEMENTS
#undef EXPECT_SQL
#define EXPECT_SQL(expected_sql, expected_parameters, ...)                          \
    do {                                                                            \
        const auto compiled_statement = mariadb_compiled((__VA_ARGS__).node());     \
        EXPECT_EQ(compiled_statement.sql, expected_sql);                            \
        EXPECT_EQ(::sql_test::parameters(compiled_statement), expected_parameters); \
    } while (false)
#endif

using namespace sql_test;
using retort::aliased, retort::cast, retort::col, retort::CompileError, retort::delete_from, retort::except_, retort::exists,
    retort::insert, retort::intersect, retort::label, retort::select, retort::text, retort::union_, retort::union_all, retort::update;
namespace func = retort::func;
namespace types = retort::types;

TEST(MariadbSelect, LimitsAndOffsets) {
    // py: select(Hero.name).limit(5)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        " LIMIT ?",
        "[5]", select(col(&Hero::name)).limit(5));
    // py: select(Hero.name).offset(7)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        " LIMIT ?, 18446744073709551615",
        "[7]", select(col(&Hero::name)).offset(7));
    // py: select(Hero.name).limit(5).offset(7)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero \n"
        " LIMIT ?, ?",
        "[7, 5]", select(col(&Hero::name)).limit(5).offset(7));
}

TEST(MariadbSelect, LocksRows) {
    // py: select(Hero.name).with_for_update()
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero FOR UPDATE",
        "[]", select(col(&Hero::name)).with_for_update());
    // py: select(Hero.name).with_for_update(read=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LOCK IN SHARE MODE",
        "[]", select(col(&Hero::name)).with_for_update({.read = true}));
    // py: select(Hero.name).with_for_update(skip_locked=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero FOR UPDATE SKIP LOCKED",
        "[]", select(col(&Hero::name)).with_for_update({.skip_locked = true}));
    // py: select(Hero.name).with_for_update(read=True, nowait=True)
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero LOCK IN SHARE MODE NOWAIT",
        "[]", select(col(&Hero::name)).with_for_update({.nowait = true, .read = true}));
}

TEST(MariadbSelect, Compounds) {
    // py: union(select(Hero.name), select(Team.name))
    EXPECT_SQL(
        "SELECT hero.name \n"
        "FROM hero UNION SELECT team.name \n"
        "FROM team",
        "[]", union_(select(col(&Hero::name)), select(col(&Team::name))));
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
    // py: union_all(select(Hero.name).limit(1), select(Team.name))
    EXPECT_SQL(
        "(SELECT hero.name \n"
        "FROM hero \n"
        " LIMIT ?) UNION ALL SELECT team.name \n"
        "FROM team",
        "[1]", union_all(select(col(&Hero::name)).limit(1), select(col(&Team::name))));
}

TEST(MariadbSelect, OrdersNullsWhereTheyAreWanted) {
    EXPECT_SQL("SELECT hero.name \nFROM hero ORDER BY hero.age IS NOT NULL, hero.age ASC, hero.age IS NULL, hero.age DESC, hero.age DESC",
        "[]",
        select(col(&Hero::name))
            .order_by(col(&Hero::age).asc().nulls_first(), col(&Hero::age).desc().nulls_last(), col(&Hero::age).desc()));
}

TEST(MariadbSelect, QuotesWithBackticks) {
    // py: select(Node)
    EXPECT_SQL(
        "SELECT `order`.id, `order`.`Label`, `order`.parent_id \n"
        "FROM `order`",
        "[]", select<Node>());
}

TEST(MariadbExpression, JoinsTexts) {
    // py: select(Hero.name + "x" + Hero.name)
    EXPECT_SQL(
        "SELECT concat(concat(hero.name, ?), hero.name) AS anon_1 \n"
        "FROM hero",
        "['x']", select(col(&Hero::name) + "x" + col(&Hero::name)));
    // py: select(Hero.id).where(Hero.name.startswith("a"))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE concat(?, '%'))",
        "['a']", select(col(&Hero::id)).where(col(&Hero::name).startswith("a")));
    // py: select(Hero.id).where(Hero.name.endswith("a"))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE concat('%', ?))",
        "['a']", select(col(&Hero::id)).where(col(&Hero::name).endswith("a")));
    // py: select(Hero.id).where(Hero.name.contains("a%", autoescape=True))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE (hero.name LIKE concat(concat('%', ?), '%') ESCAPE '/')",
        "['a/%']", select(col(&Hero::id)).where(col(&Hero::name).contains("a%", {.autoescape = true})));
}

TEST(MariadbExpression, MatchesTexts) {
    // py: select(Hero.id).where(Hero.name.like("a"), ~Hero.name.like("b"))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE hero.name LIKE ? AND hero.name NOT LIKE ?",
        "['a', 'b']", select(col(&Hero::id)).where(col(&Hero::name).like("a"), !col(&Hero::name).like("b")));
    // py: select(Hero.id).where(Hero.name.ilike("a"), ~Hero.name.ilike("b", escape="/"))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE lower(hero.name) LIKE lower(?) AND lower(hero.name) NOT LIKE lower(?) ESCAPE '/'",
        "['a', 'b']", select(col(&Hero::id)).where(col(&Hero::name).ilike("a"), !col(&Hero::name).ilike("b", {.escape = "/"})));
    // py: select(Hero.id).where(Hero.name.like("a", escape="\\"))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE hero.name LIKE ? ESCAPE '\\\\'",
        "['a']", select(col(&Hero::id)).where(col(&Hero::name).like("a", {.escape = "\\"})));
}

TEST(MariadbExpression, ComparesWithNull) {
    // py: select(Hero.id).where(Hero.age.is_distinct_from(3))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE NOT (hero.age <=> ?)",
        "[3]", select(col(&Hero::id)).where(col(&Hero::age).is_distinct_from(3)));
    // py: select(Hero.id).where(Hero.age.is_not_distinct_from(3))
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE hero.age <=> ?",
        "[3]", select(col(&Hero::id)).where(col(&Hero::age).is_not_distinct_from(3)));
}

TEST(MariadbExpression, Truth) {
    // py: select(Hero.id).where(Hero.active)
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE hero.active = 1",
        "[]", select(col(&Hero::id)).where(col(&Hero::active)));
    // py: select(Hero.id).where(~Hero.active)
    EXPECT_SQL(
        "SELECT hero.id \n"
        "FROM hero \n"
        "WHERE hero.active = 0",
        "[]", select(col(&Hero::id)).where(!col(&Hero::active)));
}

TEST(MariadbExpression, NothingToBeIn) {
    EXPECT_SQL("SELECT hero.id \nFROM hero \nWHERE hero.age IN (SELECT 1 FROM (SELECT 1) as _empty_set WHERE 1!=1)", "[]",
        select(col(&Hero::id)).where(col(&Hero::age).in(std::vector<int>{})));
}

TEST(MariadbExpression, CastsToWhatCastKnows) {
    // py: select(cast(Hero.name, Integer), cast(Hero.age, String))
    EXPECT_SQL(
        "SELECT CAST(hero.name AS SIGNED INTEGER) AS name, CAST(hero.age AS CHAR) AS age \n"
        "FROM hero",
        "[]", select(cast<int>(col(&Hero::name)), cast<std::string>(col(&Hero::age))));
    EXPECT_SQL("SELECT CAST(hero.name AS DOUBLE) AS name \nFROM hero", "[]", select(cast<double>(col(&Hero::name))));
    EXPECT_SQL("SELECT CAST(hero.name AS DATETIME(6)) AS name \nFROM hero", "[]", select(cast<retort::DateTime>(col(&Hero::name))));
}

TEST(MariadbExpression, StepsIntoJson) {
    // py: select(Hero.data["a"])
    EXPECT_SQL(
        "SELECT JSON_EXTRACT(hero.data, ?) AS anon_1 \n"
        "FROM hero",
        "['$.\"a\"']", select(col(&Hero::data)["a"]));
    // py: select(Hero.data["a"].as_string(), Hero.data["b"].as_integer(), Hero.data["c"].as_float())
    EXPECT_SQL(
        "SELECT CASE JSON_EXTRACT(hero.data, ?) WHEN 'null' THEN NULL ELSE JSON_UNQUOTE(JSON_EXTRACT(hero.data, ?)) END AS anon_1, CASE "
        "JSON_EXTRACT(hero.data, ?) WHEN 'null' THEN NULL ELSE CAST(JSON_EXTRACT(hero.data, ?) AS SIGNED INTEGER) END AS anon_2, CASE "
        "JSON_EXTRACT(hero.data, ?) WHEN 'null' THEN NULL ELSE JSON_EXTRACT(hero.data, ?)+0.0000000000000000000000 END AS anon_3 \n"
        "FROM hero",
        "['$.\"a\"', '$.\"a\"', '$.\"b\"', '$.\"b\"', '$.\"c\"', '$.\"c\"']",
        select(col(&Hero::data)["a"].as<std::string>(), col(&Hero::data)["b"].as<int>(), col(&Hero::data)["c"].as<double>()));
    EXPECT_SQL(
        "SELECT CASE JSON_UNQUOTE(JSON_EXTRACT(hero.data, ?)) WHEN 'true' THEN true WHEN 'false' THEN false END AS anon_1 \nFROM hero",
        "['$.\"a\"']", select(col(&Hero::data)["a"].as<bool>()));
}

TEST(MariadbExpression, Functions) {
    // py: select(func.now(), func.current_timestamp())
    EXPECT_SQL("SELECT now() AS now_1, CURRENT_TIMESTAMP AS current_timestamp_1", "[]", select(func::now(), func::current_timestamp()));
    EXPECT_SQL(
        "SELECT count(CASE WHEN (hero.age > ?) THEN hero.id END) AS anon_1, count(CASE WHEN (hero.age > ?) THEN 1 END) AS anon_2 \nFROM "
        "hero",
        "[3, 4]",
        select(func::count(col(&Hero::id)).filter(col(&Hero::age) > 3), func::count().filter(col(&Hero::age) > 4)).select_from<Hero>());
}

TEST(MariadbExpression, SaysWhatFunctionsMeanElsewhere) {
    EXPECT_SQL("SELECT char_length(hero.name) AS length_1, avg(CAST(hero.age AS DOUBLE)) AS avg_1 \nFROM hero GROUP BY hero.name", "[]",
        select(func::length(col(&Hero::name)), func::avg(col(&Hero::age))).group_by(col(&Hero::name)));
    EXPECT_SQL("SELECT group_concat(CASE WHEN (hero.age > ?) THEN hero.name END SEPARATOR x'275C') AS anon_1 \nFROM hero", "[39]",
        select(func::group_concat(col(&Hero::name), "'\\").filter(col(&Hero::age) > 39)));
    EXPECT_SQL("SELECT group_concat(DISTINCT hero.name SEPARATOR x'2C') AS group_concat_1 \nFROM hero \nWHERE hero.name = ?", "['x']",
        select(func::group_concat(col(&Hero::name).distinct())).where(col(&Hero::name) == "x"));
    EXPECT_EQ(mariadb_compiled(select(func::call<int>("length", col(&Hero::name))).node()).sql,
        "SELECT length(hero.name) AS length_1 \nFROM hero")
        << "the database's own, which counts bytes";
}

TEST(MariadbExpression, DividesIntegersAsIntegers) {
    EXPECT_SQL("SELECT hero.age DIV ? AS anon_1, hero.score / ? AS anon_2, hero.price / ? AS anon_3 \nFROM hero", "[2, 2, 2]",
        select(col(&Hero::age) / 2, col(&Hero::score) / 2, col(&Hero::price) / 2));
}

TEST(MariadbExpression, WritesTheBoundsOfAFrame) {
    EXPECT_SQL("SELECT sum(hero.age) OVER (ORDER BY hero.id ROWS BETWEEN 2 PRECEDING AND 1 FOLLOWING) AS anon_1 \nFROM hero", "[]",
        select(func::sum(col(&Hero::age)).over({.order_by = col(&Hero::id), .rows = retort::Frame{-2, 1}})));
}

TEST(MariadbExpression, StepsIntoJsonFromTheEndAndByAnyName) {
    EXPECT_SQL("SELECT JSON_EXTRACT(hero.data, concat(?, left(hero.data, 0))) AS anon_1, JSON_EXTRACT(hero.data, ?) AS anon_2 \nFROM hero",
        R"(['$[-2]', '$."a\\"b"'])", select(col(&Hero::data)[-2], col(&Hero::data)["a\"b"]));
}

TEST(MariadbWrite, InsertsOrUpdates) {
    // py> i = mysql.insert(Team).values(id=1, name="a")
    // py: i.on_duplicate_key_update(name=i.inserted.name)
    EXPECT_SQL("INSERT INTO team (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = VALUES(name)", "[1, 'a']",
        insert<Team>().values(Team{.id = 1, .name = "a"}).on_conflict(&Team::id).do_update(&Team::name));
    // py: i.on_duplicate_key_update(name=i.inserted.name + "x")
    EXPECT_SQL("INSERT INTO team (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE name = (concat(VALUES(name), ?))", "[1, 'a', 'x']",
        insert<Team>()
            .values(Team{.id = 1, .name = "a"})
            .on_conflict(&Team::id)
            .do_update(retort::assign(col(&Team::name), retort::excluded(&Team::name) + "x")));
    EXPECT_SQL("INSERT INTO team (id, name) VALUES (?, ?) ON DUPLICATE KEY UPDATE id = team.id", "[1, 'a']",
        insert<Team>().values(Team{.id = 1, .name = "a"}).on_conflict().do_nothing());
    EXPECT_THROW(mariadb_compiled(insert<Team>()
                                      .values(Team{.id = 1, .name = "a"})
                                      .on_conflict(&Team::id)
                                      .where(col(&Team::id) > 3)
                                      .do_update(&Team::name)
                                      .node()),
        CompileError);
}

TEST(MariadbWrite, ReadsTheTableThatItChanges) {
    EXPECT_SQL(
        "DELETE FROM hero WHERE hero.id IN (SELECT hero.id \nFROM (SELECT * FROM hero LIMIT 18446744073709551615) AS hero \n"
        "WHERE hero.age > ?)",
        "[3]", delete_from<Hero>().where(col(&Hero::id).in(select(col(&Hero::id)).where(col(&Hero::age) > 3))));
    EXPECT_SQL("UPDATE hero SET age=? WHERE hero.team_id IN (SELECT team.id \nFROM team)", "[1]",
        update<Hero>().set(col(&Hero::age), 1).where(col(&Hero::team_id).in(select(col(&Team::id)))));
    const auto other = aliased<Hero>("other");
    EXPECT_SQL(
        "DELETE FROM hero WHERE EXISTS (SELECT other.id \nFROM (SELECT * FROM hero LIMIT 18446744073709551615) AS other \n"
        "WHERE other.age = hero.age)",
        "[]", delete_from<Hero>().where(exists(select(other.col(&Hero::id)).where(other.col(&Hero::age) == col(&Hero::age)))));
}

template <class Statement>
std::string refusal(const Statement& statement) {
    try {
        mariadb_compiled(statement.node());
    } catch (const CompileError& error) {
        return error.what();
    }
    return "no refusal";
}

TEST(MariadbSelect, SaysThatThereIsNoFullJoin) {
    EXPECT_EQ(refusal(select(col(&Hero::name)).full_join(retort::entity<Team>(), col(&Hero::team_id) == col(&Team::id))),
        "MariaDB has no FULL OUTER JOIN; a union_() of an outer_join() from either side gives the same rows.");
}

TEST(MariadbWrite, SaysThatNoCteStandsBeforeIt) {
    const auto names = select(col(&Hero::name).label("name")).cte("names");
    const auto name = names.col<std::string>("name");
    EXPECT_NE(refusal(insert<Team>().from_select(select(name), col(&Team::name))).find("MariaDB takes a CTE before a SELECT alone"),
        std::string::npos);
    EXPECT_NE(refusal(delete_from<Team>().where(col(&Team::name).in(select(name)))).find("MariaDB takes a CTE before a SELECT alone"),
        std::string::npos);
    EXPECT_EQ(refusal(select(name)), "no refusal");
}

TEST(MariadbWrite, ReturnsWhatTheDatabaseCanReturn) {
    EXPECT_SQL(
        "INSERT INTO team (name) VALUES (?) RETURNING id", "['a']", insert<Team>().values(Team{.name = "a"}).returning(col(&Team::id)));
    EXPECT_SQL("DELETE FROM team WHERE team.id = ? RETURNING name", "[1]",
        delete_from<Team>().where(col(&Team::id) == 1).returning(col(&Team::name)));
    const auto returning = update<Team>().set(col(&Team::name), "x").where(col(&Team::id) == 1).returning(col(&Team::id));
    EXPECT_THROW(mariadb_compiled(returning.node()), CompileError);
    EXPECT_THROW(mariadb_compiled(insert<Team>().values(Team{.name = "a"}).returning(col(&Team::id)).node(), false), CompileError);
    EXPECT_THROW(mariadb_compiled(delete_from<Team>().where(col(&Team::id) == 1).returning(col(&Team::id)).node(), false), CompileError);
}

}  // namespace
