// expect: retort: in() takes values, a range or a select of the column's own type
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
    return col(&Hero::age).in(retort::select(col(&Team::id)));
#else
    return col(&Hero::age).in(retort::select(col(&Team::name)));
#endif
}
