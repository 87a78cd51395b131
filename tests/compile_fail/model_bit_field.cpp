// expect: address of bit-field
#include <retort/model.hpp>

struct Fine {
    int id = 0;
    bool flag = false;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    int id = 0;
    unsigned flag : 1;
};
const auto& wrong = retort::describe<Wrong>();
#endif
