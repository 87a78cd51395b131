// expect: retort: max_digits<n> takes 1 to 38
#include <retort/model.hpp>

retort::Field<retort::Decimal, retort::max_digits<38>, retort::decimal_places<2>> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<retort::Decimal, retort::max_digits<39>> wrong;
#endif
