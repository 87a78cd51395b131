// expect: retort: this operator takes two numbers, or two texts for +; cast one side with cast<T>()
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
    return col(&Hero::name) + "x";
#else
    return col(&Hero::name) + 1;
#endif
}
