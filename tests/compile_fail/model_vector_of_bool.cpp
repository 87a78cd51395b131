// expect: retort: the elements of a std::vector<bool> cannot be referred to; use std::vector<int> or Json
#include <retort/model.hpp>

struct Fine {
    std::vector<int> flags;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    std::vector<bool> flags;
};
const auto& wrong = retort::describe<Wrong>();
#endif
