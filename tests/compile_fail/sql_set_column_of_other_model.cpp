// expect: retort: set() takes a column of the model that is written: set(col(&Hero::age), 17)
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
    return retort::update<Hero>().set(col(&Hero::name), "x");
#else
    return retort::update<Hero>().set(col(&Team::name), "x");
#endif
}
