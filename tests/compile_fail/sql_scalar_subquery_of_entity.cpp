// expect: retort: scalar_subquery() takes a select of one column
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
    return retort::select(col(&Hero::name)).scalar_subquery();
#else
    return (retort::select<Hero>().scalar_subquery(), 1);
#endif
}
