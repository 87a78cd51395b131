// expect: retort: a model has at most 128 fields; move some of them into an Embedded<Part>
#include <retort/model.hpp>

#define FOUR(n) int n##0 = 0, n##1 = 0, n##2 = 0, n##3 = 0;
#define SIXTEEN(n) FOUR(n##0) FOUR(n##1) FOUR(n##2) FOUR(n##3)
#define SIXTY_FOUR(n) SIXTEEN(n##0) SIXTEEN(n##1) SIXTEEN(n##2) SIXTEEN(n##3)

struct Fine {
    SIXTY_FOUR(a)
    SIXTY_FOUR(b)
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    SIXTY_FOUR(a)
    SIXTY_FOUR(b)
    int one_more = 0;
};
const auto& wrong = retort::describe<Wrong>();
#endif
