// expect: retort: rel() takes a relationship; for a column say col(&Hero::age)
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
    return (retort::rel(&Hero::name), 1);
#endif
}
