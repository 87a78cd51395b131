// expect: retort: only a column that is stored as JSON has members and elements
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
    return col(&Hero::name);
#else
    return col(&Hero::name)["a"];
#endif
}
