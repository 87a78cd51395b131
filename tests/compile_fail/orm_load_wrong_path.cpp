// expect: retort: a loader option goes on with a relationship of the model that it has come to
#include <retort/retort.hpp>

struct Hero;
struct Team {
    retort::Field<int, retort::primary_key> id;
    retort::Relationship<std::vector<Hero>> heroes;
};
struct Hero {
    retort::Field<int, retort::primary_key> id;
    retort::Field<std::optional<int>, retort::foreign_key<&Team::id>> team_id;
    retort::Relationship<Team> team;
};

auto make() {
#ifndef RETORT_EXPECT_FAILURE
    return retort::selectinload(&Team::heroes).joinedload(&Hero::team);
#else
    return retort::selectinload(&Team::heroes).joinedload(&Team::heroes);
#endif
}
