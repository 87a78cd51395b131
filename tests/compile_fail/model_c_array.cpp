// expect: retort: a C array cannot be a field; use std::vector
#include <retort/model.hpp>

struct Fine {
    std::vector<int> numbers;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    int numbers[3];
};
const auto& wrong = retort::describe<Wrong>();
#endif
