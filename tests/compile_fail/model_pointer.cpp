// expect: retort: a pointer cannot be a field; use a value, a std::optional or a Relationship
#include <retort/model.hpp>

struct Team {
    retort::Field<int, retort::primary_key> id;
};
struct Fine {
    retort::Field<int, retort::primary_key> id;
    retort::Relationship<Team> team;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    retort::Field<int, retort::primary_key> id;
    Team* team;
};
const auto& wrong = retort::describe<Wrong>();
#endif
