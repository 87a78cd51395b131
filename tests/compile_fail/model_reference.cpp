// expect: retort: a model must be default constructible: each of its fields needs a default value, and none can be a reference
#include <retort/model.hpp>

struct Fine {
    int id = 0;
    std::string name;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    int id = 0;
    std::string& name;
};
const auto& wrong = retort::describe<Wrong>();
#endif
