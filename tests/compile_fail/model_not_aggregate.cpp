// expect: retort: a model must be an aggregate: a struct without constructors, private members and virtual functions
#include <retort/model.hpp>

struct Fine {
    int id = 0;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    Wrong() {}
    int id = 0;
};
const auto& wrong = retort::describe<Wrong>();
#endif
