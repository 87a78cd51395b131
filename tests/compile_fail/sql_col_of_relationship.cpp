// expect: retort: col() takes a column; for a relationship say rel(&Team::heroes) or join(&Team::heroes)
#include <retort/model/describe.hpp>
#include <retort/orm/relationship.hpp>
#include <retort/sql/statements.hpp>

struct Team {
    retort::Field<int, retort::primary_key> id;
    std::string name;
};
struct Hero {
    retort::Field<int, retort::primary_key> id;
    std::string name;
    std::optional<int> age;
    retort::Relationship<Team> team;
};

// A relationship has no column type.
using retort::col;

auto make() {
#ifndef RETORT_EXPECT_FAILURE
    return col(&Hero::age).is_null();
#else
    return (col(&Hero::team), 1);
#endif
}
