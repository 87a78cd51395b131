// expect: retort: values() takes objects of the model: insert<Hero>().values(hero), or a range of them
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
    return retort::insert<Hero>().values(Hero{});
#else
    return retort::insert<Hero>().values(std::vector<Team>{});
#endif
}
