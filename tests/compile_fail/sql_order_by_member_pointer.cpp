// expect: retort: order_by() takes columns, expressions and orderings: col(&Hero::age).desc()
#include <retort/model/describe.hpp>
#include <retort/sql/statements.hpp>

struct Team {
    retort::Field<int, retort::primary_key> id;
    std::string name;
};
struct Hero {
    retort::Field<int, retort::primary_key> id;
    std::string name;
    std::optional<int> age;
};

using retort::col;

auto make() {
#ifndef RETORT_EXPECT_FAILURE
    return retort::select<Hero>().order_by(col(&Hero::age));
#else
    return retort::select<Hero>().order_by(&Hero::age);
#endif
}
