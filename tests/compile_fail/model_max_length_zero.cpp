// expect: retort: max_length<n> takes a positive number
#include <retort/model.hpp>

retort::Field<std::string, retort::max_length<1>> fine;

#ifdef RETORT_EXPECT_FAILURE
retort::Field<std::string, retort::max_length<0>> wrong;
#endif
