// expect: retort: this column and this value cannot be compared; compare like with like, or cast one with cast<T>()
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
    return col(&Hero::age) > 30;
#else
    return col(&Hero::age) > "old";
#endif
}
