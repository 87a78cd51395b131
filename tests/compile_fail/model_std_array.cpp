// expect: retort: this type has no column type; use a type listed in docs/models.md, or specialise retort::TypeTraits for it
#include <array>

#include <retort/model.hpp>

struct Fine {
    std::vector<int> numbers;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    std::array<int, 3> numbers;
};
const auto& wrong = retort::describe<Wrong>();
#endif
