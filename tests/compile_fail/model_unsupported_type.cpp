// expect: retort: this type has no column type; use a type listed in docs/models.md, or specialise retort::TypeTraits for it
#include <complex>

#include <retort/model.hpp>

struct Fine {
    double number = 0;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    std::complex<double> number;
};
const auto& wrong = retort::describe<Wrong>();
#endif
