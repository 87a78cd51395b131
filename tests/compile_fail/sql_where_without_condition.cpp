// expect: retort: where() takes conditions: col(&Hero::age) > 30
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
    return retort::select<Hero>().where(col(&Hero::age) > 30);
#else
    return retort::select<Hero>().where(col(&Hero::age));
#endif
}
