// expect: retort: sum() and avg() take a number; cast the column with cast<T>()
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
    return retort::func::sum(col(&Hero::age));
#else
    return retort::func::sum(col(&Hero::name));
#endif
}
