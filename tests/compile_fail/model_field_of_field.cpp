// expect: retort: a Field cannot hold another Field; give all options to one
#include <retort/model.hpp>

retort::Field<int, retort::primary_key, retort::indexed> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<retort::Field<int, retort::primary_key>, retort::indexed> wrong;
#endif
