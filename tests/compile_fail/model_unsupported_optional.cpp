// expect: retort: this type has no column type; use a type listed in docs/models.md, or specialise retort::TypeTraits for it
#include <complex>

#include <retort/model.hpp>

struct Fine {
    std::optional<double> number;
};
const auto& fine = retort::describe<Fine>();

#ifdef RETORT_EXPECT_FAILURE
struct Wrong {
    retort::Field<std::optional<std::complex<double>>, retort::indexed> number;
};
const auto& wrong = retort::describe<Wrong>();
#endif
