// expect: retort: the selects of a union must have the same items
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
    return retort::union_(retort::select(col(&Hero::name)), retort::select(col(&Team::name)));
#else
    return retort::union_(retort::select(col(&Hero::name)), retort::select(col(&Hero::age)));
#endif
}
