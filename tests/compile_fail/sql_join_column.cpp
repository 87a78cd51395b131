// expect: retort: join() takes a relationship, join(&Hero::team), or a model: join<Team>()
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
    return retort::select<Hero>();
#else
    return retort::select<Hero>().join(&Hero::name);
#endif
}
