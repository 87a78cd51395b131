// expect: retort: this value does not fit this column; give a value of the column's type, or cast an expression with cast<T>()
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
    return retort::update<Hero>().set(col(&Hero::age), 1);
#else
    return retort::update<Hero>().set(col(&Hero::age), 1.5);
#endif
}
