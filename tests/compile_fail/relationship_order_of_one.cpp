// expect: retort: ordered_by<"…"> orders a collection
#include <retort/retort.hpp>

using namespace retort;

struct Team;
struct Hero {
    Field<int, primary_key> id;
    Field<int, foreign_key<"team.id">> team_id;
#ifdef RETORT_EXPECT_FAILURE
    Relationship<Team, ordered_by<"name">> team;
#else
    Relationship<Team> team;
#endif
};
struct Team {
    Field<int, primary_key> id;
    std::string name;
    Relationship<std::vector<Hero>, ordered_by<"id">> heroes;
};
const auto& description = describe<Hero>();
