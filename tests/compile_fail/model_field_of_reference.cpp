// expect: retort: a Field holds a value: no reference, pointer or const
#include <retort/model.hpp>

retort::Field<std::string, retort::indexed> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<const std::string, retort::indexed> wrong;
#endif
