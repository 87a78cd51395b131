// expect: retort: like(), contains() and their kin take a text column; cast another with cast<std::string>()
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
    return col(&Hero::name).like("1%");
#else
    return col(&Hero::age).like("1%");
#endif
}
