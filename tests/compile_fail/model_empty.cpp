// expect: retort: a model needs at least one field
#include <retort/model.hpp>

struct Fine {
    int id = 0;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {};
const auto& wrong = retort::describe<Wrong>();
#endif
