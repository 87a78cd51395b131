// expect: retort: selectinload() and its kin take a relationship: selectinload(&Team::heroes)
#include <retort/retort.hpp>

struct Hero;
struct Team {
    retort::Field<int, retort::primary_key> id;
    std::string name;
    retort::Relationship<std::vector<Hero>> heroes;
};
struct Hero {
    retort::Field<int, retort::primary_key> id;
    retort::Field<std::optional<int>, retort::foreign_key<&Team::id>> team_id;
};

auto make() {
#ifndef RETORT_EXPECT_FAILURE
    return retort::selectinload(&Team::heroes);
#else
    return retort::selectinload(&Team::name);
#endif
}
