// expect: retort: only relationship options
#include <retort/model.hpp>

struct Team {
    retort::Field<int, retort::primary_key> id;
};
retort::Relationship<Team, retort::back_populates<"heroes">> fine;

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    retort::Field<int, retort::primary_key> id;
    retort::Relationship<Team, retort::indexed> team;
};
const auto& wrong = retort::describe<Wrong>();
#endif
