// expect: retort: select() takes columns (col(&Hero::name)), functions, entity<Hero>() and aliases; for a whole model say select<Hero>()
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
    return retort::select(col(&Hero::name));
#else
    return (retort::select(&Hero::name), 1);
#endif
}
