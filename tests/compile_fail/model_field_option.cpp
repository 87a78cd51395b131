// expect: retort: only field options may stand behind the type of a Field: primary_key, indexed, max_length<n> and so on
#include <retort/model.hpp>

retort::Field<int, retort::primary_key, retort::ge<0>> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<int, retort::cascade_delete> wrong;
#endif
