// What statements mean: the rows written here are what every database gives, unless differences.cpp says what it does instead.
#include <tests/sql/sql_test.hpp>

#include <tests/support/database.hpp>

#include "differences.hpp"

using namespace sql_test;
using retort::aliased, retort::and_, retort::assign, retort::case_, retort::cast, retort::col, retort::delete_from, retort::entity,
    retort::except_, retort::excluded, retort::exists, retort::Frame, retort::insert, retort::intersect, retort::label, retort::literal,
    retort::not_, retort::or_, retort::Predicate, retort::rel, retort::select, retort::text, retort::union_, retort::union_all,
    retort::update, retort::when;
namespace func = retort::func;

namespace {

const auto id = col(&Hero::id);
const auto name = col(&Hero::name);
const auto age = col(&Hero::age);
const auto score = col(&Hero::score);
const auto price = col(&Hero::price);
const auto data = col(&Hero::data);

}  // namespace

TEST(RowsOfComparisons, AreThoseThatFulfilThem) {
    EXPECT_ROWS("(3) (7)", select(id).where(age > 30));
    EXPECT_ROWS("(3)", select(id).where(age >= 31, age < 40));
    EXPECT_ROWS("(2) (3) (6) (7)", select(id).where(age != 2));
    EXPECT_ROWS("(1) (2) (4) (5)", select(id).where(age <= 4 || age == nullptr));
    EXPECT_ROWS("(1) (5)", select(id).where(!(age > 2)));
    EXPECT_ROWS("(2) (3) (6) (7)", select(id).where(age > 3.5));
    EXPECT_ROWS("(1) (2) (6) (7)", select(id).where(score > 3));
    EXPECT_ROWS("(1) (5) (6) (7)", select(id).where(price >= 7));
    EXPECT_ROWS("(3)", select(id).where(price == Decimal{"2.25"}));
    EXPECT_ROWS("", select(id).where(id > 5'000'000'000));
    EXPECT_ROWS("(2) (3) (4) (6) (7)", select(id).where(age.is_distinct_from(2)));
    EXPECT_ROWS("(4) (5)", select(id).where(age.is_not_distinct_from(col(&Hero::team_id))));
    EXPECT_ROWS("(4)", select(id).where(age.is_not_distinct_from(nullptr)));
    EXPECT_ROWS("(1) (2) (5) (6)", select(id).where(age.between(2, 6)));
    EXPECT_ROWS("(3) (7)", select(id).where(!age.between(2, 6)));
    EXPECT_ROWS("(5)", select(id).where(literal(5).between(age, id)));
    EXPECT_ROWS("(1) (5) (7)", select(id).where(col(&Hero::kind) == Kind::robot));
    EXPECT_ROWS("(1) (5) (7)", select(id).where(col(&Hero::kind).in({Kind::robot}), col(&Hero::active)));
    EXPECT_ROWS("(2) (4)", select(id).where(!col(&Hero::active)));
    EXPECT_ROWS("(3) (6) (7)", select(id).where(col(&Hero::active) == (age > 3)));
    EXPECT_ROWS("(7)", select(id).where(col(&Hero::token) == Uuid::parse("c0ffee00-0000-4000-8000-000000000001")));
    EXPECT_ROWS("(2) (7)", select(id).where(col(&Hero::born) >= retort::DateTime{std::chrono::sys_days{std::chrono::year{2020} / 1 / 2}}));
    EXPECT_ROWS("(7)", select(id).where(name == "x", and_(age > 3, or_(id == 1, id == 7))));
}

TEST(RowsOfComparisons, OfTextsAreTheCollations) {
    EXPECT_ROWS("", select(id).where(name == "X"));
    EXPECT_ROWS("", select(id).where(name == "x "));
    EXPECT_ROWS("", select(id).where(name.in({"ARGER", "B"})));
    EXPECT_ROWS("(6)", select(id).where(name < "a"));
}

TEST(RowsOfComparisons, TruthIsAValueToo) {
    const auto grown = (age > 3).nullable();
    EXPECT_ROWS(
        "(1, False, False, True) (2, True, False, False) (3, True, False, True) (4, None, True, False) (5, False, False, False) (6, True, "
        "False, False) (7, True, False, True)",
        select(id, grown, age.is_null(), name.in({"x", "a"})));
    EXPECT_ROWS("(1, None) (2, False) (4, True)", select(func::count(), grown).group_by(grown));
    EXPECT_ROWS("(1, True)", select(func::max(case_(when(age > 3, 1)).else_(0)), exists(select(col(&Team::id)))));
}

TEST(RowsOfIn, AreThoseInTheList) {
    EXPECT_ROWS("(1) (3)", select(id).where(id.in({1, 3, 99})));
    EXPECT_ROWS("(1) (2) (5)", select(id).where(age.in({2, 4})));
    EXPECT_ROWS("(3) (6) (7)", select(id).where(age.not_in({2, 4})));
    EXPECT_ROWS("", select(id).where(age.in(std::vector<int>{})));
    EXPECT_ROWS("(1) (2) (3) (4) (5)", select(id).where(age.not_in(std::vector<int>{}) && id < 6));
    EXPECT_ROWS("(3) (5)", select(id).where(col(&Hero::team_id).in(select(col(&Team::id)).where(col(&Team::name) == "Red"))));
    EXPECT_ROWS("(1) (2) (7)", select(id).where(col(&Hero::team_id).not_in(select(col(&Team::id)).where(col(&Team::name) == "Red"))));
    EXPECT_ROWS("(5) (7)", select(id).where(price.in({Decimal{"7"}, Decimal{"12.25"}})));
}

TEST(RowsOfPatterns, AreThoseThatMatch) {
    EXPECT_ROWS("(6)", select(id).where(name.like("D_r%")));
    EXPECT_ROWS("(1) (2) (3) (4) (7)", select(id).where(name.not_like("%r%")));
    EXPECT_ROWS("(6)", select(id).where(name.like("d%")));
    EXPECT_ROWS("(6)", select(id).where(name.ilike("dO%")));
    EXPECT_ROWS("(2) (3) (4) (5)", select(id).where(name.not_ilike("D%"), name.not_ilike("X")));
    EXPECT_ROWS("(2)", select(id).where(name.like("a/%c%", {.escape = "/"})));
    EXPECT_ROWS("(2)", select(id).where(name.like("a\\%c%", {.escape = "\\"})));
    EXPECT_ROWS("(2)", select(id).where(name.like("a\\%c%")));
    EXPECT_ROWS("(6)", select(id).where(name.startswith("Dor")));
    EXPECT_ROWS("(2)", select(id).where(name.startswith("a%", {.autoescape = true})));
    EXPECT_ROWS("(2)", select(id).where(name.endswith("b"), name.contains("_%", {.autoescape = true})));
    EXPECT_ROWS("(1) (2) (3) (4) (7)", select(id).where(!name.contains("r"), name.contains(name)));
    EXPECT_ROWS("(2)", select(id).where(name.contains("/_", {.autoescape = true, .escape = "!"})));
    EXPECT_ROWS("(3) (6)", select(id).where((name + "!").endswith("a!")));
}

TEST(RowsOfOrderBy, StandInOrder) {
    EXPECT_ROWS("(40, 7) (31, 3) (6, 6) (4, 2) (2, 5) (2, 1) (None, 4)", select(age, id).order_by(age.desc().nulls_last(), id.desc()));
    EXPECT_ROWS("(None, 4) (2, 1) (2, 5) (4, 2) (6, 6) (31, 3) (40, 7)", select(age, id).order_by(age.asc().nulls_first(), id));
    EXPECT_ROWS("(2, 1) (2, 5) (4, 2) (6, 6) (31, 3) (40, 7) (None, 4)", select(age, id).order_by(age.nulls_last(), id.asc()));
    EXPECT_ROWS("(None) (2) (2) (4) (6) (31) (40)", select(age).order_by(age, id));
    EXPECT_ROWS("(5) (2) (7) (4) (1) (6) (3)", select(id).order_by((id % 3).desc(), -id));
    EXPECT_ROWS("(14) (12)", select((id * 2).label("n")).order_by(label("n").desc()).limit(2));
    EXPECT_ROWS("(4) (5)", select(id).order_by(id).limit(2).offset(3));
    EXPECT_ROWS("(6) (7)", select(id).order_by(id).offset(5));
    EXPECT_ROWS("", select(id).order_by(id).limit(0));
    EXPECT_ROWS("('x!') ('a!')", select(name + "!").distinct().where(age > 1, name.in({"x", "a"})).order_by((name + "!").desc()));
    EXPECT_ROWS("('Dora') ('a') ('x') ('x')", select(name).where(name.in({"x", "a", "Dora"})).order_by(name, id));
}

TEST(RowsOfAggregates, AreTheSameEverywhere) {
    EXPECT_ROWS("(7, 6, 5)", select(func::count(), func::count(age), func::count(age.distinct())).select_from<Hero>());
    EXPECT_ROWS("(85, 14.1666666667, 2, 40)", select(func::sum(age), func::avg(age), func::min(age), func::max(age)));
    EXPECT_ROWS("(135.5, 0, 100)", select(func::sum(price), func::min(price), func::max(price)));
    EXPECT_ROWS("(119.425, 17.0607142857)", select(func::sum(score), func::avg(score)));
    EXPECT_ROWS("(None, None)", select(func::sum(age), func::max(name)).where(id > 100));
    EXPECT_ROWS(
        "(1, 3, 46) (2, 2, 33) (None, 2, 6)", select(col(&Hero::team_id), func::count(), func::sum(age)).group_by(col(&Hero::team_id)));
    EXPECT_ROWS("('x', 2)", select(name, func::count().label("n")).group_by(name).having(func::count() > 1));
    EXPECT_ROWS("(0, 6) (1, 40)", select(id % 2, func::max(age)).group_by(id % 2));
    EXPECT_ROWS("(4, 81, 2)",
        select(func::count().filter(age > 3), func::sum(age).filter(col(&Hero::active)), func::count(age.distinct()).filter(age < 5)));
    EXPECT_ROWS(
        "('b', datetime.datetime(2020, 1, 3, 0, 0))", select(func::min(name), func::max(col(&Hero::born))).where(name.in({"x", "b"})));
}

TEST(RowsOfAggregates, AreGroupedByAnExpressionThatIsWrittenAgain) {
    EXPECT_ROWS("(0) (1) (2)", select(age % 3).where(age > 0).group_by(age % 3));
    EXPECT_ROWS(
        "(1, 1) (3, 1) (None, 3)", select(data["a"].as<int>(), func::count()).where(id != 1, id != 3).group_by(data["a"].as<int>()));
    EXPECT_ROWS("(False, 40) (True, 31)",
        select(name.in({"a", "b"}), func::max(age)).group_by(name.in({"a", "b"})).having(func::max(age) > 1).order_by(name.in({"a", "b"})));
    EXPECT_ROWS(
        "('child', 4) ('old', 3)", select(case_(when(func::coalesce(age, 0) > 4, "old")).else_("child").label("kind"), func::count())
                                       .group_by(case_(when(func::coalesce(age, 0) > 4, "old")).else_("child"))
                                       .order_by(label("kind")));
    EXPECT_ROWS("('x!', 2)", select(func::lower(name + "!"), func::count()).group_by(func::lower(name + "!")).having(func::count() > 1));
}

TEST(RowsOfFunctions, AreTheSameEverywhere) {
    EXPECT_ROWS("(0, 4) (2, 2) (31, 31) (4, 4)", select(func::coalesce(age, 0), func::coalesce(age, id, 1)).where(id < 5));
    EXPECT_ROWS("(1.25, 31)", select(func::abs(score), func::abs(-age)).where(id == 3));
    EXPECT_ROWS("(4.5, 11, 2) (9.5, 12, 40)", select(func::round(score, 1), func::round(price), func::round(age)).where(id.in({1, 7})));
    EXPECT_ROWS("(6)", select(id).where(func::round(score) == 100));
    EXPECT_ROWS("('dora', 'DORA')", select(func::lower(name), func::upper(name)).where(id == 6));
    EXPECT_ROWS("('ärger', 'ÄRGER')", select(func::lower(name), func::upper(name)).where(id == 5));
    EXPECT_ROWS("(-1.3, 2.68)", select(func::round(score, 1), func::round(score + 3.925, 2)).where(id == 3));
    EXPECT_ROWS("('a b')", select(func::trim(literal("  a b "))));
    EXPECT_ROWS("(5)", select(func::length(name)).where(id == 5));
    EXPECT_ROWS("('Lora')", select(func::call<std::string>("replace", name, "D", "L")).where(id == 6));
    EXPECT_ROWS("(40, 3)", select(func::call<int>("nullif", age, 2), func::call<std::int64_t>("coalesce", nullptr, 3)).where(id == 7));
    EXPECT_ROWS("(now, now)", select(func::now(), func::current_timestamp()));
    EXPECT_ROWS("(1, 'a', 2.5, True, 1.5, 5000000000)",
        select(literal(1), literal("a"), literal(2.5), literal(true), literal(Decimal{"1.50"}), literal(5'000'000'000)));
}

TEST(RowsOfFunctions, GroupConcatJoinsTheTextsOfAGroup) {
    EXPECT_ROWS("('Dora')", select(func::group_concat(name)).where(id.in({6})));
    EXPECT_ROWS("('x & x')", select(func::group_concat(name, " & ")).where(name == "x"));
    EXPECT_ROWS(R"(('x\'\\"x'))", select(func::group_concat(name, "'\\\"")).where(name == "x"));
    EXPECT_ROWS("('22')", select(func::group_concat(age, "")).where(age == 2));
    EXPECT_ROWS("('xßx')", select(func::group_concat(name, "ß").filter(name == "x")));
    EXPECT_ROWS("(None)", select(func::group_concat(name)).where(id > 100));
}

TEST(RowsOfArithmetic, AreTheSameEverywhere) {
    EXPECT_ROWS("(32, 62, 28, -26, -31, 1)", select(age + 1, age * 2, age - id, 5 - age, -age, age % 2).where(id == 3));
    EXPECT_ROWS("(64, 29, -32)", select((age + 1) * 2, age - (id - 1), -(age + 1)).where(id == 3));
    EXPECT_ROWS("(15)", select(age / 2).where(id == 3));
    EXPECT_ROWS("(2.25, 9, 5.5)", select(score / 2, score * 2, score + 1).where(id == 1));
    EXPECT_ROWS("(21, 10.75, 5.25)", select(price * 2, price + Decimal{"0.25"}, price / 2).where(id == 1));
    EXPECT_ROWS("(3.5, 2)", select(price / 2, 14 / price).where(id == 5));
    EXPECT_ROWS("(67.75)", select(func::sum(price) / 2));
    EXPECT_ROWS("(-1)", select(-age % 3).where(id == 3));
    EXPECT_ROWS("(-15)", select(-age / 2).where(id == 3));
    EXPECT_ROWS("(2.5)", select(price % 4).where(id == 1));
    EXPECT_ROWS("(0.5)", select(score % 2).where(id == 1));
    EXPECT_ROWS("(46.5)", select(age * 1.5).where(id == 3));
    EXPECT_ROWS("('Dora-Dora', '<Dora')", select(name + "-" + name, "<" + name).where(id == 6));
}

TEST(RowsOfCase, AreTheSameEverywhere) {
    EXPECT_ROWS("(1, 'child') (2, 'young') (3, 'old') (4, 'child') (5, 'child') (6, 'young') (7, 'old')",
        select(id, case_(when(age > 30, "old"), when(age > 3, "young")).else_("child")));
    EXPECT_ROWS("(1, None) (2, None) (3, 3) (4, None) (5, None) (6, None) (7, 7)", select(id, case_(when(age > 30, id))));
    EXPECT_ROWS("(4, 'unknown') (6, 'Dora')", select(id, case_(when(age == nullptr, "unknown")).else_(name)).where(id.in({4, 6})));
}

TEST(RowsOfCast, AreTheSameEverywhere) {
    EXPECT_ROWS("('31', 31, 31)", select(cast<std::string>(age), cast<double>(age), cast<std::int64_t>(age)).where(id == 3));
    EXPECT_ROWS("(12, 1.5)", select(cast<int>(literal("12")), cast<double>(literal("1.5"))));
    EXPECT_ROWS("('32!')", select(cast<std::string>(age + 1) + "!").where(id == 3));
    EXPECT_ROWS("(2, 7)", select(cast<Decimal>(age), cast<int>(price)).where(id == 5));
    EXPECT_ROWS("(True)", select(cast<bool>(age)).where(id == 5));
    EXPECT_ROWS("(datetime.datetime(2020, 1, 2, 3, 4, 5, 600000))", select(cast<retort::DateTime>(literal("2020-01-02 03:04:05.6"))));
    EXPECT_ROWS("('4.5')", select(cast<std::string>(score)).where(id == 1));
}

TEST(RowsOfJson, AreTheSameEverywhere) {
    EXPECT_ROWS("(1, {\"b\": \"x\"}) (2, 3) (3, true)", select(id, data["a"]).where(id < 4));
    EXPECT_ROWS("(1, 'x') (2, None)", select(id, data["a"]["b"].as<std::string>()).where(id < 3));
    EXPECT_ROWS("(1)", select(id).where(data["a"]["b"].as<std::string>() == "x"));
    EXPECT_ROWS("(3, '4', 2.5)", select(data["a"].as<int>(), data["b"].as<std::string>(), data["c"].as<double>()).where(id == 2));
    EXPECT_ROWS("(7)", select(id).where(data["a"].as<int>() < 3, id.in({2, 7})));
    EXPECT_ROWS("(True)", select(data["a"].as<bool>()).where(id == 3));
    EXPECT_ROWS("(3)", select(id).where(data["a"].as<bool>() == true, id == 3));
    EXPECT_ROWS("('second', 1, {\"x\": \"second\"})", select(data[1]["x"].as<std::string>(), data[0].as<int>(), data[-1]).where(id == 5));
    EXPECT_ROWS("(None, None, 5)", select(data["a"].as<int>(), data["nothing"].as<int>(), data["a\"b"].as<int>()).where(id == 6));
    EXPECT_ROWS("(1, None) (2, None) (5, 1)", select(id, data[-2]).where(id.in({1, 2, 5})));
    EXPECT_ROWS("(4)", select(id).where(data == nullptr));
    EXPECT_ROWS("(2)", select(id).where(data["c"].as<double>().is_not_null()));
    EXPECT_ROWS("(1) (3)", select(data["a"].as<int>()).where(id.in({2, 7})).order_by(data["a"].as<int>()));
}

TEST(RowsOfJoins, AreTheSameEverywhere) {
    EXPECT_ROWS("(1, 'x') (2, 'x') (3, 'Red') (5, 'Red') (7, 'x')", select(id, col(&Team::name)).join<Team>());
    EXPECT_ROWS(
        "(1, 'x') (2, 'x') (3, 'Red') (4, None) (5, 'Red') (6, None) (7, 'x')", select(id, col(&Team::name).nullable()).outer_join<Team>());
    EXPECT_ROWS(
        "('Red', 3) ('Red', 5) ('nobody', None) ('x', 1) ('x', 2) ('x', 7)", select(col(&Team::name), id.nullable()).outer_join<Hero>());
    EXPECT_ROWS("(1, 'x') (2, 'x') (3, 'Red') (4, None) (5, 'Red') (6, None) (7, 'x') (None, 'nobody')",
        select(id.nullable(), col(&Team::name).nullable()).full_join(entity<Team>(), col(&Team::id) == col(&Hero::team_id)));
    EXPECT_ROWS("(3, 'flight') (3, 'x') (7, 'x')", select(id, col(&Power::name)).join(&Hero::powers));
    EXPECT_ROWS(
        "(1, None) (2, None) (3, 'flight') (3, 'x')", select(id, col(&Power::name).nullable()).outer_join(&Hero::powers).where(id < 4));
    EXPECT_ROWS("('Red', 3) ('x', 2) ('x', 7)", select(col(&Team::name), id).join(&Team::heroes, age > 3));
    EXPECT_ROWS("('Red', 3) ('nobody', None) ('x', 7)", select(col(&Team::name), id.nullable()).outer_join(&Team::heroes, age > 30));
    EXPECT_ROWS(
        "('Red', 'flight') ('Red', 'x') ('x', 'x')", select(col(&Team::name), col(&Power::name)).join(&Team::heroes).join(&Hero::powers));
    EXPECT_ROWS("([1, 'x'], [1, 'x'])", select<Team, Power>().where(col(&Team::name) == col(&Power::name)));
    EXPECT_ROWS("([1, 'x'], 3) ([2, 'Red'], 2)",
        select(entity<Team>(), func::count()).join(&Team::heroes).group_by(col(&Team::id), col(&Team::name)));
    const auto parent = aliased<Node>("parent");
    EXPECT_ROWS("(2, 'x') (3, 'x') (4, 'y')", select(col(&Node::id), parent.col(&Node::Label)).join(parent, &Node::parent));
    EXPECT_ROWS("(1, None) (2, 'x') (3, 'x') (4, 'y')",
        select(col(&Node::id), parent.col(&Node::Label).nullable()).outer_join(parent, &Node::parent));
    const auto child = aliased<Node>();
    EXPECT_ROWS("('x', 2) ('y', 1) ('z', 0)",
        select(col(&Node::Label), func::count(child.col(&Node::id))).outer_join(child, rel(&Node::children)).group_by(col(&Node::Label)));
    const auto other = aliased<Hero>("other");
    EXPECT_ROWS("(1, 5)", select(id, other.col(&Hero::id)).join(other, other.col(&Hero::age) == age && other.col(&Hero::id) > id));
    const auto origin = aliased<Team>("origin");
    const auto destination = aliased<Team>("destination");
    EXPECT_ROWS(
        "(1, 'x', 'Red') (2, 'Red', 'x')", select(col(&Flight::id), origin.col(&Team::name), destination.col(&Team::name))
                                               .join(origin, origin.col(&Team::id) == col(&Flight::origin_id))
                                               .outer_join(destination, destination.col(&Team::id) == col(&Flight::destination_id)));
}

TEST(RowsOfExists, AreTheSameEverywhere) {
    EXPECT_ROWS("(1) (2)", select(col(&Team::id)).where(rel(&Team::heroes).any()));
    EXPECT_ROWS("(2) (3)", select(col(&Team::id)).where(!rel(&Team::heroes).any(age > 31)));
    EXPECT_ROWS("(3) (5)", select(id).where(rel(&Hero::team).has(col(&Team::name) == "Red")));
    EXPECT_ROWS("(4) (6)", select(id).where(!rel(&Hero::team).has()));
    EXPECT_ROWS("(3)", select(id).where(rel(&Hero::powers).any(col(&Power::name) == "flight")));
    EXPECT_ROWS("(1) (2)", select(col(&Node::id)).where(rel(&Node::children).any()));
    EXPECT_ROWS("(4)", select(col(&Node::id)).where(rel(&Node::parent).has(col(&Node::Label) == "y")));
    EXPECT_ROWS("(1) (2) (4) (5) (6)", select(id).where(!exists(select(col(&Link::power_id)).where(col(&Link::hero_id) == id))));
    const auto h = aliased<Hero>();
    EXPECT_ROWS("(3) (5)", select(h.col(&Hero::id)).where(h.rel(&Hero::team).has(col(&Team::name) == "Red")));
}

TEST(RowsOfSubqueries, AreTheSameEverywhere) {
    EXPECT_ROWS("('Red', 2) ('nobody', 0) ('x', 3)",
        select(col(&Team::name), select(func::count(id)).where(col(&Hero::team_id) == col(&Team::id)).scalar_subquery().label("n")));
    EXPECT_ROWS("(7)", select(id).where(age == select(func::max(age)).scalar_subquery()));
    const auto n = select(col(&Hero::team_id), func::count().label("n")).group_by(col(&Hero::team_id)).subquery("s");
    EXPECT_ROWS("('Red', 2) ('nobody', None) ('x', 3)",
        select(col(&Team::name), n.col<std::optional<std::int64_t>>("n")).outer_join(n, n.col(&Hero::team_id) == col(&Team::id)));
    EXPECT_ROWS("(7)", select(func::sum(n.col<std::int64_t>("n"))));
    const auto u = select(name, id, col(&Team::id).label("team")).join<Team>().subquery();
    EXPECT_ROWS("('x', 1)", select(u.col(&Hero::name), u.col<std::optional<std::int64_t>>("team")).where(u.col<std::int64_t>("id") == 1));
    EXPECT_ROWS("(6) (7)", select(id).where(id.in(select(id).order_by(id.desc()).limit(2))));
    const auto last = select(id).order_by(id.desc()).limit(2).subquery("last");
    EXPECT_ROWS("(6) (7)", select(id).join(last, last.col(&Hero::id) == id));
    const auto numbered =
        select(id, func::row_number().over({.partition_by = col(&Hero::team_id), .order_by = id}).label("place")).subquery("numbered");
    EXPECT_ROWS("(1) (3) (4)", select(numbered.col(&Hero::id)).where(numbered.col<std::int64_t>("place") == 1));
}

TEST(RowsOfCtes, AreTheSameEverywhere) {
    const auto grown = select(name, age).where(age > 3).cte("grown");
    EXPECT_ROWS("('Dora') ('a%c/_%db') ('a')", select(grown.col(&Hero::name)).where(grown.col(&Hero::age) < 40));
    const auto few = select(grown.col(&Hero::age)).where(grown.col(&Hero::age) != 4).cte("few");
    EXPECT_ROWS("('Dora', 6) ('a', 31) ('x', 40)",
        select(grown.col(&Hero::name), few.col(&Hero::age)).join(few, few.col(&Hero::age) == grown.col(&Hero::age)));
    const auto base = select(literal(1).label("n")).cte("c", {.recursive = true});
    const auto c = base.union_all(select(base.col<int>("n") + 1).where(base.col<int>("n") < 5));
    EXPECT_ROWS("(1) (2) (3) (4) (5)", select(c.col<int>("n")));
    EXPECT_ROWS("(15)", select(func::sum(c.col<int>("n"))));
    const auto top = select(col(&Node::id), col(&Node::parent_id)).where(col(&Node::id) == 2).cte("tree", {.recursive = true});
    const auto tree = top.union_(select(col(&Node::id), col(&Node::parent_id)).join(top, top.col(&Node::id) == col(&Node::parent_id)));
    EXPECT_ROWS("(2) (4)", select(tree.col(&Node::id)));
    EXPECT_ROWS("('x') ('y')", select(col(&Node::Label)).join(tree, tree.col(&Node::id) == col(&Node::id)));
    const auto start = select(col(&Node::id), col(&Node::Label)).where(col(&Node::parent_id) == nullptr).cte("paths", {.recursive = true});
    const auto paths = start.union_all(select(col(&Node::id), start.col(&Node::Label) + "/" + col(&Node::Label))
                                           .join(start, start.col(&Node::id) == col(&Node::parent_id)));
    EXPECT_ROWS("(1, 'x') (2, 'x/y') (3, 'x/z') (4, 'x/y/x')",
        select(paths.col(&Node::id), paths.col(&Node::Label)).order_by(paths.col(&Node::id)));
}

TEST(RowsOfCompounds, AreTheSameEverywhere) {
    const auto heroes = select(name).where(name.in({"x", "a", "b"}));
    const auto powers = select(col(&Power::name));
    EXPECT_ROWS("('a') ('b') ('flight') ('x')", union_(heroes, powers));
    EXPECT_ROWS("('a') ('a') ('b') ('flight') ('x') ('x') ('x')", union_all(heroes, powers));
    EXPECT_ROWS("('a') ('x')", intersect(heroes, powers));
    EXPECT_ROWS("('b')", except_(heroes, powers));
    EXPECT_ROWS("('flight')", except_(powers, heroes));
    EXPECT_ROWS("('x') ('x') ('x')", union_all(heroes, powers).order_by(label("name").desc()).limit(3));
    EXPECT_ROWS(
        "('a') ('x')", union_all(select(name).order_by(id).limit(1), select(col(&Power::name)).order_by(col(&Power::id).desc()).limit(1)));
    EXPECT_ROWS("('b')", except_(heroes, union_all(powers, select(col(&Team::name)))));
    EXPECT_ROWS("('a') ('b') ('flight')", except_(union_all(heroes, powers), select(col(&Team::name))));
    EXPECT_ROWS("('Red') ('a') ('nobody') ('x')", union_(intersect(heroes, powers), select(col(&Team::name))));
    const auto u = union_(heroes, powers).subquery("u");
    EXPECT_ROWS("(4)", select(func::count()).select_from(u));
    EXPECT_ROWS("(1)", select(col(&Team::id)).where(col(&Team::name).in(union_(heroes, powers))));
    EXPECT_ROWS("(1, 'a') (2, 'b')", union_all(select(literal(1), literal("a")), select(literal(2), literal("b"))));
    EXPECT_ROWS(
        "(1, 2)", union_all(select(id, age), select(col(&Team::id), literal(7).nullable())).order_by(label("id"), label("age")).limit(1));
}

TEST(RowsOfWindows, AreTheSameEverywhere) {
    const retort::Window by_team{.partition_by = col(&Hero::team_id), .order_by = id};
    EXPECT_ROWS("(1, 1) (2, 2) (3, 1) (4, 1) (5, 2) (6, 2) (7, 3)", select(id, func::row_number().over(by_team)));
    EXPECT_ROWS("(1, 5, 5) (2, 4, 4) (3, 2, 2) (5, 5, 5) (6, 3, 3) (7, 1, 1)",
        select(id, func::rank().over({.order_by = age.desc()}), func::dense_rank().over({.order_by = age.desc()})).where(age > 1));
    EXPECT_ROWS("(1, 1) (2, 1) (3, 1) (4, 2) (5, 2) (6, 3) (7, 3)", select(id, func::ntile(3).over({.order_by = id})));
    EXPECT_ROWS("(1, None, 3) (2, 1, 4) (3, 2, 5) (4, 3, 6) (5, 4, 7) (6, 5, None) (7, 6, None)",
        select(id, func::lag(id).over({.order_by = id}), func::lead(id, 2).over({.order_by = id})));
    EXPECT_ROWS("(1, 'x', 2) (2, 'x', 2) (3, 'a', 3)",
        select(id, func::first_value(name).over(by_team), func::last_value(id).over({.partition_by = col(&Hero::team_id)})).where(id < 4));
    EXPECT_ROWS(
        "(1, 1) (2, 3) (3, 5) (4, 7) (5, 9) (6, 11) (7, 13)", select(id, func::sum(id).over({.order_by = id, .rows = Frame{-1, 0}})));
    EXPECT_ROWS(
        "(1, 1) (2, 3) (3, 6) (4, 10) (5, 15) (6, 21) (7, 28)", select(id, func::sum(id).over({.order_by = id, .rows = Frame{.to = 0}})));
    EXPECT_ROWS("(1, 27) (2, 25) (3, 22) (4, 18) (5, 13) (6, 7) (7, None)",
        select(id, func::sum(id).over({.order_by = id, .rows = Frame{.from = 1}})));
    EXPECT_ROWS("(1, 2) (2, 3) (3, 1) (5, 2) (6, 2) (7, 1)",
        select(id, func::count().over({.order_by = age, .range = Frame{-2, 0}})).where(age > 1));
    EXPECT_ROWS("(1, 2) (2, 2) (3, 1) (4, 1) (5, 1) (6, 1) (7, 2)",
        select(id, func::count().filter(age > 3).over({.partition_by = col(&Hero::team_id)})));
    EXPECT_ROWS("(1, 3) (2, 3)", select(id, func::avg(age).over()).where(id < 3));
}

TEST(RowsOfLocks, AreTheSameEverywhere) {
    EXPECT_ROWS("(3) (7)", select(id).where(age > 30).with_for_update());
    EXPECT_ROWS("(3) (7)", select(id).where(age > 30).with_for_update({.nowait = true}));
    EXPECT_ROWS("(3) (7)", select(id).where(age > 30).with_for_update({.skip_locked = true}));
    EXPECT_ROWS("(3) (7)", select(id).where(age > 30).with_for_update({.read = true}));
    EXPECT_ROWS("(1)", select(id).join<Team>().order_by(id).limit(1).with_for_update({.nowait = true, .read = true}));
    EXPECT_ROWS("([1, 'x'])", select<Team>().where(col(&Team::id) == 1).with_for_update({.skip_locked = true, .read = true}));
}

TEST(RowsOfInserts, AreTheSameEverywhere) {
    EXPECT_ROWS("2 rows", insert<Power>().values(std::vector<Power>{{.name = "p"}, {.name = "q"}}));
    EXPECT_ROWS("([4, 'p'])", insert<Power>().values(Power{.name = "p"}).returning());
    EXPECT_ROWS("(4, 'p') (5, 'q')",
        insert<Power>().values(std::vector<Power>{{.name = "p"}, {.name = "q"}}).returning(col(&Power::id), col(&Power::name)));
    EXPECT_ROWS("('abc!', 3)", insert<Power>()
                                   .set(col(&Power::name), func::lower(literal("ABC")))
                                   .returning(col(&Power::name) + "!", func::length(col(&Power::name))));
    EXPECT_ROWS("3 rows", insert<Power>().from_select(select(name).where(id < 4), col(&Power::name)));
    EXPECT_ROWS("('a%c/_%db') ('a') ('flight') ('x')",
        insert<Power>()
            .from_select(union_(select(name).where(id < 4), select(col(&Power::name))).order_by(label("name")), col(&Power::name))
            .returning(col(&Power::name)));
    EXPECT_ROWS("('x', None)", insert<Stamped>().values(Stamped{.name = "new"}).returning(col(&Stamped::note), col(&Stamped::changed)));
    EXPECT_ROWS("1 rows", insert<Stamped>().set(col(&Stamped::name), select(func::max(name)).where(name == "x").scalar_subquery()));
    const auto grown = select(name).where(age > 30).cte("grown");
    EXPECT_ROWS("2 rows", insert<Power>().from_select(select(grown.col(&Hero::name)), col(&Power::name)));
    EXPECT_ROWS("IntegrityError", insert<Team>().values(Team{.id = 1, .name = "again"}));
    EXPECT_ROWS("IntegrityError", insert<Link>().values(Link{1, 99}));
}

TEST(RowsOfUpserts, AreTheSameEverywhere) {
    EXPECT_ROWS("0 rows", insert<Team>().values(Team{.name = "x"}).on_conflict(&Team::name).do_nothing());
    EXPECT_ROWS("1 rows", insert<Team>().values(Team{.name = "new"}).on_conflict().do_nothing());
    EXPECT_ROWS("1 rows", insert<Team>().values(Team{.id = 2, .name = "Blue"}).on_conflict(&Team::id).do_update(&Team::name));
    EXPECT_ROWS("2 rows",
        insert<Team>().values(std::vector<Team>{{.id = 2, .name = "Blue"}, {.id = 9, .name = "Green"}}).on_conflict(&Team::id).do_update());
    EXPECT_ROWS("1 rows", insert<Team>()
                              .values(Team{.id = 2, .name = "Blue"})
                              .on_conflict(&Team::id)
                              .do_update(assign(col(&Team::name), col(&Team::name) + "/" + excluded(&Team::name))));
    EXPECT_ROWS("1 rows",
        insert<Stamped>()
            .values(Stamped{.id = 2, .name = "n", .note = "other"})
            .on_conflict(&Stamped::id)
            .do_update(&Stamped::name, assign(col(&Stamped::note), func::coalesce(col(&Stamped::note), excluded(&Stamped::note)) + "+")));
    EXPECT_ROWS(
        "([2, 'Blue'])", insert<Team>().values(Team{.id = 2, .name = "Blue"}).on_conflict(&Team::id).do_update(&Team::name).returning());
    EXPECT_ROWS("1 rows", insert<Team>()
                              .values(Team{.id = 2, .name = "Blue"})
                              .on_conflict(&Team::id)
                              .where(col(&Team::name) == "Red")
                              .do_update(&Team::name));
    EXPECT_ROWS("0 rows", insert<Link>().values(Link{3, 1}).on_conflict(&Link::hero_id, &Link::power_id).do_update());
    EXPECT_ROWS("1 rows", insert<Team>()
                              .from_select(select(name).where(name.in({"x", "Dora"})).distinct(), col(&Team::name))
                              .on_conflict(&Team::name)
                              .do_nothing());
}

TEST(RowsOfUpserts, TakeValuesForManyRows) {
    const std::vector<Team> teams{{.id = 2, .name = "Blue"}, {.id = 1, .name = "Green"}, {.id = 9, .name = "White"}};
    EXPECT_ROWS("3 rows", insert<Team>().values(teams).on_conflict(&Team::id).do_update(
                              assign(col(&Team::name), col(&Team::name) + " and " + excluded(&Team::name))));
    EXPECT_ROWS("(1, 'Green', 3) (2, 'Blue', 3) (9, 'White', 3)",
        insert<Team>().values(teams).on_conflict(&Team::id).do_update().returning(col(&Team::id), col(&Team::name), literal(3)));
    EXPECT_ROWS("(4, 'p!') (5, 'q!')",
        insert<Power>().values(std::vector<Power>{{.name = "p"}, {.name = "q"}}).returning(col(&Power::id), col(&Power::name) + "!"));
    EXPECT_ROWS("(5, 'p!')", insert<Power>().values(Power{.name = "p"}).returning(col(&Power::id) + 1, col(&Power::name) + "!"));
}

TEST(RowsOfUpdates, AreTheSameEverywhere) {
    EXPECT_ROWS("3 rows", update<Hero>().where(age < 5).set(age, age + 1));
    EXPECT_ROWS("1 rows", update<Hero>()
                              .where(id == 1)
                              .set(age, nullptr)
                              .set(name, name + "!")
                              .set(price, Decimal{"1.5"})
                              .set(col(&Hero::kind), Kind::human));
    EXPECT_ROWS("1 rows", update<Hero>().where(id == 1).set(age, 2));
    EXPECT_ROWS("7 rows", update<Hero>().set(col(&Hero::active), false).all_rows());
    EXPECT_ROWS("7 rows", update<Hero>().set(age, age * 2).set(name, case_(when(age > 30, "old")).else_(name)));
    EXPECT_ROWS("0 rows", update<Hero>().where(id == 99).set(age, 2));
    EXPECT_ROWS("1 rows", update<Stamped>().where(col(&Stamped::id) == 1).set(col(&Stamped::name), "changed"));
    EXPECT_ROWS(
        "2 rows", update<Hero>().where(col(&Hero::team_id).in(select(col(&Team::id)).where(col(&Team::name) == "Red"))).set(age, 1));
    EXPECT_ROWS("5 rows", update<Hero>()
                              .where(col(&Hero::team_id).is_not_null())
                              .set(name, select(col(&Team::name)).where(col(&Team::id) == col(&Hero::team_id)).scalar_subquery()));
    const auto other = aliased<Hero>("other");
    EXPECT_ROWS("1 rows", update<Hero>().where(age == select(func::max(other.col(&Hero::age))).scalar_subquery()).set(age, 0));
    EXPECT_ROWS("2 rows", update<Hero>().where(rel(&Hero::powers).any()).set(score, score + 0.5));
    EXPECT_ROWS("(1, 4) (5, 4)", update<Hero>().where(age == 2).set(age, 3).returning(id, age + 1));
    EXPECT_ROWS("1 rows", update<Hero>().where(id == 1).set(data, Json{{"a", 2}}));
    EXPECT_ROWS("IntegrityError", update<Hero>().where(id == 1).set(col(&Hero::team_id), 99));
    EXPECT_ROWS("2 rows", update<Hero>().where(text("age > :x").bind({{"x", 30}})).set(name, "t"));
}

TEST(RowsOfDeletes, AreTheSameEverywhere) {
    EXPECT_ROWS("2 rows", delete_from<Link>().where(col(&Link::hero_id) == 3));
    EXPECT_ROWS("3 rows", delete_from<Link>().all_rows());
    EXPECT_ROWS("(1, 'x!') (2, 'a%c/_%db!') (5, 'Ärger!')",
        delete_from<Hero>().where(age < 5, !rel(&Hero::powers).any()).returning(id, name + "!"));
    EXPECT_ROWS("([1, 'old', 'x', None])", delete_from<Stamped>().where(col(&Stamped::id) == 1).returning());
    EXPECT_ROWS("2 rows", delete_from<Hero>().where(id.in(select(id).where(age == 2))));
    const auto other = aliased<Hero>("other");
    EXPECT_ROWS("1 rows",
        delete_from<Hero>().where(exists(select(other.col(&Hero::id)).where(other.col(&Hero::age) == age, other.col(&Hero::id) > id))));
    EXPECT_ROWS("2 rows", delete_from<Node>().where(!rel(&Node::children).any()));
    EXPECT_ROWS("IntegrityError", delete_from<Team>().where(col(&Team::id) == 1));
    EXPECT_ROWS("1 rows", delete_from<Team>().where(!exists(select(id).where(col(&Hero::team_id) == col(&Team::id)))));
}

TEST(RowsOfTexts, StandInStatements) {
    EXPECT_ROWS("(3) (6)", select(id).where(text("age > :x OR name = :n").bind({{"x", 30}, {"n", "Dora"}}), id < 7));
    EXPECT_ROWS("('x', 2)", select(name, func::count()).group_by(text("name")).order_by(text("count(*) DESC")).limit(1));
    auto connection = executed::tested_engine().connect();
    const auto row = connection
                         .exec(text("SELECT count(*) AS n, max(name) AS m FROM hero WHERE name IN (:a, :b) AND age > :age"),
                             {{"a", "x"}, {"b", "a"}, {"age", 1}})
                         .one();
    EXPECT_EQ(row.get<int>("n"), 3);
    EXPECT_EQ(row.get<std::string>("m"), "x");
}

TEST(RowsOfStatements, CarryWhatTheirExecutionNeeds) {
    EXPECT_ROWS("(1) (2) (3) (4) (5) (6) (7)", select(id).order_by(id).yield_per(2));
    EXPECT_ROWS("([1, 'x']) ([2, 'Red']) ([3, 'nobody'])", select<Team>().populate_existing());
    EXPECT_ROWS("('Red') ('nobody') ('x')", select(col(&Team::name)).select_from<Team>());
    EXPECT_ROWS("(7)", select(func::count()).select_from<Hero>());
    const auto h = aliased<Hero>("h");
    EXPECT_ROWS("(4)", select(func::count()).select_from(h).where(h.col(&Hero::age) > 3));
}

TEST(RowsOfStatements, AreOrderedByTheCollationThatIsNamed) {
    const std::string collation = executed::collation_of_bytes(testing_support::tested_kind());
    auto connection = executed::tested_engine().connect();
    const auto in_order = select(name).where(id.in({1, 3, 5, 6})).order_by(name.collate(collation).desc());
    EXPECT_EQ(connection.exec(in_order).all(), (std::vector<std::string>{"Ärger", "x", "a", "Dora"}));
    EXPECT_EQ(connection.exec(select(id).where(name.collate(collation) == "dora")).all(), std::vector<std::optional<std::int64_t>>{});
}
