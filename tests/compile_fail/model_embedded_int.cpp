// expect: retort: Embedded<T> takes an aggregate: a struct without constructors, private members and virtual functions
#include <retort/model.hpp>

struct Part {
    int x = 0;
};
retort::Embedded<Part> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Embedded<int> wrong;
#endif
