// expect: retort: the results of case_() and its else_() must be of one type
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
    return retort::case_(retort::when(col(&Hero::age) > 3, "a")).else_("b");
#else
    return retort::case_(retort::when(col(&Hero::age) > 3, "a")).else_(1);
#endif
}
