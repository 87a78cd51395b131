// expect: retort: a model is a struct
#include <retort/model.hpp>

struct Fine {
    int id = 0;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
const auto& wrong = retort::describe<int>();
#endif
