// expect: retort: a model cannot have a base class; share fields by composition, as in Embedded<HeroBase> base;
#include <retort/model.hpp>

struct Base {
    int id = 0;
};
struct Fine {
    retort::Embedded<Base> base;
    int age = 0;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong : Base {
    int age = 0;
};
const auto& wrong = retort::describe<Wrong>();
#endif
